import MPI
import OpCases
import ReshardCases
import Resharding
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
      let cluster = try Cluster.start()
      var seeder = SystemRandomNumberGenerator()
      let own = Int(seeder.next() >> 2)
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

    /// What the reshards of the trace call by themselves.
    private static func calls(of moves: [Trace.Move], _ trial: OpTrial, on cluster: Cluster) throws
      -> [String: Int]
    {
      let inputs = try trial.inputs(on: cluster)
      MPIRuntime.resetCalls()
      for move in moves where move.input < inputs.count {
        _ = try inputs[move.input].resharded(to: move.to)
      }
      return calls()
    }

    private static func fault(_ trial: OpTrial, on cluster: Cluster) throws -> String? {
      MPIRuntime.resetCalls()
      let (outputs, trace) = try Trace.record { try trial.outputs(on: cluster) }
      let calls = calls()
      let moves = trace.entries.flatMap(\.moves)
      let planned = try Self.calls(of: moves, trial, on: cluster)
      // What an op folds within is the trace's too, but no reshard of an input.
      let isJoint = moves.contains { $0.input >= trial.attrs.count }
      if !isJoint, calls != planned {
        return "the trace's reshards call \(planned), the op called \(calls)"
      }
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
      let cluster = try Cluster.start()
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
  }
}
