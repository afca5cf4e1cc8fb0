/*
 * Replies to the notice: one a person, the newest stands, from any posting, account, command or
 * 代理入力. What counts is who holds a filled seat now. The silent are reminded, nobody else.
 */

#include <string.h>

#include "handlers/ballot.h"
#include "handlers/circulate.h"
#include "handlers/convene.h"
#include "handlers/named.h"
#include "handlers/reminders.h"
#include "handlers/text.h"

enum { ALL = 1000 };

enum kg_status convene_count(
    struct act *act, const struct meeting *m, struct convene_counts *out)
{
	struct meeting_member *members;
	size_t count;

	*out = (struct convene_counts){ 0 };
	TRY(meeting_members(act, m->body, act->event->now, &members, &count));
	for (size_t i = 0; i < count; i++) {
		const struct meeting_reply *reply;

		if (members[i].person == NULL || members[i].again) {
			continue;
		}
		out->seats++;
		reply = meeting_reply_of(m, members[i].person);
		if (reply == NULL) {
			out->silent++;
		} else if (strcmp(reply->answer, "attend") == 0) {
			out->attend++;
		} else if (strcmp(reply->answer, "absent") == 0) {
			out->absent++;
		} else {
			out->unsure++;
		}
	}
	return KG_OK;
}

struct given { /* a reply on its way to the record */
	const char *person;
	const char *answer; /* "" taken back */
	const char *note;
	const char *proxy;
};

static enum kg_status redraw(struct act *act, const struct meeting *m, const char *person)
{
	struct posting *list;
	size_t count;

	TRY(posting_list(
	    act->desk->store, m->number, POST_MEETING_DM, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		if (strcmp(list[i].person, person) == 0 && list[i].state != POSTING_GONE) {
			TRY(outbox_show(act->desk->store, list[i].id));
		}
	}
	TRY(meeting_redraw(act, m, POST_MEETING_CARD));
	return meeting_redraw(act, m, POST_MEETING_ATTENDANCE);
}

static bool is_same(const struct meeting_reply *before, const struct given *given)
{
	if (before == NULL) {
		return given->answer[0] == '\0';
	}
	return strcmp(before->answer, given->answer) == 0 && given->note[0] == '\0' &&
	       given->proxy[0] == '\0';
}

static const char *capacity_of(const struct act *act, const char *person)
{
	if (strcmp(act->person.id, person) == 0) {
		return "本人";
	}
	return (act->as & AS_SECRETARIAT) != 0 ? "庶務(代理入力)" : "秘書(代理入力)";
}

static enum kg_status take(struct act *act, const struct meeting *m, const struct given *given)
{
	const struct meeting_reply *before = meeting_reply_of(m, given->person);

	if (is_same(before, given) || (before != NULL && before->at.ms > act->event->when.ms)) {
		return KG_OK;
	}
	TRY(desk_append(act, "meeting.reply", { "number", m->number },
	    { "member", given->person }, { "answer", given->answer }, { "note", given->note },
	    { "proxy", given->proxy }, { "person", act->person.id },
	    { "capacity", capacity_of(act, given->person) }, { "when", desk_when(act) }));
	return redraw(act, m, given->person);
}

/* Marks. */

static const char *mark_key(struct act *act, const struct posting *posting, const char *account,
    enum convene_answer answer)
{
	return arena_printf(act->desk->arena, "attend|%lld|%s|%s", (long long)posting->id,
	    account, convene_answer_name(answer));
}

static enum kg_status tell_once(
    struct act *act, const struct meeting *m, const char *why, const char *text)
{
	enum kg_status st = told_once(act->desk->store,
	    arena_printf(act->desk->arena, "meeting.%s|%s|%d|%s", why, m->number, m->version,
	        act->event->user),
	    act->event->now);

	if (st != KG_OK) {
		return st == KG_CONFLICT ? KG_OK : st;
	}
	return meeting_say(act, m, text);
}

static enum kg_status tell_outsider(struct act *act, const struct meeting *m)
{
	return tell_once(act, m, "outsider",
	    arena_printf(act->desk->arena,
	        tr(act->language,
	            "%s をいただきありがとうございます。本会議の出欠は%sの構成員の方のみお伺いしているため、数には含めておりません。ご対応は不要です。表示に誤りがある場合は庶務までお願いいたします。"),
	        act->event->mark, meeting_body_word(act, m->body, act->language)));
}

/* Noted as seen, so that it is no reply either should he be given a seat later. */
static enum kg_status take_outsider(struct act *act, const struct meeting *m,
    const struct posting *posting, enum convene_answer answer)
{
	const char *key = mark_key(act, posting, act->event->user, answer);
	enum kg_status st;

	if (answer == CONVENE_SILENT) {
		return KG_OK;
	}
	if (!act->event->added) {
		return told_forget(act->desk->store, key);
	}
	st = told_once(act->desk->store, key, act->event->now);
	return st == KG_OK || st == KG_CONFLICT ? tell_outsider(act, m) : st;
}

/* Another of his marks with this answer stands somewhere. */
static enum kg_status still_stands(
    struct act *act, const struct meeting *m, enum convene_answer answer, bool *out)
{
	struct posting *list;
	struct account *accounts;
	size_t count;
	size_t account_count;

	*out = false;
	TRY(accounts_of(
	    act->desk->store, act->person.id, act->desk->arena, &accounts, &account_count));
	TRY(posting_list(act->desk->store, m->number, NULL, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < account_count && list[i].round == m->version; k++) {
			*out =
			    *out || told_before(act->desk->store,
			                mark_key(act, &list[i], accounts[k].account, answer));
		}
	}
	return KG_OK;
}

static enum kg_status put_on(struct act *act, const struct meeting *m,
    const struct posting *posting, enum convene_answer answer)
{
	struct given given = { act->person.id, convene_answer_name(answer), "", "" };
	enum kg_status st = told_once(act->desk->store,
	    mark_key(act, posting, act->event->user, answer), act->event->now);

	if (st != KG_OK) {
		return st == KG_CONFLICT ? KG_OK : st;
	}
	return take(act, m, &given);
}

static enum kg_status take_off(struct act *act, const struct meeting *m,
    const struct posting *posting, enum convene_answer answer)
{
	const struct meeting_reply *now = meeting_reply_of(m, act->person.id);
	struct given given = { act->person.id, "", "", "" };
	bool stands;

	if (act->event->actor != NULL) {
		return KG_OK; /* not by its giver: what he said stands */
	}
	TRY(told_forget(act->desk->store, mark_key(act, posting, act->event->user, answer)));
	TRY(still_stands(act, m, answer, &stands));
	if (stands || now == NULL || strcmp(now->answer, convene_answer_name(answer)) != 0 ||
	    strcmp(now->entered_by, act->person.id) != 0) {
		return KG_OK;
	}
	return take(act, m, &given);
}

static enum kg_status say_seen(struct act *act, const struct meeting *m)
{
	if (!act->event->added ||
	    ballot_answer(act->desk->charter, act->event->mark) != ANSWER_SEEN ||
	    meeting_reply_of(m, act->person.id) != NULL) {
		return KG_OK;
	}
	return tell_once(act, m, "seen",
	    tr(act->language,
	        "確認の印をいただきました。ご出欠は、出席 ⭕・欠席 ❌・未定 🔺 でお知らせください。"));
}

static const char *not_now(struct act *act, const struct meeting *m)
{
	if (m->state == MEETING_CANCELLED) {
		return tr(act->language, "本会議は中止となりました。ご出欠の回答は不要です。");
	}
	return tr(act->language,
	    "本会議は開会しているか、すでに終わっています。ご出欠の変更は庶務にお知らせください。");
}

enum kg_status convene_reply_mark(
    struct act *act, const struct meeting *m, const struct posting *posting)
{
	enum convene_answer answer =
	    convene_answer_of_mark(ballot_mark(act->event->mark, act->desk->arena));
	struct meeting_member *members;
	size_t count;
	bool old = posting->round != m->version || posting->state == POSTING_OLD;

	TRY(meeting_members(act, m->body, act->event->when, &members, &count));
	if (meeting_member_of(members, count, act->person.id) == NULL) {
		return take_outsider(act, m, posting, answer);
	}
	if (answer == CONVENE_SILENT) {
		return say_seen(act, m);
	}
	if (!act->event->added) {
		return old || m->state != MEETING_CONVENED ? KG_OK
		                                           : take_off(act, m, posting, answer);
	}
	if (old) {
		return tell_once(act, m, "old",
		    tr(act->language,
		        "この印は、以前の通知に付いているため数えておりません。お手数ですが、新しい通知でご回答ください。"));
	}
	if (m->state != MEETING_CONVENED) {
		return tell_once(act, m, "over", not_now(act, m));
	}
	return put_on(act, m, posting, answer);
}

/* As if this account had put the mark on, or taken it off, just now. */
static enum kg_status replay(
    struct act *act, const struct posting *posting, const struct event_mark *mark, bool added)
{
	struct event event = *act->event;
	struct meeting m;
	struct act other;

	event.kind = EVENT_MARK;
	event.user = mark->user;
	event.mark = mark->mark;
	event.added = added;
	event.actor = NULL;
	TRY(desk_open(act->desk, &event, act->reply, &other));
	TRY(meeting_load(act->desk->store, posting->matter, act->desk->arena, &m));
	return convene_reply_mark(&other, &m, posting);
}

static bool is_in_set(const struct act *act, const char *account, enum convene_answer answer)
{
	for (size_t i = 0; i < act->event->mark_count; i++) {
		const struct event_mark *mark = &act->event->marks[i];

		if (strcmp(mark->user, account) == 0 &&
		    convene_answer_of_mark(ballot_mark(mark->mark, act->desk->arena)) ==
		        answer) {
			return true;
		}
	}
	return false;
}

/* What was noted of this account here and stands no more. */
static enum kg_status forget_missing(
    struct act *act, const struct posting *posting, const char *account)
{
	static const struct {
		enum convene_answer answer;
		const char *mark;
	} marks[] = {
		{ CONVENE_ATTEND, "⭕" },
		{ CONVENE_ABSENT, "❌" },
		{ CONVENE_UNSURE, "🔺" },
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		struct event_mark gone = { .user = account, .mark = marks[i].mark };

		if (told_before(
		        act->desk->store, mark_key(act, posting, account, marks[i].answer)) &&
		    !is_in_set(act, account, marks[i].answer)) {
			TRY(replay(act, posting, &gone, false));
		}
	}
	return KG_OK;
}

enum kg_status convene_reply_set(
    struct act *act, const struct meeting *m, const struct posting *posting)
{
	const char *workspace = workspace_name(act->desk->store, posting->workspace);
	struct account *accounts;
	size_t count;

	if (posting->round != m->version || m->state != MEETING_CONVENED) {
		return KG_OK;
	}
	TRY(accounts_all(act->desk->store, act->desk->arena, &accounts, &count));
	for (size_t i = 0; i < count; i++) {
		if (strcmp(accounts[i].workspace, workspace) == 0) {
			TRY(forget_missing(act, posting, accounts[i].account));
		}
	}
	for (size_t i = 0; i < act->event->mark_count; i++) {
		const struct event_mark *mark = &act->event->marks[i];
		enum convene_answer answer =
		    convene_answer_of_mark(ballot_mark(mark->mark, act->desk->arena));

		if (answer != CONVENE_SILENT &&
		    !told_before(
		        act->desk->store, mark_key(act, posting, mark->user, answer))) {
			TRY(replay(act, posting, mark, true));
		}
	}
	return KG_OK;
}

/* Words. */

static enum kg_status confirm(
    struct act *act, const struct meeting *m, const struct given *given, const char *whose)
{
	return meeting_say(act, m,
	    arena_printf(act->desk->arena,
	        tr(act->language,
	            "%s出欠を「%s」として記録しました(回答の変更は開会まで承ります)。"),
	        whose, meeting_answer_word(given->answer, act->language)));
}

/* 出席します in the thread of the notice; other words are left alone. */
enum kg_status convene_reply_words(struct act *act, const struct meeting *m, const char *text)
{
	char *word = arena_strdup(act->desk->arena, text_title_key(text, act->desk->arena));
	size_t stop = strlen("。");
	size_t size = strlen(word);
	struct meeting_member *members;
	struct given given;
	size_t count;

	if (size > stop && strcmp(word + size - stop, "。") == 0) {
		word[size - stop] = '\0';
	}
	given = (struct given){ act->person.id,
		convene_answer_name(convene_answer_of_word(word)), "", "" };
	TRY(meeting_members(act, m->body, act->event->when, &members, &count));
	if (given.answer[0] == '\0' ||
	    meeting_member_of(members, count, act->person.id) == NULL) {
		return KG_OK;
	}
	if (m->state != MEETING_CONVENED) {
		return tell_once(act, m, "over", not_now(act, m));
	}
	TRY(take(act, m, &given));
	return confirm(act, m, &given, "");
}

/* The one that was typed, else the only one that is called. */
static enum kg_status find_meeting(
    struct act *act, const struct command *command, const char *person, const char **out)
{
	char **numbers;
	size_t count;
	size_t found = 0;

	*out = meeting_number_of(act, command->number);
	if (*out != NULL) {
		return KG_OK;
	}
	TRY(meeting_numbers(act->desk->store, false, ALL, act->desk->arena, &numbers, &count));
	for (size_t i = 0; i < count; i++) {
		struct meeting_member *members;
		size_t member_count;
		struct meeting m;

		TRY(meeting_load(act->desk->store, numbers[i], act->desk->arena, &m));
		TRY(meeting_members(act, m.body, act->event->when, &members, &member_count));
		if (m.state == MEETING_CONVENED &&
		    meeting_member_of(members, member_count, person) != NULL) {
			*out = m.number;
			found++;
		}
	}
	if (found != 1) {
		*out = NULL;
		(void)desk_answer(act, "%s",
		    found == 0
		        ? tr(act->language, "出欠をお伺いしている会議はありません。")
		        : tr(act->language,
		              "出欠をお伺いしている会議が複数あります。番号を添えてください。例:/kaigi 出席 招R8-001"));
	}
	return KG_OK;
}

/* Whose reply: his own, or of the seat or person that was typed. *out NULL: he was answered. */
static enum kg_status find_person(
    struct act *act, const struct command *command, const char **out)
{
	const char *typed = command_value(command, "seat");
	const char *office;
	bool may = false;

	typed = typed == NULL ? command_value(command, "person") : typed;
	*out = act->person.id;
	if (typed != NULL) {
		office = named_office(act, typed);
		*out = NULL;
		if (office != NULL) {
			TRY(matter_holder(act, office, act->event->when, out));
		}
		if (*out == NULL) {
			TRY(named_person(act, typed, out));
		}
	}
	if (*out == NULL) {
		(void)desk_answer(act, "%s",
		    tr(act->language,
		        "どなたの出欠か分かりませんでした。席=委員3 のようにお書きください。"));
		return KG_OK;
	}
	TRY(desk_may_for(act, CAN_REPLY, *out, &may));
	if (!may) {
		*out = NULL;
		(void)desk_answer(act, "%s",
		    tr(act->language,
		        "出欠は、ご本人、庶務、又はその方の秘書として名簿に登録された方が入力します。庶務にお知らせください。"));
	}
	return KG_OK;
}

static enum kg_status tell_member(
    struct act *act, const struct meeting *m, const struct given *given)
{
	enum language l = desk_language_of(act, given->person);
	struct card *card = desk_card(act);

	card_title(card,
	    tr(l,
	        "%s%sが、ご出欠を「%s」として代理入力しました。相違がある場合は、通知の印又は「/kaigi 出席」などで改めてください。"),
	    meeting_head(act, m, l), card_person_title(act, act->person.id, l),
	    meeting_answer_word(given->answer, l));
	return desk_tell(act, given->person, m->number, card);
}

static enum kg_status take_typed(
    struct act *act, const struct meeting *m, const struct given *given)
{
	bool own = strcmp(given->person, act->person.id) == 0;
	struct meeting_member *members;
	size_t count;

	TRY(meeting_members(act, m->body, act->event->when, &members, &count));
	if (meeting_member_of(members, count, given->person) == NULL) {
		return meeting_say(act, m,
		    tr(act->language,
		        "出欠は構成員の方についてお伺いしています。出席を求める者のご都合は、庶務が記録します。"));
	}
	if (m->state != MEETING_CONVENED) {
		return meeting_say(act, m, not_now(act, m));
	}
	if (given->proxy[0] != '\0' && strcmp(m->proxy_rule, "not_allowed") == 0) {
		return meeting_say(act, m,
		    arena_printf(act->desk->arena,
		        tr(act->language, "代理の出席は認められていません(%s)。"),
		        strcmp(m->proxy_source, "既定値") == 0 ? tr(act->language, "既定値")
		                                               : m->proxy_source));
	}
	TRY(take(act, m, given));
	if (!own) {
		TRY(tell_member(act, m, given));
	}
	return confirm(act, m, given,
	    own ? ""
	        : arena_printf(act->desk->arena, tr(act->language, "%sの"),
	              card_person_title(act, given->person, act->language)));
}

enum kg_status convene_reply_command(
    struct act *act, const struct command *command, enum convene_answer answer)
{
	const char *reason = command_value(command, "reason");
	const char *proxy = command_value(command, "proxy");
	struct given given = { .answer = convene_answer_name(answer) };
	const char *number;
	struct meeting m;
	enum kg_status st;

	reason = reason == NULL ? command->text : reason;
	given.note = reason == NULL ? "" : text_clean(reason, act->desk->arena);
	given.proxy = proxy == NULL ? "" : text_clean(proxy, act->desk->arena);
	if (!text_fits(given.note, TEXT_REASON_MAX) ||
	    !text_fits(given.proxy, TEXT_TITLE_MAX)) {
		(void)desk_answer(act, "%s", tr(act->language, "備考が長すぎます。"));
		return KG_OK;
	}
	TRY(find_person(act, command, &given.person));
	if (given.person == NULL) {
		return KG_OK;
	}
	TRY(find_meeting(act, command, given.person, &number));
	if (number == NULL) {
		return KG_OK;
	}
	st = meeting_load(act->desk->store, number, act->desk->arena, &m);
	if (st == KG_NOT_FOUND || (st == KG_OK && m.version == 0)) {
		return meeting_not_found(act, number);
	}
	TRY(st);
	return take_typed(act, &m, &given);
}

/* Reminders. */

static struct kg_time began(const struct meeting *m)
{
	return m->made == NULL ? m->convened : m->made->at;
}

enum kg_status convene_plan(struct act *act, const struct meeting *m)
{
	struct kg_time at = began(m);
	struct reminders_rules rules = REMINDERS_DEFAULT;
	struct kg_time next;

	if (m->state != MEETING_CONVENED) {
		TRY(timer_clear(act->desk->store, "meeting.remind", m->number));
		return timer_clear(act->desk->store, "meeting.reply_by", m->number);
	}
	rules.morning = desk_rule_clock(act, "reminder_hour", at);
	rules.before = 60 * desk_rule_int(act, "reminder_before_hours", at);
	rules.quiet.from = desk_rule_clock(act, "quiet_from", at);
	rules.quiet.to = desk_rule_clock(act, "quiet_to", at);
	rules.ignore_quiet = m->incident[0] != '\0';
	if (m->reply_by.ms > act->event->now.ms) {
		TRY(timer_set(
		    act->desk->store, "meeting.reply_by", m->number, "", m->reply_by));
	}
	if (!reminders_next(at, m->reply_by, act->event->now, &rules, &next)) {
		return timer_clear(act->desk->store, "meeting.remind", m->number);
	}
	return timer_set(act->desk->store, "meeting.remind", m->number, "", next);
}

static enum kg_status remind(struct act *act, const struct meeting *m)
{
	struct meeting_member *members;
	size_t count;

	TRY(meeting_members(act, m->body, act->event->now, &members, &count));
	for (size_t i = 0; i < count; i++) {
		if (members[i].person != NULL && !members[i].again &&
		    meeting_reply_of(m, members[i].person) == NULL) {
			TRY(convene_ask(act, m, members[i].person, POST_MEETING_REMINDER));
		}
	}
	return convene_plan(act, m);
}

static enum kg_status reply_by_passed(struct act *act, const struct meeting *m)
{
	struct convene_counts counts;

	TRY(convene_count(act, m, &counts));
	if (counts.silent == 0) {
		return KG_OK;
	}
	return desk_tell_office(act, "secretariat", m->number,
	    TR_NOOP("【会議】出欠の回答期限になりました。%s"),
	    arena_printf(act->desk->arena, "(%s、%s)", m->number,
	        convene_counts_word(act, &counts, LANGUAGE_JA)));
}

enum kg_status convene_timer(
    struct act *act, const char *kind, const char *matter, const char *detail)
{
	struct meeting m;

	(void)detail;
	TRY(meeting_load(act->desk->store, matter, act->desk->arena, &m));
	if (m.state != MEETING_CONVENED) {
		return KG_OK;
	}
	if (strcmp(kind, "meeting.remind") == 0) {
		return remind(act, &m);
	}
	return strcmp(kind, "meeting.reply_by") == 0 ? reply_by_passed(act, &m) : KG_OK;
}
