/* Reports as a list, one report's page, and its story. */

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/register.h"
#include "handlers/report.h"
#include "handlers/text.h"

enum { LISTED = 10 };

const char *report_state_word(const struct report *r, enum language l)
{
	switch (r->state) {
	case REPORT_DUE:
		return kg_time_is_set(r->overdue) ? tr(l, "報告前(期限超過)") : tr(l, "報告前");
	case REPORT_REVIEW:
		return tr(l, "庶務内確認中");
	case REPORT_READY:
		return tr(l, "幹事長の報告待ち");
	case REPORT_REPORTED:
		return tr(l, "議長の判断待ち");
	case REPORT_ANSWERED:
		return tr(l, "処理済");
	case REPORT_WITHDRAWN:
		return tr(l, "取下げ");
	}
	KG_UNREACHABLE();
}

const char *report_answer_word(const char *answer, enum language l)
{
	static const char *const words[][2] = {
		{ "approved", TR_NOOP("承認し議決とする") },
		{ "received", TR_NOOP("報告を受けた") },
		{ "returned", TR_NOOP("差戻し") },
		{ "referred", TR_NOOP("付議") },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i][0], answer) == 0) {
			return tr(l, words[i][1]);
		}
	}
	return tr(l, "未回答");
}

static void add_head(
    struct act *act, const struct report *r, enum language l, struct card *card)
{
	card_line(card, LINE_PLAIN, tr(l, "%s幹事会・%s・報告期限 %s(%s)"), r->session,
	    dates_chat(r->held, act->event->now, l, act->desk->arena),
	    dates_chat(r->due, act->event->now, l, act->desk->arena),
	    strcmp(r->due_source, "既定値") == 0 ? tr(l, "既定値") : r->due_source);
}

static void add_entry_buttons(struct act *act, const struct report *r, struct card *card)
{
	enum language l = act->language;
	size_t shown = 0;
	bool complete = true;

	for (size_t i = 0; i < r->line_count; i++) {
		complete = complete && r->lines[i].result[0] != '\0';
		if (r->lines[i].answer[0] == '\0' && shown++ < 5) {
			card_button(card, BUTTON_PLAIN, "report.line",
			    arena_printf(act->desk->arena, "%s|%d|%d", r->number, r->version,
			        r->lines[i].position),
			    arena_printf(act->desk->arena, tr(l, "%s 記入"), r->lines[i].item));
		}
	}
	if (complete && r->state == REPORT_DUE) {
		card_button(card, BUTTON_PRIMARY, "report.submit", r->number, tr(l, "提出"));
	}
}

enum kg_status report_show(struct act *act, const char *number)
{
	enum language l = act->language;
	struct report r;
	struct card *card;

	TRY(report_find(act, number, &r));
	card =
	    desk_answer(act, tr(l, "【幹事会・報告 %s】%s"), number, report_state_word(&r, l));
	add_head(act, &r, l, card);
	report_add_lines(act, &r, l, card);
	if (desk_may(act, CAN_REPORT_ENTER) && r.state != REPORT_ANSWERED &&
	    r.state != REPORT_WITHDRAWN) {
		add_entry_buttons(act, &r, card);
	}
	card_line(
	    card, LINE_NOTE, tr(l, "経緯は「/kaigi 経緯 %s」でご覧いただけます。"), number);
	return KG_OK;
}

static const char *step_word(const char *step, enum language l)
{
	static const char *const words[][2] = {
		{ "held", TR_NOOP("幹事会の開催") },
		{ "drafted", TR_NOOP("審議結果の記入") },
		{ "handed_in", TR_NOOP("提出") },
		{ "reviewed", TR_NOOP("庶務内確認") },
		{ "returned", TR_NOOP("差戻し") },
		{ "reported", TR_NOOP("議長への報告") },
		{ "revised", TR_NOOP("改版") },
		{ "overdue", TR_NOOP("報告期限の超過") },
		{ "answered", TR_NOOP("議長の判断") },
		{ "kouetsu", TR_NOOP("後閲") },
		{ "withdrawn", TR_NOOP("取下げ") },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i][0], step) == 0) {
			return tr(l, words[i][1]);
		}
	}
	return step;
}

static void add_step(struct act *act, const struct record_step *s, struct card *card)
{
	enum language l = act->language;

	card_line(card, LINE_PLAIN, tr(l, "%s %s(第%d版)"),
	    dates_chat(s->at, act->event->now, l, act->desk->arena), step_word(s->step, l),
	    s->version);
	if (s->person[0] != '\0') {
		card_run(card, RUN_TEXT, NULL,
		    arena_printf(act->desk->arena, ":%s%s%s",
		        card_person_title(act, s->person, l),
		        s->capacity[0] == '\0' ? "" : "・", s->capacity));
	}
	if (s->text[0] != '\0') {
		card_run(card, RUN_TEXT, NULL,
		    arena_printf(
		        act->desk->arena, "(%s)", text_clean(s->text, act->desk->arena)));
	}
}

enum kg_status report_story(struct act *act, const char *number)
{
	enum language l = act->language;
	struct record_step *steps;
	struct report r;
	struct card *card;
	size_t count;

	TRY(report_find(act, number, &r));
	TRY(report_steps(act->desk->store, number, act->desk->arena, &steps, &count));
	card = desk_answer(act, tr(l, "【幹事会・報告 %s】経緯"), number);
	add_head(act, &r, l, card);
	report_add_lines(act, &r, l, card);
	for (size_t i = 0; i < r.line_count; i++) {
		if (r.lines[i].resolution[0] != '\0') {
			card_line(card, LINE_PLAIN, tr(l, "議決:%s(%s・第4条第%d号・%s)"),
			    r.lines[i].resolution, register_route("3-3(5)", l),
			    r.lines[i].class, card_charter(act, r.charter_version, l));
			TRY(register_add_rules(act, r.lines[i].resolution, card));
		}
	}
	card_line(card, LINE_RULE, "%s", "");
	for (size_t i = 0; i < count; i++) {
		add_step(act, &steps[i], card);
	}
	card_line(card, LINE_NOTE, tr(l, "第%d版 SHA-256:%s"), r.version, r.sha256);
	return KG_OK;
}

/* Does it wait for this person? */
static bool is_mine(struct act *act, const struct report *r)
{
	const char *chair;
	struct chief chief;
	bool acting;

	if (act->person.id == NULL) {
		return false;
	}
	if (r->state == REPORT_REVIEW) {
		return strcmp(r->reviewer, act->person.id) == 0;
	}
	if (r->state == REPORT_REPORTED) {
		return matter_chair(act, act->event->when, &chair, &acting) == KG_OK &&
		       chair != NULL && strcmp(chair, act->person.id) == 0;
	}
	return r->state == REPORT_READY &&
	       committee_chief(act, act->event->when, &chief) == KG_OK &&
	       committee_is_chief(act, &chief);
}

enum kg_status report_rows(struct act *act, struct card *card, size_t *out_count)
{
	enum language l = act->language;
	char **numbers;
	size_t count;

	*out_count = 0;
	TRY(report_numbers(
	    act->desk->store, false, LISTED, act->desk->arena, &numbers, &count));
	for (size_t i = 0; i < count; i++) {
		struct report r;
		enum kg_status st = report_find(act, numbers[i], &r);

		if (st == KG_NOT_FOUND) {
			continue;
		}
		TRY(st);
		(*out_count)++;
		card_line(card, LINE_PLAIN, "%s", is_mine(act, &r) ? tr(l, "▶ ") : "");
		card_run(card, RUN_BOLD, NULL, r.number);
		card_run(card, RUN_TEXT, NULL,
		    arena_printf(act->desk->arena, tr(l, " 幹事会報告(%s)・期限 %s・%s"),
		        r.session, dates_chat(r.due, act->event->now, l, act->desk->arena),
		        report_state_word(&r, l)));
	}
	return KG_OK;
}

enum kg_status report_list(struct act *act)
{
	enum language l = act->language;
	struct card *card =
	    desk_answer(act, "%s", tr(l, "【幹事会・報告】議長への報告を終えていないもの"));
	size_t count;

	TRY(report_rows(act, card, &count));
	if (count == 0) {
		card_line(card, LINE_PLAIN, "%s", tr(l, "ありません。"));
	}
	card_line(
	    card, LINE_NOTE, "%s", tr(l, "幹事会の開催は「/kaigi 幹事会」で記録します。"));
	return KG_OK;
}
