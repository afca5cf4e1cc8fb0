#include "handlers/report_law.h"

#include <stddef.h>

static enum report_word may_at_all(const struct report_case *c, enum report_answer answer)
{
	if (c->who == REPORT_BY_OTHER) {
		return REPORT_NOT_CHAIR;
	}
	if (c->stage == REPORT_STAGE_DRAFT) {
		return REPORT_NOT_REPORTED;
	}
	if (c->given != 0) {
		return c->given == (unsigned)answer ? REPORT_ALREADY : REPORT_CONTRADICTS;
	}
	if (c->stage == REPORT_STAGE_OVER) {
		return REPORT_ENDED;
	}
	if (!c->same_text) {
		return REPORT_EDITED;
	}
	return c->result == RESULT_NONE ? REPORT_NO_RESULT : REPORT_LAWFUL;
}

static enum report_word may_approve_own(const struct report_case *c)
{
	switch (c->own_rule) {
	case OWN_REFUSE:
		return REPORT_OWN;
	case OWN_WITH_KOUETSU:
		return c->incident ? REPORT_LAWFUL_OWN_KOUETSU : REPORT_OWN_NO_INCIDENT;
	case OWN_ALLOW:
		break;
	}
	return REPORT_LAWFUL_OWN;
}

enum report_word report_may(const struct report_case *c, enum report_answer answer)
{
	enum report_word word = may_at_all(c, answer);

	if (word != REPORT_LAWFUL || answer != ANSWER_LINE_APPROVE) {
		return word;
	}
	if (c->important) {
		return REPORT_IMPORTANT;
	}
	if (c->result != RESULT_AS_IS && c->result != RESULT_AMENDED) {
		return REPORT_NOT_FIT;
	}
	return c->own ? may_approve_own(c) : REPORT_LAWFUL;
}

bool report_is_lawful(enum report_word word)
{
	return word == REPORT_LAWFUL || word == REPORT_LAWFUL_OWN ||
	       word == REPORT_LAWFUL_OWN_KOUETSU;
}

unsigned report_choices(const struct report_case *c)
{
	static const enum report_answer all[] = { ANSWER_LINE_APPROVE, ANSWER_LINE_RECEIVE,
		ANSWER_LINE_RETURN, ANSWER_LINE_REFER };
	unsigned choices = 0;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (report_is_lawful(report_may(c, all[i]))) {
			choices |= (unsigned)all[i];
		}
	}
	return choices;
}

const char *report_article(enum report_word word)
{
	switch (word) {
	case REPORT_NOT_CHAIR:
	case REPORT_NOT_FIT:
		return "3-3(5)";
	case REPORT_NOT_REPORTED:
	case REPORT_NO_RESULT:
		return "3-3(4)";
	case REPORT_IMPORTANT:
		return "3-3(6)";
	case REPORT_LAWFUL:
	case REPORT_LAWFUL_OWN:
	case REPORT_LAWFUL_OWN_KOUETSU:
	case REPORT_ENDED:
	case REPORT_EDITED:
	case REPORT_ALREADY:
	case REPORT_CONTRADICTS:
	case REPORT_OWN:
	case REPORT_OWN_NO_INCIDENT:
		break;
	}
	return NULL;
}

enum report_make_word report_may_make(const struct report_make_case *c)
{
	if (c->maker == MAKER_OTHER) {
		return MAKE_NOT_CHIEF;
	}
	if (c->reported) {
		return MAKE_MADE_ALREADY;
	}
	if (c->maker == MAKER_CHIEF_ACTS_AS_CHAIR && c->accident_rule) {
		return MAKE_DEEMED_AWAY;
	}
	if (!c->results) {
		return MAKE_NO_RESULT;
	}
	if (!c->opinions) {
		return MAKE_NO_OPINION;
	}
	return c->ready ? MAKE_LAWFUL : MAKE_NOT_READY;
}
