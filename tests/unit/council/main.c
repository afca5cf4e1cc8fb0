/* A council in two networks, from the adapters' side of the road to the records. */
#include <stdlib.h>

#include "suites.h"

int main(void)
{
	SRunner *runner = srunner_create(suite_marks());
	int failed;

	srunner_add_suite(runner, suite_away());
	srunner_add_suite(runner, suite_words());
	srunner_add_suite(runner, suite_minutes());
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
