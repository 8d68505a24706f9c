// Vectors of sixteen floats or eight doubles on every processor, so that all fold in one order and give the same
// bits; and the functions of SLEEF on them. A file that includes this has said its LEVEL: AVX512, AVX2 or PORTABLE.
//
// SLEEF's functions whose names have `finz` give the same bits at every width: N. Shibata and F. Petrogalli,
// "SLEEF: A Portable Vectorized Library of C Standard Mathematical Functions", IEEE TPDS 2020. All are within
// 1 ulp, erfc within 1.5. Elementary.inc has faster functions of floats.
#pragma once
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wpsabi"

#if LEVEL == AVX512
#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx2,fma,f16c")))
#define NAMED CKERNELS_routines_avx512
#elif LEVEL == AVX2
#define TARGET __attribute__((target("avx2,fma,f16c")))
#define NAMED CKERNELS_routines_avx2
#else
#define TARGET
#define NAMED CKERNELS_routines_portable
#endif
#define LANES static inline TARGET __attribute__((always_inline))

typedef float floats __attribute__((vector_size(64)));
typedef double doubles __attribute__((vector_size(64)));
typedef int32_t words __attribute__((vector_size(64)));
typedef int64_t longs __attribute__((vector_size(64)));
typedef uint32_t bits32 __attribute__((vector_size(64)));
typedef uint16_t bits16 __attribute__((vector_size(32)));
typedef uint8_t bytes16 __attribute__((vector_size(16)));
typedef uint8_t bytes8 __attribute__((vector_size(8)));

#define SPLAT_floats(x) ((floats){} + (float)(x))
#define SPLAT_doubles(x) ((doubles){} + (double)(x))

#define LIST_OF_FUNCTIONS(BIND) \
  BIND(exp2, u10) BIND(sinh, u10) BIND(cosh, u10) BIND(asinh, u10) BIND(acosh, u10) BIND(atanh, u10) \
  BIND(lgamma, u10)
// Functions of doubles alone; Elementary.inc has those of floats.
#define LIST_OF_DOUBLES(BIND) \
  BIND(exp, u10) BIND(expm1, u10) BIND(log, u10) BIND(log1p, u10) BIND(log2, u10) BIND(log10, u10) \
  BIND(sin, u10) BIND(cos, u10) BIND(tan, u10) BIND(asin, u10) BIND(acos, u10) BIND(atan, u10) BIND(tanh, u10) \
  BIND(erf, u10) BIND(erfc, u15)

// name_floats(values, count) and name_doubles: `count` vectors of a function each, in place.
#if LEVEL == AVX512 || LEVEL == AVX2
// Calls a function of a vector register on each vector. In C it cannot be said: in a file that is compiled for every
// processor of the architecture, wider vectors than its own go by memory, whatever the target of a function.
#if LEVEL == AVX512
#define WIDE "zmm"
#define WIDTH 64
#define SLEEF(name, ulp, type) Sleef_finz_##name##type##_##ulp##avx512f
#define FLOATS f16
#define DOUBLES d8
#else
#define WIDE "ymm"
#define WIDTH 32
#define SLEEF(name, ulp, type) Sleef_finz_##name##type##_##ulp##avx2
#define FLOATS f8
#define DOUBLES d4
#endif
#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)
// The loop around a call: rbx runs through the values to r12, r14 through a second operand, r13 is the function.
__attribute__((naked, unused)) static void call_each(
    void *values, void *end, void (*function)(void), const void *others) {
  __asm__(
      "push %rbx\n push %r12\n push %r13\n push %r14\n sub $8, %rsp\n"
      "mov %rdi, %rbx\n mov %rsi, %r12\n mov %rdx, %r13\n mov %rcx, %r14\n"
      "jmp 2f\n"
      "1: vmovups (%rbx), %" WIDE "0\n vmovups (%r14), %" WIDE "1\n"
      "call *%r13\n"
      "vmovups %" WIDE "0, (%rbx)\n"
      "add $" TEXT(WIDTH) ", %rbx\n add $" TEXT(WIDTH) ", %r14\n"
      "2: cmp %r12, %rbx\n jb 1b\n"
      "vzeroupper\n"
      "add $8, %rsp\n pop %r14\n pop %r13\n pop %r12\n pop %rbx\n ret");
}
#define EXPANDED(name, ulp, type) SLEEF(name, ulp, type)
#define BIND_FLOATS_AS(given, name, ulp) \
  void EXPANDED(name, ulp, FLOATS)(void); \
  LANES void given##_floats(floats *x, size_t count) { \
    call_each(x, x + count, EXPANDED(name, ulp, FLOATS), x); \
  }
#define BIND_DOUBLES(name, ulp) \
  void EXPANDED(name, ulp, DOUBLES)(void); \
  LANES void name##_doubles(doubles *x, size_t count) { \
    call_each(x, x + count, EXPANDED(name, ulp, DOUBLES), x); \
  }
void EXPANDED(pow, u10, FLOATS)(void);
void EXPANDED(pow, u10, DOUBLES)(void);
LANES void pow_floats(floats *x, const floats *y, size_t count) {
  call_each(x, x + count, EXPANDED(pow, u10, FLOATS), y);
}
LANES void pow_doubles(doubles *x, const doubles *y, size_t count) {
  call_each(x, x + count, EXPANDED(pow, u10, DOUBLES), y);
}

#elif defined(__aarch64__)
#include <arm_neon.h>
#define BIND_FLOATS_AS(given, name, ulp) \
  float32x4_t Sleef_finz_##name##f4_##ulp##advsimd(float32x4_t); \
  LANES void given##_floats(floats *x, size_t count) { \
    float *at = (float *)x; \
    for (size_t i = 0; i < 16 * count; i += 4) \
      vst1q_f32(at + i, Sleef_finz_##name##f4_##ulp##advsimd(vld1q_f32(at + i))); \
  }
#define BIND_DOUBLES(name, ulp) \
  float64x2_t Sleef_finz_##name##d2_##ulp##advsimd(float64x2_t); \
  LANES void name##_doubles(doubles *x, size_t count) { \
    double *at = (double *)x; \
    for (size_t i = 0; i < 8 * count; i += 2) \
      vst1q_f64(at + i, Sleef_finz_##name##d2_##ulp##advsimd(vld1q_f64(at + i))); \
  }
float32x4_t Sleef_finz_powf4_u10advsimd(float32x4_t, float32x4_t);
float64x2_t Sleef_finz_powd2_u10advsimd(float64x2_t, float64x2_t);
LANES void pow_floats(floats *x, const floats *y, size_t count) {
  float *at = (float *)x;
  const float *to = (const float *)y;
  for (size_t i = 0; i < 16 * count; i += 4)
    vst1q_f32(at + i, Sleef_finz_powf4_u10advsimd(vld1q_f32(at + i), vld1q_f32(to + i)));
}
LANES void pow_doubles(doubles *x, const doubles *y, size_t count) {
  double *at = (double *)x;
  const double *to = (const double *)y;
  for (size_t i = 0; i < 8 * count; i += 2)
    vst1q_f64(at + i, Sleef_finz_powd2_u10advsimd(vld1q_f64(at + i), vld1q_f64(to + i)));
}

#else
#define BIND_FLOATS_AS(given, name, ulp) \
  float Sleef_finz_##name##f1_##ulp##purecfma(float); \
  LANES void given##_floats(floats *x, size_t count) { \
    float *at = (float *)x; \
    for (size_t i = 0; i < 16 * count; i++) at[i] = Sleef_finz_##name##f1_##ulp##purecfma(at[i]); \
  }
#define BIND_DOUBLES(name, ulp) \
  double Sleef_finz_##name##d1_##ulp##purecfma(double); \
  LANES void name##_doubles(doubles *x, size_t count) { \
    double *at = (double *)x; \
    for (size_t i = 0; i < 8 * count; i++) at[i] = Sleef_finz_##name##d1_##ulp##purecfma(at[i]); \
  }
float Sleef_finz_powf1_u10purecfma(float, float);
double Sleef_finz_powd1_u10purecfma(double, double);
LANES void pow_floats(floats *x, const floats *y, size_t count) {
  float *at = (float *)x;
  const float *to = (const float *)y;
  for (size_t i = 0; i < 16 * count; i++) at[i] = Sleef_finz_powf1_u10purecfma(at[i], to[i]);
}
LANES void pow_doubles(doubles *x, const doubles *y, size_t count) {
  double *at = (double *)x;
  const double *to = (const double *)y;
  for (size_t i = 0; i < 8 * count; i++) at[i] = Sleef_finz_powd1_u10purecfma(at[i], to[i]);
}
#endif
#define BIND_FLOATS(name, ulp) BIND_FLOATS_AS(name, name, ulp)
LIST_OF_FUNCTIONS(BIND_FLOATS)
BIND_FLOATS_AS(long_sin, sin, u10) BIND_FLOATS_AS(long_cos, cos, u10) BIND_FLOATS_AS(long_tan, tan, u10)
LIST_OF_FUNCTIONS(BIND_DOUBLES)
LIST_OF_DOUBLES(BIND_DOUBLES)

#define LOW8(x) ((__m256)__builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7))
#define HIGH8(x) ((__m256)__builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15))
#define BOTH8(a, b) \
  ((floats)__builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15))

// Elements of each kind as sixteen floats or eight doubles, and back: to nearest, ties to even; NaN is quiet.
LANES floats load_float(const float *from) {
  floats value;
  memcpy(&value, from, sizeof value);
  return value;
}
LANES void store_float(float *to, floats value) { memcpy(to, &value, sizeof value); }

LANES doubles load_double(const double *from) {
  doubles value;
  memcpy(&value, from, sizeof value);
  return value;
}
LANES void store_double(double *to, doubles value) { memcpy(to, &value, sizeof value); }

LANES floats load_brain(const uint16_t *from) {
  bits16 value;
  memcpy(&value, from, sizeof value);
  return (floats)(__builtin_convertvector(value, bits32) << 16);
}
LANES void store_brain(uint16_t *to, floats value) {
  bits32 bits = (bits32)value, upper = bits >> 16;
  bits32 rounded = (bits + 0x7fff + (upper & 1)) >> 16, isNaN = (bits32)(value != value);
  bits16 narrow = __builtin_convertvector((rounded & ~isNaN) | ((upper | 0x40) & isNaN), bits16);
  memcpy(to, &narrow, sizeof narrow);
}

LANES floats load_half(const uint16_t *from) {
#if LEVEL == AVX512
  return (floats)_mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)from));
#elif LEVEL == AVX2
  __m256 low = _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)from));
  __m256 high = _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(from + 8)));
  return BOTH8(low, high);
#else
  // After F. Giesen's half_to_float_fast5.
  bits16 narrow;
  memcpy(&narrow, from, sizeof narrow);
  bits32 wide = __builtin_convertvector(narrow, bits32);
  floats scaled = (floats)((wide & 0x7fff) << 13) * 0x1p112f;
  bits32 isSpecial = (bits32)(scaled >= 65536.0f), isNaN = (bits32)(scaled > 65536.0f);
  return (floats)(
      (bits32)scaled | (isSpecial & 0x7f800000) | (isNaN & 0x00400000) | (wide & 0x8000) << 16);
#endif
}
LANES void store_half(uint16_t *to, floats value) {
#if LEVEL == AVX512
  _mm256_storeu_si256((__m256i *)to, _mm512_cvtps_ph((__m512)value, _MM_FROUND_TO_NEAREST_INT));
#elif LEVEL == AVX2
  _mm_storeu_si128((__m128i *)to, _mm256_cvtps_ph(LOW8(value), _MM_FROUND_TO_NEAREST_INT));
  _mm_storeu_si128((__m128i *)(to + 8), _mm256_cvtps_ph(HIGH8(value), _MM_FROUND_TO_NEAREST_INT));
#else
  // After F. Giesen's float_to_half_fast3_rtne.
  bits32 bits = (bits32)value & 0x7fffffff, sign = ((bits32)value >> 16) & 0x8000;
  bits32 isNaN = (bits32)(bits > 0x7f800000), isLarge = (bits32)(bits >= 0x47800000);
  bits32 special = (isNaN & (0x7e00 | ((bits >> 13) & 0x03ff))) | (~isNaN & 0x7c00);
  bits32 small = (bits32)((floats)bits + 0.5f) - 0x3f000000;
  bits32 normal = (bits - 0x38000000 + 0x0fff + ((bits >> 13) & 1)) >> 13;
  bits32 isSmall = (bits32)(bits < 0x38800000);
  bits32 half = (isSmall & small) | (~isSmall & normal);
  bits16 narrow = __builtin_convertvector((isLarge & special) | (~isLarge & half) | sign, bits16);
  memcpy(to, &narrow, sizeof narrow);
#endif
}
