import Resharding
import Sharding
import Pictures
import Elements
import Console
import ArgumentParser
import Foundation
import Programs
import Tessera

/// What plans are worth, over all pairs of placements, and how long they take to be found.
struct PlannerBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "planner",
    abstract: "Compare plans with the lower bound, and time the planner on up to 65,536 ranks.",
    discussion: """
      Example:
        ./Launch/bench planner
      """)

  @Option(help: "The maximum number of pairs of placements in the sweep of a mesh; 0 for none.")
  var pairs = 20_000

  @Option(help: "The length of each of the tensor's three dims in the sweep.")
  var length = 64

  @Option(help: "The number of random pairs that are timed on each mesh; 0 for no timing.")
  var samples = 100

  @Option(help: "The shape of the f16 tensor in the timed pairs, three dims.")
  var shape = "65536,65536,256"

  @Option(help: "The number of runs of each timed pair; their median counts.")
  var runs = 7

  @Option(help: "The seed of the random pairs.")
  var seed: UInt64 = 1

  @OptionGroup var output: BenchOptions

  /// The lengths of the dims; none where one is no number of at least 1.
  private var sizes: [Int] {
    let lengths = shape.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    return lengths.allSatisfy { $0 > 0 } ? lengths : []
  }

  func validate() throws {
    guard sizes.count == 3 else {
      throw ValidationError("--shape: three sizes of at least 1 are required, not '\(shape)'")
    }
    guard pairs >= 0, samples >= 0, runs > 0, length > 0 else {
      throw ValidationError("--pairs and --samples must not be negative, the others at least 1")
    }
  }

  func run() throws {
    do {
      var report = BenchReport(Machine(ranks: 1))
      if pairs > 0 {
        var table = TextTable([
          "mesh", "pairs", "bytes: received / bound", "time: received / bound",
          "intermediate / ends",
        ])
        for lengths in [[2, 2], [2, 2, 2], [8, 8]] { try table.add(sweep(lengths)) }
        report.add(
          "The worst of all pairs, shards and replicas of f32[\(length),\(length),\(length)], seed \(seed).",
          table)
      }
      if samples > 0 { try report.add(times()) }
      if samples > 0 { report.add("Programs completed on 8x8x8.", try completions()) }
      try report.tell(output)
    } catch { throw TesseraError(error) }
  }
}

extension PlannerBenchmark {
  private func sweep(_ lengths: [Int]) throws -> [TextTable.Cell] {
    let mesh = try ProcessMesh(shape: lengths)
    let all = TensorDistAttr.all(on: mesh, ndim: 3, dtype: .bool).filter { !$0.isPartial }
    var transitions = all.flatMap { from in
      all.map { to in
        Transition(
          shape: [length, length, length], dtype: .float32, from: from, to: to)
      }
    }
    if transitions.count > pairs {
      var generator = SeededGenerator(seed: seed)
      transitions = Array(transitions.shuffled(using: &generator).prefix(pairs))
    }
    var (least, fastest, largest) = (0.0, 0.0, 0.0)
    var progress = ProgressLine(total: transitions.count, isShown: !output.told.quiet)
    for (number, transition) in transitions.enumerated() {
      progress.next("\(name(lengths)): pair \(number)")
      let bound = Planner.lowerBound(of: transition)
      least = max(least, ratio(received(try Planner().plan(transition)), bound))
      let plan = try Planner(Planning(minimise: .time)).plan(transition)
      fastest = max(fastest, ratio(received(plan), bound))
      let ends = max(shard(transition.from), shard(transition.to))
      let between = plan.steps.dropLast().map { shard($0.to) }.max() ?? 0
      largest = max(largest, ratio(between, ends))
    }
    progress.clear()
    return [.words(name(lengths)), .count(transitions.count)]
      + [least, fastest, largest].map { .number($0, digits: 3) }
  }

  private func received(_ plan: ReshardPlan) -> Int { plan.traffic.reduce(0) { $0 + $1.total } }

  /// The elements of the largest shard, which is the first one's where pieces are equal.
  private func shard(_ attr: TensorDistAttr) -> Int {
    attr.box(
      at: [Int](repeating: 0, count: attr.mesh.ndim), shape: [length, length, length]
    ).count
  }

  private func ratio(_ value: Int, _ bound: Int) -> Double {
    if value == bound { return 1 }
    return bound == 0 ? .infinity : Double(value) / Double(bound)
  }
}

extension BenchReport {
  fileprivate mutating func add(_ timed: (title: String, table: TextTable, chart: SVG)) {
    add(timed.title, timed.table)
    charts.append(("planner", timed.chart))
  }
}

extension PlannerBenchmark {
  /// Of each mesh and goal a row.
  private func times() throws -> (title: String, table: TextTable, chart: SVG) {
    var table = TextTable([
      "mesh", "goal", .init("median", in: "µs"), .init("worst", in: "µs"),
      .init("named pairs", in: "µs"), .init("look-up", in: "µs"),
    ])
    var points: [String: [LineChart.Series.Point]] = [:]
    let meshes = [[8, 8], [64, 64], [8, 8, 64], [8, 8, 8, 8], [256, 256], [64, 16, 64]]
    for lengths in meshes {
      for (goal, row, median) in try time(lengths) {
        table.add(row)
        let ranks = Double(lengths.reduce(1, *))
        points["\(lengths.count) dims, \(goal)", default: []].append(
          .init(x: ranks, y: median * 1e-6))
      }
    }
    let chart = LineChart(
      title: "One plan", x: ("ranks", .count, .logarithmic), y: ("time", .seconds, .logarithmic),
      series: points.sorted { $0.key < $1.key }.map { name, points in
        .init(name, points.sorted { $0.x < $1.x })
      })
    return (
      "One plan, of \(samples) random pairs, each the median of \(runs) runs, seed \(seed).", table,
      chart.svg
    )
  }

  private func time(_ lengths: [Int]) throws -> [(
    goal: Planning.Goal, row: [TextTable.Cell], median: Double
  )] {
    var rows: [(Planning.Goal, [TextTable.Cell], Double)] = []
    let mesh = try ProcessMesh(shape: lengths)
    let all = TensorDistAttr.all(on: mesh, ndim: 3, dtype: .bool).filter { !$0.isPartial }
    var generator = SeededGenerator(seed: seed)
    let random = (0..<samples).compactMap { _ -> Transition? in
      guard let from = all.randomElement(using: &generator),
        let to = all.randomElement(using: &generator)
      else { return nil }
      return transition(from, to)
    }
    let rest = String(repeating: ",R", count: lengths.count - 2)
    let named = try [
      ("S(0),S(1)", "S(1),S(0)"), ("S(0),S(0)", "S(1),R"), ("R,S(2)", "S(0),S(1)"),
      ("P(sum),S(0)", "S(1),R"),
    ].map { from, to in
      transition(
        try TensorDistAttr(parsing: from + rest, on: mesh),
        try TensorDistAttr(parsing: to + rest, on: mesh))
    }
    let cluster = Cluster.virtual(mesh.count)
    let known = try Timing(repeats: runs) { for _ in 0..<1000 { _ = try cluster.plan(named[0]) } }
    for goal in [Planning.Goal.bytes, .time] {
      let planning = Planning(minimise: goal)
      func micro(_ transition: Transition) throws -> Double {
        try Timing(repeats: runs) { _ = try Planner(planning).plan(transition) }.median * 1e6
      }
      var progress = ProgressLine(total: samples, isShown: !output.told.quiet)
      let sampled = try random.enumerated().map { number, transition in
        progress.next("\(name(lengths)), \(goal): pair \(number)")
        return try micro(transition)
      }.sorted()
      let worst = try named.map { text(try micro($0)) }.joined(separator: ", ")
      progress.clear()
      let median = sampled[sampled.count / 2]
      rows.append(
        (
          goal,
          [
            .words(name(lengths)), .words("\(goal)"), .number(median, digits: 2),
            .number(sampled[sampled.count - 1], digits: 2), .words(worst),
            .number(known.median * 1e3, digits: 2),
          ], median
        ))
    }
    return rows
  }

  /// By default the last dim is shorter than the largest meshes can cut it, so that some ranks have nothing.
  private func transition(_ from: TensorDistAttr, _ to: TensorDistAttr) -> Transition {
    Transition(shape: sizes, dtype: .float16, from: from, to: to)
  }

  private func name(_ lengths: [Int]) -> String {
    lengths.map(String.init).joined(separator: "x")
  }

  private func text(_ value: Double) -> String {
    String(format: value < 10 ? "%.2f" : "%.0f", value)
  }
}

extension PlannerBenchmark {
  /// How long a program of many layers takes to be completed.
  private func completions() throws -> TextTable {
    var table = TextTable([
      "ops", "values", "reshards", .init("time", in: "ms"), .init("with passes", in: "ms"),
    ])
    let mesh = try ProcessMesh(parsing: "8x8x8")
    for layers in [50, 500] {
      let program = try Self.program(layers: layers)
      let completion = try Completion(on: [mesh])
      let completed = try completion(program)
      let time = try Timing(repeats: runs) { _ = try completion(program) }
      let passes = try Timing(repeats: runs) { _ = try completed.applying() }
      table.add([
        .count(program.ops.count), .count(program.values.count),
        .count(completed.reshards.count), .number(time.median * 1e3, digits: 1),
        .number((time.median + passes.median) * 1e3, digits: 1),
      ])
    }
    return table
  }

  /// So many layers of ten ops, of which the first weight is placed.
  private static func program(layers: Int) throws -> Program {
    try Program.trace("layers") { recorder in
      var x = try recorder.input("x", shape: [64, 64], "S(0),R,R")
      for layer in 0..<layers {
        let up = try recorder.parameter("w\(layer).up", shape: [64, 256], "R,S(1),R")
        let down = try recorder.parameter("w\(layer).down", shape: [256, 64])
        x = try x + (x • up).gelu().tanh().abs().neg().square() * 0.5 • down
      }
      return [x]
    }
  }
}
