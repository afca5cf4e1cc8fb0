#ifndef KAIGI_TESTS_UNIT_LAW_H
#define KAIGI_TESTS_UNIT_LAW_H

/* Suites of the law's unit tests. Expected values are written by hand. */

#include <check.h>

#include "base/mem.h"
#include "base/time.h"

Suite *suite_acting(void);
Suite *suite_away(void);
Suite *suite_ballot(void);
Suite *suite_calendar(void);
Suite *suite_capability(void);
Suite *suite_convene(void);
Suite *suite_dates(void);
Suite *suite_grammar(void);
Suite *suite_minutes(void);
Suite *suite_incident(void);
Suite *suite_pack(void);
Suite *suite_report(void);
Suite *suite_ruling(void);
Suite *suite_sitting(void);
Suite *suite_tally(void);
Suite *suite_text(void);

static inline struct kg_time at(int year, int month, int day, int hour, int minute)
{
	struct kg_date date = { 0 };

	ck_assert(kg_date_make(year, month, day, &date));
	return kg_time_at(date, hour, minute);
}

#endif
