import Elements

extension SafetensorsHeader {
  /// A tensor that is to be written.
  package struct Draft: Sendable {
    package var name: String
    package var dtype: DType
    package var shape: [Int]

    package init(name: String, dtype: DType, shape: [Int]) {
      (self.name, self.dtype, self.shape) = (name, dtype, shape)
    }

    package var byteCount: Int { shape.reduce(dtype.byteCount, *) }
  }

  /// The bytes before the data, and where in the file the data of each draft begin.
  ///
  /// The data follow each other without holes, as the format wants it: those of the largest elements first, so that each
  /// tensor lies where its elements may. Spaces after the header bring the first to a multiple of 64.
  package static func encoded(
    _ drafts: [Draft], metadata: [String: String] = [:]
  ) -> (bytes: [UInt8], order: [Int], starts: [Int], end: Int) {
    let order = drafts.indices.sorted {
      (-drafts[$0].dtype.byteCount, drafts[$0].name) < (
        -drafts[$1].dtype.byteCount, drafts[$1].name
      )
    }
    var text = "{"
    if !metadata.isEmpty {
      let fields = metadata.sorted { $0.key < $1.key }
        .map { "\($0.key.jsonQuoted):\($0.value.jsonQuoted)" }
      text += "\"__metadata__\":{\(fields.joined(separator: ","))}"
    }
    var starts = [Int](repeating: 0, count: drafts.count)
    var end = 0
    for index in order {
      let draft = drafts[index]
      starts[index] = end
      let next = end + draft.byteCount
      if text.utf8.count > 1 { text += "," }
      text += draft.name.jsonQuoted
      text += ":{\"dtype\":\"\(draft.dtype.safetensors)\",\"shape\":"
      text += "[\(draft.shape.map(String.init).joined(separator: ","))]"
      text += ",\"data_offsets\":[\(end),\(next)]}"
      end = next
    }
    text += "}"
    var header = Array(text.utf8)
    let start = (8 + header.count + 63) / 64 * 64
    header += [UInt8](repeating: UInt8(ascii: " "), count: start - 8 - header.count)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    return (length + header, order, starts.map { start + $0 }, start + end)
  }
}

extension DType {
  /// What the format calls it.
  package var safetensors: String {
    switch self {
    case .bool: "BOOL"
    case .int8: "I8"
    case .int16: "I16"
    case .int32: "I32"
    case .int64: "I64"
    case .uint8: "U8"
    case .uint16: "U16"
    case .uint32: "U32"
    case .uint64: "U64"
    case .float16: "F16"
    case .bfloat16: "BF16"
    case .float32: "F32"
    case .float64: "F64"
    case .complex64: "C64"
    }
  }
}

extension String {
  /// The text as JSON writes it, with its quotes.
  package var jsonQuoted: String {
    var result = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
