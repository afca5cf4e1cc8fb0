#ifndef KAIGI_HANDLERS_DATES_H
#define KAIGI_HANDLERS_DATES_H

/*
 * Dates as people in a city hall write and read them. Input is normalised (NFKC, kanji
 * numerals, dashes), must be wholly understood, and a weekday that does not match is refused,
 * naming the right one. Nothing is guessed silently: callers echo dates_chat() of what was
 * understood.
 */

#include <stdbool.h>

#include "base/mem.h"
#include "base/time.h"
#include "config/problems.h"

struct dates_rules {
	int end_of_day; /* minutes: what 本日中 and a day without an hour mean; 0: 17:15 */
};

enum dates_fault_kind {
	DATES_FINE,
	DATES_EMPTY,
	DATES_UNKNOWN,   /* not understood */
	DATES_NO_SUCH,   /* 2月30日, 昭和99年, 令和元年4月30日 */
	DATES_WEEKDAY,   /* `date` is the day, its weekday differs from `weekday` */
	DATES_HOUR,      /* 25時, 13:60, 午後15時 */
	DATES_SUNDAY,    /* 来週 said on a Sunday: which week? `date`: of the nearer one */
	DATES_PAST,      /* `date` */
	DATES_AMBIGUOUS, /* 明日5時 (午後?), 午後12時; a range where one time is wanted */
	DATES_ORDER,     /* a period that ends before it begins */
	DATES_FAR,       /* more than five years ahead: a slip */
};

struct dates_fault {
	enum dates_fault_kind kind;
	struct kg_date date;
	int weekday; /* as typed, 0 is Sunday; -1: none */
};

/*
 * One instant. KG_INVALID: `out_fault` says why. A day without an hour gets rules->end_of_day.
 * The past is refused (DATES_PAST) unless `past` forms are wanted: see dates_parse_past.
 */
KG_MUST_CHECK enum kg_status dates_parse(const char *text, struct kg_time now,
    const struct dates_rules *rules, struct kg_time *out_time, struct dates_fault *out_fault);

/* The same without looking at whether it is past; a month without a year is the nearest one at
 * or before now. */
KG_MUST_CHECK enum kg_status dates_parse_past(const char *text, struct kg_time now,
    const struct dates_rules *rules, struct kg_time *out_time, struct dates_fault *out_fault);

struct dates_period { /* [from, to) */
	struct kg_time from;
	struct kg_time to;
};

/* 「12/1 9:00-17:00」「12/1 15時〜16時半」「12月1日〜12月3日」「12/1」(the whole day),
 * 「明日から金曜まで」. */
KG_MUST_CHECK enum kg_status dates_parse_period(const char *text, struct kg_time now,
    struct dates_period *out_period, struct dates_fault *out_fault);

/* The same at the head of a text: 「12/1 9:00-17:00 航空機搭乗中」. *out_rest points behind it,
 * into `text`. */
KG_MUST_CHECK enum kg_status dates_parse_period_prefix(const char *text, struct kg_time now,
    struct dates_period *out_period, const char **out_rest, struct dates_fault *out_fault);

/* What the person is told: courteous, one sentence, the next step. */
const char *dates_fault_text(
    const struct dates_fault *fault, enum language language, struct arena *arena);

/* 12月1日(火) 17:00 · 令和9年4月2日(金) 17:00 when not in now's fiscal year · Tue 1 Dec 17:00
 * */
const char *dates_chat(
    struct kg_time time, struct kg_time now, enum language language, struct arena *arena);
/* The day only: 12月1日(火) · Tue 1 Dec */
const char *dates_chat_day(
    struct kg_time time, struct kg_time now, enum language language, struct arena *arena);
/* 16:42 */
const char *dates_clock(struct kg_time time, struct arena *arena);
/* 本日17:00 when `time` is on now's day, else dates_chat. */
const char *dates_when_day(
    struct kg_time time, struct kg_time now, enum language language, struct arena *arena);
/* Documents: 令和8年12月1日(火)午後2時 · 正午 · 令和元年 · 1 December 2026, 14:00 */
const char *dates_document(struct kg_time time, enum language language, struct arena *arena);
/* The hour alone: 午後2時 · 14:00 */
const char *dates_document_clock(
    struct kg_time time, enum language language, struct arena *arena);
const char *dates_document_day(
    struct kg_date date, enum language language, struct arena *arena);
/* Records: 2026-12-01T14:00:00+09:00, with .mmm when there are milliseconds */
const char *dates_iso(struct kg_time time, struct arena *arena);
/* 令和8年度 · fiscal year 2026 */
const char *dates_fiscal_year(int fiscal_year, enum language language, struct arena *arena);
/* 火 · Tue; 0 is Sunday */
const char *dates_weekday(int weekday, enum language language);

/* The era's year of a day: 令和, R, 8. False before 1868-10-23 (明治). */
struct dates_era_year {
	const char *name;
	char letter;
	int year;
};
bool dates_era(struct kg_date date, struct dates_era_year *out);
/* The western year of 'R' 8; false for an unknown letter or a year before 1. */
bool dates_of_era(char letter, int year, int *out_year);

#endif
