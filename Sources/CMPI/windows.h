// Windows of shared memory: MPI 3.1, chapter 11.
#pragma once
#include "handles.h"

static inline int CMPI_Win_allocate_shared(
    ptrdiff_t bytes, int unit, CMPIComm comm, void **base, CMPIWin *win) {
  return MPI_Win_allocate_shared(bytes, unit, MPI_INFO_NULL, comm.raw, (void *)base, &win->raw);
}

static inline int CMPI_Win_shared_query(
    CMPIWin win, int rank, ptrdiff_t *bytes, int *unit, void **base) {
  return MPI_Win_shared_query(win.raw, rank, bytes, unit, (void *)base);
}

// Errors of the window's calls come back as codes.
static inline int CMPI_Win_return_errors(CMPIWin win) {
  return MPI_Win_set_errhandler(win.raw, MPI_ERRORS_RETURN);
}

static inline int CMPI_Win_lock_all(CMPIWin win) { return MPI_Win_lock_all(MPI_MODE_NOCHECK, win.raw); }

static inline int CMPI_Win_unlock_all(CMPIWin win) { return MPI_Win_unlock_all(win.raw); }

static inline int CMPI_Win_sync(CMPIWin win) { return MPI_Win_sync(win.raw); }

static inline int CMPI_Win_free(CMPIWin *win) { return MPI_Win_free(&win->raw); }
