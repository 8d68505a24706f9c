import Testing

@testable import Sharding

/// Ranks in an order, as ranges and as lists.
@Suite
struct RankOrderTests {
  /// Ranges, lists with gaps far and near, and orders that do not ascend.
  static let orders: [[Int]] = [
    [], [3], [0, 1, 2, 3], [2, 3, 4], [4, 5, 6, 7, 8], [9, 10], [7, 3, 1], [0, 2, 4, 6],
    [3, 2, 1, 0],
    [1, 1_000_000, 5], Array(20..<60), (20..<60).reversed(), (0..<40).map { $0 * 17 % 41 },
  ]

  @Test(arguments: orders)
  func `are those that they were made of`(ranks: [Int]) {
    let order = RankOrder(ranks)
    #expect(Array(order) == ranks && order.array == ranks && order.array == ranks)
    #expect(order.count == ranks.count && order.first == ranks.first && order.last == ranks.last)
    #expect(order.lowest == ranks.min() ?? 0 && order.highest == ranks.max() ?? 0)
    #expect(order.isDistinct && !RankOrder(ranks + ranks.prefix(1) + [7, 7]).isDistinct)
    for rank in -1...65 { #expect(order.position(of: rank) == ranks.firstIndex(of: rank)) }
  }

  @Test(arguments: orders, orders)
  func `are compared and joined as sets are`(one: [Int], other: [Int]) {
    let (left, right) = (RankOrder(one), RankOrder(other))
    #expect((left == right) == (one == other))
    #expect(left.isDisjoint(with: right) == Set(one).isDisjoint(with: other))
    #expect(left.isSubset(of: right) == Set(one).isSubset(of: other))
    #expect(left.union(right).array == Set(one + other).sorted())
  }

  @Test func `take no list where they ascend by one`() {
    #expect(RankOrder(Array(5..<9)).range == 5..<9)
    #expect(RankOrder(0..<4).union(RankOrder(4..<9)).range == 0..<9)
    #expect(RankOrder(0..<6).union(RankOrder(4..<9)).range == 0..<9)
    #expect(RankOrder(0..<4).union(RankOrder(5..<9)).range == nil)
  }
}
