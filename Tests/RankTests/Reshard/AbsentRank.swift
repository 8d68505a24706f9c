import Foundation
import Sharding
import Tessera
import Testing

extension Ranks {
  /// Started by `LateRankJobs` alone: one rank does not come to a reshard.
  @Suite(.enabled(if: environment["TESSERA_ABSENT_RANK"] != nil)) struct AbsentRank {
    @Test func `a rank stays away`() throws {
      let absent = environment["TESSERA_ABSENT_RANK"].flatMap { Int($0) }
      let cluster = try Cluster.start(
        options: .init(checksAgreement: true, timeout: .seconds(2)))
      let tensor = try DistTensor(
        fill: .iota, shape: [8, 6], "S(0)", on: try ProcessMesh(shape: [cluster.size]),
        in: cluster)
      if cluster.rank == absent { Thread.sleep(forTimeInterval: 60) }
      _ = try tensor.resharded(to: "R")
    }
  }
}

extension LateRankJobs {
  @Test(.enabled(if: Job.filter == nil), arguments: [0, 2])
  func `a rank that never arrives is named after the timeout`(absent: Int) throws {
    let start = Date()
    let job = Job(
      ranks: 3, environment: ["TESSERA_ABSENT_RANK": "\(absent)"], only: "AbsentRank")
    let (status, output, _) = try job.run()
    #expect(status == 69, "\(output)")
    let name = "error: rank \(absent) did not arrive within 2.0 s at call 1 of these ranks: reshard"
    #expect(output.contains(name), "\(output)")
    #expect(output.components(separatedBy: "did not arrive").count == 2, "\(output)")
    #expect(Date().timeIntervalSince(start) < 30)
  }
}
