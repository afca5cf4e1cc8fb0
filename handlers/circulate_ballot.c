/*
 * One ballot. A person's marks on all postings of a round, from all accounts, are read as one
 * answer; what it amounts to, the seal, is worked out anew from all of them. A seal that stands
 * in a seat stays when the seat changes hands.
 */

#include "handlers/circulate_ballot.h"

#include <string.h>

#include "handlers/ballot.h"
#include "handlers/paper.h"

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

bool ballot_was_told(struct act *act, const char *what, const struct matter *m)
{
	return told_before(act->desk->store, arena_printf(act->desk->arena, "%s|%s|%d|%s", what,
	                                         m->c.number, m->c.round, act->event->user));
}

bool ballot_is_contradicting(struct act *act, const struct matter *m, const char *person)
{
	return told_before(
	    act->desk->store, arena_printf(act->desk->arena, "contradiction|%s|%d|%s",
	                          m->c.number, m->c.round, person));
}

enum kg_status ballot_told_person(struct act *act, const char *what, const struct matter *m,
    const char *person, bool *out_first)
{
	const char *key = arena_printf(
	    act->desk->arena, "%s|%s|%d|%s", what, m->c.number, m->c.round, person);
	enum kg_status st = told_once(act->desk->store, key, act->event->now);

	*out_first = st == KG_OK;
	return st == KG_CONFLICT ? KG_OK : st;
}

/* Where the person can answer now, in the workspace he acted in: his own message, else the
 * channel's card. NULL: nowhere. */
static enum kg_status present_card(
    struct act *act, const struct matter *m, const struct posting **out)
{
	struct posting *list;
	size_t count;

	*out = NULL;
	TRY(posting_list(act->desk->store, m->c.number, NULL, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		bool own =
		    act->person.id != NULL && strcmp(list[i].person, act->person.id) == 0;

		if (list[i].state != POSTING_LIVE || list[i].round != m->c.round ||
		    list[i].workspace != act->event->workspace ||
		    !matter_is_ballot(list[i].kind) || (!own && list[i].person[0] != '\0')) {
			continue;
		}
		if (own || *out == NULL) {
			*out = &list[i];
		}
		if (own) {
			break;
		}
	}
	return KG_OK;
}

static enum kg_status word_once(
    struct act *act, const char *what, const struct matter *m, const char *text, bool linked)
{
	const struct posting *present = NULL;
	struct card *card = desk_card(act);
	bool first;

	TRY(told(act, what, m->c.number, m->c.round, &first));
	if (!first) {
		return KG_OK;
	}
	card_title(card, "%s", text);
	if (linked) {
		TRY(present_card(act, m, &present));
	}
	if (present != NULL) {
		card_line(card, LINE_PLAIN, "%s", "");
		card_run(card, RUN_MESSAGE,
		    arena_printf(act->desk->arena, "%s %s", present->channel, present->message),
		    tr(act->language, "最新のカードを開く"));
	}
	return desk_tell_actor(act, m->c.number, card);
}

/* A word to the person, once per person and card, for ever. */
enum kg_status ballot_word_once(
    struct act *act, const char *what, const struct matter *m, const char *text)
{
	return word_once(act, what, m, text, false);
}

enum kg_status ballot_word_linked(
    struct act *act, const char *what, const struct matter *m, const char *text)
{
	return word_once(act, what, m, text, true);
}

/* May the person seal at all, and does he hold one of the frozen seats at the time of the mark
 * (or act for the chair)? */
enum kg_status ballot_find_voter(struct act *act, const struct matter *m, struct kg_time at,
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
	*out_found = *out_found && desk_may(act, CAN_SEAL);
	out->is_chair =
	    chair != NULL && strcmp(chair, act->person.id) == 0 && desk_may(act, CAN_SEAL_LAST);
	out->is_acting = out->is_acting && out->is_chair;
	return KG_OK;
}

enum kg_status ballot_append_mark(
    struct act *act, const struct matter *m, const struct ballot_mark *mark)
{
	const struct posting *posting = mark->posting;

	return desk_append(act, mark->added ? "mark" : "unmark", { "number", m->c.number },
	    { "round", desk_int(act, m->c.round) }, { "posting", desk_int(act, posting->id) },
	    { "posting_kind", posting->kind },
	    { "workspace", workspace_name(act->desk->store, posting->workspace) },
	    { "account", mark->account }, { "mark", mark->mark }, { "person", mark->person },
	    { "from", desk_int(act, mark->from.ms) }, { "when", desk_int(act, mark->at.ms) });
}

enum kg_status ballot_take_off(
    struct act *act, const struct matter *m, const struct circular_mark *mark)
{
	return desk_append(act, "unmark", { "number", m->c.number },
	    { "round", desk_int(act, m->c.round) }, { "posting", desk_int(act, mark->posting) },
	    { "posting_kind", mark->posting_kind }, { "workspace", mark->workspace },
	    { "account", mark->account }, { "mark", mark->mark }, { "person", mark->person },
	    { "from", desk_when(act) }, { "when", desk_when(act) });
}

const struct circular_mark *ballot_find_mark(const struct matter *m,
    const struct posting *posting, const char *account, const char *mark)
{
	for (size_t i = 0; i < m->c.mark_count; i++) {
		const struct circular_mark *x = &m->c.marks[i];

		if (x->posting == posting->id && strcmp(x->account, account) == 0 &&
		    strcmp(x->mark, mark) == 0) {
			return x;
		}
	}
	return NULL;
}

/* The seal that a person's marks amount to. */

struct reading {
	struct ballot_reading all;
	bool final_approve; /* ⭕ on the chair's own card */
};

/* A command's mark stands on no posting: it is as good as on a living one. */
static enum kg_status find_state(struct act *act, int64_t posting, enum posting_state *out)
{
	struct posting p;
	enum kg_status st = posting_load(act->desk->store, posting, act->desk->arena, &p);

	*out = st == KG_OK ? p.state : POSTING_LIVE;
	return st == KG_NOT_FOUND ? KG_OK : st;
}

/* Where the chair decides once the others have answered, his own ⭕ may come after their
 * deadline. */
bool ballot_is_chairs_decision(const struct matter *m, const char *posting_kind)
{
	return m->input.rule != RULE_UNANIMOUS_CHAIR_LAST &&
	       strcmp(posting_kind, POST_FINAL) == 0;
}

/* A mark that somebody else took off stands until its giver answers anew. */
static bool is_replaced(struct act *act, const struct matter *m, const struct circular_mark *x)
{
	for (size_t i = 0; i < m->c.mark_count && x->off_by[0] != '\0'; i++) {
		const struct circular_mark *y = &m->c.marks[i];
		enum ballot_answer answer = ballot_answer(act->desk->charter, y->mark);

		if (strcmp(y->person, x->person) == 0 && y->off_by[0] == '\0' &&
		    y->at.ms > x->off.ms && answer != ANSWER_NONE && answer != ANSWER_SEEN) {
			return true;
		}
	}
	return false;
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
		enum posting_state state;
		bool is_final;

		if (strcmp(x->person, person) != 0 || is_replaced(act, m, x)) {
			continue;
		}
		if (x->at.ms > m->c.deadline.ms &&
		    !ballot_is_chairs_decision(m, x->posting_kind)) {
			continue;
		}
		TRY(find_state(act, x->posting, &state));
		is_final = strcmp(x->posting_kind, POST_FINAL) == 0 &&
		           ballot_answer(act->desk->charter, x->mark) == ANSWER_APPROVE;
		if (is_final && state == POSTING_OLD) {
			continue; /* the others' answers changed: he is asked again */
		}
		out->final_approve = out->final_approve || is_final;
		if (state == POSTING_GONE) {
			gone[gone_count++] = x->mark;
		} else {
			living[living_count++] = x->mark;
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
	/* What was given on paper is answered anew by his own hand, even alike. */
	if (old == NULL ? name[0] == '\0'
	                : strcmp(old->answer, name) == 0 && old->means[0] == '\0') {
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
	TRY(ballot_told_person(
	    act, "chair-early", m, act->person.id == NULL ? "" : act->person.id, &first));
	if (!first || act->person.id == NULL) {
		return KG_OK;
	}
	card = desk_card(act);
	card_title(card,
	    tr(act->language,
	        "⭕ をいただきありがとうございます。%s の議長のご決裁は、他の構成員の回答がそろいましてから、別のカードでお伺いします。この ⭕ は決裁には数えておりません。"),
	    m->c.number);
	return desk_tell(act, act->person.id, m->c.number, card);
}

static enum kg_status tell_contradiction(
    struct act *act, const struct matter *m, const char *person)
{
	enum language l = desk_language_of(act, person);
	struct card *card = desk_card(act);
	bool first;

	TRY(ballot_told_person(act, "contradiction", m, person, &first));
	if (!first) {
		return KG_OK;
	}
	card_title(card,
	    tr(l,
	        "持ち回り %s(%s)に、異なる回答の印が二つ以上付いています。いまはどちらも数えておりません。お手数ですが、残す一つのほかを外してください。"),
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
	const char *text = tr(act->language,
	    "確認として記録しました。承認は ⭕、否認は ❌、会議の開催を希望される場合は 🙋 です。");

	return voter->is_chair ? KG_OK : ballot_word_once(act, "seen", m, text);
}

/* Whoever acted for the chair may take his seal back also when the acting is over. */
static bool has_acted(
    const struct matter *m, const struct circular_seat *seat, const struct voter *voter)
{
	const struct circular_seal *seal = matter_seal(m, seat->seat);

	return seal != NULL && strcmp(seal->person, voter->person) == 0 &&
	       strcmp(seal->capacity, "議長職務代理者") == 0;
}

/* The last word is not his while he is away or somebody acts for him (article 3(2)): his ⭕
 * fills the chair's seat when he is back. ❌ and 🙋 stay his own. */
static enum kg_status seal_as_chair(struct act *act, const struct matter *m,
    const struct voter *voter, const struct circular_seat *seat, enum ballot_answer answer,
    bool *out_changed)
{
	enum language l = act->language;

	if (answer != ANSWER_APPROVE || desk_may(act, CAN_SEAL_LAST)) {
		return seal_seat(act, m, seat, voter, answer, out_changed);
	}
	TRY(seal_seat(act, m, seat, voter, ANSWER_NONE, out_changed));
	return act->event->kind != EVENT_MARK && act->event->kind != EVENT_COMMAND
	           ? KG_OK
	           : ballot_word_once(act, "chair-away", m,
	                 tr(l,
	                     "⭕ をいただきありがとうございます。ご不在の届出又は職務代理の間の議長のご決裁は、職務を代理する方がされるため(要綱第3条第2項)、この ⭕ は決裁には数えておりません。戻られたときは「/kaigi 不在 終了」又は「/kaigi 職務代理 終了」でお知らせください。"));
}

static enum kg_status seal_all(struct act *act, const struct matter *m,
    const struct voter *voter, enum ballot_answer answer, bool *out_changed)
{
	for (size_t i = 0; i < m->c.seat_count; i++) {
		const struct circular_seat *seat = &m->c.seats[i];
		bool is_chairs = strcmp(seat->role, "chair") == 0;
		const char *holder;

		TRY(matter_holder(act, seat->seat, act->event->when, &holder));
		if (is_chairs && (voter->is_acting || has_acted(m, seat, voter))) {
			/* An acting chair's ⭕ on the chair's card fills the chair's seat; ❌ and
			 * 🙋 stay his own. */
			enum ballot_answer chairs =
			    answer == ANSWER_APPROVE ? answer : ANSWER_NONE;

			TRY(seal_seat(act, m, seat, voter, chairs, out_changed));
		} else if (holder != NULL && strcmp(holder, voter->person) == 0 &&
		           !(voter->is_acting && answer == ANSWER_APPROVE)) {
			TRY(is_chairs ? seal_as_chair(act, m, voter, seat, answer, out_changed)
			              : seal_seat(act, m, seat, voter, answer, out_changed));
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
	bool on_paper;

	TRY(read_person(act, m, voter->person, &r));
	if (r.all.seen) {
		TRY(note_seen(act, m, voter->person));
	}
	if (r.all.contradicting) {
		TRY(tell_contradiction(act, m, voter->person));
	} else {
		TRY(untell(act, "contradiction", m, voter->person));
	}
	TRY(paper_stands(act, m, voter->person, &on_paper));
	if (on_paper && r.all.answer == ANSWER_NONE && !r.all.contradicting) {
		return KG_OK;
	}
	if (on_paper) {
		TRY(paper_gives_way(act, m, voter->person, "paper.replaced"));
	}
	answer = r.all.contradicting ? ANSWER_NONE : r.all.answer;
	if (desk_may(act, CAN_SEAL_LAST) && !r.all.contradicting) {
		TRY(chairs_answer(act, m, &r, &answer));
	}
	TRY(seal_all(act, m, voter, answer, &changed));
	if (changed) {
		TRY(matter_show(act, m, POST_REASON)); /* a question that is dropped says so */
	}
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
	TRY(desk_find_capacities(&as_person));
	TRY(ballot_find_voter(&as_person, &m, act->event->when, &voter, &found));
	return found || voter.is_chair ? recount(&as_person, &m, &voter) : KG_OK;
}
