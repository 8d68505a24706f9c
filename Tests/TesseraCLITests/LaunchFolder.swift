import Foundation

/// A package folder in which `./Launch/run` finds everything installed and built: its programs are
/// those beside the test bundle. Launch, Meshes, Tests and the example are the package's own.
struct LaunchFolder {
  private let scratch: Scratch

  var folder: URL { scratch.folder }

  init() throws {
    scratch = try Scratch()
    let files = FileManager.default
    // The script takes the folder that it stands in for the package: it must be a copy, not a link.
    try files.copyItem(
      at: Program.package.appending(path: "Launch"), to: folder.appending(path: "Launch"))
    for shared in ["Meshes", "Tests"] {
      try files.createSymbolicLink(
        at: folder.appending(path: shared),
        withDestinationURL: Program.package.appending(path: shared))
    }
    for script in ["setup", "build"] {
      try files.removeItem(at: folder.appending(path: "Launch/\(script)"))
      try files.createSymbolicLink(
        at: folder.appending(path: "Launch/\(script)"),
        withDestinationURL: URL(filePath: "/bin/true"))
    }
    _ = try scratch.folder(".build")
    for build in ["release", "debug"] {
      try files.createSymbolicLink(
        at: folder.appending(path: ".build/\(build)"), withDestinationURL: Program.built)
    }
  }

  /// Runs `./Launch/run` with `arguments`, and with the programs of another folder before all others.
  func run(_ arguments: [String], programs: String? = nil) throws -> Outcome {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let found = programs.map { ["env", "PATH=\($0):\(path)"] } ?? []
    return try Program.execute(found + ["./Launch/run"] + arguments, in: folder)
  }
}
