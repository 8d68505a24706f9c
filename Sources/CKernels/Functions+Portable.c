// The routines of CKernels.h, on every processor.
#define AVX512 512
#define AVX2 256
#define PORTABLE 0
#define LEVEL PORTABLE
#include "Functions.inc"
