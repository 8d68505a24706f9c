#!/usr/bin/env bash
# Dask's mean of a float16 array in chunks is NaN where NumPy's is exact.
#
# One would guess: the mean over chunks is NumPy's, which accumulates float16 in float32; at the worst it is
#   rounded once more for each chunk.
# What is real: Dask adds the chunks' sums, and counts, in float16. From 65,520 elements of 1 on the sum is
#   infinite, and the count as well: their quotient is NaN, in one chunk or many. The same array as float32 is right.
# Versions: dask 2026.8.0, NumPy 2.3.5, Python 3.11.
# Who meets it: statistics of half-precision activations and gradients that are spread over workers; the partial
#   sums of a distributed mean need a wider type than the elements (Tessera folds them in float32).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check dask==2026.8.0 numpy==2.3.5

"$work/venv/bin/python" -W ignore - >"$work/seen" <<'PYTHON'
import dask.array as da
import numpy as np

for count in 65_000, 70_000:
    ones = np.ones(count, np.float16)
    print(count, "numpy", ones.mean())
    for chunk in 1000, count:
        print(count, "dask, chunks of", chunk, da.from_array(ones, chunks=chunk).mean().compute())
    print(count, "dask, float32", da.from_array(ones.astype(np.float32), chunks=1000).mean().compute())
PYTHON

cat "$work/seen"
diff "$work/seen" - <<'SEEN'
65000 numpy 1.0
65000 dask, chunks of 1000 1.0
65000 dask, chunks of 65000 1.0
65000 dask, float32 1.0
70000 numpy 1.0
70000 dask, chunks of 1000 nan
70000 dask, chunks of 70000 nan
70000 dask, float32 1.0
SEEN
