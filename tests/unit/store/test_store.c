#include "lib.h"

#include <stdlib.h>

int main(void)
{
	Suite *suite = suite_create("store");
	SRunner *runner = srunner_create(suite);
	int failed;

	open_cases(suite);
	ledger_cases(suite);
	tamper_cases(suite);
	outbox_cases(suite);
	order_cases(suite);
	rows_cases(suite);
	full_cases(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
