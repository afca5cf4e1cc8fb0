/* The law of a sitting: every row of sitting.tsv. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handlers/sitting_law.h"
#include "law.h"

enum { COLUMNS = 11 };

static int index_of(const char *word, const char *const *list)
{
	for (int i = 0; list[i] != NULL; i++) {
		if (strcmp(list[i], word) == 0) {
			return i;
		}
	}
	ck_assert_msg(false, "no such word: %s", word);
	return -1;
}

static int number(const char *text)
{
	return (int)strtol(text, NULL, 10);
}

static void check_quorum(char *const *c)
{
	ck_assert_msg(
	    sitting_has_quorum(c[1], number(c[2]), number(c[3])) == (strcmp(c[4], "yes") == 0),
	    "%s", c[5]);
}

static void check_decision(char *const *c)
{
	static const char *const castings[] = { "-", "for", "against", NULL };
	static const char *const outcomes[] = { "passed", "rejected", "tie", NULL };
	struct sitting_vote vote = { .decision = c[1],
		.presider_votes = c[2],
		.tie = c[3],
		.total = number(c[4]),
		.voters = number(c[5]),
		.votes_for = number(c[6]),
		.votes_against = number(c[7]),
		.casting = (enum sitting_casting)index_of(c[8], castings) };

	ck_assert_msg((int)sitting_decide(&vote) == index_of(c[9], outcomes), "%s", c[10]);
}

static void check_step(char *const *c)
{
	static const char *const states[] = { "draft", "review", "ready", "convened", "open",
		"suspended", "closed", "cancelled", "withdrawn", NULL };
	static const char *const steps[] = { "open", "suspend", "resume", "close", "attend",
		"decide", "guest", "say", NULL };
	static const char *const whos[] = { "presider", "office", "member", "other", NULL };
	static const char *const words[] = { "ok", "not-yours", "not-convened", "over",
		"not-open", "is-open", "is-suspended", "is-closed", "no-reason", "future",
		"too-early", "no-presider", "other-open", "before-day", "no-attendance",
		"no-quorum", NULL };
	struct sitting_case one = { .state = (enum meeting_state)index_of(c[1], states),
		.step = (enum sitting_step)index_of(c[2], steps),
		.who = (enum sitting_who)index_of(c[3], whos),
		.timed = strstr(c[4], "timed") != NULL,
		.reason = strstr(c[4], "reason") != NULL,
		.future = strstr(c[4], "future") != NULL,
		.before_opening = strstr(c[4], "early") != NULL,
		.no_presider = strstr(c[4], "nobody") != NULL,
		.before_day = strstr(c[4], "day") != NULL,
		.other_open = strstr(c[4], "other") != NULL,
		.attended = strstr(c[4], "list") != NULL,
		.quorum = strstr(c[4], "quorum") != NULL };

	ck_assert_msg(
	    (int)sitting_may(&one) == index_of(c[5], words), "%s %s: %s", c[1], c[2], c[6]);
}

static void check_row(char *line)
{
	char *columns[COLUMNS + 1] = { NULL };
	int count = 0;

	while (count < COLUMNS && (columns[count] = strsep(&line, "\t\n")) != NULL) {
		count++;
	}
	if (strcmp(columns[0], "quorum") == 0) {
		ck_assert_int_ge(count, 6);
		check_quorum(columns);
	} else if (strcmp(columns[0], "decide") == 0) {
		ck_assert_int_ge(count, 11);
		check_decision(columns);
	} else {
		ck_assert_str_eq(columns[0], "may");
		ck_assert_int_ge(count, 7);
		check_step(columns);
	}
}

START_TEST(every_row)
{
	FILE *file = fopen(LAW_DATA "/sitting.tsv", "r");
	char line[512];
	int rows = 0;

	ck_assert(file != NULL);
	while (fgets(line, sizeof(line), file) != NULL) {
		if (line[0] != '#') {
			check_row(line);
			rows++;
		}
	}
	(void)fclose(file);
	ck_assert_int_eq(rows, 79);
}
END_TEST

Suite *suite_sitting(void)
{
	Suite *suite = suite_create("sitting");
	TCase *tests = tcase_create("rows");

	tcase_add_test(tests, every_row);
	suite_add_tcase(suite, tests);
	return suite;
}
