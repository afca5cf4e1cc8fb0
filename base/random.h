#ifndef KAIGI_BASE_RANDOM_H
#define KAIGI_BASE_RANDOM_H

/* Random bytes from the kernel. Never fails: a kernel without them ends the process. */

#include <stddef.h>

enum { RANDOM_KEY_HEX = 32 }; /* 128 bits as lower-case hex digits */

void random_bytes(void *out, size_t size);
void random_key(char out[RANDOM_KEY_HEX + 1]);

#endif
