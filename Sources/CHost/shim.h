// What a host offers beyond Swift's own C library: memory without a name, and words that processes share.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#if defined(__linux__)
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <linux/falloc.h>
#endif

// A file in memory that no folder names: it ends with the last process that has it open. -1 where refused.
static inline int CHOST_memory_file(const char *label) {
#if defined(SYS_memfd_create)
  return (int)syscall(SYS_memfd_create, label, 1L /* MFD_CLOEXEC */);
#else
  (void)label;
  errno = ENOSYS;
  return -1;
#endif
}

// Has `body` run when the process ends by exit, after all handlers of atexit and all other destructors of the program.
void CHOST_at_last(void (*body)(void));

// Leaves a process of its own behind, which outlives this one, with the name `name`, which the calling thread takes too.
// It gives the launcher, a process, `patience` milliseconds to end; then it ends it, by SIGTERM and a second later by
// SIGKILL. Last it kills those of the `count` processes that are still there. -1 where the system refuses.
int CHOST_see_off(
    const char *name, int32_t launcher, const int32_t *processes, size_t count, int patience);

// Calls `body` with the context and each number below `count`, on this thread and on so many at most altogether, and
// returns when all is done. The others are threads of this process, which are kept. A body that calls it again, and a
// thread that calls it while another does, does all by itself.
void CHOST_run_pieces(void (*body)(void *context, size_t piece), void *context, size_t count, int threads);

// The processors that this process may run on.
int CHOST_processors(void);

// Gives the pages of a part of the file back to the system; they read as zeros then.
static inline int CHOST_punch_hole(int descriptor, int64_t offset, int64_t bytes) {
#if defined(SYS_fallocate)
  return (int)syscall(
      SYS_fallocate, (long)descriptor, (long)(FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE),
      (long)offset, (long)bytes);
#else
  errno = ENOSYS;
  return -1;
#endif
}

// Asks for large pages; without them it works too.
static inline void CHOST_prefer_large_pages(void *base, size_t bytes) {
#if defined(MADV_HUGEPAGE)
  (void)madvise(base, bytes, MADV_HUGEPAGE);
#endif
}

static inline uint64_t CHOST_load_acquire(const uint64_t *word) {
  return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static inline void CHOST_store_release(uint64_t *word, uint64_t value) {
  __atomic_store_n(word, value, __ATOMIC_RELEASE);
}

// A pause of a few cycles, as processors have it for loops that wait.
static inline void CHOST_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

typedef float CHOST_vector __attribute__((vector_size(16)));
typedef float CHOST_loose __attribute__((vector_size(16), aligned(4)));
typedef double CHOST_double_vector __attribute__((vector_size(16)));
typedef double CHOST_double_loose __attribute__((vector_size(16), aligned(8)));

// Writes past the caches: what is not read again soon then costs no fetch of the lines it goes to. The target
// starts at a multiple of 16 bytes; what is left beyond the last is copied as usual.
static inline void CHOST_stream(void *target, const void *source, size_t bytes) {
  size_t whole = bytes / 16 * 16;
  for (size_t at = 0; at < whole; at += 16)
    __builtin_nontemporal_store(
        *(const CHOST_loose *)((const char *)source + at), (CHOST_vector *)((char *)target + at));
  __builtin_memcpy((char *)target + whole, (const char *)source + whole, bytes - whole);
}

// Sums of two to four rows, added in their order, written past the caches; any NaN as the one with the bits
// `nan`.
#define CHOST_SUMS(name, element, vector, loose, word, nan)                                         \
  static inline vector name##_settled(vector sum) {                                                 \
    typedef word words __attribute__((vector_size(16)));                                            \
    words is_nan = (words)(sum != sum);                                                             \
    return (vector)(((words)sum & ~is_nan) | (is_nan & (nan)));                                     \
  }                                                                                                 \
  static inline void name(                                                                          \
      element *target, const element *a, const element *b, const element *c, const element *d,      \
      size_t count) {                                                                               \
    size_t lanes = 16 / sizeof(element), at = 0;                                                    \
    if (d)                                                                                          \
      for (; at + lanes <= count; at += lanes)                                                      \
        __builtin_nontemporal_store(                                                                \
            name##_settled(                                                                         \
                ((*(const loose *)(a + at) + *(const loose *)(b + at)) +                            \
                 *(const loose *)(c + at)) +                                                        \
                *(const loose *)(d + at)),                                                          \
            (vector *)(target + at));                                                               \
    else if (c)                                                                                     \
      for (; at + lanes <= count; at += lanes)                                                      \
        __builtin_nontemporal_store(                                                                \
            name##_settled(                                                                         \
                (*(const loose *)(a + at) + *(const loose *)(b + at)) + *(const loose *)(c + at)),  \
            (vector *)(target + at));                                                               \
    else                                                                                            \
      for (; at + lanes <= count; at += lanes)                                                      \
        __builtin_nontemporal_store(                                                                \
            name##_settled(*(const loose *)(a + at) + *(const loose *)(b + at)),                    \
            (vector *)(target + at));                                                               \
    for (; at < count; at++) {                                                                      \
      element sum = a[at] + b[at];                                                                  \
      if (c) sum += c[at];                                                                          \
      if (d) sum += d[at];                                                                          \
      target[at] = sum == sum ? sum : (element)__builtin_nan("");                                   \
    }                                                                                               \
  }
CHOST_SUMS(CHOST_sums_float, float, CHOST_vector, CHOST_loose, int32_t, 0x7fc00000)
CHOST_SUMS(
    CHOST_sums_double, double, CHOST_double_vector, CHOST_double_loose, int64_t, 0x7ff8000000000000)
#undef CHOST_SUMS

// Has all that was written past the caches arrive before what is stored next.
static inline void CHOST_stream_fence(void) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }
