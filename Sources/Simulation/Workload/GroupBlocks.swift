/// What one rank gets of each rank of its group in an exchange in which all that it gets is whole blocks: in a
/// ring, or by doubling.
struct GroupBlocks {
  /// The ranks of the group, in its order.
  let group: [Int]
  /// Which of them the receiver is.
  let place: Int
  /// The bytes of each one's block, the receiver's own among them.
  let bytes: [Int]

  /// All blocks but the receiver's own.
  var received: Int { bytes.reduce(0, +) - bytes[place] }
}

extension StageBuilder {
  /// Adds the messages that bring one rank its blocks, by a ring or by doubling.
  mutating func gather(_ blocks: GroupBlocks, _ ports: inout PortTable<Kinds>) {
    let (group, count) = (blocks.group, blocks.group.count)
    let rank = group[blocks.place]
    guard pace.pattern == .bruck else {
      send(
        blocks.received, from: group[(blocks.place + count - 1) % count], to: rank, &ports)
      return
    }
    note(classes.index(of: rank)) { $0.read += blocks.received }
    var distance = 1
    while distance < count {
      // As many as the other has by now, its own first.
      let bytes = (0..<min(distance, count - distance)).reduce(0) {
        $0 + blocks.bytes[(blocks.place + distance + $1) % count]
      }
      send(bytes, from: group[(blocks.place + distance) % count], to: rank, &ports)
      distance *= 2
    }
  }
}
