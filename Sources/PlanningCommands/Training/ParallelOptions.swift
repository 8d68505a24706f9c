import ArgumentParser
import CostModel

extension TrainingPlan.Recomputation: ExpressibleByArgument {}
extension TrainingPlan.Precision: ExpressibleByArgument {}
extension SoftwareStack.Kind: ExpressibleByArgument {}
extension SoftwareStack.Attention: ExpressibleByArgument {}

/// How a training step is spread over ranks.
package struct ParallelOptions: ParsableArguments {
  package init() {}

  @Option(help: "Data parallel groups.")
  package var dp = 1

  @Option(help: "Ranks that share a layer's products: tensor parallelism.")
  package var tp = 1

  @Option(help: "Stages of the pipeline.")
  package var pp = 1

  @Option(help: "Parts of a stage that take turns (interleaved 1F1B).")
  package var virtualStages = 1

  @Option(help: "Ranks that share a sequence: context parallelism.")
  package var cp = 1

  @Option(help: "Ranks that share the experts of a layer; of moe.")
  package var ep = 1

  @Option(help: "Ranks that share an expert; of moe.")
  package var expertTP = 1

  @Flag(help: "Cut norms and residuals along the sequence, over the ranks of --tp.")
  package var sequenceParallel = false

  @Option(
    help: ArgumentHelp(
      "What data parallel ranks share: 0 nothing, 1 the optimiser's state, 2 gradients too, 3 weights too.",
      valueName: "stage"))
  package var zero = 0

  @Option(
    help: ArgumentHelp(
      "What the backward pass computes again: none, selective (unfused attention), full (each layer).",
      valueName: "what"))
  package var recompute = TrainingPlan.Recomputation.none

  @Option(help: "Sequences of a micro-batch.")
  package var microbatch = 1

  @Option(help: "Sequences of a step, over all ranks (default: a micro-batch for each of --dp).")
  package var globalBatch: Int?

  @Option(help: "In which numbers the products of layers compute: bf16 or fp8.")
  package var dtype = TrainingPlan.Precision.bf16

  @Option(
    help: ArgumentHelp(
      "Whose kernels compute, megatron or fsdp (default: fsdp with --zero 3, else megatron).",
      valueName: "name"))
  package var framework: SoftwareStack.Kind?

  @Flag(help: "A compiler fuses elementwise kernels (torch.compile); in fp8 it always does.")
  package var compiled = false

  @Option(
    help: ArgumentHelp(
      "How the core of attention is computed, flash or unfused (default: the framework's way on this device).",
      valueName: "way"))
  package var attention: SoftwareStack.Attention?

  /// The plan that is meant, of a model.
  package func plan(of model: TransformerModel) -> TrainingPlan {
    var plan = TrainingPlan(model: model)
    (plan.dp, plan.tp, plan.pp, plan.virtualStages) = (dp, tp, pp, virtualStages)
    (plan.cp, plan.ep, plan.expertTP) = (cp, ep, expertTP)
    (plan.isSequenceParallel, plan.zero, plan.recomputation) = (sequenceParallel, zero, recompute)
    plan.microbatch = microbatch
    plan.globalBatch = globalBatch ?? dp.multipliedReportingOverflow(by: microbatch).partialValue
    (plan.precision, plan.framework, plan.attention) = (dtype, framework, attention)
    plan.isCompiled = compiled
    return plan
  }
}
