#ifndef KAIGI_HANDLERS_CIRCULATE_BALLOT_H
#define KAIGI_HANDLERS_CIRCULATE_BALLOT_H

/* Who votes, and what is told once: shared by the files that take marks. Private to handlers/.
 */

#include "handlers/circulate.h"

struct voter {
	const char *person;
	bool is_chair; /* seals last: the chair, or who acts for him, at event->when */
	bool is_acting;
};

/* KG_OK always; *out_first: this was never told to this person in this round before. */
KG_MUST_CHECK enum kg_status ballot_told_person(struct act *act, const char *what,
    const struct matter *m, const char *person, bool *out_first);
/* A word to whoever acted, once per person and card, for ever. */
KG_MUST_CHECK enum kg_status ballot_word_once(
    struct act *act, const char *what, const struct matter *m, const char *text);
/* The same with a link to the card that takes his answer now. */
KG_MUST_CHECK enum kg_status ballot_word_linked(
    struct act *act, const char *what, const struct matter *m, const char *text);
/* Whoever acted has had that word on it. */
bool ballot_was_told(struct act *act, const char *what, const struct matter *m);
/* Does the person hold one of the frozen seats at that time (or act for the chair)? */
KG_MUST_CHECK enum kg_status ballot_find_voter(struct act *act, const struct matter *m,
    struct kg_time at, struct voter *out, bool *out_found);
/* One mark put on or taken off, all borrowed; [from, at] is when it may have been. */
struct ballot_mark {
	const struct posting *posting;
	const char *account;
	const char *mark;
	const char *person;
	bool added;
	struct kg_time from;
	struct kg_time at;
};

KG_MUST_CHECK enum kg_status ballot_append_mark(
    struct act *act, const struct matter *m, const struct ballot_mark *mark);
/* Withdraws a mark on record, whatever network it came by. */
KG_MUST_CHECK enum kg_status ballot_take_off(
    struct act *act, const struct matter *m, const struct circular_mark *mark);
/* NULL: it does not stand. */
const struct circular_mark *ballot_find_mark(const struct matter *m,
    const struct posting *posting, const char *account, const char *mark);
/* Where the chair decides once the others have answered, his own ⭕ may come after their
 * deadline. */
bool ballot_is_chairs_decision(const struct matter *m, const char *posting_kind);

/* circulate_removed.c: event->actor took event->user's mark off the screen. The answer stands.
 */
KG_MUST_CHECK enum kg_status removed_by_other(struct act *act, const struct posting *posting,
    const struct matter *m, const struct voter *voter);

/* The person's marks contradict each other, and he has been told. */
bool ballot_is_contradicting(struct act *act, const struct matter *m, const char *person);

#endif
