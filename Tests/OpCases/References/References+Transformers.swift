import Foundation
import Ops
import SPMDRules

extension Reference {
  /// The layers of a transformer, one number after the other.
  private struct Transformer {
    let call: ReferenceCall
    /// By the names of the inputs.
    let given: [String: [Grid]]
    let hasStep: Bool
    var caches: [Grid]

    init(_ call: ReferenceCall) {
      self.call = call
      let names = OpSchema.named("fused_multi_transformer")?.inputs.map(\.name) ?? []
      given = Dictionary(uniqueKeysWithValues: zip(names, call.inputs))
      hasStep = call.attributes["time_step"] != nil
      caches = given["cache_kvs"] ?? []
    }

    func tensor(_ name: String, _ layer: Int) -> Grid? {
      let all = given[name] ?? []
      return layer < all.count && all[layer].shape != [0] ? all[layer] : nil
    }

    func norm(_ x: Grid, _ name: String, _ layer: Int) -> Grid {
      let (scale, shift) = (tensor(name + "_scales", layer), tensor(name + "_biases", layer))
      let epsilon = call.double("epsilon")
      guard call.text("norm_type") == "rmsnorm" else {
        return normalised(x, from: 2, scale, shift, epsilon: epsilon).out
      }
      let squares = x.folded([2]) { row in mean(row.map { $0 * $0 }) }
      return Grid(x.shape) { index in
        x[index] / (squares.broadcast([index[0], index[1], 0]) + epsilon).squareRoot()
          * (scale?.values[index[2]] ?? 1) + (shift?.values[index[2]] ?? 0)
      }
    }

    func linear(_ x: Grid, _ weight: Grid, _ bias: Grid?) -> Grid {
      affine(x, weight, bias, rows: 2)
    }

    func turned(_ heads: Grid) -> Grid {
      guard call.int("rotary_emb_dims") > 0, let table = tensor("rotary_embs", 0) else {
        return heads
      }
      let width = heads.shape[3]
      return Grid(heads.shape) { index in
        let i = index[3]
        let isFirst = call.bool("use_neox_rotary_style") ? i < width / 2 : i % 2 == 0
        let step = call.bool("use_neox_rotary_style") ? width / 2 : 1
        let other = isFirst ? i + step : i - step
        let place = [index[0], 0, index[1], i]
        let partner = heads[[index[0], index[1], index[2], other]]
        return heads[index] * table[[0] + place]
          + (isFirst ? -partner : partner) * table[[1] + place]
      }
    }

    /// Queries, keys and values of all heads, `[b, t, heads, d]`.
    func heads(_ x: Grid, _ layer: Int) -> [Grid] {
      let weight = tensor("qkv_weights", layer) ?? x
      let isTransposed = call.bool("trans_qkvw")
      let outer = Array(isTransposed ? weight.shape.dropLast() : weight.shape.dropFirst())
      let columns = outer.reduce(1, *)
      let matrix =
        isTransposed
        ? weight.reshaped([columns, x.shape[2]]).permuted([1, 0])
        : weight.reshaped([x.shape[2], columns])
      let all = linear(x, matrix, tensor("qkv_biases", layer))
      let (groups, d) = (max(0, call.int("gqa_group_size")), outer[outer.count - 1])
      let counts =
        groups > 0 ? [outer[0] - 2 * groups, groups, groups] : [outer[1], outer[1], outer[1]]
      var first = 0
      return counts.map { count in
        defer { first += count * d }
        return all.picked(2, Array(first..<first + count * d)).reshaped([
          x.shape[0], x.shape[1], count, d,
        ])
      }
    }

    mutating func attention(_ x: Grid, _ layer: Int) -> Grid {
      let parts = heads(x, layer)
      let (query, key, value) = (turned(parts[0]), turned(parts[1]), parts[2])
      let lengths = tensor("seq_lengths", 0)?.values.map { Int($0) }
      let (tokens, d) = (x.shape[1], query.shape[3])
      if layer < caches.count {
        for index in Grid.indices(of: key.shape) {
          let place = hasStep ? lengths?[index[0]] ?? call.int("time_step") : index[1]
          if !hasStep, let length = lengths?[index[0]], place >= length { continue }
          caches[layer][[0, index[0], index[2], place, index[3]]] = key[index]
          caches[layer][[1, index[0], index[2], place, index[3]]] = value[index]
        }
      }
      let prefix = tensor("pre_caches", layer)
      let before = prefix?.shape[3] ?? 0
      let (cache, mask) = (layer < caches.count ? caches[layer] : nil, tensor("src_mask", 0))
      func element(_ which: Int, _ b: Int, _ place: Int, _ head: Int, _ i: Int) -> Double {
        if hasStep, let cache { return cache[[which, b, head, place, i]] }
        if place < before, let prefix { return prefix[[which, b, head, place, i]] }
        return (which == 0 ? key : value)[[b, place - before, head, i]]
      }
      return Grid(query.shape) { index in
        let (b, t, h) = (index[0], index[1], index[2])
        let shared = h / (query.shape[2] / key.shape[2])
        var count = before + tokens
        if hasStep { count = (lengths?[b] ?? call.int("time_step")) + 1 }
        if call.bool("causal"), !hasStep { count = before + t + 1 }
        let scores = (0..<count).map { place -> Double in
          let product = (0..<d).reduce(0) {
            $0 + query[[b, t, h, $1]] * element(0, b, place, shared, $1)
          }
          return product / Double(d).squareRoot()
            + (mask?.broadcast([b, h, t, place]) ?? 0)
        }
        let top = scores.max() ?? 0
        let weights = scores.map { exp($0 - top) }
        return (0..<count).reduce(0) {
          $0 + weights[$1] * element(1, b, $1, shared, index[3])
        } / weights.reduce(0, +)
      }.reshaped([x.shape[0], tokens, query.shape[2] * d])
    }

    func activated(_ u: Grid) -> Grid {
      func gelu(_ x: Double) -> Double { x / 2 * (1 + erf(x / 2.0.squareRoot())) }
      let half = u.shape[2] / 2
      func gated(_ function: (Double) -> Double) -> Grid {
        Grid([u.shape[0], u.shape[1], half]) { index in
          function(u[index]) * u[[index[0], index[1], index[2] + half]]
        }
      }
      return switch call.text("act_method") {
      case "gelu": u.map(gelu)
      case "relu": u.map { max($0, 0) }
      case "swiglu": gated { $0 / (1 + exp(-$0)) }
      case "geglu": gated(gelu)
      default: u
      }
    }

    mutating func outputs() -> [Grid] {
      var h = call.x
      let (isPre, alpha) = (call.bool("pre_layer_norm"), call.double("residual_alpha"))
      for layer in given["qkv_weights", default: []].indices {
        let attended = attention(isPre ? norm(h, "ln", layer) : h, layer)
        let out = linear(
          attended, tensor("out_linear_weights", layer) ?? h, tensor("out_linear_biases", layer))
        let sum = Reference.sum(h.map { alpha * $0 }, out)
        let z = isPre ? sum : norm(sum, "ln", layer)
        let u = linear(
          isPre ? norm(z, "ffn_ln", layer) : z, tensor("ffn1_weights", layer) ?? h,
          tensor("ffn1_biases", layer))
        let down = linear(
          activated(u), tensor("ffn2_weights", layer) ?? h, tensor("ffn2_biases", layer))
        let next = Reference.sum(z.map { alpha * $0 }, down)
        h = isPre ? next : norm(next, "ffn_ln", layer)
      }
      let lengths = hasStep ? nil : tensor("seq_lengths", 0)
      let result = Grid(h.shape) { index in
        lengths.map { Double(index[1]) >= $0.values[index[0]] } == true ? 0 : h[index]
      }
      return [result] + caches
    }
  }

  static let transformers: [String: Function] = [
    "fused_multi_transformer": { call in
      var transformer = Transformer(call)
      return transformer.outputs()
    }
  ]
}
