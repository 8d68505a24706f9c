import Elements
import Glibc

/// What a program prints, which does not get lost in silence.
package enum StandardOutput {
  /// Prints as `Swift.print` does, at once.
  ///
  /// - Throws: `TesseraError.Kind.environment` if it cannot be written.
  package static func print(_ item: some CustomStringConvertible, terminator: String = "\n")
    throws(TesseraError)
  {
    try checked { () throws(FileError.Problem) in
      try StandardStream.output.write("\(item)\(terminator)")
    }
  }

  /// Makes sure that everything is written that was printed, also by `Swift.print`. A program calls it
  /// last.
  ///
  /// - Throws: `TesseraError.Kind.environment` if it cannot be written.
  package static func finish() throws(TesseraError) {
    try checked { () throws(FileError.Problem) in try StandardStream.output.finish() }
  }

  private static func checked(_ body: () throws(FileError.Problem) -> Void) throws(TesseraError) {
    do throws(FileError.Problem) {
      try body()
    } catch {
      var failure = TesseraError(
        .environment, "standard output: what is printed must be written, it cannot be: \(error)")
      // Who has stopped reading, as `head` does, misses nothing.
      if case .system(_, EPIPE, _) = error { failure.isSilent = true }
      throw failure
    }
  }
}
