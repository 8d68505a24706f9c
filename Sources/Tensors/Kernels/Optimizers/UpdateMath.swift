internal import CKernels
import Elements

/// Steps of optimizers on values side by side, by the routines of CKernels: the same bits in every variant.
///
/// They read parameters, gradients and each state, in this order, and write all but the gradients, past the caches where
/// `streams`: to memory that starts at multiples of 64 bytes.
protocol UpdateMath {
  /// The states are the first and the second moments, and, for AMSGrad, the largest second moments.
  static func adam(
    _ given: [UnsafePointer<Self>?], _ next: [UnsafeMutablePointer<Self>?], _ count: Int,
    _ step: CKERNELS_adam, streams: Bool)
  /// The state is the sums of squared gradients.
  static func adagrad(
    _ given: [UnsafePointer<Self>?], _ next: [UnsafeMutablePointer<Self>?], _ count: Int,
    _ step: CKERNELS_adagrad, streams: Bool)
  /// The state is the velocities, where there are such.
  static func sgd(
    _ given: [UnsafePointer<Self>?], _ next: [UnsafeMutablePointer<Self>?], _ count: Int,
    _ step: CKERNELS_sgd, streams: Bool)
}

extension Float: UpdateMath {
  static func adam(
    _ given: [UnsafePointer<Float>?], _ next: [UnsafeMutablePointer<Float>?], _ count: Int,
    _ step: CKERNELS_adam, streams: Bool
  ) {
    var step = step
    unsafe KernelVariant.chosenRoutines.adam_float(next, given, count, &step, streams ? 1 : 0)
  }

  static func adagrad(
    _ given: [UnsafePointer<Float>?], _ next: [UnsafeMutablePointer<Float>?], _ count: Int,
    _ step: CKERNELS_adagrad, streams: Bool
  ) {
    var step = step
    unsafe KernelVariant.chosenRoutines.adagrad_float(next, given, count, &step, streams ? 1 : 0)
  }

  static func sgd(
    _ given: [UnsafePointer<Float>?], _ next: [UnsafeMutablePointer<Float>?], _ count: Int,
    _ step: CKERNELS_sgd, streams: Bool
  ) {
    var step = step
    unsafe KernelVariant.chosenRoutines.sgd_float(next, given, count, &step, streams ? 1 : 0)
  }
}

extension Double: UpdateMath {
  static func adam(
    _ given: [UnsafePointer<Double>?], _ next: [UnsafeMutablePointer<Double>?], _ count: Int,
    _ step: CKERNELS_adam, streams: Bool
  ) {
    var step = step
    unsafe KernelVariant.chosenRoutines.adam_double(next, given, count, &step, streams ? 1 : 0)
  }

  static func adagrad(
    _ given: [UnsafePointer<Double>?], _ next: [UnsafeMutablePointer<Double>?], _ count: Int,
    _ step: CKERNELS_adagrad, streams: Bool
  ) {
    var step = step
    unsafe KernelVariant.chosenRoutines.adagrad_double(next, given, count, &step, streams ? 1 : 0)
  }

  static func sgd(
    _ given: [UnsafePointer<Double>?], _ next: [UnsafeMutablePointer<Double>?], _ count: Int,
    _ step: CKERNELS_sgd, streams: Bool
  ) {
    var step = step
    unsafe KernelVariant.chosenRoutines.sgd_double(next, given, count, &step, streams ? 1 : 0)
  }
}

extension Float16: UpdateMath {
  static func adam(
    _ given: [UnsafePointer<Float16>?], _ next: [UnsafeMutablePointer<Float16>?], _ count: Int,
    _ step: CKERNELS_adam, streams: Bool
  ) {
    var step = step
    unsafe KernelVariant.chosenRoutines.adam_half(
      next.map(bits), given.map(bits), count, &step, streams ? 1 : 0)
  }

  static func adagrad(
    _ given: [UnsafePointer<Float16>?], _ next: [UnsafeMutablePointer<Float16>?], _ count: Int,
    _ step: CKERNELS_adagrad, streams: Bool
  ) {
    var step = step
    unsafe KernelVariant.chosenRoutines.adagrad_half(
      next.map(bits), given.map(bits), count, &step, streams ? 1 : 0)
  }

  static func sgd(
    _ given: [UnsafePointer<Float16>?], _ next: [UnsafeMutablePointer<Float16>?], _ count: Int,
    _ step: CKERNELS_sgd, streams: Bool
  ) {
    var step = step
    unsafe KernelVariant.chosenRoutines.sgd_half(
      next.map(bits), given.map(bits), count, &step, streams ? 1 : 0)
  }
}

extension BFloat16: UpdateMath {
  static func adam(
    _ given: [UnsafePointer<BFloat16>?], _ next: [UnsafeMutablePointer<BFloat16>?], _ count: Int,
    _ step: CKERNELS_adam, streams: Bool
  ) {
    var step = step
    unsafe KernelVariant.chosenRoutines.adam_brain(
      next.map(bits), given.map(bits), count, &step, streams ? 1 : 0)
  }

  static func adagrad(
    _ given: [UnsafePointer<BFloat16>?], _ next: [UnsafeMutablePointer<BFloat16>?], _ count: Int,
    _ step: CKERNELS_adagrad, streams: Bool
  ) {
    var step = step
    unsafe KernelVariant.chosenRoutines.adagrad_brain(
      next.map(bits), given.map(bits), count, &step, streams ? 1 : 0)
  }

  static func sgd(
    _ given: [UnsafePointer<BFloat16>?], _ next: [UnsafeMutablePointer<BFloat16>?], _ count: Int,
    _ step: CKERNELS_sgd, streams: Bool
  ) {
    var step = step
    unsafe KernelVariant.chosenRoutines.sgd_brain(
      next.map(bits), given.map(bits), count, &step, streams ? 1 : 0)
  }
}

/// The bits of 16-bit floats.
private func bits<T>(_ values: UnsafePointer<T>?) -> UnsafePointer<UInt16>? {
  unsafe UnsafeRawPointer(values)?.assumingMemoryBound(to: UInt16.self)
}
private func bits<T>(_ values: UnsafeMutablePointer<T>?) -> UnsafeMutablePointer<UInt16>? {
  unsafe UnsafeMutableRawPointer(values)?.assumingMemoryBound(to: UInt16.self)
}
