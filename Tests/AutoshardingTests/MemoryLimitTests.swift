@testable import Autosharding
import CostModel
import Forecasts
import Foundation
import Programs
import Sharding
import Testing

/// What the search finds under one limit of memory, beside what it finds under others.
@Suite struct MemoryLimitTests {
  static let topology = try! Topology(contentsOf: "Meshes/topology-dgx-h100.yaml")

  /// A plan of a training step on a mesh of 2 x 4; nil where nothing keeps to the limit.
  static func plan(_ file: String, _ goal: SearchGoal, limit: Int) throws -> ShardPlan? {
    let source = try Program(parsing: String(contentsOfFile: file, encoding: .utf8))
    var setup = StepSetup()
    setup.optimiser = .adamw
    setup.trained = source.inputs.map { source.values[$0] }.filter { $0.role == .parameter }
      .map(\.name)
    let result = source.values[source.results[0]]
    let step =
      result.shape.isEmpty
      ? try source.gradients(of: result.name, withRespectTo: setup.trained)
      : try source.products(of: [result.name], withRespectTo: setup.trained)
    let task = ShardTask(step, setup, goal: goal, memoryLimit: limit) { program, mesh in
      try Completion(on: [mesh])(program).applying(ProgramPasses.all)
    }
    let mesh = try ProcessMesh(shape: [2, 4], axes: ["dp", "tp"])
    let plan = try? ShardPlan(task, on: [mesh], try ProgramPrices(topology))
    return plan?.chosen.fits == true ? plan : nil
  }

  @Test(
    arguments: [
      ("feed-forward", 3.4e8, 4.7e8), ("block", 7e3, 4e4), ("encoder-layer", 2.5e4, 1e5),
    ], [SearchGoal.time, .bytes, .memory])
  func `a larger limit is never worse than a smaller one`(
    of program: (name: String, least: Double, most: Double), goal: SearchGoal
  ) throws {
    var worst: PlacementCandidate?
    var found = 0
    let steps = 8
    for step in 0...steps {
      let limit = Int(
        program.least + (program.most - program.least) * Double(step) / Double(steps))
      guard
        let plan = try Self.plan("Meshes/\(program.name).program", goal, limit: limit)
      else {
        #expect(worst == nil, "\(limit) bytes: a smaller limit has a plan")
        continue
      }
      found += 1
      #expect(plan.chosen.peakBytesPerRank <= limit)
      if let worst {
        #expect(
          ShardPlan.rank(plan.chosen, goal) <= ShardPlan.rank(worst, goal), "\(limit) bytes")
      }
      worst = plan.chosen
    }
    #expect(found > 1)
  }

  /// What the search counts of the thriftiest plan is less than of the second one, and a step holds more.
  @Test(arguments: [
    (450_887_682, 450_887_682), (450_887_681, 379_584_514), (413_000_000, 379_584_514),
    (395_000_000, 379_584_514), (379_584_514, 379_584_514), (379_584_513, nil),
  ])
  func `the best plan that fits is taken wherever it fits`(limit: Int, peak: Int?) throws {
    let plan = try Self.plan("Meshes/feed-forward.program", .time, limit: limit)
    #expect(plan?.chosen.peakBytesPerRank == peak)
  }
}
