/* `kaigi check`: every fault of settings, charter, roster and clocks in one run. Opens no store
 * and asks no network. */
#include <stdio.h>

#include "bot/exit.h"
#include "bot/words.h"
#include "config/settings.h"

int word_check(const struct words *words)
{
	struct problems problems = { .count = 0 };
	bool is_ja = words->language == LANGUAGE_JA;
	enum kg_status status;
	size_t count;

	problems_init(&problems, words->language);
	status = config_check(words->settings, &problems);
	count = problems.count + problems.dropped;
	problems_print(&problems, stderr);
	problems_finish(&problems);
	if (status == KG_OK && count == 0) {
		(void)puts(is_ja ? "誤りはありません。" : "No faults.");
		return EXIT_FINE;
	}
	(void)fprintf(
	    stderr, is_ja ? "kaigi: 誤りが%zu件あります。\n" : "kaigi: %zu faults.\n", count);
	return EXIT_FAULTS;
}
