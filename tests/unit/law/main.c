/* Runs every suite of the law; check's own forking is left on, so that a failed claim ends one
 * test only. */
#include <stdlib.h>

#include "law.h"

int main(void)
{
	SRunner *runner = srunner_create(suite_ballot());
	int failed;

	srunner_add_suite(runner, suite_acting());
	srunner_add_suite(runner, suite_away());
	srunner_add_suite(runner, suite_calendar());
	srunner_add_suite(runner, suite_capability());
	srunner_add_suite(runner, suite_convene());
	srunner_add_suite(runner, suite_dates());
	srunner_add_suite(runner, suite_grammar());
	srunner_add_suite(runner, suite_minutes());
	srunner_add_suite(runner, suite_incident());
	srunner_add_suite(runner, suite_pack());
	srunner_add_suite(runner, suite_report());
	srunner_add_suite(runner, suite_ruling());
	srunner_add_suite(runner, suite_sitting());
	srunner_add_suite(runner, suite_tally());
	srunner_add_suite(runner, suite_text());
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
