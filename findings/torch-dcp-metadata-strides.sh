#!/usr/bin/env bash
# The strides in a PyTorch distributed checkpoint's .metadata are not those of the bytes beside it.
#
# One would guess: the bytes of a piece are its elements in row-major order; or, as .metadata has strides for each
#   tensor, these say in which order they are.
# What is real: neither. A transposed tensor is written as it lies in memory, column by column, and its strides say
#   so. Every second element of a row, a slice of columns and an expanded row are packed first, and written in row-major
#   order, but .metadata keeps the strides that they had before. All pieces have the bytes that shape and dtype ask for.
#   Only the pickle within each piece tells the order; PyTorch reads that, and loads all of them right.
# Versions: torch 2.15.0, NumPy 2.3.5, Python 3.11.
# Who meets it: whoever reads such checkpoints without PyTorch, as tools do that reshard or convert them: one that goes
#   by shapes, or by .metadata's strides, gets some weights wrong without a word.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.15.0 numpy==2.3.5

cd "$work"
"$work/venv/bin/python" -W ignore - >"$work/seen" 2>"$work/errors" <<'PYTHON' || { cat "$work/errors" >&2; exit 1; }
import io
import zipfile

import numpy as np
import torch
import torch.distributed.checkpoint as dcp

whole = torch.arange(6.0).reshape(2, 3)
saved = {
    "plain": whole.clone(),
    "transposed": whole.t(),
    "columns": whole[:, 1:],
    "every second": torch.arange(12.0)[::2],
    "expanded": torch.tensor([[1.0], [2.0]]).expand(2, 3),
}
dcp.save(saved, checkpoint_id="checkpoint")
metadata = dcp.FileSystemReader("checkpoint").read_metadata()
pieces = {index.fqn: info for index, info in metadata.storage_data.items()}
for name, tensor in saved.items():
    known, piece = metadata.state_dict_metadata[name], pieces[name]
    with open(f"checkpoint/{piece.relative_path}", "rb") as file:
        file.seek(piece.offset)
        archive = zipfile.ZipFile(io.BytesIO(file.read(piece.length)))
    entry = next(entry for entry in archive.namelist() if entry.endswith("data/0"))
    numbers = np.frombuffer(archive.read(entry), np.float32)
    rows = np.array_equal(numbers, tensor.contiguous().numpy().reshape(-1))
    print(f"{name}: strides {tuple(known.properties.strides)}, bytes in row-major order: {rows}")
loaded = {name: torch.empty(tensor.shape) for name, tensor in saved.items()}
dcp.load(loaded, checkpoint_id="checkpoint")
print("loaded by PyTorch:", all(torch.equal(loaded[name], saved[name]) for name in saved))
PYTHON

cat "$work/seen"
diff "$work/seen" - <<'SEEN'
plain: strides (3, 1), bytes in row-major order: True
transposed: strides (1, 3), bytes in row-major order: False
columns: strides (3, 1), bytes in row-major order: True
every second: strides (2,), bytes in row-major order: True
expanded: strides (1, 0), bytes in row-major order: True
loaded by PyTorch: True
SEEN
