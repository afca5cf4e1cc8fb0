/*
 * Answers as commands: 承認, 否認, 会議希望 and 取消. They stand for marks on no card (posting
 * 0), and make one ballot with the others. 取消 also takes back what its giver can't take off
 * the screen any more: a mark that somebody else removed, or one on a card that is gone.
 */

#include <string.h>

#include "handlers/ballot.h"
#include "handlers/circulate_ballot.h"

static const char *printed_mark(struct act *act, enum ballot_answer answer)
{
	const struct charter *charter = act->desk->charter;

	for (size_t i = 0; i < charter->mark_count; i++) {
		if (charter->marks[i].answer == answer) {
			return charter->marks[i].mark;
		}
	}
	KG_UNREACHABLE();
}

/* Nobody can take it off the screen any more. */
static enum kg_status is_out_of_reach(struct act *act, const struct circular_mark *x, bool *out)
{
	struct posting posting;
	enum kg_status st =
	    posting_load(act->desk->store, x->posting, act->desk->arena, &posting);

	*out = x->off_by[0] != '\0' || (st == KG_OK && posting.state == POSTING_GONE);
	return st == KG_NOT_FOUND ? KG_OK : st;
}

static enum kg_status set_command_mark(
    struct act *act, const struct matter *m, const struct voter *voter, const char *mark)
{
	/* Typed too early, it must not be found as the chair's seal later. */
	bool is_due =
	    m->tally.state == TALLY_ASK_CHAIR || (m->tally.choices & CHOICE_APPROVE) != 0;
	bool final = voter->is_chair && is_due;
	struct posting nowhere = { .workspace = act->event->workspace,
		.kind = final ? POST_FINAL : "command" };

	for (size_t i = 0; i < m->c.mark_count; i++) {
		const struct circular_mark *x = &m->c.marks[i];
		bool mine = strcmp(x->person, voter->person) == 0;
		bool typed = x->posting == 0;

		if (mine && !typed && mark == NULL) {
			TRY(is_out_of_reach(act, x, &typed));
		}
		if (mine && typed) {
			TRY(ballot_take_off(act, m, x));
		}
	}
	if (mark == NULL) {
		return KG_OK;
	}
	return ballot_append_mark(act, m,
	    &(struct ballot_mark){ .posting = &nowhere,
	        .account = act->event->user,
	        .mark = mark,
	        .person = voter->person,
	        .added = true,
	        .from = act->event->when,
	        .at = act->event->when });
}

/* What the answer came to, in the words of the person's own card. */
static enum kg_status say_command(struct act *act, const char *number, const char *person)
{
	struct matter m;
	enum language l = act->language;

	TRY(matter_load(act, number, &m));
	for (size_t i = 0; i < m.c.seal_count; i++) {
		if (strcmp(m.c.seals[i].person, person) == 0) {
			(void)desk_answer(act,
			    m.c.seals[i].provisional
			        ? tr(l,
			              "%sを受け付けました(%s)。理由を確認中です。取消しは「/kaigi 承認 %s 取消」です。")
			        : tr(l,
			              "%sとして記録しました(%s)。取消しは「/kaigi 承認 %s 取消」です。"),
			    card_answer_word(m.c.seals[i].answer, l), number, number);
			return KG_OK;
		}
	}
	if (ballot_is_contradicting(act, &m, person)) {
		(void)desk_answer(act,
		    tr(l,
		        "%s には、カードの印と異なる回答が重なっています。いまはどちらも数えておりません。カードの印を外すか、同じ回答にそろえてください。"),
		    number);
		return KG_OK;
	}
	(void)desk_answer(
	    act, tr(l, "%s について、いま有効なご回答は記録されていません。"), number);
	return KG_OK;
}

enum kg_status marks_command(struct act *act, const struct command *command,
    enum ballot_answer answer, const char *number)
{
	const char *reason = command_value(command, "reason");
	bool take_back =
	    command->text != NULL && strncmp(command->text, "取消", strlen("取消")) == 0;
	struct voter voter;
	struct matter m;
	bool is_decision;
	bool found;

	TRY(matter_load(act, number, &m));
	TRY(ballot_find_voter(act, &m, act->event->when, &voter, &found));
	if ((!found && !voter.is_chair) || !matter_is_running(&m)) {
		(void)desk_answer(act,
		    tr(act->language,
		        "%s は回答の受付中でないか、管理会議の構成員(要綱第2条)の決裁です。"),
		    number);
		return KG_OK;
	}
	is_decision = voter.is_chair && (m.tally.choices & CHOICE_APPROVE) != 0 &&
	              ballot_is_chairs_decision(&m, POST_FINAL);
	TRY(set_command_mark(act, &m, &voter, take_back ? NULL : printed_mark(act, answer)));
	if (act->event->when.ms > m.c.deadline.ms && !is_decision) {
		TRY(desk_append(act, "mark.late", { "number", number },
		    { "person", voter.person }, { "when", desk_when(act) },
		    { "note", arena_printf(act->desk->arena, "期限後 %s",
		                  take_back ? "取消し" : printed_mark(act, answer)) }));
		(void)desk_answer(act,
		    tr(act->language,
		        "%s は期限を過ぎています。「期限後」として記録し、議長が延長した場合に限り数えます。"),
		    number);
		return marks_recount(act, number, voter.person);
	}
	TRY(marks_recount(act, number, voter.person));
	reason = reason == NULL && !take_back ? command->text : reason;
	if (reason != NULL && answer != ANSWER_APPROVE && !take_back) {
		return reason_given(act, number, reason);
	}
	if (answer == ANSWER_APPROVE && command->text != NULL && !take_back) {
		TRY(reason_opinion(act, number, command->text));
	}
	TRY(settle(act, number));
	return say_command(act, number, voter.person);
}
