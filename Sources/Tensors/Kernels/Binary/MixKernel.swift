internal import CKernels
import Elements

/// `result[i]` between `x[i]` and `y[i]` by `weights[i]`, of contiguous floats, by the routines of CKernels.
enum MixKernel {
  static func run(
    _ x: DenseTensor, _ y: DenseTensor, _ weights: DenseTensor, into result: DenseTensor,
    _ routines: CKERNELS_routines = KernelVariant.chosenRoutines
  ) {
    let count = result.count
    switch result.dtype {
    case .float32:
      unsafe routines.mix_float(
        result.mutablePointer(as: Float.self), x.pointer(as: Float.self),
        y.pointer(as: Float.self), weights.pointer(as: Float.self), count)
    case .float64:
      unsafe routines.mix_double(
        result.mutablePointer(as: Double.self), x.pointer(as: Double.self),
        y.pointer(as: Double.self), weights.pointer(as: Double.self), count)
    default:
      let mix = unsafe result.dtype == .float16 ? routines.mix_half : routines.mix_brain
      unsafe mix?(
        result.mutablePointer(as: UInt16.self), x.pointer(as: UInt16.self),
        y.pointer(as: UInt16.self), weights.pointer(as: UInt16.self), count)
    }
  }
}
