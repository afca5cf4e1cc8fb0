/* Inbox, timers, dialogues, workspaces, files, transactions. */

#include "lib.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/dialogue.h"
#include "store/files.h"
#include "store/guide.h"
#include "store/inbox.h"
#include "store/outbox.h"
#include "store/people.h"
#include "store/timer.h"

static enum kg_status take(
    const char *event_id, const char *facts, int64_t workspace, int64_t *out_id)
{
	return inbox_take(store,
	    &(struct inbox_event){
	        .workspace = workspace,
	        .event_id = event_id,
	        .facts = facts,
	        .kind = "mark",
	        .payload = "p",
	        .payload_size = 1,
	        .when = at(1),
	        .now = at(2),
	    },
	    out_id);
}

START_TEST(an_event_is_taken_once_by_either_key)
{
	int64_t first;
	int64_t id;

	ck_ok(tx_begin(store));
	ck_ok(take("Ev1", "mark|C1|1.1|U1|o|5", 1, &first));
	ck_assert_int_eq(take("Ev1", "mark|C1|1.1|U1|o|6", 1, &id), KG_CONFLICT);
	ck_assert_int_eq(id, first);
	id = 0;
	ck_assert_int_eq(take("Ev2", "mark|C1|1.1|U1|o|5", 1, &id), KG_CONFLICT);
	ck_assert_int_eq(id, first);
	ck_assert_int_eq(take(NULL, "mark|C1|1.1|U1|o|5", 1, &id), KG_CONFLICT);
	ck_assert(tx_is_open(store));
	ck_ok(take("Ev1", "mark|C1|1.1|U1|o|5", 2, &id));
	ck_ok(take(NULL, NULL, 1, &id));
	ck_ok(take(NULL, NULL, 1, &id));
	ck_ok(take("Ev3", NULL, 1, &id));
	ck_ok(tx_commit(store));
	reopen();
	ck_ok(tx_begin(store));
	ck_assert_int_eq(take("Ev3", NULL, 1, &id), KG_CONFLICT);
	ck_ok(tx_commit(store));
	ck_assert_int_eq(number_of(store->db, "SELECT count(*) FROM inbox"), 5);
}
END_TEST

START_TEST(a_repeat_gets_the_same_reply)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	char *reply = NULL;
	size_t size = 9;
	int64_t id;

	ck_ok(tx_begin(store));
	ck_ok(take("Ev1", NULL, 1, &id));
	ck_ok(inbox_reply(store, id, &arena, &reply, &size));
	ck_assert_ptr_null(reply);
	ck_ok(inbox_set_reply(store, id, "a\0b", 3));
	ck_ok(tx_commit(store));
	ck_ok(inbox_reply(store, id, &arena, &reply, &size));
	ck_assert_uint_eq(size, 3);
	ck_assert_mem_eq(reply, "a\0b", 3);
	ck_assert_int_eq(inbox_reply(store, 999, &arena, &reply, &size), KG_NOT_FOUND);
}
END_TEST

START_TEST(parked_events_are_counted)
{
	int64_t id;
	int count;

	ck_ok(tx_begin(store));
	ck_ok(take("Ev1", NULL, 1, &id));
	ck_ok(inbox_parked(store, &count));
	ck_assert_int_eq(count, 0);
	ck_ok(inbox_park(store, id, "invalid"));
	ck_assert_int_eq(inbox_park(store, 999, "invalid"), KG_NOT_FOUND);
	ck_ok(tx_commit(store));
	ck_ok(inbox_parked(store, &count));
	ck_assert_int_eq(count, 1);
}
END_TEST

static void expect_timer(const char *kind, const char *matter, int64_t seconds)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct timer timer;

	ck_ok(timer_next(store, &arena, &timer));
	ck_assert_str_eq(timer.kind, kind);
	ck_assert_str_eq(timer.matter, matter);
	ck_assert_int_eq(timer.due.ms, at(seconds).ms);
	ck_ok(timer_done(store, timer.id));
}

START_TEST(timers_run_in_the_order_of_their_due_times)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct timer timer;

	ck_ok(tx_begin(store));
	ck_ok(timer_set(store, "deadline", "A", "", at(30)));
	ck_ok(timer_set(store, "remind", "A", "1", at(10)));
	ck_ok(timer_set(store, "remind", "A", "2", at(20)));
	ck_ok(timer_set(store, "remind", "B", "1", at(10)));
	ck_ok(timer_set(store, "deadline", "A", "", at(5)));
	ck_ok(timer_set(store, "deadline", "C", "", at(1)));
	ck_ok(timer_set(store, "remind", "C", "", at(2)));
	ck_ok(timer_clear(store, "remind", "C"));
	expect_timer("deadline", "C", 1);
	expect_timer("deadline", "A", 5);
	expect_timer("remind", "A", 10);
	expect_timer("remind", "B", 10);
	ck_ok(timer_set(store, "deadline", "A", "", at(40)));
	ck_ok(timer_clear(store, NULL, "A"));
	ck_assert_int_eq(timer_next(store, &arena, &timer), KG_NOT_FOUND);
	ck_assert_int_eq(timer_done(store, 999), KG_NOT_FOUND);
	ck_ok(tx_commit(store));
}
END_TEST

START_TEST(a_form_survives_a_restart)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct dialogue opened = { .workspace = 1,
		.account = "U1",
		.kind = "circulate",
		.form = "f\0g",
		.form_size = 3,
		.context = "{}",
		.opened = at(1) };
	struct dialogue back;

	ck_ok(tx_begin(store));
	ck_ok(dialogue_open(store, &opened));
	ck_ok(tx_commit(store));
	reopen();
	ck_ok(dialogue_load(store, opened.token, &arena, &back));
	ck_assert_str_eq(back.token, opened.token);
	ck_assert_str_eq(back.account, "U1");
	ck_assert_str_eq(back.matter, "");
	ck_assert_uint_eq(back.form_size, 3);
	ck_assert_mem_eq(back.form, "f\0g", 3);
	ck_assert_int_eq(back.opened.ms, at(1).ms);
	back.form = "new";
	back.context = "c";
	ck_ok(tx_begin(store));
	ck_ok(dialogue_save(store, &back));
	ck_ok(dialogue_load(store, opened.token, &arena, &back));
	ck_assert_mem_eq(back.form, "new", 3);
	ck_assert_str_eq(back.context, "c");
	ck_ok(dialogue_close(store, opened.token));
	ck_assert_int_eq(dialogue_load(store, opened.token, &arena, &back), KG_NOT_FOUND);
	ck_assert_int_eq(dialogue_save(store, &opened), KG_NOT_FOUND);
	ck_ok(tx_commit(store));
}
END_TEST

START_TEST(the_newest_guide_of_an_account_is_asked)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct guide first = { .token = "t1", .workspace = 1, .account = "U1", .asked = at(1) };
	struct guide other = { .token = "t2", .workspace = 1, .account = "U2" };
	struct guide elsewhere = { .token = "t3", .workspace = 2, .account = "U1" };
	struct guide second = { .token = "t4", .workspace = 1, .account = "U1" };
	struct guide back;

	ck_ok(tx_begin(store));
	ck_ok(guide_open(store, &first));
	ck_ok(guide_open(store, &second));
	ck_ok(guide_open(store, &other));
	ck_ok(guide_open(store, &elsewhere));
	ck_assert_int_eq(guide_open(store, &other), KG_CONFLICT);
	tx_rollback(store);
	ck_assert_int_eq(guide_current(store, 1, "U1", &arena, &back), KG_NOT_FOUND);
	ck_ok(tx_begin(store));
	ck_ok(guide_open(store, &first));
	ck_ok(guide_open(store, &second));
	ck_ok(guide_open(store, &other));
	ck_ok(guide_current(store, 1, "U1", &arena, &back));
	ck_assert_str_eq(back.token, "t4");
	back.step = 3;
	back.answers = "a\0b";
	back.answers_size = 3;
	back.posting = 7;
	back.asked = at(9);
	back.reminded = true;
	ck_ok(guide_save(store, &back));
	ck_ok(tx_commit(store));
	reopen();
	ck_ok(guide_load(store, "t4", &arena, &back));
	ck_assert_int_eq(back.step, 3);
	ck_assert_uint_eq(back.answers_size, 3);
	ck_assert_mem_eq(back.answers, "a\0b", 3);
	ck_assert_int_eq(back.posting, 7);
	ck_assert_int_eq(back.asked.ms, at(9).ms);
	ck_assert(back.reminded);
	ck_ok(tx_begin(store));
	ck_ok(guide_close(store, "t4"));
	ck_ok(guide_current(store, 1, "U1", &arena, &back));
	ck_assert_str_eq(back.token, "t1");
	ck_assert_int_eq(back.asked.ms, at(1).ms);
	ck_assert_int_eq(guide_current(store, 2, "U1", &arena, &back), KG_NOT_FOUND);
	ck_assert_int_eq(guide_save(store, &second), KG_NOT_FOUND);
	ck_ok(tx_commit(store));
}
END_TEST

START_TEST(what_was_said_is_found_by_its_posting)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct posting where = { .workspace = 1, .conversation = "@U1" };
	struct posting *list;
	struct outbox_row row;
	size_t count;

	ck_ok(tx_begin(store));
	for (int i = 1; i <= 4; i++) {
		struct posting posting = {
			.workspace = 1, .conversation = i == 4 ? "@U2" : "@U1", .kind = "word"
		};
		struct outbox_row say = { .workspace = 1,
			.conversation = posting.conversation,
			.verb = OUTBOX_SAY,
			.priority = PRIORITY_SAY,
			.body = i == 1 ? "one" : "more" };

		say.body_size = strlen(say.body);
		ck_ok(posting_add(store, &posting));
		say.posting = posting.id;
		ck_ok(outbox_add(store, &say));
		ck_ok(outbox_show(store, posting.id));
		ck_ok(posting_set_live(store, posting.id, "D1",
		    i == 1   ? "m1"
		    : i == 2 ? "m2"
		    : i == 3 ? "m3"
		             : "m4",
		    at(i)));
	}
	ck_ok(posting_set_state(store, 2, POSTING_OLD));
	ck_ok(posting_recent(store, &where, 10, &arena, &list, &count));
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(list[0].message, "m3");
	ck_assert_str_eq(list[1].message, "m1");
	ck_ok(posting_recent(store, &where, 1, &arena, &list, &count));
	ck_assert_uint_eq(count, 1);
	ck_ok(outbox_said(store, 1, &arena, &row));
	ck_assert_mem_eq(row.body, "one", 3);
	ck_assert_int_eq(outbox_said(store, 99, &arena, &row), KG_NOT_FOUND);
	ck_ok(tx_commit(store));
}
END_TEST

START_TEST(told_once_is_told_once)
{
	ck_ok(tx_begin(store));
	ck_ok(told_once(store, "k", at(1)));
	ck_ok(tx_commit(store));
	reopen();
	ck_ok(tx_begin(store));
	ck_assert_int_eq(told_once(store, "k", at(2)), KG_CONFLICT);
	ck_assert(tx_is_open(store));
	ck_ok(told_once(store, "l", at(2)));
	ck_ok(told_forget(store, "k"));
	ck_ok(told_once(store, "k", at(3)));
	ck_ok(tx_commit(store));
}
END_TEST

START_TEST(the_last_file_is_the_latest_one)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct seen_file newer = {
		.id = "F2", .name = "b.pdf", .type = "pdf", .size = 2, .at = at(2)
	};
	struct seen_file older = {
		.id = "F1", .name = "a.pdf", .type = "pdf", .size = 1, .at = at(1)
	};
	struct seen_file last;

	ck_ok(tx_begin(store));
	ck_ok(seen_file_put(store, 1, "C1", "U1", &newer));
	ck_ok(seen_file_put(store, 1, "C1", "U1", &older));
	ck_ok(tx_commit(store));
	ck_ok(seen_file_last(store, 1, "C1", "U1", &arena, &last));
	ck_assert_str_eq(last.id, "F2");
	ck_assert_int_eq(last.size, 2);
	ck_assert_int_eq(seen_file_last(store, 1, "C1", "U2", &arena, &last), KG_NOT_FOUND);
}
END_TEST

START_TEST(a_workspace_keeps_its_number_and_a_rollback_gives_it_back)
{
	int64_t first;
	int64_t again;
	int64_t other;

	ck_ok(workspace_ensure(store, "slack", 1, &first));
	ck_ok(tx_begin(store));
	ck_ok(workspace_ensure(store, "lost", 1, &other));
	ck_assert_str_eq(workspace_name(store, other), "lost");
	tx_rollback(store);
	ck_assert_str_eq(workspace_name(store, other), "");
	ck_ok(workspace_ensure(store, "matrix", 2, &again));
	ck_assert_int_eq(again, other);
	ck_assert_str_eq(workspace_name(store, other), "matrix");
	ck_assert_int_eq(workspace_ensure(store, "slack", 2, &again), KG_CONFLICT);
	reopen();
	ck_ok(workspace_ensure(store, "slack", 1, &again));
	ck_assert_int_eq(again, first);
	ck_assert_ptr_eq(workspace_name(store, first), workspace_name(store, first));
}
END_TEST

/* The same id in two networks is two accounts, of two people. */
START_TEST(an_account_is_one_in_its_own_workspace)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct person who;

	ck_ok(tx_begin(store));
	ck_ok(append(
	    "person", "id", "p1", "name", "架空 花子", "language", "ja", "phone", "", NULL));
	ck_ok(append(
	    "person", "id", "p2", "name", "架空 太郎", "language", "ja", "phone", "", NULL));
	ck_ok(append("account", "workspace", "slack", "account", "U1", "person", "p1", NULL));
	ck_ok(append("account", "workspace", "other", "account", "U1", "person", "p2", NULL));
	ck_ok(append("account", "workspace", "other", "account", "U2", "person", "p2", NULL));
	ck_ok(tx_commit(store));
	ck_ok(person_of_account(store, "other", "U1", &arena, &who));
	ck_assert_str_eq(who.id, "p2");
	ck_ok(person_of_account(store, "slack", "U1", &arena, &who));
	ck_assert_str_eq(who.id, "p1");
	ck_assert_int_eq(person_of_account(store, "slack", "U2", &arena, &who), KG_NOT_FOUND);
	ck_assert_int_eq(person_of_account(store, "third", "U1", &arena, &who), KG_NOT_FOUND);
}
END_TEST

START_TEST(a_file_lies_under_its_hash)
{
	KG_AUTO_FREE char *path = NULL;
	char hash[SHA256_HEX + 1];
	char streamed[SHA256_HEX + 1];
	struct file_writer *writer;
	struct stat st;
	int64_t size;

	ck_ok(file_keep(store, "abc", 3, hash));
	/* FIPS 180-2, appendix B.1 */
	ck_assert_str_eq(
	    hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	path = file_path(store, hash);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_size, 3);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	ck_ok(file_writer_open(store_folder(store), &writer));
	ck_ok(file_writer_add(writer, "a", 1));
	ck_ok(file_writer_add(writer, "bc", 2));
	ck_ok(file_writer_close(writer, streamed, &size));
	ck_assert_str_eq(streamed, hash);
	ck_assert_int_eq(size, 3);
	ck_ok(file_keep(store, "", 0, hash));
	ck_assert_str_eq(
	    hash, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	sha256_hex("abc", 3, hash);
	ck_assert_str_eq(hash, streamed);
}
END_TEST

START_TEST(a_file_over_the_limit_is_refused_and_leaves_nothing)
{
	static char chunk[1024 * 1024];
	struct file_writer *writer;
	enum kg_status st = KG_OK;
	int chunks = 0;

	ck_ok(file_writer_open(folder, &writer));
	while (st == KG_OK && chunks < 60) {
		st = file_writer_add(writer, chunk, sizeof(chunk));
		chunks += st == KG_OK;
	}
	ck_assert_int_eq(st, KG_FULL);
	ck_assert_int_eq(chunks, 50);
	ck_assert_int_eq(file_writer_add(writer, "x", 1), KG_FULL);
	file_writer_abort(writer);
	ck_assert_int_eq(rmdir(path_of("files")), 0);
	ck_assert_int_eq(file_writer_open(folder, &writer), KG_IO);
}
END_TEST

START_TEST(commits_are_counted_and_rollbacks_are_not)
{
	uint64_t before = store_commits(store);

	ck_ok(tx_begin(store));
	ck_assert(tx_is_open(store));
	tx_rollback(store);
	tx_rollback(store);
	ck_assert(!tx_is_open(store));
	ck_ok(tx_begin(store));
	ck_ok(tx_commit(store));
	ck_assert_uint_eq(store_commits(store), before + 1);
}
END_TEST

START_TEST(another_writer_is_busy_and_not_waited_for)
{
	sqlite3 *db = open_plain();

	run_plain(db, "BEGIN IMMEDIATE");
	ck_assert_int_eq(tx_begin(store), KG_BUSY);
	run_plain(db, "ROLLBACK");
	ck_ok(tx_begin(store));
	ck_ok(tx_commit(store));
	ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}
END_TEST

void rows_cases(Suite *suite)
{
	TCase *tcase = tcase_create("rows");

	tcase_add_checked_fixture(tcase, store_setup, teardown);
	tcase_add_test(tcase, an_event_is_taken_once_by_either_key);
	tcase_add_test(tcase, a_repeat_gets_the_same_reply);
	tcase_add_test(tcase, parked_events_are_counted);
	tcase_add_test(tcase, timers_run_in_the_order_of_their_due_times);
	tcase_add_test(tcase, a_form_survives_a_restart);
	tcase_add_test(tcase, the_newest_guide_of_an_account_is_asked);
	tcase_add_test(tcase, what_was_said_is_found_by_its_posting);
	tcase_add_test(tcase, told_once_is_told_once);
	tcase_add_test(tcase, the_last_file_is_the_latest_one);
	tcase_add_test(tcase, a_workspace_keeps_its_number_and_a_rollback_gives_it_back);
	tcase_add_test(tcase, an_account_is_one_in_its_own_workspace);
	tcase_add_test(tcase, a_file_lies_under_its_hash);
	tcase_add_test(tcase, a_file_over_the_limit_is_refused_and_leaves_nothing);
	tcase_add_test(tcase, commits_are_counted_and_rollbacks_are_not);
	tcase_add_test(tcase, another_writer_is_busy_and_not_waited_for);
	suite_add_tcase(suite, tcase);
}
