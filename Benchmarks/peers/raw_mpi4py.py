"""MPI's collectives from NumPy arrays: mpirun -np 2 python raw_mpi4py.py"""

import mpi4py
import numpy as np
from mpi4py import MPI

import measure


def main():
    comm = MPI.COMM_WORLD
    ranks = comm.size

    def slowest(seconds):
        return comm.allreduce(seconds, MPI.MAX)

    for size in measure.SIZES:
        rows, columns = measure.shape(size)
        part = np.random.rand(rows // ranks, columns).astype(np.float32)
        whole = np.random.rand(rows, columns).astype(np.float32)
        gathered, folded, own = np.empty_like(whole), np.empty_like(whole), np.empty_like(part)

        def all_to_all():
            blocks = np.ascontiguousarray(
                part.reshape(rows // ranks, ranks, columns // ranks).transpose(1, 0, 2)
            )
            received = np.empty_like(blocks)
            comm.Alltoall(blocks, received)
            return received.reshape(rows, columns // ranks)

        cases = {
            "S0->R": lambda: comm.Allgather(part, gathered),
            "P->R": lambda: comm.Allreduce(whole, folded),
            "P->S0": lambda: comm.Reduce_scatter_block(whole, own),
            "S0->S1": all_to_all,
        }
        for case, run in cases.items():
            result = measure.median_us(run, comm.Barrier, slowest, size)
            measure.report(comm.rank, f"mpi4py {mpi4py.__version__}", case, size, result)


main()
