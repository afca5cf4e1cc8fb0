/* The law of article 8: every row of ruling.tsv. */
#include <stdio.h>
#include <string.h>

#include "handlers/ruling_law.h"
#include "law.h"

enum { COLUMNS = 6 };

static int index_of(const char *word, const char *const *list, size_t count, int line)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(list[i], word) == 0) {
			return (int)i;
		}
	}
	ck_assert_msg(false, "row %d: no such word: %s", line, word);
	return -1;
}

static void check_row(char *const *columns, int line)
{
	static const char *const stages[] = { "draft", "asked", "over" };
	static const char *const words[] = { "ok", "not-chair", "not-chief", "above",
		"not-reviewed", "ended", "back-dated", "overlaps" };
	const char *who = columns[1];
	struct ruling_case c = {
		.stage = (enum ruling_stage)index_of(columns[0], stages, 3, line),
		.is_chair = strcmp(who, "chair") == 0 || strcmp(who, "both") == 0,
		.is_chief = strcmp(who, "chief") == 0 || strcmp(who, "both") == 0,
		.committee = strcmp(columns[2], "committee") == 0,
		.chairs_own = strstr(columns[3], "chairs") != NULL,
		.past = strstr(columns[3], "past") != NULL,
		.same_day = strstr(columns[3], "same") != NULL,
	};
	int wanted = index_of(columns[4], words, sizeof(words) / sizeof(words[0]), line);

	ck_assert_msg((int)ruling_may_determine(&c) == wanted, "row %d: %s, not %s (%s)", line,
	    words[ruling_may_determine(&c)], columns[4], columns[5]);
}

START_TEST(test_rows)
{
	FILE *file = fopen(LAW_DATA "/ruling.tsv", "r");
	char text[512];
	int line = 0;
	int count = 0;

	ck_assert(file != NULL);
	while (fgets(text, sizeof(text), file) != NULL) {
		char *columns[COLUMNS];
		char *rest = text;
		int k = 0;

		line++;
		if (text[0] == '#' || text[0] == '\n') {
			continue;
		}
		while (k < COLUMNS && (columns[k] = strsep(&rest, "\t\n")) != NULL) {
			k++;
		}
		ck_assert_msg(k == COLUMNS, "row %d has %d columns", line, k);
		check_row(columns, line);
		count++;
	}
	(void)fclose(file);
	ck_assert_int_eq(count, 21);
}
END_TEST

START_TEST(test_asked)
{
	ck_assert(ruling_asks_chair(false, false));
	ck_assert(!ruling_asks_chair(true, false));
	ck_assert(ruling_asks_chair(true, true));
}
END_TEST

Suite *suite_ruling(void)
{
	Suite *suite = suite_create("ruling");
	TCase *tests = tcase_create("ruling");

	tcase_add_test(tests, test_rows);
	tcase_add_test(tests, test_asked);
	suite_add_tcase(suite, tests);
	return suite;
}
