import Foundation
import OpCases
import ReshardCases
import SPMDRules
import Sharding
import Synchronization
import Tessera
import Testing

/// Every op, executed on virtual ranks over all placements of small meshes, forward and backward.
///
/// Of finite operands, and where one is divided by of none that is zero: a partial sum times an infinity, or
/// divided by zero, is NaN where the value is infinite (`InfinitePartialsTests`; Numbers says what to do).
@Suite struct ProofTests {
  static let ops = AllOps.definitions.map(\.name).filter { OpCase.all[$0] != nil }.sorted()

  /// The seed of the random numbers and of the samples.
  static let seed = Seed.drawn()

  /// How many placements of a call are asked for on each mesh, in each direction: another number, or
  /// `pairs`, by TESSERA_PROOF.
  static let extent: Proof.Extent = {
    let asked = ProcessInfo.processInfo.environment["TESSERA_PROOF"]
    return asked == "pairs" ? .pairs : .sample(asked.flatMap { Int($0) } ?? 120)
  }()

  private static let tally = Mutex(
    (ops: 0, calls: 0, forward: Proof.Counts(), backward: Proof.Counts()))

  /// Ops that have no case, with the reason.
  static let excused: [String: String] = [:]

  @Test(arguments: ops)
  func `an op on shards gives the op of the whole`(op: String) throws {
    var proof = Proof(op, OpCase.all[op] ?? [], seed: Self.seed)
    let meshes = try [[2], [3], [2, 2], [2, 3]].map { try ProcessMesh(shape: $0) }
    try proof.run(on: meshes, extent: Self.extent)
    let (forward, backward) = (proof.forward, proof.backward)
    Self.tally.withLock {
      $0.ops += 1
      $0.calls += proof.cases.count
      $0.forward += forward
      $0.backward += backward
    }
    printTally()
    #expect(
      proof.failures.isEmpty,
      "\(proof.failureCount) failures, TESSERA_SEED=\(Self.seed):\n\(proof.failures.joined(separator: "\n"))"
    )
  }

  @Test func `every op has a case, or a reason why it has none`() {
    let missing = AllOps.definitions.map(\.name).filter {
      OpCase.all[$0] == nil && Self.excused[$0] == nil
    }
    #expect(missing.isEmpty, "ops without a case: \(missing)")
    let names = Set(AllOps.definitions.map(\.name))
    let strays = OpCase.all.keys.filter { !names.contains($0) }.sorted()
    #expect(strays.isEmpty, "cases without an op: \(strays)")
  }

  @Test func `every kernel gives what the independent reference of its op gives`() throws {
    var generator = SeededGenerator(seed: Self.seed)
    let mesh = ProcessMesh.single(0)
    for (op, cases) in OpCase.all.sorted(by: { $0.key < $1.key }) {
      for local in cases {
        let attrs = local.shapes.flatMap(\.elements).map { _ in
          TensorDistAttr.replicated(on: mesh)
        }
        let trial = try OpTrial(op, local, attrs, using: &generator)
        let fault = try trial.referenceFault()
        #expect(fault == nil, "\(trial.words), TESSERA_SEED=\(Self.seed)")
      }
    }
  }

  /// Rules whose ops are random, search what only data tell, or have many outputs: nothing but the kernels computes
  /// them.
  static let provedByKernels: Set<String> = [
    "Adagrad", "Adam", "CSoftmaxWithCrossEntropy", "CSoftmaxWithMultiLabelCrossEntropy",
    "CheckFiniteAndUnscale", "ComplexPairs", "ConvTranspose", "DataParallel", "Dropout",
    "FusedDropoutAdd",
    "MoECombine", "MoEGateDispatch", "NonZero", "Random", "ReadFile", "Replicated", "RoiAlign",
    "Unique",
  ]

  @Test
  func `the ops of every other rule are held against an independent reference`() {
    let referred = Set(Inference.ops.filter { Reference.ops.contains($0.name) }.map(\.rule))
    #expect(Set(Inference.ops.map(\.rule)).subtracting(referred) == Self.provedByKernels)
    let strays = Reference.ops.subtracting(AllOps.definitions.map(\.name)).sorted()
    #expect(strays.isEmpty, "references without an op: \(strays)")
  }

  /// After the last op.
  private func printTally() {
    let tally = Self.tally.withLock { $0 }
    guard tally.ops == Self.ops.count else { return }
    print("proof: \(tally.ops) ops, \(tally.calls) calls, TESSERA_SEED=\(Self.seed)")
    for (direction, counts) in [("forward", tally.forward), ("backward", tally.backward)] {
      print(
        "proof \(direction): \(counts.asked) placements, \(counts.executed) answers executed; "
          + "all placements of \(counts.complete) calls on a mesh, a sample of "
          + "\(counts.all - counts.complete)")
    }
  }
}
