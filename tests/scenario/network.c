/* Keeps true: a driver runs only when it has taken its first order. */

#include "network.h"

#include <stdlib.h>
#include <string.h>

const struct network *network_find(const char *name)
{
	static const struct network *const all[] = { &network_slack, &network_matrix };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (strcmp(all[i]->name, name) == 0) {
			return all[i];
		}
	}
	return NULL;
}

bool network_ask(struct world *world, const char *word, json_t *order)
{
	char *why;
	json_t *answer = driver_ask(&world->driver, word, order, &why);
	bool taken = answer != NULL || world_fail(world, "driver: %s", why);

	free(why);
	json_decref(answer);
	return taken;
}

bool network_start_driver(struct world *world, json_t *order)
{
	char log[700];

	(void)snprintf(log, sizeof(log), "%s/driver.log", world->dir);
	if (!driver_start(world->places->driver, log, &world->driver)) {
		json_decref(order);
		return world_fail(world, "%s can't be started", world->places->driver);
	}
	return network_ask(world, "start", order);
}
