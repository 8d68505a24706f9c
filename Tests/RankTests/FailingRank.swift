import MPI
import Testing

extension Ranks {
  /// Started by `RankJobs` alone: one rank fails while the others wait for it.
  @Suite(.enabled(if: environment["TESSERA_FAIL_ON_RANK"] != nil)) struct FailingRank {
    struct Purpose: Error, CustomStringConvertible {
      let description = "this rank fails on purpose"
    }

    @Test func `a rank throws`() throws {
      let rank = environment["TESSERA_FAIL_ON_RANK"].flatMap { Int($0) }
      if Communicator.world.rank == rank { throw Purpose() }
      try Communicator.world.barrier()
    }
  }
}
