// swift-format-ignore-file
// Generated from Sources/Ops/ops.yaml and fused_ops.yaml by ./Launch/generate: change those.

extension Schemas {
  static let viewAsComplex = OpSchema(
    "view_as_complex",
    documentation: "Pairs along the last dim, a real and an imaginary part, as complex numbers.",
    kind: .movement,
    inputs: ["x"],
    rule: "ComplexPairs",
    dtypes: .complexPair,
    kernel: "viewAsComplex",
    gradient: .formula,
    method: .generated("viewAsComplex()"),
    pytorch: [
      ForeignCall(
        ["aten.view_as_complex.default", "torch.view_as_complex"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.as_complex"],
        "x: x"),
    ])

  static let viewAsReal = OpSchema(
    "view_as_real",
    documentation: "Complex numbers as pairs along a new last dim, the real and the imaginary part.",
    kind: .movement,
    inputs: ["x"],
    rule: "ComplexPairs",
    dtypes: .realPair,
    kernel: "viewAsReal",
    gradient: .formula,
    method: .generated("viewAsReal()"),
    pytorch: [
      ForeignCall(
        ["aten.view_as_real.default", "torch.view_as_real"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.as_real"],
        "x: x"),
    ])

  static let detach = OpSchema(
    "detach",
    documentation: "x, through which no gradient goes; a view.",
    kind: .movement,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .same,
    kernel: "detach",
    gradient: .zero("gradients end here"),
    method: .generated("detach()"),
    knownAs: ["stop_gradient"],
    pytorch: [
      ForeignCall(
        ["aten.detach.default", "torch.Tensor.detach"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.Tensor.detach"],
        "x: x"),
    ])

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
    gradient: .formula,
    method: .generated("reshape(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.reshape.default", "torch.reshape", "torch.Tensor.reshape"],
        "self: x, shape: shape"),
      ForeignCall(
        ["aten.view.default", "aten._unsafe_view.default", "torch.Tensor.view"],
        "self: x, size: shape"),
      ForeignCall(
        ["aten.reshape_as.default", "aten.view_as.default", "torch.Tensor.reshape_as", "torch.Tensor.view_as"],
        "self: x, other: shape by shapeOf"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.reshape"],
        "x: x, shape: shape"),
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
    gradient: .formula,
    method: .written("x.flatten(from: 0, to: -1)"),
    pytorch: [
      ForeignCall(
        ["aten.flatten.using_ints", "torch.flatten", "torch.Tensor.flatten"],
        "self: x, start_dim=0: start_axis, end_dim=-1: stop_axis"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.flatten"],
        "x: x, start_axis=0: start_axis, stop_axis=-1: stop_axis"),
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
    gradient: .formula,
    method: .written("x.squeeze(0)"),
    pytorch: [
      ForeignCall(
        ["aten.squeeze.dims", "torch.squeeze", "torch.Tensor.squeeze"],
        "self: x, dim: axis by list"),
      ForeignCall(
        ["aten.squeeze.dim"],
        "self: x, dim: axis by list"),
      ForeignCall(
        ["aten.squeeze.default"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.squeeze"],
        "x: x, axis=None: axis by list"),
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
    gradient: .formula,
    method: .written("x.unsqueeze(0)"),
    pytorch: [
      ForeignCall(
        ["aten.unsqueeze.default", "torch.unsqueeze", "torch.Tensor.unsqueeze"],
        "self: x, dim: axis by list"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.unsqueeze"],
        "x: x, axis: axis by list"),
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
    gradient: .formula,
    method: .written("x.permute([1, 0])"),
    knownAs: ["t"],
    pytorch: [
      ForeignCall(
        ["aten.permute.default", "torch.permute", "torch.Tensor.permute"],
        "self: x, dims: perm"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.transpose"],
        "x: x, perm: perm"),
    ],
    onnx: [
      ForeignCall(
        ["Transpose"],
        "data: x, *, perm: perm"),
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
    gradient: .formula,
    method: .generated("swapaxes(_:_:)"),
    pytorch: [
      ForeignCall(
        ["aten.transpose.int", "torch.transpose", "torch.swapaxes", "torch.Tensor.transpose", "aten.swapdims.default", "torch.swapdims"],
        "self: x, dim0: axis0, dim1: axis1"),
      ForeignCall(
        ["aten.swapaxes.default"],
        "self: x, axis0: axis0, axis1: axis1"),
      ForeignCall(
        ["aten.t.default", "torch.t", "torch.Tensor.t"],
        "self: x", dims: 2,
        sets: ["axis0": .int(0), "axis1": .int(1)]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.swapaxes"],
        "x: x, axis0: axis0, axis1: axis1"),
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
    gradient: .formula,
    method: .generated("moveaxis(source:destination:)"),
    pytorch: [
      ForeignCall(
        ["aten.movedim.intlist", "torch.movedim", "torch.moveaxis", "aten.moveaxis.intlist", "torch.Tensor.movedim"],
        "self: x, source: source, destination: destination"),
      ForeignCall(
        ["aten.movedim.int", "aten.moveaxis.int"],
        "self: x, source: source by list, destination: destination by list"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.moveaxis"],
        "x: x, source: source by list, destination: destination by list"),
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
    gradient: .formula,
    method: .generated("expand(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.expand.default", "torch.Tensor.expand"],
        "self: x, size: shape, *, implicit=False: _"),
      ForeignCall(
        ["aten.broadcast_to.default", "torch.broadcast_to", "torch.Tensor.broadcast_to"],
        "self: x, size: shape"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.expand"],
        "x: x, shape: shape"),
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
    gradient: .formula,
    method: .generated("expandAs(y:targetShape:)"),
    pytorch: [
      ForeignCall(
        ["aten.expand_as.default", "torch.Tensor.expand_as"],
        "self: x, other: y"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.expand_as"],
        "x: x, y: y"),
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
    gradient: .formula,
    method: .generated("tile(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.repeat.default", "torch.Tensor.repeat"],
        "self: x, repeats: repeat_times"),
      ForeignCall(
        ["aten.tile.default", "torch.tile", "torch.Tensor.tile"],
        "self: x, dims: repeat_times"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.tile"],
        "x: x, repeat_times: repeat_times"),
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
    gradient: .formula,
    method: .generated("repeatInterleave(repeats:axis:)"),
    pytorch: [
      ForeignCall(
        ["aten.repeat_interleave.self_int", "torch.repeat_interleave", "torch.Tensor.repeat_interleave"],
        "self: x, repeats: repeats, dim=None: axis, *, output_size=None: _"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.repeat_interleave"],
        "x: x, repeats: repeats, axis=None: axis"),
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
    gradient: .formula,
    method: .generated("slice(axes:starts:ends:inferFlags:decreaseAxis:)"),
    pytorch: [
      ForeignCall(
        ["aten.slice.Tensor"],
        "self: input, dim=0: axes by list, start=None: starts by start, end=None: ends by end, step=1"),
      ForeignCall(
        ["aten.select.int", "torch.select", "torch.Tensor.select"],
        "self: input, dim: axes by list, index: starts by index"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.slice"],
        "input: input, axes: axes, starts: starts, ends: ends"),
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
    gradient: .formula,
    method: .generated("stridedSlice(axes:starts:ends:strides:)"),
    pytorch: [
      ForeignCall(
        ["aten.slice.Tensor"],
        "self: input, dim=0: axes by list, start=None: starts by start, end=None: ends by end, step=1: strides by list"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.strided_slice"],
        "x: input, axes: axes, starts: starts, ends: ends, strides: strides"),
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
    gradient: .formula,
    method: .generated("concat(_:axis:)"),
    knownAs: ["cat", "concatenate"],
    pytorch: [
      ForeignCall(
        ["aten.cat.default", "torch.cat", "torch.concat", "torch.concatenate", "aten.concat.default", "aten.concatenate.default"],
        "tensors: x, dim=0: axis"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.concat"],
        "x: x, axis=0: axis"),
    ],
    onnx: [
      ForeignCall(
        ["Concat"],
        "inputs: x, *, axis: axis"),
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
    gradient: .formula,
    method: .generated("stack(_:axis:)"),
    pytorch: [
      ForeignCall(
        ["aten.stack.default", "torch.stack"],
        "tensors: x, dim=0: axis"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.stack"],
        "x: x, axis=0: axis"),
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
    gradient: .formula,
    method: .generated("split(_:axis:)"),
    pytorch: [
      ForeignCall(
        ["aten.split_with_sizes.default", "torch.Tensor.split_with_sizes"],
        "self: x, split_sizes: sections, dim=0: axis"),
      ForeignCall(
        ["aten.split.Tensor", "torch.split", "torch.Tensor.split"],
        "self: x, split_size: sections by sizes, dim=0: axis"),
      ForeignCall(
        ["aten.chunk.default", "torch.Tensor.chunk"],
        "self: x, chunks: sections by chunks, dim=0: axis"),
      ForeignCall(
        ["aten.split.sizes"],
        "self: x, split_size: sections, dim=0: axis"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.split"],
        "x: x, num_or_sections: sections, axis=0: axis"),
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
    gradient: .formula,
    method: .generated("splitWithNum(_:axis:)"),
    knownAs: ["chunk"],
    pytorch: [
      ForeignCall(
        ["torch.chunk"],
        "self: x, chunks: num, dim=0: axis"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.chunk"],
        "x: x, chunks: num, axis=0: axis"),
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
    gradient: .formula,
    method: .generated("unbind(axis:)"),
    pytorch: [
      ForeignCall(
        ["aten.unbind.int", "torch.unbind", "torch.Tensor.unbind"],
        "self: x, dim=0: axis"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.unbind"],
        "input: x, axis=0: axis"),
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
    gradient: .formula,
    method: .generated("pad(_:padValue:)"),
    pytorch: [
      ForeignCall(
        ["aten.constant_pad_nd.default"],
        "self: x, pad: paddings by padding, value=0: pad_value"),
      ForeignCall(
        ["aten.pad.default", "torch.nn.functional.pad"],
        "self: x, pad: paddings by padding, mode=constant, value=None: pad_value"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.pad"],
        "x: x, pad: paddings, mode=constant, value=0.0: pad_value, data_format=NCHW: _"),
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
    gradient: .formula,
    method: .generated("roll(_:axis:)"),
    pytorch: [
      ForeignCall(
        ["aten.roll.default", "torch.roll", "torch.Tensor.roll"],
        "self: x, shifts: shifts by list, dims=[]: axis by list"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.roll"],
        "x: x, shifts: shifts by list, axis=None: axis by list"),
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
    gradient: .formula,
    method: .generated("flip(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.flip.default", "torch.flip", "torch.Tensor.flip"],
        "self: x, dims: axis"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.flip"],
        "x: x, axis: axis by list"),
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
    gradient: .formula,
    method: .generated("tril(diagonal:lower:)"),
    pytorch: [
      ForeignCall(
        ["aten.tril.default", "torch.tril", "torch.Tensor.tril"],
        "self: x, diagonal=0: diagonal"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.tril"],
        "x: x, diagonal=0: diagonal"),
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
    gradient: .formula,
    method: .generated("triu(diagonal:lower:)"),
    pytorch: [
      ForeignCall(
        ["aten.triu.default", "torch.triu", "torch.Tensor.triu"],
        "self: x, diagonal=0: diagonal"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.triu"],
        "x: x, diagonal=0: diagonal"),
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
    gradient: .formula,
    method: .generated("trilTriu(diagonal:lower:)"))

  static let readFile = OpSchema(
    "read_file",
    documentation: "The bytes of a file; each rank reads those of its part.",
    kind: .movement,
    inputs: [],
    attributes: [
      Attribute("filename", .text, .refused),
      Attribute("placements", .text, .means("each rank has all")),
    ],
    rule: "ReadFile",
    uncomputed: "it is of no tensor: DistTensor(bytesOf:attr:on:) reads it, and Cluster.apply by its name",
    gradient: .missing("it takes no tensor"),
    method: .none,
    paddle: [
      ForeignCall(
        ["paddle.vision.ops.read_file"],
        "filename: filename"),
    ])

  static let sequenceExpand = OpSchema(
    "sequence_expand",
    documentation: "Each row of x as often as its sequence is long.",
    kind: .movement,
    inputs: ["x"],
    attributes: [
      Attribute("lengths", .ints, .refused),
    ],
    rule: "SequenceExpand",
    dtypes: .same,
    kernel: "sequenceExpand",
    gradient: .writtenOut,
    method: .generated("sequenceExpand(lengths:)"))

  static let fusionTransposeFlattenConcat = OpSchema(
    "fusion_transpose_flatten_concat",
    documentation: "Tensors with their dims permuted, each made two of them, and put one after the other.",
    kind: .movement,
    inputs: ["x*"],
    attributes: [
      Attribute("trans_axis", .ints, .refused),
      Attribute("flatten_axis", .int, .refused),
      Attribute("concat_axis", .int, .refused),
    ],
    rule: "FusionTransposeFlattenConcat",
    dtypes: .same,
    kernel: "fusionTransposeFlattenConcat",
    gradient: .writtenOut,
    method: .generated("fusionTransposeFlattenConcat(_:transAxis:flattenAxis:concatAxis:)"))
}
