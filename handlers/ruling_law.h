#ifndef KAIGI_HANDLERS_RULING_LAW_H
#define KAIGI_HANDLERS_RULING_LAW_H

/*
 * Who may determine what under article 8, and from when. Pure; tests/unit/law/ruling.tsv is its
 * law in rows.
 *
 * What the running of the council needs is determined by its chair, or by who acts for him, and
 * by nobody else. The committee's own procedure is set by the 幹事長, or by who acts for him;
 * the chair stands above him: he may determine it as well, and what he has determined is not
 * replaced by the 幹事長. Nothing is determined before its 庶務内確認, twice, for a day that is
 * over, or for a day on which something was determined already.
 */

#include <stdbool.h>

enum ruling_stage { RULING_STAGE_DRAFT, RULING_STAGE_ASKED, RULING_STAGE_OVER };

struct ruling_case {
	enum ruling_stage stage;
	bool is_chair;   /* of the council, or acts for him */
	bool is_chief;   /* the 幹事長, or acts for him */
	bool committee;  /* it is about the committee's own procedure */
	bool chairs_own; /* the chair has determined one of its clauses for the committee */
	bool past;       /* its day in force is over */
	bool same_day;   /* something else was determined for one of its keys and that day */
};

enum ruling_word {
	RULING_LAWFUL,
	/* refusals, in the order in which they are said */
	RULING_NOT_CHAIR,
	RULING_NOT_CHIEF,
	RULING_ABOVE_CHIEF, /* the chair has determined it: he alone may replace it */
	RULING_NOT_REVIEWED,
	RULING_ENDED,
	RULING_BACK_DATED,
	RULING_OVERLAPS,
};

enum ruling_word ruling_may_determine(const struct ruling_case *c);
/* Who is to be asked: the chair, not the 幹事長. */
bool ruling_asks_chair(bool committee, bool chairs_own);

#endif
