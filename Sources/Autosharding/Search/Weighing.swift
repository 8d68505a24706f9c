import Elements
import Forecasts
import Programs
import Sharding

/// A plan with what it costs.
struct Weighed {
  let candidate: PlacementCandidate
  /// What `--output` writes of it.
  let entries: [PlacementChoice.Entry]
  /// What the search found; nil of a known plan.
  let choice: PlacementChoice?
  /// The stages; nil where there are none.
  let pipeline: PipelineChoice?
}

/// Plans for one mesh, and what a step takes with each of them.
struct Weighing {
  private let task: ShardTask
  private let mesh: ProcessMesh
  /// Along `pp` the meshes of stages, with what they compute; nil where the mesh has no such dim.
  private let stages: (meshes: [ProcessMesh], pipeline: ShardTask.Pipeline)?
  private let limit: Int

  /// - Throws: `TesseraError.Kind.usage` where the mesh has a dim `pp`, and the task no pipeline.
  init(_ task: ShardTask, _ mesh: ProcessMesh, limit: Int) throws(TesseraError) {
    (self.task, self.mesh, self.limit) = (task, mesh, limit)
    guard let meshes = mesh.stages(along: "pp") else {
      stages = nil
      return
    }
    guard let pipeline = task.pipeline else {
      throw TesseraError(
        .usage,
        "mesh \(mesh.words): no dim pp is required, stages are not searched here")
    }
    stages = (meshes, pipeline)
  }

  var isPipeline: Bool { stages != nil }

  /// The mesh that values are placed on: of a pipeline that of the first stage.
  private var placed: ProcessMesh { stages?.meshes[0] ?? mesh }

  /// The plans that people know, of which some want dims that the mesh does not have.
  func known(_ prices: ProgramPrices) throws -> [Weighed] {
    try KnownPlan.allCases.compactMap { plan in
      try plan.applied(to: stages?.pipeline.program ?? task.program, on: placed)
        .map { try simulated($0, plan.rawValue, prices) }
    }
  }

  /// What the search finds: of the corners that it goes through, the one whose simulated step is the best of those that
  /// keep to the limit, or the one that holds least.
  ///
  /// The search counts other bytes than a step holds: no passing buffers, all activations at once. So each corner is
  /// simulated. Of a small program all are, whatever the limit is: a larger limit is never worse than a smaller one.
  ///
  /// - Throws: `TesseraError.Kind.data` where even the placements that hold least, as the search counts, are above the limit;
  ///   not of stages.
  func searched(_ prices: ProgramPrices) throws -> Weighed {
    let search = try PlacementSearch(
      task.program, task.setup, prices, on: placed, goal: task.goal, movesParametersOnce: isPipeline
    )
    let isSmall = !isPipeline && search.variables <= Self.mostVariables
    var weighed: [(corner: PlacementSearch.Corner, plan: Weighed)] = []
    let corners = try search.corners(
      everywhere: isSmall, atMost: isPipeline ? 6 : isSmall ? 40 : 12
    ) { corner in
      var program = search.placed(corner.choice)
      if let pipeline = stages?.pipeline { program = pipeline.program.annotated(as: program) }
      let plan = try simulated(program, "search", prices)
      weighed.append((corner, plan))
      return plan.candidate.fits
    }
    let fitting = weighed.filter(\.plan.candidate.fits)
    let best =
      fitting.min {
        ShardPlan.rank($0.plan.candidate, task.goal) < ShardPlan.rank($1.plan.candidate, task.goal)
      } ?? weighed.min { $0.plan.candidate.peakBytesPerRank < $1.plan.candidate.peakBytesPerRank }
    guard let best, let least = corners.last?.held else {
      preconditionFailure("the placements that cost least are a corner")
    }
    guard !fitting.isEmpty || isPipeline || least <= Double(limit) else {
      throw TesseraError(
        .data,
        "--memory-limit: the thriftiest placements of program \(task.program.name) hold "
          + "\(ByteCount(Int(least))) a rank, the limit is \(ByteCount(limit))")
    }
    // A corner that costs less and does not fit would have to hold less by its excess.
    let count = Double(stages?.meshes.count ?? 1)
    let tooLarge = weighed.filter { !$0.plan.candidate.fits && $0.corner.cost < best.corner.cost }
    let room = tooLarge.reduce(isPipeline ? .infinity : Double(limit)) { room, other in
      min(room, other.corner.held - count * Double(other.plan.candidate.peakBytesPerRank - limit))
    }
    let choice = try search.found(best.corner, within: room, binds: !tooLarge.isEmpty)
    return Weighed(
      candidate: best.plan.candidate, entries: isPipeline ? best.plan.entries : choice.entries,
      choice: choice, pipeline: best.plan.pipeline)
  }

  /// Of programs with more variables not all corners are simulated.
  private static let mostVariables = 400

  /// A step of an annotated program.
  private func simulated(
    _ program: Program, _ name: String, _ prices: ProgramPrices
  ) throws -> Weighed {
    let (forecast, entries, pipeline): (ProgramForecast, [PlacementChoice.Entry], PipelineChoice?)
    if let stages {
      var staged = try StagedPlacements(
        program, task, stages.pipeline, on: stages.meshes, prices, limit: limit)
      for turns in stages.pipeline.turns {
        guard
          let next = try? StagedPlacements(
            program, task, stages.pipeline, on: stages.meshes, prices, turns: turns),
          ShardPlan.isBetter(
            PlacementCandidate(name, mesh: mesh.words, next.forecast, limit: limit),
            PlacementCandidate(name, mesh: mesh.words, staged.forecast, limit: limit), task.goal)
        else { continue }
        staged = next
      }
      (forecast, entries, pipeline) = (staged.forecast, staged.entries, staged.pipeline)
    } else {
      let completed = try task.complete(program, mesh)
      forecast = try ProgramForecast(completed, task.setup, prices)
      (entries, pipeline) = (completed.entries, nil)
    }
    let candidate = PlacementCandidate(name, mesh: mesh.words, forecast, limit: limit)
    return Weighed(candidate: candidate, entries: entries, choice: nil, pipeline: pipeline)
  }
}

extension Program {
  /// The program with the annotations of the values of another one that have the same names.
  fileprivate func annotated(as other: Program) -> Program {
    var annotations: [String: Annotation] = [:]
    for value in other.values { annotations[value.name] = value.annotation }
    var program = self
    for id in values.indices {
      program.values[id].annotation = annotations[values[id].name] ?? values[id].annotation
    }
    return program
  }
}

extension CompletedProgram {
  /// Where inputs and parameters lie, from which completion finds all else.
  fileprivate var entries: [PlacementChoice.Entry] {
    program.inputs.map {
      PlacementChoice.Entry(
        value: program.values[$0].name, placements: Annotation(attrs[$0]).description)
    }
  }
}
