// The routines of CKernels.h, with AVX-512.
#define AVX512 512
#define AVX2 256
#define PORTABLE 0
#define LEVEL AVX512
#if defined(__x86_64__)
#include "Functions.inc"
#else
#include "CKernels.h"
const CKERNELS_routines *CKERNELS_routines_avx512(void) { return 0; }
#endif

int CKERNELS_has_avx512(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
#else
  return 0;
#endif
}
