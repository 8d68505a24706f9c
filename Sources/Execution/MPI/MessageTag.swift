/// The tags of an executor's messages, which all go over one communicator; those of `underWay` go over that of
/// their group.
///
/// A receive takes the oldest message of its sender and tag that no receive has taken: messages of one
/// pair of ranks with one tag arrive in the order in which they were sent, and receives get them in the
/// order in which they were posted (MPI-3.1, section 3.5). So both ranks have to start what bears one tag in
/// one order. Each kind below keeps an order of its own, and no two keep one together: messages of a
/// pending reshard, or of a hierarchical exchange, are still on their way while the ranks start others, some of which one
/// rank posts ahead and its peer sends late. With a tag each they cannot take each other's place.
enum MessageTag {
  /// Exchanges that are waited for at once: `MPITransport`.
  static let exchange = 0
  /// Reshards between meshes that nobody waits for yet: `PendingReshard`.
  static let pending = 1
  /// What crosses between hosts in a hierarchical exchange, whose receives are posted ahead of their turn: `StagedMessages`.
  static let hierarchical = 2
  /// Copies of shards that the other ranks of a host cannot map, amid a hierarchical exchange: `HostReading`.
  static let unmapped = 3
  /// Shards that no peer can map, of reshards under way, in any order: one tag for each exchange of a group
  /// that can be under way, from this one on: `PreparedPhase.UnderWay`.
  static let underWay = 16
}
