#ifndef KAIGI_STORE_INCIDENTS_H
#define KAIGI_STORE_INCIDENTS_H

/* Incidents, read from the records. Everything lies in the caller's arena. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/list.h"

struct incident_facts {
	int version;
	const char *facts; /* lines fact=yes|no|number */
	struct kg_time known;
	const char *person;
	struct kg_time at;
};

struct incident_told {
	const char *person;
	const char *office;
	struct kg_time told;
	struct kg_time acknowledged; /* 0: not yet */
	const char *means;
};

struct incident_ruling {
	const char *filing;
	int version;
	const char *reason;
	const char *text;
	const char *person;
	const char *capacity;
	struct kg_time at;
};

struct incident_filing {
	const char *filing;
	struct kg_time sent;
	const char *means;
	const char *counterpart;
	const char *receipt;
	const char *person;
};

struct incident_end { /* the newest of closing and opening again */
	bool is_closed;
	int severity;
	bool reportable;
	const char *cause_kind;
	const char *cause;
	const char *prevention;
	const char *summary;
	const char *reason;
	const char *item;
	const char *person;
	const char *capacity;
	struct kg_time at;
};

struct incident {
	const char *number;
	const char *state;   /* reported received recognised */
	const char *ongoing; /* yes no unknown */
	int severity;        /* -1: not judged yet */
	const char *medium;
	const char *work;
	const char *harm;
	const char *seen;
	const char *recovered;
	const char *text;
	const char *department;
	const char *head;
	const char *phone;
	const char *reporter; /* "": not on the roster */
	int64_t workspace;
	const char *account;
	struct kg_time noticed;
	struct kg_time reported;
	struct kg_time received;
	const char *received_by;
	struct kg_time recognised;
	const char *recognised_by;
	const char *recognised_capacity;

	struct incident_facts *facts; /* oldest first; never none */
	size_t facts_count;
	struct incident_told *told;
	size_t told_count;
	struct incident_ruling *rulings; /* oldest first */
	size_t ruling_count;
	struct alert_group *alerts; /* see alerts.h */
	size_t alert_count;
	struct incident_filing *filings;
	size_t filing_count;
	struct incident_end end; /* zero: neither closed nor opened again */
};

KG_MUST_CHECK enum kg_status incident_load(
    struct store *store, const char *number, struct arena *arena, struct incident *out);
KG_MUST_CHECK enum kg_status incident_next(struct store *store, int year, int *out);
/* All of them, newest first. */
KG_MUST_CHECK enum kg_status incident_numbers(
    struct store *store, struct arena *arena, char ***out, size_t *out_count);
/* Closed at level 0 or 1 and on no list of a committee's meeting yet (one that was called off
 * does not count), oldest first. */
KG_MUST_CHECK enum kg_status incident_unlisted(
    struct store *store, struct arena *arena, char ***out, size_t *out_count);
/* The matters that closings made for the council and that wait for a meeting, oldest first. */
KG_MUST_CHECK enum kg_status incident_items(
    struct store *store, struct arena *arena, char ***out, size_t *out_count);
/* The matter registered for an incident while it is under way and still free; KG_NOT_FOUND. */
KG_MUST_CHECK enum kg_status incident_open_item(
    struct store *store, const char *number, struct arena *arena, char **out);

struct incident_sum { /* how often, of what was reported between two instants */
	const char *department;
	const char *cause_kind; /* "" still open, or not known */
	int64_t count;
};
KG_MUST_CHECK enum kg_status incident_sums(struct store *store, struct kg_time from,
    struct kg_time to, struct arena *arena, struct incident_sum **out, size_t *out_count);
KG_MUST_CHECK enum kg_status incident_steps(struct store *store, const char *number,
    struct arena *arena, struct record_step **out, size_t *out_count);

#endif
