import Pictures
import Elements
import Console
import ArgumentParser
import SPMDRules
import Sharding

/// How long the SPMD rules take to answer: asked again, and asked for the first time.
struct SPMDBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spmd",
    abstract: "Time the SPMD rules: matmul on a 2x2 mesh.",
    discussion: """
      Example:
        ./Launch/bench spmd
      """)

  @Option(help: "The number of inferences in a run.")
  var count = 100_000

  @Option(help: "The number of runs that are timed.")
  var runs = 5

  @OptionGroup var output: BenchOptions

  func validate() throws {
    guard count > 0, runs > 0 else {
      throw ValidationError("--count and --runs: at least 1 is required")
    }
  }

  func run() throws {
    do { try measure() } catch { throw TesseraError(error) }
  }

  private func measure() throws {
    let mesh = try ProcessMesh(shape: [2, 2])
    let agreeing = try call(["S(0),S(1)", "R,S(0)"], [512, 256], on: mesh)
    let contending = try call(["S(0),R", "S(0),S(1)"], [512, 256], on: mesh)
    var table = TextTable([
      "case", .init("time", in: "µs"), .init("least", in: "µs"), .init("most", in: "µs"),
    ])
    func add(_ name: String, _ timing: Timing) {
      table.add(
        [.words(name)]
          + [timing.median, timing.minimum, timing.maximum].map {
            .microseconds($0 / Double(count))
          })
    }
    for (name, call) in [("operands agree", agreeing), ("operands contend", contending)] {
      let timing = try ProgressLine.during(name, isShown: !output.told.quiet) {
        try Timing(repeats: runs) { for _ in 0..<count { _ = try Inference.infer(call) } }
      }
      add("\(name), asked again", timing)
    }
    // Every call is another, so that nothing is remembered.
    let fresh = try (1...count).map {
      try self.call(["S(0),S(1)", "R,S(0)"], [$0, 256], on: mesh)
    }
    let timing = try ProgressLine.during("asked for the first time", isShown: !output.told.quiet) {
      try Timing(repeats: 1, warmUps: 0) { for call in fresh { _ = try Inference.infer(call) } }
    }
    add("operands agree, asked for the first time", timing)
    var report = BenchReport(
      Machine(ranks: 1),
      legend:
        "One inference of matmul on a 2x2 mesh: the median, the least and the most of \(runs) runs of "
        + "\(count).")
    report.add(nil, table)
    report.charts = [
      (
        "spmd",
        BarChart(
          title: "One inference of matmul", quantity: .seconds, series: ["time"],
          rows: table.rows.map { row in
            guard case .words(let name) = row[0], case .number(let time, _) = row[1] else {
              return .init("", [0])
            }
            return .init(name, [time * 1e-6])
          }
        ).svg
      )
    ]
    try report.tell(output)
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
