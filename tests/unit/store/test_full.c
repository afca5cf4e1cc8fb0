#include "lib.h"

#include <stdio.h>
#include <string.h>

#include "fault_vfs.h"
#include "store/inbox.h"
#include "store/timer.h"

static char big[100 * 1024];

static enum kg_status take(int number)
{
	char id[32];
	int64_t row;

	(void)snprintf(id, sizeof(id), "Ev%d", number);
	return inbox_take(store,
	    &(struct inbox_event){
	        .workspace = 1,
	        .event_id = id,
	        .kind = "mark",
	        .payload = big,
	        .payload_size = sizeof(big),
	        .when = at(number),
	        .now = at(number),
	    },
	    &row);
}

static void set_limit(int64_t pages)
{
	char sql[64];

	(void)snprintf(sql, sizeof(sql), "PRAGMA max_page_count = %lld", (long long)pages);
	store->unguarded++;
	ck_assert_int_eq(sqlite3_exec(store->db, sql, NULL, NULL, NULL), SQLITE_OK);
	store->unguarded--;
}

START_TEST(a_full_database_rolls_back_and_goes_on_when_there_is_room)
{
	enum kg_status st = KG_OK;
	int64_t pages;

	ck_ok(tx_begin(store));
	ck_ok(take(1));
	ck_ok(tx_commit(store));
	store->unguarded++;
	pages = number_of(store->db, "PRAGMA page_count");
	store->unguarded--;
	set_limit(pages + 60);
	ck_ok(tx_begin(store));
	for (int i = 2; i < 10 && st == KG_OK; i++) {
		st = take(i);
	}
	ck_assert_int_eq(st, KG_FULL);
	ck_assert(!tx_is_open(store));
	/* The rest of the handler must not slip out statement by statement. */
	ck_assert_int_eq(timer_set(store, "k", "m", "", at(1)), KG_FULL);
	ck_assert_int_eq(append("note", "text", "x", NULL), KG_FULL);
	ck_assert_int_eq(tx_commit(store), KG_FULL);
	ck_assert_int_eq(number_of(store->db, "SELECT count(*) FROM inbox"), 1);
	ck_assert_int_eq(number_of(store->db, "SELECT count(*) FROM timer"), 0);
	ck_ok(tx_begin(store));
	ck_ok(timer_set(store, "k", "m", "", at(1)));
	tx_rollback(store);
	set_limit(1000000);
	ck_ok(tx_begin(store));
	ck_ok(take(2));
	ck_ok(append("note", "text", "x", NULL));
	ck_ok(tx_commit(store));
	ck_assert_int_eq(verify_folder().count, 0);
}
END_TEST

/* One transaction of everything; KG_OK when it was committed. */
static enum kg_status transact(int number)
{
	char text[32];
	enum kg_status st = tx_begin(store);

	if (st != KG_OK) {
		return st;
	}
	(void)snprintf(text, sizeof(text), "%d", number);
	st = take(number);
	if (st == KG_OK) {
		st = append("note", "number", text, NULL);
	}
	if (st == KG_OK) {
		st = timer_set(store, "k", text, "", at(1));
	}
	if (st == KG_OK) {
		return tx_commit(store);
	}
	tx_rollback(store);
	return st;
}

/* Whatever write fails: what was said to be committed is there, what failed left nothing, and
 * it goes on. */
static void sweep(int code, enum kg_status expected)
{
	int committed = 0;
	int number = 1;
	bool fired = true;

	for (int nth = 0; fired && nth < 200; nth++) {
		enum kg_status st;

		fault_arm(nth, code);
		st = transact(number);
		fired = fault_disarm();
		committed += st == KG_OK;
		/* A fault in the checkpoint behind the commit takes nothing back. */
		ck_assert_msg(st == KG_OK || (fired && st == expected), "write %d: %s", nth,
		    kg_status_text(st));
		ck_assert(!tx_is_open(store));
		ck_assert_int_eq(number_of(store->db, "SELECT count(*) FROM inbox"), committed);
		ck_assert_int_eq(number_of(store->db, "SELECT count(*) FROM timer"), committed);
		ck_assert_int_eq(
		    number_of(store->db, "SELECT count(*) - 1 FROM ledger"), committed);
		number++;
	}
	ck_assert_msg(!fired, "the sweep came to no end");
	ck_assert_int_gt(number, 10);
	ck_ok(transact(number));
	ck_assert_int_eq(verify_folder().count, 0);
	reopen();
	ck_assert_int_eq(number_of(store->db, "SELECT count(*) FROM inbox"), committed + 1);
}

START_TEST(every_failing_write_of_a_transaction_full)
{
	sweep(SQLITE_FULL, KG_FULL);
}
END_TEST

START_TEST(every_failing_write_of_a_transaction_io)
{
	sweep(SQLITE_IOERR_WRITE, KG_IO);
}
END_TEST

START_TEST(a_first_start_on_a_full_disk_is_refused_and_later_succeeds)
{
	bool fired = true;

	for (int nth = 0; fired && nth < 300; nth++) {
		struct store *other = NULL;
		struct store_options options = { .folder = folder, .council = "kawasaki" };
		struct kg_error err = { { 0 } };
		enum kg_status st;

		fault_arm(nth, SQLITE_FULL);
		st = store_open(&options, &other, &err);
		fired = fault_disarm();
		ck_assert(st == KG_OK || st == KG_FULL);
		ck_assert(st == KG_OK || err.text[0] != '\0');
		if (st == KG_OK) {
			store_close(other);
		}
	}
	ck_assert(!fired);
	ck_ok(open_at(folder, "kawasaki", false, &store));
	ck_assert_int_eq(verify_folder().count, 0);
}
END_TEST

static void setup_faulty(void)
{
	fault_install();
	store_setup();
}

static void folder_faulty(void)
{
	fault_install();
	folder_setup();
}

void full_cases(Suite *suite)
{
	TCase *tcase = tcase_create("full");
	TCase *faulty = tcase_create("faulty");
	TCase *first = tcase_create("first start");

	tcase_add_checked_fixture(tcase, store_setup, teardown);
	tcase_add_test(tcase, a_full_database_rolls_back_and_goes_on_when_there_is_room);
	suite_add_tcase(suite, tcase);
	tcase_set_timeout(faulty, 60);
	tcase_add_checked_fixture(faulty, setup_faulty, teardown);
	tcase_add_test(faulty, every_failing_write_of_a_transaction_full);
	tcase_add_test(faulty, every_failing_write_of_a_transaction_io);
	suite_add_tcase(suite, faulty);
	tcase_set_timeout(first, 60);
	tcase_add_checked_fixture(first, folder_faulty, teardown);
	tcase_add_test(first, a_first_start_on_a_full_disk_is_refused_and_later_succeeds);
	suite_add_tcase(suite, first);
}
