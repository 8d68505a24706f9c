import Elements
import MPI
import ReshardCases
import Resharding
import Sharding
import Tessera
import Testing

extension Ranks {
  /// Random transitions over the meshes that fit the job, as many of each kind.
  @Suite struct ReshardSample {
    enum Kind: CaseIterable {
      case oneMesh, twoMeshes, toOneRank, fromOneRank, rows
    }

    static let shapes = [[], [0], [5], [8, 6], [7, 5], [3, 0], [2, 3, 4], [2, 1, 3, 2, 2]]

    @Test(arguments: Kind.allCases, Planning.Goal.allCases)
    func `random transitions give the single-process result`(kind: Kind, goal: Planning.Goal)
      throws
    {
      let cluster = try Cluster.start(
        options: .init(
          checksAgreement: true, stagingBytes: kind == .rows ? 64 : 8 << 20,
          planning: Planning(minimise: goal)))
      let part = Kind.allCases.firstIndex(of: kind) ?? 0
      let own = Int(Seed.drawn(part: part) >> 2)
      // Every rank takes rank 0's.
      let seed = try cluster.gathered([own])[0][0]
      var generator = SeededGenerator(seed: UInt64(seed))
      for number in 0..<20 {
        let dtype = DType.allCases[number % DType.allCases.count]
        let transition = Self.transition(kind, dtype, cluster.size, using: &generator)
        let trial = try RankTrial(transition, seed: generator.next(), on: cluster)
        let label = "\(goal), seed \(seed), case \(number)"
        #expect(trial.fault == nil, "\(label): \(trial.fault ?? "") \(trial.plan)")
      }
    }

    private static func transition(
      _ kind: Kind, _ dtype: DType, _ size: Int, using generator: inout SeededGenerator
    ) -> Transition {
      let shape = shapes.randomElement(using: &generator) ?? []
      var source = ProcessMesh.random(below: size, using: &generator)
      var target = ProcessMesh.random(below: size, using: &generator)
      let some = (0..<size).shuffled(using: &generator)
      switch kind {
      case .oneMesh: target = source
      case .twoMeshes: break
      case .toOneRank: target = .single(some[0])
      case .fromOneRank: source = .single(some[0])
      case .rows:
        // Ranks of a shuffled list are distinct.
        source = try! ProcessMesh(shape: [size], ranks: some)
        target = try! ProcessMesh(
          shape: [(size + 1) / 2], ranks: Array(some.prefix((size + 1) / 2)))
      }
      return Transition(
        shape: shape, dtype: dtype,
        from: .random(on: source, shape: shape, dtype: dtype, using: &generator),
        to: .random(on: target, shape: shape, dtype: dtype, using: &generator))
    }
  }
}
