#!/usr/bin/env bash
# An exported layer norm of bfloat16 rows with float32 scales has float32 statistics, and its file says bfloat16.
#
# One would guess: the dtype that torch.export notes of a value is the one that the value has when the exported program runs.
# What is real: of native_layer_norm of 16-bit rows the noted dtype of mean and reciprocal deviation is that of the rows,
#   whatever the scales are; on CPU they are float32 where the scales are, in eager mode and when the exported program runs.
#   The saved file holds the same, so a reader that trusts its metadata rounds the statistics, or reserves half their bytes.
# Versions: torch 2.15.0, NumPy 2.4.6, Python 3.11.
# Who meets it: mixed-precision models, whose norms keep float32 scales: what a rank sends of the statistics, and what a
#   checker compares, has twice the bytes of what the graph says. (Tessera follows the file, and rounds.)
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/norm.py" <<'END'
import torch


class Norm(torch.nn.Module):
    def forward(self, x, scale, shift):
        return torch.native_layer_norm(x, (4,), scale, shift, 1e-5)


def words(dtypes):
    return " ".join(str(dtype).removeprefix("torch.") for dtype in dtypes)


x = torch.randn(3, 4)
for rows, scales in [("bfloat16", "float32"), ("float16", "float32"), ("bfloat16", "bfloat16")]:
    given = (
        x.to(getattr(torch, rows)), torch.ones(4, dtype=getattr(torch, scales)),
        torch.zeros(4, dtype=getattr(torch, scales)))
    program = torch.export.export(Norm(), given)
    noted = [node.meta["val"].dtype for node in program.graph.nodes if node.name.startswith("getitem")]
    run = [value.dtype for value in program.module()(*given)]
    print(f"rows of {rows}, scales of {scales}: noted {words(noted)}, found {words(run)}")
END
cat >"$work/seen" <<'END'
rows of bfloat16, scales of float32: noted bfloat16 bfloat16 bfloat16, found bfloat16 float32 float32
rows of float16, scales of float32: noted float16 float16 float16, found float16 float32 float32
rows of bfloat16, scales of bfloat16: noted bfloat16 bfloat16 bfloat16, found bfloat16 bfloat16 bfloat16
END
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.15.0 numpy==2.4.6
"$work/venv/bin/python" "$work/norm.py" 2>/dev/null | tee "$work/now"
diff "$work/seen" "$work/now" && echo "as described"
