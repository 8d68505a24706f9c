/// What kernels take on a device, as a framework's kernels reach its rates.
struct KernelTimes {
  let device: Device
  let stack: SoftwareStack
  let precision: TrainingPlan.Precision
  /// Whether a compiler fuses elementwise kernels.
  let isCompiled: Bool

  /// Bytes a second of kernels that only read and write.
  var rate: Double { device.bandwidth * stack.memory }

  /// Whether kernels are fused. Runs in 8-bit floats are compiled or have fused kernels anyway: casts op by op would
  /// take more than is saved.
  var isFused: Bool { isCompiled || precision == .fp8 }

  /// How many times as much elementwise kernels read and write as fused ones do.
  var passes: Double { isFused ? 1 : stack.passes }

  /// The parts of the peak that flash attention reaches, forward and backward.
  var flash: (forward: Double, backward: Double) {
    guard !isFused, let part = stack.attentionEager else {
      return (stack.attentionForward, stack.attentionBackward)
    }
    return (part, 0.8 * part)
  }

  /// A kernel that reads and writes so much.
  func pass(_ bytes: Double) -> Double { bytes / rate }

  /// `count` products of a `rows` x `depth` by a `depth` x `columns` matrix: 2 operations for each number of a
  /// row and a column, at the peak's part that the smallest dim allows, or what their bytes take.
  ///
  /// The part is d / (d + half): half of the best at the dim `half`, as tiles at the edge and the first
  /// and the last loads of a pipeline cost the same for each product.
  ///
  /// - Parameter isLow: whether it computes in 8-bit floats where the step does.
  /// - Source: NVIDIA, Matrix Multiplication Background User's Guide (tile and wave quantisation; operations
  ///   beside bytes); Williams, Waterman and Patterson 2009 (the roofline).
  func product(
    _ rows: Double, _ columns: Double, _ depth: Double, count: Double = 1, isLow: Bool = true
  ) -> Double {
    let low = isLow && precision == .fp8
    let peak =
      low
      ? (device.peakFP8 ?? device.peak) * (stack.productFP8 ?? stack.product)
      : device.peak * stack.product
    let least = max(1, min(rows, columns, depth))
    let part = least / (least + (low ? stack.halfDimFP8 : stack.halfDim))
    let operations = 2 * rows * columns * depth
    let bytes = (low ? 1.0 : 2.0) * (rows * depth + columns * depth) + 2 * rows * columns
    return count * (max(operations / (peak * part), bytes / rate) + device.kernelOverhead)
  }
}
