import SPMDRules

/// Building blocks of the layers of a model.
extension TensorValue {
  /// `(x - mean) / sqrt(variance + epsilon) * weight + bias`, over the last dim.
  public func layerNorm(weight: Self, bias: Self, epsilon: Double = 1e-5) throws(TesseraError)
    -> Self
  {
    try op(
      "layer_norm", [weight, bias],
      ["epsilon": .double(epsilon), "begin_norm_axis": .int(axis(-1))])
  }

  /// Scaled dot-product attention of these queries `[b, s, h, d]` to keys and values `[b, t, g, d]`:
  /// `[b, s, h, d]`.
  ///
  /// `g` divides `h`. The mask broadcasts to `[b, h, s, t]`: truths say which keys count, numbers are
  /// added to the scores.
  public func attention(keys: Self, values: Self, mask: Self? = nil) throws(TesseraError) -> Self {
    // Nothing is dropped, so no seed is given: a 0-D tensor stands in its place.
    let rest = try mask.map { mask throws(TesseraError) in [try scalar(0, dtype: .int64), mask] }
    return try op("flash_attention", [keys, values] + (rest ?? []))
  }

  /// This tensor divided by its Euclidean norm along a dim, or by `epsilon` if the norm is smaller.
  public func normalized(_ dim: Int = -1, epsilon: Double = 1e-12) throws(TesseraError) -> Self {
    let norm = try square().sum(dim, keepDims: true).sqrt()
    return try self / norm.clip(epsilon, .infinity)
  }
}
