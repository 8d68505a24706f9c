/// Which part of a device's rates the kernels of a training framework reach.
///
/// Two kinds have published runs in number: Megatron-LM with its descendants, whose kernels are fused, and
/// PyTorch's fully sharded data parallelism, which runs op by op unless a compiler fuses.
public struct SoftwareStack: Hashable, Sendable, Codable {
  /// The framework.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// Megatron-LM, Megatron-Core, NeMo.
    case megatron
    /// PyTorch FSDP: llm-foundry, torchtitan.
    case fsdp
  }

  /// How the core of attention is computed.
  public enum Attention: String, Hashable, Sendable, Codable, CaseIterable {
    /// In one kernel that keeps no scores (Dao et al. 2022).
    case flash
    /// As two products with a softmax and a dropout between them, whose scores go to memory.
    case unfused
  }

  /// How the core of attention is computed.
  public var attention: Attention
  /// The part of the bfloat16 peak that large products reach.
  public var product: Double
  /// The part of the 8-bit peak that large products reach; nil where the device has none.
  public var productFP8: Double?
  /// The smallest dim of a product at which it reaches half of that.
  public var halfDim: Double
  /// The same of 8-bit products.
  public var halfDimFP8: Double
  /// The part of the bfloat16 peak that flash attention reaches, forward.
  public var attentionForward: Double
  /// The same, backward.
  public var attentionBackward: Double
  /// The part that flash attention reaches forward in runs op by op, neither compiled nor in 8-bit floats, and four fifths
  /// of it backward; nil where they call the same kernel.
  public var attentionEager: Double?
  /// The part of the memory's bandwidth that kernels reach which only read and write.
  public var memory: Double
  /// How many times as much elementwise kernels read and write in bfloat16 as fused ones do.
  public var passes: Double
  /// The part of the messages of tensor and pipeline parallelism that hides behind kernels, where activations are
  /// cut along the sequence and stages interleave.
  public var overlap: Double
  /// By how much of its own time a message slows kernels that run beside it.
  public var contention: Double
  /// Seconds that the processor takes to launch what a layer with experts does, forward and backward; 0 if nil.
  public var hostExperts: Double?
  /// What each expert of a rank adds to that.
  public var hostExpert: Double?
  /// Where each number comes from, by its name in topology files.
  public var sources: [String: String]

  /// One without numbers, for its reader to fill.
  static var blank: SoftwareStack {
    SoftwareStack(
      attention: .flash, product: 1, productFP8: nil, halfDim: 1, halfDimFP8: 1,
      attentionForward: 1, attentionBackward: 1, memory: 1, passes: 1, overlap: 0, contention: 0,
      sources: [:])
  }

  /// That of a device whose kernels were measured: its rates are what kernels reach, and nothing runs beside them.
  static var measured: SoftwareStack {
    var stack = blank
    stack.attention = .unfused
    return stack
  }

  /// Its numbers, by their names in topology files.
  static var fields: [DeviceField<SoftwareStack>] {
    [
      DeviceField("product", .part, \.product),
      DeviceField("product-fp8", .part, optional: \.productFP8),
      DeviceField("half-dim", .factor, \.halfDim),
      DeviceField("half-dim-fp8", .factor, \.halfDimFP8),
      DeviceField("attention-forward", .part, \.attentionForward),
      DeviceField("attention-backward", .part, \.attentionBackward),
      DeviceField("attention-eager", .part, optional: \.attentionEager),
      DeviceField("memory", .part, \.memory),
      DeviceField("passes", .factor, \.passes),
      DeviceField("overlap", .part, \.overlap),
      DeviceField("contention", .part, \.contention),
      DeviceField("host-experts", .quantity(.time), optional: \.hostExperts),
      DeviceField("host-expert", .quantity(.time), optional: \.hostExpert),
    ]
  }
}
