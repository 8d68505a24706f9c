#!/usr/bin/env bash
# The mean of a thousand ones in bfloat16 is, in NumPy, 0.256.
#
# One would guess: NumPy sums bfloat16 as it sums float16, whose mean is taken in float32 and whose sums go by pairs, so
#   that 1,000 ones make 1,000 and a mean of 1.
# What is real: types of ml_dtypes are none of NumPy's own: sums go one by one in the type itself and stop at 256 (float8
#   at 16 and 8), where one more is at most half a step; mean, var and cumsum follow. A product of matrices does not. Nothing
#   is said.
# Versions: NumPy 2.3.5, ml_dtypes 0.6.0, Python 3.11.
# Who meets it: whoever looks at shards of a bfloat16 model as JAX, safetensors and ONNX give them to NumPy, and takes a
#   mean, a norm or a checksum: the sum of a larger shard is no larger.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check ml_dtypes==0.6.0 numpy==2.3.5
cat >"$work/mean.py" <<'END'
import ml_dtypes
import numpy as np

for dtype in (np.float16, ml_dtypes.bfloat16, ml_dtypes.float8_e4m3fn, ml_dtypes.float8_e5m2):
    x = np.ones(1000, dtype)
    print(
        f"{x.dtype}: sum {float(x.sum()):g}, mean {float(x.mean()):g}, cumsum {float(x.cumsum()[-1]):g},"
        f" variance {float(x.var()):g}, in float32 {float(x.astype(np.float32).mean()):g}"
    )
END
"$work/venv/bin/python" "$work/mean.py" 2>/dev/null | tee "$work/seen"
diff "$work/seen" - <<'END'
float16: sum 1000, mean 1, cumsum 1000, variance 0, in float32 1
bfloat16: sum 256, mean 0.255859, cumsum 256, variance 0.255859, in float32 1
float8_e4m3fn: sum 16, mean 0.015625, cumsum 16, variance 0.015625, in float32 1
float8_e5m2: sum 8, mean 0.0078125, cumsum 8, variance 0.0078125, in float32 1
END
echo "as described"
