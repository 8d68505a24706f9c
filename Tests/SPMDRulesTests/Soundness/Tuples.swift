import ReshardCases

/// Tuples of one choice each: all of them where they are few, else a sample.
struct Tuples<Element> {
  let all: [[Element]]

  init(_ choices: [[Element]], limit: Int, using generator: inout SeededGenerator) {
    let count = choices.reduce(1) { $0.multipliedReportingOverflow(by: $1.count).partialValue }
    if choices.count < 4, count <= limit {
      all = choices.reduce([[]]) { heads, options in
        heads.flatMap { head in options.map { head + [$0] } }
      }
    } else {
      all = (0..<limit).map { _ in
        choices.map { $0[Int.random(in: 0..<$0.count, using: &generator)] }
      }
    }
  }
}
