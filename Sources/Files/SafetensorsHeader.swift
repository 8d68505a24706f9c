import Elements

/// What a `.safetensors` file says about its tensors.
///
/// The file is a length of 8 bytes (little-endian), a JSON header of that length, and the data. The
/// data of the tensors cover the rest of the file exactly: no overlap, no hole. Checked as the
/// reference implementation does, with an error that says more.
package struct SafetensorsHeader {
  package struct Entry: Hashable {
    package var name: String
    /// The dtype in the file's own words.
    package var dtype: String
    package var shape: [Int]
    /// Counted from the first byte of the data.
    package var bytes: Range<Int>
  }

  /// In the order of their data.
  package var entries: [Entry]
  package var metadata: [String: String]
  /// Where the data begin in the file.
  package var dataOffset: Int
}

extension SafetensorsHeader {
  /// The reference implementation's limit.
  package static let maximumLength = 100_000_000

  package static func parse(_ file: RawSpan) throws(FileError.Problem) -> SafetensorsHeader {
    let text: [UInt8]
    do {
      text = try headerText(file)
    } catch {
      // What is no header at all may be a file of another format.
      if let format = KnownFormat(prefix: file.prefix(KnownFormat.prefixLength)),
        format != .safetensors
      {
        throw .otherFormat(format, required: .safetensors)
      }
      throw error
    }
    if text.contains(0) || String(validating: text, as: UTF8.self) == nil {
      throw .safetensorsHeaderText
    }
    let json = try SafetensorsJSON(parsing: text)
    let end = 8 + text.count
    let available = file.byteCount - end
    var entries: [Entry] = []
    for (name, tensor) in json.tensors {
      entries.append(try tensor.entry(name: name, available: available))
    }
    entries.sort {
      ($0.bytes.lowerBound, $0.bytes.upperBound, $0.name)
        < ($1.bytes.lowerBound, $1.bytes.upperBound, $1.name)
    }
    try checkCover(entries, available: available)
    return SafetensorsHeader(entries: entries, metadata: json.metadata, dataOffset: end)
  }

  /// The bytes of the header, which begin with a brace.
  private static func headerText(_ file: RawSpan) throws(FileError.Problem) -> [UInt8] {
    let prelude = file.prefix(9)
    if prelude.count < 8 { throw .truncatedHeader(required: 8, found: prelude.count) }
    let given = prelude[..<8].reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    guard let length = Int(exactly: given), length <= maximumLength else {
      throw .headerTooLarge(limit: maximumLength, found: given)
    }
    let end = 8 + length
    if end > file.byteCount { throw .truncatedHeader(required: end, found: file.byteCount) }
    guard length > 0, prelude[8] == UInt8(ascii: "{") else {
      throw .safetensorsHeaderStart(found: length > 0 ? prelude[8] : nil)
    }
    return file.extracting(8..<end).prefix(length)
  }

  /// Every byte of the data must belong to one tensor.
  private static func checkCover(
    _ entries: [Entry], available: Int
  ) throws(FileError.Problem) {
    var covered = 0
    for entry in entries {
      let start = entry.bytes.lowerBound
      if start < covered {
        throw .tensorsOverlap(tensor: entry.name, start: start, previousEnd: covered)
      }
      if start > covered { throw .hole(start: covered, end: start, before: entry.name) }
      covered = entry.bytes.upperBound
    }
    if covered < available { throw .hole(start: covered, end: available, before: nil) }
  }
}

extension SafetensorsJSON.Tensor {
  /// The tensor with its size checked: an offset pair within the file that encloses as many bytes as
  /// dtype and shape take. Of a dtype that is not read the size is not known, hence not checked.
  fileprivate func entry(
    name: String, available: Int
  ) throws(FileError.Problem) -> SafetensorsHeader.Entry {
    if shape.contains(where: { $0 < 0 }) { throw .negativeDim(tensor: name, shape: shape) }
    let (start, end) = offsets
    if start < 0 || end < start { throw .offsetsReversed(tensor: name, start: start, end: end) }
    if end > available {
      throw .offsetsOutsideFile(tensor: name, end: end, available: available)
    }
    let elementByteCount = DType(safetensors: dtype)?.byteCount
    let required = try checkedByteCount(
      tensor: name, shape: shape, elementByteCount: elementByteCount ?? 1)
    if elementByteCount != nil, required != end - start {
      throw .tensorSize(
        tensor: name, dtype: dtype, shape: shape, required: required, found: end - start)
    }
    return .init(name: name, dtype: dtype, shape: shape, bytes: start..<end)
  }
}

extension DType {
  /// The dtype that the format calls `name`; nil for one that a tensor cannot have (`F8_E4M3`).
  package init?(safetensors name: String) {
    switch name {
    case "BOOL": self = .bool
    case "I8": self = .int8
    case "I16": self = .int16
    case "I32": self = .int32
    case "I64": self = .int64
    case "U8": self = .uint8
    case "U16": self = .uint16
    case "U32": self = .uint32
    case "U64": self = .uint64
    case "F16": self = .float16
    case "BF16": self = .bfloat16
    case "F32": self = .float32
    case "F64": self = .float64
    case "C64": self = .complex64
    default: return nil
    }
  }
}
