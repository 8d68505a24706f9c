#!/usr/bin/env bash
# A write to rows of a DTensor that is cut along them is lost.
#
# One would guess: x[3] = 9 writes row 3, wherever it lies, as x[:, 1] = 9 and x[x == 0] = 9 write; or it is refused, as
#   x[3].copy_() of a plain tensor and x[[1, 6]] = 9 are.
# What is real: a row or slice of a dim that is cut is taken of a copy that was gathered, and the copy is written. The
#   tensor is as before on every rank: by assignment, by fill_() and mul_() of a row, of narrow(), of chunk(). Nothing is
#   said.
# Versions: torch 2.15.0, NumPy 2.3.5, Python 3.11.
# Who meets it: whoever clears the row of a padding token in an embedding that is sharded by rows, sets a row of a mask,
#   or writes into a cache at a position, where the same lines worked on one process.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.15.0 numpy==2.3.5
cat >"$work/write.py" <<'END'
import os

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
from torch.distributed.tensor import Shard, distribute_tensor, init_device_mesh


def assign(x, index):
    x[index] = 9.0


WRITES = {
    "x[3] = 9": lambda x: assign(x, 3),
    "x[-1] = 9": lambda x: assign(x, -1),
    "x[2:6] = 9": lambda x: assign(x, slice(2, 6)),
    "x[1, 1] = 9": lambda x: assign(x, (1, 1)),
    "x[3].fill_(9)": lambda x: x[3].fill_(9.0),
    "x.narrow(0, 2, 3).fill_(9)": lambda x: x.narrow(0, 2, 3).fill_(9.0),
    "x.chunk(2)[1].fill_(9)": lambda x: x.chunk(2)[1].fill_(9.0),
    "x[:, 1] = 9": lambda x: assign(x, (slice(None), 1)),
    "x[x == 0] = 9": lambda x: assign(x, x == 0),
}


def rank(index, folder):
    dist.init_process_group("gloo", init_method=f"file://{folder}/store", rank=index, world_size=2)
    mesh = init_device_mesh("cpu", (2,))
    for name, write in WRITES.items():
        plain = torch.zeros(8, 2)
        sharded = distribute_tensor(torch.zeros(8, 2), mesh, [Shard(0)])
        write(plain)
        write(sharded)
        found, wanted = (int((x == 9).sum()) for x in (sharded.full_tensor(), plain))
        if index == 0:
            print(f"{name}: {found} of {wanted} elements are written", flush=True)
    dist.destroy_process_group()


if __name__ == "__main__":
    mp.spawn(rank, (os.path.dirname(os.path.abspath(__file__)),), nprocs=2)
END
"$work/venv/bin/python" "$work/write.py" 2>/dev/null | tee "$work/seen"
diff "$work/seen" - <<'END'
x[3] = 9: 0 of 2 elements are written
x[-1] = 9: 0 of 2 elements are written
x[2:6] = 9: 0 of 8 elements are written
x[1, 1] = 9: 0 of 1 elements are written
x[3].fill_(9): 0 of 2 elements are written
x.narrow(0, 2, 3).fill_(9): 0 of 6 elements are written
x.chunk(2)[1].fill_(9): 0 of 8 elements are written
x[:, 1] = 9: 8 of 8 elements are written
x[x == 0] = 9: 16 of 16 elements are written
END
echo "as described"
