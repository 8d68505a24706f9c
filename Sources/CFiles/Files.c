#define _GNU_SOURCE
#include "shim.h"
#include <errno.h>
#include <string.h>
#if defined(__linux__)
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

int CFILES_exchange(const char *old_name, const char *new_name) {
#if defined(SYS_renameat2)
  return (int)syscall(SYS_renameat2, AT_FDCWD, old_name, AT_FDCWD, new_name, 2 /* RENAME_EXCHANGE */);
#else
  (void)old_name;
  (void)new_name;
  errno = ENOSYS;
  return -1;
#endif
}

#if defined(__x86_64__)
#include <nmmintrin.h>

int CFILES_has_crc32c(void) { return __builtin_cpu_supports("sse4.2") != 0; }

__attribute__((target("sse4.2"))) uint32_t CFILES_crc32c(uint32_t state, const void *bytes, size_t count) {
  const unsigned char *at = bytes;
  uint64_t wide = state;
  for (; count >= 8; at += 8, count -= 8) {
    uint64_t word;
    memcpy(&word, at, 8);
    wide = _mm_crc32_u64(wide, word);
  }
  state = (uint32_t)wide;
  for (; count > 0; ++at, --count) state = _mm_crc32_u8(state, *at);
  return state;
}
#elif defined(__aarch64__) && defined(__ARM_FEATURE_CRC32)
#include <arm_acle.h>

int CFILES_has_crc32c(void) { return 1; }

uint32_t CFILES_crc32c(uint32_t state, const void *bytes, size_t count) {
  const unsigned char *at = bytes;
  for (; count >= 8; at += 8, count -= 8) {
    uint64_t word;
    memcpy(&word, at, 8);
    state = __crc32cd(state, word);
  }
  for (; count > 0; ++at, --count) state = __crc32cb(state, *at);
  return state;
}
#else
int CFILES_has_crc32c(void) { return 0; }

uint32_t CFILES_crc32c(uint32_t state, const void *bytes, size_t count) {
  (void)bytes;
  (void)count;
  return state;
}
#endif
