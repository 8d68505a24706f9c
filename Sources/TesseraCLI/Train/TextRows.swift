import Elements
import Files
import Programs

/// The bytes of a text as the rows of a program's inputs of integers: those of the first one after the other, and of the
/// second the byte behind each of them, which a model of language foretells.
struct TextRows {
  /// By input, in order: its rows.
  let tensors: [(name: String, rows: StoredTensor)]

  /// - Throws: `TesseraError` where the file cannot be read or is shorter than a row, or the program has other inputs.
  init(_ path: String, of program: Program) throws {
    let inputs = program.inputs.map { program.values[$0] }.filter { $0.role == .input }
    guard let first = inputs.first, inputs.count <= 2,
      inputs.allSatisfy({
        $0.shape.count == 2 && $0.shape == first.shape
          && [.signedInteger, .unsignedInteger].contains($0.dtype.kind)
      })
    else {
      let have = inputs.map { "\($0.name) \($0.dtype)\($0.shape)" }.joined(separator: ", ")
      throw TesseraError(
        .usage,
        "--text: a program of one or two inputs of integers is required, rows of bytes and rows of the bytes behind them; "
          + "those of program \(program.name) are \(have)")
    }
    let bytes = try RawFile(path).stored
    let length = first.shape[1]
    let count = (bytes.shape[0] - 1) / max(length, 1)
    guard count > 0 else {
      throw TesseraError(
        .data, "--text \(path): \(length + 1) bytes are required at least, it has \(bytes.shape[0])"
      )
    }
    tensors = inputs.enumerated().map { place, input in
      (
        input.name,
        StoredTensor(
          name: nil, dtype: .uint8, shape: [count, length], mapping: bytes.mapping,
          start: bytes.start + place)
      )
    }
  }
}
