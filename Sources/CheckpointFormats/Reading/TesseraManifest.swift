import Elements
import Files
import Sharding

/// The form that this package writes: a `.safetensors` file for each writing rank, and a manifest that lists the boxes.
enum TesseraManifest: CheckpointFormat {
  /// The name of the manifest.
  static let name = "tessera.json"
  /// What the manifest says of itself.
  static let format = "tessera-checkpoint"
  static let version = 1

  static func suits(_ path: String, names: Set<String>?) -> Bool { names?.contains(name) == true }

  static func contents(of path: String, names: Set<String>?) throws(TesseraError)
    -> CheckpointContents
  {
    let manifest = "\(path)/\(name)"
    let bytes = try fileBytes(manifest)
    var reading = Reading(folder: path)
    try naming(manifest) { () throws(FileError.Problem) in
      try requireChecksum(bytes)
      try reading.read(bytes)
    }
    return try CheckpointContents(
      path: path, format: "tessera", files: reading.files, tensors: reading.tensors,
      scalars: reading.scalars)
  }

  /// The last field is the CRC-32C of all before it, so that no number of it is wrong in silence.
  static func ending(of body: ArraySlice<UInt8>) -> String {
    let checksum = unsafe CRC32C.checksum(body.span.bytes)
    return ",\"checksum\":\(checksum)}\n"
  }

  private static func requireChecksum(_ bytes: [UInt8]) throws(FileError.Problem) {
    let mark = Array(",\"checksum\":".utf8)
    let from = bytes.lastIndex(of: mark[0]) ?? 0
    guard bytes[from...].starts(with: mark),
      bytes[from...].elementsEqual(ending(of: bytes[..<from]).utf8)
    else {
      throw .checkpoint(
        required:
          "the manifest must end with the CRC-32C of what is before, it does not: it is damaged or was edited"
      )
    }
  }

  /// The fields of a manifest as they come.
  fileprivate struct Reading {
    let folder: String
    var files: [CheckpointContents.File] = []
    var tensors: [CheckpointTensor] = []
    var scalars: [String: CheckpointScalar] = [:]
    fileprivate var meshes: [String] = []

    init(folder: String) { self.folder = folder }
  }
}

extension TesseraManifest.Reading {
  mutating func read(_ bytes: [UInt8]) throws(FileError.Problem) {
    var reader = JSONReader(bytes)
    var (format, version) = ("", 0)
    try reader.object { (reader, field) throws(FileError.Problem) in
      switch field {
      case "format": format = try reader.string()
      case "version":
        version = try reader.integer()
        guard format == TesseraManifest.format, version == TesseraManifest.version else {
          throw .checkpoint(
            required:
              "the format must be '\(TesseraManifest.format)' of version \(TesseraManifest.version), "
              + "it is '\(format)' of version \(version)")
        }
      case "files" where version > 0:
        try reader.array { (reader) throws(FileError.Problem) in try file(&reader) }
      case "scalars" where version > 0:
        try reader.object { (reader, name) throws(FileError.Problem) in
          scalars[name] = try scalar(&reader)
        }
      case "meshes" where version > 0:
        try reader.array { (reader) throws(FileError.Problem) in
          meshes.append(try reader.string())
        }
      case "tensors" where version > 0:
        try reader.object { (reader, name) throws(FileError.Problem) in
          try tensor(name, &reader)
        }
      default: try reader.skip()
      }
    }
    try reader.requireEnd()
    if version == 0 { throw reader.fault("the fields 'format' and 'version', before others") }
  }

  private mutating func file(_ reader: inout JSONReader) throws(FileError.Problem) {
    var (name, byteCount, headerBytes, checksum) = ("", -1, -1, UInt32?.none)
    try reader.object { (reader, field) throws(FileError.Problem) in
      switch field {
      case "name": name = try reader.string()
      case "bytes": byteCount = try reader.integer()
      case "header_bytes": headerBytes = try reader.integer()
      case "header_crc32c": checksum = UInt32(exactly: try reader.integer())
      default: try reader.skip()
      }
    }
    // Nothing outside the folder is opened.
    guard !name.isEmpty, !name.contains("/"), !name.contains("\0"), name != "..", byteCount >= 0,
      let checksum, (0...byteCount).contains(headerBytes)
    else {
      throw reader.fault("name, bytes, header_bytes and header_crc32c of a file in the folder")
    }
    files.append(
      .init(
        name: name, path: "\(folder)/\(name)", byteCount: byteCount,
        header: .init(byteCount: headerBytes, checksum: checksum)))
  }

  private func scalar(_ reader: inout JSONReader) throws(FileError.Problem) -> CheckpointScalar {
    var found: CheckpointScalar?
    try reader.object { (reader, kind) throws(FileError.Problem) in
      switch (kind, try reader.scalar()) {
      case ("int", .int(let value)): found = .int(value)
      case ("string", .string(let value)): found = .string(value)
      case ("bool", .bool(let value)): found = .bool(value)
      case ("float", .string(let digits)):
        found = UInt64(digits, radix: 16).map { .float(Double(bitPattern: $0)) }
      case ("about", _): break
      default: throw reader.fault("a scalar that is an int, a float, a string or a bool")
      }
    }
    guard let found else { throw reader.fault("a scalar") }
    return found
  }

  private mutating func tensor(
    _ name: String, _ reader: inout JSONReader
  ) throws(FileError.Problem) {
    var (dtype, shape, lay, mesh) = (DType?.none, [Int]?.none, String?.none, Int?.none)
    var boxes: [CheckpointBox] = []
    try reader.object { (reader, field) throws(FileError.Problem) in
      switch field {
      case "dtype": dtype = DType(safetensors: try reader.string())
      case "shape": shape = try reader.integers()
      case "placements": lay = try reader.string()
      case "mesh": mesh = try reader.integer()
      case "boxes":
        try reader.array { (reader) throws(FileError.Problem) in boxes.append(try box(&reader)) }
      default: try reader.skip()
      }
    }
    guard let dtype, let shape else {
      throw reader.fault("the dtype and the shape of tensor '\(name)' before this")
    }
    if let mesh, let placements = lay, meshes.indices.contains(mesh) {
      lay = "\(placements) on \(meshes[mesh])"
    }
    tensors.append(try .checked(name, dtype, shape, lay, boxes, in: files))
  }

  private func box(_ reader: inout JSONReader) throws(FileError.Problem) -> CheckpointBox {
    var (file, start, checksum) = (-1, -1, UInt32?.none)
    var (offsets, sizes) = ([Int](), [Int]())
    try reader.object { (reader, field) throws(FileError.Problem) in
      switch field {
      case "file": file = try reader.integer()
      case "start": start = try reader.integer()
      case "crc32c": checksum = UInt32(exactly: try reader.integer())
      case "offsets": offsets = try reader.integers()
      case "sizes": sizes = try reader.integers()
      default: try reader.skip()
      }
    }
    guard offsets.count == sizes.count, let checksum else {
      throw reader.fault("the offsets, the sizes and the crc32c of a box before this")
    }
    return CheckpointBox(
      box: Box(offsets: offsets, sizes: sizes), file: file, start: start, checksum: checksum)
  }
}
