/* How an incident reads: to who may take it up, to CISO and chair, to who reported it. */

#include <string.h>

#include "handlers/alert.h"
#include "handlers/circulate.h"
#include "handlers/ciso.h"
#include "handlers/dates.h"
#include "handlers/incident_announce.h"
#include "handlers/incident_page.h"
#include "handlers/named.h"
#include "handlers/text.h"

struct word {
	const char *value;
	const char *word;
};

static const struct word mediums[] = { { "document", TR_NOOP("書類・郵便") },
	{ "mail", TR_NOOP("メール・FAX") }, { "device", TR_NOOP("端末・USBメモリ等") },
	{ "system", TR_NOOP("システム・ウェブ") }, { "other", TR_NOOP("その他") },
	{ "unknown", TR_NOOP("わからない") } };
static const struct word works[] = { { "disability", TR_NOOP("障害") },
	{ "mental", TR_NOOP("精神保健") }, { "medical", TR_NOOP("自立支援医療") },
	{ "checkup", TR_NOOP("健診") }, { "vaccine", TR_NOOP("予防接種") },
	{ "care", TR_NOOP("介護") }, { "welfare", TR_NOOP("生活保護") },
	{ "child", TR_NOOP("児童") }, { "dv", TR_NOOP("DV") }, { "tax", TR_NOOP("税") },
	{ "school", TR_NOOP("学校") }, { "other", TR_NOOP("その他") },
	{ "none", TR_NOOP("個人を扱わない業務") }, { "unknown", TR_NOOP("わからない") } };
static const struct word harms[] = { { "leak", TR_NOOP("漏えい") }, { "loss", TR_NOOP("紛失") },
	{ "damage", TR_NOOP("破損") }, { "none", TR_NOOP("どれでもない") },
	{ "unknown", TR_NOOP("わからない") } };
static const struct word answers[] = { { "yes", TR_NOOP("はい") }, { "no", TR_NOOP("いいえ") },
	{ "unknown", TR_NOOP("わからない") } };

static const struct word *list_of(enum incident_list list, size_t *out_count)
{
	switch (list) {
	case LIST_MEDIUM:
		*out_count = sizeof(mediums) / sizeof(mediums[0]);
		return mediums;
	case LIST_WORK:
		*out_count = sizeof(works) / sizeof(works[0]);
		return works;
	case LIST_HARM:
		*out_count = sizeof(harms) / sizeof(harms[0]);
		return harms;
	case LIST_ANSWER:
		*out_count = sizeof(answers) / sizeof(answers[0]);
		return answers;
	}
	KG_UNREACHABLE();
}

const char *incident_word(enum incident_list list, const char *value, enum language l)
{
	size_t count;
	const struct word *words = list_of(list, &count);

	for (size_t k = 0; k < count; k++) {
		if (strcmp(words[k].value, value) == 0) {
			return tr(l, words[k].word);
		}
	}
	return value;
}

void incident_options(struct act *act, enum incident_list list, struct field *field)
{
	const struct word *words = list_of(list, &field->option_count);
	struct field_option *options =
	    arena_alloc(act->desk->arena, field->option_count * sizeof(*options));

	for (size_t k = 0; k < field->option_count; k++) {
		options[k] =
		    (struct field_option){ words[k].value, tr(act->language, words[k].word) };
	}
	field->options = options;
}

static const char *state_name(const struct incident *i, enum language l)
{
	return i->end.is_closed             ? tr(l, "終結")
	       : incident_is(i, "reported") ? tr(l, "受付待ち")
	       : incident_is(i, "received") ? tr(l, "受付済・認定前")
	                                    : tr(l, "認定済");
}

static void add_report(
    struct act *act, const struct incident *i, enum language l, struct card *card)
{
	struct kg_time now = act->event->now;
	struct arena *arena = act->desk->arena;

	card_line(card, LINE_QUOTE, "%s", text_clean_lines(i->text, arena));
	alert_lines(act, i, l, card);
	card_line(card, LINE_PLAIN, tr(l, "何が:%s・業務:%s・区分:%s"),
	    incident_word(LIST_MEDIUM, i->medium, l), incident_word(LIST_WORK, i->work, l),
	    incident_word(LIST_HARM, i->harm, l));
	card_line(card, LINE_PLAIN, tr(l, "進行中:%s・開封閲覧:%s・全部回収:%s"),
	    incident_word(LIST_ANSWER, i->ongoing, l), incident_word(LIST_ANSWER, i->seen, l),
	    incident_word(LIST_ANSWER, i->recovered, l));
	card_line(card, LINE_PLAIN, tr(l, "部署が知った時:%s・報告:%s"),
	    dates_chat(i->facts_count > 0 ? i->facts[i->facts_count - 1].known : i->noticed,
	        now, l, arena),
	    dates_chat(i->reported, now, l, arena));
	card_line(card, LINE_PLAIN, tr(l, "所管課:%s・電話:%s"),
	    text_clean(i->department, arena), text_clean(i->phone, arena));
	if (i->head[0] != '\0') {
		card_run(card, RUN_TEXT, NULL,
		    arena_printf(arena, tr(l, "・所属長:%s"), text_clean(i->head, arena)));
	}
}

static void card_of_duty(
    struct act *act, const struct incident *i, enum language l, struct card *card)
{
	card_title(card, tr(l, "%s事故の報告がありました(%s)。"), incident_head(act, i, l),
	    state_name(i, l));
	add_report(act, i, l, card);
	incident_add_end(act, i, l, card);
	if (i->end.is_closed) {
		return;
	}
	if (incident_is(i, "reported")) {
		card_button(card, BUTTON_PRIMARY, "incident.receive", i->number, tr(l, "受付"));
		return;
	}
	if (incident_is(i, "received")) {
		card_button(
		    card, BUTTON_PRIMARY, "incident.recognise", i->number, tr(l, "認定"));
	} else {
		card_button(
		    card, BUTTON_PLAIN, "incident.recognise", i->number, tr(l, "レベルの変更"));
	}
	card_button(card, BUTTON_PLAIN, "incident.facts", i->number, tr(l, "事実を記入"));
}

static void card_of_told(struct act *act, const struct incident *i, const char *person,
    enum language l, struct card *card)
{
	card_title(card, tr(l, "%s情報セキュリティ事故を認定しました(%s 認定、認定者:%s %s)。"),
	    incident_head(act, i, l),
	    dates_chat(i->recognised, act->event->now, l, act->desk->arena),
	    i->recognised_capacity, named_full(act, i->recognised_by, l));
	card_line(card, LINE_PLAIN, tr(l, "概要:%s"), text_clean(i->text, act->desk->arena));
	card_line(card, LINE_PLAIN, tr(l, "報告期限の起算:%s"),
	    dates_chat(
	        i->facts[i->facts_count - 1].known, act->event->now, l, act->desk->arena));
	card_line(card, LINE_NOTE, tr(l, "連絡先と期限:/kaigi 期限 %s"), i->number);
	page_close_card(act, i, person, l, card);
}

void incident_card(struct act *act, const struct incident *i, const char *kind,
    const char *person, enum language l, struct card *card)
{
	if (strcmp(kind, POST_INCIDENT_TOLD) == 0) {
		card_of_told(act, i, person, l, card);
	} else {
		card_of_duty(act, i, l, card);
	}
}

enum kg_status incident_draw(
    struct act *act, const struct posting *posting, enum language language, struct card *out)
{
	struct incident i;

	if (strcmp(posting->kind, POST_INCIDENT_CARD) != 0 &&
	    strcmp(posting->kind, POST_INCIDENT_TOLD) != 0 &&
	    strcmp(posting->kind, POST_INCIDENT_PINNED) != 0) {
		return KG_NOT_FOUND;
	}
	TRY(incident_load(act->desk->store, posting->matter, act->desk->arena, &i));
	if (strcmp(posting->kind, POST_INCIDENT_PINNED) == 0) {
		announce_card(act, &i, language, out);
		return KG_OK;
	}
	incident_card(act, &i, posting->kind, posting->person, language, out);
	return KG_OK;
}

static void add_buttons(const struct incident *i, enum language l, struct card *card)
{
	const char *number = i->number;

	if (i->end.is_closed) {
		card_button(card, BUTTON_PLAIN, "incident.reopen", number, tr(l, "再開"));
		return;
	}
	if (incident_is(i, "reported")) {
		card_button(card, BUTTON_PRIMARY, "incident.receive", number, tr(l, "受付"));
		return;
	}
	card_button(card, BUTTON_PRIMARY, "incident.recognise", number,
	    incident_is(i, "received") ? tr(l, "認定") : tr(l, "レベルの変更"));
	card_button(card, BUTTON_PLAIN, "incident.facts", number, tr(l, "事実を記入"));
	card_button(card, BUTTON_PLAIN, "incident.circulate", number, tr(l, "持ち回りの起案"));
	card_button(card, BUTTON_PLAIN, "incident.convene", number, tr(l, "会議の招集"));
	card_button(card, BUTTON_PLAIN, "incident.close", number, tr(l, "終結"));
}

enum kg_status incident_show(struct act *act, const char *number)
{
	enum language l = act->language;
	struct incident i;
	struct card *card;

	TRY(incident_load(act->desk->store, number, act->desk->arena, &i));
	if (!incident_may_see(act, &i)) {
		return KG_NOT_FOUND;
	}
	card = desk_answer(act, "%s%s", incident_head(act, &i, l), state_name(&i, l));
	add_report(act, &i, l, card);
	incident_add_end(act, &i, l, card);
	if (!desk_may(act, CAN_INCIDENT_TAKE)) {
		TRY(page_show(act, &i, l, card));
		TRY(ciso_show(act, &i, l, card));
		if (desk_may(act, CAN_INCIDENT_END) && !i.end.is_closed) {
			card_button(
			    card, BUTTON_PLAIN, "incident.close", number, tr(l, "終結"));
		}
		return KG_OK;
	}
	TRY(page_show(act, &i, l, card));
	TRY(ciso_show(act, &i, l, card));
	add_buttons(&i, l, card);
	return KG_OK;
}

static const char *step_word(const char *step, enum language l)
{
	static const struct word words[] = { { "reported", TR_NOOP("報告") },
		{ "facts", TR_NOOP("事実の記録") }, { "paged", TR_NOOP("受付のお願い") },
		{ "received", TR_NOOP("受付") }, { "recognised", TR_NOOP("認定") },
		{ "graded", TR_NOOP("レベルの変更") }, { "told", TR_NOOP("お知らせ") },
		{ "acknowledged", TR_NOOP("受領") }, { "ruled", TR_NOOP("非該当の判断") },
		{ "filed", TR_NOOP("報告済の記録") }, { "closed", TR_NOOP("終結") },
		{ "reopened", TR_NOOP("再開") }, { "listed", TR_NOOP("幹事会への報告") },
		{ "asked", TR_NOOP("受領のお願い") },
		{ "asked_again", TR_NOOP("受領の再度のお願い") },
		{ "undelivered", TR_NOOP("送信できず") }, { "phone", TR_NOOP("電話のお願い") },
		{ "called", TR_NOOP("電話(受領にならず)") },
		{ "reached", TR_NOOP("本人に電話で伝達") },
		{ "ciso_sent", TR_NOOP("CISOへの報告") },
		{ "ciso_received", TR_NOOP("CISOへの報告の受領") },
		{ "ciso_due", TR_NOOP("CISOへの次報の予定を経過") },
		{ "alert_raised", TR_NOOP("監視の警報") },
		{ "alert_resolved", TR_NOOP("監視からの復旧の知らせ") } };

	for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++) {
		if (strcmp(words[k].value, step) == 0) {
			return tr(l, words[k].word);
		}
	}
	return step;
}

enum kg_status incident_story(struct act *act, const char *number)
{
	enum language l = act->language;
	struct record_step *steps;
	struct card *card;
	size_t count;

	TRY(incident_show(act, number));
	card = act->reply->card;
	if (!desk_may(act, CAN_INCIDENT_SEE)) {
		return KG_OK;
	}
	TRY(incident_steps(act->desk->store, number, act->desk->arena, &steps, &count));
	card_line(card, LINE_RULE, "%s", "");
	for (size_t k = 0; k < count; k++) {
		card_line(card, LINE_PLAIN, "%s %s",
		    dates_chat(steps[k].at, act->event->now, l, act->desk->arena),
		    step_word(steps[k].step, l));
		if (steps[k].person[0] != '\0') {
			card_run(card, RUN_TEXT, NULL,
			    arena_printf(act->desk->arena, ":%s",
			        card_person_title(act, steps[k].person, l)));
		}
		if (steps[k].text[0] != '\0') {
			card_run(card, RUN_TEXT, NULL,
			    arena_printf(act->desk->arena, "(%s)",
			        text_clean(steps[k].text, act->desk->arena)));
		}
	}
	return KG_OK;
}

enum kg_status incident_rows(struct act *act, struct card *card, size_t *out_count)
{
	enum language l = act->language;
	char **numbers;
	size_t count;

	*out_count = 0;
	TRY(incident_numbers(act->desk->store, act->desk->arena, &numbers, &count));
	for (size_t k = 0; k < count; k++) {
		struct incident i;

		TRY(incident_load(act->desk->store, numbers[k], act->desk->arena, &i));
		if (!incident_may_see(act, &i)) {
			continue;
		}
		card_line(card, LINE_PLAIN, tr(l, "%s%s・報告 %s"), incident_head(act, &i, l),
		    state_name(&i, l),
		    dates_chat(i.reported, act->event->now, l, act->desk->arena));
		(*out_count)++;
	}
	return KG_OK;
}
