#ifndef KAIGI_WORKSPACE_HOOK_H
#define KAIGI_WORKSPACE_HOOK_H

/* response_url: five uses within thirty minutes. */

#include <jansson.h>

#include "workspace/server.h"

struct hook_origin {
	const char *kind; /* "commands", "actions" or "app": part of the address */
	const char *user;
	const char *channel;
	const char *ts; /* the message pressed, or NULL */
};

/* The address; valid until the next call. */
const char *hook_new(const struct hook_origin *origin, bool secure);
void hook_handle(const struct server_request *request);

/* A message as the answer to a command: private unless response_type says in_channel. NULL or
 * an error. */
const char *hook_answer(const json_t *payload, const char *user, const char *channel);

#endif
