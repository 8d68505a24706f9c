import Foundation
import Testing
import Waiting

/// Runs the rank tests, `Ranks`, as jobs of several ranks: the same bundle again, under mpirun.
///
/// The environment narrows it: `TESSERA_RANKS=2,4` to those numbers of ranks, and
/// `TESSERA_RANK_TESTS=Broadcast` to the rank tests whose names match the expression.
@Suite(.serialized, .enabled(if: !isRank), .waitingForJobs) struct RankJobs {
  static let sizes: [Int] = {
    guard let text = RankTests.environment["TESSERA_RANKS"], !text.isEmpty else {
      return [1, 2, 3, 4, 6, 8]
    }
    return text.split(separator: ",").compactMap { Int($0) }
  }()

  @Test(arguments: sizes)
  func `the rank tests pass`(ranks: Int) throws {
    try Job(ranks: ranks).expectSuccess()
  }

  @Test func `the rank tests pass without mpirun`() throws {
    try Job(ranks: nil).expectSuccess()
  }

  @Test(.enabled(if: Job.filter == nil))
  func `a rank that fails ends the job`() throws {
    let start = Date()
    let job = Job(ranks: 2, environment: ["TESSERA_FAIL_ON_RANK": "1"], only: "FailingRank")
    let (status, output, _) = try job.run()
    #expect(status != 0)
    #expect(output.contains("this rank fails on purpose"), "\(output)")
    #expect(Date().timeIntervalSince(start) < 30)
  }
}

/// The same of jobs that do nothing but wait until a timeout is over. They run beside the others.
@Suite(.enabled(if: !isRank), .waitingForPrograms) struct LateRankJobs {}
