import Sharding

/// The dims of the tensors of a transformer's layers, which are alike.
///
/// Where each head can have as many hidden features of the feed-forward part, heads and those features are one axis: a
/// mesh dim shards both.
struct TransformerLayout {
  var table = AxisTable()
  let layers: Int
  let x: [[Int]]
  private(set) var cache: [[Int]] = []

  private let isQuantised: Bool
  private let size: Sizes
  private var letters: [String: [Int]] = [:]

  /// What the weights' shapes say.
  private struct Sizes {
    var batch = 0
    var tokens = 0
    var width = 0
    /// Of queries, and of keys and values.
    var heads = 0
    var groups = 0
    var features = 0
    /// Of the feed-forward part, after its activation.
    var hidden = 0
    var keys: Int?
    var isGrouped = false
    var isTransposed = true
    var isGated = false
    /// Places of a cache.
    var longest: Int?
  }

  init(_ call: RuleCall) throws(RuleError) {
    try call.requireEpsilon()
    _ = (try call.bool("pre_layer_norm"), try call.double("residual_alpha"))
    isQuantised = call.schema?.attribute("qkv_in_scale") != nil
    let input = try call.shape(0, dims: 3...3, "x")
    let weights = try Self.list("qkv_weights", call)
    layers = weights.count
    guard let first = weights.first else {
      throw .arguments("\(call.op): at least one layer is required, there is none")
    }
    var size = Sizes()
    (size.batch, size.tokens, size.width) = (input[0], input[1], input[2])
    if isQuantised {
      try Self.checkQuantisation(call, layers: layers)
    } else {
      size.isTransposed = try call.bool("trans_qkvw")
      size.isGated = try ["geglu", "swiglu"].contains(call.string("act_method"))
      size.groups = max(0, try call.int("gqa_group_size"))
      size.isGrouped = size.groups > 0
      _ = try call.string("norm_type")
    }
    try Self.read(first, &size, call)
    if !isQuantised { try Self.checkRotary(call, size) }
    let inner = try Self.list("ffn2_weights", call).first ?? []
    size.hidden = inner.count == 2 ? inner[isQuantised ? 1 : 0] : 0
    let caches = try Self.list("cache_kvs", call)
    if let cache = caches.first {
      try call.require(
        cache.count == 5, "cache_kvs must be [2, B, heads, longest, D], it is \(cache)")
      size.longest = cache[3]
    }
    size.keys = try Self.keys(call, size, hasCache: !caches.isEmpty)
    for (name, count, kind) in [
      ("b", size.batch, .free), ("t", size.tokens, .whole), ("e", size.width, .whole),
      ("h", size.groups, size.isGrouped ? .whole : .free), ("d", size.features, .whole),
      ("u", size.hidden, size.isGated ? .whole : .free), ("3", 3, .whole), ("2", 2, .whole),
      ("q", size.heads + 2 * size.groups, .whole), ("g", size.heads / max(1, size.groups), .whole),
    ] as [(String, Int, Axis.Kind)] {
      letters[name] = table.dim(name, count, kind)
    }
    letters["f"] = letters["u"]
    // One axis, so that a mesh dim shards both.
    if !size.isGrouped, !size.isGated, size.heads > 0, size.hidden % size.heads == 0 {
      let each = table.dim("f", size.hidden / size.heads, .whole)
      letters["f"] = (letters["h"] ?? []) + each
    }
    self.size = size
    x = [letters["b"] ?? [], letters["t"] ?? [], letters["e"] ?? []]
    if let longest = size.longest {
      cache = [self["2"], self["b"], self["h"], table.dim("l", longest, .whole), self["d"]]
    }
  }

  private subscript(name: String) -> [Int] { letters[name] ?? [] }

  /// The dims of a tensor of one layer, or of all.
  mutating func dims(_ name: String, _ shape: [Int], _ call: RuleCall) throws(RuleError) -> [[Int]]
  {
    let (b, t, e, h, d, f) = (self["b"], self["t"], self["e"], self["h"], self["d"], self["f"])
    let heads = size.isGrouped ? h + self["g"] : h
    let up = size.isGated ? self["2"] + f : f
    let qkv = size.isGrouped ? [self["q"], d] : [self["3"], h, d]
    let wanted: [[Int]]
    switch name {
    case "x": wanted = x
    case "qkv_weights": wanted = size.isTransposed ? qkv + [e] : [e] + qkv
    case "qkv_biases": wanted = qkv
    case "out_linear_weights": wanted = isQuantised ? [e, heads + d] : [heads + d, e]
    case "ffn1_weights": wanted = isQuantised ? [up, e] : [e, up]
    case "ffn2_weights": wanted = isQuantised ? [e, f] : [f, e]
    case "ffn1_biases", "ffn1_out_scales": wanted = [up]
    case "qkv_out_scales": wanted = table.whole([3 * size.heads * size.features])
    case "cache_kvs": wanted = cache
    case "pre_caches":
      let prefix = shape.count == 5 ? shape[3] : 0
      wanted = [self["2"], b, h, table.whole([prefix])[0], d]
    case "rotary_embs": wanted = [self["2"], b, [], t, d]
    case "seq_lengths": wanted = [b]
    case "src_mask":
      let all = shape.count == 4 && (shape[1] != 1 || size.heads == 1)
      let keys = shape.count == 4 ? shape[3] : 0
      try call.require(
        keys >= (size.keys ?? 0) && (call.has(attribute: "time_step") || keys == size.keys),
        "src_mask must have a number for each of the \(size.keys ?? 0) keys")
      wanted = [b, all ? heads : [], t, table.whole([keys])[0]]
    default: wanted = [e]
    }
    let sizes = table.map([], to: []).shape(wanted)
    try call.require(shape == sizes, "\(name) must be \(sizes), it is \(shape)")
    return wanted
  }
}

extension TransformerLayout {
  /// The shapes of a list by its name.
  private static func list(_ name: String, _ call: RuleCall) throws(RuleError) -> [[Int]] {
    let place = call.declaredInputs.firstIndex { $0.name == name }
    guard let place, place < call.inputs.count else { return [] }
    return try call.list(place).map(\.shape)
  }

  /// Heads and their features, of the shape of the first weight.
  private static func read(_ weight: [Int], _ size: inout Sizes, _ call: RuleCall) throws(RuleError)
  {
    let shape = size.isTransposed ? weight : Array(weight.dropFirst())
    guard size.isGrouped else {
      try call.require(
        weight.count == 4 && shape[0] == 3,
        "qkv_weights must be \(size.isTransposed ? "[3, heads, D, E]" : "[E, 3, heads, D]")")
      (size.heads, size.groups, size.features) = (shape[1], shape[1], shape[2])
      return
    }
    try call.require(
      weight.count == 3 && shape[0] >= 3 * size.groups,
      "qkv_weights must have \(size.groups) heads of keys, as many of values, and heads of queries")
    (size.heads, size.features) = (shape[0] - 2 * size.groups, shape[1])
    guard size.heads % size.groups == 0 else {
      throw .attribute(
        "\(call.op): attribute 'gqa_group_size' must divide the \(size.heads) heads of queries, it "
          + "is \(size.groups)")
    }
  }

  /// How many keys a query meets at the least.
  private static func keys(_ call: RuleCall, _ size: Sizes, hasCache: Bool) throws(RuleError) -> Int
  {
    let prefixes = try list("pre_caches", call)
    guard call.has(attribute: "time_step") else {
      try call.require(
        size.longest.map { size.tokens <= $0 } ?? true,
        "cache_kvs must have a place for each of the \(size.tokens) tokens of x")
      let prefix = prefixes.first.flatMap { $0.count == 5 ? $0[3] : nil } ?? 0
      try call.require(prefixes.isEmpty || !size.isGrouped, "pre_caches do not go with groups")
      return prefix + size.tokens
    }
    let step = try call.int("time_step")
    try call.require(hasCache, "'time_step' needs cache_kvs")
    try call.require(size.tokens == 1, "with 'time_step' x must have one token")
    try call.require(prefixes.isEmpty, "pre_caches do not go with 'time_step'")
    guard step > 0, step < size.longest ?? 0 else {
      throw .attribute(
        "\(call.op): attribute 'time_step' must be above 0 and below the \(size.longest ?? 0) places "
          + "of the cache, it is \(step)")
    }
    return try isGiven("seq_lengths", call) ? 1 : step + 1
  }

  private static func checkRotary(_ call: RuleCall, _ size: Sizes) throws(RuleError) {
    let count = try call.int("rotary_emb_dims")
    guard (0...2).contains(count) else {
      throw .attribute("\(call.op): attribute 'rotary_emb_dims' must be in 0...2, it is \(count)")
    }
    let hasTable = try isGiven("rotary_embs", call)
    try call.require(count == 0 || hasTable, "'rotary_emb_dims' needs rotary_embs")
    let multiple = try call.bool("use_neox_rotary_style") ? 2 * count : 2
    try call.require(
      count == 0 || size.features % multiple == 0,
      "rotary embeddings turn pairs: the features of a head must be a multiple of \(multiple), they are \(size.features)"
    )
  }

  /// Whether the one tensor of this name is there.
  private static func isGiven(_ name: String, _ call: RuleCall) throws(RuleError) -> Bool {
    try list(name, call).first.map { $0 != [0] && !(call.omitsAsScalar && $0.isEmpty) } ?? false
  }

  private static func checkQuantisation(_ call: RuleCall, layers: Int) throws(RuleError) {
    for name in ["qkv_in_scale", "out_linear_in_scale", "ffn1_in_scale", "ffn2_in_scale"] {
      let scales = try call.doubles(name)
      guard scales.count == layers else {
        throw .attribute(
          "\(call.op): attribute '\(name)' must have a number for each of the \(layers) layers, it is "
            + "\(scales)")
      }
    }
    let round = try call.int("quant_round_type")
    guard (0...1).contains(round) else {
      throw .attribute(
        "\(call.op): attribute 'quant_round_type' must be 0 (ties to even) or 1 (away from 0), it is "
          + "\(round)")
    }
    let (low, high) = (try call.double("quant_min_bound"), try call.double("quant_max_bound"))
    guard low >= -128, low <= 0, high > 0, high <= 127 else {
      throw .attribute(
        "\(call.op): attributes 'quant_min_bound' and 'quant_max_bound' must be in -128...0 and above "
          + "0 up to 127, they are \(low) and \(high)")
    }
  }
}
