/// Holding a call against what its op declares.
extension RuleCall {
  /// The call with its attributes under their own names, each in the one form of its type, and those that
  /// it leaves out at their defaults: rule and kernel read no others.
  ///
  /// - Parameter complete: whether attributes that must be given are required; a rule that does not read
  ///   one answers without it.
  /// - Throws: `.attribute` where one is not the op's, is of another type, or is given twice.
  public func checkingAttributes(complete: Bool = false) throws(RuleError) -> RuleCall {
    guard let schema else { return self }
    var call = self
    do {
      call.attributes = try schema.checked(attributes, of: op, complete: complete)
    } catch { throw .attribute(error.message) }
    return call
  }

  func mismatch(_ name: String, _ type: AttributeType) -> RuleError {
    .attribute(TesseraError.attribute(name, of: op, type.requirement, attributes[name]).message)
  }
}
