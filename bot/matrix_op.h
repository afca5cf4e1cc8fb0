#ifndef KAIGI_BOT_MATRIX_OP_H
#define KAIGI_BOT_MATRIX_OP_H

/* One outbox row under way. It ends by exactly one matrix_op_finish, or by matrix_ops_cancel.
 */

#include <jansson.h>

#include "bot/matrix_adapter.h"

struct matrix_files;
struct matrix_read;

struct matrix_op {
	struct matrix *matrix;
	struct matrix_op *next;
	struct matrix_op **link;
	struct arena arena;
	struct loop_timer *timer;
	struct matrix_call *call;
	struct outbox_row row;   /* strings in the arena */
	const char *room;        /* where it goes; NULL: not known yet */
	const char *account;     /* of a direct room */
	const char *message;     /* of the posting */
	const char *thread;      /* its root … */
	const char *thread_room; /* … and where that lies */
	struct kg_time since;    /* READ: marks were complete then */
	struct reaction *known;  /* READ: what we hold; strings in the arena */
	size_t known_count;
	json_t *content;
	const char *found; /* the event that we made, or had made */
	const char *page;  /* of a look-up: where the next one begins */
	int pages;
	void (*look_found)(struct matrix_op *op);
	void (*look_missing)(struct matrix_op *op);
	bool reopened;   /* the direct room was asked for anew */
	bool is_opening; /* waits for a direct room: draws on no limit of messages */
	struct matrix_files *files;
	struct matrix_read *read; /* in the arena */
	void (*next_step)(struct matrix_op *op);
};

void matrix_op_finish(struct matrix_op *op, const struct send_result *result);
void matrix_op_done(struct matrix_op *op);
void matrix_op_refuse(struct matrix_op *op, const char *error);
void matrix_op_retry(struct matrix_op *op, int64_t ms, const char *error);

void matrix_op_retry_network(struct matrix_op *op, int64_t ms, const char *error);
/* The conversation can't be used by us any more. */
void matrix_op_refuse_foreign(struct matrix_op *op, const char *error);
/* A definite error of the room's, in words that handlers know. */
void matrix_op_refuse_error(struct matrix_op *op, const struct matrix_result *result);
/* Milliseconds for which this one stays behind what matters more; 0: not at all. */
int64_t matrix_op_must_yield(const struct matrix_op *op);

/* Answers that need no thought: limited, not sent, cancelled, fatal. True: the op has ended. */
bool matrix_op_ended(
    struct matrix_op *op, const char *what, const struct matrix_result *result);
/* The same where a repeat does no harm: an ambiguous answer ends it too. */
bool matrix_op_ended_plain(
    struct matrix_op *op, const char *what, const struct matrix_result *result);

void matrix_op_call(struct matrix_op *op, const char *method, const char *path,
    const json_t *body, void (*on_result)(void *user, const struct matrix_result *result));

/* Looks among our newest messages in op->room for the one made by this row: `found` with
 * op->found set, else `missing`. */
void matrix_op_look_up(struct matrix_op *op, void (*found)(struct matrix_op *op),
    void (*missing)(struct matrix_op *op));

/* Sends op->content into op->room as a message, into op->thread where that lies there. */
void matrix_op_post(struct matrix_op *op);

/* matrix_relations.c */
void matrix_read_start(struct matrix_op *op);
void matrix_unseed_start(struct matrix_op *op);
/* The key under which a mark is put: U+FE0F where the picture isn't the default. Arena. */
const char *matrix_seed_key(struct arena *arena, const char *mark);

/* matrix_files.c */
void matrix_fetch_start(struct matrix_op *op);
void matrix_upload_start(struct matrix_op *op);
void matrix_files_free(struct matrix_files *files); /* NULL is fine */

#endif
