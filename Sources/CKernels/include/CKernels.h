// Loops that say which instructions they take: stores past the caches, fetches ahead of time, and vectors that
// not every processor of an architecture has. Nothing here allocates; all sizes may be 0.
#pragma once
#include <stddef.h>
#include <stdint.h>

// What follows works on every processor.
//
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

// Fetches memory that is read soon, which need not be there.
void CKERNELS_fetch(const void *from, size_t bytes);

// What follows needs AVX2 and F16C; without them it must not be called.

// Whether this processor has both.
int CKERNELS_has_avx2(void);

// Float16 (half) and bfloat16 (brain) to and from float32: to nearest, ties to even. Widening keeps all bits of
// NaN, narrowing its upper ones and makes it quiet.
void CKERNELS_widen_half(float *to, const uint16_t *from, size_t count);
void CKERNELS_narrow_half(uint16_t *to, const float *from, size_t count);
void CKERNELS_widen_brain(float *to, const uint16_t *from, size_t count);
void CKERNELS_narrow_brain(uint16_t *to, const float *from, size_t count);

// The sixteen bytes at `pattern`, over and over, through the caches.
void CKERNELS_fill(void *to, const void *pattern, size_t bytes);

// to[r * pitch + c] = from[lines[c] + r] for all r < rows and c < columns, of 2, 4 and 8 bytes each; fetches
// what lies `ahead` elements on in each line.
void CKERNELS_gather2(
    uint16_t *to, ptrdiff_t pitch, const uint16_t *from, const ptrdiff_t *lines, size_t rows,
    size_t columns, ptrdiff_t ahead);
void CKERNELS_gather4(
    uint32_t *to, ptrdiff_t pitch, const uint32_t *from, const ptrdiff_t *lines, size_t rows,
    size_t columns, ptrdiff_t ahead);
void CKERNELS_gather8(
    uint64_t *to, ptrdiff_t pitch, const uint64_t *from, const ptrdiff_t *lines, size_t rows,
    size_t columns, ptrdiff_t ahead);
