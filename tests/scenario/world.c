/*
 * Keeps true: time only moves forward, every timer fires at its own minute, and a step begins
 * when both programs have nothing left to do. Nothing here sleeps in place of looking.
 */

#include "world.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "network.h"
#include "records.h"

enum {
	SETTLE_MS = 20000,
	START_MS = 10000,
	STOP_MS = 2000,
	MAX_STEPS_OF_TIME = 3000,
	PATH_SIZE = 700,
};

/* KAIGI_TEST_PATIENCE=4: everything may take four times as long, for sanitized programs. */
int world_patient(int ms)
{
	const char *text = getenv("KAIGI_TEST_PATIENCE");
	long times = text != NULL ? strtol(text, NULL, 10) : 1;

	return times >= 1 && times <= 100 ? ms * (int)times : ms;
}

bool world_fail(struct world *world, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vsnprintf(world->fault, sizeof(world->fault), format, args);
	va_end(args);
	return false;
}

static int64_t real_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t world_now(const struct world *world)
{
	return real_ms() + world->offset_ms;
}

bool world_set_clock(struct world *world, int64_t ms)
{
	int64_t real = real_ms();
	FILE *file;

	if (world->is_clocked && ms < real + world->offset_ms) {
		return true; /* the real seconds that passed have brought us there */
	}
	file = fopen(world->clock, "ae");
	if (file == NULL) {
		return world_fail(world, "%s: %s", world->clock, strerror(errno));
	}
	world->offset_ms = ms - real;
	/* The first one also moves what lies before: rooms may be older than the scenario. */
	(void)fprintf(
	    file, "%" PRId64 " %" PRId64 "\n", world->is_clocked ? real : 0, world->offset_ms);
	world->is_clocked = true;
	return fclose(file) == 0 || world_fail(world, "%s can't be written", world->clock);
}

static bool write_file(struct world *world, const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0) {
		return world_fail(world, "%s: %s", path, strerror(errno));
	}
	return true;
}

char *world_read(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t room = 0;

	if (file == NULL) {
		return NULL;
	}
	if (getdelim(&text, &room, '\0', file) < 0) {
		free(text);
		text = NULL;
	}
	(void)fclose(file);
	return text;
}

bool world_open(struct world *world, const struct world_places *places, const char *name)
{
	char path[PATH_SIZE];
	const char *argv[] = { "/bin/rm", "-rf", world->dir, NULL };

	*world = (struct world){ .places = places };
	(void)snprintf(world->dir, sizeof(world->dir), "%s/%s", places->scratch, name);
	(void)process_run(argv, NULL, "/dev/null");
	if (mkdir(world->dir, 0700) != 0) {
		return world_fail(world, "%s: %s", world->dir, strerror(errno));
	}
	(void)snprintf(world->clock, sizeof(world->clock), "%s/clock", world->dir);
	(void)snprintf(
	    world->settings, sizeof(world->settings), "%s/settings.yaml", world->dir);
	for (const char *const *part = (const char *const[]){ "workspace", "state", NULL };
	     *part != NULL; part++) {
		(void)snprintf(path, sizeof(path), "%s/%s", world->dir, *part);
		if (mkdir(path, 0700) != 0) {
			return world_fail(world, "%s: %s", path, strerror(errno));
		}
	}
	return true;
}

const char *const *world_environment(struct world *world)
{
	static char clock[700];
	static const char *pairs[2];

	(void)snprintf(clock, sizeof(clock), "KAIGI_TEST_CLOCK=%s", world->clock);
	pairs[0] = clock;
	return pairs;
}

static int64_t idle_counter(const struct world *world)
{
	char path[PATH_SIZE];
	char *text;
	int64_t count = -1;

	(void)snprintf(path, sizeof(path), "%s.idle", world->clock);
	text = world_read(path);
	if (text != NULL) {
		count = strtoll(text, NULL, 10);
	}
	free(text);
	return count;
}

static int pending(struct world *world, int *out_sockets)
{
	char *why;
	json_t *answer = driver_ask(&world->driver, "pending", json_object(), &why);
	int count =
	    answer == NULL ? -1 : (int)json_integer_value(json_object_get(answer, "pending"));

	*out_sockets = (int)json_integer_value(json_object_get(answer, "sockets"));
	json_decref(answer);
	free(why);
	return count;
}

/* Twice in a row: nothing pending, and the bot has come to rest at least twice since that was
 * seen. */
bool world_settle(struct world *world)
{
	int64_t end =
	    clock_monotonic_ms() + world_patient(SETTLE_MS) * world->places->network->slowness;
	int64_t from = -1;
	int rounds = 0, waiting = 0, sockets = 0, code;

	if (world->bot.pid == 0 || world->network_down) {
		return true;
	}
	while (rounds < 2) {
		if (process_ended(&world->bot, &code)) {
			return world->dies ||
			       world_fail(world, "the bot ended by itself with %d", code);
		}
		if (clock_monotonic_ms() > end) {
			return world_fail(world,
			    "it does not come to rest: %d envelopes pending, %d sockets, idle "
			    "counter %" PRId64,
			    waiting, sockets, idle_counter(world));
		}
		if (from < 0) {
			waiting = pending(world, &sockets);
			from = waiting == 0 && sockets > 0 ? idle_counter(world) : -1;
		}
		if (from >= 0 && idle_counter(world) >= from + 2) {
			rounds++;
			from = -1;
			continue;
		}
		pause_ms(5);
	}
	return true;
}

bool world_charters(struct world *world, const char *const *names, size_t count)
{
	const char *source = world->places->source;
	size_t used = (size_t)snprintf(world->charters, sizeof(world->charters),
	    "charters: [%s/config/kawasaki/charter.yaml", source);

	for (size_t i = 0; i < count; i++) {
		char path[PATH_SIZE];

		(void)snprintf(
		    path, sizeof(path), "%s/tests/charters/%s.yaml", source, names[i]);
		if (access(path, R_OK) != 0) {
			return world_fail(world, "%s: %s", path, strerror(errno));
		}
		used += (size_t)snprintf(
		    world->charters + used, sizeof(world->charters) - used, ", %s", path);
		if (used + 2 > sizeof(world->charters)) {
			return world_fail(world, "too many charters");
		}
	}
	world->charters[used] = ']';
	world->charters[used + 1] = '\0';
	return true;
}

/* The settings are the network's; the line of the charter is the scenario's. */
static bool put_charters(struct world *world)
{
	char command[4096];

	if (world->charters[0] == '\0') {
		return true;
	}
	(void)snprintf(command, sizeof(command), "sed -i -E 's|^charters?: .*|%s|' '%s'",
	    world->charters, world->settings);
	return process_run((const char *const[]){ "/bin/sh", "-c", command, NULL }, NULL,
	           "/dev/null") == 0 ||
	       world_fail(world, "%s can't be written", world->settings);
}

bool world_start_bot(struct world *world)
{
	char program[PATH_SIZE], log[PATH_SIZE];
	const char *argv[] = { program, "run", "-c", world->settings, NULL };
	int64_t before = idle_counter(world);
	int64_t end = clock_monotonic_ms() + world_patient(START_MS);
	int code;

	(void)snprintf(program, sizeof(program), "%s/kaigi", world->places->bin);
	(void)snprintf(log, sizeof(log), "%s/bot.log", world->dir);
	if (world->bot.pid != 0) {
		return world_fail(world, "the bot runs already");
	}
	if (!put_charters(world)) {
		return false;
	}
	if (!process_start(
	        &(struct process_options){
	            .argv = argv, .environment = world_environment(world), .log = log },
	        &world->bot)) {
		return world_fail(world, "%s can't be started", program);
	}
	while (idle_counter(world) == before) {
		if (process_ended(&world->bot, &code)) {
			return world->dies ||
			       world_fail(world, "the bot ended at its start with %d", code);
		}
		if (clock_monotonic_ms() > end) {
			return world_fail(world, "the bot never came to rest after its start");
		}
		pause_ms(5);
	}
	return world_settle(world);
}

bool world_stop_bot(struct world *world, int signum)
{
	int code = -1;
	bool in_time;

	if (world->bot.pid == 0) {
		return world_fail(world, "the bot does not run");
	}
	in_time = process_stop(&world->bot, signum, world_patient(STOP_MS), &code);
	if (signum == SIGKILL) {
		return true;
	}
	if (!in_time) {
		return world_fail(world, "the bot did not end within 2 s");
	}
	return code == 0 || world_fail(world, "the bot ended with %d", code);
}

static bool run_word(struct world *world, const char *word, const char *more, int expected)
{
	char program[PATH_SIZE], log[PATH_SIZE];
	const char *argv[] = { program, word, "-c", world->settings, more, NULL };
	int code;

	(void)snprintf(program, sizeof(program), "%s/kaigi", world->places->bin);
	(void)snprintf(log, sizeof(log), "%s/%s.log", world->dir, word);
	code = process_run(argv, world_environment(world), log);
	return code == expected || world_fail(world, "kaigi %s ended with %d, not %d; see %s",
	                               word, code, expected, log);
}

bool world_import(struct world *world, const char *path)
{
	return run_word(world, "import", path, 0) && world_settle(world);
}

bool world_verify(struct world *world, int expected_code)
{
	return run_word(world, "verify", NULL, expected_code);
}

bool world_export_has(struct world *world, const char *text, bool wanted)
{
	char path[PATH_SIZE];
	char *printed;
	bool held;

	if (!run_word(world, "export", NULL, 0)) {
		return false;
	}
	(void)snprintf(path, sizeof(path), "%s/export.log", world->dir);
	printed = world_read(path);
	held = printed != NULL && strstr(printed, text) != NULL;
	free(printed);
	return held == wanted || world_fail(world, "the export %s it; see %s",
	                             held ? "holds" : "does not hold", path);
}

/* A copy of the shipped one, or what the scenario made of it, with this network's accounts. */
static bool write_roster(struct world *world, const char *roster, const char *path)
{
	char shipped[PATH_SIZE];
	char *text;
	bool written;

	(void)snprintf(
	    shipped, sizeof(shipped), "%s/config/kawasaki/roster.yaml", world->places->source);
	text = roster != NULL ? strdup(roster) : world_read(shipped);
	written = text != NULL && write_file(world, path, text);
	free(text);
	return written && world->places->network->roster(world, path);
}

bool world_run(struct world *world, const char *roster)
{
	char path[PATH_SIZE];

	(void)snprintf(path, sizeof(path), "%s/roster.yaml", world->dir);
	return world->places->network->start(world) && world_start_bot(world) &&
	       write_roster(world, roster, path) && world_import(world, path);
}

bool world_go_to(struct world *world, int64_t ms, bool settled)
{
	int stuck = 0;

	for (int i = 0; i < MAX_STEPS_OF_TIME && world->bot.pid != 0 && !world->network_down;
	     i++) {
		int64_t due;

		if (!records_next_due(world, &due) || due > ms) {
			break;
		}
		stuck = due <= world_now(world) ? stuck + 1 : 0;
		if (stuck > 20) {
			return world_fail(world, "a timer that is due does not run");
		}
		if (!world_set_clock(world, due + 1) || !world_settle(world)) {
			return false;
		}
	}
	return world_set_clock(world, ms) && (!settled || world_settle(world));
}

bool world_network(struct world *world, bool up)
{
	world->network_down = !up;
	return world->places->network->turn(world, up) && (!up || world_settle(world));
}

void world_log_tail(const struct world *world, char *out, size_t room)
{
	char path[PATH_SIZE];
	char *text;
	size_t size;

	(void)snprintf(path, sizeof(path), "%s/bot.log", world->dir);
	text = world_read(path);
	size = text == NULL ? 0 : strlen(text);
	(void)snprintf(
	    out, room, "%s", text == NULL ? "" : text + (size > 1500 ? size - 1500 : 0));
	free(text);
}

void world_close(struct world *world, bool keep)
{
	int code;

	(void)process_stop(&world->bot, SIGTERM, world_patient(STOP_MS), &code);
	driver_stop(&world->driver);
	world->places->network->end(world);
	if (!keep) {
		const char *argv[] = { "/bin/rm", "-rf", world->dir, NULL };

		(void)process_run(argv, NULL, "/dev/null");
	}
}
