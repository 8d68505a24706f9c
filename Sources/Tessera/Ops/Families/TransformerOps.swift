import Ops
import SPMDRules
import Sharding
import Tensors

/// Layers of a transformer. Where heads or hidden features are sharded, the products with the two weights whose rows
/// they are, are folded: two all-reduces a layer, of integers where the op quantises.
extension Kernel {
  static let fusedMultiTransformer = Kernel { call in
    let outputs = try transformed([0: call]) { sums, _ in sums }
    return outputs[0] ?? []
  } together: { (call: inout JointCall) throws(TesseraError) in
    guard let any = call.parts.values.first, let first = any.firstPlace(of: "qkv_weights"),
      let up = any.firstPlace(of: "ffn1_weights")
    else { return nil }
    let isTransposed = any.quantises || any.bool("trans_qkvw")
    let heads = call.inputs[first].cutters(of: isTransposed ? 1 : 2)
    let hidden = call.inputs[up].cutters(of: any.quantises ? 0 : 1)
    guard !heads.isEmpty || !hidden.isEmpty else { return nil }
    var joint = call
    defer { call = joint }
    return try transformed(call.parts) { (sums, product) throws(TesseraError) in
      let meshDims = product == .attention ? heads : hidden
      guard let dtype = sums.values.first?.dtype, !meshDims.isEmpty else { return sums }
      return try joint.folded(
        sums, .sum, over: meshDims, shape: any.outputShapes[0], dtype: dtype,
        as: joint.outputs[0])
    }
  }
}

/// Which of the two products of a layer is folded.
private enum FoldedProduct { case attention, feedForward }

/// The outputs of all ranks, which compute layer by layer.
private func transformed(
  _ parts: [Int: LocalCall],
  fold: ([Int: DenseTensor], FoldedProduct) throws(TesseraError) -> [Int: DenseTensor]
) throws(TesseraError) -> [Int: [DenseTensor]] {
  var passes: [Int: TransformerPass] = [:]
  for (rank, part) in parts { passes[rank] = try TransformerPass(part) }
  let layers = passes.values.first?.layers ?? 0
  for layer in 0..<layers {
    var sums: [Int: DenseTensor] = [:]
    for rank in passes.keys { sums[rank] = passes[rank]?.attention(layer) }
    sums = try fold(sums, .attention)
    for (rank, sum) in sums {
      passes[rank]?.add(attention: sum, layer)
      sums[rank] = passes[rank]?.feedForward(layer)
    }
    sums = try fold(sums, .feedForward)
    for (rank, sum) in sums { passes[rank]?.add(feedForward: sum, layer) }
  }
  return passes.mapValues { $0.outputs }
}

extension LocalCall {
  /// The place among all tensors of the first of an input.
  fileprivate func firstPlace(of name: String) -> Int? {
    guard let input = OpSchema.named(op)?.inputs.firstIndex(where: { $0.name == name }),
      input < inputs.count
    else { return nil }
    return inputs[..<input].reduce(0) { $0 + $1.elements.count }
  }

  /// Whether weights are integers of 8 bits.
  var quantises: Bool { OpSchema.named(op)?.attribute("qkv_in_scale") != nil }

  /// The tensors of an input by its name; none where it is left out.
  func tensors(_ name: String) -> [Part] {
    guard let input = OpSchema.named(op)?.inputs.firstIndex(where: { $0.name == name }),
      input < inputs.count
    else { return [] }
    return inputs[input].elements.filter { $0.shape != [0] && !$0.shape.isEmpty }
  }
}
