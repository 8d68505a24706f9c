// Groups and communicators: MPI 3.1, chapter 6; errors and the end: chapter 8.
#pragma once
#include "handles.h"

static inline int CMPI_Comm_rank(CMPIComm comm, int *rank) { return MPI_Comm_rank(comm.raw, rank); }

static inline int CMPI_Comm_size(CMPIComm comm, int *size) { return MPI_Comm_size(comm.raw, size); }

static inline int CMPI_Comm_dup(CMPIComm comm, CMPIComm *made) {
  return MPI_Comm_dup(comm.raw, &made->raw);
}

static inline int CMPI_Comm_split(CMPIComm comm, int color, int key, CMPIComm *made) {
  return MPI_Comm_split(comm.raw, color, key, &made->raw);
}

static inline int CMPI_Comm_split_shared(CMPIComm comm, int key, CMPIComm *made) {
  return MPI_Comm_split_type(comm.raw, MPI_COMM_TYPE_SHARED, key, MPI_INFO_NULL, &made->raw);
}

static inline int CMPI_Comm_free(CMPIComm *comm) { return MPI_Comm_free(&comm->raw); }

static inline int CMPI_Comm_group(CMPIComm comm, CMPIGroup *made) {
  return MPI_Comm_group(comm.raw, &made->raw);
}

static inline int CMPI_Group_incl(CMPIGroup group, int count, const int *ranks, CMPIGroup *made) {
  return MPI_Group_incl(group.raw, count, ranks, &made->raw);
}

static inline int CMPI_Group_translate_ranks(
    CMPIGroup group, int count, const int *ranks, CMPIGroup other, int *found) {
  return MPI_Group_translate_ranks(group.raw, count, ranks, other.raw, found);
}

static inline int CMPI_Group_free(CMPIGroup *group) { return MPI_Group_free(&group->raw); }

static inline int CMPI_Comm_create_group(CMPIComm comm, CMPIGroup group, int tag, CMPIComm *made) {
  return MPI_Comm_create_group(comm.raw, group.raw, tag, &made->raw);
}

// Errors of the communicator's calls come back as codes.
static inline int CMPI_Comm_return_errors(CMPIComm comm) {
  return MPI_Comm_set_errhandler(comm.raw, MPI_ERRORS_RETURN);
}

static inline int CMPI_Abort(CMPIComm comm, int code) { return MPI_Abort(comm.raw, code); }

// The largest tag that the library takes; the least that the standard allows where it does not say.
static inline int CMPI_tag_upper_bound(void) {
  int *bound = 0, found = 0;
  if (MPI_Comm_get_attr(MPI_COMM_WORLD, MPI_TAG_UB, &bound, &found) != MPI_SUCCESS || !found) return 32767;
  return *bound;
}
