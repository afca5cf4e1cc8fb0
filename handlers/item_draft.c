/* From a command or a form to a registered matter, or to a new version of one. Every fault is
 * said at once and by its field. */

#include <string.h>

#include "handlers/article4.h"
#include "handlers/calendar.h"
#include "handlers/item.h"
#include "handlers/number.h"
#include "handlers/text.h"
#include "store/files.h"

enum { FORM_TEXT_MAX = 3000 };

struct request { /* as typed; "" when left out */
	const char *title;
	const char *class;
	const char *class_reason;
	const char *body;
	const char *documents;
	const char *important;
	const char *incident;
};

struct draft {
	struct request from;
	int class;
	const char *text_sha256;
	struct documents documents;
};

static enum kg_status check(struct act *act, struct draft *d)
{
	enum language l = act->language;
	const struct request *r = &d->from;
	char hash[SHA256_HEX + 1];

	d->from.title =
	    text_clean(d->from.title, act->desk->arena); /* it stands in sentences */
	if (text_is_blank(r->title)) {
		desk_fault(act, "title", tr(l, "件名をご記入ください。"));
	} else if (!text_fits(r->title, TEXT_TITLE_MAX)) {
		desk_fault(act, "title", tr(l, "件名は100字以内でお願いいたします。"));
	}
	if (text_is_blank(r->body)) {
		desk_fault(act, "body", tr(l, "審議事項の本文をご記入ください。"));
	} else if (!text_fits(r->body, TEXT_BODY_MAX)) {
		desk_fault(act, "body", tr(l, "本文は50,000字以内でお願いいたします。"));
	}
	d->class = article4_check(act, r->class, r->class_reason);
	TRY(documents_check(act, r->documents, &d->documents));
	sha256_hex(r->body, strlen(r->body), hash);
	d->text_sha256 = arena_strdup(act->desk->arena, hash);
	return KG_OK;
}

static enum kg_status check_equal(struct act *act, const struct draft *d, const char *except)
{
	char **numbers;
	size_t count;

	TRY(item_numbers(act->desk->store, false, 1000, act->desk->arena, &numbers, &count));
	for (size_t i = 0; i < count; i++) {
		struct item item;

		TRY(item_load(act->desk->store, numbers[i], act->desk->arena, &item));
		if (strcmp(numbers[i], except) != 0 &&
		    (text_same_title(item.title, d->from.title) ||
		        strcmp(item.text_sha256, d->text_sha256) == 0)) {
			desk_fault(act, "title",
			    arena_printf(act->desk->arena,
			        tr(act->language,
			            "同じ審議事項 %s「%s」が登録されています。重ねて登録はしませんでした。内容を改める場合は「/kaigi 改版 %s」をお使いください。"),
			        item.number, item.title, item.number));
			return KG_OK;
		}
	}
	return KG_OK;
}

static enum kg_status append_documents(
    struct act *act, const char *number, int version, struct draft *d)
{
	TRY(documents_add_text(act, d->from.body, &d->documents));
	TRY(documents_append(act, "item.document", number, &d->documents));
	return documents_fetch(act, number, version, &d->documents);
}

static enum kg_status echo(struct act *act, const char *number, const struct draft *d)
{
	enum language l = act->language;
	struct card *card = act->reply->card;

	card_line(card, LINE_PLAIN, tr(l, "件名:%s(第4条第%d号)"),
	    text_clean(d->from.title, act->desk->arena), d->class);
	article4_lines(act, d->class, l, card);
	card_line(card, LINE_NOTE, tr(l, "審議事項の文面は SHA-256 %.20s… で固定しました。"),
	    d->text_sha256);
	if (article4_is_yes(d->from.important, act->desk->arena)) {
		card_line(card, LINE_PLAIN, "%s",
		    tr(l, "特に重要な事案に当たるかどうか、幹事長に伺いを送りました。"));
		return item_ask_chief(act, number);
	}
	card_line(card, LINE_NOTE,
	    tr(l, "持ち回りに付す場合は「/kaigi 持ち回り 議案=%s」です。"), number);
	return KG_OK;
}

static enum kg_status append_new(struct act *act, struct draft *d, const char **out_number)
{
	int year = calendar_fiscal_year(act->event->when);
	const char *number;
	int serial;

	TRY(item_next(act->desk->store, year, &serial));
	number = number_format(NUMBER_ITEM, year, serial, act->desk->arena);
	*out_number = number;
	TRY(desk_append(act, "item.draft", { "number", number },
	    { "year", desk_int(act, year) }, { "ordinal", desk_int(act, serial) },
	    { "title", d->from.title }, { "class", desk_int(act, d->class) },
	    { "class_reason", d->from.class_reason }, { "text", d->from.body },
	    { "text_sha256", d->text_sha256 }, { "incident", d->from.incident },
	    { "person", act->person.id }, { "capacity", "庶務" },
	    { "charter_version", act->desk->charter->version }, { "when", desk_when(act) }));
	return append_documents(act, number, 1, d);
}

enum kg_status item_prepare(
    struct act *act, const struct item_prepared *prepared, const char **out_number)
{
	char hash[SHA256_HEX + 1];
	struct draft d = { .from = { .title = prepared->title,
		               .class = "7",
		               .class_reason = "",
		               .body = prepared->text,
		               .documents = "",
		               .important = "",
		               .incident = prepared->incident },
		.class = 7 };

	sha256_hex(prepared->text, strlen(prepared->text), hash);
	d.text_sha256 = arena_strdup(act->desk->arena, hash);
	return append_new(act, &d, out_number);
}

static enum kg_status create(struct act *act, struct draft *d)
{
	const char *number;

	TRY(append_new(act, d, &number));
	(void)desk_answer(
	    act, tr(act->language, "【管理会議・審議事項 %s】登録しました。"), number);
	return echo(act, number, d);
}

static enum kg_status revise(struct act *act, const struct item *item, struct draft *d)
{
	TRY(desk_append(act, "item.version", { "number", item->number },
	    { "title", d->from.title }, { "class", desk_int(act, d->class) },
	    { "class_reason", d->from.class_reason }, { "text", d->from.body },
	    { "text_sha256", d->text_sha256 }, { "person", act->person.id },
	    { "capacity", "庶務" }, { "charter_version", act->desk->charter->version },
	    { "when", desk_when(act) }));
	TRY(append_documents(act, item->number, item->version + 1, d));
	(void)desk_answer(act,
	    tr(act->language, "【管理会議・審議事項 %s】第%d版を登録しました。"), item->number,
	    item->version + 1);
	return echo(act, item->number, d);
}

static enum kg_status open_form(struct act *act, const struct request *r, const char *number)
{
	enum language l = act->language;
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *f = arena_alloc(act->desk->arena, 6 * sizeof(*f));
	struct field_option *important = arena_alloc(act->desk->arena, sizeof(*important));

	*important = (struct field_option){ "はい", tr(l, "幹事長に伺う(第3条第4項)") };
	article4_fields(act, r->title, r->class, r->class_reason, f);
	f[3] = (struct field){ .key = "body",
		.type = FIELD_LONG_TEXT,
		.label = tr(l, "審議事項(本文)"),
		.value = text_fits(r->body, FORM_TEXT_MAX) ? r->body : "",
		.limit = FORM_TEXT_MAX,
		.required = text_fits(r->body, FORM_TEXT_MAX) };
	f[4] = documents_field(act, r->documents);
	f[5] = (struct field){ .key = "important",
		.type = FIELD_CHECKS,
		.label = tr(l, "特に重要な事案"),
		.value = article4_is_yes(r->important, act->desk->arena) ? "はい" : "",
		.options = important,
		.option_count = 1 };
	*form = (struct form){ .kind = "item.new",
		.title = tr(l, "審議事項(要綱第4条)"),
		.submit = tr(l, "登録する"),
		.fields = f,
		.field_count = 6 };
	return desk_ask(act, form, number,
	    documents_context(act, text_fits(r->body, FORM_TEXT_MAX) ? "" : r->body));
}

static struct request read_command(const struct command *command)
{
	const char *reason = command_value(command, "reason");

	return (struct request){
		.title = command_text(command, "title"),
		.class = command_text(command, "class"),
		.class_reason = reason != NULL ? reason : command_text(command, "opinion"),
		.body = command_text(command, "body"),
		.documents = command_text(command, "documents"),
		.important = command_text(command, "important"),
		.incident = command_text(command, "incident"),
	};
}

/* All faults of a command in one answer. */
static enum kg_status take_command(struct act *act, struct draft *d, const struct item *before)
{
	TRY(check(act, d));
	if (!desk_has_faults(act)) {
		TRY(check_equal(act, d, before == NULL ? "" : before->number));
	}
	if (desk_has_faults(act)) {
		desk_say_faults(act);
		return KG_OK;
	}
	return before == NULL ? create(act, d) : revise(act, before, d);
}

enum kg_status item_register(struct act *act, const struct command *command)
{
	struct draft d = { .from = read_command(command) };

	if (d.from.title[0] == '\0' || d.from.class[0] == '\0' || d.from.body[0] == '\0' ||
	    article4_lacks_reason(act, d.from.class, d.from.class_reason)) {
		return open_form(act, &d.from, "");
	}
	return take_command(act, &d, NULL);
}

enum kg_status item_open_form(struct act *act)
{
	struct request empty = { "", "", "", "", "", "", "" };

	return open_form(act, &empty, "");
}

enum kg_status item_revise(
    struct act *act, const struct command *command, const struct item *item)
{
	struct draft d = { .from = read_command(command) };
	bool typed =
	    d.from.title[0] != '\0' || d.from.class[0] != '\0' || d.from.body[0] != '\0';

	if (!desk_may(act, CAN_ITEM_REGISTER)) {
		desk_refuse(act, commands_of(VERB_ITEM));
		return KG_OK;
	}
	if (!item_is_free(item)) {
		(void)desk_answer(act,
		    tr(act->language,
		        "【管理会議・審議事項】%s は、いま「%s」のため改版できません。固定された文面で審議が進んでいます。"),
		    item->number, item_state_word(item, act->language));
		return KG_OK;
	}
	d.from.title = d.from.title[0] == '\0' ? item->title : d.from.title;
	d.from.class = d.from.class[0] == '\0' ? desk_int(act, item->class) : d.from.class;
	d.from.class_reason =
	    d.from.class_reason[0] == '\0' ? item->class_reason : d.from.class_reason;
	d.from.body = d.from.body[0] == '\0' ? item->text : d.from.body;
	return typed ? take_command(act, &d, item) : open_form(act, &d.from, item->number);
}

static enum kg_status take_form(
    struct act *act, const struct dialogue *dialogue, struct draft *d)
{
	bool is_new = dialogue->matter[0] == '\0';
	struct item item;

	TRY(check(act, d));
	if (!desk_has_faults(act)) {
		TRY(check_equal(act, d, dialogue->matter));
	}
	if (desk_has_faults(act)) {
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, dialogue->token));
	if (is_new) {
		return create(act, d);
	}
	TRY(item_load(act->desk->store, dialogue->matter, act->desk->arena, &item));
	if (!item_is_free(&item)) {
		(void)desk_answer(act,
		    tr(act->language,
		        "【管理会議・審議事項】%s は、いま「%s」のため改版できません。固定された文面で審議が進んでいます。"),
		    item.number, item_state_word(&item, act->language));
		return KG_OK;
	}
	return revise(act, &item, d);
}

enum kg_status item_draft_form(struct act *act, const struct dialogue *dialogue)
{
	struct draft d = { .from = {
		               .title = desk_answer_of(act, "title"),
		               .class = desk_answer_of(act, "class"),
		               .class_reason = desk_answer_of(act, "class_reason"),
		               .body = desk_answer_of(act, "body"),
		               .documents = desk_answer_of(act, "documents"),
		               .important = desk_answer_of(act, "important"),
		               .incident = "",
		           } };
	const char *kept = d.from.body;
	struct event event = documents_place(act, dialogue, &kept);
	struct act placed = *act;

	d.from.body = text_is_blank(d.from.body) ? kept : d.from.body;
	placed.event = &event;
	return take_form(&placed, dialogue, &d);
}

/* A file arrived, or can't be had. */
enum kg_status item_file(struct act *act)
{
	struct documents_file file;

	TRY(documents_read_handle(act, act->event->text, &file));
	TRY(documents_stored(act, "item.stored", &file));
	if (file.stored) {
		return KG_OK;
	}
	return desk_tell_office(act, "secretariat", file.number,
	    TR_NOOP(
	        "【管理会議・審議事項 %s】添付資料を取り込めませんでした。資料を付け直し、「改版」でもう一度お願いいたします。"),
	    file.number);
}
