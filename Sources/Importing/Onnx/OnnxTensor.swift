import Elements
import Files

/// A tensor of the file: of an initializer, or of a constant.
struct OnnxTensor {
  /// Where its numbers are.
  enum Storage {
    /// In the model's file, as they lie in memory.
    case here(MappedFile, Range<Int>)
    /// In another file of the model's folder, by its name there.
    case beside(String, offset: Int, length: Int?)
    /// Written out in the model's file, as packed integers of varying counts of bytes.
    case varints(MappedFile, Range<Int>)
    case numbers([Int])
    case doubles([Double])
  }

  private(set) var name = ""
  let dtype: DType
  let shape: [Int]
  let storage: Storage

  init(_ given: ProtobufMessage) throws(FileError.Problem) {
    var message = given
    var (shape, code, location) = ([Int](), 0, 0)
    var raw: Range<Int>?
    var packed: [Int: Range<Int>] = [:]
    var (ints, floats, entries) = ([Int](), [Double](), [String: String]())
    while let field = try message.next() {
      switch field.number {
      case 1: shape += try message.ints(field)
      case 2: code = try message.int(field)
      case 3: throw .onnx(reason: "\(message.kind): it is a segment of a tensor, which is not read")
      case 4, 10:
        // float_data and double_data: packed they lie as raw bytes do.
        if case .bytes(let range) = field.payload, packed[field.number] == nil, floats.isEmpty {
          packed[field.number] = range
        } else {
          floats += try message.floats(field)
        }
      case 5, 7, 11:
        if case .bytes(let range) = field.payload, packed[0] == nil, ints.isEmpty {
          packed[0] = range
        } else {
          ints += try message.ints(field)
        }
      case 8: name = try message.text(field)
      case 9: raw = try message.bytes(field)
      case 13:
        let (key, value) = try OnnxEntry.pair(try message.message(field, message.kind))
        entries[key] = value
      case 14: location = try message.int(field)
      default: break
      }
    }
    let named = name.isEmpty ? message.kind : "tensor '\(name)'"
    guard let dtype = DType(onnx: code) else {
      throw .unsupportedDType(
        tensor: name, name: DType.onnxName(code), reason: "no tensor here has it")
    }
    guard shape.allSatisfy({ $0 >= 0 }) else { throw .negativeDim(tensor: name, shape: shape) }
    let size = try checkedByteCount(tensor: name, shape: shape, elementByteCount: dtype.byteCount)
    let count = size / dtype.byteCount
    func require(_ found: Int, _ required: Int, _ what: String) throws(FileError.Problem) {
      guard found == required else {
        throw .onnx(reason: "\(named): \(required) \(what) are required, it has \(found)")
      }
    }
    (self.dtype, self.shape) = (dtype, shape)
    if location == 1 {
      storage = try Self.external(entries, named, size)
    } else if let bytes = raw ?? packed[dtype == .float64 ? 10 : 4], floats.isEmpty {
      try require(bytes.count, size, "bytes")
      storage = .here(message.file, bytes)
    } else if !floats.isEmpty {
      try require(floats.count, dtype == .complex64 ? 2 * count : count, "numbers")
      storage = .doubles(floats)
    } else if let bytes = packed[0], ints.isEmpty {
      try require(message.varintCount(bytes), count, "numbers")
      storage = .varints(message.file, bytes)
    } else {
      try require(ints.count, count, "numbers")
      storage = .numbers(ints)
    }
  }

  private static func external(_ entries: [String: String], _ named: String, _ size: Int)
    throws(FileError.Problem) -> Storage
  {
    guard let location = entries["location"], !location.isEmpty else {
      throw .onnx(reason: "\(named): the file of its numbers is not named")
    }
    let parts = location.split(separator: "/", omittingEmptySubsequences: false)
    guard !location.hasPrefix("/"), !parts.contains(".."), !location.contains("\0") else {
      throw .onnx(
        reason: "\(named): its numbers must lie within the model's folder, not in '\(location)'")
    }
    func number(_ key: String) throws(FileError.Problem) -> Int? {
      guard let word = entries[key] else { return nil }
      guard let number = Int(word), number >= 0 else {
        throw .onnx(
          reason: "\(named): its \(key) must be a number that is not negative, not '\(word)'")
      }
      return number
    }
    let length = try number("length")
    guard length == nil || length == size else {
      throw .onnx(reason: "\(named): \(size) bytes are required, its length is \(length ?? 0)")
    }
    return .beside(location, offset: try number("offset") ?? 0, length: length)
  }

  /// The tensor under the name by which nodes know it.
  func named(_ name: String) -> OnnxTensor {
    var tensor = self
    tensor.name = name
    return tensor
  }

  var count: Int { shape.reduce(1, *) }

  /// Where its numbers begin, in words that no other numbers of the file have; of numbers that are held here no words.
  var place: String {
    switch storage {
    case .here(_, let bytes), .varints(_, let bytes): "byte \(bytes.lowerBound)"
    case .beside(let location, let offset, _): "byte \(offset) of \(location)"
    case .numbers, .doubles: ""
    }
  }

  /// Whether its numbers are of no use as they lie in the file.
  var isWrittenOut: Bool {
    switch storage {
    case .here, .beside: false
    case .varints, .numbers, .doubles: true
    }
  }
}
