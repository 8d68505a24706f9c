import Ops
import SPMDRules
import Sharding
import Tensors

/// Losses that are given.
extension Kernel {
  /// A rank's part of a mean is what its elements add to that of the whole; of shards of one size it is their own mean,
  /// which the ranks average.
  static let identityLoss = Kernel { call in
    [call.loss(of: call.part(0).shape.reduce(1, *))]
  } together: { (call: inout JointCall) throws(TesseraError) in
    let isAveraged = zip(call.inputs[0].placements, call.outputs[0].placements).contains {
      $0.shardDim != nil && $1 == .partial(.avg)
    }
    guard isAveraged else { return nil }
    return call.parts.mapValues { [$0.loss(of: $0.tensor(0).count)] }
  }

  static let identityLossGrad = single { call in
    let gradient = call.tensor(1).converted(to: call.dtypes[0])
    let count = call.part(0).shape.reduce(1, *)
    let share = call.int("reduction") == 1 ? gradient.divided(by: Double(count)) : gradient
    return share.expanded(to: call.outputs[0].sizes).copy()
  }
}

extension LocalCall {
  /// The loss, a mean being the sum divided by `count`.
  fileprivate func loss(of count: Int) -> DenseTensor {
    let x = tensor(0)
    let reduction = int("reduction")
    guard reduction < 2 else { return x }
    let sum = x.reduced(.sum, axes: Array(x.shape.indices))
    // An empty shard of more leaves the others' sum as it is, also where that is -0.
    if x.isEmpty, !part(0).shape.contains(0) { sum.fillIdentity(of: .sum) }
    return reduction == 1 ? sum.divided(by: Double(count)) : sum
  }
}
