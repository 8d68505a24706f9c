import Foundation
import Programs
import Sharding
import Tensors
import Tessera
import Testing

extension Ranks {
  /// Reshards of a compiled program that are begun before ops that do not hang on them, and waited for after.
  @Suite struct OverlapsOnRanks {
    /// A program on the meshes of a job, the value that is computed meanwhile, and the ops in the order of a run.
    struct Case {
      let text: String
      let meshes: [ProcessMesh]
      let meanwhile: String
      let order: [String]
    }

    private static func onOneMesh() throws -> Case {
      Case(
        text: """
          program whole(x: f64[24,24]{S(0)}, y: f64[24,24]{S(0)}) {
            a = reshard(x) : f64[24,24]{R}
            b = exp(y)     : f64[24,24]{S(0)}
            c = reshard(b) : f64[24,24]{R}
            d = subtract(a, c)  : f64[24,24]{R}
            return d
          }
          """,
        meshes: [try ProcessMesh(shape: [jobSize])], meanwhile: "b",
        order: ["begin reshard", "exp", "reshard", "reshard", "subtract"])
    }

    /// The first half of the ranks is a stage, the rest another.
    private static func onTwoMeshes() throws -> Case {
      let half = max(1, jobSize / 2)
      let ranks = [Array(0..<half), jobSize == 1 ? [0] : Array(half..<jobSize)]
      return Case(
        text: """
          program staged(x: f64[24,24]{S(0)@first}, y: f64[24,24]{S(0)@second}) {
            h = tanh(x)    : f64[24,24]{S(0)@first}
            a = reshard(h) : f64[24,24]{S(1)@second}
            b = exp(y)     : f64[24,24]{S(0)@second}
            c = reshard(b) : f64[24,24]{S(1)@second}
            d = subtract(a, c)  : f64[24,24]{S(1)@second}
            return d
          }
          """,
        meshes: try zip(["first", "second"], ranks).map {
          try ProcessMesh(shape: [$1.count], ranks: $1, name: $0)
        }, meanwhile: "b",
        order: ["tanh", "begin reshard", "exp", "reshard", "reshard", "subtract"])
    }

    /// Stages of unequal meshes have unequal shards, whose memory leaves no room to begin early.
    private static func cases() throws -> [Case] {
      jobSize.isMultiple(of: 2) ? [try onOneMesh(), try onTwoMeshes()] : [try onOneMesh()]
    }

    private static func inputs(_ completed: CompletedProgram, in cluster: Cluster) throws
      -> [String: DistTensor]
    {
      var inputs: [String: DistTensor] = [:]
      for id in completed.program.inputs {
        let value = completed.program.values[id]
        inputs[value.name] = try DistTensor(
          fill: .random(seed: UInt64(id)), shape: value.shape, dtype: value.dtype,
          attr: completed.attrs[id], on: cluster)
      }
      return inputs
    }

    private static func compiled(_ test: Case, on cluster: Cluster) throws -> CompiledProgram {
      let completed = try Completion(on: test.meshes)(try Program(parsing: test.text))
      return try CompiledProgram(completed, on: cluster)
    }

    @Test(.enabled(if: jobSize > 1), arguments: ExchangeChoice.allCases, [true, false])
    func `a reshard is begun before an op and waited for after it, and gives the same bits`(
      choice: ExchangeChoice, checks: Bool
    ) throws {
      let cluster = try Cluster.start(options: .init(checksAgreement: checks, exchange: choice))
      for test in try Self.cases() {
        let compiled = try Self.compiled(test, on: cluster)
        #expect(compiled.schedule.overlaps)
        let inputs = try Self.inputs(compiled.completed, in: cluster)
        let (results, trace) = try Trace.record(timed: true) { try compiled(inputs) }
        #expect(trace.entries.map(\.op) == test.order)
        let planned = try ProgramPlan(compiled.completed, Planner(cluster.options.planning))
        #expect(trace.totals.reduce(0) { $0 + $1.bytes } == planned.receivedBytes)
        let virtual = Cluster.virtual(cluster.size)
        let expected = try Self.compiled(test, on: virtual)(
          Self.inputs(compiled.completed, in: virtual))
        var watched: [String] = []
        let names = Set(compiled.completed.program.values.map(\.name))
        let told = try compiled(inputs, watching: names) { name, _ in watched.append(name) }
        let places = try ["b", "a", "d"].map { try #require(watched.firstIndex(of: $0)) }
        #expect(places == places.sorted())
        for result in [results[0], told[0]] + (try (0..<20).map { _ in try compiled(inputs)[0] }) {
          let own = expected[0].shards[cluster.rank]
          #expect((result.local == nil) == (own == nil))
          if let local = result.local, let own { #expect(local.isIdentical(to: own)) }
        }
      }
    }

    /// The last rank comes to the reshard only once rank 0 is past it and has computed what follows: where rank 0 waited,
    /// none of them would ever go on.
    @Test(.enabled(if: jobSize > 1 && isOneHost))
    func `a rank that has begun goes on though a peer is not there yet`() throws {
      let cluster = try Cluster.start(options: .init(exchange: .shared))
      for test in try Self.cases() {
        let compiled = try Self.compiled(test, on: cluster)
        let inputs = try Self.inputs(compiled.completed, in: cluster)
        // The ranks get to know each other's memory, and agree.
        let first = try compiled(inputs)[0]
        let word = try cluster.gathered([Int.random(in: 0..<1 << 40)])[0][0]
        let path = FileManager.default.temporaryDirectory
          .appendingPathComponent("tessera-overlap-\(word)").path
        try cluster.barrier()
        if cluster.rank == cluster.size - 1 {
          let limit = ContinuousClock.now + .seconds(20)
          while !FileManager.default.fileExists(atPath: path), .now < limit { usleep(500) }
          #expect(.now < limit, "rank 0 waits where it should only begin")
        }
        let result = try compiled(inputs, watching: [test.meanwhile]) { _, _ in
          guard cluster.rank == 0 else { return }
          _ = FileManager.default.createFile(atPath: path, contents: nil)
        }
        if let local = result[0].local, let before = first.local {
          #expect(local.isIdentical(to: before))
        }
        try cluster.barrier()
        if cluster.rank == 0 { try FileManager.default.removeItem(atPath: path) }
      }
    }

    @Test(.enabled(if: jobSize > 1), arguments: ExchangeChoice.allCases)
    func `a run that ends by an error leaves nothing that the next one stumbles over`(
      choice: ExchangeChoice
    ) throws {
      let cluster = try Cluster.start(options: .init(exchange: choice))
      for test in try Self.cases() {
        let compiled = try Self.compiled(test, on: cluster)
        let inputs = try Self.inputs(compiled.completed, in: cluster)
        let expected = try compiled(inputs)[0]
        for _ in 0..<10 {
          let error = #expect(throws: TesseraError.self) {
            _ = try compiled(inputs, watching: [test.meanwhile]) {
              (_: String, _: DistTensor) throws(TesseraError) in
              throw TesseraError(.data, "enough")
            }
          }
          #expect(error?.message == "enough")
          let result = try compiled(inputs)[0]
          if let local = result.local, let before = expected.local {
            #expect(local.isIdentical(to: before))
          }
        }
      }
    }
  }
}
