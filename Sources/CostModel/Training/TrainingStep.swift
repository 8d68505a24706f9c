import Foundation

/// What a training step takes, and where the time goes.
///
/// A stage computes its micro-batches one after the other, waits for the first and the last of them in the bubble, sums
/// gradients, and takes the step of the optimiser.
///
/// - Source: Narayanan et al. 2021 (stages that take turns); Rajbhandari et al. 2020 (what ranks share).
package struct TrainingStep: Hashable, Sendable {
  package let plan: TrainingPlan
  package let topology: Topology
  /// How the core of attention is computed.
  package let attention: SoftwareStack.Attention
  /// One layer and one micro-batch.
  package let layer: LayerCost
  /// The layers of the stage that has most.
  package let layers: Double
  /// The logits, the loss and the embedding of a micro-batch, forward and backward.
  package let head: Double
  /// The micro-batches on the slowest stage.
  package let computing: Double
  /// Messages between stages.
  package let betweenStages: Double
  /// The seconds in which a rank waits for the pipeline to fill and to drain.
  package let bubble: Double
  /// Sums of gradients, and gathers of weights, that nothing hides.
  package let sharing: Double
  /// The optimiser's step.
  package let optimiser: Double
  /// In which ranks wait for the slowest of them.
  package let stragglers: Double
  /// What a rank holds.
  package let memory: TrainingMemory

  /// - Throws: `TrainingError` if the plan cannot be, or the topology does not say what a rank computes with.
  package init(_ plan: TrainingPlan, on topology: Topology) throws(TrainingError) {
    try plan.check()
    let (device, stack) = try topology.device(for: plan)
    let kernels = KernelTimes(
      device: device, stack: stack, precision: plan.precision, isCompiled: plan.isCompiled)
    let network = TrainingNetwork(topology: topology)
    self.plan = plan
    self.topology = topology
    attention = plan.attention ?? stack.attention
    layer = LayerCost(plan, kernels, network)
    head = Self.head(plan, kernels, network)
    let (most, countsEnds) = plan.stages
    let inner = most * layer.seconds
    let last = (countsEnds ? most - 1 : most) * layer.seconds + head
    layers = inner > last && countsEnds ? most : countsEnds ? most - 1 : most
    let slowest = plan.pp > 1 ? max(inner, last) : last
    computing = Double(plan.microbatches) * slowest
    let mean = (Double(plan.model.layers) * layer.seconds + head) / Double(plan.pp)
    bubble = Double(plan.pp - 1) / Double(plan.virtualStages) * mean
    betweenStages = Double(plan.microbatches) * Self.between(plan, network, stack)
    let stage = most * layer.seconds
    sharing = plan.shares.reduce(0) { $0 + Self.sharing(plan, network, $1, stage: stage) }
    // The master copy and two moments are read and written, the gradient is read, the weight written.
    let updated = plan.shares.reduce(0) { $0 + $1.inStage / (plan.zero == 0 ? 1 : $1.cuts) }
    optimiser = kernels.pass(30 * updated)
    let alone = computing + betweenStages + bubble + sharing + optimiser
    stragglers = alone * Self.spread(plan, device)
    memory = TrainingMemory(plan, attention: plan.attention ?? stack.attention)
  }

  /// By which part the slowest rank is later than one of a host is: the longest of so many times that differ a little
  /// grows with the logarithm of their number.
  ///
  /// - Source: fitted to published steps of 8 to 2,304 ranks that have as much to do each (NVIDIA dgxc-benchmarking).
  private static func spread(_ plan: TrainingPlan, _ device: Device) -> Double {
    plan.ranks > 8 ? (device.spread ?? 0) * log(Double(plan.ranks) / 8) : 0
  }

  /// The product of the logits, forward and twice backward; the loss, which reads and writes logits, in fused
  /// kernels 8 bytes each, else in passes of 32-bit floats; the embedding's rows.
  private static func head(
    _ plan: TrainingPlan, _ kernels: KernelTimes, _ network: TrainingNetwork
  ) -> Double {
    let (model, tp) = (plan.model, Double(plan.tp))
    let columns = Double(model.vocabulary) / tp
    let loss = plan.tokens * columns * (kernels.passes > 1 ? 28 : 8)
    let embedding = plan.pp == 1 ? 8 * plan.tokens * model.width : 0
    return 3 * kernels.product(plan.tokens, columns, model.width, isLow: false)
      + kernels.pass(loss + embedding)
      + network.gather(8 * plan.tokens, RankGroup(count: plan.tp, stride: 1))
  }

  /// The messages of a micro-batch with the next stage and the one before, each part of a stage: a rank sends
  /// its share of the stream, which the ranks of the next stage gather where the sequence is not cut.
  ///
  /// - Source: Narayanan et al. 2021, sections 2.2.2 and 4.1 (scatter and gather).
  private static func between(
    _ plan: TrainingPlan, _ network: TrainingNetwork, _ stack: SoftwareStack
  ) -> Double {
    guard plan.pp > 1 else { return 0 }
    let bytes = plan.tokens * plan.model.width * 2
    let distance = plan.dp * plan.cp * plan.tp
    var seconds = network.message(bytes / Double(plan.tp), distance: distance)
    if !plan.cutsSequence {
      seconds += network.gather(bytes, RankGroup(count: plan.tp, stride: 1))
    }
    let hidden = plan.virtualStages > 1 ? stack.overlap : 0
    return 2 * Double(plan.virtualStages) * seconds * (1 - hidden)
  }

  /// Gradients are summed after the last micro-batch without shared state. With it, their reduce-scatter runs
  /// beside the last backward pass, and the gather of weights beside the first forward pass; a twentieth has nothing
  /// to hide behind. Shared weights are gathered layer by layer: the first and the last one wait.
  private static func sharing(
    _ plan: TrainingPlan, _ network: TrainingNetwork, _ share: ParameterShare, stage: Double
  ) -> Double {
    let (group, parameters) = (share.replicas, share.inStage)
    guard group.count > 1 else { return 0 }
    switch plan.zero {
    case 0: return network.allReduce(2 * parameters, group)
    case 3: return 2 * network.gather(2 * share.inLayer, group)
    default:
      let scatter = network.gather(2 * parameters, group, .reduceScatter)
      let gather = network.gather(2 * parameters, group)
      let beside = stage / Double(plan.virtualStages)
      return max(0, scatter - beside * 2 / 3) + max(0, gather - beside / 3)
        + 0.05 * (scatter + gather)
    }
  }
}

extension TrainingStep {
  /// The step.
  package var seconds: Double {
    computing + betweenStages + bubble + sharing + optimiser + stragglers
  }

  /// Tokens of a step, each second.
  package var tokensPerSecond: Double {
    Double(plan.globalBatch) * Double(plan.model.sequence) / seconds
  }

  /// The operations of the model, beside the peak of all ranks in bfloat16.
  package var utilisation: Double {
    plan.model.operationsPerToken * tokensPerSecond
      / (Double(plan.ranks) * (topology.device?.peak ?? 1))
  }

  /// Messages that no kernel hides, on the slowest stage.
  package var exposedMessages: Double {
    let inLayers = layer.forward.messages + layer.backward.messages
    let waits = plan.zero == 3 ? layer.forward.waiting + layer.backward.waiting : 0
    return Double(plan.microbatches) * layers * (inLayers + waits) + betweenStages + sharing
  }
}

extension Topology {
  /// The device, and the stack whose kernels `plan` means.
  fileprivate func device(for plan: TrainingPlan) throws(TrainingError) -> (Device, SoftwareStack) {
    guard let device else {
      throw TrainingError(
        "--topology: a topology with the key 'device' is required, '\(name)' has none")
    }
    guard let stack = device.stacks[plan.stackKind] else {
      throw TrainingError(
        "--framework: a framework of the topology's device is required, '\(name)' has no "
          + "'\(plan.stackKind.rawValue)'")
    }
    guard plan.precision == .bf16 || device.peakFP8 != nil else {
      throw TrainingError("--dtype: bf16 is required, the device of '\(name)' has no 8-bit floats")
    }
    if let most = levels[levels.count - 1].ranks, plan.ranks > most {
      throw TrainingError(
        "--topology: a topology of at least \(plan.ranks) ranks is required, '\(name)' has \(most)")
    }
    return (device, stack)
  }
}
