import Elements

extension DenseTensor {
  /// The matrix product, as `numpy.matmul` defines it, of two tensors of one dtype.
  ///
  /// `[…, m, k]` and `[…, k, n]` give `[…, m, n]`; the other dims broadcast. A 1-D tensor is a row on
  /// the left and a column on the right, and that dim is not in the result. Transposed and other
  /// views are read in place where rows or columns have no gaps. float16 and bfloat16 are summed in
  /// float32 and rounded once; integers wrap; on `bool` a sum is *or*. With `k == 0` all is 0.
  public func matmul(_ other: DenseTensor) -> DenseTensor {
    precondition(
      dtype == other.dtype && ndim > 0 && other.ndim > 0,
      "a matrix product of \(dtype)\(shape) and \(other.dtype)\(other.shape)")
    var a = ndim == 1 ? unsqueezed(0) : self
    var b = other.ndim == 1 ? other.unsqueezed(1) : other
    precondition(
      a.shape[a.ndim - 1] == b.shape[b.ndim - 2],
      "a matrix product of \(shape) and \(other.shape): \(a.shape[a.ndim - 1]) columns, "
        + "\(b.shape[b.ndim - 2]) rows")
    let batch = Self.commonShape([Array(a.shape.dropLast(2)), Array(b.shape.dropLast(2))])
    (a, b) = (a.readableByBLAS(), b.readableByBLAS())
    a = a.expanded(to: batch + a.shape.suffix(2))
    b = b.expanded(to: batch + b.shape.suffix(2))
    var kept = batch
    if ndim > 1 { kept.append(a.shape[a.ndim - 2]) }
    if other.ndim > 1 { kept.append(b.shape[b.ndim - 1]) }
    let result = DenseTensor(shape: kept, dtype: dtype)
    result.reshaped(to: batch + [a.shape[a.ndim - 2], b.shape[b.ndim - 1]]).setToProduct(a, b)
    return result
  }

  /// `x w + bias`: the matrix product with a weight of shape `[in, out]` (or `[out, in]` where
  /// `transposesWeight`), and a bias of shape `[out]` for every row.
  ///
  /// The bias is part of the sum, before it is rounded.
  public func linear(
    weight: DenseTensor, bias: DenseTensor? = nil, transposesWeight: Bool = false
  ) -> DenseTensor {
    precondition(weight.ndim == 2, "a linear layer's weight of shape \(weight.shape)")
    let weight = transposesWeight ? weight.transposed(0, 1) : weight
    guard let bias else { return matmul(weight) }
    precondition(
      ndim > 0 && shape[ndim - 1] == weight.shape[0] && bias.shape == [weight.shape[1]]
        && weight.dtype == dtype && bias.dtype == dtype,
      "a linear layer of \(dtype)\(shape) with the weight \(weight.dtype)\(weight.shape) and the "
        + "bias \(bias.dtype)\(bias.shape)")
    if dtype == .bfloat16, let result = linearOfBrains(weight: weight, bias: bias) { return result }
    let result = bias.expanded(to: shape.dropLast() + [weight.shape[1]]).copy()
    let rows = count == 0 ? Self.count(of: Array(shape.dropLast())) : count / shape[ndim - 1]
    result.reshaped(to: [rows, weight.shape[1]]).setToProduct(
      reshaped(to: [rows, weight.shape[0]]), weight, accumulates: true)
    return result
  }

  /// The same by the processor's products of bfloat16; nil if they cannot take it.
  private func linearOfBrains(weight: DenseTensor, bias: DenseTensor) -> DenseTensor? {
    guard MatrixProduct.multipliesBrains, !isEmpty, !weight.isEmpty else { return nil }
    let (inner, columns) = (weight.shape[0], weight.shape[1])
    let input = reshaped(to: [count / inner, inner]).readableByBLAS()
    let (weight, bias) = (weight.readableByBLAS(), bias.contiguous())
    let result = DenseTensor(shape: shape.dropLast() + [columns], dtype: dtype)
    BLAS.prepare()
    let product = MatrixProduct(
      rows: count / inner, columns: columns, inner: inner, a: input.matrixStrides,
      b: weight.matrixStrides, resultStep: columns)
    let (a, b) = unsafe (input.pointer(as: BFloat16.self), weight.pointer(as: BFloat16.self))
    let c = unsafe result.mutablePointer(as: BFloat16.self)
    let biases = unsafe bias.pointer(as: BFloat16.self)
    let pieces = ProductPieces(of: product)
    let work = pieces.work(of: product)
    let isDone = unsafe withUnsafeTemporaryAllocation(of: Bool.self, capacity: pieces.count) {
      done in
      let done = done.baseAddress!
      KernelThreads.forEachRange(of: pieces.count, work: work) { range in
        for index in range {
          let (piece, row, column) = pieces.product(index, of: product)
          unsafe done[index] = piece.runAsBrains(
            a: a + row * product.a.row, b: b + column * product.b.column, bias: biases + column,
            c: c + row * product.resultStep + column)
        }
      }
      return (0..<pieces.count).allSatisfy { unsafe done[$0] }
    }
    return isDone ? result : nil
  }
}
