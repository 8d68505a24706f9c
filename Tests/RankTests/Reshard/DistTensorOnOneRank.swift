import Elements
import Sharding
import Tensors
import Tessera
import Testing

extension Ranks {
  /// The whole tensor on one rank, in the mesh or not, with rank 0 in the mesh or not.
  @Suite struct DistTensorOnOneRank {
    static let shape = [7, 5]

    /// All ranks; all but the first; all but the last, backwards.
    private static func meshes(_ size: Int) throws -> [ProcessMesh] {
      let lists = [Array(0..<size), Array(1..<size), Array((0..<size - 1).reversed())]
      return try lists.filter { !$0.isEmpty }.map { try ProcessMesh(shape: [$0.count], ranks: $0) }
    }

    @Test(arguments: ["S(0)", "S(1)", "R", "P(sum)"])
    func `the value arrives there and nowhere else`(placement: String) throws {
      let cluster = try Cluster.start(options: .init(checksAgreement: true))
      let whole = DenseTensor(fill: .iota, shape: Self.shape, dtype: .int32)
      for mesh in try Self.meshes(cluster.size) {
        let tensor = try DistTensor(
          fill: .iota, shape: Self.shape, dtype: .int32, placement, on: mesh, in: cluster)
        for rank in 0..<cluster.size {
          let full = try tensor.full(on: rank)
          #expect((full != nil) == (cluster.rank == rank), "\(tensor) on rank \(rank)")
          if let full { #expect(full.isIdentical(to: whole)) }
        }
      }
    }

    @Test(arguments: ["S(0)", "R", "P(sum)"])
    func `no other rank receives a byte`(placement: String) throws {
      let cluster = try Cluster.start(options: .init(checksAgreement: true))
      for mesh in try Self.meshes(cluster.size) {
        let tensor = try DistTensor(
          fill: .iota, shape: Self.shape, dtype: .int32, placement, on: mesh, in: cluster)
        for rank in 0..<cluster.size {
          let moved = try tensor.resharded(to: .replicated(on: .single(rank)))
          let received = moved.record?.steps.reduce(0) { $0 + $1.received.values.reduce(0, +) } ?? 0
          let all = try cluster.gathered([received]).map { $0[0] }
          for other in 0..<cluster.size where other != rank { #expect(all[other] == 0) }
          #expect(all[rank] <= 7 * 5 * 4 * mesh.count)
          if !mesh.contains(rank), placement != "P(sum)" { #expect(all[rank] == 7 * 5 * 4) }
        }
      }
    }

    @Test func `one rank prints and the others have no text`() throws {
      let cluster = try Cluster.start(options: .init(checksAgreement: true))
      for mesh in try Self.meshes(cluster.size) {
        let tensor = try DistTensor(
          fill: .iota, shape: [2, 3], dtype: .int32, "S(1)", on: mesh, in: cluster)
        for rank in [0, cluster.size - 1] {
          let text = try tensor.formatted(on: rank)
          let expected = "i32[2,3]{S(1)} on rank \(rank)\n[[0 1 2]\n [3 4 5]]"
          #expect(text == (cluster.rank == rank ? expected : nil))
        }
      }
    }

    @Test func `a rank that the job lacks is refused`() throws {
      let cluster = try Cluster.start()
      let mesh = try ProcessMesh(shape: [cluster.size])
      let tensor = try DistTensor(fill: .ones, shape: [4], "R", on: mesh, in: cluster)
      for rank in [-1, cluster.size] {
        let error = #expect(throws: TesseraError.self) { try tensor.full(on: rank) }
        #expect(error?.kind == .usage)
      }
    }

    @Test func `full on every rank of the mesh is nil outside`() throws {
      let cluster = try Cluster.start(options: .init(checksAgreement: true))
      let whole = DenseTensor(fill: .iota, shape: Self.shape, dtype: .float16)
      for mesh in try Self.meshes(cluster.size) {
        let tensor = try DistTensor(
          fill: .iota, shape: Self.shape, dtype: .float16, "S(0)", on: mesh, in: cluster)
        let full = try tensor.full()
        #expect((full != nil) == mesh.contains(cluster.rank))
        if let full { #expect(full.isIdentical(to: whole)) }
      }
    }
  }
}
