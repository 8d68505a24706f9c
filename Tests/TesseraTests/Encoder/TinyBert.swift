import BERT
import Foundation
import Sharding
import Tensors
import Tessera

/// The tiny checkpoint of the folder Tests/TinyBert, and its answers by NumPy: see make.py there.
enum TinyBert {
  static let package = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func path(_ name: String) -> String {
    package.appending(path: "Tests/TinyBert/\(name)").path
  }

  static func config() throws -> BertConfig {
    try BertConfig(contentsOf: path("config.json"))
  }

  static func tokens(masked: Bool = true) throws -> TokenBatch {
    try TokenBatch(
      ids: path("ids.npy"), mask: masked ? path("mask.npy") : nil, for: config())
  }

  /// On the meshes of an argument of the command: a file of Meshes, or a mesh in place.
  static func encoder(_ mesh: String, fuses: Bool = false) throws -> BertEncoder {
    let isFile = mesh.hasSuffix(".yaml")
    let meshes = try MeshFile(
      argument: isFile ? package.appending(path: "Meshes/\(mesh)").path : mesh)
    return try BertEncoder(
      safetensors: path("model.safetensors"), config: config(), on: meshes.meshes,
      in: .virtual(meshes.rankCount), fuses: fuses)
  }

  /// What NumPy gave, by the activation's name.
  static func answers() throws -> [String: DenseTensor] {
    let file = try SafetensorsFile(path("activations.safetensors"))
    return try Dictionary(uniqueKeysWithValues: file.names.map { ($0, try file.tensor($0)) })
  }
}
