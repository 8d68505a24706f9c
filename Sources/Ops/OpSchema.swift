/// The facts about an op. Its behaviour is Swift: a rule and a kernel, which the schema names.
///
/// Schemas are generated from `ops.yaml` and `fused_ops.yaml` beside this file, by `./Launch/generate`.
public final class OpSchema: Sendable {
  /// The name of the op.
  public let name: String
  /// Other names that it answers to: those that Paddle has for it in other places.
  public let aliases: [String]
  /// One line.
  public let documentation: String
  /// What sort of function it is, which decides what `--verify` expects.
  public let kind: OpKind
  /// In call order.
  public let inputs: [OpArgument]
  /// The outputs, in their order.
  public let outputs: [OpArgument]
  /// In call order.
  public let attributes: [Attribute]
  /// Which inputs hold indices, and into what.
  public let indices: [IndexBound]
  /// The type of its SPMD rule.
  public let rule: String
  /// The rule by which the dtypes of the outputs follow from those of the inputs; nil if nothing computes the op.
  public let dtypes: DTypeRule?
  /// The name of its kernel; nil if nothing computes it.
  public let kernel: String?
  /// What its kernel takes for itself.
  package let scratch: [ScratchFamily]
  /// Why nothing computes it; nil if a kernel does.
  public let uncomputed: String?
  /// Whether it adds integers, which wrap: what stands for nothing in a partial maximum must not pass.
  public let wraps: Bool
  /// How its gradient comes, or why there is none.
  public let gradient: OpGradient
  /// The method on tensors.
  public let method: OpMethod
  /// Words that people look for it by, beside the names that it has in other systems.
  public let knownAs: [String]
  /// How PyTorch's functions call it.
  public let pytorch: [ForeignCall]
  /// How Paddle's functions call it.
  public let paddle: [ForeignCall]
  /// How ONNX's operators, of the default domain, are it: of opset 23, where others differ.
  public let onnx: [ForeignCall]

  private let attributesByName: [String: Attribute]

  @inline(never)
  package init(
    _ name: String, aliases: [String] = [], documentation: String, kind: OpKind,
    inputs: [OpArgument], outputs: [OpArgument] = ["out"], attributes: [Attribute] = [],
    indices: [IndexBound] = [], rule: String, dtypes: DTypeRule? = nil, kernel: String? = nil,
    scratch: [ScratchFamily] = [.conversions], uncomputed: String? = nil, wraps: Bool = false,
    gradient: OpGradient, method: OpMethod, knownAs: [String] = [], pytorch: [ForeignCall] = [],
    paddle: [ForeignCall] = [], onnx: [ForeignCall] = []
  ) {
    self.name = name
    self.aliases = aliases
    self.documentation = documentation
    self.kind = kind
    self.inputs = inputs
    self.outputs = outputs
    self.attributes = attributes
    self.indices = indices
    self.rule = rule
    self.dtypes = dtypes
    self.kernel = kernel
    self.scratch = scratch
    self.uncomputed = uncomputed
    self.wraps = wraps
    self.gradient = gradient
    self.method = method
    self.knownAs = knownAs
    self.pytorch = pytorch
    self.paddle = paddle
    self.onnx = onnx
    var byName: [String: Attribute] = [:]
    for attribute in attributes {
      byName[attribute.name] = attribute
      if let alias = attribute.alias { byName[alias] = attribute }
    }
    attributesByName = byName
  }

  /// The attribute of this name or alias.
  public func attribute(_ name: String) -> Attribute? { attributesByName[name] }

  /// The op's name, then its aliases.
  public var names: [String] { [name] + aliases }
}
