import ArgumentParser
import Autosharding
import Console
import CostModel
import Elements
import Forecasts
import Programs
import Reports
import Resharding
import Sharding

/// What a model would cost, as a page for a browser.
package struct ReportCommand: SoloCommand {
  package init() {}
  package static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write what a program or a PyTorch model would cost, as one page for a browser.",
    discussion: """
      Example:
        ./Launch/run report Meshes/block.program --train --mesh '{dp:4, tp:2}' \\
          --topology Meshes/topology-dgx-a100.yaml --output report.html
      """)

  @OptionGroup package var file: ProgramFile

  @Option(
    help: ArgumentHelp(
      "A mesh file (YAML), or a mesh in place: 8x8, '{dp:8, tp:8}'.", valueName: "mesh"))
  package var mesh: String?

  @Option(
    help: ArgumentHelp(
      "Search meshes of so many ranks instead, every way to make them of dp and tp.",
      valueName: "count"))
  package var ranks: RankCounts?

  @OptionGroup package var placement: PlacementOptions
  @OptionGroup package var step: StepOptions

  @OptionGroup package var search: SearchOptions

  @Flag(
    name: .customLong("no-search"),
    help: "Weigh no other placements; without --place the program is completed as it is.")
  package var skipsSearch = false

  @OptionGroup package var topology: TopologyOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write the page to this file.", valueName: "file.html"))
  package var output: String

  @OptionGroup package var told: ReportOptions

  package var isSolo: Bool { true }

  package func validate() throws {
    guard (mesh == nil) != (ranks == nil) else {
      throw ValidationError("--mesh or --ranks: one of them is required")
    }
    guard step.schedule == nil, step.turns == nil else {
      throw ValidationError(
        "--schedule and --turns: a report shows each stage's micro-batch by itself; simulate FILE takes them"
      )
    }
    if let counts = ranks?.counts, counts.count > 1 {
      throw ValidationError(
        "--ranks: a report is of one number of ranks, there are \(counts.count)")
    }
    guard mesh != nil || !isPlaced, mesh != nil || !skipsSearch else {
      throw ValidationError(
        "--ranks: meshes are searched; --place, --places, --stage and --no-search need --mesh")
    }
  }

  /// Whether the user says where values lie.
  private var isPlaced: Bool {
    !placement.placing.place.isEmpty || placement.placing.places != nil || !placement.stage.isEmpty
  }

  package func run() throws {
    do {
      let contents = try ProgressLine.during("searching and simulating", isShown: !told.quiet) {
        try self.contents()
      }
      let page = ReportPage(contents).description
      try page.write(to: output, for: "--output")
      let forecast = contents.forecast
      let room = "\(ByteCount(forecast.peakBytesPerRank)) of \(ByteCount(forecast.capacityBytes))"
      try told.tell(
        text: """
          \(forecast.program): \(forecast.ranks) ranks on \(forecast.topology)
          \(forecast.fits ? "it fits" : "it does not fit"): \(room) a rank, \(time(forecast.stepSeconds)) a step
          \(output): \(ByteCount(page.utf8.count))
          """, json: try forecast.json())
    } catch { throw TesseraError(error) }
  }
}

extension ReportCommand {
  /// What the options ask for: the user's placements if there are any, else those that a search chooses.
  package func contents() throws -> ReportContents {
    let machine = try topology.resolved(besides: mesh)
    let prices = try ProgramPrices(machine, kernels: step.framework)
    let source = try file.source(trains: step.train)
    let (program, setup) = try step.step(of: source)
    let meshes = try ranks.map { try ProcessMesh.factorings(of: $0.counts[0]) } ?? given()
    guard mesh == nil || !step.train || meshes.count == 1 else {
      throw TesseraError(
        .usage, "--train: a program of one mesh is required, \(mesh ?? "") has \(meshes.count)")
    }
    let options = self.search
    let isSearched = !skipsSearch && (ranks != nil || meshes.count == 1)
    let isChosen = isSearched && !isPlaced
    var (search, why): (ShardPlan?, String?) = (nil, nil)
    if isSearched {
      do {
        let task = try ShardTask(
          program, setup, goal: options.minimise, memoryLimit: options.memoryLimit,
          pins: options.pin,
          passes: placement.passes)
        search = try ShardPlan(task, on: meshes, prices)
      } catch let error as TesseraError where error.kind == .data && !isChosen {
        why = "The search found nothing: \(error)."
      }
    } else {
      why =
        skipsSearch
        ? "Nothing was searched: --no-search was given."
        : "Nothing was searched: stages of a pipeline are placed by hand."
    }
    let completed: CompletedProgram
    if isChosen, let search {
      let found = meshes.filter { $0.words == search.chosen.mesh }
      completed = try placement.complete(try program.placed(as: search), on: found)
    } else {
      completed = try placement.complete(program, on: meshes)
    }
    let forecast = try ProgramForecast(completed, setup, prices)
    let limit = options.memoryLimit?.bytes ?? Int(prices.device.memory)
    return try ReportContents(
      completed, setup, forecast, on: machine,
      planner: Planner(Planning(costs: CostModel(machine))), search: search, noSearch: why,
      given: isChosen
        ? nil
        : PlacementCandidate(
          isPlaced ? "as given" : "as completed", mesh: meshes.map(\.words).joined(separator: " "),
          forecast, limit: limit),
      modules: source.model?.origins.mapValues(\.module) ?? [:])
  }

  private func given() throws -> [ProcessMesh] {
    try MeshFile(argument: mesh ?? "").meshes
  }
}

extension Program {
  /// The program with the placements that a search chose.
  fileprivate func placed(as plan: ShardPlan) throws -> Program {
    var placed = self
    var ids: [String: ID] = [:]
    for (id, value) in values.enumerated() { ids[value.name] = id }
    for entry in plan.placements {
      guard let id = ids[entry.value] else { continue }
      placed.values[id].annotation = try Annotation(parsing: entry.placements)
    }
    return placed
  }
}
