#ifndef KAIGI_BOT_IDLE_H
#define KAIGI_BOT_IDLE_H

/*
 * For scenarios on a test clock: FILE.idle beside the clock file holds a counter that grows by
 * one at each look that finds nothing to do: no job queued, no row in flight, due or to be
 * tried again, no timer due. A look comes every 20 ms. Who has just done something reads the
 * counter and waits until it has grown by two. FILE.state says in one line what is still
 * waiting.
 */

#include <stdbool.h>

struct idle;

struct idle *idle_create(const char *clock_path); /* NULL when the files can't be written */
void idle_destroy(struct idle *idle);             /* NULL is fine */
void idle_look(struct idle *idle, bool is_idle, const char *state); /* NULL is fine */

enum { IDLE_LOOK_MS = 20 };

#endif
