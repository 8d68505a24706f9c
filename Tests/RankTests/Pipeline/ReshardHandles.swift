import CostModel
import Glibc
import ReshardCases
import Resharding
import Sharding
import Tensors
import Tessera
import Testing

extension Ranks {
  /// Reshards between meshes that are begun, and waited for later or by some ranks only.
  @Suite struct ReshardHandles {
    @Test(arguments: ExchangeChoice.allCases)
    func `a reshard that is begun is no other`(choice: ExchangeChoice) throws {
      let cluster = try Cluster.start(options: .init(checksAgreement: true, exchange: choice))
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

    @Test(.enabled(if: jobSize >= 2))
    func `a rank that begins another reshard than its peers is named, and nothing is read`()
      throws
    {
      let cluster = try Cluster.start(options: .init(checksAgreement: true, exchange: .shared))
      let source = try ProcessMesh(shape: [1], ranks: [0])
      let target = try TensorDistAttr(parsing: "R", on: [ProcessMesh(shape: [1], ranks: [1])])
      let tensors = try [[4, 6], [6, 4]].map {
        try DistTensor(fill: .iota, shape: $0, "R", on: source, in: cluster)
      }
      // What they agree on the first time, and not again.
      for tensor in tensors { _ = try tensor.reshardAsync(to: target).wait() }
      let handle = try tensors[cluster.rank == 0 ? 0 : 1].reshardAsync(to: target)
      if cluster.rank == 1 {
        let error = #expect(throws: TesseraError.self) { _ = try handle.wait() }
        let text = try #require(error).description
        #expect(text.contains("rank 0 has begun another than this rank"), "\(text)")
      }
      try cluster.barrier()
    }

    @Test(arguments: ExchangeChoice.allCases)
    func `partial values that cross are reduced once they have arrived`(choice: ExchangeChoice)
      throws
    {
      // Hosts of two: the source on two of them, the target on a third.
      let wire = Link(kind: "wire", latency: 1e-6, gap: 1e-6, bandwidth: 1e9)
      let cable = Link(kind: "cable", latency: 1e-5, gap: 1e-5, bandwidth: 1e8)
      let hosts = Topology(
        name: "hosts of 2",
        levels: [
          Topology.Level(name: "host", ranks: 2, link: wire),
          Topology.Level(name: "cluster", ranks: nil, link: cable),
        ], engine: Topology.Engine(copy: 1e10, pack: 1e9, fold: 1e9, stepOverhead: 1e-7))
      let planning = Planning(minimise: .time, costs: CostModel(hosts, exchange: choice))
      let cluster = try Cluster.start(
        options: .init(checksAgreement: true, planning: planning, exchange: choice))
      guard cluster.size >= 6 else { return }
      let source = try ProcessMesh(shape: [2], ranks: [0, 2])
      let target = try TensorDistAttr(parsing: "R", on: [ProcessMesh(shape: [2], ranks: [4, 5])])
      var carried: [Bool] = []
      for count in [1, 40, 1 << 14] {
        let x = try DistTensor(
          fill: .iota, shape: [count], dtype: .int32, "P(sum)", on: source, in: cluster)
        let plan = try Planner(planning).carryingPartials(
          Transition(shape: x.shape, dtype: x.dtype, from: x.attr, to: target))
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

    @Test(arguments: ExchangeChoice.allCases)
    func `a large tensor leaves before anybody takes it`(choice: ExchangeChoice) throws {
      let cluster = try Cluster.start(options: .init(exchange: choice))
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

    /// Ranks that give and ranks that take: apart, and overlapping.
    private static var pairs: [(from: [Int], to: [Int])] {
      let all = Array(0..<jobSize)
      let half = jobSize / 2
      return [
        (Array(all.prefix(half)), Array(all.suffix(jobSize - half))),
        (Array(all.dropLast()), Array(all.dropFirst())),
        (all, [jobSize - 1]), ([0], all.reversed()),
      ].filter { !$0.0.isEmpty && !$0.1.isEmpty }
    }

    @Test(arguments: ExchangeChoice.allCases, [1, 20])
    func `a source that goes ahead waits for no more than room`(
      choice: ExchangeChoice, count: Int
    ) throws {
      let cluster = try Cluster.start(options: .init(checksAgreement: true, exchange: choice))
      for (from, to) in Self.pairs {
        let source = try ProcessMesh(shape: [from.count], ranks: from)
        let target = try TensorDistAttr(
          parsing: "S(1)", on: [ProcessMesh(shape: [to.count], ranks: to)])
        var handles: [ReshardHandle] = []
        for index in 0..<count {
          if !from.contains(cluster.rank) { usleep(200) }
          let x = try DistTensor(
            fill: .random(seed: UInt64(index)), shape: [37, 21], "S(0)", on: source, in: cluster)
          // The tensor goes, and what is made next would lie in its place.
          handles.append(try x.reshardAsync(to: target))
        }
        // Who only gives does not wait: it drops what it began, at once or when others have taken it.
        if !to.contains(cluster.rank) {
          if cluster.rank % 2 == 0 {
            while try !handles.allSatisfy({ try $0.test() }) {}
          }
          handles = []
        }
        for (index, handle) in handles.enumerated().reversed() {
          let result = try handle.wait()
          let whole = DenseTensor(
            fill: .random(seed: UInt64(index)), shape: [37, 21], dtype: .float32)
          guard let box = target.box(of: cluster.rank, shape: [37, 21]) else { continue }
          let part = whole.slice(offsets: box.offsets, sizes: box.sizes)
          #expect(try #require(result.local).isIdentical(to: part), "\(from) \(to) \(index)")
        }
      }
    }

    @Test(arguments: ExchangeChoice.allCases)
    func `many between random meshes give what each gives alone`(choice: ExchangeChoice) throws {
      let cluster = try Cluster.start(options: .init(exchange: choice))
      var generator = SeededGenerator(seed: 29)
      for _ in 0..<4 {
        var under: [(handle: ReshardHandle, alone: DistTensor)] = []
        for number in 0..<16 {
          let dtype = DType.allCases[number % DType.allCases.count]
          let shape = [[8, 6], [7, 5], [3], [2, 3, 4]][number % 4]
          let meshes = (0..<2).map { _ in ProcessMesh.random(below: jobSize, using: &generator) }
          let transition = Transition(
            shape: shape, dtype: dtype,
            from: .random(on: meshes[0], shape: shape, dtype: dtype, using: &generator),
            to: .random(on: meshes[1], shape: shape, dtype: dtype, using: &generator))
          let tensor = try DistTensor(
            shards: transition.sourceShards(seed: generator.next()), shape: shape, dtype: dtype,
            attr: transition.from, on: cluster)
          under.append(
            (try tensor.reshardAsync(to: transition.to), try tensor.resharded(to: transition.to)))
        }
        for (handle, alone) in under.shuffled(using: &generator) {
          let result = try handle.wait()
          #expect(try handle.test())
          #expect((result.local == nil) == (alone.local == nil))
          guard let one = result.local, let other = alone.local else { continue }
          #expect(one.isIdentical(to: other), "\(String(describing: result.record?.plan))")
        }
      }
    }

    @Test(.enabled(if: jobSize > 1 && isOneHost))
    func `on one host nothing is packed, and the source makes nothing`() throws {
      let cluster = try Cluster.start(options: .init(exchange: .shared))
      let (from, to) = Self.pairs[0]
      let source = try ProcessMesh(shape: [from.count], ranks: from)
      let target = try ProcessMesh(shape: [to.count], ranks: to)
      // Columns, which messages would have to be packed for.
      for (placement, other) in [("S(0)", "S(0)"), ("S(1)", "S(0)"), ("R", "S(1)")] {
        let x = try DistTensor(
          fill: .iota, shape: [512, 512], placement, on: source, in: cluster)
        let attr = try TensorDistAttr(parsing: other, on: [target])
        for _ in 0..<3 { _ = try x.reshardAsync(to: attr).wait() }
        let before = StoragePool.statistics
        let result = try x.reshardAsync(to: attr).wait()
        let after = StoragePool.statistics
        let made = after.freshAllocations + after.reuses - before.freshAllocations - before.reuses
        #expect(made == (to.contains(cluster.rank) ? 1 : 0))
        let record = try #require(result.record)
        #expect(record.steps.map(\.mode) == [.shared] && record.steps[0].began == nil)
        #expect(record.peakExtraBytes == [cluster.rank: 0])
        let (sent, received) = (record.steps[0].sent, record.steps[0].received)
        let traffic = record.plan.traffic[0]
        #expect(sent[cluster.rank] ?? 0 == traffic.sent[cluster.rank] ?? 0)
        #expect(received[cluster.rank] ?? 0 == traffic.received[cluster.rank] ?? 0)
      }
    }
  }
}
