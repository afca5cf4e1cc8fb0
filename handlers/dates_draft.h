#ifndef KAIGI_HANDLERS_DATES_DRAFT_H
#define KAIGI_HANDLERS_DATES_DRAFT_H

/* What was typed, in parts, before anybody asks which day that is. Only dates_read.c wants
 * this. */

#include "handlers/dates.h"

enum { DATES_END_OF_DAY = 17 * 60 + 15, DATES_DAY_MINUTES = 24 * 60 };

enum half {
	HALF_NONE,
	HALF_AM,
	HALF_PM,
	HALF_MORNING,
	HALF_NOON,
	HALF_EVENING,
	HALF_LATIN_AM,
	HALF_LATIN_PM
};
enum anchor {
	ANCHOR_NONE,
	ANCHOR_DATE,
	ANCHOR_WEEK,
	ANCHOR_NEXT,
	ANCHOR_MONTH_END,
	ANCHOR_FISCAL_END,
	ANCHOR_INSTANT
};

struct draft {
	const char *p;
	struct kg_time now;
	bool past;
	enum anchor anchor;
	struct kg_date date; /* ANCHOR_DATE */
	struct kg_time instant;
	int weeks; /* ANCHOR_WEEK: 0 this one */
	char era;  /* 0: western */
	int year;  /* 0: none */
	int month;
	int day;
	int weekday; /* -1: none */
	int minute;  /* of the day, to 24:00; -1: none */
	enum half half;
	bool within; /* …中: until its end */
	enum dates_fault_kind fault;
};

/* Eats the whole of a text_normal()ed, numerals_fold()ed text; `fault` is set when that was not
 * possible. */
struct draft draft_read(const char *text, struct kg_time now, bool past);

#endif
