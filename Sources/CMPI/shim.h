// The only <mpi.h> of the house, the same to Swift whichever library it is.
//
// The standard leaves open what a handle is: addresses in Open MPI, integers in MPICH. Here each is a struct
// of one member, which costs nothing: it goes as the handle itself would. A function that takes handles has
// a twin CMPI_… for these structs; one without is called by its own name. A file for each chapter or two.
#pragma once
#include "handles.h"
#include "communicators.h"
#include "datatypes.h"
#include "messages.h"
#include "collectives.h"
#include "reductions.h"
#include "windows.h"
#include "library.h"
