import Foundation
import Tensors

/// Files beside the tests.
enum Fixture {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "Fixtures")

  /// The contents of a gzip file.
  static func unzipped(_ name: String) throws -> [UInt8] {
    Array(try output("gzip", ["-dc", folder.appending(path: name).path]))
  }

  private static func output(_ program: String, _ arguments: [String]) throws -> Data {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.fileReadCorruptFile) }
    return data
  }

  /// A folder with the five models of `make_models.py` and `make_onnx_models.py`, their inputs and their results; it goes
  /// with the tests' process.
  static let models: URL = {
    let place = FileManager.default.temporaryDirectory.appending(
      path: "tessera-models-\(ProcessInfo.processInfo.processIdentifier)")
    do {
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      for archive in ["models.tgz", "onnx-models.tgz"] {
        _ = try output("tar", ["xzf", folder.appending(path: archive).path, "-C", place.path])
      }
      // The book reads these.
      for name in ["gpt2.pt2", "gpt2.in0.npy", "gpt2.out0.npy"] {
        try FileManager.default.copyItem(
          at: folder.appending(path: name), to: place.appending(path: name))
      }
    } catch { fatalError("models: \(error)") }
    atexit {
      try? FileManager.default.removeItem(at: Fixture.models)
    }
    return place
  }()
}

extension DenseTensor {
  /// Writes a byte of a dense tensor.
  func setByte(_ index: Int, _ byte: UInt8) {
    storage.withMutableBytes(index..<index + 1) { (bytes: inout MutableRawSpan) in
      bytes.storeBytes(of: byte, as: UInt8.self)
    }
  }
}
