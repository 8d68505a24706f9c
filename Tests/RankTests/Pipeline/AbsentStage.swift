import Foundation
import Tessera
import Testing

extension Ranks {
  /// Started by `LateRankJobs` alone: one stage of a pipeline does not come to an end.
  @Suite(.enabled(if: environment["TESSERA_ABSENT_STAGE"] != nil)) struct AbsentStage {
    @Test func `a stage does not end`() throws {
      func number(_ name: String) -> Int? { environment[name].flatMap { Int($0) } }
      let absent = number("TESSERA_ABSENT_STAGE")
      let last = number("TESSERA_ABSENT_MICROBATCH") ?? 0
      let cluster = try Cluster.start(
        options: .init(checksAgreement: true, timeout: .seconds(2)))
      let stages = try (0..<cluster.size).map { rank in
        let mesh = try ProcessMesh(shape: [1], ranks: [rank], name: "stage\(rank)")
        return try PipelineStage(on: mesh, input: "R") { x, microbatch in
          if rank == absent, cluster.rank == absent, microbatch.index == last {
            Thread.sleep(forTimeInterval: 60)
          }
          return try x + 1
        }
      }
      let input = try DistTensor(
        fill: .iota, shape: [1 << 20], attr: stages[0].input, on: cluster)
      let count = number("TESSERA_MICROBATCHES") ?? 1
      _ = try Pipeline(stages, in: cluster).run(Array(repeating: input, count: count))
    }
  }
}

extension LateRankJobs {
  @Test(.enabled(if: Job.filter == nil), arguments: [0, 1])
  func `a stage that never ends is named after the timeout`(absent: Int) throws {
    try expectNamed(absent, waiter: "\(absent + 1)")
  }

  /// The ranks have agreed on these reshards before, and wait for a shard, for one that is to read theirs,
  /// or for room.
  @Test(
    .enabled(if: Job.filter == nil),
    arguments: [(0, 2, 4), (1, 2, 4), (2, 0, 5), (1, 1, 24)], ["shared", "mpi"])
  func `a stage that comes to no end later is named too`(
    absence: (stage: Int, microbatch: Int, of: Int), exchange: String
  ) throws {
    try expectNamed(
      absence.stage, waiter: "[0-9]",
      [
        "TESSERA_EXCHANGE": exchange, "TESSERA_ABSENT_MICROBATCH": "\(absence.microbatch)",
        "TESSERA_MICROBATCHES": "\(absence.of)",
      ])
  }

  /// Runs a pipeline of three stages, of which one does not end, and expects a rank to say so soon.
  private func expectNamed(_ absent: Int, waiter: String, _ settings: [String: String] = [:]) throws
  {
    let start = Date()
    let environment = ["TESSERA_ABSENT_STAGE": "\(absent)"].merging(settings) { $1 }
    let (status, output, _) = try Job(ranks: 3, environment: environment, only: "AbsentStage").run()
    #expect(status == 69, "\(output)")
    // A rank that has done its part waits at the end, and may be the first to say so.
    let name = try Regex(
      "error: rank \(absent) did not arrive within 2.0 s at (the end of the program|the reshard of "
        + "f32\\[1048576\\]\\{R@stage[0-9]\\} to \\{R@stage[0-9]\\}, which rank \(waiter) waits for)"
    )
    #expect(output.contains(name), "\(output)")
    #expect(Date().timeIntervalSince(start) < 30)
  }
}
