// The handles of MPI, and those that the standard defines.
#pragma once
#include <mpi.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What stands behind a handle is the library's, which guards it: a handle is a value, that threads share.
#define CMPI_HANDLE __attribute__((swift_attr("@safe"), swift_attr("@Sendable")))

typedef struct CMPI_HANDLE { MPI_Comm raw; } CMPIComm;
typedef struct CMPI_HANDLE { MPI_Group raw; } CMPIGroup;
typedef struct CMPI_HANDLE { MPI_Datatype raw; } CMPIDatatype;
typedef struct CMPI_HANDLE { MPI_Op raw; } CMPIOp;
typedef struct CMPI_HANDLE { MPI_Request raw; } CMPIRequest;
typedef struct CMPI_HANDLE { MPI_Win raw; } CMPIWin;

#undef CMPI_HANDLE

// Swift does not import the macros of handles: each has an accessor, CMPI_COMM_WORLD().
#define CMPI_ACCESSOR(type, name) \
  static inline type C##name(void) { return (type){name}; }

CMPI_ACCESSOR(CMPIComm, MPI_COMM_WORLD)
CMPI_ACCESSOR(CMPIComm, MPI_COMM_SELF)
CMPI_ACCESSOR(CMPIRequest, MPI_REQUEST_NULL)
CMPI_ACCESSOR(CMPIWin, MPI_WIN_NULL)

CMPI_ACCESSOR(CMPIDatatype, MPI_BYTE)
CMPI_ACCESSOR(CMPIDatatype, MPI_C_BOOL)
CMPI_ACCESSOR(CMPIDatatype, MPI_INT8_T)
CMPI_ACCESSOR(CMPIDatatype, MPI_INT16_T)
CMPI_ACCESSOR(CMPIDatatype, MPI_INT32_T)
CMPI_ACCESSOR(CMPIDatatype, MPI_INT64_T)
CMPI_ACCESSOR(CMPIDatatype, MPI_UINT8_T)
CMPI_ACCESSOR(CMPIDatatype, MPI_UINT16_T)
CMPI_ACCESSOR(CMPIDatatype, MPI_UINT32_T)
CMPI_ACCESSOR(CMPIDatatype, MPI_UINT64_T)
CMPI_ACCESSOR(CMPIDatatype, MPI_FLOAT)
CMPI_ACCESSOR(CMPIDatatype, MPI_DOUBLE)
CMPI_ACCESSOR(CMPIDatatype, MPI_C_FLOAT_COMPLEX)

CMPI_ACCESSOR(CMPIOp, MPI_SUM)
CMPI_ACCESSOR(CMPIOp, MPI_PROD)
CMPI_ACCESSOR(CMPIOp, MPI_MAX)
CMPI_ACCESSOR(CMPIOp, MPI_MIN)
CMPI_ACCESSOR(CMPIOp, MPI_LOR)
CMPI_ACCESSOR(CMPIOp, MPI_LAND)

#undef CMPI_ACCESSOR

static inline void *CMPI_IN_PLACE(void) { return MPI_IN_PLACE; }

static inline bool CMPI_Comm_is_null(CMPIComm comm) { return comm.raw == MPI_COMM_NULL; }
static inline bool CMPI_Request_is_null(CMPIRequest request) { return request.raw == MPI_REQUEST_NULL; }
static inline bool CMPI_Win_is_null(CMPIWin win) { return win.raw == MPI_WIN_NULL; }
