/* Dates in and out. "Now" is Tuesday 24 November 2026, 10:00, unless a test says otherwise. */
#include "handlers/dates.h"

#include <string.h>

#include "handlers/number.h"
#include "law.h"

#define NOW (at(2026, 11, 24, 10, 0))

struct row {
	const char *text;
	int year;
	int month;
	int day;
	int hour;
	int minute;
};

static void check_rows(const struct row *rows, size_t count)
{
	struct dates_rules rules = { 0 };

	for (size_t i = 0; i < count; i++) {
		struct dates_fault fault;
		struct kg_time time = { 0 };
		struct kg_civil civil;

		ck_assert_msg(dates_parse(rows[i].text, NOW, &rules, &time, &fault) == KG_OK,
		    "%s: fault %d", rows[i].text, (int)fault.kind);
		civil = kg_civil_of(time);
		ck_assert_msg(time.ms == at(rows[i].year, rows[i].month, rows[i].day,
		                             rows[i].hour, rows[i].minute)
		                             .ms,
		    "%s: %d-%d-%d %d:%d", rows[i].text, civil.year, civil.month, civil.day,
		    civil.hour, civil.minute);
	}
}

#define CHECK(rows) check_rows(rows, sizeof(rows) / sizeof((rows)[0]))

START_TEST(absolute)
{
	static const struct row rows[] = {
		{ "12月1日(火) 14時", 2026, 12, 1, 14, 0 },
		{ "12月1日(火)14:00", 2026, 12, 1, 14, 0 },
		{ "12/1 14:00", 2026, 12, 1, 14, 0 },
		{ "１２／１　１４：００", 2026, 12, 1, 14, 0 },
		{ "12月1日 午後2時半", 2026, 12, 1, 14, 30 },
		{ "12月1日午後2時30分", 2026, 12, 1, 14, 30 },
		{ "12.1(火)", 2026, 12, 1, 17, 15 },
		{ "12-1", 2026, 12, 1, 17, 15 },
		{ "R8.12.1", 2026, 12, 1, 17, 15 },
		{ "令8.12.1", 2026, 12, 1, 17, 15 },
		{ "r8/12/1 9:30", 2026, 12, 1, 9, 30 },
		{ "令和8年12月1日", 2026, 12, 1, 17, 15 },
		{ "令和八年十二月一日", 2026, 12, 1, 17, 15 },
		{ "令和八年十二月二十五日午後三時", 2026, 12, 25, 15, 0 },
		{ "令和 8 年 12 月 1 日 17 時", 2026, 12, 1, 17, 0 },
		{ "二〇二六年十二月十日", 2026, 12, 10, 17, 15 },
		{ "2026年12月1日17時", 2026, 12, 1, 17, 0 },
		{ "2026-12-01", 2026, 12, 1, 17, 15 },
		{ "2026-12-01T17:00", 2026, 12, 1, 17, 0 },
		{ "2026-12-01T17:00:00+09:00", 2026, 12, 1, 17, 0 },
		{ "2026/12/1 17:00まで", 2026, 12, 1, 17, 0 },
		{ "2026.12.1", 2026, 12, 1, 17, 15 },
		{ "12月1日㈫ 17時", 2026, 12, 1, 17, 0 },
		{ "12月1日(火・祝)", 2026, 12, 1, 17, 15 },
		{ "12月1日火曜日の正午まで", 2026, 12, 1, 12, 0 },
		{ "12/1 火 17:00", 2026, 12, 1, 17, 0 },
		{ "12月1日 24時", 2026, 12, 2, 0, 0 },
		{ "12月1日 午前0時", 2026, 12, 1, 0, 0 },
		{ "12月1日 午後0時30分", 2026, 12, 1, 12, 30 },
		{ "12月6日(日) 9時", 2026, 12, 6, 9, 0 },
		{ "12月7日(月)", 2026, 12, 7, 17, 15 },
		{ "1日(火)", 2026, 12, 1, 17, 15 }, /* the next such */
		{ "25日 9時", 2026, 11, 25, 9, 0 },
		{ "31日", 2026, 12, 31, 17, 15 }, /* November has none */
		{ "1月8日", 2027, 1, 8, 17, 15 }, /* the month is over: next year */
		{ "10/30(土)", 2027, 10, 30, 17, 15 },
		{ "11/24 17:00", 2026, 11, 24, 17, 0 },
		{ "Dec 1 17:00", 2026, 12, 1, 17, 0 },
		{ "1 Dec 5pm", 2026, 12, 1, 17, 0 },
		{ "Tue 1 Dec 2026 17:00", 2026, 12, 1, 17, 0 },
		{ "December 1st, 2026, 5:30 pm", 2026, 12, 1, 17, 30 },
		{ "12pm 12/1", 2026, 12, 1, 12, 0 },
	};

	CHECK(rows);
}
END_TEST

START_TEST(relative)
{
	static const struct row rows[] = {
		{ "本日中", 2026, 11, 24, 17, 15 },
		{ "今日17時", 2026, 11, 24, 17, 0 },
		{ "17:00", 2026, 11, 24, 17, 0 },
		{ "正午", 2026, 11, 24, 12, 0 },
		{ "明日", 2026, 11, 25, 17, 15 },
		{ "明日の朝10時", 2026, 11, 25, 10, 0 },
		{ "明日正午", 2026, 11, 25, 12, 0 },
		{ "明日夕方5時", 2026, 11, 25, 17, 0 },
		{ "あさって 15時", 2026, 11, 26, 15, 0 },
		{ "明後日中", 2026, 11, 26, 17, 15 },
		{ "今週金曜 17時まで", 2026, 11, 27, 17, 0 },
		{ "来週火曜 14時", 2026, 12, 1, 14, 0 },
		{ "来週の月曜日", 2026, 11, 30, 17, 15 },
		{ "再来週の月曜", 2026, 12, 7, 17, 15 },
		{ "来週日曜", 2026, 12, 6, 17, 15 }, /* weeks begin on Monday */
		{ "来週中", 2026, 12, 4, 17, 15 },
		{ "次の火曜", 2026, 12, 1, 17, 15 }, /* today is one: the next */
		{ "次の金曜 正午", 2026, 11, 27, 12, 0 },
		{ "火曜 14時", 2026, 11, 24, 14, 0 },
		{ "火曜 9時", 2026, 12, 1, 9, 0 }, /* today's is past */
		{ "金曜", 2026, 11, 27, 17, 15 },
		{ "月末", 2026, 11, 30, 17, 15 },
		{ "今月末 17時", 2026, 11, 30, 17, 0 },
		{ "来月末", 2026, 12, 31, 17, 15 },
		{ "来月3日", 2026, 12, 3, 17, 15 },
		{ "再来月の5日", 2027, 1, 5, 17, 15 },
		{ "12月末", 2026, 12, 31, 17, 15 },
		{ "今月中", 2026, 11, 30, 17, 15 },
		{ "年度末", 2027, 3, 31, 17, 15 },
		{ "令和9年度末", 2028, 3, 31, 17, 15 },
		{ "3日後", 2026, 11, 27, 17, 15 },
		{ "3営業日後 正午", 2026, 11, 27, 12, 0 },
		{ "1週間後", 2026, 12, 1, 17, 15 },
		{ "4時間後", 2026, 11, 24, 14, 0 },
		{ "90分後", 2026, 11, 24, 11, 30 },
		{ "tomorrow 17:00", 2026, 11, 25, 17, 0 },
		{ "next Tuesday", 2026, 12, 1, 17, 15 },
		{ "by Friday 5pm", 2026, 11, 27, 17, 0 },
	};

	CHECK(rows);
}
END_TEST

struct bad_row {
	const char *text;
	enum dates_fault_kind kind;
};

START_TEST(refused)
{
	static const struct bad_row rows[] = {
		{ "", DATES_EMPTY },
		{ "　 ", DATES_EMPTY },
		{ "COB", DATES_UNKNOWN },
		{ "なるべく早く", DATES_UNKNOWN },
		{ "来週", DATES_UNKNOWN },
		{ "12/1/2026", DATES_UNKNOWN },
		{ "12月", DATES_UNKNOWN },
		{ "12月1日 12月2日", DATES_UNKNOWN },
		{ "明日 12月1日", DATES_UNKNOWN },
		{ "20261201", DATES_UNKNOWN },
		{ "12月1日(火", DATES_UNKNOWN },
		{ "明日まで続く", DATES_UNKNOWN },
		{ "2月30日", DATES_NO_SUCH },
		{ "13月1日", DATES_NO_SUCH },
		{ "昭和99年1月1日", DATES_NO_SUCH },
		{ "令和元年4月30日", DATES_NO_SUCH },
		{ "平成31年5月1日", DATES_NO_SUCH },
		{ "令和0年5月1日", DATES_NO_SUCH },
		{ "12月1日(水)", DATES_WEEKDAY },
		{ "明日(火)", DATES_WEEKDAY },
		{ "1日(水)", DATES_WEEKDAY },
		{ "10/30(金)", DATES_WEEKDAY }, /* next year's is a Saturday */
		{ "12月1日25時", DATES_HOUR },
		{ "二十五時", DATES_HOUR },
		{ "12/1 13:60", DATES_HOUR },
		{ "12/1 24:30", DATES_HOUR },
		{ "12/1 午後15時", DATES_HOUR },
		{ "12/1 1:5", DATES_HOUR },
		{ "明日5時", DATES_AMBIGUOUS },
		{ "12/1 午後12時", DATES_AMBIGUOUS },
		{ "明日の朝", DATES_AMBIGUOUS },
		{ "12/1 15時〜16時半", DATES_AMBIGUOUS },
		{ "11月20日", DATES_PAST },
		{ "本日9時", DATES_PAST },
		{ "9:00", DATES_PAST },
		{ "10:00", DATES_PAST }, /* now itself */
		{ "昨日", DATES_PAST },
		{ "今週月曜", DATES_PAST },
		{ "令和元年5月1日", DATES_PAST },
		{ "令和30年4月1日", DATES_FAR },
		{ "9999日後", DATES_FAR },
	};
	struct dates_rules rules = { 0 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct dates_fault fault;
		struct kg_time time = { 7 };

		ck_assert_msg(
		    dates_parse(rows[i].text, NOW, &rules, &time, &fault) == KG_INVALID,
		    "%s was taken", rows[i].text);
		ck_assert_msg(
		    fault.kind == rows[i].kind, "%s: fault %d", rows[i].text, (int)fault.kind);
		ck_assert_int_eq(time.ms, 7);
	}
}
END_TEST

START_TEST(sundays)
{
	struct kg_time sunday = at(2026, 11, 29, 10, 0);
	struct dates_fault fault;
	struct kg_time time;
	KG_AUTO_ARENA struct arena arena = { 0 };

	ck_assert_int_eq(dates_parse("来週火曜", sunday, NULL, &time, &fault), KG_INVALID);
	ck_assert_int_eq(fault.kind, DATES_SUNDAY);
	ck_assert_ptr_nonnull(
	    strstr(dates_fault_text(&fault, LANGUAGE_JA, &arena), "12月1日(火)"));
	ck_assert_int_eq(dates_parse("火曜", sunday, NULL, &time, &fault), KG_OK);
	ck_assert_int_eq(time.ms, at(2026, 12, 1, 17, 15).ms);
}
END_TEST

START_TEST(what_is_said_about_faults)
{
	struct dates_fault fault;
	struct kg_time time;
	KG_AUTO_ARENA struct arena arena = { 0 };

	ck_assert_int_eq(dates_parse("12月1日(水)", NOW, NULL, &time, &fault), KG_INVALID);
	ck_assert_str_eq(dates_fault_text(&fault, LANGUAGE_JA, &arena),
	    "ご記入の曜日(水)が日付と合いません。12月1日(火)でよろしければ、そのとおりご記入ください。");
	ck_assert_str_eq(dates_fault_text(&fault, LANGUAGE_EN, &arena),
	    "The weekday you wrote (Wed) does not match the date. If Tue 1 Dec is right, please write "
	    "it so.");
	for (int kind = DATES_EMPTY; kind <= DATES_FAR; kind++) {
		fault.kind = (enum dates_fault_kind)kind;
		ck_assert_uint_gt(strlen(dates_fault_text(&fault, LANGUAGE_JA, &arena)), 10);
		ck_assert_str_ne(dates_fault_text(&fault, LANGUAGE_JA, &arena),
		    dates_fault_text(&fault, LANGUAGE_EN, &arena));
	}
}
END_TEST

START_TEST(the_past)
{
	struct dates_fault fault;
	struct kg_time time = { 0 };

	ck_assert_int_eq(dates_parse_past("11月20日 9:00", NOW, NULL, &time, &fault), KG_OK);
	ck_assert_int_eq(time.ms, at(2026, 11, 20, 9, 0).ms);
	ck_assert_int_eq(dates_parse_past("12月1日 9:00", NOW, NULL, &time, &fault), KG_OK);
	ck_assert_int_eq(time.ms, at(2025, 12, 1, 9, 0).ms);
	ck_assert_int_eq(dates_parse_past("昨日 16時", NOW, NULL, &time, &fault), KG_OK);
	ck_assert_int_eq(time.ms, at(2026, 11, 23, 16, 0).ms);
	ck_assert_int_eq(
	    dates_parse_past("令和元年5月1日 10:00", NOW, NULL, &time, &fault), KG_OK);
	ck_assert_int_eq(time.ms, at(2019, 5, 1, 10, 0).ms);
}
END_TEST

START_TEST(another_end_of_day)
{
	struct dates_rules rules = { .end_of_day = 17 * 60 };
	struct dates_fault fault;
	struct kg_time time = { 0 };

	ck_assert_int_eq(dates_parse("本日中", NOW, &rules, &time, &fault), KG_OK);
	ck_assert_int_eq(time.ms, at(2026, 11, 24, 17, 0).ms);
	ck_assert_int_eq(
	    dates_parse("本日中", at(2026, 11, 24, 17, 0), &rules, &time, &fault), KG_INVALID);
	ck_assert_int_eq(fault.kind, DATES_PAST);
}
END_TEST

static void check_period(const char *text, struct kg_time from, struct kg_time to)
{
	struct dates_period period = { { 0 }, { 0 } };
	struct dates_fault fault;
	KG_AUTO_ARENA struct arena arena = { 0 };

	ck_assert_msg(dates_parse_period(text, NOW, &period, &fault) == KG_OK, "%s: fault %d",
	    text, (int)fault.kind);
	ck_assert_msg(period.from.ms == from.ms && period.to.ms == to.ms, "%s: %s to %s", text,
	    dates_iso(period.from, &arena), dates_iso(period.to, &arena));
}

START_TEST(periods)
{
	struct dates_period period;
	struct dates_fault fault;

	check_period("12/1 9:00-17:00", at(2026, 12, 1, 9, 0), at(2026, 12, 1, 17, 0));
	check_period("12/1 9-17時", at(2026, 12, 1, 9, 0), at(2026, 12, 1, 17, 0));
	check_period("12月1日 15時〜16時半", at(2026, 12, 1, 15, 0), at(2026, 12, 1, 16, 30));
	check_period("12月1日 15時～16時半", at(2026, 12, 1, 15, 0), at(2026, 12, 1, 16, 30));
	check_period("12/1 午後2時~4時", at(2026, 12, 1, 14, 0), at(2026, 12, 1, 16, 0));
	check_period("12月1日〜3日", at(2026, 12, 1, 0, 0), at(2026, 12, 4, 0, 0));
	check_period("12/28-1/4", at(2026, 12, 28, 0, 0), at(2027, 1, 5, 0, 0));
	check_period("2026-12-01 - 2026-12-03", at(2026, 12, 1, 0, 0), at(2026, 12, 4, 0, 0));
	check_period("2026-12-01", at(2026, 12, 1, 0, 0), at(2026, 12, 2, 0, 0));
	check_period("明日から金曜まで", at(2026, 11, 25, 0, 0), at(2026, 11, 28, 0, 0));
	check_period("本日", at(2026, 11, 24, 0, 0), at(2026, 11, 25, 0, 0));
	check_period("9:00〜12:00", at(2026, 11, 24, 9, 0), at(2026, 11, 24, 12, 0));
	check_period("12/1 22:00〜6:00", at(2026, 12, 1, 22, 0), at(2026, 12, 2, 6, 0));
	check_period("今週中", at(2026, 11, 24, 0, 0), at(2026, 11, 28, 0, 0));
	check_period("12/1 13:00〜12/2 12:00", at(2026, 12, 1, 13, 0), at(2026, 12, 2, 12, 0));
	ck_assert_int_eq(dates_parse_period("12/3〜12/1", NOW, &period, &fault), KG_INVALID);
	ck_assert_int_eq(fault.kind, DATES_ORDER);
	ck_assert_int_eq(
	    dates_parse_period("12/1(水)〜12/3", NOW, &period, &fault), KG_INVALID);
	ck_assert_int_eq(fault.kind, DATES_WEEKDAY);
	ck_assert_int_eq(dates_parse_period("12/1 9:00", NOW, &period, &fault), KG_INVALID);
	ck_assert_int_eq(fault.kind, DATES_AMBIGUOUS);
}
END_TEST

START_TEST(periods_before_a_reason)
{
	struct dates_period period = { { 0 }, { 0 } };
	struct dates_fault fault;
	const char *rest = NULL;

	ck_assert_int_eq(dates_parse_period_prefix(
	                     "12/1 9:00-17:00 航空機搭乗中", NOW, &period, &rest, &fault),
	    KG_OK);
	ck_assert_str_eq(rest, "航空機搭乗中");
	ck_assert_int_eq(period.to.ms, at(2026, 12, 1, 17, 0).ms);
	ck_assert_int_eq(
	    dates_parse_period_prefix("明日　出張", NOW, &period, &rest, &fault), KG_OK);
	ck_assert_str_eq(rest, "出張");
	ck_assert_int_eq(dates_parse_period_prefix("本日", NOW, &period, &rest, &fault), KG_OK);
	ck_assert_str_eq(rest, "");
	ck_assert_int_eq(
	    dates_parse_period_prefix("出張 明日", NOW, &period, &rest, &fault), KG_INVALID);
	ck_assert_int_eq(fault.kind, DATES_UNKNOWN);
	ck_assert_int_eq(
	    dates_parse_period_prefix("12/1(水) 出張", NOW, &period, &rest, &fault),
	    KG_INVALID);
	ck_assert_int_eq(fault.kind, DATES_WEEKDAY);
}
END_TEST

START_TEST(a_long_reason_behind_a_period)
{
	struct dates_period period = { { 0 }, { 0 } };
	struct dates_fault fault;
	const char *rest = NULL;
	char text[2000] = "12/1 ";

	for (int i = 0; i < 300; i++) {
		strcat(text, "a - ");
	}
	ck_assert_int_eq(dates_parse_period_prefix(text, NOW, &period, &rest, &fault), KG_OK);
	ck_assert_ptr_eq(rest, text + 5);
}
END_TEST

START_TEST(written)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct kg_time time = at(2026, 12, 1, 17, 0);

	ck_assert_str_eq(dates_chat(time, NOW, LANGUAGE_JA, &arena), "12月1日(火) 17:00");
	ck_assert_str_eq(dates_chat(time, NOW, LANGUAGE_EN, &arena), "Tue 1 Dec 17:00");
	ck_assert_str_eq(dates_chat(at(2027, 3, 31, 9, 5), NOW, LANGUAGE_JA, &arena),
	    "3月31日(水) 9:05"); /* the same fiscal year */
	ck_assert_str_eq(dates_chat(at(2027, 4, 2, 17, 0), NOW, LANGUAGE_JA, &arena),
	    "令和9年4月2日(金) 17:00");
	ck_assert_str_eq(dates_chat(at(2027, 4, 2, 17, 0), NOW, LANGUAGE_EN, &arena),
	    "Fri 2 Apr 2027 17:00");
	ck_assert_str_eq(dates_chat_day(time, NOW, LANGUAGE_JA, &arena), "12月1日(火)");
	ck_assert_str_eq(
	    dates_when_day(at(2026, 11, 24, 17, 0), NOW, LANGUAGE_JA, &arena), "本日17:00");
	ck_assert_str_eq(
	    dates_when_day(at(2026, 11, 24, 17, 0), NOW, LANGUAGE_EN, &arena), "today 17:00");
	ck_assert_str_eq(dates_when_day(time, NOW, LANGUAGE_JA, &arena), "12月1日(火) 17:00");
	ck_assert_str_eq(dates_document(at(2026, 12, 1, 14, 0), LANGUAGE_JA, &arena),
	    "令和8年12月1日(火)午後2時");
	ck_assert_str_eq(dates_document(at(2026, 12, 1, 12, 0), LANGUAGE_JA, &arena),
	    "令和8年12月1日(火)正午");
	ck_assert_str_eq(dates_document(at(2026, 12, 1, 12, 30), LANGUAGE_JA, &arena),
	    "令和8年12月1日(火)午後0時30分");
	ck_assert_str_eq(dates_document(at(2026, 12, 1, 9, 30), LANGUAGE_JA, &arena),
	    "令和8年12月1日(火)午前9時30分");
	ck_assert_str_eq(dates_document(at(2026, 12, 1, 14, 0), LANGUAGE_EN, &arena),
	    "1 December 2026, 14:00");
	ck_assert_str_eq(dates_document(at(2019, 5, 1, 0, 0), LANGUAGE_JA, &arena),
	    "令和元年5月1日(水)午前0時");
	ck_assert_str_eq(dates_document(at(2019, 4, 30, 0, 0), LANGUAGE_JA, &arena),
	    "平成31年4月30日(火)午前0時");
	ck_assert_str_eq(dates_iso(time, &arena), "2026-12-01T17:00:00+09:00");
	ck_assert_str_eq(
	    dates_iso(kg_time_add(time, 5), &arena), "2026-12-01T17:00:00.005+09:00");
	ck_assert_str_eq(dates_fiscal_year(2026, LANGUAGE_JA, &arena), "令和8年度");
	ck_assert_str_eq(dates_fiscal_year(2019, LANGUAGE_JA, &arena), "令和元年度");
	ck_assert_str_eq(dates_fiscal_year(2018, LANGUAGE_JA, &arena), "平成30年度");
	ck_assert_str_eq(dates_fiscal_year(2026, LANGUAGE_EN, &arena), "fiscal year 2026");
	ck_assert_str_eq(dates_clock(at(2026, 12, 1, 9, 5), &arena), "9:05");
}
END_TEST

START_TEST(what_is_echoed_is_understood)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct dates_fault fault;
	struct kg_time time = at(2026, 11, 24, 17, 0);

	for (int i = 0; i < 200; i++) {
		struct kg_time again = { 0 };

		time = kg_time_add(time, 25 * (int64_t)KG_HOUR + 17 * KG_MINUTE);
		for (int language = LANGUAGE_JA; language <= LANGUAGE_EN; language++) {
			const char *text =
			    dates_chat(time, NOW, (enum language)language, &arena);

			ck_assert_msg(
			    dates_parse(text, NOW, NULL, &again, &fault) == KG_OK, "%s", text);
			ck_assert_int_eq(again.ms, time.ms);
		}
	}
}
END_TEST

START_TEST(numbers)
{
	KG_AUTO_ARENA struct arena arena = { 0 };

	ck_assert_str_eq(number_format(NUMBER_CIRCULATION, 2026, 12, &arena), "回R8-012");
	ck_assert_str_eq(number_format(NUMBER_MEETING, 2026, 3, &arena), "招R8-003");
	ck_assert_str_eq(number_format(NUMBER_REPORT, 2026, 2, &arena), "報R8-002");
	ck_assert_str_eq(number_format(NUMBER_INCIDENT, 2026, 7, &arena), "事R8-007");
	ck_assert_str_eq(number_format(NUMBER_ITEM, 2026, 1, &arena), "審R8-001");
	ck_assert_str_eq(number_format(NUMBER_INQUIRY, 2027, 12, &arena), "照R9-012");
	ck_assert_str_eq(number_format(NUMBER_RESOLUTION, 2026, 5, &arena), "令和8年度第5号");
	ck_assert_str_eq(number_format(NUMBER_RESOLUTION, 2019, 1, &arena), "令和元年度第1号");
	ck_assert_str_eq(
	    number_format(NUMBER_CIRCULATION_DOCUMENT, 2026, 1, &arena), "持ち回り第1号");
	ck_assert_str_eq(number_format(NUMBER_CIRCULATION, 2026, 1234, &arena), "回R8-1234");
}
END_TEST

START_TEST(numbers_read)
{
	static const struct {
		const char *text;
		enum number_kind kind;
		int serial;
	} rows[] = {
		{ "回R8-012", NUMBER_CIRCULATION, 12 },
		{ "回R8-12", NUMBER_CIRCULATION, 12 },
		{ "回r8-012", NUMBER_CIRCULATION, 12 },
		{ "回Ｒ８－０１２", NUMBER_CIRCULATION, 12 },
		{ "回R8−012", NUMBER_CIRCULATION, 12 },
		{ "回R8ー012", NUMBER_CIRCULATION, 12 },
		{ "回 R8-012", NUMBER_CIRCULATION, 12 },
		{ "R8-012", NUMBER_ANY, 12 },
		{ "招R8-003", NUMBER_MEETING, 3 },
		{ "報R8-002", NUMBER_REPORT, 2 },
		{ "事R8-007", NUMBER_INCIDENT, 7 },
		{ "審R8-001", NUMBER_ITEM, 1 },
		{ "審r8ー3", NUMBER_ITEM, 3 },
		{ "照Ｒ８－００１", NUMBER_INQUIRY, 1 },
		{ "令和8年度第5号", NUMBER_RESOLUTION, 5 },
		{ "令和八年度第十二号", NUMBER_RESOLUTION, 12 },
		{ "R8年度第5号", NUMBER_RESOLUTION, 5 },
	};
	static const char *const bad[] = { "", "回", "8-12", "回R8", "回R8-", "回R8-0",
		"回R8-12x", "R8年度5号", "令和8年度第5", "回令和8年度第5号", "回回R8-1",
		"12月1日", "状況", "回R8-1234567", "R100-1", "R0-1" };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct number number = { .serial = 0 };

		ck_assert_msg(number_parse(rows[i].text, &number), "%s", rows[i].text);
		ck_assert_int_eq(number.kind, rows[i].kind);
		ck_assert_int_eq(number.serial, rows[i].serial);
		ck_assert_int_eq(number.fiscal_year, 2026);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct number number;

		ck_assert_msg(!number_parse(bad[i], &number), "%s was taken", bad[i]);
	}
}
END_TEST

Suite *suite_dates(void)
{
	Suite *suite = suite_create("dates");
	TCase *tests = tcase_create("dates");

	tcase_add_test(tests, absolute);
	tcase_add_test(tests, relative);
	tcase_add_test(tests, refused);
	tcase_add_test(tests, sundays);
	tcase_add_test(tests, what_is_said_about_faults);
	tcase_add_test(tests, the_past);
	tcase_add_test(tests, another_end_of_day);
	tcase_add_test(tests, periods);
	tcase_add_test(tests, periods_before_a_reason);
	tcase_add_test(tests, a_long_reason_behind_a_period);
	tcase_add_test(tests, written);
	tcase_add_test(tests, what_is_echoed_is_understood);
	tcase_add_test(tests, numbers);
	tcase_add_test(tests, numbers_read);
	suite_add_tcase(suite, tests);
	return suite;
}
