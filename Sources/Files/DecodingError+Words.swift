import Foundation

extension DecodingError {
  /// Which field it is about, and what is wrong with it.
  package var words: String {
    switch self {
    case .keyNotFound(let key, let context):
      "\(Self.place(context))the field '\(key.stringValue)' is missing"
    case .typeMismatch(let type, let context):
      "\(Self.place(context))a value of type \(type) is required"
    case .valueNotFound(let type, let context):
      "\(Self.place(context))a value of type \(type) is required, it is null"
    case .dataCorrupted(let context):
      // Foundation says of a number like 6.5 in an integer's field no more than this.
      context.codingPath.isEmpty
        ? "it is not JSON, or a number does not fit its field"
        : "\(Self.place(context))\(context.debugDescription)"
    @unknown default: "\(self)"
    }
  }

  private static func place(_ context: Context) -> String {
    let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }
    return path.isEmpty ? "" : "\(path.joined().drop { $0 == "." }): "
  }
}
