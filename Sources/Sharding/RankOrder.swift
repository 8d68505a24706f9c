import Synchronization

/// Ranks in an order: numbers that follow on each other, of which only the ends are kept, or any others,
/// which are listed. A mesh is copied often, and so holds a reference.
package final class RankOrder: Sendable {
  /// The ranks, where each is one more than the one before.
  package let range: Range<Int>?
  /// The ranks, where they are others; else nothing.
  private let list: [Int]
  /// The lowest rank and the highest; 0 where there is none.
  package let lowest: Int
  package let highest: Int
  /// What is found when it is first asked for.
  private let knownArray = Mutex<[Int]?>(nil)
  private let knownPlaces = Mutex<[Int: Int]?>(nil)

  private init(range: Range<Int>?, list: [Int], lowest: Int, highest: Int) {
    (self.range, self.list) = (range, list)
    (self.lowest, self.highest) = (lowest, highest)
  }

  /// The ranks from the first of `range` to its last.
  package convenience init(_ range: Range<Int>) {
    let ends = range.isEmpty ? (0, 0) : (range.lowerBound, range.upperBound - 1)
    self.init(range: range, list: [], lowest: ends.0, highest: ends.1)
  }

  /// The ranks of `list`. O(count).
  package convenience init(_ list: [Int]) {
    if let first = list.first, (0...Int(Int32.max)).contains(first),
      zip(list, list.dropFirst()).allSatisfy({ $0 &+ 1 == $1 })
    {
      self.init(first..<first + list.count)
    } else {
      self.init(range: nil, list: list, lowest: list.min() ?? 0, highest: list.max() ?? 0)
    }
  }
}

extension RankOrder: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { range?.count ?? list.count }

  package subscript(position: Int) -> Int {
    guard let range else { return list[position] }
    precondition(position >= 0 && position < range.count, "there is a rank at each position")
    return range.lowerBound + position
  }

  /// All ranks. O(count) when it is first asked for.
  package var array: [Int] {
    guard let range else { return list }
    return knownArray.withLock { known in
      let array = known ?? Array(range)
      known = array
      return array
    }
  }
}

extension RankOrder {
  /// Up to how many ranks of a list are looked through for one of them.
  private static let fewRanks = 16

  /// Where `rank` stands; nil if it does not. O(1), but for the first time that a list is asked, O(count).
  package func position(of rank: Int) -> Int? {
    if let range { return range.contains(rank) ? rank - range.lowerBound : nil }
    guard rank >= lowest, rank <= highest else { return nil }
    if list.count <= Self.fewRanks { return list.firstIndex(of: rank) }
    return knownPlaces.withLock { known in
      if known == nil {
        var places = [Int: Int](minimumCapacity: list.count)
        for (position, rank) in list.enumerated() { places[rank] = position }
        known = places
      }
      return known?[rank]
    }
  }

  /// Whether `rank` is one of them; as `position(of:)`.
  package func contains(_ rank: Int) -> Bool { position(of: rank) != nil }

  /// Whether none is named twice, of ranks that are not negative. O(1) of a range, else O(count).
  var isDistinct: Bool {
    guard range == nil else { return true }
    // Where most numbers are taken, a mark for each is faster than a set.
    guard highest / 8 <= count else { return Set(list).count == count }
    var isTaken = [Bool](repeating: false, count: highest + 1)
    for rank in list {
      if isTaken[rank] { return false }
      isTaken[rank] = true
    }
    return true
  }

  /// Whether none of them is one of `other`. O(1) where both are ranges, or lie apart.
  package func isDisjoint(with other: RankOrder) -> Bool {
    if isEmpty || other.isEmpty || highest < other.lowest || other.highest < lowest { return true }
    if range != nil, other.range != nil { return false }
    return !contains(where: other.contains(_:))
  }

  /// Whether all of them are of `other`. O(1) where both are ranges.
  package func isSubset(of other: RankOrder) -> Bool {
    if let range, let others = other.range {
      return range.isEmpty || others.contains(range.lowerBound) && others.contains(highest)
    }
    return count <= other.count && allSatisfy(other.contains(_:))
  }

  /// The ranks of both, ascending. O(1) where both are ranges that make up one; else O(count).
  package func union(_ other: RankOrder) -> RankOrder {
    if let range, let others = other.range, range.lowerBound <= others.upperBound,
      others.lowerBound <= range.upperBound
    {
      return RankOrder(
        Swift.min(
          range.lowerBound, others.lowerBound)..<Swift.max(
            range.upperBound, others.upperBound))
    }
    return RankOrder(Self.ascending(array, other.array))
  }

  /// The distinct ones of ranks, ascending.
  private static func ascending(_ some: [Int], _ others: [Int]) -> [Int] {
    let last = Swift.max(some.max() ?? 0, others.max() ?? 0)
    // Where most numbers are taken, a mark for each is faster than sorting.
    guard last / 8 <= some.count + others.count else { return Set(some + others).sorted() }
    var isTaken = [Bool](repeating: false, count: last + 1)
    for rank in some { isTaken[rank] = true }
    for rank in others { isTaken[rank] = true }
    return isTaken.indices.filter { isTaken[$0] }
  }
}

extension RankOrder: Hashable {
  package static func == (left: RankOrder, right: RankOrder) -> Bool {
    left === right || left.range == right.range && left.list == right.list
  }

  /// Of a few numbers: caches look meshes up that have many ranks. O(1).
  package func hash(into hasher: inout Hasher) {
    hasher.combine(first)
    hasher.combine(last)
    hasher.combine(count)
  }
}
