import Elements
import Foundation

/// The export of a model from its source, by the user's own Python and PyTorch.
struct SourceExport {
  /// A module that cannot be exported.
  struct Fault: Decodable {
    let module: String
    let file: String
    let line: Int
    let api: String
    let reason: String
  }

  /// The folder of the exported file, which the caller removes.
  let folder: URL
  let faults: [Fault]

  /// The exported file.
  var file: String { folder.appending(path: "model.pt2").path }

  /// - Parameters:
  ///   - source: `MODEL.py:CLASS`.
  ///   - inputs: a dtype and a shape each: `f32[2,16]`.
  ///   - python: the program to call.
  /// - Throws: `TesseraError.Kind.environment` without Python or PyTorch; `.data` where nothing of the model can be
  ///   exported; `.usage` where an input is no dtype and shape.
  init(of source: String, inputs: [String], python: String) throws(TesseraError) {
    folder = FileManager.default.temporaryDirectory.appending(
      path: "tessera-convert-\(ProcessInfo.processInfo.processIdentifier)")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      faults = try Self.exported(source, inputs, python, in: folder)
    } catch {
      try? FileManager.default.removeItem(at: folder)
      throw TesseraError(error)
    }
  }

  private static func exported(
    _ source: String, _ inputs: [String], _ python: String, in folder: URL
  ) throws -> [Fault] {
    let script = folder.appending(path: "export.py")
    try Data(PackageResources.export_py).write(to: script)
    let report = folder.appending(path: "report.json")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      [python, script.path, source, folder.appending(path: "model.pt2").path, report.path] + inputs
    let pipe = Pipe()
    process.standardError = pipe
    process.standardOutput = FileHandle.nullDevice
    do { try process.run() } catch {
      throw TesseraError(.environment, "\(python): Python is required, it cannot be run")
    }
    let told = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let last = told.split(separator: "\n").last.map(String.init) ?? "it says nothing"
    switch process.terminationStatus {
    case 0: return try JSONDecoder().decode([Fault].self, from: Data(contentsOf: report))
    case 64: throw TesseraError(.usage, last)
    case 65: throw TesseraError(.data, last)
    case 69: throw TesseraError(.environment, "\(python): \(last)")
    case 126, 127:
      throw TesseraError(.environment, "\(python): Python is required, it cannot be run")
    default: throw TesseraError(.data, "\(source): its export ended with \(last)")
    }
  }
}
