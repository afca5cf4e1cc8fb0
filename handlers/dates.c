/* Dates as they are written for people and for records. Reading them is dates_read.c's. */
#include "handlers/dates.h"

#include <stddef.h>

#include "handlers/calendar.h"
#include "handlers/words.h"

static const char *const weekdays_ja[] = { "日", "月", "火", "水", "木", "金", "土" };
static const char *const weekdays_en[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
static const char *const months_short[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
	"Aug", "Sep", "Oct", "Nov", "Dec" };
static const char *const months_long[] = { "January", "February", "March", "April", "May",
	"June", "July", "August", "September", "October", "November", "December" };

static const struct {
	const char *name;
	char letter;
	int year;
	int month;
	int day;
} eras[] = {
	{ "令和", 'R', 2019, 5, 1 },
	{ "平成", 'H', 1989, 1, 8 },
	{ "昭和", 'S', 1926, 12, 25 },
	{ "大正", 'T', 1912, 7, 30 },
	{ "明治", 'M', 1868, 10, 23 },
};

const char *dates_weekday(int weekday, enum language language)
{
	return language == LANGUAGE_JA ? weekdays_ja[weekday] : weekdays_en[weekday];
}

bool dates_era(struct kg_date date, struct dates_era_year *out)
{
	for (size_t i = 0; i < sizeof(eras) / sizeof(eras[0]); i++) {
		struct kg_date first = { 0 };

		KG_ASSERT(kg_date_make(eras[i].year, eras[i].month, eras[i].day, &first));
		if (date.day >= first.day) {
			*out = (struct dates_era_year){
				.name = eras[i].name,
				.letter = eras[i].letter,
				.year = kg_civil_of_date(date).year - eras[i].year + 1,
			};
			return true;
		}
	}
	return false;
}

bool dates_of_era(char letter, int year, int *out_year)
{
	for (size_t i = 0; i < sizeof(eras) / sizeof(eras[0]); i++) {
		if (eras[i].letter == letter) {
			*out_year = eras[i].year + year - 1;
			return year >= 1;
		}
	}
	return false;
}

/* 令和8年, 令和元年; the western year where no era reaches. */
static const char *era_year(struct kg_date date, struct arena *arena)
{
	struct dates_era_year era;

	if (!dates_era(date, &era)) {
		return arena_printf(arena, "%d年", kg_civil_of_date(date).year);
	}
	if (era.year == 1) {
		return arena_printf(arena, "%s元年", era.name);
	}
	return arena_printf(arena, "%s%d年", era.name, era.year);
}

static const char *day_ja(struct kg_date date, bool with_year, struct arena *arena)
{
	struct kg_civil civil = kg_civil_of_date(date);

	return arena_printf(arena, "%s%d月%d日(%s)", with_year ? era_year(date, arena) : "",
	    civil.month, civil.day, weekdays_ja[civil.weekday]);
}

static const char *day_en(struct kg_date date, bool with_year, struct arena *arena)
{
	struct kg_civil civil = kg_civil_of_date(date);
	const char *day = arena_printf(arena, "%s %d %s", weekdays_en[civil.weekday], civil.day,
	    months_short[civil.month - 1]);

	return with_year ? arena_printf(arena, "%s %d", day, civil.year) : day;
}

const char *dates_chat_day(
    struct kg_time time, struct kg_time now, enum language language, struct arena *arena)
{
	bool with_year = calendar_fiscal_year(time) != calendar_fiscal_year(now);
	struct kg_date date = kg_date_of(time);

	return language == LANGUAGE_JA ? day_ja(date, with_year, arena)
	                               : day_en(date, with_year, arena);
}

const char *dates_clock(struct kg_time time, struct arena *arena)
{
	struct kg_civil civil = kg_civil_of(time);

	return arena_printf(arena, "%d:%02d", civil.hour, civil.minute);
}

const char *dates_chat(
    struct kg_time time, struct kg_time now, enum language language, struct arena *arena)
{
	return arena_printf(arena, "%s %s", dates_chat_day(time, now, language, arena),
	    dates_clock(time, arena));
}

const char *dates_when_day(
    struct kg_time time, struct kg_time now, enum language language, struct arena *arena)
{
	if (kg_date_of(time).day != kg_date_of(now).day) {
		return dates_chat(time, now, language, arena);
	}
	return arena_printf(arena, tr(language, "本日%s"), dates_clock(time, arena));
}

static const char *hour_ja(struct kg_civil civil, struct arena *arena)
{
	const char *half = civil.hour < 12 ? "午前" : "午後";

	if (civil.hour == 12 && civil.minute == 0) {
		return "正午";
	}
	if (civil.minute == 0) {
		return arena_printf(arena, "%s%d時", half, civil.hour % 12);
	}
	return arena_printf(arena, "%s%d時%d分", half, civil.hour % 12, civil.minute);
}

const char *dates_document_day(struct kg_date date, enum language language, struct arena *arena)
{
	struct kg_civil civil = kg_civil_of_date(date);

	if (language == LANGUAGE_JA) {
		return day_ja(date, true, arena);
	}
	return arena_printf(
	    arena, "%d %s %d", civil.day, months_long[civil.month - 1], civil.year);
}

const char *dates_document(struct kg_time time, enum language language, struct arena *arena)
{
	struct kg_civil civil = kg_civil_of(time);
	const char *day = dates_document_day(kg_date_of(time), language, arena);

	if (language == LANGUAGE_JA) {
		return arena_printf(arena, "%s%s", day, hour_ja(civil, arena));
	}
	return arena_printf(arena, "%s, %d:%02d", day, civil.hour, civil.minute);
}

const char *dates_document_clock(
    struct kg_time time, enum language language, struct arena *arena)
{
	struct kg_civil civil = kg_civil_of(time);

	return language == LANGUAGE_JA
	           ? hour_ja(civil, arena)
	           : arena_printf(arena, "%d:%02d", civil.hour, civil.minute);
}

const char *dates_iso(struct kg_time time, struct arena *arena)
{
	struct kg_civil civil = kg_civil_of(time);
	const char *rest = civil.ms > 0 ? arena_printf(arena, ".%03d", civil.ms) : "";

	return arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02d%s+09:00", civil.year,
	    civil.month, civil.day, civil.hour, civil.minute, civil.second, rest);
}

const char *dates_fiscal_year(int fiscal_year, enum language language, struct arena *arena)
{
	if (language == LANGUAGE_EN) {
		return arena_printf(arena, "fiscal year %d", fiscal_year);
	}
	if (fiscal_year ==
	    2019) { /* began as 平成31年度, and is called by the era it ended in */
		return "令和元年度";
	}
	return fiscal_year > 2019 ? arena_printf(arena, "令和%d年度", fiscal_year - 2018)
	                          : arena_printf(arena, "平成%d年度", fiscal_year - 1988);
}

const char *dates_fault_text(
    const struct dates_fault *fault, enum language language, struct arena *arena)
{
	struct kg_time time = kg_date_start(fault->date);
	const char *day = dates_chat_day(time, time, language, arena);

	switch (fault->kind) {
	case DATES_FINE:
		return "";
	case DATES_EMPTY:
		return tr(language, "日時をご記入ください。例:12月1日(火) 17:00");
	case DATES_UNKNOWN:
		return tr(language,
		    "日時を読み取れませんでした。「12月1日(火) 17:00」「明日17時」「本日中」などの形でご記入ください。");
	case DATES_NO_SUCH:
		return tr(
		    language, "その日付はありません。ご確認のうえ、もう一度ご記入ください。");
	case DATES_WEEKDAY:
		return arena_printf(arena,
		    tr(language,
		        "ご記入の曜日(%s)が日付と合いません。%sでよろしければ、そのとおりご記入ください。"),
		    dates_weekday(fault->weekday, language), day);
	case DATES_HOUR:
		return tr(
		    language, "時刻は0:00から24:00までの形でご記入ください。例:午後5時、17:00");
	case DATES_SUNDAY:
		return arena_printf(arena,
		    tr(language,
		        "本日は日曜日のため、どちらの週か分かりません。%sなど、月日でご記入ください。"),
		    day);
	case DATES_PAST:
		return arena_printf(arena,
		    tr(language, "%sのその時刻は過ぎています。先の日時をご記入ください。"),
		    day);
	case DATES_AMBIGUOUS:
		return tr(language,
		    "日時を一つに定められません。「午後5時」「17:00」のように、一つの時刻をご記入ください。");
	case DATES_ORDER:
		return tr(language,
		    "期間の終わりが始まりより前になっています。ご確認のうえ、もう一度ご記入ください。");
	case DATES_FAR:
		return arena_printf(arena,
		    tr(language, "%sは5年以上先です。年をご確認ください。"),
		    dates_document_day(fault->date, language, arena));
	}
	KG_UNREACHABLE();
}
