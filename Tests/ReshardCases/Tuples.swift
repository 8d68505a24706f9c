/// Tuples of one choice each: all of them where they are few, else a sample.
///
/// - Parameters:
///   - limit: how many there may be for all to be taken, and how many are sampled otherwise.
///   - coversEach: whether the sample has every choice of each place at least once, and so more tuples
///     than `limit` where a place has more choices.
public func tuples<Element>(
  _ choices: [[Element]], limit: Int, coversEach: Bool = false,
  using generator: inout SeededGenerator
) -> [[Element]] {
  let count = choices.reduce(1.0) { $0 * Double($1.count) }
  if count <= Double(limit) {
    return choices.reduce([[]]) { heads, options in
      heads.flatMap { head in options.map { head + [$0] } }
    }
  }
  var sample: [[Element]] = []
  if coversEach {
    let mixed = choices.map { $0.shuffled(using: &generator) }
    sample = (0..<(choices.map(\.count).max() ?? 0)).map { number in
      mixed.map { $0[number % $0.count] }
    }
  }
  while sample.count < limit {
    sample.append(choices.map { $0[Int.random(in: 0..<$0.count, using: &generator)] })
  }
  return sample
}
