#ifndef KAIGI_HANDLERS_CALENDAR_H
#define KAIGI_HANDLERS_CALENDAR_H

/*
 * The city's calendar. Closed: Saturdays, Sundays, national holidays (with 振替休日 and
 * 国民の休日, from config/kawasaki/holidays.tsv) and 12/29 to 1/3. Fiscal years begin on 1
 * April, 0:00 in Japan.
 */

#include <stdbool.h>

#include "base/time.h"

struct calendar_hours { /* [from, to) in minutes of the day; from > to crosses midnight, from ==
	                   to is never */
	int from;
	int to;
};

#define CALENDAR_QUIET ((struct calendar_hours){ .from = 20 * 60, .to = 7 * 60 + 30 })
#define CALENDAR_OFFICE ((struct calendar_hours){ .from = 8 * 60 + 30, .to = 17 * 60 + 15 })

/* The holiday's name (Japanese, borrowed, not terminated: *out_size bytes), or NULL. */
const char *calendar_holiday(struct kg_date date, int *out_size);
bool calendar_covers(struct kg_date date); /* the table knows that year's holidays */
bool calendar_is_working(struct kg_date date);

/* The nth working day after `date` (before it, for n < 0). n == 0: the date itself or the next
 * working day. */
struct kg_date calendar_add_working(struct kg_date date, int n);

/* Working days in (from, to]; negative when `to` lies before `from`. */
int calendar_count_working(struct kg_date from, struct kg_date to);

int calendar_fiscal_year(struct kg_time time); /* 2026 for 令和8年度 */
int calendar_fiscal_year_of(struct kg_date date);
struct kg_time calendar_fiscal_year_start(int fiscal_year);

/* "20:00-07:30" or "20:00–07:30"; false for anything else. */
bool calendar_hours_parse(const char *text, struct calendar_hours *out);
bool calendar_is_within(struct calendar_hours hours, struct kg_time time);
/* The first instant at or after `time` outside the hours. */
struct kg_time calendar_after(struct calendar_hours hours, struct kg_time time);
bool calendar_is_office(struct kg_time time); /* a working day within CALENDAR_OFFICE */

#endif
