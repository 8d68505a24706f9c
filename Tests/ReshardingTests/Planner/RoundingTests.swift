import Elements
import ReshardCases
import Sharding
import Testing
@testable import Resharding

/// Plans round 16-bit floats once, whatever they save.
@Suite struct RoundingTests {
  static let partials = [
    "P(sum),P(sum)", "P(avg),P(sum)", "P(prod),P(sum)", "P(sum),P(max)", "P(max),P(sum)",
    "P(sum),R", "P(sum),S(0)",
  ]
  static let targets = [
    "R,R", "S(0),R", "R,S(1)", "S(1),S(0)", "S(0),S(0)", "P(max),R", "R,P(sum)",
  ]

  @Test(arguments: partials, targets)
  func `what rounds is reduced in one step`(from: String, to: String) throws {
    let mesh = try ProcessMesh(shape: [2, 3])
    let other = try ProcessMesh(shape: [3, 2], ranks: Array(3..<9))
    for target in [mesh, other] {
      for dtype in [DType.bfloat16, .float16] {
        for goal in [Planning.Goal.bytes, .time, .memory] {
          let transition = Transition(
            shape: [12, 18], dtype: dtype, from: try TensorDistAttr(parsing: from, on: [mesh]),
            to: try TensorDistAttr(parsing: to, on: [target]))
          let plan = try Planner(Planning(minimise: goal)).plan(transition)
          let roundings = plan.steps.count { step in
            let exchange = Exchange(shape: transition.shape, from: step.from, to: step.to)
            return exchange.foldedDims.contains {
              [.sum, .avg, .prod].contains(step.from.placements[$0].reduceOp)
            }
          }
          #expect(roundings <= 1, "\(goal): \(plan)")
        }
      }
    }
  }
}
