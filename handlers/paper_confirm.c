/*
 * The second person's word on a paper answer, the member's own, and what else ends it. Nobody
 * confirms what he entered himself, nor his own answer.
 */

#include <stdlib.h>
#include <string.h>

#include "handlers/ballot.h"
#include "handlers/paper.h"

bool paper_chair_is_due(const struct matter *m)
{
	return m->tally.state == TALLY_ASK_CHAIR || (m->tally.choices & CHOICE_APPROVE) != 0;
}

static bool is_state(const struct paper *p, const char *state)
{
	return strcmp(p->state, state) == 0;
}

/* Who it is for sees how it stands. */
static enum kg_status redraw(struct act *act, const struct paper *p)
{
	static const char *const kinds[] = { POST_PAPER_ASK, POST_PAPER_MEMBER };

	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		struct posting *list;
		size_t count;

		TRY(posting_list(
		    act->desk->store, p->circular, kinds[k], act->desk->arena, &list, &count));
		for (size_t i = 0; i < count; i++) {
			if (list[i].round == p->ordinal && list[i].state != POSTING_GONE) {
				TRY(outbox_show(act->desk->store, list[i].id));
			}
		}
	}
	return KG_OK;
}

static enum kg_status post(struct act *act, const struct matter *m, const struct paper *p,
    const char *person, const char *kind)
{
	bool asked = strcmp(kind, POST_PAPER_ASK) == 0;
	struct address *to;
	size_t count;

	TRY(desk_accounts(act, person, &to, &count));
	for (size_t i = 0; i < count; i++) {
		struct card *card = desk_card(act);
		struct posting drawn = { .kind = kind, .person = person };
		struct notice notice = { .kind = kind,
			.matter = p->circular,
			.round = p->ordinal,
			.priority = PRIORITY_ASK,
			.card = card,
			.tapped = asked };
		struct outbox_row row = { .workspace = to[i].workspace,
			.conversation = to[i].conversation,
			.verb = OUTBOX_UPLOAD,
			.priority = PRIORITY_SAY,
			.body = p->sha256,
			.body_size = strlen(p->sha256),
			.detail = p->name };

		paper_card(act, m, p, &drawn, to[i].language, card);
		TRY(desk_post(act, &to[i], &notice, &row.thread));
		row.waits_for = row.thread;
		if (p->sha256[0] != '\0') {
			TRY(outbox_add(act->desk->store, &row));
		}
	}
	return KG_OK;
}

static bool may_be_second(const struct paper *p, const char *person)
{
	return strcmp(p->entered_by, person) != 0 && strcmp(p->person, person) != 0;
}

enum kg_status paper_ask(struct act *act, const struct paper *p)
{
	struct matter m;
	struct tenure *held;
	size_t count;
	bool asked = false;

	TRY(matter_load(act, p->circular, &m));
	if (!matter_is_running(&m) || m.c.round != p->round) {
		return KG_OK;
	}
	TRY(post(act, &m, p, p->person, POST_PAPER_MEMBER));
	TRY(holders_of(
	    act->desk->store, "secretariat", act->event->now, act->desk->arena, &held, &count));
	for (size_t i = 0; i < count; i++) {
		if (may_be_second(p, held[i].person)) {
			TRY(post(act, &m, p, held[i].person, POST_PAPER_ASK));
			asked = true;
		}
	}
	return asked || m.tally.chair == NULL || !may_be_second(p, m.tally.chair)
	           ? KG_OK
	           : post(act, &m, p, m.tally.chair, POST_PAPER_ASK);
}

enum kg_status paper_stands(
    struct act *act, const struct matter *m, const char *person, bool *out)
{
	struct paper *list;
	size_t count;

	*out = false;
	TRY(paper_list(act->desk->store, m->c.number, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		*out = *out || (list[i].round == m->c.round && is_state(&list[i], "standing") &&
		                   strcmp(list[i].person, person) == 0);
	}
	return KG_OK;
}

static enum kg_status append(
    struct act *act, const struct paper *p, const char *kind, const char *capacity)
{
	return desk_append(act, kind, { "number", p->circular },
	    { "ordinal", desk_int(act, p->ordinal) }, { "person", act->person.id },
	    { "capacity", capacity }, { "note", paper_summary(act, p) },
	    { "when", desk_when(act) });
}

enum kg_status paper_gives_way(
    struct act *act, const struct matter *m, const char *person, const char *kind)
{
	struct paper *list;
	size_t count;

	TRY(paper_list(act->desk->store, m->c.number, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		if (list[i].round == m->c.round && is_state(&list[i], "standing") &&
		    strcmp(list[i].person, person) == 0) {
			TRY(append(act, &list[i], kind, NULL));
			TRY(redraw(act, &list[i]));
		}
	}
	return KG_OK;
}

enum kg_status paper_lapse(struct act *act, const struct matter *m, const char *person)
{
	return paper_gives_way(act, m, person, "paper.lapsed");
}

/* Answers on a form, button or command; a mark is answered by a direct message. */
static enum kg_status say(struct act *act, const struct paper *p, const char *text)
{
	struct card *card;

	if (act->event->kind != EVENT_MARK) {
		(void)desk_answer(act, "%s", text);
		return KG_OK;
	}
	card = desk_card(act);
	card_title(card, "%s", text);
	return desk_tell_actor(act, p->circular, card);
}

/* 庶務, or the chair: in what capacity; NULL: he is not to confirm it, and why. */
static enum kg_status second_person(
    struct act *act, const struct paper *p, const char **out_capacity, const char **out_why)
{
	const char *me = act->person.id == NULL ? "" : act->person.id;
	enum language l = act->language;
	const char *chair;
	bool acting;

	*out_capacity = NULL;
	*out_why = tr(l,
	    "紙決裁の確認は、入力した方以外の庶務の方か議長(職務を代理する副議長)がされます。");
	TRY(matter_chair(act, act->event->when, &chair, &acting));
	if (!desk_may(act, CAN_PAPER_CONFIRM)) {
		return KG_OK;
	}
	*out_capacity = chair != NULL && strcmp(chair, me) == 0
	                    ? matter_capacity(act, "chair", acting)
	                    : "庶務";
	if (strcmp(p->entered_by, me) == 0) {
		*out_capacity = NULL;
		*out_why = tr(l,
		    "入力した方ご自身では確認できません。ほかの庶務の方か議長に確認をお願いしてください。");
	} else if (strcmp(p->person, me) == 0) {
		*out_capacity = NULL;
		*out_why = tr(l, "ご自身の回答は、ご自身の印でお願いいたします。");
	}
	return KG_OK;
}

/* What has happened since it was entered; NULL: it may count. */
static enum kg_status hindrance(
    struct act *act, const struct matter *m, const struct paper *p, const char **out)
{
	enum language l = act->language;
	const char *holder;
	const char *chair;
	bool acting;

	*out = NULL;
	TRY(matter_holder(act, p->seat, act->event->now, &holder));
	TRY(matter_chair(act, act->event->now, &chair, &acting));
	if (!is_state(p, "waiting")) {
		*out = tr(l, "この紙決裁は、いま確認をお待ちしているものではありません。");
	} else if (!matter_is_running(m) || m->c.round != p->round) {
		*out = tr(l, "この持ち回りは回答の受付中ではありません。");
	} else if (holder == NULL || strcmp(holder, p->person) != 0) {
		*out = tr(l, "この席の方が替わりました。後任の方の回答をお願いいたします。");
	} else if (matter_seal(m, p->seat) != NULL) {
		*out = tr(l,
		    "この席には、ご本人の回答がすでに記録されています。そちらが優先します。");
	} else if (strcmp(p->answer, "approve") == 0 && chair != NULL &&
	           strcmp(chair, p->person) == 0 && (acting || !paper_chair_is_due(m))) {
		*out = tr(l,
		    "議長の決裁は最後です。他の構成員の回答がそろってから、もう一度確認してください。");
	}
	return KG_OK;
}

static enum kg_status seal_seats(
    struct act *act, const struct matter *m, const struct paper *p, const char *answer)
{
	for (size_t i = 0; i < m->c.seat_count; i++) {
		const struct circular_seat *seat = &m->c.seats[i];
		const struct circular_seal *old = matter_seal(m, seat->seat);
		const char *holder;

		TRY(matter_holder(act, seat->seat, act->event->now, &holder));
		if (answer[0] == '\0'
		        ? old == NULL || old->means[0] == '\0' ||
		              strcmp(old->person, p->person) != 0
		        : old != NULL || holder == NULL || strcmp(holder, p->person) != 0) {
			continue;
		}
		TRY(desk_append(act, "seal", { "number", m->c.number },
		    { "round", desk_int(act, m->c.round) }, { "seat", seat->seat },
		    { "person", p->person },
		    { "capacity", matter_capacity(act, seat->seat, false) },
		    { "title", seat->title }, { "answer", answer }, { "provisional", "0" },
		    { "reason", answer[0] == '\0' ? "" : p->reason }, { "means", p->means },
		    { "entered_by", p->entered_by }, { "confirmed_by", act->person.id },
		    { "note", answer[0] == '\0' ? "ご本人の異議により取消し" : NULL },
		    { "when", desk_when(act) }));
	}
	return KG_OK;
}

static enum kg_status confirm(struct act *act, struct matter *m, const struct paper *p)
{
	const char *capacity;
	const char *why;

	TRY(second_person(act, p, &capacity, &why));
	if (capacity != NULL) {
		TRY(hindrance(act, m, p, &why));
	}
	if (why != NULL) {
		return say(act, p, why);
	}
	TRY(append(act, p, "paper.confirmed", capacity));
	TRY(seal_seats(act, m, p, p->answer));
	TRY(redraw(act, p));
	TRY(say(act, p,
	    arena_printf(act->desk->arena,
	        tr(act->language, "確認しました。%s の%sの回答(%s)として記録しました。"),
	        m->c.number, card_seat_name(act, p->seat, act->language),
	        card_answer_word(p->answer, act->language))));
	TRY(matter_load(act, p->circular, m));
	if (strcmp(p->answer, "approve") != 0) {
		TRY(choice_ask(act, m));
	}
	return settle(act, p->circular);
}

static enum kg_status give_back(struct act *act, const struct paper *p)
{
	const char *capacity;
	const char *why;

	TRY(second_person(act, p, &capacity, &why));
	if (capacity == NULL || !is_state(p, "waiting")) {
		return say(act, p,
		    capacity == NULL
		        ? why
		        : tr(act->language,
		              "この紙決裁は、いま確認をお待ちしているものではありません。"));
	}
	TRY(append(act, p, "paper.returned", capacity));
	TRY(redraw(act, p));
	TRY(desk_tell_office(act, "secretariat", p->circular,
	    TR_NOOP(
	        "【管理会議・持ち回り】紙決裁の記録が差し戻されました。回答には数えません。%s"),
	    arena_printf(act->desk->arena, "(%s、%s)", p->circular,
	        card_seat_name(act, p->seat, LANGUAGE_JA))));
	return say(act, p, tr(act->language, "差し戻しました。回答には数えません。"));
}

static enum kg_status object(struct act *act, const struct matter *m, const struct paper *p)
{
	enum language l = act->language;
	bool standing = is_state(p, "standing");

	if (!desk_may_own(act, CAN_PAPER_OBJECT,
	        act->person.id != NULL && strcmp(act->person.id, p->person) == 0)) {
		return say(act, p, tr(l, "異議は、その席のご本人が申し出ることができます。"));
	}
	if (!matter_is_running(m) || m->c.round != p->round ||
	    (!standing && !is_state(p, "waiting"))) {
		return say(act, p,
		    tr(l,
		        "この持ち回りは終了しているか、この記録はすでに効力がありません。ご不明の点は庶務にお寄せください。"));
	}
	TRY(append(act, p, "paper.objected", "本人"));
	if (standing) {
		TRY(seal_seats(act, m, p, ""));
	}
	TRY(redraw(act, p));
	TRY(desk_tell_office(act, "secretariat", p->circular,
	    TR_NOOP(
	        "【管理会議・持ち回り】紙決裁の記録に、ご本人から異議がありました。回答には数えません。ご本人にご確認ください。%s"),
	    arena_printf(act->desk->arena, "(%s、%s)", p->circular,
	        card_seat_name(act, p->seat, LANGUAGE_JA))));
	TRY(say(act, p,
	    tr(l,
	        "異議を承りました。この記録は回答に数えません。ご回答は、カードの印でお願いいたします。")));
	return settle(act, p->circular);
}

static enum kg_status perform(
    struct act *act, struct matter *m, const struct paper *p, const char *what)
{
	if (strcmp(what, "ok") == 0) {
		return confirm(act, m, p);
	}
	return strcmp(what, "back") == 0 ? give_back(act, p) : object(act, m, p);
}

/* The newest that waits, or for 異議 stands too. */
enum kg_status paper_act(
    struct act *act, const struct matter *m, const char *word, const char *seat)
{
	bool objects = strcmp(word, "異議") == 0;
	const char *what = objects ? "object" : strcmp(word, "確認") == 0 ? "ok" : "back";
	struct matter now = *m;
	struct paper *list;
	const struct paper *found = NULL;
	size_t count;

	TRY(paper_list(act->desk->store, m->c.number, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		bool mine =
		    act->person.id != NULL && strcmp(list[i].person, act->person.id) == 0;

		if ((is_state(&list[i], "waiting") ||
		        (objects && is_state(&list[i], "standing"))) &&
		    (objects ? mine : seat[0] == '\0' || strcmp(list[i].seat, seat) == 0)) {
			found = &list[i];
		}
	}
	if (found == NULL) {
		(void)desk_answer(act,
		    tr(act->language, "%s には、いま該当する紙決裁の記録がありません。"),
		    m->c.number);
		return KG_OK;
	}
	return perform(act, &now, found, what);
}

/* "回R8-001|2" */
enum kg_status paper_button(struct act *act, const char *action, const char *value)
{
	char *number = arena_strdup(act->desk->arena, value);
	char *ordinal = strchr(number, '|');
	struct paper paper;
	struct matter m;

	if (ordinal == NULL) {
		return KG_OK;
	}
	*ordinal++ = '\0';
	TRY(paper_load(act->desk->store, number, (int)strtol(ordinal, NULL, 10),
	    act->desk->arena, &paper));
	TRY(matter_load(act, number, &m));
	return perform(act, &m, &paper, action + strlen("paper."));
}

/* ⭕ on the card that asks the second person: one tap. */
enum kg_status paper_mark(struct act *act, const struct posting *posting)
{
	struct paper paper;
	struct matter m;

	if (strcmp(posting->kind, POST_PAPER_ASK) != 0 || !act->event->added ||
	    act->person.id == NULL ||
	    ballot_answer(act->desk->charter, act->event->mark) != ANSWER_APPROVE) {
		return KG_OK;
	}
	TRY(paper_load(
	    act->desk->store, posting->matter, posting->round, act->desk->arena, &paper));
	TRY(matter_load(act, posting->matter, &m));
	return confirm(act, &m, &paper);
}
