// A matrix as ScaLAPACK distributes it: element (i, j) is i * columns + j, set by pdelset on the process that
// owns it. Each process writes its local array to FOLDER/rankK.npy, float64, row-major.
//
//   mpirun -n P*Q scalapack FOLDER P Q ROWS COLUMNS MB NB RSRC CSRC
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void Cblacs_pinfo(int *rank, int *count);
void Cblacs_get(int context, int what, int *value);
void Cblacs_gridinit(int *context, const char *order, int rows, int columns);
void Cblacs_gridinfo(int context, int *rows, int *columns, int *row, int *column);
void Cblacs_gridexit(int context);
void Cblacs_exit(int goesOn);
int numroc_(const int *n, const int *block, const int *process, const int *source, const int *count);
void descinit_(int *descriptor, const int *m, const int *n, const int *mb, const int *nb, const int *rsrc,
               const int *csrc, const int *context, const int *lead, int *info);
void pdelset_(double *a, const int *i, const int *j, const int *descriptor, const double *value);

int main(int count, char **words) {
  if (count != 10) {
    fprintf(stderr, "scalapack: FOLDER P Q ROWS COLUMNS MB NB RSRC CSRC are required\n");
    return 64;
  }
  int numbers[8];
  for (int k = 0; k < 8; k++) numbers[k] = atoi(words[k + 2]);
  int p = numbers[0], q = numbers[1], m = numbers[2], n = numbers[3];
  int mb = numbers[4], nb = numbers[5], rsrc = numbers[6], csrc = numbers[7];

  int rank, processes, context, row, column, info, descriptor[9];
  Cblacs_pinfo(&rank, &processes);
  Cblacs_get(-1, 0, &context);
  Cblacs_gridinit(&context, "Row", p, q);
  Cblacs_gridinfo(context, &p, &q, &row, &column);
  int rows = numroc_(&m, &mb, &row, &rsrc, &p), columns = numroc_(&n, &nb, &column, &csrc, &q);
  int lead = rows > 1 ? rows : 1;
  descinit_(descriptor, &m, &n, &mb, &nb, &rsrc, &csrc, &context, &lead, &info);
  if (info != 0) {
    fprintf(stderr, "scalapack: descinit says %d\n", info);
    return 70;
  }
  double *a = calloc((size_t)lead * (columns > 1 ? columns : 1), sizeof *a);
  for (int i = 1; i <= m; i++) {
    for (int j = 1; j <= n; j++) {
      double value = (double)(i - 1) * n + (j - 1);
      pdelset_(a, &i, &j, descriptor, &value);
    }
  }

  char path[4096], header[128] = "";
  snprintf(path, sizeof path, "%s/rank%d.npy", words[1], rank);
  FILE *file = fopen(path, "wb");
  if (!file) {
    fprintf(stderr, "scalapack: %s cannot be written\n", path);
    return 65;
  }
  int length = snprintf(header, sizeof header, "{'descr': '<f8', 'fortran_order': False, 'shape': (%d, %d), }",
                        rows, columns);
  // The header ends at a multiple of 64 bytes, with a line feed.
  int padded = (10 + length + 1 + 63) / 64 * 64 - 10;
  memset(header + length, ' ', padded - length - 1);
  header[padded - 1] = '\n';
  uint16_t size = (uint16_t)padded;
  fwrite("\x93NUMPY\x01\x00", 1, 8, file);
  fwrite(&size, 2, 1, file);
  fwrite(header, 1, padded, file);
  for (int i = 0; i < rows; i++) {
    for (int j = 0; j < columns; j++) fwrite(&a[i + (size_t)j * lead], sizeof *a, 1, file);
  }
  fclose(file);
  free(a);
  Cblacs_gridexit(context);
  Cblacs_exit(0);
  return 0;
}
