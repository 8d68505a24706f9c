// The library whose <mpi.h> this is, as its own macros have it: "Open MPI v4.1.4".
#pragma once
#include <mpi.h>

#define CMPI_QUOTE(text) #text
#define CMPI_NUMBERS(major, minor, release) CMPI_QUOTE(major) "." CMPI_QUOTE(minor) "." CMPI_QUOTE(release)

static inline const char *CMPI_built_with(void) {
#if defined(OMPI_MAJOR_VERSION)
  return "Open MPI v" CMPI_NUMBERS(OMPI_MAJOR_VERSION, OMPI_MINOR_VERSION, OMPI_RELEASE_VERSION);
#elif defined(MPICH_VERSION)
  return "MPICH v" MPICH_VERSION;
#else
  return "";
#endif
}

#undef CMPI_NUMBERS
#undef CMPI_QUOTE
