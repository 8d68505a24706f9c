/// Holding a call against what its op declares.
extension RuleCall {
  /// The call with its attributes under their own names, each in the one form of its type, and those that
  /// it leaves out at their defaults.
  ///
  /// - Parameter complete: whether attributes that must be given are required; a rule that does not read
  ///   one answers without it.
  /// - Throws: `.attribute` where one is not the op's, is of another type, or is given twice.
  public func checkingAttributes(complete: Bool = false) throws(RuleError) -> RuleCall {
    let declared = Inference.attributes(of: op)
    var checked: [String: AttributeValue] = [:]
    for name in attributes.keys.sorted() {
      guard let attribute = Inference.attribute(name, of: op), let given = attributes[name] else {
        let known = declared.isEmpty ? "none" : declared.map(\.name).joined(separator: ", ")
        throw .attribute("\(op): attribute '\(name)' is not one of the op's, which are: \(known)")
      }
      guard let value = attribute.type.canonical(given) else {
        throw mismatch(name, attribute.type)
      }
      guard checked.updateValue(value, forKey: attribute.name) == nil else {
        throw .attribute(
          "\(op): attribute '\(attribute.name)' must be given once, it is given as "
            + "'\(attribute.alias ?? "")' too")
      }
    }
    for attribute in declared where checked[attribute.name] == nil {
      if complete, attribute.absence == .refused { throw mismatch(attribute.name, attribute.type) }
      checked[attribute.name] = attribute.fallback
    }
    var call = self
    call.attributes = checked
    return call
  }

  func mismatch(_ name: String, _ type: AttributeType) -> RuleError {
    .attribute(
      "\(op): attribute '\(name)' must be \(type.requirement), "
        + (attributes[name].map { "it is \($0)" } ?? "it is missing"))
  }
}

/// Reading attributes by the op's declarations: rules and kernels both read so.
extension Inference {
  /// What the attribute is in a call that has these: as given or its default; nil where it has none.
  ///
  /// Who reads what the op does not declare is wrong himself.
  public static func value(
    _ name: String, of op: String, in attributes: [String: AttributeValue]
  ) -> AttributeValue? {
    assert(attribute(name, of: op)?.name == name, "\(op): nothing declares attribute '\(name)'")
    AttributeReads.note(name, of: op)
    if let given = attributes[name] { return given }
    guard let attribute = attribute(name, of: op) else { return nil }
    return attribute.alias.flatMap { attributes[$0] } ?? attribute.fallback
  }
}
