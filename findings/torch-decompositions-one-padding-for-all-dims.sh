#!/usr/bin/env bash
# A decomposed convolution with padding="valid" has one padding for all its dims, and one with padding="same" has one each.
#
# One would guess: run_decompositions() writes aten.convolution with a number for each spatial dim, as its strides and
#   dilations have, whichever way the padding was given.
# What is real: of padding="valid" the list is [0], of one element for two or three dims; padding="same", and a padding of
#   numbers, give one for each. PyTorch's kernel spreads the short list.
# Versions: torch 2.15.0, Python 3.11.
# Who meets it: whoever reads decomposed models to shard them, and takes the length of each list for the number of dims:
#   vision towers of multimodal models cut images into patches by such a convolution.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.15.0 numpy

"$work/venv/bin/python" -W ignore - >"$work/seen" 2>"$work/errors" <<'PYTHON' || { cat "$work/errors" >&2; exit 1; }
import torch

for dims, layer in ((2, torch.nn.Conv2d), (3, torch.nn.Conv3d)):
    for padding in ("valid", "same", 0):
        model = layer(2, 3, 3, padding=padding)
        x = torch.randn(1, 2, *[5] * dims)
        program = torch.export.export(model, (x,)).run_decompositions()
        node = next(n for n in program.graph.nodes if str(n.target) == "aten.convolution.default")
        _, _, _, strides, paddings = node.args[:5]
        print(f"{dims} dims, padding={padding}: strides {list(strides)}, paddings {list(paddings)}")
PYTHON
cat "$work/seen"
cat >"$work/expected" <<'SEEN'
2 dims, padding=valid: strides [1, 1], paddings [0]
2 dims, padding=same: strides [1, 1], paddings [1, 1]
2 dims, padding=0: strides [1, 1], paddings [0, 0]
3 dims, padding=valid: strides [1, 1, 1], paddings [0]
3 dims, padding=same: strides [1, 1, 1], paddings [1, 1, 1]
3 dims, padding=0: strides [1, 1, 1], paddings [0, 0, 0]
SEEN
diff "$work/expected" "$work/seen"
