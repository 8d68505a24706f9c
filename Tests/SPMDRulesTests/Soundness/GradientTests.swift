import Foundation
import ReshardCases
import SPMDRules
import Sharding
import Testing

/// Every rule's answer of a gradient for which there is a computation, over all placements of small meshes.
///
/// Of the ops themselves `ProofTests` proves the answers, with their kernels.
@Suite struct GradientTests {
  /// The seed of the random numbers and of the samples.
  static let seed = Seed.drawn()

  /// How many times as many samples are taken, where all placements are too many.
  static let effort =
    ProcessInfo.processInfo.environment["TESSERA_EFFORT"].flatMap(Int.init) ?? 1

  @Test(arguments: Gradient.all.keys.sorted())
  func `What a rule answers of a gradient gives the gradient, on every placement`(_ name: String)
    throws
  {
    let gradient = try #require(Gradient.all[name])
    var trial = GradientTrial(name, gradient, seed: Self.seed)
    for (shape, limit) in [([2], 60), ([3], 60), ([2, 2], 12), ([2, 3], 12)] {
      trial.run(on: try ProcessMesh(shape: shape), limit: limit * Self.effort)
    }
    #expect(
      trial.failures.isEmpty,
      "seed \(Self.seed): \(trial.failures.joined(separator: "\n"))")
  }
}
