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
    guard call.hasFolds else { return nil }
    var joint = call
    defer { call = joint }
    return try transformed(call.parts) { (sums, product) throws(TesseraError) in
      joint.awaits(product) ? try joint.folded(sums) : sums
    }
  }
}

/// The outputs of all ranks, which compute layer by layer.
private func transformed(
  _ parts: [Int: LocalCall],
  fold: ([Int: DenseTensor], String) throws(TesseraError) -> [Int: DenseTensor]
) throws(TesseraError) -> [Int: [DenseTensor]] {
  var passes: [Int: TransformerPass] = [:]
  for (rank, part) in parts { passes[rank] = try TransformerPass(part) }
  let layers = passes.values.first?.layers ?? 0
  for layer in 0..<layers {
    var sums: [Int: DenseTensor] = [:]
    for rank in passes.keys { sums[rank] = passes[rank]?.attention(layer) }
    sums = try fold(sums, InnerFold.attention)
    for (rank, sum) in sums {
      passes[rank]?.add(attention: sum, layer)
      sums[rank] = passes[rank]?.feedForward(layer)
    }
    sums = try fold(sums, InnerFold.feedForward)
    for (rank, sum) in sums { passes[rank]?.add(feedForward: sum, layer) }
  }
  return passes.mapValues { $0.outputs }
}

extension LocalCall {
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
