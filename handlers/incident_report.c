/*
 * A report in under a minute: which paper and which work, not which law. Every choice has
 * わからない. What looks like residents' data is sent back to the reporter, his text as it was;
 * nothing of it is kept.
 */

#include <string.h>

#include "handlers/calendar.h"
#include "handlers/ciso.h"
#include "handlers/dates.h"
#include "handlers/incident.h"
#include "handlers/incident_law.h"
#include "handlers/incident_page.h"
#include "handlers/number.h"
#include "handlers/text.h"

enum { FIELDS = 12, TEXT_LIMIT = 1000, SHORT_LIMIT = 80 };

static struct field *add(
    struct field *fields, size_t *count, const char *key, const char *label)
{
	struct field *f = &fields[(*count)++];

	f->key = key;
	f->label = label;
	f->limit = SHORT_LIMIT;
	return f;
}

static void add_choice(struct act *act, struct field *f, enum incident_list list, bool required)
{
	f->type = FIELD_CHOICE;
	f->value = "unknown";
	f->required = required;
	incident_options(act, list, f);
}

static enum kg_status open_form(struct act *act, const char *text)
{
	enum language l = act->language;
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *fields = arena_alloc(act->desk->arena, FIELDS * sizeof(*fields));
	size_t n = 0;
	struct field *f = add(fields, &n, "text", tr(l, "何が起きましたか"));

	f->type = FIELD_LONG_TEXT;
	f->value = text;
	f->limit = TEXT_LIMIT;
	f->required = true;
	add_choice(act, add(fields, &n, "medium", tr(l, "何が")), LIST_MEDIUM, true);
	f = add(fields, &n, "noticed", tr(l, "気づいた日時"));
	f->hint = tr(l, "例:今日 9時、12月1日 8:40。部署のどなたかが最初に知った時です。");
	f->required = true;
	add(fields, &n, "department", tr(l, "所管課"))->required = true;
	add(fields, &n, "phone", tr(l, "連絡先の電話"))->required = true;
	add_choice(act, add(fields, &n, "work", tr(l, "どの業務の")), LIST_WORK, false);
	add_choice(act, add(fields, &n, "harm", tr(l, "漏えい・紛失・破損のどれですか")),
	    LIST_HARM, false);
	add_choice(
	    act, add(fields, &n, "ongoing", tr(l, "今も続いていますか")), LIST_ANSWER, false);
	add_choice(act, add(fields, &n, "seen", tr(l, "相手が開封・閲覧しましたか")),
	    LIST_ANSWER, false);
	add_choice(act, add(fields, &n, "recovered", tr(l, "全部回収できましたか")),
	    LIST_ANSWER, false);
	add_choice(
	    act, add(fields, &n, "vendor", tr(l, "委託先で起きましたか")), LIST_ANSWER, false);
	add(fields, &n, "head", tr(l, "所属長"));
	*form = (struct form){ .kind = "incident.new",
		.title = tr(l, "事故の報告"),
		.submit = tr(l, "報告する"),
		.intro = tr(l,
		    "住民の氏名などは書かないでください。わからないことは「わからない」のままで報告できます。"),
		.fields = fields,
		.field_count = n };
	return desk_ask(act, form, "", "");
}

void incident_check_text(struct act *act, const char *key)
{
	unsigned found = incident_law_private(desk_answer_of(act, key));
	enum language l = act->language;

	if ((found & PRIVATE_MYNUMBER) != 0) {
		desk_fault(act, key,
		    tr(l,
		        "マイナンバーと思われる12桁の番号があります。番号を消してお送りください(まだ記録していません)。"));
	} else if ((found & PRIVATE_CARD) != 0) {
		desk_fault(act, key,
		    tr(l,
		        "カード番号と思われる番号があります。番号を消してお送りください(まだ記録していません)。"));
	} else if ((found & PRIVATE_MAIL) != 0) {
		desk_fault(act, key,
		    tr(l,
		        "メールアドレスと思われる文字があります。消してお送りください(まだ記録していません)。"));
	}
}

/* The time of the event when it can't be read: faults by the field. */
static struct kg_time check(struct act *act)
{
	static const char *const needed[] = { "text", "department", "phone" };
	static const char *const typed[] = { "text", "department", "phone", "head" };
	struct dates_rules rules = { 0 };
	struct kg_time noticed = act->event->when;
	struct dates_fault fault;

	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		if (text_is_blank(desk_answer_of(act, needed[i]))) {
			desk_fault(act, needed[i], tr(act->language, "ご記入ください。"));
		}
	}
	for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++) {
		incident_check_text(act, typed[i]);
	}
	rules.end_of_day = 1;
	if (dates_parse_past(desk_answer_of(act, "noticed"), act->event->when, &rules, &noticed,
	        &fault) != KG_OK) {
		desk_fault(
		    act, "noticed", dates_fault_text(&fault, act->language, act->desk->arena));
	} else if (noticed.ms > act->event->when.ms) {
		desk_fault(act, "noticed",
		    tr(act->language, "まだ来ていない日時です。ご確認ください。"));
	}
	return noticed;
}

static bool is_answer(struct act *act, const char *key, const char *word)
{
	return strcmp(desk_answer_of(act, key), word) == 0;
}

/* Only what the reporter is sure of, and nothing that would end a clock: what he denies is for
 * those who judge it. */
static const char *first_facts(struct act *act)
{
	bool harmed = is_answer(act, "harm", "leak") || is_answer(act, "harm", "loss") ||
	              is_answer(act, "harm", "damage");

	return arena_printf(act->desk->arena, "%s%s", harmed ? "breach=yes\n" : "",
	    is_answer(act, "vendor", "yes") ? "vendor=yes\n" : "");
}

static const char *choice(struct act *act, const char *key)
{
	const char *value = desk_answer_of(act, key);

	return value[0] == '\0' ? "unknown" : value;
}

static enum kg_status append(struct act *act, struct kg_time noticed, const char **out_number)
{
	int year = calendar_fiscal_year(act->event->when);
	int serial;

	TRY(incident_next(act->desk->store, year, &serial));
	*out_number = number_format(NUMBER_INCIDENT, year, serial, act->desk->arena);
	return desk_append(act, "incident.report", { "number", *out_number },
	    { "year", desk_int(act, year) }, { "ordinal", desk_int(act, serial) },
	    { "ongoing", choice(act, "ongoing") }, { "medium", choice(act, "medium") },
	    { "work", choice(act, "work") }, { "harm", choice(act, "harm") },
	    { "seen", choice(act, "seen") }, { "recovered", choice(act, "recovered") },
	    { "text", desk_answer_of(act, "text") },
	    { "department", desk_answer_of(act, "department") },
	    { "head", desk_answer_of(act, "head") }, { "phone", desk_answer_of(act, "phone") },
	    { "person", act->person.id }, { "workspace", desk_int(act, act->event->workspace) },
	    { "account", act->event->user }, { "noticed", desk_int(act, noticed.ms) },
	    { "when", desk_when(act) });
}

static enum kg_status tell_secretariat(struct act *act, const struct incident *i)
{
	struct tenure *held;
	size_t count;

	TRY(holders_of(act->desk->store, "secretariat", act->event->when, act->desk->arena,
	    &held, &count));
	for (size_t k = 0; k < count; k++) {
		TRY(incident_send(act, i, held[k].person, POST_INCIDENT_CARD, PRIORITY_ASK));
	}
	return KG_OK;
}

static enum kg_status plan(struct act *act, const struct incident *i)
{
	bool ongoing = strcmp(i->ongoing, "yes") == 0;
	int minutes = desk_rule_int(
	    act, ongoing ? "intake_ongoing_minutes" : "intake_minutes", act->event->when);

	return timer_set(act->desk->store, "incident.intake", i->number, "0",
	    incident_law_take_by(act->event->when, ongoing, minutes));
}

enum kg_status incident_opened(
    struct act *act, const char *number, const char *facts, struct kg_time noticed)
{
	struct incident i;

	TRY(incident_load(act->desk->store, number, act->desk->arena, &i));
	TRY(incident_add_facts(act, &i, facts, noticed, ""));
	TRY(incident_load(act->desk->store, number, act->desk->arena, &i));
	TRY(tell_secretariat(act, &i));
	TRY(incident_ask_judgement(act, &i));
	TRY(plan(act, &i));
	return incident_arm(act, &i);
}

enum kg_status incident_report_form(struct act *act, const struct dialogue *dialogue)
{
	struct kg_time noticed = check(act);
	enum language l = act->language;
	const char *number;
	struct card *card;

	if (desk_has_faults(act)) {
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, dialogue->token));
	TRY(append(act, noticed, &number));
	TRY(incident_opened(act, number, first_facts(act), noticed));
	card = desk_answer(
	    act, tr(l, "【事故 %s】ご報告を承りました。ありがとうございます。"), number);
	card_line(card, LINE_PLAIN, "%s",
	    tr(l,
	        "庶務が受け付け、この番号でご連絡します。端末の切離しなど、被害を広げないための措置は、連絡を待たずに行ってください。"));
	card_line(card, LINE_NOTE,
	    tr(l, "その後の状況は「/kaigi 事故 %s」でご覧いただけます。"), number);
	return KG_OK;
}

static enum kg_status show_list(struct act *act)
{
	enum language l = act->language;
	struct card *card = desk_answer(act, "%s", tr(l, "【事故】ご覧いただける事故の一覧"));
	size_t count;

	TRY(incident_rows(act, card, &count));
	if (count == 0) {
		card_line(card, LINE_PLAIN, "%s", tr(l, "ありません。"));
	}
	return KG_OK;
}

static enum kg_status show_one(
    struct act *act, const char *number, const struct command *command, const char *text)
{
	bool taken;
	enum kg_status st = page_command(act, number, command, &taken);

	if (st == KG_OK && !taken) {
		st = ciso_command(act, number, command, &taken);
	}
	if (st == KG_OK && !taken) {
		st = text[0] == '\0' ? incident_show(act, number)
		                     : incident_word_on(act, number, text);
	}
	if (st == KG_NOT_FOUND) {
		(void)desk_answer(
		    act, tr(act->language, "%s という事故は見当たりません。"), number);
		return KG_OK;
	}
	return st;
}

enum kg_status incident_command(struct act *act, const struct command *command)
{
	const char *text = command->text == NULL ? "" : command->text;
	struct number parts;

	if (command->number != NULL && number_parse(command->number, &parts)) {
		const char *number = number_format(
		    NUMBER_INCIDENT, parts.fiscal_year, parts.serial, act->desk->arena);

		return show_one(act, number, command, text);
	}
	if (strncmp(text, "集計", strlen("集計")) == 0) {
		return incident_sums_show(act, text + strlen("集計"));
	}
	if (strcmp(text, "一覧") == 0 || strcmp(text, "list") == 0) {
		return show_list(act);
	}
	return open_form(act, text);
}
