import Programs

/// The tracked tensors that ops of a tape took, in their order.
struct TapeLeaves {
  private(set) var leaves: [Track.Leaf] = []
  private(set) var ids: [Program.ID] = []
  /// By the identity of one of many: its place among them.
  private var places: [ObjectIdentifier: Int] = [:]
  /// So many are looked through, which is faster than to hash.
  private static let few = 16

  var count: Int { leaves.count }

  mutating func append(_ leaf: Track.Leaf, _ id: Program.ID) {
    leaves.append(leaf)
    ids.append(id)
    guard count > Self.few else { return }
    if places.isEmpty {
      for (place, leaf) in leaves.enumerated() { places[ObjectIdentifier(leaf)] = place }
    } else {
      places[ObjectIdentifier(leaf)] = count - 1
    }
  }

  /// The place of one among them; nil where no op took it.
  func place(of leaf: Track.Leaf) -> Int? {
    count > Self.few ? places[ObjectIdentifier(leaf)] : leaves.firstIndex { $0 === leaf }
  }

  /// The value of the program that it is; nil where no op took it.
  func id(of leaf: Track.Leaf) -> Program.ID? { place(of: leaf).map { ids[$0] } }
}
