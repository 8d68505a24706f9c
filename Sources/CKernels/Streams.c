// Writes past the caches, in vectors of 16 bytes that every processor has: memory is slower than they are.
#include "CKernels.h"

typedef uint32_t words __attribute__((vector_size(16)));
typedef uint32_t loose_words __attribute__((vector_size(16), aligned(1)));
typedef uint16_t halves __attribute__((vector_size(16)));
typedef uint16_t loose_halves __attribute__((vector_size(16), aligned(1)));

static inline words load(const void *from) { return *(const loose_words *)from; }

static inline void stream(void *to, words value) {
  __builtin_nontemporal_store(value, (words *)to);
}

static inline __attribute__((always_inline)) void stream_row(
    char *to, const char *from, size_t bytes, ptrdiff_t ahead) {
  size_t at = 0;
  for (; at + 64 <= bytes; at += 64) {
    if (ahead) __builtin_prefetch(from + at + ahead, 0, 3);
    words a = load(from + at), b = load(from + at + 16), c = load(from + at + 32),
          d = load(from + at + 48);
    stream(to + at, a);
    stream(to + at + 16, b);
    stream(to + at + 32, c);
    stream(to + at + 48, d);
  }
  if (at == bytes) return;
  if (ahead) __builtin_prefetch(from + at + ahead, 0, 3);
  for (; at + 16 <= bytes; at += 16) stream(to + at, load(from + at));
  __builtin_memcpy(to + at, from + at, bytes - at);
}

void CKERNELS_stream_rows(
    void *to, ptrdiff_t to_step, const void *from, ptrdiff_t from_step, size_t bytes, size_t rows,
    ptrdiff_t ahead) {
  char *target = to;
  const char *source = from;
  // A line each, the commonest short run, without the questions about what is left.
  if (ahead == 0)
    for (; rows; rows--, target += to_step, source += from_step)
      stream_row(target, source, bytes, 0);
  else if (bytes == 64)
    for (; rows; rows--, target += to_step, source += from_step)
      stream_row(target, source, 64, ahead);
  else
    for (; rows; rows--, target += to_step, source += from_step)
      stream_row(target, source, bytes, ahead);
}

// One loop for each length that is common, in which a run is a few moves without a question.
#define EACH_ROW(size) \
  for (; rows; rows--, target += to_step, source += from_step) __builtin_memcpy(target, source, size);
void CKERNELS_copy_rows(
    void *to, ptrdiff_t to_step, const void *from, ptrdiff_t from_step, size_t bytes, size_t rows) {
  char *target = to;
  const char *source = from;
  switch (bytes) {
    case 16: EACH_ROW(16) break;
    case 24: EACH_ROW(24) break;
    case 32: EACH_ROW(32) break;
    case 48: EACH_ROW(48) break;
    case 64: EACH_ROW(64) break;
    default:
      // Eight bytes at a time, the last eight overlapping those before.
      for (; rows; rows--, target += to_step, source += from_step) {
        uint64_t last;
        __builtin_memcpy(&last, source + bytes - 8, 8);
        for (size_t at = 0; at + 8 < bytes; at += 8) __builtin_memcpy(target + at, source + at, 8);
        __builtin_memcpy(target + bytes - 8, &last, 8);
      }
  }
}
#undef EACH_ROW

void CKERNELS_stream_fill(void *to, const void *pattern, size_t bytes) {
  words value = load(pattern);
  size_t at = 0;
  for (; at + 16 <= bytes; at += 16) stream((char *)to + at, value);
  __builtin_memcpy((char *)to + at, pattern, bytes - at);
}

enum { evens_ahead = 8192 };

void CKERNELS_stream_evens2(uint16_t *to, const uint16_t *from, size_t count) {
  size_t at = 0;
  for (; at + 32 < count; at += 32) {
    __builtin_prefetch((const char *)(from + 2 * at) + evens_ahead, 0, 3);
    __builtin_prefetch((const char *)(from + 2 * at) + evens_ahead + 64, 0, 3);
    for (size_t k = 0; k < 32; k += 8) {
      const uint16_t *pair = from + 2 * (at + k);
      halves a = *(const loose_halves *)pair, b = *(const loose_halves *)(pair + 8);
      __builtin_nontemporal_store(
          __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14), (halves *)(to + at + k));
    }
  }
  for (; at < count; at++) to[at] = from[2 * at];
}

void CKERNELS_stream_evens4(uint32_t *to, const uint32_t *from, size_t count) {
  size_t at = 0;
  for (; at + 16 < count; at += 16) {
    __builtin_prefetch((const char *)(from + 2 * at) + evens_ahead, 0, 3);
    __builtin_prefetch((const char *)(from + 2 * at) + evens_ahead + 64, 0, 3);
    for (size_t k = 0; k < 16; k += 4) {
      const uint32_t *pair = from + 2 * (at + k);
      stream(to + at + k, __builtin_shufflevector(load(pair), load(pair + 4), 0, 2, 4, 6));
    }
  }
  for (; at < count; at++) to[at] = from[2 * at];
}

void CKERNELS_stream_fence(void) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }
