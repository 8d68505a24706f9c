// What files need beyond Swift's own C library: names that change places at once, and the processor's own checksum.
#pragma once
#include <stddef.h>
#include <stdint.h>

// Gives `new_name` to what is called `old_name`; what `new_name` was gets the old one. -1 with errno where refused.
int CFILES_exchange(const char *old_name, const char *new_name);

// Whether the processor computes CRC-32C.
int CFILES_has_crc32c(void);

// The state of a CRC-32C after `count` bytes more. Only where the processor has it.
uint32_t CFILES_crc32c(uint32_t state, const void *bytes, size_t count);
