import Foundation
import Tessera

extension Data {
  /// Writes the file that an option names.
  ///
  /// - Throws: `TesseraError.Kind.data` where it cannot be written.
  func write(to path: String, for option: String) throws(TesseraError) {
    do {
      try write(to: URL(filePath: path))
    } catch {
      throw TesseraError(
        .data, "\(path): a file that can be written is required for \(option), it cannot")
    }
  }
}
