extension Device {
  /// A processor whose kernels were measured. Its own rates are the best that they reach, for what was not measured. What
  /// a program takes for an op beside its kernel, `launch`, is 0 until a program was measured.
  ///
  /// - Parameters:
  ///   - memory: the bytes of a rank's share of the memory.
  ///   - copy: the bytes a second of copies, where no kernel tells it.
  package init(_ kernels: MeasuredKernels, memory: Double, copy: Double, source: String) {
    let simple = kernels.kinds["elementwise"]?[.float32]
    let products = kernels.kinds["product"]
    let single = products?[.float32]?.operations ?? copy
    self.init(
      memory: memory, bandwidth: simple?.beyond ?? simple?.bandwidth ?? copy,
      peak: products?[.bfloat16]?.operations ?? single, peakFP32: single, launch: 0,
      kernelOverhead: simple?.call ?? 0, stacks: [:], kernels: kernels)
    sources["memory"] = "as the operating system says, for each of the ranks that run at once"
    for key in ["bandwidth", "peak-bf16", "peak-fp32", "kernel-overhead"] {
      sources[key] = "\(source), the kernels below"
    }
  }
}
