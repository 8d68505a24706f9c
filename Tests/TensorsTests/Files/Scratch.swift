import Foundation

@testable import Tensors

/// A directory of its own for a test, removed with it.
final class Scratch {
  private let directory: URL

  init() throws {
    directory = FileManager.default.temporaryDirectory.appending(path: "files-\(UUID())")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  /// A path in the directory; no file is there yet.
  func path(_ name: String) -> String { directory.appending(path: name).path }

  /// Writes a file, and gives its path.
  func file(_ bytes: some Sequence<UInt8>, name: String = "file") throws -> String {
    let path = path(name)
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }

  func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: path(name))))
  }

  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
  }
}

/// The files that NumPy wrote.
enum Fixture {
  private static let directory = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures")

  static func path(_ name: String) -> String { directory.appending(path: name).path }

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: path(name))))
  }
}

/// What went wrong, without the path; nil where nothing did.
func problem<Result>(_ body: () throws(FileError) -> Result) -> FileError.Problem? {
  do throws(FileError) {
    _ = try body()
    return nil
  } catch {
    return error.problem
  }
}

extension DenseTensor {
  /// The elements' bytes in row-major order.
  var rowMajorBytes: [UInt8] {
    let dense = contiguous()
    return dense.storage.withBytes(dense.byteRange) { $0.prefix($0.byteCount) }
  }
}

/// The splitmix64 generator (Steele et al. 2014): small, and the same everywhere.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
