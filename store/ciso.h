#ifndef KAIGI_STORE_CISO_H
#define KAIGI_STORE_CISO_H

/* Reports on an incident to the CISO, read from the records. Everything lies in the caller's
 * arena. */

#include <stdbool.h>
#include <stddef.h>

#include "store/list.h"

struct ciso_report {
	const char *incident;
	int ordinal;  /* 第n報 */
	bool is_sent; /* else a draft, which has no reader yet */
	const char *known;
	const char *done;
	const char *asked;
	struct kg_time next; /* 0: none is due */
	const char *sha256;
	const char *person;
	const char *capacity;
	struct kg_time at;
};

struct ciso_to { /* whom it went to */
	const char *person;
	const char *office;      /* ciso, deputy_ciso */
	struct kg_time received; /* 0: not yet */
	const char *means;
	const char *caller;
};

/* KG_NOT_FOUND: there is no such number. */
KG_MUST_CHECK enum kg_status ciso_report_load(struct store *store, const char *incident,
    int ordinal, struct arena *arena, struct ciso_report *out);
/* In the order of their numbers; the last may be a draft. */
KG_MUST_CHECK enum kg_status ciso_report_list(struct store *store, const char *incident,
    struct arena *arena, struct ciso_report **out, size_t *out_count);
/* Of all incidents, those that were sent and that nobody has received. */
KG_MUST_CHECK enum kg_status ciso_report_waiting(
    struct store *store, struct arena *arena, struct ciso_report **out, size_t *out_count);
/* CISO first. */
KG_MUST_CHECK enum kg_status ciso_to_list(struct store *store, const char *incident,
    int ordinal, struct arena *arena, struct ciso_to **out, size_t *out_count);

#endif
