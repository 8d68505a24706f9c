// Collectives that move: MPI 3.1, sections 5.3 to 5.8 and 5.12.
#pragma once
#include "handles.h"

static inline int CMPI_Barrier(CMPIComm comm) { return MPI_Barrier(comm.raw); }

static inline int CMPI_Ibarrier(CMPIComm comm, CMPIRequest *request) {
  return MPI_Ibarrier(comm.raw, &request->raw);
}

static inline int CMPI_Bcast(void *bytes, int count, CMPIDatatype type, int root, CMPIComm comm) {
  return MPI_Bcast(bytes, count, type.raw, root, comm.raw);
}

static inline int CMPI_Gather(
    const void *send, int count, CMPIDatatype type, void *receive, int each, CMPIDatatype as, int root,
    CMPIComm comm) {
  return MPI_Gather(send, count, type.raw, receive, each, as.raw, root, comm.raw);
}

static inline int CMPI_Gatherv(
    const void *send, int count, CMPIDatatype type, void *receive, const int *counts,
    const int *displacements, CMPIDatatype as, int root, CMPIComm comm) {
  return MPI_Gatherv(
      send, count, type.raw, receive, counts, displacements, as.raw, root, comm.raw);
}

static inline int CMPI_Scatter(
    const void *send, int each, CMPIDatatype type, void *receive, int count, CMPIDatatype as, int root,
    CMPIComm comm) {
  return MPI_Scatter(send, each, type.raw, receive, count, as.raw, root, comm.raw);
}

static inline int CMPI_Scatterv(
    const void *send, const int *counts, const int *displacements, CMPIDatatype type, void *receive,
    int count, CMPIDatatype as, int root, CMPIComm comm) {
  return MPI_Scatterv(
      send, counts, displacements, type.raw, receive, count, as.raw, root, comm.raw);
}

static inline int CMPI_Allgather(
    const void *send, int count, CMPIDatatype type, void *receive, int each, CMPIDatatype as,
    CMPIComm comm) {
  return MPI_Allgather(send, count, type.raw, receive, each, as.raw, comm.raw);
}

static inline int CMPI_Allgatherv(
    const void *send, int count, CMPIDatatype type, void *receive, const int *counts,
    const int *displacements, CMPIDatatype as, CMPIComm comm) {
  return MPI_Allgatherv(send, count, type.raw, receive, counts, displacements, as.raw, comm.raw);
}

static inline int CMPI_Alltoall(
    const void *send, int count, CMPIDatatype type, void *receive, int each, CMPIDatatype as,
    CMPIComm comm) {
  return MPI_Alltoall(send, count, type.raw, receive, each, as.raw, comm.raw);
}

static inline int CMPI_Alltoallv(
    const void *send, const int *sent, const int *from, CMPIDatatype type, void *receive,
    const int *received, const int *to, CMPIDatatype as, CMPIComm comm) {
  return MPI_Alltoallv(
      send, sent, from, type.raw, receive, received, to, as.raw, comm.raw);
}

static inline int CMPI_Alltoallw(
    const void *send, const int *sent, const int *from, const CMPIDatatype *types, void *receive,
    const int *received, const int *to, const CMPIDatatype *as, CMPIComm comm) {
  return MPI_Alltoallw(
      send, sent, from, &types->raw, receive, received, to, &as->raw, comm.raw);
}
