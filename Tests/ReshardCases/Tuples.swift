import Elements

/// What a sample of tuples has at the least.
public enum Coverage: Sendable {
  /// Nothing in particular.
  case none
  /// Every choice of every place.
  case each
  /// Every two choices of every two places together; so of two places all tuples.
  case pairs
}

/// Tuples of one choice each: all of them where they are few, else a sample.
///
/// - Parameters:
///   - limit: how many there may be for all to be taken, and how many are sampled otherwise; more where
///     the coverage takes more.
package func tuples<Element>(
  _ choices: [[Element]], limit: Int, covering coverage: Coverage = .none,
  using generator: inout SeededGenerator
) -> [[Element]] {
  let count = choices.reduce(1.0) { $0 * Double($1.count) }
  if count <= Double(limit) || (coverage == .pairs && choices.count <= 2) {
    return choices.reduce([[]]) { heads, options in
      heads.flatMap { head in options.map { head + [$0] } }
    }
  }
  var sample: [[Element]] = []
  if coverage != .none {
    let mixed = choices.map { $0.shuffled(using: &generator) }
    let most = choices.map(\.count).max() ?? 0
    sample =
      coverage == .pairs
      ? pairwise(mixed) : (0..<most).map { row in mixed.map { $0[row % $0.count] } }
  }
  while sample.count < limit {
    sample.append(choices.map { $0[Int.random(in: 0..<$0.count, using: &generator)] })
  }
  return sample
}

/// Tuples in which every two choices of every two places meet: the lines of an affine plane.
///
/// Place j of the tuple (a, b) holds choice a·j + b modulo a prime q, no smaller than any place's
/// number of choices and than the number of places. Two places j and k hold what is asked for where
/// a·j + b = x and a·k + b = y, which has one solution, for j - k has an inverse. So there are q²
/// tuples, however many places there are, and no fewer would do where two places have q choices.
///
/// Source: R. C. Bose and K. A. Bush, Orthogonal arrays of strength two and three, 1952.
private func pairwise<Element>(_ choices: [[Element]]) -> [[Element]] {
  guard choices.allSatisfy({ !$0.isEmpty }) else { return [] }
  var q = max(2, choices.count, choices.map(\.count).max() ?? 0)
  while (2..<q).contains(where: { q.isMultiple(of: $0) }) { q += 1 }
  return (0..<q * q).map { row in
    choices.enumerated().map { place, options in
      options[(row / q * place + row) % q % options.count]
    }
  }
}
