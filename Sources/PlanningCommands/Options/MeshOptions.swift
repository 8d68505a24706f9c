import ArgumentParser
import Elements
import Files
import Sharding

/// Which meshes there are.
package struct MeshOptions: ParsableArguments {

  package init() {}
  @Option(
    help: ArgumentHelp(
      "A mesh file (YAML, one or more named meshes), or a mesh in place: 2x4, '{dp:2, tp:4}'.",
      valueName: "mesh"))
  package var mesh: String
}

extension MeshFile {
  /// The dist attr that `text` says: `S(0),R@stage1`.
  package func attr(_ text: String) throws(ShardingError) -> TensorDistAttr {
    try TensorDistAttr(parsing: text, on: meshes)
  }

  /// How many ranks one process plays, or a report lists, so that the list fits memory.
  package static let mostPlayed = 1 << 20

  /// - Throws: `TesseraError.Kind.data` if the meshes have more ranks than one process plays.
  package func requirePlayable() throws(TesseraError) {
    guard rankCount <= Self.mostPlayed else {
      throw TesseraError(
        .data, "rank \(rankCount - 1): without MPI ranks must be below \(Self.mostPlayed)")
    }
  }
}
