import ComplexModule
import Elements

extension DenseTensor {
  /// Sets `[batch…, rows, columns]` to `scale` times the products of the matrices of `a`
  /// `[batch…, rows, inner]` and `b` `[batch…, inner, columns]`; adds them where `accumulates`.
  ///
  /// Batches may be expanded, and matrices have any strides: rows or columns without gaps are read
  /// in place. This tensor's last dim must be contiguous. Integers take no scale.
  func setToProduct(
    _ a: DenseTensor, _ b: DenseTensor, scale: Double = 1, accumulates: Bool = false
  ) {
    let last = ndim - 1
    precondition(
      a.ndim == ndim && b.ndim == ndim && a.shape[last] == b.shape[last - 1]
        && a.shape[..<last] == shape[..<last] && a.shape[..<(last - 1)] == b.shape[..<(last - 1)]
        && b.shape[last] == shape[last] && a.dtype == dtype && b.dtype == dtype,
      "a product of \(a.dtype)\(a.shape) and \(b.dtype)\(b.shape) into \(dtype)\(shape)")
    precondition(strides[last] == 1 || shape[last] <= 1, "a product into columns with gaps")
    guard !isEmpty else { return }
    guard a.shape[last] > 0 else {
      if !accumulates { fill(0) }
      return
    }
    BLAS.prepare()
    let (a, b) = (a.readableByBLAS(), b.readableByBLAS())
    if ndim > 2, let folded = foldingBatch(a, b) {
      folded.result.setToProduct(folded.a, folded.b, scale: scale, accumulates: accumulates)
      return
    }
    let product = MatrixProduct(
      rows: shape[last - 1], columns: shape[last], inner: a.shape[last], a: a.matrixStrides,
      b: b.matrixStrides, resultStep: shape[last - 1] > 1 ? strides[last - 1] : shape[last],
      scale: scale, accumulates: accumulates)
    run(product, a, b)
  }

  /// One matrix over all of the batch where `b` is the same throughout and the others' rows follow
  /// each other evenly.
  private func foldingBatch(
    _ a: DenseTensor, _ b: DenseTensor
  ) -> (result: DenseTensor, a: DenseTensor, b: DenseTensor)? {
    let batch = 0..<(ndim - 2)
    guard batch.allSatisfy({ shape[$0] == 1 || b.strides[$0] == 0 }),
      let result = viewed(as: [count / shape[ndim - 1], shape[ndim - 1]]),
      let rows = a.viewed(as: [count / shape[ndim - 1], a.shape[ndim - 1]])
    else { return nil }
    let matrix = b.view(
      shape: Array(b.shape.suffix(2)), strides: Array(b.strides.suffix(2)), offset: b.offset)
    return (result, rows, matrix)
  }

  /// The one place where a product's dtype becomes a type and a way to compute.
  private func run(_ product: MatrixProduct, _ a: DenseTensor, _ b: DenseTensor) {
    switch dtype {
    case .float32: runDirectly(product, a, b, Float.self)
    case .float64: runDirectly(product, a, b, Double.self)
    case .complex64: runDirectly(product, a, b, Complex<Float>.self)
    case .float16:
      unsafe forEachPiece(product, a, b, Float16.self) {
        unsafe $0.runAsHalves(a: $1, b: $2, c: $3)
      }
    case .bfloat16:
      unsafe forEachPiece(product, a, b, BFloat16.self) {
        unsafe $0.runAsBrains(a: $1, b: $2, c: $3)
      }
    case .bool: runExactly(product, a, b, Bool.self)
    case .int8: runExactly(product, a, b, Int8.self)
    case .int16: runExactly(product, a, b, Int16.self)
    case .int32: runExactly(product, a, b, Int32.self)
    case .int64: runExactly(product, a, b, Int64.self)
    case .uint8: runExactly(product, a, b, UInt8.self)
    case .uint16: runExactly(product, a, b, UInt16.self)
    case .uint32: runExactly(product, a, b, UInt32.self)
    case .uint64: runExactly(product, a, b, UInt64.self)
    }
  }

  private func runDirectly<T: BLASElement>(
    _ product: MatrixProduct, _ a: DenseTensor, _ b: DenseTensor, _ type: T.Type
  ) {
    unsafe forEachPiece(product, a, b, type) { unsafe $0.runDirectly(a: $1, b: $2, c: $3) }
  }

  private func runExactly<T: KernelElement>(
    _ product: MatrixProduct, _ a: DenseTensor, _ b: DenseTensor, _ type: T.Type
  ) where T.Accumulator == T {
    precondition(product.scale == 1, "a scaled product of \(dtype)")
    unsafe forEachPiece(product, a, b, type) { unsafe $0.runExactly(a: $1, b: $2, c: $3) }
  }

  /// Calls `body` for each piece of each matrix of the batch, with the product that it is and where its operands and
  /// its result begin.
  private func forEachPiece<T>(
    _ product: MatrixProduct, _ a: DenseTensor, _ b: DenseTensor, _ type: T.Type,
    _ body: (MatrixProduct, UnsafePointer<T>, UnsafePointer<T>, UnsafeMutablePointer<T>) -> Void
  ) {
    let batch = Array(shape.dropLast(2))
    let walk = StridedWalk(
      shape: batch, operands: [self, a, b].map { Array($0.strides.dropLast(2)) })
    let (result, first) = unsafe (mutablePointer(as: T.self), a.pointer(as: T.self))
    let second = unsafe b.pointer(as: T.self)
    let pieces = ProductPieces(of: product)
    let work = pieces.work(of: product)
    walk.forEachRow { offsets in
      KernelThreads.forEachRange(of: walk.length * pieces.count, work: work) { range in
        for index in range {
          let matrix = index / pieces.count
          let (piece, row, column) = pieces.product(index % pieces.count, of: product)
          unsafe body(
            piece, first + offsets[1] + matrix * walk.steps[1] + row * product.a.row,
            second + offsets[2] + matrix * walk.steps[2] + column * product.b.column,
            result + offsets[0] + matrix * walk.steps[0] + row * product.resultStep + column)
        }
      }
    }
  }
}
