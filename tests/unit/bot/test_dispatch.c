/* The road: one transaction a turn, acknowledgements only after it, and what happens when
 * something in it fails. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "bot/exit.h"
#include "fake.h"
#include "store/inbox.h"
#include "store/store.h"
#include "store/timer.h"

static struct fake *fake;

static void setup(void)
{
	fake = fake_create();
}

static void teardown(void)
{
	fake_destroy(fake);
}

static void set_timer(const char *kind, const char *matter, int64_t due)
{
	ck_assert_int_eq(tx_begin(fake->store), KG_OK);
	ck_assert_int_eq(
	    timer_set(fake->store, kind, matter, "", (struct kg_time){ due }), KG_OK);
	ck_assert_int_eq(dispatch_commit(fake->dispatch), KG_OK);
}

START_TEST(a_turn_is_one_commit_and_acks_come_after_it)
{
	uint64_t before = store_commits(fake->store);

	fake_event(fake, "e1", "one");
	fake_event(fake, "e2", "two");
	fake_event(fake, "e3", "three");
	ck_assert_uint_eq(fake->ack_count, 0);
	fake_turn(fake);
	ck_assert_uint_eq(fake->ack_count, 3);
	ck_assert_uint_eq(fake->commits_at_ack, before + 1);
	ck_assert_uint_eq(store_commits(fake->store), before + 1);
	ck_assert_uint_eq(fake->flush_count, 1);
	ck_assert_str_eq(fake->acks[0], "reply 1 to one");
	ck_assert_int_eq(fake_count(fake, "SELECT count(*) FROM inbox"), 3);
}
END_TEST

START_TEST(a_turn_takes_256_events_and_leaves_the_rest_to_the_next)
{
	struct event event = { .kind = EVENT_LINK, .action = "up", .workspace = 1 };

	for (int i = 0; i < 300; i++) {
		dispatch_event(fake->dispatch, &fake->adapter, &event, NULL);
	}
	ck_assert_int_eq(dispatch_wait_ms(fake->dispatch), 0);
	fake_turn(fake);
	ck_assert_uint_eq(fake->take_count, 256);
	ck_assert_uint_eq(dispatch_queued(fake->dispatch), 44);
	fake_turn(fake);
	ck_assert_uint_eq(fake->take_count, 300);
}
END_TEST

START_TEST(one_bad_event_does_not_take_the_others_down)
{
	int parked = 0;

	fake->fail_text = "bad";
	fake->fail_status = KG_INVALID;
	fake->fail_times = -1;
	fake_event(fake, "e1", "good");
	fake_event(fake, "e2", "bad");
	fake_event(fake, "e3", "fine");
	fake_turn(fake);
	ck_assert_uint_eq(fake->ack_count, 3);
	ck_assert_str_eq(fake->acks[1], "parked");
	ck_assert_int_eq(inbox_parked(fake->store, &parked), KG_OK);
	ck_assert_int_eq(parked, 1);
	ck_assert_int_eq(
	    fake_count(fake, "SELECT count(*) FROM inbox WHERE reply IS NOT NULL"), 2);
	ck_assert_uint_eq(fake->alarm_count, 1);
	ck_assert_ptr_nonnull(strstr(fake->alarm, "event_parked"));
	/* Together: good and bad; alone: good, bad, fine. */
	ck_assert_uint_eq(fake->take_count, 5);
	ck_assert_int_eq(fake->ended, -1);
}
END_TEST

START_TEST(a_parked_event_is_not_run_again_when_it_comes_again)
{
	fake->fail_text = "bad";
	fake->fail_status = KG_INVALID;
	fake->fail_times = -1;
	fake_event(fake, "e1", "bad");
	fake_turn(fake);
	fake->take_count = 0;
	fake_event(fake, "e1", "bad");
	fake_turn(fake);
	ck_assert_uint_eq(fake->take_count, 0);
	ck_assert_uint_eq(fake->ack_count, 2);
}
END_TEST

START_TEST(a_repeat_gets_the_first_reply_and_no_handler)
{
	fake_event(fake, "e1", "one");
	fake_turn(fake);
	fake_event(fake, "e1", "one");
	fake_turn(fake);
	ck_assert_uint_eq(fake->take_count, 1);
	ck_assert_uint_eq(fake->ack_count, 2);
	ck_assert_str_eq(fake->acks[1], "reply 1 to one");
	ck_assert_int_eq(fake_count(fake, "SELECT count(*) FROM inbox"), 1);
}
END_TEST

START_TEST(a_repeat_within_one_turn_gets_the_first_reply)
{
	fake_event(fake, "e1", "one");
	fake_event(fake, "e1", "one");
	fake_turn(fake);
	ck_assert_uint_eq(fake->take_count, 1);
	ck_assert_str_eq(fake->acks[0], "reply 1 to one");
	ck_assert_str_eq(fake->acks[1], "reply 1 to one");
}
END_TEST

START_TEST(equal_facts_under_another_id_are_a_repeat)
{
	fake_mark(fake, "e1", "⭕", fake_now - 10);
	fake_turn(fake);
	fake_mark(fake, "e2", "⭕", fake_now - 10);
	fake_mark(fake, "e3", "❌", fake_now - 10);
	fake_turn(fake);
	ck_assert_uint_eq(fake->take_count, 2);
	ck_assert_uint_eq(fake->ack_count, 3);
}
END_TEST

static void fake_form(const char *id, const char *value)
{
	struct answer answers[] = { { .key = "reason", .value = value } };
	struct event event = {
		.kind = EVENT_FORM,
		.workspace = fake->workspace,
		.id = id,
		.user = "U1",
		.token = "0123456789abcdef0123456789abcdef",
		.text = value,
		.answers = answers,
		.answer_count = 1,
		.when = { fake_now },
	};

	dispatch_event(fake->dispatch, &fake->adapter, &event, mem_alloc(1));
	fake_turn(fake);
}

START_TEST(a_form_sent_again_gets_the_first_reply)
{
	fake_form("e1", "because");
	fake_form("e2", "because");
	ck_assert_uint_eq(fake->take_count, 1);
	ck_assert_str_eq(fake->acks[0], "reply 1 to because");
	ck_assert_str_eq(fake->acks[1], "reply 1 to because");
	fake_form("e3", "otherwise");
	ck_assert_uint_eq(fake->take_count, 2);
}
END_TEST

START_TEST(a_refused_form_may_be_sent_again_as_it_was)
{
	fake->faulty_text = "too early";
	fake_form("e1", "too early");
	fake->faulty_text = NULL;
	fake_form("e2", "too early");
	ck_assert_uint_eq(fake->take_count, 2);
	ck_assert_str_eq(fake->acks[0], "faults");
	ck_assert_str_eq(fake->acks[1], "reply 2 to too early");
	fake_form("e1", "too early");
	ck_assert_uint_eq(fake->take_count, 2);
	ck_assert_str_eq(fake->acks[2], "faults");
}
END_TEST

START_TEST(a_commit_that_fails_by_io_acknowledges_nothing_and_ends)
{
	fake_fail_commits(KG_IO, 1);
	fake_event(fake, "e1", "one");
	fake_event(fake, "e2", "two");
	fake_turn(fake);
	ck_assert_uint_eq(fake->ack_count, 0);
	ck_assert_uint_eq(fake->refuse_count, 0);
	ck_assert_uint_eq(fake->drop_count, 2);
	ck_assert_int_eq(fake->ended, EXIT_AGAIN);
	ck_assert_int_eq(fake_count(fake, "SELECT count(*) FROM inbox"), 0);
	fake_event(fake, "e3", "three");
	fake_turn(fake);
	ck_assert_uint_eq(fake->take_count, 2);
}
END_TEST

START_TEST(a_commit_that_fails_once_is_made_again_one_by_one)
{
	fake_fail_commits(KG_CONFLICT, 1);
	fake_event(fake, "e1", "one");
	fake_event(fake, "e2", "two");
	fake_turn(fake);
	ck_assert_uint_eq(fake->ack_count, 2);
	ck_assert_uint_eq(fake->take_count, 4);
	ck_assert_str_eq(fake->acks[0], "reply 3 to one");
	ck_assert_int_eq(
	    fake_count(fake, "SELECT count(*) FROM inbox WHERE parked IS NULL"), 2);
}
END_TEST

START_TEST(a_full_disk_refuses_with_a_word_and_goes_on_when_there_is_room)
{
	struct event quiet = { .kind = EVENT_LINK, .action = "up", .workspace = 1 };

	fake->fail_text = "one";
	fake->fail_status = KG_FULL;
	fake->fail_times = -1;
	fake_event(fake, "e1", "one");
	fake_turn(fake);
	ck_assert_uint_eq(fake->refuse_count, 1);
	ck_assert_uint_eq(fake->ack_count, 0);
	ck_assert(dispatch_is_full(fake->dispatch));
	ck_assert_uint_eq(fake->alarm_count, 1);

	fake->take_count = 0;
	fake_event(fake, "e2", "two");
	dispatch_event(fake->dispatch, &fake->adapter, &quiet, NULL);
	fake_turn(fake);
	ck_assert_uint_eq(fake->refuse_count, 2);
	ck_assert_uint_eq(fake->take_count, 0);
	ck_assert_uint_eq(fake->alarm_count, 1);
	ck_assert_int_eq(fake_count(fake, "SELECT count(*) FROM inbox"), 0);
	ck_assert(!dispatch_is_idle(fake->dispatch));

	fake_move(5000);
	fake_turn(fake);
	ck_assert(!dispatch_is_full(fake->dispatch));
	ck_assert_uint_eq(fake->take_count, 1); /* what nobody waited for was kept */
	fake_event(fake, "e2", "two");
	fake_turn(fake);
	ck_assert_uint_eq(fake->ack_count, 1);
	ck_assert_int_eq(fake->ended, -1);
}
END_TEST

START_TEST(a_disk_that_stays_full_is_asked_each_five_seconds)
{
	fake->fail_text = "one";
	fake->fail_status = KG_FULL;
	fake->fail_times = -1;
	fake_event(fake, "e1", "one");
	fake_turn(fake);
	fake_fail_commits(KG_FULL, 1);
	fake_move(5000);
	fake_turn(fake);
	ck_assert(dispatch_is_full(fake->dispatch));
	ck_assert_int_eq(dispatch_wait_ms(fake->dispatch), 5000);
	fake_move(4999);
	fake_turn(fake);
	ck_assert(dispatch_is_full(fake->dispatch));
	fake_move(1);
	fake_turn(fake);
	ck_assert(!dispatch_is_full(fake->dispatch));
}
END_TEST

START_TEST(overdue_timers_run_in_order_with_their_true_due_time)
{
	set_timer("circular.deadline", "回R8-002", fake_now - 1000);
	set_timer("circular.remind", "回R8-001", fake_now - 5000);
	set_timer("circular.remind", "回R8-003", fake_now + 1000);
	fake_turn(fake);
	ck_assert_uint_eq(fake->take_count, 2);
	ck_assert_str_eq(fake->takes[0].text, "回R8-001");
	ck_assert_str_eq(fake->takes[0].action, "circular.remind");
	ck_assert_int_eq(fake->takes[0].when.ms, fake_now - 5000);
	ck_assert_str_eq(fake->takes[1].text, "回R8-002");
	ck_assert_int_eq(dispatch_wait_ms(fake->dispatch), 1000);
	fake_move(1000);
	fake_turn(fake);
	ck_assert_uint_eq(fake->take_count, 3);
	ck_assert_int_eq(fake_count(fake, "SELECT count(*) FROM timer"), 0);
	ck_assert_int_eq(dispatch_wait_ms(fake->dispatch), 30000);
}
END_TEST

static void set_again(struct fake *self, struct desk *desk, const struct event *event)
{
	(void)self;
	ck_assert_int_eq(timer_set(desk->store, event->action, event->text, "",
	                     (struct kg_time){ event->when.ms + 60000 }),
	    KG_OK);
}

START_TEST(a_handler_may_set_the_same_timer_again)
{
	fake->on_take = set_again;
	set_timer("circular.remind", "回R8-001", fake_now - 1);
	fake_turn(fake);
	fake_turn(fake);
	ck_assert_uint_eq(fake->take_count, 1);
	ck_assert_int_eq(fake_count(fake, "SELECT due FROM timer"), fake_now - 1 + 60000);
}
END_TEST

START_TEST(a_timer_that_fails_is_parked_and_the_next_one_runs)
{
	int parked = 0;

	fake->fail_text = "回R8-001";
	fake->fail_status = KG_INVALID;
	fake->fail_times = -1;
	set_timer("circular.remind", "回R8-001", fake_now - 2);
	set_timer("circular.remind", "回R8-002", fake_now - 1);
	fake_turn(fake);
	ck_assert_uint_eq(fake->take_count, 2);
	ck_assert_int_eq(inbox_parked(fake->store, &parked), KG_OK);
	ck_assert_int_eq(parked, 1);
	ck_assert_int_eq(fake_count(fake, "SELECT count(*) FROM timer"), 0);
}
END_TEST

START_TEST(a_wrong_clock_holds_every_timer)
{
	set_timer("circular.deadline", "回R8-001", fake_now - 1);
	dispatch_clock_skew(fake->dispatch, 60001);
	fake_turn(fake);
	ck_assert_uint_eq(fake->take_count, 0);
	ck_assert_uint_eq(fake->alarm_count, 1);
	dispatch_clock_skew(fake->dispatch, -61000);
	ck_assert_uint_eq(fake->alarm_count, 1);
	dispatch_clock_skew(fake->dispatch, -60000);
	fake_turn(fake);
	ck_assert_uint_eq(fake->take_count, 1);
}
END_TEST

START_TEST(a_server_ahead_of_us_is_noticed_in_its_events)
{
	set_timer("circular.deadline", "回R8-001", fake_now + 1000);
	fake_mark(fake, "e1", "⭕", fake_now + 61000);
	fake_turn(fake);
	ck_assert_ptr_nonnull(strstr(fake->alarm, "clock_skew"));
	fake_move(2000);
	fake_turn(fake);
	ck_assert_uint_eq(fake->take_count, 1); /* the mark alone */
	fake_mark(fake, "e2", "❌", fake_now - 100);
	fake_turn(fake);
	ck_assert_uint_eq(fake->take_count, 3);
}
END_TEST

START_TEST(a_mark_that_a_younger_one_overtook_is_left_alone)
{
	fake_mark(fake, "e1", "⭕", fake_now - 100);
	fake_turn(fake);
	ck_assert_uint_eq(fake->take_count, 1);
	fake_mark(fake, "e2", "⭕", fake_now - 200);
	fake_turn(fake);
	ck_assert_uint_eq(fake->take_count, 1);
	ck_assert_int_eq(fake_count(fake, "SELECT count(*) FROM inbox"), 2);
	/* Another mark is another matter, and so is what comes after. */
	fake_mark(fake, "e3", "❌", fake_now - 200);
	fake_mark(fake, "e4", "⭕", fake_now - 50);
	fake_turn(fake);
	ck_assert_uint_eq(fake->take_count, 3);
}
END_TEST

START_TEST(a_start_signs_the_head_and_is_told_once)
{
	ck_assert_int_eq(dispatch_start(fake->dispatch), KG_OK);
	fake_turn(fake);
	ck_assert_uint_eq(fake->take_count, 1);
	ck_assert_int_eq(fake->takes[0].kind, EVENT_START);
	ck_assert_int_eq(fake_count(fake, "SELECT count(*) FROM ledger_head"), 1);
	/* The next midnight in Japan: 2026-05-29T15:00Z. */
	ck_assert_int_eq(
	    fake_count(fake, "SELECT due FROM timer WHERE kind = 'head.sign'"), 1780066800000);
	fake_now = 1780066800000;
	fake_turn(fake);
	ck_assert_uint_eq(fake->take_count, 1); /* dispatch signs by itself */
	ck_assert_int_eq(fake_count(fake, "SELECT due FROM timer WHERE kind = 'head.sign'"),
	    1780066800000 + 86400000);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("dispatch");
	TCase *tests = tcase_create("road");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, a_turn_is_one_commit_and_acks_come_after_it);
	tcase_add_test(tests, a_turn_takes_256_events_and_leaves_the_rest_to_the_next);
	tcase_add_test(tests, one_bad_event_does_not_take_the_others_down);
	tcase_add_test(tests, a_parked_event_is_not_run_again_when_it_comes_again);
	tcase_add_test(tests, a_repeat_gets_the_first_reply_and_no_handler);
	tcase_add_test(tests, a_repeat_within_one_turn_gets_the_first_reply);
	tcase_add_test(tests, equal_facts_under_another_id_are_a_repeat);
	tcase_add_test(tests, a_form_sent_again_gets_the_first_reply);
	tcase_add_test(tests, a_refused_form_may_be_sent_again_as_it_was);
	tcase_add_test(tests, a_commit_that_fails_by_io_acknowledges_nothing_and_ends);
	tcase_add_test(tests, a_commit_that_fails_once_is_made_again_one_by_one);
	tcase_add_test(tests, a_full_disk_refuses_with_a_word_and_goes_on_when_there_is_room);
	tcase_add_test(tests, a_disk_that_stays_full_is_asked_each_five_seconds);
	tcase_add_test(tests, overdue_timers_run_in_order_with_their_true_due_time);
	tcase_add_test(tests, a_handler_may_set_the_same_timer_again);
	tcase_add_test(tests, a_timer_that_fails_is_parked_and_the_next_one_runs);
	tcase_add_test(tests, a_wrong_clock_holds_every_timer);
	tcase_add_test(tests, a_server_ahead_of_us_is_noticed_in_its_events);
	tcase_add_test(tests, a_mark_that_a_younger_one_overtook_is_left_alone);
	tcase_add_test(tests, a_start_signs_the_head_and_is_told_once);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
