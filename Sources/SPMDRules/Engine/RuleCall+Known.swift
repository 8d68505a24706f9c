extension RuleCall {
  /// A number; nil if the call leaves it out and it has no default.
  func known(_ name: String) throws(RuleError) -> Double? {
    has(attribute: name) ? try double(name) : nil
  }

  /// - Throws: `.shape` if the tensors at these places have not all one shape.
  func requireOneShape(_ shapes: [[Int]]) throws(RuleError) {
    guard let first = shapes.first, shapes.contains(where: { $0 != first }) else { return }
    throw .shape("\(op): all tensors must have one shape, they have \(shapes)")
  }
}
