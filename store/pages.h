#ifndef KAIGI_STORE_PAGES_H
#define KAIGI_STORE_PAGES_H

/* Who was asked to answer for an incident, read from the records. Everything lies in the
 * caller's arena. */

#include <stdbool.h>
#include <stddef.h>

#include "store/list.h"

struct page {
	const char *incident;
	const char *person;
	const char *office;
	const char *why;   /* level chosen away next */
	const char *stead; /* person whose next contact he is; "": asked for himself */
	struct kg_time asked;
	int sent;
	const char *failed;      /* the network's word; "": it went out */
	struct kg_time quiet;    /* do not disturb, until then; 0: nothing is known of it */
	struct kg_time answered; /* 0: not yet */
	const char *means;
};

struct page_call {
	const char *member; /* who was called */
	const char *result; /* reached message voicemail absent */
	struct kg_time called;
	const char *caller;
};

/* KG_NOT_FOUND: this person was not asked. */
KG_MUST_CHECK enum kg_status page_load(struct store *store, const char *incident,
    const char *person, struct arena *arena, struct page *out);
/* Of one incident, in the order in which they were asked. */
KG_MUST_CHECK enum kg_status page_list(struct store *store, const char *incident,
    struct arena *arena, struct page **out, size_t *out_count);
/* Of all incidents, those without an answer. */
KG_MUST_CHECK enum kg_status page_open(
    struct store *store, struct arena *arena, struct page **out, size_t *out_count);
/* Oldest first. */
KG_MUST_CHECK enum kg_status page_calls(struct store *store, const char *incident,
    struct arena *arena, struct page_call **out, size_t *out_count);
/* How often somebody was asked to take a report up. */
KG_MUST_CHECK enum kg_status page_intake_count(
    struct store *store, const char *incident, int *out);

#endif
