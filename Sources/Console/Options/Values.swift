import ArgumentParser
import Elements

extension ByteCount: ExpressibleByArgument {
  package init?(argument: String) { self.init(parsing: argument) }
}

extension DType {
  /// The dtype that an option is given, by either of its names.
  package init(_ text: String, of option: String) throws(ValidationError) {
    guard let found = DType(name: text) else {
      throw ValidationError(
        "\(option): one of \(Self.allCases.map(\.notation).joined(separator: ", ")) is required, or "
          + "its long name (float32), not '\(text)'")
    }
    self = found
  }
}
