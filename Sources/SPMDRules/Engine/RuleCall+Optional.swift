/// Inputs that may be absent.
extension RuleCall {
  /// The shape of the input at `index`; nil if it is absent: left out, or of shape [0].
  func optionalShape(_ index: Int) throws(RuleError) -> [Int]? {
    guard index < inputs.count else { return nil }
    let shape = try shape(index)
    return shape == [0] || omitsAsScalar && shape.isEmpty ? nil : shape
  }

  /// - Throws: `.shape` with what is required of it where the condition does not hold.
  func require(_ condition: Bool, _ requirement: @autoclosure () -> String) throws(RuleError) {
    guard condition else {
      let shapes = inputs.flatMap(\.elements).map(\.shape)
      throw .shape("\(op): \(requirement()), the inputs' shapes are \(shapes)")
    }
  }

  /// The shape of the input at `index`, which has to have so many dims.
  func shape(_ index: Int, dims count: ClosedRange<Int>, _ name: String) throws(RuleError) -> [Int]
  {
    let shape = try shape(index)
    let wanted =
      count.count == 1 ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)"
    try require(count.contains(shape.count), "\(name) must have \(wanted) dims, it is \(shape)")
    return shape
  }
}
