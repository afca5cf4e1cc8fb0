#ifndef KAIGI_CONFIG_SECRET_H
#define KAIGI_CONFIG_SECRET_H

/*
 * Tokens. From a file that only its owner can read, from systemd's credentials folder, or
 * (under `./dev run`) from the environment, whose copy is wiped at once. They never reach logs,
 * the database or an error text.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

struct secret {
	char *bytes; /* NUL-terminated; NULL when empty */
	size_t size;
};

/*
 * `path` relative names are looked up in $CREDENTIALS_DIRECTORY too. `variable` (may be NULL)
 * is an environment variable that stands in when allowed by KAIGI_TOKENS_FROM_ENV=1; it is
 * overwritten in place and unset. KG_DENIED: readable by others. KG_NOT_FOUND. `err` says what
 * to do, never what it read.
 */
KG_MUST_CHECK enum kg_status secret_load(
    const char *path, const char *variable, struct secret *out, struct kg_error *err);
void secret_finish(struct secret *secret); /* wipes */

/* True for a word that looks like a token of a network we know (xoxb-, xapp-, syt_ …): refused
 * in YAML and argv. */
bool secret_looks_like(const char *text);

/* True when a token begins at `at`, a place within `text`. */
bool secret_starts_token(const char *text, const char *at);

#endif
