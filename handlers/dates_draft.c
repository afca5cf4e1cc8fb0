/* Typed dates eaten piece by piece: each part at most once, in any order; what nobody eats is a
 * fault. */
#include "handlers/dates_draft.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "handlers/calendar.h"

static bool eat(struct draft *draft, const char *word)
{
	size_t size = strlen(word);

	if (strncmp(draft->p, word, size) != 0) {
		return false;
	}
	draft->p += size;
	return true;
}

static bool eat_any(struct draft *draft, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (eat(draft, *words)) {
			return true;
		}
	}
	return false;
}

static void blanks(struct draft *draft)
{
	draft->p += strspn(draft->p, " ");
}

/* "12 月 1 日": the blank before a unit says nothing. */
static void skip_to_unit(struct draft *draft)
{
	static const char *const units[] = { "年", "月", "日", "時", NULL };
	const char *from = draft->p;
	const char *unit;

	blanks(draft);
	unit = draft->p;
	draft->p = eat_any(draft, units) ? unit : from;
}

/* Digits, at most `most` of them; -1 when none, too many, or not a number. */
static int eat_number(struct draft *draft, size_t most, size_t *out_digits)
{
	size_t digits = strspn(draft->p, "0123456789");
	int value;

	*out_digits = digits;
	if (digits == 0 || digits > most) {
		return -1;
	}
	value = (int)strtol(draft->p, NULL, 10);
	draft->p += digits;
	skip_to_unit(draft);
	return value;
}

static bool fail(struct draft *draft, enum dates_fault_kind fault)
{
	if (draft->fault == DATES_FINE) {
		draft->fault = fault;
	}
	return true; /* it was eaten, and is wrong: nobody else need try */
}

static bool set_once(struct draft *draft, int *field, int unset, int value)
{
	if (*field != unset) {
		return fail(draft, DATES_UNKNOWN);
	}
	*field = value;
	return true;
}

static bool set_anchor(struct draft *draft, enum anchor anchor)
{
	if (draft->anchor != ANCHOR_NONE) {
		return fail(draft, DATES_UNKNOWN);
	}
	draft->anchor = anchor;
	return true;
}

static bool set_date(struct draft *draft, struct kg_date date)
{
	draft->date = date;
	return set_anchor(draft, ANCHOR_DATE);
}

static bool set_instant(struct draft *draft, int64_t ms)
{
	draft->instant = kg_time_add(draft->now, ms);
	return set_anchor(draft, ANCHOR_INSTANT);
}

static int hour_between(int hour, int from, int to, int add)
{
	return hour >= from && hour <= to ? hour + add : -1;
}

/* The hour of the day that was meant; -1 when there is no such, -2 when it may be either. */
static int hour_of(enum half half, int hour, bool is_clock)
{
	switch (half) {
	case HALF_NONE:
		return !is_clock && hour >= 1 && hour <= 6 ? -2 : hour;
	case HALF_AM:
		return hour == 12 ? -2 : hour_between(hour, 0, 11, 0);
	case HALF_PM:
		return hour == 12 ? -2 : hour_between(hour, 0, 11, 12);
	case HALF_LATIN_AM:
		return hour == 12 ? 0 : hour_between(hour, 1, 11, 0);
	case HALF_LATIN_PM:
		return hour == 12 ? 12 : hour_between(hour, 1, 11, 12);
	case HALF_MORNING:
		return hour_between(hour, 4, 11, 0);
	case HALF_NOON:
		return hour <= 3 ? hour_between(hour, 1, 3, 12) : hour_between(hour, 11, 15, 0);
	case HALF_EVENING:
		return hour <= 11 ? hour_between(hour, 4, 11, 12)
		                  : hour_between(hour, 16, INT_MAX, 0);
	}
	return -1;
}

static bool eat_latin_half(struct draft *draft)
{
	const char *from = draft->p;

	blanks(draft);
	if (eat(draft, "am") || eat(draft, "a.m.")) {
		draft->half = HALF_LATIN_AM;
	} else if (eat(draft, "pm") || eat(draft, "p.m.")) {
		draft->half = HALF_LATIN_PM;
	} else {
		draft->p = from;
		return false;
	}
	return true;
}

/* is_clock: written as 17:00, not 17時 */
static bool set_hour(struct draft *draft, int hour, int minute, bool is_clock)
{
	if (draft->half == HALF_NONE) {
		(void)eat_latin_half(draft);
	}
	hour = hour_of(draft->half, hour, is_clock);
	if (hour == -2) {
		return fail(draft, DATES_AMBIGUOUS);
	}
	if (hour < 0 || minute < 0 || minute > 59 || hour * 60 + minute > DATES_DAY_MINUTES) {
		return fail(draft, DATES_HOUR);
	}
	draft->half = HALF_NONE;
	return set_once(draft, &draft->minute, -1, hour * 60 + minute);
}

static bool eat_hour_kanji(struct draft *draft, int hour)
{
	const char *from;
	size_t digits;
	int minute;

	if (eat(draft, "半")) {
		return set_hour(draft, hour, 30, false);
	}
	from = draft->p;
	blanks(draft);
	minute = eat_number(draft, 2, &digits);
	if (minute >= 0 && eat(draft, "分")) {
		return set_hour(draft, hour, minute, false);
	}
	draft->p = from;
	return set_hour(draft, hour, 0, false);
}

static bool eat_hour_clock(struct draft *draft, int hour)
{
	size_t digits;
	int minute = eat_number(draft, 2, &digits);
	int second = 0;

	if (minute < 0 || digits != 2) {
		return fail(draft, DATES_HOUR);
	}
	if (eat(draft, ":")) {
		second = eat_number(draft, 2, &digits);
	}
	return second == 0 ? set_hour(draft, hour, minute, true) : fail(draft, DATES_HOUR);
}

/* 3日後, 2営業日後, 1週間後, 4時間後, 30分後 */
static bool eat_after(struct draft *draft, int count)
{
	struct kg_date today = kg_date_of(draft->now);

	if (eat(draft, "営業日後") || eat(draft, "開庁日後")) {
		return set_date(draft, calendar_add_working(today, count));
	}
	if (eat(draft, "日後")) {
		return set_date(draft, (struct kg_date){ today.day + count });
	}
	if (eat(draft, "週間後") || eat(draft, "週後")) {
		return set_date(draft, (struct kg_date){ today.day + 7 * count });
	}
	if (eat(draft, "時間後")) {
		return set_instant(draft, (int64_t)count * KG_HOUR);
	}
	return eat(draft, "分後") && set_instant(draft, (int64_t)count * KG_MINUTE);
}

static bool set_month_day(struct draft *draft, int month, int day)
{
	return set_once(draft, &draft->month, 0, month) && set_once(draft, &draft->day, 0, day);
}

/* Behind "12月": 末, 1日, 中. */
static bool eat_month_rest(struct draft *draft, int month)
{
	size_t digits;
	int day;

	blanks(draft);
	if (eat(draft, "末") || (strncmp(draft->p, "中", strlen("中")) == 0)) {
		draft->month = month;
		return set_anchor(draft, ANCHOR_MONTH_END);
	}
	day = eat_number(draft, 2, &digits);
	if (day < 1 || !eat(draft, "日")) {
		return fail(draft, DATES_UNKNOWN);
	}
	return set_month_day(draft, month, day);
}

/* Behind "12/": the day. A third part would be a year in an order that nobody can know. */
static bool eat_slash_rest(struct draft *draft, int month, char sign)
{
	size_t digits;
	int day = eat_number(draft, 2, &digits);

	if (day < 1 || *draft->p == sign || *draft->p == ':') {
		return fail(draft, DATES_UNKNOWN);
	}
	(void)eat(draft, "日");
	return set_month_day(draft, month, day);
}

/* Behind a year: 年12月1日, /12/1, -12-01, .12.1, 年度末. */
static bool eat_year_rest(struct draft *draft, char era, int year)
{
	static const char *const signs[] = { "/", "-", ".", NULL };
	size_t digits;
	int month;
	char sign = *draft->p;

	draft->era = era;
	(void)set_once(draft, &draft->year, 0, year);
	if (eat(draft, "年度末")) {
		return set_anchor(draft, ANCHOR_FISCAL_END);
	}
	if (eat(draft, "年")) {
		blanks(draft);
		month = eat_number(draft, 2, &digits);
		return month > 0 && eat(draft, "月") ? eat_month_rest(draft, month)
		                                     : fail(draft, DATES_UNKNOWN);
	}
	if (!eat_any(draft, signs)) {
		return fail(draft, DATES_UNKNOWN);
	}
	month = eat_number(draft, 2, &digits);
	if (month < 1 || *draft->p != sign) {
		return fail(draft, DATES_UNKNOWN);
	}
	draft->p++;
	(void)eat_slash_rest(draft, month, sign);
	if (*draft->p == 't' && draft->p[1] >= '0' && draft->p[1] <= '9') {
		draft->p++;
	}
	return true;
}

static const char *const months[] = { "january", "february", "march", "april", "may", "june",
	"july", "august", "september", "october", "november", "december" };

static int eat_month_name(struct draft *draft)
{
	for (int i = 0; i < 12; i++) {
		char brief[4] = { months[i][0], months[i][1], months[i][2], '\0' };

		if (eat(draft, months[i]) || eat(draft, brief)) {
			(void)eat(draft, ".");
			return i + 1;
		}
	}
	return 0;
}

static void eat_ordinal(struct draft *draft)
{
	static const char *const endings[] = { "st", "nd", "rd", "th", NULL };

	(void)eat_any(draft, endings);
}

/* "Dec 1", "December 1st" */
static bool eat_latin_month(struct draft *draft)
{
	const char *from = draft->p;
	int month = eat_month_name(draft);
	size_t digits;
	int day;

	if (month == 0) {
		return false;
	}
	blanks(draft);
	day = eat_number(draft, 2, &digits);
	if (day < 1) {
		draft->p = from;
		return false;
	}
	eat_ordinal(draft);
	return set_month_day(draft, month, day);
}

/* "1 Dec", "1st December"; or the year behind one. */
static bool eat_latin_day(struct draft *draft, int number, size_t digits)
{
	const char *from = draft->p;
	int month;

	if (digits == 4 && draft->month > 0 && draft->year == 0 &&
	    (*from == ' ' || *from == '\0' || *from == ',')) {
		draft->year = number;
		return true;
	}
	eat_ordinal(draft);
	blanks(draft);
	month = eat_month_name(draft);
	if (month == 0) {
		draft->p = from;
		return false;
	}
	return set_month_day(draft, month, number);
}

static bool eat_digits(struct draft *draft)
{
	size_t digits;
	int number = eat_number(draft, 4, &digits);

	if (number < 0) {
		return digits > 0 ? fail(draft, DATES_UNKNOWN) : false;
	}
	if (digits == 4 && (*draft->p == '/' || *draft->p == '-' || *draft->p == '.' ||
	                       strncmp(draft->p, "年", strlen("年")) == 0)) {
		return eat_year_rest(draft, 0, number);
	}
	if (eat_after(draft, number) || eat_latin_day(draft, number, digits)) {
		return true;
	}
	if (digits > 2) {
		return fail(draft, DATES_UNKNOWN);
	}
	if (eat(draft, "月")) {
		return eat_month_rest(draft, number);
	}
	if (eat(draft, "日")) {
		return set_once(draft, &draft->day, 0, number);
	}
	if (eat(draft, "時")) {
		return eat_hour_kanji(draft, number);
	}
	if (eat(draft, ":")) {
		return eat_hour_clock(draft, number);
	}
	if (eat(draft, "/") || eat(draft, ".") || eat(draft, "-")) {
		return eat_slash_rest(draft, number, draft->p[-1]);
	}
	if (eat_latin_half(draft)) {
		return set_hour(draft, number, 0, true);
	}
	return fail(draft, DATES_UNKNOWN);
}

/* 令和8年…, R8.12.1, 令8.12.1 */
static bool eat_era(struct draft *draft)
{
	static const struct {
		const char *word;
		char letter;
	} words[] = {
		{ "令和", 'R' },
		{ "令", 'R' },
		{ "r", 'R' },
		{ "平成", 'H' },
		{ "平", 'H' },
		{ "h", 'H' },
		{ "昭和", 'S' },
		{ "昭", 'S' },
		{ "s", 'S' },
		{ "大正", 'T' },
		{ "大", 'T' },
		{ "明治", 'M' },
	};
	const char *from = draft->p;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t digits = 1;
		int year;

		if (!eat(draft, words[i].word)) {
			continue;
		}
		blanks(draft);
		year = eat(draft, "元") ? 1 : eat_number(draft, 2, &digits);
		if (year >= 0) {
			return year > 0 ? eat_year_rest(draft, words[i].letter, year)
			                : fail(draft, DATES_NO_SUCH);
		}
		draft->p = from;
	}
	return false;
}

static int eat_weekday_name(struct draft *draft)
{
	static const char *const kanji[] = { "日", "月", "火", "水", "木", "金", "土" };
	static const char *const names[] = { "sunday", "monday", "tuesday", "wednesday",
		"thursday", "friday", "saturday" };

	for (int i = 0; i < 7; i++) {
		char brief[4] = { names[i][0], names[i][1], names[i][2], '\0' };

		if (eat(draft, kanji[i]) || eat(draft, names[i]) || eat(draft, brief)) {
			return i;
		}
	}
	return -1;
}

/* (火), (火・祝), [火], 火曜日, 火曜, 火, Tue. A bare 日 is a day, not Sunday. */
static bool eat_weekday(struct draft *draft)
{
	static const char *const closing[] = { "・祝)", "・休)", "祝)", ")", "]", NULL };
	const char *from = draft->p;
	bool in_brackets = eat(draft, "(") || eat(draft, "[");
	int weekday;
	bool is_long;

	blanks(draft);
	weekday = eat_weekday_name(draft);
	is_long = weekday >= 0 && (eat(draft, "曜日") || eat(draft, "曜"));
	blanks(draft);
	if (weekday < 0 || (in_brackets && !eat_any(draft, closing)) ||
	    (!in_brackets && !is_long && strncmp(from, "日", strlen("日")) == 0)) {
		draft->p = from;
		return false;
	}
	return set_once(draft, &draft->weekday, -1, weekday);
}

static bool eat_day_word(struct draft *draft)
{
	static const struct {
		const char *word;
		int days;
	} words[] = {
		{ "本日", 0 },
		{ "今日", 0 },
		{ "きょう", 0 },
		{ "today", 0 },
		{ "明日", 1 },
		{ "あした", 1 },
		{ "あす", 1 },
		{ "翌日", 1 },
		{ "tomorrow", 1 },
		{ "明後日", 2 },
		{ "あさって", 2 },
		{ "しあさって", 3 },
		{ "昨日", -1 },
		{ "きのう", -1 },
		{ "yesterday", -1 },
		{ "1昨日", -2 },
		{ "おととい", -2 },
	};
	struct kg_date today = kg_date_of(draft->now);

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (eat(draft, words[i].word)) {
			return set_date(draft, (struct kg_date){ today.day + words[i].days });
		}
	}
	return false;
}

static bool eat_week_word(struct draft *draft)
{
	static const struct {
		const char *word;
		int weeks;
	} words[] = { { "今週", 0 }, { "再来週", 2 }, { "さ来週", 2 }, { "来週", 1 },
		{ "翌週", 1 }, { "this week", 0 }, { "next week", 1 } };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (eat(draft, words[i].word)) {
			draft->weeks = words[i].weeks;
			return set_anchor(draft, ANCHOR_WEEK);
		}
	}
	return (eat(draft, "次") || eat(draft, "今度") || eat(draft, "next ")) &&
	       set_anchor(draft, ANCHOR_NEXT);
}

/* 月末, 今月末, 来月末, 来月3日, 年度末 */
static bool eat_month_word(struct draft *draft)
{
	struct kg_civil today = kg_civil_of(draft->now);
	int months_on = 0;

	if (eat(draft, "今年度末") || eat(draft, "年度末")) {
		return set_anchor(draft, ANCHOR_FISCAL_END);
	}
	if (eat(draft, "月末")) {
		draft->month = today.month;
		draft->year = today.year;
		return set_anchor(draft, ANCHOR_MONTH_END);
	}
	if (eat(draft, "再来月")) {
		months_on = 2;
	} else if (eat(draft, "来月") || eat(draft, "翌月")) {
		months_on = 1;
	} else if (!eat(draft, "今月")) {
		return false;
	}
	months_on += today.month - 1;
	(void)set_once(draft, &draft->month, 0, months_on % 12 + 1);
	(void)set_once(draft, &draft->year, 0, today.year + months_on / 12);
	if (eat(draft, "末") || strncmp(draft->p, "中", strlen("中")) == 0) {
		return set_anchor(draft, ANCHOR_MONTH_END);
	}
	return true;
}

static bool eat_half(struct draft *draft)
{
	static const struct {
		const char *word;
		enum half half;
	} words[] = { { "午前", HALF_AM }, { "午後", HALF_PM }, { "朝", HALF_MORNING },
		{ "夕方", HALF_EVENING }, { "夕", HALF_EVENING }, { "夜", HALF_EVENING },
		{ "晩", HALF_EVENING }, { "昼", HALF_NOON } };

	if (eat(draft, "正午") || eat(draft, "noon")) {
		return set_once(draft, &draft->minute, -1, 12 * 60);
	}
	if (eat(draft, "終業") || eat(draft, "定時")) {
		return set_once(draft, &draft->minute, -1, DATES_END_OF_DAY);
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (eat(draft, words[i].word)) {
			draft->half = words[i].half;
			return true;
		}
	}
	return eat_latin_half(draft);
}

static bool eat_filler(struct draft *draft)
{
	static const char *const words[] = { " ", ",", "、", "の", "までに", "まで", "迄", "に",
		"は", "締切", "締め切り", "〆切", "必着", "終日", "厳守", "by ", "until ",
		"at ", "on ", "jst", "+09:00", NULL };

	if (eat(draft, "中")) {
		draft->within = true;
		return true;
	}
	return eat_any(draft, words);
}

static void read_draft(struct draft *draft)
{
	while (*draft->p != '\0' && draft->fault == DATES_FINE) {
		bool is_eaten = eat_day_word(draft) || eat_digits(draft) ||
		                eat_week_word(draft) || eat_month_word(draft) ||
		                eat_era(draft) || eat_half(draft) || eat_filler(draft) ||
		                eat_latin_month(draft) || eat_weekday(draft);

		if (!is_eaten) {
			(void)fail(draft,
			    *draft->p == '~' || strncmp(draft->p, "から", strlen("から")) == 0
			        ? DATES_AMBIGUOUS
			        : DATES_UNKNOWN);
		}
	}
	if (draft->half != HALF_NONE) {
		(void)fail(draft, DATES_AMBIGUOUS); /* 明日の朝: when? */
	}
}

struct draft draft_read(const char *text, struct kg_time now, bool past)
{
	struct draft draft = {
		.p = text, .now = now, .past = past, .weekday = -1, .minute = -1
	};

	read_draft(&draft);
	return draft;
}
