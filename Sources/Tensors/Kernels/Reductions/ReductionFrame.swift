import Elements

/// A tensor and the axes of it that a reduction goes over.
struct ReductionFrame {
  let source: DenseTensor
  let axes: Set<Int>

  /// The shape with extent 1 in the axes.
  var keptShape: [Int] {
    source.shape.enumerated().map { axes.contains($0.offset) ? 1 : $0.element }
  }

  var droppedShape: [Int] {
    source.shape.indices.filter { !axes.contains($0) }.map { source.shape[$0] }
  }

  /// The number of elements that one of the result is made of.
  var width: Int { axes.reduce(1) { $0 * source.shape[$1] } }

  func reduce(_ op: ReductionOp, to target: DType) -> DenseTensor {
    switch op {
    case .sum: monoid(.add, of: source.converted(to: target))
    case .prod: monoid(.multiply, of: source.converted(to: target))
    case .max: monoid(.maximum, of: source)
    case .min: monoid(.minimum, of: source)
    case .any: monoid(.add, of: source.converted(to: .bool))
    case .all: monoid(.multiply, of: source.converted(to: .bool))
    case .mean:
      monoid(.add, of: source.converted(to: target), divisor: width)
    case .squaredL2Norm: monoid(.add, of: real(target), before: [.square])
    case .norm(let p): norm(p, of: real(target))
    case .logSumExp: logSumExp(target)
    case .variance(let correction): variance(correction, target)
    }
  }

  /// Magnitudes of complex numbers, else the numbers themselves.
  private func real(_ target: DType) -> DenseTensor {
    source.dtype == .complex64 ? source.elementwise(.abs) : source.converted(to: target)
  }

  private func norm(_ p: Double, of source: DenseTensor) -> DenseTensor {
    switch p {
    case 0:
      monoid(
        .add,
        of: source.tested(.logicalNot).elementwise(.bitwiseNot)
          .converted(to: source.dtype))
    case 1: monoid(.add, of: source, before: [.abs])
    case 2: monoid(.add, of: source, before: [.square], after: .sqrt)
    case .infinity: monoid(.maximum, of: source, before: [.abs], after: .clip(min: 0))
    case -.infinity: monoid(.minimum, of: source, before: [.abs])
    default:
      monoid(
        .add, of: source, before: [.abs, .pow(exponent: p)], after: .pow(exponent: 1 / p))
    }
  }

  /// The maximum is taken out first; where that is infinite, it is the answer with the sum of what
  /// is equal to it.
  private func logSumExp(_ target: DType) -> DenseTensor {
    let wide = source.converted(to: target == .float64 ? .float64 : .float32)
    let frame = ReductionFrame(source: wide, axes: axes)
    let top = frame.monoid(.maximum, of: wide)
    let zero = DenseTensor(zeros: [], dtype: wide.dtype)
    let shift = DenseTensor.where(top.tested(.isFinite), top, zero)
    let sums = frame.monoid(.add, of: wide.elementwise(.subtract, shift).elementwise(.exp))
    return sums.elementwise(.log).elementwise(.add, shift).converted(to: target)
  }

  /// In two passes: the mean, then the squares of what differs from it.
  private func variance(_ correction: Double, _ target: DType) -> DenseTensor {
    let wide = source.converted(to: target == .float64 ? .float64 : .float32)
    let frame = ReductionFrame(source: wide, axes: axes)
    let mean = frame.reduce(.mean, to: wide.dtype)
    let apart = wide.elementwise(.subtract, mean)
    let divisor = max(Double(width) - correction, 0)
    let sums =
      if let whole = Int(exactly: divisor) {
        frame.monoid(.add, of: apart, before: [.square], divisor: whole)
      } else {
        frame.monoid(.add, of: apart, before: [.square], after: .scale(1 / divisor))
      }
    return sums.converted(to: target)
  }

  private func monoid(
    _ op: FoldOp, of source: DenseTensor, before: [UnaryOp] = [], after: UnaryOp? = nil,
    divisor: Int? = nil
  ) -> DenseTensor {
    let result = DenseTensor(shape: keptShape, dtype: source.dtype)
    guard !result.isEmpty else { return result }
    func fold(_ source: DenseTensor, into result: DenseTensor) {
      withElementType(
        source.dtype,
        ReductionKernel(
          op: op, before: before, after: after, divisor: divisor, axes: axes, source: source,
          result: result))
    }
    // In what order a result is folded hangs on whether there are at least 16 side by side: so many stay together.
    guard let dim = result.shape.firstIndex(where: { $0 >= 32 }) else {
      fold(source, into: result)
      return result
    }
    KernelThreads.forEachRange(
      of: result.shape[dim], work: source.count / result.shape[dim], least: 16
    ) { range in
      fold(source.part(range, of: dim), into: result.part(range, of: dim))
    }
    return result
  }
}
