"""Writes onnx-cases.jsonl.gz: models of one or a few nodes, for each operator and each opset where its meaning changed,
with the results of onnxruntime.

    python make_onnx_cases.py [onnx-cases.jsonl.gz]

A line is a case: the operator, the opset, the model's bytes, inputs and results. Operators that onnxruntime does not
have at an opset are run by ONNX's reference. Written with onnx 1.23.2 and onnxruntime 1.32.0.
"""

import base64
import gzip
import json
import sys

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

rng = np.random.default_rng(0)
CASES = []
IR = {11: 6, 12: 7, 13: 7, 14: 7, 15: 8, 16: 8, 17: 8, 18: 8, 19: 9, 20: 9, 21: 10, 22: 10, 23: 11, 24: 12, 25: 13}


def f(*shape, low=-16, high=17, dtype=np.float32):
    """Numbers of eighths, so that they are short."""
    return (rng.integers(low, high, shape) / 8).astype(dtype)


def pos(*shape):
    return f(*shape, low=1, high=25)


def i(high, *shape, low=0, dtype=np.int64):
    return rng.integers(low, high, shape).astype(dtype)


def b(*shape):
    return rng.integers(0, 2, shape) == 1


def ints(*numbers):
    return np.array(numbers, np.int64)


def packed(array):
    return {"dtype": str(array.dtype), "shape": list(array.shape), "data": base64.b64encode(array.tobytes()).decode()}


def results(model, feeds):
    try:
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        return session.run(None, feeds)
    except Exception as error:
        made = ReferenceEvaluator(model).run(None, feeds)
        print(f"{model.graph.node[-1].op_type} {model.opset_import[0].version}: by the reference, {str(error)[:90]!r}", file=sys.stderr)
        return made


def add(op, opset, nodes, inputs, constants, outputs):
    """Inputs are those of the model, constants its initializers."""
    feeds = dict(inputs)
    graph = helper.make_graph(
        nodes,
        "case",
        [helper.make_tensor_value_info(n, helper.np_dtype_to_tensor_dtype(a.dtype), a.shape) for n, a in feeds.items()],
        [helper.make_empty_tensor_value_info(n) for n in outputs],
        [numpy_helper.from_array(a, n) for n, a in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=IR[opset])
    # onnxruntime wants the dtypes of results.
    model = onnx.shape_inference.infer_shapes(model, data_prop=True)
    for output in model.graph.output:
        if not output.type.WhichOneof("value"):
            output.type.tensor_type.elem_type = TensorProto.FLOAT
    made = results(model, feeds)
    CASES.append({
        "op": op,
        "opset": opset,
        "model": base64.b64encode(model.SerializeToString()).decode(),
        "inputs": {n: packed(a) for n, a in feeds.items()},
        "outputs": [packed(np.asarray(a)) for a in made],
    })


def case(op, opsets, inputs, outputs=1, **attributes):
    """One node. Inputs are arrays; in a list they are constants of the model; None is left out."""
    for opset in [opsets] if isinstance(opsets, int) else opsets:
        names, feeds, constants = [], {}, {}
        for number, given in enumerate(inputs):
            if given is None:
                names.append("")
                continue
            names.append(f"x{number}")
            if isinstance(given, list):
                constants[names[-1]] = given[0]
            else:
                feeds[names[-1]] = given
        while names and not names[-1]:
            names.pop()
        made = [f"y{number}" for number in range(outputs)]
        add(op, opset, [helper.make_node(op, names, made, **attributes)], feeds, constants, made)


# Elementwise.
for op in "Abs Ceil Cos Cosh Erf Exp Floor IsNaN Neg Relu Round Sigmoid Sign Sin Sinh Softplus Softsign Tan Tanh Atan Asinh Identity".split():
    case(op, [11, 20], [f(3, 4)])
for op in "Log Reciprocal Sqrt".split():
    case(op, [11, 20], [pos(3, 4)])
for op in "Acos Asin Atanh".split():
    case(op, 20, [f(3, 4, low=-7, high=8)])
case("Acosh", 20, [pos(3, 4) + 1])
case("Not", 17, [b(3, 4)])
case("HardSwish", 20, [f(3, 4) * 3])
case("Mish", 20, [f(3, 4)])
case("BitwiseNot", 18, [i(99, 3, 4)])
case("IsInf", [11, 20], [np.array([1, np.inf, -np.inf, np.nan], np.float32)])
case("IsInf", 20, [np.array([1, np.inf, -np.inf, np.nan], np.float32)], detect_negative=0)
case("IsInf", 20, [np.array([1, np.inf, -np.inf, np.nan], np.float32)], detect_positive=0)
for alpha in [{}, {"alpha": 0.25}]:
    for op in "LeakyRelu Elu Celu ThresholdedRelu Selu".split():
        case(op, 16, [f(3, 4)], **alpha)
case("HardSigmoid", [11, 20], [f(3, 4) * 3])
case("HardSigmoid", 20, [f(3, 4) * 3], alpha=0.25, beta=0.25)
case("Gelu", 20, [f(3, 4)])
case("Gelu", 20, [f(3, 4)], approximate="tanh")
case("Shrink", 11, [f(3, 4)], lambd=0.75, bias=0.25)
case("PRelu", 16, [f(2, 3, 4), [f(3, 1)]])
for op in "Add Sub Mul Div".split():
    case(op, [11, 14], [f(3, 4), pos(4)])
    case(op, 14, [i(20, 3, 4, low=-20), i(9, 3, 1, low=1)])
    case(op, 14, [f(3, 4, dtype=np.float64), pos(3, 4).astype(np.float64)])
case("Add", 14, [f(3, 4, dtype=np.float16), f(4, dtype=np.float16)])
for op in "And Or Xor".split():
    case(op, 14, [b(3, 4), b(4)])
for op in "Equal Greater GreaterOrEqual Less LessOrEqual".split():
    case(op, [13, 16], [f(3, 4, low=-2, high=3), f(3, 4, low=-2, high=3)])
for op in "BitwiseAnd BitwiseOr BitwiseXor".split():
    case(op, 18, [i(99, 3, 4), i(99, 4)])
case("Mod", 13, [i(20, 3, 4, low=-20), i(9, 3, 1, low=1)])
case("Mod", 13, [f(3, 4), pos(3, 4)], fmod=1)
case("Pow", [12, 15], [pos(3, 4), [np.array(2.5, np.float32)]])
case("Pow", 15, [pos(3, 4), [np.array(2, np.int64)]])
case("Where", 16, [b(3, 4), f(3, 4), f(4)])
for op in "Max Min Sum Mean".split():
    case(op, 13, [f(3, 4), f(4), f(3, 1)])
    case(op, 13, [f(3, 4)])
case("Clip", [11, 13], [f(3, 4), [np.array(-1, np.float32)], [np.array(1, np.float32)]])
case("Clip", 13, [f(3, 4), None, [np.array(1, np.float32)]])
case("Clip", 13, [f(3, 4), np.array(-0.5, np.float32)])
case("Clip", 13, [i(9, 3, 4, low=-9), [np.array(-2, np.int64)]])
for to in [TensorProto.INT64, TensorProto.FLOAT16, TensorProto.BOOL, TensorProto.DOUBLE, TensorProto.UINT8, TensorProto.INT32]:
    case("Cast", [13, 19], [pos(3, 4)], to=to)
case("Cast", 13, [i(9, 3, 4)], to=TensorProto.FLOAT)
case("CastLike", 15, [f(3, 4), i(4, 2)])
case("Dropout", [11], [f(3, 4)])
case("Dropout", [12, 13], [f(3, 4)])
case("Dropout", 13, [f(3, 4), [np.array(0.5, np.float32)], [np.array(False)]])

# Folds.
for op in "ReduceSum ReduceMean ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceSumSquare ReduceLogSum ReduceLogSumExp".split():
    x = pos(2, 3, 4)
    old = 11 if op == "ReduceSum" else 13
    case(op, old, [x], axes=[1])
    case(op, old, [x], axes=[-1, 0], keepdims=0)
    case(op, 18, [x, [ints(1)]])
    case(op, 18, [x, [ints(-1, 0)]], keepdims=0)
    case(op, [13, 18], [x])
    case(op, 18, [x], noop_with_empty_axes=1)
case("ReduceSum", 13, [i(9, 3, 4), [ints(0)]])
for op in "ArgMax ArgMin".split():
    case(op, [12, 13], [f(3, 5)])
    case(op, 13, [f(3, 5)], axis=-1, keepdims=0)
case("CumSum", 14, [f(3, 4), [np.array(1, np.int64)]])
case("CumSum", 14, [f(3, 4), [np.array(-2, np.int32)]], exclusive=1, reverse=1)

# Shapes.
case("Reshape", [11, 14], [f(2, 3, 4), [ints(0, -1)]])
case("Reshape", 14, [f(2, 3, 4), [ints(4, 3, 2)]])
case("Reshape", 14, [f(0, 3), [ints(0, 5)]], allowzero=1)
for axis in [0, 1, 2, 3, -1]:
    case("Flatten", 13, [f(2, 3, 4)], axis=axis)
case("Squeeze", 11, [f(1, 3, 1, 4)], axes=[0])
case("Squeeze", 11, [f(1, 3, 1, 4)], axes=[-2, 0])
case("Squeeze", [11, 13], [f(1, 3, 1, 4)])
case("Squeeze", [13, 21], [f(1, 3, 1, 4), [ints(-2)]])
case("Unsqueeze", 11, [f(3, 4)], axes=[0, 3])
case("Unsqueeze", [13, 21], [f(3, 4), [ints(-1, 1)]])
case("Transpose", [11, 13], [f(2, 3, 4)])
case("Transpose", 13, [f(2, 3, 4)], perm=[1, 2, 0])
case("Expand", 13, [f(3, 1), [ints(2, 1, 4)]])
case("Tile", 13, [f(2, 3), [ints(2, 2)]])
case("Concat", [11, 13], [f(2, 3), f(2, 4)], axis=1)
case("Concat", 13, [f(2, 3), [f(2, 4)], f(2, 1)], axis=-1)
case("Split", 11, [f(6, 3)], outputs=2)
case("Split", 11, [f(6, 3)], outputs=2, split=[2, 4])
case("Split", 13, [f(6, 3), [ints(2, 4)]], outputs=2)
case("Split", 13, [f(3, 6)], outputs=3, axis=1)
case("Split", 18, [f(3, 7)], outputs=3, axis=1, num_outputs=3)
case("Slice", [11, 13], [f(5, 6), [ints(1, 0)], [ints(4, 2**63 - 1)], [ints(0, 1)], [ints(1, 2)]])
case("Slice", 13, [f(5, 6), [ints(-3)], [ints(-1)], [ints(-1)]])
case("Slice", 13, [f(5, 6), [ints(-1)], [ints(-(2**63) + 1)], [ints(0)], [ints(-2)]])
case("Slice", 13, [f(5, 6), [ints(1, 2)], [ints(3, 4)]])
case("Slice", 13, [f(5, 6), [ints(4)], [ints(2)]])
case("Pad", [11, 13], [f(2, 3), [ints(1, 0, 0, 2)], [np.array(1.5, np.float32)]])
for mode in ["constant", "reflect", "edge"]:
    case("Pad", 13, [f(3, 4), [ints(0, 1, 1, 2)]], mode=mode)
case("Pad", 19, [f(3, 4), [ints(0, 1, 1, 2)]], mode="wrap")
case("Pad", 18, [f(3, 4), [ints(1, 2)], None, [ints(-1)]])
case("Pad", 13, [f(3, 4), [ints(0, -1, 1, 0)]])
case("Trilu", 14, [f(3, 4)])
case("Trilu", 14, [f(3, 4), [np.array(-1, np.int64)]], upper=0)
case("EyeLike", 11, [f(3, 4)], k=1)
case("DepthToSpace", 13, [f(2, 8, 2, 3)], blocksize=2)
case("DepthToSpace", 13, [f(2, 8, 2, 3)], blocksize=2, mode="CRD")
case("SpaceToDepth", 13, [f(2, 3, 4, 6)], blocksize=2)

# Look-ups.
case("Gather", [11, 13], [f(5, 4), [ints(0, -1, 2)]])
case("Gather", 13, [f(5, 4), i(5, 2, 3)])
case("Gather", 13, [[f(5, 4)], i(5, 2, 3)])
case("Gather", 13, [f(5, 4), i(4, 2, low=-4)], axis=1)
case("Gather", 13, [f(5, 4), [np.array(-1, np.int64)]], axis=1)
case("GatherElements", 13, [f(3, 4), i(3, 2, 4, low=-3)])
case("GatherElements", 13, [f(3, 4), [i(4, 3, 2)]], axis=1)
case("GatherND", 13, [f(3, 4, 5), i(3, 2, 2, low=-3)])
case("GatherND", 13, [f(2, 3, 4), i(3, 2, 1)], batch_dims=1)
case("ScatterElements", 16, [f(3, 4), [ints(0, 2, 1, 0).reshape(1, 4)], f(1, 4)])
case("ScatterElements", 16, [f(3, 4), i(4, 3, 2), f(3, 2)], axis=1, reduction="add")
case("ScatterND", 16, [f(4, 5), [ints(1, 3).reshape(2, 1)], f(2, 5)])
case("ScatterND", 16, [f(4, 5), [ints(1, 3, 0, -2).reshape(2, 2)], f(2)], reduction="add")
case("OneHot", 11, [i(4, 2, 3), [np.array(4, np.int64)], [np.array([0, 1], np.float32)]])
case("OneHot", 11, [i(4, 2, 3, low=-4), [np.array(4, np.int64)], [np.array([-1, 2], np.float32)]], axis=1)
case("TopK", 11, [rng.permutation(12).reshape(3, 4).astype(np.float32), [ints(2)]], outputs=2)
case("TopK", 11, [rng.permutation(12).reshape(3, 4).astype(np.float32), [ints(2)]], outputs=2, axis=0, largest=0)

# Products.
case("MatMul", [11, 13], [f(2, 3, 4), [f(4, 5)]])
case("MatMul", 13, [f(2, 3, 4), f(2, 4, 3)])
case("MatMul", 13, [f(4), f(4, 3)])
case("Gemm", [11, 13], [f(3, 4), [f(5, 4)], [f(5)]], transB=1)
case("Gemm", 13, [f(4, 3), [f(4, 5)], [f(3, 1)]], transA=1, alpha=0.5, beta=2.0)
case("Gemm", 13, [f(3, 4), [f(4, 5)]])
case("Einsum", 12, [f(2, 3, 4), f(2, 4, 5)], equation="bij,bjk->bik")
q, k, v = f(2, 4, 3, 8), f(2, 4, 3, 8), f(2, 4, 3, 8)
case("Attention", 23, [q, k, v])
case("Attention", 23, [q, k, v], is_causal=1, scale=0.25)
case("Attention", 23, [q, k[:, :2], v[:, :2], f(3, 3)])
case("Attention", 23, [f(2, 3, 16), f(2, 3, 8), f(2, 3, 8)], q_num_heads=4, kv_num_heads=2)
for reduction in ["mean", "sum", "none"]:
    case("SoftmaxCrossEntropyLoss", 13, [f(4, 3), i(3, 4)], outputs=1, reduction=reduction)
    case("NegativeLogLikelihoodLoss", 13, [f(4, 3), i(3, 4)], reduction=reduction)
case("SoftmaxCrossEntropyLoss", 13, [f(4, 3), ints(0, 2, 1, 2)], outputs=2, ignore_index=2)

# Windows.
x = f(2, 4, 7, 8)
case("Conv", [11, 22], [x, [f(6, 4, 3, 3)], [f(6)]], pads=[1, 1, 1, 1])
case("Conv", 11, [x, [f(6, 4, 3, 3)]], strides=[2, 2], pads=[0, 1, 1, 2], dilations=[1, 2])
case("Conv", 11, [x, [f(4, 1, 3, 3)]], group=4)
for pad in ["SAME_UPPER", "SAME_LOWER", "VALID"]:
    case("Conv", 11, [x, [f(6, 4, 3, 2)]], auto_pad=pad, strides=[2, 1])
case("Conv", 11, [f(2, 3, 9), [f(5, 3, 3)], [f(5)]], strides=[2], pads=[1, 1])
case("Conv", 11, [f(1, 2, 4, 5, 4), [f(3, 2, 2, 2, 2)]])
case("ConvTranspose", 11, [f(2, 4, 4, 5), [f(4, 3, 3, 3)], [f(3)]], strides=[2, 2], pads=[1, 1, 1, 1], output_padding=[1, 1])
case("ConvTranspose", 11, [f(2, 4, 4, 5), [f(4, 3, 2, 2)]], strides=[2, 2], pads=[0, 1, 1, 0])
case("ConvTranspose", 11, [f(2, 4, 5), [f(4, 2, 3)]], strides=[2], group=2)
for op in "MaxPool AveragePool".split():
    case(op, [11, 19], [x], kernel_shape=[2, 2])
    case(op, 19, [x], kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    case(op, 19, [x], kernel_shape=[3, 2], strides=[2, 2], pads=[0, 1, 1, 0])
    case(op, 19, [x], kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1)
    case(op, 19, [x], kernel_shape=[3, 3], strides=[2, 2], auto_pad="SAME_UPPER")
    case(op, 19, [f(2, 3, 9)], kernel_shape=[3], strides=[2])
case("MaxPool", 12, [x], kernel_shape=[3, 3], dilations=[2, 2])
case("AveragePool", 19, [x], kernel_shape=[3, 3], pads=[1, 1, 1, 1], count_include_pad=1)
case("AveragePool", 19, [x], kernel_shape=[3, 3], pads=[0, 1, 1, 0], count_include_pad=1)
for op in "GlobalAveragePool GlobalMaxPool".split():
    case(op, 11, [x])
image = f(1, 2, 4, 5)
for mode in ["half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel"]:
    for kind in ["nearest", "linear"]:
        case("Resize", [11, 19], [image, [np.array([], np.float32)], [np.array([1, 1, 2, 1.5], np.float32)]], mode=kind, coordinate_transformation_mode=mode)
for nearest in ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"]:
    case("Resize", 13, [image, None, [np.array([1, 1, 1.6, 0.6], np.float32)]], mode="nearest", nearest_mode=nearest)
case("Resize", 13, [image, None, None, [ints(1, 2, 8, 10)]], mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor")
case("Resize", 18, [image, None, None, [ints(6, 7)]], mode="linear", axes=[2, 3])
case("Resize", 19, [image, None, None, [ints(6, 7)]], mode="linear", axes=[2, 3], coordinate_transformation_mode="half_pixel_symmetric")

grid = rng.integers(-10, 11, (1, 3, 4, 2)).astype(np.float32) / 8
for padding in ["zeros", "border", "reflection"]:
    for aligned in [0, 1]:
        case("GridSample", 20, [image, grid], mode="linear", padding_mode=padding, align_corners=aligned)
        case("GridSample", 16, [image, grid], mode="nearest", padding_mode=padding, align_corners=aligned)
case("GridSample", 16, [f(2, 3, 4, 5), grid.repeat(2, 0)])

# Normalizations.
for op in "Softmax LogSoftmax".split():
    case(op, [11, 13], [f(2, 3, 4)])
    case(op, [11, 13], [f(2, 3, 4)], axis=2)
    case(op, [11, 13], [f(2, 3, 4)], axis=0)
for opset, norm in [(11, {}), (14, {}), (15, {}), (15, {"epsilon": 1e-3})]:
    case("BatchNormalization", opset, [f(2, 3, 4, 5), [f(3)], [f(3)], [f(3)], [pos(3)]], **norm)
case("InstanceNormalization", 22, [f(2, 3, 4, 5), [f(3)], [f(3)]])
case("LayerNormalization", 17, [f(2, 3, 4), [f(4)], [f(4)]])
case("LayerNormalization", 17, [f(2, 3, 4), [f(3, 4)]], axis=1, epsilon=1e-3)
case("RMSNormalization", 23, [f(2, 3, 4), [f(4)]])
case("RMSNormalization", 23, [f(2, 3, 4), [f(3, 4)]], axis=1)
case("GroupNormalization", 18, [f(2, 6, 4), [f(3)], [f(3)]], num_groups=3)
case("GroupNormalization", 21, [f(2, 6, 4), [f(6)], [f(6)]], num_groups=3)
case("LpNormalization", 11, [pos(3, 4)], p=1)
case("LpNormalization", 11, [pos(3, 4)], axis=0)
case("MeanVarianceNormalization", 13, [f(2, 3, 4, 5)])

# Recurrence.
for direction in ["forward", "bidirectional"]:
    d = 2 if direction == "bidirectional" else 1
    case("LSTM", [14, 22], [f(5, 2, 3), [f(d, 16, 3)], [f(d, 16, 4)], [f(d, 32)]], outputs=3, hidden_size=4, direction=direction)
    case("GRU", 14, [f(5, 2, 3), [f(d, 12, 3)], [f(d, 12, 4)], [f(d, 24)]], outputs=2, hidden_size=4, direction=direction, linear_before_reset=1)
case("LSTM", 14, [f(5, 2, 3), [f(1, 16, 3)], [f(1, 16, 4)], None, None, f(1, 2, 4), f(1, 2, 4)], outputs=3, hidden_size=4)

# Numbers of 8 bits.
u8 = rng.integers(0, 256, (3, 4)).astype(np.uint8)
# onnxruntime's products of 8 bits saturate on some processors: 7 bits do not.
s8 = rng.integers(-64, 64, (4, 5)).astype(np.int8)
case("DequantizeLinear", [11, 13], [u8, [np.array(0.5, np.float32)], [np.array(128, np.uint8)]])
case("DequantizeLinear", 13, [[s8], [pos(5)], [np.zeros(5, np.int8)]])
case("DequantizeLinear", 13, [[s8], [pos(4)]], axis=0)
case("QuantizeLinear", 13, [f(3, 4) * 20, [np.array(0.25, np.float32)], [np.array(10, np.uint8)]])
case("QuantizeLinear", 13, [f(3, 4), [pos(4)], [np.zeros(4, np.int8)]])
case("DynamicQuantizeLinear", 11, [f(3, 4)], outputs=3)
case("MatMulInteger", 11, [u8, [s8], [np.array(120, np.uint8)], [np.array(3, np.int8)]])
case("MatMulInteger", 11, [u8, [s8]])
for zeros, more in [([], {}), ([np.array(120, np.uint8)], {"strides": [2, 1], "pads": [0, 1, 1, 1]}), ([np.array(9, np.uint8), [np.array(3, np.uint8)]], {"group": 2})]:
    groups = more.get("group", 1)
    case("ConvInteger", 11, [i(256, 2, 4, 5, 6, dtype=np.uint8), [i(256, 6, 4 // groups, 3, 2, dtype=np.uint8)], *zeros], **more)

# Shapes that are computed, and branches.
n = helper.make_node


def graph(op, opset, nodes, inputs, constants, *outputs):
    add(op, opset, nodes, inputs, {k: np.asarray(v) for k, v in constants.items()}, outputs)


for opset in [11, 17]:
    axes = {"axes": [0]} if opset < 13 else {}
    more = [] if opset < 13 else ["zero1"]
    graph(
        "Shape", opset,
        [
            n("Shape", ["x"], ["s"]), n("Gather", ["s", "zero"], ["b"]), n("Unsqueeze", ["b", *more], ["b1"], **axes),
            n("Concat", ["b1", "rest"], ["t"], axis=0), n("Reshape", ["x", "t"], ["y"]),
        ],
        {"x": f(2, 3, 4)}, {"zero": np.int64(0), "rest": ints(-1), "zero1": ints(0)}, "y")
graph("Shape", 15, [n("Shape", ["x"], ["s"], start=-2), n("ReduceProd", ["s"], ["p"], keepdims=0), n("Cast", ["p"], ["c"], to=1), n("Sqrt", ["c"], ["r"]), n("Div", ["x", "r"], ["y"])], {"x": f(2, 3, 4)}, {}, "y")
graph("Size", 13, [n("Size", ["x"], ["s"]), n("Add", ["s", "i"], ["y"])], {"x": f(2, 3), "i": ints(1, 2)}, {}, "y")
graph("ConstantOfShape", 13, [n("Shape", ["x"], ["s"]), n("ConstantOfShape", ["s"], ["c"], value=helper.make_tensor("v", 1, [1], [1.5])), n("Add", ["x", "c"], ["y"])], {"x": f(2, 3)}, {}, "y")
graph("ConstantOfShape", 13, [n("ConstantOfShape", ["s"], ["c"], value=helper.make_tensor("v", 7, [1], [3])), n("NonZero", ["c"], ["z"]), n("Transpose", ["z"], ["zt"]), n("Add", ["zt", "i"], ["y"])], {"i": ints(5)}, {"s": ints(4)}, "y")
graph("Range", 13, [n("Shape", ["x"], ["s"]), n("Gather", ["s", "one"], ["c"]), n("Range", ["zero", "c", "one"], ["r"]), n("Cast", ["r"], ["f"], to=1), n("Mul", ["x", "f"], ["y"])], {"x": f(2, 5)}, {"zero": np.int64(0), "one": np.int64(1)}, "y")
graph("Range", 13, [n("Range", ["a", "b", "c"], ["r"]), n("Mul", ["x", "r"], ["y"])], {"x": f(2, 4)}, {"a": np.float32(0), "b": np.float32(2), "c": np.float32(0.5)}, "y")
graph("Expand", 13, [n("Shape", ["x"], ["s"]), n("Equal", ["w", "minus"], ["e"]), n("Where", ["e", "s", "w"], ["t"]), n("Expand", ["x", "t"], ["y"])], {"x": f(1, 3)}, {"w": ints(4, -1), "minus": ints(-1)}, "y")
graph("Slice", 13, [n("Shape", ["x"], ["s"]), n("Slice", ["s", "one", "two"], ["p"]), n("Div", ["p", "three"], ["h"]), n("Slice", ["x", "zero", "h", "one"], ["y"])], {"x": f(3, 6)}, {"zero": ints(0), "one": ints(1), "two": ints(2), "three": ints(3)}, "y")
graph("Constant", 13, [n("Constant", [], ["w"], value=numpy_helper.from_array(f(4, 2))), n("Constant", [], ["s"], value_float=0.5), n("MatMul", ["x", "w"], ["m"]), n("Mul", ["m", "s"], ["y"])], {"x": f(3, 4)}, {}, "y")
graph("Constant", 13, [n("Constant", [], ["s"], value_ints=[2, -1]), n("Reshape", ["x", "s"], ["y"])], {"x": f(3, 4)}, {}, "y")
for shape in [(1, 3), (2, 3)]:
    yes = helper.make_graph([n("Squeeze", ["x", "zero"], ["a"])], "yes", [], [helper.make_tensor_value_info("a", 1, None)])
    no = helper.make_graph([n("Mul", ["x", "k"], ["c"])], "no", [], [helper.make_tensor_value_info("c", 1, None)], [numpy_helper.from_array(np.float32(2), "k")])
    graph("If", 13, [n("Shape", ["x"], ["s"]), n("Gather", ["s", "place"], ["d"]), n("Equal", ["d", "one"], ["e"]), n("If", ["e"], ["y"], then_branch=yes, else_branch=no)], {"x": f(*shape)}, {"place": np.int64(0), "one": np.int64(1), "zero": ints(0)}, "y")
# A condition that depends on an input: both branches are computed.
yes = helper.make_graph([n("Mul", ["x", "w"], ["a"])], "yes", [], [helper.make_tensor_value_info("a", 1, None)])
no = helper.make_graph([n("Sub", ["x", "w"], ["b"])], "no", [], [helper.make_tensor_value_info("b", 1, None)])
for start in [3.0, -30.0]:
    graph("If", 17, [n("ReduceSum", ["x"], ["s"], keepdims=0), n("Greater", ["s", "zero"], ["e"]), n("If", ["e"], ["y"], then_branch=yes, else_branch=no)], {"x": f(4, 3) + np.float32(start)}, {"w": f(4, 3), "zero": np.float32(0)}, "y")

# Loops of a known number of turns.


def info(name, kind=TensorProto.FLOAT, shape=None):
    return helper.make_tensor_value_info(name, kind, shape)


body = helper.make_graph(
    [n("Gather", ["w", "i"], ["row"], axis=0), n("Mul", ["h", "half"], ["g"]), n("Add", ["g", "row"], ["next"]), n("Tanh", ["next"], ["out"]), n("Identity", ["more"], ["again"])],
    "body", [info("i", TensorProto.INT64, []), info("more", TensorProto.BOOL, []), info("h")], [info("again", TensorProto.BOOL, []), info("next"), info("out")], [numpy_helper.from_array(np.float32(0.5), "half")])
for turns in [1, 4]:
    graph("Loop", 17, [n("Loop", ["count", "go", "x"], ["last", "rows"], body=body)], {"x": f(4, 3)}, {"count": np.int64(turns), "go": np.array(True), "w": f(4, 3)}, "last", "rows")
body = helper.make_graph(
    [n("Add", ["k", "one"], ["k2"]), n("Add", ["h", "h"], ["next"]), n("Less", ["k2", "limit"], ["again"])],
    "body", [info("i", TensorProto.INT64, []), info("more", TensorProto.BOOL, []), info("k", TensorProto.INT64, []), info("h")], [info("again", TensorProto.BOOL, []), info("k2", TensorProto.INT64, []), info("next")])
graph("Loop", 13, [n("Loop", ["", "go", "zero", "x"], ["k9", "last"], body=body), n("Cast", ["k9"], ["kf"], to=1), n("Add", ["last", "kf"], ["y"])], {"x": f(4, 3)}, {"go": np.array(True), "zero": np.int64(0), "one": np.int64(1), "limit": np.int64(3)}, "y")
body = helper.make_graph(
    [n("Add", ["h", "a"], ["next"]), n("Mul", ["next", "b"], ["out"])],
    "body", [info("h", shape=[3]), info("a", shape=[3]), info("b", shape=[3])], [info("next", shape=[3]), info("out", shape=[3])])
for opset, more in [(11, {}), (17, {"scan_input_directions": [1, 0], "scan_output_axes": [1], "scan_output_directions": [1]}), (17, {"scan_input_axes": [0, 1]})]:
    b2 = f(3, 4) if "scan_input_axes" in more else f(4, 3)
    graph("Scan", opset, [n("Scan", ["h0", "x", "z"], ["last", "rows"], body=body, num_scan_inputs=2, **more)], {"h0": f(3), "x": f(4, 3), "z": b2}, {}, "last", "rows")

# Results of a size that is said, and of one that follows from the word for the padding.
for size in range(6, 12):
    for pad in ["NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"]:
        case("ConvTranspose", 13, [f(1, 2, 3), [f(2, 3, 3)], [f(3)]], strides=[3], output_shape=[size], auto_pad=pad)
for shape in [[10, 8], [9, 7], [8, 6], [5, 5]]:
    case("ConvTranspose", 13, [f(1, 1, 3, 3), [f(1, 2, 3, 3)]], strides=[3, 2], output_shape=shape)
for pad in ["SAME_UPPER", "SAME_LOWER", "VALID"]:
    for step in [1, 2, 3, 4]:
        case("ConvTranspose", 13, [f(1, 2, 3), [f(2, 3, 3)], [f(3)]], strides=[step], auto_pad=pad)
    for step in [2, 3]:
        case("ConvTranspose", 13, [f(1, 2, 3), [f(2, 3, 3)], [f(3)]], strides=[step], auto_pad=pad, output_padding=[1])

# Sums of an integer are that integer, also where an op follows.
for dtype in [np.int32, np.int64, np.float64]:
    case("CumSum", 14, [i(9, 2, 3, dtype=dtype), [np.int64(1)]], exclusive=1)
graph("CumSum", 14, [n("CumSum", ["x", "axis"], ["s"]), n("Mul", ["s", "x"], ["y"])], {"x": i(9, 2, 3, dtype=np.int32)}, {"axis": np.int64(-1)}, "y")

# Rows without a length.
for p in [1, 2]:
    case("LpNormalization", [11, 22], [np.array([[0, 0], [3, -4], [np.nan, 0]], np.float32)], axis=1, p=p)

# Places of the last one of equal ones.
for op in "ArgMax ArgMin".split():
    for more in [{}, {"axis": -1, "keepdims": 0}]:
        case(op, 13, [i(3, 4, 5).astype(np.float32)], select_last_index=1, **more)

# Powers have the dtype of their bases.
case("Pow", 15, [i(9, 3, 4, low=1), [np.array(1.5, np.float32)]])
case("Pow", 15, [i(9, 3, 4, low=1, dtype=np.int32), f(4, low=1, high=20)])
case("Pow", 15, [i(9, 3, 4, low=1, dtype=np.int32), i(5, 4)])
case("Pow", 15, [pos(3, 4), i(4, 4, dtype=np.int32)])
case("Pow", 15, [pos(3, 4), f(4, dtype=np.float64)])
case("Pow", 15, [pos(3, 4).astype(np.float64), f(4)])

# Pairs of features that are turned.
angles = f(6, 4), f(6, 4)
for more in [{}, {"interleaved": 1}]:
    case("RotaryEmbedding", 23, [f(2, 3, 5, 8), *angles, i(6, 2, 5)], **more)
    case("RotaryEmbedding", 23, [f(2, 3, 5, 8), f(2, 5, 4), f(2, 5, 4)], **more)
    case("RotaryEmbedding", 23, [f(2, 5, 24), [angles[0]], [angles[1]], i(6, 2, 5)], num_heads=3, **more)
    case("RotaryEmbedding", 23, [f(2, 3, 5, 12), *angles, i(6, 2, 5)], rotary_embedding_dim=8, **more)
    case("RotaryEmbedding", 23, [f(2, 5, 36), f(2, 5, 4), f(2, 5, 4)], rotary_embedding_dim=8, num_heads=3, **more)

# Attention: bounds of the scores, masks, caches, fewer heads of keys.
q, k, v = f(2, 4, 3, 8), f(2, 4, 5, 8), f(2, 4, 5, 6)
cache = f(2, 4, 2, 8), f(2, 4, 2, 6)
flags = rng.integers(0, 4, (3, 5)) > 0
case("Attention", 23, [q, k, v], softcap=2.0)
case("Attention", 23, [q, k[:, :2], v[:, :2], f(3, 5)], softcap=0.5, scale=0.25)
case("Attention", 23, [q, k[:, :1], v[:, :1], f(2, 1, 3, 5)])
case("Attention", 23, [q, k, v], is_causal=1)
case("Attention", 23, [q, k, v, flags])
case("Attention", 23, [q, k, v, flags], is_causal=1)
case("Attention", 23, [q, k, v, [f(4, 3, 5)]], is_causal=1)
case("Attention", 23, [q, k, v, f(3, 7), *cache], outputs=3)
case("Attention", 23, [q, k, v, None, *cache], outputs=3, is_causal=1)
case("Attention", 23, [q, k, v, f(1, 1, 3, 7), *cache], outputs=3, is_causal=1, softcap=1.0)
case("Attention", 23, [q.swapaxes(1, 2).reshape(2, 3, 32), k[:, :2].swapaxes(1, 2).reshape(2, 5, 16), v[:, :2].swapaxes(1, 2).reshape(2, 5, 12), None, cache[0][:, :2], cache[1][:, :2]], outputs=3, q_num_heads=4, kv_num_heads=2, is_causal=1)
row = np.array([[True] * 5, [False] * 5, [True, False] * 2 + [True]])
case("Attention", 23, [q, k, v, row])
case("Attention", 23, [q, k, v, np.where(row, 0, -np.inf).astype(np.float32)], softcap=2.0)
for mode, more in [(0, {}), (1, {"softcap": 1.5, "is_causal": 1}), (2, {"softcap": 1.5}), (3, {"is_causal": 1})]:
    # onnxruntime adds the least float where a key is not seen, and not an infinity.
    mask = f(3, 7) if mode == 2 else rng.integers(0, 4, (3, 7)) > 0
    case("Attention", 23, [q, k[:, :2], v[:, :2], mask, cache[0][:, :2], cache[1][:, :2]], outputs=4, qk_matmul_output_mode=mode, **more)
# Of opset 24 and 25: how many keys are no padding, and windows.
lengths = ints(5, 2)
case("Attention", 24, [q, k, v, None, None, None, lengths])
case("Attention", 24, [q, k, v, None, None, None, ints(5, 3)], is_causal=1)
case("Attention", 24, [q, k, v, f(3, 4), None, None, [lengths]])
case("Attention", 25, [q, k, v], left_window_size=1, right_window_size=2)
case("Attention", 25, [q, k, v, None, *cache], outputs=3, left_window_size=2, is_causal=1)
case("Attention", 25, [q, k, v, flags, None, None, ints(5, 3)], left_window_size=1, is_causal=1)
for alpha in [{}, {"alpha": 0.5}]:
    case("Swish", 24, [f(3, 4)], **alpha)

# Recurrence in every form.
for op, gates, other in [
    ("RNN", 1, ["LeakyRelu"]),
    ("GRU", 3, ["HardSigmoid", "ScaledTanh"]),
    ("LSTM", 4, ["HardSigmoid", "Relu", "ScaledTanh"]),
]:
    outputs = 3 if op == "LSTM" else 2
    for direction in ["forward", "reverse", "bidirectional"]:
        d = 2 if direction == "bidirectional" else 1
        learned = [f(d, gates * 4, 2)], [f(d, gates * 4, 4)], [f(d, 2 * gates * 4)]
        states = [f(d, 3, 4) for _ in range(outputs - 1)]
        more = {"outputs": outputs, "hidden_size": 4, "direction": direction}
        case(op, 14, [f(5, 3, 2), *learned], **more)
        case(op, 22, [f(5, 3, 2), *learned, ints(5, 2, 3).astype(np.int32), *states], **more)
        case(op, 14, [f(5, 3, 2), *learned[:2], None, [ints(4, 1, 0).astype(np.int32)], *states], **more)
        case(op, 14, [f(5, 3, 2), *learned], clip=0.5, activations=other * d, activation_alpha=[0.25, 0.5] * d, activation_beta=[0.375, 0.75] * d, **more)
        if op == "GRU":
            case(op, 14, [f(5, 3, 2), *learned, ints(5, 2, 3).astype(np.int32), *states], linear_before_reset=1, clip=0.75, **more)
        if op == "LSTM":
            case(op, 14, [f(5, 3, 2), *learned, None, *states, [f(d, 12)]], clip=2.0, **more)
            case(op, 14, [f(5, 3, 2), *learned, ints(5, 2, 3).astype(np.int32), *states, [f(d, 12)]], **more)
            case(op, 14, [f(5, 3, 2), *learned], input_forget=1, **more)
for name in "Affine Relu LeakyRelu ThresholdedRelu ScaledTanh Sigmoid HardSigmoid Elu Softsign Softplus Tanh".split():
    case("RNN", 14, [f(3, 2, 2), [f(1, 4, 2)], [f(1, 4, 4) / 4]], outputs=2, hidden_size=4, activations=[name], activation_alpha=[0.75], activation_beta=[0.375])


def batch_first(op, gates, states):
    """onnxruntime has no layout 1, and the reference does not run all directions: what layout 0 gives, turned."""
    x, learned = f(3, 5, 2), [f(1, gates * 4, 2), f(1, gates * 4, 4), f(1, 2 * gates * 4)]
    first = [f(3, 1, 4) for _ in range(states)]
    names = ["x", "w", "r", "b", ""] + [f"h{k}" for k in range(states)]
    constants = dict(zip("wrb", learned))
    wanted = ["y"] + [f"z{k}" for k in range(states)]
    turned = {"x": x.swapaxes(0, 1), **{f"h{k}": s.swapaxes(0, 1) for k, s in enumerate(first)}}
    graph(op, 14, [n(op, names, wanted, hidden_size=4)], turned, constants, *wanted)
    plain = CASES.pop()
    graph(op, 14, [n(op, names, wanted, hidden_size=4, layout=1)], {"x": x, **{f"h{k}": s for k, s in enumerate(first)}}, constants, *wanted)
    for each, turn, kept in zip(CASES[-1]["outputs"], [(2, 0, 1, 3)] + [(1, 0, 2)] * states, plain["outputs"]):
        array = np.frombuffer(base64.b64decode(kept["data"]), kept["dtype"]).reshape(kept["shape"])
        each.update(packed(np.ascontiguousarray(array.transpose(turn))))


for op, gates, states in [("RNN", 1, 1), ("GRU", 3, 1), ("LSTM", 4, 2)]:
    batch_first(op, gates, states)

# Results beside the first one, blocks of scales, windows in three dims.
case("LayerNormalization", 17, [f(2, 3, 4), [f(4)], [f(4)]], outputs=3)
case("LayerNormalization", 17, [f(2, 3, 4), [f(3, 4)]], outputs=3, axis=1, epsilon=0.125)
case("MaxPool", 12, [rng.permutation(2 * 2 * 5 * 6).reshape(2, 2, 5, 6).astype(np.float32)], outputs=2, kernel_shape=[2, 3], strides=[2, 1], pads=[1, 1, 1, 1])
case("MaxPool", 12, [i(256, 2, 2, 5, 6, dtype=np.uint8)], kernel_shape=[3, 3], strides=[2, 2], pads=[0, 1, 1, 0])
case("MaxPool", 12, [i(128, 2, 2, 5, 6, low=-128, dtype=np.int8)], kernel_shape=[2, 2])
x = f(2, 2, 4, 5, 6)
for more in [{}, {"strides": [2, 1, 2]}, {"pads": [1, 0, 1, 1, 0, 1]}, {"pads": [0, 1, 1, 1, 0, 0]}, {"auto_pad": "SAME_UPPER", "strides": [2, 2, 2]}]:
    case("MaxPool", 12, [x], kernel_shape=[2, 3, 2], **more)
    case("AveragePool", 19, [x], kernel_shape=[2, 3, 2], **more)
case("AveragePool", 19, [x], kernel_shape=[2, 3, 2], pads=[1, 1, 1, 1, 1, 1], count_include_pad=1)
case("MaxPool", 12, [x], kernel_shape=[2, 2, 2], dilations=[2, 2, 1])
for axis, scales in [(0, f(2, 6, low=1)), (1, f(4, 2, low=1))]:
    zeros = i(9, *scales.shape, dtype=np.uint8)
    case("DequantizeLinear", 21, [i(256, 4, 6, dtype=np.uint8), [scales], [zeros]], axis=axis, block_size=[2, 3][axis])
    case("QuantizeLinear", 21, [f(4, 6) * 9, [scales], [zeros]], axis=axis, block_size=[2, 3][axis])
case("Reshape", 14, [f(0, 3, 4), [ints(3, 4, 0)]], allowzero=1)

# Weights within the graphs of nodes: one for all turns of a loop, and those of both branches with one name.
body = helper.make_graph(
    [n("Constant", [], ["w"], value=numpy_helper.from_array(f(3))), n("Add", ["h", "w"], ["next"]), n("Identity", ["more"], ["again"]), n("Identity", ["w"], ["row"])],
    "body", [info("i", TensorProto.INT64, []), info("more", TensorProto.BOOL, []), info("h", shape=[4, 3])], [info("again", TensorProto.BOOL, []), info("next", shape=[4, 3]), info("row", shape=[3])])
graph("Loop", 17, [n("Loop", ["count", "go", "x"], ["last", "rows"], body=body)], {"x": f(4, 3)}, {"count": np.int64(3), "go": np.array(True)}, "last", "rows")
yes, no = [
    helper.make_graph([n("Constant", [], ["w"], value=numpy_helper.from_array(f(3)))], word, [], [info("w", shape=[3])])
    for word in ["yes", "no"]
]
graph("If", 17, [n("If", ["e"], ["y"], then_branch=yes, else_branch=no)], {"e": np.array(False)}, {}, "y")

# Images by cubic curves, of other proportions, smoothed, cropped; and a factor that leaves a size as it is.
image = f(1, 2, 5, 6)
for kind in ["nearest", "linear", "cubic"]:
    case("Resize", 19, [image, None, [np.array([1, 1, 1.125, 0.75], np.float32)]], mode=kind)
    for policy in ["not_larger", "not_smaller"]:
        case("Resize", 19, [image, None, None, [ints(7, 12)]], mode=kind, axes=[2, 3], keep_aspect_ratio_policy=policy)
    case("Resize", 19, [image, [np.array([0.25, 0.125, 0.875, 1.25], np.float32)], None, [ints(4, 7)]], mode=kind, axes=[2, 3], coordinate_transformation_mode="tf_crop_and_resize", extrapolation_value=1.5)
for word in ["half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel"]:
    case("Resize", 11 if word == "asymmetric" else 19, [image, [np.array([], np.float32)], [np.array([1, 1, 2, 1.5], np.float32)]], mode="cubic", coordinate_transformation_mode=word)
case("Resize", 13, [image, None, None, [ints(1, 2, 3, 9)]], mode="cubic", cubic_coeff_a=-0.5, exclude_outside=1)
for kind in ["linear", "cubic"]:
    case("Resize", 19, [image, None, None, [ints(3, 2)]], mode=kind, axes=[2, 3], antialias=1)
    case("Resize", 19, [image, None, [np.array([0.625, 1.5], np.float32)]], mode=kind, axes=[2, 3], antialias=1)

# Norms that are trained, and means of what is far apart.
case("BatchNormalization", 15, [f(4, 3, 2, 2), [f(3)], [f(3)], [f(3)], [pos(3)]], outputs=3, training_mode=1)
case("BatchNormalization", 15, [f(4, 3), [f(3)], [f(3)], f(3), pos(3)], outputs=3, training_mode=1, momentum=0.75, epsilon=0.125)
x = f(2, 2, 7, 8)
case("AveragePool", 19, [x], kernel_shape=[2, 3], dilations=[2, 2])
case("AveragePool", 19, [x], kernel_shape=[2, 3], dilations=[3, 2], pads=[1, 2, 1, 2], strides=[1, 2])
case("AveragePool", 19, [x], kernel_shape=[2, 3], dilations=[3, 2], pads=[1, 2, 1, 2], count_include_pad=1)
case("AveragePool", 19, [f(1, 2, 4, 5, 4)], kernel_shape=[2, 2, 2], dilations=[2, 2, 1], pads=[0, 1, 0, 1, 0, 1])

if __name__ == "__main__":
    path = sys.argv[1] if len(sys.argv) > 1 else "onnx-cases.jsonl.gz"
    with open(path, "wb") as file:
        with gzip.GzipFile(fileobj=file, mode="wb", mtime=0) as zipped:
            for each in CASES:
                zipped.write((json.dumps(each, separators=(",", ":")) + "\n").encode())
    print(f"{len(CASES)} cases of {len({c['op'] for c in CASES})} operators", file=sys.stderr)
