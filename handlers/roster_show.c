/* Who holds what. A future tenure is shown to roster editors only
 * until it is published. */

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/leave.h"
#include "handlers/named.h"
#include "handlers/roster.h"
#include "handlers/roster_edit.h"

struct look {
	struct kg_time at;
	bool then; /* what was on record then is wanted beside what is on record now */
	struct kg_time known;
};

static const char *names_of(
    struct act *act, const struct recorded *list, size_t count, struct kg_time at, bool now)
{
	const char *names = "";
	enum language l = act->language;

	for (size_t i = 0; i < count; i++) {
		bool repeated = i > 0 && strcmp(list[i].person, list[i - 1].person) == 0;
		char *reason;

		if (repeated) {
			continue;
		}
		names = arena_printf(act->desk->arena, "%s%s%s", names,
		    *names == '\0' ? "" : "、", list[i].name);
		if (*list[i].kind != '\0') {
			names = arena_printf(act->desk->arena, "%s(%s)", names, list[i].kind);
		}
		if (now && absence_of(act->desk->store, list[i].person, at, act->desk->arena,
		               &reason) == KG_OK) {
			names = arena_printf(act->desk->arena, "%s%s", names, tr(l, "(不在)"));
		}
	}
	return *names == '\0' ? tr(l, "欠員") : names;
}

/* 内示: until it is published nobody but the roster's editors sees a tenure. */
static enum kg_status is_hidden(
    struct act *act, const char *office, struct kg_time at, bool *out)
{
	struct tenure *held;
	size_t count;

	TRY(holders_of(act->desk->store, office, at, act->desk->arena, &held, &count));
	*out = false;
	for (size_t i = 0; i < count; i++) {
		*out = *out || (held[i].published.ms > act->event->when.ms &&
		                   !desk_may(act, CAN_ROSTER_AHEAD));
	}
	return KG_OK;
}

static enum kg_status add_office(
    struct act *act, const struct look *look, const char *office, struct card *card)
{
	struct recorded_when when = {
		.office = office, .at = look->at, .known = act->event->now
	};
	enum language l = act->language;
	struct recorded *now;
	struct recorded *then;
	size_t now_count;
	size_t then_count;
	const char *is;
	const char *was;
	bool hidden;

	TRY(is_hidden(act, office, look->at, &hidden));
	TRY(holders_recorded(act->desk->store, &when, act->desk->arena, &now, &now_count));
	is = hidden ? tr(l, "(未公表)") : names_of(act, now, now_count, look->at, !look->then);
	if (charter_seat(act->desk->charter, office) == NULL && now_count == 0 && !look->then) {
		return KG_OK;
	}
	if (!look->then) {
		card_line(card, LINE_SEAT, "%s:%s", named_office_word(act, office, l), is);
		return KG_OK;
	}
	when.known = look->known;
	TRY(holders_recorded(act->desk->store, &when, act->desk->arena, &then, &then_count));
	was = names_of(act, then, then_count, look->at, false);
	if (charter_seat(act->desk->charter, office) == NULL && now_count + then_count == 0) {
		return KG_OK;
	}
	card_line(card, LINE_SEAT, "%s:%s", named_office_word(act, office, l), was);
	if (strcmp(was, is) != 0) {
		card_run(card, RUN_TEXT, NULL,
		    arena_printf(act->desk->arena, tr(l, "(いまの記録では:%s)"), is));
	}
	return KG_OK;
}

static enum kg_status add_ahead(struct act *act, struct card *card)
{
	bool editor = desk_may(act, CAN_ROSTER_AHEAD);
	struct kg_time now = act->event->when;
	struct kg_time seen = editor ? (struct kg_time){ INT64_MAX } : now;
	enum language l = act->language;
	struct tenure *list;
	size_t count;

	TRY(tenures_ahead(act->desk->store, now, seen, act->desk->arena, &list, &count));
	if (count > 0) {
		card_line(card, LINE_PLAIN, "%s", tr(l, "今後の予定"));
	}
	for (size_t i = 0; i < count; i++) {
		struct person person;

		TRY(person_load(act->desk->store, list[i].person, act->desk->arena, &person));
		card_line(card, LINE_SEAT, "%s:%s(%s)%s",
		    named_office_word(act, list[i].office, l), person.name,
		    named_period(act, list[i].from, list[i].to, l),
		    list[i].published.ms > now.ms ? tr(l, "・未公表") : "");
	}
	return KG_OK;
}

static enum kg_status add_acting(
    struct act *act, const char *body, struct kg_time at, struct card *card)
{
	const char *person;
	bool begun;

	TRY(acting_at(act, body, at, &person, &begun));
	if (person != NULL) {
		card_line(card, LINE_SEAT, tr(act->language, "職務代理中:%s"),
		    named_full(act, person, act->language));
	}
	return KG_OK;
}

static enum kg_status show(struct act *act, const struct look *look, struct card *card)
{
	static const char *const others[] = { "ciso", "deputy_ciso", "secretariat", "reviewer",
		"secretary", "window", "auditor" };
	const struct charter_body *council = charter_body(act->desk->charter, "council");
	enum language l = act->language;

	for (size_t i = 0; i < council->seat_count; i++) {
		TRY(add_office(act, look, council->seats[i].id, card));
	}
	TRY(add_acting(act, "council", look->at, card));
	card_line(card, LINE_PLAIN, "%s",
	    tr(l,
	        "【幹事会】幹事長は副議長と、幹事は委員と同じ職をもって充てます(要綱第3条の2)。"));
	TRY(add_office(act, look, OFFICE_VICE_CHIEF, card));
	TRY(add_acting(act, "committee", look->at, card));
	card_line(card, LINE_PLAIN, "%s", tr(l, "庶務・関係者"));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		TRY(add_office(act, look, others[i], card));
	}
	return KG_OK;
}

/* The seats, and their words, of the version that was in force then. */
static enum kg_status show_that_day(struct act *act, const struct look *look, struct card *card)
{
	const struct charter *today = act->desk->charter;
	enum kg_status st;

	act->desk->charter = charter_at(today, kg_date_of(look->at));
	st = show(act, look, card);
	act->desk->charter = today;
	return st;
}

enum kg_status roster_show(struct act *act, const struct command *command)
{
	struct look look = { .at = act->event->when };
	struct dates_rules rules = { .end_of_day = 12 * 60 };
	struct dates_fault fault;
	struct kg_time first;
	struct card *card;
	bool taken;

	TRY(roster_edit(act, command, &taken));
	if (taken) {
		return KG_OK;
	}
	if (command->text != NULL && dates_parse_past(command->text, act->event->when, &rules,
	                                 &look.at, &fault) != KG_OK) {
		(void)desk_answer(
		    act, "%s", dates_fault_text(&fault, act->language, act->desk->arena));
		return KG_OK;
	}
	look.then = command->text != NULL && look.at.ms < act->event->when.ms;
	look.known = look.at;
	card = desk_answer(act, tr(act->language, "【管理会議】名簿(%s現在)"),
	    dates_document_day(kg_date_of(look.at), act->language, act->desk->arena));
	if (look.then) {
		TRY(roster_first_record(act->desk->store, &first));
		card_line(card, LINE_NOTE, "%s",
		    first.ms > look.at.ms
		        ? tr(act->language,
		              "※その日の記録はありません。いまの記録と異なるものを併記します。")
		        : tr(act->language,
		              "※その日の時点の記録です。いまの記録と異なるものを併記します。"));
	}
	TRY(show_that_day(act, &look, card));
	return command->text == NULL ? add_ahead(act, card) : KG_OK;
}

enum kg_status roster_language(struct act *act, const struct command *command)
{
	const char *wanted =
	    command->text == NULL ? command_value(command, "language") : command->text;
	bool english = wanted != NULL &&
	               (strcmp(wanted, "en") == 0 || strcmp(wanted, "English") == 0 ||
	                   strcmp(wanted, "english") == 0 || strcmp(wanted, "英語") == 0);

	if (act->person.id == NULL) {
		(void)desk_answer(act, "%s",
		    tr(act->language,
		        "名簿にない方の言語は変更できません。庶務にお問い合わせください。"));
		return KG_OK;
	}
	TRY(desk_append(act, "person", { "id", act->person.id }, { "name", act->person.name },
	    { "language", english ? "en" : "ja" }));
	(void)desk_answer(act, "%s",
	    english ? tr(LANGUAGE_EN, "これからは英語でお届けします。")
	            : tr(LANGUAGE_JA, "これからは日本語でお届けします。"));
	return KG_OK;
}
