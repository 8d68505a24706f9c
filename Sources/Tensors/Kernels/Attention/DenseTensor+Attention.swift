import Elements

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
  /// the scores' exponentials, `-infinity` where there is none. Memory beside the results: for
  /// each thread a block of the scores, of at most 256 KiB unless a row is longer, and of 16-bit floats a head in
  /// float32; three numbers for each query of a head.
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
    let result = DenseTensor(shape: query.shape.dropLast() + [value.shape[3]], dtype: query.dtype)
    let (tops, sums) = (
      DenseTensor(zeros: [batch, heads, length], dtype: wide),
      DenseTensor(zeros: [batch, heads, length], dtype: wide)
    )
    let attention = Attention(
      query: query.withRunsInHeads(), key: key.withRunsInHeads(), value: value.withRunsInHeads(),
      mask: mask?.expanded(to: [batch, heads, length, key.shape[1]]), isCausal: isCausal,
      scale: scale ?? 1 / Double(query.shape[3]).squareRoot(), result: result, tops: tops,
      sums: sums)
    if wide == .float64 { attention.run(Double.self) } else { attention.run(Float.self) }
    return (result, tops.adding(sums.elementwise(.log)))
  }

  /// This tensor of heads where BLAS can read their matrices in place, else a copy.
  private func withRunsInHeads() -> DenseTensor {
    let layout = MatrixLayout(
      rows: shape[1], columns: shape[3],
      strides: MatrixStrides(row: strides[1], column: strides[3]))
    return layout == nil ? copy() : self
  }

  /// `[s, d]` of `[b, s, h, d]`.
  fileprivate func head(_ sample: Int, _ head: Int) -> DenseTensor {
    slice(offsets: [sample, 0, head, 0], sizes: [1, shape[1], 1, shape[3]]).squeezed([0, 2])
  }

  /// `[s, …]` of `[b, h, s, …]`.
  fileprivate func plane(_ sample: Int, _ head: Int) -> DenseTensor {
    let rest = [Int](repeating: 0, count: ndim - 2)
    return slice(offsets: [sample, head] + rest, sizes: [1, 1] + shape[2...]).squeezed([0, 1])
  }

  /// This mask as numbers to add: 0 and `-infinity` of a `bool` one. Contiguous.
  fileprivate func addedMask(_ dtype: DType) -> DenseTensor {
    guard self.dtype == .bool else { return converted(to: dtype).contiguous() }
    return .where(
      self, DenseTensor(zeros: [], dtype: dtype),
      DenseTensor(repeating: -.infinity, shape: [], dtype: dtype)
    ).contiguous()
  }
}

/// What is to be computed, for all heads of all samples.
private struct Attention {
  let query: DenseTensor
  let key: DenseTensor
  let value: DenseTensor
  /// `[b, h, s, t]`.
  let mask: DenseTensor?
  let isCausal: Bool
  let scale: Double
  let result: DenseTensor
  /// Of each query, `[b, h, s]`: the largest score, and the sum of the exponentials.
  let tops: DenseTensor
  let sums: DenseTensor

  func run<A: BLASElement & RealElement & FloatMath>(_ type: A.Type) where A.Accumulator == A {
    let (length, heads, width) = (query.shape[1], query.shape[2], value.shape[3])
    let shared = max(1, heads / max(1, key.shape[2]))
    let head = AttentionHead<A>(
      queries: length, keys: key.shape[1], features: query.shape[3], width: width,
      isCausal: isCausal, scale: scale)
    let tops = unsafe tops.mutablePointer(as: A.self)
    let sums = unsafe sums.mutablePointer(as: A.self)
    BLAS.prepare()
    KernelThreads.forEachRange(
      of: length > 0 ? query.shape[0] * heads : 0,
      work: length * head.keys * (head.features + width) / 8
    ) { range in
      unsafe withUnsafeTemporaryAllocation(of: A.self, capacity: max(1, head.block * head.keys)) {
        scores in
        for place in range {
          let (sample, number) = (place / heads, place % heads)
          let (queries, own) = matrix(of: query, sample, number, as: type)
          let (keys, ownKeys) = matrix(of: key, sample, number / shared, as: type)
          let (values, ownValues) = matrix(of: value, sample, number / shared, as: type)
          let isWide = result.dtype == A.dtype
          let wide = isWide ? result : DenseTensor(shape: [length, width], dtype: A.dtype)
          let target = unsafe wide.mutablePointer(as: A.self)
          let start = isWide ? sample * result.strides[0] + number * result.strides[2] : 0
          unsafe head.run(
            queries, keys, values, mask: { added(sample, number, $0, keys: $1) },
            into: target + start, step: isWide ? result.strides[1] : width,
            tops: tops + place * length, sums: sums + place * length, by: scores.baseAddress!)
          withExtendedLifetime((own, ownKeys, ownValues)) {}
          if !isWide { result.head(sample, number).copy(from: wide.converted(to: result.dtype)) }
        }
      }
    }
  }

  /// A head of a sample as it lies, or of 16-bit floats a copy; and whose elements they are.
  @inline(__always)
  private func matrix<A>(of tensor: DenseTensor, _ sample: Int, _ head: Int, as type: A.Type) -> (
    AttentionHead<A>.Matrix, DenseTensor
  ) {
    if tensor.dtype == A.dtype {
      let start = unsafe UnsafePointer(tensor.pointer(as: A.self))
      let strides = MatrixStrides(row: tensor.strides[1], column: tensor.strides[3])
      let offset = sample * tensor.strides[0] + head * tensor.strides[2]
      return unsafe (AttentionHead<A>.Matrix(start: start + offset, strides: strides), tensor)
    }
    let copy = tensor.head(sample, head).converted(to: A.dtype).contiguous()
    let start = unsafe UnsafePointer(copy.pointer(as: A.self))
    return unsafe (AttentionHead<A>.Matrix(start: start, strides: copy.matrixStrides), copy)
  }

  /// What the mask adds to the scores of some queries of a head and the first `keys` keys.
  private func added<A>(_ sample: Int, _ head: Int, _ queries: Range<Int>, keys: Int)
    -> AttentionHead<A>.Mask?
  {
    guard let mask, keys > 0 else { return nil }
    if mask.dtype == A.dtype, mask.strides[3] == 1 || mask.shape[3] == 1 {
      let start = unsafe UnsafePointer(mask.pointer(as: A.self))
      let offset = sample * mask.strides[0] + head * mask.strides[1]
      return unsafe AttentionHead<A>.Mask(
        start: start + offset + queries.lowerBound * mask.strides[2], step: mask.strides[2],
        tensor: mask)
    }
    let part = mask.plane(sample, head)
      .slice(offsets: [queries.lowerBound, 0], sizes: [queries.count, keys]).addedMask(A.dtype)
    return unsafe AttentionHead<A>.Mask(
      start: UnsafePointer(part.pointer(as: A.self)), step: keys, tensor: part)
  }
}
