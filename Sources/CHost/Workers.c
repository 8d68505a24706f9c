#define _GNU_SOURCE
#include "shim.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>

// The work that is under way. Its words are written while no worker takes part.
static void (*body)(void *, size_t);
static void *context;
static size_t pieces;
static atomic_size_t next_piece;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t begun = PTHREAD_COND_INITIALIZER, ended = PTHREAD_COND_INITIALIZER;
// Counts the works; a worker takes part in each once.
static atomic_ulong turn;
// How many workers may take part in it, do so now, and have been started.
static int wanted, running, started;

static atomic_flag is_busy = ATOMIC_FLAG_INIT;
static _Thread_local int is_inside;

static void take_pieces(void) {
  size_t piece;
  while ((piece = atomic_fetch_add_explicit(&next_piece, 1, memory_order_relaxed)) < pieces)
    body(context, piece);
}

static void *work(void *number) {
  unsigned long seen = 0;
  is_inside = 1;
  for (;;) {
    // The next work often follows at once.
    for (int i = 0; i < 200 && atomic_load_explicit(&turn, memory_order_relaxed) == seen; i++) CHOST_pause();
    pthread_mutex_lock(&lock);
    while (atomic_load_explicit(&turn, memory_order_relaxed) == seen) pthread_cond_wait(&begun, &lock);
    seen = atomic_load_explicit(&turn, memory_order_relaxed);
    if ((intptr_t)number < wanted) {
      running++;
      pthread_mutex_unlock(&lock);
      take_pieces();
      pthread_mutex_lock(&lock);
      if (--running == 0) pthread_cond_signal(&ended);
    }
    pthread_mutex_unlock(&lock);
  }
  return NULL;
}

// Signals are for the program's own threads.
static void start_workers(int count) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_t thread;
  while (started < count && pthread_create(&thread, NULL, work, (void *)(intptr_t)started) == 0) {
    pthread_detach(thread);
    started++;
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void CHOST_run_pieces(void (*piece_body)(void *, size_t), void *piece_context, size_t count, int threads) {
  if (count < 2 || threads < 2 || is_inside || atomic_flag_test_and_set(&is_busy)) {
    for (size_t piece = 0; piece < count; piece++) piece_body(piece_context, piece);
    return;
  }
  pthread_mutex_lock(&lock);
  int helpers = threads - 1 < (int)(count - 1) ? threads - 1 : (int)(count - 1);
  start_workers(helpers);
  body = piece_body, context = piece_context, pieces = count, wanted = helpers;
  atomic_store(&next_piece, 0);
  atomic_fetch_add(&turn, 1);
  pthread_cond_broadcast(&begun);
  pthread_mutex_unlock(&lock);
  is_inside = 1;
  take_pieces();
  is_inside = 0;
  pthread_mutex_lock(&lock);
  // Who wakes only now is too late.
  wanted = 0;
  while (running > 0) pthread_cond_wait(&ended, &lock);
  pthread_mutex_unlock(&lock);
  atomic_flag_clear(&is_busy);
}

int CHOST_processors(void) {
#if defined(__linux__)
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count > 0 ? (int)count : 1;
}
