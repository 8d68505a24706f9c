/// How parameters follow their gradients: what that keeps, reads and writes.
public enum OptimiserKind: String, Hashable, Sendable, Codable, CaseIterable {
  /// Along the gradient; nothing is kept.
  case sgd
  /// A mean of gradients is kept.
  case momentum
  /// Means of gradients and of their squares are kept.
  case adam
  /// As `adam`, with decay beside the gradient.
  case adamw
  /// As `adamw`, as long as the parameter is in proportion: two norms of each parameter are taken.
  case lamb

  /// How many tensors as large as the parameter it keeps.
  public var states: Int {
    switch self {
    case .sgd: 0
    case .momentum: 1
    case .adam, .adamw, .lamb: 2
    }
  }

  /// How often a step reads or writes a tensor as large as the parameter: parameter, gradient and states are read,
  /// parameter and states written. Lamb's step is a tensor of its own, which the norm and the parameter read.
  var passes: Int { 3 + 2 * states + (self == .lamb ? 4 : 0) }

  /// How often a step takes the norm of a parameter, or of what is as large.
  var norms: Int { self == .lamb ? 2 : 0 }
}

/// How a program is run in a step.
public struct StepSetup: Hashable, Sendable {
  /// The parameters that are trained, in the order of the gradients among the results behind the loss; empty where
  /// nothing is.
  public var trained: [String] = []
  /// How they follow their gradients.
  public var optimiser = OptimiserKind.sgd
  /// How many micro-batches a step has, each one run of the program.
  public var microbatches = 1
  /// Whether kernels run beside messages. Else ranks wait for each reshard where it stands, as Tessera's own do.
  public var overlaps = true

  /// One run of a program that trains nothing.
  public init() {}
}
