/* 受領 of a report to the CISO: by who holds the post or is its registered deputy, for himself.
 */
#include <stdlib.h>
#include <string.h>

#include "handlers/ballot.h"
#include "handlers/ciso.h"
#include "handlers/dates.h"
#include "handlers/named.h"
#include "handlers/text.h"

enum { CALL_FIELDS = 3, CALL_LIMIT = 60 };

enum kg_status ciso_office_of(struct act *act, const char *person, const char **out)
{
	static const char *const offices[] = { "ciso", "deputy_ciso" };

	*out = NULL;
	for (size_t o = 0; o < 2 && person != NULL && *out == NULL; o++) {
		struct tenure *held;
		size_t count;

		TRY(holders_of(act->desk->store, offices[o], act->event->when, act->desk->arena,
		    &held, &count));
		for (size_t k = 0; k < count; k++) {
			*out = strcmp(held[k].person, person) == 0 ? offices[o] : *out;
		}
	}
	return KG_OK;
}

static enum kg_status redraw(struct act *act, const struct incident *i)
{
	struct posting *list;
	size_t count;

	TRY(posting_list(
	    act->desk->store, i->number, POST_CISO_REPORT, act->desk->arena, &list, &count));
	for (size_t k = 0; k < count; k++) {
		if (list[k].state != POSTING_GONE) {
			TRY(outbox_show(act->desk->store, list[k].id));
		}
	}
	return KG_OK;
}

static enum kg_status has_received(
    struct act *act, const struct incident *i, int ordinal, const char *person, bool *out)
{
	struct ciso_to *to;
	size_t count;

	*out = false;
	TRY(ciso_to_list(act->desk->store, i->number, ordinal, act->desk->arena, &to, &count));
	for (size_t k = 0; k < count; k++) {
		*out = *out ||
		       (strcmp(to[k].person, person) == 0 && kg_time_is_set(to[k].received));
	}
	return KG_OK;
}

struct receipt {
	const char *person;
	const char *office;
	const char *means;
	const char *caller;
	struct kg_time at;
};

static enum kg_status record(
    struct act *act, const struct incident *i, int ordinal, const struct receipt *r)
{
	bool done;

	TRY(has_received(act, i, ordinal, r->person, &done));
	if (done) {
		return KG_OK;
	}
	TRY(desk_append(act, "ciso.received", { "number", i->number },
	    { "ordinal", desk_int(act, ordinal) }, { "person", r->person },
	    { "office", r->office }, { "means", r->means }, { "caller", r->caller },
	    { "received", desk_int(act, r->at.ms) },
	    { "note",
	        strcmp(r->means, "telephone") == 0
	            ? arena_printf(act->desk->arena, "第%d報 本人に電話で伝達 %s 発信者 %s",
	                  ordinal, dates_clock(r->at, act->desk->arena), r->caller)
	            : arena_printf(act->desk->arena, "第%d報", ordinal) },
	    { "when", desk_when(act) }));
	return redraw(act, i);
}

static const char *refusal(struct act *act)
{
	return tr(act->language,
	    "ありがとうございます。CISOへの報告の受領は、CISOと登録された代理の方ご本人のものだけを記録します。ご対応は不要です。");
}

enum kg_status ciso_receive(
    struct act *act, const struct incident *i, int ordinal, const char *means)
{
	struct receipt r = {
		.person = act->person.id, .means = means, .caller = "", .at = act->event->when
	};
	struct ciso_report report;
	enum kg_status st =
	    ciso_report_load(act->desk->store, i->number, ordinal, act->desk->arena, &report);

	if (st != KG_OK || !report.is_sent) {
		return st == KG_NOT_FOUND ? KG_OK : st;
	}
	TRY(ciso_office_of(act, act->person.id, &r.office));
	if (r.office == NULL) {
		(void)desk_answer(act, "%s", refusal(act));
		return KG_OK;
	}
	TRY(record(act, i, ordinal, &r));
	(void)desk_answer(
	    act, tr(act->language, "%s 第%d報の受領を記録しました。"), i->number, ordinal);
	return KG_OK;
}

static bool is_no(struct act *act, const char *mark)
{
	enum ballot_answer answer = ballot_answer(act->desk->charter, mark);

	return answer == ANSWER_REJECT || answer == ANSWER_MEETING;
}

static enum kg_status mark_of(
    struct act *act, const struct posting *posting, const char *person)
{
	struct receipt r = {
		.person = person, .means = "mark", .caller = "", .at = act->event->when
	};
	struct incident i;

	TRY(ciso_office_of(act, person, &r.office));
	if (r.office == NULL) {
		return KG_OK;
	}
	TRY(incident_load(act->desk->store, posting->matter, act->desk->arena, &i));
	return record(act, &i, posting->round, &r);
}

enum kg_status ciso_mark(struct act *act, const struct posting *posting)
{
	if (!act->event->added || is_no(act, act->event->mark) ||
	    strcmp(posting->kind, POST_CISO_REPORT) != 0) {
		return KG_OK; /* that he knew stays true */
	}
	return mark_of(act, posting, act->person.id);
}

enum kg_status ciso_marks(struct act *act, const struct posting *posting)
{
	const struct event *event = act->event;

	for (size_t k = 0; k < event->mark_count; k++) {
		struct person who;
		enum kg_status st;

		if (event->marks[k].removed_by != NULL || is_no(act, event->marks[k].mark)) {
			continue;
		}
		st = person_of_account(act->desk->store,
		    workspace_name(act->desk->store, event->workspace), event->marks[k].user,
		    act->desk->arena, &who);
		if (st != KG_OK && st != KG_NOT_FOUND) {
			return st;
		}
		if (st == KG_OK) {
			TRY(mark_of(act, posting, who.id));
		}
	}
	return KG_OK;
}

static enum kg_status read_one(struct act *act, const struct ciso_report *r)
{
	struct posting *list;
	size_t count;

	TRY(posting_list(
	    act->desk->store, r->incident, POST_CISO_REPORT, act->desk->arena, &list, &count));
	for (size_t k = 0; k < count; k++) {
		if (list[k].state == POSTING_LIVE && list[k].round == r->ordinal) {
			TRY(outbox_read(act->desk->store, &list[k], act->event->now));
		}
	}
	return KG_OK;
}

enum kg_status ciso_read_back(struct act *act)
{
	struct ciso_report *list;
	size_t count;

	TRY(ciso_report_waiting(act->desk->store, act->desk->arena, &list, &count));
	for (size_t k = 0; k < count; k++) {
		TRY(read_one(act, &list[k]));
	}
	return KG_OK;
}

/* --- 本人に電話で伝達 --- */

static bool is_secretariat(struct act *act)
{
	if ((act->as & AS_SECRETARIAT) != 0) {
		return true;
	}
	(void)desk_answer(act, "%s",
	    tr(act->language, "電話による伝達の記録は、庶務の操作です(要綱第7条)。"));
	return false;
}

enum kg_status ciso_ask_call(struct act *act, const struct incident *i, int ordinal)
{
	enum language l = act->language;
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *f = arena_alloc(act->desk->arena, CALL_FIELDS * sizeof(*f));
	struct field_option *who;
	struct ciso_to *to;
	size_t count;

	if (!is_secretariat(act)) {
		return KG_OK;
	}
	TRY(ciso_to_list(act->desk->store, i->number, ordinal, act->desk->arena, &to, &count));
	if (count == 0) {
		(void)desk_answer(act, "%s",
		    tr(l,
		        "CISOとその代理の登録がありません。名簿への登録をお願いいたします。"));
		return KG_OK;
	}
	who = arena_alloc(act->desk->arena, count * sizeof(*who));
	for (size_t k = 0; k < count; k++) {
		who[k] = (struct field_option){ to[k].person,
			text_truncate(named_full(act, to[k].person, l), 70, act->desk->arena) };
	}
	f[0] = (struct field){ .key = "member",
		.type = FIELD_CHOICE,
		.label = tr(l, "電話した相手"),
		.hint = tr(l, "ご本人に伝達できたときだけ記録してください。"),
		.required = true,
		.options = who,
		.option_count = count };
	f[1] = (struct field){ .key = "at",
		.label = tr(l, "電話した日時"),
		.value = dates_chat(act->event->when, act->event->when, l, act->desk->arena),
		.limit = CALL_LIMIT,
		.required = true };
	f[2] = (struct field){ .key = "caller",
		.label = tr(l, "発信者"),
		.value = named_full(act, act->person.id, l),
		.limit = CALL_LIMIT,
		.required = true };
	*form = (struct form){ .kind = "ciso.call",
		.title = tr(l, "本人に電話で伝達"),
		.submit = tr(l, "記録する"),
		.fields = f,
		.field_count = CALL_FIELDS };
	return desk_ask(act, form, i->number, desk_int(act, ordinal));
}

static void check_time(struct act *act, const struct ciso_report *r, struct kg_time *out)
{
	struct dates_rules rules = { .end_of_day = 1 };
	struct dates_fault fault;

	if (dates_parse_past(
	        desk_answer_of(act, "at"), act->event->when, &rules, out, &fault) != KG_OK) {
		desk_fault(
		    act, "at", dates_fault_text(&fault, act->language, act->desk->arena));
	} else if (out->ms > act->event->when.ms) {
		desk_fault(
		    act, "at", tr(act->language, "まだ来ていない日時です。ご確認ください。"));
	} else if (out->ms + KG_MINUTE <= r->at.ms) {
		desk_fault(act, "at",
		    tr(act->language, "この報告をお送りする前の日時です。ご確認ください。"));
	}
}

enum kg_status ciso_take_call(
    struct act *act, const struct incident *i, const struct dialogue *dialogue)
{
	struct receipt r = { .person = desk_answer_of(act, "member"),
		.means = "telephone",
		.caller = desk_answer_of(act, "caller") };
	struct ciso_report report;
	int ordinal = (int)strtol(dialogue->context, NULL, 10);

	if (!is_secretariat(act)) {
		return dialogue_close(act->desk->store, dialogue->token);
	}
	TRY(ciso_report_load(act->desk->store, i->number, ordinal, act->desk->arena, &report));
	TRY(ciso_office_of(act, r.person, &r.office));
	if (r.office == NULL || strcmp(r.person, act->person.id) == 0) {
		desk_fault(act, "member",
		    tr(act->language, "CISO又は登録された代理の方からお選びください。"));
	}
	if (text_is_blank(r.caller)) {
		desk_fault(act, "caller", tr(act->language, "ご記入ください。"));
	}
	check_time(act, &report, &r.at);
	if (desk_has_faults(act)) {
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, dialogue->token));
	TRY(record(act, i, ordinal, &r));
	(void)desk_answer(act, tr(act->language, "%s 第%d報を電話で伝達した旨を記録しました。"),
	    i->number, ordinal);
	return KG_OK;
}
