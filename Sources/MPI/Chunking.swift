import Synchronization

/// How calls stay below the largest count that MPI 3.1 can say, an `int`.
///
/// Messages, broadcasts and reductions go in pieces. Collectives with one count for all ranks go as
/// one element of a large contiguous datatype. Those with counts by rank go as point-to-point
/// messages, or, where they reduce, as one reduction for each rank.
package enum Chunking {
  private static let stored = Atomic<Int>(Int(Int32.max))

  /// The largest count and displacement given to MPI, in elements. A test lowers it, on every rank
  /// alike, to see the large paths with small data.
  package static var limit: Int {
    get { stored.load(ordering: .relaxed) }
    set {
      precondition(1...Int(Int32.max) ~= newValue, "limit \(newValue) is not in 1...2^31-1")
      stored.store(newValue, ordering: .relaxed)
    }
  }

  /// `0..<count` in pieces of at most `largest`; one empty piece for a count of zero.
  static func pieces(_ count: Int, largest: Int = limit) -> [Range<Int>] {
    if count <= largest { return [0..<count] }
    return stride(from: 0, to: count, by: largest).map { $0..<min($0 + largest, count) }
  }
}
