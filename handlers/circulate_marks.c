/*
 * Marks. A person's marks on all postings of a round, from all accounts, are one ballot. A mark
 * is a fact and is kept as such; what it amounts to, the seal, is worked out anew from all of
 * them and kept beside it.
 *
 * Who counts is decided by the account on the roster and the server's time of the mark, by
 * nothing else.
 */

#include <string.h>

#include "handlers/ballot.h"
#include "handlers/circulate.h"

struct voter {
	const char *person;
	bool is_chair; /* seals last: the chair, or who acts for him, at event->when */
	bool is_acting;
};

static enum kg_status told(
    struct act *act, const char *what, const char *number, int round, bool *out_first)
{
	const char *who = act->event->user == NULL ? "" : act->event->user;
	const char *key =
	    arena_printf(act->desk->arena, "%s|%s|%d|%s", what, number, round, who);
	enum kg_status st = told_once(act->desk->store, key, act->event->now);

	*out_first = st == KG_OK;
	return st == KG_CONFLICT ? KG_OK : st;
}

static enum kg_status untell(
    struct act *act, const char *what, const struct matter *m, const char *person)
{
	return told_forget(act->desk->store, arena_printf(act->desk->arena, "%s|%s|%d|%s", what,
	                                         m->c.number, m->c.round, person));
}

static enum kg_status told_person(struct act *act, const char *what, const struct matter *m,
    const char *person, bool *out_first)
{
	const char *key = arena_printf(
	    act->desk->arena, "%s|%s|%d|%s", what, m->c.number, m->c.round, person);
	enum kg_status st = told_once(act->desk->store, key, act->event->now);

	*out_first = st == KG_OK;
	return st == KG_CONFLICT ? KG_OK : st;
}

/* A word to the person, once per person and card, for ever. */
static enum kg_status word_once(
    struct act *act, const char *what, const struct matter *m, const char *text)
{
	struct card *card = desk_card(act);
	bool first;

	TRY(told(act, what, m->c.number, m->c.round, &first));
	if (!first) {
		return KG_OK;
	}
	card_title(card, "%s", text);
	return desk_tell_actor(act, m->c.number, card);
}

/* 資格なし: courteous, once; recorded nowhere as an answer. */
static enum kg_status tell_outsider(struct act *act, const struct matter *m)
{
	enum ballot_answer answer = ballot_answer(act->desk->charter, act->event->mark);

	if (!act->event->added || answer == ANSWER_NONE || answer == ANSWER_SEEN ||
	    act->event->from_bot) {
		return KG_OK;
	}
	return word_once(act, "outsider", m,
	    arena_printf(act->desk->arena,
	        tr(act->language,
	            "%s "
	            "をいただきありがとうございます。本件(%s)は管理会議の構成員(要綱第2条)"
	            "による決裁のため、承認の数には含めておりません。ご対応は不要です。ご意見が"
	            "ありましたら、庶務にお寄せください。表示に誤りがある場合も庶務までお願いい"
	            "たします。"),
	        act->event->mark, m->c.number));
}

/* Does the person hold one of the frozen seats at the time of the mark (or act for the chair)?
 */
static enum kg_status find_voter(struct act *act, const struct matter *m, struct kg_time at,
    struct voter *out, bool *out_found)
{
	const char *chair;

	*out = (struct voter){ .person = act->person.id };
	*out_found = false;
	if (act->person.id == NULL) {
		return KG_OK;
	}
	for (size_t i = 0; i < m->c.seat_count; i++) {
		const char *holder;

		TRY(matter_holder(act, m->c.seats[i].seat, at, &holder));
		if (holder != NULL && strcmp(holder, act->person.id) == 0) {
			*out_found = true;
		}
	}
	TRY(matter_chair(act, at, &chair, &out->is_acting));
	out->is_chair = chair != NULL && strcmp(chair, act->person.id) == 0;
	out->is_acting = out->is_acting && out->is_chair;
	return KG_OK;
}

static enum kg_status append_mark(struct act *act, const struct matter *m,
    const struct posting *posting, const char *account, const char *mark, const char *person,
    bool added, struct kg_time from, struct kg_time at)
{
	return desk_append(act, added ? "mark" : "unmark", { "number", m->c.number },
	    { "round", desk_int(act, m->c.round) }, { "posting", desk_int(act, posting->id) },
	    { "posting_kind", posting->kind },
	    { "workspace", workspace_name(act->desk->store, posting->workspace) },
	    { "account", account }, { "mark", mark }, { "person", person },
	    { "from", desk_int(act, from.ms) }, { "when", desk_int(act, at.ms) });
}

static bool stands(const struct matter *m, const struct posting *posting, const char *account,
    const char *mark)
{
	for (size_t i = 0; i < m->c.mark_count; i++) {
		const struct circular_mark *x = &m->c.marks[i];

		if (x->posting == posting->id && strcmp(x->account, account) == 0 &&
		    strcmp(x->mark, mark) == 0) {
			return true;
		}
	}
	return false;
}

/* The seal that a person's marks amount to. */

struct reading {
	struct ballot_reading all;
	bool final_approve; /* ⭕ on the chair's own card */
	bool late;          /* some mark of his came after the deadline */
};

static enum kg_status is_gone(struct act *act, int64_t posting, bool *out)
{
	struct posting p;
	enum kg_status st = posting_load(act->desk->store, posting, act->desk->arena, &p);

	*out = st == KG_OK && p.state == POSTING_GONE;
	return st == KG_NOT_FOUND ? KG_OK : st;
}

/*
 * Marks on a deleted card stand until the person marks a living one: nobody can take them off
 * there any more.
 */
static enum kg_status read_person(
    struct act *act, const struct matter *m, const char *person, struct reading *out)
{
	const char **living =
	    arena_alloc(act->desk->arena, (m->c.mark_count + 1) * sizeof(*living));
	const char **gone =
	    arena_alloc(act->desk->arena, (m->c.mark_count + 1) * sizeof(*gone));
	struct ballot_reading old;
	size_t living_count = 0;
	size_t gone_count = 0;

	*out = (struct reading){ 0 };
	for (size_t i = 0; i < m->c.mark_count; i++) {
		const struct circular_mark *x = &m->c.marks[i];
		bool on_gone;

		if (strcmp(x->person, person) != 0) {
			continue;
		}
		if (x->at.ms > m->c.deadline.ms) {
			out->late = true;
			continue;
		}
		TRY(is_gone(act, x->posting, &on_gone));
		if (on_gone) {
			gone[gone_count++] = x->mark;
			continue;
		}
		living[living_count++] = x->mark;
		if (strcmp(x->posting_kind, POST_FINAL) == 0 &&
		    ballot_answer(act->desk->charter, x->mark) == ANSWER_APPROVE) {
			out->final_approve = true;
		}
	}
	out->all = ballot_read(act->desk->charter, living, living_count);
	old = ballot_read(act->desk->charter, gone, gone_count);
	if (out->all.answer == ANSWER_NONE && !out->all.contradicting) {
		out->all.answer = old.answer;
		out->all.seen = out->all.seen || old.seen;
	}
	return KG_OK;
}

static const char *answer_name(enum ballot_answer answer)
{
	switch (answer) {
	case ANSWER_APPROVE:
		return "approve";
	case ANSWER_REJECT:
		return "reject";
	case ANSWER_MEETING:
		return "meeting";
	case ANSWER_NONE:
	case ANSWER_SEEN:
		break;
	}
	return "";
}

static enum kg_status append_seal(struct act *act, const struct matter *m,
    const struct circular_seat *seat, const struct voter *voter, enum ballot_answer answer,
    const char *note)
{
	bool acting = voter->is_acting && strcmp(seat->role, "chair") == 0;
	bool provisional = answer == ANSWER_REJECT || answer == ANSWER_MEETING;

	return desk_append(act, "seal", { "number", m->c.number },
	    { "round", desk_int(act, m->c.round) }, { "seat", seat->seat },
	    { "person", voter->person },
	    { "capacity", matter_capacity(act, seat->seat, acting) }, { "title", seat->title },
	    { "answer", answer_name(answer) }, { "provisional", provisional ? "1" : "0" },
	    { "when", desk_when(act) }, { "note", note });
}

/*
 * One seat of the voter. A seal that somebody else gave in this seat stays (a predecessor's).
 * Returns whether anything changed.
 */
static enum kg_status seal_seat(struct act *act, const struct matter *m,
    const struct circular_seat *seat, const struct voter *voter, enum ballot_answer answer,
    bool *out_changed)
{
	const struct circular_seal *old = matter_seal(m, seat->seat);
	const char *name = answer_name(answer);

	if (old != NULL && strcmp(old->person, voter->person) != 0) {
		return KG_OK;
	}
	if (old == NULL ? name[0] == '\0' : strcmp(old->answer, name) == 0) {
		return KG_OK;
	}
	*out_changed = true;
	return append_seal(act, m, seat, voter, answer, NULL);
}

/* The chair's ⭕ counts on his own card alone, and only when the others have answered as the
 * rule wants. */
static enum kg_status chairs_answer(
    struct act *act, const struct matter *m, const struct reading *r, enum ballot_answer *out)
{
	bool due = m->tally.state == TALLY_ASK_CHAIR ||
	           (m->tally.choices & CHOICE_APPROVE) != 0 || m->input.final_by != NULL;
	struct card *card;
	bool first;

	*out = r->all.answer;
	if (r->all.answer != ANSWER_APPROVE) {
		return KG_OK;
	}
	if (r->final_approve && due) {
		return KG_OK;
	}
	*out = ANSWER_NONE;
	TRY(told_person(
	    act, "chair-early", m, act->person.id == NULL ? "" : act->person.id, &first));
	if (!first || act->person.id == NULL) {
		return KG_OK;
	}
	card = desk_card(act);
	card_title(card,
	    tr(act->language, "⭕ をいただきありがとうございます。%s "
	                      "の議長のご決裁は、他の構成員の回答がそろいましてから、別のカード"
	                      "でお伺いします。この ⭕ は決裁には数えておりません。"),
	    m->c.number);
	return desk_tell(act, act->person.id, m->c.number, card);
}

static enum kg_status tell_contradiction(
    struct act *act, const struct matter *m, const char *person)
{
	enum language l = desk_language_of(act, person);
	struct card *card = desk_card(act);
	bool first;

	TRY(told_person(act, "contradiction", m, person, &first));
	if (!first) {
		return KG_OK;
	}
	card_title(card,
	    tr(l, "持ち回り "
	          "%s(%s)"
	          "に、異なる回答の印が二つ以上付いています。いまはどちらも数えておりません。お"
	          "手数ですが、残す一つのほかを外してください。"),
	    m->c.number, m->c.title);
	return desk_tell(act, person, m->c.number, card);
}

static enum kg_status note_seen(struct act *act, const struct matter *m, const char *person)
{
	struct kg_time at;
	enum kg_status st =
	    circular_seen(act->desk->store, m->c.number, m->c.round, person, &at);

	if (st != KG_NOT_FOUND) {
		return st;
	}
	return desk_append(act, "seen", { "number", m->c.number },
	    { "round", desk_int(act, m->c.round) }, { "person", person },
	    { "when", desk_when(act) });
}

/* A pending member who put only a "seen" mark is told once what would be an answer. */
static enum kg_status tell_seen(
    struct act *act, const struct matter *m, const struct voter *voter)
{
	const char *text = tr(act->language, "確認として記録しました。承認は ⭕、否認は "
	                                     "❌、会議の開催を希望される場合は 🙋 です。");

	return voter->is_chair ? KG_OK : word_once(act, "seen", m, text);
}

static enum kg_status seal_all(struct act *act, const struct matter *m,
    const struct voter *voter, enum ballot_answer answer, bool *out_changed)
{
	for (size_t i = 0; i < m->c.seat_count; i++) {
		const struct circular_seat *seat = &m->c.seats[i];
		bool is_chairs = strcmp(seat->role, "chair") == 0;
		const char *holder;

		TRY(matter_holder(act, seat->seat, act->event->when, &holder));
		if (is_chairs && voter->is_acting) {
			/* An acting chair's ⭕ on the chair's card fills the chair's seat; ❌ and
			 * 🙋 stay his own. */
			enum ballot_answer chairs =
			    answer == ANSWER_APPROVE ? answer : ANSWER_NONE;

			TRY(seal_seat(act, m, seat, voter, chairs, out_changed));
		} else if (holder != NULL && strcmp(holder, voter->person) == 0 &&
		           !(voter->is_acting && answer == ANSWER_APPROVE)) {
			TRY(seal_seat(act, m, seat, voter, answer, out_changed));
		}
	}
	return KG_OK;
}

static enum kg_status recount(
    struct act *act, const struct matter *m, const struct voter *voter)
{
	struct reading r;
	enum ballot_answer answer;
	bool changed = false;

	TRY(read_person(act, m, voter->person, &r));
	if (r.all.seen) {
		TRY(note_seen(act, m, voter->person));
	}
	if (r.all.contradicting) {
		TRY(tell_contradiction(act, m, voter->person));
	} else {
		TRY(untell(act, "contradiction", m, voter->person));
	}
	answer = r.all.contradicting ? ANSWER_NONE : r.all.answer;
	if (voter->is_chair && !r.all.contradicting) {
		TRY(chairs_answer(act, m, &r, &answer));
	}
	TRY(seal_all(act, m, voter, answer, &changed));
	if (changed && (answer == ANSWER_REJECT || answer == ANSWER_MEETING)) {
		TRY(reason_ask(act, m, voter->person, answer));
	}
	if (answer == ANSWER_NONE && !r.all.contradicting && r.all.seen &&
	    act->event->kind == EVENT_MARK && act->event->added &&
	    ballot_answer(act->desk->charter, act->event->mark) == ANSWER_SEEN) {
		TRY(tell_seen(act, m, voter));
	}
	return KG_OK;
}

enum kg_status marks_recount(struct act *act, const char *number, const char *person)
{
	struct matter m;
	struct act as_person = *act;
	struct voter voter;
	bool found;

	TRY(matter_load(act, number, &m));
	TRY(person_load(act->desk->store, person, act->desk->arena, &as_person.person));
	TRY(find_voter(&as_person, &m, act->event->when, &voter, &found));
	return found || voter.is_chair ? recount(&as_person, &m, &voter) : KG_OK;
}

/* Where a mark lands. */

static enum kg_status on_old_round(struct act *act, const struct matter *m)
{
	enum ballot_answer answer = ballot_answer(act->desk->charter, act->event->mark);

	if (!act->event->added || answer == ANSWER_NONE || answer == ANSWER_SEEN) {
		return KG_OK;
	}
	return word_once(act, "old", m,
	    arena_printf(act->desk->arena,
	        tr(act->language,
	            "この印は、%s "
	            "の以前のカードに付いているため数えておりません。いま有効なのは最新のカード"
	            "です。お手元の新しいメッセージでご回答ください。"),
	        m->c.number));
}

static enum kg_status after_close(
    struct act *act, const struct matter *m, const struct voter *voter)
{
	enum ballot_answer answer = ballot_answer(act->desk->charter, act->event->mark);

	if (answer == ANSWER_NONE || answer == ANSWER_SEEN) {
		return KG_OK;
	}
	TRY(desk_append(act, "mark.late", { "number", m->c.number },
	    { "person", voter->person }, { "when", desk_when(act) },
	    { "note", arena_printf(act->desk->arena, "終了後 %s%s", act->event->mark,
	                  act->event->added ? "" : "(取消し)") }));
	return word_once(act, "closed", m,
	    arena_printf(act->desk->arena,
	        tr(act->language, "%s "
	                          "はすでに終了しています(%s)"
	                          "。いただいた印は記録しましたが、結果は変わりません。"),
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
	return word_once(act, "late", m,
	    arena_printf(act->desk->arena,
	        tr(act->language, "%s "
	                          "は期限(%s)"
	                          "を過ぎています。いただいた印は「期限後」として記録しました。"
	                          "議長が期限を延長した場合に限り、数えます。"),
	        m->c.number,
	        dates_chat(m->c.deadline, act->event->now, act->language, act->desk->arena)));
}

static enum kg_status take_ballot(
    struct act *act, const struct posting *posting, const struct matter *m)
{
	const struct event *e = act->event;
	struct voter voter;
	bool found;

	TRY(find_voter(act, m, e->when, &voter, &found));
	if (!found && !voter.is_chair) {
		return tell_outsider(act, m);
	}
	if (posting->round != m->c.round || posting->state == POSTING_OLD) {
		return on_old_round(act, m);
	}
	if (!matter_is_running(m)) {
		return after_close(act, m, &voter);
	}
	if (stands(m, posting, e->user, e->mark) == e->added) {
		return KG_OK; /* nothing new */
	}
	TRY(append_mark(
	    act, m, posting, e->user, e->mark, voter.person, e->added, e->when, e->when));
	if (e->when.ms > m->c.deadline.ms) {
		TRY(after_deadline(act, m, &voter));
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
	const char *chair;
	bool acting;

	if (!act->event->added || act->person.id == NULL ||
	    ballot_answer(act->desk->charter, act->event->mark) != ANSWER_APPROVE) {
		return KG_OK;
	}
	if (is_review) {
		return m->c.state == CIRCULAR_REVIEW &&
		               strcmp(m->c.reviewer, act->person.id) == 0
		           ? start_reviewed(act, m)
		           : KG_OK;
	}
	TRY(matter_chair(act, act->event->when, &chair, &acting));
	return m->c.state == CIRCULAR_CONFIRM && chair != NULL &&
	               strcmp(chair, act->person.id) == 0
	           ? start_put(act, m)
	           : KG_OK;
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
	if (strcmp(posting->kind, POST_REPLY) == 0) {
		return on_old_round(act, &m);
	}
	return KG_OK;
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
		TRY(append_mark(act, m, posting, x->account, x->mark, x->person, false, x->at,
		    act->event->when));
		TRY(marks_recount(act, m->c.number, x->person));
	}
	return KG_OK;
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

		if (stands(m, posting, e->marks[i].user, e->marks[i].mark) ||
		    ballot_answer(act->desk->charter, e->marks[i].mark) == ANSWER_NONE) {
			continue;
		}
		single.user = e->marks[i].user;
		single.mark = e->marks[i].mark;
		single.kind = EVENT_MARK;
		single.added = true;
		TRY(desk_open(act->desk, &single, act->reply, &one));
		TRY(find_voter(&one, m, since, &before, &was));
		TRY(find_voter(&one, m, e->when, &after, &is));
		if (!is && !after.is_chair) {
			TRY(tell_outsider(&one, m));
			continue;
		}
		if (!was && !before.is_chair) {
			TRY(word_once(&one, "handover-mark", m,
			    arena_printf(act->desk->arena,
			        tr(one.language, "%s "
			                         "に印をいただいていますが、着任の前後どちらの"
			                         "ものか確かめられません。恐れ入りますが、一度"
			                         "外してから付け直してください。"),
			        m->c.number)));
			continue;
		}
		TRY(append_mark(&one, m, posting, single.user, single.mark, one.person.id, true,
		    since, e->when));
		TRY(marks_recount(&one, m->c.number, one.person.id));
	}
	return KG_OK;
}

/* Delivery hands in no set that a live event of the same posting has overtaken. */
enum kg_status marks_take_set(struct act *act, const struct posting *posting)
{
	struct matter m;

	TRY(matter_load(act, posting->matter, &m));
	if (!matter_is_ballot(posting->kind) || posting->round != m.c.round ||
	    !matter_is_running(&m)) {
		return KG_OK;
	}
	TRY(drop_missing(act, posting, &m));
	TRY(add_found(act, posting, &m));
	TRY(posting_set_read(act->desk->store, posting->id, act->event->when));
	return settle(act, m.c.number);
}

/* Commands. They stand for marks on no card (posting 0), and make one ballot with the others.
 */

static const char *printed_mark(struct act *act, enum ballot_answer answer)
{
	const struct charter *charter = act->desk->charter;

	for (size_t i = 0; i < charter->mark_count; i++) {
		if (charter->marks[i].answer == answer) {
			return charter->marks[i].mark;
		}
	}
	KG_UNREACHABLE();
}

static enum kg_status set_command_mark(
    struct act *act, const struct matter *m, const struct voter *voter, const char *mark)
{
	bool final = voter->is_chair && m->tally.chair != NULL;
	struct posting nowhere = { .workspace = act->event->workspace,
		.kind = final ? POST_FINAL : "command" };

	for (size_t i = 0; i < m->c.mark_count; i++) {
		const struct circular_mark *x = &m->c.marks[i];

		if (x->posting == 0 && strcmp(x->person, voter->person) == 0) {
			TRY(append_mark(act, m, &nowhere, x->account, x->mark, x->person, false,
			    act->event->when, act->event->when));
		}
	}
	if (mark == NULL) {
		return KG_OK;
	}
	return append_mark(act, m, &nowhere, act->event->user, mark, voter->person, true,
	    act->event->when, act->event->when);
}

/* What the answer came to, in the words of the person's own card. */
static enum kg_status say_command(struct act *act, const char *number, const char *person)
{
	struct matter m;
	enum language l = act->language;

	TRY(matter_load(act, number, &m));
	for (size_t i = 0; i < m.c.seal_count; i++) {
		if (strcmp(m.c.seals[i].person, person) == 0) {
			(void)desk_answer(act,
			    tr(l,
			        "%sとして記録しました(%s)。取消しは「/kaigi 承認 %s 取消」です。"),
			    card_answer_word(m.c.seals[i].answer, l), number, number);
			return KG_OK;
		}
	}
	(void)desk_answer(
	    act, tr(l, "%s について、いま有効なご回答は記録されていません。"), number);
	return KG_OK;
}

enum kg_status marks_command(struct act *act, const struct command *command,
    enum ballot_answer answer, const char *number)
{
	const char *reason = command_value(command, "reason");
	bool take_back =
	    command->text != NULL && strncmp(command->text, "取消", strlen("取消")) == 0;
	struct voter voter;
	struct matter m;
	bool found;

	TRY(matter_load(act, number, &m));
	TRY(find_voter(act, &m, act->event->when, &voter, &found));
	if ((!found && !voter.is_chair) || !matter_is_running(&m)) {
		(void)desk_answer(act,
		    tr(act->language,
		        "%s は回答の受付中でないか、管理会議の構成員(要綱第2条)の決裁です。"),
		    number);
		return KG_OK;
	}
	TRY(set_command_mark(act, &m, &voter, take_back ? NULL : printed_mark(act, answer)));
	if (act->event->when.ms > m.c.deadline.ms) {
		(void)desk_answer(act,
		    tr(act->language,
		        "%s は期限を過ぎています。「期限後」として記録し、議長が延長した場合に限り数えます。"),
		    number);
		return marks_recount(act, number, voter.person);
	}
	TRY(marks_recount(act, number, voter.person));
	reason = reason == NULL && !take_back ? command->text : reason;
	if (reason != NULL && answer != ANSWER_APPROVE && !take_back) {
		return reason_given(act, number, reason);
	}
	TRY(settle(act, number));
	return say_command(act, number, voter.person);
}
