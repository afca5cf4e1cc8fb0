/* Which instant a typed date means: drafts resolved against now, the calendar and the eras. */
#include <string.h>

#include "base/utf8.h"
#include "handlers/calendar.h"
#include "handlers/dates_draft.h"
#include "handlers/numerals.h"
#include "handlers/text.h"

enum { FAR_DAYS = 5 * 366, INPUT_MAX = 200, FRIDAY = 5 };

static struct kg_date today_of(const struct draft *draft)
{
	return kg_date_of(draft->now);
}

static struct kg_date month_end(int year, int month)
{
	struct kg_date date = { 0 };

	KG_ASSERT(kg_date_make(month == 12 ? year + 1 : year, month % 12 + 1, 1, &date));
	return (struct kg_date){ date.day - 1 };
}

/* Resolving: KG_OK with a date, or the fault that says why not. */
static enum dates_fault_kind resolve_year(const struct draft *draft, int *out_year)
{
	*out_year = draft->year;
	if (draft->era != 0) {
		return dates_of_era(draft->era, draft->year, out_year) ? DATES_FINE
		                                                       : DATES_NO_SUCH;
	}
	return DATES_FINE;
}

/* A month without a year: this year's, or the next one's when the month is over. */
static int year_of_month(const struct draft *draft)
{
	struct kg_civil today = kg_civil_of(draft->now);

	if (draft->past) {
		bool is_ahead = draft->month > today.month ||
		                (draft->month == today.month && draft->day > today.day);

		return is_ahead ? today.year - 1 : today.year;
	}
	return draft->month < today.month ? today.year + 1 : today.year;
}

static enum dates_fault_kind resolve_month_end(const struct draft *draft, struct kg_date *out)
{
	int year;
	enum dates_fault_kind fault = resolve_year(draft, &year);

	if (fault != DATES_FINE || draft->month < 1 || draft->month > 12 ||
	    (year != 0 && (year < 1900 || year > 9000))) {
		return DATES_NO_SUCH;
	}
	*out = month_end(year > 0 ? year : year_of_month(draft), draft->month);
	return DATES_FINE;
}

static enum dates_fault_kind resolve_fiscal_end(const struct draft *draft, struct kg_date *out)
{
	int year;
	enum dates_fault_kind fault = resolve_year(draft, &year);

	if (fault != DATES_FINE) {
		return fault;
	}
	year = year > 0 ? year : calendar_fiscal_year(draft->now);
	return kg_date_make(year + 1, 3, 31, out) ? DATES_FINE : DATES_NO_SUCH;
}

/* Weeks begin on Monday; said on a Sunday, people disagree about which week it is. */
static enum dates_fault_kind resolve_week(const struct draft *draft, struct kg_date *out)
{
	struct kg_civil today = kg_civil_of(draft->now);
	int weekday = draft->weekday;

	if (weekday < 0) {
		if (!draft->within) {
			return DATES_UNKNOWN;
		}
		weekday = FRIDAY;
	}
	*out = (struct kg_date){ today_of(draft).day - (today.weekday + 6) % 7 +
		                 7 * draft->weeks + (weekday + 6) % 7 };
	if (today.weekday == 0) {
		out->day = today_of(draft).day + (weekday == 0 ? 7 : weekday);
		return DATES_SUNDAY;
	}
	return DATES_FINE;
}

static enum dates_fault_kind resolve_weekday(
    const struct draft *draft, int minute, struct kg_date *out)
{
	struct kg_civil today = kg_civil_of(draft->now);
	int ahead = (draft->weekday - today.weekday + 7) % 7;
	bool is_over = today.hour * 60 + today.minute >= minute;

	if (ahead == 0 && (draft->anchor == ANCHOR_NEXT || (is_over && !draft->past))) {
		ahead = 7;
	}
	if (draft->past && ahead > 0) {
		ahead -= 7;
	}
	out->day = today_of(draft).day + ahead;
	return DATES_FINE;
}

/* "1日": the next first of a month; the nearest one behind us when the past is asked for. */
static enum dates_fault_kind resolve_day(const struct draft *draft, struct kg_date *out)
{
	struct kg_civil today = kg_civil_of(draft->now);
	int step = draft->past ? -1 : 1;
	int at = today.year * 12 + today.month - 1;

	for (int tries = 0; tries < 3; tries++, at += step) {
		if (!kg_date_make(at / 12, at % 12 + 1, draft->day, out)) {
			continue;
		}
		if (draft->past ? out->day <= today_of(draft).day
		                : out->day >= today_of(draft).day) {
			return DATES_FINE;
		}
	}
	return DATES_NO_SUCH;
}

static enum dates_fault_kind resolve_civil(const struct draft *draft, struct kg_date *out)
{
	struct dates_era_year era;
	int year;

	if (draft->month == 0 || draft->day == 0) {
		return draft->month == 0 && draft->year == 0 ? resolve_day(draft, out)
		                                             : DATES_UNKNOWN;
	}
	if (resolve_year(draft, &year) != DATES_FINE) {
		return DATES_NO_SUCH;
	}
	if (!kg_date_make(
	        year > 0 ? year : year_of_month(draft), draft->month, draft->day, out)) {
		return DATES_NO_SUCH;
	}
	if (draft->era != 0 && (!dates_era(*out, &era) || era.letter != draft->era)) {
		return DATES_NO_SUCH; /* 昭和99年, 令和元年4月30日 */
	}
	return DATES_FINE;
}

static bool has_civil(const struct draft *draft)
{
	return draft->year != 0 || draft->month != 0 || draft->day != 0;
}

static bool has_day(const struct draft *draft)
{
	return has_civil(draft) || draft->anchor != ANCHOR_NONE || draft->weekday >= 0;
}

static enum dates_fault_kind resolve_date(
    const struct draft *draft, int minute, struct kg_date *out)
{
	switch (draft->anchor) {
	case ANCHOR_DATE:
		*out = draft->date;
		return has_civil(draft) ? DATES_UNKNOWN : DATES_FINE;
	case ANCHOR_WEEK:
		return has_civil(draft) ? DATES_UNKNOWN : resolve_week(draft, out);
	case ANCHOR_NEXT:
		return has_civil(draft) || draft->weekday < 0
		           ? DATES_UNKNOWN
		           : resolve_weekday(draft, minute, out);
	case ANCHOR_MONTH_END:
		return draft->day != 0 ? DATES_UNKNOWN : resolve_month_end(draft, out);
	case ANCHOR_FISCAL_END:
		return draft->month != 0 || draft->day != 0 ? DATES_UNKNOWN
		                                            : resolve_fiscal_end(draft, out);
	case ANCHOR_NONE:
	case ANCHOR_INSTANT:
		break;
	}
	if (has_civil(draft)) {
		return resolve_civil(draft, out);
	}
	if (draft->weekday >= 0) {
		return resolve_weekday(draft, minute, out);
	}
	*out = today_of(draft);
	return draft->minute >= 0 ? DATES_FINE : DATES_UNKNOWN;
}

static bool is_weekday_wrong(const struct draft *draft, struct kg_date date)
{
	return draft->weekday >= 0 && kg_civil_of_date(date).weekday != draft->weekday;
}

/* The instant that the draft means; `end` are the minutes of a day without an hour. */
static enum dates_fault_kind resolve(
    const struct draft *draft, int end, struct kg_time *out, struct kg_date *out_date)
{
	int minute = draft->minute >= 0 ? draft->minute : end;
	enum dates_fault_kind fault = draft->fault;

	if (fault != DATES_FINE) {
		return fault;
	}
	if (draft->anchor == ANCHOR_INSTANT) {
		*out = draft->instant;
		*out_date = kg_date_of(*out);
		return has_civil(draft) || draft->weekday >= 0 || draft->minute >= 0
		           ? DATES_UNKNOWN
		           : DATES_FINE;
	}
	fault = resolve_date(draft, minute, out_date);
	if (fault != DATES_FINE) {
		return fault;
	}
	*out = kg_time_at(*out_date, minute / 60, minute % 60);
	return is_weekday_wrong(draft, *out_date) ? DATES_WEEKDAY : DATES_FINE;
}

static enum kg_status finish(
    struct dates_fault *out_fault, enum dates_fault_kind kind, struct kg_date date, int weekday)
{
	*out_fault = (struct dates_fault){ .kind = kind, .date = date, .weekday = weekday };
	return kind == DATES_FINE ? KG_OK : KG_INVALID;
}

static int end_of_day(const struct dates_rules *rules)
{
	return rules != NULL && rules->end_of_day > 0 ? rules->end_of_day : DATES_END_OF_DAY;
}

static const char *normal(const char *text, struct arena *arena)
{
	if (!text_fits(text, INPUT_MAX)) {
		return "?"; /* no date is as long: not understood */
	}
	return numerals_fold(text_normal(text, arena), arena);
}

static enum kg_status parse(const char *text, struct kg_time now,
    const struct dates_rules *rules, bool past, struct kg_time *out_time,
    struct dates_fault *out_fault)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct kg_time time = { 0 };
	struct kg_date date = { 0 };
	enum dates_fault_kind kind;
	struct draft draft;

	if (text_is_blank(text)) {
		return finish(out_fault, DATES_EMPTY, date, -1);
	}
	draft = draft_read(normal(text, &arena), now, past);
	kind = resolve(&draft, end_of_day(rules), &time, &date);
	if (kind == DATES_FINE && !past && time.ms <= now.ms) {
		kind = DATES_PAST;
	}
	if (kind == DATES_FINE && date.day - kg_date_of(now).day > FAR_DAYS) {
		kind = DATES_FAR;
	}
	if (kind == DATES_FINE) {
		*out_time = time;
	}
	return finish(out_fault, kind, date, draft.weekday);
}

enum kg_status dates_parse(const char *text, struct kg_time now,
    const struct dates_rules *rules, struct kg_time *out_time, struct dates_fault *out_fault)
{
	return parse(text, now, rules, false, out_time, out_fault);
}

enum kg_status dates_parse_past(const char *text, struct kg_time now,
    const struct dates_rules *rules, struct kg_time *out_time, struct dates_fault *out_fault)
{
	return parse(text, now, rules, true, out_time, out_fault);
}

/* "9-17時": a bare hour on the left borrows the unit. */
static bool ends_in_bare_number(const char *text)
{
	size_t size = strlen(text);
	size_t from = size;

	while (from > 0 && text[from - 1] >= '0' && text[from - 1] <= '9') {
		from--;
	}
	return from < size && size - from <= 2 && (from == 0 || text[from - 1] == ' ');
}

static struct draft read_left(
    const char *text, struct kg_time now, bool has_hours, struct arena *arena)
{
	if (has_hours && ends_in_bare_number(text)) {
		return draft_read(arena_printf(arena, "%s時", text), now, false);
	}
	return draft_read(text, now, false);
}

/* "午後2時~4時": so is the second. */
static struct draft read_right(
    const char *left, const char *text, struct kg_time now, struct arena *arena)
{
	struct draft draft = draft_read(text, now, false);

	if (draft.fault == DATES_AMBIGUOUS && strstr(left, "午後") != NULL) {
		return draft_read(arena_printf(arena, "午後%s", text), now, false);
	}
	return draft;
}

static enum dates_fault_kind resolve_right(
    struct draft *right, struct kg_time from, struct kg_time *out_to, struct kg_date *out_date)
{
	enum dates_fault_kind kind = right->fault;

	if (kind != DATES_FINE) {
		return kind;
	}
	if (!has_day(right)) {
		*out_date = kg_date_of(from);
		*out_to = kg_time_at(*out_date, right->minute / 60, right->minute % 60);
		if (out_to->ms <= from.ms) { /* over midnight */
			*out_to = kg_time_add(*out_to, KG_DAY);
		}
		return right->minute >= 0 ? DATES_FINE : DATES_UNKNOWN;
	}
	if (right->anchor == ANCHOR_NONE) {
		right->now = from; /* 12月1日~3日, 明日から金曜まで */
	}
	kind = resolve(right, DATES_DAY_MINUTES, out_to, out_date);
	return kind == DATES_FINE && out_to->ms <= from.ms ? DATES_ORDER : kind;
}

/* The text on both sides of a sign `size` bytes long. */
static enum kg_status split(const char *text, const char *at, size_t size, struct kg_time now,
    struct dates_period *out, struct dates_fault *out_fault)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	const char *left_text = arena_strndup(&arena, text, (size_t)(at - text));
	struct draft right = read_right(left_text, at + size, now, &arena);
	struct draft left = read_left(left_text, now, right.minute >= 0, &arena);
	struct kg_date date = { 0 };
	enum dates_fault_kind kind = resolve(&left, 0, &out->from, &date);

	if (kind != DATES_FINE) {
		return finish(out_fault, kind, date, left.weekday);
	}
	kind = resolve_right(&right, out->from, &out->to, &date);
	return finish(out_fault, kind, date, right.weekday);
}

static enum kg_status whole_day(const char *text, struct kg_time now, struct dates_period *out,
    struct dates_fault *out_fault)
{
	struct draft draft = draft_read(text, now, false);
	struct kg_date date = { 0 };
	enum dates_fault_kind kind = resolve(&draft, 0, &out->from, &date);

	if (kind == DATES_FINE && (draft.minute >= 0 || draft.anchor == ANCHOR_INSTANT)) {
		kind = DATES_AMBIGUOUS;
	}
	if (kind == DATES_FINE) {
		out->to = kg_time_add(out->from, KG_DAY);
		if (draft.within &&
		    draft.anchor != ANCHOR_DATE) { /* 今週中, 今月中: from now on */
			out->from = kg_date_start(kg_date_of(now));
		}
	}
	return finish(out_fault, kind, date, draft.weekday);
}

/* A dash may be a date's own: the last one that parts two sides that are understood is taken.
 * A fault that says more than "not understood" is kept: the day is not the weekday … */
static bool split_at_dash(const char *text, struct kg_time now, struct dates_period *out,
    struct dates_fault *out_fault)
{
	struct dates_fault fault;

	*out_fault = (struct dates_fault){ .kind = DATES_UNKNOWN, .weekday = -1 };
	for (size_t i = strlen(text); i > 0; i--) {
		if (text[i - 1] != '-') {
			continue;
		}
		if (split(text, text + i - 1, 1, now, out, &fault) == KG_OK) {
			return true;
		}
		if (fault.kind != DATES_UNKNOWN && fault.kind != DATES_EMPTY &&
		    out_fault->kind == DATES_UNKNOWN) {
			*out_fault = fault;
		}
	}
	return false;
}

static enum kg_status parse_period(const char *text, struct kg_time now,
    struct dates_period *out, struct dates_fault *out_fault)
{
	static const char *const signs[] = { "~", "から" };
	struct dates_fault dashed;

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		const char *at = strstr(text, signs[i]);

		if (at != NULL) {
			return split(text, at, strlen(signs[i]), now, out, out_fault);
		}
	}
	if (split_at_dash(text, now, out, &dashed) ||
	    whole_day(text, now, out, out_fault) == KG_OK) {
		return KG_OK;
	}
	if (out_fault->kind == DATES_UNKNOWN) {
		*out_fault = dashed;
	}
	return KG_INVALID;
}

enum kg_status dates_parse_period(const char *text, struct kg_time now,
    struct dates_period *out_period, struct dates_fault *out_fault)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct dates_period period = { 0 };

	if (text_is_blank(text)) {
		return finish(out_fault, DATES_EMPTY, (struct kg_date){ 0 }, -1);
	}
	if (parse_period(normal(text, &arena), now, &period, out_fault) != KG_OK) {
		return KG_INVALID;
	}
	if (kg_date_of(period.to).day - kg_date_of(now).day > FAR_DAYS) {
		return finish(out_fault, DATES_FAR, kg_date_of(period.to), -1);
	}
	*out_period = period;
	return KG_OK;
}

static const char wide_blank[] = "\u3000";

/* Bytes of the blank that ends at `end`; 0 when none does. */
static size_t blank_before(const char *text, size_t end)
{
	size_t wide = strlen(wide_blank);

	if (end > 0 && strchr(" \t\n", text[end - 1]) != NULL) {
		return 1;
	}
	return end >= wide && strncmp(text + end - wide, wide_blank, wide) == 0 ? wide : 0;
}

/* The end of the text without its last word. */
static size_t drop_word(const char *text, size_t end)
{
	while (end > 0 && blank_before(text, end) == 0) {
		end--;
	}
	while (blank_before(text, end) > 0) {
		end -= blank_before(text, end);
	}
	return end;
}

static const char *skip_blanks(const char *p)
{
	size_t wide = strlen(wide_blank);

	while (*p == ' ' || *p == '\t' || *p == '\n' || strncmp(p, wide_blank, wide) == 0) {
		p += *p == wide_blank[0] ? wide : 1;
	}
	return p;
}

enum kg_status dates_parse_period_prefix(const char *text, struct kg_time now,
    struct dates_period *out_period, const char **out_rest, struct dates_fault *out_fault)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct dates_fault best = { .kind = DATES_UNKNOWN, .weekday = -1 };
	size_t end = utf8_prefix(text, INPUT_MAX);

	if (text[end] != '\0') {
		end = drop_word(text, end);
	}
	while (end > 0) {
		const char *prefix = arena_strndup(&arena, text, end);

		if (dates_parse_period(prefix, now, out_period, out_fault) == KG_OK) {
			*out_rest = skip_blanks(text + end);
			return KG_OK;
		}
		if (out_fault->kind != DATES_UNKNOWN && out_fault->kind != DATES_EMPTY) {
			best = *out_fault;
		}
		end = drop_word(text, end);
	}
	*out_fault = best;
	return KG_INVALID;
}
