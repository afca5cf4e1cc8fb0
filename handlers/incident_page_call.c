/*
 * 本人に電話で伝達. 庶務 enters what came of a call: only that the person himself was told
 * meets the duty, at that time; a message left with somebody, a voice mail or no answer are
 * kept and change nothing.
 */

#include <string.h>

#include "handlers/dates.h"
#include "handlers/incident_page.h"
#include "handlers/named.h"
#include "handlers/text.h"

enum { CALL_FIELDS = 4, CALL_RESULTS = 4, CALL_LIMIT = 60 };

struct result {
	const char *value;
	const char *word;
	const char *typed[4]; /* other spellings; NULL-terminated */
};

static const struct result results[CALL_RESULTS] = {
	{ "reached", TR_NOOP("本人に伝達"), { "本人", "伝達", "reached", NULL } },
	{ "message", TR_NOOP("伝言"), { "秘書に伝言", "message", NULL } },
	{ "voicemail", TR_NOOP("留守電"), { "留守番電話", "voicemail", NULL } },
	{ "absent", TR_NOOP("不在・応答なし"), { "不在", "応答なし", "absent", NULL } },
};

const char *page_result_word(const char *result, enum language l)
{
	for (size_t k = 0; k < CALL_RESULTS; k++) {
		if (strcmp(results[k].value, result) == 0) {
			return tr(l, results[k].word);
		}
	}
	return result;
}

/* "": none of them. */
static const char *result_typed(const char *typed)
{
	for (size_t k = 0; k < CALL_RESULTS; k++) {
		bool same =
		    strcmp(results[k].value, typed) == 0 || strcmp(results[k].word, typed) == 0;

		for (size_t s = 0; results[k].typed[s] != NULL; s++) {
			same = same || strcmp(results[k].typed[s], typed) == 0;
		}
		if (same) {
			return results[k].value;
		}
	}
	return "";
}

struct call { /* as typed */
	const char *member;
	const char *result;
	const char *at;
	const char *caller;
};

static const char *own_name(struct act *act)
{
	return act->person.id == NULL ? "" : named_full(act, act->person.id, act->language);
}

enum kg_status page_ask_call(struct act *act, const struct incident *i, const char *member)
{
	enum language l = act->language;
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *f = arena_alloc(act->desk->arena, CALL_FIELDS * sizeof(*f));
	struct field_option *who =
	    arena_alloc(act->desk->arena, (i->told_count + 1) * sizeof(*who));
	struct field_option *what = arena_alloc(act->desk->arena, CALL_RESULTS * sizeof(*what));

	if (i->told_count == 0) {
		(void)desk_answer(act,
		    tr(act->language, "%s について、まだどなたにもお知らせしていません。"),
		    i->number);
		return KG_OK;
	}
	for (size_t k = 0; k < i->told_count; k++) {
		who[k] = (struct field_option){ i->told[k].person,
			text_truncate(
			    named_full(act, i->told[k].person, l), 70, act->desk->arena) };
	}
	for (size_t k = 0; k < CALL_RESULTS; k++) {
		what[k] = (struct field_option){ results[k].value, tr(l, results[k].word) };
	}
	f[0] = (struct field){ .key = "member",
		.type = FIELD_CHOICE,
		.label = tr(l, "電話した相手"),
		.value = member[0] == '\0' ? NULL : member,
		.required = true,
		.options = who,
		.option_count = i->told_count };
	f[1] = (struct field){ .key = "result",
		.type = FIELD_CHOICE,
		.label = tr(l, "結果"),
		.hint = tr(l, "伝言と留守電は、ご本人の受領にはなりません。"),
		.required = true,
		.options = what,
		.option_count = CALL_RESULTS };
	f[2] = (struct field){ .key = "at",
		.label = tr(l, "電話した日時"),
		.hint = tr(l, "例:今日 9時25分"),
		.value = dates_chat(act->event->when, act->event->when, l, act->desk->arena),
		.limit = CALL_LIMIT,
		.required = true };
	f[3] = (struct field){ .key = "caller",
		.label = tr(l, "発信者"),
		.value = own_name(act),
		.limit = CALL_LIMIT,
		.required = true };
	*form = (struct form){ .kind = "page.call",
		.title = tr(l, "電話の結果"),
		.submit = tr(l, "記録する"),
		.fields = f,
		.field_count = CALL_FIELDS };
	return desk_ask(act, form, i->number, "");
}

static const struct incident_told *told_of(const struct incident *i, const char *person)
{
	for (size_t k = 0; k < i->told_count; k++) {
		if (strcmp(i->told[k].person, person) == 0) {
			return &i->told[k];
		}
	}
	return NULL;
}

static void check_time(
    struct act *act, const struct incident *i, const struct call *call, struct kg_time *out)
{
	struct dates_rules rules = { .end_of_day = 1 };
	struct dates_fault fault;
	const char *now =
	    dates_chat(act->event->when, act->event->when, act->language, act->desk->arena);

	*out = act->event->when;
	if (now != NULL && strcmp(call->at, now) == 0) {
		return; /* as it was filled in */
	}
	if (dates_parse_past(call->at, act->event->when, &rules, out, &fault) != KG_OK) {
		desk_fault(
		    act, "at", dates_fault_text(&fault, act->language, act->desk->arena));
	} else if (out->ms > act->event->when.ms) {
		desk_fault(
		    act, "at", tr(act->language, "まだ来ていない日時です。ご確認ください。"));
	} else if (out->ms + KG_MINUTE <= i->noticed.ms) {
		desk_fault(
		    act, "at", tr(act->language, "事故に気づく前の日時です。ご確認ください。"));
	}
}

static bool is_fine(
    struct act *act, const struct incident *i, struct call *call, struct kg_time *out_at)
{
	const struct incident_told *told = told_of(i, call->member);

	call->result = result_typed(text_normal(call->result, act->desk->arena));
	if (told == NULL) {
		desk_fault(act, "member",
		    tr(act->language, "この事故をお知らせした宛先の方からお選びください。"));
	} else if (act->person.id != NULL && strcmp(act->person.id, call->member) == 0) {
		desk_fault(act, "member",
		    tr(act->language, "ご自身の受領は、[受領]をお使いください。"));
	}
	if (call->result[0] == '\0') {
		desk_fault(act, "result",
		    tr(act->language,
		        "結果を、本人に伝達・伝言・留守電・不在の中からお選びください。"));
	}
	if (text_is_blank(call->caller)) {
		desk_fault(act, "caller", tr(act->language, "ご記入ください。"));
	}
	check_time(act, i, call, out_at);
	return !desk_has_faults(act);
}

static enum kg_status has_answered(
    struct act *act, const struct incident *i, const char *member, bool *out)
{
	const struct incident_told *told = told_of(i, member);
	struct page page;
	enum kg_status st =
	    page_load(act->desk->store, i->number, member, act->desk->arena, &page);

	*out = st == KG_OK ? kg_time_is_set(page.answered)
	                   : told != NULL && kg_time_is_set(told->acknowledged);
	return st == KG_NOT_FOUND ? KG_OK : st;
}

static enum kg_status keep(
    struct act *act, const struct incident *i, const struct call *call, struct kg_time at)
{
	enum language l = act->language;
	bool reached = strcmp(call->result, "reached") == 0;
	const char *who = named_full(act, call->member, l);
	bool answered;

	TRY(has_answered(act, i, call->member, &answered));
	TRY(desk_append(act, reached && !answered ? "page.reached" : "page.call",
	    { "number", i->number }, { "member", call->member }, { "result", call->result },
	    { "called", desk_int(act, at.ms) }, { "caller", call->caller },
	    { "note", arena_printf(act->desk->arena, "%s %s %s 発信者 %s",
	                  named_full(act, call->member, LANGUAGE_JA),
	                  page_result_word(call->result, LANGUAGE_JA),
	                  dates_clock(at, act->desk->arena), call->caller) },
	    { "person", act->person.id }, { "when", desk_when(act) }));
	TRY(incident_redraw(act, i));
	if (reached) {
		(void)desk_answer(act, tr(l, "%s %s に電話で伝達した旨を記録しました(%s)。"),
		    i->number, who, dates_chat(at, act->event->when, l, act->desk->arena));
		return KG_OK;
	}
	(void)desk_answer(act,
	    tr(l, "%s %s への電話を記録しました(%s)。ご本人の受領にはなりません。"), i->number,
	    who, page_result_word(call->result, l));
	if (!answered) {
		card_line(act->reply->card, LINE_PLAIN, "%s",
		    tr(l, "ご本人への伝達を、引き続きお願いいたします。"));
	}
	return KG_OK;
}

enum kg_status page_form(struct act *act, const struct dialogue *dialogue)
{
	struct call call = { .member = desk_answer_of(act, "member"),
		.result = desk_answer_of(act, "result"),
		.at = desk_answer_of(act, "at"),
		.caller = desk_answer_of(act, "caller") };
	struct incident i;
	struct kg_time at;

	TRY(incident_load(act->desk->store, dialogue->matter, act->desk->arena, &i));
	if ((act->as & AS_SECRETARIAT) == 0) {
		return dialogue_close(act->desk->store, dialogue->token);
	}
	if (!is_fine(act, &i, &call, &at)) {
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, dialogue->token));
	return keep(act, &i, &call, at);
}

enum kg_status page_type_call(
    struct act *act, const struct incident *i, const struct command *command)
{
	const char *seat = command_text(command, "seat");
	const char *at = command_value(command, "at");
	const char *caller = command_value(command, "caller");
	const char *person = NULL;
	struct call call = { .result = command_text(command, "result"),
		.caller = caller == NULL ? own_name(act) : caller,
		.at = at == NULL ? dates_chat(act->event->when, act->event->when, act->language,
		                       act->desk->arena)
		                 : at };
	struct kg_time when;

	if (seat[0] != '\0') {
		TRY(named_person(act, seat, &person));
	}
	call.member = person == NULL ? "" : person;
	if (call.result[0] == '\0' || seat[0] == '\0') {
		return page_ask_call(act, i, call.member);
	}
	if (!is_fine(act, i, &call, &when)) {
		desk_say_faults(act);
		return KG_OK;
	}
	return keep(act, i, &call, when);
}
