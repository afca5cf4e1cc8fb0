/*
 * From a report to a recognised incident. Whoever is called first takes it up; nobody waits for
 * a decision to tell CISO and chair. 受領 counts for whom the message was addressed to, and for
 * nobody else.
 */
#include "handlers/incident.h"

#include <stdlib.h>
#include <string.h>

#include "handlers/incident_announce.h"
#include "handlers/incident_law.h"
#include "handlers/incident_page.h"
#include "handlers/leave.h"
#include "handlers/text.h"

enum { LEVELS = 5 };

bool incident_is(const struct incident *i, const char *state)
{
	return strcmp(i->state, state) == 0;
}

static enum kg_status load(struct act *act, const char *number, struct incident *out)
{
	return incident_load(act->desk->store, number, act->desk->arena, out);
}

static const struct incident_told *told_to(const struct incident *i, const char *person)
{
	for (size_t k = 0; person != NULL && k < i->told_count; k++) {
		if (strcmp(i->told[k].person, person) == 0) {
			return &i->told[k];
		}
	}
	return NULL;
}

bool incident_may_see(const struct act *act, const struct incident *i)
{
	bool reported = act->person.id != NULL && i->reporter[0] != '\0'
	                    ? strcmp(act->person.id, i->reporter) == 0
	                    : act->event->workspace == i->workspace &&
	                          act->event->user != NULL &&
	                          strcmp(act->event->user, i->account) == 0;

	return desk_may_own(
	    act, CAN_INCIDENT_SEE, reported || told_to(i, act->person.id) != NULL);
}

enum kg_status incident_send(struct act *act, const struct incident *i, const char *person,
    const char *kind, enum outbox_priority priority)
{
	struct address *to;
	size_t count;

	TRY(desk_accounts(act, person, &to, &count));
	for (size_t k = 0; k < count; k++) {
		struct card *card = desk_card(act);
		struct notice notice = {
			.kind = kind, .matter = i->number, .priority = priority, .card = card
		};

		incident_card(act, i, kind, person, to[k].language, card);
		TRY(desk_post(act, &to[k], &notice, NULL));
	}
	return KG_OK;
}

enum kg_status incident_redraw(struct act *act, const struct incident *i)
{
	struct posting *list;
	size_t count;

	TRY(posting_list(act->desk->store, i->number, NULL, act->desk->arena, &list, &count));
	for (size_t k = 0; k < count; k++) {
		bool ours = strncmp(list[k].kind, "incident.", 9) == 0 ||
		            strncmp(list[k].kind, "page.", 5) == 0;

		if (ours && list[k].state != POSTING_GONE &&
		    strcmp(list[k].kind, POST_INCIDENT_NEWS) != 0) {
			TRY(outbox_show(act->desk->store, list[k].id));
		}
	}
	return KG_OK;
}

enum kg_status incident_tell_reporter(
    struct act *act, const struct incident *i, const char *ja_text)
{
	enum language l =
	    i->reporter[0] == '\0' ? LANGUAGE_JA : desk_language_of(act, i->reporter);
	struct card *card;
	struct address to = { .workspace = i->workspace,
		.conversation = arena_printf(act->desk->arena, "@%s", i->account),
		.person = i->reporter,
		.language = l };
	struct notice notice = {
		.kind = "word", .matter = i->number, .priority = PRIORITY_ASK
	};

	if (i->account[0] == '\0') { /* a monitoring system */
		return KG_OK;
	}
	notice.card = card = desk_card(act);
	card_title(card, tr(l, "【事故 %s】"), i->number);
	card_line(card, LINE_PLAIN, "%s", tr(l, ja_text));
	return desk_post(act, &to, &notice, NULL);
}

enum kg_status incident_timer(
    struct act *act, const char *kind, const char *matter, const char *detail)
{
	struct incident i;

	TRY(load(act, matter, &i));
	if (strcmp(kind, "incident.intake") == 0) {
		return incident_is(&i, "reported") ? page_intake(act, &i, detail) : KG_OK;
	}
	if (strcmp(kind, "incident.judge") == 0) {
		return incident_judgement_due(act, &i);
	}
	if (strcmp(kind, "incident.warn") == 0 || strcmp(kind, "incident.overdue") == 0) {
		return incident_warn(act, &i,
		    arena_strndup(act->desk->arena, detail, strcspn(detail, "|")),
		    strcmp(kind, "incident.overdue") == 0);
	}
	return KG_OK;
}

/* --- 受付 and 認定 --- */

const char *incident_capacity(const struct act *act)
{
	static const struct {
		unsigned as;
		const char *name;
	} names[] = { { AS_SECRETARIAT, "庶務" }, { AS_CHAIR, "議長" },
		{ AS_ACTING_CHAIR, "議長職務代理者" }, { AS_VICE, "幹事長" },
		{ AS_ACTING_CHIEF, "幹事長職務代理者" }, { AS_DISCLOSURE, "行政情報課" },
		{ AS_CISO, "CISO" } };

	for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
		if ((act->as & names[k].as) != 0) {
			return names[k].name;
		}
	}
	return "";
}

static bool refuse(struct act *act, enum capability capability)
{
	if (desk_may(act, capability)) {
		return false;
	}
	(void)desk_answer(act, "%s",
	    capability == CAN_INCIDENT_RULE
	        ? tr(act->language,
	              "報告対象に当たらないとの判断(非該当)は、行政情報課の職にある方がお決めになります。")
	        : tr(act->language,
	              "事故の受付と認定は、庶務、幹事長又は議長の操作です(要綱第5条・第7条)。"));
	return true;
}

static enum kg_status ask_recognition(struct act *act, const struct incident *i)
{
	enum language l = act->language;
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *f = arena_alloc(act->desk->arena, 3 * sizeof(*f));
	bool first = !incident_is(i, "recognised");
	struct field_option *o = arena_alloc(act->desk->arena, LEVELS * sizeof(*o));

	o[0] = (struct field_option){ "level0", tr(l, "0 事象(影響なし)") };
	o[1] = (struct field_option){ "level1", tr(l, "1 軽微(1台・1人、収束)") };
	o[2] = (struct field_option){ "level2", tr(l, "2 中(1業務、漏えいのおそれ)") };
	o[3] = (struct field_option){ "level3", tr(l, "3 重大(報告対象、住民影響)") };
	o[4] = (struct field_option){ "level4", tr(l, "4 危機(全庁停止、生命・安全)") };
	f[0] = (struct field){ .key = "severity",
		.type = FIELD_CHOICE,
		.label = tr(l, "レベル"),
		.value = o[i->severity < 0 ? 2 : i->severity].value,
		.required = true,
		.options = o,
		.option_count = LEVELS };
	f[1] = (struct field){ .key = "ongoing",
		.type = FIELD_CHOICE,
		.label = tr(l, "今も続いていますか"),
		.value = i->ongoing,
		.required = true };
	incident_options(act, LIST_ANSWER, &f[1]);
	f[2] = (struct field){ .key = "reason",
		.type = FIELD_LONG_TEXT,
		.label = tr(l, "変更の理由"),
		.hint = tr(l, "記録に残ります。職員や住民の氏名は書かないでください。"),
		.limit = TEXT_REASON_MAX,
		.required = true };
	*form = (struct form){ .kind = "incident.grade",
		.title = first ? tr(l, "事故の認定") : tr(l, "レベル・進行中の変更"),
		.submit = tr(l, "記録する"),
		.intro = tr(l,
		    "わからない場合はレベル2までとしてください。認定すると、CISOと議長にお知らせします。"),
		.fields = f,
		.field_count = first ? 2 : 3 };
	return desk_ask(act, form, i->number, "");
}

static enum kg_status receive(struct act *act, struct incident *i)
{
	if (refuse(act, CAN_INCIDENT_TAKE)) {
		return KG_OK;
	}
	if (!incident_is(i, "reported")) {
		(void)desk_answer(
		    act, tr(act->language, "%s は、すでに受け付けられています。"), i->number);
		return KG_OK;
	}
	TRY(desk_append(act, "incident.received", { "number", i->number },
	    { "person", act->person.id }, { "capacity", incident_capacity(act) },
	    { "when", desk_when(act) }));
	TRY(timer_clear(act->desk->store, "incident.intake", i->number));
	TRY(load(act, i->number, i));
	TRY(incident_redraw(act, i));
	TRY(incident_tell_reporter(
	    act, i, TR_NOOP("庶務で受け付けました。確認のため、お電話することがあります。")));
	(void)desk_answer(act,
	    tr(act->language,
	        "%s を受け付けました。内容を確かめて「認定」をお願いいたします。"),
	    i->number);
	return KG_OK;
}

/* CISO (else the deputy) and the chair, with who acts for him. */
static enum kg_status tell_office(struct act *act, struct incident *i, const char *office)
{
	struct tenure *held;
	size_t count;

	TRY(holders_of(
	    act->desk->store, office, act->event->when, act->desk->arena, &held, &count));
	for (size_t k = 0; k < count; k++) {
		if (told_to(i, held[k].person) != NULL) {
			continue;
		}
		TRY(desk_append(act, "incident.told", { "number", i->number },
		    { "person", held[k].person }, { "office", office }, { "why", "recognised" },
		    { "when", desk_when(act) }));
		TRY(load(act, i->number, i));
		if (!page_is_due(act, i)) {
			TRY(incident_send(
			    act, i, held[k].person, POST_INCIDENT_TOLD, PRIORITY_ASK));
		}
	}
	return KG_OK;
}

/* Vacant counts as well: somebody must hear of it. */
static enum kg_status is_away(struct act *act, const char *office, bool *out)
{
	struct tenure *held;
	size_t count;

	*out = true;
	TRY(holders_of(
	    act->desk->store, office, act->event->when, act->desk->arena, &held, &count));
	for (size_t k = 0; k < count; k++) {
		char *reason;
		enum kg_status st = absence_of(act->desk->store, held[k].person,
		    act->event->when, act->desk->arena, &reason);

		if (st != KG_OK && st != KG_NOT_FOUND) {
			return st;
		}
		*out = *out && st == KG_OK;
	}
	return KG_OK;
}

static enum kg_status tell_heads(struct act *act, struct incident *i)
{
	const char *person;
	bool begun;
	bool away;

	TRY(tell_office(act, i, "ciso"));
	TRY(is_away(act, "ciso", &away));
	if (away) {
		TRY(tell_office(act, i, "deputy_ciso"));
	}
	TRY(tell_office(act, i, "chair"));
	TRY(acting_at(act, "council", act->event->when, &person, &begun));
	return person == NULL ? KG_OK : tell_office(act, i, "vice");
}

/* What it was, what it is, why: the step tells it for good. */
static const char *grade_note(struct act *act, const struct incident *i, const char *severity)
{
	const char *ongoing = desk_answer_of(act, "ongoing");
	struct arena *arena = act->desk->arena;

	if (!incident_is(i, "recognised")) {
		return arena_printf(arena, "レベル%s", severity);
	}
	return arena_printf(arena, "レベル%d→%s、進行中 %s→%s。理由:%s", i->severity, severity,
	    incident_word(LIST_ANSWER, i->ongoing, LANGUAGE_JA),
	    incident_word(LIST_ANSWER, ongoing, LANGUAGE_JA), desk_answer_of(act, "reason"));
}

static bool is_grade_fine(struct act *act, bool first, const char *severity)
{
	const char *ongoing = desk_answer_of(act, "ongoing");

	if (strlen(severity) != 1 || *severity < '0' || *severity >= '0' + LEVELS) {
		desk_fault(act, "severity", tr(act->language, "一覧からお選びください。"));
	}
	if (strcmp(ongoing, "yes") != 0 && strcmp(ongoing, "no") != 0 &&
	    strcmp(ongoing, "unknown") != 0) {
		desk_fault(act, "ongoing", tr(act->language, "一覧からお選びください。"));
	}
	if (!first && text_is_blank(desk_answer_of(act, "reason"))) {
		desk_fault(act, "reason", tr(act->language, "変更の理由をご記入ください。"));
	}
	if (!first) {
		incident_check_text(act, "reason");
	}
	return !desk_has_faults(act);
}

static bool is_same_grade(struct act *act, const struct incident *i, const char *severity)
{
	return incident_is(i, "recognised") && i->severity == *severity - '0' &&
	       strcmp(i->ongoing, desk_answer_of(act, "ongoing")) == 0;
}

static enum kg_status grade(
    struct act *act, struct incident *i, const struct dialogue *dialogue)
{
	const char *level = desk_answer_of(act, "severity");
	const char *severity = strncmp(level, "level", 5) == 0 ? level + 5 : "";
	bool first = !incident_is(i, "recognised");
	struct incident before = *i;
	const struct incident_facts *facts = &i->facts[i->facts_count - 1];
	struct clock_value *values =
	    incident_law_facts(incident_table(act), facts->facts, act->desk->arena);
	struct clock_value *fact = incident_law_fact(incident_table(act), values, "severity");

	if (!is_grade_fine(act, first, severity)) {
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, dialogue->token));
	if (is_same_grade(act, i, severity)) {
		(void)desk_answer(act,
		    tr(act->language,
		        "%s のレベルと進行中は、いまの記録と同じです。変更はありません。"),
		    i->number);
		return KG_OK;
	}
	TRY(desk_append(act, first ? "incident.recognised" : "incident.graded",
	    { "number", i->number }, { "severity", severity },
	    { "ongoing", desk_answer_of(act, "ongoing") }, { "person", act->person.id },
	    { "capacity", incident_capacity(act) }, { "note", grade_note(act, i, severity) },
	    { "when", desk_when(act) }));
	if (fact != NULL) {
		*fact = (struct clock_value){ true, (int)strtol(severity, NULL, 10) };
	}
	TRY(incident_add_facts(act, i,
	    incident_law_lines(incident_table(act), values, act->desk->arena), facts->known,
	    incident_capacity(act)));
	TRY(load(act, i->number, i));
	TRY(tell_heads(act, i));
	TRY(page_graded(act, i, before.severity));
	TRY(incident_arm(act, i));
	TRY(incident_redraw(act, i));
	TRY(first ? announce_recognised(act, i) : announce_graded(act, &before, i));
	if (first) {
		TRY(incident_tell_reporter(act, i,
		    TR_NOOP(
		        "情報セキュリティ事故として認定され、対応しています。外部との連絡は窓口担当が一括して行います。")));
	}
	(void)desk_answer(act,
	    first ? tr(act->language, "%s を認定しました。CISOと議長にお知らせしています。")
	          : tr(act->language, "%s のレベル・進行中の変更を記録しました。"),
	    i->number);
	card_line(act->reply->card, LINE_NOTE,
	    tr(act->language, "連絡先と期限は「/kaigi 期限 %s」でご覧いただけます。"),
	    i->number);
	return KG_OK;
}

static enum kg_status is_over(struct act *act, const struct incident *i)
{
	(void)desk_answer(act,
	    tr(act->language, "%s は終結しています。改める場合は「再開」をお使いください。"),
	    i->number);
	return KG_OK;
}

enum kg_status incident_word_on(struct act *act, const char *number, const char *word)
{
	static const struct {
		const char *word;
		const char *action;
	} words[] = { { "終結", "incident.close" }, { "close", "incident.close" },
		{ "再開", "incident.reopen" }, { "reopen", "incident.reopen" },
		{ "持ち回り", "incident.circulate" }, { "circulate", "incident.circulate" },
		{ "招集", "incident.convene" }, { "convene", "incident.convene" },
		{ "重大度", "incident.recognise" }, { "severity", "incident.recognise" },
		{ "レベル", "incident.recognise" }, { "level", "incident.recognise" },
		{ "進行中", "incident.recognise" }, { "ongoing", "incident.recognise" },
		{ "認定", "incident.recognise" }, { "recognise", "incident.recognise" },
		{ "受付", "incident.receive" }, { "receive", "incident.receive" },
		{ "受領", "incident.ack" }, { "ack", "incident.ack" } };
	struct incident i;
	enum kg_status st = load(act, number, &i);

	if (st != KG_OK && st != KG_NOT_FOUND) {
		return st;
	}
	if (st == KG_NOT_FOUND || !incident_may_see(act, &i)) {
		(void)desk_answer(
		    act, tr(act->language, "%s という事故は見当たりません。"), number);
		return KG_OK;
	}
	for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++) {
		if (strcmp(words[k].word, word) == 0) {
			return incident_button(act, words[k].action, number);
		}
	}
	(void)desk_answer(act,
	    tr(act->language,
	        "「%s」という操作はありません。受付、認定、重大度、受領、報告、報告書、報告受領、報告電話、持ち回り、招集、終結、再開のいずれかでお願いいたします。"),
	    text_truncate(text_clean(word, act->desk->arena), 30, act->desk->arena));
	return KG_OK;
}

enum kg_status incident_button(struct act *act, const char *action, const char *value)
{
	struct incident i;
	enum kg_status st = load(act, value, &i);

	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? KG_OK : st;
	}
	if (strcmp(action, "incident.ack") == 0) {
		return page_acknowledge(act, &i, "button");
	}
	if (strcmp(action, "incident.rule") == 0) {
		return refuse(act, CAN_INCIDENT_RULE) ? KG_OK : incident_ask_ruling(act, &i);
	}
	if (strcmp(action, "incident.receive") == 0) {
		return receive(act, &i);
	}
	if (strcmp(action, "incident.close") == 0) {
		return incident_ask_close(act, &i);
	}
	if (refuse(act, CAN_INCIDENT_TAKE)) {
		return KG_OK;
	}
	if (strcmp(action, "incident.circulate") == 0) {
		return incident_circulate(act, &i);
	}
	if (strcmp(action, "incident.convene") == 0) {
		return incident_convene(act, &i);
	}
	if (strcmp(action, "incident.reopen") == 0) {
		return incident_ask_reopen(act, &i);
	}
	if (i.end.is_closed) {
		return is_over(act, &i);
	}
	if (strcmp(action, "incident.recognise") == 0) {
		return ask_recognition(act, &i);
	}
	if (strcmp(action, "incident.facts") == 0) {
		return incident_ask_facts(act, &i);
	}
	return strcmp(action, "incident.filed") == 0 ? incident_ask_filed(act, &i) : KG_OK;
}

enum kg_status incident_form(struct act *act, const struct dialogue *dialogue)
{
	bool rules = strcmp(dialogue->kind, "incident.rule") == 0;
	struct incident i;

	if (strcmp(dialogue->kind, "incident.new") == 0) {
		return incident_report_form(act, dialogue);
	}
	TRY(load(act, dialogue->matter, &i));
	if (strcmp(dialogue->kind, "incident.close") == 0) {
		return incident_take_close(act, &i, dialogue);
	}
	if (refuse(act, rules ? CAN_INCIDENT_RULE : CAN_INCIDENT_TAKE)) {
		return dialogue_close(act->desk->store, dialogue->token);
	}
	if (strcmp(dialogue->kind, "incident.reopen") == 0) {
		return incident_take_reopen(act, &i, dialogue);
	}
	if (i.end.is_closed && strcmp(dialogue->kind, "incident.filed") != 0) {
		TRY(dialogue_close(act->desk->store, dialogue->token));
		return is_over(act, &i);
	}
	if (rules) {
		return incident_take_ruling(act, &i, dialogue);
	}
	if (strcmp(dialogue->kind, "incident.facts") == 0) {
		return incident_take_facts(act, &i, dialogue);
	}
	return strcmp(dialogue->kind, "incident.filed") == 0
	           ? incident_take_filed(act, &i, dialogue)
	           : grade(act, &i, dialogue);
}
