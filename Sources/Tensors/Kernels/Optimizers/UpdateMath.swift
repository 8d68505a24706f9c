internal import CKernels

/// Steps of optimizers on values side by side, by the routines of CKernels: the same bits in every variant.
protocol UpdateMath {
  /// Takes a step of Adam on parameters, gradients, first and second moments, and, if there are five, the largest
  /// second moments (AMSGrad).
  static func adam(_ values: [UnsafeMutablePointer<Self>], _ count: Int, _ step: CKERNELS_adam)
  /// Takes a step of Adagrad on parameters and the sums of squared gradients.
  ///
  /// - Parameter numbers: the learning rate, the weight decay and epsilon.
  static func adagrad(
    _ parameters: UnsafeMutablePointer<Self>, _ gradients: UnsafePointer<Self>,
    _ sums: UnsafeMutablePointer<Self>, _ count: Int,
    _ numbers: (rate: Self, decay: Self, epsilon: Self))
}

extension Float: UpdateMath {
  static func adam(_ values: [UnsafeMutablePointer<Float>], _ count: Int, _ step: CKERNELS_adam) {
    var step = step
    let largest = unsafe values.count > 4 ? values[4] : nil
    unsafe KernelVariant.chosenRoutines.adam_floats(
      values[0], values[1], values[2], values[3], largest, count, &step)
  }

  static func adagrad(
    _ parameters: UnsafeMutablePointer<Float>, _ gradients: UnsafePointer<Float>,
    _ sums: UnsafeMutablePointer<Float>, _ count: Int,
    _ numbers: (rate: Float, decay: Float, epsilon: Float)
  ) {
    unsafe KernelVariant.chosenRoutines.adagrad_floats(
      parameters, gradients, sums, count, numbers.rate, numbers.decay, numbers.epsilon)
  }
}

extension Double: UpdateMath {
  static func adam(_ values: [UnsafeMutablePointer<Double>], _ count: Int, _ step: CKERNELS_adam) {
    var step = step
    let largest = unsafe values.count > 4 ? values[4] : nil
    unsafe KernelVariant.chosenRoutines.adam_doubles(
      values[0], values[1], values[2], values[3], largest, count, &step)
  }

  static func adagrad(
    _ parameters: UnsafeMutablePointer<Double>, _ gradients: UnsafePointer<Double>,
    _ sums: UnsafeMutablePointer<Double>, _ count: Int,
    _ numbers: (rate: Double, decay: Double, epsilon: Double)
  ) {
    unsafe KernelVariant.chosenRoutines.adagrad_doubles(
      parameters, gradients, sums, count, numbers.rate, numbers.decay, numbers.epsilon)
  }
}
