import MPI
import ProgramCases
import Programs
import ReshardCases
import Testing

@testable import Tessera

extension Ranks {
  /// A sample of random programs on the ranks of a job: their results, and the calls of MPI that move data.
  @Suite struct ProgramsOnRanks {
    private static func calls() -> [String: Int] {
      MPIRuntime.calls.filter { call, _ in
        // What is under way is tested for, and else waited for.
        call != "MPI_Test" && call != "MPI_Wait"
          && !["Comm", "Group", "Type", "Op", "Get", "Init", "Query"].contains {
            call.hasPrefix("MPI_\($0)_")
          }
      }
    }

    @Test(.enabled(if: [2, 3, 4, 6].contains(jobSize)))
    func `programs on ranks equal themselves in one process, and call what their reshards call`()
      throws
    {
      let cluster = try Cluster.start(options: .init(checksAgreement: false, exchange: .mpi))
      // Every rank takes rank 0's.
      let seed = UInt64(try cluster.gathered([Int(Seed.drawn() >> 2)])[0][0])
      for number in 0..<20 {
        let random = RandomProgram(seed: seed &+ UInt64(number), ranks: cluster.size, ops: 3...20)
        let trial = ProgramTrial(random)
        for passes in [[], ProgramPasses.all] {
          if let fault = trial.mismatch(passes, on: cluster) {
            Issue.record("seed \(seed), program \(number): \(fault)\n\(random.program)")
          }
        }
        let completed = try Completion(on: random.meshes)(random.program).applying()
        let compiled = try CompiledProgram(completed, on: cluster)
        let inputs = try trial.inputs(of: completed, on: cluster)
        _ = try compiled(inputs)
        MPIRuntime.resetCalls()
        _ = try compiled(inputs)
        let counted = Self.calls()
        let names = completed.program.values.map(\.name)
        var values: [String: DistTensor] = [:]
        _ = try compiled(inputs, watching: Set(names)) { values[$0] = $1 }
        MPIRuntime.resetCalls()
        let begun = Set(
          compiled.schedule.steps.compactMap { if case .begin(let op) = $0 { op } else { nil } })
        for (place, op) in completed.program.ops.enumerated() where op.name == "reshard" {
          let source = try #require(values[names[op.operands[0]]])
          let attr = completed.attrs[op.outputs[0]]
          let reshard = try cluster.preparedReshard(of: source.layout, to: attr)
          if begun.contains(place) {
            _ = try ReshardHandle(source, as: reshard).wait()
          } else {
            _ = try source.resharded(to: attr)
          }
        }
        #expect(counted == Self.calls(), "seed \(seed), program \(number)")
      }
      if cluster.rank == 0 { print("20 programs on \(cluster.size) ranks, seed \(seed)") }
    }

    /// Where a reshard is under way, its shard may be made before it is waited for.
    @Test(.enabled(if: [2, 3, 4, 6].contains(jobSize)), arguments: [ExchangeChoice.auto, .mpi])
    func `each rank holds at the most what is foretold`(exchange: ExchangeChoice) throws {
      let cluster = try Cluster.start(
        options: .init(checksAgreement: false, exchange: exchange))
      let seed = UInt64(try cluster.gathered([Int(Seed.drawn() >> 2)])[0][0])
      for number in 0..<40 {
        let random = RandomProgram(seed: seed &+ UInt64(number), ranks: cluster.size, ops: 3...20)
        let completed = try Completion(on: random.meshes)(random.program).applying()
        let compiled = try CompiledProgram(completed, on: cluster)
        let inputs = try ProgramTrial(random).inputs(of: completed, on: cluster)
        // Shards of these that are parts of whole tensors are packed.
        let packed = inputs.values.compactMap(\.local).filter { !$0.isContiguous }
          .reduce(0) { $0 + $1.byteCount }
        let foretold = try compiled.peakBytes()
        let (results, held) = try compiled.measuringPeak { try compiled(inputs) }
        withExtendedLifetime(results) {
          let isForetold =
            compiled.schedule.overlaps || packed > 0
            ? held.tensors <= foretold + packed : held.tensors == foretold
          if !isForetold {
            Issue.record(
              """
              seed \(seed), program \(number), rank \(cluster.rank): \(foretold) B are foretold, \
              \(held.tensors) B are held
              \(completed.program)
              """)
          }
        }
      }
    }
  }
}
