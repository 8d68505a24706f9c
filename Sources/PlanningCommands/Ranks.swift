import ArgumentParser
import Console
import Elements
import Files
import Sharding

/// How many ranks a mesh needs, for scripts that start jobs.
package struct Ranks: SoloCommand {

  package init() {}
  package static let configuration = CommandConfiguration(
    abstract: "Print how many ranks a mesh file needs.",
    discussion: """
      Example:
        ./Launch/run ranks Meshes/pipeline-2x2.yaml
      """)

  @Argument(help: "A mesh file, or a mesh in place.")
  package var mesh: String

  package var isSolo: Bool { true }

  package func run() throws {
    do {
      try StandardOutput.print(MeshFile(argument: mesh).rankCount)
    } catch { throw TesseraError(error) }
  }
}
