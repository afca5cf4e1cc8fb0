/* The scenario grammar itself: a test that reads wrongly would prove nothing. */

#include <check.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grammar.h"
#include "instant.h"
#include "roster.h"

static struct arena arena;
static struct scenario scenario;
static struct kg_error err;

static enum kg_status parse(const char *text)
{
	arena_finish(&arena);
	return grammar_parse("x.txt", text, &arena, &scenario, &err);
}

START_TEST(statements)
{
	const struct statement *one;

	ck_assert_int_eq(parse("# a comment\n\nat 2026-04-10 09:00\n"
	                       "委員3 marks ⭕ on dm 回R8-001\n"
	                       "委員3 answers 理由=「体制が 不明」 件=a\\nb\n"
	                       "sees 委員3 private \"承認 \\\"済\\\"\" ×2\n"),
	    KG_OK);
	ck_assert_uint_eq(scenario.count, 4);
	one = &scenario.statements[0];
	ck_assert_int_eq(one->verb, VERB_AT);
	ck_assert_int_eq(one->line, 3);
	ck_assert_str_eq(statement_word(one, 1), "09:00");
	one = &scenario.statements[1];
	ck_assert_str_eq(one->actor, "委員3");
	ck_assert_str_eq(statement_word(one, 2), "dm");
	one = &scenario.statements[2];
	ck_assert_str_eq(statement_pair(one, "理由"), "体制が 不明");
	ck_assert_ptr_null(statement_pair(one, "なし"));
	one = &scenario.statements[3];
	ck_assert_str_eq(statement_word(one, 2), "承認 \"済\"");
	ck_assert_str_eq(statement_word(one, 3), "×2");
	ck_assert_str_eq(statement_word(one, 9), "");
}
END_TEST

START_TEST(blocks_and_long_texts)
{
	ck_assert_int_eq(
	    parse("庶務 runs 持ち回り 本文={あ×3}\nsent \"x\"\n  2026-04-10 09:00 議長\nend\n"),
	    KG_OK);
	ck_assert_str_eq(scenario.statements[0].rest, "持ち回り 本文=あああ");
	ck_assert_str_eq(scenario.statements[1].block, "  2026-04-10 09:00 議長\n");
}
END_TEST

START_TEST(faults_name_their_line)
{
	ck_assert_int_eq(parse("at 2026-04-10 09:00\n議長 dances\n"), KG_INVALID);
	ck_assert_ptr_nonnull(strstr(err.text, "x.txt:2: no such statement"));
	ck_assert_int_eq(parse("sees 議長 private \"open\n"), KG_INVALID);
	ck_assert_ptr_nonnull(strstr(err.text, "x.txt:1: a quotation never ends"));
	ck_assert_int_eq(parse("sent \"x\"\n"), KG_INVALID);
	ck_assert_int_eq(parse("# nothing\n"), KG_INVALID);
}
END_TEST

START_TEST(instants_are_japans)
{
	int64_t ms;
	char text[32];

	ck_assert(instant_parse("2026-04-01 00:00", &ms));
	ck_assert_int_eq(ms, 1774969200000);
	instant_print(ms, text, sizeof(text));
	ck_assert_str_eq(text, "2026-04-01 00:00");
	ck_assert(!instant_parse("2026-04-01", &ms));
}
END_TEST

START_TEST(rosters_change_or_say_so)
{
	char *made = roster_change("a: 1\nb: 2\nc: 3\n", "--b:\n++c: 3\nd: 4\n");

	ck_assert_str_eq(made, "a: 1\nc: 3\nd: 4\n");
	free(made);
	ck_assert_ptr_null(roster_change("a: 1\n", "--zzz\n"));
}
END_TEST

static char *read_text(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t room = 0;

	ck_assert_msg(file != NULL && getdelim(&text, &room, '\0', file) > 0, "%s", path);
	(void)fclose(file);
	return text;
}

/* Every shipped scenario is whole, begins with a time, and its roster block changes what it
 * says. */
START_TEST(shipped_scenarios)
{
	char *roster = read_text(SOURCE_FOLDER "/config/kawasaki/roster.yaml");
	glob_t found;

	ck_assert_int_eq(glob(SOURCE_FOLDER "/tests/scenario/[a-z]*.txt", 0, NULL, &found), 0);
	ck_assert_uint_gt(found.gl_pathc, 30);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		char *text = read_text(found.gl_pathv[i]);
		bool timed = false;

		ck_assert_msg(parse(text) == KG_OK, "%s: %s", found.gl_pathv[i], err.text);
		for (size_t k = 0; k < scenario.count; k++) {
			timed = timed || scenario.statements[k].verb == VERB_AT;
			if (scenario.statements[k].verb == VERB_ROSTER) {
				char *made =
				    roster_change(roster, scenario.statements[k].block);

				ck_assert_msg(made != NULL, "%s: its roster changes nothing",
				    found.gl_pathv[i]);
				free(made);
			}
		}
		ck_assert_msg(timed, "%s: no `at`", found.gl_pathv[i]);
		free(text);
	}
	globfree(&found);
	free(roster);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("scenario grammar");
	TCase *tcase = tcase_create("grammar");
	SRunner *runner;
	int failed;

	tcase_add_test(tcase, statements);
	tcase_add_test(tcase, blocks_and_long_texts);
	tcase_add_test(tcase, faults_name_their_line);
	tcase_add_test(tcase, instants_are_japans);
	tcase_add_test(tcase, rosters_change_or_say_so);
	tcase_add_test(tcase, shipped_scenarios);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
