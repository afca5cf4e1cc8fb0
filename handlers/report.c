/* A report's messages and what comes back through them: buttons, marks, forms, words. */

#include "handlers/report.h"

#include <stdlib.h>
#include <string.h>

#include "handlers/ballot.h"
#include "handlers/circulate.h"
#include "handlers/item.h"
#include "handlers/number.h"
#include "handlers/text.h"

/* A draft is 庶務's, the committee's head's and the chair's; once reported, the readers'. */
enum kg_status report_find(struct act *act, const char *number, struct report *out)
{
	enum kg_status st = report_load(act->desk->store, number, act->desk->arena, out);

	if (st != KG_OK || kg_time_is_set(out->reported) || out->version > 1) {
		return st;
	}
	return desk_may(act, CAN_SEE_PREPARED) ? KG_OK : KG_NOT_FOUND;
}

enum kg_status report_not_found(struct act *act, const char *number)
{
	(void)desk_answer(act,
	    tr(act->language,
	        "%s という幹事会報告は見当たりません。一覧は「/kaigi 報告」でご覧いただけます。"),
	    number);
	return KG_OK;
}

static enum kg_status say(struct act *act, const char *number, const char *text)
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

enum kg_status report_say(struct act *act, const char *number, const char *text)
{
	return say(act, number,
	    arena_printf(act->desk->arena, tr(act->language, "【幹事会・報告】%s"), text));
}

enum kg_status report_say_council(struct act *act, const char *number, const char *text)
{
	return say(act, number,
	    arena_printf(
	        act->desk->arena, tr(act->language, "【管理会議・幹事会報告】%s"), text));
}

enum kg_status report_ask(
    struct act *act, const struct report *r, const char *person, const char *kind)
{
	bool tapped =
	    strcmp(kind, POST_REPORT_REVIEW) == 0 || strcmp(kind, POST_REPORT_MAKE) == 0;
	struct address *to;
	size_t count;

	TRY(desk_accounts(act, person, &to, &count));
	for (size_t i = 0; i < count; i++) {
		struct card *card = desk_card(act);
		struct posting posting = {
			.matter = r->number, .kind = kind, .round = r->version, .person = person
		};
		struct notice notice = { .kind = kind,
			.matter = r->number,
			.round = r->version,
			.priority = PRIORITY_ASK,
			.card = card,
			.tapped = tapped };

		TRY(report_draw(act, &posting, to[i].language, card));
		TRY(desk_post(act, &to[i], &notice, NULL));
	}
	return KG_OK;
}

enum kg_status report_redraw(struct act *act, const struct report *r)
{
	struct posting *list;
	size_t count;

	TRY(posting_list(act->desk->store, r->number, NULL, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		bool drawn = strcmp(list[i].kind, POST_REPORT_REVIEW) == 0 ||
		             strcmp(list[i].kind, POST_REPORT_MAKE) == 0 ||
		             strcmp(list[i].kind, POST_REPORT_CARD) == 0 ||
		             strcmp(list[i].kind, POST_REPORT_KOUETSU) == 0;

		if (drawn && list[i].state != POSTING_GONE) {
			TRY(outbox_show(act->desk->store, list[i].id));
		}
	}
	return KG_OK;
}

struct report_line *report_line_at(const struct report *r, int position)
{
	for (size_t i = 0; i < r->line_count; i++) {
		if (r->lines[i].position == position) {
			return &r->lines[i];
		}
	}
	return NULL;
}

struct report_line *report_line_of(struct act *act, const struct report *r, const char *typed)
{
	const char *item = typed == NULL ? NULL : item_number_of(act, typed);
	struct report_line *only = NULL;
	size_t open = 0;

	for (size_t i = 0; i < r->line_count; i++) {
		if (item != NULL && strcmp(r->lines[i].item, item) == 0) {
			return &r->lines[i];
		}
		if (r->lines[i].answer[0] == '\0') {
			only = &r->lines[i];
			open++;
		}
	}
	if (typed != NULL && typed[0] >= '1' && typed[0] <= '9') {
		return report_line_at(r, (int)strtol(typed, NULL, 10));
	}
	if (r->line_count == 1) {
		return item == NULL ? &r->lines[0] : NULL;
	}
	return typed == NULL && open == 1 ? only : NULL;
}

/* "報R8-001|version|position" of a button. */
static void read_value(
    struct act *act, const char *value, const char **out_number, struct report_asked *out)
{
	char *copy = arena_strdup(act->desk->arena, value);
	char *version = strchr(copy, '|');
	char *position = version == NULL ? NULL : strchr(version + 1, '|');

	*out_number = copy;
	*out = (struct report_asked){ 0 };
	if (position == NULL) {
		return; /* a number alone */
	}
	*version = '\0';
	out->version = (int)strtol(version + 1, NULL, 10);
	out->position = (int)strtol(position + 1, NULL, 10);
}

static enum kg_status press(
    struct act *act, const char *action, struct report *r, const struct report_asked *asked)
{
	static const struct {
		const char *action;
		enum report_answer answer;
	} answers[] = {
		{ "report.approve", ANSWER_LINE_APPROVE },
		{ "report.receive", ANSWER_LINE_RECEIVE },
		{ "report.return", ANSWER_LINE_RETURN },
		{ "report.refer", ANSWER_LINE_REFER },
	};

	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		if (strcmp(answers[i].action, action) == 0) {
			return report_answer_line(act, r, asked, answers[i].answer, NULL);
		}
	}
	if (strcmp(action, "report.rest") == 0) {
		return report_approve_rest(act, r, asked->version);
	}
	if (strcmp(action, "report.ok") == 0) {
		return report_reviewed(act, r);
	}
	if (strcmp(action, "report.back") == 0) {
		return report_return(act, r, NULL);
	}
	if (strcmp(action, "report.send") == 0) {
		return report_make(act, r, asked->version);
	}
	if (strcmp(action, "report.seen") == 0) {
		return report_kouetsu_seen(act, r);
	}
	if (strcmp(action, "report.submit") == 0) {
		return report_hand_in(act, r->number);
	}
	if (strcmp(action, "report.line") == 0 && desk_may(act, CAN_REPORT_ENTER)) {
		return report_open_line(act, r, asked->position);
	}
	return KG_OK;
}

enum kg_status report_button(struct act *act, const char *action, const char *value)
{
	struct report_asked asked;
	const char *number;
	struct report r;
	enum kg_status st;

	read_value(act, value, &number, &asked);
	st = report_find(act, number, &r);
	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? report_not_found(act, number) : st;
	}
	return press(act, action, &r, &asked);
}

static enum kg_status returned_for(struct act *act, const struct dialogue *dialogue)
{
	const char *reason = desk_answer_of(act, "reason");
	struct report_asked asked;
	const char *number;
	struct report r;

	if (text_is_blank(reason)) {
		desk_fault(
		    act, "reason", tr(act->language, "理由をご記入ください。記録に残ります。"));
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, dialogue->token));
	TRY(report_load(act->desk->store, dialogue->matter, act->desk->arena, &r));
	if (strcmp(dialogue->context, "back") == 0) {
		return report_return(act, &r, reason);
	}
	read_value(act,
	    arena_printf(act->desk->arena, "%s|%s", dialogue->matter, dialogue->context),
	    &number, &asked);
	return report_answer_line(act, &r, &asked, ANSWER_LINE_RETURN, reason);
}

enum kg_status report_form(struct act *act, const struct dialogue *dialogue)
{
	if (strcmp(dialogue->kind, "report.reason") == 0) {
		return returned_for(act, dialogue);
	}
	if (!desk_may(act, strcmp(dialogue->kind, "report.held") == 0 ? CAN_COMMITTEE
	                                                              : CAN_REPORT_ENTER)) {
		desk_refuse(act, commands_of(VERB_COMMITTEE));
		return KG_OK;
	}
	if (strcmp(dialogue->kind, "report.held") == 0) {
		return report_held_form(act, dialogue);
	}
	return strcmp(dialogue->kind, "report.line") == 0 ? report_line_form(act, dialogue)
	                                                  : KG_INVALID;
}

/* ⭕ goes on where a card says so; on the chair's card it is no answer to any line. */
enum kg_status report_mark(struct act *act, const struct posting *posting)
{
	struct report r;

	if (!act->event->added ||
	    ballot_answer(act->desk->charter, act->event->mark) != ANSWER_APPROVE) {
		return KG_OK;
	}
	TRY(report_load(act->desk->store, posting->matter, act->desk->arena, &r));
	if (strcmp(posting->kind, POST_REPORT_REVIEW) == 0 && posting->round == r.version) {
		return report_reviewed(act, &r);
	}
	if (strcmp(posting->kind, POST_REPORT_MAKE) == 0) {
		return report_make(act, &r, posting->round);
	}
	if (strcmp(posting->kind, POST_REPORT_CARD) == 0) {
		return report_say_council(act, r.number,
		    arena_printf(act->desk->arena,
		        tr(act->language,
		            "%s への印は、承認の数には含めておりません。議題ごとに、カードのボタンでご判断をお願いいたします。"),
		        r.number));
	}
	return KG_OK;
}

enum kg_status report_deleted(struct act *act, const struct posting *posting)
{
	struct report r;

	if (posting->state == POSTING_GONE) {
		return KG_OK;
	}
	TRY(posting_set_state(act->desk->store, posting->id, POSTING_GONE));
	TRY(report_load(act->desk->store, posting->matter, act->desk->arena, &r));
	return report_ask_again(act, &r);
}

static enum kg_status answer_command(
    struct act *act, const struct command *command, struct report *r, enum report_answer answer)
{
	const char *typed = command_value(command, "item");
	const char *reason = command_value(command, "reason");
	struct report_asked asked = { .version = r->version };
	struct report_line *line;

	typed = typed == NULL ? command->text : typed;
	if (typed != NULL && answer == ANSWER_LINE_APPROVE &&
	    (strcmp(typed, "すべて") == 0 || strcmp(typed, "all") == 0)) {
		return report_approve_rest(act, r, r->version);
	}
	line = report_line_of(act, r, typed);
	if (line == NULL) {
		(void)desk_answer(act,
		    tr(act->language,
		        "どの議題についてか、議題=審R8-001 のように添えてください(%s)。"),
		    r->number);
		return KG_OK;
	}
	asked.position = line->position;
	return report_answer_line(act, r, &asked, answer, reason);
}

static enum kg_status return_command(
    struct act *act, const struct command *command, struct report *r)
{
	const char *reason = command_value(command, "reason");

	if (r->state == REPORT_REVIEW || r->state == REPORT_READY) {
		return report_return(act, r, reason == NULL ? command->text : reason);
	}
	return answer_command(act, command, r, ANSWER_LINE_RETURN);
}

static enum kg_status by_verb(
    struct act *act, const struct command *command, enum verb verb, struct report *r)
{
	const char *reason = command_value(command, "reason");

	if (verb == VERB_APPROVE) {
		return answer_command(act, command, r, ANSWER_LINE_APPROVE);
	}
	if (verb == VERB_RECEIVE) {
		return answer_command(act, command, r, ANSWER_LINE_RECEIVE);
	}
	if (verb == VERB_REFER) {
		return answer_command(act, command, r, ANSWER_LINE_REFER);
	}
	if (verb == VERB_RETURN) {
		return return_command(act, command, r);
	}
	if (verb == VERB_REVIEW) {
		return report_reviewed(act, r);
	}
	if (verb == VERB_WITHDRAW) {
		return report_withdraw(act, r, reason == NULL ? command->text : reason);
	}
	if (verb == VERB_KOUETSU) {
		return report_kouetsu_seen(act, r);
	}
	(void)desk_answer(act,
	    tr(act->language,
	        "%s は幹事会の報告です。議長のご判断は、承認・報告を受けた・差戻し・付議です(要綱第3条の3第5項)。"),
	    r->number);
	return KG_OK;
}

enum kg_status report_on_number(
    struct act *act, const struct command *command, enum verb verb, const char *number)
{
	struct report r;
	enum kg_status st = report_find(act, number, &r);

	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? report_not_found(act, number) : st;
	}
	return by_verb(act, command, verb, &r);
}

/* Whoever is to act may have changed. */
enum kg_status report_roster(struct act *act)
{
	char **numbers;
	size_t count;

	TRY(report_numbers(act->desk->store, false, 1000, act->desk->arena, &numbers, &count));
	for (size_t i = 0; i < count; i++) {
		struct report r;

		TRY(report_load(act->desk->store, numbers[i], act->desk->arena, &r));
		TRY(report_redraw(act, &r));
		TRY(report_ask_again(act, &r));
	}
	TRY(report_kouetsu_due(act->desk->store, act->desk->arena, &numbers, &count));
	for (size_t i = 0; i < count; i++) {
		struct report r;

		TRY(report_load(act->desk->store, numbers[i], act->desk->arena, &r));
		TRY(report_ask_again(act, &r));
	}
	return KG_OK;
}
