import ArgumentParser
import Console
import CostModel
import Elements
import Files
import Sharding

/// What a topology file says.
package struct TopologyCommand: SoloCommand {

  package init() {}
  package static let configuration = CommandConfiguration(
    commandName: "topology",
    abstract: "Show a topology file: links, sources, and which level each mesh dim crosses.",
    discussion: """
      Example:
        ./Launch/run topology Meshes/topology-16-hosts-ib.yaml --mesh '{dp:16, tp:8}'
      """)

  @Argument(help: "A topology file, or a mesh file that has a topology.")
  package var file: String

  @Option(
    help: ArgumentHelp(
      "The meshes whose dims the table shows (default: those of the file).",
      valueName: "mesh"))
  package var mesh: String?

  package var isSolo: Bool { true }

  package func run() throws {
    do {
      let topology = try Topology(contentsOf: file)
      try StandardOutput.print(topology)
      for mesh in try meshes() { try StandardOutput.print(crossings(of: mesh, topology)) }
    } catch { throw TesseraError(error) }
  }

  private func meshes() throws -> [ProcessMesh] {
    if let mesh { return try MeshFile(argument: mesh).meshes }
    return try MeshFile(besideTopology: file)?.meshes ?? []
  }

  private func crossings(of mesh: ProcessMesh, _ topology: Topology) -> String {
    let dims = mesh.shape.indices.map { dim -> String in
      guard let level = topology.crossedLevel(of: mesh, along: dim) else {
        return "  \(mesh.axes[dim]) has one rank"
      }
      let crossed = topology.levels[level]
      return "  \(mesh.axes[dim]) crosses \(crossed.name) over \(crossed.link.kind)"
    }
    return (["mesh \(mesh)"] + dims).joined(separator: "\n")
  }
}
