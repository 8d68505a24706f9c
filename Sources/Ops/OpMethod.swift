/// The Swift method of an op on tensors.
public enum OpMethod: Hashable, Sendable {
  /// Generated, by this name; of an input that is not the first one, by its name.
  case generated(String, of: String? = nil)
  /// Written by hand, called so: `x + y`.
  case written(String)
  /// None: nothing computes the op.
  case none
}

extension OpMethod: CustomStringConvertible {
  /// As it is called.
  public var description: String {
    switch self {
    case .generated(let call, _), .written(let call): call
    case .none: "-"
    }
  }
}
