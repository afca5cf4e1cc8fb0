/* A council in two networks, from the adapters' side of the road to the records. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "suites.h"

/* `acts`: these alone, they take longest; `acts 0 2`: the first of two parts. */
int main(int argc, char **argv)
{
	bool acts = argc > 1 && strcmp(argv[1], "acts") == 0;
	int part = argc > 3 ? (int)strtol(argv[2], NULL, 10) : 0;
	int parts = argc > 3 ? (int)strtol(argv[3], NULL, 10) : 1;
	SRunner *runner = srunner_create(acts ? suite_acts(part, parts) : suite_marks());
	int failed;

	if (!acts) {
		srunner_add_suite(runner, suite_away());
		srunner_add_suite(runner, suite_words());
		srunner_add_suite(runner, suite_minutes());
	}
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
