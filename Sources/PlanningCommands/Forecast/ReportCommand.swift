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
package struct ReportCommand: WritingCommand {
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
      "Search meshes of so many ranks instead, every way to make them of dp and tp, and with --microbatches of pp too.",
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

  package var files: [WrittenFile] {
    [WrittenFile(output, of: "--output")].compactMap { $0 } + told.files
  }

  package func validate() throws {
    guard (mesh == nil) != (ranks == nil) else {
      throw ValidationError("--mesh or --ranks: one of them is required")
    }
    if let counts = ranks?.counts, counts.count > 1 {
      throw ValidationError(
        "--ranks: a report is of one number of ranks, there are \(counts.count)")
    }
    guard mesh != nil || !isPlaced, mesh != nil || !skipsSearch else {
      throw ValidationError(
        "--ranks: meshes are searched; --place, --places, --stage and --no-search need --mesh")
    }
    if ranks != nil {
      try step.requireOneStageEach()
      try step.requireStagesOfRanks()
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
    let pipeline = try step.searchedPipeline(
      source.program, pins: search.pin, passes: placement.passes)
    let meshes = try ranks.map { try step.searchedMeshes($0.counts[0], pipeline) } ?? given()
    let cutsMeshes =
      mesh == nil || meshes.count == 1 && meshes[0].axes.contains("pp") && !skipsSearch
    let isCut = try !cutsMeshes && step.isPipeline(meshes, mesh ?? "")
    let isSearched = !skipsSearch && !isCut && (ranks != nil || meshes.count == 1)
    if !isSearched {
      try search.requireNone(
        because: skipsSearch ? "--no-search is given" : "stages of a pipeline are placed by hand")
    }
    let isChosen = isSearched && !isPlaced
    var (plan, why): (ShardPlan?, String?) = (nil, nil)
    if isSearched {
      do {
        plan = try searched(program, setup, pipeline, on: meshes, prices)
      } catch let error as TesseraError where error.kind == .data && !isChosen {
        why = "The search found nothing: \(error)."
      }
    } else {
      why =
        skipsSearch
        ? "Nothing was searched: --no-search was given."
        : "Nothing was searched: stages of a pipeline are placed by hand."
    }
    let modules = source.model?.origins.mapValues(\.module) ?? [:]
    let planner = Planner(Planning(costs: CostModel(machine)))
    func candidate(_ forecast: ProgramForecast) -> PlacementCandidate? {
      isChosen
        ? nil
        : PlacementCandidate(
          isPlaced ? "as given" : "as completed", mesh: meshes.map(\.words).joined(separator: " "),
          forecast, limit: search.memoryLimit?.bytes ?? Int(prices.device.memory))
    }
    let chosen = isChosen ? plan : nil
    if isCut || chosen?.pipeline != nil {
      let stages = try self.stages(
        of: source.program, setup, chosen, on: chosen == nil ? meshes : [])
      let forecast = try ProgramForecast(source.program, in: stages, setup, prices)
      return try ReportContents(
        stages, of: source.program.name, setup, forecast, on: machine, planner: planner,
        search: plan, noSearch: why, given: candidate(forecast), modules: modules)
    }
    let completed =
      if let chosen {
        try placement.complete(
          try program.placed(as: chosen), on: meshes.filter { $0.words == chosen.chosen.mesh })
      } else { try placement.complete(program, on: meshes) }
    let forecast = try ProgramForecast(completed, setup, prices)
    return try ReportContents(
      completed, setup, forecast, on: machine, planner: planner, search: plan, noSearch: why,
      given: candidate(forecast), modules: modules)
  }

  /// What a search finds on the meshes.
  ///
  /// - Throws: `TesseraError.Kind.data` where nothing keeps to the limit.
  private func searched(
    _ program: Program, _ setup: StepSetup, _ pipeline: ShardTask.Pipeline,
    on meshes: [ProcessMesh], _ prices: ProgramPrices
  ) throws -> ShardPlan {
    try step.requireOneStageEach()
    var task = try ShardTask(
      program, setup, goal: search.goal, memoryLimit: search.memoryLimit, pins: search.pin,
      passes: placement.passes)
    task.pipeline = pipeline
    return try ShardPlan(task, on: meshes, prices)
  }

  /// The stages of a step: as a search chose them, or on the meshes that are given.
  private func stages(
    of source: Program, _ setup: StepSetup, _ chosen: ShardPlan?, on meshes: [ProcessMesh]
  ) throws -> CompletedStages {
    var (meshes, step) = (meshes, step)
    var program = source
    if let chosen, let pipeline = chosen.pipeline {
      meshes = try MeshFile(argument: pipeline.meshes).meshes
      program = try program.placed(as: chosen)
      (step.schedule, step.turns) = (
        PipelineSchedule.Order(rawValue: pipeline.schedule), pipeline.turns
      )
    } else {
      program = try placement.placing.patterns().applied(to: program)
    }
    let (forward, isScaled) = try step.forward(program)
    return try step.stages(
      of: forward, trained: setup.trained, isScaled: isScaled, placement, on: meshes)
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
