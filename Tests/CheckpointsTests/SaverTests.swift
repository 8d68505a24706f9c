import CheckpointCases
import Checkpoints
import Elements
import Foundation
import Sharding
import Tensors
import Tessera
import Testing

/// Saving beside the computation.
@Suite struct SaverTests {
  private func tensor(_ value: Float, on cluster: Cluster) throws -> (DistTensor, DenseTensor) {
    let full = DenseTensor([Float](repeating: value, count: 1 << 16), shape: [1 << 16])
    let mesh = try ProcessMesh(shape: [cluster.size])
    return (
      try DistTensor(full, attr: TensorDistAttr(parsing: "S(0)", on: [mesh]), on: cluster), full
    )
  }

  @Test func `what changes after a save is called does not reach the checkpoint`() throws {
    let folder = try TemporaryFolder()
    let cluster = Cluster.virtual(2)
    let saver = CheckpointSaver(on: cluster)
    let (weights, memory) = try tensor(1, on: cluster)
    for step in 1...5 {
      memory.fill(Double(step))
      let before = try saver.save(
        ["w": weights], scalars: ["step": .int(step)], to: folder.path("\(step)"))
      #expect(before?.path == (step > 1 ? folder.path("\(step - 1)") : nil))
      memory.fill(-1)
    }
    let last = try #require(try saver.finish())
    #expect(last.bytes == 4 << 16 && last.bytesByRank == [0: 2 << 16, 1: 2 << 16])
    #expect(saver.isIdle)
    #expect(try saver.finish() == nil)
    #expect(try folder.names() == ["1", "2", "3", "4", "5"])
    for step in 1...5 {
      let loaded = try Checkpoint.load(
        folder.path("\(step)"), ["w": .init(.replicated(on: try ProcessMesh(shape: [1])))],
        on: .virtual(1), options: LoadOptions(verifies: true))
      let found = try #require(loaded.tensors["w"]?.local).values(as: Float.self)
      #expect(found.allSatisfy { $0 == Float(step) }, "step \(step)")
      #expect(loaded.scalars == ["step": .int(step)])
    }
  }

  @Test func `a save that fails is told by the next call, and leaves nothing`() throws {
    let folder = try TemporaryFolder()
    let cluster = Cluster.virtual(2)
    let saver = CheckpointSaver(on: cluster)
    let (weights, _) = try tensor(1, on: cluster)
    // Another save takes the name meanwhile: one of the two is refused.
    try saver.save(["w": weights], to: folder.path("c"))
    var refused = 0
    do throws(TesseraError) {
      try Checkpoint.save(["w": weights], to: folder.path("c"), on: cluster)
    } catch { refused += error.kind == .data ? 1 : 100 }
    do throws(TesseraError) { try saver.finish() } catch {
      refused += error.kind == .data ? 1 : 100
    }
    #expect(refused == 1)
    #expect(try folder.names() == ["c"])
    #expect(try CheckpointContents(reading: folder.path("c")).checksumFaults().faults == [])
  }
}
