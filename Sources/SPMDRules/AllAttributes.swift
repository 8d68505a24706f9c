import Elements

/// The attributes of every op that has any, with their types and defaults, in call order: to add one,
/// write it here. Defaults are PyTorch's, and Paddle's of what PyTorch does not have.
package let allAttributes: [(ops: [String], attributes: [Attribute])] =
  elementwiseAttributes + optimizerAttributes + viewAttributes + reductionAttributes
  + normalizationAttributes + productAttributes + lookUpAttributes

private let elementwiseAttributes: [(ops: [String], attributes: [Attribute])] = [
  (["cast"], [.required("dtype", .dtype(DType.allCases))]),
  (["celu"], [.number("alpha", 1)]),
  (
    ["clip"],
    [
      .optional("min", .number, without: "no lower bound"),
      .optional("max", .number, without: "no upper bound"),
    ]
  ),
  (["elu"], [.number("alpha", 1)]),
  (["fill"], [.number("value", 0)]),
  (["gelu"], [.bool("approximate", false)]),
  (["hardshrink"], [.number("threshold", 0.5)]),
  (["hardsigmoid"], [.number("slope", 1.0 / 6), .number("offset", 0.5)]),
  (["hardtanh"], [.number("t_min", -1), .number("t_max", 1)]),
  (["label_smooth"], [.number("epsilon", 0.1)]),
  (["leaky_relu"], [.number("negative_slope", 0.01, alias: "alpha")]),
  (["logit"], [.optional("eps", .number, without: "nothing is clipped")]),
  (["pow"], [.number("factor", 1, alias: "y")]),
  (["round"], [.int("decimals", 0)]),
  (["scale"], [.number("scale", 1), .number("bias", 0), .bool("bias_after_scale", true)]),
  (["selu"], [.number("scale", 1.0507009873554805), .number("alpha", 1.6732632423543772)]),
  (["softplus"], [.number("beta", 1), .number("threshold", 20)]),
  (["softshrink"], [.number("threshold", 0.5)]),
  (["stanh"], [.number("scale_a", 0.67), .number("scale_b", 1.7159)]),
  (["swish"], [.number("beta", 1)]),
  (["thresholded_relu"], [.number("threshold", 1), .number("value", 0)]),
  (["bernoulli", "poisson"], [.int("seed", 0)]),
  (
    ["dropout", "fused_dropout_add"],
    [
      .number("p", 0.5), .bool("is_test", false),
      .choice("mode", ["upscale_in_train", "downscale_in_infer"]), .int("seed", 0),
      .bool("fix_seed", false, idle: "draws follow the seed always"),
    ]
  ),
]

private let ownMaster = "a master parameter is used where one is given"

private let adamAttributes: [Attribute] = [
  .number("beta1", 0.9), .number("beta2", 0.999), .number("epsilon", 1e-8),
  .bool("lazy_mode", false, idle: "it is of sparse gradients, of which there are none"),
  .int("min_row_size_to_use_multithread", 1000, idle: "it is of sparse gradients"),
  .bool("multi_precision", false, idle: ownMaster), .bool("use_global_beta_pow", false),
  .bool("amsgrad", false),
]

private let optimizerAttributes: [(ops: [String], attributes: [Attribute])] = [
  (["sgd"], [.bool("multi_precision", false, idle: ownMaster)]),
  (
    ["momentum"],
    [
      .number("mu", 0.9), .bool("use_nesterov", false),
      .choice("regularization_method", ["", "l2_decay"]), .number("regularization_coeff", 0),
      .bool("multi_precision", false, idle: ownMaster), .number("rescale_grad", 1),
    ]
  ),
  (["adam"], adamAttributes),
  (
    ["adamw"],
    adamAttributes + [.number("lr_ratio", 1), .number("coeff", 0.01), .bool("with_decay", true)]
  ),
  (
    ["adagrad"], [.number("epsilon", 1e-6), .bool("multi_precision", false, idle: ownMaster)]
  ),
]

private let viewAttributes: [(ops: [String], attributes: [Attribute])] = [
  (
    ["slice"],
    [
      .required("axes", .ints), .required("starts", .ints), .required("ends", .ints),
      .ints("infer_flags", []), .ints("decrease_axis", []),
    ]
  ),
  (
    ["strided_slice"],
    [
      .required("axes", .ints), .required("starts", .ints), .required("ends", .ints),
      .required("strides", .ints),
    ]
  ),
  (["flatten", "flatten_contiguous_range"], [.int("start_axis", 0), .int("stop_axis", -1)]),
  (["squeeze", "squeeze2"], [.ints("axis", [])]),
  (["unsqueeze", "unsqueeze2"], [.required("axis", .ints)]),
  (["reshape", "reshape2", "view"], [.required("shape", .ints)]),
  (["transpose", "transpose2", "permute"], [.required("perm", .ints)]),
  (["swapaxes", "swapdims"], [.required("axis0", .int), .required("axis1", .int)]),
  (["moveaxis", "movedim"], [.required("source", .ints), .required("destination", .ints)]),
  (["expand", "expand_v2", "broadcast_to"], [.required("shape", .ints)]),
  (
    ["expand_as", "expand_as_v2"],
    [.optional("target_shape", .ints, without: "the shape of y")]
  ),
  (["tile"], [.required("repeat_times", .ints)]),
  (
    ["repeat_interleave"],
    [.required("repeats", .int), .optional("axis", .int, without: "all elements, flat")]
  ),
  (["stack", "unbind", "concat"], [.int("axis", 0)]),
  (["split"], [.required("sections", .ints), .int("axis", 0)]),
  (["split_with_num"], [.required("num", .int), .int("axis", 0)]),
  (["pad"], [.required("paddings", .ints), .number("pad_value", 0)]),
  (["roll"], [.required("shifts", .ints), .ints("axis", [])]),
  (["flip"], [.required("axis", .ints)]),
  (["tril"], [.int("diagonal", 0), .bool("lower", true)]),
  (["triu", "tril_triu"], [.int("diagonal", 0), .bool("lower", false)]),
]

private let reductionAttributes: [(ops: [String], attributes: [Attribute])] = [
  (
    [
      "sum", "reduce_sum", "mean", "reduce_mean", "max", "amax", "reduce_max", "min", "amin",
      "reduce_min", "prod", "reduce_prod", "any", "reduce_any", "all", "reduce_all",
      "frobenius_norm", "squared_l2_norm",
    ],
    [.ints("axis", []), .bool("keep_dim", false)]
  ),
  (
    ["reduce_base"],
    [
      .ints("axis", []), .bool("keep_dim", false),
      .optional("reduce_type", .int, without: "any reduction, which only a rule can answer for"),
    ]
  ),
  (["logsumexp"], [.ints("axis", []), .bool("keepdims", false), .bool("reduce_all", false)]),
  (
    ["p_norm"],
    [
      .number("porder", 2), .int("axis", -1),
      .number("epsilon", 1e-12, idle: "it is of the gradient"), .bool("keepdims", false),
      .bool("asvector", false),
    ]
  ),
  (["softmax", "log_softmax"], [.int("axis", -1)]),
  (
    ["cross_entropy_with_softmax", "softmax_with_cross_entropy"],
    [
      .bool("soft_label", false), .bool("use_softmax", true),
      .bool("numeric_stable_mode", true, idle: "it is always stable"),
      .int("ignore_index", -100), .int("axis", -1),
    ]
  ),
  (["c_softmax_with_cross_entropy"], [.int("ignore_index", -100)] + placeOfClasses),
  (
    ["c_softmax_with_multi_label_cross_entropy"],
    [
      .int("ignore_index", -100, idle: "nothing computes the op"),
      .bool("sum_multi_label_loss", true),
    ] + placeOfClasses
  ),
  (
    ["argmax", "argmin"],
    [
      .optional("axis", .int, without: "flatten has to be true"), .bool("keepdims", false),
      .bool("flatten", false),
    ]
  ),
  (
    ["argsort"],
    [
      .int("axis", -1), .bool("descending", false),
      .bool("stable", false, idle: "it is always stable"),
    ]
  ),
  (
    ["topk"],
    [
      .int("k", 1), .int("axis", -1), .bool("largest", true),
      .bool("sorted", true, idle: "it is always sorted"),
    ]
  ),
  (
    ["cumsum"],
    [.int("axis", -1), .bool("flatten", false), .bool("exclusive", false), .bool("reverse", false)]
  ),
  (
    ["cummax", "cummin"],
    [.int("axis", -1), Attribute("dtype", .dtype([.int64, .int32]), .value(.string("int64")))]
  ),
  (
    ["unique"],
    [
      .bool("return_index", false), .bool("return_inverse", false), .bool("return_counts", false),
      .ints("axis", []),
      Attribute(
        "dtype", .dtype([.int64, .int32]), .value(.string("int64")),
        idle: "nothing computes the op"),
    ]
  ),
  (["one_hot"], [.required("num_classes", .int)]),
]

private let placeOfClasses: [Attribute] = [
  .int("rank", 0, idle: "the mesh says it"), .int("nranks", 1, idle: "the mesh says it"),
]

/// By op, in call order and by name and alias.
private let attributesByOp: [String: (listed: [Attribute], byName: [String: Attribute])] = {
  var all: [String: (listed: [Attribute], byName: [String: Attribute])] = [:]
  for (ops, attributes) in allAttributes {
    var byName: [String: Attribute] = [:]
    for attribute in attributes {
      for name in [attribute.name] + (attribute.alias.map { [$0] } ?? []) {
        precondition(byName[name] == nil, "\(ops): two attributes are named '\(name)'")
        byName[name] = attribute
      }
    }
    for op in ops {
      precondition(all[op] == nil, "the attributes of '\(op)' are written twice")
      all[op] = (attributes, byName)
    }
  }
  return all
}()

extension Inference {
  /// The attributes of the op of this name, in call order; none of an op that is not there.
  public static func attributes(of op: String) -> [Attribute] { attributesByOp[op]?.listed ?? [] }

  /// The attribute of this name or alias.
  static func attribute(_ name: String, of op: String) -> Attribute? {
    attributesByOp[op]?.byName[name]
  }
}
