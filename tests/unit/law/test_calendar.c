/* Working days, hours, fiscal years, reminders. 2026-11-23 is a Monday and a holiday. */
#include "handlers/calendar.h"

#include <string.h>

#include "handlers/reminders.h"
#include "law.h"

static struct kg_date day(int year, int month, int day_of_month)
{
	return kg_date_of(at(year, month, day_of_month, 0, 0));
}

START_TEST(working_days)
{
	static const struct {
		int year;
		int month;
		int day;
		bool working;
	} rows[] = {
		{ 2026, 9, 21, false }, /* 敬老の日 */
		{ 2026, 9, 22, false }, /* 国民の休日 */
		{ 2026, 9, 23, false }, /* 秋分の日 */
		{ 2026, 9, 24, true },
		{ 2026, 5, 6, false }, /* 振替 of Sunday 5/3 */
		{ 2026, 5, 7, true },
		{ 2027, 3, 22, false }, /* 振替 of Sunday 3/21 */
		{ 2026, 12, 28, true },
		{ 2026, 12, 29, false },
		{ 2026, 12, 31, false },
		{ 2027, 1, 1, false },
		{ 2027, 1, 3, false },
		{ 2027, 1, 4, true }, /* the first working day of 2027 */
		{ 2026, 11, 23, false },
		{ 2026, 11, 24, true },
		{ 2026, 11, 21, false }, /* Saturday */
		{ 2026, 11, 22, false }, /* Sunday */
		{ 2024, 2, 12, false },
		{ 2025, 2, 24, false },
		{ 2025, 11, 24, false },
		{ 2028, 9, 22, false },
		{ 2028, 2, 29, true },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ck_assert_msg(calendar_is_working(day(
		                  rows[i].year, rows[i].month, rows[i].day)) == rows[i].working,
		    "%d-%d-%d", rows[i].year, rows[i].month, rows[i].day);
	}
}
END_TEST

START_TEST(holiday_names)
{
	int size = 0;
	const char *name = calendar_holiday(day(2026, 9, 22), &size);

	ck_assert_ptr_nonnull(name);
	ck_assert_int_eq(size, (int)strlen("国民の休日"));
	ck_assert(strncmp(name, "国民の休日", (size_t)size) == 0);
	ck_assert_ptr_null(calendar_holiday(day(2026, 9, 24), &size));
	ck_assert(calendar_covers(day(2024, 1, 1)) && calendar_covers(day(2028, 12, 31)));
	ck_assert(!calendar_covers(day(2023, 12, 31)) && !calendar_covers(day(2029, 1, 1)));
}
END_TEST

START_TEST(adding_working_days)
{
	ck_assert_int_eq(calendar_add_working(day(2026, 9, 18), 1).day, day(2026, 9, 24).day);
	ck_assert_int_eq(calendar_add_working(day(2026, 9, 24), -1).day, day(2026, 9, 18).day);
	ck_assert_int_eq(calendar_add_working(day(2026, 12, 28), 1).day, day(2027, 1, 4).day);
	ck_assert_int_eq(calendar_add_working(day(2026, 11, 23), 0).day, day(2026, 11, 24).day);
	ck_assert_int_eq(calendar_add_working(day(2026, 11, 24), 0).day, day(2026, 11, 24).day);
	ck_assert_int_eq(calendar_add_working(day(2026, 11, 20), 2).day, day(2026, 11, 25).day);
	ck_assert_int_eq(calendar_add_working(day(2026, 12, 1), 5).day, day(2026, 12, 8).day);
	ck_assert_int_eq(calendar_count_working(day(2026, 9, 18), day(2026, 9, 24)), 1);
	ck_assert_int_eq(calendar_count_working(day(2026, 9, 24), day(2026, 9, 18)), -1);
	ck_assert_int_eq(calendar_count_working(day(2026, 12, 1), day(2026, 12, 1)), 0);
}
END_TEST

START_TEST(fiscal_years)
{
	ck_assert_int_eq(calendar_fiscal_year(at(2027, 3, 31, 23, 59)), 2026);
	ck_assert_int_eq(calendar_fiscal_year(kg_time_add(at(2027, 4, 1, 0, 0), -1)), 2026);
	ck_assert_int_eq(calendar_fiscal_year(at(2027, 4, 1, 0, 0)), 2027);
	ck_assert_int_eq(calendar_fiscal_year(at(2027, 1, 15, 10, 0)), 2026);
	ck_assert_int_eq(calendar_fiscal_year_of(day(2026, 4, 1)), 2026);
	ck_assert_int_eq(
	    calendar_fiscal_year_start(2026).ms, 1774969200000); /* 2026-03-31T15:00Z */
}
END_TEST

START_TEST(quiet_and_office_hours)
{
	struct calendar_hours hours;

	ck_assert(calendar_is_within(CALENDAR_QUIET, at(2026, 12, 1, 20, 0)));
	ck_assert(calendar_is_within(CALENDAR_QUIET, at(2026, 12, 1, 23, 59)));
	ck_assert(calendar_is_within(CALENDAR_QUIET, at(2026, 12, 1, 0, 0)));
	ck_assert(calendar_is_within(CALENDAR_QUIET, at(2026, 12, 1, 7, 29)));
	ck_assert(!calendar_is_within(CALENDAR_QUIET, at(2026, 12, 1, 7, 30)));
	ck_assert(!calendar_is_within(CALENDAR_QUIET, at(2026, 12, 1, 19, 59)));
	ck_assert_int_eq(calendar_after(CALENDAR_QUIET, at(2026, 12, 1, 22, 0)).ms,
	    at(2026, 12, 2, 7, 30).ms);
	ck_assert_int_eq(calendar_after(CALENDAR_QUIET, at(2026, 12, 1, 3, 0)).ms,
	    at(2026, 12, 1, 7, 30).ms);
	ck_assert_int_eq(
	    calendar_after(CALENDAR_QUIET, at(2026, 12, 1, 9, 0)).ms, at(2026, 12, 1, 9, 0).ms);
	ck_assert(calendar_is_office(at(2026, 12, 1, 8, 30)));
	ck_assert(!calendar_is_office(at(2026, 12, 1, 17, 15)));
	ck_assert(!calendar_is_office(at(2026, 12, 5, 10, 0)));
	ck_assert(calendar_hours_parse("20:00-07:30", &hours));
	ck_assert_int_eq(hours.from, 1200);
	ck_assert_int_eq(hours.to, 450);
	ck_assert(calendar_hours_parse("２０：００〜７：３０", &hours));
	ck_assert_int_eq(hours.to, 450);
	ck_assert(!calendar_hours_parse("20:00", &hours));
	ck_assert(!calendar_hours_parse("25:00-07:00", &hours));
	ck_assert(!calendar_hours_parse("20:60-07:00", &hours));
	ck_assert(!calendar_hours_parse("20:00-07:30x", &hours));
	ck_assert(!calendar_hours_parse("-1:00-07:30", &hours));
	ck_assert(
	    !calendar_is_within((struct calendar_hours){ 600, 600 }, at(2026, 12, 1, 10, 0)));
}
END_TEST

static void check_plan(struct kg_time opened, struct kg_time deadline, bool ignore_quiet,
    const struct kg_time *expected, size_t count)
{
	struct reminders_rules rules = REMINDERS_DEFAULT;
	struct kg_time times[REMINDERS_MAX];

	rules.ignore_quiet = ignore_quiet;
	ck_assert_uint_eq(reminders_plan(opened, deadline, &rules, times), count);
	for (size_t i = 0; i < count; i++) {
		ck_assert_int_eq(times[i].ms, expected[i].ms);
	}
}

START_TEST(five_days_with_a_weekend_and_a_holiday)
{
	/* opened on Thursday the 17th; 18 Fri, weekend, 21–23 holidays, deadline Friday the
	 * 25th */
	struct kg_time expected[] = { at(2026, 9, 18, 9, 0), at(2026, 9, 24, 9, 0),
		at(2026, 9, 25, 9, 0), at(2026, 9, 25, 15, 0) };

	check_plan(at(2026, 9, 17, 10, 0), at(2026, 9, 25, 17, 0), false, expected, 4);
}
END_TEST

START_TEST(the_two_hour_reminder)
{
	struct kg_time same_day[] = { at(2026, 12, 1, 15, 0) };
	struct kg_time morning[] = { at(2026, 12, 2, 7, 30) };
	struct kg_time evening[] = { at(2026, 12, 1, 19, 30) };
	struct kg_time incident[] = { at(2026, 12, 1, 21, 0) };
	struct kg_time once[] = { at(2026, 12, 2, 9, 0) };
	struct kg_time saturday[] = { at(2026, 12, 5, 15, 0) };

	check_plan(at(2026, 12, 1, 10, 0), at(2026, 12, 1, 17, 0), false, same_day, 1);
	/* exactly an hour after the start is allowed, a minute less is not */
	check_plan(at(2026, 12, 1, 14, 0), at(2026, 12, 1, 17, 0), false, same_day, 1);
	check_plan(at(2026, 12, 1, 14, 1), at(2026, 12, 1, 17, 0), false, NULL, 0);
	/* 6:30 is quiet: at its end */
	check_plan(at(2026, 12, 1, 16, 0), at(2026, 12, 2, 8, 30), false, morning, 1);
	/* 21:00 is quiet, and so is everything after it: half an hour before quiet hours */
	check_plan(at(2026, 12, 1, 10, 0), at(2026, 12, 1, 23, 0), false, evening, 1);
	check_plan(at(2026, 12, 1, 19, 0), at(2026, 12, 1, 23, 0), false, NULL, 0);
	check_plan(at(2026, 12, 1, 19, 0), at(2026, 12, 1, 23, 0), true, incident, 1);
	/* both fall on 9:00: one */
	check_plan(at(2026, 12, 1, 16, 0), at(2026, 12, 2, 11, 0), false, once, 1);
	/* a deadline on a Saturday has its last call, but no morning one */
	check_plan(at(2026, 12, 4, 16, 0), at(2026, 12, 5, 17, 0), false, saturday, 1);
	check_plan(at(2026, 12, 1, 16, 0), at(2026, 12, 1, 16, 30), false, NULL, 0);
	check_plan(at(2026, 12, 1, 16, 0), at(2026, 11, 1, 16, 30), false, NULL, 0);
}
END_TEST

START_TEST(quiet_mornings_and_long_runs)
{
	struct reminders_rules rules = REMINDERS_DEFAULT;
	struct kg_time times[REMINDERS_MAX];
	size_t count;

	rules.quiet = (struct calendar_hours){ 18 * 60, 9 * 60 + 30 };
	count = reminders_plan(at(2026, 12, 1, 10, 0), at(2026, 12, 3, 17, 0), &rules, times);
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(times[0].ms, at(2026, 12, 3, 15, 0).ms);
	rules = REMINDERS_DEFAULT;
	count = reminders_plan(at(2026, 4, 1, 10, 0), at(2027, 4, 1, 17, 0), &rules, times);
	ck_assert_uint_eq(count, REMINDERS_MAX);
	for (size_t i = 1; i < count; i++) {
		ck_assert_int_gt(times[i].ms, times[i - 1].ms);
	}
}
END_TEST

START_TEST(the_next_reminder)
{
	struct reminders_rules rules = REMINDERS_DEFAULT;
	struct kg_time opened = at(2026, 9, 17, 10, 0);
	struct kg_time deadline = at(2026, 9, 25, 17, 0);
	struct kg_time next = { 0 };

	ck_assert(reminders_next(opened, deadline, opened, &rules, &next));
	ck_assert_int_eq(next.ms, at(2026, 9, 18, 9, 0).ms);
	ck_assert(reminders_next(opened, deadline, next, &rules, &next));
	ck_assert_int_eq(next.ms, at(2026, 9, 24, 9, 0).ms);
	ck_assert(!reminders_next(opened, deadline, at(2026, 9, 25, 15, 0), &rules, &next));
}
END_TEST

Suite *suite_calendar(void)
{
	Suite *suite = suite_create("calendar");
	TCase *tests = tcase_create("calendar");

	tcase_add_test(tests, working_days);
	tcase_add_test(tests, holiday_names);
	tcase_add_test(tests, adding_working_days);
	tcase_add_test(tests, fiscal_years);
	tcase_add_test(tests, quiet_and_office_hours);
	tcase_add_test(tests, five_days_with_a_weekend_and_a_holiday);
	tcase_add_test(tests, the_two_hour_reminder);
	tcase_add_test(tests, quiet_mornings_and_long_runs);
	tcase_add_test(tests, the_next_reminder);
	suite_add_tcase(suite, tests);
	return suite;
}
