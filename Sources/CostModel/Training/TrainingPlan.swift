/// How a training step is spread over ranks, and in which numbers it computes.
package struct TrainingPlan: Hashable, Sendable {
  /// What the backward pass computes again, in place of keeping it.
  package enum Recomputation: String, Hashable, Sendable, CaseIterable {
    case none
    /// The core of attention, where it is not flash attention, which keeps no scores anyway
    /// (Korthikanti et al. 2022, section 5).
    case selective
    /// The whole layer from its input (Chen et al. 2016).
    case full
  }

  /// In which numbers the products of layers compute. All else is bfloat16.
  package enum Precision: String, Hashable, Sendable, CaseIterable {
    case bf16
    case fp8
  }

  package var model: TransformerModel
  /// Groups with whole batches of their own.
  package var dp = 1
  /// Ranks that share a layer's products.
  package var tp = 1
  /// Stages of the pipeline.
  package var pp = 1
  /// Parts of a stage that take turns.
  package var virtualStages = 1
  /// Ranks that share a sequence.
  package var cp = 1
  /// Ranks that share the experts of a layer.
  package var ep = 1
  /// Ranks that share an expert.
  package var expertTP = 1
  /// Whether norms and residuals are cut along the sequence over the ranks of `tp`.
  package var isSequenceParallel = false
  /// What data parallel ranks share: nothing, the optimiser's state, the gradients too, the weights too.
  package var zero = 0
  package var recomputation = Recomputation.none
  /// Sequences of a micro-batch.
  package var microbatch = 1
  /// Sequences of a step.
  package var globalBatch = 1
  package var precision = Precision.bf16
  /// Whose kernels compute.
  package var framework: SoftwareStack.Kind?
  /// Whether a compiler fuses elementwise kernels.
  package var isCompiled = false
  /// How the core of attention is computed; nil for the framework's way.
  package var attention: SoftwareStack.Attention?

  package init(model: TransformerModel) { self.model = model }
}

extension TrainingPlan {
  /// The number of ranks.
  package var ranks: Int { dp * tp * pp * cp }
  /// The micro-batches of a step that pass a rank.
  package var microbatches: Int { globalBatch / (dp * microbatch) }
  /// The framework whose kernels are meant: where nothing is said, PyTorch's for weights that are shared, else
  /// Megatron's, as in the published runs.
  package var stackKind: SoftwareStack.Kind { framework ?? (zero == 3 ? .fsdp : .megatron) }
  /// Tokens of a micro-batch on a rank.
  var tokens: Double { Double(microbatch) * Double(model.sequence) / Double(cp) }
  /// Whether norms and residuals are cut along the sequence: where that is asked for, and always in FSDP, whose
  /// tensor parallelism is that of PyTorch (torchtitan, `parallelize.py`: norms are `SequenceParallel`).
  var cutsSequence: Bool { isSequenceParallel || stackKind == .fsdp }
  /// By how many ranks norms and residuals are cut.
  var sequenceCuts: Double { cutsSequence ? Double(tp) : 1 }

  /// How many layers are on the stage that has most beside what else it has, and whether the embedding and the
  /// logits stand in for one layer each there (as Megatron-Core's split accounts for them).
  var stages: (layers: Double, countsEnds: Bool) {
    let parts = pp * virtualStages
    return model.layers % parts == 0
      ? (Double(model.layers) / Double(pp), false) : (Double(model.layers + 2) / Double(pp), true)
  }

  /// The bubble beside the time of the micro-batches: (p - 1) / (m v).
  ///
  /// - Source: Narayanan et al. 2021, section 2.2.2.
  package var bubble: Double {
    Double(pp - 1) / (Double(microbatches) * Double(virtualStages))
  }
}
