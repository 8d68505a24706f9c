internal import CKernels
import Elements

/// Folds of the elements where they lie, by the routines of CKernels: the same bits in every variant.
extension KernelElement {
  /// The fold of elements side by side; nil if no routine does it.
  @inline(__always)
  static func folded(
    _ op: FoldOp, _ values: UnsafePointer<Self>, _ count: Int,
    _ routines: CKERNELS_routines = KernelVariant.chosenRoutines
  ) -> Accumulator? {
    if Self.self == Accumulator.self {
      let values = unsafe UnsafeRawPointer(values).assumingMemoryBound(to: Accumulator.self)
      return unsafe Accumulator.foldedByVectors(op, values, count)
    }
    let bits = unsafe UnsafeRawPointer(values).assumingMemoryBound(to: UInt16.self)
    if Self.self == Float16.self {
      return switch op {
      case .add: unsafe routines.sum_half(bits, count) as? Accumulator
      case .maximum: unsafe routines.maximum_half(bits, count) as? Accumulator
      case .minimum: unsafe routines.minimum_half(bits, count) as? Accumulator
      default: nil
      }
    }
    if Self.self == BFloat16.self {
      return switch op {
      case .add: unsafe routines.sum_brain(bits, count) as? Accumulator
      case .maximum: unsafe routines.maximum_brain(bits, count) as? Accumulator
      case .minimum: unsafe routines.minimum_brain(bits, count) as? Accumulator
      default: nil
      }
    }
    return nil
  }

  /// The sum of the squares of at most `kernelBlock` elements, with the same bits as squaring first; nil for dtypes without a
  /// routine.
  @inline(__always)
  static func sumOfSquares(
    _ values: UnsafePointer<Self>, step: Int, scratch: UnsafeMutablePointer<Accumulator>,
    _ count: Int
  ) -> Accumulator? {
    func sum<A: FloatMath>(_ type: A.Type) -> A {
      let lent = unsafe lend(values, step: step, scratch: scratch, count: count)
      return unsafe A.squares(
        UnsafeRawPointer(lent).assumingMemoryBound(to: A.self), count, around: 0)
    }
    return switch Accumulator.self {
    case is Float.Type: sum(Float.self) as? Accumulator
    case is Double.Type: sum(Double.self) as? Accumulator
    default: nil
    }
  }

  /// Folds `rows` rows of `count` elements, `step` apart, into `row`, one after the other; the first replaces what is
  /// there if the fold `starts`. False where no routine does it.
  @inline(__always)
  static func fold(
    _ op: FoldOp, _ values: UnsafePointer<Self>, step: Int, rows: Int, _ count: Int,
    into row: UnsafeMutablePointer<Accumulator>, starts: Bool,
    _ routines: CKERNELS_routines = KernelVariant.chosenRoutines
  ) -> Bool {
    let operation: CKERNELS_operation
    switch op {
    case .add: operation = CKERNELS_add
    case .multiply: operation = CKERNELS_multiply
    case .maximum: operation = CKERNELS_maximum
    case .minimum: operation = CKERNELS_minimum
    case .any, .all: return false
    }
    let (code, starts) = (Int32(operation.rawValue), Int32(starts ? 1 : 0))
    let (from, to) = unsafe (UnsafeRawPointer(values), UnsafeMutableRawPointer(row))
    switch Self.self {
    case is Float.Type:
      unsafe routines.fold_float(
        code, to.assumingMemoryBound(to: Float.self), from.assumingMemoryBound(to: Float.self),
        step, rows, count, starts)
    case is Double.Type:
      unsafe routines.fold_double(
        code, to.assumingMemoryBound(to: Double.self), from.assumingMemoryBound(to: Double.self),
        step, rows, count, starts)
    case is Float16.Type:
      unsafe routines.fold_half(
        code, to.assumingMemoryBound(to: Float.self), from.assumingMemoryBound(to: UInt16.self),
        step, rows, count, starts)
    case is BFloat16.Type:
      unsafe routines.fold_brain(
        code, to.assumingMemoryBound(to: Float.self), from.assumingMemoryBound(to: UInt16.self),
        step, rows, count, starts)
    default: return false
    }
    return true
  }
}
