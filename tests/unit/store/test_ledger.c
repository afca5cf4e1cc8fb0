#include "lib.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/apply.h"
#include "store/timer.h"

static int run_independent(void)
{
	char command[512];

	(void)snprintf(
	    command, sizeof(command), "python3 %s %s", VERIFY_INDEPENDENT, path_of("kaigi.db"));
	return system(command);
}

START_TEST(python_and_openssl_come_to_the_same)
{
	sqlite3 *db;

	story_tell();
	ck_assert_int_eq(run_independent(), 0);
	db = open_plain();
	run_plain(db, "DROP TRIGGER ledger_head_no_update;"
	              "UPDATE ledger_head SET at = at + 1");
	(void)sqlite3_close(db);
	ck_assert_int_ne(run_independent(), 0);
}
END_TEST

/* By hand: sha256sum of the salt's bytes and the text, and of the previous digits, LF and the
 * lines. */
START_TEST(bytes_are_as_the_header_says)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	KG_AUTO_FREE char *bytes = NULL;
	struct ledger_row row;
	char leaf[LEDGER_HASH_HEX + 1];
	char expected[512];

	ledger_leaf_hex("0123456789abcdef", 16, "承認", leaf);
	ck_assert_str_eq(
	    leaf, "598e856e7e92cc82eec71f2b52bcd5846996de9ed8c55b7fdbc1074c4d47a9b9");
	ck_ok(tx_begin(store));
	ck_ok(append("note", "text", "承認", "left_out", NULL, NULL));
	ck_ok(tx_commit(store));
	ck_ok(ledger_read_next(store, 1, &arena, &row));
	ck_assert_uint_eq(row.value_count, 1);
	ck_assert_uint_eq(row.values[0].salt_size, 16);
	ledger_leaf_hex(row.values[0].salt, 16, "承認", leaf);
	(void)snprintf(expected, sizeof(expected),
	    "seq 2\nat 1775800000000\nkind note\nversion 1\ncause inbox:1\nfield text %s\n",
	    leaf);
	bytes = text_of(store->db, "SELECT bytes FROM ledger WHERE seq = 2");
	ck_assert_str_eq(bytes, expected);
}
END_TEST

START_TEST(equal_values_have_unequal_leaves)
{
	ck_ok(tx_begin(store));
	ck_ok(append("note", "a", "same", "b", "same", NULL));
	ck_ok(tx_commit(store));
	ck_assert_int_eq(
	    number_of(store->db, "SELECT count(DISTINCT salt) FROM ledger_value WHERE seq = 2"),
	    2);
}
END_TEST

START_TEST(what_is_not_utf8_is_refused_before_anything_is_written)
{
	ck_ok(tx_begin(store));
	ck_assert_int_eq(append("note", "text", "\xff", NULL), KG_INVALID);
	ck_assert(tx_is_open(store));
	ck_ok(append("note", "text", "good", NULL));
	ck_ok(tx_commit(store));
	ck_assert_int_eq(number_of(store->db, "SELECT max(seq) FROM ledger"), 2);
}
END_TEST

/* An entry that can't be applied must not stay in the ledger, whatever the caller does next. */
START_TEST(an_entry_that_cannot_be_applied_breaks_the_transaction)
{
	ck_ok(tx_begin(store));
	ck_ok(append("note", "text", "first", NULL));
	ck_assert_int_eq(append("rule", "key", "k", NULL), KG_CONFLICT);
	ck_assert(!tx_is_open(store));
	ck_assert_int_eq(timer_set(store, "k", "m", "", at(1)), KG_CONFLICT);
	ck_assert_int_eq(tx_commit(store), KG_CONFLICT);
	ck_assert_int_eq(number_of(store->db, "SELECT max(seq) FROM ledger"), 1);
	ck_assert_int_eq(number_of(store->db, "SELECT count(*) FROM timer"), 0);
}
END_TEST

START_TEST(an_unknown_kind_aborts)
{
	ck_ok(tx_begin(store));
	ck_ok(append("no.such.kind", NULL));
}
END_TEST

START_TEST(a_write_outside_a_transaction_aborts)
{
	ck_ok(timer_set(store, "k", "m", "", at(1)));
}
END_TEST

START_TEST(a_head_is_signed_once)
{
	char hash[LEDGER_HASH_HEX + 1];
	int64_t seq;

	ck_ok(tx_begin(store));
	ck_ok(ledger_sign(store, at(1)));
	ck_ok(ledger_sign(store, at(2)));
	ck_ok(tx_commit(store));
	ck_ok(ledger_head(store, hash, &seq));
	ck_assert_int_eq(seq, 2);
	ck_assert_int_eq(number_of(store->db, "SELECT count(*) FROM ledger_head"), 1);
}
END_TEST

static int attempt(const char *sql)
{
	char *error = NULL;
	int rc = sqlite3_exec(store->db, sql, NULL, NULL, &error);

	sqlite3_free(error);
	return rc;
}

START_TEST(nobody_but_the_engine_writes_ledger_and_records)
{
	for (const char *const *table = apply_tables; *table != NULL; table++) {
		char sql[160];

		(void)snprintf(sql, sizeof(sql), "DELETE FROM %s", *table);
		ck_assert_int_eq(attempt(sql), SQLITE_AUTH);
	}
	ck_assert_int_eq(attempt("DELETE FROM workspace"), SQLITE_AUTH);
	ck_assert_int_eq(attempt("DELETE FROM ledger"), SQLITE_AUTH);
	ck_assert_int_eq(
	    attempt("INSERT INTO ledger_head VALUES (9, 9, '', x'')"), SQLITE_AUTH);
	ck_assert_int_eq(attempt("UPDATE ledger_value SET value = NULL"), SQLITE_AUTH);
	ck_assert_int_eq(attempt("DROP TRIGGER ledger_no_delete"), SQLITE_AUTH);
	ck_assert_int_eq(attempt("CREATE TABLE x (y)"), SQLITE_AUTH);
	ck_assert_int_eq(attempt("PRAGMA writable_schema = 1"), SQLITE_AUTH);
	ck_assert_int_eq(attempt("DELETE FROM inbox"), SQLITE_OK);
}
END_TEST

/* Second line: even where the guard is lifted, and for a second program, the triggers hold. */
START_TEST(the_triggers_hold_for_everybody)
{
	static const char *const changes[] = {
		"UPDATE ledger SET at = 1",
		"DELETE FROM ledger WHERE seq = 1",
		"UPDATE ledger_head SET at = 1",
		"DELETE FROM ledger_head",
		"DELETE FROM ledger_value",
		"UPDATE ledger_value SET value = 'x'",
		"UPDATE ledger_value SET value = NULL, salt = x'' WHERE seq = 1",
	};
	sqlite3 *db;

	story_tell();
	db = open_plain();
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		ck_assert_int_eq(
		    sqlite3_exec(db, changes[i], NULL, NULL, NULL), SQLITE_CONSTRAINT);
	}
	(void)sqlite3_close(db);
}
END_TEST

static char *dump(void)
{
	static char text[256 * 1024];
	size_t used = 0;

	for (const char *const *lists[] = { apply_tables, apply_engine_tables, NULL },
	                       *const **list = lists;
	     *list != NULL; list++) {
		for (const char *const *table = *list; *table != NULL; table++) {
			char sql[160];
			sqlite3_stmt *stmt;

			(void)snprintf(
			    sql, sizeof(sql), "SELECT * FROM %s ORDER BY 1, 2, 3", *table);
			ck_assert_int_eq(
			    sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL), SQLITE_OK);
			while (sqlite3_step(stmt) == SQLITE_ROW) {
				for (int i = 0; i < sqlite3_column_count(stmt); i++) {
					const unsigned char *value =
					    sqlite3_column_text(stmt, i);

					used += (size_t)snprintf(text + used,
					    sizeof(text) - used, "%s|%s|", *table,
					    value != NULL ? (const char *)value : "NULL");
				}
			}
			(void)sqlite3_finalize(stmt);
		}
	}
	ck_assert_uint_lt(used, sizeof(text));
	return mem_strdup(text);
}

START_TEST(a_rebuild_gives_the_same_records)
{
	KG_AUTO_FREE char *before = NULL;
	KG_AUTO_FREE char *after = NULL;

	story_tell();
	before = dump();
	ck_assert_uint_gt(strlen(before), 1000);
	ck_ok(store_rebuild(store));
	after = dump();
	ck_assert_str_eq(before, after);
}
END_TEST

START_TEST(a_value_is_disposed_of_by_order_and_verify_says_so)
{
	struct findings findings;
	KG_AUTO_FREE char *text = NULL;

	story_tell();
	text = text_of(store->db, "SELECT text FROM opinion ORDER BY entry DESC LIMIT 1");
	ck_assert_str_eq(text, LEDGER_DISPOSED);
	ck_assert_int_eq(number_of(store->db,
	                     "SELECT count(*) FROM ledger_value WHERE value LIKE '%電話番号%'"),
	    0);
	ck_assert_int_eq(
	    number_of(store->db, "SELECT length(salt) FROM ledger_value WHERE value IS NULL"),
	    0);
	findings = verify_folder();
	ck_assert_msg(findings.count == 0, "%s", findings.text);
	ck_assert_ptr_nonnull(strstr(findings.text, "廃棄済"));
}
END_TEST

START_TEST(the_chains_own_entries_cannot_be_disposed_of)
{
	struct ledger_disposal order = { .seq = 1,
		.name = "public_key",
		.reason = "r",
		.ordered_by = "p",
		.cause = "inbox:1",
		.at = at(1) };

	ck_ok(tx_begin(store));
	ck_assert_int_eq(ledger_dispose(store, &order), KG_INVALID);
	order.seq = 77;
	ck_assert_int_eq(ledger_dispose(store, &order), KG_NOT_FOUND);
	ck_ok(append("note", "text", "x", NULL));
	order.seq = 2;
	order.name = "no_such";
	ck_assert_int_eq(ledger_dispose(store, &order), KG_NOT_FOUND);
	ck_ok(tx_commit(store));
	ck_assert_int_eq(number_of(store->db, "SELECT max(seq) FROM ledger"), 2);
}
END_TEST

void ledger_cases(Suite *suite)
{
	TCase *tcase = tcase_create("ledger");

	tcase_add_checked_fixture(tcase, store_setup, teardown);
	tcase_add_test(tcase, python_and_openssl_come_to_the_same);
	tcase_add_test(tcase, bytes_are_as_the_header_says);
	tcase_add_test(tcase, equal_values_have_unequal_leaves);
	tcase_add_test(tcase, what_is_not_utf8_is_refused_before_anything_is_written);
	tcase_add_test(tcase, an_entry_that_cannot_be_applied_breaks_the_transaction);
	tcase_add_test(tcase, a_head_is_signed_once);
	tcase_add_test(tcase, nobody_but_the_engine_writes_ledger_and_records);
	tcase_add_test(tcase, the_triggers_hold_for_everybody);
	tcase_add_test(tcase, a_rebuild_gives_the_same_records);
	tcase_add_test(tcase, a_value_is_disposed_of_by_order_and_verify_says_so);
	tcase_add_test(tcase, the_chains_own_entries_cannot_be_disposed_of);
	if (getenv("CK_FORK") == NULL) { /* an abort needs a process of its own */
		tcase_add_test_raise_signal(tcase, an_unknown_kind_aborts, 6);
		tcase_add_test_raise_signal(tcase, a_write_outside_a_transaction_aborts, 6);
	}
	suite_add_tcase(suite, tcase);
}
