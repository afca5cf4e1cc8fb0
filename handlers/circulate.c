/*
 * A circulation as it stands at one instant: the frozen seats with their present holders, the
 * seals that stand, and what the law makes of them.
 */

#include "handlers/circulate.h"

#include <string.h>

#include "handlers/leave.h"
#include "handlers/versions.h"

static const struct charter_seat *seat_of(struct act *act, const char *seat)
{
	return charter_seat_ever(act->desk->charter, seat);
}

enum kg_status matter_holder(
    struct act *act, const char *seat, struct kg_time at, const char **out_person)
{
	struct tenure *held;
	size_t count;

	TRY(holders_of(act->desk->store, seat, at, act->desk->arena, &held, &count));
	*out_person = count > 0 ? held[count - 1].person : NULL;
	return KG_OK;
}

static enum kg_status is_away(struct act *act, const char *person, struct kg_time at, bool *out)
{
	char *reason;
	enum kg_status st = absence_of(act->desk->store, person, at, act->desk->arena, &reason);

	*out = st == KG_OK;
	return st == KG_NOT_FOUND ? KG_OK : st;
}

enum kg_status matter_chair(
    struct act *act, struct kg_time at, const char **out_person, bool *out_acting)
{
	const char *chair;
	const char *acting;
	bool begun;
	bool away = false;

	TRY(acting_at(act, "council", at, &acting, &begun));
	TRY(matter_holder(act, "chair", at, &chair));
	*out_acting = acting != NULL;
	if (begun) {
		*out_person = acting;
		return KG_OK;
	}
	if (chair != NULL) {
		TRY(is_away(act, chair, at, &away));
	}
	*out_person = away ? NULL : chair;
	return KG_OK;
}

const char *matter_capacity(struct act *act, const char *seat, bool acting)
{
	const struct charter_seat *s = seat_of(act, seat);

	if (s == NULL) {
		return "";
	}
	return acting && s->role == ROLE_CHAIR ? TR_NOOP("議長職務代理者") : s->title.ja;
}

bool matter_is_ballot(const char *posting_kind)
{
	return strcmp(posting_kind, POST_CARD) == 0 || strcmp(posting_kind, POST_DM) == 0 ||
	       strcmp(posting_kind, POST_FINAL) == 0;
}

bool matter_is_running(const struct matter *m)
{
	return m->c.state == CIRCULAR_OPEN || m->c.state == CIRCULAR_CLOSING;
}

const struct circular_seal *matter_seal(const struct matter *m, const char *seat)
{
	for (size_t i = 0; i < m->c.seal_count; i++) {
		if (strcmp(m->c.seals[i].seat, seat) == 0) {
			return &m->c.seals[i];
		}
	}
	return NULL;
}

static enum seat_role role_of(const char *role)
{
	if (strcmp(role, "chair") == 0) {
		return ROLE_CHAIR;
	}
	return strcmp(role, "vice") == 0 ? ROLE_VICE : ROLE_MEMBER;
}

static enum ballot_answer answer_of(const char *answer)
{
	if (strcmp(answer, "approve") == 0) {
		return ANSWER_APPROVE;
	}
	return strcmp(answer, "reject") == 0 ? ANSWER_REJECT : ANSWER_MEETING;
}

/* One seat for the law: its sealer, else its present holder, and what he has answered. */
static enum kg_status fill_seat(struct act *act, struct matter *m, size_t i)
{
	const struct circular_seat *seat = &m->c.seats[i];
	const struct circular_seal *seal = matter_seal(m, seat->seat);
	struct tally_seat *out = &m->seats[i];
	struct kg_time seen;
	enum kg_status st;

	*out = (struct tally_seat){
		.seat = seat->seat, .role = role_of(seat->role), .kouetsu = seat->kouetsu
	};
	TRY(matter_holder(act, seat->seat, act->event->now, &out->person));
	if (seal != NULL) {
		bool is_final = out->role == ROLE_CHAIR && strcmp(seal->answer, "approve") == 0;

		if (is_final) {
			m->input.final_by = seal->person;
		}
		/* An acting chair's seal on the chair's card doesn't make him the chair's
		 * holder. */
		if (!is_final || strcmp(seal->capacity, "議長職務代理者") != 0) {
			out->person = seal->person;
			out->answer = answer_of(seal->answer);
			out->provisional = seal->provisional;
		}
	}
	if (out->person == NULL) {
		return KG_OK;
	}
	TRY(is_away(act, out->person, act->event->now, &out->absent));
	st = circular_seen(act->desk->store, m->c.number, m->c.round, out->person, &seen);
	out->seen = st == KG_OK;
	return st == KG_NOT_FOUND ? KG_OK : st;
}

/* 続行 covers the objections whose reasons were known when the chair chose it. */
static bool has_gone_on(const struct matter *m)
{
	if (!kg_time_is_set(m->c.went_on)) {
		return false;
	}
	for (size_t i = 0; i < m->c.seal_count; i++) {
		const struct circular_seal *seal = &m->c.seals[i];

		if (strcmp(seal->answer, "approve") != 0 && !seal->provisional &&
		    seal->confirmed.ms > m->c.went_on.ms) {
			return false;
		}
	}
	return true;
}

/* What was decided before the change stays decided, however long the reading back takes. */
static bool was_decided(const struct matter *m, const struct charter *change)
{
	struct kg_time midnight = kg_date_start(change->in_force);

	if (m->tally.state != TALLY_CLOSABLE && m->tally.state != TALLY_WAITING) {
		return false;
	}
	for (size_t i = 0; i < m->c.seal_count; i++) {
		if (m->c.seals[i].at.ms >= midnight.ms) {
			return false;
		}
	}
	return true;
}

/* The version in force that has other seats in the council than the round stands on, unless the
 * chair chose to go on despite it; NULL: none. Posts that were only renamed are the same seats.
 */
static const struct charter *has_other_seats(struct act *act, const struct matter *m)
{
	const char *basis = m->c.seats_kept[0] == '\0' ? m->c.charter_version : m->c.seats_kept;
	const struct charter *then = charter_version(act->desk->charter, basis);
	const struct charter *now = charter_at(act->desk->charter, kg_date_of(act->event->now));
	const struct charter *change;

	if (!matter_is_running(m) || then == NULL ||
	    !charter_seats_differ(then, now, "council")) {
		return NULL;
	}
	for (change = then->after; change != now; change = change->after) {
		if (charter_seats_differ(then, change, "council")) {
			break;
		}
	}
	return was_decided(m, change) ? NULL : now;
}

static enum kg_status count(struct act *act, struct matter *m)
{
	const char *chair;
	struct kg_time now = act->event->now;
	bool begun;
	bool away = false;

	m->seats = arena_alloc(act->desk->arena, (m->c.seat_count + 1) * sizeof(*m->seats));
	m->input = (struct tally_input){
		.rule = RULE_UNANIMOUS_CHAIR_LAST,
		.seats = m->seats,
		.seat_count = m->c.seat_count,
		.deadline = m->c.deadline,
		.minimum_until = m->c.minimum,
		.continued = has_gone_on(m),
		.now = now,
	};
	if (m->c.rule[0] != '\0' && !tally_rule_parse(m->c.rule, &m->input.rule)) {
		return KG_INVALID;
	}
	for (size_t i = 0; i < m->c.seat_count; i++) {
		TRY(fill_seat(act, m, i));
	}
	TRY(acting_at(act, "council", now, &m->input.acting, &begun));
	TRY(matter_holder(act, "chair", now, &chair));
	if (chair != NULL) {
		TRY(is_away(act, chair, now, &away));
	}
	m->input.chair_away = away || chair == NULL || begun;
	m->tally = tally_count(&m->input);
	m->changed = has_other_seats(act, m);
	if (m->changed != NULL) {
		m->input.reorganised = true;
		m->tally = tally_count(&m->input);
	}
	return KG_OK;
}

enum kg_status matter_load(struct act *act, const char *number, struct matter *out)
{
	*out = (struct matter){ 0 };
	TRY(circular_load(act->desk->store, number, act->desk->arena, &out->c));
	return count(act, out);
}

enum kg_status matter_ask(
    struct act *act, const struct matter *m, const char *person, const char *kind)
{
	bool tapped = strcmp(kind, POST_REVIEW) == 0 || strcmp(kind, POST_CONFIRM) == 0;
	struct address *to;
	size_t count_of;

	TRY(desk_accounts(act, person, &to, &count_of));
	for (size_t i = 0; i < count_of; i++) {
		struct card *card = desk_card(act);
		struct view view = { .language = to[i].language, .person = person };
		struct notice notice = { .kind = kind,
			.matter = m->c.number,
			.round = m->c.round,
			.priority = PRIORITY_ASK,
			.card = card,
			.marked = strcmp(kind, POST_FINAL) == 0,
			.tapped = tapped };

		KG_ASSERT(card_render(act, m, kind, &view, card));
		TRY(desk_post(act, &to[i], &notice, NULL));
	}
	return KG_OK;
}

static bool is_shown(const char *kind)
{
	return matter_is_ballot(kind) || strcmp(kind, POST_CHOICE) == 0 ||
	       strcmp(kind, POST_AWAY) == 0;
}

enum kg_status matter_show(struct act *act, const struct matter *m, const char *kind)
{
	struct posting *list;
	size_t count_of;

	TRY(posting_list(
	    act->desk->store, m->c.number, kind, act->desk->arena, &list, &count_of));
	for (size_t i = 0; i < count_of; i++) {
		bool wanted = kind != NULL || is_shown(list[i].kind);

		if (wanted && list[i].round == m->c.round && list[i].state != POSTING_GONE) {
			TRY(outbox_show(act->desk->store, list[i].id));
		}
	}
	return KG_OK;
}

enum kg_status matter_read_one(struct act *act, const struct posting *posting)
{
	return outbox_read(act->desk->store, posting, act->event->now);
}

bool matter_must_be_read(const struct matter *m, const struct posting *posting)
{
	return posting->round == m->c.round && posting->state == POSTING_LIVE &&
	       matter_is_ballot(posting->kind);
}

enum kg_status matter_read_back(struct act *act, const struct matter *m)
{
	struct posting *list;
	size_t count_of;

	TRY(posting_list(
	    act->desk->store, m->c.number, NULL, act->desk->arena, &list, &count_of));
	for (size_t i = 0; i < count_of; i++) {
		if (matter_must_be_read(m, &list[i])) {
			TRY(matter_read_one(act, &list[i]));
		}
	}
	return KG_OK;
}

/* Read since then, with no reading left under way; what we can't read any more holds nothing
 * up. */
enum kg_status matter_posting_is_read(
    struct act *act, const struct posting *posting, struct kg_time since, bool *out)
{
	bool reading;

	*out = true;
	if (posting->person[0] == '\0' && life_is_shut_out(act, posting)) {
		return KG_OK;
	}
	TRY(outbox_is_reading(act->desk->store, posting->id, &reading));
	*out = !reading && posting->read_at.ms >= since.ms;
	return KG_OK;
}

enum kg_status matter_is_read(
    struct act *act, const struct matter *m, struct kg_time since, bool *out)
{
	struct posting *list;
	size_t count_of;

	TRY(posting_list(
	    act->desk->store, m->c.number, NULL, act->desk->arena, &list, &count_of));
	*out = true;
	for (size_t i = 0; i < count_of && *out; i++) {
		if (matter_must_be_read(m, &list[i]) &&
		    !away_is_excused(act, m, list[i].workspace)) {
			TRY(matter_posting_is_read(act, &list[i], since, out));
		}
	}
	return KG_OK;
}
