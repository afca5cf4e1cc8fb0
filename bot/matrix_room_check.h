#ifndef KAIGI_BOT_MATRIX_ROOM_CHECK_H
#define KAIGI_BOT_MATRIX_ROOM_CHECK_H

/* A room's whole state, as /state hands it out, against what ballots need. Pure. */

#include <jansson.h>
#include <stdbool.h>

#include "bot/doctor.h"

struct matrix_room_check {
	const json_t *state; /* array of events */
	const char *self;    /* our account */
	bool is_ja;
	void (*on_finding)(void *user, enum finding_level level, const char *what);
	void *user;
};

/* Tells of nothing when all is well. */
void matrix_room_check(const struct matrix_room_check *check);

/* account → membership; the caller owns it. */
json_t *matrix_room_members(const json_t *state);

#endif
