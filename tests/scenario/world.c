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
#include "records.h"

enum {
	SETTLE_MS = 20000,
	START_MS = 10000,
	STOP_MS = 2000,
	MAX_STEPS_OF_TIME = 3000,
	PATH_SIZE = 700,
};

/* KAIGI_TEST_PATIENCE=4: everything may take four times as long, for sanitized programs. */
static int patient(int ms)
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
	world->is_clocked = true;
	(void)fprintf(file, "%" PRId64 " %" PRId64 "\n", real, world->offset_ms);
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

static char *read_file(const char *path)
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

/* tests/lib/settings.yaml with @API@, @STATE@ and so on put in. */
static bool write_settings(struct world *world)
{
	char command[4096];

	(void)snprintf(command, sizeof(command),
	    "sed -e 's|@API@|http://127.0.0.1:%d/api/|' -e 's|@DIR@|%s|g' -e 's|@SOURCE@|%s|g' "
	    "'%s/tests/lib/settings.yaml' > '%s'",
	    world->port, world->dir, world->places->source, world->places->source,
	    world->settings);
	return process_run((const char *const[]){ "/bin/sh", "-c", command, NULL }, NULL,
	           "/dev/null") == 0 ||
	       world_fail(world, "%s can't be written", world->settings);
}

static const char *const *environment(struct world *world)
{
	static char clock[700];
	static const char *pairs[2];

	(void)snprintf(clock, sizeof(clock), "KAIGI_TEST_CLOCK=%s", world->clock);
	pairs[0] = clock;
	return pairs;
}

/* The stand-in writes "http=PORT" into DIR/ports when it listens; before each start the file
 * goes. */
static bool read_port(struct world *world, const char *ports)
{
	char *text = read_file(ports);
	bool found = text != NULL && sscanf(text, "http=%d\n", &world->port) == 1;

	free(text);
	return found;
}

static bool start_workspace(struct world *world)
{
	char program[PATH_SIZE], state[PATH_SIZE], seed[PATH_SIZE], manifest[PATH_SIZE];
	char log[PATH_SIZE], ports[PATH_SIZE], port[16];
	const char *argv[] = { program, "--state", state, "--http", port, "--https", "0",
		"--seed", seed, "--manifest", manifest, "--rate", "off", NULL };
	int64_t end = clock_monotonic_ms() + patient(START_MS);
	int code;

	(void)snprintf(program, sizeof(program), "%s/kaigi-workspace", world->places->bin);
	(void)snprintf(state, sizeof(state), "%s/workspace", world->dir);
	(void)snprintf(seed, sizeof(seed), "%s/config/kawasaki/workspace-seed.json",
	    world->places->source);
	(void)snprintf(
	    manifest, sizeof(manifest), "%s/config/slack-manifest.yaml", world->places->source);
	(void)snprintf(log, sizeof(log), "%s/workspace.log", world->dir);
	(void)snprintf(ports, sizeof(ports), "%s/workspace/ports", world->dir);
	(void)snprintf(port, sizeof(port), "%d", world->port);
	(void)unlink(ports);
	if (!process_start(
	        &(struct process_options){
	            .argv = argv, .environment = environment(world), .log = log },
	        &world->workspace)) {
		return world_fail(world, "%s can't be started", program);
	}
	while (!read_port(world, ports)) {
		if (process_ended(&world->workspace, &code)) {
			return world_fail(
			    world, "kaigi-workspace ended with %d; see %s", code, log);
		}
		if (clock_monotonic_ms() > end) {
			return world_fail(
			    world, "kaigi-workspace does not answer; see %s", log);
		}
		pause_ms(10);
	}
	return true;
}

static bool start_driver(struct world *world)
{
	char path[PATH_SIZE], roles[PATH_SIZE], log[PATH_SIZE];
	char *token, *why;
	bool started;

	(void)snprintf(path, sizeof(path), "%s/workspace/token", world->dir);
	token = read_file(path);
	if (token == NULL) {
		return world_fail(world, "%s: %s", path, strerror(errno));
	}
	token[strcspn(token, "\r\n")] = '\0';
	(void)snprintf(world->token, sizeof(world->token), "%s", token);
	free(token);
	(void)snprintf(
	    world->address, sizeof(world->address), "http://127.0.0.1:%d", world->port);
	(void)snprintf(roles, sizeof(roles), "%s/tests/lib/roles.json", world->places->source);
	(void)snprintf(log, sizeof(log), "%s/driver.log", world->dir);
	started = driver_start(world->places->driver, log, world->address, world->token, roles,
	    &world->driver, &why);
	if (!started) {
		(void)world_fail(world, "driver: %s", why);
	}
	free(why);
	return started;
}

static int64_t idle_counter(const struct world *world)
{
	char path[PATH_SIZE];
	char *text;
	int64_t count = -1;

	(void)snprintf(path, sizeof(path), "%s.idle", world->clock);
	text = read_file(path);
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
	int64_t end = clock_monotonic_ms() + patient(SETTLE_MS);
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

bool world_start_bot(struct world *world)
{
	char program[PATH_SIZE], log[PATH_SIZE];
	const char *argv[] = { program, "run", "-c", world->settings, NULL };
	int64_t before = idle_counter(world);
	int64_t end = clock_monotonic_ms() + patient(START_MS);
	int code;

	(void)snprintf(program, sizeof(program), "%s/kaigi", world->places->bin);
	(void)snprintf(log, sizeof(log), "%s/bot.log", world->dir);
	if (world->bot.pid != 0) {
		return world_fail(world, "the bot runs already");
	}
	if (!process_start(
	        &(struct process_options){
	            .argv = argv, .environment = environment(world), .log = log },
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
	in_time = process_stop(&world->bot, signum, patient(STOP_MS), &code);
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
	code = process_run(argv, environment(world), log);
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

bool world_export_has(struct world *world, const char *text)
{
	char path[PATH_SIZE];
	char *printed;
	bool held;

	if (!run_word(world, "export", NULL, 0)) {
		return false;
	}
	(void)snprintf(path, sizeof(path), "%s/export.log", world->dir);
	printed = read_file(path);
	held = printed != NULL && strstr(printed, text) != NULL;
	free(printed);
	return held || world_fail(world, "the export does not hold it; see %s", path);
}

bool world_run(struct world *world, const char *roster)
{
	char path[PATH_SIZE];

	if (!start_workspace(world) || !start_driver(world) || !write_settings(world) ||
	    !world_start_bot(world)) {
		return false;
	}
	(void)snprintf(
	    path, sizeof(path), "%s/config/kawasaki/roster.yaml", world->places->source);
	if (roster != NULL) {
		(void)snprintf(path, sizeof(path), "%s/roster.yaml", world->dir);
		if (!write_file(world, path, roster)) {
			return false;
		}
	}
	return world_import(world, path);
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
	int code;

	world->network_down = !up;
	if (!up) {
		return process_stop(&world->workspace, SIGTERM, patient(STOP_MS), &code) ||
		       world_fail(world, "kaigi-workspace did not end within 2 s");
	}
	return start_workspace(world) && world_settle(world);
}

void world_log_tail(const struct world *world, char *out, size_t room)
{
	char path[PATH_SIZE];
	char *text;
	size_t size;

	(void)snprintf(path, sizeof(path), "%s/bot.log", world->dir);
	text = read_file(path);
	size = text == NULL ? 0 : strlen(text);
	(void)snprintf(
	    out, room, "%s", text == NULL ? "" : text + (size > 1500 ? size - 1500 : 0));
	free(text);
}

void world_close(struct world *world, bool keep)
{
	int code;

	(void)process_stop(&world->bot, SIGTERM, patient(STOP_MS), &code);
	driver_stop(&world->driver);
	(void)process_stop(&world->workspace, SIGTERM, patient(STOP_MS), &code);
	if (!keep) {
		const char *argv[] = { "/bin/rm", "-rf", world->dir, NULL };

		(void)process_run(argv, NULL, "/dev/null");
	}
}
