#!/usr/bin/env bash
# safetensors' get_slice reads an empty slice in the middle of a tensor, and refuses the same slice at its end.
#
# One would guess: get_slice(name)[start:stop] follows NumPy's slices: 5:5 of 5 rows is an empty array, 3:10 ends
#   at the last row, -2: are the last two, and [:] of a tensor without rows is that tensor.
# What is real: 2:2 gives an empty array, 5:5 raises SafetensorError (index out of bounds), as do 3:10 and [:] of a
#   tensor of shape (0, 2), which load reads; -2: raises OverflowError, though the index -1 is taken.
# Versions: safetensors 0.8.0, NumPy 2.3.5, Python 3.11.
# Who meets it: whoever reads shards by rank. Five rows over four ranks as torch.chunk cuts are 2, 2, 1 and 0: the
#   last rank asks for 5:5 and ends with an error, where the others have theirs.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check safetensors==0.8.0 numpy==2.3.5

cd "$work"
venv/bin/python - >seen <<'PYTHON'
import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

rows = np.arange(10, dtype=np.float32).reshape(5, 2)
save_file({"rows": rows, "none": np.zeros((0, 2), np.float32)}, "a.safetensors")
print("load_file", load_file("a.safetensors")["none"].shape)
with safe_open("a.safetensors", "np") as file:
    for name, rule in ("rows", np.s_[2:2]), ("rows", np.s_[5:5]), ("rows", np.s_[3:10]), ("rows", np.s_[-2:]), (
        "none",
        np.s_[:],
    ):
        try:
            print(name, rule, np.shape(file.get_slice(name)[rule]))
        except Exception as error:
            print(name, rule, type(error).__name__)
PYTHON

cat seen
diff seen - <<'SEEN'
load_file (0, 2)
rows slice(2, 2, None) (0, 2)
rows slice(5, 5, None) SafetensorError
rows slice(3, 10, None) SafetensorError
rows slice(-2, None, None) OverflowError
none slice(None, None, None) SafetensorError
SEEN
