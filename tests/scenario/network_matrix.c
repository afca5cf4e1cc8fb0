/*
 * Keeps true: Synapse is the driver's child and ends with it; what is written for the bot
 * (settings, token, accounts) the driver writes, which alone knows the rooms' ids.
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

static const struct network_error errors[] = {
	{ "left", "matrix=left" },
	{ "left", "matrix=power" },
	{ "left", "not in room" },
	{ "left", "M_FORBIDDEN" },
	{ "archived", "matrix=power" },
	{ "archived", "M_FORBIDDEN" },
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
