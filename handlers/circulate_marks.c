/*
 * Marks as they land: on the present cards, on old ones, before, in time, late, by members and
 * by others; live, read back, or typed as a command. A mark is a fact and is kept as such.
 *
 * Who counts is decided by the account on the roster and the server's time of the mark, by
 * nothing else.
 */

#include <string.h>

#include "handlers/ballot.h"
#include "handlers/circulate_ballot.h"
#include "handlers/mark_events.h"

/* 資格なし: courteous, once; recorded nowhere as an answer. */
static enum kg_status tell_outsider(struct act *act, const struct matter *m)
{
	enum ballot_answer answer = ballot_answer(act->desk->charter, act->event->mark);

	if (!act->event->added || answer == ANSWER_NONE || answer == ANSWER_SEEN ||
	    act->event->from_bot) {
		return KG_OK;
	}
	return ballot_word_once(act, "outsider", m,
	    arena_printf(act->desk->arena,
	        tr(act->language,
	            "%s をいただきありがとうございます。本件(%s)は管理会議の構成員(要綱第2条)による決裁のため、承認の数には含めておりません。ご対応は不要です。ご意見がありましたら、庶務にお寄せください。表示に誤りがある場合も庶務までお願いいたします。"),
	        act->event->mark, m->c.number));
}

static bool stands(const struct matter *m, const struct posting *posting, const char *account,
    const char *mark)
{
	return ballot_find_mark(m, posting, account, mark) != NULL;
}

/* It stands, but somebody else took it off the screen. */
static bool is_off(const struct matter *m, const struct posting *posting, const char *account,
    const char *mark)
{
	const struct circular_mark *x = ballot_find_mark(m, posting, account, mark);

	return x != NULL && x->off_by[0] != '\0';
}

/* Put on again by its giver: it is where it was. */
static enum kg_status put_back(
    struct act *act, const struct posting *posting, const struct matter *m, const char *person)
{
	TRY(ballot_append_mark(act, m,
	    &(struct ballot_mark){ .posting = posting,
	        .account = act->event->user,
	        .mark = act->event->mark,
	        .person = person,
	        .added = true,
	        .from = act->event->when,
	        .at = act->event->when }));
	TRY(marks_recount(act, m->c.number, person));
	return settle(act, m->c.number);
}

/* Where a mark lands. */

static enum kg_status on_old_round(struct act *act, const struct matter *m)
{
	enum ballot_answer answer = ballot_answer(act->desk->charter, act->event->mark);

	if (!act->event->added || answer == ANSWER_NONE || answer == ANSWER_SEEN) {
		return KG_OK;
	}
	return ballot_word_linked(act, "old", m,
	    arena_printf(act->desk->arena,
	        tr(act->language,
	            "この印は、%s の以前のカードに付いているため数えておりません。いま有効なのは最新のカードです。お手元の新しいメッセージでご回答ください。"),
	        m->c.number));
}

/* He was asked too early, or somebody else is asked now. */
static enum kg_status on_retired_final(struct act *act, const struct matter *m)
{
	if (!act->event->added || !matter_is_running(m) ||
	    ballot_answer(act->desk->charter, act->event->mark) != ANSWER_APPROVE) {
		return KG_OK;
	}
	return ballot_word_once(act, "retired", m,
	    arena_printf(act->desk->arena,
	        tr(act->language,
	            "%s のこのカードでのお伺いは取り止めているため、この印は数えておりません。ご決裁をいただく際は、改めてお伺いします。"),
	        m->c.number));
}

/* ⭕ on a reminder, a reply, a result: whoever put it there may think that he has answered. */
static enum kg_status on_other_message(struct act *act, const struct matter *m)
{
	enum ballot_answer answer = ballot_answer(act->desk->charter, act->event->mark);
	struct voter voter;
	bool found;

	if (!act->event->added || answer == ANSWER_NONE || answer == ANSWER_SEEN ||
	    !matter_is_running(m)) {
		return KG_OK;
	}
	TRY(ballot_find_voter(act, m, act->event->when, &voter, &found));
	if (!found && !voter.is_chair) {
		return KG_OK;
	}
	return ballot_word_linked(act, "elsewhere", m,
	    arena_printf(act->desk->arena,
	        tr(act->language,
	            "この印は、%s の回答のカードではないメッセージに付いているため数えておりません。お手数ですが、「持ち回りでお諮りします」のカードでご回答ください。"),
	        m->c.number));
}

/* The event of a mark and a reading that finds it tell the same: one of them is recorded. A
 * mark that was taken off may come again. */
static enum kg_status note_after_close(
    struct act *act, const struct posting *posting, bool *out_is_new)
{
	const char *key = arena_printf(act->desk->arena, "after-close|%lld|%s|%s",
	    (long long)posting->id, act->event->user, act->event->mark);
	enum kg_status st;

	*out_is_new = true;
	if (!act->event->added) {
		return told_forget(act->desk->store, key);
	}
	st = told_once(act->desk->store, key, act->event->now);
	*out_is_new = st != KG_CONFLICT;
	return *out_is_new ? st : KG_OK;
}

static enum kg_status after_close(struct act *act, const struct posting *posting,
    const struct matter *m, const struct voter *voter)
{
	enum ballot_answer answer = ballot_answer(act->desk->charter, act->event->mark);
	bool is_new;

	if (answer == ANSWER_NONE || answer == ANSWER_SEEN) {
		return KG_OK;
	}
	TRY(note_after_close(act, posting, &is_new));
	if (!is_new) {
		return KG_OK;
	}
	TRY(desk_append(act, "mark.late", { "number", m->c.number },
	    { "person", voter->person }, { "when", desk_when(act) },
	    { "note", arena_printf(act->desk->arena, "終了後 %s%s", act->event->mark,
	                  act->event->added ? "" : "(取消し)") }));
	return ballot_word_once(act, "closed", m,
	    arena_printf(act->desk->arena,
	        tr(act->language,
	            "%s はすでに終了しています(%s)。いただいた印は記録しましたが、結果は変わりません。"),
	        m->c.number, card_outcome_word(m->c.outcome, act->language)));
}

static enum kg_status after_deadline(
    struct act *act, const struct matter *m, const struct voter *voter)
{
	enum ballot_answer answer = ballot_answer(act->desk->charter, act->event->mark);

	if (!act->event->added || answer == ANSWER_NONE || answer == ANSWER_SEEN) {
		return KG_OK;
	}
	TRY(desk_append(act, "mark.late", { "number", m->c.number },
	    { "person", voter->person }, { "when", desk_when(act) },
	    { "note", arena_printf(act->desk->arena, "期限後 %s", act->event->mark) }));
	return ballot_word_once(act, "late", m,
	    arena_printf(act->desk->arena,
	        tr(act->language,
	            "%s は期限(%s)を過ぎています。いただいた印は「期限後」として記録しました。議長が期限を延長した場合に限り、数えます。"),
	        m->c.number,
	        dates_chat(m->c.deadline, act->event->now, act->language, act->desk->arena)));
}

/*
 * A mark that only a reading found, put on before the deadline or after it. Its own event may
 * still come and tell (Slack delivers again at once, after one minute and after five): nobody
 * is told 期限後 before.
 */
enum { EVENT_COMES_MS = 6 * KG_MINUTE };

static enum kg_status wait_for_event(
    struct act *act, const struct matter *m, const char *person)
{
	return timer_set(act->desk->store, "circular.late", m->c.number, person,
	    kg_time_add(act->event->now, EVENT_COMES_MS));
}

static enum kg_status tell_late(
    struct act *act, const struct matter *m, const struct circular_mark *mark)
{
	struct event single = *act->event;
	struct voter voter = { .person = mark->person };
	struct posting posting;
	struct act one = *act;

	TRY(posting_load(act->desk->store, mark->posting, act->desk->arena, &posting));
	single.kind = EVENT_MARK;
	single.workspace = posting.workspace;
	single.channel = posting.channel;
	single.message = posting.message;
	single.user = mark->account;
	single.mark = mark->mark;
	single.added = true;
	single.when = mark->at;
	TRY(desk_open(act->desk, &single, act->reply, &one));
	return m->c.state == CIRCULAR_CLOSED ? after_close(&one, &posting, m, &voter)
	                                     : after_deadline(&one, m, &voter);
}

enum kg_status marks_late(struct act *act, const char *number, const char *person)
{
	struct matter m;

	TRY(matter_load(act, number, &m));
	for (size_t i = 0; i < m.c.mark_count; i++) {
		const struct circular_mark *x = &m.c.marks[i];

		if (strcmp(x->person, person) == 0 && x->posting != 0 &&
		    x->from.ms <= m.c.deadline.ms && x->at.ms > m.c.deadline.ms) {
			TRY(tell_late(act, &m, x));
		}
	}
	return KG_OK;
}

/*
 * Events overtake each other: one that the network had to deliver again comes after younger
 * ones. Whoever comes late is believed only until the whole set was read again, once for all
 * that come meanwhile.
 */
enum { LATE_MS = 2500 };

static const char *reread_key(struct act *act, const struct posting *posting)
{
	return arena_printf(act->desk->arena, "reread|%lld|%lld", (long long)posting->id,
	    (long long)(act->event->now.ms / KG_HOUR));
}

static enum kg_status read_once(struct act *act, const struct posting *posting)
{
	enum kg_status st =
	    told_once(act->desk->store, reread_key(act, posting), act->event->now);
	if (st == KG_CONFLICT) {
		return KG_OK;
	}
	TRY(st);
	return matter_read_one(act, posting);
}

static enum kg_status distrust(struct act *act, const struct posting *posting)
{
	return act->event->now.ms - act->event->when.ms < LATE_MS ? KG_OK
	                                                          : read_once(act, posting);
}

static enum kg_status tell_in_time(struct act *act, const struct matter *m)
{
	return ballot_word_once(act, "in-time", m,
	    arena_printf(act->desk->arena,
	        tr(act->language,
	            "%s にいただいた印は、期限内のものと確かめられましたので、回答として数えました。先ほどの「期限後」のお知らせは取り消します。"),
	        m->c.number));
}

/* A mark that was read back first, and whose own event comes now: its time is known exactly. */
static enum kg_status learn_time(struct act *act, const struct posting *posting,
    const struct matter *m, const struct voter *voter)
{
	const struct event *e = act->event;

	for (size_t i = 0; i < m->c.mark_count; i++) {
		const struct circular_mark *x = &m->c.marks[i];

		if (!e->added || x->posting != posting->id ||
		    strcmp(x->account, e->user) != 0 || strcmp(x->mark, e->mark) != 0 ||
		    e->when.ms < x->from.ms || e->when.ms >= x->at.ms) {
			continue;
		}
		TRY(ballot_append_mark(act, m,
		    &(struct ballot_mark){ .posting = posting,
		        .account = e->user,
		        .mark = e->mark,
		        .person = voter->person,
		        .from = x->at,
		        .at = e->when }));
		TRY(ballot_append_mark(act, m,
		    &(struct ballot_mark){ .posting = posting,
		        .account = e->user,
		        .mark = e->mark,
		        .person = voter->person,
		        .added = true,
		        .from = e->when,
		        .at = e->when }));
		if (x->at.ms > m->c.deadline.ms && e->when.ms <= m->c.deadline.ms &&
		    ballot_was_told(act, "late", m)) {
			TRY(tell_in_time(act, m));
		}
		TRY(marks_recount(act, m->c.number, voter->person));
		return settle(act, m->c.number);
	}
	return KG_OK;
}

static bool has_sealed(const struct matter *m, const char *person)
{
	for (size_t i = 0; i < m->c.seal_count; i++) {
		if (strcmp(m->c.seals[i].person, person) == 0) {
			return true;
		}
	}
	return false;
}

/* Any other mark on a ballot: whoever has not answered may think that he has. */
static enum kg_status tell_unknown(
    struct act *act, const struct matter *m, const struct voter *voter)
{
	if (!act->event->added || has_sealed(m, voter->person) ||
	    ballot_answer(act->desk->charter, act->event->mark) != ANSWER_NONE) {
		return KG_OK;
	}
	return ballot_word_once(act, "unknown", m,
	    arena_printf(act->desk->arena,
	        tr(act->language,
	            "%s のカードに付けてくださった印は、回答の印ではないため数えておりません。ご回答は ⭕・❌・🙋 のいずれかでお願いいたします。"),
	        m->c.number));
}

static enum kg_status take_ballot(
    struct act *act, const struct posting *posting, const struct matter *m)
{
	const struct event *e = act->event;
	struct voter voter;
	bool found;

	TRY(ballot_find_voter(act, m, e->when, &voter, &found));
	if (!found && !voter.is_chair) {
		return tell_outsider(act, m);
	}
	if (posting->round == m->c.round && strcmp(posting->kind, POST_FINAL) == 0 &&
	    posting->state == POSTING_OLD) {
		return on_retired_final(act, m);
	}
	if (posting->round != m->c.round || posting->state == POSTING_OLD) {
		return on_old_round(act, m);
	}
	if (!e->added && e->actor != NULL) {
		return removed_by_other(act, posting, m, &voter);
	}
	/* Read back and counted before its own event came again: nothing late about it. */
	if (m->c.state == CIRCULAR_CLOSED && e->when.ms <= m->c.closed.ms &&
	    stands(m, posting, e->user, e->mark) == e->added) {
		return KG_OK;
	}
	if (!matter_is_running(m)) {
		/* A new version that hasn't begun: the cards of the last one are old ones. */
		return m->c.state == CIRCULAR_CLOSED ? after_close(act, posting, m, &voter)
		                                     : on_old_round(act, m);
	}
	if (e->added && is_off(m, posting, e->user, e->mark)) {
		return put_back(act, posting, m, voter.person);
	}
	if (stands(m, posting, e->user, e->mark) == e->added) {
		TRY(learn_time(act, posting, m, &voter));
		return distrust(act, posting); /* nothing new, but it may have been overtaken */
	}
	if (e->when.ms <= posting->read_at.ms && !mark_events_used(act)) {
		/* The set says otherwise: it was read later, or on its way when this happened.
		 */
		return read_once(act, posting);
	}
	TRY(distrust(act, posting));
	TRY(ballot_append_mark(act, m,
	    &(struct ballot_mark){ .posting = posting,
	        .account = e->user,
	        .mark = e->mark,
	        .person = voter.person,
	        .added = e->added,
	        .from = e->when,
	        .at = e->when }));
	if (e->when.ms > m->c.deadline.ms && !ballot_is_chairs_decision(m, posting->kind)) {
		TRY(after_deadline(act, m, &voter));
	} else {
		TRY(tell_unknown(act, m, &voter));
	}
	TRY(marks_recount(act, m->c.number, voter.person));
	return settle(act, m->c.number);
}

/* One tap of the reviewer or of the chair before the ballot: ⭕ only; anything else has buttons.
 */
static enum kg_status take_step(
    struct act *act, const struct posting *posting, struct matter *m)
{
	bool is_review = strcmp(posting->kind, POST_REVIEW) == 0;

	if (!act->event->added || act->person.id == NULL ||
	    ballot_answer(act->desk->charter, act->event->mark) != ANSWER_APPROVE) {
		return KG_OK;
	}
	if (is_review) {
		return m->c.state == CIRCULAR_REVIEW &&
		               desk_may_own(
		                   act, CAN_REVIEW, strcmp(m->c.reviewer, act->person.id) == 0)
		           ? start_reviewed(act, m)
		           : KG_OK;
	}
	if (m->c.state != CIRCULAR_CONFIRM || kg_time_is_set(m->c.put)) {
		return KG_OK;
	}
	if (!desk_may(act, CAN_PUT)) {
		return ballot_word_once(act, "put", m,
		    arena_printf(act->desk->arena,
		        tr(act->language,
		            "%s は、いま付議の段階にないか、付議できる方が別の方です(要綱第3条・第6条により議長又は職務を代理する副議長)。"),
		        m->c.number));
	}
	return start_put(act, m);
}

enum kg_status marks_take(struct act *act, const struct posting *posting)
{
	struct matter m;

	TRY(matter_load(act, posting->matter, &m));
	if (matter_is_ballot(posting->kind)) {
		return take_ballot(act, posting, &m);
	}
	if (strcmp(posting->kind, POST_REVIEW) == 0 ||
	    strcmp(posting->kind, POST_CONFIRM) == 0) {
		return take_step(act, posting, &m);
	}
	return on_other_message(act, &m);
}

/* Read back: the whole set of one posting at one time. */

static bool in_set(const struct event *e, const char *account, const char *mark)
{
	for (size_t i = 0; i < e->mark_count; i++) {
		if (strcmp(e->marks[i].user, account) == 0 &&
		    strcmp(e->marks[i].mark, mark) == 0) {
			return true;
		}
	}
	return false;
}

/* Marks that are gone. One that is younger than the reading stays. */
static enum kg_status drop_missing(
    struct act *act, const struct posting *posting, const struct matter *m)
{
	for (size_t i = 0; i < m->c.mark_count; i++) {
		const struct circular_mark *x = &m->c.marks[i];

		if (x->posting != posting->id || x->at.ms > act->event->when.ms ||
		    in_set(act->event, x->account, x->mark)) {
			continue;
		}
		TRY(ballot_append_mark(act, m,
		    &(struct ballot_mark){ .posting = posting,
		        .account = x->account,
		        .mark = x->mark,
		        .person = x->person,
		        .from = x->at,
		        .at = act->event->when }));
		TRY(marks_recount(act, m->c.number, x->person));
	}
	return KG_OK;
}

/* Who was asked once is asked, not counted, by later readings too: only the mark's own event
 * tells when. */
static bool is_in_doubt(struct act *act, const struct matter *m)
{
	return told_before(
	    act->desk->store, arena_printf(act->desk->arena, "handover-mark|%s|%d|%s",
	                          m->c.number, m->c.round, act->event->user));
}

/*
 * Marks that we had not heard of. Only an interval of time is known: in time if the whole of it
 * lies before the deadline; if the seat changed hands within it, the person is asked instead.
 */
static enum kg_status add_found(
    struct act *act, const struct posting *posting, const struct matter *m)
{
	const struct event *e = act->event;
	struct kg_time since =
	    posting->read_at.ms > posting->live_at.ms ? posting->read_at : posting->live_at;

	for (size_t i = 0; i < e->mark_count; i++) {
		struct event single = *e;
		struct act one = *act;
		struct voter before;
		struct voter after;
		bool was;
		bool is;

		if ((stands(m, posting, e->marks[i].user, e->marks[i].mark) &&
		        !is_off(m, posting, e->marks[i].user, e->marks[i].mark)) ||
		    ballot_answer(act->desk->charter, e->marks[i].mark) == ANSWER_NONE) {
			continue;
		}
		single.user = e->marks[i].user;
		single.mark = e->marks[i].mark;
		single.kind = EVENT_MARK;
		single.added = true;
		TRY(desk_open(act->desk, &single, act->reply, &one));
		TRY(ballot_find_voter(&one, m, since, &before, &was));
		TRY(ballot_find_voter(&one, m, e->when, &after, &is));
		if (!is && !after.is_chair) {
			TRY(tell_outsider(&one, m));
			continue;
		}
		if (is_off(m, posting, single.user, single.mark)) {
			TRY(put_back(&one, posting, m, one.person.id));
			continue;
		}
		if ((!was && !before.is_chair) || is_in_doubt(&one, m)) {
			TRY(ballot_word_once(&one, "handover-mark", m,
			    arena_printf(act->desk->arena,
			        tr(one.language,
			            "%s に印をいただいていますが、着任の前後どちらのものか確かめられません。恐れ入りますが、一度外してから付け直してください。"),
			        m->c.number)));
			continue;
		}
		TRY(ballot_append_mark(&one, m,
		    &(struct ballot_mark){ .posting = posting,
		        .account = single.user,
		        .mark = single.mark,
		        .person = one.person.id,
		        .added = true,
		        .from = since,
		        .at = e->when }));
		if (e->when.ms > m->c.deadline.ms &&
		    !ballot_is_chairs_decision(m, posting->kind)) {
			TRY(since.ms <= m->c.deadline.ms
			        ? wait_for_event(&one, m, one.person.id)
			        : after_deadline(&one, m, &after));
		}
		TRY(marks_recount(&one, m->c.number, one.person.id));
	}
	return KG_OK;
}

/* Only the networks that the chair did not wait for are read after the end. */
static bool was_unchecked(struct act *act, const struct matter *m)
{
	const char *name = workspace_name(act->desk->store, act->event->workspace);

	for (size_t i = 0; i < m->c.unchecked_network_count; i++) {
		if (strcmp(m->c.unchecked_networks[i].workspace, name) == 0) {
			return true;
		}
	}
	return false;
}

/* What lies on the cards of a network that was away when it ended: recorded, never counted. */
static enum kg_status found_after_close(
    struct act *act, const struct posting *posting, const struct matter *m)
{
	const struct event *e = act->event;

	for (size_t i = 0; i < e->mark_count; i++) {
		struct event single = *e;
		struct voter voter;
		struct act one = *act;
		bool found;

		if (stands(m, posting, e->marks[i].user, e->marks[i].mark)) {
			continue;
		}
		single.user = e->marks[i].user;
		single.mark = e->marks[i].mark;
		single.kind = EVENT_MARK;
		single.added = true;
		TRY(desk_open(act->desk, &single, act->reply, &one));
		TRY(ballot_find_voter(&one, m, e->when, &voter, &found));
		if (found || voter.is_chair) {
			TRY(after_close(&one, posting, m, &voter));
		}
	}
	return KG_OK;
}

/* Delivery hands in no set that a live event of the same posting has overtaken. */
enum kg_status marks_take_set(struct act *act, const struct posting *posting)
{
	struct matter m;

	TRY(told_forget(act->desk->store, reread_key(act, posting)));
	TRY(matter_load(act, posting->matter, &m));
	if (!matter_is_ballot(posting->kind) || posting->round != m.c.round) {
		return KG_OK;
	}
	if (m.c.state == CIRCULAR_CLOSED && was_unchecked(act, &m)) {
		return found_after_close(act, posting, &m);
	}
	if (!matter_is_running(&m)) {
		return KG_OK;
	}
	/* Where a mark is an event, its end is one too: being missed takes nothing off. */
	if (!mark_events_used(act)) {
		TRY(drop_missing(act, posting, &m));
	}
	TRY(add_found(act, posting, &m));
	TRY(posting_set_read(act->desk->store, posting->id, act->event->when));
	return settle(act, m.c.number);
}
