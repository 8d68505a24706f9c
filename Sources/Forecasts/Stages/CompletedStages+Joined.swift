import Programs
import Resharding
import Sharding

extension CompletedStages {
  /// The programs of all stages as one, to look at: what crosses between them is a reshard. Its results are that of the
  /// last stage, and the gradients of parameters.
  package func joined(as name: String) -> CompletedProgram {
    var transfers: [StageTransfer] = []
    func add(_ stage: Int, _ id: Program.ID, to other: Int, _ name: String) {
      guard let input = stages[other].completed.program.value(named: name) else { return }
      transfers.append(StageTransfer(from: (stage, id), to: (other, input)))
    }
    for (place, stage) in stages.enumerated() {
      for (name, id) in zip(stage.gives, stage.results.gives) {
        for taker in stages.indices where staged.stages[taker].takes.contains(name) {
          add(place, id, to: taker, name)
        }
      }
      for (name, id) in zip(stage.takes, stage.results.takes) {
        if let maker = staged.maker(of: name) { add(place, id, to: maker, "grad.\(name)") }
      }
    }
    let homes = homes
    for (copy, name) in staged.copies {
      if let home = homes[name], let here = homes[copy] {
        add(home.stage, home.id, to: here.stage, copy)
      }
    }
    let last = stages.count - 1
    var results = stages[last].completed.program.results.prefix(1).map { (stage: last, id: $0) }
    for (place, stage) in stages.enumerated() {
      results += stage.results.parameters.map { (place, $0) }
    }
    return CompletedProgram(joining: programs, as: name, transfers, results: results)
  }

  /// The gradients that the optimiser's step brings to where their parameters lie, by the parameters' names.
  package var optimiserMoves: [(name: String, transition: Transition)] {
    let homes = homes
    return stages.flatMap { stage in
      zip(stage.parameters, stage.results.parameters).compactMap { name, id in
        guard let home = homes[staged.copies[name] ?? name] else { return nil }
        let value = stage.completed.program.values[id]
        let transition = Transition(
          shape: value.shape, dtype: value.dtype, from: stage.completed.attrs[id],
          to: stages[home.stage].completed.attrs[home.id])
        return transition.isIdentity ? nil : (value.name, transition)
      }
    }
  }

  /// By the name of a parameter: the stage that has it, and its value there.
  var homes: [String: (stage: Int, id: Program.ID)] {
    var homes: [String: (stage: Int, id: Program.ID)] = [:]
    for (place, stage) in stages.enumerated() {
      let program = stage.completed.program
      for id in program.inputs where program.values[id].role == .parameter {
        homes[program.values[id].name] = (place, id)
      }
    }
    return homes
  }
}
