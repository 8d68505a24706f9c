import Autosharding
import CostModel
import Elements
import Forecasts
import Programs
import Resharding
import Sharding

/// What a report is about: a program whose values have their places, what a step of it takes, and how that was chosen.
package struct ReportContents {
  /// The program as it would run.
  package let completed: CompletedProgram
  /// What a step of it is.
  package let setup: StepSetup
  /// What a step takes.
  package let forecast: ProgramForecast
  /// Where it would run.
  package let topology: Topology
  /// The candidates that were weighed; nil where nothing was searched.
  package let search: ShardPlan?
  /// Why nothing was searched, or found; nil where something was.
  package let noSearch: String?
  /// What the user's own placements take; nil where the search chose them.
  package let given: PlacementCandidate?
  /// By the name of a value: the module whose code makes it, `h.0.c_attn`.
  package let modules: [String: String]
  /// Each kind of reshard with its plan.
  package let reshards: [ReshardKind]
  /// By op: the place of its kind of reshard; nil of ops of the schema.
  package let reshardKinds: [Int?]
  /// By value: whether the first result needs it.
  package let isForward: [Bool]
  /// Whether the forecast is of stages that work on micro-batches, so that it tells when they do, and not when ops run.
  package let isStaged: Bool

  /// Plans the reshards of a program, each kind once.
  ///
  /// - Throws: `TesseraError` where a reshard cannot be planned.
  package init(
    _ completed: CompletedProgram, _ setup: StepSetup, _ forecast: ProgramForecast,
    on topology: Topology, planner: Planner, search: ShardPlan?, noSearch: String? = nil,
    given: PlacementCandidate?, modules: [String: String] = [:]
  ) throws(TesseraError) {
    try self.init(
      completed, moving: completed.optimiserMoves(of: setup), isStaged: false, setup, forecast,
      on: topology, planner: planner, search: search, noSearch: noSearch, given: given,
      modules: modules)
  }

  /// Plans the reshards of a program in stages, those between them too.
  ///
  /// - Throws: `TesseraError` where a reshard cannot be planned.
  package init(
    _ stages: CompletedStages, of name: String, _ setup: StepSetup, _ forecast: ProgramForecast,
    on topology: Topology, planner: Planner, search: ShardPlan?, noSearch: String? = nil,
    given: PlacementCandidate?, modules: [String: String] = [:]
  ) throws(TesseraError) {
    try self.init(
      stages.joined(as: name), moving: stages.optimiserMoves, isStaged: true, setup, forecast,
      on: topology, planner: planner, search: search, noSearch: noSearch, given: given,
      modules: modules)
  }

  private init(
    _ completed: CompletedProgram, moving moves: [(name: String, transition: Transition)],
    isStaged: Bool, _ setup: StepSetup, _ forecast: ProgramForecast, on topology: Topology,
    planner: Planner, search: ShardPlan?, noSearch: String?, given: PlacementCandidate?,
    modules: [String: String]
  ) throws(TesseraError) {
    self.isStaged = isStaged
    (self.completed, self.setup, self.forecast) = (completed, setup, forecast)
    (self.topology, self.search, self.noSearch) = (topology, search, noSearch)
    (self.given, self.modules) = (given, modules)
    var kinds = ReshardKinds(planner)
    reshardKinds = try completed.program.ops.map { (op) throws(TesseraError) -> Int? in
      guard case .reshard = op.action else { return nil }
      return try kinds.add(
        completed.transition(of: op), making: completed.program.values[op.outputs[0]].name)
    }
    for (name, transition) in moves {
      _ = try kinds.add(transition, making: name, afterwards: true)
    }
    reshards = kinds.all
    isForward = completed.program.ancestors(of: Array(completed.program.results.prefix(1)))
  }

  /// The meshes, and the ranks of all of them.
  var meshes: [ProcessMesh] { completed.meshes }

  /// Whether a step trains.
  var trains: Bool { !setup.trained.isEmpty }
}

extension CompletedProgram {
  /// The gradients that the optimiser's step brings to where their parameters lie, by the parameters' names.
  fileprivate func optimiserMoves(of setup: StepSetup) -> [(name: String, transition: Transition)] {
    var ids: [String: Program.ID] = [:]
    for id in program.inputs { ids[program.values[id].name] = id }
    return zip(setup.trained, program.results.dropFirst()).compactMap { name, gradient in
      guard let id = ids[name] else { return nil }
      let value = program.values[gradient]
      let transition = Transition(
        shape: program.values[id].shape, dtype: value.dtype, from: attrs[gradient], to: attrs[id])
      return transition.isIdentity ? nil : (value.name, transition)
    }
  }
}
