#!/usr/bin/env bash
# The gradient of PyTorch's as_strided_scatter by its first tensor is there where it was overwritten, and 0 elsewhere.
#
# One would guess: torch.as_strided_scatter(x, y, …) has the elements of y in the place of some of x, so that the gradient by
#   x is 0 at those places and goes through at all others, as that of slice_scatter and select_scatter does.
# What is real: it goes through at the places that were overwritten, and is 0 at all others.
# Versions: torch 2.15.0, Python 3.11.
# Who meets it: whoever holds gradients of a model that writes into strided parts against PyTorch's, as windows over a shard.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.15.0 numpy

"$work/venv/bin/python" -W ignore - >"$work/seen" 2>"$work/errors" <<'PYTHON' || { cat "$work/errors" >&2; exit 1; }
import torch

x = torch.zeros(6, requires_grad=True)
y = torch.ones(2)
for name, made in [
    ("as_strided_scatter", torch.as_strided_scatter(x, y, (2,), (1,), 1)),
    ("slice_scatter", torch.slice_scatter(x, y, 0, 1, 3)),
]:
    (gradient,) = torch.autograd.grad(made.sum(), x)
    print(f"{name}: {made.tolist()}, gradient {gradient.tolist()}")
PYTHON
cat "$work/seen"
cat >"$work/expected" <<'SEEN'
as_strided_scatter: [0.0, 1.0, 1.0, 0.0, 0.0, 0.0], gradient [0.0, 1.0, 1.0, 0.0, 0.0, 0.0]
slice_scatter: [0.0, 1.0, 1.0, 0.0, 0.0, 0.0], gradient [1.0, 0.0, 0.0, 1.0, 1.0, 1.0]
SEEN
diff "$work/expected" "$work/seen"
