import CostModel
import Elements
import Sharding

extension StepLoad {
  /// The load of a movement of elements of a dtype, in `group`.
  init(_ movement: TrafficEstimate, _ collective: Collective, group: [Int], _ dtype: DType) {
    let elementBytes = dtype.byteCount
    // Contributions are folded from where they came in, and the own one from where it is.
    let folds = movement.folded > 0
    let packed = movement.packedOut +| (folds ? 0 : movement.packedIn)
    self.init(
      collective: collective, group: group, peers: movement.peers,
      received: movement.received *| elementBytes, sent: movement.sent *| elementBytes,
      packed: packed *| elementBytes, folded: movement.folded *| elementBytes,
      copied: folds ? 0 : movement.kept *| elementBytes,
      fold: folds ? FoldOrder(movement.foldOp, dtype) : nil)
  }
}
