#ifndef KAIGI_STORE_POLLS_H
#define KAIGI_STORE_POLLS_H

/* 日程調整 as values, read from the records. Everything lies in the caller's arena. */

#include <stddef.h>

#include "base/mem.h"
#include "base/status.h"
#include "base/time.h"

struct store;

enum poll_state { POLL_HEAD, POLL_OPEN, POLL_CHOSEN, POLL_WITHDRAWN };

struct poll_candidate {
	int position;
	struct kg_time starts, ends;
};

struct poll_answer { /* the newest of a person on a candidate */
	int position;
	const char *person;
	const char *answer; /* yes, maybe, no; "" taken back */
};

struct poll {
	const char *number; /* 日R8-001 */
	const char *body;
	const char *title;
	const char *items;
	enum poll_state state;
	struct kg_time reply_by;
	const char *drafter;
	int chosen; /* 0 none */
	struct kg_time at;
	struct poll_candidate *candidates;
	size_t candidate_count;
	struct poll_answer *answers;
	size_t answer_count;
};

KG_MUST_CHECK enum kg_status poll_load(
    struct store *store, const char *number, struct arena *arena, struct poll *out);
KG_MUST_CHECK enum kg_status poll_next(struct store *store, int year, int *out);
/* Of the head or open, the nearest end first. */
KG_MUST_CHECK enum kg_status poll_numbers(
    struct store *store, struct arena *arena, char ***out, size_t *out_count);

#endif
