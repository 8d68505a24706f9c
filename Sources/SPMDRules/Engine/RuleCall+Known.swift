extension RuleCall {
  /// A number that the call may leave out: then nothing is known of it, and a rule may use only
  /// what holds for every value.
  ///
  /// - Throws: `.attribute` where it is given and no number.
  func known(_ name: String) throws(RuleError) -> Double? {
    guard let value = attributes[name] else { return nil }
    if case .bool = value {
      throw .attribute("\(op): attribute '\(name)' must be a number, it is \(value)")
    }
    return try double(name)
  }

  /// The number under the first of several names that is given.
  func known(anyOf names: String...) throws(RuleError) -> Double? {
    for name in names {
      if let value = try known(name) { return value }
    }
    return nil
  }

  /// - Throws: `.shape` where the tensors at these places have not all one shape.
  func requireOneShape(_ shapes: [[Int]]) throws(RuleError) {
    guard let first = shapes.first, shapes.contains(where: { $0 != first }) else { return }
    throw .shape("\(op): all tensors must have one shape, they have \(shapes)")
  }
}
