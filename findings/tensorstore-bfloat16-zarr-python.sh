#!/usr/bin/env bash
# A bfloat16 array that TensorStore writes as zarr, of either version, cannot be opened by zarr-python.
#
# One would guess: zarr is one format, so that zarr-python opens what TensorStore's zarr driver writes, with
#   ml_dtypes' bfloat16 where that is installed, or as raw bytes of two.
# What is real: TensorStore names the type "bfloat16" in .zarray and zarr.json, and zarr-python knows no such
#   type: zarr.open_array raises ValueError before any metadata can be looked at. float32 crosses as one expects.
#   numpy.save and h5py write the same array as raw bytes (|V2), a third way.
# Versions: tensorstore 0.1.86, zarr 3.1.6, ml_dtypes 0.6.0, NumPy 2.3.5, Python 3.11.
# Who meets it: JAX checkpoints (Orbax) hold sharded parameters as TensorStore's zarr arrays, mostly bfloat16;
#   whoever wants one shard of them elsewhere reaches for zarr-python.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check \
  tensorstore==0.1.86 zarr==3.1.6 ml_dtypes==0.6.0 numpy==2.3.5

cd "$work"
venv/bin/python - >seen <<'PYTHON'
import tensorstore as ts
import numpy as np
import zarr

for driver in "zarr", "zarr3":
    for dtype in ts.float32, ts.bfloat16:
        path = f"{driver}-{dtype.name}"
        spec = {"driver": driver, "kvstore": {"driver": "file", "path": path + "/"}}
        array = ts.open(spec, create=True, dtype=dtype, shape=[4]).result()
        array.write(np.array([1, 2, 3, 4], dtype.numpy_dtype)).result()
        try:
            print(driver, dtype.name, zarr.open_array(path, mode="r")[:].tolist())
        except ValueError as error:
            print(driver, dtype.name, type(error).__name__, "bfloat16" in str(error))
PYTHON

cat seen
diff seen - <<'SEEN'
zarr float32 [1.0, 2.0, 3.0, 4.0]
zarr bfloat16 ValueError True
zarr3 float32 [1.0, 2.0, 3.0, 4.0]
zarr3 bfloat16 ValueError True
SEEN
