#include "shim.h"

#if defined(__linux__)
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <time.h>
#endif

static void (*last)(void);

void CHOST_at_last(void (*body)(void)) { last = body; }

// The lowest number that programs may take: destructors run from the highest to the lowest, those of the
// libraries that a program loads after its own.
__attribute__((destructor(101))) static void run_last(void) {
  if (last) last();
}

#if defined(SYS_pidfd_open) && defined(SYS_pidfd_send_signal) && defined(SYS_clone)

enum { most_processes = 4096 };

// A descriptor stands for one process, also when its number is another's later.
static int descriptor_of(int32_t process) { return (int)syscall(SYS_pidfd_open, (long)process, 0L); }

static void signal_to(int descriptor, int signal) {
  (void)syscall(SYS_pidfd_send_signal, (long)descriptor, (long)signal, (void *)0, 0L);
}

// Whether the process ends within so many milliseconds.
static int ends_within(int descriptor, int milliseconds) {
  struct pollfd process = {.fd = descriptor, .events = POLLIN};
  return poll(&process, 1, milliseconds) > 0;
}

// Nobody is to wait for the end of what this process inherited.
static void close_all_but(int first, const int *kept, size_t count) {
  long most = sysconf(_SC_OPEN_MAX);
  for (int descriptor = 0; descriptor < most && descriptor < 1 << 16; descriptor++) {
    int is_kept = descriptor == first;
    for (size_t i = 0; i < count && !is_kept; i++) is_kept = kept[i] == descriptor;
    if (!is_kept) close(descriptor);
  }
}

int CHOST_see_off(
    const char *name, int32_t launcher, const int32_t *processes, size_t count, int patience) {
  static int others[most_processes];
  int first = descriptor_of(launcher);
  if (first < 0) return -1;
  size_t opened = 0;
  for (size_t i = 0; i < count && opened < most_processes; i++) {
    int descriptor = descriptor_of(processes[i]);
    if (descriptor >= 0) others[opened++] = descriptor;
  }
  // The child has the thread's name from its first moment.
  prctl(PR_SET_NAME, name);
  // As fork, without what libraries have prepared for it: their threads may stand.
  long child = syscall(SYS_clone, (long)SIGCHLD, 0L, 0L, 0L, 0L);
  if (child != 0) {
    // Signals to this process's group no longer reach a process that has a session of its own.
    struct timespec moment = {.tv_nsec = 1000000};
    for (int i = 0; child > 0 && i < 100 && getsid((pid_t)child) != child; i++) nanosleep(&moment, 0);
    return child > 0 ? 0 : -1;
  }
  setsid();
  close_all_but(first, others, opened);
  if (!ends_within(first, patience)) {
    signal_to(first, SIGTERM);
    if (!ends_within(first, 1000)) signal_to(first, SIGKILL);
  }
  for (size_t i = 0; i < opened; i++) signal_to(others[i], SIGKILL);
  _exit(0);
}

#else

int CHOST_see_off(
    const char *name, int32_t launcher, const int32_t *processes, size_t count, int patience) {
  (void)name, (void)launcher, (void)processes, (void)count, (void)patience;
  errno = ENOSYS;
  return -1;
}

#endif
