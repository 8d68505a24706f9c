#!/usr/bin/env bash
# DTensor's mse_loss of uneven shards is a mean of means; mean of the same tensor is right.
#
# One would guess: as DTensor.mean of five rows on two ranks is exact, so is mse_loss, which is the mean of squares;
#   or it is refused, as many ops on DTensor are.
# What is real: mean weighs the shards, or gathers; mse_loss takes each rank's own mean and averages the two, so that
#   a row of the rank that has two of the five counts for more than one of three. Sum as its reduction is right, and
#   so is the mean where the rows divide by the ranks. Nothing is said.
# Versions: torch 2.15.0, NumPy 2.3.5, Python 3.11.
# Who meets it: regression and distillation losses with a last batch that the ranks do not divide: loss and gradients
#   are off by some percent, depending on the number of ranks.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.15.0 numpy==2.3.5
cat >"$work/loss.py" <<'END'
import os

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
import torch.nn.functional as F
from torch.distributed.tensor import DTensor, Shard, distribute_tensor, init_device_mesh


def full(value):
    value = value.full_tensor() if isinstance(value, DTensor) else value
    return round(value.item(), 4)


def rank(index, folder):
    dist.init_process_group("gloo", init_method=f"file://{folder}/store", rank=index, world_size=2)
    mesh = init_device_mesh("cpu", (2,))
    for rows in (4, 5):
        x = torch.arange(float(rows)).reshape(rows, 1)
        zero = torch.zeros_like(x)
        cut = [distribute_tensor(tensor, mesh, [Shard(0)]) for tensor in (x, zero)]
        for name, function in [
            ("mse_loss", F.mse_loss),
            ("mse_loss, sum", lambda a, b: F.mse_loss(a, b, reduction="sum")),
            ("mean of squares", lambda a, b: ((a - b) ** 2).mean()),
        ]:
            whole, sharded = full(function(x, zero)), full(function(*cut))
            if index == 0:
                print(f"{rows} rows, {name}: whole {whole}, sharded {sharded}", flush=True)
    dist.destroy_process_group()


if __name__ == "__main__":
    mp.spawn(rank, (os.path.dirname(os.path.abspath(__file__)),), nprocs=2)
END
"$work/venv/bin/python" "$work/loss.py" 2>/dev/null | tee "$work/seen"
diff "$work/seen" - <<'END'
4 rows, mse_loss: whole 3.5, sharded 3.5
4 rows, mse_loss, sum: whole 14.0, sharded 14.0
4 rows, mean of squares: whole 3.5, sharded 3.5
5 rows, mse_loss: whole 6.0, sharded 7.0833
5 rows, mse_loss, sum: whole 30.0, sharded 30.0
5 rows, mean of squares: whole 6.0, sharded 6.0
END
echo "as described"
