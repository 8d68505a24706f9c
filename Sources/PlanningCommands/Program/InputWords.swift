import Elements
import Files
import Programs

/// What `--input` says of a program's inputs: `x=FILE.npy`, or `FILE.npy` alone for the next one in their order.
package struct InputWords {
  /// By the name of an input: what stands behind its `=`.
  package private(set) var words: [String: String] = [:]

  /// - Throws: `TesseraError.Kind.usage` where a word names no input, or one is given twice.
  package init(_ given: [String], of program: Program) throws(TesseraError) {
    let values = program.inputs.map { program.values[$0] }
    var unnamed = values.filter { $0.role == .input }.map(\.name)[...]
    for word in given {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      let name: String
      if parts.count == 2, values.contains(where: { $0.name == parts[0] }) {
        name = parts[0]
      } else if parts.count == 2, !parts[0].contains("/") {
        let names = values.map(\.name).filter { name in unnamed.contains(name) || values.count < 20
        }
        throw TesseraError(
          .usage,
          "--input \(parts[0]): the inputs of program \(program.name) are \(names.joined(separator: ", "))"
        )
      } else {
        guard TensorFormats.format(of: word) != nil else {
          throw TesseraError(
            .usage, "--input: NAME=FILE is required, as x=x.npy, or a file alone, not '\(word)'")
        }
        unnamed = unnamed.drop { words[$0] != nil }
        guard let next = unnamed.popFirst() else {
          throw TesseraError(
            .usage, "--input \(word): program \(program.name) has no further input")
        }
        words[next] = word
        continue
      }
      guard words.updateValue(parts[1], forKey: name) == nil else {
        throw TesseraError(.usage, "--input \(name): it is given twice")
      }
    }
  }

  /// The shapes of the files, by input; nothing of what is made.
  package func shapes() throws(TesseraError) -> [String: [Int]] {
    var shapes: [String: [Int]] = [:]
    for (name, word) in words {
      guard let format = TensorFormats.format(of: word) else { continue }
      shapes[name] = try translated {
        try format.init(word).stored(format.isNamed ? name : nil).shape
      }
    }
    return shapes
  }
}
