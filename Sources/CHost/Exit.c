#include "shim.h"

static void (*last)(void);

void CHOST_at_last(void (*body)(void)) { last = body; }

// The lowest number that programs may take: destructors run from the highest to the lowest, those of the
// libraries that a program loads after its own.
__attribute__((destructor(101))) static void run_last(void) {
  if (last) last();
}
