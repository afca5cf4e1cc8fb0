/* What the log and the channel hold of alarms that come again. Built with
 * --wrap=clock_monotonic_ms; stderr is a file for the time of a test. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bot/alarm.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, LOG_SIZE = 16384 };

static int64_t monotonic;
static int posts;
static int saved_stderr;
static FILE *written;

int64_t __wrap_clock_monotonic_ms(void);

int64_t __wrap_clock_monotonic_ms(void)
{
	return monotonic;
}

static void post(struct adapter *adapter, const char *channel, const char *text)
{
	(void)adapter;
	ck_assert_str_eq(channel, "C1");
	ck_assert_ptr_nonnull(strstr(text, "alarm="));
	posts++;
}

static void capture(void)
{
	monotonic = 5 * SECOND; /* a machine that has just started */
	posts = 0;
	written = tmpfile();
	ck_assert_ptr_nonnull(written);
	saved_stderr = dup(STDERR_FILENO);
	ck_assert_int_ge(dup2(fileno(written), STDERR_FILENO), 0);
}

static const char *captured(void)
{
	static char text[LOG_SIZE];
	size_t size;

	ck_assert_int_ge(dup2(saved_stderr, STDERR_FILENO), 0);
	(void)close(saved_stderr);
	rewind(written);
	size = fread(text, 1, sizeof(text) - 1, written);
	text[size] = '\0';
	(void)fclose(written);
	return text;
}

START_TEST(test_one_cause_does_not_flood)
{
	struct adapter adapter = { .name = "slack" };
	struct alarm_desk *desk = alarm_create();

	capture();
	alarm_bind(desk, &adapter, "C1", LANGUAGE_EN, post);
	for (int i = 0; i < 1300; i++) { /* 65 s at 20 a second */
		alarm_raise(desk, "alarm=strange slot=1");
		monotonic += 50;
	}
	alarm_raise(desk, "alarm=other");
	alarm_destroy(desk);
	ck_assert_str_eq(captured(), "<3>alarm=strange slot=1\n"
	                             "<3>alarm=strange slot=1 repeated=1200\n"
	                             "<3>alarm=other\n"
	                             "<3>alarm=strange slot=1 repeated=99\n");
	ck_assert_int_eq(posts, 2);
}
END_TEST

START_TEST(test_rare_alarms_are_all_told)
{
	struct adapter adapter = { .name = "slack" };
	struct alarm_desk *desk = alarm_create();

	capture();
	alarm_raise(desk, "alarm=early"); /* there is no channel yet */
	alarm_bind(desk, &adapter, "C1", LANGUAGE_EN, post);
	monotonic += MINUTE;
	alarm_raise(desk, "alarm=early");
	monotonic += 10 * MINUTE - 1;
	alarm_raise(desk, "alarm=early");
	monotonic += 1;
	alarm_raise(desk, "alarm=early");
	alarm_destroy(desk);
	ck_assert_str_eq(captured(), "<3>alarm=early\n<3>alarm=early\n<3>alarm=early\n"
	                             "<3>alarm=early repeated=1\n");
	ck_assert_int_eq(posts, 2);
}
END_TEST

START_TEST(test_what_is_pushed_out_is_told)
{
	struct alarm_desk *desk = alarm_create();
	char line[32];

	capture();
	alarm_raise(desk, "alarm=first");
	alarm_raise(desk, "alarm=first");
	for (int i = 0; i < 32; i++) {
		(void)snprintf(line, sizeof(line), "alarm=n%d", i);
		alarm_raise(desk, line);
	}
	ck_assert_ptr_nonnull(strstr(captured(), "<3>alarm=first repeated=1\n<3>alarm=n31\n"));
	alarm_destroy(desk);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("alarm");
	TCase *tcase = tcase_create("alarm");
	SRunner *runner;
	int failed;

	tcase_add_test(tcase, test_one_cause_does_not_flood);
	tcase_add_test(tcase, test_rare_alarms_are_all_told);
	tcase_add_test(tcase, test_what_is_pushed_out_is_told);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
