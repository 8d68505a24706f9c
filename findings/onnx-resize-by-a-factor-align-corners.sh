#!/usr/bin/env bash
# ONNX's own evaluator and onnxruntime resize an image by a factor to different numbers, where corners are aligned.
#
# One would guess: Resize with coordinate_transformation_mode align_corners puts the last pixel of the result on the last
#   one of the image, whether sizes or scales say how large the result is; the standard's evaluator and the runtime agree.
# What is real: of 4 pixels by 0.6 both make 2. onnxruntime places them on pixels 0 and 3, as its mode says, and as with
#   sizes=2. The evaluator, whose numbers are those of ONNX's own test of this case, divides by the length 2.4 that the
#   factor gives before it is cut to 2, and places the second one on 2.14: no corner is aligned. By 0.5 both agree, since
#   nothing is cut.
# Versions: onnx 1.23.2, onnxruntime 1.32.0, NumPy 2.4.6, Python 3.11.
# Who meets it: whoever verifies an imported model by recorded numbers, shard by shard: an upsampling head differs
#   according to which of the two recorded them, though the op, its attributes and the shapes are the same. (Tessera places
#   them as onnxruntime and PyTorch's interpolate do.)
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/resize.py" <<'END'
import numpy as np
import onnxruntime
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

image = np.array([[[1, 2, 3, 4]]], np.float32)


def resized(**given):
    inputs = ["x", "", "scales" if "scales" in given else "", "sizes" if "sizes" in given else ""]
    while not inputs[-1]:
        inputs.pop()
    node = helper.make_node(
        "Resize", inputs, ["y"], mode="linear", coordinate_transformation_mode="align_corners")
    constants = [
        helper.make_tensor(
            name, TensorProto.FLOAT if name == "scales" else TensorProto.INT64, [3], values)
        for name, values in given.items()
    ]
    graph = helper.make_graph(
        [node], "g", [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 1, 4])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)], constants)
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 19)], ir_version=9)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"])
    for name, found in [
        ("onnx", ReferenceEvaluator(model).run(None, {"x": image})[0]),
        ("onnxruntime", session.run(None, {"x": image})[0]),
    ]:
        print(f"{given}: {name}", *(f"{pixel:.4f}" for pixel in found.ravel()))


resized(scales=[1.0, 1.0, 0.6])
resized(sizes=[1, 1, 2])
resized(scales=[1.0, 1.0, 0.5])
END
cat >"$work/seen" <<'END'
{'scales': [1.0, 1.0, 0.6]}: onnx 1.0000 3.1429
{'scales': [1.0, 1.0, 0.6]}: onnxruntime 1.0000 4.0000
{'sizes': [1, 1, 2]}: onnx 1.0000 4.0000
{'sizes': [1, 1, 2]}: onnxruntime 1.0000 4.0000
{'scales': [1.0, 1.0, 0.5]}: onnx 1.0000 4.0000
{'scales': [1.0, 1.0, 0.5]}: onnxruntime 1.0000 4.0000
END
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6
"$work/venv/bin/python" "$work/resize.py" 2>/dev/null | tee "$work/now"
diff "$work/seen" "$work/now" && echo "as described"
