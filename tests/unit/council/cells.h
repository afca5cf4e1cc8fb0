#ifndef KAIGI_TESTS_UNIT_COUNCIL_CELLS_H
#define KAIGI_TESTS_UNIT_COUNCIL_CELLS_H

/*
 * tests/capabilities.tsv, and the people who try what it says: one or more per column, in the
 * three situations in which columns differ. All have their account in Slack.
 */

#include "handlers/capability.h"
#include "world.h"

enum situation {
	USUAL,
	CHAIR_AWAY, /* the vice-chair acts for the chair */
	CHIEF_AWAY, /* the 副幹事長 acts for the 幹事長 */
	SITUATIONS,
};

struct persona {
	const char *account;
	unsigned as;
	bool is_stranger;
};

/* Ends with an account of NULL. */
const struct persona *personas_of(enum situation situation);
/* Brings it about, before or after whatever else. 委員6 is 副幹事長 in all of them. */
void situation_nominate(struct world *world);
void situation_begin(struct world *world, enum situation situation);
const char *situation_name(enum situation situation);

struct cells { /* one row */
	char name[WORD];
	char refusal[WORD];
	char cell[CAPACITIES];
};

/* Calls for every row; returns how many. */
int cells_each(void (*call)(const struct cells *cells));
void cells_of(const char *name, struct cells *out);
/* 'y', 'o' or '-': what all of these capacities together allow. */
char cells_allow(const struct cells *cells, unsigned as);

#endif
