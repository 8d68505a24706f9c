// The only fence around <dnnl.h>: matrix products and convolutions by oneDNN on the calling thread, with AVX2, AVX-512,
// AVX512-BF16 or AMX as the processor has them. Matrices are row-major. Two threads never write the same matrix.
#pragma once
#include <stddef.h>
#include <stdint.h>

// How a matrix lies: elements from one row, and from one column, to the next; one of them is 1.
typedef struct {
  ptrdiff_t row, column;
} ONEDNN_strides;

// c = scale a b, added to c where `accumulates`; a is rows by inner, b inner by columns, and rows of c are `step`
// apart. 0 on success.
int ONEDNN_product_float(
    size_t rows, size_t columns, size_t inner, float scale, const float *a, ONEDNN_strides a_strides,
    const float *b, ONEDNN_strides b_strides, int accumulates, float *c, size_t step);

// c = a b in bfloat16, summed in float32 and rounded once; plus the bias of each column, unless that is null. 0 on
// success; else nothing was written.
int ONEDNN_product_brain(
    size_t rows, size_t columns, size_t inner, const uint16_t *a, ONEDNN_strides a_strides,
    const uint16_t *b, ONEDNN_strides b_strides, const uint16_t *bias, uint16_t *c, size_t step);

// c = a times the transpose of b, in 8-bit integers whose products are summed in 32 bits, which wrap: a is rows by inner, b
// columns by inner, both without gaps, and rows of c are `step` apart. Only where the processor has byte products, since
// sums saturate without. 0 on success.
int ONEDNN_product_bytes(
    size_t rows, size_t columns, size_t inner, const int8_t *a, const int8_t *b, int32_t *c, size_t step);

// A convolution of samples of `channels` by `input`, over 1 to 3 spatial dims, with `outputs` by `channels / groups` by
// `kernel` weights.
typedef struct {
  int dims;
  ptrdiff_t channels, outputs, groups;
  // Of each spatial dim; `before` and `after` are how many zeros are added there.
  const int64_t *input, *kernel, *output, *strides, *dilations, *before, *after;
} ONEDNN_convolution;

// y = the convolution of each sample of x, plus the bias of each output unless `bias` is null. Samples are computed one
// by one, so that their bits do not depend on the batch. Returns 0, or 1 where oneDNN has no loop for this processor.
int ONEDNN_convolve_float(
    const ONEDNN_convolution *shape, size_t samples, const float *x, const float *weights, const float *bias,
    float *y);

// Whether the processor adds products of bytes up itself (AVX-512 VNNI), and oneDNN has it do so.
int ONEDNN_has_byte_products(void);

// Whether the processor multiplies bfloat16 itself.
int ONEDNN_has_brain_products(void);

// The library's version, as "2.6.3", and the instructions that it takes, into texts of 32 bytes.
void ONEDNN_describe(char *version, char *instructions);
