/*
 * 職務代理: who can act at an instant, its end, 庶務's attempts to reach the chair, and what
 * the head reads afterwards.
 */

#include <string.h>

#include "handlers/acting_law.h"
#include "handlers/circulate.h"
#include "handlers/leave.h"
#include "handlers/named.h"
#include "handlers/text.h"

static bool is_committee(const char *body)
{
	return strcmp(body, "committee") == 0;
}

static enum kg_status is_away(struct act *act, const char *person, struct kg_time at, bool *out)
{
	char *reason;
	enum kg_status st;

	*out = false;
	if (person == NULL) {
		return KG_OK;
	}
	st = absence_of(act->desk->store, person, at, act->desk->arena, &reason);
	*out = st == KG_OK;
	return st == KG_NOT_FOUND ? KG_OK : st;
}

enum kg_status acting_posts_at(
    struct act *act, const char *body, struct kg_time at, struct acting_posts *out)
{
	bool committee = is_committee(body);

	*out = (struct acting_posts){ .body = body };
	TRY(matter_holder(act, committee ? "vice" : "chair", at, &out->head));
	TRY(matter_holder(act, committee ? OFFICE_VICE_CHIEF : "vice", at, &out->deputy));
	TRY(is_away(act, out->head, at, &out->head_away));
	return is_away(act, out->deputy, at, &out->deputy_away);
}

/* A file may name any of the seven for the committee, as it did before kaigi knew nominations.
 */
static enum kg_status is_in_post(
    struct act *act, const struct acting *acting, struct kg_time at, bool *out)
{
	struct tenure *held;
	size_t count;
	bool committee = is_committee(acting->body);

	*out = false;
	TRY(offices_of(act->desk->store, acting->person, at, act->desk->arena, &held, &count));
	for (size_t i = 0; i < count; i++) {
		const struct charter_seat *seat =
		    charter_seat(act->desk->charter, held[i].office);

		if (strcmp(acting->basis, "second") == 0) {
			*out = *out || seat != NULL;
		} else if (!committee) {
			*out = *out || strcmp(held[i].office, "vice") == 0;
		} else {
			*out = *out || strcmp(held[i].office, OFFICE_VICE_CHIEF) == 0 ||
			       (acting->basis[0] == '\0' && seat != NULL &&
			           seat->role == ROLE_MEMBER);
		}
	}
	return KG_OK;
}

enum kg_status acting_holds(
    struct act *act, const struct acting *acting, struct kg_time at, bool *out)
{
	bool away;

	TRY(is_in_post(act, acting, at, out));
	TRY(is_away(act, acting->person, at, &away));
	*out = *out && !away;
	return KG_OK;
}

enum kg_status acting_at(struct act *act, const char *body, struct kg_time at,
    const char **out_person, bool *out_begun)
{
	struct acting *list;
	size_t count;

	*out_person = NULL;
	*out_begun = false;
	TRY(actings_from(act->desk->store, body, at, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		bool holds;

		if (list[i].from.ms > at.ms) {
			continue;
		}
		*out_begun = true;
		TRY(acting_holds(act, &list[i], at, &holds));
		*out_person = holds ? list[i].person : *out_person;
	}
	return KG_OK;
}

enum acting_who acting_who_is(struct act *act, const struct acting_posts *posts)
{
	const char *me = act->person.id;

	if (me != NULL && posts->head != NULL && strcmp(me, posts->head) == 0) {
		return ACTING_HEAD;
	}
	if (me != NULL && posts->deputy != NULL && strcmp(me, posts->deputy) == 0) {
		return ACTING_DEPUTY;
	}
	return (act->as & AS_SECRETARIAT) != 0 ? ACTING_OFFICE : ACTING_OTHER;
}

enum kg_status acting_tell_channel(struct act *act, const struct acting *acting, bool begins)
{
	struct address *to;
	size_t count;

	TRY(desk_channels(act, acting->body, &to, &count));
	for (size_t i = 0; i < count; i++) {
		enum language l = to[i].language;
		struct card *card = desk_card(act);
		struct notice notice = {
			.kind = "word", .matter = "", .priority = PRIORITY_SAY, .card = card
		};

		if (begins) {
			card_title(card,
			    is_committee(acting->body)
			        ? tr(l,
			              "【幹事会】%s の間、%s が幹事長の職務を代理します(要綱第3条の3第2項)。")
			        : tr(l,
			              "【管理会議】%s の間、%s が議長の職務を代理します(要綱第3条第2項)。"),
			    named_period(act, acting->from, acting->to, l),
			    named_full(act, acting->person, l));
		} else {
			card_title(card, tr(l, "【%s】職務代理は終了しました。"),
			    acting_body_word(act, acting->body, l));
		}
		TRY(desk_post(act, &to[i], &notice, NULL));
	}
	return KG_OK;
}

/* --- the end, the attempts --- */

static enum kg_status append_end(struct act *act, const struct acting *acting)
{
	struct kg_time to =
	    acting->from.ms > act->event->when.ms ? acting->from : act->event->when;

	return desk_append(act, "acting.ended", { "id", acting->id },
	    { "to", desk_int(act, to.ms) }, { "person", act->person.id },
	    { "when", desk_when(act) });
}

static enum kg_status end(struct act *act, const char *body)
{
	enum language l = act->language;
	struct acting_posts posts;
	struct acting *list;
	size_t count;
	bool holds;
	bool may;

	TRY(actings_from(
	    act->desk->store, body, act->event->when, act->desk->arena, &list, &count));
	if (count == 0) {
		(void)desk_answer(act, tr(l, "【%s】職務代理は行われていません。"),
		    acting_body_word(act, body, l));
		return KG_OK;
	}
	TRY(acting_posts_at(act, body, act->event->when, &posts));
	TRY(acting_holds(act, &list[0], act->event->when, &holds));
	may = acting_who_is(act, &posts) == ACTING_HEAD ||
	      (act->person.id != NULL && strcmp(list[0].person, act->person.id) == 0) ||
	      (!holds && acting_who_is(act, &posts) == ACTING_OFFICE);
	if (!desk_may(act, CAN_ACTING_END) || !may) {
		(void)desk_answer(act, "%s",
		    tr(l,
		        "職務代理を終えるのは、議長(幹事長)ご本人又は代理している方です。ご用件は庶務にお寄せください。"));
		return KG_OK;
	}
	TRY(append_end(act, &list[0]));
	(void)desk_answer(act, tr(l, "【%s】職務代理の終了を登録しました:%s。"),
	    acting_body_word(act, body, l), named_full(act, list[0].person, l));
	return people_changed(act);
}

enum kg_status acting_head_is_back(struct act *act, const char *person)
{
	struct acting *list;
	size_t count;

	TRY(actings_from(
	    act->desk->store, NULL, act->event->when, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		struct acting_posts posts;

		TRY(acting_posts_at(act, list[i].body, act->event->when, &posts));
		if (posts.head == NULL || strcmp(posts.head, person) != 0 ||
		    list[i].from.ms > act->event->when.ms) {
			continue;
		}
		TRY(append_end(act, &list[i]));
		card_line(act->reply->card, LINE_PLAIN,
		    tr(act->language, "【%s】職務代理も終了しました:%s。"),
		    acting_body_word(act, list[i].body, act->language),
		    named_full(act, list[i].person, act->language));
	}
	return KG_OK;
}

static enum kg_status note_attempt(
    struct act *act, const struct command *command, const char *body)
{
	enum language l = act->language;
	const char *means = command_value(command, "means");
	const char *result = command_value(command, "result");
	const char *held = command_value(command, "held");
	struct kg_time at = act->event->when;
	struct dates_fault fault;
	bool reached;

	if (!desk_may(act, CAN_ACTING_TRIED)) {
		(void)desk_answer(act, "%s", tr(l, "連絡の記録は、庶務が行います。"));
		return KG_OK;
	}
	if (means == NULL || text_is_blank(means)) {
		desk_fault(act, "means",
		    tr(l, "手段をお書きください。例:手段=電話(公用携帯) 結果=応答なし"));
	}
	if (held != NULL && named_edge(act, held, false, &at, &fault) != KG_OK) {
		desk_fault(act, "held", dates_fault_text(&fault, l, act->desk->arena));
	} else if (at.ms > act->event->when.ms) {
		desk_fault(act, "held", tr(l, "連絡の日時は、いまより前でお願いいたします。"));
	}
	if (desk_has_faults(act)) {
		desk_say_faults(act);
		return KG_OK;
	}
	result = result == NULL ? "応答なし" : result;
	reached = strstr(result, "本人") != NULL || strcmp(result, "伝達") == 0;
	TRY(desk_append(act, "acting.attempt", { "body", body }, { "means", means },
	    { "result", result }, { "reached", reached ? "1" : "0" },
	    { "person", act->person.id }, { "when", desk_int(act, at.ms) }));
	(void)desk_answer(act, tr(l, "連絡を記録しました:%s %s(%s)"),
	    dates_chat(at, act->event->now, l, act->desk->arena),
	    text_clean(means, act->desk->arena), text_clean(result, act->desk->arena));
	return KG_OK;
}

/* --- afterwards: 後閲 --- */

static enum kg_status ask_to_read(struct act *act, const struct acting *acting)
{
	struct posting posting = { .kind = POST_READ, .matter = acting->id };
	struct acting_posts posts;
	struct address *to;
	const char *again;
	size_t count;
	bool begun;

	TRY(acting_posts_at(act, acting->body, act->event->now, &posts));
	TRY(acting_at(act, acting->body, act->event->now, &again, &begun));
	if (posts.head == NULL || posts.head_away || begun) {
		return KG_OK; /* nobody is back */
	}
	if (told_once(act->desk->store,
	        arena_printf(act->desk->arena, "acting.read|%s|%s", acting->id, posts.head),
	        act->event->now) != KG_OK) {
		return KG_OK;
	}
	TRY(desk_accounts(act, posts.head, &to, &count));
	for (size_t i = 0; i < count; i++) {
		struct card *card = desk_card(act);
		struct notice notice = { .kind = POST_READ,
			.matter = acting->id,
			.priority = PRIORITY_ASK,
			.card = card };

		TRY(acting_draw(act, &posting, to[i].language, card));
		TRY(desk_post(act, &to[i], &notice, NULL));
	}
	return KG_OK;
}

/* What he marked on his own card while he was to be asked last counts for his own seat again. A
 * seal on the chair's card stays. */
static enum kg_status count_his_own(struct act *act, const char *person)
{
	char **numbers;
	size_t count;

	TRY(circular_numbers(
	    act->desk->store, false, 0, 1000, act->desk->arena, &numbers, &count));
	for (size_t i = 0; i < count; i++) {
		struct matter m;

		TRY(matter_load(act, numbers[i], &m));
		if (!matter_is_running(&m) ||
		    (m.input.final_by != NULL && strcmp(m.input.final_by, person) == 0)) {
			continue;
		}
		TRY(marks_recount(act, numbers[i], person));
		TRY(settle(act, numbers[i]));
	}
	return KG_OK;
}

static enum kg_status say_over(struct act *act, const struct acting *acting)
{
	enum kg_status st = told_once(act->desk->store,
	    arena_printf(act->desk->arena, "acting.over|%s", acting->id), act->event->now);

	if (st != KG_OK) {
		return st == KG_CONFLICT ? KG_OK : st;
	}
	TRY(count_his_own(act, acting->person));
	return acting_tell_channel(act, acting, false);
}

/* Nobody can confirm anything while matters wait: 庶務 is told once, with what is lawful. */
static enum kg_status watch_chair(struct act *act)
{
	static const char key[] = "acting.nobody";
	const char *chair;
	struct tenure *held;
	char **numbers;
	size_t count;
	bool acting;

	TRY(matter_chair(act, act->event->now, &chair, &acting));
	if (chair != NULL) {
		return told_forget(act->desk->store, key);
	}
	TRY(circular_numbers(
	    act->desk->store, false, 0, 1, act->desk->arena, &numbers, &count));
	if (count == 0 || told_once(act->desk->store, key, act->event->now) != KG_OK) {
		return KG_OK;
	}
	TRY(holders_of(
	    act->desk->store, "secretariat", act->event->now, act->desk->arena, &held, &count));
	for (size_t i = 0; i < count; i++) {
		enum language l = desk_language_of(act, held[i].person);
		struct card *card = desk_card(act);

		card_title(card, "%s",
		    tr(l,
		        "【管理会議】議長の席に、いま決裁できる方がいません。進行中の案件は、回答の受付を続けますが、確定しません。"));
		acting_say_lawful(act, act->event->now, l, card);
		TRY(desk_tell(act, held[i].person, "", card));
	}
	return KG_OK;
}

enum kg_status acting_roster(struct act *act)
{
	struct acting *list;
	size_t count;

	TRY(actings_unread(act->desk->store, act->event->now, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		TRY(say_over(act, &list[i]));
		TRY(ask_to_read(act, &list[i]));
	}
	return watch_chair(act);
}

enum kg_status acting_button(struct act *act, const char *action, const char *value)
{
	enum language l = act->language;
	struct acting acting;
	struct acting_posts posts;
	struct posting *list;
	size_t count;
	enum kg_status st = acting_load(act->desk->store, value, act->desk->arena, &acting);

	if (st != KG_OK || strcmp(action, POST_READ) != 0) {
		return st == KG_NOT_FOUND ? KG_OK : st;
	}
	TRY(acting_posts_at(act, acting.body, act->event->when, &posts));
	if (!desk_may_own(act, CAN_ACTING_READ, acting_who_is(act, &posts) == ACTING_HEAD)) {
		(void)desk_answer(act, "%s", tr(l, "後閲は、職務に戻られたご本人の操作です。"));
		return KG_OK;
	}
	if (kg_time_is_set(acting.read)) {
		(void)desk_answer(act, "%s", tr(l, "後閲は、すでに記録しています。"));
		return KG_OK;
	}
	TRY(desk_append(act, "acting.read", { "id", acting.id }, { "person", act->person.id },
	    { "when", desk_when(act) }));
	TRY(posting_list(
	    act->desk->store, acting.id, POST_READ, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		TRY(outbox_show(act->desk->store, list[i].id));
	}
	(void)desk_answer(act, "%s", tr(l, "後閲として記録しました。"));
	return KG_OK;
}

/* --- the command --- */

static bool has_word(const char *text, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (strstr(text, *words) != NULL) {
			return true;
		}
	}
	return false;
}

#define ANY(...) ((const char *const[]){ __VA_ARGS__, NULL })

enum kg_status acting_command(struct act *act, const struct command *command)
{
	const char *text =
	    text_title_key(command->text == NULL ? "" : command->text, act->desk->arena);
	const char *named = command_value(command, "for");
	const char *body = has_word(named == NULL ? text : named, ANY("幹事会", "committee"))
	                       ? "committee"
	                       : "council";

	if (has_word(text, ANY("終了", "end"))) {
		return end(act, body);
	}
	if (has_word(text, ANY("連絡", "attempt"))) {
		return note_attempt(act, command, body);
	}
	if (has_word(text, ANY("開始", "begin")) || command_value(command, "reason") != NULL ||
	    command_value(command, "period") != NULL) {
		return acting_begin(act, command, body);
	}
	return acting_show(act);
}
