/// Writes errors, and notices that users must not miss, to standard error, one line each.
package enum ErrorLine {
  /// Tells `message`. Where standard error is closed or full, nobody hears it, and the exit code stays.
  package static func tell(_ message: String) { write("error", message) }

  /// Writes a notice; the program goes on.
  package static func notice(_ message: String) { write("notice", message) }

  private static func write(_ kind: String, _ message: String) {
    StandardStream.outliveWrites()
    try? StandardStream.error.write("\(kind): \(message.onOneLine)\n")
  }
}

extension String {
  /// The text with its control characters, ends of lines, and marks that turn the direction of writing
  /// as Swift writes them: `\n`, `\t`, `\u{1b}`. What people typed, and names in files, may hold any.
  package var onOneLine: String {
    guard unicodeScalars.contains(where: \.isDisturbing) else { return self }
    var line = ""
    for scalar in unicodeScalars {
      line += scalar.isDisturbing ? scalar.escaped : String(scalar)
    }
    return line
  }
}

extension Unicode.Scalar {
  fileprivate var isDisturbing: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    case .format: properties.isBidiControl
    default: false
    }
  }

  fileprivate var escaped: String {
    switch self {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: "\\u{\(String(value, radix: 16))}"
    }
  }
}
