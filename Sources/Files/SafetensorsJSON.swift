/// The JSON of a `.safetensors` header, not checked further.
///
/// An integer is one of 64 bits. A name or a field that is there twice is an error, also where it is written in two ways.
struct SafetensorsJSON {
  struct Tensor {
    var dtype: String
    var shape: [Int]
    var offsets: (start: Int, end: Int)
  }

  var tensors: [(name: String, tensor: Tensor)] = []
  var metadata: [String: String] = [:]

  /// Throws where the text is no JSON, or says something else than tensors and metadata.
  init(parsing text: [UInt8]) throws(FileError.Problem) {
    var reader = JSONReader(text)
    do throws(FileError.Problem) {
      try read(&reader)
      try reader.requireEnd()
    } catch .json(let position, let required) {
      throw .safetensorsHeaderJSON(reason: Self.reason(position, required))
    }
    if Set(tensors.map(\.name)).count != tensors.count { throw .safetensorsDuplicateKey }
  }

  private static func reason(_ position: Int, _ required: String) -> String {
    "it must have \(required) at byte \(position)"
  }

  private mutating func read(_ reader: inout JSONReader) throws(FileError.Problem) {
    var hasMetadata = false
    try reader.object { (reader, name) throws(FileError.Problem) in
      if name == "__metadata__" {
        if hasMetadata { throw .safetensorsDuplicateKey }
        hasMetadata = true
        if reader.skipNull() { return }
        try reader.object { (reader, key) throws(FileError.Problem) in
          guard metadata.updateValue(try reader.string(), forKey: key) == nil else {
            throw .safetensorsDuplicateKey
          }
        }
      } else {
        tensors.append((name, try Self.tensor(name, &reader)))
      }
    }
  }

  private static func tensor(
    _ name: String, _ reader: inout JSONReader
  ) throws(FileError.Problem) -> Tensor {
    var (dtype, shape, offsets) = (String?.none, [Int]?.none, [Int]?.none)
    var others: Set<String> = []
    var current = ""
    do throws(FileError.Problem) {
      try reader.object { (reader, field) throws(FileError.Problem) in
        current = field
        let isNew: Bool
        switch field {
        case "dtype":
          isNew = dtype == nil
          dtype = try reader.string()
        case "shape":
          isNew = shape == nil
          shape = try reader.integers()
        case "data_offsets":
          isNew = offsets == nil
          offsets = try reader.integers()
        default:
          isNew = others.insert(field).inserted
          try reader.skip()
        }
        if !isNew { throw .safetensorsDuplicateKey }
      }
    } catch .json(let position, let required) where !current.isEmpty {
      throw .safetensorsHeaderJSON(
        reason: "'\(name).\(current)' is wrong: \(reason(position, required))")
    }
    func missing(_ field: String) -> FileError.Problem {
      .safetensorsHeaderJSON(reason: "'\(name)' has no '\(field)'")
    }
    guard let dtype else { throw missing("dtype") }
    guard let shape else { throw missing("shape") }
    guard let offsets else { throw missing("data_offsets") }
    guard offsets.count == 2 else {
      throw .safetensorsHeaderJSON(
        reason:
          "'\(name).data_offsets' is wrong: must be two offsets, but there are \(offsets.count)")
    }
    return Tensor(dtype: dtype, shape: shape, offsets: (offsets[0], offsets[1]))
  }
}
