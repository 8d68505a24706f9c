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
        .map { try simulated($0, plan.rawValue, nil, prices) }
    }
  }

  /// What the search finds.
  ///
  /// It counts no passing buffers: where those break the limit, it is asked to leave room for them, and in the end for
  /// the thriftiest placements that there are. Stages share what the placements of the whole program hold.
  ///
  /// - Throws: `TesseraError.Kind.data` where nothing keeps to the limit.
  func searched(_ prices: ProgramPrices) throws -> Weighed {
    let count = Double(stages?.meshes.count ?? 1)
    func found(_ search: PlacementSearch, within room: Double) throws -> (
      weighed: Weighed, memory: Double
    ) {
      let (choice, found) = try search.best(within: room)
      var placed = search.placed(choice)
      if let pipeline = stages?.pipeline { placed = pipeline.program.annotated(as: placed) }
      return (try simulated(placed, "search", found, prices), found.memoryBytes)
    }
    func search(_ goal: SearchGoal) throws(TesseraError) -> PlacementSearch {
      try PlacementSearch(
        task.program, task.setup, prices, on: placed, goal: goal, movesParametersOnce: isPipeline)
    }
    let own = try search(task.goal)
    var last: (weighed: Weighed, memory: Double)
    do {
      last = try found(own, within: stages == nil ? Double(limit) : .infinity)
    } catch let error as TesseraError where error.kind == .data {
      // It counts more than a step holds that frees early.
      last = try found(search(.memory), within: .infinity)
      guard last.weighed.candidate.fits else { throw error }
      return last.weighed
    }
    for _ in 0..<4 {
      let excess = last.weighed.candidate.peakBytesPerRank - limit
      if excess <= 0 { return last.weighed }
      guard let next = try? found(own, within: last.memory - count * Double(excess)) else { break }
      last = next
    }
    if last.weighed.candidate.fits { return last.weighed }
    let least = try found(search(.memory), within: .infinity)
    return least.weighed.candidate.peakBytesPerRank < last.weighed.candidate.peakBytesPerRank
      ? least.weighed : last.weighed
  }

  /// A step of an annotated program.
  private func simulated(
    _ program: Program, _ name: String, _ choice: PlacementChoice?, _ prices: ProgramPrices
  ) throws -> Weighed {
    let (forecast, entries, pipeline): (ProgramForecast, [PlacementChoice.Entry], PipelineChoice?)
    if let stages {
      let staged = try StagedPlacements(
        program, task, stages.pipeline, on: stages.meshes, prices, limit: limit)
      (forecast, entries, pipeline) = (staged.forecast, staged.entries, staged.pipeline)
    } else {
      let completed = try task.complete(program, mesh)
      forecast = try ProgramForecast(completed, task.setup, prices)
      (entries, pipeline) = (choice?.entries ?? completed.entries, nil)
    }
    let candidate = PlacementCandidate(name, mesh: mesh.words, forecast, limit: limit)
    return Weighed(candidate: candidate, entries: entries, choice: choice, pipeline: pipeline)
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
