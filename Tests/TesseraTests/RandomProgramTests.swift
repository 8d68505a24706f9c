import Foundation
import ProgramCases
import ReshardCases
import Testing

/// The proof of programs on a sample: `TESSERA_PROGRAMS` says how many, `TESSERA_SEED` from where.
@Suite struct RandomProgramTests {
  private static let count =
    ProcessInfo.processInfo.environment["TESSERA_PROGRAMS"].flatMap(Int.init) ?? 300

  /// Programs that failed once: an integer extremum that is asked for of an op that wraps.
  @Test(arguments: [1_000_348]) func `programs that failed once do not again`(seed: UInt64) {
    let failure = ProgramProof.failure(ofSeed: seed)
    #expect(failure == nil, "\(failure ?? "")")
  }

  @Test(arguments: 0..<4) func `random programs equal themselves in one process`(part: Int) {
    let base = Seed.drawn() &+ UInt64(part) &* 1_000_000_007
    for number in 0..<Self.count / 4 {
      if let failure = ProgramProof.failure(ofSeed: base &+ UInt64(number)) {
        Issue.record("\(failure)")
        return
      }
    }
  }
}
