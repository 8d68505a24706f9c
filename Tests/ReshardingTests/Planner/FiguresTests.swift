import Elements
import ReshardCases
import Resharding
import Sharding
import Testing

/// Bytes against the least there is, over pairs of shards and replicas: all on 2x2, some on 2x2x2.
@Suite struct FiguresTests {
  @Test(arguments: [[2, 2], [2, 2, 2]])
  func `no plan for bytes moves more than it must, none for time more than twice that`(
    lengths: [Int]
  ) throws {
    let mesh = try ProcessMesh(shape: lengths)
    let attrs = TensorDistAttr.all(on: mesh, ndim: 3, dtype: .bool).filter { !$0.isPartial }
    #expect(attrs.count == (lengths.count == 2 ? 19 : 106))
    let seed = Seed.drawn()
    var generator = SeededGenerator(seed: seed)
    var pairs = attrs.flatMap { from in attrs.map { (from, $0) } }
    if lengths.count > 2 { pairs = Array(pairs.shuffled(using: &generator).prefix(40)) }
    for (from, to) in pairs {
      let transition = Transition(shape: [8, 8, 8], dtype: .float32, from: from, to: to)
      let bound = Planner.lowerBound(of: transition)
      let least = try Planner().plan(transition)
      #expect(least.traffic.reduce(0) { $0 + $1.total } == bound, "seed \(seed): \(least)")
      let fastest = try Planner(Planning(minimise: .time)).plan(transition)
      #expect(
        fastest.traffic.reduce(0) { $0 + $1.total } <= 2 * bound, "seed \(seed): \(fastest)")
      #expect(
        fastest.largestOnTheWay <= fastest.largestEnd, "seed \(seed): \(fastest)")
    }
  }

  @Test func `the alternatives come in the goal's order, the plan first`() throws {
    let mesh = try ProcessMesh(shape: [2, 2])
    let transition = Transition(
      shape: [64, 64], dtype: .float32, from: try TensorDistAttr(parsing: "S(0),S(1)", on: mesh),
      to: try TensorDistAttr(parsing: "S(1),S(0)", on: mesh))
    for goal in Planning.Goal.allCases {
      let planning = Planning(minimise: goal)
      let plan = try Planner(planning).plan(transition)
      let others = Planner(planning).alternatives(to: plan)
      #expect(others.first?.steps == plan.steps, "\(goal) \(others)")
      #expect(others.count > (goal == .time ? 0 : 1) && others.count <= 20, "\(goal)")
      #expect(Set(others.map(\.steps)).count == others.count)
      let keys = others.map {
        goal == .time ? $0.seconds : Double(goal == .bytes ? $0.bytes : $0.memory)
      }
      #expect(keys == keys.sorted(), "\(goal)")
    }
  }
}
