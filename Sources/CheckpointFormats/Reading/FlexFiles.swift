import Elements
import Files
import Sharding

/// The files of ranks in a checkpoint of PaddlePaddle, each opened when a piece in it is looked for.
struct FlexFiles {
  /// Where a piece lies, as its file says.
  private struct Piece {
    let shape: [Int]
    /// The type of its elements, in NumPy's letters without the byte order, or a dtype of ours.
    let type: String
    let bytes: Range<Int>
    let isColumnMajor: Bool
  }

  let folder: String
  private(set) var files: [CheckpointContents.File] = []
  private var opened: [String: (number: Int, pieces: [String: Piece])] = [:]

  init(folder: String) { self.folder = folder }

  /// Where the elements of a piece lie.
  mutating func box(
    _ box: Box, in name: String, of tensor: String, _ dtype: DType
  ) throws(TesseraError) -> CheckpointBox {
    if opened[name] == nil {
      do throws(FileError) { try open(name) } catch { throw TesseraError(error) }
    }
    // It has just been opened.
    let (number, pieces) = opened[name]!
    return try naming("\(folder)/\(name)") { () throws(FileError.Problem) in
      func required(_ words: String) -> FileError.Problem {
        .checkpoint(required: "tensor '\(tensor)', piece at \(box.offsets): \(words)")
      }
      guard let piece = pieces[tensor] else { throw required("it must be in this file") }
      guard piece.shape == box.sizes else {
        throw required("its shape must be \(box.sizes), it is \(piece.shape)")
      }
      guard piece.type == Self.letters[dtype] || piece.type == dtype.rawValue else {
        throw required("its elements must be \(dtype.rawValue), they are '\(piece.type)'")
      }
      let count = try checkedByteCount(
        tensor: tensor, shape: box.sizes, elementByteCount: dtype.byteCount)
      guard piece.bytes.count == count else {
        throw required("it must have \(count) bytes, it has \(piece.bytes.count)")
      }
      let isDense = !piece.isColumnMajor || box.sizes.count < 2
      return CheckpointBox(
        box: box, file: number, start: piece.bytes.lowerBound,
        strides: isDense ? nil : StoredTensor.denseStrides(box.sizes, isColumnMajor: true))
    }
  }

  private mutating func open(_ name: String) throws(FileError) {
    let path = "\(folder)/\(name)"
    var pieces: [String: Piece] = [:]
    let byteCount: Int
    if name.hasSuffix(".safetensors") {
      let file = try SafetensorsFile(path)
      for tensor in file.names {
        let extent = try file.extent(tensor)
        let count = extent.shape.reduce(extent.dtype.byteCount, *)
        pieces[tensor] = Piece(
          shape: extent.shape, type: extent.dtype.rawValue,
          bytes: extent.start..<extent.start + count, isColumnMajor: false)
      }
      byteCount = file.mapping.byteCount
    } else {
      let file = try MappedFile(path)
      pieces = try FileError.naming(path) { () throws(FileError.Problem) in
        try Self.arrays(PickleReader.read(ByteScanner(file), permitting: FlexCheckpoint.permits))
      }
      byteCount = file.byteCount
    }
    opened[name] = (files.count, pieces)
    files.append(.init(name: name, path: path, byteCount: byteCount))
  }

  /// The arrays of a dictionary, by name; what is no array is passed.
  private static func arrays(_ pickle: Pickle) throws(FileError.Problem) -> [String: Piece] {
    guard let entries = pickle.entries(pickle.root) else {
      throw .checkpoint(required: "a dictionary of names and arrays is required")
    }
    var pieces: [String: Piece] = [:]
    for (key, value) in entries {
      guard let name = pickle.string(key), pickle.className(value) == "_reconstruct" else {
        continue
      }
      guard case .object(_, _, let state?) = pickle[value], let fields = pickle.elements(state),
        fields.count == 5, let shape = pickle.integers(fields[1]), shape.allSatisfy({ $0 >= 0 }),
        let type = type(fields[2], pickle), case .bool(let isColumnMajor) = pickle[fields[3]],
        case .bytes(let bytes) = pickle[fields[4]]
      else {
        throw .checkpoint(
          required:
            "array '\(name)': a shape, a little-endian type of numbers and bytes are required"
        )
      }
      pieces[name] = Piece(shape: shape, type: type, bytes: bytes, isColumnMajor: isColumnMajor)
    }
    return pieces
  }

  /// The letters of a `numpy.dtype`; nil where its bytes are not little-endian.
  private static func type(_ id: Pickle.ID, _ pickle: Pickle) -> String? {
    guard case .object(let callee, let arguments, let state?) = pickle[id],
      case .global("numpy", "dtype") = pickle[callee],
      let letters = arguments.first.flatMap(pickle.string),
      let order = pickle.elements(state).flatMap({ $0.dropFirst().first }).flatMap(pickle.string)
    else { return nil }
    return order == "<" || order == "|" ? letters : nil
  }

  /// What NumPy calls the elements of each dtype; bfloat16, which it has not, goes as its bits.
  private static let letters: [DType: String] = [
    .bool: "b1", .int8: "i1", .int16: "i2", .int32: "i4", .int64: "i8", .uint8: "u1",
    .uint16: "u2", .uint32: "u4", .uint64: "u8", .float16: "f2", .bfloat16: "u2", .float32: "f4",
    .float64: "f8", .complex64: "c8",
  ]
}
