#ifndef KAIGI_BOT_SLACK_DECODE_H
#define KAIGI_BOT_SLACK_DECODE_H

/*
 * One text frame of Socket Mode as a value. Pure: no clock, no socket. Unknown fields and kinds
 * are tolerated, unknown kinds are acknowledged and ignored. Everything borrowed lives in the
 * arena.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "handlers/event.h"

struct slack_identity { /* who we are; NULL: not known yet, not checked */
	const char *team;
	const char *user;
	const char *bot;
	const char *app;
};

enum slack_frame_kind {
	SLACK_FRAME_JUNK, /* not to be understood, nothing to acknowledge */
	SLACK_FRAME_HELLO,
	SLACK_FRAME_DISCONNECT,
	SLACK_FRAME_IGNORED, /* acknowledge; no event */
	SLACK_FRAME_LIMITED, /* app_rate_limited: acknowledge and alarm */
	SLACK_FRAME_STRANGE, /* of another team or app: acknowledge and alarm */
	SLACK_FRAME_REVOKED, /* `event` is EVENT_LINK revoked; reason: "app_uninstalled",
	                        "tokens_revoked" */
	SLACK_FRAME_EVENT,
};

enum slack_source {
	SLACK_FROM_EVENTS,
	SLACK_FROM_COMMAND,
	SLACK_FROM_BUTTON,
	SLACK_FROM_FORM,
	SLACK_FROM_SHORTCUT
};

struct slack_frame {
	enum slack_frame_kind kind;
	enum slack_source source;
	const char *envelope; /* id to acknowledge */
	const char *trigger;  /* NULL: none */
	const char *reason;   /* DISCONNECT, REVOKED */
	const char *app;      /* HELLO */
	int connections;      /* HELLO */
	int64_t lives_ms;     /* HELLO */
	struct event event;   /* workspace and now are left to the caller; `when` 0: the network
	                         gave none */
};

void slack_decode(const char *text, size_t size, const struct slack_identity *self,
    struct arena *arena, struct slack_frame *out);

/* "1764000009.000200" as a time; 0 when it is none. */
struct kg_time slack_time(const char *ts);

#endif
