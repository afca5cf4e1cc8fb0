#ifndef KAIGI_TESTS_EXEMPT_H
#define KAIGI_TESTS_EXEMPT_H

/* Scenarios that name the only network they are about: what only its screen has. */

#include "grammar.h"
#include "world.h"

enum exempt {
	EXEMPT_NOT,      /* it is played */
	EXEMPT_LAWFUL,   /* `only OTHER: reason`, and tests/scenario/EXEMPT lists it */
	EXEMPT_UNLAWFUL, /* nobody gave leave */
};

/* *out_reason lies in the scenario's arena. */
enum exempt exempt_look(const struct world_places *places, const char *name,
    const struct scenario *scenario, const char **out_reason);

#endif
