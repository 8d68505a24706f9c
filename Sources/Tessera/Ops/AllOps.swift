/// Every op that can be computed, family by family: to add one, write it into its family's file.
public enum AllOps {
  public static let definitions: [OpDefinition] = [
    binaryOps, productOps,
    unaryOps, activationOps, compositionOps, randomOps, optimizerOps,
    reductionOps, searchOps, cumulativeOps,
    viewOps, sliceOps, rearrangingOps, linearOps, softmaxOps, crossEntropyOps,
    normalizationOps, batchNormOps, lookUpOps, scatterOps,
    convOps, attentionOps, rotaryOps, expertOps, visionOps,
  ].flatMap { $0 }

  static let byName: [String: OpDefinition] = {
    var ops: [String: OpDefinition] = [:]
    for op in definitions {
      precondition(ops[op.name] == nil, "two ops are named '\(op.name)'")
      ops[op.name] = op
    }
    return ops
  }()
}
