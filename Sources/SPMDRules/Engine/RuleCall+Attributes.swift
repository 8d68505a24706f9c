/// Holding a call against what its op declares.
extension RuleCall {
  /// The call with its attributes under their own names, each in the one form of its type, and those that
  /// it leaves out at their defaults: rule and kernel read no others.
  ///
  /// - Parameter complete: whether attributes that must be given are required; a rule that does not read
  ///   one answers without it.
  /// - Throws: `.attribute` if one is not the op's, is of another type, or is given twice.
  package func checkingAttributes(complete: Bool = false) throws(RuleError) -> RuleCall {
    guard let schema else { return self }
    var call = self
    do {
      call.attributes = try schema.checked(attributes, of: op, complete: complete)
    } catch { throw .attribute(error.message) }
    return call
  }

  /// - Throws: `.arguments` if there are not as many inputs as the op declares. Those that may be absent can be
  ///   left out at the end.
  func requireDeclaredInputs() throws(RuleError) {
    guard let schema else { return }
    let required = schema.inputs.lastIndex { !$0.isOptional }.map { $0 + 1 } ?? 0
    try require(inputs: required...schema.inputs.count)
  }

  func mismatch(_ name: String, _ type: AttributeType) -> RuleError {
    .attribute(TesseraError.attribute(name, of: op, type.requirement, attributes[name]).message)
  }
}
