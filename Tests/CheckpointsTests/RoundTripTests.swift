import CheckpointCases
import Checkpoints
import Elements
import ReshardCases
import Sharding
import Tensors
import Tessera
import Testing

/// Saved on some virtual ranks, loaded on others: the same bits.
@Suite struct RoundTripTests {
  /// Debug builds take many times as long.
  #if DEBUG
    static let count = 100
  #else
    static let count = 1000
  #endif

  @Test(arguments: 0..<4)
  func `any layout on any mesh comes back on any other, bit for bit`(part: Int) throws {
    let seed = Seed.drawn(part: 0xc4ec + part)
    let folder = try TemporaryFolder()
    for number in 0..<Self.count / 4 {
      var trial = CheckpointTrial(seed: seed &+ UInt64(number))
      var generator = SeededGenerator(seed: seed &+ UInt64(number))
      let ranks = Int.random(in: 1...8, using: &generator)
      let saved = trial.attrs(below: ranks)
      let path = folder.path("\(number)")
      let cluster = Cluster.virtual(ranks)
      let report = try Checkpoint.save(
        try trial.made(saved, on: cluster), scalars: trial.scalars, to: path, on: cluster)
      let contents = try CheckpointContents(reading: path)
      #expect(contents.faults() == [] && contents.checksumFaults().faults == [])
      #expect(report.bytes == contents.byteCount)
      for sharing in ReadSharing.allCases {
        let other = Cluster.virtual(Int.random(in: 1...8, using: &generator))
        let attrs = trial.attrs(below: other.size)
        let loaded = try Checkpoint.load(
          path, attrs.mapValues { LoadTarget($0) }, on: other,
          options: LoadOptions(verifies: number % 8 == 0, sharing: sharing))
        let fault = try trial.mismatch(loaded, savedAs: saved, attrs)
        #expect(fault == nil, "seed \(seed), case \(number)")
      }
    }
  }

  @Test func `an element is read once where its ranks can share the reading`() throws {
    let folder = try TemporaryFolder()
    let cluster = Cluster.virtual(8)
    let mesh = try ProcessMesh(shape: [2, 4])
    let tensor = try DistTensor(
      fill: .random(seed: 1), shape: [9, 5], "S(1),R", on: mesh, in: cluster)
    try Checkpoint.save(["w": tensor], to: folder.path("c"), on: cluster)
    for placements in ["R,R", "S(0),R", "R,S(1)", "P(sum),R", "P(sum),S(0)"] {
      let attr = try TensorDistAttr(parsing: placements, on: [mesh])
      func read(_ sharing: ReadSharing) throws -> (counted: Int, planned: Int) {
        let meter = ByteMeter()
        let loaded = try Checkpoint.load(
          try CheckpointContents(reading: folder.path("c")), ["w": .init(attr)], on: cluster,
          options: LoadOptions(sharing: sharing), meter)
        return (meter.bytes, loaded.bytesRead)
      }
      for sharing in [ReadSharing.host, .job] {
        let once = try read(sharing)
        #expect(once.counted == 180 && once.planned == 180, "\(placements)")
      }
      #expect(try read(.rank).counted >= 180, "\(placements)")
    }
  }
}
