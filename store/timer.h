#ifndef KAIGI_STORE_TIMER_H
#define KAIGI_STORE_TIMER_H

/* Deadlines, reminders, escalations: rows. The loop arms the nearest; a start runs what is
 * overdue, in order. */

#include <stdint.h>

#include "base/mem.h"
#include "base/status.h"
#include "base/time.h"

struct store;

struct timer {
	int64_t id;
	const char *kind;   /* "circular.deadline", "circular.remind" … */
	const char *matter; /* 回R8-001 */
	const char *detail; /* may be "" */
	struct kg_time due;
};

/* One timer per (kind, matter, detail): set again, it moves. */
KG_MUST_CHECK enum kg_status timer_set(struct store *store, const char *kind,
    const char *matter, const char *detail, struct kg_time due);
/* kind NULL: all of the matter. */
KG_MUST_CHECK enum kg_status timer_clear(
    struct store *store, const char *kind, const char *matter);
KG_MUST_CHECK enum kg_status timer_done(struct store *store, int64_t id);
/* The nearest; KG_NOT_FOUND when there is none. */
KG_MUST_CHECK enum kg_status timer_next(
    struct store *store, struct arena *arena, struct timer *out);

#endif
