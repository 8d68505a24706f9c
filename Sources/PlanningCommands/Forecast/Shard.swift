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
package struct Shard: SoloCommand {
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
      "A mesh file (YAML), or a mesh in place: 8x8, '{dp:8, tp:8}'.", valueName: "mesh"))
  package var mesh: String?

  @Option(
    help: ArgumentHelp(
      "Search meshes of so many ranks instead, every way to make them of dp and tp; of several numbers each, as 8,64.",
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

  package func validate() throws {
    guard (mesh == nil) != (ranks == nil) else {
      throw ValidationError("--mesh or --ranks: one of them is required")
    }
    guard step.schedule == nil, step.turns == nil else {
      throw ValidationError("--schedule and --turns: stages of a pipeline are not searched")
    }
  }

  package func run() throws {
    do {
      let plans = try ProgressLine.during("searching", isShown: !told.quiet) { try self.plans() }
      if let output {
        guard plans.count == 1 else {
          throw TesseraError(
            .usage, "--output: one number of --ranks is required, there are \(plans.count)")
        }
        try plans[0].yaml.write(to: output, for: "--output")
      }
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
    let (program, setup) = try step.step(of: file.source())
    let task = try ShardTask(
      program, setup, goal: search.minimise, memoryLimit: search.memoryLimit, pins: search.pin,
      passes: passes)
    if let mesh { return [try ShardPlan(task, on: try ProcessMesh.searched(mesh), prices)] }
    return try (ranks?.counts ?? []).map {
      try ShardPlan(task, on: try ProcessMesh.factorings(of: $0), prices)
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
    var pins = PlacementPatterns()
    for word in words {
      guard let equals = word.firstIndex(of: "="), equals != word.startIndex else {
        throw TesseraError(
          .usage, "--pin: PATTERN=PLACEMENTS is required, as 'ids=S(0),R', not '\(word)'")
      }
      try pins.add(String(word[..<equals]), String(word[word.index(after: equals)...]))
    }
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

  /// Every mesh `{dp, tp}` of so many ranks.
  static func factorings(of count: Int) throws -> [ProcessMesh] {
    try (1...count).filter { count % $0 == 0 }.map { tp in
      try ProcessMesh(shape: [count / tp, tp], axes: ["dp", "tp"])
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
