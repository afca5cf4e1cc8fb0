#ifndef KAIGI_BOT_SLACK_OP_H
#define KAIGI_BOT_SLACK_OP_H

/* One outbox row under way. It ends by exactly one slack_op_finish, or by slack_ops_cancel. */

#include <jansson.h>

#include "base/buf.h"
#include "bot/slack_adapter.h"

struct slack_fetch;
struct lookup;

struct slack_op {
	struct slack *slack;
	struct slack_op *next;
	struct slack_op **link;
	struct arena arena;
	struct loop_timer *timer;
	struct slack_call *call;
	struct outbox_row row; /* strings in the arena */
	const char *channel;   /* where it goes; NULL: not known yet */
	const char *account;   /* of a direct conversation */
	const char *message;   /* of the posting */
	const char *thread;
	struct kg_time since; /* READ: marks were complete then */
	json_t *blocks;
	const char *text;
	int looks;         /* lookups that found nothing */
	const char *found; /* the message a lookup found */
	struct buf form;
	struct slack_fetch *fetch;
	struct lookup *lookup; /* in the arena */
	const char *upload_id;
	void (*next_step)(struct slack_op *op);
};

void slack_op_finish(struct slack_op *op, const struct send_result *result);
void slack_op_refuse(struct slack_op *op, const char *error);
void slack_op_retry(struct slack_op *op, int64_t ms, const char *error);

/* Answers that need no thought: limited, not sent, cancelled, fatal. True: the op has ended. */
bool slack_op_ended(struct slack_op *op, const char *method, const struct slack_result *result);

/* Calls `method` with op->form; clears the form. */
void slack_op_call(struct slack_op *op, const char *method, bool once,
    void (*on_result)(void *user, const struct slack_result *result));

/* slack_lookup.c: was it posted after all? Then op->found, else `missing` runs after two looks.
 */
void slack_lookup(struct slack_op *op, void (*found)(struct slack_op *op),
    void (*missing)(struct slack_op *op));

/* slack_quiet.c */
void slack_quiet_start(struct slack_op *op);

/* slack_fetch.c */
void slack_fetch_start(struct slack_op *op);
void slack_fetch_free(struct slack_fetch *fetch); /* NULL is fine */
void slack_upload_start(struct slack_op *op);

#endif
