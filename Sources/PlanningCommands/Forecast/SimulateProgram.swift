import ArgumentParser
import Console
import CostModel
import Elements
import Forecasts
import Pictures
import Programs
import Resharding
import Sharding

/// What a step of a program or a model would take on a cluster, without the cluster.
package struct SimulateProgram: WritingCommand {
  package init() {}
  package static let configuration = CommandConfiguration(
    commandName: "simulate-program",
    abstract:
      "Simulate a step of a program or a PyTorch model on any number of ranks; also 'simulate FILE'.",
    discussion: """
      Example:
        ./Launch/run simulate Meshes/block.program --train --mesh '{dp:64, tp:8}' \\
          --topology Meshes/topology-dgx-h100.yaml
      """)

  @OptionGroup package var file: ProgramFile
  @OptionGroup package var completion: CompletionOptions
  @OptionGroup package var step: StepOptions
  @OptionGroup package var goal: PlanningOptions
  @OptionGroup package var topology: TopologyOptions

  @Option(
    help: ArgumentHelp(
      "Draw the time line, and the memory over it, into this file.", valueName: "file.svg"))
  package var svg: String?

  @Option(
    help: ArgumentHelp(
      "Simulate with each of these values, as ranks=8..4096 (powers of two), dp=1,2,6 or schedule=gpipe,1f1b.",
      valueName: "option=values"))
  package var sweep: Sweep?

  @Option(
    help: ArgumentHelp(
      "Write the rows of a sweep to this file, each as soon as it is there; rows that it has already are not simulated again.",
      valueName: "file.csv"))
  package var csv: String?

  @OptionGroup package var told: ReportOptions

  package var isSolo: Bool { true }

  package var files: [WrittenFile] {
    [WrittenFile(svg, of: "--svg"), WrittenFile(csv, of: "--csv")].compactMap { $0 } + told.files
  }

  package func validate() throws {
    if csv != nil, sweep == nil {
      throw ValidationError("--csv: the rows of a sweep are meant, --sweep is required")
    }
  }

  package func run() throws {
    do {
      if let sweep { return try run(sweep) }
      let forecast = try ProgressLine.during("simulating", isShown: !told.quiet) {
        try self.forecast()
      }
      if let svg { try forecast.picture.description.write(to: svg, for: "--svg") }
      try told.tell(text: forecast.text, json: try forecast.json())
    } catch { throw TesseraError(error) }
  }
}

extension SimulateProgram {
  private func run(_ sweep: Sweep) throws {
    var report = SweepReport(sweep.name)
    let known = try csv.map { path throws(TesseraError) in
      try SweepFile(path, of: sweep.name)
    }
    var progress = ProgressLine(total: sweep.values.count, isShown: !told.quiet)
    for value in sweep.values {
      progress.next("\(sweep.name) \(value)")
      report.add(try known?.row(value) ?? SweepRow(value, with(sweep.name, value).forecast()))
      if let csv { try report.csv.write(to: csv, for: "--csv") }
    }
    progress.clear()
    if let svg { try report.chart.svg.description.write(to: svg, for: "--svg") }
    try told.tell(
      text: report.table.lines.joined(separator: "\n"), json: try report.json())
  }

  /// What the options ask for.
  package func forecast() throws -> ProgramForecast {
    let meshes = try MeshFile(argument: completion.mesh.mesh)
    let machine = try topology.resolved(besides: completion.mesh.mesh)
    let prices = try ProgramPrices(
      machine, planning: goal.planning(on: machine), kernels: step.framework)
    if try step.isPipeline(meshes.meshes, completion.mesh.mesh) {
      return try forecast(inStagesOn: meshes.meshes, prices)
    }
    let (program, setup) = try step.step(of: file.source(trains: step.train))
    let completed = try completion.complete(program, on: meshes)
    return try ProgramForecast(completed, setup, prices)
  }

  /// A step of the program cut into stages.
  private func forecast(
    inStagesOn meshes: [ProcessMesh], _ prices: ProgramPrices
  ) throws -> ProgramForecast {
    let source = try file.source(trains: step.train)
    let setup = try step.setup(of: source)
    let placement = completion.placement
    let (program, isScaled) = try step.forward(
      try placement.placing.patterns().applied(to: source.program))
    let pipeline = try step.stages(
      of: program, trained: setup.trained, isScaled: isScaled, placement, on: meshes)
    return try ProgramForecast(program, in: pipeline, setup, prices)
  }
}
