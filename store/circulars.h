#ifndef KAIGI_STORE_CIRCULARS_H
#define KAIGI_STORE_CIRCULARS_H

/* 持ち回り as values, read from the records. Everything lies in the caller's arena. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/status.h"
#include "base/time.h"
#include "store/list.h"

struct stmt;
struct store;

enum circular_state {
	CIRCULAR_COLLECTING, /* files are still coming */
	CIRCULAR_REVIEW,     /* 庶務内確認 */
	CIRCULAR_CONFIRM,    /* the chair is asked to put it into circulation */
	CIRCULAR_OPEN,
	CIRCULAR_CLOSING, /* approval reached; marks are read back before it counts */
	CIRCULAR_CLOSED,
};

struct circular_document {
	int version, position;
	const char *kind; /* file, link, text */
	const char *name;
	const char *source;
	const char *sha256;
	int64_t size;
	const char *state; /* waiting, stored, refused */
	const char *note;
};

/* A row of `version, position, kind, name, source, sha256, size, state, note`; the other kinds'
 * documents are read by it too. */
void circular_read_document(struct stmt *stmt, struct arena *arena, void *out);

struct circular_seat {
	const char *seat;
	const char *role; /* chair, vice, member */
	const char *title;
	const char *person; /* at the start; "" vacant */
	bool kouetsu;
};

struct circular_seal {
	const char *seat;
	const char *person;
	const char *capacity;
	const char *title;
	const char *answer; /* approve, reject, meeting; "" in history: withdrawn */
	bool provisional;
	const char *reason;
	const char *note; /* history only */
	struct kg_time at;
	struct kg_time confirmed;
	int64_t entry;
	const char *means; /* "" by his own hand; paper, telephone */
	const char *entered_by;
	const char *confirmed_by;
};

struct circular_mark {
	int64_t posting;
	const char *workspace;
	const char *account;
	const char *mark;
	const char *person;
	const char *posting_kind;
	struct kg_time from;
	struct kg_time at;
	const char
	    *off_by; /* somebody else took it off the screen, this account; "" it is there */
	struct kg_time off; /* when */
};

struct circular_unchecked {    /* a network that the chair did not wait for */
	const char *workspace; /* its name */
	struct kg_time since;  /* away since then */
	const char *person;
	const char *capacity;
	struct kg_time at;
};

struct circular_opinion {
	const char *person;
	const char *text;
	struct kg_time at;
	int round;
};

struct circular {
	const char *number;
	int year, ordinal;
	enum circular_state state;
	int version, round;
	const char *title;
	int class;
	const char *class_reason;
	const char *text;
	const char *text_sha256;
	const char *reason;
	bool important;
	const char *opinion_record;
	const char *incident;
	const char *drafter;
	const char *reviewer;
	struct kg_time drafted;
	const char *asked_deadline;
	struct kg_time deadline;
	const char *put_by;
	const char *put_capacity;
	struct kg_time put;
	const char *override_reason;
	struct kg_time opened;
	struct kg_time minimum;
	const char *rule;
	const char *rule_source;
	int64_t rule_entry;
	const char *charter_version;
	const char *seats_kept; /* the version despite whose seats this round goes on; "" */
	int reseated; /* the round that began anew because of a version's seats; 0: none */
	struct kg_time went_on;
	struct kg_time asked_chair;
	struct kg_time closing;
	struct kg_time overdue;
	struct kg_time closed;
	const char *outcome;
	const char *outcome_by;
	const char *outcome_reason;
	const char *resolution;

	struct circular_document *documents; /* of the present version */
	size_t document_count;
	struct circular_seat *seats; /* of the present round */
	size_t seat_count;
	struct circular_seal *seals; /* standing, of the present round */
	size_t seal_count;
	struct circular_mark *marks; /* of the present round */
	size_t mark_count;
	struct circular_unchecked *unchecked_networks; /* of the present round */
	size_t unchecked_network_count;
	struct circular_opinion *opinions; /* of all rounds */
	size_t opinion_count;
};

KG_MUST_CHECK enum kg_status circular_load(
    struct store *store, const char *number, struct arena *arena, struct circular *out);
/* Numbers of all that are not closed, nearest deadline first; `closed` takes the closed ones,
 * newest first. */
KG_MUST_CHECK enum kg_status circular_numbers(struct store *store, bool closed, int offset,
    int limit, struct arena *arena, char ***out, size_t *out_count);
/* The next free ordinal of a fiscal year. */
KG_MUST_CHECK enum kg_status circular_next(struct store *store, int year, int *out);
KG_MUST_CHECK enum kg_status circular_history(struct store *store, const char *number,
    struct arena *arena, struct circular_seal **out, size_t *out_count);
KG_MUST_CHECK enum kg_status circular_steps(struct store *store, const char *number,
    struct arena *arena, struct record_step **out, size_t *out_count);
KG_MUST_CHECK enum kg_status circular_seen(struct store *store, const char *number, int round,
    const char *person, struct kg_time *out);
/* The waiting document that wants a network file; KG_NOT_FOUND. */
KG_MUST_CHECK enum kg_status circular_of_file(struct store *store, const char *source,
    struct arena *arena, char **out_number, struct circular_document *out);

#endif
