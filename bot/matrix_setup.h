#ifndef KAIGI_BOT_MATRIX_SETUP_H
#define KAIGI_BOT_MATRIX_SETUP_H

/* The Matrix adapter out of settings, secrets and what the store keeps for it. */

#include "bot/matrix.h"
#include "config/settings.h"

struct store;

struct matrix_place { /* borrowed for the call */
	struct loop *loop;
	struct http *http;
	struct store *store;
	const struct settings *settings;
	size_t index; /* of the workspace in the settings */
	int64_t workspace;
	const char *proxy;
	const struct adapter_events *events;
	void *user;
};

/* The exit code; prints why not. */
int matrix_setup(const struct matrix_place *place, struct adapter **out);

/* Where a login's token is kept. Into the arena. */
const char *matrix_token_path(
    struct arena *arena, const struct settings *settings, const char *workspace);

#endif
