import Foundation
import Tessera
import Testing

extension Ranks {
  /// Started by `RankJobs` alone: one stage of a pipeline does not come to an end.
  @Suite(.enabled(if: environment["TESSERA_ABSENT_STAGE"] != nil)) struct AbsentStage {
    @Test func `a stage does not end`() throws {
      let absent = environment["TESSERA_ABSENT_STAGE"].flatMap { Int($0) }
      let cluster = try Cluster.start(
        options: .init(checksAgreement: true, timeout: .seconds(2)))
      let stages = try (0..<cluster.size).map { rank in
        let mesh = try ProcessMesh(shape: [1], ranks: [rank], name: "stage\(rank)")
        return try PipelineStage(on: mesh, input: "R") { x, _ in
          if rank == absent, cluster.rank == absent { Thread.sleep(forTimeInterval: 60) }
          return try x + 1
        }
      }
      let input = try DistTensor(
        fill: .iota, shape: [1 << 20], attr: stages[0].input, on: cluster)
      _ = try Pipeline(stages, in: cluster).run([input])
    }
  }
}

extension RankJobs {
  @Test(.enabled(if: Job.filter == nil), arguments: [0, 1])
  func `a stage that never ends is named after the timeout`(absent: Int) throws {
    let start = Date()
    let job = Job(
      ranks: 3, environment: ["TESSERA_ABSENT_STAGE": "\(absent)"], only: "AbsentStage")
    let (status, output, _) = try job.run()
    #expect(status == 69, "\(output)")
    let name = try Regex(
      "error: rank \(absent) did not arrive within 2.0 s at the reshard of f32\\[1048576\\]"
        + "\\{R@stage[0-9]\\} to \\{R@stage[0-9]\\}, which rank \(absent + 1) waits for")
    #expect(output.contains(name), "\(output)")
    #expect(Date().timeIntervalSince(start) < 30)
  }
}
