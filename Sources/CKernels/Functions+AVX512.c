// The routines of CKernels.h, with AVX-512.
#define AVX512 512
#define AVX2 256
#define PORTABLE 0
#define LEVEL AVX512
#if defined(__x86_64__)
#include "Functions.inc"

// NaN comes out quiet; the bit that makes it so goes back to what it was.
TARGET void CKERNELS_widen_half_avx512(float *to, const uint16_t *from, size_t count) {
  for (size_t at = 0; at < count; at += 16) {
    __mmask16 some = count - at < 16 ? (__mmask16)((1u << (count - at)) - 1) : (__mmask16)-1;
    __m256i bits = _mm256_maskz_loadu_epi16(some, from + at);
    __m512 value = _mm512_cvtph_ps(bits);
    __mmask16 nan = _mm512_cmp_ps_mask(value, value, _CMP_UNORD_Q);
    if (__builtin_expect(nan != 0, 0)) {
      __m512i wide = _mm512_slli_epi32(_mm512_cvtepu16_epi32(bits), 13);
      __m512i quiet = _mm512_set1_epi32(0x00400000);
      __m512i loud = _mm512_andnot_si512(wide, quiet);
      value = _mm512_mask_xor_ps(value, nan, value, _mm512_castsi512_ps(loud));
    }
    _mm512_mask_storeu_ps(to + at, some, value);
  }
}

TARGET void CKERNELS_narrow_half_avx512(uint16_t *to, const float *from, size_t count) {
  for (size_t at = 0; at < count; at += 16) {
    __mmask16 some = count - at < 16 ? (__mmask16)((1u << (count - at)) - 1) : (__mmask16)-1;
    __m512 value = _mm512_maskz_loadu_ps(some, from + at);
    _mm256_mask_storeu_epi16(to + at, some, _mm512_cvtps_ph(value, _MM_FROUND_TO_NEAREST_INT));
  }
}
#else
#include "CKernels.h"
const CKERNELS_routines *CKERNELS_routines_avx512(void) { return 0; }
void CKERNELS_widen_half_avx512(float *to, const uint16_t *from, size_t count) {}
void CKERNELS_narrow_half_avx512(uint16_t *to, const float *from, size_t count) {}
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
