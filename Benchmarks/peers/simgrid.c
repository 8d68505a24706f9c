/* Simulated seconds of one collective over SMPI: simgrid.c COLLECTIVE BYTES, the bytes of the whole tensor.
 *
 * all-gather: each rank has an equal shard, and gets all others. all-to-all: each rank cuts its shard into
 * equal parts, one for each rank. */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  int rank, ranks;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  if (argc != 3) {
    fprintf(stderr, "usage: simgrid COLLECTIVE BYTES\n");
    MPI_Abort(MPI_COMM_WORLD, 64);
  }
  long bytes = atol(argv[2]);
  int shard = (int)(bytes / ranks), part = shard / ranks;
  int gathers = strcmp(argv[1], "all-gather") == 0;
  char *own = malloc(shard), *all = malloc(gathers ? bytes : shard);
  MPI_Barrier(MPI_COMM_WORLD);
  double start = MPI_Wtime();
  if (gathers) {
    MPI_Allgather(own, shard, MPI_BYTE, all, shard, MPI_BYTE, MPI_COMM_WORLD);
  } else {
    MPI_Alltoall(own, part, MPI_BYTE, all, part, MPI_BYTE, MPI_COMM_WORLD);
  }
  double own_seconds = MPI_Wtime() - start, seconds;
  MPI_Reduce(&own_seconds, &seconds, 1, MPI_DOUBLE, MPI_MAX, 0, MPI_COMM_WORLD);
  if (rank == 0) printf("%.9f\n", seconds);
  MPI_Finalize();
  return 0;
}
