/// How the dtypes of an op's outputs follow from those of its inputs, and which of them it takes.
///
/// Functions of real numbers take bool and integers as `float32`.
public enum DTypeRule: String, CaseIterable, Hashable, Sendable {
  // Of one tensor.
  /// The first input's, of every output.
  case same
  /// `bool`.
  case predicate
  /// What the attribute `dtype` names.
  case cast
  /// The input's, which is bool or an integer.
  case bits
  /// The input's, which is not bool.
  case numbers
  /// The input's, which is neither bool nor complex.
  case ordered
  /// The input's where it is floating or complex, else `float32`.
  case complex
  /// The same, of what is not complex.
  case real
  /// As `numbers`; of complex numbers their part's.
  case magnitude
  /// The first input's, which is floating point.
  case floats
  /// `complex64`, of `float32`; and back.
  case complexPair, realPair
  /// As `ordered` where the attributes are whole numbers, else as `real`.
  case clip, hardtanh, threshold, rounded
  /// As `numbers` where the attributes are whole numbers, else as `complex`.
  case scale, power

  // Of two, which are computed in the dtype that both promote to.
  /// That dtype.
  case promoted
  /// The same, of what is not bool.
  case promotedNumbers
  /// The same, of what is not complex.
  case promotedReal
  /// The same, of what is neither.
  case promotedRealNumbers
  /// The same, of bool and integers.
  case promotedBits
  /// The same, or `float32` of bool and integers.
  case promotedFloating
  /// `bool`; both must promote to one dtype.
  case equality
  /// The same, of what is not complex.
  case comparison
  case `where`, addN, labelSmooth, swiglu

  // Of reductions, searches and running folds.
  /// `int64` of bool and integers, `uint64` of unsigned ones, else the input's.
  case sums
  /// The input's where it is floating or complex, else `float32`: a mean.
  case floating
  /// The input's, which is not complex.
  case extremum
  /// As `complex`; of complex numbers their part's.
  case norm
  /// That of the reduction that the attribute `reduce_type` names.
  case reduceBase
  /// `int64`, of what is not complex.
  case argExtremum
  /// The input's, which is not complex, and `int64`.
  case sorted
  /// The input's, which is floating point, and `int64`.
  case maxima
  /// The input's, which is not complex, and what the attribute `dtype` names.
  case runningExtremum
  /// `float32`, of integers.
  case oneHot

  // Of products and layers.
  /// What all inputs promote to, which are not bool.
  case numbersPromoted
  case biased, biasedActivation, linearGradient, convolution
  case crossEntropy, hardCrossEntropy, normalization
  /// The table's, which is the first input, the second, or the first and not bool; indices are int32 or int64.
  case lookUp, lookUpSecond, lookUpTable
  /// x's, which the values have too; indices are int32 or int64. Bool can be written, not folded.
  case scatter, scatterReduce, scatterAdd, indexPut
  case attention, rotary, gateDispatch, combine, regions
  case dropoutAdd

  // Of fused ops.
  /// The first input's, which is floating point and all others'.
  case oneFloat
  /// The first input's, which is floating point and the second's; statistics are `float32`, of `float64` that.
  case addedNorm
  /// The tables', which are floating point; indices are int32 or int64.
  case embeddingNorm
  case residualNorm, residualNormGradient, epilogueGradient
  /// The first input's, which is floating point; weights are of that too, or int8 where the op quantises.
  case multiTransformer
  /// The first input's, which is float32 or float64.
  case givenLoss

  // Of optimizers: the dtypes of what is updated.
  case sgd, momentum, adam, unscale
}

extension DTypeRule {
  /// The outputs' dtypes.
  ///
  /// - Throws: `TesseraError.Kind.usage` if the op does not take the inputs' dtypes.
  public func outputs(of call: OpCall) throws(TesseraError) -> [DType] {
    switch self {
    case .same:
      let first = OpSchema.named(call.op)?.inputs.first
      for place in first.map({ call.places(of: $0.name) }) ?? [] {
        try call.takesOneDType(0, place)
      }
      return [DType](repeating: call.dtypes[0], count: call.outputShapes.count)
    case .predicate: return [.bool]
    case .bits, .numbers, .ordered, .complex, .real, .magnitude, .floats, .complexPair, .realPair,
      .cast, .clip, .hardtanh,
      .threshold, .rounded, .scale, .power:
      return [try unary(call)]
    case .promoted, .promotedNumbers, .promotedReal, .promotedRealNumbers, .promotedBits,
      .promotedFloating, .equality, .comparison, .where, .addN, .labelSmooth, .swiglu:
      return [try composed(call)]
    case .sums, .floating, .extremum, .norm, .reduceBase, .argExtremum, .sorted,
      .maxima, .runningExtremum, .oneHot:
      return try folded(call)
    case .sgd, .momentum, .adam, .unscale: return try updated(call)
    case .lookUp, .lookUpSecond, .lookUpTable, .scatter, .scatterReduce, .scatterAdd, .indexPut:
      return [try indexed(call)]
    case .oneFloat, .addedNorm, .embeddingNorm, .residualNorm, .residualNormGradient,
      .epilogueGradient, .givenLoss, .multiTransformer:
      return try fused(call)
    default: return try layered(call)
    }
  }
}
