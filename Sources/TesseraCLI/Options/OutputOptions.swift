import ArgumentParser
import Foundation
import PlanningCommands
import Tensors
import Tessera

/// Which rank speaks, where shards go, and whether the result is held against the single-process one.
struct OutputOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "The rank that prints and writes (default: the first of the result's mesh).")
  var rank: Int?

  @Option(
    help: ArgumentHelp(
      "Write the result's shards to this folder, each rank's as rank<K>.npy.", valueName: "dir"))
  var shards: String?

  @Flag(help: "Compare with the single-process result; exit with 70 on a difference.")
  var verify = false

  func validate() throws {
    if let rank, rank < 0 {
      throw ValidationError("--rank: a number that is not negative is required, not \(rank)")
    }
  }
}

extension DistTensor {
  /// Writes each shard of this process's ranks as `rank<K>.npy` into a folder, which is made if it is not there.
  /// All ranks call it.
  func writeShards(to folder: String) throws {
    try cluster.together {
      try FileManager.default.createFolder(folder)
      for (rank, shard) in shards { try NpyFile.write(shard, to: "\(folder)/rank\(rank).npy") }
    }
  }
}
