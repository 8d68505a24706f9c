import CheckpointFormats
import Checkpoints
import Elements
import Files
import Foundation
import Sharding

/// Checkpoints of which one file is nearly right.
extension Parser {
  static let checkpoints = [manifest, metadata, payload, index, flex, flexPayload]

  private static let fixtures = "Tests/CheckpointsTests/Fixtures"

  private static let manifest = Parser(
    name: "manifest", corpus: [Array(manifestText.utf8)], file: "tessera.json"
  ) { bytes in
    // With its own checksum, or nothing else would be looked at.
    let mark = Array(",\"checksum\":".utf8)
    let end = bytes.lastIndex(of: mark[0]) ?? bytes.endIndex
    let body = bytes[end...].starts(with: mark) ? Array(bytes[..<end]) : bytes
    let checksum = unsafe CRC32C.checksum(body.span.bytes)
    return body + Array(",\"checksum\":\(checksum)}\n".utf8)
  }

  private static let manifestText = """
    {"format":"tessera-checkpoint","version":1,
    "files":[{"name":"rank-00000.safetensors","bytes":64,"header_bytes":8,"header_crc32c":2351477386},
    {"name":"rank-00001.safetensors","bytes":48,"header_bytes":0,"header_crc32c":0}],
    "scalars":{"rate":{"float":"3fb999999999999a","about":"0.1"},"step":{"int":100},"n":{"string":"a"}},
    "meshes":["[2: 0 1]"],"tensors":{
    "b":{"dtype":"BF16","shape":[],"placements":"R","mesh":0,"boxes":[
    {"file":1,"start":8,"crc32c":7,"offsets":[],"sizes":[]}]},
    "e":{"dtype":"I64","shape":[0,5],"boxes":[]},
    "w":{"dtype":"F32","shape":[4,2],"placements":"S(0)","mesh":0,"boxes":[
    {"file":0,"start":16,"crc32c":3401406543,"offsets":[0,0],"sizes":[2,2]},
    {"file":1,"start":32,"crc32c":1,"offsets":[2,0],"sizes":[2,2]}]}},"checksum":0}

    """

  private static let metadata = Parser(name: "metadata", ".metadata", of: "dcp")
  private static let payload = Parser(name: "payload", "__3_0.distcp", of: "dcp")
  private static let flex = Parser(name: "flex", "0.metadata", of: "paddle")
  private static let flexPayload = Parser(name: "flex-payload", "0_0.distcp", of: "paddle")

  private static let index = Parser(
    name: "index",
    corpus: Corpus.texts([
      #"{"metadata": {"total_size": 40}, "weight_map": {"a": "m-1.safetensors", "b": "m-1.safetensors"}}"#,
      #"{"weight_map":{"d":"m-1.safetensors","c":"m-2.safetensors"},"x":[1,2.5e3,null,{"y":false}]}"#,
    ]), file: "model.safetensors.index.json")

  /// A checkpoint of the tests, of which one file has the bytes.
  private init(name: String, _ file: String, of fixture: String) {
    let folder = "\(Self.fixtures)/\(fixture)"
    self.init(name: name, corpus: Corpus.files(folder, file), file: file, of: folder)
  }

  /// A checkpoint whose file of that name has the bytes, and whose others are right.
  private init(
    name: String, corpus: [[UInt8]], file: String, of fixture: String? = nil,
    _ mended: @escaping @Sendable ([UInt8]) -> [UInt8] = { $0 }
  ) {
    self.init(
      name: name, corpus: corpus,
      read: { bytes, path in
        try Self.use(
          try CheckpointContents(
            reading: Self.folder(mended(bytes), file, of: fixture, beside: path)))
      },
      command: { bytes, path in
        let folder = (try? Self.folder(mended(bytes), file, of: fixture, beside: path)) ?? path
        switch bytes.count % 3 {
        case 0: return ["checkpoint", "ls", folder]
        case 1: return ["checkpoint", "verify", folder]
        default: return ["checkpoint", "load", folder, "--virtual", "--mesh", "2"]
        }
      })
  }

  private static func use(_ contents: CheckpointContents) throws {
    let faults = contents.faults()
    try contents.require(faults)
    _ = contents.checksumFaults()
    let reader = BoxReader(contents)
    for tensor in contents.tensors where tensor.byteCount < 1 << 20 {
      _ = try reader.box(Box(shape: tensor.shape), of: tensor)
    }
  }

  /// The folder beside `path` with the file, and those that it needs.
  private static func folder(
    _ bytes: [UInt8], _ file: String, of fixture: String?, beside path: String
  ) throws -> String {
    let folder = "\(path)-\(file)-folder"
    let manager = FileManager.default
    if !manager.fileExists(atPath: folder) {
      try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
      if let fixture {
        let fixture = Corpus.package.appending(path: fixture)
        for name in try manager.contentsOfDirectory(atPath: fixture.path) where name != file {
          try manager.copyItem(
            at: fixture.appending(path: name), to: URL(filePath: "\(folder)/\(name)"))
        }
      } else if file.hasSuffix("index.json") {
        for number in 1...2 {
          try Data(Corpus.safetensors)
            .write(to: URL(filePath: "\(folder)/m-\(number).safetensors"))
        }
      } else {
        for (number, count) in [64, 48].enumerated() {
          try Data(count: count)
            .write(to: URL(filePath: "\(folder)/rank-0000\(number).safetensors"))
        }
      }
    }
    try Data(bytes).write(to: URL(filePath: "\(folder)/\(file)"))
    return folder
  }
}
