import Tensors

/// Products with a bias, and sums of products in Einstein's notation.
extension Kernel {
  static let linearV2 = biased(weight: "transpose_weight")
  static let fusedGemmEpilogue = biased(
    x: "trans_x", weight: "trans_y", activation: "activation")

  /// The gradients of weight and bias, added to those given, in their dtype; else in x's, or float32 with
  /// `multi_precision`.
  static let fusedLinearParamGradAdd = Kernel { call in
    let (x, dout) = (call.tensor(0), call.tensor(1))
    func rows(_ tensor: DenseTensor) -> DenseTensor {
      let count = tensor.shape.dropLast().reduce(1, *)
      return tensor.converted(to: call.dtypes[0]).reshaped(
        to: [count, tensor.shape[tensor.ndim - 1]])
    }
    let weight = rows(x).transposed(0, 1).matmul(rows(dout))
    let known = call.inputs.count > 2 ? call.given(2) : nil
    var outputs = [known.map { $0.elementwise(.add, weight) } ?? weight]
    if call.bool("has_bias") {
      let sums = rows(dout).reduced(.sum, axes: [0]).converted(to: call.dtypes[1])
      let known = call.inputs.count > 3 ? call.given(3) : nil
      outputs.append(known.map { $0.elementwise(.add, sums) } ?? sums)
    } else {
      outputs.append(call.zeros(1))
    }
    return outputs
  }

  static let einsum = single { call in
    .einsum(call.string("equation"), call.list(0).map { $0.converted(to: call.dtypes[0]) })
  }

  /// The second output, a reserve space for a gradient, is one zero: the activation needs none.
  ///
  /// - Parameters:
  ///   - x: the attribute that says whether the last two dims of x are swapped.
  ///   - weight: the same of the weight.
  ///   - activation: the attribute that names what is taken of the result.
  private static func biased(x: String? = nil, weight: String, activation: String? = nil) -> Kernel
  {
    Kernel { call in
      let dtype = call.dtypes[0]
      var input = call.tensor(0).converted(to: dtype)
      if let x, call.bool(x) { input = input.transposed(input.ndim - 2, input.ndim - 1) }
      let product = input.linear(
        weight: call.tensor(1).converted(to: dtype), bias: call.given(2)?.converted(to: dtype),
        transposesWeight: call.bool(weight))
      let result =
        switch activation.map({ call.string($0) }) {
        case "relu": product.elementwise(.relu)
        // As the library that fuses it computes it, by the hyperbolic tangent.
        case "gelu": product.elementwise(.gelu(approximate: true))
        default: product
        }
      return [result, call.zeros(1)]
    }
  }
}
