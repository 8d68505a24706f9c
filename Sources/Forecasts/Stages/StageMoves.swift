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
    onward = pipeline.stages.map { _ in [] }
    (back, once) = (onward, onward)
    func price(_ transfer: StageTransfer) throws(TesseraError) -> [ReshardPrice] {
      guard let transition = pipeline.transition(of: transfer) else { return [] }
      return [try prices.reshard(transition)]
    }
    let transfers = StageTransfers(pipeline)
    for each in transfers.onward { onward[max(0, each.to.stage - 1)] += try price(each) }
    for each in transfers.back { back[each.from.stage] += try price(each) }
    for each in transfers.copies { once[each.to.stage] += try price(each) }
    for each in transfers.gradients { once[each.from.stage] += try price(each) }
  }
}
