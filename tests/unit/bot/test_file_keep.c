/* Where a redirect leads, and how long trouble with a file is waited out. */

#include <check.h>
#include <stdlib.h>

#include "bot/file_keep.h"

static void expect(const char *url, const char *location, const char *wanted)
{
	char *got = file_keep_redirect(url, location);

	ck_assert_str_eq(got, wanted);
	free(got);
}

START_TEST(a_path_stays_on_the_host_and_its_port)
{
	expect("https://a.example:8443/x/y?z=1", "/files/1", "https://a.example:8443/files/1");
	expect("https://a.example", "/files/1", "https://a.example/files/1");
	expect("https://a.example?z=/1", "/files/1", "https://a.example/files/1");
}
END_TEST

START_TEST(another_host_is_named_as_such)
{
	expect("https://a.example/x", "https://b.example/y", "https://b.example/y");
	expect("https://a.example/x", "//b.example/y", "https://b.example/y");
}
END_TEST

START_TEST(trouble_is_waited_out_six_times)
{
	static const int64_t waits[] = { 2000, 2000, 5000, 15000, 60000, 60000 };
	int64_t got = 0;

	for (int i = 0; i < 6; i++) {
		ck_assert(file_keep_wait(i, &got));
		ck_assert_int_eq(got, waits[i]);
	}
	ck_assert(!file_keep_wait(6, &got));
	ck_assert(file_keep_wait(-1, &got));
	ck_assert_int_eq(got, 2000);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("file_keep");
	TCase *tests = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, a_path_stays_on_the_host_and_its_port);
	tcase_add_test(tests, another_host_is_named_as_such);
	tcase_add_test(tests, trouble_is_waited_out_six_times);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
