/* Keeps true: no scenario leaves a network out by its own word alone. */

#include "exempt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "network.h"

/* A line "NAME: reason" of tests/scenario/EXEMPT. */
static bool is_listed(const struct world_places *places, const char *name)
{
	char path[700];
	size_t size = strlen(name);
	char *text, *line;
	bool found = false;

	(void)snprintf(path, sizeof(path), "%s/tests/scenario/EXEMPT", places->source);
	text = world_read(path);
	for (line = text; line != NULL && !found; line = strchr(line, '\n')) {
		line += *line == '\n' ? 1 : 0;
		found = strncmp(line, name, size) == 0 && line[size] == ':';
	}
	free(text);
	return found;
}

enum exempt exempt_look(const struct world_places *places, const char *name,
    const struct scenario *scenario, const char **out_reason)
{
	size_t size = strlen(places->network->name);

	for (size_t i = 0; i < scenario->count; i++) {
		const struct statement *one = &scenario->statements[i];

		if (one->verb == VERB_ONLY &&
		    (strncmp(one->rest, places->network->name, size) != 0 ||
		        one->rest[size] != ':')) {
			*out_reason = one->rest;
			return is_listed(places, name) ? EXEMPT_LAWFUL : EXEMPT_UNLAWFUL;
		}
	}
	return EXEMPT_NOT;
}
