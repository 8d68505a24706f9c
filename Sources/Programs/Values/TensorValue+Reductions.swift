import SPMDRules

/// Reductions over dims (all of them where none is given), and searches.
extension TensorValue {
  /// The sum over `dims`, or over all dims.
  public func sum(_ dims: Int..., keepDims: Bool = false) throws(TesseraError) -> Self {
    try reduce("sum", dims, keepDims)
  }

  /// The mean over `dims`, or over all dims.
  public func mean(_ dims: Int..., keepDims: Bool = false) throws(TesseraError) -> Self {
    try reduce("mean", dims, keepDims)
  }

  /// The largest element over `dims`, or over all dims.
  public func max(_ dims: Int..., keepDims: Bool = false) throws(TesseraError) -> Self {
    try reduce("max", dims, keepDims)
  }

  /// The smallest element over `dims`, or over all dims.
  public func min(_ dims: Int..., keepDims: Bool = false) throws(TesseraError) -> Self {
    try reduce("min", dims, keepDims)
  }

  /// The product over `dims`, or over all dims.
  public func prod(_ dims: Int..., keepDims: Bool = false) throws(TesseraError) -> Self {
    try reduce("prod", dims, keepDims)
  }

  /// Whether any element over `dims`, or over all dims, is true.
  public func any(_ dims: Int..., keepDims: Bool = false) throws(TesseraError) -> Self {
    try reduce("any", dims, keepDims)
  }

  /// Whether all elements over `dims`, or over all dims, are true.
  public func all(_ dims: Int..., keepDims: Bool = false) throws(TesseraError) -> Self {
    try reduce("all", dims, keepDims)
  }

  /// The place of the first largest element along a dim, or, with no dim, in the flattened tensor.
  public func argmax(_ dim: Int? = nil, keepDims: Bool = false) throws(TesseraError) -> Self {
    try search("argmax", dim, keepDims)
  }

  /// The place of the first smallest element along a dim, or, with no dim, in the flattened tensor.
  public func argmin(_ dim: Int? = nil, keepDims: Bool = false) throws(TesseraError) -> Self {
    try search("argmin", dim, keepDims)
  }

  private func search(_ name: String, _ dim: Int?, _ keepDims: Bool) throws(TesseraError) -> Self {
    try op(
      name,
      ["axis": .int(dim ?? 0), "keepdims": .bool(keepDims), "flatten": .bool(dim == nil)])
  }

  private func reduce(_ name: String, _ dims: [Int], _ keepDims: Bool) throws(TesseraError) -> Self
  {
    try op(name, ["axis": .ints(dims), "keep_dim": .bool(keepDims)])
  }
}
