import Elements
import ReshardCases
import Resharding
import Sharding
import Testing

@Suite struct VirtualReshardTests {
  @Test(arguments: 0..<4)
  func `random transitions keep the value and move what was planned`(part: Int) throws {
    let seed = Seed.drawn(part: part)
    var generator = SeededGenerator(seed: seed)
    for number in 0..<300 {
      let transition = randomTransition(using: &generator)
      let staging = [1, 16, 64, 1 << 20].randomElement(using: &generator) ?? 1
      let filling = generator.next()
      func fault(_ transition: Transition) throws -> String? {
        try Trial(transition, seed: filling, stagingBytes: staging).fault
      }
      guard let found = try fault(transition) else { continue }
      let smallest = transition.shrunk { (try? fault($0)) != nil }
      Issue.record(
        "seed \(seed), case \(number): \(found)\nthe smallest that fails: \(smallest.commandLine)")
    }
  }

  private func randomTransition(using generator: inout SeededGenerator) -> Transition {
    let shapes = [
      [], [0], [1], [5], [8, 6], [7, 5], [4, 0, 3], [3, 1], [2, 3, 4], [2, 2, 3, 2, 2],
    ]
    let shape = shapes.randomElement(using: &generator) ?? []
    let dtype = DType.allCases.randomElement(using: &generator) ?? .float32
    let source = ProcessMesh.random(below: 8, using: &generator)
    let target =
      Bool.random(using: &generator) ? source : ProcessMesh.random(below: 8, using: &generator)
    return Transition(
      shape: shape, dtype: dtype,
      from: .random(on: source, shape: shape, dtype: dtype, using: &generator),
      to: .random(on: target, shape: shape, dtype: dtype, using: &generator))
  }
}
