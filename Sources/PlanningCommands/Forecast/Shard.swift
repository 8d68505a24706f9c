import ArgumentParser
import Autosharding
import Console
import CostModel
import Elements
import Forecasts
import Programs
import Resharding
import Sharding

/// The placements of a program that cost least.
package struct Shard: WritingCommand {
  package init() {}
  package static let configuration = CommandConfiguration(
    abstract: "Find the placements of a program or a PyTorch model that cost least, and say why.",
    discussion: """
      Example:
        ./Launch/run shard Meshes/block.program --train --mesh '{dp:8, tp:8}' \\
          --topology Meshes/topology-dgx-h100.yaml --output placements.yaml
      """)

  @OptionGroup package var file: ProgramFile

  @Option(
    help: ArgumentHelp(
      "A mesh file (YAML), or a mesh in place: 8x8, '{dp:8, tp:8}'; a dim pp is cut into stages of a pipeline, as '{pp:4, dp:2, tp:8}'.",
      valueName: "mesh"))
  package var mesh: String?

  @Option(
    help: ArgumentHelp(
      "Search meshes of so many ranks instead, every way to make them of dp and tp, and with --microbatches of pp too; of several numbers each, as 8,64.",
      valueName: "counts"))
  package var ranks: RankCounts?

  @OptionGroup package var step: StepOptions

  @OptionGroup package var search: SearchOptions

  @Option(help: "The passes that rewrite the placed program: all, none, or some of them.")
  package var passes = "all"

  @OptionGroup package var topology: TopologyOptions

  @Option(
    help: ArgumentHelp(
      "Write the placements to this file, which --places takes.", valueName: "file.yaml"))
  package var output: String?

  @OptionGroup package var told: ReportOptions
  @OptionGroup package var table: TableOptions

  package var isSolo: Bool { true }

  package var files: [WrittenFile] {
    [WrittenFile(output, of: "--output")].compactMap { $0 } + table.files + told.files
  }

  package func validate() throws {
    guard (mesh == nil) != (ranks == nil) else {
      throw ValidationError("--mesh or --ranks: one of them is required")
    }
    if output != nil, let counts = ranks?.counts, counts.count != 1 {
      throw ValidationError(
        "--output: one number of --ranks is required, there are \(counts.count)")
    }
    try step.requireOneStageEach()
    if ranks != nil { try step.requireStagesOfRanks() }
  }

  package func run() throws {
    do {
      let plans = try ProgressLine.during("searching", isShown: !told.quiet) { try self.plans() }
      if let output { try plans[0].yaml.write(to: output, for: "--output") }
      try table.write(ShardPlan.table(plans))
      try told.tell(
        text: plans.map(\.text).joined(separator: "\n\n"), json: try ShardPlan.json(plans))
    } catch { throw TesseraError(error) }
  }
}

extension Shard {
  /// What the options ask for: a plan for each number of ranks.
  package func plans() throws -> [ShardPlan] {
    let machine = try topology.resolved(besides: mesh)
    let prices = try ProgramPrices(machine, kernels: step.framework)
    let source = try file.source(trains: step.train)
    let (program, setup) = try step.step(of: source)
    var task = try ShardTask(
      program, setup, goal: search.goal, memoryLimit: search.memoryLimit, pins: search.pin,
      passes: passes)
    let pipeline = try step.searchedPipeline(source.program, pins: search.pin, passes: passes)
    task.pipeline = pipeline
    if let mesh {
      let meshes = try ProcessMesh.searched(mesh)
      guard step.schedule == nil || meshes[0].axes.contains("pp") else {
        throw TesseraError(
          .usage, "--schedule: a mesh with a dim pp is required, \(mesh) has none")
      }
      return [try ShardPlan(task, on: meshes, prices)]
    }
    return try (ranks?.counts ?? []).map { count in
      try ShardPlan(task, on: step.searchedMeshes(count, pipeline), prices)
    }
  }
}

extension PlacementPatterns {
  /// Those of `--pin`.
  ///
  /// - Throws: `TesseraError.Kind.usage` where a word is no pattern with placements.
  init(pins words: [String]) throws(TesseraError) {
    self.init()
    for word in words {
      guard let equals = word.firstIndex(of: "="), equals != word.startIndex else {
        throw TesseraError(
          .usage, "--pin: PATTERN=PLACEMENTS is required, as 'ids=S(0),R', not '\(word)'")
      }
      try add(String(word[..<equals]), String(word[word.index(after: equals)...]))
    }
  }
}

extension ShardTask {
  /// A search as options ask for it.
  ///
  /// - Throws: `TesseraError.Kind.usage` where a word of `pins` is no pattern with placements.
  init(
    _ program: Program, _ setup: StepSetup, goal: SearchGoal, memoryLimit: ByteCount?,
    pins words: [String], passes: String
  ) throws {
    let pins = try PlacementPatterns(pins: words)
    let placement = try PlacementOptions.parse(["--passes", passes])
    self.init(
      try pins.applied(to: program), setup, goal: goal, memoryLimit: memoryLimit?.bytes
    ) { program, mesh in
      try placement.complete(program, on: [mesh])
    }
  }
}

extension ProcessMesh {
  /// The one mesh that `--mesh` names, for a search.
  static func searched(_ words: String) throws -> [ProcessMesh] {
    let meshes = try MeshFile(argument: words).meshes
    guard meshes.count == 1 else {
      throw TesseraError(.usage, "--mesh: one mesh is required, \(words) has \(meshes.count)")
    }
    return meshes
  }

  /// Every mesh `{dp, tp}` of so many ranks, and `{pp, dp, tp}` of more than one stage, where it may have so many.
  static func factorings(
    of count: Int, stages mayBe: (Int) -> Bool = { _ in false }
  ) throws -> [ProcessMesh] {
    func divisors(_ count: Int) -> [Int] { (1...count).filter { count % $0 == 0 } }
    return try divisors(count).filter { $0 == 1 || mayBe($0) }.flatMap { pp in
      try divisors(count / pp).map { tp in
        let (shape, axes) = ([pp, count / pp / tp, tp], ["pp", "dp", "tp"])
        return try pp == 1
          ? ProcessMesh(shape: Array(shape[1...]), axes: Array(axes[1...]))
          : ProcessMesh(shape: shape, axes: axes)
      }
    }
  }
}

/// Numbers of ranks, with commas between them.
package struct RankCounts: ExpressibleByArgument {
  package let counts: [Int]

  package init?(argument: String) {
    counts = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard counts.allSatisfy({ (1...(1 << 20)).contains($0) }) else { return nil }
  }
}
