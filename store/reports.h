#ifndef KAIGI_STORE_REPORTS_H
#define KAIGI_STORE_REPORTS_H

/* The committee's reports as values, read from the records. Everything lies in the caller's
 * arena. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/status.h"
#include "base/time.h"
#include "store/list.h"

struct store;

enum report_state {
	REPORT_DUE,    /* the committee sat; nothing was handed in yet */
	REPORT_REVIEW, /* 庶務内確認 */
	REPORT_READY,  /* the 幹事長 is asked to report */
	REPORT_REPORTED,
	REPORT_ANSWERED,
	REPORT_WITHDRAWN,
};

struct report_line {
	int position;
	const char *item;
	int item_version;
	const char *title;
	int class;
	const char *item_sha256;
	bool important;
	const char *result; /* as_is, amended, unfit, continued; "" not entered */
	const char *amendment;
	const char *dissent;
	const char *opinion;
	const char *sha256;

	/* What the chair did with it; "" nothing yet. */
	const char *answer; /* approved, received, returned, referred */
	int answer_version;
	const char *answered_by; /* "" by the charter itself */
	const char *answer_capacity;
	const char *answer_reason;
	bool same_person;
	const char *kouetsu; /* "", due, done */
	const char *resolution;
	struct kg_time answered;
};

struct report {
	const char *number;
	int year, ordinal;
	enum report_state state;
	int version;
	const char *session; /* 第6回 */
	const char *place;
	const char *meeting;
	const char *incident;
	struct kg_time held;
	struct kg_time due;
	const char *due_rule;
	const char *due_source;
	struct kg_time overdue;
	const char *entered_by;
	const char *drafter;
	const char *reviewer;
	const char *reported_by;
	const char *reported_capacity;
	struct kg_time reported;
	const char *sha256;
	const char *charter_version;
	struct kg_time closed;

	struct report_line *lines; /* of the present version, with their answers */
	size_t line_count;
};

KG_MUST_CHECK enum kg_status report_load(
    struct store *store, const char *number, struct arena *arena, struct report *out);
/* Numbers of those that are not answered or withdrawn, nearest due first; `ended`: the others,
 * newest first. */
KG_MUST_CHECK enum kg_status report_numbers(struct store *store, bool ended, int limit,
    struct arena *arena, char ***out, size_t *out_count);
KG_MUST_CHECK enum kg_status report_next(struct store *store, int year, int *out);
KG_MUST_CHECK enum kg_status report_steps(struct store *store, const char *number,
    struct arena *arena, struct record_step **out, size_t *out_count);
/* Reports in which an acting chair's own approval still waits for the chair's 後閲. */
KG_MUST_CHECK enum kg_status report_kouetsu_due(
    struct store *store, struct arena *arena, char ***out, size_t *out_count);
/* Has a report with this session of the same fiscal year been entered? KG_NOT_FOUND: no. */
KG_MUST_CHECK enum kg_status report_of_session(
    struct store *store, int year, const char *session, struct arena *arena, char **out);

#endif
