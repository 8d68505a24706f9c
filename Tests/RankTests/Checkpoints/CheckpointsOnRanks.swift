import CheckpointCases
import Checkpoints
import Elements
import Foundation
import MPI
import ReshardCases
import Sharding
import Tensors
import Tessera
import Testing

extension Ranks {
  /// Checkpoints saved and loaded by the ranks of a job.
  @Suite struct CheckpointsOnRanks {
    /// A folder of rank 0's making, which all ranks know, for as long as rank 0 holds the reference.
    private func shared(_ cluster: Cluster) throws -> (folder: TemporaryFolder?, path: String) {
      let folder = cluster.rank == 0 ? try TemporaryFolder() : nil
      let own = Array((folder?.path ?? "").utf8).map(Int.init)
      let count = try cluster.gathered([own.count])[0][0]
      let padded = own + [Int](repeating: 0, count: count - own.count)
      let bytes = try cluster.gathered(padded)[0].map { UInt8($0) }
      return (folder, String(decoding: bytes, as: UTF8.self))
    }

    @Test func `what ranks save, they load in other layouts, and one process loads alone`() throws {
      let cluster = try Cluster.start()
      let (folder, path) = try shared(cluster)
      let seed = UInt64(try cluster.gathered([Int(Seed.drawn(part: 0xc4) >> 2)])[0][0])
      let saver = CheckpointSaver(on: cluster)
      for number in 0..<12 {
        var trial = CheckpointTrial(seed: seed &+ UInt64(number))
        let saved = trial.attrs(below: cluster.size)
        let place = "\(path)/\(number)"
        let tensors = try trial.made(saved, on: cluster)
        if number.isMultiple(of: 2) {
          try Checkpoint.save(tensors, scalars: trial.scalars, to: place, on: cluster)
        } else {
          try saver.save(tensors, scalars: trial.scalars, to: place)
          try saver.finish()
        }
        for sharing in ReadSharing.allCases {
          let attrs = trial.attrs(below: cluster.size)
          let loaded = try Checkpoint.load(
            place, attrs.mapValues { LoadTarget($0) }, on: cluster,
            options: LoadOptions(verifies: true, sharing: sharing))
          let fault = try trial.mismatch(loaded, savedAs: saved, attrs)
          #expect(fault == nil, "seed \(seed), case \(number)")
        }
        let alone = Cluster.virtual(5)
        let attrs = trial.attrs(below: 5)
        let loaded = try Checkpoint.load(
          place, attrs.mapValues { LoadTarget($0) }, on: alone)
        let fault = try trial.mismatch(loaded, savedAs: saved, attrs)
        #expect(fault == nil, "seed \(seed), case \(number), alone")
      }
      try cluster.barrier()
      if let folder {
        #expect(try folder.names() == (0..<12).map(String.init).sorted())
        print("12 checkpoints of \(cluster.size) ranks, seed \(seed)")
      }
      withExtendedLifetime(folder) {}
    }

    @Test func `a load holds what it loads, and a part of one tensor more`() throws {
      let cluster = try Cluster.start()
      let (folder, path) = try shared(cluster)
      let mesh = try ProcessMesh(shape: [cluster.size])
      let (count, rows, columns) = (6, 48, 1 << 14)
      var tensors: [String: DistTensor] = [:]
      for number in 0..<count {
        tensors["t\(number)"] = try DistTensor(
          fill: .random(seed: UInt64(number)), shape: [rows, columns], "S(0)", on: mesh, in: cluster
        )
      }
      try Checkpoint.save(tensors, to: "\(path)/c", on: cluster)
      tensors = [:]
      let whole = 4 * rows * columns
      for placements in ["R", "S(1)"] {
        let attr = try TensorDistAttr(parsing: placements, on: [mesh])
        let held = 4 * (attr.box(of: cluster.rank, shape: [rows, columns])?.count ?? 0)
        let targets = Dictionary(
          uniqueKeysWithValues: (0..<count).map { ("t\($0)", LoadTarget(attr)) })
        let contents = try CheckpointContents(reading: "\(path)/c")
        let (_, plan) = try Checkpoint.planned(
          contents, targets, on: cluster, options: LoadOptions())
        let before = StoragePool.statistics.bytesLive
        StoragePool.resetPeak()
        let meter = ByteMeter()
        let loaded = try Checkpoint.load(
          contents, targets, on: cluster, options: LoadOptions(), meter)
        let peak = StoragePool.statistics.peakBytesLive - before
        #expect(peak >= count * held, "\(placements)")
        #expect(peak <= count * (held + columns * 4) + plan.extraBytes, "\(placements): \(peak)")
        // No element is read twice.
        let read = try cluster.gathered([meter.bytes]).reduce(0) { $0 + $1[0] }
        #expect(read == count * whole && plan.bytesRead == read, "\(placements)")
        withExtendedLifetime(loaded) {}
      }
      try cluster.barrier()
      withExtendedLifetime(folder) {}
    }

    @Test(.enabled(if: jobSize > 1))
    func `all ranks throw the same where one differs, and nothing is written`() throws {
      let cluster = try Cluster.start()
      let (folder, path) = try shared(cluster)
      let mesh = try ProcessMesh(shape: [cluster.size])
      let last = cluster.size - 1
      func message(_ body: () throws(TesseraError) -> Void) -> String {
        do throws(TesseraError) { try body() } catch {
          return error.isShared ? error.message : "alone"
        }
        return ""
      }
      // Replicas: one element of the last rank's.
      var values = [Float](repeating: 1, count: 6)
      if cluster.rank == last { values[4] = 2 }
      let odd = try DistTensor(
        shards: [cluster.rank: DenseTensor(values, shape: [2, 3])], shape: [2, 3], dtype: .float32,
        attr: .replicated(on: mesh), on: cluster)
      let differs = message { () throws(TesseraError) in
        try Checkpoint.save(["w": odd], to: "\(path)/odd", on: cluster)
      }
      #expect(
        differs
          == "tensor 'w', box [0:2, 0:3]: replicas must be equal, rank \(last) differs from rank 0, first at index [1, 1]"
      )
      // Names: the last rank has another.
      let fine = try DistTensor(
        fill: .iota, shape: [4], attr: .replicated(on: mesh), on: cluster)
      let named = message { () throws(TesseraError) in
        try Checkpoint.save(
          [cluster.rank == last ? "v" : "w": fine], to: "\(path)/odd", on: cluster)
      }
      #expect(named.hasSuffix("ranks \(last) differ from rank 0"))
      // Files: one rank cannot write its own.
      let saver = CheckpointSaver(on: cluster)
      try Checkpoint.save(["w": fine], to: "\(path)/good", on: cluster)
      for _ in 0..<2 {
        let taken = message { () throws(TesseraError) in
          try saver.save(["w": fine], to: "\(path)/good")
        }
        #expect(taken == "\(path)/good: a new name is required, something has it already")
      }
      try cluster.barrier()
      if let folder { #expect(try folder.names() == ["good"]) }
      withExtendedLifetime(folder) {}
    }
  }
}
