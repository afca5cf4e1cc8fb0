/* `kaigi`: the command line. It reads words and options, refuses tokens among them, and calls
 * one word. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "bot/exit.h"
#include "bot/words.h"
#include "config/secret.h"

enum { KEY_CHAT = 0x100, KEY_LANG, TABLE_SIZE = 4096 };

static const char default_settings[] = "/etc/kaigi/settings.yaml";

static const struct {
	const char *name;
	int (*run)(const struct words *words);
	int paths_min;
	int paths_max;
	const char *what;
} table[] = {
	{ "run", word_run, 0, 0, "the bot" },
	{ "check", word_check, 0, 0,
	    "every fault in settings, charter, roster and clocks at once" },
	{ "import", word_import, 1, 1,
	    "ROSTER: a roster or rules file through the running bot" },
	{ "resume", word_resume, 1, 1,
	    "NAME: goes on with a workspace that had forgotten what it told us" },
	{ "doctor", word_doctor, 0, 0,
	    "asks the live workspace, the disk, the backup, the roster" },
	{ "verify", word_verify, 0, 0,
	    "recomputes chain, signatures and records; --chat compares the announcements" },
	{ "export", word_export, 0, 1, "[FOLDER]: records as CSV and JSON lines" },
	{ "backup", word_backup, 1, 1, "FOLDER: a consistent copy of database and files" },
	{ "init", word_init, 0, 1, "[FILE]: a few questions, then commented settings" },
};

enum { WORD_COUNT = sizeof(table) / sizeof(table[0]) };

struct line {
	struct words words;
	int word; /* of the table; -1: none yet */
	int paths;
};

static error_t take_word(struct line *line, const char *arg, struct argp_state *state)
{
	if (line->word >= 0) {
		line->words.path = arg;
		line->paths++;
		return 0;
	}
	for (int i = 0; i < WORD_COUNT; i++) {
		if (strcmp(table[i].name, arg) == 0) {
			line->word = i;
			return 0;
		}
	}
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): no second thread yet */
	argp_error(state, "no such word: %s", arg);
	return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct line *line = state->input;

	switch (key) {
	case 'c':
		line->words.settings = arg;
		return 0;
	case KEY_CHAT:
		line->words.chat = true;
		return 0;
	case KEY_LANG:
		line->words.language = strcmp(arg, "en") == 0 ? LANGUAGE_EN : LANGUAGE_JA;
		return 0;
	case ARGP_KEY_ARG:
		return take_word(line, arg, state);
	case ARGP_KEY_END:
		if (line->word < 0) {
			argp_usage(state); /* NOLINT(concurrency-mt-unsafe): as above */
		} else if (line->paths < table[line->word].paths_min ||
		           line->paths > table[line->word].paths_max) {
			/* NOLINTNEXTLINE(concurrency-mt-unsafe): as above */
			argp_error(state, "%s: wrong number of words behind it",
			    table[line->word].name);
		}
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* The tables of words and exit codes, as --help shows them. */
static char *describe(void)
{
	struct buf text = { .size = 0 };

	buf_init(&text, TABLE_SIZE);
	buf_puts(&text, "Runs a city's information security council inside Slack.\vWords:\n");
	for (int i = 0; i < WORD_COUNT; i++) {
		buf_printf(&text, "  %-8s %s\n", table[i].name, table[i].what);
	}
	buf_puts(&text, "\nExit codes:\n");
#define X(name, code, what) buf_printf(&text, "  %2d  %s\n", (code), (what));
	EXIT_CODE_LIST(X)
#undef X
	return buf_take(&text, NULL);
}

/* A token on the command line stands in everybody's process list: refused, wiped, never
 * printed. */
static bool refuse_tokens(int argc, char **argv)
{
	bool found = false;

	for (int i = 1; i < argc; i++) {
		if (secret_looks_like(argv[i])) {
			mem_wipe(argv[i], strlen(argv[i]));
			found = true;
		}
	}
	if (found) {
		(void)fputs(
		    "kaigi: "
		    "トークンはコマンド行に書けません。所有者だけが読めるファイルに置き、設定の token_file で指定してください。\n"
		    "kaigi: no tokens on the command line; put them into a file that only "
		    "its owner can read.\n",
		    stderr);
	}
	return found;
}

static enum language default_language(void)
{
	const char *lang = getenv("LANG");

	return lang != NULL && strncmp(lang, "en", 2) == 0 ? LANGUAGE_EN : LANGUAGE_JA;
}

int main(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "settings", 'c', "SETTINGS", 0, "settings file (/etc/kaigi/settings.yaml)",
		    0 },
		{ "chat", KEY_CHAT, NULL, 0, "verify: compare with the announcements too", 0 },
		{ "lang", KEY_LANG, "ja|en", 0, "language of messages here", 0 },
		{ NULL, 0, NULL, 0, NULL, 0 },
	};
	struct argp argp = { options, parse, "WORD [PATH]", NULL, NULL, NULL, NULL };
	struct line line = { .word = -1 };
	KG_AUTO_FREE char *doc = describe();

	if (refuse_tokens(argc, argv)) {
		return EXIT_USAGE;
	}
	argp_program_version = "kaigi " KAIGI_VERSION;
	argp_err_exit_status = EXIT_USAGE;
	line.words.settings = default_settings;
	line.words.language = default_language();
	argp.doc = doc;
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): as above */
	if (argp_parse(&argp, argc, argv, 0, NULL, &line) != 0) {
		return EXIT_USAGE;
	}
	return table[line.word].run(&line.words);
}
