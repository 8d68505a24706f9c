import Elements
import Files
import Foundation

extension Data {
  /// Makes these bytes, which are UTF-8, the file that an option names: when they are all on the disk, or
  /// not at all.
  ///
  /// - Throws: `TesseraError.Kind.data` where it cannot be written.
  package func write(to path: String, for option: String) throws(TesseraError) {
    do throws(FileError) {
      try NewFile.write(String(decoding: self, as: UTF8.self), to: path)
    } catch {
      throw TesseraError(
        .data,
        "\(path): a file that can be written is required for \(option), it cannot be: "
          + "\(error.problem)")
    }
  }
}
