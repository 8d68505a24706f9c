import SPMDRules
import Sharding
import Tensors

/// Layer normalisations of sums that are made on the way.
extension Kernel {
  /// Of partial sums, which x and y are both, the sum is folded: once.
  static let skipLayerNorm = Kernel { call in
    [call.skipped([call.tensor(0), call.tensor(1)])]
  } together: { (call: inout JointCall) throws(TesseraError) in
    guard call.hasFolds else { return nil }
    let sums = try call.folded(call.parts.mapValues { $0.tensor(0).adding($0.tensor(1)) })
    var outputs: [Int: [DenseTensor]] = [:]
    for (rank, part) in call.parts { outputs[rank] = sums[rank].map { [part.skipped([$0])] } }
    return outputs
  }

  /// Where rows of tables are sharded, each rank adds up those that it has, and the sum is folded: once for all
  /// tables.
  static let fusedEmbeddingEltwiseLayerNorm = Kernel { call in
    [call.normalised(try call.lookedUp())]
  } together: { (call: inout JointCall) throws(TesseraError) in
    guard call.hasFolds, let any = call.parts.values.first else { return nil }
    let count = any.list(0).count
    let cutters = (0..<count).map { call.inputs[count + $0].cutters(of: 0) }
    let all = Set(cutters.joined()).sorted()
    let mesh = call.outputs[0].mesh
    var sums: [Int: DenseTensor] = [:]
    for (rank, part) in call.parts {
      // What is not sharded along a mesh dim that is folded counts on its first ranks only.
      let coordinate = mesh.coordinate(of: rank) ?? []
      let counted = cutters.map { own in
        all.allSatisfy { own.contains($0) || coordinate[$0] == 0 }
      }
      sums[rank] = try part.lookedUp(where: counted).summed()
    }
    let folded = try call.folded(sums)
    var outputs: [Int: [DenseTensor]] = [:]
    for (rank, part) in call.parts {
      outputs[rank] = folded[rank].map {
        [part.normalised(RowSum([$0], axis: 2)).converted(to: part.dtypes[0])]
      }
    }
    return outputs
  }

  /// What is dropped follows from the seed and the element's place in the whole tensor, or from a mask that is given.
  static let fusedBiasDropoutResidualLayerNorm = Kernel { call in
    let mask = call.bool("is_test") ? nil : call.keptElements
    let normed = RowSum(
      [call.tensor(0), call.tensor(1)], axis: call.tensor(0).ndim - 1,
      bias: call.lateParameter(2), mask: mask, factor: call.keptFactor
    ).layerNorm(
      scale: call.lateParameter(3), bias: call.lateParameter(4), epsilon: call.double("ln_epsilon"),
      keepsSum: true)
    return [
      normed.result, normed.sum ?? call.zeros(1),
      mask?.asBytes ?? call.zeros(2), call.rows(normed.mean, 3),
      call.rows(normed.variance, 4),
    ]
  }

  static let fusedBiasDropoutResidualLayerNormGrad = Kernel { call in
    let wide = call.tensor(0).dtype.statistics
    let gradient = LayerNormGradient(
      of: call.tensor(0), sum: call.tensor(1), mean: call.tensor(2).converted(to: wide),
      variance: call.tensor(3).converted(to: wide),
      scale: call.lateParameter(5), epsilon: call.double("ln_epsilon"),
      mask: call.tensor(4).converted(to: .bool), factor: call.keptFactor)
    return [
      gradient.dropped, gradient.sum, gradient.bias, gradient.scale.converted(to: call.dtypes[3]),
      gradient.shift.converted(to: call.dtypes[4]),
    ]
  }
}

extension LocalCall {
  fileprivate func skipped(_ terms: [DenseTensor]) -> DenseTensor {
    let axis = dim("begin_norm_axis", of: terms[0].ndim)
    return RowSum(terms, axis: axis).layerNorm(
      scale: lateParameter(2), bias: lateParameter(3), epsilon: double("epsilon")
    ).result
  }

  /// Shift before scale, as the op has them.
  fileprivate func normalised(_ sum: RowSum) -> DenseTensor {
    sum.layerNorm(
      scale: lateParameter(3), bias: lateParameter(2), epsilon: double("epsilon")
    ).result
  }

  /// The sum of all tables' rows, or of those that count.
  fileprivate func lookedUp(where counted: [Bool]? = nil) throws(TesseraError) -> RowSum {
    let (ids, tables) = (list(0), inputs[1].elements)
    for (ids, table) in zip(ids, tables) {
      try require(ids, "ids", in: 0..<table.shape[0])
    }
    let parts = zip(tables, counted ?? tables.map { _ in true }).map { table, counts in
      counts ? table.tensor : table.tensor.slice(offsets: [0, 0], sizes: [0, table.shape[1]])
    }
    return .lookUp(ids, in: parts, starts: tables.map { $0.box.offsets[0] })
  }

  /// As many rows as the rank has, also where they have no elements.
  func rows(_ statistic: DenseTensor, _ index: Int) -> DenseTensor {
    statistic.count == outputs[index].sizes[0] ? statistic : zeros(index)
  }

  /// Which elements are kept.
  fileprivate var keptElements: DenseTensor {
    if let given = given(5) { return given.converted(to: .bool) }
    let place = RandomPlace(
      seed: UInt64(bitPattern: Int64(int("dropout_seed"))), globalShape: part(0).shape,
      offsets: part(0).box.offsets)
    return place.kept(tensor(0).shape, probability: double("dropout_rate"))
  }

  /// By what kept elements are multiplied, or in inference all.
  fileprivate var keptFactor: Double {
    let rate = double("dropout_rate")
    let isUpscaled = string("dropout_implementation") == "upscale_in_train"
    if bool("is_test") { return isUpscaled ? 1 : 1 - rate }
    return isUpscaled ? (rate < 1 ? 1 / (1 - rate) : 0) : 1
  }
}

extension DenseTensor {
  /// Truths as the bytes that they are, 0 and 1.
  fileprivate var asBytes: DenseTensor {
    DenseTensor(storage: storage, shape: shape, strides: strides, offset: offset, dtype: .uint8)
  }
}
