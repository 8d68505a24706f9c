import SPMDRules
import Sharding
import Tensors

/// Products and what follows them.
extension Kernel {
  static let fc = single { call in
    let padding = call.bool("padding_weights") ? 4 : 0
    let w = call.tensor(1)
    return call.affine(
      weight: w.slice(offsets: [0, 0], sizes: w.shape.map { $0 - padding }), bias: 2,
      rows: call.int("in_num_col_dims"))
  }

  static let fusedFCElementwiseLayerNorm = Kernel { call in
    let product = call.affine(
      weight: call.tensor(1), bias: 3, rows: call.int("x_num_col_dims"))
    let normed = RowSum(
      [product, call.tensor(2)], axis: call.int("begin_norm_axis")
    ).layerNorm(
      scale: call.lateParameter(4), bias: call.lateParameter(5), epsilon: call.double("epsilon"))
    return [
      normed.result, call.rows(normed.mean, 1), call.rows(normed.variance, 2),
    ]
  }

  /// Where rows of a weight are sharded, the product before bias and relu is folded: one all-reduce of the layer's
  /// result.
  static let fusionRepeatedFCRelu = Kernel { call in
    var layer = call.tensor(0)
    return zip(call.list(1), call.list(2)).map { weight, bias in
      layer = layer.linear(weight: weight, bias: bias, then: .relu)
      return layer
    }
  } together: { (call: inout JointCall) throws(TesseraError) in
    try foldedLayers(&call)
  }

  /// Of 16-bit floats in float32, since the difference cancels.
  static let fusionSquaredMatSub = Kernel { call in
    let dtype = call.dtypes[0]
    func square(_ tensor: DenseTensor) -> DenseTensor { tensor.multiplied(by: tensor) }
    let x = call.tensor(0).converted(to: dtype.statistics)
    let y = call.tensor(1).converted(to: dtype.statistics)
    let (squaredX, squaredY) = (square(x), square(y))
    let (product, result) = x.squaredProduct(
      y, less: (squaredX, squaredY), times: call.double("scalar"))
    return [squaredX, squaredY, product, result].map { $0.converted(to: dtype) }
  }
}

/// The outputs by rank where a weight's rows are sharded; nil where none are.
private func foldedLayers(_ call: inout JointCall) throws(TesseraError) -> [Int: [DenseTensor]]? {
  guard call.hasFolds, let any = call.parts.values.first else { return nil }
  var layers = call.parts.mapValues { $0.tensor(0) }
  var outputs: [Int: [DenseTensor]] = [:]
  let wide = any.dtypes[0].statistics
  for layer in any.list(1).indices {
    if !call.awaits("product \(layer)") {
      for (rank, part) in call.parts {
        layers[rank] = layers[rank]?.linear(
          weight: part.list(1)[layer], bias: part.list(2)[layer], then: .relu)
      }
    } else {
      var products: [Int: DenseTensor] = [:]
      for (rank, part) in call.parts {
        products[rank] = layers[rank]?.matmul(part.list(1)[layer]).converted(to: wide)
      }
      let sums = try call.folded(products)
      for (rank, part) in call.parts {
        let sum = sums[rank]?.adding(part.list(2)[layer].flattened().converted(to: wide))
        layers[rank] = sum?.elementwise(.relu).converted(to: part.dtypes[layer])
      }
    }
    for (rank, result) in layers { outputs[rank, default: []].append(result) }
  }
  return outputs
}

extension LocalCall {
  /// `x w + bias` and the activation that the attribute names, where the first `rows` dims of input 0 are rows and the
  /// others columns.
  fileprivate func affine(weight: DenseTensor, bias: Int, rows: Int) -> DenseTensor {
    let x = tensor(0)
    let kept = Array(x.shape[..<rows])
    let result = x.reshaped(to: [kept.reduce(1, *), weight.shape[0]]).linear(
      weight: weight, bias: given(bias),
      then: string("activation_type") == "relu" ? .relu : nil)
    return result.reshaped(to: kept + [weight.shape[1]])
  }

  /// A scale or shift of a normalisation, as its statistics are.
  func lateParameter(_ index: Int) -> DenseTensor? {
    given(index)?.converted(to: dtypes[0].statistics)
  }
}
