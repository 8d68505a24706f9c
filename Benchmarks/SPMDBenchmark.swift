import ArgumentParser
import SPMDRules
import Sharding

/// How long the SPMD rules take to answer: asked again, and asked for the first time.
struct SPMDBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spmd",
    abstract: "Time the SPMD rules: matmul on a 2x2 mesh.",
    discussion: "Example: ./Launch/bench spmd")

  @Option(help: "How many inferences make one run.")
  var count = 100_000

  @Option(help: "How many runs are timed.")
  var runs = 5

  func run() throws {
    let mesh = try ProcessMesh(shape: [2, 2])
    let agreeing = try call(["S(0),S(1)", "R,S(0)"], [512, 256], on: mesh)
    let contending = try call(["S(0),R", "S(0),S(1)"], [512, 256], on: mesh)
    print("\(count) inferences of matmul on a 2x2 mesh, seconds: minimum, median, maximum")
    for (name, call) in [("operands agree", agreeing), ("operands contend", contending)] {
      try report("\(name), asked again") {
        for _ in 0..<count { _ = try Inference.infer(call) }
      }
    }
    // Every call is another, so that nothing is remembered.
    let fresh = try (1...count).map {
      try self.call(["S(0),S(1)", "R,S(0)"], [$0, 256], on: mesh)
    }
    try report("operands agree, asked for the first time", runs: 1, warmUps: 0) {
      for call in fresh { _ = try Inference.infer(call) }
    }
  }

  private func report(
    _ name: String, runs: Int? = nil, warmUps: Int = 1, _ body: () throws -> Void
  ) throws {
    let timing = try Timing(repeats: runs ?? self.runs, warmUps: warmUps, body)
    let numbers = [timing.minimum, timing.median, timing.maximum].map {
      "\(($0 * 1000).rounded() / 1000)"
    }
    print("\(name): \(numbers.joined(separator: ", "))")
  }

  private func call(_ placements: [String], _ shape: [Int], on mesh: ProcessMesh) throws -> RuleCall
  {
    let shapes = [shape, [shape[1], 128]]
    return RuleCall(
      op: "matmul",
      inputs: try zip(placements, shapes).map { text, shape in
        .one(RuleTensor(shape: shape, attr: try TensorDistAttr(parsing: text, on: mesh)))
      })
  }
}
