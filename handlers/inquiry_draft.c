/* 照会 and 供覧 as 庶務 prepares them: title, text, addressees, deadline, documents. */

#include <stdlib.h>
#include <string.h>

#include "handlers/calendar.h"
#include "handlers/documents.h"
#include "handlers/inquiry.h"
#include "handlers/item.h"
#include "handlers/named.h"
#include "handlers/number.h"
#include "handlers/text.h"
#include "store/files.h"

enum { PERSONS_MAX = 60, ONE_MINUTE = 60000 };

struct request { /* as typed; "" when left out */
	const char *title;
	const char *body;
	const char *to;
	const char *deadline;
	const char *documents;
	const char *item;
};

struct draft {
	struct request from;
	bool is_circulation;
	const char *asked; /* council, committee, "" */
	const char *item;
	const char *persons[PERSONS_MAX];
	size_t person_count;
	struct kg_time deadline;
	struct documents documents;
};

static void add_person(struct act *act, struct draft *d, const char *person)
{
	for (size_t i = 0; i < d->person_count; i++) {
		if (strcmp(d->persons[i], person) == 0) {
			return;
		}
	}
	if (d->person_count == PERSONS_MAX) {
		desk_fault(act, "addressees", tr(act->language, "宛先は60名までです。"));
		return;
	}
	d->persons[d->person_count++] = person;
}

static enum kg_status add_office(
    struct act *act, struct draft *d, const char *office, size_t *out_count)
{
	struct tenure *held;

	TRY(holders_of(
	    act->desk->store, office, act->event->when, act->desk->arena, &held, out_count));
	for (size_t i = 0; i < *out_count; i++) {
		add_person(act, d, held[i].person);
	}
	return KG_OK;
}

/* Every filled seat of a body. */
static enum kg_status add_body(struct act *act, struct draft *d, const char *id)
{
	const struct charter_body *body = charter_body(act->desk->charter, id);

	for (size_t i = 0; body != NULL && i < body->seat_count; i++) {
		const struct charter_seat *seat = &body->seats[i];
		size_t count;

		TRY(add_office(
		    act, d, seat->same_as[0] != '\0' ? seat->same_as : seat->id, &count));
	}
	d->asked = id;
	return KG_OK;
}

static enum kg_status add_one(struct act *act, struct draft *d, const char *typed)
{
	const char *plain = text_title_key(typed, act->desk->arena);
	const char *office;
	const char *person;
	size_t count = 0;

	if (strcmp(plain, "管理会議") == 0 || strcmp(plain, "構成員") == 0) {
		return add_body(act, d, "council");
	}
	if (strcmp(plain, "幹事会") == 0 || strcmp(plain, "幹事") == 0) {
		return add_body(act, d, "committee");
	}
	office = named_office(act, typed);
	if (office != NULL) {
		TRY(add_office(act, d, office, &count));
	}
	if (count > 0) {
		return KG_OK;
	}
	TRY(named_person(act, typed, &person));
	if (person != NULL) {
		add_person(act, d, person);
		return KG_OK;
	}
	desk_fault(act, "addressees",
	    arena_printf(act->desk->arena,
	        tr(act->language,
	            "宛先「%s」が見当たらないか、欠員です。管理会議・幹事会・職・氏名でご記入ください。"),
	        text_truncate(text_clean(typed, act->desk->arena), 30, act->desk->arena)));
	return KG_OK;
}

static enum kg_status check_persons(struct act *act, struct draft *d)
{
	static const char *const marks[] = { "、", ",", ",", ";", "<@", ">" };
	char *text = arena_strdup(act->desk->arena, text_clean(d->from.to, act->desk->arena));
	char *word;

	d->asked = "";
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		char *p;

		while ((p = strstr(text, marks[i])) != NULL) {
			memset(p, ' ', strlen(marks[i]));
		}
	}
	while ((word = strsep(&text, " ")) != NULL) {
		word[strcspn(word, "|")] = '\0'; /* a mention's label */
		if (*word != '\0') {
			TRY(add_one(act, d, word));
		}
	}
	if (d->person_count == 0 && !desk_has_faults(act)) {
		desk_fault(act, "addressees",
		    tr(act->language, "宛先をご記入ください。例:幹事会、委員3、CISO"));
	}
	return KG_OK;
}

static void check_deadline(struct act *act, struct draft *d)
{
	struct kg_time now = act->event->when;
	struct dates_rules rules = { .end_of_day = desk_rule_clock(act, "day_end", now) };
	struct dates_fault fault;

	if (text_is_blank(d->from.deadline)) {
		int days = desk_rule_int(act, "circulation_deadline_days", now);

		d->deadline = kg_time_at(calendar_add_working(kg_date_of(now), days),
		    rules.end_of_day / 60, rules.end_of_day % 60);
	} else if (dates_parse(d->from.deadline, now, &rules, &d->deadline, &fault) != KG_OK) {
		desk_fault(
		    act, "deadline", dates_fault_text(&fault, act->language, act->desk->arena));
	} else if (d->deadline.ms < act->event->now.ms + ONE_MINUTE) {
		desk_fault(act, "deadline", tr(act->language, "期限が過ぎています。"));
	}
}

static enum kg_status check_item(struct act *act, struct draft *d)
{
	struct item item;
	enum kg_status st;

	d->item = "";
	if (d->from.item[0] == '\0') {
		return KG_OK;
	}
	d->item = item_number_of(act, d->from.item);
	st = d->item == NULL ? KG_NOT_FOUND : item_find(act, d->item, &item);
	if (st == KG_NOT_FOUND) {
		desk_fault(act, "item",
		    tr(act->language,
		        "その番号の審議事項は見当たりません。「/kaigi 審議事項」でご確認ください。"));
		return KG_OK;
	}
	TRY(st);
	d->from.title = d->from.title[0] == '\0' ? item.title : d->from.title;
	d->from.body = d->from.body[0] == '\0' ? item.text : d->from.body;
	return KG_OK;
}

static enum kg_status check(struct act *act, struct draft *d)
{
	enum language l = act->language;

	TRY(check_item(act, d));
	if (text_is_blank(d->from.title) || !text_fits(d->from.title, TEXT_TITLE_MAX)) {
		desk_fault(act, "title", tr(l, "件名をご記入ください。"));
	}
	if (text_is_blank(d->from.body)) {
		desk_fault(act, "body", tr(l, "本文をご記入ください。"));
	}
	TRY(check_persons(act, d));
	check_deadline(act, d);
	return documents_check(act, d->from.documents, &d->documents);
}

static enum kg_status append(struct act *act, struct draft *d, const char **out_number)
{
	int year = calendar_fiscal_year(act->event->when);
	char hash[SHA256_HEX + 1];
	int serial;

	TRY(inquiry_next(act->desk->store, year, &serial));
	*out_number = number_format(NUMBER_INQUIRY, year, serial, act->desk->arena);
	sha256_hex(d->from.body, strlen(d->from.body), hash);
	TRY(desk_append(act, "inquiry.draft", { "number", *out_number },
	    { "year", desk_int(act, year) }, { "ordinal", desk_int(act, serial) },
	    { "kind", d->is_circulation ? "circulation" : "inquiry" }, { "body", d->asked },
	    { "item", d->item }, { "title", d->from.title }, { "text", d->from.body },
	    { "text_sha256", hash }, { "deadline", desk_int(act, d->deadline.ms) },
	    { "person", act->person.id }, { "capacity", "庶務" }, { "when", desk_when(act) }));
	for (size_t i = 0; i < d->person_count; i++) {
		TRY(desk_append(act, "inquiry.person", { "number", *out_number },
		    { "position", desk_int(act, (int64_t)i + 1) }, { "person", d->persons[i] },
		    { "title", named_full(act, d->persons[i], LANGUAGE_JA) }));
	}
	TRY(documents_add_text(act, d->from.body, &d->documents));
	TRY(documents_append(act, "inquiry.document", *out_number, &d->documents));
	return documents_fetch(act, *out_number, 1, &d->documents);
}

static enum kg_status create(struct act *act, struct draft *d)
{
	const char *number;
	struct inquiry q;
	struct card *card;
	enum language l = act->language;

	TRY(append(act, d, &number));
	TRY(inquiry_ready(act, number));
	TRY(inquiry_load(act->desk->store, number, act->desk->arena, &q));
	card = desk_answer(act, tr(l, "%s起案を受け付けました。"), inquiry_head(act, &q, l));
	card_line(card, LINE_PLAIN, tr(l, "宛先:%zu名・期限:%s"), q.person_count,
	    dates_chat(q.deadline, act->event->now, l, act->desk->arena));
	card_line(card, LINE_NOTE, "%s",
	    inquiry_is(&q, "open")
	        ? tr(l, "宛先の皆さまにお送りしています。")
	        : tr(l,
	              "庶務内確認(資料の取込みを含みます)の後に、宛先の皆さまにお送りします。"));
	return KG_OK;
}

static enum kg_status open_form(struct act *act, const struct draft *d)
{
	const struct request *r = &d->from;
	enum language l = act->language;
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *f = arena_alloc(act->desk->arena, 5 * sizeof(*f));

	f[0] = (struct field){ .key = "title",
		.label = tr(l, "件名"),
		.value = r->title,
		.limit = TEXT_TITLE_MAX,
		.required = true };
	f[1] = (struct field){ .key = "body",
		.type = FIELD_LONG_TEXT,
		.label = tr(l, "本文"),
		.value = text_fits(r->body, 3000) ? r->body : "",
		.limit = 3000,
		.required = true };
	f[2] = (struct field){ .key = "addressees",
		.label = tr(l, "宛先"),
		.hint = tr(l, "例:幹事会、委員3、CISO"),
		.value = r->to,
		.limit = 300,
		.required = true };
	f[3] = (struct field){ .key = "deadline",
		.label = tr(l, "期限"),
		.hint = tr(l, "例:12月3日 17時。空欄なら規則の日数です。"),
		.value = r->deadline,
		.limit = 60 };
	f[4] = (struct field){ .key = "documents",
		.type = FIELD_FILES,
		.label = tr(l, "資料"),
		.value = r->documents,
		.limit = 2000 };
	*form = (struct form){ .kind = "inquiry.new",
		.title = d->is_circulation ? tr(l, "供覧の起案") : tr(l, "照会の起案"),
		.submit = tr(l, "起案する"),
		.fields = f,
		.field_count = 5 };
	return desk_ask(act, form, "",
	    arena_printf(act->desk->arena, "%s\n%s\n%s",
	        act->event->channel == NULL ? "" : act->event->channel,
	        d->is_circulation ? "circulation" : "inquiry", r->item));
}

enum kg_status inquiry_draft_form(struct act *act, const struct dialogue *dialogue)
{
	char *channel = arena_strdup(act->desk->arena, dialogue->context);
	char *kind = strchr(channel, '\n');
	char *item = kind == NULL ? NULL : strchr(kind + 1, '\n');
	struct event event = *act->event;
	struct act there = *act;
	struct draft d = { .from = { .title = desk_answer_of(act, "title"),
		               .body = desk_answer_of(act, "body"),
		               .to = desk_answer_of(act, "addressees"),
		               .deadline = desk_answer_of(act, "deadline"),
		               .documents = desk_answer_of(act, "documents") } };

	if (item == NULL || !desk_may(act, CAN_INQUIRY)) {
		return dialogue_close(act->desk->store, dialogue->token);
	}
	*kind++ = '\0';
	*item++ = '\0';
	d.is_circulation = strcmp(kind, "circulation") == 0;
	d.from.item = item;
	event.channel = event.channel == NULL ? channel : event.channel;
	there.event = &event;
	TRY(check(&there, &d));
	if (desk_has_faults(act)) {
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, dialogue->token));
	return create(&there, &d);
}

/* "照R8-001|1|2" */
enum kg_status inquiry_file(struct act *act)
{
	struct documents_file file;

	TRY(documents_read_handle(act, act->event->text, &file));
	TRY(documents_stored(act, "inquiry.stored", &file));
	if (!file.stored) {
		TRY(desk_tell_office(act, "secretariat", file.number,
		    TR_NOOP(
		        "【照会・供覧】添付資料を取り込めなかったため、起案を取り下げました。お手数ですが、もう一度お願いいたします。%s"),
		    arena_printf(act->desk->arena, "(%s)", file.number)));
		return desk_append(act, "inquiry.withdrawn", { "number", file.number },
		    { "note", "資料を取り込めないため" }, { "when", desk_when(act) });
	}
	return inquiry_ready(act, file.number);
}

enum kg_status inquiry_command(
    struct act *act, const struct command *command, bool is_circulation)
{
	struct draft d = { .from = { .title = command_text(command, "title"),
		               .body = command_text(command, "body"),
		               .to = command_text(command, "addressees"),
		               .deadline = command_text(command, "deadline"),
		               .documents = command_text(command, "documents"),
		               .item = command_text(command, "item") },
		.is_circulation = is_circulation };
	struct number parts;

	if (command->number != NULL && number_parse(command->number, &parts)) {
		const char *number = number_format(
		    NUMBER_INQUIRY, parts.fiscal_year, parts.serial, act->desk->arena);

		return command->text != NULL ? inquiry_act(act, number, command->text)
		                             : inquiry_act(act, number, "");
	}
	if (!desk_may(act, is_circulation ? CAN_NOTICE : CAN_INQUIRY)) {
		desk_refuse(act, commands_of(is_circulation ? VERB_NOTICE : VERB_INQUIRY));
		return KG_OK;
	}
	if (d.from.to[0] == '\0' ||
	    (d.from.item[0] == '\0' && (d.from.title[0] == '\0' || d.from.body[0] == '\0'))) {
		return open_form(act, &d);
	}
	TRY(check(act, &d));
	if (desk_has_faults(act)) {
		desk_say_faults(act);
		return KG_OK;
	}
	return create(act, &d);
}
