import Programs
import Resharding

/// What goes from one stage to another, and from gradients to their parameters.
struct StageTransfers {
  /// Activations, to each stage that takes them.
  private(set) var onward: [StageTransfer] = []
  /// Gradients of what a stage takes, to the stage that made it.
  private(set) var back: [StageTransfer] = []
  /// Parameters, to the stages that have copies of them.
  private(set) var copies: [StageTransfer] = []
  /// Gradients of parameters, to where their parameters lie.
  private(set) var gradients: [StageTransfer] = []

  init(_ pipeline: CompletedStages) {
    let (staged, stages) = (pipeline.staged, pipeline.stages)
    func transfer(_ stage: Int, _ id: Program.ID, to other: Int, _ name: String)
      -> StageTransfer?
    {
      stages[other].completed.program.value(named: name).map {
        StageTransfer(from: (stage, id), to: (other, $0))
      }
    }
    for (place, stage) in stages.enumerated() {
      for (name, id) in zip(stage.gives, stage.results.gives) {
        onward += stages.indices.filter { staged.stages[$0].takes.contains(name) }
          .compactMap { transfer(place, id, to: $0, name) }
      }
      for (name, id) in zip(stage.takes, stage.results.takes) {
        guard let maker = staged.maker(of: name) else { continue }
        back += transfer(place, id, to: maker, "grad.\(name)").map { [$0] } ?? []
      }
    }
    let homes = pipeline.homes
    for (copy, name) in staged.copies.sorted(by: { $0.key < $1.key }) {
      guard let home = homes[name], let here = homes[copy] else { continue }
      copies.append(StageTransfer(from: home, to: here))
    }
    for (place, stage) in stages.enumerated() {
      for (name, id) in zip(stage.parameters, stage.results.parameters) {
        guard let home = homes[staged.copies[name] ?? name] else { continue }
        gradients.append(StageTransfer(from: (place, id), to: home))
      }
    }
  }
}

extension CompletedStages {
  /// The change of placements that a transfer is; nil where it is none.
  func transition(of transfer: StageTransfer) -> Transition? {
    let source = stages[transfer.from.stage].completed
    let value = source.program.values[transfer.from.id]
    let transition = Transition(
      shape: value.shape, dtype: value.dtype, from: source.attrs[transfer.from.id],
      to: stages[transfer.to.stage].completed.attrs[transfer.to.id])
    return transition.isIdentity ? nil : transition
  }

  /// By the name of a parameter: the stage that has it, and its value there.
  fileprivate var homes: [String: (stage: Int, id: Program.ID)] {
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
