import ArgumentParser
import CostModel
import Elements
import Files
import Sharding

/// Which machine plans are priced on.
package struct TopologyOptions: ParsableArguments {

  package init() {}
  @Option(
    help: ArgumentHelp(
      "A topology file (YAML) of the machine to price on (default: the topology in the mesh file, or else "
        + "one host with plausible numbers).",
      valueName: "file"))
  package var topology: String?

  /// The topology that is meant.
  ///
  /// - Parameter mesh: what the command was given as meshes, a file or a shape in place.
  package func resolved(besides mesh: String? = nil) throws(TopologyError) -> Topology {
    if let topology { return try Topology(contentsOf: topology) }
    guard let mesh else { return .oneHost }
    return try Topology(besideMeshes: mesh) ?? .oneHost
  }
}
