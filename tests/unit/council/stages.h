#ifndef KAIGI_TESTS_UNIT_COUNCIL_STAGES_H
#define KAIGI_TESTS_UNIT_COUNCIL_STAGES_H

/*
 * Where each act of tests/capabilities.tsv is tried: how far the matter has come, and what
 * everybody then does. Lines of `WHO VERB REST`, WHO being 庶務 庶務2 審査 議長 副 委1 委5 職員
 * 某 (on no list) or ? who tries: `says COMMAND`, `presses ACTION [VALUE]` (the button of the
 * newest card that has it), `marks o|x|… TEXT` (`stamps`: in the channel) and `replies TEXT`
 * (on the newest message with that text, in its thread), `answers KEY=…;KEY=…` (the newest
 * form), `waits MINUTES`, `seals` (all but the chair).
 */

#include <stdbool.h>
#include <stddef.h>

struct stage {
	const char *act; /* the row */
	const char *before;
	const char *does;
	const char *kind; /* of the entry that it makes; NULL: `sees`, else a form opens */
	const char *sees; /* what only those read who may */
	const char *own;  /* the accounts that are asked here, whom it concerns */
	unsigned later;   /* capacities that may, but not here: the state forbids */
	unsigned not_in;  /* bits 1 << situation in which this stage cannot come about */
	bool is_silent;   /* on another's direct message, where nobody else can be */
	bool is_marks;    /* whoever else does it does something else that is recorded */
};

/* Ends with an act of NULL. */
extern const struct stage stages[];

#endif
