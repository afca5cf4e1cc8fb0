/* The reconnection table cell by cell, what it does with time, and its laws over random
 * schedules of faults. */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/slack.h"
#include "bot/slack_link.h"

/* Every cell that is not "stay where you are and do nothing", by hand. */
static const struct {
	enum link_state state;
	enum link_input input;
	enum link_state next;
	enum link_act act;
} moves[] = {
	{ LINK_IDLE, LINK_START, LINK_ASKING, ACT_ASK },
	{ LINK_ASKING, LINK_GRANTED, LINK_DIALLING, ACT_DIAL },
	{ LINK_ASKING, LINK_DENIED, LINK_IDLE, ACT_FAIL },
	{ LINK_ASKING, LINK_BARRED, LINK_IDLE, ACT_BAR },
	{ LINK_ASKING, LINK_BANNED, LINK_IDLE, ACT_FATAL },
	{ LINK_ASKING, LINK_OVERDUE, LINK_IDLE, ACT_FAIL_CANCEL },
	{ LINK_ASKING, LINK_STOP, LINK_IDLE, ACT_CANCEL },
	{ LINK_DIALLING, LINK_OPENED, LINK_GREETING, ACT_NONE },
	{ LINK_DIALLING, LINK_HELLO, LINK_UP, ACT_GREET },
	{ LINK_DIALLING, LINK_REFRESH, LINK_CLOSING, ACT_FAIL_KILL },
	{ LINK_DIALLING, LINK_DISABLED, LINK_DRAINING, ACT_BAR },
	{ LINK_DIALLING, LINK_CROWDED, LINK_CLOSING, ACT_CROWD },
	{ LINK_DIALLING, LINK_LOST, LINK_IDLE, ACT_FAIL },
	{ LINK_DIALLING, LINK_OVERDUE, LINK_CLOSING, ACT_FAIL_KILL },
	{ LINK_DIALLING, LINK_STOP, LINK_CLOSING, ACT_CLOSE },
	{ LINK_GREETING, LINK_HELLO, LINK_UP, ACT_GREET },
	{ LINK_GREETING, LINK_REFRESH, LINK_CLOSING, ACT_FAIL_KILL },
	{ LINK_GREETING, LINK_DISABLED, LINK_DRAINING, ACT_BAR },
	{ LINK_GREETING, LINK_CROWDED, LINK_CLOSING, ACT_CROWD },
	{ LINK_GREETING, LINK_LOST, LINK_IDLE, ACT_FAIL },
	{ LINK_GREETING, LINK_OVERDUE, LINK_CLOSING, ACT_FAIL_KILL },
	{ LINK_GREETING, LINK_STOP, LINK_CLOSING, ACT_CLOSE },
	{ LINK_UP, LINK_REFRESH, LINK_LEAVING, ACT_LEAVE },
	{ LINK_UP, LINK_OVERDUE, LINK_LEAVING, ACT_LEAVE },
	{ LINK_UP, LINK_DISABLED, LINK_DRAINING, ACT_BAR },
	{ LINK_UP, LINK_CROWDED, LINK_CLOSING, ACT_CROWD },
	{ LINK_UP, LINK_LOST, LINK_IDLE, ACT_FAIL },
	{ LINK_UP, LINK_STOP, LINK_CLOSING, ACT_CLOSE },
	{ LINK_LEAVING, LINK_DISABLED, LINK_DRAINING, ACT_BAR },
	{ LINK_LEAVING, LINK_CROWDED, LINK_CLOSING, ACT_CROWD },
	{ LINK_LEAVING, LINK_LOST, LINK_IDLE, ACT_END },
	{ LINK_LEAVING, LINK_REPLACED, LINK_DRAINING, ACT_DRAIN },
	{ LINK_LEAVING, LINK_STOP, LINK_CLOSING, ACT_CLOSE },
	{ LINK_DRAINING, LINK_DISABLED, LINK_DRAINING, ACT_BAR },
	{ LINK_DRAINING, LINK_CROWDED, LINK_CLOSING, ACT_CROWD },
	{ LINK_DRAINING, LINK_LOST, LINK_IDLE, ACT_END },
	{ LINK_DRAINING, LINK_OVERDUE, LINK_CLOSING, ACT_CLOSE },
	{ LINK_DRAINING, LINK_STOP, LINK_CLOSING, ACT_CLOSE },
	{ LINK_CLOSING, LINK_LOST, LINK_IDLE, ACT_END },
	{ LINK_CLOSING, LINK_OVERDUE, LINK_CLOSING, ACT_KILL },
};

START_TEST(every_cell_is_as_written)
{
	size_t moved = 0;

	for (int state = 0; state < LINK_STATES; state++) {
		for (int input = 0; input < LINK_INPUTS; input++) {
			const struct link_cell *cell =
			    slack_link_cell((enum link_state)state, (enum link_input)input);
			enum link_state next = (enum link_state)state;
			enum link_act act = ACT_NONE;
			for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
				if ((int)moves[i].state == state &&
				    (int)moves[i].input == input) {
					next = moves[i].next;
					act = moves[i].act;
					moved++;
				}
			}
			ck_assert_msg(cell->next == next && cell->act == act,
			    "%s × %s goes to %s (%d), wanted %s (%d)",
			    slack_link_state_name((enum link_state)state),
			    slack_link_input_name((enum link_input)input),
			    slack_link_state_name(cell->next), (int)cell->act,
			    slack_link_state_name(next), (int)act);
		}
	}
	ck_assert_uint_eq(moved, sizeof(moves) / sizeof(moves[0]));
}
END_TEST

/* ---- a link and a clock ---- */

static struct slack_link net;
static struct link_effects effects;
static int64_t now;

static void begin(void)
{
	slack_link_init(&net, 42);
	now = 1000;
}

static void tick(int64_t ms)
{
	now += ms;
	effects.count = 0;
	slack_link_tick(&net, now, &effects);
}

static void input(int slot, enum link_input what)
{
	struct link_detail detail = { .connections = 1, .lives_ms = 18060 * 1000 };

	effects.count = 0;
	slack_link_input(&net, now, slot, what, &detail, &effects);
}

static int slot_of(enum link_effect_kind kind)
{
	for (size_t i = 0; i < effects.count; i++) {
		if (effects.items[i].kind == kind) {
			return effects.items[i].slot;
		}
	}
	return -9;
}

static bool did(enum link_effect_kind kind)
{
	return slot_of(kind) != -9;
}

static int number_of(enum link_effect_kind kind)
{
	for (size_t i = 0; i < effects.count; i++) {
		if (effects.items[i].kind == kind) {
			return effects.items[i].number;
		}
	}
	return -9;
}

/* Ticks until an open, at most `ms`; the slot, or -9. */
static int next_open(int64_t ms)
{
	int64_t end = now + ms;

	while (now <= end) {
		int64_t due = slack_link_due(&net, now);
		if (due > end) {
			break;
		}
		tick(due - now);
		if (did(LINK_DO_ASK)) {
			return slot_of(LINK_DO_ASK);
		}
		now++;
	}
	now = end;
	return -9;
}

static int bring_up(void)
{
	int slot = next_open(700 * 1000);

	ck_assert_int_ge(slot, 0);
	input(slot, LINK_GRANTED);
	ck_assert_int_eq(slot_of(LINK_DO_DIAL), slot);
	input(slot, LINK_OPENED);
	input(slot, LINK_HELLO);
	ck_assert_int_eq(slot_of(LINK_DO_READY), slot);
	return slot;
}

START_TEST(two_sockets_come_up_five_seconds_apart)
{
	int first;
	int64_t at;

	begin();
	first = bring_up();
	ck_assert(did(LINK_SAY_UP));
	at = now;
	ck_assert_int_ne(bring_up(), first);
	ck_assert_int_eq(now - at, 5000);
	ck_assert(!did(LINK_SAY_UP));
	ck_assert_int_eq(next_open(60 * 1000), -9);
}
END_TEST

START_TEST(a_refresh_overlaps)
{
	int a;
	int b;
	int c;

	begin();
	a = bring_up();
	b = bring_up();
	now += 60000;
	input(a, LINK_REFRESH);
	ck_assert_int_eq(net.slots[a].state, LINK_LEAVING);
	ck_assert(!did(LINK_DO_CLOSE) && !did(LINK_SAY_DOWN));
	c = next_open(0);
	ck_assert(c >= 0 && c != a && c != b);
	ck_assert_int_eq(net.slots[a].state, LINK_LEAVING);
	input(c, LINK_GRANTED);
	input(c, LINK_OPENED);
	ck_assert_int_eq(net.slots[a].state, LINK_LEAVING);
	input(c, LINK_HELLO);
	ck_assert_int_eq(net.slots[a].state, LINK_DRAINING);
	ck_assert(!did(LINK_DO_CLOSE));
	tick(14999);
	ck_assert(!did(LINK_DO_CLOSE));
	tick(1);
	ck_assert_int_eq(slot_of(LINK_DO_CLOSE), a);
	input(a, LINK_LOST);
	ck_assert_int_eq(net.slots[a].state, LINK_IDLE);
	ck_assert_int_eq(net.failures, 0);
}
END_TEST

START_TEST(the_third_is_the_last)
{
	int a;
	int b;

	begin();
	a = bring_up();
	b = bring_up();
	now += 60000;
	input(a, LINK_REFRESH);
	input(b, LINK_REFRESH);
	bring_up();
	/* One leaves for it; no fourth before it is gone. */
	ck_assert_int_eq(next_open(10000), -9);
	input(net.slots[a].state == LINK_DRAINING ? a : b, LINK_LOST);
	ck_assert_int_ge(next_open(0), 0);
}
END_TEST

START_TEST(a_socket_is_renewed_before_its_end_and_not_with_the_other)
{
	int a;
	int b;
	int64_t start;

	begin();
	a = bring_up();
	start = now;
	b = bring_up();
	ck_assert_int_eq(net.slots[a].deadline, start + 18060000 - 60000);
	ck_assert_int_eq(net.slots[b].deadline, now + 18060000 / 2);
}
END_TEST

START_TEST(no_hello_within_ten_seconds_is_a_failure)
{
	int a;

	begin();
	a = next_open(0);
	input(a, LINK_GRANTED);
	tick(6000);
	input(a, LINK_OPENED);
	tick(3999);
	ck_assert_int_eq(net.slots[a].state, LINK_GREETING);
	tick(1);
	ck_assert_int_eq(slot_of(LINK_DO_KILL), a);
	ck_assert_int_eq(net.failures, 1);
}
END_TEST

START_TEST(a_close_that_is_not_answered_is_a_kill)
{
	int a;

	begin();
	a = bring_up();
	input(a, LINK_CROWDED);
	ck_assert_int_eq(slot_of(LINK_DO_CLOSE), a);
	ck_assert(did(LINK_SAY_CROWDED) && did(LINK_SAY_DOWN));
	tick(3000);
	ck_assert_int_eq(slot_of(LINK_DO_KILL), a);
	input(a, LINK_LOST);
	ck_assert_int_eq(next_open(54000), -9);
	ck_assert_int_ge(next_open(150000), 0);
}
END_TEST

START_TEST(switched_off_is_asked_slowly)
{
	int a;

	begin();
	a = bring_up();
	input(a, LINK_DISABLED);
	ck_assert(did(LINK_SAY_DISABLED));
	input(a, LINK_LOST);
	ck_assert_int_eq(next_open(5 * 60 * 1000 - 1), -9);
	a = next_open(60 * 1000);
	ck_assert_int_ge(a, 0);
	input(a, LINK_BARRED);
	ck_assert_int_eq(next_open(5 * 60 * 1000 - 1), -9);
}
END_TEST

START_TEST(retry_after_is_kept)
{
	struct link_detail detail = { .delay_ms = 45000 };
	int a;

	begin();
	a = next_open(0);
	effects.count = 0;
	slack_link_input(&net, now, a, LINK_DENIED, &detail, &effects);
	ck_assert_int_eq(next_open(44999), -9);
	ck_assert_int_ge(next_open(2000), 0);
}
END_TEST

START_TEST(what_is_not_ours_is_told)
{
	struct link_detail detail = { .connections = 3, .lives_ms = 1 };
	int a;

	begin();
	a = next_open(0);
	input(a, LINK_GRANTED);
	input(a, LINK_OPENED);
	effects.count = 0;
	slack_link_input(&net, now, a, LINK_HELLO, &detail, &effects);
	ck_assert_int_eq(number_of(LINK_SAY_FOREIGN), 2);
}
END_TEST

START_TEST(one_of_ours_that_just_went_is_no_stranger)
{
	struct link_detail detail = { .connections = 3, .lives_ms = 1000 };
	int a;
	int b;

	begin();
	a = bring_up();
	b = bring_up();
	now += 60000;
	input(a, LINK_REFRESH);
	now += 10000;
	a = next_open(10000);
	input(a, LINK_GRANTED);
	input(b, LINK_LOST); /* Slack counts it still */
	now += 2000;
	effects.count = 0;
	slack_link_input(&net, now, a, LINK_HELLO, &detail, &effects);
	ck_assert(!did(LINK_SAY_FOREIGN));
}
END_TEST

START_TEST(a_fatal_answer_is_the_last)
{
	int a;

	begin();
	a = next_open(0);
	input(a, LINK_BANNED);
	ck_assert(did(LINK_SAY_FATAL) && did(LINK_SAY_STOPPED));
	ck_assert_int_eq(next_open(3600 * 1000), -9);
	ck_assert(slack_link_due(&net, now) == INT64_MAX);
}
END_TEST

START_TEST(stop_is_reachable_from_everywhere)
{
	for (int state = 0; state < LINK_STATES; state++) {
		int stopped = 0;
		begin();
		net.slots[0].state = (enum link_state)state;
		effects.count = 0;
		slack_link_stop(&net, now, &effects);
		stopped += did(LINK_SAY_STOPPED);
		for (int i = 0; i < 3; i++) {
			tick(5000);
			stopped += did(LINK_SAY_STOPPED);
			ck_assert(!did(LINK_DO_ASK));
		}
		input(0, LINK_LOST);
		stopped += did(LINK_SAY_STOPPED);
		ck_assert_msg(stopped == 1, "%s: stopped %d times",
		    slack_link_state_name((enum link_state)state), stopped);
	}
}
END_TEST

/* ---- laws over random schedules ---- */

static uint64_t dice;

static int64_t roll(int64_t most)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return (int64_t)(dice % (uint64_t)(most + 1));
}

enum { OPENS = 4096 };

struct watch {
	int64_t opens[OPENS];
	bool after_failure[OPENS];
	size_t count;
	bool failed; /* since the last open */
};

static void take_opens(struct watch *watch)
{
	for (size_t i = 0; i < effects.count; i++) {
		if (effects.items[i].kind == LINK_DO_ASK) {
			ck_assert_uint_lt(watch->count, OPENS);
			watch->opens[watch->count] = now;
			watch->after_failure[watch->count++] = watch->failed;
			watch->failed = false;
		}
	}
}

static void check_slots(void)
{
	int attempts = 0;

	for (int i = 0; i < LINK_SLOTS; i++) {
		attempts +=
		    net.slots[i].state >= LINK_ASKING && net.slots[i].state <= LINK_GREETING;
	}
	ck_assert_int_le(attempts, 1);
}

static bool is_failure(enum link_state state, enum link_input what)
{
	if (what == LINK_DENIED || what == LINK_BARRED) {
		return state == LINK_ASKING;
	}
	if (what == LINK_LOST) {
		return state == LINK_DIALLING || state == LINK_GREETING || state == LINK_UP;
	}
	return what == LINK_REFRESH && (state == LINK_DIALLING || state == LINK_GREETING);
}

static void check_laws(const struct watch *watch, uint64_t seed)
{
	for (size_t i = 1; i < watch->count; i++) {
		ck_assert_msg(watch->opens[i] - watch->opens[i - 1] >= 5000,
		    "seed %llu: opens %lld ms apart", (unsigned long long)seed,
		    (long long)(watch->opens[i] - watch->opens[i - 1]));
	}
	for (size_t i = 0; i < watch->count; i++) {
		int within = 0;
		for (size_t j = i;
		     j < watch->count && watch->opens[j] < watch->opens[i] + 600000; j++) {
			within += watch->after_failure[j];
		}
		ck_assert_msg(within <= 10, "seed %llu: %d opens after failures in ten minutes",
		    (unsigned long long)seed, within);
	}
}

/* How hostile a schedule is: which inputs come and how dense. */
static enum link_input any_input(int temper)
{
	static const enum link_input bad[] = { LINK_DENIED, LINK_LOST, LINK_GRANTED,
		LINK_OPENED, LINK_HELLO, LINK_LOST, LINK_DENIED };
	static const enum link_input all[] = { LINK_GRANTED, LINK_DENIED, LINK_OPENED,
		LINK_HELLO, LINK_REFRESH, LINK_LOST, LINK_GRANTED, LINK_HELLO, LINK_CROWDED,
		LINK_DISABLED, LINK_REPLACED, LINK_BARRED };

	if (temper == 0) {
		return bad[roll(6)];
	}
	return all[temper == 1 ? roll(7) : roll(11)];
}

static void run_schedule(uint64_t seed)
{
	static struct watch watch;
	int temper = (int)(seed % 3);
	bool up;

	memset(&watch, 0, sizeof(watch));
	dice = seed * 0x9E3779B97F4A7C15u + 1;
	slack_link_init(&net, seed + 1);
	now = 1000;
	for (int step = 0; step < 3000; step++) {
		int slot = (int)roll(LINK_SLOTS - 1);
		enum link_input what = any_input(temper);
		int64_t due = slack_link_due(&net, now);
		if (due != INT64_MAX && roll(2) > 0) {
			enum link_state before[LINK_SLOTS];
			for (int i = 0; i < LINK_SLOTS; i++) {
				before[i] = net.slots[i].state;
			}
			tick(due - now);
			for (int i = 0; i < LINK_SLOTS; i++) { /* a watchdog that bit */
				watch.failed |= before[i] >= LINK_ASKING &&
				                before[i] <= LINK_GREETING &&
				                (net.slots[i].state == LINK_CLOSING ||
				                    net.slots[i].state == LINK_IDLE);
			}
		} else {
			now += roll(800);
			watch.failed |= is_failure(net.slots[slot].state, what);
			input(slot, what);
		}
		take_opens(&watch);
		check_slots();
	}
	check_laws(&watch, seed);
	ck_assert_uint_gt(watch.count, 2);
	/* The faults end: both sockets come back by themselves. */
	for (int i = 0; i < LINK_SLOTS; i++) {
		input(i, LINK_LOST);
		input(i, LINK_DENIED);
	}
	for (int i = 0; i < 2; i++) {
		int slot = next_open(1200 * 1000);
		ck_assert_msg(slot >= 0, "seed %llu: never again", (unsigned long long)seed);
		input(slot, LINK_GRANTED);
		input(slot, LINK_HELLO);
	}
	up = net.up;
	ck_assert(up);
}

START_TEST(the_laws_hold_over_any_schedule)
{
	const char *given = getenv("KAIGI_SEED");
	uint64_t first = given ? strtoull(given, NULL, 10) : 1;
	uint64_t count = given ? 1 : 300;

	printf("slack_link: seeds %llu to %llu (KAIGI_SEED runs one)\n",
	    (unsigned long long)first, (unsigned long long)(first + count - 1));
	for (uint64_t seed = first; seed < first + count; seed++) {
		run_schedule(seed);
	}
}
END_TEST

START_TEST(fatal_words_have_exit_codes)
{
	static const struct {
		const char *name;
		enum link_fault fault;
		int exit_code;
	} wanted[] = {
		{ "invalid_auth", LINK_FAULT_FATAL, 78 },
		{ "not_authed", LINK_FAULT_FATAL, 78 },
		{ "not_allowed_token_type", LINK_FAULT_FATAL, 78 },
		{ "account_inactive", LINK_FAULT_FATAL, 77 },
		{ "token_revoked", LINK_FAULT_FATAL, 77 },
		{ "token_expired", LINK_FAULT_FATAL, 77 },
		{ "user_removed_from_team", LINK_FAULT_FATAL, 77 },
		{ "team_disabled", LINK_FAULT_FATAL, 77 },
		{ "app_uninstalled", LINK_FAULT_FATAL, 77 },
		{ "tokens_revoked", LINK_FAULT_FATAL, 77 },
		{ "link_disabled", LINK_FAULT_SLOW, 0 },
		{ "access_denied", LINK_FAULT_SLOW, 0 },
		{ "org_login_required", LINK_FAULT_SLOW, 0 },
		{ "internal_error", LINK_FAULT_AGAIN, 0 },
		{ "something_new", LINK_FAULT_AGAIN, 0 },
	};

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		const struct link_error *error = slack_link_error(wanted[i].name);
		ck_assert_msg(
		    error->fault == wanted[i].fault && error->exit_code == wanted[i].exit_code,
		    "%s", wanted[i].name);
		ck_assert_msg((error->hint[0] != '\0') == (error->fault != LINK_FAULT_AGAIN),
		    "%s", wanted[i].name);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("slack_link");
	TCase *tests = tcase_create("link");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, every_cell_is_as_written);
	tcase_add_test(tests, two_sockets_come_up_five_seconds_apart);
	tcase_add_test(tests, a_refresh_overlaps);
	tcase_add_test(tests, the_third_is_the_last);
	tcase_add_test(tests, a_socket_is_renewed_before_its_end_and_not_with_the_other);
	tcase_add_test(tests, no_hello_within_ten_seconds_is_a_failure);
	tcase_add_test(tests, a_close_that_is_not_answered_is_a_kill);
	tcase_add_test(tests, switched_off_is_asked_slowly);
	tcase_add_test(tests, retry_after_is_kept);
	tcase_add_test(tests, what_is_not_ours_is_told);
	tcase_add_test(tests, one_of_ours_that_just_went_is_no_stranger);
	tcase_add_test(tests, a_fatal_answer_is_the_last);
	tcase_add_test(tests, stop_is_reachable_from_everywhere);
	tcase_add_test(tests, the_laws_hold_over_any_schedule);
	tcase_add_test(tests, fatal_words_have_exit_codes);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
