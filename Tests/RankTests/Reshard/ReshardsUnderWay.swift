import Sharding
import Tensors
import Tessera
import Testing

extension Ranks {
  /// Reshards that are begun, and waited for later.
  @Suite struct ReshardsUnderWay {
    private static let routes = [
      ("S(0)", "R"), ("P(sum)", "R"), ("S(0)", "S(1)"), ("P(max)", "S(0)"), ("R", "S(1)"),
      ("S(1)", "P(sum)"),
    ]

    @Test(arguments: ExchangeChoice.allCases, [1, 3, 8, 20])
    func `many at a time give what each gives alone`(choice: ExchangeChoice, count: Int) throws {
      let cluster = try Cluster.start(options: .init(checksAgreement: true, exchange: choice))
      let mesh = try ProcessMesh(shape: [jobSize])
      var handles: [ReshardHandle] = []
      var expected: [DistTensor] = []
      for index in 0..<count {
        let (from, to) = Self.routes[index % Self.routes.count]
        let whole = DenseTensor(
          fill: .random(seed: UInt64(index)), shape: [40, 33], dtype: .float32)
        let tensor = try DistTensor(
          whole, attr: TensorDistAttr(parsing: from.replacing("P(max)", with: "R"), on: [mesh]),
          on: cluster
        ).resharded(to: from)
        let target = try TensorDistAttr(parsing: to, on: [mesh])
        handles.append(try tensor.reshardAsync(to: target))
        // Others that are done at once, in between.
        expected.append(try tensor.resharded(to: target))
      }
      for (index, handle) in handles.enumerated() {
        let result = try handle.wait()
        let local = try #require(result.local)
        #expect(local.isIdentical(to: try #require(expected[index].local)), "reshard \(index)")
        #expect(try handle.wait().local?.storage === local.storage)
      }
    }

    @Test(arguments: ExchangeChoice.allCases)
    func `a handle that is dropped keeps nobody waiting`(choice: ExchangeChoice) throws {
      let cluster = try Cluster.start(options: .init(exchange: choice))
      let mesh = try ProcessMesh(shape: [jobSize])
      let target = try TensorDistAttr(parsing: "R", on: [mesh])
      for round in 0..<30 {
        let tensor = try DistTensor(
          fill: .random(seed: UInt64(round)), shape: [jobSize * 8, 64], "S(0)", on: mesh,
          in: cluster)
        let handle = try tensor.reshardAsync(to: target)
        // One rank has no use for it.
        if round % jobSize == cluster.rank { continue }
        let whole = DenseTensor(
          fill: .random(seed: UInt64(round)), shape: tensor.shape, dtype: .float32)
        #expect(try #require(try handle.wait().local).isIdentical(to: whole), "round \(round)")
      }
    }
  }
}
