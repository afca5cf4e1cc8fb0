/* Alerts of a monitoring system: one incident for a group, a count, a resolve that closes
 * nothing. */

#include "room.h"

#include <stdio.h>
#include <string.h>

#define INCIDENTS "SELECT count(*) FROM incident"

START_TEST(one_incident_for_a_group)
{
	char id[16];

	room_alerts("a0", "g1", "firing", "不審な通信");
	ck_says(CLERK, "【事故 事R8-001】事故の報告がありました(受付待ち)。");
	ck_says(CLERK, "監視の警報(mon):1件");
	for (int i = 1; i < 40; i++) {
		(void)snprintf(id, sizeof(id), "a%d", i);
		room_alerts(id, "g1", "firing", "不審な通信");
	}
	ck_assert_int_eq(room_number(INCIDENTS), 1);
	ck_assert_int_eq(room_number("SELECT count FROM alert_group"), 40);
	ck_assert_int_eq(
	    room_number("SELECT count(*) FROM incident_step WHERE step = 'alert_raised'"), 1);
	room_alerts("b0", "g2", "firing", "別の事象");
	ck_assert_int_eq(room_number(INCIDENTS), 2);
}
END_TEST

START_TEST(a_resolve_closes_nothing)
{
	room_alerts("r0", "g1", "resolved", "前に終わったもの");
	ck_assert_int_eq(room_number(INCIDENTS), 0);
	room_alerts("a0", "g1", "firing", "不審な通信");
	room_alerts("r1", "g1", "resolved", "不審な通信");
	ck_assert_int_eq(
	    room_number("SELECT count(*) FROM incident WHERE state = 'reported'"), 1);
	ck_assert_int_eq(
	    room_number("SELECT count(*) FROM ledger WHERE kind = 'incident.closed'"), 0);
	room_commands(CLERK, "事故 事R8-001");
	ck_says(CLERK, "復旧の知らせがありました");
	room_alerts("a1", "g1", "firing", "不審な通信");
	ck_assert_int_eq(room_number(INCIDENTS), 1);
	ck_assert_int_eq(room_number("SELECT resolved_ms FROM alert_group"), 0);
}
END_TEST

START_TEST(residents_data_is_not_kept)
{
	room_alerts("a0", "g1", "firing", "宛先 taro@example.jp への送信");
	ck_says(CLERK, "本文は記録していません");
	ck_assert_int_eq(
	    room_number("SELECT count(*) FROM incident WHERE text LIKE '%taro@%'"), 0);
	ck_assert_int_eq(
	    room_number("SELECT count(*) FROM alert_group WHERE title LIKE '%taro@%'"), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("alert");
	TCase *tcase = tcase_create("alert");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, room_setup, room_teardown);
	tcase_add_test(tcase, one_incident_for_a_group);
	tcase_add_test(tcase, a_resolve_closes_nothing);
	tcase_add_test(tcase, residents_data_is_not_kept);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
