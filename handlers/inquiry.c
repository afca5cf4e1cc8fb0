/*
 * An inquiry on its way: reviewed, sent, answered, reminded of, closed. An answer is a fact and
 * is kept; in time the newest stands, after the deadline it is recorded as 期限後.
 */

#include "handlers/inquiry.h"

#include <string.h>

#include "handlers/ballot.h"
#include "handlers/circulate.h"
#include "handlers/reminders.h"
#include "handlers/text.h"
#include "store/items.h"
#include "store/network.h"

bool inquiry_is(const struct inquiry *q, const char *state)
{
	return strcmp(q->state, state) == 0;
}

bool inquiry_is_circulation(const struct inquiry *q)
{
	return strcmp(q->kind, "circulation") == 0;
}

const struct inquiry_person *inquiry_asked(const struct inquiry *q, const char *person)
{
	for (size_t i = 0; person != NULL && i < q->person_count; i++) {
		if (strcmp(q->persons[i].person, person) == 0) {
			return &q->persons[i];
		}
	}
	return NULL;
}

static enum kg_status load(struct act *act, const char *number, struct inquiry *out)
{
	return inquiry_load(act->desk->store, number, act->desk->arena, out);
}

static enum kg_status append(
    struct act *act, const struct inquiry *q, const char *kind, const char *capacity)
{
	return desk_append(act, kind, { "number", q->number }, { "person", act->person.id },
	    { "capacity", capacity }, { "when", desk_when(act) });
}

static enum kg_status redraw(struct act *act, const struct inquiry *q, const char *person)
{
	struct posting *list;
	size_t count;

	TRY(posting_list(act->desk->store, q->number, NULL, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		bool drawn = strcmp(list[i].kind, POST_INQUIRY_DM) == 0 ||
		             strcmp(list[i].kind, POST_INQUIRY_REVIEW) == 0;

		if (drawn && list[i].state != POSTING_GONE &&
		    (person == NULL || strcmp(list[i].person, person) == 0)) {
			TRY(outbox_show(act->desk->store, list[i].id));
		}
	}
	return KG_OK;
}

/* It stands in that conversation already. */
static bool is_posted(
    const struct posting *list, size_t count, const struct address *to, const char *kind)
{
	for (size_t i = 0; i < count; i++) {
		if (list[i].state != POSTING_GONE && list[i].workspace == to->workspace &&
		    strcmp(list[i].kind, kind) == 0 &&
		    strcmp(list[i].conversation, to->conversation) == 0) {
			return true;
		}
	}
	return false;
}

static enum kg_status send(
    struct act *act, const struct inquiry *q, const char *person, const char *kind)
{
	struct posting *posted;
	size_t posted_count;
	struct address *to;
	size_t count;

	TRY(posting_list(
	    act->desk->store, q->number, NULL, act->desk->arena, &posted, &posted_count));
	TRY(desk_accounts(act, person, &to, &count));
	for (size_t i = 0; i < count; i++) {
		struct card *card = desk_card(act);
		struct notice notice = { .kind = kind,
			.matter = q->number,
			.priority = PRIORITY_ASK,
			.card = card,
			.tapped = strcmp(kind, POST_INQUIRY_REVIEW) == 0 };
		int64_t posting;

		if (is_posted(posted, posted_count, &to[i], kind)) {
			continue;
		}
		inquiry_card(act, q, kind, person, to[i].language, card);
		TRY(desk_post(act, &to[i], &notice, &posting));
		for (size_t k = 0; k < q->document_count; k++) {
			if (strcmp(q->documents[k].kind, "link") != 0) {
				TRY(desk_attach(act, &to[i], posting, q->documents[k].sha256,
				    q->documents[k].name));
			}
		}
	}
	return KG_OK;
}

static enum kg_status plan_reminder(struct act *act, const struct inquiry *q)
{
	struct reminders_rules rules = REMINDERS_DEFAULT;
	struct kg_time next;

	rules.morning = desk_rule_clock(act, "reminder_hour", q->opened);
	rules.before = 60 * desk_rule_int(act, "reminder_before_hours", q->opened);
	rules.quiet.from = desk_rule_clock(act, "quiet_from", q->opened);
	rules.quiet.to = desk_rule_clock(act, "quiet_to", q->opened);
	if (!reminders_next(q->opened, q->deadline, act->event->now, &rules, &next)) {
		return timer_clear(act->desk->store, "inquiry.remind", q->number);
	}
	return timer_set(act->desk->store, "inquiry.remind", q->number, "", next);
}

static enum kg_status open_now(struct act *act, struct inquiry *q)
{
	TRY(append(act, q, "inquiry.open", NULL));
	TRY(load(act, q->number, q));
	for (size_t i = 0; i < q->person_count; i++) {
		TRY(send(act, q, q->persons[i].person, POST_INQUIRY_DM));
	}
	TRY(timer_set(act->desk->store, "inquiry.deadline", q->number, "", q->deadline));
	return plan_reminder(act, q);
}

enum kg_status inquiry_ready(struct act *act, const char *number)
{
	struct inquiry q;
	const char *reviewer;

	TRY(load(act, number, &q));
	for (size_t i = 0; i < q.document_count; i++) {
		if (strcmp(q.documents[i].state, "waiting") == 0) {
			return KG_OK;
		}
	}
	if (!inquiry_is(&q, "collecting")) {
		return KG_OK;
	}
	TRY(start_find_reviewer(
	    act, q.body[0] == '\0' ? "council" : q.body, q.drafter, &reviewer));
	if (reviewer == NULL) {
		return open_now(act, &q);
	}
	TRY(desk_append(
	    act, "inquiry.reviewing", { "number", number }, { "reviewer", reviewer }));
	TRY(load(act, number, &q));
	return send(act, &q, reviewer, POST_INQUIRY_REVIEW);
}

/* An answer to a command, button or form; to a mark or message a direct message. */
static enum kg_status say(struct act *act, const struct inquiry *q, const char *text)
{
	struct card *card;

	if (act->event->kind != EVENT_MARK && act->event->kind != EVENT_MESSAGE &&
	    act->event->kind != EVENT_CHANGED) {
		(void)desk_answer(act, "%s", text);
		return KG_OK;
	}
	card = desk_card(act);
	card_title(card, "%s", text);
	return desk_tell_actor(act, q->number, card);
}

static bool is_reviewer(const struct act *act, const struct inquiry *q)
{
	return act->person.id != NULL && strcmp(q->reviewer, act->person.id) == 0;
}

static enum kg_status review(struct act *act, struct inquiry *q, bool good)
{
	if (!desk_may_own(act, CAN_REVIEW, is_reviewer(act, q)) || !inquiry_is(q, "review")) {
		return say(
		    act, q, tr(act->language, "いま庶務内確認をお待ちしている方の操作です。"));
	}
	if (!good) {
		TRY(append(act, q, "inquiry.withdrawn", "庶務内確認"));
		TRY(redraw(act, q, NULL));
		TRY(desk_tell_office(act, "secretariat", q->number,
		    TR_NOOP(
		        "【照会・供覧】庶務内確認で差し戻されました。内容を改めて起案してください。%s"),
		    arena_printf(act->desk->arena, "(%s)", q->number)));
		return say(act, q, tr(act->language, "差し戻しました。"));
	}
	TRY(append(act, q, "inquiry.reviewed", "庶務内確認"));
	TRY(open_now(act, q));
	TRY(redraw(act, q, q->reviewer));
	return say(act, q, tr(act->language, "確認しました。宛先の皆さまにお送りします。"));
}

/* `text` "": 閲覧. */
static enum kg_status answer(struct act *act, struct inquiry *q, const char *text)
{
	enum language l = act->language;
	bool late = act->event->when.ms > q->deadline.ms;

	if (!desk_may_own(act, CAN_INQUIRY_ANSWER, inquiry_asked(q, act->person.id) != NULL)) {
		return say(act, q, tr(l, "この照会・供覧の宛先の方の操作です。"));
	}
	if (!inquiry_is(q, "open")) {
		return say(act, q,
		    tr(l, "この照会・供覧は終了しています。ご意見は庶務にお寄せください。"));
	}
	if (!inquiry_is_circulation(q) && text_is_blank(text)) {
		return say(act, q, tr(l, "回答の内容をご記入ください。"));
	}
	if (inquiry_is_circulation(q) && inquiry_asked(q, act->person.id)->answered) {
		return KG_OK;
	}
	TRY(desk_append(act, "inquiry.answer", { "number", q->number },
	    { "person", act->person.id }, { "text", inquiry_is_circulation(q) ? "" : text },
	    { "late", late ? "1" : "0" }, { "when", desk_when(act) }));
	TRY(redraw(act, q, act->person.id));
	if (inquiry_is_circulation(q)) {
		return say(act, q, tr(l, "閲覧を記録しました。"));
	}
	return say(act, q,
	    late ? tr(l, "期限を過ぎていますので、「期限後」の回答として記録しました。")
	         : tr(l, "回答を承りました。期限までは、改めてお送りいただけます。"));
}

static enum kg_status ask_answer(struct act *act, const struct inquiry *q)
{
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *field = arena_alloc(act->desk->arena, sizeof(*field));
	const struct inquiry_person *me = inquiry_asked(q, act->person.id);

	if (me == NULL || !inquiry_is(q, "open")) {
		struct inquiry now = *q;

		return answer(act, &now, "");
	}
	*field = (struct field){ .key = "answer",
		.type = FIELD_LONG_TEXT,
		.label = tr(act->language, "回答"),
		.value = me->text,
		.limit = 3000,
		.required = true };
	*form = (struct form){ .kind = "inquiry.answer",
		.title = tr(act->language, "照会への回答"),
		.submit = tr(act->language, "回答する"),
		.fields = field,
		.field_count = 1 };
	return desk_ask(act, form, q->number, "");
}

enum kg_status inquiry_button(struct act *act, const char *action, const char *value)
{
	struct inquiry q;

	TRY(load(act, value, &q));
	if (strcmp(action, "inquiry.ok") == 0 || strcmp(action, "inquiry.back") == 0) {
		return review(act, &q, strcmp(action, "inquiry.ok") == 0);
	}
	if (strcmp(action, "inquiry.read") == 0) {
		return answer(act, &q, "");
	}
	return strcmp(action, "inquiry.answer") == 0 ? ask_answer(act, &q) : KG_OK;
}

enum kg_status inquiry_form(struct act *act, const struct dialogue *dialogue)
{
	struct inquiry q;

	if (strcmp(dialogue->kind, "inquiry.new") == 0) {
		return inquiry_draft_form(act, dialogue);
	}
	TRY(load(act, dialogue->matter, &q));
	if (text_is_blank(desk_answer_of(act, "answer"))) {
		desk_fault(act, "answer", tr(act->language, "回答の内容をご記入ください。"));
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, dialogue->token));
	return answer(act, &q, desk_answer_of(act, "answer"));
}

/* ⭕ of the reviewer goes on; on 供覧 any mark is 閲覧; a 照会 wants words. */
enum kg_status inquiry_mark(struct act *act, const struct posting *posting)
{
	struct inquiry q;

	if (!act->event->added || act->person.id == NULL) {
		return KG_OK;
	}
	TRY(load(act, posting->matter, &q));
	if (strcmp(posting->kind, POST_INQUIRY_REVIEW) == 0) {
		bool good =
		    ballot_answer(act->desk->charter, act->event->mark) == ANSWER_APPROVE;

		return good && is_reviewer(act, &q) && inquiry_is(&q, "review")
		           ? review(act, &q, true)
		           : KG_OK;
	}
	if (strcmp(posting->kind, POST_INQUIRY_DM) != 0) {
		return KG_OK;
	}
	if (inquiry_is_circulation(&q)) {
		return answer(act, &q, "");
	}
	return say(act, &q,
	    tr(act->language,
	        "印をありがとうございます。照会の回答は文章で承ります(「回答を記入」又はスレッドへの返信)。印は決裁には数えません。"));
}

/* Of an answer's own message, by its writer: somebody else's edit of it says nothing. */
static const char *message_key(struct act *act)
{
	return arena_printf(act->desk->arena, "inquiry.answer|%s|%s|%s", act->person.id,
	    act->event->channel == NULL ? "" : act->event->channel, act->event->message);
}

static enum kg_status note_message(struct act *act, const struct inquiry *q)
{
	return act->event->message == NULL ? KG_OK
	                                   : keep_set(act->desk->store, act->event->workspace,
	                                         message_key(act), q->number);
}

/* Words in the thread of one's own message are the answer. */
enum kg_status inquiry_message(struct act *act, const struct posting *thread)
{
	struct inquiry q;

	TRY(load(act, thread->matter, &q));
	if (strcmp(thread->kind, POST_INQUIRY_DM) != 0 ||
	    inquiry_asked(&q, act->person.id) == NULL) {
		return KG_OK;
	}
	TRY(note_message(act, &q));
	return answer(act, &q, act->event->text == NULL ? "" : act->event->text);
}

/* An answer that is written anew where it stands: a second answer, of the hour of the edit. */
enum kg_status inquiry_changed(struct act *act, bool *out_taken)
{
	const struct event *e = act->event;
	struct inquiry q;
	char *number;
	enum kg_status st;

	*out_taken = false;
	if (e->message == NULL || e->text == NULL || act->person.id == NULL) {
		return KG_OK;
	}
	st = keep_get(
	    act->desk->store, e->workspace, message_key(act), act->desk->arena, &number);
	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? KG_OK : st;
	}
	*out_taken = true;
	TRY(load(act, number, &q));
	return answer(act, &q, e->text);
}

/* A card that somebody deleted is posted again while it asks for something. */
enum kg_status inquiry_deleted(struct act *act, const struct posting *posting)
{
	struct inquiry q;

	if (posting->state == POSTING_GONE) {
		return KG_OK;
	}
	TRY(posting_set_state(act->desk->store, posting->id, POSTING_GONE));
	TRY(load(act, posting->matter, &q));
	if (strcmp(posting->kind, POST_INQUIRY_REVIEW) == 0 && inquiry_is(&q, "review")) {
		return send(act, &q, q.reviewer, POST_INQUIRY_REVIEW);
	}
	if (strcmp(posting->kind, POST_INQUIRY_DM) == 0 && inquiry_is(&q, "open")) {
		return send(act, &q, posting->person, POST_INQUIRY_DM);
	}
	return KG_OK;
}

static enum kg_status remind(struct act *act, const struct inquiry *q)
{
	for (size_t i = 0; i < q->person_count; i++) {
		const char *person = q->persons[i].person;
		enum language l = desk_language_of(act, person);
		struct card *card = desk_card(act);
		struct address *to;
		size_t count;
		struct notice notice = { .kind = "inquiry.reminder",
			.matter = q->number,
			.priority = PRIORITY_ASK,
			.card = card,
			.expires = q->deadline };

		if (q->persons[i].answered) {
			continue;
		}
		card_title(card,
		    inquiry_is_circulation(q)
		        ? tr(l,
		              "%s「%s」の閲覧の期限は、%sです。お手数ですが、閲覧の旨をお知らせくださいますようお願いいたします。行き違いの場合はご容赦ください。")
		        : tr(l,
		              "%s「%s」のご回答期限は、%sです。お手数ですが、ご回答くださいますようお願いいたします。行き違いの場合はご容赦ください。"),
		    inquiry_head(act, q, l), q->title,
		    dates_when_day(q->deadline, act->event->now, l, act->desk->arena));
		TRY(desk_accounts(act, person, &to, &count));
		for (size_t k = 0; k < count; k++) {
			TRY(desk_post(act, &to[k], &notice, NULL));
		}
	}
	return plan_reminder(act, q);
}

static size_t pending(const struct inquiry *q)
{
	size_t count = 0;

	for (size_t i = 0; i < q->person_count; i++) {
		count += q->persons[i].answered ? 0 : 1;
	}
	return count;
}

enum kg_status inquiry_timer(
    struct act *act, const char *kind, const char *matter, const char *detail)
{
	struct inquiry q;

	(void)detail;
	TRY(load(act, matter, &q));
	if (!inquiry_is(&q, "open")) {
		return KG_OK;
	}
	if (strcmp(kind, "inquiry.remind") == 0) {
		return remind(act, &q);
	}
	if (strcmp(kind, "inquiry.deadline") != 0) {
		return KG_OK;
	}
	return desk_tell_office(act, "secretariat", matter,
	    TR_NOOP(
	        "【照会・供覧】期限になりました。回答を確認し、「締切」で終了してください。%s"),
	    arena_printf(act->desk->arena, "(%s、未回答%zu名。/kaigi 照会 %s 締切)", matter,
	        pending(&q), matter));
}

static enum kg_status finish(struct act *act, struct inquiry *q, const char *kind)
{
	enum language l = act->language;

	if (!desk_may(act, CAN_INQUIRY_CLOSE)) {
		(void)desk_answer(
		    act, "%s", tr(l, "照会・供覧の締切と取下げは、庶務の操作です。"));
		return KG_OK;
	}
	if (inquiry_is(q, "closed") || inquiry_is(q, "withdrawn") ||
	    (strcmp(kind, "inquiry.closed") == 0 && !inquiry_is(q, "open"))) {
		(void)desk_answer(
		    act, tr(l, "%s は、いま締め切れる段階にありません。"), q->number);
		return KG_OK;
	}
	TRY(append(act, q, kind, "庶務"));
	TRY(timer_clear(act->desk->store, NULL, q->number));
	TRY(redraw(act, q, NULL));
	if (strcmp(kind, "inquiry.closed") == 0) {
		TRY(inquiry_sheet(act, q));
	}
	return inquiry_show(act, q->number);
}

/* Article 3-3(6): the committee's opinion on a 特に重要 item, by the 幹事長's word. */
static enum kg_status deliberate(struct act *act, struct inquiry *q)
{
	enum language l = act->language;
	struct chief chief;

	TRY(committee_chief(act, act->event->when, &chief));
	if (!desk_may(act, CAN_DELIBERATE)) {
		(void)desk_answer(act, "%s",
		    tr(l,
		        "照会を幹事会の審議等(要綱第3条の3第6項)として扱うかどうかは、幹事長(職務を代理する方)がお決めになります。"));
		return KG_OK;
	}
	if (inquiry_is_circulation(q) || strcmp(q->body, "committee") != 0 ||
	    q->item[0] == '\0' || !inquiry_is(q, "closed")) {
		(void)desk_answer(act, "%s",
		    tr(l,
		        "審議等として扱えるのは、審議事項について幹事会の全員に照会し、締め切ったものに限ります。"));
		return KG_OK;
	}
	if (q->deliberated_by[0] == '\0') {
		TRY(append(act, q, "inquiry.deliberated", committee_capacity(&chief)));
		TRY(desk_append(act, "item.opinion", { "number", q->item },
		    { "opinion_record", q->number }, { "person", act->person.id },
		    { "capacity", committee_capacity(&chief) }, { "note", q->number },
		    { "when", desk_when(act) }));
	}
	(void)desk_answer(act,
	    tr(l, "%s を、%s についての幹事会の審議等(要綱第3条の3第6項)として記録しました。"),
	    q->number, q->item);
	return KG_OK;
}

enum kg_status inquiry_act(struct act *act, const char *number, const char *word)
{
	const char *plain = text_title_key(word, act->desk->arena);
	struct inquiry q;
	enum kg_status st = load(act, number, &q);

	if (st == KG_OK && (strcmp(plain, "締切") == 0 || strcmp(plain, "終了") == 0)) {
		return finish(act, &q, "inquiry.closed");
	}
	if (st == KG_OK && strncmp(plain, "取下", strlen("取下")) == 0) {
		return finish(act, &q, "inquiry.withdrawn");
	}
	if (st == KG_OK && strncmp(plain, "審議等", strlen("審議等")) == 0) {
		return deliberate(act, &q);
	}
	if (st == KG_OK && inquiry_asked(&q, act->person.id) != NULL && plain[0] != '\0') {
		return answer(act, &q, word);
	}
	st = st == KG_OK ? inquiry_show(act, number) : st;
	if (st == KG_NOT_FOUND) {
		(void)desk_answer(act,
		    tr(act->language,
		        "%s という案件は見当たりません。「/kaigi 状況」で一覧をご覧ください。"),
		    number);
		return KG_OK;
	}
	return st;
}
