#include "handlers/acting_law.h"

static enum acting_word of_vacancy(const struct acting_case *c)
{
	bool counts = c->vacancy == VACANCY_ALWAYS ||
	              (c->vacancy == VACANCY_INCIDENT_ONLY && c->incident);

	return counts && !c->committee ? ACTING_VACANCY : ACTING_VACANT;
}

/* The chair could not be told beforehand (practice: attempts on record, the rule's minutes). */
static enum acting_word of_silence(const struct acting_case *c)
{
	if (c->committee) {
		return ACTING_NOT_AWAY;
	}
	if (c->tried_minutes < 0) {
		return ACTING_NOT_TRIED;
	}
	if (c->reached) {
		return ACTING_REACHED;
	}
	if (c->tried_minutes < c->minutes) {
		return ACTING_TOO_SOON;
	}
	return c->due_today ? ACTING_UNREACHABLE : ACTING_NOT_TODAY;
}

static enum acting_word of_second(const struct acting_case *c)
{
	bool head_gone = c->head_vacant || c->head_away;
	bool deputy_gone = c->deputy_vacant || c->deputy_away;

	if (c->committee || !head_gone || !deputy_gone) {
		return ACTING_WHO;
	}
	return c->second ? ACTING_SECOND : ACTING_BOTH;
}

static enum acting_word of_deputy(const struct acting_case *c)
{
	if (c->head_vacant) {
		return of_vacancy(c);
	}
	if (c->head_away) {
		return ACTING_ACCIDENT;
	}
	if (c->committee && c->acts_as_chair && c->chair_accident) {
		return ACTING_ACTING_CHAIR;
	}
	return of_silence(c);
}

enum acting_word acting_may(const struct acting_case *c)
{
	if (c->who == ACTING_OTHER || (c->who == ACTING_OFFICE && !c->named)) {
		return ACTING_WHO;
	}
	if (!c->has_reason) {
		return ACTING_NO_REASON;
	}
	if (!c->has_period) {
		return ACTING_NO_PERIOD;
	}
	if (c->past) {
		return ACTING_PAST;
	}
	if (c->overlaps) {
		return ACTING_TWO;
	}
	if (c->named) {
		return of_second(c);
	}
	if (c->deputy_vacant) {
		return ACTING_NO_DEPUTY;
	}
	if (c->deputy_away) {
		return ACTING_BOTH;
	}
	return c->who == ACTING_HEAD ? ACTING_ACCIDENT : of_deputy(c);
}

const char *acting_basis(enum acting_word word)
{
	switch (word) {
	case ACTING_ACCIDENT:
		return "accident";
	case ACTING_UNREACHABLE:
		return "unreachable";
	case ACTING_VACANCY:
		return "vacancy";
	case ACTING_SECOND:
		return "second";
	case ACTING_ACTING_CHAIR:
		return "acting_chair";
	case ACTING_NO_REASON:
	case ACTING_NO_PERIOD:
	case ACTING_PAST:
	case ACTING_TWO:
	case ACTING_WHO:
	case ACTING_NO_DEPUTY:
	case ACTING_BOTH:
	case ACTING_VACANT:
	case ACTING_NOT_AWAY:
	case ACTING_NOT_TRIED:
	case ACTING_REACHED:
	case ACTING_TOO_SOON:
	case ACTING_NOT_TODAY:
		break;
	}
	return "";
}
