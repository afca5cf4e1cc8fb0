/* What outbox_next gives, as the names of rows in order: rows are named by their `detail`. */

#include "lib.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "store/outbox.h"

static int64_t add(const char *name, struct outbox_row row)
{
	row.workspace = row.workspace != 0 ? row.workspace : 1;
	row.conversation = row.conversation != NULL ? row.conversation : "C1";
	row.detail = name;
	ck_ok(outbox_add(store, &row));
	return row.id;
}

#define ADD(name, ...) add(name, (struct outbox_row){ __VA_ARGS__ })

static int64_t planned(void)
{
	struct posting posting = {
		.workspace = 1, .conversation = "C1", .kind = "k", .matter = "m"
	};

	ck_ok(posting_add(store, &posting));
	return posting.id;
}

static void live(int64_t posting)
{
	char message[32];

	(void)snprintf(message, sizeof(message), "%lld", (long long)posting);
	ck_ok(posting_set_live(store, posting, "C1", message, at(0)));
}

static void expect_next(int64_t seconds, const char *names)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct outbox_row *rows;
	KG_AUTO_BUF struct buf line;
	size_t count;

	buf_init(&line, 1000);
	ck_ok(outbox_next(store, at(seconds), 20, &arena, &rows, &count));
	for (size_t i = 0; i < count; i++) {
		buf_printf(&line, "%s%s%s", i > 0 ? " " : "", rows[i].detail,
		    rows[i].why != NULL ? "!" : "");
	}
	ck_assert_str_eq(line.bytes, names);
}

static void expect_due(int64_t ms)
{
	struct kg_time due = { -1 };

	ck_ok(outbox_due(store, &due));
	ck_assert_int_eq(due.ms, ms);
}

static void start(void)
{
	store_setup();
	ck_ok(tx_begin(store));
}

static void finish(void)
{
	ck_ok(tx_commit(store));
	teardown();
}

START_TEST(one_conversation_goes_in_order_and_two_do_not_wait_for_each_other)
{
	int64_t a = ADD("a", .priority = PRIORITY_SAY);

	ADD("b", .priority = PRIORITY_SAY);
	ADD("other", .priority = PRIORITY_SAY, .conversation = "C2");
	ADD("same name, other network", .priority = PRIORITY_SAY, .workspace = 2);
	expect_next(0, "a other same name, other network");
	ck_ok(outbox_begin(store, a, at(0)));
	expect_next(0, "other same name, other network");
	ck_ok(outbox_finish(store, a, true, NULL));
	expect_next(0, "b other same name, other network");
}
END_TEST

START_TEST(pages_go_first_then_asks_says_shows_seeds)
{
	int64_t posting = planned();

	live(posting);
	ADD("seed", .verb = OUTBOX_SEED, .priority = PRIORITY_SEED, .posting = posting,
	    .conversation = "C5");
	ADD("show", .verb = OUTBOX_SHOW, .priority = PRIORITY_SHOW, .posting = posting,
	    .conversation = "C4");
	ADD("say", .priority = PRIORITY_SAY, .conversation = "C3");
	ADD("ask", .priority = PRIORITY_ASK, .conversation = "C2");
	ADD("page", .priority = PRIORITY_PAGE, .conversation = "C1");
	expect_next(0, "page ask say show seed");
}
END_TEST

START_TEST(a_better_priority_passes_an_older_row_but_not_the_other_way)
{
	int64_t say = ADD("say", .priority = PRIORITY_SAY);
	int64_t page = ADD("page", .priority = PRIORITY_PAGE);

	ADD("say2", .priority = PRIORITY_SAY);
	expect_next(0, "page say");
	ck_ok(outbox_begin(store, say, at(0)));
	expect_next(0, "page");
	ck_ok(outbox_begin(store, page, at(0)));
	ck_ok(outbox_finish(store, say, true, NULL));
	expect_next(0, "");
	ck_ok(outbox_finish(store, page, true, NULL));
	expect_next(0, "say2");
}
END_TEST

START_TEST(a_retry_holds_its_conversation_but_a_row_for_later_does_not)
{
	int64_t later = ADD("later", .priority = PRIORITY_SAY, .due = at(100));
	int64_t a = ADD("a", .priority = PRIORITY_SAY);

	ADD("b", .priority = PRIORITY_SAY);
	expect_next(0, "a");
	ck_ok(outbox_begin(store, a, at(0)));
	ck_ok(outbox_retry(store, a, at(30), false));
	expect_next(0, "");
	expect_next(29, "");
	expect_due(at(30).ms);
	expect_next(30, "a");
	ck_ok(outbox_finish(store, a, false, "gave up"));
	expect_next(30, "b");
	expect_next(100, "later");
	ck_ok(outbox_finish(store, later, true, NULL));
	expect_next(100, "b");
}
END_TEST

START_TEST(a_row_waits_for_its_posting_and_holds_nobody_meanwhile)
{
	int64_t card = planned();
	int64_t say;

	ADD("reply", .priority = PRIORITY_SAY, .waits_for = card);
	ADD("thread", .priority = PRIORITY_SAY, .thread = card);
	ADD("seed", .verb = OUTBOX_SEED, .priority = PRIORITY_SEED, .posting = card);
	say = ADD("card", .priority = PRIORITY_SAY, .posting = card);
	expect_next(0, "card");
	ck_ok(outbox_begin(store, say, at(0)));
	live(card);
	ck_ok(outbox_finish(store, say, true, NULL));
	expect_next(0, "reply");
	ck_ok(posting_set_state(store, card, POSTING_OLD));
	expect_next(0, "reply");
}
END_TEST

START_TEST(what_needs_a_gone_posting_falls)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct outbox_row *rows;
	size_t count;
	int64_t card = planned();
	int64_t held = ADD("held", .priority = PRIORITY_SAY);

	ADD("reply", .priority = PRIORITY_SAY, .waits_for = card, .due = at(500));
	ADD("seed", .verb = OUTBOX_SEED, .priority = PRIORITY_SEED, .posting = card);
	ADD("in thread", .priority = PRIORITY_SAY, .thread = card);
	ck_ok(outbox_begin(store, held, at(0)));
	expect_next(0, "");
	ck_ok(posting_set_state(store, card, POSTING_GONE));
	expect_next(0, "reply! in thread! seed!");
	expect_due(0);
	ck_ok(outbox_next(store, at(0), 1, &arena, &rows, &count));
	ck_assert_str_eq(rows[0].why, "waited for a gone message");
}
END_TEST

START_TEST(what_has_expired_falls_and_holds_nobody)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct outbox_row *rows;
	size_t count;
	int64_t old = ADD("old", .priority = PRIORITY_SAY, .expires = at(10));

	ADD("next", .priority = PRIORITY_SAY);
	expect_next(10, "old");
	expect_next(11, "old! next");
	ck_ok(outbox_next(store, at(11), 1, &arena, &rows, &count));
	ck_assert_str_eq(rows[0].why, "expired");
	ck_ok(outbox_begin(store, old, at(10)));
	ck_ok(outbox_retry(store, old, at(60), false));
	expect_due(at(10).ms + 1);
	expect_next(5, "");
	expect_next(11, "old! next");
}
END_TEST

START_TEST(reading_fetching_and_waiting_stand_outside_the_order)
{
	int64_t posting = planned();
	int64_t say = ADD("say", .priority = PRIORITY_SAY);
	int64_t fetch;

	live(posting);
	ck_ok(outbox_begin(store, say, at(0)));
	ADD("read", .verb = OUTBOX_READ, .priority = PRIORITY_SAY, .posting = posting);
	fetch = ADD("fetch", .verb = OUTBOX_FETCH, .priority = PRIORITY_SAY);
	ADD("wait", .verb = OUTBOX_WAIT, .priority = PRIORITY_SAY);
	ADD("say2", .priority = PRIORITY_SAY);
	expect_next(0, "read fetch wait");
	ck_ok(outbox_begin(store, fetch, at(0)));
	ck_ok(outbox_finish(store, say, true, NULL));
	expect_next(0, "read wait say2");
}
END_TEST

START_TEST(the_next_time_to_look)
{
	struct kg_time due;
	int64_t a;

	ck_assert_int_eq(outbox_due(store, &due), KG_NOT_FOUND);
	ADD("later", .priority = PRIORITY_SAY, .due = at(100));
	expect_due(at(100).ms);
	a = ADD("a", .priority = PRIORITY_SAY, .due = at(50));
	expect_due(at(50).ms);
	/* In flight: its verdict wakes the loop, no clock does. */
	ck_ok(outbox_begin(store, a, at(50)));
	ADD("behind", .priority = PRIORITY_SAY, .due = at(20));
	expect_due(at(100).ms);
	ADD("unsent", .priority = PRIORITY_SAY, .waits_for = planned(), .conversation = "C7");
	expect_due(at(100).ms);
}
END_TEST

START_TEST(the_limit_takes_the_best)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct outbox_row *rows;
	size_t count;

	ADD("say", .priority = PRIORITY_SAY, .conversation = "C1");
	ADD("page", .priority = PRIORITY_PAGE, .conversation = "C2");
	ck_ok(outbox_next(store, at(0), 1, &arena, &rows, &count));
	ck_assert_uint_eq(count, 1);
	ck_assert_str_eq(rows[0].detail, "page");
}
END_TEST

void order_cases(Suite *suite)
{
	TCase *tcase = tcase_create("order");

	tcase_add_checked_fixture(tcase, start, finish);
	tcase_add_test(
	    tcase, one_conversation_goes_in_order_and_two_do_not_wait_for_each_other);
	tcase_add_test(tcase, pages_go_first_then_asks_says_shows_seeds);
	tcase_add_test(tcase, a_better_priority_passes_an_older_row_but_not_the_other_way);
	tcase_add_test(tcase, a_retry_holds_its_conversation_but_a_row_for_later_does_not);
	tcase_add_test(tcase, a_row_waits_for_its_posting_and_holds_nobody_meanwhile);
	tcase_add_test(tcase, what_needs_a_gone_posting_falls);
	tcase_add_test(tcase, what_has_expired_falls_and_holds_nobody);
	tcase_add_test(tcase, reading_fetching_and_waiting_stand_outside_the_order);
	tcase_add_test(tcase, the_next_time_to_look);
	tcase_add_test(tcase, the_limit_takes_the_best);
	suite_add_tcase(suite, tcase);
}
