// swift-format-ignore-file
// Generated from Sources/Ops/ops.yaml and fused_ops.yaml by ./Launch/generate: change those.

extension Schemas {
  static let reshape = OpSchema(
    "reshape",
    aliases: ["reshape2", "view"],
    documentation: "The same elements in another shape; one -1 stands for what is left.",
    kind: .movement,
    inputs: ["x"],
    attributes: [
      Attribute("shape", .ints, .refused),
    ],
    rule: "Reshape",
    dtypes: .same,
    kernel: "reshape",
    method: .generated("reshape(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.reshape.default", "torch.reshape", "torch.Tensor.reshape"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("shape", nil, .ours("shape", by: nil)),
        ]),
      ForeignCall(
        ["aten.view.default", "aten._unsafe_view.default", "torch.Tensor.view"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("size", nil, .ours("shape", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.reshape"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("shape", nil, .ours("shape", by: nil)),
        ]),
    ])

  static let flatten = OpSchema(
    "flatten",
    aliases: ["flatten_contiguous_range"],
    documentation: "Dims start_axis to stop_axis as one.",
    kind: .movement,
    inputs: ["x"],
    attributes: [
      Attribute("start_axis", .int, .value(.int(0))),
      Attribute("stop_axis", .int, .value(.int(-1))),
    ],
    rule: "Flatten",
    dtypes: .same,
    kernel: "reshape",
    method: .written("x.flatten(from: 0, to: -1)"),
    pytorch: [
      ForeignCall(
        ["aten.flatten.using_ints", "torch.flatten", "torch.Tensor.flatten"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("start_dim", "0", .ours("start_axis", by: nil)),
          ForeignCall.Argument("end_dim", "-1", .ours("stop_axis", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.flatten"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("start_axis", "0", .ours("start_axis", by: nil)),
          ForeignCall.Argument("stop_axis", "-1", .ours("stop_axis", by: nil)),
        ]),
    ])

  static let squeeze = OpSchema(
    "squeeze",
    aliases: ["squeeze2"],
    documentation: "Without the named dims of size 1, or without all.",
    kind: .movement,
    inputs: ["x"],
    attributes: [
      Attribute("axis", .ints, .value(.ints([]))),
    ],
    rule: "Squeeze",
    dtypes: .same,
    kernel: "reshape",
    method: .written("x.squeeze(0)"),
    pytorch: [
      ForeignCall(
        ["aten.squeeze.dims", "torch.squeeze", "torch.Tensor.squeeze"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dim", nil, .ours("axis", by: .list)),
        ]),
      ForeignCall(
        ["aten.squeeze.dim"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dim", nil, .ours("axis", by: .list)),
        ]),
      ForeignCall(
        ["aten.squeeze.default"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.squeeze"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("axis", "None", .ours("axis", by: .list)),
        ]),
    ])

  static let unsqueeze = OpSchema(
    "unsqueeze",
    aliases: ["unsqueeze2"],
    documentation: "With new dims of size 1.",
    kind: .movement,
    inputs: ["x"],
    attributes: [
      Attribute("axis", .ints, .refused),
    ],
    rule: "Unsqueeze",
    dtypes: .same,
    kernel: "reshape",
    method: .written("x.unsqueeze(0)"),
    pytorch: [
      ForeignCall(
        ["aten.unsqueeze.default", "torch.unsqueeze", "torch.Tensor.unsqueeze"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dim", nil, .ours("axis", by: .list)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.unsqueeze"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("axis", nil, .ours("axis", by: .list)),
        ]),
    ])

  static let transpose = OpSchema(
    "transpose",
    aliases: ["transpose2", "permute"],
    documentation: "Dim k of the result is dim perm[k] of x.",
    kind: .movement,
    inputs: ["x"],
    attributes: [
      Attribute("perm", .ints, .refused),
    ],
    rule: "Transpose",
    dtypes: .same,
    kernel: "transpose",
    method: .written("x.permute([1, 0])"),
    knownAs: ["t"],
    pytorch: [
      ForeignCall(
        ["aten.permute.default", "torch.permute", "torch.Tensor.permute"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dims", nil, .ours("perm", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.transpose"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("perm", nil, .ours("perm", by: nil)),
        ]),
    ])

  static let swapaxes = OpSchema(
    "swapaxes",
    aliases: ["swapdims"],
    documentation: "Two dims swapped.",
    kind: .movement,
    inputs: ["x"],
    attributes: [
      Attribute("axis0", .int, .refused),
      Attribute("axis1", .int, .refused),
    ],
    rule: "SwapAxes",
    dtypes: .same,
    kernel: "swapaxes",
    method: .generated("swapaxes(_:_:)"),
    pytorch: [
      ForeignCall(
        ["aten.transpose.int", "torch.transpose", "torch.swapaxes", "torch.Tensor.transpose"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dim0", nil, .ours("axis0", by: nil)),
          ForeignCall.Argument("dim1", nil, .ours("axis1", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.swapaxes"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("axis0", nil, .ours("axis0", by: nil)),
          ForeignCall.Argument("axis1", nil, .ours("axis1", by: nil)),
        ]),
    ])

  static let moveaxis = OpSchema(
    "moveaxis",
    aliases: ["movedim"],
    documentation: "Dims moved to other places, the rest staying in order.",
    kind: .movement,
    inputs: ["x"],
    attributes: [
      Attribute("source", .ints, .refused),
      Attribute("destination", .ints, .refused),
    ],
    rule: "MoveAxis",
    dtypes: .same,
    kernel: "moveaxis",
    method: .generated("moveaxis(source:destination:)"),
    pytorch: [
      ForeignCall(
        ["aten.movedim.intlist", "torch.movedim", "torch.moveaxis"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("source", nil, .ours("source", by: nil)),
          ForeignCall.Argument("destination", nil, .ours("destination", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.moveaxis"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("source", nil, .ours("source", by: .list)),
          ForeignCall.Argument("destination", nil, .ours("destination", by: .list)),
        ]),
    ])

  static let expand = OpSchema(
    "expand",
    aliases: ["expand_v2", "broadcast_to"],
    documentation: "Dims of size 1, and new leading ones, copied to a shape; -1 keeps a size.",
    kind: .movement,
    inputs: ["x"],
    attributes: [
      Attribute("shape", .ints, .refused),
    ],
    rule: "Expand",
    dtypes: .same,
    kernel: "expand",
    method: .generated("expand(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.expand.default", "torch.Tensor.expand"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("size", nil, .ours("shape", by: nil)),
          ForeignCall.Argument("implicit", "False", .ignored, keyword: true),
        ]),
      ForeignCall(
        ["aten.broadcast_to.default", "torch.broadcast_to"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("size", nil, .ours("shape", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.expand"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("shape", nil, .ours("shape", by: nil)),
        ]),
    ])

  static let expandAs = OpSchema(
    "expand_as",
    aliases: ["expand_as_v2"],
    documentation: "Dims of size 1, and new leading ones, copied to the shape of y.",
    kind: .movement,
    inputs: ["x", "y?"],
    attributes: [
      Attribute("target_shape", .ints, .means("the shape of y")),
    ],
    rule: "ExpandAs",
    dtypes: .same,
    kernel: "expand",
    method: .generated("expandAs(y:targetShape:)"),
    pytorch: [
      ForeignCall(
        ["aten.expand_as.default", "torch.Tensor.expand_as"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("y", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.expand_as"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
        ]),
    ])

  static let tile = OpSchema(
    "tile",
    documentation: "The whole repeated so often along each dim.",
    kind: .movement,
    inputs: ["x"],
    attributes: [
      Attribute("repeat_times", .ints, .refused),
    ],
    rule: "Tile",
    dtypes: .same,
    kernel: "tile",
    method: .generated("tile(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.repeat.default", "torch.Tensor.repeat"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("repeats", nil, .ours("repeat_times", by: nil)),
        ]),
      ForeignCall(
        ["aten.tile.default", "torch.tile", "torch.Tensor.tile"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dims", nil, .ours("repeat_times", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.tile"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("repeat_times", nil, .ours("repeat_times", by: nil)),
        ]),
    ])

  static let repeatInterleave = OpSchema(
    "repeat_interleave",
    documentation: "Each element repeated, along a dim or of all elements in row-major order.",
    kind: .movement,
    inputs: ["x"],
    attributes: [
      Attribute("repeats", .int, .refused),
      Attribute("axis", .int, .means("all elements, flat")),
    ],
    rule: "RepeatInterleave",
    dtypes: .same,
    kernel: "repeatInterleave",
    method: .generated("repeatInterleave(repeats:axis:)"),
    pytorch: [
      ForeignCall(
        ["aten.repeat_interleave.self_int", "torch.repeat_interleave", "torch.Tensor.repeat_interleave"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("repeats", nil, .ours("repeats", by: nil)),
          ForeignCall.Argument("dim", "None", .ours("axis", by: nil)),
          ForeignCall.Argument("output_size", "None", .ignored, keyword: true),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.repeat_interleave"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("repeats", nil, .ours("repeats", by: nil)),
          ForeignCall.Argument("axis", "None", .ours("axis", by: nil)),
        ]),
    ])

  static let slice = OpSchema(
    "slice",
    documentation: "A range of some dims; those of decrease_axis come down to size 1 and go.",
    kind: .movement,
    inputs: ["input"],
    attributes: [
      Attribute("axes", .ints, .refused),
      Attribute("starts", .ints, .refused),
      Attribute("ends", .ints, .refused),
      Attribute("infer_flags", .ints, .value(.ints([]))),
      Attribute("decrease_axis", .ints, .value(.ints([]))),
    ],
    rule: "Slice",
    dtypes: .same,
    kernel: "slice",
    method: .generated("slice(axes:starts:ends:inferFlags:decreaseAxis:)"),
    pytorch: [
      ForeignCall(
        ["aten.slice.Tensor"],
        [
          ForeignCall.Argument("self", nil, .ours("input", by: nil)),
          ForeignCall.Argument("dim", "0", .ours("axes", by: .list)),
          ForeignCall.Argument("start", "None", .ours("starts", by: .start)),
          ForeignCall.Argument("end", "None", .ours("ends", by: .end)),
          ForeignCall.Argument("step", "1", .fixed),
        ]),
      ForeignCall(
        ["aten.select.int", "torch.select", "torch.Tensor.select"],
        [
          ForeignCall.Argument("self", nil, .ours("input", by: nil)),
          ForeignCall.Argument("dim", nil, .ours("axes", by: .list)),
          ForeignCall.Argument("index", nil, .ours("starts", by: .index)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.slice"],
        [
          ForeignCall.Argument("input", nil, .ours("input", by: nil)),
          ForeignCall.Argument("axes", nil, .ours("axes", by: nil)),
          ForeignCall.Argument("starts", nil, .ours("starts", by: nil)),
          ForeignCall.Argument("ends", nil, .ours("ends", by: nil)),
        ]),
    ])

  static let stridedSlice = OpSchema(
    "strided_slice",
    documentation: "A range of some dims with steps, which may be negative.",
    kind: .movement,
    inputs: ["input"],
    attributes: [
      Attribute("axes", .ints, .refused),
      Attribute("starts", .ints, .refused),
      Attribute("ends", .ints, .refused),
      Attribute("strides", .ints, .refused),
    ],
    rule: "StridedSlice",
    dtypes: .same,
    kernel: "stridedSlice",
    method: .generated("stridedSlice(axes:starts:ends:strides:)"),
    pytorch: [
      ForeignCall(
        ["aten.slice.Tensor"],
        [
          ForeignCall.Argument("self", nil, .ours("input", by: nil)),
          ForeignCall.Argument("dim", "0", .ours("axes", by: .list)),
          ForeignCall.Argument("start", "None", .ours("starts", by: .start)),
          ForeignCall.Argument("end", "None", .ours("ends", by: .end)),
          ForeignCall.Argument("step", "1", .ours("strides", by: .list)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.strided_slice"],
        [
          ForeignCall.Argument("x", nil, .ours("input", by: nil)),
          ForeignCall.Argument("axes", nil, .ours("axes", by: nil)),
          ForeignCall.Argument("starts", nil, .ours("starts", by: nil)),
          ForeignCall.Argument("ends", nil, .ours("ends", by: nil)),
          ForeignCall.Argument("strides", nil, .ours("strides", by: nil)),
        ]),
    ])

  static let concat = OpSchema(
    "concat",
    documentation: "Tensors one after the other along a dim.",
    kind: .movement,
    inputs: ["x*"],
    attributes: [
      Attribute("axis", .int, .value(.int(0))),
    ],
    rule: "Concat",
    dtypes: .promoted,
    kernel: "concat",
    method: .generated("concat(_:axis:)"),
    knownAs: ["cat", "concatenate"],
    pytorch: [
      ForeignCall(
        ["aten.cat.default", "torch.cat", "torch.concat", "torch.concatenate"],
        [
          ForeignCall.Argument("tensors", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dim", "0", .ours("axis", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.concat"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("axis", "0", .ours("axis", by: nil)),
        ]),
    ])

  static let stack = OpSchema(
    "stack",
    documentation: "Tensors of one shape beside each other along a new dim.",
    kind: .movement,
    inputs: ["x*"],
    attributes: [
      Attribute("axis", .int, .value(.int(0))),
    ],
    rule: "Stack",
    dtypes: .promoted,
    kernel: "stack",
    method: .generated("stack(_:axis:)"),
    pytorch: [
      ForeignCall(
        ["aten.stack.default", "torch.stack"],
        [
          ForeignCall.Argument("tensors", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dim", "0", .ours("axis", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.stack"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("axis", "0", .ours("axis", by: nil)),
        ]),
    ])

  static let split = OpSchema(
    "split",
    documentation: "The parts of these sizes along a dim, of which one may be -1 for what is left.",
    kind: .movement,
    inputs: ["x"],
    outputs: ["out*"],
    attributes: [
      Attribute("sections", .ints, .refused),
      Attribute("axis", .int, .value(.int(0))),
    ],
    rule: "Split",
    dtypes: .same,
    kernel: "split",
    method: .generated("split(_:axis:)"),
    pytorch: [
      ForeignCall(
        ["aten.split_with_sizes.default", "torch.Tensor.split_with_sizes"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("split_sizes", nil, .ours("sections", by: nil)),
          ForeignCall.Argument("dim", "0", .ours("axis", by: nil)),
        ]),
      ForeignCall(
        ["aten.split.Tensor", "torch.split", "torch.Tensor.split"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("split_size", nil, .ours("sections", by: .sizes)),
          ForeignCall.Argument("dim", "0", .ours("axis", by: nil)),
        ]),
      ForeignCall(
        ["aten.chunk.default", "torch.Tensor.chunk"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("chunks", nil, .ours("sections", by: .chunks)),
          ForeignCall.Argument("dim", "0", .ours("axis", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.split"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("num_or_sections", nil, .ours("sections", by: nil)),
          ForeignCall.Argument("axis", "0", .ours("axis", by: nil)),
        ]),
    ])

  static let splitWithNum = OpSchema(
    "split_with_num",
    documentation: "So many parts of one size along a dim.",
    kind: .movement,
    inputs: ["x"],
    outputs: ["out*"],
    attributes: [
      Attribute("num", .int, .refused),
      Attribute("axis", .int, .value(.int(0))),
    ],
    rule: "SplitWithNum",
    dtypes: .same,
    kernel: "split",
    method: .generated("splitWithNum(_:axis:)"),
    knownAs: ["chunk"],
    pytorch: [
      ForeignCall(
        ["torch.chunk"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("chunks", nil, .ours("num", by: nil)),
          ForeignCall.Argument("dim", "0", .ours("axis", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.chunk"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("chunks", nil, .ours("num", by: nil)),
          ForeignCall.Argument("axis", "0", .ours("axis", by: nil)),
        ]),
    ])

  static let unbind = OpSchema(
    "unbind",
    documentation: "The tensors along a dim, without it.",
    kind: .movement,
    inputs: ["x"],
    outputs: ["out*"],
    attributes: [
      Attribute("axis", .int, .value(.int(0))),
    ],
    rule: "Unbind",
    dtypes: .same,
    kernel: "unbind",
    method: .generated("unbind(axis:)"),
    pytorch: [
      ForeignCall(
        ["aten.unbind.int", "torch.unbind", "torch.Tensor.unbind"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dim", "0", .ours("axis", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.unbind"],
        [
          ForeignCall.Argument("input", nil, .ours("x", by: nil)),
          ForeignCall.Argument("axis", "0", .ours("axis", by: nil)),
        ]),
    ])

  static let pad = OpSchema(
    "pad",
    documentation: "A number before and after each dim, as often as paddings says: of dim 0, of dim 1 and so on.",
    kind: .movement,
    inputs: ["x"],
    attributes: [
      Attribute("paddings", .ints, .refused),
      Attribute("pad_value", .number, .value(.double(0))),
    ],
    rule: "Pad",
    dtypes: .same,
    kernel: "pad",
    method: .generated("pad(_:padValue:)"),
    pytorch: [
      ForeignCall(
        ["aten.constant_pad_nd.default"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("pad", nil, .ours("paddings", by: .padding)),
          ForeignCall.Argument("value", "0", .ours("pad_value", by: nil)),
        ]),
      ForeignCall(
        ["aten.pad.default", "torch.nn.functional.pad"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("pad", nil, .ours("paddings", by: .padding)),
          ForeignCall.Argument("mode", "constant", .fixed),
          ForeignCall.Argument("value", "None", .ours("pad_value", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.pad"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("pad", nil, .ours("paddings", by: nil)),
          ForeignCall.Argument("mode", "constant", .fixed),
          ForeignCall.Argument("value", "0.0", .ours("pad_value", by: nil)),
          ForeignCall.Argument("data_format", "NCHW", .ignored),
        ]),
    ])

  static let roll = OpSchema(
    "roll",
    documentation: "Elements moved along dims, those beyond the end to the start; without axes, in row-major order.",
    kind: .movement,
    inputs: ["x"],
    attributes: [
      Attribute("shifts", .ints, .refused),
      Attribute("axis", .ints, .value(.ints([]))),
    ],
    rule: "Roll",
    dtypes: .same,
    kernel: "roll",
    scratch: [.conversions, .result],
    method: .generated("roll(_:axis:)"),
    pytorch: [
      ForeignCall(
        ["aten.roll.default", "torch.roll", "torch.Tensor.roll"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("shifts", nil, .ours("shifts", by: .list)),
          ForeignCall.Argument("dims", "[]", .ours("axis", by: .list)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.roll"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("shifts", nil, .ours("shifts", by: .list)),
          ForeignCall.Argument("axis", "None", .ours("axis", by: .list)),
        ]),
    ])

  static let flip = OpSchema(
    "flip",
    documentation: "Elements in reverse order along dims.",
    kind: .movement,
    inputs: ["x"],
    attributes: [
      Attribute("axis", .ints, .refused),
    ],
    rule: "Flip",
    dtypes: .same,
    kernel: "flip",
    method: .generated("flip(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.flip.default", "torch.flip", "torch.Tensor.flip"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dims", nil, .ours("axis", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.flip"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("axis", nil, .ours("axis", by: .list)),
        ]),
    ])

  static let tril = OpSchema(
    "tril",
    documentation: "The lower triangle of matrices, zeros elsewhere.",
    kind: .movement,
    inputs: ["x"],
    attributes: [
      Attribute("diagonal", .int, .value(.int(0))),
      Attribute("lower", .bool, .value(.bool(true))),
    ],
    rule: "Triangle",
    dtypes: .same,
    kernel: "triangle",
    method: .generated("tril(diagonal:lower:)"),
    pytorch: [
      ForeignCall(
        ["aten.tril.default", "torch.tril", "torch.Tensor.tril"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("diagonal", "0", .ours("diagonal", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.tril"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("diagonal", "0", .ours("diagonal", by: nil)),
        ]),
    ])

  static let triu = OpSchema(
    "triu",
    documentation: "The upper triangle of matrices, zeros elsewhere.",
    kind: .movement,
    inputs: ["x"],
    attributes: [
      Attribute("diagonal", .int, .value(.int(0))),
      Attribute("lower", .bool, .value(.bool(false))),
    ],
    rule: "Triangle",
    dtypes: .same,
    kernel: "triangle",
    method: .generated("triu(diagonal:lower:)"),
    pytorch: [
      ForeignCall(
        ["aten.triu.default", "torch.triu", "torch.Tensor.triu"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("diagonal", "0", .ours("diagonal", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.triu"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("diagonal", "0", .ours("diagonal", by: nil)),
        ]),
    ])

  static let trilTriu = OpSchema(
    "tril_triu",
    documentation: "The lower or the upper triangle of matrices, zeros elsewhere.",
    kind: .movement,
    inputs: ["x"],
    attributes: [
      Attribute("diagonal", .int, .value(.int(0))),
      Attribute("lower", .bool, .value(.bool(false))),
    ],
    rule: "Triangle",
    dtypes: .same,
    kernel: "triangle",
    scratch: [.conversions, .result],
    method: .generated("trilTriu(diagonal:lower:)"))
}
