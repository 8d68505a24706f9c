import MPI
import OpCases
import ReshardCases
import Sharding
import Tensors
import Tessera
import Testing

extension Ranks {
  /// A sample of the proof on the ranks of a job: a few placements of every op.
  @Suite struct OpsOnRanks {
    private static func meshes(_ size: Int) -> [[Int]] {
      size == 4 ? [[4], [2, 2]] : size == 6 ? [[2, 3]] : [[size]]
    }

    /// Functions of MPI that move data.
    private static func calls() -> [String: Int] {
      MPIRuntime.calls.filter { call, _ in
        !["Comm", "Group", "Type", "Op", "Get", "Init", "Query"].contains {
          call.hasPrefix("MPI_\($0)_")
        }
      }
    }

    @Test(.enabled(if: [1, 2, 3, 4, 6].contains(jobSize)))
    func `ops on ranks give the op of the whole, and move what the trace says`() throws {
      let cluster = try Cluster.start(options: .init(checksAgreement: false, exchange: .mpi))
      let own = Int(Seed.drawn() >> 2)
      // Every rank takes rank 0's.
      let seed = try cluster.gathered([own])[0][0]
      var generator = SeededGenerator(seed: UInt64(seed))
      var count = 0
      for definition in AllOps.definitions {
        guard let cases = OpCase.all[definition.name] else { continue }
        for shape in Self.meshes(cluster.size) {
          let mesh = try ProcessMesh(shape: shape)
          let local = cases[Int.random(in: 0..<cases.count, using: &generator)]
          for attrs in tuples(local.placements(on: mesh), limit: 2, using: &generator).prefix(2) {
            count += 1
            let trial = try OpTrial(definition.name, local, attrs, using: &generator)
            if let fault = try Self.fault(trial, on: cluster) {
              Issue.record("seed \(seed), \(trial.words): \(fault)")
            }
          }
        }
      }
      if cluster.rank == 0 { print("\(count) ops on \(cluster.size) ranks, seed \(seed)") }
    }

    /// What the trace's collectives call on each rank: its reshards of inputs by themselves, and what
    /// the op folded within by what a fold is made of.
    private static func calls(of moves: [Trace.Move], _ trial: OpTrial, on cluster: Cluster) throws
      -> [String: Int]
    {
      let inputs = try trial.inputs(on: cluster)
      MPIRuntime.resetCalls()
      for move in moves where move.input < inputs.count {
        _ = try inputs[move.input].resharded(to: move.to)
      }
      var result = calls()
      for step in moves.filter({ $0.input >= inputs.count }).flatMap(\.steps) {
        for call in calls(of: step) { result[call, default: 0] += 1 }
      }
      return result
    }

    /// The calls of one step of a fold; none where this rank's row has no elements, and so it neither
    /// gives nor gets any of it. That the bytes of all ranks together are right is seen elsewhere.
    private static func calls(of step: Trace.Step) -> [String] {
      switch step.collective {
      case _ where step.bytesCounted == 0: []
      case "all-reduce": ["MPI_Alltoallv", "MPI_Allgatherv"]
      case "reduce-scatter": ["MPI_Alltoallv"]
      case "all-gather": ["MPI_Allgatherv"]
      default: ["\(step.collective), which is no part of a fold"]
      }
    }

    /// What is wrong with the bytes that the trace says, by those that all ranks counted.
    private static func miscount(_ steps: [Trace.Step], on cluster: Cluster) throws -> String? {
      if steps.isEmpty { return nil }
      let counted = try cluster.gathered(steps.map(\.bytesCounted))
      for (number, step) in steps.enumerated() {
        let sum = counted.reduce(0) { $0 + $1[number] }
        if sum != step.bytesReceived {
          return
            "\(step.collective): \(step.bytesReceived) bytes by the trace, \(sum) were received"
        }
      }
      return nil
    }

    private static func fault(_ trial: OpTrial, on cluster: Cluster) throws -> String? {
      MPIRuntime.resetCalls()
      let (outputs, trace) = try Trace.record { try trial.outputs(on: cluster) }
      let calls = calls()
      let moves = trace.entries.flatMap(\.moves)
      let planned = try Self.calls(of: moves, trial, on: cluster)
      if calls != planned {
        return "the trace's collectives call \(planned), the op called \(calls)"
      }
      if let fault = try miscount(moves.flatMap(\.steps), on: cluster) { return fault }
      for (number, output) in outputs.enumerated() {
        let whole = try output.resharded(to: .replicated(on: output.mesh))
        guard let local = output.local, let value = whole.local else {
          return "output \(number): there is no shard"
        }
        let box = output.attr.box(of: cluster.rank, shape: output.shape)
        if local.shape != box?.sizes { return "output \(number): the shard is \(local.shape)" }
        let attr = TensorDistAttr.replicated(on: output.mesh)
        let shards = Dictionary(uniqueKeysWithValues: output.mesh.ranks.map { ($0, value) })
        if let fault = trial.fault(number, attr, output.shape, shards) { return fault }
      }
      return nil
    }

    @Test(.enabled(if: jobSize == 4))
    func `a product of shards along its inner dim calls nothing`() throws {
      let cluster = try Cluster.start(options: .init(checksAgreement: false, exchange: .mpi))
      let mesh = try ProcessMesh(shape: [2, 2])
      let x = try DistTensor(
        fill: .random(seed: 0), shape: [8, 6], "S(0),S(1)", on: mesh, in: cluster)
      let y = try DistTensor(
        fill: .random(seed: 1), shape: [6, 4], "R,S(0)", on: mesh, in: cluster)
      MPIRuntime.resetCalls()
      let (outputs, trace) = try Trace.record { try cluster.apply("matmul", [.one(x), .one(y)]) }
      #expect(Self.calls().isEmpty && trace.entries[0].moves.isEmpty)
      #expect(outputs[0].attr.description == "S(0),P(sum)")
      // A contradiction has to move one input: one all-gather of it.
      let z = try y.resharded(to: "R,R").resharded(to: "S(1),R")
      MPIRuntime.resetCalls()
      let (_, other) = try Trace.record { try cluster.apply("matmul", [.one(x), .one(z)]) }
      let moves = other.entries[0].moves.flatMap(\.collectives).filter { $0 != "local" }
      #expect(!moves.isEmpty && Self.calls().values.reduce(0, +) >= moves.count)
    }

    @Test(.enabled(if: [2, 3, 4, 6].contains(jobSize)))
    func `cross entropy of sharded classes folds two small rows, and the trace says so`() throws {
      let cluster = try Cluster.start(options: .init(checksAgreement: false, exchange: .mpi))
      let mesh = try ProcessMesh(shape: [cluster.size])
      let logits = try DistTensor(
        fill: .random(seed: 2), shape: [6, 8], dtype: .float64, "S(1)", on: mesh, in: cluster)
      let labels = try DistTensor(
        fill: .zeros, shape: [6, 1], dtype: .int64, "R", on: mesh, in: cluster)
      MPIRuntime.resetCalls()
      let (_, trace) = try Trace.record {
        try cluster.apply("cross_entropy_with_softmax", [.one(logits), .one(labels)])
      }
      #expect(Self.calls() == ["MPI_Alltoallv": 2, "MPI_Allgatherv": 2])
      let moves = trace.entries[0].moves
      #expect(moves.map(\.from) == ["P(max)", "P(sum)"] && moves.allSatisfy { $0.input >= 2 })
      let steps = moves.flatMap(\.steps)
      #expect(steps.map(\.collective) == ["all-reduce", "all-reduce"])
      // Every rank's share of each row comes from each other rank, and then goes to each.
      let others = 2 * (cluster.size - 1)
      #expect(steps.map(\.bytesReceived) == [others * 6 * 8, others * 12 * 8])
      #expect(try Self.miscount(steps, on: cluster) == nil)
    }
  }
}
