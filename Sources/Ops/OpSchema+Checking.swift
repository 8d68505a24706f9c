/// Holding the attributes of a call against what its op declares.
extension OpSchema {
  /// The attributes under their own names, each in the one form of its type, and those that are left out at
  /// their defaults.
  ///
  /// - Parameters:
  ///   - given: the attributes of the call, by the names that it used.
  ///   - op: the name by which the op was called.
  ///   - complete: whether attributes that must be given are required.
  /// - Throws: `.usage` if one is not the op's, is of another type, or is given twice.
  public func checked(
    _ given: [String: AttributeValue], of op: String, complete: Bool
  ) throws(TesseraError) -> [String: AttributeValue] {
    var checked: [String: AttributeValue] = [:]
    for name in given.keys.sorted() {
      guard let attribute = attribute(name), let value = given[name] else {
        let known = attributes.isEmpty ? "none" : attributes.map(\.name).joined(separator: ", ")
        throw TesseraError(
          .usage, "\(op): attribute '\(name)' is not one of the op's, which are: \(known)")
      }
      guard let canonical = attribute.canonical(value) else {
        throw .attribute(name, of: op, attribute.requirement, value)
      }
      guard checked.updateValue(canonical, forKey: attribute.name) == nil else {
        throw TesseraError(
          .usage,
          "\(op): attribute '\(attribute.name)' must be given once, it is given as "
            + "'\(attribute.alias ?? "")' too")
      }
    }
    for attribute in attributes where checked[attribute.name] == nil {
      if complete, attribute.absence == .refused {
        throw .attribute(attribute.name, of: op, attribute.requirement, nil)
      }
      checked[attribute.name] = attribute.fallback
    }
    return checked
  }
}

extension TesseraError {
  /// The error that an attribute is not of its type, or missing.
  package static func attribute(
    _ name: String, of op: String, _ requirement: String, _ given: AttributeValue?
  ) -> TesseraError {
    TesseraError(
      .usage,
      "\(op): attribute '\(name)' must be \(requirement), "
        + (given.map { "it is \($0)" } ?? "it is missing"))
  }
}
