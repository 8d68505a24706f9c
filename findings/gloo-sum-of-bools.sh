#!/usr/bin/env bash
# Gloo's sum of bool tensors counts in their bytes: true on 256 ranks is false.
#
# One would guess: all_reduce(SUM) of bool tensors is "any", as NCCL's is in PyTorch, or is refused, as AVG is.
# What is real: the bytes are added as numbers. Three ranks that hold true end with tensors that print True and
#   hold the byte 3, which no op of PyTorch makes; they differ from True in bits, bytes written, and views. The count
#   wraps at 256: true on 256 ranks, or on two ranks in eight sums one after the other, is False.
# Versions: torch 2.15.0 (Gloo as in the wheel), NumPy 2.3.5, Python 3.11.
# Who meets it: masks and flags such as "some rank has overflowed" that are summed over ranks, tested on CPUs with few
#   ranks; checksums of replicas that should be equal. (A P(any) of bools in Tessera folds by "or".)
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.15.0 numpy==2.3.5
cat >"$work/sum.py" <<'END'
import os

import torch
import torch.distributed as dist
import torch.multiprocessing as mp


def rank(index, count, folder):
    dist.init_process_group("gloo", init_method=f"file://{folder}/store{count}", rank=index, world_size=count)
    flag = torch.ones(1, dtype=torch.bool)
    dist.all_reduce(flag)
    if index == 0:
        print(f"{count} ranks: {flag.item()}, byte {flag.view(torch.uint8).item()}", flush=True)
    if count == 2:
        for _ in range(7):
            dist.all_reduce(flag)
        if index == 0:
            print(f"2 ranks, 8 times: {flag.item()}, byte {flag.view(torch.uint8).item()}", flush=True)
    dist.destroy_process_group()


if __name__ == "__main__":
    for count in (2, 3):
        mp.spawn(rank, (count, os.path.dirname(os.path.abspath(__file__))), nprocs=count)
END
"$work/venv/bin/python" "$work/sum.py" 2>/dev/null | tee "$work/seen"
diff "$work/seen" - <<'END'
2 ranks: True, byte 2
2 ranks, 8 times: False, byte 0
3 ranks: True, byte 3
END
echo "as described"
