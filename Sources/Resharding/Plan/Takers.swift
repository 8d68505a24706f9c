import Sharding

/// The receivers of an exchange by where their blocks lie, so that those that meet a block of the source are
/// found without a look at the others.
struct Takers {
  /// A rank that gets a block.
  typealias Taker = (rank: Int, coordinate: [Int], box: Box)

  private let takers: [Taker]
  /// By tensor dim: where pieces begin and end, ascending; no two overlap.
  private var pieces: [[Range<Int>]] = []
  /// By the numbers of a block's pieces, the last dim fastest: whose block it is, in order.
  private var holders: [[Int]] = []

  /// - Complexity: O(takers x lg takers).
  init(_ takers: [Taker]) {
    self.takers = takers
    guard let dims = takers.first?.box.sizes.indices else { return }
    for dim in dims {
      let starts = Set(takers.map { $0.box.offsets[dim]..<$0.box.offsets[dim] + $0.box.sizes[dim] })
      pieces.append(starts.sorted { $0.lowerBound < $1.lowerBound })
    }
    holders = [[Int]](repeating: [], count: pieces.reduce(1) { $0 * $1.count })
    for (index, taker) in takers.enumerated() {
      let place = dims.reduce(0) { place, dim in
        place * pieces[dim].count + first(in: dim, endingAfter: taker.box.offsets[dim])
      }
      holders[place].append(index)
    }
  }

  /// The number of the first piece of a dim that ends after an index. O(lg pieces).
  private func first(in dim: Int, endingAfter index: Int) -> Int {
    var (lower, upper) = (0, pieces[dim].count)
    while lower < upper {
      let middle = (lower + upper) / 2
      if pieces[dim][middle].upperBound > index { upper = middle } else { lower = middle + 1 }
    }
    return lower
  }

  /// What each taker wants of a block, in their order.
  ///
  /// - Complexity: O(takers that do x lg of them).
  func meeting(_ block: Box) -> [(rank: Int, box: Box)] {
    guard !takers.isEmpty, !block.isEmpty else { return [] }
    var places = [0]
    for dim in block.sizes.indices {
      let end = block.offsets[dim] + block.sizes[dim]
      let start = first(in: dim, endingAfter: block.offsets[dim])
      let met = (start..<pieces[dim].count).prefix { pieces[dim][$0].lowerBound < end }
      places = places.flatMap { place in met.map { place * pieces[dim].count + $0 } }
    }
    let found = places.count == 1 ? holders[places[0]] : places.flatMap { holders[$0] }.sorted()
    return found.compactMap { index in
      block.intersection(takers[index].box).map { (takers[index].rank, $0) }
    }
  }
}
