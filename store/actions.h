#ifndef KAIGI_STORE_ACTIONS_H
#define KAIGI_STORE_ACTIONS_H

/* 宿題 as values, read from the records. Everything lies in the caller's arena. */

#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/status.h"
#include "base/time.h"

struct store;

enum action_state { ACTION_OPEN, ACTION_DONE, ACTION_DROPPED };

struct action {
	const char *number; /* 宿R8-001 */
	const char *matter; /* 招R8-003 */
	int position;       /* of its agenda, 0 none */
	const char *text;
	const char *owner;      /* a person, "" */
	const char *owner_name; /* as worded: a post, a section; "" */
	struct kg_time due;     /* 0 none */
	enum action_state state;
	const char *note; /* how it ended */
	const char *person;
	struct kg_time at;
	const char *ended_by;
	struct kg_time ended;
};

KG_MUST_CHECK enum kg_status action_load(
    struct store *store, const char *number, struct arena *arena, struct action *out);
KG_MUST_CHECK enum kg_status action_next(struct store *store, int year, int *out);
/* All that are open, the nearest due first, those without a day last. */
KG_MUST_CHECK enum kg_status actions_open(
    struct store *store, struct arena *arena, struct action **out, size_t *out_count);
/* Those of a matter, entered and worded up to an entry of the ledger (0: all); whether they are
 * done is told as of now. */
KG_MUST_CHECK enum kg_status actions_of(struct store *store, const char *matter, int64_t upto,
    struct arena *arena, struct action **out, size_t *out_count);

#endif
