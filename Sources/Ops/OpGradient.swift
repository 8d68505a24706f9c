/// How the gradient of an op comes, or why there is none.
public enum OpGradient: Hashable, Sendable {
  /// By a formula of ops.
  case formula
  /// The op is written out as other ops, which are differentiated.
  case writtenOut
  /// It is zero, as in PyTorch; why.
  case zero(String)
  /// There is none; why.
  case missing(String)
}

extension OpGradient: CustomStringConvertible {
  /// As the schema's YAML has it.
  public var description: String {
    switch self {
    case .formula: "formula"
    case .writtenOut: "written out"
    case .zero(let reason): "zero: \(reason)"
    case .missing(let reason): "none: \(reason)"
    }
  }
}
