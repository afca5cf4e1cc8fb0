/* The law of a ballot. Seats are gathered into persons first; everything after that counts
 * persons only. */
#include "handlers/tally.h"

#include <string.h>

#include "base/mem.h"

static const char *const rule_names[] = {
	[RULE_UNANIMOUS_CHAIR_LAST] = "unanimous_chair_last",
	[RULE_MAJORITY_CHAIR_LAST] = "majority_chair_last",
	[RULE_CHAIR_DECIDES_AFTER_ALL_SEEN] = "chair_decides_after_all_seen",
};

struct voter { /* one person over all seats */
	const char *person;
	enum ballot_answer answer; /* APPROVE, REJECT, MEETING or NONE */
	bool provisional;
	bool seen;
	bool kouetsu;
	bool is_chair; /* seals as chair, last */
};

struct count { /* what the rules look at */
	const struct tally_input *input;
	struct tally tally;
	bool chair_objects; /* the chair's own ❌ or 🙋 stands, with or without its reason */
	bool sealed;        /* the chair's ⭕ stands on his card */
	bool others_approve;
	bool others_seen;
	bool may_kouetsu;
};

static bool same(const char *left, const char *right)
{
	return left != NULL && right != NULL && strcmp(left, right) == 0;
}

static bool is_vote(enum ballot_answer answer)
{
	return answer == ANSWER_APPROVE || answer == ANSWER_REJECT || answer == ANSWER_MEETING;
}

static const struct tally_seat *chair_seat(const struct tally_input *input)
{
	for (size_t i = 0; i < input->seat_count; i++) {
		if (input->seats[i].role == ROLE_CHAIR) {
			return &input->seats[i];
		}
	}
	return NULL;
}

/* Who has sealed or will seal as chair. A seal given stays when the acting begins or ends. */
static const char *chair_person(const struct tally_input *input)
{
	const struct tally_seat *seat = chair_seat(input);

	if (input->final_by != NULL) {
		return input->final_by;
	}
	if (input->acting != NULL) {
		return input->acting;
	}
	return seat != NULL && !input->chair_away ? seat->person : NULL;
}

/* The chair for whom somebody else seals is no voter, unless his own ❌ or 🙋 still stands. */
static bool is_replaced(const struct tally_input *input, const struct tally_seat *seat)
{
	const char *chair = chair_person(input);

	if (seat->role != ROLE_CHAIR || chair == NULL || same(seat->person, chair)) {
		return false;
	}
	return seat->answer != ANSWER_REJECT && seat->answer != ANSWER_MEETING;
}

/* An answer over two seats of one person: two that differ cancel each other, as on one card. */
static void merge(struct voter *voter, const struct tally_seat *seat)
{
	voter->seen = voter->seen || seat->seen || seat->answer != ANSWER_NONE;
	voter->kouetsu = voter->kouetsu || seat->kouetsu;
	if (!is_vote(seat->answer)) {
		return;
	}
	if (voter->answer == ANSWER_NONE) {
		voter->answer = seat->answer;
		voter->provisional = seat->provisional;
	} else if (voter->answer == seat->answer) {
		voter->provisional = voter->provisional && seat->provisional;
	} else {
		voter->answer = ANSWER_NONE;
		voter->provisional = false;
	}
}

/* His ⭕ is the one on his own card; with a ❌ or 🙋 elsewhere it contradicts itself and is none.
 */
static void settle_chair(const struct tally_input *input, struct voter *voter)
{
	bool is_sealed = input->final_by != NULL;
	bool objects = voter->answer == ANSWER_REJECT || voter->answer == ANSWER_MEETING;

	voter->kouetsu = false;
	voter->seen = voter->seen || is_sealed;
	if (is_sealed && !objects) {
		voter->answer = ANSWER_APPROVE;
	} else if (is_sealed || voter->answer == ANSWER_APPROVE) {
		voter->answer = ANSWER_NONE;
		voter->provisional = false;
	}
}

/* All seats of the person in seats[first]; false when an earlier seat was his already. */
static bool gather(const struct tally_input *input, size_t first, struct voter *out)
{
	const char *person = input->seats[first].person;
	const char *chair = chair_person(input);
	const struct tally_seat *own = chair_seat(input);

	*out = (struct voter){ .person = person, .is_chair = same(person, chair) };
	if (chair == NULL &&
	    own != NULL) { /* away, and nobody acts: still not one of the others */
		out->is_chair = same(person, own->person);
	}
	for (size_t i = 0; i < input->seat_count; i++) {
		const struct tally_seat *seat = &input->seats[i];

		if (!same(seat->person, person) || is_replaced(input, seat)) {
			continue;
		}
		if (i < first) {
			return false;
		}
		merge(out, seat);
	}
	if (own != NULL && same(own->person, person)) {
		out->kouetsu = false; /* the chair's seat passes by 職務代理 only */
	}
	if (out->is_chair) {
		settle_chair(input, out);
	}
	return true;
}

static void count_answer(struct count *count, const struct voter *voter)
{
	struct tally *tally = &count->tally;

	switch (voter->provisional ? ANSWER_NONE : voter->answer) {
	case ANSWER_APPROVE:
		tally->approve++;
		break;
	case ANSWER_REJECT:
		tally->reject++;
		break;
	case ANSWER_MEETING:
		tally->meeting++;
		break;
	case ANSWER_NONE:
	case ANSWER_SEEN:
		tally->pending++;
		tally->others_pending += voter->is_chair ? 0 : 1;
		tally->provisional += voter->provisional ? 1 : 0;
		break;
	}
}

static void count_voter(struct count *count, const struct voter *voter)
{
	struct tally *tally = &count->tally;

	if (voter->kouetsu && voter->answer == ANSWER_NONE) {
		tally->kouetsu++;
		return;
	}
	tally->denominator++;
	tally->seen += voter->seen ? 1 : 0;
	count_answer(count, voter);
	if (voter->is_chair) {
		count->chair_objects =
		    is_vote(voter->answer) && voter->answer != ANSWER_APPROVE;
		count->sealed = voter->answer == ANSWER_APPROVE;
		return;
	}
	count->others_seen = count->others_seen && voter->seen;
	count->others_approve =
	    count->others_approve && voter->answer == ANSWER_APPROVE && !voter->provisional;
}

static void count_voters(struct count *count)
{
	const struct tally_input *input = count->input;
	struct voter voter;

	for (size_t i = 0; i < input->seat_count; i++) {
		const struct tally_seat *seat = &input->seats[i];

		count->may_kouetsu = count->may_kouetsu || tally_may_kouetsu(input, seat);
		if (seat->person == NULL) {
			count->tally.vacant++;
		} else if (!is_replaced(input, seat) && gather(input, i, &voter)) {
			count_voter(count, &voter);
		}
	}
}

/* Would the chair's ⭕ (given or still to come) carry it? */
static bool is_carried(const struct count *count)
{
	const struct tally *tally = &count->tally;
	int approve = tally->approve + (count->sealed ? 0 : 1);

	if (count->tally.chair == NULL || count->chair_objects) {
		return false;
	}
	switch (count->input->rule) {
	case RULE_UNANIMOUS_CHAIR_LAST:
		return count->others_approve;
	case RULE_MAJORITY_CHAIR_LAST:
		return approve * 2 > tally->denominator;
	case RULE_CHAIR_DECIDES_AFTER_ALL_SEEN:
		return count->others_seen;
	}
	KG_UNREACHABLE();
}

static bool is_objected(const struct count *count)
{
	if (count->input->rule == RULE_UNANIMOUS_CHAIR_LAST && count->tally.reject > 0) {
		return true;
	}
	return count->tally.meeting > 0;
}

/* Have the others done what the rule waits for before the chair is asked? */
static bool are_others_done(const struct count *count)
{
	switch (count->input->rule) {
	case RULE_UNANIMOUS_CHAIR_LAST:
		return count->others_approve && !count->chair_objects;
	case RULE_MAJORITY_CHAIR_LAST:
		return count->tally.others_pending == 0;
	case RULE_CHAIR_DECIDES_AFTER_ALL_SEEN:
		return count->others_seen;
	}
	KG_UNREACHABLE();
}

static enum tally_state find_state(const struct count *count)
{
	const struct tally_input *input = count->input;
	bool is_over = input->now.ms > input->deadline.ms;
	bool is_paused = is_objected(count) && !input->continued;

	if (input->reorganised) {
		return TALLY_PAUSED;
	}
	if (count->sealed && is_carried(count) && !is_paused) {
		return input->now.ms < input->minimum_until.ms ? TALLY_WAITING : TALLY_CLOSABLE;
	}
	if (is_over) {
		return TALLY_CHAIR_DECIDES;
	}
	if (is_paused) {
		return TALLY_PAUSED;
	}
	if (!are_others_done(count) || count->tally.chair_missing) {
		return TALLY_COLLECTING;
	}
	return input->rule == RULE_UNANIMOUS_CHAIR_LAST ? TALLY_ASK_CHAIR : TALLY_CHAIR_DECIDES;
}

static unsigned choices_when_deciding(const struct count *count)
{
	const struct tally_input *input = count->input;
	bool is_over = input->now.ms > input->deadline.ms;
	bool is_paused = is_objected(count) && !input->continued;
	unsigned choices = CHOICE_FAIL | (is_over ? CHOICE_EXTEND : CHOICE_CONTINUE);

	if (input->rule == RULE_UNANIMOUS_CHAIR_LAST) {
		return choices; /* only reached at the deadline: his seal would be late as well
		                 */
	}
	if (is_paused) {
		return choices | CHOICE_CONTINUE; /* lifts the 🙋's pause; approval may follow */
	}
	return choices | (is_carried(count) ? CHOICE_APPROVE : 0U);
}

static unsigned find_choices(const struct count *count)
{
	unsigned choices = CHOICE_RETURN | CHOICE_REFER | CHOICE_WITHDRAW;

	if (count->tally.chair_missing) {
		return 0;
	}
	choices |= count->may_kouetsu ? CHOICE_KOUETSU : 0U;
	switch (count->tally.state) {
	case TALLY_COLLECTING:
	case TALLY_WAITING:
		return is_objected(count) ? choices | CHOICE_FAIL : choices;
	case TALLY_PAUSED:
		choices |= count->input->reorganised ? CHOICE_RESEAT : 0U;
		return choices | CHOICE_CONTINUE | CHOICE_FAIL;
	case TALLY_ASK_CHAIR:
		return choices | CHOICE_APPROVE;
	case TALLY_CHAIR_DECIDES:
		return choices | choices_when_deciding(count);
	case TALLY_CLOSABLE:
		return 0;
	}
	KG_UNREACHABLE();
}

struct tally tally_count(const struct tally_input *input)
{
	struct count count = { .input = input, .others_approve = true, .others_seen = true };

	count.tally.chair = chair_person(input);
	count.tally.chair_missing = count.tally.chair == NULL;
	count_voters(&count);
	count.tally.state = find_state(&count);
	count.tally.choices = find_choices(&count);
	return count.tally;
}

/* The voter that fills this seat; false: nobody does, or not himself. */
static bool voter_of(
    const struct tally_input *input, const struct tally_seat *seat, struct voter *out)
{
	if (seat->person == NULL || is_replaced(input, seat)) {
		return false;
	}
	for (size_t i = 0; i < input->seat_count; i++) {
		if (same(input->seats[i].person, seat->person) &&
		    !is_replaced(input, &input->seats[i])) {
			return gather(input, i, out);
		}
	}
	return false;
}

bool tally_may_kouetsu(const struct tally_input *input, const struct tally_seat *seat)
{
	const struct tally_seat *own = chair_seat(input);
	struct voter voter;

	if (seat->role == ROLE_CHAIR || !seat->absent || !voter_of(input, seat, &voter)) {
		return false;
	}
	if (own != NULL && same(own->person, seat->person)) {
		return false;
	}
	return !voter.is_chair && !voter.kouetsu && voter.answer == ANSWER_NONE;
}

bool tally_is_pending(const struct tally_input *input, const struct tally_seat *seat)
{
	struct tally tally;
	struct voter voter;

	if (!voter_of(input, seat, &voter)) {
		return false;
	}
	if (voter.answer != ANSWER_NONE) {
		return voter.provisional;
	}
	if (!voter.is_chair) {
		return !voter.kouetsu;
	}
	tally = tally_count(input);
	return (tally.choices & CHOICE_APPROVE) != 0;
}

bool tally_rule_parse(const char *text, enum tally_rule *out)
{
	for (size_t i = 0; i < sizeof(rule_names) / sizeof(rule_names[0]); i++) {
		if (strcmp(rule_names[i], text) == 0) {
			*out = (enum tally_rule)i;
			return true;
		}
	}
	return false;
}

const char *tally_rule_name(enum tally_rule rule)
{
	return rule_names[rule];
}
