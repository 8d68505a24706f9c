// Point-to-point communication: MPI 3.1, chapter 3. A status may be null where nobody asks for it.
#pragma once
#include "handles.h"

static inline int CMPI_Send(
    const void *bytes, int count, CMPIDatatype type, int peer, int tag, CMPIComm comm) {
  return MPI_Send(bytes, count, type.raw, peer, tag, comm.raw);
}

static inline int CMPI_Recv(
    void *bytes, int count, CMPIDatatype type, int peer, int tag, CMPIComm comm, MPI_Status *status) {
  return MPI_Recv(bytes, count, type.raw, peer, tag, comm.raw, status ? status : MPI_STATUS_IGNORE);
}

static inline int CMPI_Isend(
    const void *bytes, int count, CMPIDatatype type, int peer, int tag, CMPIComm comm,
    CMPIRequest *request) {
  return MPI_Isend(bytes, count, type.raw, peer, tag, comm.raw, &request->raw);
}

static inline int CMPI_Irecv(
    void *bytes, int count, CMPIDatatype type, int peer, int tag, CMPIComm comm, CMPIRequest *request) {
  return MPI_Irecv(bytes, count, type.raw, peer, tag, comm.raw, &request->raw);
}

static inline int CMPI_Iprobe(int peer, int tag, CMPIComm comm, int *found, MPI_Status *status) {
  return MPI_Iprobe(peer, tag, comm.raw, found, status ? status : MPI_STATUS_IGNORE);
}

static inline int CMPI_Wait(CMPIRequest *request, MPI_Status *status) {
  return MPI_Wait(&request->raw, status ? status : MPI_STATUS_IGNORE);
}

static inline int CMPI_Test(CMPIRequest *request, int *done, MPI_Status *status) {
  return MPI_Test(&request->raw, done, status ? status : MPI_STATUS_IGNORE);
}

static inline int CMPI_Cancel(CMPIRequest *request) { return MPI_Cancel(&request->raw); }

static inline int CMPI_Request_free(CMPIRequest *request) { return MPI_Request_free(&request->raw); }

// The bytes of a message, also beyond an int.
static inline int CMPI_Get_bytes(const MPI_Status *status, int64_t *bytes) {
  MPI_Count count = 0;
  int code = MPI_Get_elements_x(status, MPI_BYTE, &count);
  *bytes = (int64_t)count;
  return code;
}
