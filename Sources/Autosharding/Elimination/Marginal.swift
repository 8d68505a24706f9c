/// What is left of a sum when one of its variables takes what costs least.
enum Marginal {
  /// A part of the sum.
  struct Part {
    let costs: [Double]
    /// How far the choices of the variable that goes are apart in them, and by other variable those of these.
    let step: Int
    let steps: [Int]
  }

  /// The least over so many choices, for each choice of the others; that of the last one changes fastest.
  ///
  /// - Parameters:
  ///   - sizes: by other variable how many choices it has.
  /// - Complexity: O(choices x parts) for each choice of the others.
  static func least(of choices: Int, _ parts: [Part], _ sizes: [Int]) -> [Double] {
    let width = sizes.last ?? 1
    // Those of the last variable side by side, so that a row is summed at once.
    let (rows, heads) = (
      parts.filter { $0.step(ofLast: sizes) != 0 }, parts.filter { $0.step(ofLast: sizes) == 0 }
    )
    var result: [Double] = []
    result.reserveCapacity(sizes.reduce(1, *))
    var digits = [Int](repeating: 0, count: max(0, sizes.count - 1))
    var (least, row) = (
      [Double](repeating: .infinity, count: width), [Double](repeating: 0, count: width)
    )
    while true {
      for index in 0..<width { least[index] = .infinity }
      for choice in 0..<choices {
        var head = 0.0
        for part in heads { head += part.costs[part.place(choice, digits)] }
        for index in 0..<width { row[index] = head }
        for part in rows {
          part.add(from: part.place(choice, digits), step: part.steps[sizes.count - 1], to: &row)
        }
        MessageKernels.lower(&least, to: row)
      }
      result += least
      var place = digits.count - 1
      while place >= 0 {
        digits[place] += 1
        if digits[place] < sizes[place] { break }
        digits[place] = 0
        place -= 1
      }
      if place < 0 { return result }
    }
  }
}

extension Marginal.Part {
  fileprivate func step(ofLast sizes: [Int]) -> Int { sizes.isEmpty ? 0 : steps[sizes.count - 1] }

  fileprivate func place(_ choice: Int, _ digits: [Int]) -> Int {
    var place = choice * step
    for (digit, step) in zip(digits, steps) { place += digit * step }
    return place
  }

  /// Adds every `step`th cost from a place on.
  fileprivate func add(from place: Int, step: Int, to row: inout [Double]) {
    if step == 1 {
      MessageKernels.add(costs, from: place, to: &row, row.count)
    } else {
      for index in row.indices { row[index] += costs[place + index * step] }
    }
  }
}
