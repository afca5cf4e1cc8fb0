/*
 * What follows from how a circulation stands: asking the chair, closing, numbering, reminding.
 * Approval is the only thing that closes by itself, and only when every card's marks were read
 * back since it was reached.
 */

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/paper.h"
#include "handlers/register.h"
#include "handlers/reminders.h"

/* The chair's own card, once for each time that the others have answered. */

static enum kg_status retire_final(struct act *act, const struct matter *m, const char *keep)
{
	struct posting *list;
	size_t count;

	TRY(posting_list(
	    act->desk->store, m->c.number, POST_FINAL, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		bool kept = keep != NULL && strcmp(list[i].person, keep) == 0;

		if (list[i].state != POSTING_GONE && list[i].state != POSTING_OLD && !kept) {
			TRY(posting_set_state(act->desk->store, list[i].id, POSTING_OLD));
			TRY(outbox_show(act->desk->store, list[i].id));
		}
	}
	return KG_OK;
}

static enum kg_status has_live(
    struct act *act, const struct matter *m, const char *kind, bool *out)
{
	struct posting *list;
	size_t count;

	*out = false;
	TRY(posting_list(act->desk->store, m->c.number, kind, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		if (list[i].round == m->c.round && list[i].state != POSTING_GONE &&
		    list[i].state != POSTING_OLD && m->tally.chair != NULL &&
		    strcmp(list[i].person, m->tally.chair) == 0) {
			*out = true;
		}
	}
	return KG_OK;
}

static enum kg_status ask_final(struct act *act, struct matter *m)
{
	bool has;

	TRY(retire_final(act, m, m->tally.chair));
	TRY(has_live(act, m, POST_FINAL, &has));
	if (has) {
		return KG_OK;
	}
	TRY(desk_append(act, "circular.asked", { "number", m->c.number },
	    { "person", m->tally.chair }, { "when", desk_int(act, act->event->now.ms) }));
	TRY(matter_load(act, m->c.number, m));
	return matter_ask(act, m, m->tally.chair, POST_FINAL);
}

static enum kg_status stop_asking(struct act *act, const struct matter *m)
{
	if (!kg_time_is_set(m->c.asked_chair)) {
		return KG_OK;
	}
	TRY(desk_append(act, "circular.asked", { "number", m->c.number }, { "when", "0" }));
	return retire_final(act, m, NULL);
}

/* A ⭕ that was typed stands on no card that could be retired. */
static enum kg_status drop_typed_final(struct act *act, const struct matter *m)
{
	for (size_t i = 0; i < m->c.mark_count; i++) {
		const struct circular_mark *x = &m->c.marks[i];

		if (x->posting != 0 || strcmp(x->posting_kind, POST_FINAL) != 0) {
			continue;
		}
		TRY(desk_append(act, "unmark", { "number", m->c.number },
		    { "round", desk_int(act, m->c.round) }, { "posting", "0" },
		    { "posting_kind", POST_FINAL }, { "workspace", x->workspace },
		    { "account", x->account }, { "mark", x->mark }, { "person", x->person },
		    { "from", desk_int(act, x->at.ms) }, { "when", desk_when(act) }));
	}
	return KG_OK;
}

/* The chair seals last: what he sealed upon other answers than these doesn't stand. */
static enum kg_status take_back_final(struct act *act, const struct matter *m)
{
	TRY(stop_asking(act, m));
	if (m->input.final_by == NULL) {
		return KG_OK;
	}
	TRY(drop_typed_final(act, m));
	TRY(paper_lapse(act, m, m->input.final_by));
	return marks_recount(act, m->c.number, m->input.final_by);
}

/* Closing. */

/* The moment of the last seal that it needed, or the end of the minimum time. */
static struct kg_time decided_at(const struct matter *m)
{
	struct kg_time last = m->c.minimum;

	for (size_t i = 0; i < m->c.seal_count; i++) {
		if (m->c.seals[i].at.ms > last.ms) {
			last = m->c.seals[i].at;
		}
	}
	return last;
}

static enum kg_status announce(struct act *act, const struct matter *m, const char *witness)
{
	struct address *to;
	size_t count;

	TRY(desk_channels(act, "council", &to, &count));
	for (size_t i = 0; i < count; i++) {
		struct card *card = desk_card(act);
		struct view view = { .language = to[i].language, .person = "" };
		struct notice notice = { .kind = "circular.result",
			.matter = m->c.number,
			.round = m->c.round,
			.priority = PRIORITY_SAY,
			.card = card };

		if (witness != NULL) {
			card_of_resolution(act, m, &view, witness, card);
		} else {
			card_of_outcome(act, m, &view, card);
		}
		TRY(desk_post(act, &to[i], &notice, NULL));
	}
	return KG_OK;
}

static bool is_among(const char **persons, size_t count, const char *person)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(persons[i], person) == 0) {
			return true;
		}
	}
	return false;
}

static enum kg_status tell_members(struct act *act, const struct matter *m, const char *witness)
{
	const char **persons =
	    arena_alloc(act->desk->arena, (m->c.seat_count + 1) * sizeof(*persons));
	size_t count = 0;

	for (size_t i = 0; i < m->c.seat_count; i++) {
		const char *person = m->seats[i].person;
		struct card *card = desk_card(act);
		struct view view = { .person = person };

		if (person == NULL || is_among(persons, count, person)) {
			continue;
		}
		persons[count++] = person;
		view.language = desk_language_of(act, person);
		if (witness != NULL) {
			card_of_resolution(act, m, &view, witness, card);
		} else {
			card_of_outcome(act, m, &view, card);
		}
		TRY(desk_tell(act, person, m->c.number, card));
	}
	return KG_OK;
}

static enum kg_status finish(struct act *act, struct matter *m, const char *witness)
{
	TRY(timer_clear(act->desk->store, NULL, m->c.number));
	TRY(matter_show(act, m, NULL));
	TRY(announce(act, m, witness));
	return tell_members(act, m, witness);
}

static enum kg_status append_resolution(
    struct act *act, const struct matter *m, const char **out_number)
{
	static const char *const rules[] = { "circulation_rule", "circulation_minimum_minutes",
		"review", "kouetsu", "dual_post_votes", NULL };
	struct kg_time decided = decided_at(m);
	struct resolution_draft draft = { .route = "6",
		.class = m->c.class,
		.title = m->c.title,
		.matter = m->c.number,
		.text_sha256 = m->c.text_sha256,
		.charter_version = m->c.charter_version,
		.rule = m->c.rule,
		.rule_source = m->c.rule_source,
		.tally = card_counts(act, m, LANGUAGE_JA),
		.decided = decided,
		.rules = rules,
		.ruled = m->c.opened };

	TRY(register_append(act, &draft, out_number));
	TRY(draft_item_comes(act, m->c.number, "approved", *out_number));
	return desk_append(act, "circular.closed", { "number", m->c.number },
	    { "outcome", "approved" }, { "person", m->input.final_by },
	    { "resolution", *out_number }, { "note", card_counts(act, m, LANGUAGE_JA) },
	    { "unchecked", away_names(act, m) }, { "when", desk_int(act, decided.ms) });
}

static enum kg_status resolve(struct act *act, struct matter *m)
{
	const char *witness;
	const char *number;

	TRY(append_resolution(act, m, &number));
	TRY(register_sign(act, &witness));
	TRY(matter_load(act, m->c.number, m));
	TRY(desk_tell_office(act, "secretariat", m->c.number,
	    TR_NOOP("【管理会議・持ち回り】%s"),
	    arena_printf(act->desk->arena, "%s(%s)は管理会議の議決となりました(%s)。",
	        m->c.number, m->c.title, number)));
	return finish(act, m, witness);
}

enum kg_status settle_end(struct act *act, struct matter *m, const char *outcome,
    const char *capacity, const char *reason)
{
	bool was_running = matter_is_running(m);

	TRY(stop_asking(act, m));
	TRY(desk_append(act, "circular.closed", { "number", m->c.number },
	    { "outcome", outcome }, { "person", act->person.id }, { "capacity", capacity },
	    { "note", reason }, { "unchecked", away_names(act, m) },
	    { "when", desk_when(act) }));
	TRY(draft_item_comes(act, m->c.number, outcome, NULL));
	TRY(matter_load(act, m->c.number, m));
	TRY(desk_tell_office(act, "secretariat", m->c.number,
	    TR_NOOP("【管理会議・持ち回り】%s"),
	    arena_printf(act->desk->arena, "%s(%s)は「%s」となりました。理由:%s", m->c.number,
	        m->c.title, card_outcome_word(outcome, LANGUAGE_JA), reason)));
	if (was_running) {
		return finish(act, m, NULL);
	}
	TRY(matter_show(act, m, POST_REVIEW));
	TRY(matter_show(act, m, POST_CONFIRM));
	return timer_clear(act->desk->store, NULL, m->c.number);
}

/* One look at a running circulation, after anything that may have changed it. */

static enum kg_status begin_closing(struct act *act, struct matter *m)
{
	TRY(desk_append(act, "circular.closing", { "number", m->c.number },
	    { "when", desk_int(act, act->event->now.ms) }));
	TRY(matter_read_back(act, m));
	return matter_load(act, m->c.number, m);
}

static enum kg_status try_closing(struct act *act, struct matter *m)
{
	bool is_shared;
	bool is_read;

	if (m->c.state == CIRCULAR_OPEN) {
		TRY(begin_closing(act, m));
	}
	TRY(life_is_shared(act, &is_shared));
	if (is_shared) {
		return KG_OK;
	}
	TRY(matter_is_read(act, m, m->c.closing, &is_read));
	return is_read ? resolve(act, m) : away_consider(act, m, m->c.closing);
}

static enum kg_status stop_closing(struct act *act, struct matter *m)
{
	if (m->c.state != CIRCULAR_CLOSING) {
		return KG_OK;
	}
	TRY(desk_append(act, "circular.reopened", { "number", m->c.number }));
	return matter_load(act, m->c.number, m);
}

/* At the deadline the chair is asked only when the marks were read back: one in time may still
 * be found. */
static enum kg_status chair_decides(struct act *act, struct matter *m)
{
	const char *chair = m->tally.chair == NULL ? "" : m->tally.chair;
	bool is_read = true;

	if (kg_time_is_set(m->c.overdue)) {
		TRY(matter_is_read(act, m, m->c.overdue, &is_read));
	}
	if (!is_read) {
		return away_consider(act, m, m->c.overdue);
	}
	if ((m->tally.choices & CHOICE_APPROVE) != 0) {
		return ask_final(act, m);
	}
	TRY(take_back_final(act, m));
	if (kg_time_is_set(m->c.overdue)) {
		enum kg_status st = told_once(act->desk->store,
		    arena_printf(act->desk->arena, "overdue|%s|%d|%s|%s", m->c.number,
		        m->c.round, desk_int(act, m->c.deadline.ms), chair),
		    act->event->now);

		return st == KG_OK ? choice_ask(act, m) : (st == KG_CONFLICT ? KG_OK : st);
	}
	return KG_OK;
}

/* Other seats are a question of their own, also to a chair who has an objection before him. */
static enum kg_status ask_of_seats(struct act *act, const struct matter *m)
{
	enum kg_status st = told_once(act->desk->store,
	    arena_printf(act->desk->arena, "seats|%s|%d|%s|%s", m->c.number, m->c.round,
	        m->changed->version, m->tally.chair == NULL ? "" : m->tally.chair),
	    act->event->now);

	return st == KG_OK ? choice_ask(act, m) : (st == KG_CONFLICT ? KG_OK : st);
}

/* Whoever acts for the chair since the objection was told hears of it too. */
static enum kg_status ask_new_chair(struct act *act, const struct matter *m)
{
	bool has = true;

	if (m->changed != NULL) {
		return ask_of_seats(act, m);
	}
	if (m->tally.chair != NULL) {
		TRY(has_live(act, m, POST_CHOICE, &has));
	}
	return has ? KG_OK : choice_ask(act, m);
}

/* Without an edit of the cards: those that go out with this very transaction need none. */
enum kg_status settle_quietly(struct act *act, struct matter *m)
{
	switch (m->tally.state) {
	case TALLY_CLOSABLE:
		TRY(try_closing(act, m));
		break;
	case TALLY_WAITING:
		TRY(stop_closing(act, m));
		TRY(timer_set(
		    act->desk->store, "circular.minimum", m->c.number, "", m->c.minimum));
		break;
	case TALLY_ASK_CHAIR:
		TRY(stop_closing(act, m));
		TRY(ask_final(act, m));
		break;
	case TALLY_CHAIR_DECIDES:
		TRY(stop_closing(act, m));
		TRY(chair_decides(act, m));
		break;
	case TALLY_PAUSED:
		TRY(stop_closing(act, m));
		TRY(take_back_final(act, m));
		TRY(ask_new_chair(act, m));
		break;
	case TALLY_COLLECTING:
		TRY(stop_closing(act, m));
		TRY(take_back_final(act, m));
		break;
	}
	return KG_OK;
}

enum kg_status settle(struct act *act, const char *number)
{
	struct matter m;

	TRY(matter_load(act, number, &m));
	if (!matter_is_running(&m)) {
		return KG_OK;
	}
	TRY(settle_quietly(act, &m));
	return matter_show(act, &m, NULL);
}

enum kg_status settle_deadline(struct act *act, const char *number)
{
	struct matter m;

	TRY(matter_load(act, number, &m));
	if (!matter_is_running(&m) || act->event->when.ms < m.c.deadline.ms ||
	    kg_time_is_set(m.c.overdue)) {
		return KG_OK;
	}
	if (m.c.state == CIRCULAR_OPEN) {
		TRY(desk_append(act, "circular.overdue", { "number", number },
		    { "when", desk_int(act, act->event->now.ms) }));
		TRY(matter_load(act, number, &m));
		TRY(matter_read_back(act, &m));
	}
	return settle(act, number);
}

/* Reminders. */

static struct reminders_rules reminder_rules(struct act *act, const struct circular *c)
{
	struct kg_time at = c->opened;
	struct reminders_rules rules = REMINDERS_DEFAULT;

	rules.morning = desk_rule_clock(act, "reminder_hour", at);
	rules.before = 60 * desk_rule_int(act, "reminder_before_hours", at);
	rules.quiet.from = desk_rule_clock(act, "quiet_from", at);
	rules.quiet.to = desk_rule_clock(act, "quiet_to", at);
	rules.ignore_quiet = c->incident[0] != '\0';
	return rules;
}

enum kg_status settle_plan_reminder(struct act *act, const struct circular *c)
{
	struct reminders_rules rules = reminder_rules(act, c);
	struct kg_time next;

	if (!reminders_next(c->opened, c->deadline, act->event->now, &rules, &next)) {
		return timer_clear(act->desk->store, "circular.remind", c->number);
	}
	return timer_set(act->desk->store, "circular.remind", c->number, "", next);
}

static enum kg_status remind(struct act *act, const struct matter *m, const char *person)
{
	struct card *card = desk_card(act);
	struct address *to;
	size_t count;
	enum language l = desk_language_of(act, person);
	struct notice notice = { .kind = "circular.remind",
		.matter = m->c.number,
		.round = m->c.round,
		.priority = PRIORITY_ASK,
		.card = card,
		.expires = m->c.deadline };

	card_title(card,
	    tr(l,
	        "持ち回り %s(%s)のご回答期限は、%sです。お手数ですが、⭕・❌・🙋 のいずれかでご回答くださいますようお願いいたします。行き違いの場合はご容赦ください。"),
	    m->c.number, m->c.title,
	    dates_when_day(m->c.deadline, act->event->now, l, act->desk->arena));
	TRY(desk_accounts(act, person, &to, &count));
	for (size_t i = 0; i < count; i++) {
		TRY(desk_post(act, &to[i], &notice, NULL));
	}
	return KG_OK;
}

enum kg_status settle_remind(struct act *act, const char *number)
{
	struct matter m;
	const char **persons;
	size_t count = 0;

	TRY(matter_load(act, number, &m));
	if (!matter_is_running(&m)) {
		return KG_OK;
	}
	persons = arena_alloc(act->desk->arena, (m.c.seat_count + 1) * sizeof(*persons));
	for (size_t i = 0; i < m.c.seat_count; i++) {
		const char *person = m.seats[i].person;

		if (person == NULL || !tally_is_pending(&m.input, &m.seats[i]) ||
		    is_among(persons, count, person)) {
			continue;
		}
		persons[count++] = person;
		TRY(remind(act, &m, person));
	}
	return settle_plan_reminder(act, &m.c);
}

enum kg_status settle_timer(
    struct act *act, const char *kind, const char *matter, const char *detail)
{
	if (strcmp(kind, "circular.deadline") == 0) {
		return settle_deadline(act, matter);
	}
	if (strcmp(kind, "circular.remind") == 0) {
		return settle_remind(act, matter);
	}
	if (strcmp(kind, "circular.minimum") == 0 || strcmp(kind, "circular.away") == 0) {
		return settle(act, matter);
	}
	if (strcmp(kind, "circular.late") == 0) {
		return marks_late(act, matter, detail);
	}
	return strcmp(kind, "circular.reason") == 0 ? reason_again(act, matter, detail) : KG_OK;
}
