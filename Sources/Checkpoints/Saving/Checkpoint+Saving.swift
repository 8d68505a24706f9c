import CheckpointFormats
import Elements
import Tessera

extension Checkpoint {
  /// Saves tensors and scalars as the checkpoint `path`. Collective over the whole job.
  ///
  /// Each element is written once, by the least loaded rank that holds it; partial values are reduced first. Replicas are
  /// compared before anything is written. The files are written into a folder beside `path`, which gets the name when all
  /// of it is on the disk: who reads sees all of it, or nothing, also where a process is killed.
  ///
  /// - Parameters:
  ///   - tensors: on any meshes; the same names and layouts on every rank.
  ///   - scalars: the same on every rank.
  /// - Throws: on every rank the same: `TesseraError.Kind.data` where something has the name, replicas differ, or a file
  ///   cannot be written; `.usage` where ranks give different tensors.
  @discardableResult
  public static func save(
    _ tensors: [String: DistTensor], scalars: [String: CheckpointScalar] = [:], to path: String,
    on cluster: Cluster, options: SaveOptions = SaveOptions()
  ) throws(TesseraError) -> SaveReport {
    try save(tensors, scalars: scalars, to: path, on: cluster, options: options, ByteMeter())
  }

  /// As above; `meter` hears of what this process writes.
  package static func save(
    _ tensors: [String: DistTensor], scalars: [String: CheckpointScalar], to path: String,
    on cluster: Cluster, options: SaveOptions, _ meter: ByteMeter
  ) throws(TesseraError) -> SaveReport {
    let start = ContinuousClock.now
    let prepared = try PreparedSave(tensors, scalars, to: path, on: cluster, copies: false)
    let (folder, place) = try staged(path, on: cluster, options)
    do throws(TesseraError) {
      try cluster.together { try prepared.write(into: place, meter) }
      try cluster.together {
        try folder?.commit(manifest: prepared.manifest, replacing: options.replaces)
      }
    } catch {
      folder?.discard()
      throw error
    }
    var report = prepared.report
    report.seconds = (ContinuousClock.now - start) / .seconds(1)
    return report
  }

  /// Has rank 0 make the folder of a new checkpoint, and tells all ranks its path. Collective.
  static func staged(
    _ path: String, on cluster: Cluster, _ options: SaveOptions
  ) throws(TesseraError) -> (folder: StagedFolder?, path: String) {
    let folder = try cluster.together {
      cluster.rank == 0 ? try StagedFolder.make(for: path, replacing: options.replaces) : nil
    }
    // Its name is the target's with some words more, all of them ASCII.
    let own = Array((folder?.path ?? path).utf8.dropFirst(path.utf8.count)).map(Int.init)
    let length = try cluster.gathered([own.count])[0][0]
    let words = own + [Int](repeating: 0, count: length - own.count)
    let suffix = try cluster.gathered(words)[0].map(UInt8.init)
    return (folder, path + String(decoding: suffix, as: UTF8.self))
  }
}
