#ifndef KAIGI_STORE_INQUIRIES_H
#define KAIGI_STORE_INQUIRIES_H

/* 照会 and 供覧, read from the records. Everything lies in the caller's arena. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/circulars.h"

struct inquiry_person {
	const char *person;
	const char *title;
	/* What stands: his newest answer in time, else his newest late one. */
	bool answered;
	bool late;
	const char *text; /* "" 閲覧 */
	struct kg_time at;
};

struct inquiry {
	const char *number;
	const char *kind;  /* inquiry, circulation */
	const char *state; /* collecting review open closed withdrawn */
	const char *body;  /* council, committee, "" */
	const char *item;
	const char *title;
	const char *text;
	const char *text_sha256;
	struct kg_time deadline;
	const char *drafter;
	const char *reviewer;
	struct kg_time opened;
	struct kg_time closed;
	const char *deliberated_by;
	const char *deliberated_capacity;

	struct circular_document *documents;
	size_t document_count;
	struct inquiry_person *persons;
	size_t person_count;
};

KG_MUST_CHECK enum kg_status inquiry_load(
    struct store *store, const char *number, struct arena *arena, struct inquiry *out);
KG_MUST_CHECK enum kg_status inquiry_next(struct store *store, int year, int *out);
/* Numbers of those that are not ended, nearest deadline first. */
KG_MUST_CHECK enum kg_status inquiry_open_numbers(
    struct store *store, struct arena *arena, char ***out, size_t *out_count);
/* What happened to it; round 0. */
KG_MUST_CHECK enum kg_status inquiry_steps(struct store *store, const char *number,
    struct arena *arena, struct record_step **out, size_t *out_count);

#endif
