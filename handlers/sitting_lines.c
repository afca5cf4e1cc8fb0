/*
 * What was said: statements, 宿題, guests' times (article 3(3)); by command, by MeetBot's words
 * in the body's channel, by 📝 on what somebody wrote there. A line is taken back, never
 * changed.
 */

#include <string.h>

#include "handlers/calendar.h"
#include "handlers/minutes.h"
#include "handlers/named.h"
#include "handlers/number.h"
#include "handlers/sitting.h"
#include "handlers/text.h"
#include "store/actions.h"
#include "store/inbox.h"

enum { LINE_MAX_POINTS = 2000 };

enum kg_status sitting_add_line(
    struct act *act, const char *number, const struct sitting_words *words)
{
	return desk_append(act, "meeting.line", { "number", number },
	    { "position", desk_int(act, words->position) }, { "kind", words->kind },
	    { "speaker", words->speaker },
	    { "text", text_clean_lines(words->text, act->desk->arena) },
	    { "action", words->action }, { "person", act->person.id },
	    { "source", words->source }, { "when", desk_int(act, words->at.ms) });
}

static const char *post_of(struct act *act, const struct sitting_now *now, const char *person)
{
	for (size_t i = 0; person != NULL && i < now->s.seat_count; i++) {
		if (strcmp(now->s.seats[i].person, person) == 0) {
			return now->s.seats[i].title;
		}
	}
	return person == NULL ? "" : named_full(act, person, LANGUAGE_JA);
}

/* The post of who is meant, or a guest's name; NULL: nobody of this meeting. */
static enum kg_status speaker_named(
    struct act *act, const struct sitting_now *now, const char *typed, const char **out)
{
	const char *key = text_title_key(typed, act->desk->arena);
	const char *person;

	*out = NULL;
	for (size_t i = 0; i < now->m.guest_count; i++) {
		const char *name = text_title_key(now->m.guests[i].name, act->desk->arena);

		if (!now->m.guests[i].withdrawn && strcmp(name, key) == 0) {
			*out = now->m.guests[i].name;
			return KG_OK;
		}
	}
	TRY(named_person(act, typed, &person));
	if (person != NULL) {
		*out = post_of(act, now, person);
	} else if (strcmp(key, "庶務") == 0) {
		*out = "庶務";
	}
	return KG_OK;
}

static enum kg_status undo_last(struct act *act, const struct sitting_now *now)
{
	const struct meeting_line *last = NULL;

	for (size_t i = 0; i < now->s.line_count; i++) {
		if (strcmp(now->s.lines[i].person, act->person.id) == 0 &&
		    (last == NULL || now->s.lines[i].entry > last->entry)) {
			last = &now->s.lines[i];
		}
	}
	if (last == NULL) {
		return meeting_say(act, &now->m,
		    tr(act->language, "ご自身が記録した議事の記録はありません。"));
	}
	TRY(desk_append(act, "meeting.line.undone", { "number", now->m.number },
	    { "line", desk_int(act, last->entry) }, { "person", act->person.id },
	    { "when", desk_when(act) }));
	if (last->action[0] != '\0') {
		TRY(desk_append(act, "action.dropped", { "number", last->action },
		    { "note", "議事の記録の取消し" }, { "person", act->person.id },
		    { "when", desk_when(act) }));
	}
	TRY(sitting_show(act, now->m.number));
	return meeting_say(act, &now->m,
	    arena_printf(act->desk->arena, tr(act->language, "取り消しました:「%s」"),
	        text_truncate(text_clean(last->text, act->desk->arena), 60, act->desk->arena)));
}

/* 席=委員3 経過措置が必要: what stands behind the seat is the text. */
static void split_seat(
    struct act *act, const struct command *command, const char **seat, const char **text)
{
	const char *value = command_value(command, "seat");
	const char *name = command_value(command, "person");
	const char *body = command_value(command, "body");
	const char *blank;

	value = value == NULL ? name : value;
	*text = body != NULL ? body : command->text;
	*seat = value;
	blank = value == NULL ? NULL : strpbrk(value, " \t");
	if (*text == NULL && blank != NULL) {
		*seat = arena_strndup(act->desk->arena, value, (size_t)(blank - value));
		*text = blank + 1;
	}
}

static enum kg_status say_line(
    struct act *act, const struct sitting_now *now, const struct sitting_words *words)
{
	TRY(sitting_add_line(act, now->m.number, words));
	TRY(sitting_show(act, now->m.number));
	return meeting_say(act, &now->m,
	    arena_printf(act->desk->arena, tr(act->language, "議事に記録しました:%s%s%s"),
	        words->speaker, words->speaker[0] == '\0' ? "" : ":",
	        text_truncate(
	            text_clean(words->text, act->desk->arena), 100, act->desk->arena)));
}

enum kg_status sitting_say_command(
    struct act *act, const struct command *command, struct sitting_now *now)
{
	const char *item = command_value(command, "item");
	struct sitting_act what = { .step = STEP_SAY };
	struct sitting_words words = { .kind = "statement", .action = "", .source = "command" };
	const char *seat;
	bool may;

	sitting_read(
	    act, now, command_value(command, "at"), command_value(command, "reason"), &what);
	if (desk_has_faults(act)) {
		desk_say_faults(act);
		return KG_OK;
	}
	TRY(sitting_allows(act, now, &what, &may));
	if (!may) {
		return KG_OK;
	}
	if (command->text != NULL && strcmp(command->text, "取消") == 0) {
		return undo_last(act, now);
	}
	split_seat(act, command, &seat, &words.text);
	words.at = what.at;
	words.speaker = "";
	if (seat != NULL) {
		TRY(speaker_named(act, now, seat, &words.speaker));
	}
	if (item != NULL) {
		const struct meeting_item *named = sitting_item_named(act, now, item);

		words.position = named == NULL ? 0 : named->position;
	}
	if (words.text == NULL || text_is_blank(words.text) ||
	    !text_fits(words.text, LINE_MAX_POINTS)) {
		desk_fault(act, "body",
		    tr(act->language,
		        "発言の要旨を2,000字以内でご記入ください。例:/kaigi 発言 席=委員3 本文=経過措置が必要ではないか"));
	}
	if (words.speaker == NULL) {
		desk_fault(act, "seat",
		    tr(act->language,
		        "発言者は、構成員の職(委員3)か、この会議の招請者の氏名でご記入ください。"));
	}
	if (desk_has_faults(act)) {
		desk_say_faults(act);
		return KG_OK;
	}
	return say_line(act, now, &words);
}

/* 宿題 */

static enum kg_status read_due(
    struct act *act, const char *typed, struct kg_time *out, const char **out_fault)
{
	struct dates_rules rules = { .end_of_day =
		                         desk_rule_clock(act, "day_end", act->event->when) };
	struct dates_fault fault;

	*out = (struct kg_time){ 0 };
	if (!text_is_blank(typed) &&
	    dates_parse(typed, act->event->when, &rules, out, &fault) != KG_OK) {
		*out_fault = dates_fault_text(&fault, act->language, act->desk->arena);
	}
	return KG_OK;
}

enum kg_status sitting_add_task(struct act *act, const struct sitting_now *now,
    const struct sitting_task *task, const char **out_number, const char **out_fault)
{
	struct number parts = { .kind = NUMBER_ACTION,
		.fiscal_year = calendar_fiscal_year(task->at) };
	const char *owner = NULL;
	struct kg_time due;
	struct sitting_words words = { .position = task->position,
		.kind = "action",
		.speaker = "",
		.text = task->text,
		.source = task->source,
		.at = task->at };

	*out_fault = NULL;
	*out_number = "";
	if (!text_is_blank(task->owner)) {
		TRY(named_person(act, task->owner, &owner));
	}
	TRY(read_due(act, task->due, &due, out_fault));
	if (text_is_blank(task->text) || !text_fits(task->text, LINE_MAX_POINTS)) {
		*out_fault = tr(act->language, "宿題の内容をご記入ください。");
	}
	if (*out_fault != NULL) {
		return KG_OK;
	}
	TRY(action_next(act->desk->store, parts.fiscal_year, &parts.serial));
	*out_number =
	    number_format(NUMBER_ACTION, parts.fiscal_year, parts.serial, act->desk->arena);
	TRY(desk_append(act, "action.new", { "number", *out_number },
	    { "year", desk_int(act, parts.fiscal_year) },
	    { "ordinal", desk_int(act, parts.serial) }, { "matter", now->m.number },
	    { "position", desk_int(act, task->position) },
	    { "text", text_clean_lines(task->text, act->desk->arena) },
	    { "owner", owner == NULL ? "" : owner },
	    { "owner_name", owner == NULL ? text_clean(task->owner, act->desk->arena)
	                                  : post_of(act, now, owner) },
	    { "due", desk_int(act, due.ms) }, { "person", act->person.id },
	    { "when", desk_int(act, task->at.ms) }));
	words.action = *out_number;
	return sitting_add_line(act, now->m.number, &words);
}

static enum kg_status say_task(
    struct act *act, const struct sitting_now *now, const struct sitting_task *task)
{
	const char *number;
	const char *fault;

	TRY(sitting_add_task(act, now, task, &number, &fault));
	if (fault != NULL) {
		return meeting_say(act, &now->m, fault);
	}
	TRY(sitting_show(act, now->m.number));
	return meeting_say(act, &now->m,
	    arena_printf(act->desk->arena, tr(act->language, "宿題を記録しました(%s):%s"),
	        number, text_clean(task->text, act->desk->arena)));
}

static const char *or_empty(const char *value)
{
	return value == NULL ? "" : value;
}

enum kg_status sitting_action_command(
    struct act *act, const struct command *command, struct sitting_now *now)
{
	const char *body = command_value(command, "body");
	const char *item = command_value(command, "item");
	struct sitting_act what = { .step = STEP_SAY };
	struct sitting_task task = { .owner = or_empty(command_value(command, "owner")),
		.due = or_empty(command_value(command, "deadline")),
		.text = or_empty(body == NULL ? command->text : body),
		.source = "command" };
	bool may;

	sitting_read(
	    act, now, command_value(command, "at"), command_value(command, "reason"), &what);
	if (item != NULL) {
		const struct meeting_item *named = sitting_item_named(act, now, item);

		task.position = named == NULL ? 0 : named->position;
	}
	if (desk_has_faults(act)) {
		desk_say_faults(act);
		return KG_OK;
	}
	TRY(sitting_allows(act, now, &what, &may));
	task.at = what.at;
	return may ? say_task(act, now, &task) : KG_OK;
}

/* Guests: in and out. */

static const struct meeting_guest *guest_named(
    struct act *act, const struct sitting_now *now, const char *typed)
{
	const char *key = text_title_key(typed, act->desk->arena);

	for (size_t i = 0; i < now->m.guest_count; i++) {
		const struct meeting_guest *guest = &now->m.guests[i];

		if (!guest->withdrawn && guest->invited_by[0] != '\0' &&
		    strcmp(text_title_key(guest->name, act->desk->arena), key) == 0) {
			return guest;
		}
	}
	return NULL;
}

static bool read_guest_times(struct act *act, const struct sitting_now *now,
    const struct command *command, struct kg_time times[2])
{
	static const char *const keys[] = { "in", "out" };

	for (size_t i = 0; i < 2; i++) {
		const char *typed = command_value(command, keys[i]);
		struct sitting_act what = { .step = STEP_GUEST };

		if (typed == NULL) {
			continue;
		}
		sitting_read(act, now, typed, NULL, &what);
		times[i] = what.at;
		if (what.at.ms > act->event->when.ms || what.at.ms < now->m.opened.ms) {
			desk_fault(act, "at",
			    tr(act->language,
			        "入退室の時刻は、開会の後の実際の時刻をご記入ください。"));
		}
	}
	if (times[1].ms != 0 && times[1].ms < times[0].ms) {
		desk_fault(act, "at", tr(act->language, "退室が入室より前になっています。"));
	}
	return !desk_has_faults(act);
}

enum kg_status sitting_guest_command(
    struct act *act, const struct command *command, struct sitting_now *now)
{
	enum language l = act->language;
	const char *typed = command_value(command, "person");
	const struct meeting_guest *guest =
	    guest_named(act, now, typed != NULL ? typed : or_empty(command->text));
	struct sitting_act what = { .step = STEP_GUEST };
	struct kg_time times[2] = { { 0 } };
	bool may;

	sitting_read(act, now, NULL, command_value(command, "reason"), &what);
	TRY(sitting_allows(act, now, &what, &may));
	if (!may) {
		return KG_OK;
	}
	if (guest == NULL) {
		return meeting_say(act, &now->m,
		    tr(l,
		        "その方は、この会議に出席を求められていません。出席は議長(幹事長)が求めます(要綱第3条第3項・第3条の3第3項)。"));
	}
	times[0] = guest->in;
	times[1] = guest->out;
	if (command_value(command, "in") == NULL && command_value(command, "out") == NULL) {
		times[strcmp(command->verb, "退室") == 0 ? 1 : 0] = what.at;
	}
	if (!read_guest_times(act, now, command, times)) {
		desk_say_faults(act);
		return KG_OK;
	}
	TRY(desk_append(act, "meeting.guest.time", { "number", now->m.number },
	    { "ordinal", desk_int(act, guest->ordinal) }, { "in", desk_int(act, times[0].ms) },
	    { "out", desk_int(act, times[1].ms) }, { "person", act->person.id },
	    { "when", desk_when(act) }));
	TRY(minutes_follow(act, now->m.number, what.reason));
	TRY(sitting_show(act, now->m.number));
	return meeting_say(act, &now->m,
	    arena_printf(act->desk->arena,
	        tr(l,
	            "%s様(議決権なし・要綱第3条第3項)の入退室を記録しました:入室 %s・退室 %s"),
	        guest->name, times[0].ms == 0 ? "-" : dates_clock(times[0], act->desk->arena),
	        times[1].ms == 0 ? "-" : dates_clock(times[1], act->desk->arena)));
}

/* In the channel. */

static enum kg_status open_here(struct act *act, struct sitting_now *out, bool *out_found)
{
	static const char *const bodies[] = { "committee", "council" };
	char *number;
	enum kg_status st;

	*out_found = false;
	for (size_t i = 0; i < 2; i++) {
		if (!desk_in_channel(act, bodies[i])) {
			continue;
		}
		st = meeting_open_now(act->desk->store, bodies[i], act->desk->arena, &number);
		if (st == KG_OK) {
			TRY(sitting_load(act, number, out));
			*out_found = out->m.state == MEETING_OPEN;
			return KG_OK;
		}
		if (st != KG_NOT_FOUND) {
			return st;
		}
	}
	return KG_OK;
}

/* The item that is being spoken of: of the last #topic. */
static int topic_of(const struct sitting_now *now)
{
	for (size_t i = now->s.line_count; i > 0; i--) {
		if (strcmp(now->s.lines[i - 1].kind, "topic") == 0) {
			return now->s.lines[i - 1].position;
		}
	}
	return 0;
}

static int topic_named(struct act *act, const struct sitting_now *now, const char *typed)
{
	const struct meeting_item *item = sitting_item_named(act, now, typed);

	act->reply->kind = REPLY_NONE; /* a topic may be something else */
	act->reply->fault_count = 0;
	return item == NULL ? 0 : item->position;
}

/* #action 委員3 12月1日 影響を調べる */
static enum kg_status take_action(
    struct act *act, const struct sitting_now *now, const char *rest)
{
	struct sitting_task task = { .position = topic_of(now),
		.owner = "",
		.due = "",
		.text = rest,
		.source = "command",
		.at = act->event->when };
	const char *blank = strpbrk(rest, " \t");
	const char *person = NULL;
	struct kg_time due;
	const char *fault = NULL;

	if (blank != NULL) {
		const char *first =
		    arena_strndup(act->desk->arena, rest, (size_t)(blank - rest));

		TRY(named_person(act, first, &person));
		if (person != NULL) {
			task.owner = first;
			task.text = rest = blank + 1;
			blank = strpbrk(rest, " \t");
		}
	}
	if (blank != NULL) {
		const char *day = arena_strndup(act->desk->arena, rest, (size_t)(blank - rest));

		TRY(read_due(act, day, &due, &fault));
		if (fault == NULL) {
			task.due = day;
			task.text = blank + 1;
		}
	}
	return say_task(act, now, &task);
}

static enum kg_status take_line(
    struct act *act, const struct sitting_now *now, const char *kind, const char *rest)
{
	struct sitting_words words = { .kind = kind,
		.speaker = "",
		.text = rest,
		.action = "",
		.source = "command",
		.at = act->event->when };

	if (text_is_blank(rest) || !text_fits(rest, LINE_MAX_POINTS)) {
		return meeting_say(act, &now->m,
		    tr(act->language, "内容を続けてお書きください。例:#info 経過措置を設ける"));
	}
	words.position = topic_of(now);
	if (strcmp(kind, "topic") == 0) {
		words.position = topic_named(act, now, rest);
	}
	if (strcmp(kind, "info") == 0) {
		words.speaker = post_of(act, now, act->person.id);
	}
	return say_line(act, now, &words);
}

static enum kg_status take_word(
    struct act *act, struct sitting_now *now, const char *word, const char *rest)
{
	struct sitting_act what = { .step = STEP_SAY, .at = act->event->when, .reason = "" };
	enum sitting_who who;
	bool head = strcmp(word, "topic") == 0 || strcmp(word, "agreed") == 0 ||
	            strcmp(word, "endmeeting") == 0;
	bool may;

	TRY(sitting_who(act, now, &who));
	if (head && who == SITTING_MEMBER) {
		return meeting_say(
		    act, &now->m, sitting_refusal(act, now, &what, SITTING_NOT_YOURS));
	}
	if (strcmp(word, "endmeeting") == 0) {
		what.step = STEP_CLOSE;
	}
	TRY(sitting_allows(act, now, &what, &may));
	if (!may) {
		return KG_OK;
	}
	if (strcmp(word, "endmeeting") == 0) {
		return sitting_close(act, now, &what);
	}
	if (strcmp(word, "undo") == 0) {
		return undo_last(act, now);
	}
	return strcmp(word, "action") == 0 ? take_action(act, now, rest)
	                                   : take_line(act, now, word, rest);
}

enum kg_status sitting_message(struct act *act)
{
	static const char *const words[] = { "topic", "info", "agreed", "action", "undo",
		"endmeeting" };
	const char *text = act->event->text == NULL ? "" : act->event->text;
	struct sitting_now now;
	const char *key;
	bool found;

	if (text[0] != '#') {
		return KG_OK;
	}
	key = text_normal(arena_strndup(act->desk->arena, text + 1, strcspn(text + 1, " \t\n")),
	    act->desk->arena);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i], key) == 0) {
			TRY(open_here(act, &now, &found));
			text += 1 + strcspn(text + 1, " \t\n");
			return found ? take_word(
			                   act, &now, words[i], text + strspn(text, " \t\n"))
			             : KG_OK;
		}
	}
	return KG_OK;
}

enum kg_status sitting_thread(struct act *act, const struct posting *thread)
{
	(void)thread;
	return sitting_message(act);
}

/* 📝 */

static bool is_memo(const char *mark)
{
	return mark != NULL && (strcmp(mark, "📝") == 0 || strcmp(mark, ":memo:") == 0 ||
	                           strcmp(mark, ":pencil:") == 0);
}

/* What was written there, by whom; KG_NOT_FOUND: it came before kaigi was here. */
static enum kg_status said_there(struct act *act, struct event *out)
{
	char *bytes;
	size_t size;

	TRY(inbox_said(act->desk->store, act->event->workspace,
	    arena_printf(
	        act->desk->arena, "message|%s|%s|", act->event->channel, act->event->message),
	    act->desk->arena, &bytes, &size));
	return event_unpack(bytes, size, act->desk->arena, out);
}

static enum kg_status note_said(
    struct act *act, const struct sitting_now *now, const struct event *said)
{
	struct sitting_words words = { .position = topic_of(now),
		.kind = "statement",
		.speaker = "",
		.text = said->text == NULL ? "" : said->text,
		.action = "",
		.source = "reaction",
		.at = said->when };
	const char *key = arena_printf(act->desk->arena, "sitting.note|%lld|%s",
	    (long long)act->event->workspace, act->event->message);
	struct person who;
	enum kg_status st = person_of_account(act->desk->store,
	    workspace_name(act->desk->store, act->event->workspace), said->user,
	    act->desk->arena, &who);

	if (st != KG_OK && st != KG_NOT_FOUND) {
		return st;
	}
	words.speaker = st == KG_OK ? post_of(act, now, who.id) : "";
	if (text_is_blank(words.text) || words.at.ms < now->m.opened.ms) {
		return KG_OK;
	}
	st = told_once(act->desk->store, key, act->event->now);
	return st == KG_CONFLICT ? KG_OK : st == KG_OK ? say_line(act, now, &words) : st;
}

enum kg_status sitting_note(struct act *act)
{
	struct sitting_now now;
	struct event said;
	enum sitting_who who;
	enum kg_status st;
	bool found;

	if (!act->event->added || !is_memo(act->event->mark) || act->event->channel == NULL ||
	    act->event->message == NULL) {
		return KG_OK;
	}
	TRY(open_here(act, &now, &found));
	if (!found) {
		return KG_OK;
	}
	TRY(sitting_who(act, &now, &who));
	if (who != SITTING_PRESIDER && who != SITTING_OFFICE) {
		return KG_OK; /* a mark on somebody's words is everybody's */
	}
	st = said_there(act, &said);
	return st == KG_NOT_FOUND ? KG_OK : st == KG_OK ? note_said(act, &now, &said) : st;
}
