// swift-format-ignore-file
// Generated from Sources/Ops/ops.yaml and fused_ops.yaml by ./Launch/generate: change those.

/// Every rule, in the order in which the ops name them.
package let allRules: [any SPMDRule.Type] = [
  Unary.self,
  ComplexPairs.self,
  Cast.self,
  SlopedUnary.self,
  Scale.self,
  Pow.self,
  Add.self,
  Binary.self,
  Comparison.self,
  Where.self,
  Lerp.self,
  AddN.self,
  SwiGLU.self,
  LabelSmooth.self,
  Dropout.self,
  Random.self,
  Reshape.self,
  Flatten.self,
  Squeeze.self,
  Unsqueeze.self,
  Transpose.self,
  SwapAxes.self,
  MoveAxis.self,
  Expand.self,
  ExpandAs.self,
  Tile.self,
  RepeatInterleave.self,
  Slice.self,
  StridedSlice.self,
  Concat.self,
  Stack.self,
  Split.self,
  SplitWithNum.self,
  Unbind.self,
  Pad.self,
  Roll.self,
  Flip.self,
  Triangle.self,
  Reduce.self,
  MeanAll.self,
  LogSumExp.self,
  PNorm.self,
  FrobeniusNorm.self,
  SquaredL2Norm.self,
  ArgMax.self,
  ArgSort.self,
  TopK.self,
  OneHot.self,
  CumSum.self,
  CumMax.self,
  Matmul.self,
  Bmm.self,
  LinearV2.self,
  EinsumRule.self,
  Conv.self,
  ConvTranspose.self,
  Softmax.self,
  CrossEntropyWithSoftmax.self,
  CSoftmaxWithCrossEntropy.self,
  CSoftmaxWithMultiLabelCrossEntropy.self,
  ReadFile.self,
  IdentityLoss.self,
  IdentityLossGrad.self,
  LayerNorm.self,
  RMSNorm.self,
  BatchNorm.self,
  GroupNorm.self,
  InstanceNorm.self,
  Embedding.self,
  CEmbedding.self,
  Gather.self,
  TakeAlongAxis.self,
  GatherND.self,
  PutAlongAxis.self,
  Scatter.self,
  ScatterNDAdd.self,
  IndexPut.self,
  FlashAttention.self,
  MoEGateDispatch.self,
  MoECombine.self,
  RoiAlign.self,
  Pool2d.self,
  SequenceExpand.self,
  SequenceConv.self,
  GRU.self,
  SGD.self,
  Momentum.self,
  Adam.self,
  Adagrad.self,
  CheckFiniteAndUnscale.self,
  NonZero.self,
  Unique.self,
  DataParallel.self,
  Replicated.self,
  FusedGemmEpilogue.self,
  FusedLinearParamGradAdd.self,
  FusedDropoutAdd.self,
  FusedRotaryPositionEmbedding.self,
  FusedGemmEpilogueGrad.self,
  FullyConnected.self,
  FusionRepeatedFCRelu.self,
  FusionSquaredMatSub.self,
  SkipLayerNorm.self,
  FusedFCElementwiseLayerNorm.self,
  FusedEmbeddingEltwiseLayerNorm.self,
  FusedBiasDropoutResidualLayerNorm.self,
  FusedBiasDropoutResidualLayerNormGrad.self,
  FusionTransposeFlattenConcat.self,
  SelfDPAttention.self,
  FusionGRU.self,
  FusionSeqConvEltAddRelu.self,
  FusionSeqExpandConcatFC.self,
  FusedMultiTransformer.self,
]

extension Inference {
  /// The rule that is a type of this name.
  static func rule(ofType name: String) -> (any SPMDRule.Type)? {
    switch name {
    case "Unary": Unary.self
    case "ComplexPairs": ComplexPairs.self
    case "Cast": Cast.self
    case "SlopedUnary": SlopedUnary.self
    case "Scale": Scale.self
    case "Pow": Pow.self
    case "Add": Add.self
    case "Binary": Binary.self
    case "Comparison": Comparison.self
    case "Where": Where.self
    case "Lerp": Lerp.self
    case "AddN": AddN.self
    case "SwiGLU": SwiGLU.self
    case "LabelSmooth": LabelSmooth.self
    case "Dropout": Dropout.self
    case "Random": Random.self
    case "Reshape": Reshape.self
    case "Flatten": Flatten.self
    case "Squeeze": Squeeze.self
    case "Unsqueeze": Unsqueeze.self
    case "Transpose": Transpose.self
    case "SwapAxes": SwapAxes.self
    case "MoveAxis": MoveAxis.self
    case "Expand": Expand.self
    case "ExpandAs": ExpandAs.self
    case "Tile": Tile.self
    case "RepeatInterleave": RepeatInterleave.self
    case "Slice": Slice.self
    case "StridedSlice": StridedSlice.self
    case "Concat": Concat.self
    case "Stack": Stack.self
    case "Split": Split.self
    case "SplitWithNum": SplitWithNum.self
    case "Unbind": Unbind.self
    case "Pad": Pad.self
    case "Roll": Roll.self
    case "Flip": Flip.self
    case "Triangle": Triangle.self
    case "Reduce": Reduce.self
    case "MeanAll": MeanAll.self
    case "LogSumExp": LogSumExp.self
    case "PNorm": PNorm.self
    case "FrobeniusNorm": FrobeniusNorm.self
    case "SquaredL2Norm": SquaredL2Norm.self
    case "ArgMax": ArgMax.self
    case "ArgSort": ArgSort.self
    case "TopK": TopK.self
    case "OneHot": OneHot.self
    case "CumSum": CumSum.self
    case "CumMax": CumMax.self
    case "Matmul": Matmul.self
    case "Bmm": Bmm.self
    case "LinearV2": LinearV2.self
    case "EinsumRule": EinsumRule.self
    case "Conv": Conv.self
    case "ConvTranspose": ConvTranspose.self
    case "Softmax": Softmax.self
    case "CrossEntropyWithSoftmax": CrossEntropyWithSoftmax.self
    case "CSoftmaxWithCrossEntropy": CSoftmaxWithCrossEntropy.self
    case "CSoftmaxWithMultiLabelCrossEntropy": CSoftmaxWithMultiLabelCrossEntropy.self
    case "ReadFile": ReadFile.self
    case "IdentityLoss": IdentityLoss.self
    case "IdentityLossGrad": IdentityLossGrad.self
    case "LayerNorm": LayerNorm.self
    case "RMSNorm": RMSNorm.self
    case "BatchNorm": BatchNorm.self
    case "GroupNorm": GroupNorm.self
    case "InstanceNorm": InstanceNorm.self
    case "Embedding": Embedding.self
    case "CEmbedding": CEmbedding.self
    case "Gather": Gather.self
    case "TakeAlongAxis": TakeAlongAxis.self
    case "GatherND": GatherND.self
    case "PutAlongAxis": PutAlongAxis.self
    case "Scatter": Scatter.self
    case "ScatterNDAdd": ScatterNDAdd.self
    case "IndexPut": IndexPut.self
    case "FlashAttention": FlashAttention.self
    case "MoEGateDispatch": MoEGateDispatch.self
    case "MoECombine": MoECombine.self
    case "RoiAlign": RoiAlign.self
    case "Pool2d": Pool2d.self
    case "SequenceExpand": SequenceExpand.self
    case "SequenceConv": SequenceConv.self
    case "GRU": GRU.self
    case "SGD": SGD.self
    case "Momentum": Momentum.self
    case "Adam": Adam.self
    case "Adagrad": Adagrad.self
    case "CheckFiniteAndUnscale": CheckFiniteAndUnscale.self
    case "NonZero": NonZero.self
    case "Unique": Unique.self
    case "DataParallel": DataParallel.self
    case "Replicated": Replicated.self
    case "FusedGemmEpilogue": FusedGemmEpilogue.self
    case "FusedLinearParamGradAdd": FusedLinearParamGradAdd.self
    case "FusedDropoutAdd": FusedDropoutAdd.self
    case "FusedRotaryPositionEmbedding": FusedRotaryPositionEmbedding.self
    case "FusedGemmEpilogueGrad": FusedGemmEpilogueGrad.self
    case "FullyConnected": FullyConnected.self
    case "FusionRepeatedFCRelu": FusionRepeatedFCRelu.self
    case "FusionSquaredMatSub": FusionSquaredMatSub.self
    case "SkipLayerNorm": SkipLayerNorm.self
    case "FusedFCElementwiseLayerNorm": FusedFCElementwiseLayerNorm.self
    case "FusedEmbeddingEltwiseLayerNorm": FusedEmbeddingEltwiseLayerNorm.self
    case "FusedBiasDropoutResidualLayerNorm": FusedBiasDropoutResidualLayerNorm.self
    case "FusedBiasDropoutResidualLayerNormGrad": FusedBiasDropoutResidualLayerNormGrad.self
    case "FusionTransposeFlattenConcat": FusionTransposeFlattenConcat.self
    case "SelfDPAttention": SelfDPAttention.self
    case "FusionGRU": FusionGRU.self
    case "FusionSeqConvEltAddRelu": FusionSeqConvEltAddRelu.self
    case "FusionSeqExpandConcatFC": FusionSeqExpandConcatFC.self
    case "FusedMultiTransformer": FusedMultiTransformer.self
    default: nil
    }
  }
}
