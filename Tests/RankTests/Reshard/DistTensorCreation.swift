import Elements
import Sharding
import Tensors
import Tessera
import Testing

extension Ranks {
  /// Tensors made from values, each rank its own shard.
  @Suite struct DistTensorCreation {
    /// Placements on a row of all ranks of the job.
    static let placements = ["S(0)", "S(1)", "R", "P(max)", "S(1/2)", "S(0%2)"]

    static func row(_ cluster: Cluster) throws -> ProcessMesh {
      try ProcessMesh(shape: [cluster.size])
    }

    @Test(arguments: placements, [Fill.iota, .random(seed: 7)])
    func `a fill gives each rank its box of the whole`(placement: String, fill: Fill) throws {
      let cluster = try Cluster.start(options: .init(checksAgreement: true))
      let mesh = try Self.row(cluster)
      for dtype in [DType.float32, .int8, .bfloat16, .complex64]
      where placement != "P(max)" || dtype != .complex64 {
        let tensor = try DistTensor(
          fill: fill, shape: [7, 5], dtype: dtype, placement, on: mesh, in: cluster)
        let whole = DenseTensor(fill: fill, shape: [7, 5], dtype: dtype)
        let extent = try #require(tensor.attr.extent(of: cluster.rank, shape: [7, 5]))
        let local = try #require(tensor.local)
        let expected = extent.gathered(dtype) { whole.slice(offsets: $0.offsets, sizes: $0.sizes) }
        #expect(local.isIdentical(to: expected))
      }
    }

    @Test(arguments: placements)
    func `random values depend neither on the placement nor on the number of ranks`(
      placement: String
    ) throws {
      let cluster = try Cluster.start(options: .init(checksAgreement: true))
      let tensor = try DistTensor(
        fill: .random(seed: 42), shape: [7, 5], placement, on: try Self.row(cluster), in: cluster)
      let full = try #require(try tensor.full())
      #expect(
        full.isIdentical(to: DenseTensor(fill: .random(seed: 42), shape: [7, 5], dtype: .float32)))
    }

    @Test(arguments: placements)
    func `a full tensor and its shards come back`(placement: String) throws {
      let cluster = try Cluster.start(options: .init(checksAgreement: true))
      let attr = try TensorDistAttr(parsing: placement, on: [try Self.row(cluster)])
      let whole = DenseTensor(fill: .random(seed: 1), shape: [6, 9], dtype: .float64)
      let tensor = try DistTensor(whole, attr: attr, on: cluster)
      let again = try DistTensor(
        shards: tensor.shards, shape: [6, 9], dtype: .float64, attr: attr, on: cluster)
      #expect(try again.full()?.isIdentical(to: whole) == true)
    }

    @Test func `a rank outside the mesh holds nothing`() throws {
      let cluster = try Cluster.start(options: .init(checksAgreement: true))
      let last = cluster.size - 1
      let tensor = try DistTensor(
        fill: .ones, shape: [3], "S(0)", on: .single(last), in: cluster)
      #expect((tensor.local == nil) == (cluster.rank != last))
      #expect(tensor.shards.keys.allSatisfy { $0 == cluster.rank })
    }

    @Test func `a shard of another shape is refused with both shapes`() throws {
      let cluster = try Cluster.start()
      let attr = try TensorDistAttr(parsing: "S(0)", on: [try Self.row(cluster)])
      let wrong = DenseTensor(zeros: [9, 9], dtype: .float32)
      let error = #expect(throws: TesseraError.self) {
        try DistTensor(
          shards: [cluster.rank: wrong], shape: [4, 6], dtype: .float32, attr: attr, on: cluster)
      }
      #expect(error?.kind == .data)
      #expect(error?.message.contains("shard of rank \(cluster.rank)") == true)
      #expect(error?.message.contains("[9, 9]") == true)
    }

    @Test func `a mesh of more ranks than the job has is refused`() throws {
      let cluster = try Cluster.start()
      let mesh = try ProcessMesh(shape: [cluster.size + 1])
      let error = #expect(throws: TesseraError.self) {
        try DistTensor(fill: .ones, shape: [4], "R", on: mesh, in: cluster)
      }
      #expect(error?.kind == .environment)
      #expect(error?.message.contains("the job has \(cluster.size)") == true)
    }
  }
}
