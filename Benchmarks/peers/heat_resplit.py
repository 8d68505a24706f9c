"""Heat on MPI: mpirun -np 2 python heat_resplit.py"""

import heat
from mpi4py import MPI

import measure


def main():
    comm = MPI.COMM_WORLD

    def slowest(seconds):
        return comm.allreduce(seconds, MPI.MAX)

    for size in measure.SIZES:
        for case, source, target in [("S0->R", 0, None), ("S0->S1", 0, 1), ("R->S0", None, 0)]:
            tensor = heat.random.rand(*measure.shape(size), dtype=heat.float32, split=source)
            result = measure.attempt(
                lambda: measure.median_us(
                    lambda: heat.resplit(tensor, target), comm.Barrier, slowest, size
                )
            )
            measure.report(comm.rank, f"heat {heat.__version__}", case, size, result)


main()
