import Elements

/// What is wrong with a mesh, a placement, a notation or a mesh file.
///
/// Each message names the object, the requirement, and the given value.
public enum ShardingError: Error, Hashable, Sendable {
  /// A mesh that cannot be.
  case mesh(String)
  /// Placements that do not fit the mesh, the tensor or the dtype.
  case placement(String)
  /// Text that is not in the notation.
  case notation(String)
  /// A mesh file that is missing, damaged or says something else.
  case file(String)
}

extension ShardingError: CustomStringConvertible {
  /// The message, which is one line.
  public var description: String {
    switch self {
    case .mesh(let text), .placement(let text), .notation(let text), .file(let text): text
    }
  }
}

extension ShardingError: ClassifiedError {
  /// What is written wrongly is a mistake of the call; what does not fit is one of the data.
  public var kind: TesseraError.Kind { if case .notation = self { .usage } else { .data } }
}
