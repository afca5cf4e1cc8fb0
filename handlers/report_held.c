/*
 * A sitting of the committee, entered by hand, and the clock of its report: reminders to the
 * 幹事長 and 庶務, and when the day has passed a word to the chair. The clock locks nothing.
 */

#include <string.h>

#include "handlers/calendar.h"
#include "handlers/circulate.h"
#include "handlers/item.h"
#include "handlers/number.h"
#include "handlers/reminders.h"
#include "handlers/report.h"
#include "handlers/text.h"

enum { DAY_MINUTES = 24 * 60 };

struct request {
	const char *held;
	const char *session;
	const char *items;
	const char *place;
	const char *incident;
};

struct sitting {
	struct request from;
	struct kg_time held;
	const char *session;
	const char *incident;
	struct item items[REPORT_LINES_MAX];
	size_t item_count;
};

static void check_held(struct act *act, struct sitting *s)
{
	struct dates_rules rules = { .end_of_day = 0 };
	struct dates_fault fault;

	if (dates_parse_past(s->from.held, act->event->when, &rules, &s->held, &fault) !=
	    KG_OK) {
		desk_fault(
		    act, "held", dates_fault_text(&fault, act->language, act->desk->arena));
	} else if (s->held.ms > act->event->when.ms) {
		desk_fault(act, "held",
		    tr(act->language, "幹事会の開催日時は、開催の後にご記入ください。"));
	}
}

static enum kg_status check_session(struct act *act, struct sitting *s)
{
	const char *plain = text_title_key(s->from.session, act->desk->arena);
	bool digits = plain[0] != '\0' && strspn(plain, "0123456789") == strlen(plain);
	char *other;
	enum kg_status st;

	s->session = digits ? arena_printf(act->desk->arena, "第%s回", plain)
	                    : text_clean(s->from.session, act->desk->arena);
	if (text_is_blank(s->from.session) || !text_fits(s->session, 20)) {
		desk_fault(act, "session",
		    tr(act->language, "第何回の幹事会かをご記入ください。例:第6回"));
		return KG_OK;
	}
	st = report_of_session(act->desk->store, calendar_fiscal_year(s->held), s->session,
	    act->desk->arena, &other);
	if (st == KG_OK) {
		desk_fault(act, "session",
		    arena_printf(act->desk->arena,
		        tr(act->language, "%s幹事会は、すでに %s として記録されています。"),
		        s->session, other));
	}
	return st == KG_NOT_FOUND ? KG_OK : st;
}

static enum kg_status add_item(struct act *act, struct sitting *s, const char *typed)
{
	const char *number = item_number_of(act, typed);
	struct item item = { 0 };
	enum kg_status st = number == NULL ? KG_NOT_FOUND : item_find(act, number, &item);

	if (st != KG_OK && st != KG_NOT_FOUND) {
		return st;
	}
	for (size_t i = 0; st == KG_OK && i < s->item_count; i++) {
		if (strcmp(s->items[i].number, number) == 0) {
			return KG_OK;
		}
	}
	if (st == KG_NOT_FOUND || !item_is_free(&item)) {
		desk_fault(act, "item",
		    arena_printf(act->desk->arena,
		        st == KG_NOT_FOUND
		            ? tr(act->language,
		                  "%s という審議事項は見当たりません。先に「/kaigi 審議事項」で登録してください。")
		            : tr(act->language,
		                  "%s は、別の審議が進んでいるか、すでに終わっています。"),
		        number == NULL ? text_truncate(typed, 30, act->desk->arena) : number));
	} else if (s->item_count == REPORT_LINES_MAX) {
		desk_fault(act, "item", tr(act->language, "議題は10件までです。"));
	} else {
		s->items[s->item_count++] = item;
	}
	return KG_OK;
}

static enum kg_status check_items(struct act *act, struct sitting *s)
{
	static const char *const marks[] = { "、", ",", ",", ";" };
	char *text =
	    arena_strdup(act->desk->arena, text_clean(s->from.items, act->desk->arena));
	char *rest;
	char *word;

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		char *p;

		while ((p = strstr(text, marks[i])) != NULL) {
			memset(p, ' ', strlen(marks[i]));
		}
	}
	rest = text;
	while ((word = strsep(&rest, " ")) != NULL) {
		if (*word != '\0') {
			TRY(add_item(act, s, word));
		}
	}
	if (s->item_count == 0 && !desk_has_faults(act)) {
		desk_fault(act, "item",
		    tr(act->language,
		        "議題(審議事項の番号)をご記入ください。例:審R8-001、審R8-003"));
	}
	return KG_OK;
}

static enum kg_status check(struct act *act, struct sitting *s)
{
	check_held(act, s);
	TRY(check_session(act, s));
	TRY(check_items(act, s));
	s->incident = s->from.incident;
	for (size_t i = 0; i < s->item_count && s->incident[0] == '\0'; i++) {
		s->incident = s->items[i].incident;
	}
	return KG_OK;
}

static const char *due_key(const struct report_holding *s)
{
	return s->incident[0] == '\0' ? "report_days" : "report_incident_days";
}

/* The rule's working days; in an incident its own rule, of which 0 is the same day. */
static struct kg_time due_of(struct act *act, const struct report_holding *s)
{
	struct kg_date day = kg_date_of(s->held);
	int end = desk_rule_clock(act, "day_end", act->event->when);
	int days = desk_rule_int(act, due_key(s), act->event->when);
	struct kg_time due;

	if (days > 0 || s->incident[0] == '\0') {
		day = calendar_add_working(day, days);
		return kg_time_at(day, end / 60, end % 60);
	}
	due = kg_time_at(day, end / 60, end % 60);
	return due.ms > s->held.ms
	           ? due
	           : kg_time_at(day, (DAY_MINUTES - 1) / 60, (DAY_MINUTES - 1) % 60);
}

static enum kg_status plan_reminder(struct act *act, const struct report *r)
{
	struct kg_time at = r->held;
	struct reminders_rules rules = REMINDERS_DEFAULT;
	struct kg_time next;

	rules.morning = desk_rule_clock(act, "reminder_hour", at);
	rules.before = 60 * desk_rule_int(act, "reminder_before_hours", at);
	rules.quiet.from = desk_rule_clock(act, "quiet_from", at);
	rules.quiet.to = desk_rule_clock(act, "quiet_to", at);
	rules.ignore_quiet = r->incident[0] != '\0';
	if (!reminders_next(r->held, r->due, act->event->now, &rules, &next)) {
		return timer_clear(act->desk->store, "report.remind", r->number);
	}
	return timer_set(act->desk->store, "report.remind", r->number, "", next);
}

static enum kg_status append_line(
    struct act *act, const char *number, int position, const struct report_held_item *held)
{
	const struct item *item = &held->item;
	struct report_line line = { .position = position,
		.item = item->number,
		.item_version = item->version,
		.title = item->title,
		.class = item->class,
		.item_sha256 = item->text_sha256,
		.important = item->important,
		.result = held->result,
		.amendment = held->amendment,
		.dissent = held->dissent,
		.opinion = held->opinion };

	return desk_append(act, "report.line", { "number", number },
	    { "position", desk_int(act, position) }, { "item", line.item },
	    { "item_version", desk_int(act, line.item_version) }, { "title", line.title },
	    { "class", desk_int(act, line.class) }, { "item_sha256", line.item_sha256 },
	    { "important", line.important ? "1" : "0" }, { "result", line.result },
	    { "amendment", line.amendment }, { "dissent", line.dissent },
	    { "opinion", line.opinion },
	    { "sha256", line.result[0] == '\0' ? "" : report_line_hash(act, &line) });
}

static enum kg_status append_held(struct act *act, const struct report_holding *s,
    const char *number, const struct number *parts)
{
	struct rule_value rule = desk_rule(act, due_key(s), act->event->when);
	struct chief chief;

	TRY(committee_chief(act, act->event->when, &chief));
	TRY(desk_append(act, "report.held", { "number", number },
	    { "year", desk_int(act, parts->fiscal_year) },
	    { "ordinal", desk_int(act, parts->serial) }, { "session", s->session },
	    { "place", s->place }, { "meeting", s->meeting }, { "incident", s->incident },
	    { "held", desk_int(act, s->held.ms) }, { "due", desk_int(act, due_of(act, s).ms) },
	    { "due_rule", rule.value },
	    { "due_source", rule.entry == 0 ? "既定値" : rule.document },
	    { "person", act->person.id },
	    { "capacity",
	        committee_is_chief(act, &chief) ? committee_capacity(&chief) : "庶務" },
	    { "charter_version", act->desk->charter->version }, { "when", desk_when(act) }));
	for (size_t i = 0; i < s->item_count; i++) {
		TRY(append_line(act, number, (int)i + 1, &s->items[i]));
		TRY(item_goes(act, s->items[i].item.number, number));
	}
	return KG_OK;
}

enum kg_status report_hold(
    struct act *act, const struct report_holding *holding, const char **out_number)
{
	struct number parts = { .kind = NUMBER_REPORT,
		.fiscal_year = calendar_fiscal_year(holding->held) };
	struct report r;

	TRY(report_next(act->desk->store, parts.fiscal_year, &parts.serial));
	*out_number =
	    number_format(NUMBER_REPORT, parts.fiscal_year, parts.serial, act->desk->arena);
	TRY(append_held(act, holding, *out_number, &parts));
	TRY(report_load(act->desk->store, *out_number, act->desk->arena, &r));
	TRY(timer_set(act->desk->store, "report.due", *out_number, "", r.due));
	return plan_reminder(act, &r);
}

static enum kg_status create(struct act *act, const struct sitting *s)
{
	struct report_holding holding = { .held = s->held,
		.session = s->session,
		.place = s->from.place,
		.meeting = "",
		.incident = s->incident,
		.item_count = s->item_count };
	enum language l = act->language;
	const char *number;
	struct report r;
	struct card *card;

	for (size_t i = 0; i < s->item_count; i++) {
		holding.items[i] = (struct report_held_item){ s->items[i], "", "", "", "" };
	}
	TRY(report_hold(act, &holding, &number));
	TRY(report_load(act->desk->store, number, act->desk->arena, &r));
	card = desk_answer(act, tr(l, "【幹事会・報告 %s】%s幹事会(%s)の開催を記録しました。"),
	    number, r.session, dates_chat(r.held, act->event->now, l, act->desk->arena));
	card_line(card, LINE_PLAIN,
	    tr(l, "審議事項と審議結果を、%sまでに議長に報告します(要綱第3条の3第4項・%s)。"),
	    dates_chat(r.due, act->event->now, l, act->desk->arena),
	    strcmp(r.due_source, "既定値") == 0 ? tr(l, "既定値") : r.due_source);
	report_add_lines(act, &r, l, card);
	for (size_t i = 0; i < r.line_count && i < 5; i++) {
		card_button(card, BUTTON_PLAIN, "report.line",
		    arena_printf(
		        act->desk->arena, "%s|%d|%d", number, r.version, r.lines[i].position),
		    arena_printf(act->desk->arena, tr(l, "%s 記入"), r.lines[i].item));
	}
	return KG_OK;
}

static enum kg_status open_form(struct act *act, const struct request *r)
{
	enum language l = act->language;
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *f = arena_alloc(act->desk->arena, 4 * sizeof(*f));

	f[0] = (struct field){ .key = "held",
		.label = tr(l, "開催日時"),
		.hint = tr(l, "例:11月24日 14:00、昨日 10時"),
		.value = r->held,
		.limit = 60,
		.required = true };
	f[1] = (struct field){ .key = "session",
		.label = tr(l, "第何回"),
		.value = r->session,
		.limit = 20,
		.required = true };
	f[2] = (struct field){ .key = "item",
		.label = tr(l, "議題(審議事項の番号)"),
		.hint = tr(l, "例:審R8-001、審R8-003"),
		.value = r->items,
		.limit = 300,
		.required = true };
	f[3] = (struct field){
		.key = "place", .label = tr(l, "場所"), .value = r->place, .limit = 100
	};
	*form = (struct form){ .kind = "report.held",
		.title = tr(l, "幹事会の開催の記録"),
		.submit = tr(l, "記録する"),
		.fields = f,
		.field_count = 4 };
	return desk_ask(act, form, "", r->incident);
}

enum kg_status report_held_command(struct act *act, const struct command *command)
{
	struct sitting s = { .from = {
		                 .held = command_text(command, "held"),
		                 .session = command_text(command, "session"),
		                 .items = command_text(command, "item"),
		                 .place = command_text(command, "place"),
		                 .incident = command_text(command, "incident"),
		             } };

	if (s.from.held[0] == '\0' || s.from.session[0] == '\0' || s.from.items[0] == '\0') {
		return open_form(act, &s.from);
	}
	TRY(check(act, &s));
	if (desk_has_faults(act)) {
		desk_say_faults(act);
		return KG_OK;
	}
	return create(act, &s);
}

enum kg_status report_held_form(struct act *act, const struct dialogue *dialogue)
{
	struct sitting s = { .from = {
		                 .held = desk_answer_of(act, "held"),
		                 .session = desk_answer_of(act, "session"),
		                 .items = desk_answer_of(act, "item"),
		                 .place = desk_answer_of(act, "place"),
		                 .incident = dialogue->context,
		             } };

	TRY(check(act, &s));
	if (desk_has_faults(act)) {
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, dialogue->token));
	return create(act, &s);
}

static enum kg_status remind(struct act *act, const struct report *r)
{
	TRY(committee_tell(act, r->number,
	    TR_NOOP(
	        "【幹事会・報告】幹事会の審議結果の議長への報告(要綱第3条の3第4項)をお願いいたします。%s"),
	    arena_printf(act->desk->arena, "(%s、%s、期限 %s)", r->number, r->session,
	        dates_chat(r->due, act->event->now, LANGUAGE_JA, act->desk->arena))));
	return plan_reminder(act, r);
}

static enum kg_status overdue(struct act *act, const struct report *r)
{
	const char *detail =
	    arena_printf(act->desk->arena, "(%s、%s幹事会、期限 %s)", r->number, r->session,
	        dates_chat(r->due, act->event->now, LANGUAGE_JA, act->desk->arena));
	const char *chair;
	bool acting;

	if (kg_time_is_set(r->overdue)) {
		return KG_OK;
	}
	TRY(desk_append(
	    act, "report.overdue", { "number", r->number }, { "when", desk_when(act) }));
	TRY(committee_tell(act, r->number,
	    TR_NOOP("【幹事会・報告】議長への報告の期限を過ぎています。%s"), detail));
	TRY(matter_chair(act, act->event->now, &chair, &acting));
	if (chair != NULL) {
		enum language l = desk_language_of(act, chair);
		struct card *card = desk_card(act);

		card_title(card,
		    tr(l,
		        "【管理会議・幹事会報告】幹事会の審議結果の報告が、期限までに届いておりません。庶務が確認しています。%s"),
		    detail);
		TRY(desk_tell(act, chair, r->number, card));
	}
	return KG_OK;
}

enum kg_status report_timer(
    struct act *act, const char *kind, const char *matter, const char *detail)
{
	struct report r;
	enum kg_status st = report_load(act->desk->store, matter, act->desk->arena, &r);

	(void)detail;
	if (st == KG_NOT_FOUND || (st == KG_OK && kg_time_is_set(r.reported)) ||
	    (st == KG_OK && r.state == REPORT_WITHDRAWN)) {
		return KG_OK;
	}
	TRY(st);
	if (strcmp(kind, "report.remind") == 0) {
		return remind(act, &r);
	}
	return strcmp(kind, "report.due") == 0 ? overdue(act, &r) : KG_OK;
}
