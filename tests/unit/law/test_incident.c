/* What must not be typed into a report, and by when a report is taken up. Numbers are invented;
 * check digits by hand. */
#include "law.h"

#include "handlers/incident_law.h"

START_TEST(numbers_and_addresses_are_seen)
{
	static const struct {
		const char *text;
		unsigned found;
	} cases[] = {
		{ "精神保健の通知を別の方に送付しました。", 0 },
		{ "番号は123456789018です", PRIVATE_MYNUMBER },
		{ "番号は1234-5678-9018です", PRIVATE_MYNUMBER },
		{ "番号は１２３４ ５６７８ ９０１８です", PRIVATE_MYNUMBER },
		{ "番号は123456789017です", 0 }, /* the check digit is wrong */
		{ "1123456789018", 0 },          /* thirteen digits */
		{ "12-34567890-18", 0 },         /* nobody writes it so */
		{ "4111 1111 1111 1111", PRIVATE_CARD },
		{ "4111111111111111", PRIVATE_CARD },
		{ "4111111111111112", 0 },
		{ "3782-822463-10005", PRIVATE_CARD },
		{ "044-200-2111 2026-12-01", 0 },
		{ "yamada.taro@example.jp に送りました", PRIVATE_MAIL },
		{ "ｙａｍａｄａ＠ｅｘａｍｐｌｅ．ｊｐ", PRIVATE_MAIL },
		{ "@user:example.jp", 0 },
		{ "9時@会議室", 0 },
		{ "a@b.jp 123456789018 4111111111111111",
		    PRIVATE_MAIL | PRIVATE_MYNUMBER | PRIVATE_CARD },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ck_assert_msg(incident_law_private(cases[i].text) == cases[i].found, "%s: %u",
		    cases[i].text, incident_law_private(cases[i].text));
	}
}
END_TEST

static struct kg_time on(int month, int day, int hour, int minute)
{
	return at(2026, month, day, hour, minute);
}

START_TEST(a_report_is_taken_up_in_minutes_or_in_the_morning)
{
	/* Tuesday 1 December, in office hours and at their end */
	ck_assert_int_eq(
	    incident_law_take_by(on(12, 1, 9, 12), false, 60).ms, on(12, 1, 10, 12).ms);
	ck_assert_int_eq(
	    incident_law_take_by(on(12, 1, 16, 30), false, 60).ms, on(12, 2, 8, 30).ms);
	/* at night, early in the morning, on Friday evening, on Saturday */
	ck_assert_int_eq(
	    incident_law_take_by(on(12, 1, 22, 0), false, 60).ms, on(12, 2, 8, 30).ms);
	ck_assert_int_eq(
	    incident_law_take_by(on(12, 1, 5, 0), false, 60).ms, on(12, 1, 8, 30).ms);
	ck_assert_int_eq(
	    incident_law_take_by(on(12, 4, 20, 0), false, 60).ms, on(12, 7, 8, 30).ms);
	ck_assert_int_eq(
	    incident_law_take_by(on(12, 5, 10, 0), false, 60).ms, on(12, 7, 8, 30).ms);
	/* what goes on waits for no morning */
	ck_assert_int_eq(
	    incident_law_take_by(on(12, 5, 2, 0), true, 15).ms, on(12, 5, 2, 15).ms);
}
END_TEST

START_TEST(it_is_judged_on_the_same_office_day_or_in_the_morning)
{
	const int end = 17 * 60 + 15;

	ck_assert_int_eq(incident_law_judge_by(on(12, 1, 9, 0), end).ms, on(12, 1, 17, 15).ms);
	ck_assert_int_eq(incident_law_judge_by(on(12, 1, 22, 0), end).ms, on(12, 2, 12, 0).ms);
	ck_assert_int_eq(incident_law_judge_by(on(12, 1, 5, 0), end).ms, on(12, 1, 12, 0).ms);
	ck_assert_int_eq(incident_law_judge_by(on(12, 4, 18, 0), end).ms, on(12, 7, 12, 0).ms);
}
END_TEST

Suite *suite_incident(void)
{
	Suite *suite = suite_create("incident");
	TCase *tcase = tcase_create("incident");

	tcase_add_test(tcase, numbers_and_addresses_are_seen);
	tcase_add_test(tcase, it_is_judged_on_the_same_office_day_or_in_the_morning);
	tcase_add_test(tcase, a_report_is_taken_up_in_minutes_or_in_the_morning);
	suite_add_tcase(suite, tcase);
	return suite;
}
