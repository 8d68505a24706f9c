import SPMDRules

extension OpCase {
  /// Layers that are alike, with what may be absent given or not.
  private struct Layers {
    var count = 1
    var batch = 2
    var tokens = 3
    var heads = 2
    var groups = 0
    var features = 2
    var width = 4
    var hidden = 6
    var isGated = false
    var isTransposed = true
    var hasBiases = true
    var longest: Int?
    var prefix: Int?
    var hasRotary = false
    var lengths: [Int]?
    var mask: [Int]?

    func list(_ shape: [Int], if isThere: Bool = true) -> Operand<[Int]> {
      .list([[Int]](repeating: shape, count: isThere ? count : 0))
    }

    func call(_ attributes: [String: AttributeValue]) -> OpCase {
      let keys = groups > 0 ? groups : heads
      let qkv = groups > 0 ? [heads + 2 * groups, features] : [3, heads, features]
      let up = isGated ? 2 * hidden : hidden
      let arguments: [Operand<[Int]>] = [
        .one([batch, tokens, width]), list([width]), list([width], if: hasBiases),
        list(isTransposed ? qkv + [width] : [width] + qkv), list(qkv, if: hasBiases),
        list([2, batch, keys, longest ?? 0, features], if: longest != nil),
        list([2, batch, heads, prefix ?? 0, features], if: prefix != nil),
        .one(hasRotary ? [2, batch, 1, tokens, features] : [0]),
        .one(lengths.map { [$0.count] } ?? [0]), .one(mask ?? [0]),
        list([heads * features, width]), list([width], if: hasBiases), list([width]),
        list([width], if: hasBiases), list([width, up]), list([up], if: hasBiases),
        list([hidden, width]), list([width], if: hasBiases),
      ]
      let places = arguments[..<8].reduce(0) { $0 + $1.elements.count }
      let domains = [OpCase.Domain](repeating: .unit, count: places)
      return OpCase(
        arguments: arguments, attributes: attributes,
        domains: domains + [lengths.map { .given($0) } ?? .integers, .unit])
    }

    /// The same of weights of 8 bits, which lie the other way.
    func quantised(_ attributes: [String: AttributeValue]) -> OpCase {
      let qkv = [3, heads, features]
      let floats: (Operand<[Int]>) -> (Operand<[Int]>, OpCase.Domain) = { ($0, .unit) }
      let bytes: (Operand<[Int]>) -> (Operand<[Int]>, OpCase.Domain) = { ($0, .bytes) }
      let arguments: [(Operand<[Int]>, OpCase.Domain)] = [
        floats(.one([batch, tokens, width])), floats(list([width])), floats(list([width])),
        bytes(list(qkv + [width])), floats(list(qkv)),
        floats(list([2, batch, heads, longest ?? 0, features], if: longest != nil)),
        floats(.one(mask ?? [0])), bytes(list([width, heads * features])), floats(list([width])),
        floats(list([width])), floats(list([width])), bytes(list([hidden, width])),
        floats(list([hidden])), bytes(list([width, hidden])), floats(list([width])),
        floats(list([3 * heads * features])), floats(list([width])), floats(list([hidden])),
        floats(list([width])),
      ]
      let scales = ["qkv", "out_linear", "ffn1", "ffn2"].map {
        ($0 + "_in_scale", AttributeValue.doubles([Double](repeating: 0.25, count: count)))
      }
      return OpCase(
        arguments: arguments.map(\.0),
        attributes: attributes.merging(scales) { given, _ in given },
        domains: arguments.flatMap { argument, domain in argument.elements.map { _ in domain } })
    }
  }

  static let transformers: [String: [OpCase]] = [
    "fused_multi_transformer": [
      Layers(count: 2, mask: [2, 1, 3, 3]).call([:]),
      Layers(
        batch: 3, isGated: true, isTransposed: false, longest: 5, hasRotary: true,
        lengths: [3, 1, 2]
      ).call([
        "causal": .bool(true), "act_method": .string("swiglu"), "trans_qkvw": .bool(false),
        "rotary_emb_dims": .int(1), "pre_layer_norm": .bool(false), "residual_alpha": .double(0.5),
      ]),
      Layers(tokens: 1, heads: 4, longest: 4, mask: [2, 4, 1, 4]).call([
        "time_step": .int(2), "norm_type": .string("rmsnorm"), "act_method": .string("relu"),
      ]),
      Layers(heads: 4, groups: 2, hasBiases: false, hasRotary: true).call([
        "gqa_group_size": .int(2), "rotary_emb_dims": .int(1), "use_neox_rotary_style": .bool(true),
        "causal": .bool(true), "act_method": .string("none"),
      ]),
      Layers(prefix: 2, mask: [2, 2, 3, 5]).call(["act_method": .string("none")]),
    ],
    "fused_multi_transformer_int8": [
      Layers(count: 2, mask: [2, 1, 3, 3]).quantised([:]),
      Layers(tokens: 1, heads: 4, longest: 3).quantised([
        "time_step": .int(1), "pre_layer_norm": .bool(false), "quant_round_type": .int(0),
        "quant_max_bound": .double(63), "quant_min_bound": .double(-63), "causal": .bool(true),
      ]),
    ],
  ]
}
