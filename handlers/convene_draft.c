/* 招集 as 庶務 prepares it: body, day and hour, place, agenda, guests, end of the replies. */

#include <string.h>

#include "config/rule.h"
#include "handlers/calendar.h"
#include "handlers/circulate.h"
#include "handlers/convene.h"
#include "handlers/item.h"
#include "handlers/number.h"
#include "handlers/text.h"
#include "store/incidents.h"
#include "store/resolutions.h"

enum {
	ONE_MINUTE = 60000,
	HALF_HOUR = 30 * ONE_MINUTE,
	DAY_END = 24 * 60 - 1,
	REPLY_DAYS = 3,
	PLACE_MAX = 100,
	LINK_MAX = 500,
};

struct typed { /* "" when left out */
	const char *body;
	const char *held;
	const char *place;
	const char *link;
	const char *items;
	const char *guests;
	const char *deadline;
	const char *reason;
	const char *incident;
};

struct convening {
	struct typed from;
	const char *number; /* of the draft that is entered again; NULL: a new one */
	const char *body;
	struct convene_when when;
	struct kg_time reply_by;
	const char *incident;
	bool is_short;
	bool unheard;
	struct item items[CONVENE_ITEMS_MAX];
	size_t item_count;
	struct convene_guest guests[CONVENE_GUESTS_MAX];
	size_t guest_count;
};

static const char *value_of(const struct command *command, const char *key)
{
	const char *value = command_value(command, key);

	return value == NULL ? "" : value;
}

const char *convene_notice_key(const char *incident)
{
	return incident[0] == '\0' ? "notice_days" : "notice_incident_days";
}

/* Where the end of a day changes what was read, no hour was said. */
static bool has_hour(const char *typed, struct kg_time now)
{
	struct dates_rules late = { .end_of_day = DAY_END };
	struct dates_rules later = { .end_of_day = DAY_END - 1 };
	struct dates_fault fault;
	struct kg_time one;
	struct kg_time other;

	return dates_parse(typed, now, &late, &one, &fault) == KG_OK &&
	       dates_parse(typed, now, &later, &other, &fault) == KG_OK && one.ms == other.ms;
}

bool convene_read_when(struct act *act, const char *typed, struct convene_when *out)
{
	struct kg_time now = act->event->when;
	struct dates_rules rules = { .end_of_day = 0 };
	struct dates_period period = { 0 };
	struct dates_fault fault;
	struct dates_fault other;
	bool good = false;

	*out = (struct convene_when){ 0 };
	if (dates_parse(typed, now, &rules, &out->starts, &fault) == KG_OK) {
		good = has_hour(typed, now);
		fault.kind = DATES_FINE;
	} else if (dates_parse_period(typed, now, &period, &other) == KG_OK) {
		good = period.to.ms - period.from.ms < KG_DAY;
		*out = (struct convene_when){ period.from, period.to };
		fault.kind = DATES_FINE;
	} else if (fault.kind == DATES_AMBIGUOUS || fault.kind == DATES_UNKNOWN) {
		fault = other;
	}
	if (good && out->starts.ms < act->event->now.ms + ONE_MINUTE) {
		desk_fault(act, "held", tr(act->language, "開催日時が過ぎています。"));
		return false;
	}
	if (!good) {
		desk_fault(act, "held",
		    fault.kind == DATES_FINE
		        ? tr(act->language,
		              "開始の時刻もご記入ください。例:12月8日(火) 14:00-15:00")
		        : dates_fault_text(&fault, act->language, act->desk->arena));
	}
	return good;
}

/* By default the third working day before; of a meeting nearer than that, half an hour before
 * it, or now where even that is past. */
static struct kg_time default_reply_by(struct act *act, struct kg_time starts)
{
	int end = desk_rule_clock(act, "day_end", act->event->when);
	struct kg_date day = calendar_add_working(kg_date_of(starts), -REPLY_DAYS);
	struct kg_time at = kg_time_at(day, end / 60, end % 60);

	if (at.ms > act->event->now.ms + KG_HOUR) {
		return at;
	}
	at.ms = starts.ms - HALF_HOUR;
	return at.ms > act->event->now.ms + HALF_HOUR ? at : starts;
}

bool convene_read_reply_by(
    struct act *act, const char *typed, struct kg_time starts, struct kg_time *out)
{
	struct kg_time now = act->event->when;
	struct dates_rules rules = { .end_of_day = desk_rule_clock(act, "day_end", now) };
	struct dates_fault fault;

	if (text_is_blank(typed)) {
		*out = default_reply_by(act, starts);
		return true;
	}
	if (dates_parse(typed, now, &rules, out, &fault) != KG_OK) {
		desk_fault(
		    act, "deadline", dates_fault_text(&fault, act->language, act->desk->arena));
		return false;
	}
	if (out->ms < act->event->now.ms + ONE_MINUTE || out->ms > starts.ms) {
		desk_fault(act, "deadline",
		    tr(act->language,
		        "出欠の回答期限は、いまから開会までの間でご記入ください。"));
		return false;
	}
	return true;
}

bool convene_read_link(struct act *act, const char *typed)
{
	bool good = strncmp(typed, "https://", 8) == 0 || strncmp(typed, "http://", 7) == 0;

	if (typed[0] == '\0' ||
	    (good && strpbrk(typed, " \n\t<>|") == NULL && text_fits(typed, LINK_MAX))) {
		return true;
	}
	desk_fault(act, "link",
	    tr(act->language, "リンクは https:// で始まる一つの宛先をご記入ください。"));
	return false;
}

static bool is_body(struct act *act, const char *typed, const char *id)
{
	const struct charter_body *body = charter_body(act->desk->charter, id);
	const char *plain = text_title_key(typed, act->desk->arena);

	return strcmp(plain, id) == 0 ||
	       (body != NULL &&
	           (strcmp(plain, text_title_key(body->name.ja, act->desk->arena)) == 0 ||
	               strcmp(plain, text_title_key(body->name.en, act->desk->arena)) == 0));
}

static void check_body(struct act *act, struct convening *c)
{
	c->body = "council";
	if (is_body(act, c->from.body, "committee")) {
		c->body = "committee";
	} else if (!text_is_blank(c->from.body) && !is_body(act, c->from.body, "council")) {
		desk_fault(act, "for",
		    tr(act->language, "会議体は「管理会議」又は「幹事会」でご記入ください。"));
	}
}

static void check_place(struct act *act, const struct convening *c)
{
	(void)convene_read_link(act, c->from.link);
	if (text_is_blank(c->from.place) && c->from.link[0] == '\0') {
		desk_fault(act, "place",
		    tr(act->language, "場所又はオンライン会議のリンクをご記入ください。"));
	}
	if (!text_fits(c->from.place, PLACE_MAX)) {
		desk_fault(act, "place", tr(act->language, "場所は100文字までです。"));
	}
}

static enum kg_status add_item(struct act *act, struct convening *c, const char *typed)
{
	const char *number = item_number_of(act, typed);
	struct item item = { 0 };
	enum kg_status st = number == NULL ? KG_NOT_FOUND : item_find(act, number, &item);

	if (st != KG_OK && st != KG_NOT_FOUND) {
		return st;
	}
	for (size_t i = 0; st == KG_OK && i < c->item_count; i++) {
		if (strcmp(c->items[i].number, number) == 0) {
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
	} else if (c->item_count == CONVENE_ITEMS_MAX) {
		desk_fault(act, "item", tr(act->language, "議題は10件までです。"));
	} else {
		c->items[c->item_count++] = item;
	}
	return KG_OK;
}

/* The council may also meet to hear what was resolved outside. */
static enum kg_status has_reports(struct act *act, const struct convening *c, bool *out)
{
	struct resolution *list;
	size_t count;

	*out = false;
	if (strcmp(c->body, "council") != 0) {
		return KG_OK;
	}
	TRY(resolution_unreported(act->desk->store, act->desk->arena, &list, &count));
	*out = count > 0;
	return KG_OK;
}

/* What came of incidents from level 2 up is on the council's next agenda (article 4(7)). */
static enum kg_status add_closings(struct act *act, struct convening *c)
{
	char **items;
	size_t count;

	if (strcmp(c->body, "council") != 0) {
		return KG_OK;
	}
	TRY(incident_items(act->desk->store, act->desk->arena, &items, &count));
	for (size_t i = 0; i < count && c->item_count < CONVENE_ITEMS_MAX; i++) {
		TRY(add_item(act, c, items[i]));
	}
	return KG_OK;
}

static enum kg_status check_items(struct act *act, struct convening *c)
{
	static const char *const marks[] = { "、", ",", "\uFF0C", ";", "\uFF1B" };
	char *text =
	    arena_strdup(act->desk->arena, text_clean(c->from.items, act->desk->arena));
	char *word;
	bool reports;

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		char *p;

		while ((p = strstr(text, marks[i])) != NULL) {
			memset(p, ' ', strlen(marks[i]));
		}
	}
	while ((word = strsep(&text, " ")) != NULL) {
		if (*word != '\0') {
			TRY(add_item(act, c, word));
		}
	}
	TRY(add_closings(act, c));
	TRY(has_reports(act, c, &reports));
	if (c->item_count == 0 && !reports && !desk_has_faults(act)) {
		desk_fault(act, "item",
		    tr(act->language,
		        "議題(審議事項の番号)をご記入ください。例:審R8-001、審R8-003"));
	}
	c->incident = c->from.incident;
	for (size_t i = 0; i < c->item_count; i++) {
		c->incident = c->incident[0] == '\0' ? c->items[i].incident : c->incident;
		c->unheard =
		    c->unheard || (strcmp(c->body, "council") == 0 && c->items[i].important &&
		                      c->items[i].opinion_record[0] == '\0');
	}
	return KG_OK;
}

static enum kg_status check_guests(struct act *act, struct convening *c)
{
	TRY(convene_read_guests(act, c->from.guests, c->guests, &c->guest_count));
	for (size_t i = 0; i < c->guest_count; i++) {
		struct convene_guest *guest = &c->guests[i];

		for (size_t k = 0; k < c->item_count; k++) {
			if (strcmp(c->items[k].number, guest->item) == 0 ||
			    (guest->item[0] == '\0' && c->item_count == 1)) {
				guest->position = (int)k + 1;
			}
		}
		if (guest->position == 0) {
			desk_fault(act, "guests",
			    arena_printf(act->desk->arena,
			        tr(act->language,
			            "%s さまに出席を求める議題を、議題の番号で添えてください(要綱第3条第3項)。"),
			        guest->name));
		}
	}
	return KG_OK;
}

static void check_notice(struct act *act, struct convening *c)
{
	struct kg_time now = act->event->when;
	int days = rule_number(rule_find(convene_notice_key(c->incident)),
	    desk_rule_of(act, c->body, convene_notice_key(c->incident), now).value);

	c->is_short = convene_is_short(kg_date_of(now), kg_date_of(c->when.starts), days);
	if (c->is_short && text_is_blank(c->from.reason)) {
		desk_fault(act, "reason",
		    arena_printf(act->desk->arena,
		        tr(act->language,
		            "開催までの通知の期間が%d執務日に満たないため、理由をご記入ください(通知の期限は%sまで)。"),
		        days,
		        dates_chat_day(
		            kg_date_start(convene_latest(kg_date_of(c->when.starts), days)),
		            act->event->now, act->language, act->desk->arena)));
	}
	if (!text_fits(c->from.reason, TEXT_REASON_MAX)) {
		desk_fault(act, "reason", tr(act->language, "理由は1000文字までです。"));
	}
}

static enum kg_status check(struct act *act, struct convening *c)
{
	bool timed;

	check_body(act, c);
	timed = convene_read_when(act, c->from.held, &c->when);
	check_place(act, c);
	TRY(check_items(act, c));
	TRY(check_guests(act, c));
	if (timed) {
		(void)convene_read_reply_by(
		    act, c->from.deadline, c->when.starts, &c->reply_by);
		check_notice(act, c);
	}
	return KG_OK;
}

static enum kg_status append_items(struct act *act, const struct convening *c)
{
	for (size_t i = 0; i < c->item_count; i++) {
		const struct item *item = &c->items[i];

		TRY(desk_append(act, "meeting.item", { "number", c->number },
		    { "position", desk_int(act, (int64_t)i + 1) }, { "kind", "item" },
		    { "item", item->number }, { "item_version", desk_int(act, item->version) },
		    { "title", item->title }, { "class", desk_int(act, item->class) },
		    { "important", item->important ? "1" : "0" },
		    { "opinion_record", item->opinion_record },
		    { "item_sha256", item->text_sha256 }));
	}
	for (size_t i = 0; i < c->guest_count; i++) {
		const struct convene_guest *guest = &c->guests[i];

		TRY(desk_append(act, "meeting.guest", { "number", c->number },
		    { "ordinal", desk_int(act, (int64_t)i + 1) },
		    { "position", desk_int(act, guest->position) }, { "name", guest->name },
		    { "affiliation", guest->affiliation }, { "purpose", guest->purpose },
		    { "workspace", guest->workspace }, { "account", guest->account }));
	}
	return KG_OK;
}

static enum kg_status append(struct act *act, struct convening *c)
{
	bool again = c->number != NULL;
	int year = calendar_fiscal_year(act->event->when);
	int serial = 0;

	if (!again) {
		TRY(meeting_next(act->desk->store, year, &serial));
		c->number = number_format(NUMBER_MEETING, year, serial, act->desk->arena);
	}
	TRY(desk_append(act, again ? "meeting.redraft" : "meeting.draft",
	    { "number", c->number }, { "year", again ? NULL : desk_int(act, year) },
	    { "ordinal", again ? NULL : desk_int(act, serial) }, { "body", c->body },
	    { "place", text_clean(c->from.place, act->desk->arena) }, { "link", c->from.link },
	    { "starts", desk_int(act, c->when.starts.ms) },
	    { "ends", desk_int(act, c->when.ends.ms) },
	    { "reply_by", desk_int(act, c->reply_by.ms) }, { "purpose", "" },
	    { "incident", c->incident }, { "short_reason", c->is_short ? c->from.reason : "" },
	    { "person", act->person.id }, { "capacity", "庶務" },
	    { "charter_version", act->desk->charter->version }, { "when", desk_when(act) }));
	return append_items(act, c);
}

static enum kg_status create(struct act *act, struct convening *c)
{
	enum language l = act->language;
	struct meeting m;
	struct card *card;

	TRY(append(act, c));
	TRY(convene_pass_on(act, c->number));
	TRY(meeting_load(act->desk->store, c->number, act->desk->arena, &m));
	card = desk_answer(act, tr(l, "%s招集の起案を受け付けました。次は%sです。"),
	    meeting_head(act, &m, l),
	    m.state == MEETING_REVIEW ? tr(l, "庶務内確認") : meeting_state_word(&m, l));
	card_line(card, LINE_PLAIN, tr(l, "日時:%s"), meeting_when_word(act, &m, l));
	convene_add_place(act, &m, l, card);
	meeting_add_agenda(act, &m, 0, l, card);
	card_line(card, LINE_PLAIN, tr(l, "出欠の回答期限:%s"),
	    dates_chat(m.reply_by, act->event->now, l, act->desk->arena));
	if (c->unheard) {
		card_line(card, LINE_NOTE, "%s",
		    tr(l,
		        "※特に重要な事案について、幹事会の審議等がありません(要綱第3条の3第6項)。議長が理由を記して招集する場合に限り、議案となります。"));
	}
	return KG_OK;
}

static struct field_option *body_options(struct act *act)
{
	struct field_option *options = arena_alloc(act->desk->arena, 2 * sizeof(*options));

	options[0] = (struct field_option){ "council",
		meeting_body_word(act, "council", act->language) };
	options[1] = (struct field_option){ "committee",
		meeting_body_word(act, "committee", act->language) };
	return options;
}

static void fill_when(struct act *act, const struct typed *t, struct field *f)
{
	enum language l = act->language;

	f[0] = (struct field){ .key = "for",
		.type = FIELD_CHOICE,
		.label = tr(l, "会議体"),
		.value = is_body(act, t->body, "committee") ? "committee" : "council",
		.required = true,
		.options = body_options(act),
		.option_count = 2 };
	f[1] = (struct field){ .key = "held",
		.label = tr(l, "開催日時"),
		.hint = tr(l, "例:12月8日(火) 14:00-15:00"),
		.value = t->held,
		.limit = 60,
		.required = true };
	f[2] = (struct field){
		.key = "place", .label = tr(l, "場所"), .value = t->place, .limit = PLACE_MAX
	};
	f[3] = (struct field){ .key = "link",
		.label = tr(l, "オンライン会議のリンク"),
		.hint = tr(l, "場所とリンクのどちらかをご記入ください。"),
		.value = t->link,
		.limit = LINK_MAX };
}

static enum kg_status open_form(struct act *act, const struct typed *t, const char *number)
{
	enum { FIELDS = 8 };
	enum language l = act->language;
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *f = arena_alloc(act->desk->arena, FIELDS * sizeof(*f));

	fill_when(act, t, f);
	f[4] = (struct field){ .key = "item",
		.label = tr(l, "議題(審議事項の番号)"),
		.hint = tr(l, "例:審R8-001、審R8-003"),
		.value = t->items,
		.limit = 300 };
	f[5] = (struct field){ .key = "guests",
		.type = FIELD_LONG_TEXT,
		.label = tr(l, "出席を求める者"),
		.hint = tr(l, "1行に1名:氏名/所属/議題の番号/説明又は意見/@アカウント"),
		.value = t->guests,
		.limit = 2000 };
	f[6] = (struct field){ .key = "deadline",
		.label = tr(l, "出欠の回答期限"),
		.hint = tr(l, "空欄なら3執務日前です。"),
		.value = t->deadline,
		.limit = 60 };
	f[7] = (struct field){ .key = "reason",
		.label = tr(l, "通知の期間が短い理由"),
		.hint = tr(l, "規則の日数に満たないときにご記入ください。"),
		.value = t->reason,
		.limit = TEXT_REASON_MAX };
	*form = (struct form){ .kind = "meeting.new",
		.title = tr(l, "会議の招集の起案"),
		.submit = tr(l, "起案する"),
		.fields = f,
		.field_count = FIELDS };
	return desk_ask(act, form, number == NULL ? "" : number, t->incident);
}

enum kg_status convene_open_for(struct act *act, const char *item, const char *incident)
{
	struct typed typed = { .body = "council",
		.held = "",
		.place = "",
		.link = "",
		.items = item,
		.guests = "",
		.deadline = "",
		.reason = "",
		.incident = incident };

	return open_form(act, &typed, NULL);
}

enum kg_status convene_form(struct act *act, const struct dialogue *dialogue)
{
	struct convening c = { .number = dialogue->matter[0] == '\0' ? NULL : dialogue->matter,
		.from = { .body = desk_answer_of(act, "for"),
		    .held = desk_answer_of(act, "held"),
		    .place = desk_answer_of(act, "place"),
		    .link = desk_answer_of(act, "link"),
		    .items = desk_answer_of(act, "item"),
		    .guests = desk_answer_of(act, "guests"),
		    .deadline = desk_answer_of(act, "deadline"),
		    .reason = desk_answer_of(act, "reason"),
		    .incident = dialogue->context } };
	struct meeting m;

	if (!desk_may(act, CAN_CONVENE_DRAFT)) {
		return dialogue_close(act->desk->store, dialogue->token);
	}
	TRY(check(act, &c));
	if (desk_has_faults(act)) {
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, dialogue->token));
	if (c.number != NULL) {
		TRY(meeting_load(act->desk->store, c.number, act->desk->arena, &m));
		if (m.state != MEETING_DRAFT) {
			return convene_show(act, m.number);
		}
	}
	return create(act, &c);
}

static const char *items_of(struct act *act, const struct meeting *m)
{
	const char *text = "";

	for (size_t i = 0; i < m->item_count; i++) {
		text = arena_printf(
		    act->desk->arena, "%s%s%s", text, i == 0 ? "" : "、", m->items[i].item);
	}
	return text;
}

static const char *either(const char *typed, const char *before)
{
	return typed[0] == '\0' ? before : typed;
}

static bool says_nothing(const struct typed *t)
{
	return t->body[0] == '\0' && t->held[0] == '\0' && t->place[0] == '\0' &&
	       t->link[0] == '\0' && t->items[0] == '\0' && t->guests[0] == '\0' &&
	       t->deadline[0] == '\0' && t->reason[0] == '\0';
}

/* Returned to 庶務: what is typed stands over what was there. */
static enum kg_status again(struct act *act, const struct typed *typed, const char *number)
{
	struct convening c = { .number = number, .from = *typed };
	struct meeting m;

	TRY(meeting_load(act->desk->store, number, act->desk->arena, &m));
	c.from.body = either(typed->body, m.body);
	c.from.held = either(typed->held,
	    kg_time_is_set(m.ends)
	        ? arena_printf(act->desk->arena, "%s-%s",
	              dates_chat(m.starts, act->event->now, LANGUAGE_JA, act->desk->arena),
	              dates_clock(m.ends, act->desk->arena))
	        : dates_chat(m.starts, act->event->now, LANGUAGE_JA, act->desk->arena));
	c.from.place = either(typed->place, m.place);
	c.from.link = either(typed->link, m.link);
	c.from.items = either(typed->items, items_of(act, &m));
	c.from.guests = either(typed->guests, convene_guests_text(act, &m));
	c.from.reason = either(typed->reason, m.short_reason);
	c.from.incident = either(typed->incident, m.incident);
	if (says_nothing(typed)) {
		return open_form(act, &c.from, number);
	}
	TRY(check(act, &c));
	if (desk_has_faults(act)) {
		desk_say_faults(act);
		return KG_OK;
	}
	return create(act, &c);
}

static enum kg_status on_number(struct act *act, const struct typed *typed, const char *number)
{
	struct meeting m;
	enum kg_status st = meeting_find(act, number, &m);

	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? meeting_not_found(act, number) : st;
	}
	if (m.state != MEETING_DRAFT || !desk_may(act, CAN_CONVENE_DRAFT)) {
		return convene_show(act, number);
	}
	return again(act, typed, number);
}

enum kg_status convene_command(struct act *act, const struct command *command)
{
	const char *number = meeting_number_of(act, command->number);
	struct convening c = { .from = { .body = value_of(command, "for"),
		                   .held = value_of(command, "held"),
		                   .place = value_of(command, "place"),
		                   .link = value_of(command, "link"),
		                   .items = value_of(command, "item"),
		                   .guests = value_of(command, "guests"),
		                   .deadline = value_of(command, "deadline"),
		                   .reason = value_of(command, "reason"),
		                   .incident = value_of(command, "incident") } };
	const char *text = command->text == NULL ? "" : command->text;
	bool asks =
	    strncmp(text, "依頼", strlen("依頼")) == 0 || strncmp(text, "request", 7) == 0;

	if (number != NULL) {
		return on_number(act, &c.from, number);
	}
	if (asks || !desk_may(act, CAN_CONVENE_DRAFT)) {
		return convene_request(act, command);
	}
	if (c.from.held[0] == '\0' || (c.from.place[0] == '\0' && c.from.link[0] == '\0') ||
	    c.from.items[0] == '\0') {
		return open_form(act, &c.from, NULL);
	}
	TRY(check(act, &c));
	if (desk_has_faults(act)) {
		desk_say_faults(act);
		return KG_OK;
	}
	return create(act, &c);
}
