/* 日程調整 as 庶務 enters it: each line one day and time, in the forms people write; a weekday
 * that does not match is refused. */

#include "handlers/poll.h"

#include <stdlib.h>
#include <string.h>

#include "handlers/calendar.h"
#include "handlers/number.h"
#include "handlers/text.h"

enum { DAYS_AHEAD = 2 };

struct request {
	const char *body;
	const char *dates;
	const char *title;
	const char *items;
	const char *deadline;
};

struct drafted {
	const char *body;
	struct dates_period when[POLL_CANDIDATES_MAX];
	size_t count;
	struct kg_time reply_by;
};

static void fault(struct act *act, const char *key, const char *text)
{
	desk_fault(act, key, text);
}

/* One candidate: a time, or a period of one day. */
static void read_one(struct act *act, const char *line, struct drafted *d)
{
	struct dates_rules rules = { .end_of_day = 0 };
	struct dates_period when = { { 0 }, { 0 } };
	struct dates_fault why;

	if (dates_parse_period(line, act->event->when, &when, &why) != KG_OK ||
	    when.to.ms - when.from.ms >= 12LL * KG_HOUR) {
		when.to.ms = 0;
		if (dates_parse(line, act->event->when, &rules, &when.from, &why) != KG_OK) {
			fault(act, "dates",
			    dates_fault_text(&why, act->language, act->desk->arena));
			return;
		}
	}
	if (when.from.ms <= act->event->when.ms) {
		fault(
		    act, "dates", tr(act->language, "候補日には、先の日時をご記入ください。"));
	} else if (d->count == POLL_CANDIDATES_MAX) {
		fault(act, "dates", tr(act->language, "候補日は8件までです。"));
	} else {
		d->when[d->count++] = when;
	}
}

static void read_dates(struct act *act, const char *typed, struct drafted *d)
{
	static const char *const marks[] = { "、", ",", ",", ";", "・" };
	char *text = arena_strdup(act->desk->arena, text_clean_lines(typed, act->desk->arena));
	char *line;

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		char *p;

		while ((p = strstr(text, marks[i])) != NULL) {
			memset(p, '\n', strlen(marks[i]));
		}
	}
	while ((line = strsep(&text, "\n")) != NULL) {
		if (!text_is_blank(line)) {
			read_one(act, line, d);
		}
	}
	if (d->count < 2 && !desk_has_faults(act)) {
		fault(act, "dates",
		    tr(act->language,
		        "候補日を2件以上、1行に1件ご記入ください。例:12月8日(火)14:00"));
	}
}

static void check(struct act *act, const struct request *r, struct drafted *d)
{
	const char *body = text_title_key(r->body, act->desk->arena);
	struct dates_rules rules = { .end_of_day =
		                         desk_rule_clock(act, "day_end", act->event->when) };
	struct dates_fault why;

	*d = (struct drafted){ .body =
		                   strcmp(body, "幹事会") == 0 || strcmp(body, "committee") == 0
		                       ? "committee"
		                       : "council" };
	read_dates(act, r->dates, d);
	if (text_is_blank(r->deadline)) {
		struct kg_date day =
		    calendar_add_working(kg_date_of(act->event->when), DAYS_AHEAD);

		d->reply_by = kg_time_at(day, rules.end_of_day / 60, rules.end_of_day % 60);
	} else if (dates_parse(r->deadline, act->event->when, &rules, &d->reply_by, &why) !=
	           KG_OK) {
		fault(act, "deadline", dates_fault_text(&why, act->language, act->desk->arena));
	}
}

static enum kg_status create(struct act *act, const struct request *r, const struct drafted *d)
{
	int year = calendar_fiscal_year(act->event->when);
	const char *number;
	int ordinal;

	TRY(poll_next(act->desk->store, year, &ordinal));
	number = number_format(NUMBER_POLL, year, ordinal, act->desk->arena);
	TRY(desk_append(act, "poll.draft", { "number", number },
	    { "year", desk_int(act, year) }, { "ordinal", desk_int(act, ordinal) },
	    { "body", d->body },
	    { "title", text_truncate(text_clean(r->title, act->desk->arena), TEXT_TITLE_MAX,
	                   act->desk->arena) },
	    { "items", text_clean(r->items, act->desk->arena) },
	    { "reply_by", desk_int(act, d->reply_by.ms) }, { "person", act->person.id },
	    { "when", desk_when(act) }));
	for (size_t i = 0; i < d->count; i++) {
		TRY(desk_append(act, "poll.candidate", { "number", number },
		    { "position", desk_int(act, (int64_t)i + 1) },
		    { "starts", desk_int(act, d->when[i].from.ms) },
		    { "ends", desk_int(act, d->when[i].to.ms) }));
	}
	TRY(poll_begin(act, number));
	return poll_show(act, number);
}

static enum kg_status open_form(struct act *act, const struct request *r)
{
	enum { FIELDS = 5 };
	enum language l = act->language;
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *f = arena_alloc(act->desk->arena, FIELDS * sizeof(*f));

	f[0] = (struct field){ .key = "for",
		.label = tr(l, "会議体"),
		.hint = tr(l, "管理会議 又は 幹事会"),
		.value = r->body[0] == '\0' ? "管理会議" : r->body,
		.limit = 20,
		.required = true };
	f[1] = (struct field){ .key = "dates",
		.type = FIELD_LONG_TEXT,
		.label = tr(l, "候補日(1行に1件、8件まで)"),
		.hint = tr(l, "例:12月8日(火)14:00〜15:00"),
		.value = r->dates,
		.limit = 600,
		.required = true };
	f[2] = (struct field){ .key = "title",
		.label = tr(l, "件名"),
		.value = r->title,
		.limit = TEXT_TITLE_MAX };
	f[3] = (struct field){ .key = "item",
		.label = tr(l, "議題(審議事項の番号)"),
		.value = r->items,
		.limit = 300 };
	f[4] = (struct field){ .key = "deadline",
		.label = tr(l, "回答期限"),
		.hint = tr(l, "空欄なら2執務日後です。"),
		.value = r->deadline,
		.limit = 60 };
	*form = (struct form){ .kind = "poll.new",
		.title = tr(l, "日程調整"),
		.submit = tr(l, "送る"),
		.fields = f,
		.field_count = FIELDS };
	return desk_ask(act, form, "", "");
}

enum kg_status poll_form(struct act *act, const struct dialogue *dialogue)
{
	struct request r = { .body = desk_answer_of(act, "for"),
		.dates = desk_answer_of(act, "dates"),
		.title = desk_answer_of(act, "title"),
		.items = desk_answer_of(act, "item"),
		.deadline = desk_answer_of(act, "deadline") };
	struct drafted d;

	if (desk_may(act, CAN_POLL_EDIT)) {
		check(act, &r, &d);
	}
	if (desk_has_faults(act)) {
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, dialogue->token));
	return desk_may(act, CAN_POLL_EDIT) ? create(act, &r, &d) : KG_OK;
}

static enum kg_status on_number(struct act *act, const struct command *command)
{
	const char *word = command->text == NULL ? "" : command->text;
	const char *choice = command_value(command, "dates");
	const char *number =
	    text_truncate(text_clean(command->number, act->desk->arena), 30, act->desk->arena);
	struct number parts;
	struct poll p;
	enum kg_status st = KG_NOT_FOUND;

	if (number_parse(command->number, &parts) &&
	    (parts.kind == NUMBER_ANY || parts.kind == NUMBER_POLL)) {
		number = number_format(
		    NUMBER_POLL, parts.fiscal_year, parts.serial, act->desk->arena);
		st = poll_load(act->desk->store, number, act->desk->arena, &p);
	}
	if (st == KG_NOT_FOUND) {
		return meeting_not_found(act, number);
	}
	TRY(st);
	if (choice == NULL && strncmp(word, "取下", strlen("取下")) != 0) {
		st = poll_show(act, number);
		return st == KG_NOT_FOUND ? meeting_not_found(act, number) : st;
	}
	if (!desk_may(act, CAN_POLL_EDIT)) {
		(void)desk_answer(
		    act, "%s", tr(act->language, "日程調整の決定と取下げは、庶務の操作です。"));
		return KG_OK;
	}
	return choice == NULL
	           ? poll_withdraw(act, &p)
	           : poll_choose(
	                 act, &p, (int)strtol(text_normal(choice, act->desk->arena), NULL, 10));
}

/* Which there are; what others have said is 庶務's to see. */
static enum kg_status list(struct act *act)
{
	enum language l = act->language;
	struct card *card = desk_answer(act, "%s", tr(l, "進行中の日程調整"));
	char **numbers;
	size_t count;

	TRY(poll_numbers(act->desk->store, act->desk->arena, &numbers, &count));
	for (size_t i = 0; i < count; i++) {
		struct poll p;

		TRY(poll_load(act->desk->store, numbers[i], act->desk->arena, &p));
		card_line(card, LINE_PLAIN, "・%s%s", poll_head_word(act, &p, l),
		    text_clean(p.title, act->desk->arena));
	}
	if (count == 0) {
		card_line(card, LINE_PLAIN, "%s", tr(l, "ありません。"));
	}
	return KG_OK;
}

static const char *value_of(const struct command *command, const char *key)
{
	const char *value = command_value(command, key);

	return value == NULL ? "" : value;
}

enum kg_status poll_command(struct act *act, const struct command *command)
{
	struct request r = { .body = value_of(command, "for"),
		.dates = value_of(command, "dates"),
		.title = value_of(command, "title"),
		.items = value_of(command, "item"),
		.deadline = value_of(command, "deadline") };
	struct drafted d;

	if (command->number != NULL) {
		return on_number(act, command);
	}
	if (!desk_may(act, CAN_POLL_EDIT) && command->pair_count == 0) {
		return list(act);
	}
	if (!desk_may(act, CAN_POLL_EDIT)) {
		desk_refuse(act, commands_of(VERB_POLL));
		return KG_OK;
	}
	if (r.dates[0] == '\0') {
		return open_form(act, &r);
	}
	check(act, &r, &d);
	if (desk_has_faults(act)) {
		desk_say_faults(act);
		return KG_OK;
	}
	return create(act, &r, &d);
}
