import Elements
import ReshardCases
import Resharding
import Sharding
import Testing

/// The memory that a reshard needs beyond its old shards and its new ones.
@Suite struct PeakMemoryTests {
  @Test(arguments: [1, 64, 1 << 20])
  func `the executor holds what the plan says`(staging: Int) throws {
    let seed = Seed.drawn()
    var generator = SeededGenerator(seed: seed)
    for number in 0..<250 {
      let shape = [[8, 6], [7, 5], [2, 3, 4], [], [0, 3], [16]][number % 6]
      let transition = Transition.random(shape, below: 6, using: &generator)
      let trial = try Trial(transition, seed: seed, stagingBytes: staging)
      #expect(
        trial.record.peakExtraBytes.values.max() ?? 0
          == trial.plan.peakExtraBytes(stagingBytes: staging),
        "seed \(seed), case \(number): \(trial.plan)\n\(trial.record.peakExtraBytes)")
    }
  }

  @Test func `staging stays within twice the constant, whatever the tensor's size`() throws {
    let seed = Seed.drawn()
    var generator = SeededGenerator(seed: seed)
    let staging = 2048
    for number in 0..<60 {
      let transition = Transition.random([64, 48], below: 6, using: &generator)
      let trial = try Trial(transition, seed: seed, stagingBytes: staging)
      for (rank, peak) in trial.record.peakExtraBytes {
        let bound = 2 * staging + trial.plan.bytesOnTheWay(of: rank)
        #expect(peak <= bound, "seed \(seed), case \(number), rank \(rank): \(trial.plan)")
      }
      if let fault = trial.fault { Issue.record("seed \(seed), case \(number): \(fault)") }
    }
  }

  @Test func `what is contiguous on both sides is not staged`() throws {
    for (from, to) in [(Placement.shard(0), Placement.replicate), (.replicate, .shard(0))] {
      let transition = Transition(
        shape: [12, 5], dtype: .float64, from: .row([0, 1, 2], from), to: .row([0, 1, 2], to))
      #expect(try Trial(transition).record.peakExtraBytes.values.max() == 0)
    }
  }
}

extension Transition {
  fileprivate static func random(
    _ shape: [Int], below limit: Int, using generator: inout SeededGenerator
  ) -> Transition {
    let source = ProcessMesh.random(below: limit, using: &generator)
    let target =
      Bool.random(using: &generator) ? source : ProcessMesh.random(below: limit, using: &generator)
    return Transition(
      shape: shape, dtype: .float32,
      from: .random(on: source, shape: shape, dtype: .float32, using: &generator),
      to: .random(on: target, shape: shape, dtype: .float32, using: &generator))
  }
}

extension ReshardPlan {
  /// The most bytes of shards that are neither the first nor the last, at any one step. An
  /// all-reduce has one on its way by itself.
  fileprivate func bytesOnTheWay(of rank: Int) -> Int {
    func bytes(_ attr: TensorDistAttr) -> Int {
      (attr.box(of: rank, shape: transition.shape)?.count ?? 0) * transition.dtype.byteCount
    }
    return steps.enumerated().map { index, step in
      (index == 0 ? 0 : bytes(step.from)) + (index == steps.count - 1 ? 0 : bytes(step.to))
        + (step.collective == .allReduce ? bytes(step.from) : 0)
    }.max() ?? 0
  }
}
