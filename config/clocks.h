#ifndef KAIGI_CONFIG_CLOCKS_H
#define KAIGI_CONFIG_CLOCKS_H

/*
 * Whom an incident must be told to, by when, and on what basis: data, not program. The file
 * says which facts are asked, under which conditions a row applies (an expression over those
 * facts), and how its days are counted; prose stands in notes and decides nothing. Plain
 * values; handlers/clock_law.h computes with them.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "config/charter.h"

enum clock_fact_type { CLOCK_FACT_ANSWER /* yes, no */, CLOCK_FACT_NUMBER };

struct clock_fact {
	const char *id;
	enum clock_fact_type type;
	struct text2 question; /* as it is asked */
};

/* A condition in postfix form. What is not known makes UNKNOWN unless the rest decides. */
enum clock_op {
	CLOCK_ALWAYS,
	CLOCK_FACT,      /* index */
	CLOCK_CONDITION, /* index: always an earlier one */
	CLOCK_LESS,      /* the number of fact `index` against `number`, and so the next ones */
	CLOCK_AT_MOST,
	CLOCK_MORE,
	CLOCK_AT_LEAST,
	CLOCK_EQUAL,
	CLOCK_NOT,
	CLOCK_SURELY, /* yes stays yes, unknown becomes no */
	CLOCK_AND,
	CLOCK_OR,
};

struct clock_step {
	enum clock_op op;
	size_t index;
	int number;
};

enum { CLOCK_DEPTH_MAX = 32 }; /* values that wait while an expression is computed */

struct clock_expression {
	struct clock_step *steps;
	size_t count;
};

struct clock_condition { /* a name for an expression: the law's own numbered triggers */
	const char *id;
	struct text2 title;
	const char *when; /* as written */
	struct clock_expression expression;
};

struct clock_regime { /* the law or practice that a row rests on */
	const char *id;
	struct text2 title;
};

enum clock_kind { CLOCK_REPORT, CLOCK_NOTIFY, CLOCK_CONSULT, CLOCK_PUBLISH, CLOCK_DEMAND };
enum clock_reporter {
	CLOCK_BY_BODY, /* each 実施機関, in its own name */
	CLOCK_BY_CITY,
	CLOCK_BY_WINDOW, /* the incident's one 窓口担当 */
	CLOCK_BY_VENDOR,
};
enum clock_start {
	CLOCK_KNOWN, /* the earliest time that any employee of any department knew */
	CLOCK_RECOGNISED,
	CLOCK_DECIDED,
	CLOCK_VENDOR_KNOWN,
};
enum { CLOCK_STARTS = CLOCK_VENDOR_KNOWN + 1 };
enum clock_unit {
	CLOCK_NO_TIME,  /* nothing says by when */
	CLOCK_AT_ONCE,  /* 直ちに */
	CLOCK_PROMPTLY, /* 速やかに, without a number of days */
	CLOCK_MINUTES,
	CLOCK_HOURS,
	CLOCK_DAYS,
};
enum clock_day_one { CLOCK_START_DAY, CLOCK_NEXT_DAY };
enum clock_closed { CLOCK_COUNTED, CLOCK_ROLLS_ON };
enum clock_limit {
	CLOCK_NO_LIMIT,
	CLOCK_GUIDE,     /* 目安: is never called a legal time limit */
	CLOCK_STATUTORY, /* 法定 */
};
enum clock_internal { CLOCK_NO_INTERNAL, CLOCK_WORKING_DAY_BEFORE };
enum clock_confidence {
	CLOCK_UNSAID,
	CLOCK_LOW,
	CLOCK_MEDIUM,
	CLOCK_MEDIUM_HIGH,
	CLOCK_HIGH,
};

enum clock_warn_from {
	CLOCK_AFTER_START, /* `amount` minutes */
	CLOCK_ON_DAY,      /* the amount-th day by the row's own count */
	CLOCK_BEFORE_DUE,  /* `amount` days */
};

struct clock_warn {
	enum clock_warn_from from;
	int amount;
};

struct clock_row {
	const char *id;
	const char *filing; /* rows with the same one are one duty: 30 days or 60 */
	enum clock_kind kind;
	const char *regime;
	enum clock_reporter reporter;
	struct text2 addressee;
	struct text2 title; /* 速報, 確報 */
	struct text2 basis;
	const char *when; /* as written */
	struct clock_expression expression;
	enum clock_start start;
	enum clock_unit unit;
	int amount;
	enum clock_day_one day_one;
	enum clock_closed closed_days;
	enum clock_limit limit;
	bool mandatory; /* an incident is not closed while it is open */
	enum clock_internal internal;
	const char **warn; /* as written */
	struct clock_warn *warns;
	size_t warn_count;
	enum clock_confidence confidence;      /* that the duty exists */
	enum clock_confidence days_confidence; /* that the days are counted so */
	bool confirm;                          /* to be confirmed by the city's legal office */
	struct text2 channel;                  /* "" where nothing is said */
	struct text2 note;
	const char *source;
};

struct clocks {
	const char *confirmed; /* by which document; "": a draft */
	struct clock_fact *facts;
	size_t fact_count;
	struct clock_regime *regimes;
	size_t regime_count;
	struct clock_condition *conditions;
	size_t condition_count;
	struct clock_row *rows;
	size_t row_count;
	const char *sha256; /* hex, of the file's raw bytes */
	struct arena arena; /* owns all of the above */
};

/* Faults are added to `problems`; KG_INVALID when there was one. `out` is zeroed by the caller.
 */
KG_MUST_CHECK enum kg_status clocks_load(
    const char *path, struct problems *problems, struct clocks *out);
KG_MUST_CHECK enum kg_status clocks_parse(const char *name, const char *bytes, size_t size,
    struct problems *problems, struct clocks *out);
void clocks_finish(struct clocks *clocks);

#endif
