import Elements
import ReshardCases
import Resharding
import Sharding
import Testing

/// Blocks that are larger than what may be staged move in rounds.
@Suite struct RoundsTests {
  @Test(arguments: [(1, 16), (4, 16), (16, 4), (64, 1), (1 << 20, 1)])
  func `a block of 16 elements moves in as many rounds as its pieces`(staging: Int, rounds: Int)
    throws
  {
    // Each rank sends a block of 4 x 4 floats to the other.
    let trial = try Trial(
      Transition(
        shape: [8, 8], dtype: .float32, from: .row([0, 1], .shard(0)), to: .row([0, 1], .shard(1))),
      stagingBytes: staging)
    #expect(trial.fault == nil)
    #expect(trial.calls == [.allToAll: rounds])
  }

  @Test(arguments: [1, 8, 40, 100])
  func `every function gives the same in many rounds`(staging: Int) throws {
    for (from, to, _) in FunctionChoiceTests.table {
      let transition = try FunctionChoiceTests.plan(from, to).transition
      let small = try Trial(transition, stagingBytes: staging)
      if let fault = small.fault { Issue.record("\(fault)") }
      let large = try Trial(transition)
      for (rank, shard) in large.result {
        #expect(small.result[rank].map(shard.isIdentical) == true, "\(large.plan)")
      }
      #expect(small.calls.values.reduce(0, +) >= large.calls.values.reduce(0, +))
    }
  }
}
