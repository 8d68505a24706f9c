/// The Swift method of an op on tensors.
public enum OpMethod: Hashable, Sendable {
  /// Generated, by this name.
  case generated(String)
  /// Written by hand, called so: `x + y`.
  case written(String)
  /// None: nothing computes the op.
  case none
}

extension OpMethod: CustomStringConvertible {
  /// As it is called.
  public var description: String {
    switch self {
    case .generated(let call), .written(let call): call
    case .none: "-"
    }
  }
}
