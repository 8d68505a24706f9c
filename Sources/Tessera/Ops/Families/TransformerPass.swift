import Ops
import SPMDRules
import Sharding
import Tensors

/// One rank's way through the layers of a transformer: its samples, heads and hidden features.
///
/// What is added up from layer to layer is held in float32 (of float64: float64), products are of x's dtype.
struct TransformerPass {
  let call: LocalCall
  let isQuantised: Bool
  let wide: DType
  /// Of each sample, where a cache is given or lengths are: its length, or the place of its token.
  let lengths: [Int]?
  /// What a layer is of.
  private(set) var hidden: DenseTensor
  /// What its second half is of, and adds to.
  private var middle: DenseTensor
  var caches: [DenseTensor]

  let layers: Int

  /// - Throws: `TesseraError.Kind.data` if a length is beyond the tokens or the cache.
  init(_ call: LocalCall) throws(TesseraError) {
    self.call = call
    isQuantised = call.quantises
    wide = call.dtypes[0].statistics
    hidden = call.tensor(0).converted(to: wide)
    middle = hidden
    layers = call.tensors("qkv_weights").count
    caches = call.tensors("cache_kvs").map { $0.tensor.copy() }
    let longest = call.tensors("cache_kvs").first.map { $0.shape[3] }
    let isDecoding = call.has(attribute: "time_step")
    lengths = call.tensors("seq_lengths").first.map {
      $0.tensor.converted(to: .int64).values(as: Int64.self).map { Int($0) }
    }
    let limit = isDecoding ? (longest ?? 0) - 1 : hidden.shape[1]
    if let wrong = lengths?.first(where: { !(0...limit).contains($0) }) {
      throw TesseraError(
        .data, "\(call.op): seq_lengths must be in 0...\(limit), one is \(wrong)")
    }
    if isDecoding, let mask = call.tensors("src_mask").first?.shape.last,
      let last = places?.max(), mask <= last
    {
      throw TesseraError(
        .data, "\(call.op): src_mask must have more than \(last) keys, it has \(mask)")
    }
  }

  /// Of each sample the place of the token that is decoded; nil where a whole input is read.
  var places: [Int]? {
    guard call.has(attribute: "time_step") else { return nil }
    return lengths ?? [Int](repeating: call.int("time_step"), count: hidden.shape[0])
  }

  /// The result, whose rows beyond a sample's length are 0, and the caches.
  var outputs: [DenseTensor] {
    let result = hidden.converted(to: call.dtypes[0]).copy()
    if let lengths, places == nil {
      for (sample, length) in lengths.enumerated() {
        result.slice(
          offsets: [sample, length, 0], sizes: [1, result.shape[1] - length, result.shape[2]]
        ).fill(0)
      }
    }
    return [result] + caches
  }
}

/// A layer's two halves.
extension TransformerPass {
  /// The part of the attention's product that this rank's heads give.
  mutating func attention(_ layer: Int) -> DenseTensor {
    let isPre = call.bool("pre_layer_norm")
    let input = isPre ? normalised(hidden, "ln", layer) : hidden
    let heads = heads(of: input, layer)
    let attended = attended(heads, layer)
    let rows = attended.shape[0] * attended.shape[1]
    return product(
      attended.reshaped(to: [rows, attended.shape[2] * attended.shape[3]]), "out_linear", layer
    ).reshaped(to: hidden.shape)
  }

  /// Adds what attention gives to the layer's input.
  mutating func add(attention sum: DenseTensor, _ layer: Int) {
    (middle, hidden) = added(sum, "out_linear", to: hidden, "ffn_ln", "ln", layer)
  }

  /// The part of the second product that this rank's hidden features give.
  func feedForward(_ layer: Int) -> DenseTensor {
    let up = biased(rows(middle), "ffn1", layer)
    return product(activated(up), "ffn2", layer).reshaped(to: hidden.shape)
  }

  /// Adds what the second product gives; after the layer comes the normalisation that does not come before.
  mutating func add(feedForward sum: DenseTensor, _ layer: Int) {
    hidden = added(sum, "ffn2", to: hidden, nil, "ffn_ln", layer).sum
  }

  /// `alpha * input + sum + bias`, and its normalisation: of layers that normalise before, the sum and its normalised
  /// one; of others the normalised one twice.
  private func added(
    _ sum: DenseTensor, _ name: String, to input: DenseTensor, _ before: String?, _ after: String,
    _ layer: Int
  ) -> (normalised: DenseTensor, sum: DenseTensor) {
    let alpha = call.double("residual_alpha")
    let scaled = alpha == 1 ? input : input.elementwise(.scale(alpha))
    let rows = RowSum(
      [settled(sum, name, layer), scaled], axis: 2, bias: bias(name, layer)?.flattened())
    guard call.bool("pre_layer_norm") else {
      let result = normalised(rows, after, layer, keepsSum: false).result
      return (result, result)
    }
    guard let before else {
      let sum = rows.summed()
      return (sum, sum)
    }
    let both = normalised(rows, before, layer, keepsSum: true)
    return (both.result, both.sum ?? both.result)
  }

  func rows(_ tensor: DenseTensor) -> DenseTensor {
    tensor.reshaped(to: [tensor.shape[0] * tensor.shape[1], tensor.shape[2]])
  }

  private func normalised(_ tensor: DenseTensor, _ name: String, _ layer: Int) -> DenseTensor {
    normalised(RowSum([tensor], axis: 2), name, layer, keepsSum: false).result
  }

  private func normalised(_ sum: RowSum, _ name: String, _ layer: Int, keepsSum: Bool) -> (
    result: DenseTensor, sum: DenseTensor?
  ) {
    func parameter(_ suffix: String) -> DenseTensor? {
      let tensors = call.tensors(name + suffix)
      return tensors.isEmpty ? nil : tensors[layer].tensor.converted(to: wide)
    }
    let (scale, shift) = (parameter("_scales"), parameter("_biases"))
    let epsilon = call.double("epsilon")
    if !isQuantised, call.string("norm_type") == "rmsnorm" {
      let tensor = sum.summed()
      let result = tensor.rmsNorm(axis: 2, scale: scale, bias: shift, epsilon: epsilon).result
      return (result, tensor)
    }
    let both = sum.layerNorm(scale: scale, bias: shift, epsilon: epsilon, keepsSum: keepsSum)
    return (both.result, both.sum)
  }

  private func activated(_ values: DenseTensor) -> DenseTensor {
    let name = isQuantised ? "gelu" : call.string("act_method")
    switch name {
    case "gelu": values.apply(.gelu(approximate: false))
    case "relu": values.apply(.relu)
    case "swiglu": return values.swiglu(gate: nil)
    case "geglu":
      let halves = values.split(
        sizes: [values.shape[1] / 2, values.shape[1] / 2], dim: 1)
      return halves[0].elementwise(.gelu(approximate: false)).multiplied(by: halves[1])
    default: break
    }
    return values
  }
}
