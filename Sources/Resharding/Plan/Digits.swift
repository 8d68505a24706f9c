import Sharding

/// Which ranks keep something between two layouts of equal pieces, by the digits of their coordinates.
///
/// A mesh dim's coordinate is a number with the prime factors of its length as bases. Where pieces
/// are equal, cuts read an index of a tensor dim digit by digit, and the pieces of two layouts meet
/// exactly where the digits agree that both read. So ranks that keep something are those of whose
/// digits some pairs are equal, and all of them keep equally much.
///
/// A mesh dim that is longer than what it cuts gives single indices to its first ranks, and nothing to
/// the others: its leading digits must then be 0.
struct Digits {
  /// How many coordinates keep something, of those of the mesh dims that cut.
  private(set) var kept = 1
  /// How many coordinates there are of these mesh dims.
  private(set) var coordinates = 1
  /// The elements that each of them keeps.
  private(set) var least = 1

  /// Nil where pieces are not equal, or the bases of digits differ that both layouts read.
  ///
  /// - Complexity: O(digits x digits), whatever the lengths: a mesh has as many digits as its ranks
  ///   have prime factors.
  init?(_ site: Site, _ from: Layout, _ to: Layout) {
    // To which digit each is tied: itself at first, `zero` where it must be 0, nil where none reads it.
    var ties = [Int?](repeating: nil, count: site.digits.count)
    for (dim, length) in site.shape.enumerated() {
      guard length > 0 else { return nil }
      var (old, new) = (Reader(dim, length, from), Reader(dim, length, to))
      while true {
        let (one, other) = (old.next(site, &ties), new.next(site, &ties))
        if old.isUneven || new.isUneven { return nil }
        guard let one, let other else {
          if one == nil, other == nil { break }
          continue
        }
        guard site.digits[one] == site.digits[other] else { return nil }
        Self.tie(one, other, &ties)
      }
      least *= min(old.length, new.length)
    }
    for (digit, tie) in ties.enumerated() {
      guard let tie else { continue }
      coordinates *= site.digits[digit]
      if tie == digit { kept *= site.digits[digit] }
    }
  }

  /// No digit, but what those are tied to that must be 0.
  private static let zero = -1

  private static func tie(_ one: Int, _ other: Int, _ ties: inout [Int?]) {
    guard let first = ties[one], let second = ties[other], first != second else { return }
    let (stays, goes) = first < second ? (first, second) : (second, first)
    for digit in ties.indices where ties[digit] == goes { ties[digit] = stays }
  }

  /// Reads the digits by which one layout cuts a tensor dim, one after the other.
  private struct Reader {
    private let dim: Int
    private let layout: Layout
    private var turn = 0
    private var waiting = 0..<0
    /// How long the pieces are that the digits leave which were read.
    private(set) var length: Int
    private(set) var isUneven = false

    init(_ dim: Int, _ length: Int, _ layout: Layout) {
      (self.dim, self.length, self.layout) = (dim, length, layout)
    }

    /// The next digit that chooses among pieces; nil where there is none.
    mutating func next(_ site: Site, _ ties: inout [Int?]) -> Int? {
      while waiting.isEmpty {
        guard let cutter = layout.cutter(of: dim, turn) else { return nil }
        turn += 1
        waiting = site.digitsOf[cutter]
        for digit in waiting where ties[digit] == nil { ties[digit] = digit }
        var ranks = site.mesh[cutter]
        if layout.places[cutter].sizes > 0 { isUneven = true }
        if length % ranks == 0 { continue }
        while ranks > length, let digit = waiting.first {
          ranks /= site.digits[digit]
          Digits.tie(digit, toZero: &ties)
          waiting.removeFirst()
        }
        if ranks != length { isUneven = true }
      }
      let digit = waiting.removeFirst()
      length /= site.digits[digit]
      return digit
    }
  }

  fileprivate static func tie(_ digit: Int, toZero ties: inout [Int?]) {
    guard let first = ties[digit], first != zero else { return }
    for other in ties.indices where ties[other] == first { ties[other] = zero }
  }
}
