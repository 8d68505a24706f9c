/// What a layer's kernels read and write beside products and attention, for a micro-batch on one rank.
struct ElementwiseBytes {
  var forward: Double
  var backward: Double

  /// Forward, in numbers of 2 bytes for each token: two norms read and write the stream, two residual sums
  /// read two and write one; rotary positions read and write queries and keys; an activation reads one or two
  /// inner widths and writes one. Of experts, tokens are put into order by rank, by expert where a rank has several, and
  /// both back again: a read and a write each. Backward the same again and gradients beside it, 1.8 times as much.
  /// Casts to 8 bits read 2 bytes for the greatest, 2 to scale it, and write one along each dim.
  ///
  /// - Source: counted from the layer's definition (Vaswani et al. 2017; Shazeer 2020); NVIDIA Transformer
  ///   Engine, FP8 primer (both layouts of a cast, and its scale); Megatron-Core, token dispatchers.
  init(_ plan: TrainingPlan, _ kernels: KernelTimes) {
    let (model, tp) = (plan.model, Double(plan.tp))
    let stream = 10 * model.width / plan.sequenceCuts
    let rotary = model.family == .gpt ? 0 : 2 * (model.queryWidth + model.keyWidth) / tp
    let inner = (model.isGated ? 3.0 : 2.0) * model.inner
    var bytes = 2 * plan.tokens * (stream * kernels.passes + rotary)
    var cast = plan.tokens * (2 * model.width / plan.sequenceCuts + model.queryWidth / tp)
    if model.hasExperts {
      let own = model.inner / Double(plan.expertTP)
      let moves = model.experts > plan.ep ? 8.0 : 4.0
      bytes += 2 * plan.expertTokens * (3 * own * kernels.passes + moves * model.width)
      bytes += 8 * plan.tokens / tp * Double(model.experts)
      // Rows are padded for 8-bit products, and taken apart after them: a read and a write each.
      if kernels.precision == .fp8 { bytes += 8 * plan.expertTokens * model.width }
      cast +=
        plan.expertTokens * (model.width + own) - plan.tokens * model.width / plan.sequenceCuts
    } else {
      bytes += 2 * plan.tokens * inner / tp * kernels.passes
      cast += plan.tokens * inner / (model.isGated ? 3 : 2) / tp
    }
    cast = kernels.precision == .fp8 ? 6 * cast : 0
    forward = bytes + cast
    backward = 1.8 * bytes + 1.3 * cast
  }
}

extension TrainingPlan {
  /// The pairs of a token and an expert that a rank computes, where all experts get as many.
  var expertTokens: Double {
    tokens * Double(model.expertsPerToken) * Double(expertTP) / Double(tp)
  }
}
