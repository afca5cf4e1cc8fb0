#include "lib.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/apply.h"

enum { MAX_TRIGGERS = 16 };

static char pristine[256];

static void tell_and_close(void)
{
	store_setup();
	story_tell();
	store_close(store);
	store = NULL;
	(void)snprintf(pristine, sizeof(pristine), "%s", path_of("pristine"));
	copy_file(path_of("kaigi.db"), pristine);
}

/* As a skilled hand would: the triggers are away while it works, and back afterwards. */
static void tamper(const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *stmt;
	char *triggers[MAX_TRIGGERS];
	char drop[160];
	int count = 0;

	copy_file(pristine, path_of("kaigi.db"));
	db = open_plain();
	ck_assert_int_eq(
	    sqlite3_prepare_v2(db, "SELECT sql, name FROM sqlite_schema WHERE type = 'trigger'",
	        -1, &stmt, NULL),
	    SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		ck_assert_int_lt(count, MAX_TRIGGERS);
		triggers[count++] = mem_strdup((const char *)sqlite3_column_text(stmt, 0));
	}
	(void)sqlite3_finalize(stmt);
	ck_assert_int_ge(count, 6);
	for (int i = 0; i < count; i++) {
		char name[100];

		ck_assert_int_eq(sscanf(triggers[i], "CREATE TRIGGER %99s", name), 1);
		(void)snprintf(drop, sizeof(drop), "DROP TRIGGER %s", name);
		run_plain(db, drop);
	}
	run_plain(db, "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON");
	run_plain(db, sql);
	for (int i = 0; i < count; i++) {
		run_plain(db, triggers[i]);
		free(triggers[i]);
	}
	ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

static void expect(const char *sql, const char *start_of_line)
{
	struct findings findings;

	tamper(sql);
	findings = verify_folder();
	ck_assert_msg(findings.count > 0 && found(&findings, start_of_line),
	    "%s\nexpected \"%s\", got:\n%s", sql, start_of_line, findings.text);
}

START_TEST(untouched_is_clean)
{
	struct findings findings;

	tamper("SELECT 1");
	findings = verify_folder();
	ck_assert_msg(findings.count == 0, "%s", findings.text);
}
END_TEST

/* Every column of a table in its first row: another value of the same type. */
static int alter_columns(const char *table)
{
	char sql[512];
	char where[160];
	sqlite3 *db = open_plain();
	sqlite3_stmt *stmt;
	int altered = 0;

	/* The second row: the first of the ledger is the key. */
	(void)snprintf(sql, sizeof(sql),
	    "SELECT c.name, c.type, c.pk FROM pragma_table_info('%s') c ORDER BY c.cid", table);
	ck_assert_int_eq(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		const char *column = (const char *)sqlite3_column_text(stmt, 0);
		const char *type = (const char *)sqlite3_column_text(stmt, 1);
		const char *value = strcmp(type, "INTEGER") == 0 ? "coalesce(%s, 0) + 1000003"
		                    : strcmp(type, "BLOB") == 0  ? "zeroblob(length(%s))"
		                                                 : "coalesce(%s, '') || 'x'";
		char expression[160];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		(void)snprintf(expression, sizeof(expression), value, column);
#pragma GCC diagnostic pop
		(void)snprintf(where, sizeof(where), "(SELECT min(%s) FROM %s)", column, table);
		(void)snprintf(sql, sizeof(sql), "UPDATE %s SET %s = %s WHERE %s = %s", table,
		    column, expression, column, where);
		expect(sql, table);
		altered++;
	}
	(void)sqlite3_finalize(stmt);
	ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
	return altered;
}

START_TEST(every_column_of_the_ledger)
{
	ck_assert_int_eq(alter_columns("ledger"), 7);
	ck_assert_int_eq(alter_columns("ledger_value"), 5);
	ck_assert_int_eq(alter_columns("ledger_head"), 4);
}
END_TEST

enum { RECORD_PARTS = 6 }; /* each in a process and a time of its own */

START_TEST(every_column_of_every_record)
{
	int altered = 0;
	int i = 0;

	for (const char *const *table = apply_tables; *table != NULL; table++) {
		altered += i++ % RECORD_PARTS == _i ? alter_columns(*table) : 0;
	}
	for (const char *const *table = apply_engine_tables; *table != NULL; table++) {
		altered += i++ % RECORD_PARTS == _i ? alter_columns(*table) : 0;
	}
	ck_assert_int_gt(altered, 50);
}
END_TEST

START_TEST(the_entry_and_the_column_are_named)
{
	expect("UPDATE ledger SET at = at + 1 WHERE seq = 5", "ledger 5: at: ");
	expect("UPDATE ledger SET kind = 'note' WHERE seq = 5", "ledger 5: kind: ");
	expect("UPDATE ledger SET version = 2 WHERE seq = 5", "ledger 5: version: ");
	expect("UPDATE ledger SET cause = 'timer:1' WHERE seq = 5", "ledger 5: cause: ");
	expect("UPDATE ledger SET bytes = bytes || 'x' WHERE seq = 5", "ledger 5: hash: ");
	expect("UPDATE ledger SET hash = upper(hash) WHERE seq = 5", "ledger 5: hash: ");
	expect("UPDATE ledger SET bytes = bytes || char(0) || 'x' WHERE seq = 5",
	    "ledger 5: a text ");
	expect("UPDATE ledger_value SET value = '別人' WHERE seq = 5 AND name = 'name'",
	    "ledger_value 5 1: ");
	expect("UPDATE ledger_value SET value = value || char(0) WHERE seq = 5",
	    "ledger 5: a text ");
	expect("UPDATE ledger_value SET salt = randomblob(16) WHERE seq = 5 AND position = 2",
	    "ledger_value 5 2: ");
	expect("UPDATE ledger_value SET salt = x'' WHERE seq = 5 AND position = 2",
	    "ledger_value 5 2: salt");
	expect("UPDATE ledger_value SET position = 9 WHERE seq = 5 AND position = 3",
	    "ledger_value 5 9: position: ");
	expect("UPDATE ledger_value SET name = 'id2' WHERE seq = 5 AND position = 0",
	    "ledger_value 5 0: ");
	expect(
	    "UPDATE ledger_value SET value = NULL, salt = x'' WHERE seq = 5 AND name = 'name'",
	    "ledger_value 5 name: value: missing");
	expect("UPDATE person SET name = 'x' WHERE id = 'p1'", "person id=p1: name: ");
	expect("UPDATE meta SET value = 'yokohama' WHERE key = 'council'", "meta council");
	expect("DELETE FROM meta", "meta council");
}
END_TEST

START_TEST(rows_removed_added_swapped)
{
	expect("DELETE FROM ledger WHERE seq = 5", "ledger 5: missing");
	expect("DELETE FROM ledger WHERE seq = 1", "ledger 1: missing");
	expect("DELETE FROM ledger_value WHERE seq = 5 AND position = 1", "ledger_value 5 1");
	expect("DELETE FROM ledger_head WHERE seq = (SELECT max(seq) FROM ledger_head)",
	    "ledger_head ");
	expect("DELETE FROM person WHERE id = 'p2'", "person id=p2: missing");
	expect("INSERT INTO person VALUES ('p9', '余人', 'ja', '', 5)", "person id=p9: added");
	expect("INSERT INTO ledger_value VALUES (5, 9, 'extra', randomblob(16), 'x')",
	    "ledger_value 5 ");
	expect("INSERT INTO ledger_value VALUES (5555, 0, 'extra', randomblob(16), 'x')",
	    "ledger_value 5555 0: belongs");
	expect("INSERT INTO ledger_head SELECT 3, at, hash, signature FROM ledger_head LIMIT 1",
	    "ledger_head 3: ");
	expect(
	    "INSERT INTO ledger SELECT max(seq) + 1, at, 'note', 1, 'x', 'x', 'x' FROM ledger",
	    "ledger ");
	expect("UPDATE ledger SET seq = -seq WHERE seq IN (5, 6);"
	       "UPDATE ledger SET seq = 11 + seq WHERE seq < 0",
	    "ledger 5: seq: ");
	expect("UPDATE ledger_value SET position = -1 - position WHERE seq = 5 AND position IN "
	       "(0, 1);"
	       "UPDATE ledger_value SET position = 2 + position WHERE position < 0",
	    "ledger_value 5 0");
	expect("UPDATE person SET id = 'px' WHERE id = 'p1'; UPDATE person SET id = 'p1' WHERE "
	       "id = 'p2';"
	       "UPDATE person SET id = 'p2' WHERE id = 'px'",
	    "person id=p1: name: ");
}
END_TEST

/* An entry rewritten with a fitting hash: the next one, or the signature over the newest, gives
 * it away. */
START_TEST(a_bad_signature_and_a_cut_tail_below_a_head)
{
	expect("UPDATE ledger_head SET signature = randomblob(64) WHERE seq = (SELECT max(seq) "
	       "FROM ledger_head)",
	    "ledger_head ");
	expect("UPDATE ledger_head SET signature = x'00'", "ledger_head ");
	expect("DELETE FROM ledger_value WHERE seq > 20; DELETE FROM ledger WHERE seq > 20",
	    "ledger_head ");
}
END_TEST

START_TEST(a_missing_trigger_or_index_is_named)
{
	sqlite3 *db;
	struct findings findings;

	copy_file(pristine, path_of("kaigi.db"));
	db = open_plain();
	run_plain(db,
	    "DROP TRIGGER ledger_no_delete; DROP INDEX inbox_event; CREATE TABLE extra (x)");
	ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
	findings = verify_folder();
	ck_assert(found(&findings, "schema type=trigger name=ledger_no_delete: missing"));
	ck_assert(found(&findings, "schema type=index name=inbox_event: missing"));
	ck_assert(found(&findings, "schema type=table name=extra: added"));
	ck_assert_int_eq(findings.count, 3);
}
END_TEST

/* Whoever holds the database alone may write a whole new chain with his own key; kaigi.key
 * betrays him. */
START_TEST(a_chain_of_another_key_is_named)
{
	struct findings findings;
	char kept[256];

	(void)snprintf(kept, sizeof(kept), "%s", path_of("kept"));
	copy_file(path_of("kaigi.key"), kept);
	ck_assert_int_eq(remove(path_of("kaigi.db")), 0);
	ck_assert_int_eq(remove(path_of("kaigi.key")), 0);
	ck_ok(open_at(folder, "kawasaki", false, &store));
	store_close(store);
	store = NULL;
	copy_file(kept, path_of("kaigi.key"));
	findings = verify_folder();
	ck_assert(found(&findings, "ledger 1: public_key"));
}
END_TEST

START_TEST(verify_reads_while_the_bot_writes)
{
	struct findings findings;

	ck_ok(open_at(folder, "kawasaki", false, &store));
	ck_ok(tx_begin(store));
	ck_ok(append("note", "text", "in the middle", NULL));
	findings = verify_folder();
	ck_assert_msg(findings.count == 0, "%s", findings.text);
	ck_ok(tx_commit(store));
	findings = verify_folder();
	ck_assert_msg(findings.count == 0, "%s", findings.text);
}
END_TEST

void tamper_cases(Suite *suite)
{
	TCase *tcase = tcase_create("tamper");

	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, tell_and_close, teardown);
	tcase_add_test(tcase, untouched_is_clean);
	tcase_add_test(tcase, every_column_of_the_ledger);
	tcase_add_loop_test(tcase, every_column_of_every_record, 0, RECORD_PARTS);
	tcase_add_test(tcase, the_entry_and_the_column_are_named);
	tcase_add_test(tcase, rows_removed_added_swapped);
	tcase_add_test(tcase, a_bad_signature_and_a_cut_tail_below_a_head);
	tcase_add_test(tcase, a_missing_trigger_or_index_is_named);
	tcase_add_test(tcase, a_chain_of_another_key_is_named);
	tcase_add_test(tcase, verify_reads_while_the_bot_writes);
	suite_add_tcase(suite, tcase);
}
