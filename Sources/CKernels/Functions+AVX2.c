// The routines of CKernels.h, with AVX2.
#define AVX512 512
#define AVX2 256
#define PORTABLE 0
#define LEVEL AVX2
#if defined(__x86_64__)
#include "Functions.inc"
#else
#include "CKernels.h"
const CKERNELS_routines *CKERNELS_routines_avx2(void) { return 0; }
#endif
