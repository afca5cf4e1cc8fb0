/* A proposal's messages and what comes back through them: buttons, marks, forms, words. */

#include "handlers/ruling.h"

#include <string.h>

#include "handlers/ballot.h"
#include "handlers/circulate.h"
#include "handlers/text.h"

enum { ALL = 1000 };

/* A proposal is 庶務's and of who is to act; once determined, the readers'. */
enum kg_status ruling_find(struct act *act, const char *number, struct ruling *out)
{
	enum kg_status st = ruling_load(act->desk->store, number, act->desk->arena, out);

	if (st != KG_OK || out->state == RULING_DETERMINED) {
		return st;
	}
	return desk_may(act, CAN_SEE_PREPARED) ? KG_OK : KG_NOT_FOUND;
}

static enum kg_status not_found(struct act *act, const char *number)
{
	(void)desk_answer(act,
	    tr(act->language,
	        "%s という案件は見当たりません。「/kaigi 状況」で一覧をご覧ください。"),
	    number);
	return KG_OK;
}

enum kg_status ruling_say(struct act *act, const char *number, const char *text)
{
	struct card *card;

	if (act->event->kind != EVENT_MARK) {
		(void)desk_answer(act, "%s", text);
		return KG_OK;
	}
	card = desk_card(act);
	card_title(card, "%s", text);
	return desk_tell_actor(act, number, card);
}

enum kg_status ruling_redraw(struct act *act, const struct ruling *r)
{
	struct posting *list;
	size_t count;

	TRY(posting_list(act->desk->store, r->number, NULL, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		if ((strcmp(list[i].kind, POST_RULE_REVIEW) == 0 ||
		        strcmp(list[i].kind, POST_RULE_ASK) == 0) &&
		    list[i].state != POSTING_GONE) {
			TRY(outbox_show(act->desk->store, list[i].id));
		}
	}
	return KG_OK;
}

enum kg_status ruling_button(struct act *act, const char *action, const char *value)
{
	struct ruling r;
	enum kg_status st;

	st = ruling_find(act, value, &r);
	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? not_found(act, value) : st;
	}
	if (strcmp(action, "rule.ok") == 0) {
		return ruling_reviewed(act, &r);
	}
	if (strcmp(action, "rule.determine") == 0) {
		return ruling_determine(act, &r);
	}
	return strcmp(action, "rule.back") == 0 ? ruling_return(act, &r, NULL) : KG_OK;
}

static enum kg_status refuse_proposer(struct act *act)
{
	(void)desk_answer(act, "%s",
	    tr(act->language,
	        "規則の案は庶務が提案し、議長が定めます(要綱第7条・第8条)。ご意見は庶務にお寄せください。"));
	return KG_OK;
}

enum kg_status ruling_form(struct act *act, const struct dialogue *dialogue)
{
	const char *reason = desk_answer_of(act, "reason");
	struct ruling r;

	if (strcmp(dialogue->kind, "rule.new") == 0) {
		return desk_may(act, CAN_RULE_PROPOSE) ? ruling_propose_form(act, dialogue)
		                                       : refuse_proposer(act);
	}
	if (text_is_blank(reason)) {
		desk_fault(
		    act, "reason", tr(act->language, "理由をご記入ください。記録に残ります。"));
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, dialogue->token));
	TRY(ruling_load(act->desk->store, dialogue->matter, act->desk->arena, &r));
	return ruling_return(act, &r, reason);
}

enum kg_status ruling_mark(struct act *act, const struct posting *posting)
{
	struct ruling r;

	if (!act->event->added ||
	    ballot_answer(act->desk->charter, act->event->mark) != ANSWER_APPROVE) {
		return KG_OK;
	}
	TRY(ruling_load(act->desk->store, posting->matter, act->desk->arena, &r));
	if (strcmp(posting->kind, POST_RULE_REVIEW) == 0) {
		return ruling_reviewed(act, &r);
	}
	return strcmp(posting->kind, POST_RULE_ASK) == 0 ? ruling_determine(act, &r) : KG_OK;
}

enum kg_status ruling_deleted(struct act *act, const struct posting *posting)
{
	struct ruling r;

	if (posting->state == POSTING_GONE) {
		return KG_OK;
	}
	TRY(posting_set_state(act->desk->store, posting->id, POSTING_GONE));
	TRY(ruling_load(act->desk->store, posting->matter, act->desk->arena, &r));
	return ruling_ask_again(act, &r);
}

enum kg_status ruling_roster(struct act *act)
{
	char **numbers;
	size_t count;

	TRY(ruling_numbers(act->desk->store, true, ALL, act->desk->arena, &numbers, &count));
	for (size_t i = 0; i < count; i++) {
		struct ruling r;

		TRY(ruling_load(act->desk->store, numbers[i], act->desk->arena, &r));
		TRY(ruling_ask_again(act, &r));
	}
	return KG_OK;
}

static enum kg_status by_verb(
    struct act *act, const struct command *command, enum verb verb, struct ruling *r)
{
	const char *reason = command_value(command, "reason");

	reason = reason == NULL ? command->text : reason;
	if (verb == VERB_APPROVE) {
		return ruling_determine(act, r);
	}
	if (verb == VERB_REVIEW) {
		return ruling_reviewed(act, r);
	}
	if (verb == VERB_RETURN) {
		return ruling_return(act, r, reason);
	}
	if (verb == VERB_WITHDRAW) {
		return ruling_withdraw(act, r, reason);
	}
	(void)desk_answer(act,
	    tr(act->language,
	        "%s は規則の案です。決定は「承認」、戻す場合は「差戻し」、庶務は「取下げ」をご利用ください。"),
	    r->number);
	return KG_OK;
}

enum kg_status ruling_on_number(
    struct act *act, const struct command *command, enum verb verb, const char *number)
{
	struct ruling r;
	enum kg_status st = ruling_find(act, number, &r);

	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? not_found(act, number) : st;
	}
	return by_verb(act, command, verb, &r);
}

static bool is_word(struct act *act, const char *text, const char *word, const char *english)
{
	const char *plain = text_title_key(text, act->desk->arena);

	return strcmp(plain, word) == 0 || strcmp(plain, english) == 0;
}

/* 規則, 規則 令和8年4月1日, 規則 定足数, 規則 提案 …, 規則 案, 規則 要綱. */
enum kg_status ruling_command(struct act *act, const struct command *command)
{
	const char *text = command->text == NULL ? "" : command->text;
	const char *named = command_value(command, "rule");
	const struct rule_info *rule;

	if (is_word(act, text, "提案", "propose") || command_value(command, "value") != NULL) {
		return desk_may(act, CAN_RULE_PROPOSE) ? ruling_propose(act, command)
		                                       : refuse_proposer(act);
	}
	if (is_word(act, text, "案", "draft")) {
		return desk_may(act, CAN_RULE_PROPOSE) ? ruling_whole(act)
		                                       : refuse_proposer(act);
	}
	if (is_word(act, arena_strndup(act->desk->arena, text, strcspn(text, " ")), "要綱",
	        "charter")) {
		text += strcspn(text, " ");
		return ruling_show_charter(act, text + strspn(text, " "));
	}
	rule = ruling_rule_named(act, named == NULL ? text : named);
	return rule != NULL ? ruling_show_key(act, rule)
	                    : ruling_show_day(act, named == NULL ? text : named);
}
