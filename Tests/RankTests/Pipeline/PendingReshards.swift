import Tessera
import Testing

extension Ranks {
  /// Reshards that are started and not waited for.
  @Suite struct PendingReshards {
    @Test func `a reshard that is not waited for is no other`() throws {
      let cluster = try Cluster.start(options: .init(checksAgreement: true))
      let layouts = PipelineOnRanks.layouts(cluster.size).filter { $0.count > 1 }
      for layout in layouts {
        let meshes = try PipelineOnRanks.meshes(layout)
        for (from, to) in [("S(0)", "R"), ("P(sum)", "R"), ("P(max)", "S(1)"), ("R", "P(sum)")] {
          let x = try DistTensor(
            fill: .random(seed: 3), shape: [5, 4], from, on: meshes[0], in: cluster)
          let target = try TensorDistAttr(parsing: to, on: [meshes[1]])
          // Back and forth at once, in an order in which nobody could wait.
          let y = try x.resharded(to: target)
          let there = try x.reshardAsync(to: target)
          let back = try y.reshardAsync(to: x.attr)
          let result = try there.arrived()
          let again = try back.arrived()
          _ = try there.wait()
          _ = try back.wait()
          #expect(try there.test() && back.test())
          #expect(result.attr == target && again.attr == x.attr)
          let fulls = [try y.full(on: 0), try result.full(on: 0), try again.full(on: 0)]
          guard cluster.rank == 0 else { continue }
          for full in fulls { #expect(full?.isIdentical(to: fulls[0]!) == true, "\(from) \(to)") }
        }
      }
    }

    @Test func `partial values that cross are reduced once they have arrived`() throws {
      // Hosts of two: the source on two of them, the target on a third.
      let wire = Link(kind: "wire", latency: 1e-6, bandwidth: 1e9)
      let cable = Link(kind: "cable", latency: 1e-5, bandwidth: 1e8)
      let hosts = Topology(
        name: "hosts of 2",
        levels: [
          Topology.Level(name: "host", ranks: 2, link: wire),
          Topology.Level(name: "cluster", ranks: nil, link: cable),
        ], engine: Topology.Engine(copy: 1e10, pack: 1e9, fold: 1e9, stepOverhead: 1e-7))
      let planning = Planning(minimise: .time, costs: CostModel(hosts))
      let cluster = try Cluster.start(options: .init(checksAgreement: true, planning: planning))
      guard cluster.size >= 6 else { return }
      let source = try ProcessMesh(shape: [2], ranks: [0, 2])
      let target = try TensorDistAttr(parsing: "R", on: [ProcessMesh(shape: [2], ranks: [4, 5])])
      var carried: [Bool] = []
      for count in [1, 40, 1 << 14] {
        let x = try DistTensor(
          fill: .iota, shape: [count], dtype: .int32, "P(sum)", on: source, in: cluster)
        let plan = try ReshardPlan.crossing(
          Transition(shape: x.shape, dtype: x.dtype, from: x.attr, to: target), planning)
        carried.append(plan.steps.map(\.collective) == [.sendReceive, .allReduce])
        let pending = [try x.reshardAsync(to: target), try x.reshardAsync(to: target)]
        for one in pending {
          let result = try one.arrived()
          _ = try one.wait()
          #expect(result.record?.plan == plan)
          let whole = DenseTensor(fill: .iota, shape: [count], dtype: .int32)
          #expect(result.local?.isIdentical(to: whole) ?? true)
          #expect((result.local != nil) == target.mesh.contains(cluster.rank))
        }
      }
      #expect(carried == [true, true, false])
    }

    @Test func `a large tensor leaves before anybody takes it`() throws {
      let cluster = try Cluster.start()
      let mesh = try ProcessMesh(shape: [1], ranks: [0])
      let x = try DistTensor(fill: .iota, shape: [1 << 20], "R", on: mesh, in: cluster)
      let pending = try (0..<4).map { _ in
        try x.reshardAsync(to: .replicated(on: .single(cluster.size - 1)))
      }
      // Whoever waited in a start would not come here.
      try cluster.barrier()
      for one in pending.reversed() {
        let full = try one.arrived().local
        #expect((full != nil) == (cluster.rank == cluster.size - 1))
        #expect(full?.values(as: Float.self).last ?? 1_048_575 == 1_048_575)
      }
      for one in pending { _ = try one.wait() }
    }
  }
}
