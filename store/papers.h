#ifndef KAIGI_STORE_PAPERS_H
#define KAIGI_STORE_PAPERS_H

/* 紙決裁: answers on paper or by telephone, read from the records. Everything lies in the
 * caller's arena. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/status.h"
#include "base/time.h"

struct store;

struct paper {
	const char *circular;
	int ordinal, round;
	const char *state; /* collecting waiting standing returned objected replaced lapsed */
	const char *seat;
	const char *person;
	const char *answer; /* approve, reject, meeting */
	const char *reason;
	const char *means; /* paper, telephone */
	struct kg_time received;
	const char *caller;
	const char *callee;
	const char *name; /* of the evidence's file; "": none */
	const char *source;
	const char *sha256;
	int64_t size;
	const char *entered_by;
	struct kg_time entered;
	const char *confirmed_by;
	const char *confirmed_capacity;
	struct kg_time confirmed;
};

KG_MUST_CHECK enum kg_status paper_load(struct store *store, const char *circular, int ordinal,
    struct arena *arena, struct paper *out);
/* All of a circulation, the oldest first. */
KG_MUST_CHECK enum kg_status paper_list(struct store *store, const char *circular,
    struct arena *arena, struct paper **out, size_t *out_count);
/* Does this seat's circulation go to this person on paper? */
KG_MUST_CHECK enum kg_status paper_is_routed(
    struct store *store, const char *circular, const char *seat, const char *person, bool *out);

#endif
