/* The law of the committee's reports and of 特に重要: every row of report.tsv and item.tsv. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handlers/item_law.h"
#include "handlers/report_law.h"
#include "law.h"

enum { COLUMNS = 12 };

struct row {
	char *columns[COLUMNS];
	char text[512];
	int line;
};

typedef void check_row(const struct row *row);

/* Calls back for each row of a table beside this file; how many there were. */
static int for_each_row(const char *name, int columns, check_row *call)
{
	char path[512];
	char text[512];
	FILE *file;
	int line = 0;
	int count = 0;

	(void)snprintf(path, sizeof(path), LAW_DATA "/%s", name);
	file = fopen(path, "r");
	ck_assert_msg(file != NULL, "%s", path);
	while (fgets(text, sizeof(text), file) != NULL) {
		struct row row = { .line = ++line };
		char *rest = row.text;
		int k = 0;

		if (text[0] == '#' || text[0] == '\n') {
			continue;
		}
		memcpy(row.text, text, sizeof(row.text));
		while (k < columns && (row.columns[k] = strsep(&rest, "\t\n")) != NULL) {
			k++;
		}
		ck_assert_msg(k == columns, "%s:%d has %d columns", name, line, k);
		call(&row);
		count++;
	}
	(void)fclose(file);
	return count;
}

/* The index of a word in a list that ends with NULL. */
static int index_of(const struct row *row, const char *word, const char *const *list)
{
	for (int i = 0; list[i] != NULL; i++) {
		if (strcmp(list[i], word) == 0) {
			return i;
		}
	}
	ck_assert_msg(false, "row %d: no such word: %s", row->line, word);
	return -1;
}

static bool has_flag(const struct row *row, int column, const char *flag)
{
	const char *p = row->columns[column];

	while (*p != '\0') {
		size_t size = strcspn(p, ",");

		if (strlen(flag) == size && strncmp(p, flag, size) == 0) {
			return true;
		}
		p += size + (p[size] == ',' ? 1 : 0);
	}
	return false;
}

static const char *const word_names[] = { [REPORT_LAWFUL] = "ok",
	[REPORT_LAWFUL_OWN] = "ok-own",
	[REPORT_LAWFUL_OWN_KOUETSU] = "ok-kouetsu",
	[REPORT_NOT_CHAIR] = "not-chair",
	[REPORT_NOT_REPORTED] = "not-reported",
	[REPORT_ENDED] = "ended",
	[REPORT_EDITED] = "edited",
	[REPORT_ALREADY] = "already",
	[REPORT_CONTRADICTS] = "contradicts",
	[REPORT_NO_RESULT] = "no-result",
	[REPORT_IMPORTANT] = "important",
	[REPORT_NOT_FIT] = "not-fit",
	[REPORT_OWN] = "own",
	[REPORT_OWN_NO_INCIDENT] = "own-no-incident",
	NULL };

static void check_report(const struct row *row)
{
	static const char *const stages[] = { "draft", "made", "over", NULL };
	static const char *const whos[] = { "chair", "acting", "other", NULL };
	static const char *const results[] = { "none", "as_is", "amended", "unfit", "continued",
		NULL };
	static const char *const givens[] = { "A", "R", "T", "F", NULL };
	static const char *const rules[] = { "refuse", "kouetsu", "allow", NULL };
	struct report_case c = {
		.stage = (enum report_stage)index_of(row, row->columns[0], stages),
		.who = (enum report_who)index_of(row, row->columns[1], whos),
		.own = has_flag(row, 2, "own"),
		.important = has_flag(row, 2, "imp"),
		.same_text = !has_flag(row, 2, "edited"),
		.incident = has_flag(row, 2, "inc"),
		.result = (enum report_result)index_of(row, row->columns[3], results),
		.own_rule = (enum report_own_rule)index_of(row, row->columns[5], rules),
	};
	unsigned wanted = 0;
	const char *article;

	if (strcmp(row->columns[4], "-") != 0) {
		c.given = 1U << index_of(row, row->columns[4], givens);
	}
	for (int i = 0; i < 4; i++) {
		enum report_word word = report_may(&c, (enum report_answer)(1U << i));

		ck_assert_msg(strcmp(word_names[word], row->columns[6 + i]) == 0,
		    "report.tsv:%d %s is %s", row->line, givens[i], word_names[word]);
		wanted |= strncmp(row->columns[6 + i], "ok", 2) == 0 ? 1U << i : 0;
	}
	ck_assert_msg(report_choices(&c) == wanted, "report.tsv:%d choices", row->line);
	article = report_article(report_may(&c, ANSWER_LINE_APPROVE));
	ck_assert_msg(strcmp(article == NULL ? "-" : article, row->columns[10]) == 0,
	    "report.tsv:%d article", row->line);
}

START_TEST(reports)
{
	ck_assert_int_ge(for_each_row("report.tsv", COLUMNS, check_report), 30);
}
END_TEST

static void check_item(const struct row *row)
{
	static const char *const whos[] = { "chair", "chief", "other", NULL };
	static const char *const words[] = { [ITEM_FLAG_SET] = "set",
		[ITEM_FLAG_PROVISIONAL] = "provisional",
		[ITEM_FLAG_CLEARED] = "cleared",
		[ITEM_FLAG_ENDED] = "ended",
		[ITEM_FLAG_ALREADY] = "already",
		[ITEM_FLAG_NOT_YOURS] = "not-yours",
		[ITEM_FLAG_RULED_OUT] = "ruled-out",
		[ITEM_FLAG_CHAIRS] = "chairs",
		[ITEM_FLAG_DEALT] = "dealt",
		[ITEM_FLAG_NEEDS_REASON] = "needs-reason",
		NULL };
	struct item_flag_case c = {
		.who = (enum item_who)index_of(row, row->columns[0], whos),
		.want = strcmp(row->columns[1], "on") == 0,
		.important = strcmp(row->columns[2], "no") != 0,
		.provisional = strcmp(row->columns[2], "prov") == 0,
		.dealt = has_flag(row, 3, "dealt"),
		.has_reason = has_flag(row, 3, "reason"),
		.ended = has_flag(row, 3, "ended"),
		.chief_may = strcmp(row->columns[4], "prov") == 0,
	};
	enum item_flag_word word = item_flag_may(&c);

	ck_assert_msg(strcmp(words[word], row->columns[5]) == 0, "item.tsv:%d is %s", row->line,
	    words[word]);
}

START_TEST(items)
{
	ck_assert_int_ge(for_each_row("item.tsv", 7, check_item), 24);
}
END_TEST

START_TEST(making)
{
	static const struct {
		struct report_make_case c;
		enum report_make_word word;
	} rows[] = {
		{ { MAKER_CHIEF, false, true, false, true, true }, MAKE_LAWFUL },
		{ { MAKER_ACTING_CHIEF, false, true, false, true, true }, MAKE_LAWFUL },
		/* Acting for the council's chair is by itself no 事故 of the 幹事長 … */
		{ { MAKER_CHIEF_ACTS_AS_CHAIR, false, true, false, true, true }, MAKE_LAWFUL },
		/* … unless a rule says so; then the 副幹事長 makes it. */
		{ { MAKER_CHIEF_ACTS_AS_CHAIR, true, true, false, true, true },
		    MAKE_DEEMED_AWAY },
		{ { MAKER_ACTING_CHIEF, true, true, false, true, true }, MAKE_LAWFUL },
		{ { MAKER_OTHER, false, true, false, true, true }, MAKE_NOT_CHIEF },
		{ { MAKER_OTHER, true, true, true, true, true }, MAKE_NOT_CHIEF },
		{ { MAKER_CHIEF, false, true, false, false, true }, MAKE_NO_RESULT },
		{ { MAKER_CHIEF, false, true, false, true, false }, MAKE_NO_OPINION },
		{ { MAKER_CHIEF, false, false, false, true, true }, MAKE_NOT_READY },
		{ { MAKER_CHIEF, false, true, true, true, true }, MAKE_MADE_ALREADY },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ck_assert_msg(report_may_make(&rows[i].c) == rows[i].word, "row %zu", i);
	}
}
END_TEST

Suite *suite_report(void)
{
	Suite *suite = suite_create("report");
	TCase *tcase = tcase_create("report");

	tcase_add_test(tcase, reports);
	tcase_add_test(tcase, items);
	tcase_add_test(tcase, making);
	suite_add_tcase(suite, tcase);
	return suite;
}
