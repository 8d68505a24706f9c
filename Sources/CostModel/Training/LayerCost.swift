/// The seconds that a layer takes for a micro-batch on one rank, by kind.
package struct LayerCost: Hashable, Sendable {
  /// One direction of a layer.
  package struct Pass: Hashable, Sendable {
    /// Products of matrices.
    package var products = 0.0
    /// The core of attention.
    package var attention = 0.0
    /// Norms, residuals, activations, casts: what only reads and writes.
    package var elementwise = 0.0
    /// What is computed again.
    package var recomputed = 0.0
    /// Messages of tensor, expert and context parallelism that nothing hides.
    package var messages = 0.0
    /// What gathers of sharded weights and the processor's launches add.
    package var waiting = 0.0

    /// All of it.
    package var seconds: Double {
      products + attention + elementwise + recomputed + messages + waiting
    }
  }

  package var forward: Pass
  package var backward: Pass

  /// Both directions.
  package var seconds: Double { forward.seconds + backward.seconds }

  init(_ plan: TrainingPlan, _ kernels: KernelTimes, _ network: TrainingNetwork) {
    let core = AttentionCost(plan, kernels)
    let products = Self.products(plan, kernels)
    let elementwise = ElementwiseBytes(plan, kernels)
    let launches = plan.model.hasExperts ? 24.0 : 12.0
    let overhead = launches / 2 * kernels.device.kernelOverhead
    forward = Pass(
      products: products, attention: core.forward,
      elementwise: kernels.pass(elementwise.forward) + overhead)
    // Each product of the forward pass has two backward: for its input and for its weights.
    backward = Pass(
      products: 2 * products, attention: core.backward,
      elementwise: kernels.pass(elementwise.backward) + 1.5 * overhead)
    addMessages(plan, network)
    switch plan.recomputation {
    case .none: break
    case .selective: backward.recomputed = core.recomputed
    case .full:
      backward.recomputed = forward.seconds - forward.messages
      backward.messages += forward.messages
    }
    addGathers(plan, kernels, network)
    let host = Self.host(plan, kernels.stack)
    forward.waiting += max(
      0, max(launches * kernels.device.launch, host / 3) - forward.seconds)
    backward.waiting += max(0, host * 2 / 3 - backward.seconds)
  }

  /// What the processor takes to launch what a layer with experts does: kernels wait for it where there are few tokens.
  private static func host(_ plan: TrainingPlan, _ stack: SoftwareStack) -> Double {
    guard plan.model.hasExperts else { return 0 }
    let experts = Double(plan.model.experts) / Double(plan.ep)
    return (stack.hostExperts ?? 0) + (stack.hostExpert ?? 0) * experts
  }

  /// The products of a layer forward.
  private static func products(_ plan: TrainingPlan, _ kernels: KernelTimes) -> Double {
    let (model, tp, rows) = (plan.model, Double(plan.tp), plan.tokens)
    let attention =
      kernels.product(rows, (model.queryWidth + 2 * model.keyWidth) / tp, model.width)
      + kernels.product(rows, model.width, model.queryWidth / tp)
    // Gate and first product are one.
    let first = model.isGated ? 2.0 : 1.0
    guard model.hasExperts else {
      return attention + kernels.product(rows, first * model.inner / tp, model.width)
        + kernels.product(rows, model.width, model.inner / tp)
    }
    let experts = Double(model.experts) / Double(plan.ep)
    let each = max(1, plan.expertTokens / experts)
    let inner = model.inner / Double(plan.expertTP)
    return attention + kernels.product(each, first * inner, model.width, count: experts)
      + kernels.product(each, model.width, inner, count: experts)
  }

  /// All-reduces of tensor parallelism, two in each direction, or reduce-scatters and all-gathers of as many
  /// bytes; the exchanges of tokens with experts, two in each direction; keys and values of other parts of the
  /// sequence.
  ///
  /// - Source: Shoeybi et al. 2019, section 3; Korthikanti et al. 2022, section 4.2.2; Lepikhin et al. 2020
  ///   (experts); Liu, Zaharia and Abbeel 2023 (the ring of keys and values).
  private mutating func addMessages(_ plan: TrainingPlan, _ network: TrainingNetwork) {
    let stream = plan.tokens * plan.model.width * 2
    let hidden = plan.cutsSequence && plan.tp > 1 ? network.overlap(plan) : 0
    let sums =
      2 * network.allReduce(stream, RankGroup(count: plan.tp, stride: 1)) * (1 - hidden)
    var exchanges = 0.0
    if plan.model.hasExperts {
      let group = RankGroup(count: plan.ep, stride: plan.expertTP)
      exchanges =
        2
        * network.exchange(
          stream / Double(plan.tp) * Double(plan.expertTP),
          copies: Double(plan.model.expertsPerToken), group)
    }
    let cut = RankGroup(count: plan.cp, stride: plan.tp)
    let keys = 4 * plan.tokens * plan.model.keyWidth / Double(plan.tp) * Double(plan.cp)
    let ring = network.gather(keys, cut)
    forward.messages = sums + exchanges + max(0, ring - forward.attention)
    backward.messages = sums + exchanges + max(0, 2 * ring - backward.attention)
  }

  /// Weights that all data parallel ranks share are gathered for each direction, and their gradients scattered,
  /// beside the layer before: what is longer counts, and kernels beside messages are slower.
  ///
  /// - Source: Rajbhandari et al. 2020 (ZeRO, stage 3); Zhao et al. 2023 (FSDP, section 3.3).
  private mutating func addGathers(
    _ plan: TrainingPlan, _ kernels: KernelTimes, _ network: TrainingNetwork
  ) {
    guard plan.zero == 3 else { return }
    var (gather, scatter) = (0.0, 0.0)
    for share in plan.shares {
      gather += network.gather(2 * share.inLayer, share.replicas)
      scatter += network.gather(2 * share.inLayer, share.replicas, .reduceScatter)
    }
    func wait(_ pass: Pass, _ messages: Double) -> Double {
      let seconds = pass.seconds
      return max(seconds + kernels.stack.contention * messages, messages) - seconds
    }
    forward.waiting += wait(forward, gather)
    backward.waiting += wait(backward, gather + scatter)
  }
}

extension TrainingNetwork {
  /// The part of messages that the framework hides.
  func overlap(_ plan: TrainingPlan) -> Double {
    topology.device?.stacks[plan.stackKind]?.overlap ?? 0
  }
}
