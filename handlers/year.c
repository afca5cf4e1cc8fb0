/* 年間: the meetings of both bodies, resolutions by their routes, how long answers took,
 * reports that were late. */

#include "handlers/year.h"

#include <string.h>

#include "handlers/calendar.h"
#include "handlers/circulate.h"
#include "handlers/meeting.h"
#include "handlers/minutes_law.h"
#include "handlers/number.h"
#include "handlers/register.h"
#include "store/resolutions.h"
#include "store/year.h"

static enum kg_status add_meeting(struct act *act, const struct meeting *m, struct card *card)
{
	enum language l = act->language;
	struct sitting s;

	TRY(meeting_sitting(act->desk->store, m->number, 0, act->desk->arena, &s));
	card_line(card, LINE_PLAIN, tr(l, "・第%d回 %s %s %s"), m->session, m->number,
	    dates_document_day(kg_date_of(m->starts), l, act->desk->arena),
	    meeting_state_word(m, l));
	if (m->state != MEETING_CLOSED) {
		return KG_OK;
	}
	card_run(card, RUN_TEXT, NULL,
	    arena_printf(act->desk->arena, tr(l, "・出席%zu/%zu・議題%zu件・議事録%s"),
	        minutes_count_present(&s), minutes_count_filled(&s), m->item_count,
	        m->minutes_version > 0 && m->confirmed_version == m->minutes_version
	            ? tr(l, "確定")
	            : tr(l, "確認待ち")));
	return KG_OK;
}

static enum kg_status add_meetings(
    struct act *act, int year, const char *body, struct card *card)
{
	enum language l = act->language;
	struct meeting *list;
	char **numbers;
	size_t count;
	int held = 0;
	int cancelled = 0;

	TRY(meeting_of_year(act->desk->store, year, act->desk->arena, &numbers, &count));
	list = arena_alloc(act->desk->arena, (count + 1) * sizeof(*list));
	for (size_t i = 0; i < count; i++) {
		TRY(meeting_load(act->desk->store, numbers[i], act->desk->arena, &list[i]));
		if (strcmp(list[i].body, body) == 0) {
			held += list[i].state == MEETING_CLOSED ? 1 : 0;
			cancelled += list[i].state == MEETING_CANCELLED ? 1 : 0;
		}
	}
	card_line(card, LINE_PLAIN, tr(l, "%sの会議:開催%d回・中止%d回"),
	    meeting_body_word(act, body, l), held, cancelled);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(list[i].body, body) == 0) {
			TRY(add_meeting(act, &list[i], card));
		}
	}
	return KG_OK;
}

static enum kg_status add_resolutions(struct act *act, int year, struct card *card)
{
	static const char *const routes[] = { "3", "6", "3-3(5)" };
	enum language l = act->language;
	struct resolution *list;
	size_t count;

	TRY(resolution_list(act->desk->store, year, act->desk->arena, &list, &count));
	card_line(card, LINE_PLAIN, tr(l, "議決:%zu件"), count);
	for (size_t r = 0; r < sizeof(routes) / sizeof(routes[0]); r++) {
		int by_route = 0;

		for (size_t i = 0; i < count; i++) {
			by_route += strcmp(list[i].route, routes[r]) == 0 ? 1 : 0;
		}
		card_line(card, LINE_PLAIN, tr(l, "・%s:%d件"), register_route(routes[r], l),
		    by_route);
	}
	return KG_OK;
}

static const char *span_word(struct act *act, int64_t ms)
{
	int minutes = (int)(ms / KG_MINUTE);

	return minutes < 60 ? arena_printf(act->desk->arena, tr(act->language, "%d分"), minutes)
	                    : arena_printf(act->desk->arena, tr(act->language, "%d時間%d分"),
	                          minutes / 60, minutes % 60);
}

static enum kg_status add_answers(struct act *act, int year, struct card *card)
{
	enum language l = act->language;
	struct year_span span = { calendar_fiscal_year_start(year),
		calendar_fiscal_year_start(year + 1) };
	int64_t *ms;
	size_t count;
	int circulations;

	TRY(year_circulations(act->desk->store, span, &circulations));
	TRY(year_answers(act->desk->store, span, act->desk->arena, &ms, &count));
	card_line(card, LINE_PLAIN, tr(l, "持ち回り:%d件・回答%zu件"), circulations, count);
	if (count > 0) {
		card_run(card, RUN_TEXT, NULL,
		    arena_printf(act->desk->arena, tr(l, "・回答までの時間 中央値%s・最長%s"),
		        span_word(act, ms[(count - 1) / 2]), span_word(act, ms[count - 1])));
	}
	return KG_OK;
}

static enum kg_status add_late(struct act *act, int year, struct card *card)
{
	enum language l = act->language;
	const char *names = "";
	char **numbers;
	size_t count;

	TRY(year_late_reports(
	    act->desk->store, year, act->event->now, act->desk->arena, &numbers, &count));
	for (size_t i = 0; i < count; i++) {
		names = arena_printf(
		    act->desk->arena, "%s%s%s", names, i == 0 ? "" : tr(l, "、"), numbers[i]);
	}
	card_line(card, LINE_PLAIN, tr(l, "期限を過ぎた幹事会報告:%zu件%s"), count,
	    count == 0 ? "" : arena_printf(act->desk->arena, "(%s)", names));
	return KG_OK;
}

static enum kg_status show(struct act *act, int year)
{
	enum language l = act->language;
	struct card *card =
	    desk_answer(act, tr(l, "%sの実績"), dates_fiscal_year(year, l, act->desk->arena));

	TRY(add_meetings(act, year, "council", card));
	TRY(add_meetings(act, year, "committee", card));
	TRY(add_resolutions(act, year, card));
	TRY(add_answers(act, year, card));
	return add_late(act, year, card);
}

enum kg_status year_command(struct act *act, const struct command *command)
{
	const char *typed = command->number != NULL ? command->number : command->text;
	struct number parts;

	if (typed == NULL) {
		return show(act, calendar_fiscal_year(act->event->when));
	}
	if (number_parse(arena_printf(act->desk->arena, "%s第1号", typed), &parts) &&
	    parts.kind == NUMBER_RESOLUTION) {
		return show(act, parts.fiscal_year);
	}
	(void)desk_answer(
	    act, "%s", tr(act->language, "年度を添えてください。例:/kaigi 年間 令和8年度"));
	return KG_OK;
}
