/* The way out: what may leave when, and what becomes of a row after each verdict. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "fake.h"
#include "store/outbox.h"
#include "store/store.h"

static struct fake *fake;

static void setup(void)
{
	fake = fake_create();
}

static void teardown(void)
{
	fake_destroy(fake);
}

static void pack_title(const char *title, struct buf *out)
{
	KG_AUTO_ARENA struct arena arena = { NULL };
	struct card card;

	card_init(&card, &arena);
	card_title(&card, "%s", title);
	buf_init(out, 65536);
	card_pack(&card, out);
}

/* One row in a transaction of its own; a say gets a posting. */
static int64_t add(struct outbox_row row, const char *title)
{
	KG_AUTO_BUF struct buf body = { .size = 0 };
	struct posting posting = {
		.workspace = fake->workspace,
		.conversation = row.conversation,
		.kind = "test",
		.matter = title,
		.person = "",
	};

	pack_title(title, &body);
	row.workspace = fake->workspace;
	row.body = body.bytes;
	row.body_size = body.size;
	ck_assert_int_eq(tx_begin(fake->store), KG_OK);
	if (row.verb == OUTBOX_SAY) {
		ck_assert_int_eq(posting_add(fake->store, &posting), KG_OK);
		row.posting = posting.id;
	}
	ck_assert_int_eq(outbox_add(fake->store, &row), KG_OK);
	ck_assert_int_eq(dispatch_commit(fake->dispatch), KG_OK);
	return row.id;
}

static int64_t say(const char *conversation, const char *title)
{
	return add(
	    (struct outbox_row){
	        .conversation = conversation, .verb = OUTBOX_SAY, .priority = PRIORITY_SAY },
	    title);
}

static void verdict(int64_t row, enum send_verdict word)
{
	struct send_result result = { .verdict = word, .channel = "C", .message = "M" };

	if (word != SEND_OK) {
		result.channel = NULL;
		result.message = NULL;
		result.error = "some_error";
	}
	delivery_sent(fake->delivery, row, &result);
	fake_turn(fake);
}

static struct posting posting_of(int64_t row, struct arena *arena)
{
	struct outbox_row loaded = { .id = 0 };
	struct posting posting = { .id = 0 };

	ck_assert_int_eq(outbox_load(fake->store, row, arena, &loaded), KG_OK);
	ck_assert_int_eq(posting_load(fake->store, loaded.posting, arena, &posting), KG_OK);
	return posting;
}

START_TEST(a_say_that_was_sent_lives_and_comes_back_as_an_event)
{
	KG_AUTO_ARENA struct arena arena = { NULL };
	int64_t row = say("C", "hello");
	struct posting posting;

	fake_turn(fake);
	ck_assert_uint_eq(fake->send_count, 1);
	ck_assert_str_eq(fake->sends[0].text, "hello");
	ck_assert(!delivery_is_quiet(fake->delivery));
	fake_turn(fake);
	ck_assert_uint_eq(fake->send_count, 1);
	verdict(row, SEND_OK);
	posting = posting_of(row, &arena);
	ck_assert_int_eq(posting.state, POSTING_LIVE);
	ck_assert_str_eq(posting.channel, "C");
	ck_assert_str_eq(posting.message, "M");
	ck_assert_uint_eq(fake->take_count, 1);
	ck_assert_int_eq(fake->takes[0].kind, EVENT_SENT);
	ck_assert_str_eq(fake->takes[0].action, "ok");
	ck_assert_int_eq(fake->takes[0].row, row);
	fake_turn(fake);
	ck_assert(delivery_is_quiet(fake->delivery));
}
END_TEST

START_TEST(a_refused_say_is_gone_and_says_why)
{
	KG_AUTO_ARENA struct arena arena = { NULL };
	int64_t row = say("C", "hello");

	fake_turn(fake);
	verdict(row, SEND_REFUSED);
	ck_assert_int_eq(posting_of(row, &arena).state, POSTING_GONE);
	ck_assert_str_eq(fake->takes[0].action, "refused");
	ck_assert_str_eq(fake->takes[0].text, "some_error");
	fake_turn(fake);
	ck_assert(delivery_is_quiet(fake->delivery));
}
END_TEST

START_TEST(a_retry_goes_again_after_its_wait_and_is_no_event)
{
	int64_t row = say("C", "hello");

	fake_turn(fake);
	verdict(row, SEND_RETRY);
	ck_assert_uint_eq(fake->take_count, 0);
	ck_assert(!delivery_is_quiet(fake->delivery));
	fake_move(899); /* one second less a tenth, at least */
	fake_turn(fake);
	ck_assert_uint_eq(fake->send_count, 1);
	fake_move(1201);
	fake_turn(fake);
	ck_assert_uint_eq(fake->send_count, 2);
	ck_assert(!fake->sends[1].ambiguous);
	ck_assert_str_eq(fake->sends[0].action, fake->sends[1].action);
}
END_TEST

START_TEST(an_unclear_say_is_looked_up_when_it_goes_again)
{
	int64_t row = say("C", "hello");

	fake_turn(fake);
	verdict(row, SEND_AMBIGUOUS);
	fake_move(2200);
	fake_turn(fake);
	ck_assert_uint_eq(fake->send_count, 2);
	ck_assert(fake->sends[1].ambiguous);
}
END_TEST

START_TEST(an_unclear_hint_is_never_said_again)
{
	int64_t row = add((struct outbox_row){ .conversation = "C",
	                      .account = "U1",
	                      .verb = OUTBOX_HINT,
	                      .priority = PRIORITY_SAY },
	    "psst");

	fake_turn(fake);
	ck_assert_uint_eq(fake->send_count, 1);
	verdict(row, SEND_AMBIGUOUS);
	fake_move(3600000);
	fake_turn(fake);
	ck_assert_uint_eq(fake->send_count, 1);
	ck_assert_str_eq(fake->takes[0].action, "refused");
}
END_TEST

START_TEST(a_page_unclear_for_ten_seconds_goes_again_and_says_so)
{
	int64_t row = add(
	    (struct outbox_row){
	        .conversation = "@U1", .verb = OUTBOX_SAY, .priority = PRIORITY_PAGE },
	    "alarm");
	size_t last;

	fake_turn(fake);
	for (int i = 0; i < 7; i++) {
		verdict(row, SEND_AMBIGUOUS);
		last = fake->send_count;
		fake_move(3700);
		fake_turn(fake);
		ck_assert_uint_eq(fake->send_count, last + 1);
		if (!fake->sends[last].ambiguous) {
			break;
		}
		ck_assert_str_eq(fake->sends[last].text, "alarm");
		ck_assert_int_lt(i, 6);
	}
	last = fake->send_count - 1;
	ck_assert_str_eq(fake->sends[last].text, "【再送】alarm");
	ck_assert_int_ge(fake->sends[last].when.ms - fake->sends[0].when.ms, 10000);
}
END_TEST

START_TEST(one_row_of_a_conversation_flies_at_a_time)
{
	int64_t first = say("C", "one");

	(void)say("C", "two");
	(void)say("D", "other");
	fake_turn(fake);
	ck_assert_uint_eq(fake->send_count, 2);
	ck_assert_str_eq(fake->sends[0].text, "one");
	ck_assert_str_eq(fake->sends[1].text, "other");
	verdict(first, SEND_OK);
	ck_assert_uint_eq(fake->send_count, 2); /* 1.1 s between two posts in one channel */
	fake_move(1099);
	fake_turn(fake);
	ck_assert_uint_eq(fake->send_count, 2);
	fake_move(1);
	fake_turn(fake);
	ck_assert_uint_eq(fake->send_count, 3);
	ck_assert_str_eq(fake->sends[2].text, "two");
}
END_TEST

START_TEST(ten_go_in_a_burst_then_four_a_second)
{
	char conversation[13][8];

	for (int i = 0; i < 13; i++) {
		(void)snprintf(conversation[i], sizeof(conversation[i]), "C%d", i);
		(void)say(conversation[i], "x");
	}
	fake_turn(fake);
	ck_assert_uint_eq(fake->send_count, 10);
	fake_move(250);
	fake_turn(fake);
	ck_assert_uint_eq(fake->send_count, 11);
	fake_move(249);
	fake_turn(fake);
	ck_assert_uint_eq(fake->send_count, 11);
	fake_move(1);
	fake_turn(fake);
	ck_assert_uint_eq(fake->send_count, 12);
}
END_TEST

START_TEST(a_network_hold_stops_everything_until_the_link_is_up)
{
	struct send_result result = { .verdict = SEND_RETRY,
		.hold = HOLD_NETWORK,
		.retry_after_ms = 60000,
		.error = "link_down" };
	int64_t row = say("C", "one");

	fake_turn(fake);
	delivery_sent(fake->delivery, row, &result);
	(void)say("D", "two");
	fake_turn(fake);
	fake_move(30000);
	fake_turn(fake);
	ck_assert_uint_eq(fake->send_count, 1);
	delivery_link_up(fake->delivery, fake->workspace);
	fake_turn(fake);
	ck_assert_uint_eq(fake->send_count, 2);
	ck_assert_str_eq(fake->sends[1].text, "two");
}
END_TEST

START_TEST(what_came_too_late_is_not_sent)
{
	(void)add((struct outbox_row){ .conversation = "C",
	              .verb = OUTBOX_SAY,
	              .priority = PRIORITY_SAY,
	              .expires = { fake_now } },
	    "late");
	fake_turn(fake);
	fake_turn(fake);
	ck_assert_uint_eq(fake->send_count, 0);
	ck_assert_uint_eq(fake->take_count, 1);
	ck_assert_str_eq(fake->takes[0].action, "refused");
	ck_assert_str_eq(fake->takes[0].text, "expired");
}
END_TEST

START_TEST(a_wait_answers_when_it_falls_due)
{
	int64_t row = add((struct outbox_row){ .conversation = "",
	                      .verb = OUTBOX_WAIT,
	                      .priority = PRIORITY_SAY,
	                      .due = { fake_now + 5000 } },
	    "wait");

	fake_turn(fake);
	fake_turn(fake);
	ck_assert_uint_eq(fake->take_count, 0);
	ck_assert_int_eq(delivery_wait_ms(fake->delivery), 5000);
	fake_move(5000);
	fake_turn(fake);
	fake_turn(fake);
	ck_assert_uint_eq(fake->take_count, 1);
	ck_assert_int_eq(fake->takes[0].row, row);
	ck_assert_str_eq(fake->takes[0].action, "ok");
	ck_assert_uint_eq(fake->send_count, 0);
}
END_TEST

START_TEST(a_show_is_drawn_when_it_leaves)
{
	int64_t row = say("C", "hello");
	KG_AUTO_ARENA struct arena arena = { NULL };

	fake_turn(fake);
	verdict(row, SEND_OK);
	ck_assert_int_eq(tx_begin(fake->store), KG_OK);
	ck_assert_int_eq(outbox_show(fake->store, posting_of(row, &arena).id), KG_OK);
	ck_assert_int_eq(outbox_show(fake->store, posting_of(row, &arena).id), KG_OK);
	ck_assert_int_eq(dispatch_commit(fake->dispatch), KG_OK);
	fake_turn(fake);
	ck_assert_uint_eq(fake->send_count, 2);
	ck_assert_str_eq(fake->sends[1].text, "show of hello");
}
END_TEST

static void read_back(int64_t when_ms)
{
	struct event event = {
		.kind = EVENT_MARKS,
		.workspace = fake->workspace,
		.channel = "C",
		.message = "M",
		.when = { when_ms },
	};

	dispatch_event(fake->dispatch, &fake->adapter, &event, NULL);
}

START_TEST(marks_read_while_a_live_one_came_are_read_again)
{
	KG_AUTO_ARENA struct arena arena = { NULL };
	int64_t row = say("C", "card");
	int64_t posting;
	int64_t reading;

	fake_turn(fake);
	verdict(row, SEND_OK);
	posting = posting_of(row, &arena).id;
	reading = add((struct outbox_row){ .conversation = "C",
	                  .verb = OUTBOX_READ,
	                  .priority = PRIORITY_ASK,
	                  .posting = posting },
	    "");
	fake_move(2000);
	fake_turn(fake);
	ck_assert_uint_eq(fake->send_count, 2);
	fake->take_count = 0;
	fake_mark(fake, "e1", "⭕", fake_now);
	read_back(fake_now);
	verdict(reading, SEND_OK);
	ck_assert_uint_eq(fake->take_count, 1); /* the live mark; the set was stale */
	ck_assert_int_eq(fake->takes[0].kind, EVENT_MARK);
	fake_move(10);
	fake_turn(fake);
	ck_assert_uint_eq(fake->send_count, 3);
	ck_assert_int_eq(fake->sends[2].row, reading);
	read_back(fake_now);
	verdict(reading, SEND_OK);
	ck_assert_uint_eq(fake->take_count, 3);
	ck_assert_int_eq(fake->takes[1].kind, EVENT_MARKS);
	ck_assert_int_eq(posting_of(row, &arena).read_at.ms, fake_now);
}
END_TEST

START_TEST(the_direct_channel_of_an_account_is_kept)
{
	KG_AUTO_ARENA struct arena arena = { NULL };
	char *channel = NULL;

	delivery_direct(fake->delivery, fake->workspace, "U1", "D1");
	fake_turn(fake);
	ck_assert_int_eq(
	    direct_get(fake->store, fake->workspace, "U1", &arena, &channel), KG_OK);
	ck_assert_str_eq(channel, "D1");
}
END_TEST

START_TEST(a_failed_commit_sends_nothing)
{
	(void)say("C", "hello");
	fake_fail_commits(KG_FULL, 1);
	fake_turn(fake);
	ck_assert_uint_eq(fake->send_count, 0);
	ck_assert(dispatch_is_full(fake->dispatch));
	fake_move(5000);
	fake_turn(fake);
	fake_turn(fake);
	ck_assert_uint_eq(fake->send_count, 1);
}
END_TEST

/* Killed between leaving and the verdict: a post is looked up, a hint is not said again. */
START_TEST(what_was_in_flight_at_a_kill_is_in_doubt)
{
	int64_t post = say("C", "hello");
	int64_t hint = add((struct outbox_row){ .conversation = "D",
	                       .account = "U1",
	                       .verb = OUTBOX_HINT,
	                       .priority = PRIORITY_SAY },
	    "psst");
	struct kg_time now = { fake_now };

	ck_assert_int_eq(tx_begin(fake->store), KG_OK);
	ck_assert_int_eq(outbox_begin(fake->store, post, now), KG_OK);
	ck_assert_int_eq(outbox_begin(fake->store, hint, now), KG_OK);
	ck_assert_int_eq(tx_commit(fake->store), KG_OK);
	ck_assert_int_eq(dispatch_start(fake->dispatch), KG_OK);
	fake_turn(fake);
	ck_assert_uint_eq(fake->send_count, 1);
	ck_assert_str_eq(fake->sends[0].text, "hello");
	ck_assert(fake->sends[0].ambiguous);
}
END_TEST

START_TEST(backoff_is_squared_capped_and_spread_by_a_fifth)
{
	ck_assert_int_eq(delivery_backoff_ms(1, 0, 0), 900);
	ck_assert_int_eq(delivery_backoff_ms(1, 0, 999), 1099);
	ck_assert_int_eq(delivery_backoff_ms(3, 0, 500), 9000);
	ck_assert_int_eq(delivery_backoff_ms(50, 0, 0), 270000);
	ck_assert_int_eq(delivery_backoff_ms(50, 0, 999), 329940);
	ck_assert_int_eq(delivery_backoff_ms(7, 2500, 123), 2500);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("delivery");
	TCase *tests = tcase_create("out");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, a_say_that_was_sent_lives_and_comes_back_as_an_event);
	tcase_add_test(tests, a_refused_say_is_gone_and_says_why);
	tcase_add_test(tests, a_retry_goes_again_after_its_wait_and_is_no_event);
	tcase_add_test(tests, an_unclear_say_is_looked_up_when_it_goes_again);
	tcase_add_test(tests, an_unclear_hint_is_never_said_again);
	tcase_add_test(tests, a_page_unclear_for_ten_seconds_goes_again_and_says_so);
	tcase_add_test(tests, one_row_of_a_conversation_flies_at_a_time);
	tcase_add_test(tests, ten_go_in_a_burst_then_four_a_second);
	tcase_add_test(tests, a_network_hold_stops_everything_until_the_link_is_up);
	tcase_add_test(tests, what_came_too_late_is_not_sent);
	tcase_add_test(tests, a_wait_answers_when_it_falls_due);
	tcase_add_test(tests, a_show_is_drawn_when_it_leaves);
	tcase_add_test(tests, marks_read_while_a_live_one_came_are_read_again);
	tcase_add_test(tests, the_direct_channel_of_an_account_is_kept);
	tcase_add_test(tests, a_failed_commit_sends_nothing);
	tcase_add_test(tests, what_was_in_flight_at_a_kill_is_in_doubt);
	tcase_add_test(tests, backoff_is_squared_capped_and_spread_by_a_fifth);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
