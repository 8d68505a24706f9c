import CostModel
import Elements
import Programs
import Resharding
import Sharding

/// What crosses between the stages of a pipeline, and between a parameter and its gradient.
struct StageMoves {
  /// By stage: what brings the activations that cross to the next one, and the gradients that cross to the one before.
  private(set) var onward: [[ReshardPrice]]
  private(set) var back: [[ReshardPrice]]
  /// By stage, once a step: copies of parameters, and gradients on their way to where their parameters lie.
  private(set) var once: [[ReshardPrice]]

  /// - Throws: `TesseraError` where a reshard cannot be planned.
  init(_ pipeline: CompletedStages, _ prices: ProgramPrices) throws(TesseraError) {
    let (staged, stages) = (pipeline.staged, pipeline.stages)
    onward = stages.map { _ in [] }
    (back, once) = (onward, onward)
    func price(
      _ source: CompletedProgram, _ id: Program.ID, to attr: TensorDistAttr
    ) throws(TesseraError) -> [ReshardPrice] {
      let value = source.program.values[id]
      let transition = Transition(
        shape: value.shape, dtype: value.dtype, from: source.attrs[id], to: attr)
      return transition.isIdentity ? [] : [try prices.reshard(transition)]
    }
    let homes = pipeline.homes
    for (place, stage) in stages.enumerated() {
      let results = stage.results
      for (name, id) in zip(stage.gives, results.gives) {
        for (taker, other) in stages.enumerated() where staged.stages[taker].takes.contains(name) {
          guard let attr = other.completed.attr(of: name) else { continue }
          onward[max(0, taker - 1)] += try price(stage.completed, id, to: attr)
        }
      }
      for (name, id) in zip(stage.takes, results.takes) {
        guard let maker = staged.maker(of: name),
          let attr = stages[maker].completed.attr(of: "grad.\(name)")
        else { continue }
        back[place] += try price(stage.completed, id, to: attr)
      }
      for (copy, name) in staged.copies {
        guard let here = homes[copy], here.stage == place, let home = homes[name] else { continue }
        once[place] += try price(
          stages[home.stage].completed, home.id, to: stage.completed.attrs[here.id])
      }
      for (name, id) in zip(stage.parameters, results.parameters) {
        guard let home = homes[staged.copies[name] ?? name] else { continue }
        once[place] += try price(
          stage.completed, id, to: stages[home.stage].completed.attrs[home.id])
      }
    }
  }
}
