/*
 * From a command or a form to a draft. Every fault is said at once and by its field; nothing
 * typed is lost. What article 6 demands is refused with the article, everything else with the
 * rule it comes from.
 */

#include <string.h>

#include "handlers/article4.h"
#include "handlers/circulate_draft.h"
#include "handlers/grammar.h"
#include "handlers/leave.h"
#include "handlers/number.h"
#include "handlers/text.h"
#include "store/files.h"

enum { FORM_TEXT_MAX = 3000 }; /* what one field of a form holds */

static void check_texts(struct act *act, const struct request *r)
{
	enum language l = act->language;

	if (text_is_blank(r->title)) {
		desk_fault(act, "title", tr(l, "件名をご記入ください。"));
	} else if (!text_fits(r->title, TEXT_TITLE_MAX)) {
		desk_fault(act, "title", tr(l, "件名は100字以内でお願いいたします。"));
	}
	if (text_is_blank(r->body)) {
		desk_fault(act, "body",
		    tr(l,
		        "審議事項の本文がありません。要綱第6条により、審議事項を添えて諮る必要があります。"));
	} else if (!text_fits(r->body, TEXT_BODY_MAX)) {
		desk_fault(act, "body", tr(l, "本文は50,000字以内でお願いいたします。"));
	}
	if (text_is_blank(r->reason)) {
		desk_fault(act, "reason",
		    tr(l,
		        "会議を開催するいとまがない理由をご記入ください。要綱第6条の要件です。"));
	} else if (!text_fits(r->reason, TEXT_REASON_MAX)) {
		desk_fault(act, "reason", tr(l, "理由は1,000字以内でお願いいたします。"));
	}
}

/*
 * No deadline typed: the rule's working days, at the end of the day. 明日 is counted from when
 * it was typed; that there is time enough, from now.
 */
static void check_deadline(struct act *act, struct draft *d)
{
	struct kg_time now = act->event->when;
	struct dates_rules rules = { .end_of_day = desk_rule_clock(act, "day_end", now) };
	int minimum = desk_rule_int(act, "circulation_minimum_minutes", now);
	struct rule_value rule = desk_rule(act, "circulation_minimum_minutes", now);
	struct dates_fault fault;

	if (text_is_blank(d->from.deadline)) {
		int days = desk_rule_int(act, "circulation_deadline_days", now);
		struct kg_date day = calendar_add_working(kg_date_of(act->event->now), days);

		d->deadline = kg_time_at(day, rules.end_of_day / 60, rules.end_of_day % 60);
		return;
	}
	if (dates_parse(d->from.deadline, now, &rules, &d->deadline, &fault) != KG_OK) {
		desk_fault(
		    act, "deadline", dates_fault_text(&fault, act->language, act->desk->arena));
	} else if (d->deadline.ms < act->event->now.ms + (int64_t)minimum * KG_MINUTE) {
		desk_fault(act, "deadline",
		    arena_printf(act->desk->arena,
		        tr(act->language,
		            "期限は、いまから%d分以上あとにしてください(最短の回答時間・%s)。"),
		        minimum,
		        rule.entry == 0 ? tr(act->language, "既定値") : rule.document));
	}
}

static enum kg_status check_equal_open(
    struct act *act, const struct draft *d, const char *except)
{
	char **numbers;
	size_t count;

	TRY(circular_numbers(
	    act->desk->store, false, 0, 1000, act->desk->arena, &numbers, &count));
	for (size_t i = 0; i < count; i++) {
		struct circular c;

		if (except != NULL && strcmp(numbers[i], except) == 0) {
			continue;
		}
		TRY(circular_load(act->desk->store, numbers[i], act->desk->arena, &c));
		if (text_same_title(c.title, d->from.title) ||
		    strcmp(c.text_sha256, d->text_sha256) == 0) {
			desk_fault(act, "title",
			    arena_printf(act->desk->arena,
			        tr(act->language,
			            "同じ案件 %s「%s」が進行中です。重ねて起案はしませんでした。内容を改める場合は「/kaigi 改版 %s」をお使いください。"),
			        c.number, c.title, c.number));
			return KG_OK;
		}
	}
	return KG_OK;
}

static enum kg_status check(struct act *act, struct draft *d, const char *except)
{
	char hash[SHA256_HEX + 1];

	d->from.title =
	    text_clean(d->from.title, act->desk->arena); /* it stands in sentences */
	check_texts(act, &d->from);
	d->class = article4_check(act, d->from.class, d->from.class_reason);
	check_deadline(act, d);
	TRY(documents_check(act, d->from.documents, &d->documents));
	d->important = article4_is_yes(d->from.important, act->desk->arena);
	sha256_hex(d->from.body, strlen(d->from.body), hash);
	d->text_sha256 = arena_strdup(act->desk->arena, hash);
	if (desk_has_faults(act)) {
		return KG_OK;
	}
	return check_equal_open(act, d, except);
}

static enum kg_status append_draft(
    struct act *act, const char *number, const struct number *parts, const struct draft *d)
{
	bool is_new = parts != NULL;
	const struct request *r = &d->from;
	const char *opinion = d->opinion_record == NULL ? "" : d->opinion_record;
	const char *incident = d->incident == NULL ? r->incident : d->incident;

	return desk_append(act, is_new ? "circular.draft" : "circular.version",
	    { "number", number }, { "year", is_new ? desk_int(act, parts->fiscal_year) : NULL },
	    { "ordinal", is_new ? desk_int(act, parts->serial) : NULL }, { "title", r->title },
	    { "class", desk_int(act, d->class) }, { "class_reason", r->class_reason },
	    { "text", r->body }, { "text_sha256", d->text_sha256 }, { "reason", r->reason },
	    { "important", d->important ? "1" : "0" },
	    { "opinion_record", is_new ? opinion : NULL },
	    { "incident", is_new ? incident : NULL }, { "person", act->person.id },
	    { "capacity", "庶務" }, { "asked_deadline", r->deadline },
	    { "deadline", desk_int(act, d->deadline.ms) }, { "when", desk_when(act) });
}

/* Who is to act next: nobody waits without knowing for whom. */
static enum kg_status say_next(struct act *act, const char *number, struct card *card)
{
	struct circular c;
	enum language l = act->language;

	TRY(circular_load(act->desk->store, number, act->desk->arena, &c));
	if (c.state == CIRCULAR_COLLECTING) {
		card_line(card, LINE_PLAIN, "%s",
		    tr(l, "資料を取り込んでいます。そろい次第、庶務内確認に進みます。"));
	} else if (c.state == CIRCULAR_REVIEW) {
		card_line(card, LINE_PLAIN, tr(l, "次は庶務内確認です(確認者:%s)。"),
		    card_person_title(act, c.reviewer, l));
	} else if (c.state == CIRCULAR_CONFIRM) {
		card_line(card, LINE_PLAIN, "%s", tr(l, "次は議長の付議です。"));
	}
	return KG_OK;
}

static enum kg_status echo(struct act *act, const char *number, const struct draft *d)
{
	struct card *card = act->reply->card;
	struct kg_time change;
	enum language l = act->language;

	card_line(card, LINE_PLAIN, tr(l, "件名:%s(第4条第%d号)"), d->from.title, d->class);
	card_line(card, LINE_PLAIN, tr(l, "期限:%s"),
	    dates_chat(d->deadline, act->event->now, l, act->desk->arena));
	TRY(say_next(act, number, card));
	card_line(card, LINE_NOTE, tr(l, "審議事項の文面は SHA-256 %.20s… で固定しました。"),
	    d->text_sha256);
	if (desk_may(act, CAN_ROSTER_AHEAD) &&
	    tenure_change(act->desk->store, act->event->now, d->deadline, &change) == KG_OK) {
		card_line(card, LINE_NOTE,
		    tr(l,
		        "※期限までの間に人事異動(%s)があります。未押印の席は後任の方に引き継がれます。"),
		    dates_chat(change, act->event->now, l, act->desk->arena));
	}
	card_line(card, LINE_NOTE, tr(l, "取り下げる場合は「/kaigi 取下げ %s」です。"), number);
	return KG_OK;
}

static enum kg_status append_documents(struct act *act, const char *number, struct draft *d)
{
	TRY(documents_add_text(act, d->from.body, &d->documents));
	return documents_append(act, "circular.document", number, &d->documents);
}

static enum kg_status create(struct act *act, struct draft *d)
{
	struct number parts = { .kind = NUMBER_CIRCULATION,
		.fiscal_year = calendar_fiscal_year(act->event->when) };
	const char *number;

	TRY(circular_next(act->desk->store, parts.fiscal_year, &parts.serial));
	number = number_format(
	    NUMBER_CIRCULATION, parts.fiscal_year, parts.serial, act->desk->arena);
	TRY(append_draft(act, number, &parts, d));
	TRY(draft_item_goes(act, d, number));
	TRY(append_documents(act, number, d));
	TRY(documents_fetch(act, number, 1, &d->documents));
	(void)desk_answer(
	    act, tr(act->language, "【管理会議・持ち回り %s】起案を受け付けました。"), number);
	TRY(start_ready(act, number));
	return echo(act, number, d);
}

static enum kg_status revise(struct act *act, const char *number, struct draft *d)
{
	struct circular c;

	TRY(append_draft(act, number, NULL, d));
	TRY(draft_item_goes(act, d, number));
	TRY(append_documents(act, number, d));
	TRY(circular_load(act->desk->store, number, act->desk->arena, &c));
	TRY(documents_fetch(act, number, c.version, &d->documents));
	(void)desk_answer(act,
	    tr(act->language, "【管理会議・持ち回り %s】第%d版を受け付けました。"), number,
	    c.version);
	TRY(start_ready(act, number));
	return echo(act, number, d);
}

/* The form; what was understood already stands in it. */

static bool is_long(const char *body)
{
	return !text_fits(body, FORM_TEXT_MAX);
}

/* A text that the form can't hold is never cut: it waits beside the form and stands unless
 * another is written. */
static struct field body_field(enum language l, const char *body)
{
	return (struct field){ .key = "body",
		.type = FIELD_LONG_TEXT,
		.label = tr(l, "審議事項(本文)"),
		.hint =
		    is_long(body)
		        ? tr(l,
		              "3,000字を超える本文をお預かりしています。空欄のままなら、その文面を固定します。")
		        : tr(l,
		              "この文面がそのまま固定されます。3,000字を超える場合はコマンドの 本文= をお使いください。"),
		.value = is_long(body) ? "" : body,
		.limit = FORM_TEXT_MAX,
		.required = !is_long(body) };
}

static enum kg_status open_form(struct act *act, const struct request *r, const char *number)
{
	enum language l = act->language;
	struct arena *arena = act->desk->arena;
	struct form *form = arena_alloc(arena, sizeof(*form));
	struct field *f = arena_alloc(arena, 8 * sizeof(*f));
	struct field_option *important = arena_alloc(arena, sizeof(*important));

	*important =
	    (struct field_option){ "はい", tr(l, "特に重要な事案として扱う(第3条第4項)") };
	article4_fields(act, r->title, r->class, r->class_reason, f);
	f[3] = (struct field){ .key = "reason",
		.type = FIELD_LONG_TEXT,
		.label = tr(l, "会議を開催するいとまがない理由"),
		.value = r->reason,
		.limit = TEXT_REASON_MAX,
		.required = true };
	f[4] = body_field(l, r->body);
	f[5] = (struct field){ .key = "deadline",
		.label = tr(l, "期限"),
		.hint = arena_printf(arena,
		    tr(l, "例:12月1日(火) 17時、明日正午、本日中。空欄なら%d開庁日後です。"),
		    desk_rule_int(act, "circulation_deadline_days", act->event->when)),
		.value = r->deadline,
		.limit = 60 };
	f[6] = documents_field(act, r->documents);
	f[7] = (struct field){ .key = "important",
		.type = FIELD_CHECKS,
		.label = tr(l, "特に重要な事案"),
		.value = article4_is_yes(r->important, arena) ? "はい" : "",
		.options = important,
		.option_count = 1 };
	*form = (struct form){ .kind = "circulate.new",
		.title = tr(l, "持ち回り(要綱第6条)"),
		.submit = tr(l, "起案する"),
		.fields = f,
		.field_count = 8 };
	if (r->item[0] != '\0') { /* the rest is the item's */
		f[0] = f[3];
		f[1] = f[5];
		form->field_count = 2;
	}
	return desk_ask(act, form, number,
	    documents_context(act, is_long(r->body) && r->item[0] == '\0' ? r->body : ""));
}

static struct request read_command(const struct command *command)
{
	const char *body = command_value(command, "body");

	return (struct request){
		.title = command_text(command, "title"),
		.class = command_text(command, "class"),
		.class_reason = command_text(command, "opinion"),
		.body = body != NULL            ? body
		        : command->text != NULL ? command->text
		                                : "",
		.reason = command_text(command, "reason"),
		.deadline = command_text(command, "deadline"),
		.documents = command_text(command, "documents"),
		.important = command_text(command, "important"),
		.item = command_text(command, "item"),
		.incident = "",
	};
}

static bool is_incomplete(struct act *act, const struct request *r)
{
	return r->title[0] == '\0' || r->class[0] == '\0' || r->reason[0] == '\0' ||
	       r->body[0] == '\0' || article4_lacks_reason(act, r->class, r->class_reason);
}

/* What a form would cut, or refuse to open with. */
static bool fits_form(const struct request *r)
{
	return text_fits(r->title, TEXT_TITLE_MAX) && text_fits(r->reason, TEXT_REASON_MAX) &&
	       text_fits(r->class_reason, 200) && text_fits(r->deadline, 60) &&
	       text_fits(r->documents, 2000);
}

/* What stands in the way of any circulation; true when the person was answered. */
static enum kg_status refuse_at_the_door(struct act *act, bool *out)
{
	const char *chair;
	bool acting;
	struct card *card;

	*out = true;
	if (desk_in_channel(act, "committee")) {
		card = desk_answer(act, "%s",
		    tr(act->language,
		        "要綱第6条の持ち回りは管理会議の特例であり、幹事会の審議には使えません。"));
		card_line(card, LINE_PLAIN, "%s",
		    tr(act->language,
		        "幹事会で諮る場合は、幹事長による招集(第3条の3第1項)をご利用ください。"));
		card_line(card, LINE_PLAIN, "%s",
		    tr(act->language,
		        "意見を集める場合は、照会をご利用いただけます:/kaigi 照会 宛先=幹事会 件名=… 本文=…"));
		return KG_OK;
	}
	TRY(matter_chair(act, act->event->when, &chair, &acting));
	if (chair == NULL) {
		card = desk_answer(act, "%s",
		    tr(act->language,
		        "議長の席に、いま決裁できる方がいません(議長の事故又は欠員で、職務代理も始まっていません)。"));
		acting_say_lawful(act, act->event->when, act->language, card);
		return KG_OK;
	}
	*out = false;
	return KG_OK;
}

enum kg_status draft_open_for(struct act *act, const struct request *request)
{
	bool refused;

	TRY(refuse_at_the_door(act, &refused));
	return refused ? KG_OK : open_form(act, request, request->incident);
}

enum kg_status draft_command(struct act *act, const struct command *command)
{
	struct draft d = { .from = read_command(command) };
	bool refused;

	TRY(refuse_at_the_door(act, &refused));
	if (refused) {
		return KG_OK;
	}
	if (d.from.item[0] != '\0') {
		TRY(draft_take_item(act, &d, &refused));
		if (refused) {
			return KG_OK;
		}
	}
	if (is_incomplete(act, &d.from) && fits_form(&d.from)) {
		/* A quoted empty value is a wrong answer, not a missing one: the form would
		 * hide why. */
		bool typed_empty =
		    (command_value(command, "reason") != NULL && d.from.reason[0] == '\0') ||
		    (command_value(command, "body") != NULL && d.from.body[0] == '\0') ||
		    (command_value(command, "class") != NULL && d.from.class[0] == '\0');

		if (!typed_empty) {
			return open_form(act, &d.from, d.from.item);
		}
	}
	TRY(check(act, &d, NULL));
	if (desk_has_faults(act)) {
		desk_say_faults(act);
		return KG_OK;
	}
	return create(act, &d);
}

static bool is_revisable(struct act *act, const struct circular *c)
{
	if (c->state == CIRCULAR_CLOSED && strcmp(c->outcome, "approved") != 0) {
		return true;
	}
	(void)desk_answer(act,
	    tr(act->language,
	        "%s は、差戻し又は取下げのあとに改版できます。いまの状況は「/kaigi 状況 %s」でご確認ください。"),
	    c->number, c->number);
	return false;
}

/* Files belong to the version that they were put to: a new one begins without them. */
static void note_left_behind(struct act *act, const struct circular *before)
{
	int files = 0;

	for (size_t i = 0; i < before->document_count; i++) {
		files += strcmp(before->documents[i].kind, "file") == 0 ? 1 : 0;
	}
	if (files > 0 && act->reply->kind == REPLY_TEXT) {
		card_line(act->reply->card, LINE_NOTE,
		    tr(act->language,
		        "※前の版のファイル(%d件)は引き継いでいません。必要な場合は、取り下げて「改版」で付け直してください。"),
		    files);
	}
}

/* The links of the last version, as they are typed. */
static const char *links_of(struct act *act, const struct circular *c)
{
	const char *links = "";

	for (size_t i = 0; i < c->document_count; i++) {
		if (strcmp(c->documents[i].kind, "link") == 0) {
			links = arena_printf(act->desk->arena, "%s%s%s", links,
			    *links == '\0' ? "" : " ", c->documents[i].source);
		}
	}
	return links;
}

static enum kg_status take_draft(
    struct act *act, const struct dialogue *dialogue, struct draft *d)
{
	bool has_item = strncmp(dialogue->matter, "審", strlen("審")) == 0;
	bool has_incident = strncmp(dialogue->matter, "事", strlen("事")) == 0;
	bool is_new = has_item || has_incident || dialogue->matter[0] == '\0';
	struct circular c;
	bool refused;

	TRY(refuse_at_the_door(act, &refused));
	if (refused) {
		return KG_OK;
	}
	d->from.item = has_incident ? "" : dialogue->matter;
	d->from.incident = has_incident ? dialogue->matter : "";
	if (!is_new) {
		TRY(draft_item_of(act, dialogue->matter, &d->from.item));
	}
	if (d->from.item[0] != '\0') {
		TRY(draft_take_item(act, d, &refused));
		if (refused) {
			return dialogue_close(act->desk->store, dialogue->token);
		}
	}
	if (!is_new) {
		TRY(circular_load(act->desk->store, dialogue->matter, act->desk->arena, &c));
		if (!is_revisable(act, &c)) {
			return dialogue_close(act->desk->store, dialogue->token);
		}
	}
	TRY(check(act, d, is_new ? NULL : dialogue->matter));
	if (desk_has_faults(act)) {
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, dialogue->token));
	if (is_new) {
		return create(act, d);
	}
	TRY(revise(act, dialogue->matter, d));
	note_left_behind(act, &c);
	return KG_OK;
}

enum kg_status draft_form(struct act *act, const struct dialogue *dialogue)
{
	struct draft d = { .from = {
		               .title = desk_answer_of(act, "title"),
		               .class = desk_answer_of(act, "class"),
		               .class_reason = desk_answer_of(act, "class_reason"),
		               .body = desk_answer_of(act, "body"),
		               .reason = desk_answer_of(act, "reason"),
		               .deadline = desk_answer_of(act, "deadline"),
		               .documents = desk_answer_of(act, "documents"),
		               .important = desk_answer_of(act, "important"),
		               .item = "",
		               .incident = "",
		           } };
	const char *kept = d.from.body;
	struct event event = documents_place(act, dialogue, &kept);
	struct act placed = *act;

	d.from.body = text_is_blank(d.from.body) ? kept : d.from.body;
	placed.event = &event;
	return take_draft(&placed, dialogue, &d);
}

enum kg_status draft_revise(struct act *act, const struct command *command, const char *number)
{
	struct request r = read_command(command);
	struct circular c;

	TRY(circular_load(act->desk->store, number, act->desk->arena, &c));
	if (!is_revisable(act, &c)) {
		return KG_OK;
	}
	r.title = r.title[0] == '\0' ? c.title : r.title;
	r.class = r.class[0] == '\0' ? desk_int(act, c.class) : r.class;
	r.class_reason = r.class_reason[0] == '\0' ? c.class_reason : r.class_reason;
	r.body = r.body[0] == '\0' ? c.text : r.body;
	r.reason = r.reason[0] == '\0' ? c.reason : r.reason;
	r.documents = r.documents[0] == '\0' ? links_of(act, &c) : r.documents;
	TRY(draft_item_of(act, number, &r.item));
	return open_form(act, &r, number);
}
