import Sharding
import Tensors

/// Products, quantised or not.
extension TransformerPass {
  /// The product of rows with a weight: as floats, or as integers before they are scaled.
  func product(_ rows: DenseTensor, _ name: String, _ layer: Int) -> DenseTensor {
    let product = multiplied(rows, name, layer)
    ProductProbe.current?.note(name, layer, rows, settled(product, name, layer))
    return product
  }

  /// The product as a float, plus the bias of its columns: in as few passes as can be.
  func biased(_ rows: DenseTensor, _ name: String, _ layer: Int) -> DenseTensor {
    let bias = bias(name, layer)
    if !isQuantised, wide == call.dtypes[0], ProductProbe.current == nil {
      return rows.converted(to: wide).linear(weight: matrix(name, layer), bias: bias)
    }
    let sum = product(rows, name, layer)
    if isQuantised, wide == .float32 {
      let floats = sum.converted(to: wide)
      floats.scaleColumns(by: outScales(name, layer), plus: bias)
      return floats
    }
    let settled = settled(sum, name, layer)
    return bias.map { settled.adding($0) } ?? settled
  }

  private func multiplied(_ rows: DenseTensor, _ name: String, _ layer: Int) -> DenseTensor {
    guard isQuantised else {
      return rows.converted(to: call.dtypes[0]).matmul(matrix(name, layer)).converted(to: wide)
    }
    let integers = Quantisation(
      scale: call.doubles(name + "_in_scale")[layer],
      isTiedToEven: call.int("quant_round_type") == 0,
      bounds: call.double("quant_min_bound")...call.double("quant_max_bound")
    ).integers(of: rows.converted(to: .float32))
    let weight = call.tensors(name + "_weights")[layer].tensor
    let columns = weight.shape.dropLast().reduce(1, *)
    return integers.byteProduct(
      withTransposed: weight.reshaped(to: [columns, weight.shape[weight.ndim - 1]]))
  }

  /// A weight of floats as a matrix that rows are multiplied by.
  private func matrix(_ name: String, _ layer: Int) -> DenseTensor {
    let weight = call.tensors(name + "_weights")[layer].tensor
    if name == "qkv", call.bool("trans_qkvw") {
      let columns = weight.shape.dropLast().reduce(1, *)
      return weight.reshaped(to: [columns, weight.shape[weight.ndim - 1]]).transposed(0, 1)
    }
    return weight.reshaped(to: [weight.shape[0], weight.shape.dropFirst().reduce(1, *)])
  }

  /// A product as a float: integers times the scale of their column, in float32.
  func settled(_ sum: DenseTensor, _ name: String, _ layer: Int) -> DenseTensor {
    guard isQuantised else { return sum }
    return sum.converted(to: .float32).multiplied(by: outScales(name, layer)).converted(to: wide)
  }

  /// The scales of this rank's columns.
  private func outScales(_ name: String, _ layer: Int) -> DenseTensor {
    let scales = call.tensors(name + "_out_scales")[layer].tensor.converted(to: .float32)
    guard name == "qkv" else { return scales }
    let weight = call.tensors("qkv_weights")[layer]
    return scales.reshaped(to: Array(weight.shape.dropLast())).slice(
      offsets: Array(weight.box.offsets.dropLast()), sizes: Array(weight.box.sizes.dropLast())
    ).flattened()
  }

  /// A bias as a row.
  func bias(_ name: String, _ layer: Int) -> DenseTensor? {
    let biases = call.tensors(name + "_biases")
    return biases.isEmpty ? nil : biases[layer].tensor.flattened().converted(to: wide)
  }
}
