extension DenseTensor {
  /// Scaled dot-product attention, `softmax(scale q kᵀ + mask) v`, in the layout of Paddle's
  /// `flash_attention`: query `[b, s, h, d]`, key `[b, t, g, d]`, value `[b, t, g, e]`; the result is
  /// `[b, s, h, e]`.
  ///
  /// `g` divides `h`: neighbouring query heads share a key head. The scale is `1 / sqrt(d)` unless
  /// given. The mask is added to the scores (of this dtype, or the statistics'), or says which are
  /// kept (`bool`); it broadcasts to `[b, h, s, t]`. `isCausal` keeps the scores with
  /// `column <= row + t - s`: the last query sees all keys. A query that sees none gives zeros.
  ///
  /// The second result, `[b, h, s]` in float32 (of float64: float64), is the logarithm of the sum of
  /// the scores' exponentials, `-infinity` where there is none. Memory beside the result: a block of
  /// the scores, of at most 256 KiB unless a row is longer.
  public static func attention(
    query: DenseTensor, key: DenseTensor, value: DenseTensor, mask: DenseTensor? = nil,
    isCausal: Bool = false, scale: Double? = nil
  ) -> (result: DenseTensor, logSumExp: DenseTensor) {
    precondition(
      query.ndim == 4 && key.ndim == 4 && value.ndim == 4
        && key.shape[0] == query.shape[0] && key.shape[3] == query.shape[3]
        && Array(value.shape[..<3]) == Array(key.shape[..<3])
        && (key.shape[2] > 0 ? query.shape[2] % key.shape[2] == 0 : query.shape[2] == 0)
        && key.dtype == query.dtype && value.dtype == query.dtype,
      "attention of query \(query.dtype)\(query.shape), key \(key.dtype)\(key.shape) and value "
        + "\(value.dtype)\(value.shape)")
    let (batch, length, heads) = (query.shape[0], query.shape[1], query.shape[2])
    let wide = query.dtype.accumulatorDType
    precondition(
      mask.map { [.bool, query.dtype, wide].contains($0.dtype) } ?? true,
      "an attention mask of \(mask?.dtype ?? wide) for a query of \(query.dtype)")
    let mask = mask?.expanded(to: [batch, heads, length, key.shape[1]])
    let result = DenseTensor(shape: query.shape.dropLast() + [value.shape[3]], dtype: query.dtype)
    let sums = DenseTensor(
      repeating: -.infinity, shape: [batch, heads, length], dtype: wide)
    let shared = max(1, heads / max(1, key.shape[2]))
    let work = length * key.shape[1] * (key.shape[3] + value.shape[3]) / 8
    KernelThreads.forEachRange(of: length > 0 ? batch * heads : 0, work: work) { range in
      for place in range {
        let (sample, head) = (place / heads, place % heads)
        let one = AttentionHead(
          query: query.head(sample, head), key: key.head(sample, head / shared),
          value: value.head(sample, head / shared), mask: mask?.plane(sample, head),
          isCausal: isCausal, scale: scale ?? 1 / Double(query.shape[3]).squareRoot())
        one.run(into: result.head(sample, head), sums.plane(sample, head))
      }
    }
    return (result, sums)
  }

  /// `[s, d]` of `[b, s, h, d]`.
  private func head(_ sample: Int, _ head: Int) -> DenseTensor {
    slice(offsets: [sample, 0, head, 0], sizes: [1, shape[1], 1, shape[3]]).squeezed([0, 2])
  }

  /// `[s, …]` of `[b, h, s, …]`.
  private func plane(_ sample: Int, _ head: Int) -> DenseTensor {
    let rest = [Int](repeating: 0, count: ndim - 2)
    return slice(offsets: [sample, head] + rest, sizes: [1, 1] + shape[2...]).squeezed([0, 1])
  }
}
