#!/usr/bin/env bash
# One NaN leaves a sort of bfloat16 undone in NumPy, of the numbers too.
#
# One would guess: np.sort() puts NaN last and the numbers before it in order, as of float16, float32 and float64; unique()
#   names each number once, argsort() sorts.
# What is real: types of ml_dtypes compare as numbers do, by which a NaN is neither before nor behind anything: numbers on
#   its two sides stay where they are. [3, nan, 1] is returned as it was, unique() names numbers twice, and of a hundred
#   rows of fifty numbers with one NaN most are left unsorted. Of float8 the same. Nothing is said.
# Versions: NumPy 2.3.5, ml_dtypes 0.6.0, Python 3.11.
# Who meets it: whoever sorts, ranks or takes percentiles of activations of a bfloat16 model that JAX, safetensors or ONNX
#   gave as arrays, when one rank has produced a NaN.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check ml_dtypes==0.6.0 numpy==2.3.5
cat >"$work/sort.py" <<'END'
import ml_dtypes
import numpy as np


def is_sorted(row):
    numbers = row[~np.isnan(row)]
    return bool(np.all(numbers[:-1] <= numbers[1:]))


for dtype in (np.float16, ml_dtypes.bfloat16, ml_dtypes.float8_e4m3fn):
    few = np.array([3, np.nan, 1, 3], dtype)
    random = np.random.default_rng(0)
    rows = random.standard_normal((100, 50)).astype(np.float32).astype(dtype)
    rows[np.arange(100), random.integers(50, size=100)] = np.nan
    unsorted = sum(not is_sorted(np.sort(row).astype(np.float32)) for row in rows)
    words = [" ".join(f"{float(x):g}" for x in list) for list in (np.sort(few), np.unique(few))]
    print(f"{few.dtype}: sort {words[0]}, unique {words[1]}, argsort {np.argsort(few)}", end="; ")
    print("most rows are unsorted" if unsorted > 50 else f"{unsorted} rows are unsorted")
END
"$work/venv/bin/python" "$work/sort.py" 2>/dev/null | tee "$work/seen"
diff "$work/seen" - <<'END'
float16: sort 1 3 3 nan, unique 1 3 nan, argsort [2 0 3 1]; 0 rows are unsorted
bfloat16: sort 3 nan 1 3, unique 3 nan 1 3, argsort [0 1 2 3]; most rows are unsorted
float8_e4m3fn: sort 3 nan 1 3, unique 3 nan 1 3, argsort [0 1 2 3]; most rows are unsorted
END
echo "as described"
