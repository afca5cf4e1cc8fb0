#ifndef KAIGI_TESTS_STEPS_H
#define KAIGI_TESTS_STEPS_H

/* One statement, done or asserted. False with a sentence in the world's fault. */

#include "grammar.h"
#include "world.h"

bool steps_take(struct world *world, const struct statement *statement);

#endif
