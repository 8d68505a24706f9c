/// The bytes that a rank holds at the most in a training step.
package struct TrainingMemory: Hashable, Sendable {
  /// In bfloat16, 2 bytes each, and with shared weights two gathered layers.
  package var weights: Double
  /// 4 bytes each in Megatron, which adds micro-batches up in 32 bits; 2 in FSDP.
  package var gradients: Double
  /// A master copy and two moments of Adam in 32 bits: 12 bytes a parameter.
  package var optimiser: Double
  /// What the forward pass keeps for the backward one, and the logits.
  package var activations: Double

  /// All of it.
  package var total: Double { weights + gradients + optimiser + activations }

  /// - Source: Rajbhandari et al. 2020, section 3.1 (16 bytes a parameter, and what each stage shares);
  ///   Korthikanti et al. 2022, section 4 (activations).
  package init(_ plan: TrainingPlan, attention: SoftwareStack.Attention) {
    (weights, gradients, optimiser) = (0, 0, 0)
    let bytes = plan.stackKind == .megatron ? 4.0 : 2.0
    for share in plan.shares {
      weights += 2 * share.inStage / (plan.zero == 3 ? share.cuts : 1)
      if plan.zero == 3, share.cuts > 1 { weights += 4 * share.inLayer }
      gradients += bytes * share.inStage / (plan.zero >= 2 ? share.cuts : 1)
      optimiser += 12 * share.inStage / (plan.zero >= 1 ? share.cuts : 1)
    }
    let layer = Self.layer(plan, attention: attention)
    // Of a layer that is computed again all is there once, while its backward pass runs.
    var whole = plan
    whole.recomputation = .none
    let again = plan.recomputation == .none ? 0 : Self.layer(whole, attention: attention) - layer
    activations = layer * Self.layersInFlight(plan) + again
    let logits = 6 * plan.tokens * Double(plan.model.vocabulary) / Double(plan.tp)
    let last = Double(plan.model.layers) / Double(plan.pp) * layer + again + logits
    activations = plan.pp == 1 ? activations + logits : max(activations, last)
  }

  /// How many layers' activations the first stage holds: those of as many micro-batches as there are stages,
  /// and where parts of a stage take turns 1 + (p - 1) / (p v) times as many.
  ///
  /// - Source: Korthikanti et al. 2022, section 4.2.3.
  package static func layersInFlight(_ plan: TrainingPlan) -> Double {
    let (layers, pp, v) = (Double(plan.model.layers), Double(plan.pp), Double(plan.virtualStages))
    let most = plan.virtualStages == 1 ? layers : layers * (1 + (pp - 1) / (pp * v))
    return min(most, layers / pp * Double(plan.microbatches))
  }

  /// The bytes that a layer keeps of a micro-batch.
  ///
  /// Of a GPT with an MLP of four times the width, s b h (10 + 24 / t) with tensor parallelism, all of it
  /// divided by t where the sequence is cut too, 2 s b h where the layer is computed again, and 5 a s² b / t for the
  /// scores of attention that is not fused. Flash attention keeps two 32-bit numbers for each row of scores
  /// instead. 10 are the inputs of norms and products and the masks of dropouts; 24 what the ranks cut:
  /// queries, keys and values, attention's result, and the inputs of the activation and of the last product.
  ///
  /// - Source: Korthikanti et al. 2022, table 2.
  package static func layer(_ plan: TrainingPlan, attention: SoftwareStack.Attention) -> Double {
    let (model, tp, tokens) = (plan.model, Double(plan.tp), plan.tokens)
    if plan.recomputation == .full { return 2 * tokens * model.width / plan.sequenceCuts }
    // Without dropout there are no masks.
    // In 8-bit products their inputs are kept in 8 bits: two of the stream, one of the MLP.
    let saved = plan.precision == .fp8 ? 1.0 : 0
    let stream =
      ((model.family == .gpt ? 10 : 8) - 2 * saved) * model.width / plan.sequenceCuts
    var cut = 4 * model.queryWidth + 4 * model.keyWidth
    let inner = ((model.isGated ? 6.0 : 4.0) - saved) * model.inner
    if model.hasExperts {
      cut += plan.expertTokens / tokens * tp * (inner / Double(plan.expertTP) + 4 * model.width)
    } else {
      cut += inner
    }
    let heads = Double(model.heads) / tp
    let scores =
      switch attention {
      case .flash: 8 * tokens * heads
      case .unfused:
        plan.recomputation == .selective ? 0 : 5 * tokens * Double(model.sequence) * heads
      }
    return tokens * (stream + cut / tp) + scores
  }
}
