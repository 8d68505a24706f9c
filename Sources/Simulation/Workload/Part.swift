import Resharding
import Sharding

/// What one rank does in one phase of a step, besides waiting for its messages.
struct Part {
  /// Bytes.
  var sent = 0
  var received = 0
  var messagesSent = 0
  var messagesReceived = 0
  private var firstSends = FirstBytes()
  private var firstReceives = FirstBytes()
  /// Bytes copied from the old shard to the new one.
  var copied = 0
  /// Bytes copied into staging, and out of it.
  var packed = 0
  var unpacked = 0
  /// Bytes of contributions that folds read.
  var folded = 0

  private var sendsInPlace = true
  private var receivesInPlace = true
  private var firstSent = 0

  /// Notes a message that goes out; `inPlace` where its block is contiguous in the old shard.
  mutating func send(_ bytes: Int, latency: Double, gap: Double, inPlace: Bool) {
    if sent == 0 { firstSent = bytes }
    sent += bytes
    messagesSent += 1
    firstSends.add(latency, gap)
    if !inPlace { sendsInPlace = false }
  }

  /// Notes a message that comes in; `inPlace` where its block is contiguous in the new shard.
  mutating func receive(_ bytes: Int, latency: Double, gap: Double, inPlace: Bool) {
    received += bytes
    messagesReceived += 1
    firstReceives.add(latency, gap)
    if !inPlace { receivesInPlace = false }
  }

  /// Counts the work, as `Program` does it: what lies contiguously moves without staging; an
  /// all-gather and a broadcast pack their block once; gather and scatter are always staged at the
  /// root, and so is what is folded.
  mutating func settle(_ collective: Collective, reduces: Bool) {
    if collective == .scatter || !sendsInPlace {
      packed = collective == .allGather || collective == .broadcast ? firstSent : sent
    }
    if !reduces, collective == .gather || !receivesInPlace { unpacked = received }
  }
}

extension Part {
  /// Seconds of copies and packing before the first message.
  func secondsBefore(_ engine: Topology.Engine) -> Double {
    Double(copied) / engine.copy + Double(packed) / engine.pack
  }

  /// Seconds of unpacking and folds after the last message.
  func secondsAfter(_ engine: Topology.Engine) -> Double {
    Double(unpacked) / engine.pack + Double(folded) / engine.fold
  }

  /// Seconds of first bytes: a rank handles one message at a time, in each direction.
  var latency: Double { max(firstSends.seconds, firstReceives.seconds) }
}

/// The time of first bytes in one direction: the longest latency, and a gap for each further message
/// (LogGP: Alexandrov, Ionescu, Schauser and Scheiman 1995).
private struct FirstBytes {
  private var latency = 0.0
  /// That of the message with the longest latency.
  private var gap = 0.0
  private var gaps = 0.0

  mutating func add(_ latency: Double, _ gap: Double) {
    gaps += gap
    if (latency, gap) > (self.latency, self.gap) { (self.latency, self.gap) = (latency, gap) }
  }

  var seconds: Double { latency + gaps - gap }
}
