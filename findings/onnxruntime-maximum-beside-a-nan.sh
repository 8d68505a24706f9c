#!/usr/bin/env bash
# The maximum of a row with a NaN is, in ONNX Runtime, sometimes a number that is not the largest.
#
# One would guess: ReduceMax gives NaN where there is one, as NumPy and PyTorch do, or else the largest of the numbers,
#   and the same along rows and along columns; ArgMax points to the element that ReduceMax gives.
# What is real: it hangs on where the NaN lies. In the first place it is the result. In the second of eight the maximum
#   along the row is 6, though 7 is there, and along a column 7; ArgMax points to the 7. TopK takes the NaN for the largest
#   wherever it lies.
# Versions: onnxruntime 1.32.0, onnx 1.23.2, NumPy 2.3.5, Python 3.11.
# Who meets it: whoever holds the shards of a model against its exported file: a NaN of one rank is a large number in the
#   reference, or none, and which depends on how the axis was laid out.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check onnxruntime==1.32.0 onnx==1.23.2 numpy==2.3.5
cat >"$work/maximum.py" <<'END'
import numpy as np
import onnxruntime
from onnx import TensorProto, helper


def run(op, x, result=TensorProto.FLOAT, constant=None, **attributes):
    names, constants = ["x"], []
    if constant is not None:
        names.append("c")
        constants.append(helper.make_tensor("c", TensorProto.INT64, [1], [constant]))
    outputs = ["y", "indices"] if op == "TopK" else ["y"]
    graph = helper.make_graph(
        [helper.make_node(op, names, outputs, **attributes)],
        "maximum",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, x.shape)],
        [helper.make_tensor_value_info("y", result, None)],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(["y"], {"x": x})[0].ravel().tolist()


for place in (0, 1, 7):
    row = np.arange(8, dtype=np.float32)[None, :]
    row[0, place] = np.nan
    along = run("ReduceMax", row, constant=1, keepdims=0)
    down = run("ReduceMax", row.T.copy(), constant=0, keepdims=0)
    index = run("ArgMax", row, TensorProto.INT64, axis=1, keepdims=0)
    top = run("TopK", row, constant=2)
    print(
        f"{row[0].astype(str).tolist()}: row {along[0]:g}, column {down[0]:g}, ArgMax {index[0]}, TopK {top}, NumPy {row.max():g}"
    )
END
"$work/venv/bin/python" "$work/maximum.py" 2>/dev/null | tr -d "'" | sed 's/\.0//g' | tee "$work/seen"
diff "$work/seen" - <<'END'
[nan, 1, 2, 3, 4, 5, 6, 7]: row nan, column nan, ArgMax 0, TopK [nan, 7], NumPy nan
[0, nan, 2, 3, 4, 5, 6, 7]: row 6, column 7, ArgMax 7, TopK [nan, 7], NumPy nan
[0, 1, 2, 3, 4, 5, 6, nan]: row 6, column 6, ArgMax 6, TopK [nan, 6], NumPy nan
END
echo "as described"
