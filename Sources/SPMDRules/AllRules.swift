/// Every rule: to add one, write its file in Rules and its line here.
public let allRules: [any SPMDRule.Type] = [
  // Elementwise.
  Add.self,
  AddN.self,
  Binary.self,
  Cast.self,
  CheckFiniteAndUnscale.self,
  Comparison.self,
  Dropout.self,
  FusedDropoutAdd.self,
  LabelSmooth.self,
  Pow.self,
  Random.self,
  Scale.self,
  SlopedUnary.self,
  SwiGLU.self,
  Unary.self,
  Where.self,
  // Elementwise: the optimizers.
  Adagrad.self,
  Adam.self,
  Momentum.self,
  SGD.self,
  // Shapes and views.
  Slice.self,
  StridedSlice.self,
  Flatten.self,
  Squeeze.self,
  Unsqueeze.self,
  Reshape.self,
  Transpose.self,
  SwapAxes.self,
  MoveAxis.self,
  Expand.self,
  ExpandAs.self,
  Tile.self,
  RepeatInterleave.self,
  Stack.self,
  Unbind.self,
  Concat.self,
  Split.self,
  SplitWithNum.self,
  Pad.self,
  Roll.self,
  Flip.self,
  Triangle.self,
  // Reductions, normalisations, searches.
  Reduce.self,
  MeanAll.self,
  LogSumExp.self,
  PNorm.self,
  FrobeniusNorm.self,
  SquaredL2Norm.self,
  Softmax.self,
  CrossEntropyWithSoftmax.self,
  CSoftmaxWithCrossEntropy.self,
  CSoftmaxWithMultiLabelCrossEntropy.self,
  ArgMax.self,
  ArgSort.self,
  TopK.self,
  CumSum.self,
  CumMax.self,
  LayerNorm.self,
  RMSNorm.self,
  BatchNorm.self,
  GroupNorm.self,
  InstanceNorm.self,
  Unique.self,
  NonZero.self,
  OneHot.self,
  // Products, look-ups, fused ops.
  Matmul.self,
  Bmm.self,
  LinearV2.self,
  FusedGemmEpilogue.self,
  FusedLinearParamGradAdd.self,
  EinsumRule.self,
  Conv.self,
  ConvTranspose.self,
  Embedding.self,
  CEmbedding.self,
  Gather.self,
  GatherND.self,
  TakeAlongAxis.self,
  PutAlongAxis.self,
  Scatter.self,
  ScatterNDAdd.self,
  IndexPut.self,
  RoiAlign.self,
  FlashAttention.self,
  FusedRotaryPositionEmbedding.self,
  MoECombine.self,
  MoEGateDispatch.self,
  DataParallel.self,
  Replicated.self,
]

/// By name and alias.
private let rulesByName: [String: any SPMDRule.Type] = {
  var rules: [String: any SPMDRule.Type] = [:]
  for rule in allRules {
    for name in rule.names {
      precondition(rules[name] == nil, "two rules are named '\(name)'")
      rules[name] = rule
    }
  }
  return rules
}()

extension Inference {
  /// - Throws: `.unknownOp` with the names that are nearest.
  public static func rule(named name: String) throws(RuleError) -> any SPMDRule.Type {
    if let rule = rulesByName[name] { return rule }
    let known = otherNames[name].map { [$0] } ?? []
    let nearest = name.nearest(among: rulesByName.keys.sorted()).filter { !known.contains($0) }
    throw .unknownOp(name, nearest: Array((known + nearest).prefix(3)))
  }
}
