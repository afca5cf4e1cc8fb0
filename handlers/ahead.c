/* 予定: meetings, deadlines, due reports, minutes and 宿題 in the order of their times, of what
 * this person may see. */

#include <stdlib.h>
#include <string.h>

#include "handlers/action.h"
#include "handlers/calendar.h"
#include "handlers/circulate.h"
#include "handlers/inquiry.h"
#include "handlers/meeting.h"
#include "handlers/minutes_law.h"
#include "handlers/text.h"
#include "handlers/year.h"
#include "store/reports.h"

enum { ROWS = 200, SHOWN = 30 };

struct row {
	struct kg_time at;
	bool mine;
	const char *text;
};

struct rows {
	struct row list[ROWS];
	size_t count;
};

static void add(struct rows *rows, struct kg_time at, bool mine, const char *text)
{
	if (rows->count < ROWS && kg_time_is_set(at)) {
		rows->list[rows->count++] = (struct row){ at, mine, text };
	}
}

static const char *short_title(struct act *act, const char *title)
{
	return text_truncate(text_clean(title, act->desk->arena), 60, act->desk->arena);
}

static enum kg_status add_meetings(struct act *act, struct rows *rows)
{
	enum language l = act->language;
	char **numbers;
	size_t count;

	TRY(meeting_numbers(act->desk->store, false, ROWS, act->desk->arena, &numbers, &count));
	for (size_t i = 0; i < count; i++) {
		struct meeting m;
		const char *name;
		enum kg_status st = meeting_find(act, numbers[i], &m);

		if (st == KG_NOT_FOUND || (st == KG_OK && m.session == 0)) {
			continue;
		}
		TRY(st);
		name = minutes_meeting_name(&m, l, act->desk->arena);
		add(rows, m.starts, false,
		    arena_printf(act->desk->arena, "%s %s%s%s", m.number, name,
		        m.place[0] == '\0' ? "" : "・", text_clean(m.place, act->desk->arena)));
		if (m.state == MEETING_CONVENED && m.reply_by.ms > act->event->now.ms) {
			const struct meeting_reply *reply =
			    meeting_reply_of(&m, act->person.id);

			add(rows, m.reply_by, false,
			    arena_printf(act->desk->arena, tr(l, "%s 出欠の回答期限%s"),
			        m.number, reply == NULL ? "" : tr(l, "(ご回答済み)")));
		}
	}
	return KG_OK;
}

static enum kg_status add_minutes(struct act *act, struct rows *rows)
{
	enum language l = act->language;
	int end = desk_rule_clock(act, "day_end", act->event->now);
	char **numbers;
	size_t count;

	TRY(meeting_numbers(act->desk->store, true, ROWS, act->desk->arena, &numbers, &count));
	for (size_t i = 0; i < count; i++) {
		struct meeting m;
		struct rule_value rule;
		struct kg_date day;

		TRY(meeting_load(act->desk->store, numbers[i], act->desk->arena, &m));
		if (m.minutes_version == 0 || m.confirmed_version == m.minutes_version) {
			continue;
		}
		rule = desk_rule_of(act, m.body, "minutes_days", act->event->now);
		day = calendar_add_working(
		    kg_date_of(m.closed), (int)strtol(rule.value, NULL, 10));
		add(rows, kg_time_at(day, end / 60, end % 60), false,
		    arena_printf(act->desk->arena, tr(l, "%s 議事録(第%d版)の確認"), m.number,
		        m.minutes_version));
	}
	return KG_OK;
}

static enum kg_status add_circulations(struct act *act, struct rows *rows)
{
	char **numbers;
	size_t count;

	TRY(circular_numbers(
	    act->desk->store, false, 0, ROWS, act->desk->arena, &numbers, &count));
	for (size_t i = 0; i < count; i++) {
		struct circular c;

		TRY(circular_load(act->desk->store, numbers[i], act->desk->arena, &c));
		if (c.state == CIRCULAR_OPEN || c.state == CIRCULAR_CLOSING) {
			add(rows, c.deadline, false,
			    arena_printf(act->desk->arena,
			        tr(act->language, "%s 持ち回りの回答期限「%s」"), c.number,
			        short_title(act, c.title)));
		}
	}
	return KG_OK;
}

static enum kg_status add_inquiries(struct act *act, struct rows *rows)
{
	char **numbers;
	size_t count;

	TRY(inquiry_open_numbers(act->desk->store, act->desk->arena, &numbers, &count));
	for (size_t i = 0; i < count; i++) {
		const struct inquiry_person *me;
		struct inquiry q;

		TRY(inquiry_load(act->desk->store, numbers[i], act->desk->arena, &q));
		me = inquiry_asked(&q, act->person.id);
		if (inquiry_is(&q, "open") && (me != NULL || desk_may(act, CAN_SEE_PENDING))) {
			add(rows, q.deadline, me != NULL && !me->answered,
			    arena_printf(act->desk->arena,
			        tr(act->language, "%s 照会・供覧の期限「%s」"), q.number,
			        short_title(act, q.title)));
		}
	}
	return KG_OK;
}

static enum kg_status add_reports(struct act *act, struct rows *rows)
{
	char **numbers = NULL;
	size_t count = 0;

	if (desk_may(act, CAN_SEE_PREPARED)) {
		TRY(report_numbers(
		    act->desk->store, false, ROWS, act->desk->arena, &numbers, &count));
	}
	for (size_t i = 0; i < count; i++) {
		struct report r;

		TRY(report_load(act->desk->store, numbers[i], act->desk->arena, &r));
		if (!kg_time_is_set(r.reported)) {
			add(rows, r.due, false,
			    arena_printf(act->desk->arena,
			        tr(act->language, "%s %s幹事会の議長への報告"), r.number,
			        r.session));
		}
	}
	return KG_OK;
}

static enum kg_status add_actions(struct act *act, struct rows *rows)
{
	struct action *list;
	size_t count;

	TRY(actions_open(act->desk->store, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		bool mine =
		    act->person.id != NULL && strcmp(list[i].owner, act->person.id) == 0;

		add(rows, list[i].due, mine,
		    arena_printf(act->desk->arena, tr(act->language, "%s 宿題「%s」%s"),
		        list[i].number, short_title(act, list[i].text),
		        list[i].owner_name[0] == '\0'
		            ? ""
		            : arena_printf(act->desk->arena, "(%s)",
		                  text_clean(list[i].owner_name, act->desk->arena))));
	}
	return KG_OK;
}

static int by_time(const void *left, const void *right)
{
	const struct row *a = left;
	const struct row *b = right;
	int by_text = strcmp(a->text, b->text);

	return a->at.ms < b->at.ms ? -1 : a->at.ms > b->at.ms ? 1 : by_text;
}

static void draw(struct act *act, struct rows *rows)
{
	enum language l = act->language;
	struct card *card = desk_answer(act, "%s", tr(l, "これからの予定"));

	qsort(rows->list, rows->count, sizeof(rows->list[0]), by_time);
	for (size_t i = 0; i < rows->count && i < SHOWN; i++) {
		const struct row *row = &rows->list[i];

		card_line(card, LINE_PLAIN, "%s%s%s %s", row->mine ? tr(l, "▶ ") : "・",
		    row->at.ms < act->event->now.ms ? tr(l, "【期限経過】") : "",
		    dates_chat(row->at, act->event->now, l, act->desk->arena), row->text);
	}
	if (rows->count == 0) {
		card_line(card, LINE_PLAIN, "%s", tr(l, "予定はありません。"));
	}
	if (rows->count > SHOWN) {
		card_line(card, LINE_NOTE, tr(l, "ほか%zu件"), rows->count - SHOWN);
	}
}

enum kg_status ahead_command(struct act *act, const struct command *command)
{
	struct rows *rows = arena_alloc(act->desk->arena, sizeof(*rows));

	(void)command;
	TRY(add_meetings(act, rows));
	TRY(add_circulations(act, rows));
	TRY(add_inquiries(act, rows));
	TRY(add_reports(act, rows));
	TRY(add_minutes(act, rows));
	TRY(add_actions(act, rows));
	draw(act, rows);
	return KG_OK;
}
