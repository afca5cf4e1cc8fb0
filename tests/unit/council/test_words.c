/* Every word by every capacity, typed: accepted, or refused privately with nothing recorded, as
 * tests/capabilities.tsv has it. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "handlers/commands.h"
#include "suites.h"
#include "world.h"

enum { BEFORE_CELLS = 5, COLUMNS = BEFORE_CELLS + CAPACITIES, LINE = 1024 };
#define LEDGER "SELECT count(*) FROM ledger"

static const struct {
	int column; /* of the cells */
	int net;
	const char *account;
} personas[] = {
	{ 0, CITY, "@chair:city" },
	{ 2, SLACK, "U0VICE" },
	{ 4, SLACK, "U0M5" },
	{ 9, SLACK, "U0SHOMU" },
	{ 10, SLACK, "U0REVIEW" },
	{ 11, SLACK, "U0CISO" },
	{ 12, SLACK, "U0DEPUTY" },
	{ 13, SLACK, "U0HISHO" },
	{ 14, SLACK, "U0MADO" },
	{ 15, SLACK, "U0AUDIT" },
	{ 16, SLACK, "U0FORMER" },
	{ 17, SLACK, "U0STAFF" },
	{ 17, SLACK, "U0NOBODY" },
	{ 18, SLACK, "U0GUEST" },
};

/* With the chair away and the vice-chair acting: the vice-chair has his own post besides. */
static const struct {
	int columns[2];
	int net;
	const char *account;
} acting[] = {
	{ { 1, 1 }, CITY, "@chair:city" },
	{ { 2, 7 }, SLACK, "U0VICE" },
};

static struct world *world;

static void setup(void)
{
	world = world_create();
}

static void teardown(void)
{
	world_destroy(world);
}

static size_t refusals(int net, const char *word)
{
	char text[WORD * 2];

	(void)snprintf(text, sizeof(text), "「%s」は", word);
	return world_count(world, net, NULL, text);
}

/* A bare word is about nobody's own: where only that may be, nothing is recorded. */
static void try_word(int net, const char *account, const char *word, char cell)
{
	size_t said = refusals(net, word);
	int64_t before = world_number(world, LEDGER);

	world_say(world, net, account, word);
	if (cell != 'o') {
		ck_assert_msg((refusals(net, word) > said) == (cell == '-'), "%s by %s: %c",
		    word, account, cell);
	}
	if (cell != 'y') {
		ck_assert_int_eq(world_number(world, LEDGER), before);
	}
}

static void try_by_post(const char *word, const char *cells)
{
	for (size_t i = 0; i < sizeof(personas) / sizeof(personas[0]); i++) {
		try_word(personas[i].net, personas[i].account, word, cells[personas[i].column]);
	}
}

static void try_by_acting(const char *word, const char *cells)
{
	for (size_t i = 0; i < sizeof(acting) / sizeof(acting[0]); i++) {
		char own = cells[acting[i].columns[0]];
		char added = cells[acting[i].columns[1]];

		try_word(acting[i].net, acting[i].account, word,
		    own == 'y' || added == '-' ? own : added);
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

static bool read_line(char *line, char *columns[COLUMNS], char cells[CAPACITIES])
{
	int k = 0;

	while (k < COLUMNS && (columns[k] = strsep(&line, "\t\n")) != NULL) {
		k++;
	}
	for (int c = 0; k == COLUMNS && c < CAPACITIES; c++) {
		cells[c] = columns[BEFORE_CELLS + c][0];
	}
	return k == COLUMNS && strcmp(columns[4], "word") == 0;
}

static int try_all(void (*try)(const char *word, const char *cells))
{
	FILE *file = fopen(CELLS, "r");
	char line[LINE];
	int tried = 0;

	ck_assert(file != NULL);
	while (fgets(line, sizeof(line), file) != NULL) {
		char *columns[COLUMNS];
		char cells[CAPACITIES];
		const char *word;

		if (line[0] == '#' || !read_line(line, columns, cells)) {
			continue;
		}
		word = word_of(columns[0]);
		if (word != NULL) {
			try(word, cells);
			tried++;
		}
	}
	(void)fclose(file);
	return tried;
}

START_TEST(every_word_by_everybody)
{
	ck_assert_int_ge(try_all(try_by_post), 31);
}
END_TEST

START_TEST(every_word_while_somebody_acts)
{
	world_say(world, SLACK, "U0SHOMU", "不在 4/10 9:00-18:00 出張 席=議長");
	world_say(world, SLACK, "U0VICE", "職務代理 開始 理由=議長の出張のため");
	world_is(world, 1, "SELECT count(*) FROM acting");
	ck_assert_int_ge(try_all(try_by_acting), 31);
}
END_TEST

Suite *suite_words(void)
{
	Suite *suite = suite_create("words");
	TCase *tests = tcase_create("words");

	tcase_set_timeout(tests, 120);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, every_word_by_everybody);
	tcase_add_test(tests, every_word_while_somebody_acts);
	suite_add_tcase(suite, tests);
	return suite;
}
