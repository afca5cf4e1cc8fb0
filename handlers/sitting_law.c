#include "handlers/sitting_law.h"

#include <string.h>

static bool is(const char *rule, const char *word)
{
	return strcmp(rule, word) == 0;
}

bool sitting_has_quorum(const char *rule, int total, int present)
{
	if (is(rule, "none")) {
		return true;
	}
	if (is(rule, "all")) {
		return present > 0 && present == total;
	}
	return is(rule, "two_thirds") ? present > 0 && present * 3 >= total * 2
	                              : present * 2 > total;
}

static bool is_enough(const struct sitting_vote *v, int votes_for)
{
	int of = is(v->decision, "majority_all") ? v->total : v->voters;

	if (of == 0 || votes_for == 0) {
		return false;
	}
	if (is(v->decision, "two_thirds_present")) {
		return votes_for * 3 >= of * 2;
	}
	return is(v->decision, "unanimous_present") ? votes_for == of : votes_for * 2 > of;
}

/* Every voter has said yes or no, as many the one as the other, and the presider's word for it
 * would be enough. */
static bool is_tie(const struct sitting_vote *v)
{
	if (v->votes_for != v->votes_against || v->votes_for + v->votes_against != v->voters ||
	    v->voters == 0 || !is(v->tie, "presider") || is(v->presider_votes, "never")) {
		return false;
	}
	if (is(v->decision, "majority_present")) {
		return true;
	}
	return is(v->decision, "majority_all") &&
	       (is(v->presider_votes, "always") ? v->votes_for * 2 == v->total
	                                        : (v->votes_for + 1) * 2 > v->total);
}

enum sitting_outcome sitting_decide(const struct sitting_vote *vote)
{
	if (is_enough(vote, vote->votes_for)) {
		return SITTING_PASSED;
	}
	if (!is_tie(vote)) {
		return SITTING_REJECTED;
	}
	switch (vote->casting) {
	case CASTING_NONE:
		return SITTING_TIE;
	case CASTING_FOR:
		return SITTING_PASSED;
	case CASTING_AGAINST:
		return SITTING_REJECTED;
	}
	return SITTING_TIE;
}

/* What was said of a meeting that is closed is corrected with a reason. */
static enum sitting_word after_close(const struct sitting_case *c)
{
	if (c->step == STEP_SUSPEND || c->step == STEP_RESUME ||
	    ((c->step == STEP_OPEN || c->step == STEP_CLOSE) && !c->timed)) {
		return SITTING_IS_CLOSED;
	}
	return c->reason ? SITTING_LAWFUL : SITTING_NO_REASON;
}

static enum sitting_word begins(const struct sitting_case *c)
{
	if (c->other_open) {
		return SITTING_OTHER_OPEN;
	}
	if (c->before_day) {
		return SITTING_BEFORE_DAY;
	}
	return c->no_presider ? SITTING_NO_PRESIDER : SITTING_LAWFUL;
}

static enum sitting_word while_open(const struct sitting_case *c)
{
	switch (c->step) {
	case STEP_OPEN:
		return c->timed ? SITTING_LAWFUL : SITTING_IS_OPEN;
	case STEP_RESUME:
		return SITTING_IS_OPEN;
	case STEP_SUSPEND:
	case STEP_CLOSE:
	case STEP_ATTEND:
	case STEP_DECIDE:
	case STEP_GUEST:
	case STEP_SAY:
		break;
	}
	return SITTING_LAWFUL;
}

static enum sitting_word while_suspended(const struct sitting_case *c)
{
	switch (c->step) {
	case STEP_RESUME:
		return begins(c);
	case STEP_OPEN:
	case STEP_SUSPEND:
	case STEP_DECIDE:
		return SITTING_IS_SUSPENDED;
	case STEP_CLOSE:
	case STEP_ATTEND:
	case STEP_GUEST:
	case STEP_SAY:
		break;
	}
	return SITTING_LAWFUL;
}

static enum sitting_word by_state(const struct sitting_case *c)
{
	switch (c->state) {
	case MEETING_DRAFT:
	case MEETING_REVIEW:
	case MEETING_READY:
		return SITTING_NOT_CONVENED;
	case MEETING_CANCELLED:
	case MEETING_WITHDRAWN:
		return SITTING_OVER;
	case MEETING_CONVENED:
		return c->step == STEP_OPEN ? begins(c) : SITTING_NOT_OPEN;
	case MEETING_OPEN:
		return while_open(c);
	case MEETING_SUSPENDED:
		return while_suspended(c);
	case MEETING_CLOSED:
		return after_close(c);
	}
	return SITTING_OVER;
}

enum sitting_word sitting_may(const struct sitting_case *c)
{
	enum sitting_word word;

	if (c->who == SITTING_OTHER || (c->who == SITTING_MEMBER && c->step != STEP_SAY)) {
		return SITTING_NOT_YOURS;
	}
	word = by_state(c);
	if (word != SITTING_LAWFUL) {
		return word;
	}
	if (c->future) {
		return SITTING_FUTURE;
	}
	if (c->before_opening && c->step != STEP_OPEN) {
		return SITTING_TOO_EARLY;
	}
	if (c->step == STEP_DECIDE && !c->attended) {
		return SITTING_NO_ATTENDANCE;
	}
	return c->step == STEP_DECIDE && !c->quorum ? SITTING_NO_QUORUM : SITTING_LAWFUL;
}
