/*
 * 会議記録: a meeting that was held and is entered afterwards, by 庶務, with its true times. It
 * was convened outside kaigi, and the record says so by naming no convener. Who presided is
 * whom the records name for that time. Attendance and results follow as in any other meeting.
 */

#include <stdlib.h>
#include <string.h>

#include "handlers/calendar.h"
#include "handlers/circulate.h"
#include "handlers/convene.h"
#include "handlers/item.h"
#include "handlers/number.h"
#include "handlers/report.h"
#include "handlers/sitting.h"
#include "handlers/text.h"
#include "store/resolutions.h"

enum { AGENDA_MAX = 10 };

struct request {
	const char *body, *session, *held, *ends, *place, *items, *guests;
};

struct agenda_line { /* of the agenda */
	const char *kind;
	const char *item;
	struct item about; /* kind "item" */
	struct resolution resolution;
};

struct held {
	struct request from;
	const char *body;
	int session;
	struct kg_time starts, ends;
	struct convener presider;
	struct agenda_line lines[AGENDA_MAX];
	size_t line_count;
	struct convene_guest guests[CONVENE_GUESTS_MAX];
	size_t guest_count;
};

static const char *or_empty(const char *value)
{
	return value == NULL ? "" : value;
}

static void check_body(struct act *act, struct held *h)
{
	const char *key = text_title_key(h->from.body, act->desk->arena);

	if (strcmp(key, "幹事会") == 0 || strcmp(key, "committee") == 0) {
		h->body = "committee";
	} else if (strcmp(key, "管理会議") == 0 || strcmp(key, "council") == 0) {
		h->body = "council";
	} else {
		desk_fault(act, "for",
		    tr(act->language, "会議体は、管理会議又は幹事会でご記入ください。"));
	}
}

static bool read_time(struct act *act, const char *key, const char *typed,
    struct kg_time reference, struct kg_time *out)
{
	struct dates_rules rules = { .end_of_day = 0 };
	struct dates_fault fault;

	if (dates_parse_past(typed, reference, &rules, out, &fault) != KG_OK) {
		desk_fault(act, key, dates_fault_text(&fault, act->language, act->desk->arena));
		return false;
	}
	if (out->ms > act->event->when.ms) {
		desk_fault(act, key,
		    tr(act->language, "会議記録は、会議の終了の後にご記入ください。"));
		return false;
	}
	return true;
}

static void check_times(struct act *act, struct held *h)
{
	struct kg_time reference = act->event->when;

	if (!read_time(act, "held", h->from.held, reference, &h->starts)) {
		return;
	}
	if (kg_date_of(h->starts).day != kg_date_of(reference).day) {
		reference = kg_time_at(kg_date_of(h->starts), 23, 59);
	}
	if (read_time(act, "to", h->from.ends, reference, &h->ends) &&
	    h->ends.ms <= h->starts.ms) {
		desk_fault(act, "to", tr(act->language, "終了が開始より前になっています。"));
	}
}

/* 第6回, 6 */
static enum kg_status check_session(struct act *act, struct held *h)
{
	const char *key = text_title_key(h->from.session, act->desk->arena);
	const char *digits = strncmp(key, "第", strlen("第")) == 0 ? key + strlen("第") : key;
	char **numbers;
	char *end;
	size_t count;

	h->session = (int)strtol(digits, &end, 10);
	if (end == digits || h->session < 1 || h->session > 999 ||
	    (*end != '\0' && strcmp(end, "回") != 0)) {
		desk_fault(act, "session",
		    tr(act->language, "第何回かを、第6回 のようにご記入ください。"));
		return KG_OK;
	}
	TRY(meeting_of_year(act->desk->store, calendar_fiscal_year(h->starts), act->desk->arena,
	    &numbers, &count));
	for (size_t i = 0; i < count; i++) {
		struct meeting m;

		TRY(meeting_load(act->desk->store, numbers[i], act->desk->arena, &m));
		if (strcmp(m.body, h->body) == 0 && m.session == h->session) {
			desk_fault(act, "session",
			    arena_printf(act->desk->arena,
			        tr(act->language,
			            "その年度の第%d回は、すでに %s として記録されています。"),
			        h->session, m.number));
		}
	}
	return KG_OK;
}

static enum kg_status add_resolution(struct act *act, struct held *h, const char *number)
{
	struct agenda_line *line = &h->lines[h->line_count];
	enum kg_status st =
	    resolution_load(act->desk->store, number, act->desk->arena, &line->resolution);

	if (st == KG_OK && strcmp(h->body, "council") == 0) {
		line->kind = "report";
		line->item = number;
		h->line_count++;
		return KG_OK;
	}
	desk_fault(act, "item",
	    arena_printf(act->desk->arena,
	        tr(act->language,
	            "%s という議決は見当たらないか、この会議体の報告事項になりません。"),
	        number));
	return st == KG_NOT_FOUND ? KG_OK : st;
}

static enum kg_status add_item(struct act *act, struct held *h, const char *typed)
{
	const char *number = item_number_of(act, typed);
	struct agenda_line *line = &h->lines[h->line_count];
	enum kg_status st =
	    number == NULL ? KG_NOT_FOUND : item_find(act, number, &line->about);

	if (st != KG_OK && st != KG_NOT_FOUND) {
		return st;
	}
	if (st == KG_NOT_FOUND || !item_is_free(&line->about)) {
		desk_fault(act, "item",
		    arena_printf(act->desk->arena,
		        st == KG_NOT_FOUND
		            ? tr(act->language,
		                  "%s という審議事項は見当たりません。先に「/kaigi 審議事項」で登録してください。")
		            : tr(act->language,
		                  "%s は、別の審議が進んでいるか、すでに終わっています。"),
		        number == NULL ? text_truncate(typed, 30, act->desk->arena) : number));
		return KG_OK;
	}
	line->kind = "item";
	line->item = number;
	h->line_count++;
	return KG_OK;
}

static enum kg_status check_items(struct act *act, struct held *h)
{
	for (char **word = sitting_split(act, h->from.items); *word != NULL; word++) {
		struct number parts;

		if (h->line_count == AGENDA_MAX) {
			desk_fault(act, "item", tr(act->language, "議題は10件までです。"));
			return KG_OK;
		}
		if (number_parse(*word, &parts) && parts.kind == NUMBER_RESOLUTION) {
			TRY(add_resolution(act, h,
			    number_format(parts.kind, parts.fiscal_year, parts.serial,
			        act->desk->arena)));
		} else {
			TRY(add_item(act, h, *word));
		}
	}
	if (h->line_count == 0 && !desk_has_faults(act)) {
		desk_fault(act, "item",
		    tr(act->language,
		        "議題(審議事項の番号)をご記入ください。例:審R8-001、審R8-003"));
	}
	return KG_OK;
}

/* Each for an item of this agenda. */
static enum kg_status check_guests(struct act *act, struct held *h)
{
	TRY(convene_read_guests(act, h->from.guests, h->guests, &h->guest_count));
	for (size_t i = 0; i < h->guest_count; i++) {
		struct convene_guest *guest = &h->guests[i];

		guest->position = guest->item[0] == '\0' && h->line_count == 1 ? 1 : 0;
		for (size_t k = 0; k < h->line_count; k++) {
			if (strcmp(h->lines[k].item, guest->item) == 0) {
				guest->position = (int)k + 1;
			}
		}
		if (guest->position == 0 && !desk_has_faults(act)) {
			desk_fault(act, "guests",
			    arena_printf(act->desk->arena,
			        tr(act->language,
			            "%sの議題が、この会議の議題にありません(要綱第3条第3項)。"),
			        text_truncate(text_clean(guest->name, act->desk->arena), 30,
			            act->desk->arena)));
		}
	}
	return KG_OK;
}

static enum kg_status check(struct act *act, struct held *h)
{
	check_body(act, h);
	check_times(act, h);
	if (desk_has_faults(act)) {
		return KG_OK;
	}
	TRY(check_session(act, h));
	TRY(check_items(act, h));
	TRY(check_guests(act, h));
	if (text_is_blank(h->from.place)) {
		desk_fault(act, "place", tr(act->language, "開催した場所をご記入ください。"));
	}
	return meeting_convener(act, h->body, h->starts, &h->presider);
}

static enum kg_status append_line(struct act *act, const char *number, int position, int agenda,
    const struct agenda_line *line)
{
	bool item = strcmp(line->kind, "item") == 0;

	TRY(desk_append(act, "meeting.item", { "number", number },
	    { "position", desk_int(act, position) }, { "kind", line->kind },
	    { "agenda", desk_int(act, agenda) }, { "item", line->item },
	    { "item_version", desk_int(act, item ? line->about.version : 1) },
	    { "title", item ? line->about.title : line->resolution.title },
	    { "class", desk_int(act, item ? line->about.class : line->resolution.class) },
	    { "important", item && line->about.important ? "1" : "0" },
	    { "opinion_record", item ? line->about.opinion_record : "" },
	    { "item_sha256", item ? line->about.text_sha256 : line->resolution.text_sha256 }));
	return item ? item_goes(act, line->item, number) : KG_OK;
}

static enum kg_status append_lines(struct act *act, const struct held *h, const char *number)
{
	int year = calendar_fiscal_year(h->starts);
	int next[2];

	TRY(meeting_next_agenda(act->desk->store, h->body, year, "item", &next[0]));
	TRY(meeting_next_agenda(act->desk->store, h->body, year, "report", &next[1]));
	for (size_t i = 0; i < h->line_count; i++) {
		int *agenda = &next[strcmp(h->lines[i].kind, "report") == 0 ? 1 : 0];

		TRY(append_line(act, number, (int)i + 1, (*agenda)++, &h->lines[i]));
	}
	return KG_OK;
}

/* Whom the presider asked to attend: he named them in the meeting. */
static enum kg_status append_guests(struct act *act, const struct held *h, const char *number)
{
	for (size_t i = 0; i < h->guest_count; i++) {
		const struct convene_guest *guest = &h->guests[i];

		TRY(desk_append(act, "meeting.guest", { "number", number },
		    { "ordinal", desk_int(act, (int64_t)i + 1) },
		    { "position", desk_int(act, guest->position) }, { "name", guest->name },
		    { "affiliation", guest->affiliation }, { "purpose", guest->purpose },
		    { "workspace", guest->workspace }, { "account", guest->account },
		    { "person", h->presider.person }, { "capacity", h->presider.capacity }));
	}
	return KG_OK;
}

static enum kg_status append_held(
    struct act *act, const struct held *h, const char *number, const struct number *parts)
{
	struct rule_value quorum = desk_rule_of(act, h->body, "quorum", h->starts);
	struct rule_value proxy = desk_rule_of(act, h->body, "proxy_attendance", h->starts);

	TRY(desk_append(act, "meeting.held", { "number", number },
	    { "year", desk_int(act, parts->fiscal_year) },
	    { "ordinal", desk_int(act, parts->serial) }, { "body", h->body },
	    { "session", desk_int(act, h->session) },
	    { "session_year", desk_int(act, calendar_fiscal_year(h->starts)) },
	    { "place", text_clean(h->from.place, act->desk->arena) },
	    { "starts", desk_int(act, h->starts.ms) }, { "ends", desk_int(act, h->ends.ms) },
	    { "quorum_rule", quorum.value },
	    { "quorum_source", sitting_source(&quorum, LANGUAGE_JA) },
	    { "proxy_rule", proxy.value },
	    { "proxy_source", sitting_source(&proxy, LANGUAGE_JA) },
	    { "charter_version", act->desk->charter->version },
	    { "presider", h->presider.person }, { "presider_capacity", h->presider.capacity },
	    { "person", act->person.id }, { "capacity", "庶務" },
	    { "note", "kaigi によらず招集された会議の事後の記録" },
	    { "when", desk_when(act) }));
	TRY(append_lines(act, h, number));
	return append_guests(act, h, number);
}

static enum kg_status create(struct act *act, struct held *h)
{
	struct number parts = { .kind = NUMBER_MEETING,
		.fiscal_year = calendar_fiscal_year(h->starts) };
	struct sitting_now now = { .m = { .number = "", .body = h->body } };
	const char *number;
	char *open;
	enum kg_status st =
	    meeting_open_now(act->desk->store, h->body, act->desk->arena, &open);

	if (h->presider.person == NULL || st == KG_OK) {
		(void)desk_answer(act, "%s",
		    sitting_refusal(act, &now, NULL,
		        st == KG_OK ? SITTING_OTHER_OPEN : SITTING_NO_PRESIDER));
		return KG_OK;
	}
	if (st != KG_NOT_FOUND) {
		return st;
	}
	TRY(meeting_next(act->desk->store, parts.fiscal_year, &parts.serial));
	number =
	    number_format(NUMBER_MEETING, parts.fiscal_year, parts.serial, act->desk->arena);
	TRY(append_held(act, h, number, &parts));
	TRY(sitting_watch(act, number));
	TRY(sitting_load(act, number, &now));
	TRY(sitting_show(act, number));
	return meeting_say(act, &now.m,
	    arena_printf(act->desk->arena,
	        tr(act->language,
	            "%s%s(%s、主宰:%s)の記録を始めました。続いて出席者と議題ごとの結果を記録し、閉会してください。"),
	        meeting_body_word(act, h->body, act->language),
	        meeting_session_word(act, &now.m, act->language),
	        meeting_when_word(act, &now.m, act->language),
	        tr(act->language, h->presider.capacity)));
}

static struct field field_of(
    const char *key, const char *label, const char *hint, const char *value)
{
	return (struct field){ .key = key,
		.label = label,
		.hint = hint,
		.value = value,
		.limit = 300,
		.required = true };
}

static enum kg_status open_form(struct act *act, const struct request *r)
{
	enum language l = act->language;
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *f = arena_alloc(act->desk->arena, 7 * sizeof(*f));

	f[0] = field_of("for", tr(l, "会議体"), tr(l, "管理会議又は幹事会"), r->body);
	f[1] = field_of("session", tr(l, "第何回"), tr(l, "例:第6回"), r->session);
	f[2] =
	    field_of("held", tr(l, "開会日時"), tr(l, "例:11月24日 14:00、昨日 10時"), r->held);
	f[3] = field_of("to", tr(l, "閉会時刻"), tr(l, "例:15:20"), r->ends);
	f[4] = field_of("place", tr(l, "場所"), NULL, r->place);
	f[5] = field_of("item", tr(l, "議題"),
	    tr(l, "例:審R8-001、審R8-003。報告事項は議決の番号で"), r->items);
	f[6] = (struct field){ .key = "guests",
		.type = FIELD_LONG_TEXT,
		.label = tr(l, "出席を求めた方(いれば)"),
		.hint = tr(l, "1行に1名。例:伊東 恵/○○大学/審R8-001/意見"),
		.value = r->guests,
		.limit = 1000 };
	*form = (struct form){ .kind = "sitting.held",
		.title = tr(l, "会議の事後の記録"),
		.submit = tr(l, "記録する"),
		.fields = f,
		.field_count = 7 };
	return desk_ask(act, form, "", "");
}

static bool may_enter(struct act *act)
{
	if (!desk_may(act, CAN_ENTER_MEETING)) {
		(void)desk_answer(act, "%s",
		    tr(act->language,
		        "開催した会議の事後の記録は、庶務(要綱第7条)の操作です。庶務にお知らせください。"));
		return false;
	}
	return true;
}

enum kg_status sitting_after_command(struct act *act, const struct command *command)
{
	struct held h = { .from = { .body = or_empty(command_value(command, "for")),
		              .session = or_empty(command_value(command, "session")),
		              .held = or_empty(command_value(command, "held")),
		              .ends = or_empty(command_value(command, "to")),
		              .place = or_empty(command_value(command, "place")),
		              .items = or_empty(command_value(command, "item")),
		              .guests = or_empty(command_value(command, "guests")) } };

	if (!may_enter(act)) {
		return KG_OK;
	}
	if (h.from.held[0] == '\0' || h.from.ends[0] == '\0' || h.from.items[0] == '\0') {
		return open_form(act, &h.from);
	}
	TRY(check(act, &h));
	if (desk_has_faults(act)) {
		desk_say_faults(act);
		return KG_OK;
	}
	return create(act, &h);
}

enum kg_status sitting_after_form(struct act *act, const struct dialogue *dialogue)
{
	struct held h = { .from = { .body = desk_answer_of(act, "for"),
		              .session = desk_answer_of(act, "session"),
		              .held = desk_answer_of(act, "held"),
		              .ends = desk_answer_of(act, "to"),
		              .place = desk_answer_of(act, "place"),
		              .items = desk_answer_of(act, "item"),
		              .guests = desk_answer_of(act, "guests") } };

	if (!may_enter(act)) {
		return KG_OK;
	}
	TRY(check(act, &h));
	if (desk_has_faults(act)) {
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, dialogue->token));
	return create(act, &h);
}
