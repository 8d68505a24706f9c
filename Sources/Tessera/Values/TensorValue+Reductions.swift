import SPMDRules

/// Reductions over dims (all of them where none is given), searches, and sums along a dim.
extension TensorValue {
  public func sum(_ dims: Int..., keepDims: Bool = false) throws(TesseraError) -> Self {
    try reduce("sum", dims, keepDims)
  }

  public func mean(_ dims: Int..., keepDims: Bool = false) throws(TesseraError) -> Self {
    try reduce("mean", dims, keepDims)
  }

  public func max(_ dims: Int..., keepDims: Bool = false) throws(TesseraError) -> Self {
    try reduce("max", dims, keepDims)
  }

  public func min(_ dims: Int..., keepDims: Bool = false) throws(TesseraError) -> Self {
    try reduce("min", dims, keepDims)
  }

  public func prod(_ dims: Int..., keepDims: Bool = false) throws(TesseraError) -> Self {
    try reduce("prod", dims, keepDims)
  }

  public func any(_ dims: Int..., keepDims: Bool = false) throws(TesseraError) -> Self {
    try reduce("any", dims, keepDims)
  }

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

  /// The sums of the elements up to each along a dim.
  public func cumsum(_ dim: Int) throws(TesseraError) -> Self {
    try op(
      "cumsum",
      [
        "axis": .int(dim), "flatten": .bool(false), "exclusive": .bool(false),
        "reverse": .bool(false),
      ])
  }

  /// The k largest elements along a dim, and their places.
  public func topk(_ k: Int, axis: Int = -1) throws(TesseraError) -> (values: Self, indices: Self) {
    let found = try Self.apply(
      "topk", [.one(self)],
      ["k": .int(k), "axis": .int(axis), "largest": .bool(true), "sorted": .bool(true)])
    return (found[0], found[1])
  }

  public func softmax(_ dim: Int = -1) throws(TesseraError) -> Self {
    try op("softmax", ["axis": .int(dim)])
  }

  public func logSoftmax(_ dim: Int = -1) throws(TesseraError) -> Self {
    try op("log_softmax", ["axis": .int(dim)])
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
