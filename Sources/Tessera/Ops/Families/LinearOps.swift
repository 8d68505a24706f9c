import Tensors

/// Products with a bias, and sums of products in Einstein's notation.
extension Kernel {
  /// The second output, a reserve space for a gradient, is one zero: the product needs none.
  static let linearV2 = Kernel { call in
    [call.product(call.tensor(0), transposes: call.bool("transpose_weight")), call.zeros(1)]
  }

  /// The second output is what the gradient needs: of a relu what it kept, of a gelu what it was taken of.
  static let fusedGemmEpilogue = Kernel { call in
    let x = call.tensor(0)
    let product = call.product(
      call.bool("trans_x") ? x.permuted(Array(1..<x.ndim) + [0]) : x,
      transposes: call.bool("trans_y"))
    switch call.string("activation") {
    case "relu":
      product.apply(.relu)
      let zero = DenseTensor(zeros: [], dtype: product.dtype)
      return [product, product.compared(.greater, zero)]
    // As the library that fuses it computes it, by the hyperbolic tangent.
    case "gelu": return [product.elementwise(.gelu(approximate: true)), product]
    default: return [product, call.zeros(1)]
    }
  }

  static let fusedGemmEpilogueGrad = Kernel { call in
    let (x, y, reserve) = (call.tensor(0), call.tensor(1), call.tensor(2))
    var gradient = call.tensor(3)
    switch call.string("activation") {
    case "relu":
      let zero = DenseTensor(zeros: [], dtype: gradient.dtype)
      gradient = .where(reserve.converted(to: .bool), gradient, zero)
    case "gelu": gradient = gradient.timesSlopeOfGELU(at: reserve)
    default: break
    }
    let (transX, transY) = (call.bool("trans_x"), call.bool("trans_y"))
    let inner = y.shape[transY ? 1 : 0]
    let rows = gradient.shape.dropLast().reduce(1, *)
    let slopes = gradient.reshaped(to: [rows, gradient.shape[gradient.ndim - 1]])
    let weight = transY ? y.transposed(0, 1) : y
    let columns =
      transX ? x.reshaped(to: [inner, rows]) : x.reshaped(to: [rows, inner]).transposed(0, 1)
    let ofX =
      transX
      ? weight.matmul(slopes.transposed(0, 1)) : slopes.matmul(weight.transposed(0, 1))
    let ofY =
      transY
      ? slopes.transposed(0, 1).matmul(columns.transposed(0, 1)) : columns.matmul(slopes)
    return [ofX.reshaped(to: x.shape), ofY, slopes.reduced(.sum, axes: [0])]
  }

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
}

extension LocalCall {
  /// x times input 1, plus input 2 where it is given.
  fileprivate func product(_ x: DenseTensor, transposes: Bool) -> DenseTensor {
    let dtype = dtypes[0]
    return x.converted(to: dtype).linear(
      weight: tensor(1).converted(to: dtype), bias: given(2)?.converted(to: dtype),
      transposesWeight: transposes)
  }
}
