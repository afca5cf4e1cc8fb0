#ifndef KAIGI_TESTS_WORLD_H
#define KAIGI_TESTS_WORLD_H

/*
 * One scenario's world: a folder of its own, a test clock, a network (network.h), the bot and a
 * driver. Every function that returns false has put a sentence into `fault`.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "driver.h"
#include "process.h"

struct network;

struct world_places {        /* borrowed; from the command line */
	const char *source;  /* the project's root */
	const char *bin;     /* the build's bin/ */
	const char *scratch; /* where folders may be made */
	const char *driver;
	const char *ledgers; /* where each scenario's ledger goes; NULL: nowhere */
	const struct network *network;
};

struct world {
	const struct world_places *places;
	char dir[512];
	char clock[600];
	char settings[600];
	char address[64];
	char token[128];
	int port; /* the stand-in's */
	int64_t offset_ms;
	bool is_clocked; /* the first line of the clock is written */
	struct process workspace;
	struct process bot;
	struct driver driver;
	char charters[1200]; /* "" or the settings' line in place of the shipped one's */
	bool hurried;        /* the next act does not wait */
	bool network_down;
	bool dies;                /* the scenario expects the bot to end by itself */
	const char *expected[16]; /* parts of log lines that may be errors */
	int expected_count;
	char fault[4096];
};

bool world_open(struct world *world, const struct world_places *places, const char *name);
bool world_run(
    struct world *world, const char *roster);     /* starts all; roster NULL: the shipped one */
void world_close(struct world *world, bool keep); /* ends what runs; safe at any time */

/* The shipped charter and these of tests/charters from the next start of the bot on. */
bool world_charters(struct world *world, const char *const *names, size_t count);
bool world_start_bot(struct world *world);
bool world_stop_bot(struct world *world, int signum);
bool world_network(struct world *world, bool up); /* it goes away, and comes again */
bool world_import(struct world *world, const char *path);
bool world_verify(struct world *world, int expected_code);

/* `kaigi export` succeeds and what it prints holds the text. */
/* Does `kaigi export` hold the text, or (`wanted` false) not hold it? */
bool world_export_has(struct world *world, const char *text, bool wanted);

int64_t world_now(const struct world *world); /* ms UTC on the test clock */
bool world_set_clock(struct world *world, int64_t ms);
/* Time goes on to `ms`, each timer at its own due time. */
bool world_go_to(struct world *world, int64_t ms, bool settled);
/* Nothing is under way any more: no envelope unacknowledged, no row waiting. */
bool world_settle(struct world *world);

bool world_fail(struct world *world, const char *format, ...) KG_PRINTF(2, 3);
/* For networks: how long something that takes `ms` may take, a file's text (free it; NULL:
 * none), what our programs get as environment. */
int world_patient(int ms);
char *world_read(const char *path);
const char *const *world_environment(struct world *world);
/* The last lines of the bot's log, for a report. */
void world_log_tail(const struct world *world, char *out, size_t room);

#endif
