/*
 * Keeps true: the stand-in listens where it listened before; the bot reaches it over plain HTTP
 * on loopback.
 */

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "network.h"

enum { PATH_SIZE = 700, START_MS = 10000, STOP_MS = 2000 };

/* The stand-in writes "http=PORT" into DIR/ports when it listens; before each start the file
 * goes. */
static bool read_port(struct world *world, const char *ports)
{
	char *text = world_read(ports);
	bool found = text != NULL && sscanf(text, "http=%d\n", &world->port) == 1;

	free(text);
	return found;
}

static bool serve(struct world *world)
{
	char program[PATH_SIZE], state[PATH_SIZE], seed[PATH_SIZE], manifest[PATH_SIZE];
	char log[PATH_SIZE], ports[PATH_SIZE], port[16];
	const char *argv[] = { program, "--state", state, "--http", port, "--https", "0",
		"--seed", seed, "--manifest", manifest, "--rate", "off", NULL };
	int64_t end = clock_monotonic_ms() + world_patient(START_MS);
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
	            .argv = argv, .environment = world_environment(world), .log = log },
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

static bool read_token(struct world *world)
{
	char path[PATH_SIZE];
	char *token;

	(void)snprintf(path, sizeof(path), "%s/workspace/token", world->dir);
	token = world_read(path);
	if (token == NULL) {
		return world_fail(world, "%s: %s", path, strerror(errno));
	}
	token[strcspn(token, "\r\n")] = '\0';
	(void)snprintf(world->token, sizeof(world->token), "%s", token);
	free(token);
	(void)snprintf(
	    world->address, sizeof(world->address), "http://127.0.0.1:%d", world->port);
	return true;
}

static json_t *order_of(struct world *world)
{
	char roles[PATH_SIZE];

	if (!read_token(world)) {
		return NULL;
	}
	(void)snprintf(roles, sizeof(roles), "%s/tests/lib/roles.json", world->places->source);
	return json_pack(
	    "{ss ss ss}", "address", world->address, "token", world->token, "roles", roles);
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

static bool start(struct world *world)
{
	json_t *order;

	if (!serve(world)) {
		return false;
	}
	order = order_of(world);
	return order != NULL && network_start_driver(world, order) && write_settings(world);
}

static bool roster(struct world *world, const char *path)
{
	(void)world;
	(void)path;
	return true; /* the shipped one's accounts are this network's */
}

static bool turn(struct world *world, bool up)
{
	int code;

	if (up) {
		return serve(world);
	}
	return process_stop(&world->workspace, SIGTERM, world_patient(STOP_MS), &code) ||
	       world_fail(world, "kaigi-workspace did not end within 2 s");
}

static void end(struct world *world)
{
	int code;

	(void)process_stop(&world->workspace, SIGTERM, world_patient(STOP_MS), &code);
}

static const struct network_error errors[] = {
	{ "left", "not_in_channel" },
	{ "archived", "archived" },
	{ NULL, NULL },
};

const struct network network_slack = { .name = "slack",
	.driver = "driver_slack",
	.errors = errors,
	.slowness = 1,
	.token_count = 2,
	.start = start,
	.roster = roster,
	.turn = turn,
	.end = end };
