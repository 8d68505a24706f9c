import Elements
import Files
import Foundation
import Sharding
import Tensors

/// What the ranks of another system's job held: a folder with `shards.json` and a `.safetensors` file for each rank.
///
///     {"shape": [2, 2], "axes": ["dp", "tp"], "ranks": [0, 1, 2, 3],
///      "values": {"linear": "S(0),P(sum)", "add": "S(0),R"}, "names": {"add": "block.0.out"}}
///
/// The mesh has `axes` and `ranks` where they are not `d0`, `d1` and 0, 1, 2; placements are in the notation. `rank3.safetensors`
/// has rank 3's part of each value, by the value's name, or by the one that `names` has for it.
struct ShardDump {
  let folder: String
  let mesh: ProcessMesh
  /// By value: how the table says that it lies.
  let attrs: [String: TensorDistAttr]
  private let names: [String: String]
  private let files: [Int: SafetensorsFile]

  private struct Table: Decodable {
    let shape: [Int]
    let axes: [String]?
    let ranks: [Int]?
    let values: [String: String]
    let names: [String: String]?
  }

  static let table = "shards.json"

  /// - Throws: `TesseraError.Kind.data` where the table or a rank's file is missing or damaged, or a placement is none.
  init(_ folder: String) throws(TesseraError) {
    self.folder = folder
    let path = "\(folder)/\(Self.table)"
    guard let data = FileManager.default.contents(atPath: path) else {
      throw TesseraError(.data, "\(path): a table of the shards is required, there is none")
    }
    let table: Table
    do { table = try JSONDecoder().decode(Table.self, from: data) } catch {
      throw TesseraError(.data, "\(path): \((error as? DecodingError)?.words ?? "\(error)")")
    }
    do {
      let mesh = try ProcessMesh(shape: table.shape, axes: table.axes, ranks: table.ranks)
      self.mesh = mesh
      attrs = try table.values.mapValues { try TensorDistAttr(parsing: $0, on: mesh) }
    } catch { throw TesseraError(.data, "\(path): \(TesseraError(error))") }
    names = table.names ?? [:]
    var files: [Int: SafetensorsFile] = [:]
    for rank in mesh.ranks {
      files[rank] = try translated { try SafetensorsFile("\(folder)/rank\(rank).safetensors") }
    }
    self.files = files
  }

  /// What a rank held of a value.
  ///
  /// - Throws: `TesseraError.Kind.data` where its file has no such tensor.
  func local(_ value: String, on rank: Int) throws(TesseraError) -> DenseTensor {
    guard let file = files[rank] else { preconditionFailure("a rank of the mesh has a file") }
    return try translated { try file.stored(names[value] ?? value).tensor() }
  }
}
