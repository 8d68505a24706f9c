import Foundation
import Testing

@testable import Tensors

/// Whatever the bytes are, a file is read or refused; nothing traps, and nothing reads beyond it.
@Suite struct NpySafetensorsFuzzTests {
  /// `FILES_SEED` in the environment repeats a run; `FILES_CASES` makes it longer.
  static func setting(_ name: String) -> UInt64? {
    ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
  }

  /// A few bytes flipped, set, inserted, removed or cut off; rather near the start, where the
  /// header is.
  static func damaged(_ bytes: [UInt8], using random: inout SplitMix) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
      let limit = Bool.random(using: &random) ? bytes.count : min(bytes.count, 128)
      let place = Int.random(in: 0..<limit, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 2:
        bytes[place] = Array("0123456789,:'\"()[]{}- LTF<>|=".utf8).randomElement(using: &random)!
      case 3: bytes.insert(UInt8.random(in: 32..<127, using: &random), at: place)
      case 4: bytes.remove(at: place)
      default: bytes.removeSubrange(place...)
      }
    }
    return bytes
  }

  static func run(_ seeds: [[UInt8]], _ read: (String) throws(FileError) -> Void) throws {
    let seed = setting("FILES_SEED") ?? UInt64.random(in: 0..<1 << 32)
    print("FILES_SEED=\(seed)")
    var random = SplitMix(state: seed)
    let scratch = try Scratch()
    for number in 0..<Int(setting("FILES_CASES") ?? 3000) {
      let bytes = damaged(seeds[number % seeds.count], using: &random)
      let path = try scratch.file(bytes)
      do throws(FileError) { try read(path) } catch {
        #expect(error.path == path && !error.problem.description.isEmpty)
      }
    }
  }

  @Test func `Npy`() throws {
    let names = [
      "float32.npy", "int64-big-endian.npy", "float16-fortran.npy", "bool.npy", "scalar.npy",
      "empty.npy", "five-dims.npy", "float32-version2.npy", "bfloat16.npy", "structured.npy",
    ]
    try Self.run(names.map(Fixture.bytes)) { (path) throws(FileError) in
      let file = try NpyFile(path)
      #expect(try file.tensor().rowMajorBytes.count <= file.mapping.byteCount)
      _ = try file.box(offsets: file.shape.map { $0 / 2 }, sizes: file.shape.map { $0 - $0 / 2 })
    }
  }

  @Test func `Safetensors`() throws {
    let header =
      "{\"__metadata__\":{\"format\":\"pt\"}," + entry("a", "F32", [2, 3], 0, 24) + ","
      + entry("b", "BOOL", [2], 24, 26) + "," + entry("c", "F64", [], 26, 34) + ","
      + entry("d", "F8_E5M2", [0, 4], 34, 34) + "}"
    let data = [UInt8](repeating: 1, count: 34)
    try Self.run([safetensors(header, data: data)]) { (path) throws(FileError) in
      let file = try SafetensorsFile(path)
      for name in file.names {
        let tensor = try file.tensor(name)
        #expect(tensor.rowMajorBytes.count <= bytesOfAll)
        let half = tensor.shape.map { $0 / 2 }
        _ = try file.box(name, offsets: half, sizes: zip(tensor.shape, half).map { $0 - $1 })
      }
    }
  }

  private let bytesOfAll = 34
}
