/// What a mesh has to be made of.
extension ProcessMesh {
  /// The most ranks that a mesh can have: far beyond any machine, and still a list that fits memory.
  public static let maximumCount = 1 << 24

  /// What a name may hold besides letters and digits, so that the notation can end with it.
  static let nameMarks: Set<Character> = ["_", "-", "."]

  static func requireName(_ name: String, of label: String) throws(ShardingError) {
    guard !name.isEmpty,
      name.allSatisfy({ $0.isLetter || $0.isNumber || nameMarks.contains($0) })
    else {
      throw .mesh("\(label): the name must be made of letters, digits, '_', '-' and '.'")
    }
  }

  static func requireRanks(_ order: RankOrder, of label: String) throws(ShardingError) {
    if order.lowest >= 0, order.highest <= Int32.max, order.isDistinct { return }
    var seen: Set<Int> = []
    // Of a range the first that is too high stands for all.
    let beyond = Int(Int32.max) + 1
    let suspects = order.range.map { [$0.lowerBound, Swift.max($0.lowerBound, beyond)] }
    for rank in suspects ?? order.array {
      guard rank >= 0 else { throw .mesh("\(label): ranks must not be negative, one is \(rank)") }
      guard rank <= Int32.max else {
        throw .mesh("\(label): ranks must be at most \(Int32.max), one is \(rank)")
      }
      guard seen.insert(rank).inserted else {
        throw .mesh("\(label): ranks must be distinct, rank \(rank) is named twice")
      }
    }
  }
}
