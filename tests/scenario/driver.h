#ifndef KAIGI_TESTS_DRIVER_H
#define KAIGI_TESTS_DRIVER_H

/*
 * A network's driver: a child that takes lines "WORD JSON" and answers each with "ok JSON" or
 * "no JSON". What it knows of the network (ids, blocks, rooms) stays there; the runner speaks
 * of roles and numbers.
 */

#include <jansson.h>

#include "process.h"

struct driver {
	struct process process;
};

bool driver_start(const char *path, const char *log, struct driver *out);
/* Takes over `order`. NULL on a refusal; then *out_error (free it) says why. */
json_t *driver_ask(struct driver *driver, const char *word, json_t *order, char **out_error);
void driver_stop(struct driver *driver);

#endif
