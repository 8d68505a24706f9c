/// Tuples of one choice each: all of them where they are few, else a sample.
public func tuples<Element>(
  _ choices: [[Element]], limit: Int, using generator: inout SeededGenerator
) -> [[Element]] {
  let count = choices.reduce(1.0) { $0 * Double($1.count) }
  if count <= Double(limit) {
    return choices.reduce([[]]) { heads, options in
      heads.flatMap { head in options.map { head + [$0] } }
    }
  }
  return (0..<limit).map { _ in
    choices.map { $0[Int.random(in: 0..<$0.count, using: &generator)] }
  }
}
