import ArgumentParser
import Console
import Sharding
import Tessera

/// How many ranks a mesh needs, for scripts that start jobs.
struct Ranks: SoloCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print how many ranks a mesh file needs.",
    discussion: """
      Example:
        ./Launch/run ranks Meshes/pipeline-2x2.yaml
      """)

  @Argument(help: "A mesh file, or a mesh in place.")
  var mesh: String

  var isSolo: Bool { true }

  func run() throws {
    do {
      try StandardOutput.print(MeshFile(argument: mesh).rankCount)
    } catch { throw TesseraError(error) }
  }
}
