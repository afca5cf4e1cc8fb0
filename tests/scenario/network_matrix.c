/*
 * Keeps true: Synapse is the driver's child and ends with it; what is written for the bot
 * (settings, token, accounts) the driver writes, which alone knows the rooms' ids. In a mixed
 * world the stand-in runs beside it.
 */

#include <string.h>

#include "network.h"

static json_t *order_of(struct world *world)
{
	char roles[700];

	(void)snprintf(roles, sizeof(roles), "%s/tests/lib/roles.json", world->places->source);
	return json_pack("{ss ss ss ss}", "dir", world->dir, "clock", world->clock, "source",
	    world->places->source, "roles", roles);
}

static bool start(struct world *world)
{
	return network_start_driver(world, order_of(world));
}

static bool roster(struct world *world, const char *path)
{
	return network_ask(world, "roster", json_pack("{ss}", "path", path));
}

static bool turn(struct world *world, bool up)
{
	return network_ask(world, "network", json_pack("{sb}", "up", (int)up));
}

static void end(struct world *world)
{
	(void)world; /* with the driver */
}

static bool start_mixed(struct world *world)
{
	json_t *order = order_of(world);
	json_t *slack;

	if (!network_slack_serve(world)) {
		json_decref(order);
		return false;
	}
	slack = network_slack_order(world);
	(void)json_object_set_new(order, "slack", slack);
	return slack != NULL && network_start_driver(world, order);
}

static void end_mixed(struct world *world)
{
	network_slack.end(world);
}

static const struct network_error errors[] = {
	{ "left", "matrix=left" },
	{ "left", "matrix=power" },
	{ "left", "not in room" },
	{ "left", "M_FORBIDDEN" },
	{ "archived", "matrix=power" },
	{ "archived", "M_FORBIDDEN" },
	{ NULL, NULL },
};

static const struct network_error errors_mixed[] = {
	{ "left", "matrix=left" },
	{ "left", "matrix=power" },
	{ "left", "M_FORBIDDEN" },
	{ "left", "not_in_channel" },
	{ "archived", "matrix=power" },
	{ "archived", "M_FORBIDDEN" },
	{ "archived", "archived" },
	{ NULL, NULL },
};

const struct network network_matrix = { .name = "matrix",
	.driver = "driver_matrix",
	.errors = errors,
	.slowness = 3,
	.token_count = 1,
	.start = start,
	.roster = roster,
	.turn = turn,
	.end = end };

const struct network network_mixed = { .name = "mixed",
	.driver = "driver_mixed",
	.errors = errors_mixed,
	.slowness = 3,
	.token_count = 3,
	.start = start_mixed,
	.roster = roster,
	.turn = turn,
	.end = end_mixed };
