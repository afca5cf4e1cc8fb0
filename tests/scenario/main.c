/*
 * test_scenarios BIN SOURCE SCRATCH [--part I/N] [--network slack|matrix] [--driver PATH]
 * [--ledger DIR] [FILE…]: every scenario file as one check test. Prints "ok NAME", "not ok
 * NAME" and the statement that did not hold, or "exempt NAME: why"; exit 1 when one did not
 * hold.
 */

#include <check.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/clock.h"
#include "exempt.h"
#include "grammar.h"
#include "leaks.h"
#include "ledger.h"
#include "network.h"
#include "roster.h"
#include "steps.h"
#include "world.h"

enum { MAX_FILES = 300, TEST_SECONDS = 240 };

static struct world_places places;
static const char *files[MAX_FILES];
static int file_count;

static char *read_text(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t room = 0;

	if (file == NULL || getdelim(&text, &room, '\0', file) < 0) {
		ck_abort_msg("%s can't be read", path);
	}
	(void)fclose(file);
	return text;
}

static void name_of(const char *path, char *out, size_t room)
{
	const char *slash = strrchr(path, '/');

	(void)snprintf(out, room, "%s", slash != NULL ? slash + 1 : path);
	out[strcspn(out, ".")] = '\0';
}

/* NULL: the shipped one will do. */
static char *roster_of(const struct scenario *scenario, bool *out_fine)
{
	char path[700];
	char *shipped, *made;
	const char *block = NULL;

	*out_fine = true;
	for (size_t i = 0; i < scenario->count; i++) {
		if (scenario->statements[i].verb == VERB_ROSTER) {
			block = scenario->statements[i].block;
		}
	}
	if (block == NULL) {
		return NULL;
	}
	(void)snprintf(path, sizeof(path), "%s/config/kawasaki/roster.yaml", places.source);
	shipped = read_text(path);
	made = roster_change(shipped, block);
	free(shipped);
	*out_fine = made != NULL;
	return made;
}

static bool finish(struct world *world, const char *name)
{
	if (world->dies || world->bot.pid == 0) {
		return world_verify(world, 0) && leaks_folder(world) &&
		       ledger_write(world, name);
	}
	return world_settle(world) && leaks_process(world) && world_verify(world, 0) &&
	       world_stop_bot(world, 15) && leaks_folder(world) && ledger_write(world, name);
}

static bool first_clock(struct world *world, const struct scenario *scenario)
{
	/* Before anything starts: the first statement that names a time says when it begins,
	 * and `charters` before it what holds from then on. */
	for (size_t i = 0; i < scenario->count; i++) {
		if (scenario->statements[i].verb == VERB_CHARTERS &&
		    !steps_take(world, &scenario->statements[i])) {
			return false;
		}
		if (scenario->statements[i].verb == VERB_AT) {
			return steps_take(world, &scenario->statements[i]);
		}
	}
	return world_fail(world, "no `at`");
}

static void report(struct world *world, const char *path, const struct statement *statement)
{
	char tail[1600];

	world_log_tail(world, tail, sizeof(tail));
	(void)printf("# %s:%d: %s\n# %s\n# the bot's log ends:\n%s\n", path,
	    statement != NULL ? statement->line : 0,
	    statement != NULL ? statement->source : "(after the last statement)", world->fault,
	    tail);
}

static bool play_file(struct world *world, const struct statement *play, struct arena *arena,
    const struct statement **out_at);

/* *out_at is left at the statement that did not hold, NULL when all did. */
static bool take_all(
    struct world *world, const struct scenario *scenario, const struct statement **out_at)
{
	for (size_t i = 0; i < scenario->count; i++) {
		const struct statement *one = &scenario->statements[i];

		*out_at = one;
		if (one->verb == VERB_PLAY ? !play_file(world, one, scenario->arena, out_at)
		                           : !steps_take(world, one)) {
			return false;
		}
	}
	*out_at = NULL;
	return true;
}

/* $1…$9 of a fragment are the words behind its name; one that was not given is nothing. */
static void put_words(const char *text, const struct statement *play, struct buf *out)
{
	for (; *text != '\0'; text++) {
		if (text[0] == '$' && text[1] >= '1' && text[1] <= '9') {
			buf_puts(out, statement_word(play, (size_t)(*++text - '0')));
		} else {
			buf_putc(out, *text);
		}
	}
}

/* `play NAME [WORD…]`: the statements of tests/scenario/common/NAME. */
static bool play_file(struct world *world, const struct statement *play, struct arena *arena,
    const struct statement **out_at)
{
	char path[700];
	struct buf filled;
	struct scenario scenario;
	struct kg_error err = { "" };
	char *text;
	bool held;

	(void)snprintf(path, sizeof(path), "%s/tests/scenario/common/%s", places.source,
	    statement_word(play, 0));
	text = read_text(path);
	buf_init(&filled, 1 << 20);
	put_words(text, play, &filled);
	held = grammar_parse(path, filled.bytes, arena, &scenario, &err) == KG_OK ||
	       world_fail(world, "%s", err.text);
	buf_finish(&filled);
	free(text);
	return held && take_all(world, &scenario, out_at);
}

static bool play_whole(
    struct world *world, const char *path, const char *name, const struct scenario *scenario)
{
	const struct statement *at = NULL;
	bool held;
	char *roster = roster_of(scenario, &held);

	if (!held) {
		(void)printf("# %s: the roster block changes nothing\n", path);
	}
	held = held && world_open(world, &places, name) && first_clock(world, scenario) &&
	       world_run(world, roster);
	free(roster);
	held = held && take_all(world, scenario, &at) && finish(world, name);
	if (!held) {
		report(world, path, at);
	}
	world_close(world, !held);
	return held;
}

static bool play(const char *path, const char *name, bool *out_exempt)
{
	static struct world world;
	struct arena arena = { NULL };
	struct scenario scenario;
	struct kg_error err = { "" };
	const char *reason = "";
	char *text = read_text(path);
	bool held = grammar_parse(path, text, &arena, &scenario, &err) == KG_OK;

	*out_exempt = false;
	if (!held) {
		(void)printf("# %s\n", err.text);
	} else {
		switch (exempt_look(&places, name, &scenario, &reason)) {
		case EXEMPT_NOT:
			held = play_whole(&world, path, name, &scenario);
			break;
		case EXEMPT_LAWFUL:
			(void)printf("exempt %s: only %s\n", name, reason);
			*out_exempt = true;
			break;
		case EXEMPT_UNLAWFUL:
			(void)printf("# %s: only %s: tests/scenario/EXEMPT does not list it\n",
			    path, reason);
			held = false;
			break;
		}
	}
	arena_finish(&arena);
	free(text);
	return held;
}

START_TEST(scenario)
{
	char name[128];
	int64_t begun = clock_monotonic_ms();
	bool held, exempt;

	name_of(files[_i], name, sizeof(name));
	held = play(files[_i], name, &exempt);
	if (!exempt) {
		(void)printf("%s %s %.1f\n", held ? "ok" : "not ok", name,
		    (double)(clock_monotonic_ms() - begun) / 1000);
	}
	(void)fflush(stdout);
	ck_assert_msg(held, "%s", name);
}
END_TEST

static void usage(void)
{
	(void)fputs("test_scenarios BIN SOURCE SCRATCH [--part I/N] [--network slack|matrix] "
	            "[--driver PATH] [--ledger DIR] [FILE…]\n",
	    stderr);
	exit(64);
}

static void find_files(int part, int parts)
{
	static glob_t found;
	char pattern[700];

	(void)snprintf(pattern, sizeof(pattern), "%s/tests/scenario/[a-z]*.txt", places.source);
	if (glob(pattern, 0, NULL, &found) != 0) {
		return;
	}
	for (size_t i = 0; i < found.gl_pathc && file_count < MAX_FILES; i++) {
		if ((int)(i % (size_t)parts) == part) {
			files[file_count++] = found.gl_pathv[i];
		}
	}
}

static void read_options(int argc, char **argv)
{
	static char driver[700];
	int part = 0, parts = 1;

	for (int i = 4; i < argc; i++) {
		bool more = i + 1 < argc;

		if (strcmp(argv[i], "--part") == 0 && more) {
			if (sscanf(argv[++i], "%d/%d", &part, &parts) != 2 || parts < 1) {
				usage();
			}
		} else if (strcmp(argv[i], "--driver") == 0 && more) {
			places.driver = argv[++i];
		} else if (strcmp(argv[i], "--ledger") == 0 && more) {
			(void)mkdir(argv[++i], 0700);
			places.ledgers = realpath(argv[i], NULL);
		} else if (strcmp(argv[i], "--network") == 0 && more) {
			places.network = network_find(argv[++i]);
		} else if (file_count < MAX_FILES) {
			files[file_count++] = argv[i];
		}
		if (places.network == NULL) {
			usage();
		}
	}
	if (places.driver == NULL) {
		(void)snprintf(driver, sizeof(driver), "%s/tests/scenario/%s", places.source,
		    places.network->driver);
		places.driver = driver;
	}
	if (file_count == 0) {
		find_files(part, parts);
	}
}

int main(int argc, char **argv)
{
	Suite *suite = suite_create("scenarios");
	TCase *tcase = tcase_create("scenario");
	SRunner *runner;
	int failed;

	if (argc < 4 || clock_init(NULL) != KG_OK) {
		usage();
	}
	(void)mkdir(argv[3], 0700);
	places = (struct world_places){ .bin = realpath(argv[1], NULL),
		.source = realpath(argv[2], NULL),
		.scratch = realpath(argv[3], NULL),
		.network = &network_slack };
	if (places.bin == NULL || places.source == NULL || places.scratch == NULL) {
		usage();
	}
	read_options(argc, argv);
	tcase_set_timeout(tcase, TEST_SECONDS);
	tcase_add_loop_test(tcase, scenario, 0, file_count);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	(void)printf("%d passed, %d failed\n", srunner_ntests_run(runner) - failed, failed);
	srunner_free(runner);
	return failed == 0 && file_count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
