import SPMDRules

/// Functions of each element.
extension TensorValue {
  public func abs() throws(TesseraError) -> Self { try op("abs") }
  public func exp() throws(TesseraError) -> Self { try op("exp") }
  public func log() throws(TesseraError) -> Self { try op("log") }
  public func sqrt() throws(TesseraError) -> Self { try op("sqrt") }
  public func rsqrt() throws(TesseraError) -> Self { try op("rsqrt") }
  public func square() throws(TesseraError) -> Self { try op("square") }
  public func reciprocal() throws(TesseraError) -> Self { try op("reciprocal") }
  public func sin() throws(TesseraError) -> Self { try op("sin") }
  public func cos() throws(TesseraError) -> Self { try op("cos") }
  public func tanh() throws(TesseraError) -> Self { try op("tanh") }
  public func sigmoid() throws(TesseraError) -> Self { try op("sigmoid") }
  public func erf() throws(TesseraError) -> Self { try op("erf") }
  public func relu() throws(TesseraError) -> Self { try op("relu") }
  public func silu() throws(TesseraError) -> Self { try op("silu") }
  public func floor() throws(TesseraError) -> Self { try op("floor") }
  public func ceil() throws(TesseraError) -> Self { try op("ceil") }
  public func round() throws(TesseraError) -> Self { try op("round") }
  public func sign() throws(TesseraError) -> Self { try op("sign") }

  /// By the error function, or by tanh where `approximate`.
  public func gelu(approximate: Bool = false) throws(TesseraError) -> Self {
    try op("gelu", ["approximate": .bool(approximate)])
  }

  /// Each element within these bounds.
  public func clip(_ lower: Double, _ upper: Double) throws(TesseraError) -> Self {
    try op("clip", ["min": .double(lower), "max": .double(upper)])
  }

  /// Each element to this power.
  public func pow(_ exponent: Double) throws(TesseraError) -> Self {
    try self ** exponent
  }

  public func maximum(_ other: Self) throws(TesseraError) -> Self { try op("maximum", other) }
  public func minimum(_ other: Self) throws(TesseraError) -> Self { try op("minimum", other) }

  /// Elements of `self` where the condition holds, of `other` elsewhere.
  public func `where`(_ condition: Self, otherwise other: Self) throws(TesseraError) -> Self {
    try Self.apply("where", [.one(condition), .one(self), .one(other)], [:])[0]
  }
}

/// Elements by their places.
extension TensorValue {
  /// The slices that `index` names along a dim.
  public func gather(_ index: Self, axis: Int = 0) throws(TesseraError) -> Self {
    try op("gather", index, ["axis": .int(axis)])
  }

  /// The elements that `index` names along a dim, one for each of its own.
  public func takeAlongAxis(_ index: Self, axis: Int) throws(TesseraError) -> Self {
    try op("take_along_axis", index, ["axis": .int(axis)])
  }

  /// The rows of this table that `ids` name.
  public func embedding(_ ids: Self) throws(TesseraError) -> Self {
    try ids.op("embedding", self, ["padding_idx": .int(-1), "sparse": .bool(false)])
  }
}
