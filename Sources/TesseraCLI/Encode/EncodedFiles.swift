import Elements
import Tensors
import Tessera

/// The result and the activations that an encoder's run writes, each whole, into files.
final class EncodedFiles {
  /// The name of the result among the activations.
  static let result = "output"

  /// What goes where.
  let files: [(name: String, path: String)]
  /// The parts of each activation that have come, by micro-batch; on the rank that writes.
  private var parts: [String: [Int: DenseTensor]] = [:]

  /// The files that the words of `--output` name.
  ///
  /// - Throws: `TesseraError.Kind.usage` if a file is named twice.
  init(_ words: [String]) throws(TesseraError) {
    files = try NamedFile.all(words).map { ($0.name ?? Self.result, $0.path) }
  }

  /// Whether the result itself is written.
  var haveResult: Bool { files.contains { $0.name == Self.result } }

  /// The activations that are written, each once.
  var activations: [String] { Set(files.map(\.name)).subtracting([Self.result]).sorted() }

  /// Has the next run of a pipeline bring the activations to `rank`. All ranks of the job call it together.
  func collect(from pipeline: Pipeline, microbatches: Int, on rank: Int) throws(TesseraError) {
    for name in activations {
      for part in 0..<microbatches {
        try pipeline.collect(name, microbatch: part, on: rank) {
          self.parts[name, default: [:]][part] = $0
        }
      }
    }
  }

  /// Writes what this process has in full.
  ///
  /// - Throws: `FileError` if a file cannot be written.
  func write(result: DenseTensor?) throws {
    for file in files {
      if let whole = file.name == Self.result ? result : whole(file.name) {
        try NpyFile.write(whole, to: file.path)
      }
    }
  }

  /// An activation of the whole batch; nil on ranks that do not write.
  private func whole(_ name: String) -> DenseTensor? {
    guard let parts = parts[name]?.sorted(by: { $0.key < $1.key }).map(\.value) else { return nil }
    return parts.count == 1 ? parts[0] : .concatenated(parts, dim: 0)
  }
}
