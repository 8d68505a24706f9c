import Elements
import Sharding

/// What is wrong with a topology.
///
/// Each message names the object, the requirement, and the given value.
public enum TopologyError: Error, Hashable, Sendable {
  /// A topology file that is missing, damaged or says something else.
  case file(String)
}

extension TopologyError: CustomStringConvertible {
  /// The message, which is one line.
  public var description: String {
    switch self {
    case .file(let text): text
    }
  }
}

extension TopologyError: ClassifiedError {
  /// A file that says something else is a mistake of the data.
  public var kind: TesseraError.Kind { .data }
}

extension TopologyError {
  /// Gives what `read` gives. The reader of YAML belongs to meshes and says what is wrong as an error of theirs.
  static func telling<Value>(_ read: () throws(ShardingError) -> Value) throws(TopologyError)
    -> Value
  {
    do throws(ShardingError) { return try read() } catch { throw .file(error.description) }
  }
}
