import Elements

/// What follows a product, and its slope.
extension DenseTensor {
  /// `x w + bias` and then `activation`, which is taken where the sum lies: no other tensor is made.
  ///
  /// As `linear`; a bias may be a row.
  package func linear(
    weight: DenseTensor, bias: DenseTensor?, then activation: UnaryOp?
  ) -> DenseTensor {
    let result = linear(weight: weight, bias: bias?.reshaped(to: [weight.shape[1]]))
    if let activation { result.apply(activation) }
    return result
  }

  /// Replaces each element of this contiguous tensor by `op` of it, which is of the same dtype.
  package func apply(_ op: UnaryOp) {
    precondition(
      isContiguous && op.computedDType(for: dtype) == dtype && op.resultDType(for: dtype) == dtype,
      "\(op) in place, of \(dtype)\(shape)")
    guard !isEmpty else { return }
    let kernel = UnaryKernel(op: op, source: self, result: self)
    if isWorthParts { kernel.runInParts() } else { withElementType(dtype, kernel) }
  }

  /// Multiplies the columns of this contiguous matrix, of float32 or float64, by their scales, and adds their biases: in
  /// place, in one pass.
  package func scaleColumns(by scales: DenseTensor, plus bias: DenseTensor?) {
    precondition(
      ndim == 2 && isContiguous && scales.count == shape[1] && bias?.count ?? shape[1] == shape[1]
        && dtype.accumulatorDType == dtype,
      "columns of \(dtype)\(shape) by \(scales.shape)")
    guard !isEmpty else { return }
    let (scales, bias) = (scales.converted(to: dtype), bias?.converted(to: dtype))
    withRealType(
      dtype,
      ScaledColumns(matrix: self, scales: scales.contiguous(), bias: bias?.contiguous()))
  }

  /// This gradient times the slope of GELU by the hyperbolic tangent, at numbers of the same shape and dtype.
  package func timesSlopeOfGELU(at inputs: DenseTensor) -> DenseTensor {
    precondition(
      inputs.shape == shape && inputs.dtype == dtype,
      "a gradient \(dtype)\(shape) at \(inputs.dtype)\(inputs.shape)")
    let result = DenseTensor(shape: shape, dtype: dtype)
    guard !isEmpty else { return result }
    withRealType(
      dtype,
      GELUSlope(gradient: contiguous(), inputs: inputs.contiguous(), result: result))
    return result
  }

  /// The square of the product `self other`, and `factor` times what it is more than the product of `squares`; all of one
  /// dtype, float32 or float64.
  package func squaredProduct(
    _ other: DenseTensor, less squares: (DenseTensor, DenseTensor), times factor: Double
  ) -> (square: DenseTensor, difference: DenseTensor) {
    let product = matmul(other)
    let difference = DenseTensor(shape: product.shape, dtype: dtype)
    difference.setToProduct(squares.0, squares.1, scale: -factor)
    if !product.isEmpty {
      withRealType(
        dtype, SquaredDifference(product: product, difference: difference, factor: factor))
    }
    return (product, difference)
  }
}

private struct ScaledColumns: RealVisitor {
  let matrix, scales: DenseTensor
  let bias: DenseTensor?

  func visit<T: RealElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    let columns = matrix.shape[1]
    let start = unsafe matrix.mutablePointer(as: A.self)
    let scales = unsafe UnsafePointer(scales.pointer(as: A.self))
    let biases = unsafe bias.map { unsafe UnsafePointer($0.pointer(as: A.self)) }
    KernelThreads.forEachRange(of: matrix.shape[0], work: columns) { range in
      for row in range {
        unsafe A.normalise(
          start + row * columns, columns, center: 0, factor: 1, scales: scales, biases: biases)
      }
    }
  }
}

private struct GELUSlope: RealVisitor {
  let gradient, inputs, result: DenseTensor

  func visit<T: RealElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    let slopes = unsafe inputs.pointer(as: T.self)
    let from = unsafe UnsafePointer(gradient.pointer(as: T.self))
    let to = unsafe result.mutablePointer(as: T.self)
    let blocks = (result.count + kernelBlock - 1) / kernelBlock
    let (step, cube) = (A(0.7978845608028654), A(0.044715))
    KernelThreads.forEachRange(of: blocks, work: 16 * kernelBlock) { range in
      unsafe withUnsafeTemporaryAllocation(of: A.self, capacity: 2 * kernelBlock) { scratch in
        let (values, places) = unsafe (scratch.baseAddress!, scratch.baseAddress! + kernelBlock)
        for block in range {
          let start = block * kernelBlock
          let count = min(kernelBlock, result.count - start)
          unsafe T.load(from + start, step: 1, into: values, count: count)
          unsafe T.load(slopes + start, step: 1, into: places, count: count)
          for i in 0..<count {
            let x = unsafe places[i]
            let t = A.tanh(step * (x + cube * x * x * x))
            unsafe values[i] *=
              (1 + t) / 2 + x / 2 * (1 - t * t) * step * (1 + 3 * cube * x * x)
          }
          unsafe T.store(values, into: to + start, step: 1, count: count)
        }
      }
    }
  }
}

/// Adds `factor` times the square of a product to what is there, and squares the product; in one pass.
private struct SquaredDifference: RealVisitor {
  let product, difference: DenseTensor
  let factor: Double

  func visit<T: RealElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    let squares = unsafe product.mutablePointer(as: A.self)
    let to = unsafe difference.mutablePointer(as: A.self)
    let factor = A(factor)
    let blocks = (product.count + kernelBlock - 1) / kernelBlock
    KernelThreads.forEachRange(of: blocks, work: kernelBlock) { range in
      for block in range {
        let start = block * kernelBlock
        let count = min(kernelBlock, product.count - start)
        let (values, results) = unsafe (squares + start, to + start)
        unsafe A.normalise(
          values, into: results, count, center: 0, factor: factor, scales: values, biases: results)
        unsafe A.normalise(values, count, center: 0, factor: 1, scales: values, biases: nil)
      }
    }
  }
}
