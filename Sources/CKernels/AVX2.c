// What takes AVX2 and F16C. The functions say so themselves, so that the package is built for any processor of the
// architecture, and the caller asks which one it runs on.
#include "CKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,f16c")))
#define AVX2_INLINE static inline __attribute__((target("avx2,f16c"), always_inline))

int CKERNELS_has_avx2(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
}

// NaN comes out quiet.
AVX2_INLINE __m256 wide_halves(const uint16_t *from) {
  return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)from));
}

AVX2_INLINE void widen_eight_halves(float *to, const uint16_t *from) {
  __m256 value = wide_halves(from);
  __m256 nan = _mm256_cmp_ps(value, value, _CMP_UNORD_Q);
  if (!_mm256_testz_ps(nan, nan)) {
    // The bit that makes them quiet goes back to what it was.
    __m256i bits = _mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)from));
    __m256i loud = _mm256_andnot_si256(
        _mm256_slli_epi32(bits, 13),
        _mm256_and_si256(_mm256_castps_si256(nan), _mm256_set1_epi32(0x00400000)));
    value = _mm256_xor_ps(value, _mm256_castsi256_ps(loud));
  }
  _mm256_storeu_ps(to, value);
}

AVX2_INLINE void narrow_eight_halves(uint16_t *to, const float *from) {
  _mm_storeu_si128(
      (__m128i *)to, _mm256_cvtps_ph(_mm256_loadu_ps(from), _MM_FROUND_TO_NEAREST_INT));
}

AVX2_INLINE __m256i narrow_halves(__m256 low, __m256 high) {
  return _mm256_set_m128i(
      _mm256_cvtps_ph(high, _MM_FROUND_TO_NEAREST_INT),
      _mm256_cvtps_ph(low, _MM_FROUND_TO_NEAREST_INT));
}

AVX2_INLINE __m256 wide_brains(const uint16_t *from) {
  __m128i bits = _mm_loadu_si128((const __m128i *)from);
  return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(bits), 16));
}

// What is left at the end is a shift each, quicker than to pad it as CONVERT does.
AVX2 void CKERNELS_widen_brain(float *to, const uint16_t *from, size_t count) {
  size_t at = 0;
  for (; at + 8 <= count; at += 8) _mm256_storeu_ps(to + at, wide_brains(from + at));
  for (; at < count; at++) {
    uint32_t bits = (uint32_t)from[at] << 16;
    __builtin_memcpy(to + at, &bits, sizeof bits);
  }
}

// Eight of them, rounded, in the lower halves of 32 bits.
AVX2_INLINE __m256i rounded_brains(__m256 value) {
  __m256i bits = _mm256_castps_si256(value);
  __m256i upper = _mm256_srli_epi32(bits, 16);
  __m256i odd = _mm256_and_si256(upper, _mm256_set1_epi32(1));
  __m256i half = _mm256_add_epi32(odd, _mm256_set1_epi32(0x7fff));
  __m256i rounded = _mm256_srli_epi32(_mm256_add_epi32(bits, half), 16);
  __m256i nan = _mm256_castps_si256(_mm256_cmp_ps(value, value, _CMP_UNORD_Q));
  __m256i quiet = _mm256_or_si256(upper, _mm256_set1_epi32(0x0040));
  return _mm256_blendv_epi8(rounded, quiet, nan);
}

// Sixteen; packing works within the halves of a vector.
AVX2_INLINE __m256i narrow_brains(__m256 low, __m256 high) {
  return _mm256_permute4x64_epi64(
      _mm256_packus_epi32(rounded_brains(low), rounded_brains(high)), 0xd8);
}

AVX2_INLINE void narrow_sixteen_brains(uint16_t *to, const float *from) {
  _mm256_storeu_si256(
      (__m256i *)to, narrow_brains(_mm256_loadu_ps(from), _mm256_loadu_ps(from + 8)));
}

// So many elements at a time; what is left at the end, as if zeros followed.
#define CONVERT(name, target, source, lanes, convert)                                              \
  AVX2 void name(target *to, const source *from, size_t count) {                                   \
    size_t at = 0;                                                                                 \
    for (; at + lanes <= count; at += lanes) convert(to + at, from + at);                          \
    if (at == count) return;                                                                       \
    source last[lanes] = {0};                                                                      \
    target converted[lanes];                                                                       \
    __builtin_memcpy(last, from + at, (count - at) * sizeof *from);                                \
    convert(converted, last);                                                                      \
    __builtin_memcpy(to + at, converted, (count - at) * sizeof *to);                               \
  }
CONVERT(CKERNELS_widen_half, float, uint16_t, 8, widen_eight_halves)
CONVERT(CKERNELS_narrow_half, uint16_t, float, 8, narrow_eight_halves)
CONVERT(CKERNELS_narrow_brain, uint16_t, float, 16, narrow_sixteen_brains)

// The one NaN that folds give for any.
AVX2_INLINE __m256 settled(__m256 value) {
  return _mm256_blendv_ps(
      value, _mm256_castsi256_ps(_mm256_set1_epi32(0x7fc00000)),
      _mm256_cmp_ps(value, value, _CMP_UNORD_Q));
}

// Lines of 32 elements, in four vectors that never leave their registers.
#define SUM(name, wide, narrow, widen_last, narrow_last)                                           \
  AVX2 void name(                                                                                  \
      uint16_t *to, const uint16_t *const *parts, size_t part_count, size_t count, int streams) {  \
    size_t at = 0;                                                                                 \
    for (; at + 32 <= count; at += 32) {                                                           \
      __m256 sums[4];                                                                              \
      for (int k = 0; k < 4; k++) sums[k] = wide(parts[0] + at + 8 * k);                           \
      for (size_t part = 1; part < part_count; part++)                                             \
        for (int k = 0; k < 4; k++)                                                                \
          sums[k] = _mm256_add_ps(sums[k], wide(parts[part] + at + 8 * k));                        \
      for (int k = 0; k < 4; k++) sums[k] = settled(sums[k]);                                      \
      __m256i low = narrow(sums[0], sums[1]), high = narrow(sums[2], sums[3]);                     \
      if (streams) {                                                                               \
        __m128i *line = (__m128i *)(to + at);                                                      \
        _mm_stream_si128(line, _mm256_castsi256_si128(low));                                       \
        _mm_stream_si128(line + 1, _mm256_extracti128_si256(low, 1));                              \
        _mm_stream_si128(line + 2, _mm256_castsi256_si128(high));                                  \
        _mm_stream_si128(line + 3, _mm256_extracti128_si256(high, 1));                             \
      } else {                                                                                     \
        _mm256_storeu_si256((__m256i *)(to + at), low);                                            \
        _mm256_storeu_si256((__m256i *)(to + at) + 1, high);                                       \
      }                                                                                            \
    }                                                                                              \
    float sums[32], next[32];                                                                      \
    size_t left = count - at;                                                                      \
    if (left == 0) return;                                                                         \
    widen_last(sums, parts[0] + at, left);                                                         \
    for (size_t part = 1; part < part_count; part++) {                                             \
      widen_last(next, parts[part] + at, left);                                                    \
      for (size_t k = 0; k < left; k++) sums[k] += next[k];                                        \
    }                                                                                              \
    for (size_t k = 0; k < left; k++)                                                              \
      if (sums[k] != sums[k]) sums[k] = __builtin_nanf("");                                        \
    narrow_last(to + at, sums, left);                                                              \
  }
SUM(CKERNELS_sum_half, wide_halves, narrow_halves, CKERNELS_widen_half, CKERNELS_narrow_half)
SUM(CKERNELS_sum_brain, wide_brains, narrow_brains, CKERNELS_widen_brain, CKERNELS_narrow_brain)

AVX2 void CKERNELS_fill(void *to, const void *pattern, size_t bytes) {
  __m256i value = _mm256_broadcastsi128_si256(_mm_loadu_si128(pattern));
  char *target = to;
  size_t at = 0;
  for (; at + 64 <= bytes; at += 64) {
    _mm256_storeu_si256((__m256i *)(target + at), value);
    _mm256_storeu_si256((__m256i *)(target + at + 32), value);
  }
  for (; at + 16 <= bytes; at += 16)
    _mm_storeu_si128((__m128i *)(target + at), _mm256_castsi256_si128(value));
  __builtin_memcpy(target + at, pattern, bytes - at);
}

// Sixteen bytes of each of two lines, side by side: transposing both halves alike then leaves whole vectors of
// columns.
AVX2_INLINE __m256i two_lines(const void *low, const void *high) {
  return _mm256_inserti128_si256(
      _mm256_castsi128_si256(_mm_loadu_si128(low)), _mm_loadu_si128(high), 1);
}

AVX2_INLINE void square2(
    uint16_t *to, ptrdiff_t pitch, const uint16_t *from, const ptrdiff_t *lines) {
  __m256i a[8], b[8];
  for (int i = 0; i < 8; i++) a[i] = two_lines(from + lines[i], from + lines[i + 8]);
  for (int i = 0; i < 4; i++) {
    b[i] = _mm256_unpacklo_epi16(a[2 * i], a[2 * i + 1]);
    b[i + 4] = _mm256_unpackhi_epi16(a[2 * i], a[2 * i + 1]);
  }
  for (int i = 0; i < 4; i++) {
    a[2 * i] = _mm256_unpacklo_epi32(b[2 * i], b[2 * i + 1]);
    a[2 * i + 1] = _mm256_unpackhi_epi32(b[2 * i], b[2 * i + 1]);
  }
  for (int i = 0; i < 4; i++) {
    int j = i / 2 * 4 + i % 2;
    _mm256_storeu_si256((__m256i *)(to + 2 * i * pitch), _mm256_unpacklo_epi64(a[j], a[j + 2]));
    _mm256_storeu_si256(
        (__m256i *)(to + (2 * i + 1) * pitch), _mm256_unpackhi_epi64(a[j], a[j + 2]));
  }
}

AVX2_INLINE void square4(
    uint32_t *to, ptrdiff_t pitch, const uint32_t *from, const ptrdiff_t *lines) {
  __m256i a = two_lines(from + lines[0], from + lines[4]);
  __m256i b = two_lines(from + lines[1], from + lines[5]);
  __m256i c = two_lines(from + lines[2], from + lines[6]);
  __m256i d = two_lines(from + lines[3], from + lines[7]);
  __m256i e = _mm256_unpacklo_epi32(a, b), f = _mm256_unpackhi_epi32(a, b);
  __m256i g = _mm256_unpacklo_epi32(c, d), h = _mm256_unpackhi_epi32(c, d);
  _mm256_storeu_si256((__m256i *)to, _mm256_unpacklo_epi64(e, g));
  _mm256_storeu_si256((__m256i *)(to + pitch), _mm256_unpackhi_epi64(e, g));
  _mm256_storeu_si256((__m256i *)(to + 2 * pitch), _mm256_unpacklo_epi64(f, h));
  _mm256_storeu_si256((__m256i *)(to + 3 * pitch), _mm256_unpackhi_epi64(f, h));
}

AVX2_INLINE void square8(
    uint64_t *to, ptrdiff_t pitch, const uint64_t *from, const ptrdiff_t *lines) {
  __m256i a = two_lines(from + lines[0], from + lines[2]);
  __m256i b = two_lines(from + lines[1], from + lines[3]);
  _mm256_storeu_si256((__m256i *)to, _mm256_unpacklo_epi64(a, b));
  _mm256_storeu_si256((__m256i *)(to + pitch), _mm256_unpackhi_epi64(a, b));
}

// Whole rectangles of `wide` columns by `high` rows, then what is left of them element by element.
#define GATHER(name, element, square, wide, high)                                                  \
  AVX2 void name(                                                                                  \
      element *to, ptrdiff_t pitch, const element *from, const ptrdiff_t *lines,                   \
      const ptrdiff_t *next, size_t rows, size_t columns, ptrdiff_t ahead) {                       \
    size_t c = 0;                                                                                  \
    for (; c + wide <= columns; c += wide) {                                                       \
      for (size_t k = 0; k < wide; k++)                                                            \
        for (size_t r = 0; r < rows; r += 64 / sizeof(element))                                    \
          __builtin_prefetch(from + next[c + k] + (ptrdiff_t)r + ahead, 0, 3);                     \
      size_t r = 0;                                                                                \
      for (; r + high <= rows; r += high)                                                          \
        square(to + (ptrdiff_t)r * pitch + c, pitch, from + r, lines + c);                         \
      for (; r < rows; r++)                                                                        \
        for (size_t k = c; k < c + wide; k++)                                                      \
          to[(ptrdiff_t)r * pitch + (ptrdiff_t)k] = from[lines[k] + (ptrdiff_t)r];                 \
    }                                                                                              \
    for (; c < columns; c++)                                                                       \
      for (size_t r = 0; r < rows; r++)                                                            \
        to[(ptrdiff_t)r * pitch + (ptrdiff_t)c] = from[lines[c] + (ptrdiff_t)r];                   \
  }
GATHER(CKERNELS_gather2, uint16_t, square2, 16, 8)
GATHER(CKERNELS_gather4, uint32_t, square4, 8, 4)
GATHER(CKERNELS_gather8, uint64_t, square8, 4, 2)

#else

int CKERNELS_has_avx2(void) { return 0; }

#define ABSENT(name, ...)                                                                          \
  void name(__VA_ARGS__) { __builtin_trap(); }
ABSENT(CKERNELS_widen_half, float *to, const uint16_t *from, size_t count)
ABSENT(CKERNELS_narrow_half, uint16_t *to, const float *from, size_t count)
ABSENT(CKERNELS_widen_brain, float *to, const uint16_t *from, size_t count)
ABSENT(CKERNELS_narrow_brain, uint16_t *to, const float *from, size_t count)
ABSENT(
    CKERNELS_sum_half, uint16_t *to, const uint16_t *const *parts, size_t part_count, size_t count,
    int streams)
ABSENT(
    CKERNELS_sum_brain, uint16_t *to, const uint16_t *const *parts, size_t part_count,
    size_t count, int streams)
ABSENT(CKERNELS_fill, void *to, const void *pattern, size_t bytes)
#define ABSENT_GATHER(name, element)                                                               \
  ABSENT(                                                                                          \
      name, element *to, ptrdiff_t pitch, const element *from, const ptrdiff_t *lines,             \
      const ptrdiff_t *next, size_t rows, size_t columns, ptrdiff_t ahead)
ABSENT_GATHER(CKERNELS_gather2, uint16_t)
ABSENT_GATHER(CKERNELS_gather4, uint32_t)
ABSENT_GATHER(CKERNELS_gather8, uint64_t)

#endif
