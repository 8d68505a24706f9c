"""Writes the .npy files beside this one with NumPy; run again only to add one."""

import pathlib
import zipfile

import numpy as np
from numpy.lib import format

here = pathlib.Path(__file__).parent
values = np.array([[0, 1, 2], [50, 100, 127]])

names = "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64"
for name in names.split():
    array = values.astype(name)
    np.save(here / f"{name}.npy", array)
    np.save(here / f"{name}-fortran.npy", np.asfortranarray(array))
    if array.itemsize > 1:
        np.save(here / f"{name}-big-endian.npy", array.astype(array.dtype.newbyteorder(">")))

# bfloat16 is the upper half of float32; other libraries write it as raw bytes of two.
halves = (values.astype("float32").view("uint32") >> 16).astype("uint16")
np.save(here / "bfloat16.npy", halves.view("V2"))

for version in [(2, 0), (3, 0)]:
    with open(here / f"float32-version{version[0]}.npy", "wb") as file:
        format.write_array(file, values.astype("float32"), version=version)

np.save(here / "scalar.npy", np.float64(2.5))
np.save(here / "empty.npy", np.zeros((3, 0, 2), "int16"))
np.save(here / "vector.npy", np.arange(5, dtype="int64"))
np.save(here / "five-dims.npy", np.arange(48, dtype="uint8").reshape(2, 3, 1, 4, 2))
np.save(here / "structured.npy", np.zeros(2, [("a", "<f4"), ("b", "<i2")]))
np.save(here / "objects.npy", np.array([None, 1], object))
np.save(here / "text.npy", np.array(["a", "bc"]))
np.save(here / "dates.npy", np.array(["2024-01-01"], "datetime64[D]"))
np.save(here / "complex128.npy", np.zeros(2, "complex128"))

# As numpy.savez does it, with no date of today.
with zipfile.ZipFile(here / "arrays.npz", "w") as archive:
    columns = np.asfortranarray(np.arange(6, dtype=">i4").reshape(2, 3))
    for name, array in {"x": np.array([[1, 2], [3, 4]], "float32"), "columns": columns}.items():
        with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w", force_zip64=True) as file:
            format.write_array(file, array)
