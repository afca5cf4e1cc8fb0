/* Routing: each kind of event to whom it concerns. What nobody knows is left alone; it stays in
 * the inbox. */

#include "handlers/handlers.h"

#include <string.h>

#include "handlers/alert.h"
#include "handlers/ask.h"
#include "handlers/circulate.h"
#include "handlers/ciso.h"
#include "handlers/convene.h"
#include "handlers/guide.h"
#include "handlers/handlers_parts.h"
#include "handlers/incident_page.h"
#include "handlers/inquiry.h"
#include "handlers/late.h"
#include "handlers/leave.h"
#include "handlers/mark_events.h"
#include "handlers/number.h"
#include "handlers/paper.h"
#include "handlers/press.h"
#include "handlers/refused.h"
#include "handlers/roster.h"
#include "handlers/sitting.h"
#include "handlers/subject.h"
#include "handlers/text.h"
#include "handlers/versions.h"

/* Buttons and forms. */

/* The dialogue of a token, if it is this person's and open; else he is told, and *out_found is
 * false. */
static enum kg_status find_own_dialogue(
    struct act *act, const char *token, struct dialogue *out, bool *out_found)
{
	enum kg_status st =
	    dialogue_load(act->desk->store, token == NULL ? "" : token, act->desk->arena, out);

	*out_found = st == KG_OK && strcmp(out->account, act->event->user) == 0;
	if (!*out_found && (st == KG_OK || st == KG_NOT_FOUND)) {
		(void)desk_answer(act, "%s",
		    tr(act->language,
		        "この入力画面はすでに終了しています。お手数ですが、もう一度はじめからお願いいたします。"));
	}
	return st == KG_NOT_FOUND ? KG_OK : st;
}

static enum kg_status open_form_again(struct act *act)
{
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct dialogue dialogue;
	bool found;

	TRY(find_own_dialogue(act, act->event->text, &dialogue, &found));
	if (!found) {
		return KG_OK;
	}
	TRY(form_unpack(dialogue.form, dialogue.form_size, act->desk->arena, form));
	form->token = arena_strdup(act->desk->arena, dialogue.token);
	act->reply->kind = REPLY_FORM;
	act->reply->form = form;
	return KG_OK;
}

enum kg_status handlers_take_button(struct act *act)
{
	const char *action = act->event->action == NULL ? "" : act->event->action;
	const char *value = act->event->text == NULL ? "" : act->event->text;
	const struct subject *subject = subject_of_kind(action);

	if (!handlers_in_force(act)) {
		(void)desk_answer(act, "%s", handlers_not_in_force(act));
		return KG_OK;
	}
	if (strcmp(action, "form.open") == 0) {
		return open_form_again(act);
	}
	if (strncmp(action, "late.", 5) == 0) {
		return late_button(act, action, value);
	}
	return subject == NULL || subject->button == NULL ? KG_OK
	                                                  : subject->button(act, action, value);
}

enum kg_status handlers_take_form(struct act *act)
{
	const struct subject *subject;
	struct dialogue dialogue;
	bool found;

	TRY(find_own_dialogue(act, act->event->token, &dialogue, &found));
	if (!found) {
		return KG_OK;
	}
	if (!handlers_in_force(act)) {
		(void)desk_answer(act, "%s", handlers_not_in_force(act));
		return KG_OK;
	}
	subject = subject_of_kind(dialogue.kind);
	return subject == NULL || subject->form == NULL ? KG_INVALID
	                                                : subject->form(act, &dialogue);
}

/* Messages and marks: through the posting they belong to. */

static enum kg_status find_posting(struct act *act, const char *message, struct posting *out)
{
	if (act->event->channel == NULL || message == NULL) {
		return KG_NOT_FOUND;
	}
	return posting_find(act->desk->store, act->event->workspace, act->event->channel,
	    message, act->desk->arena, out);
}

static enum kg_status remember_files(struct act *act)
{
	for (size_t i = 0; i < act->event->file_count; i++) {
		const struct event_file *f = &act->event->files[i];
		struct seen_file seen = { .id = f->id,
			.name = f->name == NULL ? "" : f->name,
			.type = f->external ? "external" : (f->type == NULL ? "" : f->type),
			.size = f->size,
			.at = act->event->when };

		TRY(seen_file_put(act->desk->store, act->event->workspace, act->event->channel,
		    act->event->user, &seen));
	}
	return KG_OK;
}

/* Where there are neither buttons nor forms: a number, a label, an answer to a question. */
static enum kg_status answer_by_message(
    struct act *act, const struct posting *thread, bool *out_taken)
{
	*out_taken = false;
	if (thread != NULL) {
		TRY(press_answer(act, thread, out_taken));
	}
	if (*out_taken || !act->event->direct ||
	    (thread != NULL && thread->matter[0] != '\0')) {
		return KG_OK;
	}
	TRY(guide_answer(act, out_taken));
	return *out_taken || thread != NULL ? KG_OK : press_alone(act, out_taken);
}

static enum kg_status take_message(struct act *act)
{
	const struct subject *subject;
	struct posting thread;
	bool taken = false;
	enum kg_status st;

	if (act->event->user == NULL || act->event->from_bot) {
		return KG_OK;
	}
	if (act->event->action != NULL && strcmp(act->event->action, "wordless") == 0) {
		return act->by_message && act->event->direct ? guide_wordless(act) : KG_OK;
	}
	TRY(remember_files(act));
	st = find_posting(act, act->event->thread, &thread);
	if (act->by_message && (st == KG_OK || st == KG_NOT_FOUND)) {
		TRY(answer_by_message(act, st == KG_OK ? &thread : NULL, &taken));
	}
	if (taken) {
		return KG_OK;
	}
	if (st == KG_OK) {
		subject = subject_of_posting(&thread);
		return subject == NULL || subject->message == NULL
		           ? KG_OK
		           : subject->message(act, &thread);
	}
	if (st != KG_NOT_FOUND) {
		return st;
	}
	if (!act->event->direct) {
		return sitting_message(act);
	}
	if (act->event->file_count == 0) {
		ask_plain(act);
	}
	return KG_OK;
}

/* What happened to a message of ours, or to a reply: to the subject it belongs to. */
static enum kg_status take_posting(struct act *act)
{
	const struct subject *subject;
	struct posting posting;
	enum kg_status st = find_posting(act, act->event->message, &posting);
	enum kg_status (*call)(struct act *, const struct posting *) = NULL;

	if (st == KG_NOT_FOUND && act->event->kind == EVENT_MARK) {
		return sitting_note(act);
	}
	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? KG_OK : st;
	}
	subject = subject_of_posting(&posting);
	if (subject == NULL) {
		return KG_OK;
	}
	if (act->event->kind == EVENT_MARK) {
		call = subject->mark;
	} else if (act->event->kind == EVENT_MARKS) {
		call = subject->marks;
	} else if (act->event->kind == EVENT_CHANGED) {
		call = subject->changed;
	} else if (act->event->kind == EVENT_DELETED) {
		call = subject->deleted;
	}
	return call == NULL ? KG_OK : call(act, &posting);
}

static enum kg_status mark_by_message(struct act *act, bool *out_taken)
{
	struct posting posting;
	enum kg_status st = find_posting(act, act->event->message, &posting);

	*out_taken = false;
	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? KG_OK : st;
	}
	TRY(guide_mark(act, &posting, out_taken));
	return *out_taken ? KG_OK : press_mark(act, &posting, out_taken);
}

/* The mark stands where it is and counts for nothing: its giver hears why, once a day. */
static enum kg_status tell_not_in_force(struct act *act)
{
	struct card *card = desk_card(act);
	struct posting posting;
	enum kg_status st = find_posting(act, act->event->message, &posting);

	if (st != KG_OK || !act->event->added) {
		return st == KG_NOT_FOUND ? KG_OK : st;
	}
	st = told_once(act->desk->store,
	    arena_printf(act->desk->arena, "not-in-force|%lld|%s|%d",
	        (long long)act->event->workspace, act->event->user,
	        kg_date_of(act->event->when).day),
	    act->event->now);
	if (st != KG_OK) {
		return st == KG_CONFLICT ? KG_OK : st;
	}
	card_title(card, "%s", handlers_not_in_force(act));
	card_line(card, LINE_PLAIN, tr(act->language, "%s は回答として数えておりません。"),
	    act->event->mark);
	return desk_tell_actor(act, posting.matter, card);
}

static enum kg_status take_mark(struct act *act)
{
	bool taken = false;

	if (act->event->user == NULL || act->event->from_bot) {
		return KG_OK;
	}
	if (!handlers_in_force(act)) {
		return tell_not_in_force(act);
	}
	if (act->by_message) {
		TRY(mark_by_message(act, &taken));
	}
	if (taken) {
		return KG_OK;
	}
	return mark_events_used(act) ? mark_events_take(act, take_posting) : take_posting(act);
}

static enum kg_status take_marks(struct act *act)
{
	return mark_events_used(act) ? mark_events_set(act, take_posting) : take_posting(act);
}

static enum kg_status take_deleted(struct act *act)
{
	bool taken = false;

	if (mark_events_used(act)) {
		TRY(mark_events_deleted(act, take_posting, &taken));
	}
	return taken ? KG_OK : take_posting(act);
}

static enum kg_status take_changed(struct act *act)
{
	struct posting posting;
	enum kg_status st = find_posting(act, act->event->message, &posting);
	bool taken = false;

	if (st == KG_NOT_FOUND) {
		TRY(inquiry_changed(act, &taken));
	}
	if (taken) {
		return KG_OK;
	}
	if (st == KG_OK && act->by_message) {
		TRY(guide_changed(act, &posting));
	}
	if (st == KG_NOT_FOUND && act->by_message) {
		return guide_changed_command(act);
	}
	return st == KG_OK ? take_posting(act) : st == KG_NOT_FOUND ? KG_OK : st;
}

/* The verdict on something of ours. */
static enum kg_status take_waiting_mark(struct act *act)
{
	bool taken = false;

	TRY(mark_by_message(act, &taken));
	return taken ? KG_OK : take_posting(act);
}

static enum kg_status take_sent(struct act *act)
{
	const struct subject *subject;
	struct outbox_row row;
	struct posting posting;
	enum kg_status st =
	    outbox_load(act->desk->store, act->event->outbox, act->desk->arena, &row);

	if (st == KG_OK && row.posting == 0) {
		return KG_OK;
	}
	if (st == KG_OK) {
		st = posting_load(act->desk->store, row.posting, act->desk->arena, &posting);
	}
	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? KG_OK : st;
	}
	subject = subject_of_posting(&posting);
	if (subject != NULL && subject->sent != NULL) {
		TRY(subject->sent(act, &row, &posting));
	}
	TRY(refused_note(act, &row, &posting));
	if (row.verb == OUTBOX_SAY && posting.state == POSTING_LIVE && mark_events_used(act)) {
		return mark_events_waiting(act, &posting, take_waiting_mark);
	}
	return KG_OK;
}

/* A file that we fetched: its handle begins with the number it is for. */
static enum kg_status take_file(struct act *act)
{
	const char *handle = act->event->text;
	const struct subject *subject = handle == NULL ? NULL : subject_of_number(handle);

	return subject == NULL || subject->file == NULL ? draft_file(act) : subject->file(act);
}

static enum kg_status take_timer(struct act *act)
{
	const char *kind = act->event->action == NULL ? "" : act->event->action;
	const char *matter = act->event->text == NULL ? "" : act->event->text;
	const char *detail = act->event->token == NULL ? "" : act->event->token;
	const struct subject *subject = subject_of_kind(kind);

	if (strcmp(kind, "link.reread") == 0) {
		TRY(convene_read_back(act));
		TRY(page_read_back(act));
		TRY(ciso_read_back(act));
		return life_reread(act, detail);
	}
	if (strcmp(kind, GUIDE_TIMER) == 0) {
		return guide_remind(act, matter);
	}
	if (strcmp(kind, "roster.change") == 0) {
		return people_changed(act);
	}
	return subject == NULL || subject->timer == NULL
	           ? KG_OK
	           : subject->timer(act, kind, matter, detail);
}

static enum kg_status take_start(struct act *act)
{
	TRY(versions_record(act));
	TRY(away_start(act));
	TRY(people_changed(act));
	TRY(convene_read_back(act));
	TRY(page_read_back(act));
	TRY(ciso_read_back(act));
	return life_start(act);
}

static enum kg_status take(struct act *act)
{
	switch (act->event->kind) {
	case EVENT_COMMAND:
		return handlers_take_command(act);
	case EVENT_MARK:
		return take_mark(act);
	case EVENT_BUTTON:
		return handlers_take_button(act);
	case EVENT_FORM:
		return handlers_take_form(act);
	case EVENT_MESSAGE:
		return take_message(act);
	case EVENT_MARKS:
		return take_marks(act);
	case EVENT_CHANGED:
		return take_changed(act);
	case EVENT_DELETED:
		return take_deleted(act);
	case EVENT_FILE:
		return take_file(act);
	case EVENT_CHANNEL:
		TRY(refused_channel(act));
		return life_channel(act);
	case EVENT_ACCOUNT:
		return life_account(act);
	case EVENT_SENT:
		return take_sent(act);
	case EVENT_TIMER:
		return take_timer(act);
	case EVENT_IMPORT:
		return roster_import(act);
	case EVENT_ALERT:
		return alert_take(act);
	case EVENT_START:
		return take_start(act);
	case EVENT_LINK:
		if (act->event->action != NULL && strcmp(act->event->action, "up") == 0) {
			TRY(convene_read_back(act));
			TRY(page_read_back(act));
			TRY(ciso_read_back(act));
		}
		return life_link(act);
	}
	KG_UNREACHABLE();
}

enum kg_status handlers_take(
    struct desk *desk, const struct event *event, struct reply *out_reply)
{
	struct act act;

	*out_reply = (struct reply){ .kind = REPLY_NONE };
	TRY(versions_turn(desk, event));
	TRY(desk_open(desk, event, out_reply, &act));
	TRY(take(&act));
	return act.by_message ? guide_reply(&act) : KG_OK;
}

static enum language language_of_posting(struct act *act, const struct posting *posting)
{
	return posting->person[0] != '\0'
	           ? desk_language_of(act, posting->person)
	           : desk_language_of_channel(act, posting->workspace, posting->conversation);
}

enum kg_status handlers_render(
    struct desk *desk, const struct posting *posting, struct card *out)
{
	struct event event = { .kind = EVENT_TIMER, .when = desk->now, .now = desk->now };
	const struct subject *subject = subject_of_posting(posting);
	struct reply reply;
	struct act act;

	if (subject == NULL || subject->render == NULL) {
		return KG_NOT_FOUND;
	}
	TRY(desk_open(desk, &event, &reply, &act));
	card_init(out, desk->arena);
	return subject->render(&act, posting, language_of_posting(&act, posting), out);
}

static void say_alone(struct desk *desk, const char *text, struct reply *out_reply)
{
	struct card *card = arena_alloc(desk->arena, sizeof(*card));

	card_init(card, desk->arena);
	card_title(card, "%s", text);
	*out_reply = (struct reply){ .kind = REPLY_TEXT, .card = card };
}

void handlers_full(struct desk *desk, enum language language, struct reply *out_reply)
{
	say_alone(desk,
	    tr(language,
	        "恐れ入ります。kaigi の保存先の空き容量がなくなり、いまの操作は記録できませんでした。復旧までしばらくお待ちのうえ、もう一度お願いいたします。"),
	    out_reply);
}

static const char *parked_text(enum language language)
{
	return tr(language,
	    "恐れ入ります。いまの操作は受け取りましたが、処理できませんでした。内容は保管し、運用担当に知らせています。お急ぎの場合は庶務にご連絡ください。");
}

void handlers_parked(struct desk *desk, enum language language, struct reply *out_reply)
{
	say_alone(desk, parked_text(language), out_reply);
}

/* What people do to us on purpose; talk in a channel is none of it. */
static bool is_somebodys_act(const struct event *event)
{
	return event->user != NULL && !event->from_bot &&
	       (event->kind == EVENT_COMMAND || event->kind == EVENT_MARK ||
	           (event->kind == EVENT_MESSAGE && (event->direct || event->thread != NULL)));
}

enum kg_status handlers_tell_parked(struct desk *desk, const struct event *event)
{
	struct reply reply = { .kind = REPLY_NONE };
	struct card *card;
	struct act act;

	if (!is_somebodys_act(event)) {
		return KG_OK;
	}
	TRY(desk_open(desk, event, &reply, &act));
	if (!act.by_message) {
		return KG_OK;
	}
	card = desk_card(&act);
	card_title(card, "%s", parked_text(act.language));
	return desk_tell_actor(&act, "", card);
}
