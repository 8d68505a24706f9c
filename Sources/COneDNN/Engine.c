#define _GNU_SOURCE
#include "Engine.h"

#include <dlfcn.h>
#include <pthread.h>

// oneDNN takes as many threads as OpenMP gives the calling one: one, since work is cut into pieces outside.
static void (*set_threads)(int);
static void find_set_threads(void) {
  *(void **)&set_threads = dlsym(RTLD_DEFAULT, "omp_set_num_threads");
}
void ONEDNN_use_one_thread(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  static _Thread_local int is_told;
  if (is_told) return;
  pthread_once(&once, find_set_threads);
  if (set_threads) set_threads(1);
  is_told = 1;
}

static dnnl_engine_t engine;
static void make_engine(void) {
  if (dnnl_engine_create(&engine, dnnl_cpu, 0) != dnnl_success) engine = NULL;
}
dnnl_engine_t ONEDNN_engine(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, make_engine);
  return engine;
}

dnnl_stream_t ONEDNN_stream(void) {
  static _Thread_local dnnl_stream_t stream;
  const dnnl_engine_t engine = ONEDNN_engine();
  if (!stream && engine && dnnl_stream_create(&stream, engine, dnnl_stream_default_flags) != dnnl_success)
    stream = NULL;
  return stream;
}
