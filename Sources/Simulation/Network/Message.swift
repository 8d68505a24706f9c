/// All messages that are alike: from the ranks of one class to those of another.
///
/// Each rank of the destination's class receives `count` of them, and the ranks of the source's class share
/// equally in sending them.
struct Message {
  /// A port class that the messages pass, and how many of them pass each port of it.
  struct Hop: Hashable {
    var port: Int
    var count: Int
  }

  /// Which messages are alike.
  struct Key: Hashable {
    var source: Int
    var destination: Int
    /// Of each message.
    var bytes: Int
    /// Port classes.
    var ports: [Int]
  }

  var key: Key
  /// The bytes for which it keeps the links of its level busy: more than it has where these are slower than
  /// the topology says, none where they are not bytes on a link.
  var load: Double
  var count: Int
  var path: [Hop]
  /// One of them: from which rank to which.
  var example: (source: Int, destination: Int)
  /// The index of the topology's level.
  var level: Int
}
