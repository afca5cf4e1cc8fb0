#include "lib.h"

#include <string.h>

#include "store/outbox.h"

static int64_t posting_in(const char *conversation)
{
	struct posting posting = { .workspace = 1,
		.conversation = conversation,
		.kind = "circular.card",
		.matter = "回R8-001",
		.round = 1,
		.person = "" };

	ck_ok(posting_add(store, &posting));
	ck_assert_int_gt(posting.id, 0);
	return posting.id;
}

START_TEST(a_row_comes_back_as_it_went_in)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct outbox_row row = { .workspace = 2,
		.conversation = "@U1",
		.account = "U1",
		.posting = 0,
		.verb = OUTBOX_HINT,
		.priority = PRIORITY_SAY,
		.body = "a\0b",
		.body_size = 3,
		.mark = "o",
		.detail = "d",
		.due = at(5),
		.expires = at(50) };
	struct outbox_row second = row;
	struct outbox_row back;

	ck_ok(tx_begin(store));
	ck_ok(outbox_add(store, &row));
	ck_ok(outbox_add(store, &second));
	ck_ok(tx_commit(store));
	ck_ok(outbox_load(store, row.id, &arena, &back));
	ck_assert_str_eq(back.key, row.key);
	ck_assert_uint_eq(strlen(back.key), RANDOM_KEY_HEX);
	ck_assert_str_ne(row.key, second.key);
	ck_assert_int_eq(back.workspace, 2);
	ck_assert_str_eq(back.conversation, "@U1");
	ck_assert_str_eq(back.account, "U1");
	ck_assert_int_eq(back.verb, OUTBOX_HINT);
	ck_assert_int_eq(back.priority, PRIORITY_SAY);
	ck_assert_uint_eq(back.body_size, 3);
	ck_assert_mem_eq(back.body, "a\0b", 3);
	ck_assert_str_eq(back.mark, "o");
	ck_assert_str_eq(back.detail, "d");
	ck_assert_int_eq(back.due.ms, at(5).ms);
	ck_assert_int_eq(back.expires.ms, at(50).ms);
	ck_assert_int_eq(back.attempts, 0);
	ck_assert(!back.ambiguous);
	ck_assert_int_eq(outbox_load(store, 999, &arena, &back), KG_NOT_FOUND);
}
END_TEST

START_TEST(shows_of_one_posting_coalesce_and_one_more_may_wait_behind_the_one_in_flight)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct outbox_row *rows;
	size_t count;
	int64_t posting;

	ck_ok(tx_begin(store));
	posting = posting_in("C1");
	ck_ok(posting_set_live(store, posting, "C1", "1.1", at(0)));
	ck_ok(outbox_show(store, posting));
	ck_ok(outbox_show(store, posting));
	ck_assert_int_eq(number_of(store->db, "SELECT count(*) FROM outbox"), 1);
	ck_ok(outbox_next(store, at(0), 10, &arena, &rows, &count));
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(rows[0].verb, OUTBOX_SHOW);
	ck_assert_int_eq(rows[0].waits_for, posting);
	ck_ok(outbox_begin(store, rows[0].id, at(0)));
	ck_ok(outbox_show(store, posting));
	ck_ok(outbox_show(store, posting));
	ck_assert_int_eq(number_of(store->db, "SELECT count(*) FROM outbox"), 2);
	ck_ok(outbox_finish(store, rows[0].id, true, NULL));
	ck_ok(posting_set_state(store, posting, POSTING_GONE));
	ck_ok(outbox_show(store, posting));
	ck_assert_int_eq(number_of(store->db, "SELECT count(*) FROM outbox"), 2);
	ck_assert_int_eq(outbox_show(store, 999), KG_NOT_FOUND);
	ck_ok(tx_commit(store));
}
END_TEST

START_TEST(begin_retry_finish_count_and_keep)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct outbox_row row = { .workspace = 1,
		.conversation = "C1",
		.verb = OUTBOX_SAY,
		.priority = PRIORITY_SAY };
	struct outbox_row back;
	int waiting = -1;

	ck_ok(tx_begin(store));
	ck_ok(outbox_add(store, &row));
	ck_assert_int_eq(outbox_retry(store, row.id, at(1), false), KG_NOT_FOUND);
	ck_ok(outbox_begin(store, row.id, at(0)));
	ck_assert_int_eq(outbox_begin(store, row.id, at(0)), KG_NOT_FOUND);
	ck_ok(outbox_retry(store, row.id, at(7), true));
	ck_ok(outbox_load(store, row.id, &arena, &back));
	ck_assert_int_eq(back.attempts, 1);
	ck_assert(back.ambiguous);
	ck_assert_int_eq(back.due.ms, at(7).ms);
	ck_ok(outbox_waiting(store, at(6), &waiting));
	ck_assert_int_eq(waiting, 0);
	ck_ok(outbox_waiting(store, at(7), &waiting));
	ck_assert_int_eq(waiting, 1);
	ck_ok(outbox_begin(store, row.id, at(7)));
	ck_ok(outbox_waiting(store, at(7), &waiting));
	ck_assert_int_eq(waiting, 1);
	/* A clear failure now says nothing about the sending in doubt before. */
	ck_ok(outbox_retry(store, row.id, at(8), false));
	ck_ok(outbox_load(store, row.id, &arena, &back));
	ck_assert_int_eq(back.attempts, 2);
	ck_assert(back.ambiguous);
	ck_ok(outbox_finish(store, row.id, false, "channel_not_found"));
	ck_assert_int_eq(outbox_finish(store, row.id, true, NULL), KG_NOT_FOUND);
	ck_ok(outbox_waiting(store, at(9), &waiting));
	ck_assert_int_eq(waiting, 0);
	ck_ok(tx_commit(store));
	ck_assert_int_eq(
	    number_of(store->db, "SELECT count(*) FROM outbox WHERE state = 3 "
	                         "AND why = 'channel_not_found' AND finished_at > 0"),
	    1);
}
END_TEST

START_TEST(after_a_kill_what_was_in_flight_is_in_doubt)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct outbox_row flying = {
		.workspace = 1, .conversation = "C1", .priority = PRIORITY_SAY
	};
	struct outbox_row resting = {
		.workspace = 1, .conversation = "C2", .priority = PRIORITY_SAY
	};
	struct outbox_row *rows;
	size_t count;

	ck_ok(tx_begin(store));
	ck_ok(outbox_add(store, &flying));
	ck_ok(outbox_add(store, &resting));
	ck_ok(outbox_begin(store, flying.id, at(0)));
	ck_ok(tx_commit(store));
	reopen();
	ck_ok(tx_begin(store));
	ck_ok(outbox_recover(store));
	ck_ok(tx_commit(store));
	ck_ok(outbox_next(store, at(0), 10, &arena, &rows, &count));
	ck_assert_uint_eq(count, 2);
	ck_assert_int_eq(rows[0].id, flying.id);
	ck_assert(rows[0].ambiguous);
	ck_assert_int_eq(rows[0].attempts, 1);
	ck_assert_str_eq(rows[0].key, flying.key);
	ck_assert(!rows[1].ambiguous);
}
END_TEST

START_TEST(a_posting_lives_and_is_found)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct posting found_posting;
	struct posting *list;
	size_t count;
	int64_t first;
	int64_t second;

	ck_ok(tx_begin(store));
	first = posting_in("C1");
	second = posting_in("@U1");
	ck_assert_int_eq(
	    posting_find(store, 1, "C1", "1.1", &arena, &found_posting), KG_NOT_FOUND);
	ck_ok(posting_set_live(store, first, "C1", "1.1", at(3)));
	ck_assert_int_eq(posting_set_live(store, second, "C1", "1.1", at(3)), KG_CONFLICT);
	ck_assert_int_eq(posting_set_live(store, 999, "C1", "1.2", at(3)), KG_NOT_FOUND);
	ck_ok(posting_set_read(store, first, at(4)));
	ck_ok(posting_find(store, 1, "C1", "1.1", &arena, &found_posting));
	ck_assert_int_eq(found_posting.id, first);
	ck_assert_int_eq(found_posting.state, POSTING_LIVE);
	ck_assert_int_eq(found_posting.live_at.ms, at(3).ms);
	ck_assert_int_eq(found_posting.read_at.ms, at(4).ms);
	ck_assert_str_eq(found_posting.matter, "回R8-001");
	ck_assert_int_eq(
	    posting_find(store, 2, "C1", "1.1", &arena, &found_posting), KG_NOT_FOUND);
	/* An old one that was still on its way stays old. */
	ck_ok(posting_set_state(store, second, POSTING_OLD));
	ck_ok(posting_set_live(store, second, "D1", "2.2", at(5)));
	ck_ok(posting_load(store, second, &arena, &found_posting));
	ck_assert_int_eq(found_posting.state, POSTING_OLD);
	ck_assert_str_eq(found_posting.channel, "D1");
	ck_ok(posting_list(store, "回R8-001", NULL, &arena, &list, &count));
	ck_assert_uint_eq(count, 2);
	ck_ok(posting_list(store, "回R8-001", "circular.ask", &arena, &list, &count));
	ck_assert_uint_eq(count, 0);
	ck_ok(tx_commit(store));
}
END_TEST

START_TEST(postings_are_listed_newest_round_first)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct posting posting = {
		.workspace = 1, .conversation = "C1", .kind = "k", .matter = "m"
	};
	struct posting *list;
	size_t count;

	ck_ok(tx_begin(store));
	for (int round = 1; round <= 3; round++) {
		posting.round = round;
		ck_ok(posting_add(store, &posting));
	}
	ck_ok(tx_commit(store));
	ck_ok(posting_list(store, "m", "k", &arena, &list, &count));
	ck_assert_uint_eq(count, 3);
	ck_assert_int_eq(list[0].round, 3);
	ck_assert_int_eq(list[2].round, 1);
}
END_TEST

START_TEST(a_moved_channel_is_moved_everywhere)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct outbox_row row = {
		.workspace = 1, .conversation = "C1", .priority = PRIORITY_SAY
	};
	struct posting posting;
	struct outbox_row back;
	char *channel;
	int64_t id;

	ck_ok(tx_begin(store));
	id = posting_in("C1");
	ck_ok(posting_set_live(store, id, "C1", "1.1", at(0)));
	ck_ok(outbox_add(store, &row));
	ck_ok(direct_set(store, 1, "U1", "C1"));
	ck_ok(direct_set(store, 2, "U1", "C1"));
	ck_ok(channel_moved(store, 1, "C1", "C9"));
	ck_ok(tx_commit(store));
	ck_ok(posting_find(store, 1, "C9", "1.1", &arena, &posting));
	ck_assert_str_eq(posting.conversation, "C9");
	ck_ok(outbox_load(store, row.id, &arena, &back));
	ck_assert_str_eq(back.conversation, "C9");
	ck_ok(direct_get(store, 1, "U1", &arena, &channel));
	ck_assert_str_eq(channel, "C9");
	ck_ok(direct_get(store, 2, "U1", &arena, &channel));
	ck_assert_str_eq(channel, "C1");
	ck_assert_int_eq(direct_get(store, 1, "U2", &arena, &channel), KG_NOT_FOUND);
}
END_TEST

void outbox_cases(Suite *suite)
{
	TCase *tcase = tcase_create("outbox");

	tcase_add_checked_fixture(tcase, store_setup, teardown);
	tcase_add_test(tcase, a_row_comes_back_as_it_went_in);
	tcase_add_test(tcase,
	    shows_of_one_posting_coalesce_and_one_more_may_wait_behind_the_one_in_flight);
	tcase_add_test(tcase, begin_retry_finish_count_and_keep);
	tcase_add_test(tcase, after_a_kill_what_was_in_flight_is_in_doubt);
	tcase_add_test(tcase, a_posting_lives_and_is_found);
	tcase_add_test(tcase, postings_are_listed_newest_round_first);
	tcase_add_test(tcase, a_moved_channel_is_moved_everywhere);
	suite_add_tcase(suite, tcase);
}
