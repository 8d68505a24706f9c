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
  init?(_ meshShape: MeshShape, _ from: PlacementState, _ to: PlacementState) {
    var ties = Ties(meshShape.digits.count)
    for dim in meshShape.shape.indices {
      let length = meshShape.shape[dim]
      guard length > 0 else { return nil }
      var (old, new) = (Reader(dim, length), Reader(dim, length))
      while true {
        let (one, other) = (old.next(meshShape, from, &ties), new.next(meshShape, to, &ties))
        if old.isUneven || new.isUneven { return nil }
        guard let one, let other else {
          if one == nil, other == nil { break }
          continue
        }
        guard meshShape.digits[one] == meshShape.digits[other] else { return nil }
        ties.tie(one, other)
      }
      least *= min(old.length, new.length)
    }
    for digit in meshShape.digits.indices where ties.isRead(digit) {
      coordinates *= meshShape.digits[digit]
      if ties.isFree(digit) { kept *= meshShape.digits[digit] }
    }
  }

  /// Reads the digits by which one layout cuts a tensor dim, one after the other.
  private struct Reader {
    private let dim: Int
    private var turn = 0
    private var waiting = 0..<0
    /// How long the pieces are that the digits leave which were read.
    private(set) var length: Int
    private(set) var isUneven = false

    init(_ dim: Int, _ length: Int) { (self.dim, self.length) = (dim, length) }

    /// The next digit that chooses among pieces; nil if there is none.
    mutating func next(_ meshShape: MeshShape, _ layout: PlacementState, _ ties: inout Ties) -> Int?
    {
      while waiting.isEmpty {
        guard let cutter = layout.cutter(of: dim, turn) else { return nil }
        turn += 1
        waiting = meshShape.digitsOf[cutter]
        for digit in waiting { ties.read(digit) }
        var ranks = meshShape.mesh[cutter]
        if layout.places[cutter].sizes > 0 { isUneven = true }
        if length % ranks == 0 { continue }
        while ranks > length, let digit = waiting.first {
          ranks /= meshShape.digits[digit]
          ties.tieToZero(digit)
          waiting.removeFirst()
        }
        if ranks != length { isUneven = true }
      }
      let digit = waiting.removeFirst()
      length /= meshShape.digits[digit]
      return digit
    }
  }
}

/// To which digit each is tied, by number: the lowest of those that are equal.
///
/// A mesh has fewer than 64 digits: none has 2^63 ranks.
private struct Ties {
  private static let zero: Int8 = -1
  private static let unread: Int8 = -2

  private var ties = SIMD64<Int8>(repeating: unread)
  private let count: Int

  init(_ count: Int) { self.count = count }

  func isRead(_ digit: Int) -> Bool { ties[digit] != Self.unread }

  /// Whether it is any number, and no earlier digit's.
  func isFree(_ digit: Int) -> Bool { ties[digit] == Int8(digit) }

  mutating func read(_ digit: Int) {
    if ties[digit] == Self.unread { ties[digit] = Int8(digit) }
  }

  mutating func tie(_ one: Int, _ other: Int) {
    let (first, second) = (ties[one], ties[other])
    if first != second { replace(max(first, second), by: min(first, second)) }
  }

  mutating func tieToZero(_ digit: Int) {
    if ties[digit] != Self.zero { replace(ties[digit], by: Self.zero) }
  }

  private mutating func replace(_ old: Int8, by new: Int8) {
    for digit in 0..<count where ties[digit] == old { ties[digit] = new }
  }
}
