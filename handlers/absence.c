/*
 * 不在 as a command: a period, now or later, for oneself or (庶務, a person's own 秘書) for
 * somebody else; ended early, it stays on record as what it was.
 */

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/leave.h"
#include "handlers/named.h"
#include "handlers/text.h"

struct leave {
	const char *person;
	struct kg_time from;
	struct kg_time to;
	const char *reason;
};

enum kg_status absence_may_enter(struct act *act, const char *person, bool *out_may)
{
	return desk_may_for(act, CAN_ABSENCE, person, out_may);
}

/* Whose: typed, or his own. NULL when he was answered. */
static enum kg_status find_person(struct act *act, const char *typed, const char **out)
{
	enum language l = act->language;
	bool may = false;

	*out = act->person.id;
	if (!text_is_blank(typed)) {
		TRY(named_person(act, typed, out));
	}
	/* To others somebody unknown and somebody not published yet are one. */
	if (*out == NULL && desk_may(act, CAN_ROSTER_AHEAD)) {
		(void)desk_answer(act,
		    tr(l,
		        "「%s」に当たる方が名簿に見当たらないか、同じ氏名の方が複数います。職名(委員3)又はアカウントのIDでお願いいたします。"),
		    text_truncate(text_clean(typed, act->desk->arena), 40, act->desk->arena));
		return KG_OK;
	}
	if (*out != NULL) {
		TRY(absence_may_enter(act, *out, &may));
	}
	if (!may) {
		*out = NULL;
		(void)desk_answer(act, "%s",
		    tr(l,
		        "不在は、ご本人、庶務、又はその方の秘書として名簿に登録された方が届け出ます。庶務にお知らせください。"));
	}
	return KG_OK;
}

static enum kg_status head_of(struct act *act, const char *person, const char **out_body)
{
	static const char *const bodies[] = { "committee", "council" };

	*out_body = NULL;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		struct acting_posts posts;

		TRY(acting_posts_at(act, bodies[i], act->event->when, &posts));
		if (posts.head != NULL && strcmp(posts.head, person) == 0) {
			*out_body = bodies[i];
		}
	}
	return KG_OK;
}

/* An absence is a fact; that somebody acts is another, which begins by an act. */
static enum kg_status tell_deputy(struct act *act, const struct leave *leave)
{
	struct acting_posts posts;
	const char *body;
	enum language l;
	struct card *card;

	TRY(head_of(act, leave->person, &body));
	if (body == NULL) {
		return KG_OK;
	}
	card_line(act->reply->card, LINE_NOTE, "%s",
	    tr(act->language,
	        "※職務代理は、届出だけでは始まりません。始めるときは「/kaigi 職務代理 開始 理由=…」です(要綱第3条第2項・第3条の3第2項)。"));
	TRY(acting_posts_at(act, body, leave->from, &posts));
	if (posts.deputy == NULL || strcmp(posts.deputy, act->person.id) == 0) {
		return KG_OK;
	}
	l = desk_language_of(act, posts.deputy);
	card = desk_card(act);
	card_title(card,
	    tr(l,
	        "【%s】%s のご不在が届け出られました(%s)。その間の職務を代理される場合は「/kaigi 職務代理 開始 %s理由=…」でお始めください。"),
	    acting_body_word(act, body, l), card_person_title(act, leave->person, l),
	    named_period(act, leave->from, leave->to, l),
	    strcmp(body, "committee") == 0 ? "会議体=幹事会 " : "");
	return desk_tell(act, posts.deputy, "", card);
}

static enum kg_status tell_person(struct act *act, const struct leave *leave)
{
	enum language l = desk_language_of(act, leave->person);
	struct card *card;

	if (strcmp(leave->person, act->person.id) == 0) {
		return KG_OK;
	}
	card = desk_card(act);
	card_title(card,
	    tr(l,
	        "ご不在として登録しました(%s、登録:%s)。相違がありましたら庶務にお知らせください。"),
	    named_period(act, leave->from, leave->to, l),
	    card_person_title(act, act->person.id, l));
	return desk_tell(act, leave->person, "", card);
}

static enum kg_status record(struct act *act, const struct leave *leave)
{
	enum language l = act->language;
	const char *id =
	    arena_printf(act->desk->arena, "%s|%lld", leave->person, (long long)leave->from.ms);
	bool same;

	TRY(roster_has(act->desk->store, "absence", id, leave->to, &same));
	if (same) {
		(void)desk_answer(act, "%s", tr(l, "同じ期間の不在を、すでに登録しています。"));
		return KG_OK;
	}
	TRY(desk_append(act, "absence", { "id", id }, { "person", leave->person },
	    { "from", desk_int(act, leave->from.ms) }, { "to", desk_int(act, leave->to.ms) },
	    { "reason", leave->reason }, { "entered_by", act->person.id },
	    { "when", desk_when(act) }));
	(void)desk_answer(act, tr(l, "不在を登録しました:%s(%s)。"),
	    named_full(act, leave->person, l), named_period(act, leave->from, leave->to, l));
	card_line(act->reply->card, LINE_NOTE, "%s",
	    tr(l, "早く戻られたときは「/kaigi 不在 終了」でお知らせください。"));
	TRY(tell_person(act, leave));
	TRY(tell_deputy(act, leave));
	return people_changed(act);
}

/* Checks what was said of the period and the reason; faults by their fields. */
static void check(struct act *act, const char *period, const char *reason, struct leave *out)
{
	enum language l = act->language;
	struct dates_period read = { 0 };
	struct dates_fault fault;
	const char *rest = "";

	if (dates_parse_period_prefix(period, act->event->when, &read, &rest, &fault) !=
	    KG_OK) {
		desk_fault(act, "period", dates_fault_text(&fault, l, act->desk->arena));
	} else if (read.to.ms <= act->event->when.ms) {
		desk_fault(act, "period", tr(l, "その期間はすでに過ぎています。"));
	}
	out->from = read.from;
	out->to = read.to;
	out->reason = text_is_blank(reason) ? rest : reason;
	if (text_is_blank(out->reason) && !desk_has_faults(act)) {
		desk_fault(act, "reason",
		    tr(l, "理由をご記入ください(例:出張、休暇、航空機搭乗中)。"));
	} else if (!text_fits(out->reason, 200)) {
		desk_fault(act, "reason", tr(l, "理由は200字以内でお願いいたします。"));
	}
}

static enum kg_status open_form(struct act *act, const char *whose)
{
	enum language l = act->language;
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *f = arena_alloc(act->desk->arena, 3 * sizeof(*f));
	bool other = desk_may(act, CAN_ABSENCE) || (act->as & AS_SECRETARY) != 0;

	f[0] = (struct field){ .key = "period",
		.label = tr(l, "期間"),
		.hint = tr(l, "例:12/1 9:00-17:00、12月1日〜12月3日、明日"),
		.limit = 80,
		.required = true };
	f[1] = (struct field){ .key = "reason",
		.label = tr(l, "理由"),
		.hint = tr(l, "例:出張、休暇、航空機搭乗中"),
		.limit = 200,
		.required = true };
	f[2] = (struct field){ .key = "seat",
		.label = tr(l, "どなたの不在か(職名)"),
		.hint = tr(l, "空欄はご自身です。例:委員3"),
		.value = whose,
		.limit = 80 };
	*form = (struct form){ .kind = "absence.new",
		.title = tr(l, "不在の届出"),
		.submit = tr(l, "登録する"),
		.fields = f,
		.field_count = other ? 3 : 2 };
	return desk_ask(act, form, "", "");
}

enum kg_status absence_form(struct act *act, const struct dialogue *dialogue)
{
	struct leave leave = { 0 };

	TRY(find_person(act, desk_answer_of(act, "seat"), &leave.person));
	if (leave.person == NULL) {
		return dialogue_close(act->desk->store, dialogue->token);
	}
	check(act, desk_answer_of(act, "period"), desk_answer_of(act, "reason"), &leave);
	if (desk_has_faults(act)) {
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, dialogue->token));
	return record(act, &leave);
}

/* Ends what runs now; when nothing does, what would begin next doesn't begin. */
static enum kg_status end(struct act *act, const char *person)
{
	struct kg_time now = act->event->when;
	enum language l = act->language;
	struct absence *list;
	size_t count;
	size_t ended = 0;

	TRY(absences_from(act->desk->store, now, person, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		bool runs = list[i].from.ms <= now.ms;

		if (!runs && ended > 0) {
			break;
		}
		TRY(desk_append(act, "absence.ended", { "id", list[i].id },
		    { "to", desk_int(act, runs ? now.ms : list[i].from.ms) },
		    { "person", act->person.id }, { "when", desk_when(act) }));
		ended++;
		if (!runs) {
			(void)desk_answer(act, tr(l, "次の不在の届出を取り消しました:%s(%s)。"),
			    named_full(act, person, l),
			    named_period(act, list[i].from, list[i].to, l));
			return people_changed(act);
		}
	}
	if (ended == 0) {
		(void)desk_answer(
		    act, tr(l, "%s の不在の届出はありません。"), named_full(act, person, l));
		return KG_OK;
	}
	(void)desk_answer(
	    act, tr(l, "不在の終了を登録しました:%s。"), named_full(act, person, l));
	TRY(acting_head_is_back(act, person));
	return people_changed(act);
}

static enum kg_status list_all(struct act *act)
{
	enum language l = act->language;
	struct absence *list;
	struct card *card;
	size_t count;

	TRY(absences_from(
	    act->desk->store, act->event->when, NULL, act->desk->arena, &list, &count));
	card = desk_answer(act, "%s",
	    count == 0 ? tr(l, "届け出られている不在はありません。") : tr(l, "不在の届出"));
	for (size_t i = 0; i < count; i++) {
		bool reason;

		card_line(card, LINE_PLAIN, "・%s:%s", named_full(act, list[i].person, l),
		    named_period(act, list[i].from, list[i].to, l));
		TRY(desk_may_for(act, CAN_ABSENCE_REASON, list[i].person, &reason));
		if (reason) {
			card_run(card, RUN_TEXT, NULL,
			    arena_printf(act->desk->arena, "(%s)",
			        text_clean(list[i].reason, act->desk->arena)));
		}
	}
	return KG_OK;
}

enum kg_status absence_command(struct act *act, const struct command *command)
{
	const char *text = command->text == NULL ? "" : command->text;
	const char *period = command_value(command, "period");
	const char *reason = command_value(command, "reason");
	const char *seat = command_value(command, "seat");
	struct leave leave = { 0 };

	if (strcmp(text, "一覧") == 0 || strcmp(text, "list") == 0) {
		return list_all(act);
	}
	seat = seat == NULL ? command_value(command, "person") : seat;
	TRY(find_person(act, seat == NULL ? "" : seat, &leave.person));
	if (leave.person == NULL) {
		return KG_OK;
	}
	if (strcmp(text, "終了") == 0 || strcmp(text, "取消") == 0 ||
	    strcmp(text, "end") == 0) {
		return end(act, leave.person);
	}
	if (period == NULL && text_is_blank(text)) {
		return open_form(act, seat == NULL ? "" : seat);
	}
	if (period == NULL) {
		check(act, text, reason == NULL ? "" : reason, &leave);
	} else {
		check(act, period, reason == NULL ? text : reason, &leave);
	}
	if (desk_has_faults(act)) {
		desk_say_faults(act);
		return KG_OK;
	}
	return record(act, &leave);
}
