#ifndef KAIGI_TESTS_NETWORK_H
#define KAIGI_TESTS_NETWORK_H

/* What differs from network to network in a scenario's world. Everything that returns false has
 * put a sentence into the world's fault. */

#include <jansson.h>

#include "world.h"

struct network_error { /* `expect error WORD`: what the bot's log then may say */
	const char *word;
	const char *part;
};

struct network {
	const char *name;                   /* as `only NAME: reason` says it */
	const char *driver;                 /* its file in tests/scenario */
	const struct network_error *errors; /* ends with a NULL word */
	int slowness; /* how many times as long as the stand-in it may take to come to rest */
	int token_count; /* secrets of the bot's in DIR/workspace */
	/* The servers and the driver run, the settings are written. */
	bool (*start)(struct world *world);
	/* The accounts of the roster at `path` become this network's. */
	bool (*roster)(struct world *world, const char *path);
	bool (*turn)(struct world *world, bool up); /* it goes away, and comes again */
	void (*end)(struct world *world);           /* after the driver's end; at any time */
};

extern const struct network network_slack;
extern const struct network network_matrix;

const struct network *network_find(const char *name); /* NULL: there is none */

/* Starts world->places->driver with this `start` order, which it takes over. */
bool network_start_driver(struct world *world, json_t *order);
/* An order of no act: its answer is not needed. Takes over `order`. */
bool network_ask(struct world *world, const char *word, json_t *order);

#endif
