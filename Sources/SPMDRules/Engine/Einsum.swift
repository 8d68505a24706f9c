import Sharding

extension AxisMap {
  /// A map in einsum's notation: a letter for each axis, `1` for a broadcast dim of size 1.
  ///
  /// Letters that are missing on the right are reduced by `reduce`. Shapes fix the letters' sizes.
  ///
  /// - Parameter whole: letters of axes that the op needs whole.
  /// - Throws: `RuleError.shape` if a tensor has another number of dims than letters, or a letter
  ///   two sizes.
  package init(
    _ equation: String, op: String, shapes: [[Int]], reduce: ReduceOp = .sum,
    whole: Set<Character> = [], flows: [Flow] = [], addends: Set<Int> = []
  ) throws(RuleError) {
    let sides = equation.split(separator: "-", omittingEmptySubsequences: false)
    let left = sides[0].split(separator: ",", omittingEmptySubsequences: false).map(Array.init)
    let right = sides[1].dropFirst().split(separator: ",", omittingEmptySubsequences: false)
      .map(Array.init)
    let result = Set(right.joined())
    var axes: [Axis] = []
    var numbers: [Character: Int] = [:]
    func number(_ letter: Character, _ size: Int) throws(RuleError) -> Int {
      if let known = numbers[letter] {
        guard axes[known].size == size else {
          throw .shape(
            "\(op): in '\(equation)' every '\(letter)' must have one size, they have "
              + "\(axes[known].size) and \(size) in the shapes \(shapes)")
        }
        return known
      }
      let kind: Axis.Kind =
        whole.contains(letter) ? .whole : result.contains(letter) ? .free : .reduced(reduce)
      numbers[letter] = axes.count
      axes.append(Axis(String(letter), size, kind))
      return axes.count - 1
    }
    var inputs: [[[Int]]] = []
    for (letters, shape) in zip(left, shapes) {
      guard letters.count == shape.count else {
        throw .shape(
          "\(op): '\(String(letters))' needs a tensor of \(letters.count) dims, given is \(shape)")
      }
      var dims: [[Int]] = []
      for (letter, size) in zip(letters, shape) {
        dims.append(letter == "1" ? [] : [try number(letter, size)])
      }
      inputs.append(dims)
    }
    let outputs = right.map { letters in
      letters.map { letter in letter == "1" ? [] : numbers[letter].map { [$0] } ?? [] }
    }
    self.init(axes: axes, inputs: inputs, outputs: outputs, flows: flows, addends: addends)
  }
}
