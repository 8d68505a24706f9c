import Sharding

extension StepLoad {
  /// The load of a movement of elements of `elementBytes` bytes, in `group`.
  init(_ movement: Movement, _ collective: Collective, group: [Int], elementBytes: Int) {
    self.init(
      collective: collective, group: group, peers: movement.peers,
      received: movement.received *| elementBytes, sent: movement.sent *| elementBytes,
      packed: (movement.packedOut +| movement.packedIn) *| elementBytes,
      folded: movement.folded *| elementBytes, copied: movement.kept *| elementBytes)
  }
}
