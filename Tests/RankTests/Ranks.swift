import Foundation
import MPI
import Testing

/// Whether this process is a rank of a job, and not the one that starts jobs.
let isRank =
  MPIRuntime.isUnderLauncher || environment["TESSERA_SINGLETON"] != nil

let environment = ProcessInfo.processInfo.environment

/// All tests that run on every rank of a job at once. A file adds its own by extension:
///
///     extension Ranks {
///       @Suite struct Broadcast { @Test func `every rank gets the root's bytes`() throws { … } }
///     }
///
/// Every rank runs the same tests in the same order. MPI is started before the first. A test that
/// fails on one rank ends the job. A plain `swift test` starts the jobs, see `RankJobs`.
@Suite(.serialized, .enabled(if: isRank), .onEveryRank, .endingTheJob)
struct Ranks {}

/// The number of ranks of the job; 1 without mpirun.
let jobSize = MPIRuntime.launchedSize ?? 1

/// Whether all ranks of the job are on one host.
let isOneHost = MPIRuntime.launchedSizeOnHost.map { $0 == jobSize } ?? true

/// Whether the job has several hosts, pretended ones among them, and more than one rank on some.
let isInTwoLevels: Bool = {
  let perHost =
    environment["TESSERA_RANKS_PER_HOST"].flatMap { Int($0) } ?? MPIRuntime.launchedSizeOnHost ?? 1
  return perHost > 1 && perHost < jobSize
}()
