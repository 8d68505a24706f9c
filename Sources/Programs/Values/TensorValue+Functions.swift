import SPMDRules

/// Functions of each element.
extension TensorValue {
  /// Each element within these bounds.
  public func clip(_ lower: Double, _ upper: Double) throws(TesseraError) -> Self {
    try op("clip", ["min": .double(lower), "max": .double(upper)])
  }

  /// Each element to this power.
  public func pow(_ exponent: Double) throws(TesseraError) -> Self {
    try self ** exponent
  }

  /// Elements of `self` where the condition holds, of `other` elsewhere.
  public func `where`(_ condition: Self, otherwise other: Self) throws(TesseraError) -> Self {
    try Self.apply("where", [.one(condition), .one(self), .one(other)], [:])[0]
  }
}
