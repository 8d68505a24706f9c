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
