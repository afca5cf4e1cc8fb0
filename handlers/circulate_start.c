/*
 * From a complete draft to an open ballot: 庶務内確認, the chair's 付議, then one card in the
 * channel and one message to each filled seat. What is asked about is frozen here; a filled
 * seat that can't be reached holds the start.
 */

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/paper.h"

/* The reviewer is never the drafter; with none on the roster the step is off, and the record
 * says so. */
enum kg_status start_find_reviewer(
    struct act *act, const char *body, const char *drafter, const char **out)
{
	struct tenure *held;
	size_t count;

	*out = NULL;
	if (strcmp(desk_rule_of(act, body, "review", act->event->when).value, "on") != 0) {
		return KG_OK;
	}
	TRY(holders_of(
	    act->desk->store, "reviewer", act->event->when, act->desk->arena, &held, &count));
	for (size_t i = 0; i < count; i++) {
		struct address *to;
		size_t reach;

		TRY(desk_accounts(act, held[i].person, &to, &reach));
		if (strcmp(held[i].person, drafter) != 0 && reach > 0) {
			*out = held[i].person;
			return KG_OK;
		}
	}
	return KG_OK;
}

/* Has the person (NULL: the channel) a posting of the kind in this round? */
static enum kg_status has_posting(struct act *act, const struct matter *m, const char *kind,
    const struct address *to, bool *out)
{
	struct posting *list;
	size_t count;

	*out = false;
	TRY(posting_list(act->desk->store, m->c.number, kind, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		bool same = to->person[0] != '\0'
		                ? strcmp(list[i].person, to->person) == 0
		                : to->conversation != NULL &&
		                      strcmp(list[i].conversation, to->conversation) == 0;

		if (same && list[i].round == m->c.round && list[i].state != POSTING_GONE) {
			*out = true;
		}
	}
	return KG_OK;
}

static enum kg_status ask_chair_to_put(struct act *act, const char *number)
{
	struct matter m;
	const char *chair;
	bool acting;

	TRY(matter_load(act, number, &m));
	TRY(matter_chair(act, act->event->when, &chair, &acting));
	if (chair == NULL) {
		return desk_tell_office(act, "secretariat", number,
		    TR_NOOP(
		        "【管理会議・持ち回り %s】議長・副議長とも決裁できる状態にないため、付議の伺いを送っていません。職務代理の開始又は議長の復帰後に進みます。"),
		    number);
	}
	return matter_ask(act, &m, chair, POST_CONFIRM);
}

/* Whoever is to put it may have changed since somebody was asked. */
enum kg_status start_ask_again(struct act *act, const struct matter *m)
{
	struct address to = { 0 };
	bool acting;
	bool has;

	TRY(matter_chair(act, act->event->now, &to.person, &acting));
	if (to.person == NULL) {
		return KG_OK;
	}
	TRY(has_posting(act, m, POST_CONFIRM, &to, &has));
	return has ? KG_OK : matter_ask(act, m, to.person, POST_CONFIRM);
}

static enum kg_status pass_on(struct act *act, const struct circular *c)
{
	const char *number = c->number;
	const char *reviewer;
	struct matter m;

	TRY(start_find_reviewer(act, "council", c->drafter, &reviewer));
	if (reviewer != NULL) {
		TRY(desk_append(
		    act, "circular.reviewing", { "number", number }, { "reviewer", reviewer }));
		TRY(matter_load(act, number, &m));
		return matter_ask(act, &m, reviewer, POST_REVIEW);
	}
	TRY(desk_append(act, "circular.reviewed", { "number", number },
	    { "when", desk_when(act) },
	    { "note", "庶務内確認は省略(起案者以外の確認者がいないため、又は規則による)" }));
	return ask_chair_to_put(act, number);
}

enum kg_status start_review_again(struct act *act, const struct matter *m)
{
	struct address to = { .person = m->c.reviewer };
	struct tenure *held;
	size_t count;
	bool has;

	TRY(holders_of(
	    act->desk->store, "reviewer", act->event->now, act->desk->arena, &held, &count));
	for (size_t i = 0; i < count; i++) {
		if (strcmp(held[i].person, m->c.reviewer) == 0) {
			TRY(has_posting(act, m, POST_REVIEW, &to, &has));
			return has ? KG_OK : matter_ask(act, m, m->c.reviewer, POST_REVIEW);
		}
	}
	return pass_on(act, &m->c);
}

enum kg_status start_ready(struct act *act, const char *number)
{
	struct matter m;

	TRY(matter_load(act, number, &m));
	if (m.c.state != CIRCULAR_COLLECTING) {
		return KG_OK;
	}
	for (size_t i = 0; i < m.c.document_count; i++) {
		if (strcmp(m.c.documents[i].state, "waiting") == 0) {
			return KG_OK;
		}
	}
	return pass_on(act, &m.c);
}

enum kg_status start_reviewed(struct act *act, struct matter *m)
{
	TRY(desk_append(act, "circular.reviewed", { "number", m->c.number },
	    { "person", act->person.id }, { "capacity", "庶務内確認" },
	    { "when", desk_when(act) }));
	TRY(matter_show(act, m, POST_REVIEW));
	return ask_chair_to_put(act, m->c.number);
}

/* A 特に重要 item without the committee's opinion needs the chair's own words (article 3-3(6)).
 */
static enum kg_status ask_override(struct act *act, const struct matter *m)
{
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *field = arena_alloc(act->desk->arena, sizeof(*field));
	enum language l = act->language;

	if (act->event->kind == EVENT_MARK) {
		struct card *card = desk_card(act);

		card_title(card,
		    tr(l,
		        "【管理会議・持ち回り %s】特に重要な事案で、幹事会の集約意見がありません(要綱第3条の3第6項)。このまま付議される場合は、その理由をお聞かせください。"),
		    m->c.number);
		card_button(
		    card, BUTTON_PRIMARY, "put", m->c.number, tr(l, "理由を記入して付議"));
		return desk_tell(act, act->person.id, m->c.number, card);
	}
	*field = (struct field){ .key = "reason",
		.type = FIELD_LONG_TEXT,
		.label = tr(l, "幹事会の意見を待たずに付議する理由"),
		.limit = 1000,
		.required = true };
	*form = (struct form){ .kind = "circulate.override",
		.title = tr(l, "付議(特に重要)"),
		.submit = tr(l, "付議する"),
		.fields = field,
		.field_count = 1 };
	return desk_ask(act, form, m->c.number, "");
}

/* Names of the filled seats that no active account and no paper reaches, parted by 、; NULL:
 * all are reached. */
static enum kg_status unreached(struct act *act, const char *number, const char **out)
{
	const struct charter_body *council = charter_body(act->desk->charter, "council");
	const char *names = NULL;

	for (size_t i = 0; i < council->seat_count; i++) {
		struct address *to;
		const char *person;
		size_t count;
		bool on_paper;

		TRY(matter_holder(act, council->seats[i].id, act->event->when, &person));
		if (person == NULL) {
			continue;
		}
		TRY(desk_accounts(act, person, &to, &count));
		TRY(paper_is_routed(
		    act->desk->store, number, council->seats[i].id, person, &on_paper));
		if (count == 0 && !on_paper) {
			names =
			    arena_printf(act->desk->arena, "%s%s%s", names == NULL ? "" : names,
			        names == NULL ? "" : "、", council->seats[i].post.ja);
		}
	}
	*out = names;
	return KG_OK;
}

/* Tried again at every start and change of the roster: said once for each reason. */
static enum kg_status tell_held(struct act *act, const struct matter *m, const char *why)
{
	enum kg_status st = told_once(act->desk->store,
	    arena_printf(act->desk->arena, "held|%s|%s|%s", m->c.number,
	        desk_int(act, m->c.put.ms), why),
	    act->event->now);

	if (st != KG_OK) {
		return st == KG_CONFLICT ? KG_OK : st;
	}
	TRY(desk_append(act, "circular.held", { "number", m->c.number }, { "note", why },
	    { "when", desk_when(act) }));
	return desk_tell_office(act, "secretariat", m->c.number,
	    TR_NOOP(
	        "【管理会議・持ち回り】開始を保留しています。%s解消すると、自動で開始します。"),
	    arena_printf(act->desk->arena, "%s:%s。", m->c.number, why));
}

static enum kg_status hold(struct act *act, const struct matter *m, const char *why)
{
	TRY(tell_held(act, m, why));
	if (act->event->kind == EVENT_BUTTON || act->event->kind == EVENT_FORM) {
		(void)desk_answer(act,
		    tr(act->language,
		        "付議を記録しました。ただし、%s。庶務が対応し、解消すると自動で開始します。"),
		    why);
	}
	return KG_OK;
}

static enum kg_status obstacle(struct act *act, const char *number, const char **out)
{
	struct address *channels;
	const char *names = NULL;
	size_t count;

	TRY(unreached(act, number, &names));
	if (names != NULL) {
		*out = arena_printf(
		    act->desk->arena, "次の席にお届けできるアカウントがありません(%s)", names);
		return KG_OK;
	}
	TRY(desk_channels(act, "council", &channels, &count));
	for (size_t i = 0; i < count; i++) {
		*out = life_channel_fault(act, &channels[i], LANGUAGE_JA);
		if (*out != NULL) {
			return KG_OK;
		}
	}
	*out = count == 0 ? "管理会議のチャンネルが設定されていません" : NULL;
	return KG_OK;
}

static enum kg_status freeze_seats(struct act *act, const char *number, int round)
{
	static const char *const roles[] = {
		[ROLE_CHAIR] = "chair", [ROLE_VICE] = "vice", [ROLE_MEMBER] = "member"
	};
	const struct charter_body *council = charter_body(act->desk->charter, "council");

	for (size_t i = 0; i < council->seat_count; i++) {
		const struct charter_seat *seat = &council->seats[i];
		const char *person;

		TRY(matter_holder(act, seat->id, act->event->when, &person));
		TRY(desk_append(act, "circular.seat", { "number", number },
		    { "round", desk_int(act, round) }, { "seat", seat->id },
		    { "role", roles[seat->role] }, { "title", seat->post.ja },
		    { "position", desk_int(act, seat->order) },
		    { "person", person == NULL ? "" : person }));
	}
	return KG_OK;
}

/* A deadline that came too near while the draft waited is set anew by the rule, and the record
 * says so. */
static struct kg_time deadline_now(struct act *act, const struct circular *c, int minimum)
{
	struct kg_time now = act->event->when;
	struct kg_date day;
	int end;

	if (c->deadline.ms >= now.ms + (int64_t)minimum * KG_MINUTE &&
	    c->deadline.ms > now.ms) {
		return c->deadline;
	}
	end = desk_rule_clock(act, "day_end", now);
	day = calendar_add_working(
	    kg_date_of(now), desk_rule_int(act, "circulation_deadline_days", now));
	return kg_time_at(day, end / 60, end % 60);
}

static enum kg_status retire_old_rounds(struct act *act, const char *number, int round)
{
	struct posting *list;
	size_t count;

	TRY(posting_list(act->desk->store, number, NULL, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		if (list[i].state == POSTING_LIVE && list[i].round > 0 &&
		    list[i].round < round &&
		    (matter_is_ballot(list[i].kind) ||
		        strcmp(list[i].kind, POST_CHOICE) == 0)) {
			TRY(posting_set_state(act->desk->store, list[i].id, POSTING_OLD));
		}
	}
	return KG_OK;
}

static enum kg_status upload_documents(
    struct act *act, const struct matter *m, const struct address *to, int64_t posting)
{
	for (size_t i = 0; i < m->c.document_count; i++) {
		const struct circular_document *doc = &m->c.documents[i];
		struct outbox_row row = {
			.workspace = to->workspace,
			.conversation = to->conversation,
			.thread = posting,
			.waits_for = posting,
			.verb = OUTBOX_UPLOAD,
			.priority = PRIORITY_SAY,
			.body = doc->sha256,
			.body_size = strlen(doc->sha256),
			.detail = doc->name,
		};

		if (strcmp(doc->kind, "link") != 0) {
			TRY(outbox_add(act->desk->store, &row));
		}
	}
	return KG_OK;
}

static enum kg_status post_ballot(struct act *act, const struct matter *m,
    const struct address *to, const char *kind, bool handover)
{
	struct card *card = desk_card(act);
	struct view view = {
		.language = to->language, .person = to->person, .handover = handover
	};
	struct notice notice = { .kind = kind,
		.matter = m->c.number,
		.round = m->c.round,
		.priority = PRIORITY_ASK,
		.card = card,
		.marked = true };
	int64_t posting;

	KG_ASSERT(card_render(act, m, kind, &view, card));
	TRY(desk_post(act, to, &notice, &posting));
	return upload_documents(act, m, to, posting);
}

static enum kg_status reach_person(
    struct act *act, struct matter *m, const char *person, const char *title, bool handover)
{
	struct address whose = { .person = person };
	struct address *to;
	size_t count;
	bool has;

	TRY(has_posting(act, m, POST_DM, &whose, &has));
	if (has) {
		return KG_OK;
	}
	TRY(desk_accounts(act, person, &to, &count));
	if (count == 0) {
		return desk_tell_office(act, "secretariat", m->c.number,
		    TR_NOOP(
		        "【管理会議・持ち回り】次の席の方にお届けできるアカウントがありません。名簿をご確認ください。%s"),
		    arena_printf(act->desk->arena, "(%s、%s)", m->c.number, title));
	}
	if (handover) {
		TRY(desk_append(act, "circular.handover", { "number", m->c.number },
		    { "person", person }, { "capacity", title }, { "when", desk_when(act) }));
	}
	for (size_t i = 0; i < count; i++) {
		TRY(post_ballot(act, m, &to[i], POST_DM, handover));
	}
	return KG_OK;
}

/* A ❌ or 🙋 without its reason is no seal yet: it doesn't outlive the tenure of who gave it. */
static enum kg_status drop_unfounded(struct act *act, struct matter *m)
{
	for (size_t i = 0; i < m->c.seal_count; i++) {
		const struct circular_seal *s = &m->c.seals[i];
		const char *holder;

		TRY(matter_holder(act, s->seat, act->event->now, &holder));
		if (!s->provisional || (holder != NULL && strcmp(holder, s->person) == 0)) {
			continue;
		}
		TRY(desk_append(act, "seal", { "number", m->c.number },
		    { "round", desk_int(act, m->c.round) }, { "seat", s->seat },
		    { "person", s->person }, { "capacity", s->capacity }, { "title", s->title },
		    { "answer", "" }, { "provisional", "0" }, { "when", desk_when(act) },
		    { "note", "理由をいただく前に在任が終わったため取消し" }));
	}
	TRY(matter_show(act, m, POST_REASON));
	return matter_load(act, m->c.number, m);
}

enum kg_status start_reach(struct act *act, struct matter *m, bool handover)
{
	if (handover) {
		TRY(drop_unfounded(act, m));
	}
	for (size_t i = 0; i < m->c.seat_count; i++) {
		const char *person;

		if (matter_seal(m, m->c.seats[i].seat) != NULL) {
			continue;
		}
		TRY(matter_holder(act, m->c.seats[i].seat, act->event->now, &person));
		if (person != NULL) {
			TRY(reach_person(act, m, person, m->c.seats[i].title, handover));
		}
	}
	return KG_OK;
}

static enum kg_status append_open(struct act *act, const struct matter *m, int round)
{
	struct kg_time now = act->event->when;
	bool urgent = m->c.incident[0] != '\0';
	int minimum = urgent ? 0 : desk_rule_int(act, "circulation_minimum_minutes", now);
	struct kg_time deadline = deadline_now(act, &m->c, minimum);
	struct rule_value rule = desk_rule(act, "circulation_rule", now);
	const char *source = rule.entry == 0 ? "既定値" : rule.document;
	const char *note =
	    deadline.ms == m->c.deadline.ms ? NULL : "期限が近すぎたため、規則により改めた";

	TRY(retire_old_rounds(act, m->c.number, round));
	TRY(desk_append(act, "circular.open", { "number", m->c.number },
	    { "round", desk_int(act, round) }, { "when", desk_when(act) },
	    { "deadline", desk_int(act, deadline.ms) },
	    { "minimum", desk_int(act, now.ms + (int64_t)minimum * KG_MINUTE) },
	    { "rule", rule.value }, { "rule_source", source },
	    { "rule_entry", desk_int(act, rule.entry) },
	    { "charter_version", act->desk->charter->version }, { "note", note }));
	return freeze_seats(act, m->c.number, round);
}

enum kg_status start_show_card(struct act *act, const struct matter *m)
{
	struct address *channels;
	size_t count;

	TRY(desk_channels(act, "council", &channels, &count));
	for (size_t i = 0; i < count; i++) {
		bool has;

		TRY(has_posting(act, m, POST_CARD, &channels[i], &has));
		if (!has) {
			TRY(post_ballot(act, m, &channels[i], POST_CARD, false));
		}
	}
	return KG_OK;
}

static enum kg_status tell_new_deadline(
    struct act *act, const struct matter *m, struct kg_time asked)
{
	if (m->c.deadline.ms == asked.ms) {
		return KG_OK;
	}
	return desk_tell_office(act, "secretariat", m->c.number,
	    TR_NOOP(
	        "【管理会議・持ち回り】付議までに期限が近づいたため、規則による期限に改めて開始しました。%s"),
	    arena_printf(act->desk->arena, "(%s、期限 %s)", m->c.number,
	        dates_chat(m->c.deadline, act->event->now, LANGUAGE_JA, act->desk->arena)));
}

static enum kg_status open_now(struct act *act, struct matter *m)
{
	struct kg_time asked = m->c.deadline;

	TRY(matter_show(act, m, POST_CONFIRM)); /* of the round before: it is drawn when sent */
	TRY(append_open(act, m, m->c.round + 1));
	TRY(matter_load(act, m->c.number, m));
	TRY(tell_new_deadline(act, m, asked));
	TRY(start_show_card(act, m));
	TRY(start_reach(act, m, false));
	TRY(timer_set(act->desk->store, "circular.deadline", m->c.number, "", m->c.deadline));
	TRY(settle_plan_reminder(act, &m->c));
	return settle_quietly(act, m);
}

enum kg_status start_put(struct act *act, struct matter *m)
{
	const char *chair;
	bool acting;
	bool unheard;

	TRY(matter_chair(act, act->event->when, &chair, &acting));
	TRY(draft_needs_opinion(act, &m->c, &unheard));
	if (unheard && m->c.override_reason[0] == '\0') {
		return ask_override(act, m);
	}
	TRY(desk_append(act, "circular.put", { "number", m->c.number },
	    { "person", act->person.id }, { "capacity", matter_capacity(act, "chair", acting) },
	    { "when", desk_when(act) }));
	TRY(matter_load(act, m->c.number, m));
	return start_open(act, m);
}

enum kg_status start_open(struct act *act, struct matter *m)
{
	const char *why;

	if (m->c.state != CIRCULAR_CONFIRM || !kg_time_is_set(m->c.put)) {
		return KG_OK;
	}
	TRY(obstacle(act, m->c.number, &why));
	if (why != NULL) {
		return hold(act, m, why);
	}
	TRY(open_now(act, m));
	if (act->event->kind == EVENT_BUTTON || act->event->kind == EVENT_FORM) {
		(void)desk_answer(act,
		    tr(act->language, "付議しました。%s を構成員の皆さまにお送りしています。"),
		    m->c.number);
	}
	return KG_OK;
}

enum kg_status start_override(struct act *act, const struct dialogue *dialogue)
{
	struct matter m;
	const char *reason = desk_answer_of(act, "reason");
	const char *chair;
	bool acting;

	TRY(matter_load(act, dialogue->matter, &m));
	TRY(matter_chair(act, act->event->when, &chair, &acting));
	if (m.c.state != CIRCULAR_CONFIRM || !desk_may(act, CAN_PUT)) {
		(void)desk_answer(act, tr(act->language, "%s は、いま付議の段階にありません。"),
		    dialogue->matter);
		return dialogue_close(act->desk->store, dialogue->token);
	}
	if (strspn(reason, " \t\r\n") == strlen(reason)) {
		desk_fault(
		    act, "reason", tr(act->language, "理由をご記入ください。記録に残ります。"));
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, dialogue->token));
	TRY(desk_append(act, "circular.important", { "number", m.c.number },
	    { "person", act->person.id }, { "capacity", matter_capacity(act, "chair", acting) },
	    { "note", reason }, { "when", desk_when(act) }));
	TRY(matter_load(act, dialogue->matter, &m));
	return start_put(act, &m);
}
