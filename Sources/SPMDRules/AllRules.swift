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
    throw .unknownOp(name, nearest: nearest(name, among: rulesByName.keys.sorted()))
  }

  /// The names at the smallest edit distance (Levenshtein 1966), three at the most.
  private static func nearest(_ name: String, among names: [String]) -> [String] {
    let ranked = names.map { (distance: distance(Array(name), Array($0)), name: $0) }
      .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return ranked.prefix(3).filter { $0.distance <= max(2, name.count / 2) }.map(\.name)
  }

  private static func distance(_ first: [Character], _ second: [Character]) -> Int {
    var row = Array(0...second.count)
    for (i, letter) in first.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in second.enumerated() {
        let above = row[j + 1]
        row[j + 1] = min(above + 1, row[j] + 1, diagonal + (letter == other ? 0 : 1))
        diagonal = above
      }
    }
    return row[second.count]
  }
}
