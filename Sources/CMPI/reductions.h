// Collectives that fold: MPI 3.1, sections 5.9 and 5.10.
#pragma once
#include "handles.h"

// Folds `count` elements of the earlier rank into those of the later. The datatype is not looked at.
typedef void (*CMPIFold)(void *earlier, void *later, int *count, void *type);

// A function that takes an address as void * is called as one that takes it as MPI_Datatype *.
static inline int CMPI_Op_create(CMPIFold fold, int commutes, CMPIOp *made) {
  return MPI_Op_create((MPI_User_function *)fold, commutes, &made->raw);
}

static inline int CMPI_Reduce(
    const void *send, void *receive, int count, CMPIDatatype type, CMPIOp op, int root, CMPIComm comm) {
  return MPI_Reduce(send, receive, count, type.raw, op.raw, root, comm.raw);
}

static inline int CMPI_Allreduce(
    const void *send, void *receive, int count, CMPIDatatype type, CMPIOp op, CMPIComm comm) {
  return MPI_Allreduce(send, receive, count, type.raw, op.raw, comm.raw);
}

static inline int CMPI_Reduce_scatter(
    const void *send, void *receive, const int *counts, CMPIDatatype type, CMPIOp op, CMPIComm comm) {
  return MPI_Reduce_scatter(send, receive, counts, type.raw, op.raw, comm.raw);
}

static inline int CMPI_Reduce_scatter_block(
    const void *send, void *receive, int count, CMPIDatatype type, CMPIOp op, CMPIComm comm) {
  return MPI_Reduce_scatter_block(send, receive, count, type.raw, op.raw, comm.raw);
}
