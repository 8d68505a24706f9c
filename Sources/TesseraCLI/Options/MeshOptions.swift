import ArgumentParser
import Sharding
import Tessera

/// Which meshes there are.
struct MeshOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A mesh file (YAML, one or more named meshes), or a mesh in place: 2x4, '{dp:2, tp:4}'.",
      valueName: "mesh"))
  var mesh: String
}

extension MeshFile {
  /// The dist attr that `text` says: `S(0),R@stage1`.
  func attr(_ text: String) throws(ShardingError) -> TensorDistAttr {
    try TensorDistAttr(parsing: text, on: meshes)
  }
}
