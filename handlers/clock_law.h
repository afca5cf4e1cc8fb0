#ifndef KAIGI_HANDLERS_CLOCK_LAW_H
#define KAIGI_HANDLERS_CLOCK_LAW_H

/*
 * From what is known of an incident to whom it must be told, by when. Every version of the
 * facts is given, so that a corrected fact computes anew and the old value stays beside it; a
 * clock that ran once is ended by a decision only, never by a changed fact. Pure.
 */

#include "base/mem.h"
#include "base/time.h"
#include "config/clocks.h"

enum clock_answer { CLOCK_NO, CLOCK_UNKNOWN, CLOCK_YES };

struct clock_value { /* of one fact; zero: not known */
	bool is_known;
	int number; /* 1 for yes, 0 for no */
};

struct clock_version {
	struct kg_time at;                   /* since when the facts were held to be so */
	const struct clock_value *values;    /* one for each of clocks->facts */
	struct kg_time starts[CLOCK_STARTS]; /* zero: not yet, or not known */
};

/* Somebody entitled has decided that a filing is not owed (非該当). It holds for the facts of
 * that version: when one that matters to the filing changes, it is open again. */
struct clock_decision {
	const char *filing;
	size_t version; /* index */
};

struct clock_terms {
	int lead_days;   /* working days for the city's own approval, before the outside date */
	int warn_minute; /* of the day, for warnings that have a day only */
};

enum clock_state {
	CLOCK_OPEN,      /* 未判定 */
	CLOCK_OWED,      /* 該当 */
	CLOCK_LAPSED,    /* ran once, the facts no longer say so: 要判断 */
	CLOCK_RULED_OUT, /* 非該当, by decision */
};

struct clock_due {
	struct kg_time start; /* zero: the clock waits for its start */
	bool is_set;          /* there is a date or instant */
	bool is_day;
	struct kg_date date; /* of days: the last one */
	struct kg_time end;  /* from this instant on it is past */
	bool has_internal;   /* false also where no working day lies in time */
	struct kg_date internal;
};

struct clock_outcome { /* what one version of the facts came to */
	size_t version;
	struct kg_time at;
	const struct clock_row *row;
	enum clock_state state;
	struct clock_due due;
};

struct clock_duty {
	const char *filing;
	struct clock_outcome now;
	struct clock_outcome *before; /* oldest first; only those that differed */
	size_t before_count;
};

/* A condition over the facts: three answers, by Kleene. */
enum clock_answer clock_law_ask(const struct clocks *clocks,
    const struct clock_expression *expression, const struct clock_value *values);

/* The start given: when is it due, and by when within the house. */
struct clock_due clock_law_due(
    const struct clock_row *row, struct kg_time start, const struct clock_terms *terms);

/* When to warn, in order of time, each once; none without a start. */
void clock_law_warns(const struct clock_row *row, const struct clock_due *due,
    const struct clock_terms *terms, struct arena *arena, struct kg_time **out,
    size_t *out_count);

struct clock_case { /* all that is known */
	const struct clocks *clocks;
	const struct clock_version *versions; /* oldest first, at least one */
	size_t version_count;
	const struct clock_decision *decisions;
	size_t decision_count;
	struct clock_terms terms;
};

/* The duties in the order of the file; those that never arose are left out. */
void clock_law_duties(const struct clock_case *c, struct arena *arena, struct clock_duty **out,
    size_t *out_count);

/* Past already at that instant: 受付時点で経過. */
bool clock_law_is_past(const struct clock_due *due, struct kg_time at);
/* The last change of facts brought the due date forward: 60 days became 30. */
bool clock_law_is_shortened(const struct clock_duty *duty);

#endif
