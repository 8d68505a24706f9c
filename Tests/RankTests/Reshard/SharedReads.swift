import Elements
import ReshardCases
import Resharding
import Sharding
import Tensors
import Tessera
import Testing

extension Ranks {
  /// Ranks that read each other's shards, against the same reshards by MPI: the same bits, and the
  /// same bytes counted.
  @Suite struct SharedReads {
    private struct Pair {
      let shared = try! Cluster.start(options: .init(exchange: .shared))
      let mpi = try! Cluster.start(options: .init(exchange: .mpi))

      /// What is wrong on this rank; nil where nothing is.
      func fault(_ transition: Transition, seed: UInt64) throws -> String? {
        let shards = transition.sourceShards(seed: seed)
        let results = try [shared, mpi].map { cluster in
          try DistTensor(
            shards: shards, shape: transition.shape, dtype: transition.dtype,
            attr: transition.from, on: cluster
          ).resharded(to: transition.to)
        }
        // Of plans that move as much, the one that is predicted to be quicker by its exchange is taken; parts of
        // a partial value are then others.
        let plans = results.compactMap { $0.record?.plan }
        let isOnePlan = plans.count < 2 || plans[0] == plans[1]
        if isOnePlan || !transition.to.isPartial,
          let (one, other) = results[0].local.flatMap({ one in
            results[1].local.map { (one, $0) }
          }), !one.isIdentical(to: other)
        {
          return "the shards differ: \(one.difference(from: other).map { "\($0)" } ?? "in bits")"
        }
        guard let steps = results[0].record?.steps, let others = results[1].record?.steps else {
          return transition.isIdentity ? nil : "there is no record"
        }
        guard isOnePlan else {
          let moved = plans.map { plan in
            plan.traffic.reduce(0) { $0 + $1.received.values.reduce(0, +) }
          }
          return moved[0] == moved[1] ? nil : "\(moved[0]) bytes, by MPI \(moved[1])"
        }
        for (step, other) in zip(steps, others) {
          if step.sent != other.sent || step.received != other.received {
            return "\(step.sent), \(step.received) bytes, by MPI \(other.sent), \(other.received)"
          }
          let moved = other.sent.values.contains { $0 > 0 }
          if moved, isOneHost && step.mode != .shared || other.mode != .mpi {
            return "carried out by \(String(describing: step.mode))"
          }
        }
        return nil
      }

      func expect(_ transition: Transition, seed: UInt64 = 7) throws {
        let fault = try fault(transition, seed: seed)
        #expect(fault == nil, "\(transition), seed \(seed): \(fault ?? "")")
      }
    }

    /// One pair in so many.
    private static let share = jobSize > 4 ? 4 : 1

    private static let dtypes: [DType] = [.float32, .bfloat16, .float16, .int64, .bool, .complex64]

    @Test(arguments: [[], [1], [7, 5], [0, 3], [16, 6]])
    func `every pair of placements on a row of ranks`(shape: [Int]) throws {
      let pair = Pair()
      let mesh = try ProcessMesh(shape: [jobSize])
      for (index, dtype) in Self.dtypes.enumerated() {
        let attrs = TensorDistAttr.all(on: mesh, ndim: shape.count, dtype: dtype)
        let sources = attrs + attrs.compactMap { $0.uneven(shape) }
        // All of one dtype where ranks are few, and of the others some.
        for (number, from) in sources.enumerated() {
          for (other, to) in attrs.enumerated()
          where (number + other) % (dtype == .float32 ? Self.share : 6 * Self.share) == index {
            try pair.expect(Transition(shape: shape, dtype: dtype, from: from, to: to))
          }
        }
      }
    }

    @Test(.enabled(if: jobSize % 2 == 0), arguments: [[], [7, 5], [4, 0], [8, 6]])
    func `pairs of placements on a mesh of two dims`(shape: [Int]) throws {
      let pair = Pair()
      let mesh = try ProcessMesh(shape: [2, jobSize / 2])
      var generator = SeededGenerator(seed: 11)
      for dtype in [DType.float32, .float16] {
        let attrs = TensorDistAttr.all(on: mesh, ndim: shape.count, dtype: dtype)
        for from in attrs {
          for to in attrs.shuffled(using: &generator).prefix(jobSize > 4 ? 1 : 3) {
            try pair.expect(Transition(shape: shape, dtype: dtype, from: from, to: to))
          }
        }
      }
    }

    @Test func `random transitions between meshes`() throws {
      let pair = Pair()
      var generator = SeededGenerator(seed: 13)
      for number in 0..<60 {
        let dtype = DType.allCases[number % DType.allCases.count]
        let shape = [[8, 6], [7, 5], [3], [2, 3, 4]][number % 4]
        let (source, target) = (
          ProcessMesh.random(below: jobSize, using: &generator),
          ProcessMesh.random(below: jobSize, using: &generator)
        )
        let transition = Transition(
          shape: shape, dtype: dtype,
          from: .random(on: source, shape: shape, dtype: dtype, using: &generator),
          to: .random(on: target, shape: shape, dtype: dtype, using: &generator))
        try pair.expect(transition, seed: generator.next())
      }
    }

    @Test func `large shards, through both phases of an all-reduce`() throws {
      let pair = Pair()
      let mesh = try ProcessMesh(shape: [jobSize])
      for (dtype, shape) in [(DType.float32, [700, 513]), (.bfloat16, [1025, 300])] {
        for (from, to) in [
          ("P(sum)", "R"), ("P(avg)", "S(1)"), ("S(0)", "R"), ("S(1)", "R"), ("S(0)", "S(1)"),
        ] {
          try pair.expect(
            Transition(
              shape: shape, dtype: dtype, from: TensorDistAttr(parsing: from, on: [mesh]),
              to: TensorDistAttr(parsing: to, on: [mesh])))
        }
      }
    }

    @Test func `shards that are views, also transposed and expanded`() throws {
      let cluster = try Cluster.start(options: .init(exchange: .shared))
      let mesh = try ProcessMesh(shape: [jobSize])
      let whole = DenseTensor(fill: .iota, shape: [6 * jobSize, 10], dtype: .int32)
      let views: [(DenseTensor) -> DenseTensor] = [
        { $0.permuted([1, 0]).copy().permuted([1, 0]) },
        { $0.copy().strided(dim: 0, start: 5, count: 6, step: -1) },
        { $0.slice(offsets: [0, 2], sizes: [6, 7]) },
        { $0.slice(offsets: [0, 2], sizes: [6, 1]).expanded(to: [6, 4]) },
      ]
      for view in views {
        let all = (0..<jobSize).map { rank in
          view(whole.slice(offsets: [6 * rank, 0], sizes: [6, 10]))
        }
        let shape = [6 * jobSize, all[0].shape[1]]
        let tensor = try DistTensor(
          shards: Dictionary(uniqueKeysWithValues: all.enumerated().map { ($0, $1) }),
          shape: shape, dtype: .int32, attr: TensorDistAttr(parsing: "S(0)", on: [mesh]),
          on: cluster)
        let expected = DenseTensor(shape: shape, dtype: .int32)
        for (rank, shard) in all.enumerated() {
          expected.slice(offsets: [6 * rank, 0], sizes: shard.shape).copy(from: shard)
        }
        let full = try #require(try tensor.full())
        #expect(full.isIdentical(to: expected))
      }
    }
  }
}
