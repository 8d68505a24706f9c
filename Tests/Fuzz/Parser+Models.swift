import Foundation
import Importing
import Programs
import Tensors

/// Models of other systems' files that are nearly right.
extension Parser {
  static let models = [
    Parser(name: "pt2", in: "train.pt2", as: ".pt2"),
    Parser(name: "onnx", in: "gpt2.onnx", as: ".onnx"),
  ]

  /// A model of the tests, read as a file with that suffix, which tells the kind.
  private init(name: String, in file: String, as suffix: String) {
    self.init(
      name: name,
      corpus: Corpus.files("Tests/ImportingTests/Fixtures", file, atMost: 1 << 18),
      read: { bytes, path in
        let model = try ImportedModel(Self.copy(bytes, path + suffix))
        _ = try Program(parsing: model.program.description)
        for (_, weight) in model.weights where weight.byteCount < 1 << 20 {
          _ = try weight.tensor()
        }
      },
      command: { bytes, path in
        let file = (try? Self.copy(bytes, path + suffix)) ?? path
        return bytes.count.isMultiple(of: 2)
          ? ["import", file] : ["program", "plan", file, "--mesh", "2"]
      })
  }

  private static func copy(_ bytes: [UInt8], _ path: String) throws -> String {
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }
}
