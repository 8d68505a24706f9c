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
