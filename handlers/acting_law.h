#ifndef KAIGI_HANDLERS_ACTING_LAW_H
#define KAIGI_HANDLERS_ACTING_LAW_H

/*
 * Who may begin 職務代理, and on what ground (articles 3(2) and 3-3(2)). Pure.
 * tests/unit/law/acting.tsv is its law in rows.
 *
 * The head declares it for himself. His deputy may begin it when the head is on record as away;
 * the council's also when the chair could not be told beforehand: 庶務 has tried to reach him
 * for the rule's minutes, and a matter ends on the same day. A vacant seat is no 事故 but by
 * rule, and being acting chair of the council is none of the 幹事長 but by rule. Beyond the
 * deputy there is nobody but whom a rule names. There is always a reason, a period that has not
 * begun in the past, and one acting person at a time.
 */

#include <stdbool.h>

enum acting_who { ACTING_HEAD, ACTING_DEPUTY, ACTING_OFFICE, ACTING_OTHER };
enum acting_vacancy { VACANCY_INCIDENT_ONLY, VACANCY_NEVER, VACANCY_ALWAYS };

struct acting_case {
	bool committee;
	enum acting_who who; /* begins it */
	bool has_reason;
	bool has_period; /* it ends, and after it begins */
	bool past;       /* it would have begun before now */
	bool overlaps;   /* somebody acts for this body within the period */
	bool head_vacant;
	bool head_away; /* on record at the beginning */
	bool deputy_vacant;
	bool deputy_away;
	bool named;                  /* a holder of another seat is named: a second deputy */
	bool incident;               /* a matter of an incident is open */
	bool due_today;              /* a matter ends on this day */
	bool reached;                /* the newest attempt reached the head */
	int tried_minutes;           /* since the first attempt; -1: none */
	int minutes;                 /* rule chair_unreachable_minutes */
	enum acting_vacancy vacancy; /* rule vacancy_as_accident */
	bool second;                 /* rule second_deputy: by_document */
	bool acts_as_chair;          /* the 幹事長 acts for the council's chair */
	bool chair_accident;         /* rule acting_chair_as_committee_accident: on */
};

enum acting_word {
	ACTING_ACCIDENT, /* lawful, on this ground */
	ACTING_UNREACHABLE,
	ACTING_VACANCY,
	ACTING_SECOND,
	ACTING_ACTING_CHAIR,
	ACTING_NO_REASON, /* refused from here */
	ACTING_NO_PERIOD,
	ACTING_PAST,
	ACTING_TWO,
	ACTING_WHO,
	ACTING_NO_DEPUTY,
	ACTING_BOTH,
	ACTING_VACANT,
	ACTING_NOT_AWAY,
	ACTING_NOT_TRIED,
	ACTING_REACHED,
	ACTING_TOO_SOON,
	ACTING_NOT_TODAY,
};

enum acting_word acting_may(const struct acting_case *c);
static inline bool acting_is_lawful(enum acting_word word)
{
	return word < ACTING_NO_REASON;
}
/* For the ledger: "accident" …; "" for a refusal. */
const char *acting_basis(enum acting_word word);

#endif
