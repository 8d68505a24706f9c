#!/usr/bin/env bash
# The number of a DTensor's sum, by item() or float(), is what the rank's own shard adds up to.
#
# One would guess: item() of a sharded tensor's sum, maximum or mean is the number of the whole tensor, the same on every
#   rank, as comparisons with it, any() and argmax() have it; or it is refused, as tolist() is.
# What is real: a sum is Partial, and item() and float() read the local part: 10 on one rank and 26 on the other in the
#   place of 36; of a maximum and a mean the same. full_tensor().item() is right, and so is the comparison s > 20. Nothing
#   is said.
# Versions: torch 2.15.0, NumPy 2.3.5, Python 3.11.
# Who meets it: whoever logs a loss or a gradient's norm by item(), or stops on it: ranks log numbers of their own, and an
#   `if` on one parts their ways.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.15.0 numpy==2.3.5
cat >"$work/item.py" <<'END'
import os

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
from torch.distributed.tensor import Shard, distribute_tensor, init_device_mesh


def rank(index, folder):
    dist.init_process_group("gloo", init_method=f"file://{folder}/store", rank=index, world_size=2)
    mesh = init_device_mesh("cpu", (2,))
    x = distribute_tensor(torch.arange(1.0, 9.0), mesh, [Shard(0)])
    total = x.sum()
    rows = {
        "sum().item()": total.item(),
        "float(sum())": float(total),
        "sum().full_tensor().item()": total.full_tensor().item(),
        "max().item()": x.max().item(),
        "mean().item()": x.mean().item(),
        "argmax().item()": x.argmax().item(),
        "(sum() > 20).item()": (total > 20).item(),
        "(x < 2).any().item()": (x < 2).any().item(),
    }
    seen = [None, None]
    dist.all_gather_object(seen, rows)
    if index == 0:
        for name in rows:
            print(f"{name}: {seen[0][name]} on rank 0, {seen[1][name]} on rank 1", flush=True)
    dist.destroy_process_group()


if __name__ == "__main__":
    mp.spawn(rank, (os.path.dirname(os.path.abspath(__file__)),), nprocs=2)
END
"$work/venv/bin/python" "$work/item.py" 2>/dev/null | tee "$work/seen"
diff "$work/seen" - <<'END'
sum().item(): 10.0 on rank 0, 26.0 on rank 1
float(sum()): 10.0 on rank 0, 26.0 on rank 1
sum().full_tensor().item(): 36.0 on rank 0, 36.0 on rank 1
max().item(): 4.0 on rank 0, 8.0 on rank 1
mean().item(): 2.5 on rank 0, 6.5 on rank 1
argmax().item(): 7 on rank 0, 7 on rank 1
(sum() > 20).item(): True on rank 0, True on rank 1
(x < 2).any().item(): True on rank 0, True on rank 1
END
echo "as described"
