/* Article 8 as decisions; see ruling_law.h for the law. */
#include "handlers/ruling_law.h"

bool ruling_asks_chair(bool committee, bool chairs_own)
{
	return !committee || chairs_own;
}

static enum ruling_word who_word(const struct ruling_case *c)
{
	if (c->is_chair) {
		return RULING_LAWFUL;
	}
	if (!c->committee) {
		return RULING_NOT_CHAIR;
	}
	if (!c->is_chief) {
		return RULING_NOT_CHIEF;
	}
	return c->chairs_own ? RULING_ABOVE_CHIEF : RULING_LAWFUL;
}

enum ruling_word ruling_may_determine(const struct ruling_case *c)
{
	enum ruling_word who = who_word(c);

	if (who != RULING_LAWFUL) {
		return who;
	}
	if (c->stage == RULING_STAGE_DRAFT) {
		return RULING_NOT_REVIEWED;
	}
	if (c->stage == RULING_STAGE_OVER) {
		return RULING_ENDED;
	}
	if (c->past) {
		return RULING_BACK_DATED;
	}
	return c->same_day ? RULING_OVERLAPS : RULING_LAWFUL;
}
