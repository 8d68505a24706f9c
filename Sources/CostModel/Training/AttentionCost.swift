/// The core of attention of a layer: scores, softmax, and the mean of the values.
struct AttentionCost {
  var forward: Double
  var backward: Double
  /// What selective recomputation adds.
  var recomputed: Double

  /// A causal mask leaves half of the scores unused: flash attention passes that half by, products of whole
  /// matrices do not.
  ///
  /// Flash attention has 4 operations for each pair of tokens and each number of a query, and backward
  /// 2.5 times as many, as it computes the scores again. Unfused, a score is 2 bytes, and goes through memory in
  /// the product, the softmax, the dropout and the second product: 13 bytes of traffic forward, 19 backward.
  ///
  /// - Source: Dao et al. 2022 and Dao 2023 (operations of flash attention); Korthikanti et al. 2022,
  ///   section 4.1 (what is kept of the core: scores, softmax, dropout's mask and result).
  init(_ plan: TrainingPlan, _ kernels: KernelTimes) {
    let model = plan.model
    let heads = Double(model.heads) / Double(plan.tp)
    let pairs = plan.tokens * Double(model.sequence)
    let operations = 4 * pairs * heads * Double(model.headSize)
    let (device, stack) = (kernels.device, kernels.stack)
    switch plan.attention ?? stack.attention {
    case .flash:
      let causal = operations / 2
      let reached = kernels.flash
      forward = causal / (device.peak * reached.forward) + device.kernelOverhead
      backward = 2.5 * causal / (device.peak * reached.backward) + 3 * device.kernelOverhead
      recomputed = 0
    case .unfused:
      let size = Double(model.headSize)
      let part = stack.product * size / (size + stack.halfDim)
      let products = operations / (device.peak * part)
      forward = products + kernels.pass(13 * pairs * heads) + 4 * device.kernelOverhead
      backward = 2 * products + kernels.pass(19 * pairs * heads) + 8 * device.kernelOverhead
      recomputed = forward
    }
  }
}
