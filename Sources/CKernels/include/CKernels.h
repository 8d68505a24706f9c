// Loops that say which instructions they take: stores past the caches, fetches ahead of time, and vectors that
// not every processor of an architecture has. Nothing here allocates; all sizes may be 0.
#pragma once
#include <stddef.h>
#include <stdint.h>

// What follows works on every processor.
//
// Copies `rows` rows of 8 to 64 `bytes`, each `to_step` and `from_step` bytes after the one before.
void CKERNELS_copy_rows(
    void *to, ptrdiff_t to_step, const void *from, ptrdiff_t from_step, size_t bytes, size_t rows);

// Rows written past the caches: what is not read again soon then costs no fetch of the lines it goes to. Targets
// start at multiples of 16 bytes. CKERNELS_stream_fence ends a sequence of such writes.

// `rows` rows of `bytes`, each `to_step` and `from_step` bytes after the one before; fetches what lies `ahead`
// bytes on in the source, if that is not 0: processors look ahead by themselves within a page only.
void CKERNELS_stream_rows(
    void *to, ptrdiff_t to_step, const void *from, ptrdiff_t from_step, size_t bytes, size_t rows,
    ptrdiff_t ahead);

// The sixteen bytes at `pattern`, over and over.
void CKERNELS_stream_fill(void *to, const void *pattern, size_t bytes);

// to[i] = from[2 * i], of 2 and of 4 bytes each.
void CKERNELS_stream_evens2(uint16_t *to, const uint16_t *from, size_t count);
void CKERNELS_stream_evens4(uint32_t *to, const uint32_t *from, size_t count);

void CKERNELS_stream_fence(void);

// What follows needs AVX2 and F16C; without them it must not be called.

// Whether this processor has both.
int CKERNELS_has_avx2(void);

// Float16 (half) and bfloat16 (brain) to and from float32: to nearest, ties to even. Widening keeps all bits of
// NaN, narrowing its upper ones and makes it quiet.
void CKERNELS_widen_half(float *to, const uint16_t *from, size_t count);
void CKERNELS_narrow_half(uint16_t *to, const float *from, size_t count);
void CKERNELS_widen_brain(float *to, const uint16_t *from, size_t count);
void CKERNELS_narrow_brain(uint16_t *to, const float *from, size_t count);

// to[i] = the sum of the parts' i-th elements, added in their order in float32 and rounded once; past the caches
// where `streams`, to a multiple of 16 bytes then. `to` may be one of the parts.
void CKERNELS_sum_half(
    uint16_t *to, const uint16_t *const *parts, size_t part_count, size_t count, int streams);
void CKERNELS_sum_brain(
    uint16_t *to, const uint16_t *const *parts, size_t part_count, size_t count, int streams);

// The sixteen bytes at `pattern`, over and over, through the caches.
void CKERNELS_fill(void *to, const void *pattern, size_t bytes);

// to[r * pitch + c] = from[lines[c] + r] for all r < rows and c < columns, of 2, 4 and 8 bytes each; fetches
// what lies at from[next[c] + r + ahead], which need not be there.
void CKERNELS_gather2(
    uint16_t *to, ptrdiff_t pitch, const uint16_t *from, const ptrdiff_t *lines,
    const ptrdiff_t *next, size_t rows, size_t columns, ptrdiff_t ahead);
void CKERNELS_gather4(
    uint32_t *to, ptrdiff_t pitch, const uint32_t *from, const ptrdiff_t *lines,
    const ptrdiff_t *next, size_t rows, size_t columns, ptrdiff_t ahead);
void CKERNELS_gather8(
    uint64_t *to, ptrdiff_t pitch, const uint64_t *from, const ptrdiff_t *lines,
    const ptrdiff_t *next, size_t rows, size_t columns, ptrdiff_t ahead);

// What follows exists at three levels, which give the same bits: portable (on Arm, NEON), AVX2 with FMA and F16C, and
// AVX-512 with F, BW, VL and DQ.

// Whether this processor has what the AVX-512 level takes.
int CKERNELS_has_avx512(void);

// The functions of one number; in brackets the parameters.
enum CKERNELS_function {
  CKERNELS_exp, CKERNELS_expm1, CKERNELS_exp2, CKERNELS_log, CKERNELS_log1p, CKERNELS_log2, CKERNELS_log10,
  CKERNELS_sin, CKERNELS_cos, CKERNELS_tan, CKERNELS_asin, CKERNELS_acos, CKERNELS_atan,
  CKERNELS_sinh, CKERNELS_cosh, CKERNELS_tanh, CKERNELS_asinh, CKERNELS_acosh, CKERNELS_atanh,
  CKERNELS_erf, CKERNELS_erfc, CKERNELS_lgamma, CKERNELS_digamma,
  // Of floats only; map_double does not take it.
  CKERNELS_erfinv,
  // x to a power [the power]
  CKERNELS_pow,
  CKERNELS_sigmoid, CKERNELS_silu,
  // x sigmoid(beta x) [beta]
  CKERNELS_swish,
  CKERNELS_gelu, CKERNELS_gelu_tanh,
  // scale x, or slope (exp(x / width) - 1) where x < 0 [scale, slope, width]
  CKERNELS_elu,
  CKERNELS_mish, CKERNELS_log_sigmoid,
  // [beta, threshold]
  CKERNELS_softplus,
  CKERNELS_tanh_shrink,
  // b tanh(a x) [a, b]
  CKERNELS_stanh,
  // log(y / (1 - y)), where y is x clamped to [least, most]
  CKERNELS_logit,
  // What follows takes a few instructions each.
  CKERNELS_sqrt, CKERNELS_rsqrt, CKERNELS_reciprocal, CKERNELS_softsign,
  CKERNELS_abs, CKERNELS_negative, CKERNELS_square, CKERNELS_ceil, CKERNELS_floor, CKERNELS_trunc,
  // To the nearest, ties to even.
  CKERNELS_round,
  // -1, 0 or 1; zeros and NaN stay as they are, but for the sign of a zero.
  CKERNELS_sign,
  // Not below the first nor above the second; NaN stays [least, most]
  CKERNELS_clip,
  // x, or slope x where x < 0 [slope]
  CKERNELS_leaky_relu,
  // scale x + bias, and scale (x + bias) [scale, bias]
  CKERNELS_scale, CKERNELS_scale_sum,
  // 0 where |x| <= threshold, else x, or x nearer to 0 by it [threshold]
  CKERNELS_hardshrink, CKERNELS_softshrink,
  // x where x > threshold, else value [threshold, value]
  CKERNELS_thresholded,
  // slope x + offset from 0 to 1 [slope, offset]
  CKERNELS_hardsigmoid,
  // x (x + offset from 0 to threshold) factor [threshold, factor, offset]
  CKERNELS_hardswish,
};

// The functions of two numbers. Of the larger and the smaller, NaN wins.
enum CKERNELS_operation {
  CKERNELS_add, CKERNELS_subtract, CKERNELS_multiply, CKERNELS_divide, CKERNELS_maximum, CKERNELS_minimum,
  // Toward negative infinity, what that leaves, with the divisor's sign, and toward zero.
  CKERNELS_floor_divide, CKERNELS_remainder, CKERNELS_trunc_divide,
};

// The numbers that a step of Adam is made with.
typedef struct {
  double beta1, beta2, rest1, rest2, rate, correction, epsilon, decay, kept;
} CKERNELS_adam;

// The same of Adagrad.
typedef struct {
  double rate, decay, epsilon;
} CKERNELS_adagrad;

// The same of gradient descent; `share` of a gradient enters the velocity.
typedef struct {
  double rate, decay, momentum, share;
  int is_nesterov;
} CKERNELS_sgd;

// A window of `rows` by `columns` weights that moves over the rows of an image: `row_stride` rows down from one row of the
// result to the next; its own rows and columns lie so far apart.
typedef struct {
  size_t rows, columns;
  ptrdiff_t row_stride, row_dilation, column_dilation;
} CKERNELS_window;

// As CKERNELS_widen_half and so on, by AVX-512.
void CKERNELS_widen_half_avx512(float *to, const uint16_t *from, size_t count);
void CKERNELS_narrow_half_avx512(uint16_t *to, const float *from, size_t count);

// The routines of one level.
typedef struct {
  // to[i] = function(from[i]), with the function's parameters at p; `to` may be `from`. Half and brain are float16
  // and bfloat16: computed as float32, and rounded once.
  void (*map_float)(int function, float *to, const float *from, size_t count, const double *p);
  void (*map_double)(int function, double *to, const double *from, size_t count, const double *p);
  void (*map_half)(int function, uint16_t *to, const uint16_t *from, size_t count, const double *p);
  void (*map_brain)(int function, uint16_t *to, const uint16_t *from, size_t count, const double *p);

  // to[i] = operation(a[i], b[i]); a or b is one number for all i where its step is 0, else its step is 1. `to` may
  // be one of them. 16-bit floats are computed as float32, and rounded once.
  void (*combine_float)(
      int operation, float *to, const float *a, int a_step, const float *b, int b_step, size_t count);
  void (*combine_double)(
      int operation, double *to, const double *a, int a_step, const double *b, int b_step, size_t count);
  void (*combine_half)(
      int operation, uint16_t *to, const uint16_t *a, int a_step, const uint16_t *b, int b_step, size_t count);
  void (*combine_brain)(
      int operation, uint16_t *to, const uint16_t *a, int a_step, const uint16_t *b, int b_step, size_t count);

  // to[i] lies between x[i] and y[i] by weights[i], from the end that is nearer.
  void (*mix_float)(float *to, const float *x, const float *y, const float *weights, size_t count);
  void (*mix_double)(double *to, const double *x, const double *y, const double *weights, size_t count);
  void (*mix_half)(
      uint16_t *to, const uint16_t *x, const uint16_t *y, const uint16_t *weights, size_t count);
  void (*mix_brain)(
      uint16_t *to, const uint16_t *x, const uint16_t *y, const uint16_t *weights, size_t count);

  // A step of Adam: from parameters, gradients, first and second moments and the largest second moments so far, or null,
  // to parameters, moments and the largest. Of Adagrad: from parameters, gradients and sums, to parameters and sums. Of
  // gradient descent: from parameters, gradients and velocities, or null, to parameters and velocities. What is written
  // may be what is read; past the caches where `streams`, to multiples of 64 bytes then, and CKERNELS_stream_fence ends
  // it. 16-bit floats are computed as float32, and rounded once.
  void (*adam_float)(
      float *const *to, const float *const *from, size_t count, const CKERNELS_adam *step, int streams);
  void (*adam_double)(
      double *const *to, const double *const *from, size_t count, const CKERNELS_adam *step, int streams);
  void (*adam_half)(
      uint16_t *const *to, const uint16_t *const *from, size_t count, const CKERNELS_adam *step, int streams);
  void (*adam_brain)(
      uint16_t *const *to, const uint16_t *const *from, size_t count, const CKERNELS_adam *step, int streams);
  void (*adagrad_float)(
      float *const *to, const float *const *from, size_t count, const CKERNELS_adagrad *step, int streams);
  void (*adagrad_double)(
      double *const *to, const double *const *from, size_t count, const CKERNELS_adagrad *step, int streams);
  void (*adagrad_half)(
      uint16_t *const *to, const uint16_t *const *from, size_t count, const CKERNELS_adagrad *step, int streams);
  void (*adagrad_brain)(
      uint16_t *const *to, const uint16_t *const *from, size_t count, const CKERNELS_adagrad *step, int streams);
  void (*sgd_float)(
      float *const *to, const float *const *from, size_t count, const CKERNELS_sgd *step, int streams);
  void (*sgd_double)(
      double *const *to, const double *const *from, size_t count, const CKERNELS_sgd *step, int streams);
  void (*sgd_half)(
      uint16_t *const *to, const uint16_t *const *from, size_t count, const CKERNELS_sgd *step, int streams);
  void (*sgd_brain)(
      uint16_t *const *to, const uint16_t *const *from, size_t count, const CKERNELS_sgd *step, int streams);

  // x[i] to the power y[i].
  void (*raise_floats)(float *x, const float *y, size_t count);
  void (*raise_doubles)(double *x, const double *y, size_t count);

  // The sum, and that of (from[i] - center)²: by halves, so that the error grows with the logarithm of the count.
  float (*sum_floats)(const float *from, size_t count);
  double (*sum_doubles)(const double *from, size_t count);
  float (*sum_half)(const uint16_t *from, size_t count);
  float (*sum_brain)(const uint16_t *from, size_t count);
  // The product, by halves too.
  float (*product_floats)(const float *from, size_t count);
  double (*product_doubles)(const double *from, size_t count);
  float (*squares_floats)(const float *from, size_t count, float center);
  double (*squares_doubles)(const double *from, size_t count, double center);

  // The largest and the smallest; NaN where there is one, and -infinity or infinity of nothing.
  float (*maximum_floats)(const float *from, size_t count);
  double (*maximum_doubles)(const double *from, size_t count);
  float (*minimum_floats)(const float *from, size_t count);
  double (*minimum_doubles)(const double *from, size_t count);

  float (*maximum_half)(const uint16_t *from, size_t count);
  float (*maximum_brain)(const uint16_t *from, size_t count);
  float (*minimum_half)(const uint16_t *from, size_t count);
  float (*minimum_brain)(const uint16_t *from, size_t count);

  // row[i] = operation(… operation(row[i], from[i]) …, from[(rows - 1) step + i]), where the operation adds, multiplies
  // or is an extreme; without what the row held if it `starts`.
  void (*fold_float)(
      int operation, float *row, const float *from, ptrdiff_t step, size_t rows, size_t count, int starts);
  void (*fold_double)(
      int operation, double *row, const double *from, ptrdiff_t step, size_t rows, size_t count, int starts);
  void (*fold_half)(
      int operation, float *row, const uint16_t *from, ptrdiff_t step, size_t rows, size_t count, int starts);
  void (*fold_brain)(
      int operation, float *row, const uint16_t *from, ptrdiff_t step, size_t rows, size_t count, int starts);

  // The place of the first element that equals `value`, or is NaN where that is; `count` where none is.
  size_t (*find_floats)(const float *from, size_t count, float value);
  size_t (*find_doubles)(const double *from, size_t count, double value);

  // to[r step + c] = the sum over i of a[r inner + i] b[c inner + i], which wraps, for all r < rows and c < columns.
  void (*products_bytes)(
      int32_t *to, size_t step, const int8_t *a, const int8_t *b, size_t rows, size_t columns, size_t inner);

  // to[i] = factor from[i], rounded to an integer, ties to even or away from 0, and no less than `low` nor more than
  // `high`, which are from -128 to 127. NaN is 0.
  void (*quantise_bytes)(
      int8_t *to, const float *from, size_t count, float factor, int low, int high, int ties_to_even);

  // The four words of each of `blocks` blocks of Philox 4x32-10, of the 64-bit counters from `first` on.
  void (*philox_words)(uint32_t *words, uint64_t first, size_t blocks, uint64_t seed);
  // 1 for each of `count` of those words, from the word number `first` on, whose upper 24 bits are at least `least`, else 0.
  void (*philox_flags)(uint8_t *to, uint64_t first, size_t count, uint64_t seed, uint32_t least);

  // Two uniform doubles in [0, 1) for each place, from the block of Philox 4x32-10 whose counter is (place, step, 1).
  void (*uniform_streams)(
      double *first, double *second, const int64_t *places, size_t count, uint32_t step, uint64_t seed);

  // Whether all elements are from `least` to `most`.
  int (*within_int)(const int32_t *from, size_t count, int32_t least, int32_t most);
  int (*within_long)(const int64_t *from, size_t count, int64_t least, int64_t most);

  // to[i] = factor from[i]. Returns 1 if all of `from` is finite, else 0. With `streams` the stores bypass the caches: `to`
  // must then be a multiple of 64 bytes, and CKERNELS_stream_fence must follow. 16-bit floats are computed as float32 and
  // rounded once.
  int (*unscale_float)(float *to, const float *from, size_t count, double factor, int streams);
  int (*unscale_double)(double *to, const double *from, size_t count, double factor, int streams);
  int (*unscale_half)(uint16_t *to, const uint16_t *from, size_t count, double factor, int streams);
  int (*unscale_brain)(uint16_t *to, const uint16_t *from, size_t count, double factor, int streams);

  // The place of the first element that stands before `worst` where the order begins with the largest, or the smallest;
  // NaN is the largest, and zeros are equal. `count` where none does.
  size_t (*find_better_float)(const float *from, size_t count, const float *worst, int largest);
  size_t (*find_better_double)(const double *from, size_t count, const double *worst, int largest);
  size_t (*find_better_half)(const uint16_t *from, size_t count, const uint16_t *worst, int largest);
  size_t (*find_better_brain)(const uint16_t *from, size_t count, const uint16_t *worst, int largest);

  // The softmax of each of `count` columns, or its logarithm. Their rows lie `step` apart, in `to` and in `from`, which
  // may be the same.
  void (*softmax_float)(
      float *to, const float *from, ptrdiff_t step, size_t rows, size_t count, int takes_logarithm);
  void (*softmax_double)(
      double *to, const double *from, ptrdiff_t step, size_t rows, size_t count, int takes_logarithm);
  void (*softmax_half)(
      uint16_t *to, const uint16_t *from, ptrdiff_t step, size_t rows, size_t count, int takes_logarithm);
  void (*softmax_brain)(
      uint16_t *to, const uint16_t *from, ptrdiff_t step, size_t rows, size_t count, int takes_logarithm);

  // The sum of from[i] others[i]; to[i] += from[i] factor.
  float (*dot_half)(const uint16_t *from, const float *others, size_t count);
  float (*dot_brain)(const uint16_t *from, const float *others, size_t count);
  void (*add_scaled_half)(float *to, const uint16_t *from, float factor, size_t count);
  void (*add_scaled_brain)(float *to, const uint16_t *from, float factor, size_t count);

  // to[r, c] = begin + the sum of weights[i, j] from[r row_stride + i row_dilation, c + j column_dilation], added up in
  // the order of the weights, for all r < rows and c < count; rows lie to_step and from_step apart.
  void (*correlate_floats)(
      float *to, ptrdiff_t to_step, const float *from, ptrdiff_t from_step, size_t rows, size_t count,
      const CKERNELS_window *window, const float *weights, float begin);
  void (*correlate_doubles)(
      double *to, ptrdiff_t to_step, const double *from, ptrdiff_t from_step, size_t rows, size_t count,
      const CKERNELS_window *window, const double *weights, double begin);

  // to[i] = exp(from[i] - shift); their sum. `to` may be `from`.
  float (*exponentials_floats)(float *to, const float *from, size_t count, float shift);
  double (*exponentials_doubles)(double *to, const double *from, size_t count, double shift);

  // to[i] = (from[i] - center) factor scales[i] + biases[i]; without scales or biases where they are null.
  void (*normalise_floats)(
      float *to, const float *from, size_t count, float center, float factor, const float *scales,
      const float *biases);
  void (*normalise_doubles)(
      double *to, const double *from, size_t count, double center, double factor, const double *scales,
      const double *biases);

  // to[i] = (from[i] - first) - second. `to` may be `from`.
  void (*lessen_floats)(float *to, const float *from, size_t count, float first, float second);
  void (*lessen_doubles)(double *to, const double *from, size_t count, double first, double second);

  // to[i] = (from[i] + bias[i]) factor + other[i], or other[i] alone where flags[i] is 0; without bias, flags or other where
  // they are null. Returns the sum of to, in the order of sum. `to` may be `from` or `other`.
  float (*blend_floats)(
      float *to, const float *from, const float *bias, const uint8_t *flags, float factor, const float *other,
      size_t count);
  double (*blend_doubles)(
      double *to, const double *from, const double *bias, const uint8_t *flags, double factor, const double *other,
      size_t count);

  // Replaces best[i] and places[i] by from[i] and from_places[i] + add where from[i] is larger. Of equal numbers the one
  // with the smaller place stays. NaN is larger than every number, and of two NaN the one with the larger place stays.
  // count is a multiple of 16.
  void (*keep_larger_floats)(
      float *best, int64_t *places, const float *from, const int64_t *from_places, int64_t add, size_t count);
  void (*keep_larger_doubles)(
      double *best, int64_t *places, const double *from, const int64_t *from_places, int64_t add, size_t count);
} CKERNELS_routines;

// A level must be called only on a processor that has it; null where the architecture has none such.
const CKERNELS_routines *CKERNELS_routines_portable(void);
const CKERNELS_routines *CKERNELS_routines_avx2(void);
const CKERNELS_routines *CKERNELS_routines_avx512(void);
