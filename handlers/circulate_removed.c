/*
 * A mark that somebody else took off the screen, a moderator as a rule. The answer was given
 * and stands until its giver takes it back or answers anew; what happened is on record with
 * who did it, and the giver and the chair hear of it once.
 */

#include <string.h>

#include "handlers/ballot.h"
#include "handlers/circulate_ballot.h"
#include "handlers/mark_events.h"

static const char *actor_name(struct act *act, enum language l)
{
	struct person who;
	enum kg_status st;

	if (strcmp(act->event->actor, MARK_EVENTS_NOBODY) == 0) {
		return tr(l, "どなたかは確かめられません");
	}
	st = person_of_account(act->desk->store,
	    workspace_name(act->desk->store, act->event->workspace), act->event->actor,
	    act->desk->arena, &who);

	return st == KG_OK ? card_person_title(act, who.id, l) : act->event->actor;
}

static const char *verb_name(enum ballot_answer answer)
{
	enum verb verb = VERB_APPROVE;

	if (answer == ANSWER_REJECT) {
		verb = VERB_REJECT;
	} else if (answer == ANSWER_MEETING) {
		verb = VERB_MEETING;
	}
	return commands_of(verb)->name;
}

static enum kg_status tell_giver(struct act *act, const struct matter *m, const char *person)
{
	enum language l = desk_language_of(act, person);
	enum ballot_answer answer = ballot_answer(act->desk->charter, act->event->mark);
	struct card *card = desk_card(act);

	card_title(card,
	    tr(l,
	        "持ち回り %s(%s)にいただいた %s の印が、ご本人ではない方(%s)の操作により消されました。ご回答はそのまま有効ですので、ご対応は不要です。"),
	    m->c.number, m->c.title, act->event->mark, actor_name(act, l));
	card_line(card, LINE_PLAIN,
	    tr(l,
	        "お取り消しになる場合は「/kaigi %s %s 取消」とご入力ください。改める場合は、別の印をお付けください。"),
	    verb_name(answer), m->c.number);
	return desk_tell(act, person, m->c.number, card);
}

static enum kg_status tell_chair(struct act *act, const struct matter *m, const char *person)
{
	const char *chair = m->tally.chair;
	struct card *card = desk_card(act);
	enum language l;

	if (chair == NULL || strcmp(chair, person) == 0) {
		return KG_OK;
	}
	l = desk_language_of(act, chair);
	card_title(card,
	    tr(l,
	        "持ち回り %s(%s)で、%sの %s の印が、ご本人ではない方(%s)の操作により消されました。ご本人の取消しではないため、回答は有効のまま扱い、経緯に記録しています。ご対応は不要です。"),
	    m->c.number, m->c.title, card_person_title(act, person, l), act->event->mark,
	    actor_name(act, l));
	return desk_tell(act, chair, m->c.number, card);
}

static enum kg_status append_removed(
    struct act *act, const struct posting *posting, const struct matter *m, const char *person)
{
	return desk_append(act, "mark.removed_by_other", { "number", m->c.number },
	    { "round", desk_int(act, m->c.round) }, { "posting", desk_int(act, posting->id) },
	    { "workspace", workspace_name(act->desk->store, posting->workspace) },
	    { "account", act->event->user }, { "mark", act->event->mark }, { "person", person },
	    { "actor", act->event->actor },
	    { "note", arena_printf(act->desk->arena, "%s、操作:%s", act->event->mark,
	                  actor_name(act, LANGUAGE_JA)) },
	    { "when", desk_when(act) });
}

enum kg_status removed_by_other(struct act *act, const struct posting *posting,
    const struct matter *m, const struct voter *voter)
{
	const struct circular_mark *x =
	    ballot_find_mark(m, posting, act->event->user, act->event->mark);
	enum ballot_answer answer = ballot_answer(act->desk->charter, act->event->mark);
	bool first;

	if (x == NULL || x->off_by[0] != '\0' || answer == ANSWER_NONE) {
		return KG_OK;
	}
	TRY(append_removed(act, posting, m, voter->person));
	if (!matter_is_running(m)) {
		return KG_OK;
	}
	if (answer != ANSWER_SEEN) {
		TRY(ballot_told_person(act, "removed", m, voter->person, &first));
		if (first) {
			TRY(tell_giver(act, m, voter->person));
			TRY(tell_chair(act, m, voter->person));
		}
	}
	TRY(marks_recount(act, m->c.number, voter->person));
	return settle(act, m->c.number);
}
