#ifndef KAIGI_CONFIG_DIGEST_H
#define KAIGI_CONFIG_DIGEST_H

/* SHA-256 of a file's raw bytes, by which records name the text they rest on. */

#include <stddef.h>

#include "base/mem.h"

/* 64 hex digits, in the arena. */
const char *digest_hex(struct arena *arena, const char *bytes, size_t size);

#endif
