import Elements
import Files
import Foundation
import Tensors
import Tessera

extension Checkpoint {
  /// Gathers each tensor on rank 0, one at a time, which writes all of them to the `.safetensors` file `path`. Collective
  /// over the whole job.
  ///
  /// - Throws: on every rank: `TesseraError.Kind.data` if the file cannot be written.
  public static func write(
    _ tensors: [String: DistTensor], to path: String, on cluster: Cluster
  ) throws(TesseraError) {
    let named = tensors.sorted { $0.key < $1.key }
    let drafts = named.map {
      SafetensorsHeader.Draft(name: $0.key, dtype: $0.value.dtype, shape: $0.value.shape)
    }
    // What was gathered already, where rank 0 stops at a failure: the other ranks give the rest all the same.
    var given = Set<Int>()
    var failure: TesseraError?
    func gather(_ index: Int) throws(TesseraError) -> DenseTensor? {
      given.insert(index)
      return try named[index].value.full(on: 0)
    }
    let order = SafetensorsHeader.encoded(drafts).order.filter { drafts[$0].byteCount > 0 }
    if cluster.rank == 0 {
      do throws(TesseraError) {
        try writeWhole(drafts, metadata: ["format": "pt"], to: path, ByteMeter()) {
          (index) throws(TesseraError) in try gather(index)!
        }
      } catch { failure = error }
    }
    for index in order where !given.contains(index) { _ = try gather(index) }
    try cluster.together { if let failure { throw failure } }
  }

  /// Writes the shards of this process's ranks into a folder, which is made if it is not there: each rank's as
  /// `rank<K>.safetensors`. Collective over the whole job.
  public static func writeShards(
    _ tensors: [String: DistTensor], to folder: String, on cluster: Cluster
  ) throws(TesseraError) {
    let named = tensors.sorted { $0.key < $1.key }
    try cluster.together {
      do {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true)
      } catch { throw TesseraError(.data, "\(folder): a folder is required, it cannot be made") }
      for rank in cluster.residents {
        let shards = named.compactMap { name, tensor in tensor.shards[rank].map { (name, $0) } }
        try writeWhole(
          shards.map { .init(name: $0.0, dtype: $0.1.dtype, shape: $0.1.shape) }, metadata: [:],
          to: "\(folder)/rank\(rank).safetensors", ByteMeter()
        ) { (index) throws(TesseraError) in shards[index].1 }
      }
    }
  }
}
