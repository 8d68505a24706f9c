#!/usr/bin/env bash
# safetensors.numpy.save writes the memory of an array that is not in C order, under the array's shape.
#
# One would guess: save writes the array's values in row-major order whatever its strides are, as numpy.save
#   does, or refuses an array that is not contiguous, as safetensors.torch does.
# What is real: the bytes are taken as they lie. A Fortran-ordered [[0 1 2] [3 4 5]] is read back as
#   [[0 3 1] [4 2 5]], and every second element of an arange as its first half. Nothing is said.
# Versions: safetensors 0.8.0, NumPy 2.3.5, Python 3.11.
# Who meets it: whoever writes shards of a weight from NumPy. The shard of a column-parallel weight is a slice
#   w[:, a:b] or a transposed view, which is just such an array; the checkpoint is wrong and passes every check.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check safetensors==0.8.0 numpy==2.3.5

"$work/venv/bin/python" - >"$work/seen" <<'PYTHON'
import numpy as np
from safetensors.numpy import load, save

whole = np.arange(6, dtype=np.float32).reshape(2, 3)
print("fortran", load(save({"w": np.asfortranarray(whole)}))["w"].tolist())
print("strided", load(save({"w": np.arange(12, dtype=np.float32)[::2]}))["w"].tolist())
print("copied", load(save({"w": np.ascontiguousarray(whole.T)}))["w"].tolist())
PYTHON

cat "$work/seen"
diff "$work/seen" - <<'SEEN'
fortran [[0.0, 3.0, 1.0], [4.0, 2.0, 5.0]]
strided [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
copied [[0.0, 3.0], [1.0, 4.0], [2.0, 5.0]]
SEEN
