// Derived datatypes: MPI 3.1, section 4.1.
#pragma once
#include "handles.h"

static inline int CMPI_Type_contiguous(int count, CMPIDatatype old, CMPIDatatype *made) {
  return MPI_Type_contiguous(count, old.raw, &made->raw);
}

static inline int CMPI_Type_create_struct(
    int count, const int *lengths, const ptrdiff_t *displacements, const CMPIDatatype *types,
    CMPIDatatype *made) {
  return MPI_Type_create_struct(count, lengths, displacements, &types->raw, &made->raw);
}

static inline int CMPI_Type_create_hvector(
    int count, int length, ptrdiff_t stride, CMPIDatatype old, CMPIDatatype *made) {
  return MPI_Type_create_hvector(count, length, stride, old.raw, &made->raw);
}

static inline int CMPI_Type_create_hindexed_block(
    int count, int length, const ptrdiff_t *displacements, CMPIDatatype old, CMPIDatatype *made) {
  return MPI_Type_create_hindexed_block(count, length, displacements, old.raw, &made->raw);
}

static inline int CMPI_Type_dup(CMPIDatatype old, CMPIDatatype *made) {
  return MPI_Type_dup(old.raw, &made->raw);
}

static inline int CMPI_Type_commit(CMPIDatatype *type) { return MPI_Type_commit(&type->raw); }

static inline int CMPI_Type_free(CMPIDatatype *type) { return MPI_Type_free(&type->raw); }
