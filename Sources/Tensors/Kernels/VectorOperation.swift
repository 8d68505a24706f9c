internal import CKernels
import Elements

/// A function of two numbers that CKernels computes by vectors.
struct VectorOperation {
  private let code: Int32

  /// Nil where no routine computes it.
  init?(_ op: BinaryOp) {
    let operation: CKERNELS_operation
    switch op {
    case .add: operation = CKERNELS_add
    case .subtract: operation = CKERNELS_subtract
    case .multiply: operation = CKERNELS_multiply
    case .divide: operation = CKERNELS_divide
    case .maximum: operation = CKERNELS_maximum
    case .minimum: operation = CKERNELS_minimum
    case .floorDivide: operation = CKERNELS_floor_divide
    case .remainder: operation = CKERNELS_remainder
    case .truncDivide: operation = CKERNELS_trunc_divide
    default: return nil
    }
    code = Int32(operation.rawValue)
  }

  /// `to[i] = f(a[i], b[i])`, of operands that lie side by side (step 1) or are one number (step 0). False where the
  /// type has no routine.
  @inline(__always)
  func combine<T>(
    _ a: UnsafePointer<T>, step aStep: Int, _ b: UnsafePointer<T>, step bStep: Int,
    into to: UnsafeMutablePointer<T>, _ count: Int,
    _ routines: CKERNELS_routines = KernelVariant.chosenRoutines
  ) -> Bool {
    let (a, b) = unsafe (UnsafeRawPointer(a), UnsafeRawPointer(b))
    let (to, aStep, bStep) = (UnsafeMutableRawPointer(to), Int32(aStep), Int32(bStep))
    switch T.self {
    case is Float.Type:
      unsafe routines.combine_float(
        code, to.assumingMemoryBound(to: Float.self), a.assumingMemoryBound(to: Float.self), aStep,
        b.assumingMemoryBound(to: Float.self), bStep, count)
    case is Double.Type:
      unsafe routines.combine_double(
        code, to.assumingMemoryBound(to: Double.self), a.assumingMemoryBound(to: Double.self),
        aStep, b.assumingMemoryBound(to: Double.self), bStep, count)
    case is Float16.Type:
      unsafe routines.combine_half(
        code, to.assumingMemoryBound(to: UInt16.self), a.assumingMemoryBound(to: UInt16.self),
        aStep, b.assumingMemoryBound(to: UInt16.self), bStep, count)
    case is BFloat16.Type:
      unsafe routines.combine_brain(
        code, to.assumingMemoryBound(to: UInt16.self), a.assumingMemoryBound(to: UInt16.self),
        aStep, b.assumingMemoryBound(to: UInt16.self), bStep, count)
    default: return false
    }
    return true
  }
}
