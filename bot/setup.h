#ifndef KAIGI_BOT_SETUP_H
#define KAIGI_BOT_SETUP_H

/*
 * What most words begin with: settings, charter and clocks read, the clock chosen, the store
 * opened. Faults are printed to stderr, all of them, in the language asked for.
 */

#include "base/clock.h"
#include "bot/words.h"
#include "config/charter.h"
#include "config/clocks.h"
#include "config/secret.h"
#include "config/settings.h"

struct store;

struct setup {
	struct settings settings;
	struct charters charters;
	struct clocks clocks; /* without rows when the settings name none */
	bool is_loopback; /* every network's API is on this machine: test hooks are heeded */
};

/* The exit code: 0, or why not. `out` is zeroed by the caller; call setup_finish in any case.
 */
int setup_load(const struct words *words, struct setup *out);
void setup_finish(struct setup *setup);

/* Prints why not. */
int setup_open_store(const struct setup *setup, bool read_only, struct store **out);

struct tokens {
	struct secret bot;
	struct secret app;      /* Slack's */
	struct secret password; /* Matrix's, as the next one; bytes NULL: none */
	struct secret websocket;
};

/* What the workspace's kind has. Prints what to do. The environment stands in for the first
 * workspace only. */
int setup_tokens(const struct settings *settings, size_t index, struct tokens *out);
void tokens_finish(struct tokens *tokens);

/* A file of one secret, "" none. Prints what to do. */
int setup_secret(const char *path, struct secret *out);

/* The proxy's address, from the settings or the file beside them; "" none. Into the secret,
 * wiped by its owner. */
int setup_proxy(const struct settings *settings, struct secret *out);

bool setup_is_loopback(const char *url);

/* No core dumps, no ptrace by others, no group or others on new files: tokens are in memory. */
void setup_harden(void);

#endif
