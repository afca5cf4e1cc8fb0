/* Whom a 日程調整 asks, in which order, and what comes back: one tap a candidate. The answers
 * of the head are whole before anybody else is asked. */

#include <stdlib.h>
#include <string.h>

#include "handlers/circulate.h"
#include "handlers/convene.h"
#include "handlers/poll.h"
#include "handlers/reminders.h"
#include "handlers/text.h"

static enum kg_status load(struct act *act, const char *number, struct poll *out)
{
	return poll_load(act->desk->store, number, act->desk->arena, out);
}

const char *poll_answer_of(const struct poll *p, const char *person, int position)
{
	for (size_t i = 0; person != NULL && i < p->answer_count; i++) {
		if (p->answers[i].position == position &&
		    strcmp(p->answers[i].person, person) == 0) {
			return p->answers[i].answer[0] == '\0' ? NULL : p->answers[i].answer;
		}
	}
	return NULL;
}

static enum kg_status head_of(struct act *act, const struct poll *p, const char **out)
{
	struct convener convener;

	TRY(meeting_convener(act, p->body, act->event->now, &convener));
	*out = convener.person;
	return KG_OK;
}

enum kg_status poll_is_out(struct act *act, const struct poll *p, int position, bool *out)
{
	const char *head;
	const char *answer;

	TRY(head_of(act, p, &head));
	answer = poll_answer_of(p, head, position);
	*out = p->state != POLL_HEAD && answer != NULL && strcmp(answer, "no") == 0;
	return KG_OK;
}

static enum kg_status is_whole(
    struct act *act, const struct poll *p, const char *person, bool *out)
{
	*out = true;
	for (size_t i = 0; i < p->candidate_count; i++) {
		bool gone;

		TRY(poll_is_out(act, p, p->candidates[i].position, &gone));
		if (!gone && poll_answer_of(p, person, p->candidates[i].position) == NULL) {
			*out = false;
		}
	}
	return KG_OK;
}

/* Messages. */

static enum kg_status post(struct act *act, const struct poll *p, const char *to_person,
    const char *kind, const char *for_person)
{
	struct address *to;
	size_t count;

	TRY(desk_accounts(act, to_person, &to, &count));
	for (size_t i = 0; i < count; i++) {
		struct card *card = desk_card(act);
		struct posting drawn = {
			.kind = kind, .matter = p->number, .person = for_person
		};
		struct notice notice = { .kind = kind,
			.matter = p->number,
			.priority = PRIORITY_ASK,
			.card = card };

		TRY(poll_draw(act, &drawn, to[i].language, card));
		TRY(desk_post(act, &to[i], &notice, NULL));
	}
	return KG_OK;
}

static enum kg_status redraw(struct act *act, const char *number)
{
	struct posting *list;
	size_t count;

	TRY(posting_list(act->desk->store, number, NULL, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		bool drawn = strcmp(list[i].kind, POST_POLL) == 0 ||
		             strcmp(list[i].kind, POST_POLL_DESK) == 0;

		if (drawn && list[i].state != POSTING_GONE) {
			TRY(outbox_show(act->desk->store, list[i].id));
		}
	}
	return KG_OK;
}

/* His 秘書 answers for him; each has a message of his own. */
static enum kg_status ask_secretaries(struct act *act, const struct poll *p, const char *head)
{
	struct tenure *held;
	size_t count;

	TRY(holders_of(
	    act->desk->store, "secretary", act->event->now, act->desk->arena, &held, &count));
	for (size_t i = 0; i < count; i++) {
		if (strcmp(held[i].whose, head) == 0) {
			TRY(post(act, p, held[i].person, POST_POLL, held[i].person));
		}
	}
	return KG_OK;
}

static enum kg_status plan_reminder(struct act *act, const struct poll *p)
{
	struct reminders_rules rules = REMINDERS_DEFAULT;
	struct kg_time next;

	rules.morning = desk_rule_clock(act, "reminder_hour", p->at);
	rules.before = 60 * desk_rule_int(act, "reminder_before_hours", p->at);
	rules.quiet.from = desk_rule_clock(act, "quiet_from", p->at);
	rules.quiet.to = desk_rule_clock(act, "quiet_to", p->at);
	if (!reminders_next(p->at, p->reply_by, act->event->now, &rules, &next)) {
		return timer_clear(act->desk->store, "poll.remind", p->number);
	}
	return timer_set(act->desk->store, "poll.remind", p->number, "", next);
}

enum kg_status poll_begin(struct act *act, const char *number)
{
	const char *head;
	struct poll p;

	TRY(load(act, number, &p));
	TRY(head_of(act, &p, &head));
	if (head == NULL) {
		return desk_tell_office(act, "secretariat", number,
		    TR_NOOP(
		        "【日程調整 %s】いま招集できる方(議長・幹事長又は職務を代理する方)がいません。職務代理の開始の後に、改めてお送りください。"),
		    number);
	}
	TRY(post(act, &p, head, POST_POLL, head));
	TRY(ask_secretaries(act, &p, head));
	TRY(post(act, &p, act->person.id, POST_POLL_DESK, act->person.id));
	TRY(timer_set(act->desk->store, "poll.deadline", number, "", p.reply_by));
	return plan_reminder(act, &p);
}

static enum kg_status ask_others(struct act *act, const struct poll *p, const char *head)
{
	struct meeting_member *members;
	size_t count;

	TRY(meeting_members(act, p->body, act->event->now, &members, &count));
	for (size_t i = 0; i < count; i++) {
		if (members[i].person != NULL && !members[i].again &&
		    strcmp(members[i].person, head) != 0) {
			TRY(post(act, p, members[i].person, POST_POLL, members[i].person));
		}
	}
	return KG_OK;
}

/* The head's answers are whole: the others are asked about what suits him. */
static enum kg_status settle_head(struct act *act, struct poll *p, const char *head)
{
	size_t suits = 0;
	bool whole;

	TRY(is_whole(act, p, head, &whole));
	for (size_t i = 0; i < p->candidate_count; i++) {
		const char *answer = poll_answer_of(p, head, p->candidates[i].position);

		suits += answer != NULL && strcmp(answer, "no") != 0 ? 1 : 0;
	}
	if (!whole) {
		return KG_OK;
	}
	if (suits == 0) {
		return desk_tell_office(act, "secretariat", p->number,
		    TR_NOOP(
		        "【日程調整 %s】招集する方のご都合に合う候補日がありませんでした。別の候補日で、改めてお送りください。"),
		    p->number);
	}
	TRY(desk_append(act, "poll.opened", { "number", p->number },
	    { "person", act->person.id }, { "when", desk_when(act) }));
	TRY(load(act, p->number, p));
	return ask_others(act, p, head);
}

static enum kg_status settle_others(struct act *act, const struct poll *p)
{
	struct meeting_member *members;
	size_t count;

	TRY(meeting_members(act, p->body, act->event->now, &members, &count));
	for (size_t i = 0; i < count; i++) {
		bool whole = true;

		if (members[i].person != NULL) {
			TRY(is_whole(act, p, members[i].person, &whole));
		}
		if (!whole) {
			return KG_OK;
		}
	}
	return desk_tell_office(act, "secretariat", p->number,
	    TR_NOOP(
	        "【日程調整 %s】全員の回答がそろいました。「日程調整」の表から開催日をお選びください。"),
	    p->number);
}

/* Answers. */

/* For whom the actor answers: himself, or the head whose 秘書 he is; NULL: he is not asked. */
static enum kg_status answers_for(struct act *act, const struct poll *p, const char **out)
{
	struct meeting_member *members;
	const char *head;
	bool may = false;
	size_t count;

	*out = NULL;
	TRY(head_of(act, p, &head));
	TRY(meeting_members(act, p->body, act->event->now, &members, &count));
	if (act->person.id == NULL || head == NULL) {
		return KG_OK;
	}
	if (strcmp(act->person.id, head) == 0 ||
	    (p->state == POLL_OPEN &&
	        meeting_member_of(members, count, act->person.id) != NULL)) {
		*out = act->person.id;
		return KG_OK;
	}
	TRY(desk_may_for(act, CAN_POLL_ANSWER, head, &may));
	*out = may ? head : NULL;
	return KG_OK;
}

static const char *next_answer(const char *now)
{
	if (now == NULL || strcmp(now, "no") == 0) {
		return "yes";
	}
	return strcmp(now, "yes") == 0 ? "maybe" : "no";
}

static enum kg_status record(
    struct act *act, const struct poll *p, const char *member, int position, const char *answer)
{
	return desk_append(act, "poll.answer", { "number", p->number },
	    { "position", desk_int(act, position) }, { "member", member }, { "answer", answer },
	    { "person", act->person.id }, { "when", desk_when(act) });
}

static enum kg_status take(struct act *act, struct poll *p, int position, bool rest)
{
	enum language l = act->language;
	const char *member;
	const char *head;
	bool was_whole;

	TRY(answers_for(act, p, &member));
	if (member == NULL || p->state == POLL_CHOSEN || p->state == POLL_WITHDRAWN) {
		(void)desk_answer(act, "%s",
		    member == NULL
		        ? tr(l,
		              "この日程調整は、いまお尋ねしている方の操作です。ご都合は庶務にお寄せください。")
		        : tr(l, "この日程調整は終了しています。"));
		return KG_OK;
	}
	TRY(is_whole(act, p, member, &was_whole));
	for (size_t i = 0; i < p->candidate_count; i++) {
		int at = p->candidates[i].position;
		const char *now = poll_answer_of(p, member, at);

		if (rest ? now == NULL : at == position) {
			TRY(record(act, p, member, at, rest ? "no" : next_answer(now)));
		}
	}
	TRY(load(act, p->number, p));
	TRY(head_of(act, p, &head));
	if (p->state == POLL_HEAD) {
		TRY(settle_head(act, p, head));
	} else if (!was_whole) {
		TRY(settle_others(act, p));
	}
	TRY(redraw(act, p->number));
	(void)desk_answer(act, "%s", tr(l, "ご都合を承りました。"));
	return KG_OK;
}

enum kg_status poll_withdraw(struct act *act, const struct poll *p)
{
	if (p->state == POLL_HEAD || p->state == POLL_OPEN) {
		TRY(desk_append(act, "poll.withdrawn", { "number", p->number },
		    { "person", act->person.id }, { "when", desk_when(act) }));
		TRY(timer_clear(act->desk->store, NULL, p->number));
		TRY(redraw(act, p->number));
	}
	return poll_show(act, p->number);
}

/* "日R8-001|2" */
enum kg_status poll_button(struct act *act, const char *action, const char *value)
{
	char *number = arena_strdup(act->desk->arena, value);
	char *bar = strchr(number, '|');
	int position = bar == NULL ? 0 : (int)strtol(bar + 1, NULL, 10);
	struct poll p;

	if (bar != NULL) {
		*bar = '\0';
	}
	TRY(load(act, number, &p));
	if (strcmp(action, "poll.tap") == 0 || strcmp(action, "poll.rest") == 0) {
		return take(act, &p, position, strcmp(action, "poll.rest") == 0);
	}
	if (strcmp(action, "poll.choose") != 0) {
		return KG_OK;
	}
	if (!desk_may(act, CAN_POLL_EDIT)) {
		(void)desk_answer(
		    act, "%s", tr(act->language, "日程調整の決定と取下げは、庶務の操作です。"));
		return KG_OK;
	}
	return poll_choose(act, &p, position);
}

/* Reminders to the silent, and the word to 庶務 at the end. */

static enum kg_status remind(struct act *act, const struct poll *p)
{
	struct meeting_member *members;
	const char *head;
	size_t count;

	TRY(head_of(act, p, &head));
	TRY(meeting_members(act, p->body, act->event->now, &members, &count));
	for (size_t i = 0; i < count; i++) {
		const char *person = members[i].person;
		enum language l;
		struct card *card;
		bool whole;

		if (person == NULL || members[i].again ||
		    (p->state == POLL_HEAD && (head == NULL || strcmp(person, head) != 0))) {
			continue;
		}
		TRY(is_whole(act, p, person, &whole));
		if (whole) {
			continue;
		}
		l = desk_language_of(act, person);
		card = desk_card(act);
		card_title(card,
		    tr(l,
		        "%sのご回答期限は、%sです。お手数ですが、ご都合をお知らせくださいますようお願いいたします。行き違いの場合はご容赦ください。"),
		    poll_head_word(act, p, l),
		    dates_when_day(p->reply_by, act->event->now, l, act->desk->arena));
		TRY(desk_tell(act, person, p->number, card));
	}
	return plan_reminder(act, p);
}

enum kg_status poll_timer(
    struct act *act, const char *kind, const char *matter, const char *detail)
{
	struct poll p;

	(void)detail;
	TRY(load(act, matter, &p));
	if (p.state == POLL_CHOSEN || p.state == POLL_WITHDRAWN) {
		return KG_OK;
	}
	if (strcmp(kind, "poll.remind") == 0) {
		return remind(act, &p);
	}
	return desk_tell_office(act, "secretariat", matter,
	    TR_NOOP(
	        "【日程調整 %s】回答期限になりました。「日程調整」の表から開催日をお選びください。"),
	    matter);
}

/* The notice, filled in with what was chosen: what is missing is asked for by its form. */
static enum kg_status draft_notice(
    struct act *act, const struct poll *p, const struct poll_candidate *chosen)
{
	struct kg_civil from = kg_civil_of(chosen->starts);
	struct kg_civil to = kg_civil_of(chosen->ends);
	const char *when = arena_printf(act->desk->arena, "%s %d:%02d",
	    dates_document_day(kg_date_of(chosen->starts), LANGUAGE_JA, act->desk->arena),
	    from.hour, from.minute);
	struct command_pair pairs[] = {
		{ "会議体", strcmp(p->body, "committee") == 0 ? "幹事会" : "管理会議" },
		{ "日時", when },
		{ "議題", p->items },
	};
	struct command command = {
		.verb = "招集", .pairs = pairs, .pair_count = sizeof(pairs) / sizeof(pairs[0])
	};

	if (kg_time_is_set(chosen->ends)) {
		pairs[1].value =
		    arena_printf(act->desk->arena, "%s-%d:%02d", when, to.hour, to.minute);
	}
	return convene_command(act, &command);
}

enum kg_status poll_choose(struct act *act, const struct poll *p, int position)
{
	enum language l = act->language;
	const struct poll_candidate *chosen = NULL;

	for (size_t i = 0; i < p->candidate_count; i++) {
		if (p->candidates[i].position == position) {
			chosen = &p->candidates[i];
		}
	}
	if (chosen == NULL || p->state != POLL_OPEN) {
		(void)desk_answer(act, "%s",
		    chosen == NULL
		        ? tr(l, "その番号の候補日はありません。")
		        : tr(l, "開催日は、招集する方のご回答の後、一度だけ選べます。"));
		return KG_OK;
	}
	TRY(desk_append(act, "poll.chosen", { "number", p->number },
	    { "position", desk_int(act, position) }, { "person", act->person.id },
	    { "when", desk_when(act) }));
	TRY(timer_clear(act->desk->store, NULL, p->number));
	TRY(redraw(act, p->number));
	return draft_notice(act, p, chosen);
}
