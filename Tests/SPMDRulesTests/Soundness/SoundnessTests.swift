import Foundation
import ReshardCases
import SPMDRules
import Sharding
import Testing

/// Every op that has a local computation, over all placements of small meshes.
@Suite struct SoundnessTests {
  static let ops = LocalOp.all.keys.filter { (try? Inference.rule(named: $0)) != nil }.sorted()

  /// The seed of the random numbers and of the samples.
  static let seed = Seed.drawn()

  /// How many times as many samples are taken, where all placements are too many.
  static let effort =
    ProcessInfo.processInfo.environment["TESSERA_EFFORT"].flatMap(Int.init) ?? 1

  @Test(arguments: ops)
  func `What a rule answers gives the op's result, on every placement`(_ name: String) throws {
    try run(name, LocalOp.all[name], isGradient: false)
  }

  @Test(arguments: LocalOp.gradients.keys.sorted())
  func `What a rule answers of a gradient gives the gradient, on every placement`(_ name: String)
    throws
  { try run(name, LocalOp.gradients[name], isGradient: true) }

  private func run(_ name: String, _ op: LocalOp?, isGradient: Bool) throws {
    let op = try #require(op)
    var trial = SoundnessTrial(name, op, isGradient: isGradient, seed: Self.seed)
    for (shape, limit) in [([2], 60), ([3], 60), ([2, 2], 12), ([2, 3], 12)] {
      trial.run(on: try ProcessMesh(shape: shape), limit: limit * Self.effort)
    }
    print(
      "soundness of \(name)\(isGradient ? "'s gradient" : ""): \(op.cases.count) calls, "
        + "\(trial.questions) placements, \(trial.answers) answers executed, seed \(Self.seed)")
    #expect(
      trial.failures.isEmpty,
      "seed \(Self.seed): \(trial.failures.joined(separator: "\n"))")
  }

  /// Rules whose ops are random, search what only data tell, or have many outputs: the product's own kernels stand
  /// in for an independent computation, in `ProofTests`.
  static let provedByKernels: Set<String> = [
    "Adagrad", "Adam", "CSoftmaxWithCrossEntropy", "CSoftmaxWithMultiLabelCrossEntropy",
    "CheckFiniteAndUnscale", "ConvTranspose", "DataParallel", "Dropout", "FusedDropoutAdd",
    "MoECombine", "MoEGateDispatch", "NonZero", "Random", "Replicated", "RoiAlign", "Unique",
  ]

  @Test
  func
    `every other rule is held against an independent computation, and no computation lacks a rule`()
  {
    let local = Set(Inference.ops.filter { LocalOp.all[$0.name] != nil }.map(\.rule))
    #expect(Set(Inference.ops.map(\.rule)).subtracting(local) == Self.provedByKernels)
    #expect(Set(LocalOp.all.keys) == Set(Self.ops))
  }
}
