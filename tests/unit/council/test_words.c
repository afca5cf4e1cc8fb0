/* Every word by every capacity, typed: accepted, or refused privately with nothing recorded, as
 * tests/capabilities.tsv has it. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "cells.h"
#include "handlers/commands.h"
#include "suites.h"

#define LEDGER "SELECT count(*) FROM ledger"

static struct world *world;
static const struct persona *who; /* tries */
static int tried;

static void setup(void)
{
	world = world_create_in_slack();
	situation_nominate(world);
}

static void teardown(void)
{
	world_destroy(world);
}

static size_t refusals(const char *word)
{
	char text[WORD * 2];

	(void)snprintf(text, sizeof(text), "「%s」は", word);
	return world_count(world, SLACK, NULL, text);
}

/* A bare word is about nobody's own: where only that may be, nothing is recorded. */
static void try_word(const char *word, char cell)
{
	size_t said = refusals(word);
	int64_t before = world_number(world, LEDGER);

	world->by_stranger = who->is_stranger;
	world_say(world, SLACK, who->account, word);
	world->by_stranger = false;
	if (cell != 'o') {
		ck_assert_msg((refusals(word) > said) == (cell == '-'), "%s by %s: %c", word,
		    who->account, cell);
	}
	if (cell != 'y') {
		ck_assert_int_eq(world_number(world, LEDGER), before);
	}
}

static const char *word_of(const char *name)
{
	size_t count;
	const struct command_word *words = commands_list(&count);

	for (size_t i = 0; i < count; i++) {
		if (strcmp(capability_name(words[i].capability), name) == 0) {
			return words[i].name;
		}
	}
	return NULL;
}

static void try_row(const struct cells *cells)
{
	const char *word = word_of(cells->name);

	if (word == NULL || strcmp(cells->refusal, "word") != 0) {
		return;
	}
	try_word(word, cells_allow(cells, who->as));
	tried++;
}

START_TEST(every_word_by_everybody)
{
	situation_begin(world, (enum situation)_i);
	for (who = personas_of((enum situation)_i); who->account != NULL; who++) {
		tried = 0;
		(void)cells_each(try_row);
		ck_assert_int_ge(tried, 31);
	}
}
END_TEST

Suite *suite_words(void)
{
	Suite *suite = suite_create("words");
	TCase *tests = tcase_create("words");

	tcase_set_timeout(tests, 120);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, every_word_by_everybody, 0, SITUATIONS);
	suite_add_tcase(suite, tests);
	return suite;
}
