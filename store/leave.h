#ifndef KAIGI_STORE_LEAVE_H
#define KAIGI_STORE_LEAVE_H

/* Absence (不在) and acting (職務代理) with what stands beside them: reads of the records. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/status.h"
#include "base/time.h"

struct store;

struct absence {
	const char *id;
	const char *person;
	struct kg_time from;
	struct kg_time to; /* 0: open */
	const char *reason;
	const char *entered_by; /* "": by a file */
};

struct acting {
	const char *id;
	const char *body;
	const char *person;
	struct kg_time from;
	struct kg_time to; /* 0: open */
	const char *reason;
	const char
	    *basis; /* accident, unreachable, vacancy, second, acting_chair; "": by a file */
	const char *source;      /* the rule that it rests on; "": the charter itself */
	const char *declared_by; /* "": by a file */
	const char *capacity;
	struct kg_time read; /* 後閲; 0: not yet */
};

struct attempt { /* to reach a head who was not said to be away */
	const char *means;
	const char *result;
	bool reached;
	const char *person; /* who tried */
	struct kg_time at;
};

struct deed { /* what somebody did while acting */
	struct kg_time at;
	const char *matter;
	const char *step; /* "put", "approve", "answered" … */
	const char *text;
};

/* What has not ended at the instant, by beginning; person NULL: everybody's. */
KG_MUST_CHECK enum kg_status absences_from(struct store *store, struct kg_time at,
    const char *person, struct arena *arena, struct absence **out, size_t *out_count);
/* The same of a body's acting periods; NULL: of all bodies. */
KG_MUST_CHECK enum kg_status actings_from(struct store *store, const char *body,
    struct kg_time at, struct arena *arena, struct acting **out, size_t *out_count);
/* Ended by the instant and not yet read by the head (後閲), oldest first. */
KG_MUST_CHECK enum kg_status actings_unread(struct store *store, struct kg_time at,
    struct arena *arena, struct acting **out, size_t *out_count);
KG_MUST_CHECK enum kg_status acting_load(
    struct store *store, const char *id, struct arena *arena, struct acting *out);
/* Since the instant, oldest first. */
KG_MUST_CHECK enum kg_status attempts_since(struct store *store, const char *body,
    struct kg_time since, struct arena *arena, struct attempt **out, size_t *out_count);
/* Everything that a person did in a capacity within [from, to); to 0: until now. */
KG_MUST_CHECK enum kg_status deeds_of(struct store *store, const struct acting *acting,
    const char *capacity, struct arena *arena, struct deed **out, size_t *out_count);

#endif
