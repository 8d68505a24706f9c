import SPMDRules

/// Changes of shape, which move no value.
extension TensorValue {
  /// Dims `from` to `to` as one.
  public func flatten(from: Int = 0, to: Int = -1) throws(TesseraError) -> Self {
    try op("flatten", ["start_axis": .int(from), "stop_axis": .int(to)])
  }

  /// Without the given dims of size 1, or without all.
  public func squeeze(_ dims: Int...) throws(TesseraError) -> Self {
    try op("squeeze", ["axis": .ints(dims)])
  }

  /// With new dims of size 1.
  public func unsqueeze(_ dims: Int...) throws(TesseraError) -> Self {
    try op("unsqueeze", ["axis": .ints(dims)])
  }

  /// Dim k of the result is dim `order[k]` of this.
  public func permute(_ order: [Int]) throws(TesseraError) -> Self {
    try op("transpose", ["perm": .ints(order)])
  }

  /// Two dims swapped.
  public func transpose(_ first: Int, _ second: Int) throws(TesseraError) -> Self {
    var order = Array(shape.indices)
    order.swapAt(try axis(first), try axis(second))
    return try permute(order)
  }

  // The name is the field's own.
  // swift-format-ignore: AlwaysUseLowerCamelCase
  /// The tensor with its dims in reverse order.
  public var T: Self { get throws(TesseraError) { try permute(shape.indices.reversed()) } }

  /// The elements as another dtype.
  public func cast(_ dtype: DType) throws(TesseraError) -> Self {
    try op("cast", ["dtype": .string(dtype.rawValue)])
  }

  /// As `cast`.
  public func astype(_ dtype: DType) throws(TesseraError) -> Self { try cast(dtype) }
}
