/* Messages about a meeting on their way out, and what comes back through them: marks, buttons,
 * forms, words. */

#include <stdlib.h>
#include <string.h>

#include "handlers/ballot.h"
#include "handlers/circulate.h"
#include "handlers/convene.h"
#include "handlers/meeting_calendar.h"
#include "handlers/text.h"

enum { ALL = 1000 };

static const char *const attendance_marks[] = { "⭕", "❌", "🔺", NULL };

static bool takes_answers(const char *kind)
{
	return strcmp(kind, POST_MEETING_CARD) == 0 || strcmp(kind, POST_MEETING_DM) == 0 ||
	       strcmp(kind, POST_MEETING_REMINDER) == 0;
}

enum kg_status convene_attach(struct act *act, const struct address *to, int64_t posting,
    const struct meeting *m, int position)
{
	for (size_t i = 0; i < m->item_count; i++) {
		const struct meeting_item *line = &m->items[i];
		struct item item;

		if (strcmp(line->kind, "item") != 0 ||
		    (position != 0 && line->position != position)) {
			continue;
		}
		TRY(item_load(act->desk->store, line->item, act->desk->arena, &item));
		for (size_t k = 0; k < item.document_count; k++) {
			const struct circular_document *d = &item.documents[k];
			struct outbox_row row = { .workspace = to->workspace,
				.conversation = to->conversation,
				.thread = posting,
				.waits_for = posting,
				.verb = OUTBOX_UPLOAD,
				.priority = PRIORITY_SAY,
				.body = d->sha256,
				.body_size = strlen(d->sha256),
				.detail = d->name };

			if (strcmp(d->kind, "link") != 0 && strcmp(d->state, "stored") == 0) {
				TRY(outbox_add(act->desk->store, &row));
			}
		}
	}
	return KG_OK;
}

static bool is_notice(const char *kind)
{
	return strcmp(kind, POST_MEETING_CARD) == 0 || strcmp(kind, POST_MEETING_DM) == 0;
}

static enum kg_status post(
    struct act *act, const struct meeting *m, const struct address *to, const char *kind)
{
	bool answers = takes_answers(kind) && m->state == MEETING_CONVENED;
	struct posting drawn = {
		.kind = kind, .matter = m->number, .round = m->version, .person = to->person
	};
	struct card *card = desk_card(act);
	struct notice notice = { .kind = kind,
		.matter = m->number,
		.round = m->version,
		.priority = PRIORITY_ASK,
		.card = card,
		.marked = answers,
		.seeds = answers ? attendance_marks : NULL,
		.tapped = strcmp(kind, POST_MEETING_REVIEW) == 0 ||
		          strcmp(kind, POST_MEETING_ASK) == 0 ||
		          strcmp(kind, POST_MEETING_CHANGE) == 0 ||
		          strcmp(kind, POST_MEETING_CHANGE_REVIEW) == 0 };
	int64_t posting;
	bool attached;

	TRY(convene_draw(act, &drawn, to->language, card));
	TRY(desk_post(act, to, &notice, &posting));
	if (is_notice(kind) && m->version > 0) {
		TRY(meeting_calendar_attach(act, to, posting, m));
	}
	attached = m->state != MEETING_CANCELLED &&
	           (is_notice(kind) || strcmp(kind, POST_MEETING_ASK) == 0);
	return attached ? convene_attach(act, to, posting, m, 0) : KG_OK;
}

enum kg_status convene_ask(
    struct act *act, const struct meeting *m, const char *person, const char *kind)
{
	struct address *to;
	size_t count;

	TRY(desk_accounts(act, person, &to, &count));
	for (size_t i = 0; i < count; i++) {
		TRY(post(act, m, &to[i], kind));
	}
	return KG_OK;
}

enum kg_status convene_has(
    struct act *act, const struct meeting *m, const char *kind, const char *person, bool *out)
{
	struct posting *list;
	size_t count;

	*out = false;
	TRY(posting_list(act->desk->store, m->number, kind, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		*out = *out ||
		       (list[i].round == m->version && list[i].state != POSTING_GONE &&
		           list[i].state != POSTING_OLD && strcmp(list[i].person, person) == 0);
	}
	return KG_OK;
}

enum kg_status convene_reach(struct act *act, const struct meeting *m)
{
	struct meeting_member *members;
	size_t count;

	TRY(meeting_members(act, m->body, act->event->now, &members, &count));
	for (size_t i = 0; i < count; i++) {
		bool has;

		if (members[i].person == NULL || members[i].again) {
			continue;
		}
		TRY(convene_has(act, m, POST_MEETING_DM, members[i].person, &has));
		if (!has) {
			TRY(convene_ask(act, m, members[i].person, POST_MEETING_DM));
		}
	}
	return KG_OK;
}

/* Cards of earlier versions say so, and take no answer. */
static enum kg_status retire_older(struct act *act, const struct meeting *m)
{
	struct posting *list;
	size_t count;

	TRY(posting_list(act->desk->store, m->number, NULL, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		if (takes_answers(list[i].kind) && list[i].round < m->version &&
		    list[i].state != POSTING_GONE && list[i].state != POSTING_OLD) {
			TRY(posting_set_state(act->desk->store, list[i].id, POSTING_OLD));
			TRY(outbox_show(act->desk->store, list[i].id));
		}
	}
	return KG_OK;
}

/* One list for 庶務: in its channel, or to each of them. */
static enum kg_status show_attendance(struct act *act, const struct meeting *m)
{
	struct posting *list;
	struct address *to;
	struct tenure *held;
	size_t count;

	TRY(posting_list(act->desk->store, m->number, POST_MEETING_ATTENDANCE, act->desk->arena,
	    &list, &count));
	if (count > 0) {
		return meeting_redraw(act, m, POST_MEETING_ATTENDANCE);
	}
	TRY(desk_channels(act, "secretariat", &to, &count));
	for (size_t i = 0; i < count; i++) {
		TRY(post(act, m, &to[i], POST_MEETING_ATTENDANCE));
	}
	if (count > 0) {
		return KG_OK;
	}
	TRY(holders_of(
	    act->desk->store, "secretariat", act->event->now, act->desk->arena, &held, &count));
	for (size_t i = 0; i < count; i++) {
		TRY(convene_ask(act, m, held[i].person, POST_MEETING_ATTENDANCE));
	}
	return KG_OK;
}

enum kg_status convene_announce(struct act *act, const struct meeting *m)
{
	struct address *to;
	size_t count;

	TRY(retire_older(act, m));
	TRY(desk_channels(act, m->body, &to, &count));
	for (size_t i = 0; i < count; i++) {
		TRY(post(act, m, &to[i], POST_MEETING_CARD));
	}
	TRY(convene_reach(act, m));
	TRY(convene_invite(act, m));
	TRY(show_attendance(act, m));
	return convene_plan(act, m);
}

/* What comes back. */

static enum kg_status on_step(struct act *act, struct meeting *m, const struct posting *posting)
{
	if (!act->event->added ||
	    ballot_answer(act->desk->charter, act->event->mark) != ANSWER_APPROVE) {
		return KG_OK;
	}
	if (posting->state == POSTING_OLD) {
		return meeting_say(act, m,
		    tr(act->language,
		        "この印は、以前の案のカードに付いているため数えておりません。改めてお送りするカードでお願いいたします。"));
	}
	if (strcmp(posting->kind, POST_MEETING_REVIEW) == 0) {
		return convene_reviewed(act, m);
	}
	if (strcmp(posting->kind, POST_MEETING_ASK) == 0) {
		return convene_now(act, m, NULL);
	}
	if (strcmp(posting->kind, POST_MEETING_CHANGE_REVIEW) == 0) {
		return convene_change_reviewed(act, m);
	}
	return strcmp(posting->kind, POST_MEETING_CHANGE) == 0 ? convene_change_now(act, m)
	                                                       : KG_OK;
}

enum kg_status convene_mark(struct act *act, const struct posting *posting)
{
	struct meeting m;

	TRY(meeting_load(act->desk->store, posting->matter, act->desk->arena, &m));
	if (takes_answers(posting->kind)) {
		return convene_reply_mark(act, &m, posting);
	}
	if (strcmp(posting->kind, POST_MEETING_GUEST) == 0) {
		return convene_guest_mark(act, &m, posting);
	}
	return on_step(act, &m, posting);
}

enum kg_status convene_marks(struct act *act, const struct posting *posting)
{
	struct meeting m;

	TRY(posting_set_read(act->desk->store, posting->id, act->event->when));
	if (!takes_answers(posting->kind)) {
		return KG_OK;
	}
	TRY(meeting_load(act->desk->store, posting->matter, act->desk->arena, &m));
	return convene_reply_set(act, &m, posting);
}

enum kg_status convene_message(struct act *act, const struct posting *thread)
{
	struct meeting m;

	if (!takes_answers(thread->kind) || thread->state == POSTING_OLD) {
		return KG_OK;
	}
	TRY(meeting_load(act->desk->store, thread->matter, act->desk->arena, &m));
	return convene_reply_words(act, &m, act->event->text == NULL ? "" : act->event->text);
}

enum kg_status convene_deleted(struct act *act, const struct posting *posting)
{
	if (posting->state == POSTING_GONE) {
		return KG_OK;
	}
	TRY(posting_set_state(act->desk->store, posting->id, POSTING_GONE));
	return convene_roster(act);
}

/* "招R8-001|stamp": what the person was looking at. */
static const char *number_in(struct act *act, const char *value, int64_t *out_stamp)
{
	const char *bar = strchr(value, '|');

	*out_stamp = bar == NULL ? 0 : strtoll(bar + 1, NULL, 10);
	return bar == NULL ? value
	                   : arena_strndup(act->desk->arena, value, (size_t)(bar - value));
}

static enum kg_status press(struct act *act, const char *action, struct meeting *m)
{
	if (strcmp(action, "meeting.ok") == 0) {
		return convene_reviewed(act, m);
	}
	if (strcmp(action, "meeting.convene") == 0) {
		return convene_now(act, m, NULL);
	}
	if (strcmp(action, "meeting.convene.reason") == 0) {
		return convene_ask_reason(
		    act, m, "convene", tr(act->language, "招集の理由(記録に残ります)"));
	}
	if (strcmp(action, "meeting.change.ok") == 0) {
		return convene_change_reviewed(act, m);
	}
	if (strcmp(action, "meeting.change.make") == 0) {
		return convene_change_now(act, m);
	}
	if (strcmp(action, "meeting.change.back") == 0) {
		return convene_change_return(act, m, NULL);
	}
	return strcmp(action, "meeting.back") == 0 ? convene_return(act, m, NULL) : KG_OK;
}

enum kg_status convene_button(struct act *act, const char *action, const char *value)
{
	bool change = strncmp(action, "meeting.change.", strlen("meeting.change.")) == 0;
	struct meeting m;
	int64_t stamp;
	int64_t now;
	const char *number = number_in(act, value, &stamp);
	enum kg_status st = meeting_find(act, number, &m);

	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? meeting_not_found(act, number) : st;
	}
	now = change ? (m.change == NULL ? 0 : m.change->at.ms) : m.drafted.ms;
	if (stamp != now) {
		return meeting_say(act, &m,
		    tr(act->language,
		        "このカードは以前の案のものです。最新のカードをご覧ください。"));
	}
	return press(act, action, &m);
}

enum kg_status convene_take_form(struct act *act, const struct dialogue *dialogue)
{
	const char *reason = desk_answer_of(act, "reason");
	struct meeting m;

	if (strcmp(dialogue->kind, "meeting.new") == 0) {
		return convene_form(act, dialogue);
	}
	if (text_is_blank(reason)) {
		desk_fault(
		    act, "reason", tr(act->language, "理由をご記入ください。記録に残ります。"));
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, dialogue->token));
	TRY(meeting_load(act->desk->store, dialogue->matter, act->desk->arena, &m));
	if (strcmp(dialogue->context, "convene") == 0) {
		return convene_now(act, &m, reason);
	}
	return strcmp(dialogue->context, "change") == 0 ? convene_change_return(act, &m, reason)
	                                                : convene_return(act, &m, reason);
}

static enum kg_status by_verb(
    struct act *act, enum verb verb, struct meeting *m, const char *reason)
{
	bool changing = m->change != NULL;

	if (verb == VERB_APPROVE) {
		return changing ? convene_change_now(act, m) : convene_now(act, m, reason);
	}
	if (verb == VERB_REVIEW) {
		return changing ? convene_change_reviewed(act, m) : convene_reviewed(act, m);
	}
	if (verb == VERB_RETURN) {
		return changing ? convene_change_return(act, m, reason)
		                : convene_return(act, m, reason);
	}
	if (verb == VERB_WITHDRAW) {
		return convene_withdraw(act, m, reason);
	}
	return meeting_say(act, m,
	    tr(act->language,
	        "招集は「承認」、戻す場合は「差戻し」、出欠は「出席」「欠席」「未定」に番号を添えてください。"));
}

enum kg_status convene_on_number(
    struct act *act, const struct command *command, enum verb verb, const char *number)
{
	const char *reason = command_value(command, "reason");
	struct meeting m;
	enum kg_status st = meeting_find(act, number, &m);

	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? meeting_not_found(act, number) : st;
	}
	return by_verb(act, verb, &m, reason == NULL ? command->text : reason);
}

enum kg_status convene_read_back(struct act *act)
{
	char **numbers;
	size_t number_count;

	TRY(meeting_numbers(
	    act->desk->store, false, ALL, act->desk->arena, &numbers, &number_count));
	for (size_t i = 0; i < number_count; i++) {
		struct posting *list;
		size_t count;
		struct meeting m;

		TRY(meeting_load(act->desk->store, numbers[i], act->desk->arena, &m));
		if (m.state != MEETING_CONVENED) {
			continue;
		}
		TRY(posting_list(
		    act->desk->store, m.number, NULL, act->desk->arena, &list, &count));
		for (size_t k = 0; k < count; k++) {
			if (takes_answers(list[k].kind) && list[k].state == POSTING_LIVE) {
				TRY(outbox_read(act->desk->store, &list[k], act->event->now));
			}
		}
	}
	return KG_OK;
}
