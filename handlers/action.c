/* 宿題 from its entry to its end. Who is to do it is asked by direct message, on the day and on
 * the working days after it; 庶務 sees on the first of those that it is late. */

#include "handlers/action.h"

#include <string.h>

#include "handlers/calendar.h"
#include "handlers/circulate.h"
#include "handlers/minutes_law.h"
#include "handlers/named.h"
#include "handlers/number.h"
#include "handlers/text.h"

#define POST_ACTION "action.card"

static struct kg_time morning_of(struct act *act, struct kg_date day)
{
	int minutes = desk_rule_clock(act, "reminder_hour", act->event->now);

	return kg_time_at(day, minutes / 60, minutes % 60);
}

/* On the day (or the working day after it); afterwards each working day. */
static enum kg_status plan(struct act *act, const struct action *a)
{
	struct kg_time next;

	if (a->state != ACTION_OPEN || !kg_time_is_set(a->due)) {
		return timer_clear(act->desk->store, "action.due", a->number);
	}
	next = morning_of(act, calendar_add_working(kg_date_of(a->due), 0));
	if (next.ms <= act->event->now.ms) {
		next = morning_of(act, calendar_add_working(kg_date_of(act->event->now), 1));
	}
	return timer_set(act->desk->store, "action.due", a->number, "", next);
}

static enum kg_status plan_again(struct act *act, const char *number)
{
	struct action a;

	TRY(action_load(act->desk->store, number, act->desk->arena, &a));
	return plan(act, &a);
}

enum kg_status action_new(
    struct act *act, const struct action_draft *draft, const char **out_number)
{
	const char *owner = draft->owner == NULL ? "" : draft->owner;
	const char *name = draft->owner_name == NULL ? "" : draft->owner_name;
	int year = calendar_fiscal_year(act->event->when);
	int ordinal;

	if (name[0] == '\0' && owner[0] != '\0') {
		name = named_full(act, owner, LANGUAGE_JA);
	}
	TRY(action_next(act->desk->store, year, &ordinal));
	*out_number = number_format(NUMBER_ACTION, year, ordinal, act->desk->arena);
	TRY(desk_append(act, "action.new", { "number", *out_number },
	    { "year", desk_int(act, year) }, { "ordinal", desk_int(act, ordinal) },
	    { "matter", draft->matter }, { "position", desk_int(act, draft->position) },
	    { "text", draft->text }, { "owner", owner }, { "owner_name", name },
	    { "due", desk_int(act, draft->due.ms) },
	    { "person", act->person.id == NULL ? "" : act->person.id },
	    { "when", desk_when(act) }));
	return plan_again(act, *out_number);
}

static enum kg_status end(
    struct act *act, const char *number, const char *kind, const char *note)
{
	struct posting *list;
	size_t count;

	TRY(desk_append(act, kind, { "number", number }, { "note", note },
	    { "person", act->person.id == NULL ? "" : act->person.id },
	    { "when", desk_when(act) }));
	TRY(timer_clear(act->desk->store, "action.due", number));
	TRY(posting_list(
	    act->desk->store, number, POST_ACTION, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		if (list[i].state != POSTING_GONE) {
			TRY(outbox_show(act->desk->store, list[i].id));
		}
	}
	return KG_OK;
}

enum kg_status action_drop(struct act *act, const char *number, const char *note)
{
	return end(act, number, "action.dropped", note);
}

/* How it reads. */

const char *action_words(struct act *act, const struct action *a, enum language l)
{
	const char *state = "";

	switch (a->state) {
	case ACTION_DONE:
		state = tr(l, "【済】");
		break;
	case ACTION_DROPPED:
		state = tr(l, "【取下げ】");
		break;
	case ACTION_OPEN:
		state = kg_time_is_set(a->due) && a->due.ms < act->event->now.ms
		            ? tr(l, "【期限経過】")
		            : "";
		break;
	}
	return arena_printf(act->desk->arena, "%s%s %s(%s)", state, a->number,
	    text_truncate(text_clean(a->text, act->desk->arena), 200, act->desk->arena),
	    minutes_action_words(a, l, act->desk->arena));
}

static void draw(struct act *act, const struct action *a, enum language l, struct card *card)
{
	card_title(card,
	    a->state == ACTION_OPEN
	        ? tr(l, "【宿題 %s】次の件をお願いいたします。")
	        : tr(l, "【宿題 %s】この件は終わりました。ありがとうございました。"),
	    a->number);
	card_line(card, LINE_PLAIN, "%s", action_words(act, a, l));
	if (a->matter[0] != '\0') {
		card_line(card, LINE_NOTE, tr(l, "%s での宿題です。"), a->matter);
	}
	if (a->state == ACTION_OPEN) {
		card_button(
		    card, BUTTON_PRIMARY, "action.done", a->number, tr(l, "済みました"));
	}
}

enum kg_status action_draw(
    struct act *act, const struct posting *posting, enum language language, struct card *out)
{
	struct action a;

	if (strcmp(posting->kind, POST_ACTION) != 0) {
		return KG_NOT_FOUND;
	}
	TRY(action_load(act->desk->store, posting->matter, act->desk->arena, &a));
	draw(act, &a, language, out);
	return KG_OK;
}

static enum kg_status tell_owner(struct act *act, const struct action *a)
{
	struct address *to = NULL;
	size_t count = 0;

	if (a->owner[0] != '\0') {
		TRY(desk_accounts(act, a->owner, &to, &count));
	}
	for (size_t i = 0; i < count; i++) {
		struct card *card = desk_card(act);
		struct notice notice = { .kind = POST_ACTION,
			.matter = a->number,
			.priority = PRIORITY_ASK,
			.card = card };

		draw(act, a, to[i].language, card);
		TRY(desk_post(act, &to[i], &notice, NULL));
	}
	return KG_OK;
}

enum kg_status action_tell(struct act *act, const char *matter)
{
	struct action *list;
	size_t count;

	TRY(actions_of(act->desk->store, matter, 0, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		if (list[i].state == ACTION_OPEN) {
			TRY(plan(act, &list[i]));
			TRY(tell_owner(act, &list[i]));
		}
	}
	return KG_OK;
}

static enum kg_status remind_owner(struct act *act, const struct action *a)
{
	struct address *to;
	size_t count;

	TRY(desk_accounts(act, a->owner, &to, &count));
	for (size_t i = 0; i < count; i++) {
		struct card *card = desk_card(act);
		struct notice notice = { .kind = POST_ACTION,
			.matter = a->number,
			.priority = PRIORITY_ASK,
			.card = card };
		enum language l = to[i].language;

		draw(act, a, l, card);
		card_title(card,
		    kg_date_of(a->due).day == kg_date_of(act->event->now).day
		        ? tr(l,
		              "【宿題 %s】本日が期限の宿題です。行き違いの場合はご容赦ください。")
		        : tr(l,
		              "【宿題 %s】期限を過ぎた宿題です。お手数ですが、状況をお知らせくださいますようお願いいたします。行き違いの場合はご容赦ください。"),
		    a->number);
		TRY(desk_post(act, &to[i], &notice, NULL));
	}
	return KG_OK;
}

enum kg_status action_timer(
    struct act *act, const char *kind, const char *matter, const char *detail)
{
	struct action a;
	bool first;

	(void)kind;
	(void)detail;
	TRY(action_load(act->desk->store, matter, act->desk->arena, &a));
	if (a.state != ACTION_OPEN) {
		return KG_OK;
	}
	first = calendar_count_working(kg_date_of(a.due), kg_date_of(act->event->now)) == 1;
	if (a.owner[0] != '\0') {
		TRY(remind_owner(act, &a));
	}
	if (first || a.owner[0] == '\0') {
		TRY(desk_tell_office(act, "secretariat", matter,
		    TR_NOOP("【宿題】期限の宿題があります。%s"),
		    action_words(act, &a, LANGUAGE_JA)));
	}
	return plan(act, &a);
}

/* /kaigi 宿題 */

static bool is_mine(const struct act *act, const struct action *a)
{
	return act->person.id != NULL && strcmp(a->owner, act->person.id) == 0;
}

static enum kg_status list(struct act *act)
{
	enum language l = act->language;
	struct card *card = desk_answer(act, "%s", tr(l, "済んでいない宿題"));
	struct action *all;
	size_t count;

	TRY(actions_open(act->desk->store, act->desk->arena, &all, &count));
	for (int mine = 1; mine >= 0; mine--) {
		for (size_t i = 0; i < count; i++) {
			if (is_mine(act, &all[i]) == (mine == 1)) {
				card_line(card, LINE_PLAIN, "%s%s",
				    mine == 1 ? tr(l, "▶ ") : "・",
				    action_words(act, &all[i], l));
			}
		}
	}
	if (count == 0) {
		card_line(card, LINE_PLAIN, "%s", tr(l, "ありません。"));
	} else {
		card_line(card, LINE_NOTE, "%s",
		    tr(l,
		        "※▶ はご自身の宿題です。済んだら「/kaigi 宿題 宿R8-001 済」とお知らせください。"));
	}
	return KG_OK;
}

static enum kg_status show(struct act *act, const struct action *a)
{
	enum language l = act->language;
	struct card *card = desk_answer(act, "%s", action_words(act, a, l));

	if (a->matter[0] != '\0') {
		card_line(card, LINE_NOTE, tr(l, "%s での宿題です。"), a->matter);
	}
	if (a->state != ACTION_OPEN) {
		card_line(card, LINE_PLAIN, "%s%s%s",
		    dates_chat(a->ended, act->event->now, l, act->desk->arena),
		    a->note[0] == '\0' ? "" : ":", text_clean(a->note, act->desk->arena));
	} else if (is_mine(act, a)) {
		card_button(
		    card, BUTTON_PRIMARY, "action.done", a->number, tr(l, "済みました"));
	}
	return KG_OK;
}

enum kg_status action_show(struct act *act, const char *number)
{
	struct action a;

	TRY(action_load(act->desk->store, number, act->desk->arena, &a));
	return show(act, &a);
}

static enum kg_status finish(
    struct act *act, const struct action *a, const char *kind, const char *note)
{
	enum language l = act->language;
	bool drop = strcmp(kind, "action.dropped") == 0;

	if (a->state != ACTION_OPEN) {
		(void)desk_answer(act, tr(l, "%s は、すでに終わっています。"), a->number);
	} else if (drop ? !desk_may(act, CAN_ACTION_EDIT)
	                : !desk_may_own(act, CAN_ACTION_END, is_mine(act, a))) {
		(void)desk_answer(act, "%s",
		    drop ? tr(l,
		               "宿題の取下げは、庶務の操作です。ご事情は庶務にお寄せください。")
		         : tr(l, "宿題の「済」は、担当の方又は庶務の操作です。"));
	} else if (drop && text_is_blank(note)) {
		(void)desk_answer(act,
		    tr(l, "取下げの理由を添えてください。例:/kaigi 宿題 %s 取下げ 理由=…"),
		    a->number);
	} else {
		TRY(end(act, a->number, kind, text_clean(note, act->desk->arena)));
		(void)desk_answer(act,
		    drop ? tr(l, "%s を取り下げました。") : tr(l, "%s を済みと記録しました。"),
		    a->number);
	}
	return KG_OK;
}

enum kg_status action_button(struct act *act, const char *action, const char *value)
{
	struct action a;

	if (strcmp(action, "action.done") != 0) {
		return KG_OK;
	}
	TRY(action_load(act->desk->store, value, act->desk->arena, &a));
	return finish(act, &a, "action.done", "");
}

struct request { /* of 庶務: a new one, or another owner or day */
	const char *owner;
	const char *owner_name;
	struct kg_time due;
};

static enum kg_status check(struct act *act, const struct command *command, struct request *out)
{
	const char *owner = command_value(command, "owner");
	const char *due = command_value(command, "deadline");
	struct dates_rules rules = { .end_of_day =
		                         desk_rule_clock(act, "day_end", act->event->when) };
	struct dates_fault fault;

	*out = (struct request){ 0 };
	if (owner != NULL) {
		TRY(named_person(act, owner, &out->owner));
		out->owner_name = out->owner == NULL ? text_clean(owner, act->desk->arena)
		                                     : named_full(act, out->owner, LANGUAGE_JA);
		out->owner = out->owner == NULL ? "" : out->owner;
	}
	if (due != NULL &&
	    dates_parse(due, act->event->when, &rules, &out->due, &fault) != KG_OK) {
		desk_fault(
		    act, "deadline", dates_fault_text(&fault, act->language, act->desk->arena));
	}
	return KG_OK;
}

static enum kg_status change(
    struct act *act, const struct action *a, const struct command *command)
{
	struct request r;
	struct action now;

	TRY(check(act, command, &r));
	if (desk_has_faults(act)) {
		desk_say_faults(act);
		return KG_OK;
	}
	TRY(desk_append(act, "action.changed", { "number", a->number }, { "owner", r.owner },
	    { "owner_name", r.owner_name },
	    { "due", kg_time_is_set(r.due) ? desk_int(act, r.due.ms) : NULL },
	    { "person", act->person.id }, { "when", desk_when(act) }));
	TRY(action_load(act->desk->store, a->number, act->desk->arena, &now));
	TRY(plan(act, &now));
	if (r.owner != NULL && !is_mine(act, &now)) {
		TRY(tell_owner(act, &now));
	}
	return show(act, &now);
}

static enum kg_status enter(struct act *act, const struct command *command)
{
	const char *body = command_value(command, "body");
	const char *text = body == NULL ? "" : body;
	struct request r;
	struct action_draft draft = { .matter = "", .text = text };
	const char *number;
	struct action a;

	TRY(check(act, command, &r));
	if (text_is_blank(text) || !text_fits(text, TEXT_REASON_MAX)) {
		desk_fault(act, "body",
		    tr(act->language, "宿題の内容を、1,000字以内でご記入ください。"));
	}
	if (desk_has_faults(act)) {
		desk_say_faults(act);
		return KG_OK;
	}
	draft.owner = r.owner;
	draft.owner_name = r.owner_name;
	draft.due = r.due;
	TRY(action_new(act, &draft, &number));
	TRY(action_load(act->desk->store, number, act->desk->arena, &a));
	if (!is_mine(act, &a)) {
		TRY(tell_owner(act, &a));
	}
	return show(act, &a);
}

static enum kg_status on_number(struct act *act, const struct command *command)
{
	const char *word = command->text == NULL ? "" : command->text;
	const char *reason = command_value(command, "reason");
	const char *number =
	    text_truncate(text_clean(command->number, act->desk->arena), 30, act->desk->arena);
	struct number parts;
	struct action a;
	enum kg_status st = KG_NOT_FOUND;

	if (number_parse(command->number, &parts) &&
	    (parts.kind == NUMBER_ANY || parts.kind == NUMBER_ACTION)) {
		number = number_format(
		    NUMBER_ACTION, parts.fiscal_year, parts.serial, act->desk->arena);
		st = action_load(act->desk->store, number, act->desk->arena, &a);
	}
	if (st == KG_NOT_FOUND) {
		(void)desk_answer(act,
		    tr(act->language,
		        "%s という宿題は見当たりません。「/kaigi 宿題」で一覧をご覧ください。"),
		    number);
		return KG_OK;
	}
	TRY(st);
	if (strncmp(word, "済", strlen("済")) == 0 || strcmp(word, "完了") == 0) {
		return finish(act, &a, "action.done", reason == NULL ? "" : reason);
	}
	if (strncmp(word, "取下", strlen("取下")) == 0 || strcmp(word, "取り下げ") == 0) {
		return finish(act, &a, "action.dropped", reason == NULL ? "" : reason);
	}
	if (command_value(command, "owner") == NULL &&
	    command_value(command, "deadline") == NULL) {
		return show(act, &a);
	}
	if (!desk_may(act, CAN_ACTION_EDIT) || a.state != ACTION_OPEN) {
		(void)desk_answer(
		    act, tr(act->language,
		             "担当と期限の変更は庶務の操作で、済んでいない宿題に限ります。"));
		return KG_OK;
	}
	return change(act, &a, command);
}

enum kg_status action_command(struct act *act, const struct command *command)
{
	if (command->number != NULL) {
		return on_number(act, command);
	}
	if (command->pair_count == 0) {
		return list(act);
	}
	if (!desk_may(act, CAN_ACTION_EDIT)) {
		desk_refuse(act, commands_of(VERB_ACTIONS));
		return KG_OK;
	}
	return enter(act, command);
}
