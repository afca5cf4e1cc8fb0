#include "lib.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/timer.h"

static int mode_of(const char *name)
{
	struct stat st;

	ck_assert_int_eq(stat(path_of(name), &st), 0);
	return (int)(st.st_mode & 0777);
}

START_TEST(a_fresh_folder_gets_private_files_and_entry_one)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	char hash[LEDGER_HASH_HEX + 1];
	char *pem;
	int64_t seq;

	ck_assert_int_eq(mode_of("kaigi.db"), 0600);
	ck_assert_int_eq(mode_of("kaigi.db-wal"), 0600);
	ck_assert_int_eq(mode_of("kaigi.db-shm"), 0600);
	ck_assert_int_eq(mode_of("kaigi.key"), 0600);
	ck_assert_int_eq(mode_of("kaigi.lock"), 0600);
	ck_assert_int_eq(mode_of("files"), 0700);
	ck_ok(ledger_head(store, hash, &seq));
	ck_assert_int_eq(seq, 1);
	pem = ledger_value(store, 1, "public_key", &arena);
	ck_assert_int_eq(strncmp(pem, "-----BEGIN PUBLIC KEY-----", 26), 0);
	ck_assert_str_eq(ledger_value(store, 1, "council", &arena), "kawasaki");
	ck_assert_ptr_null(ledger_value(store, 1, "no_such", &arena));
}
END_TEST

START_TEST(the_pragmas_hold)
{
	store->unguarded++;
	ck_assert_int_eq(number_of(store->db, "PRAGMA synchronous"), 2);
	ck_assert_int_eq(number_of(store->db, "PRAGMA foreign_keys"), 1);
	ck_assert_int_eq(number_of(store->db, "PRAGMA trusted_schema"), 0);
	ck_assert_int_eq(number_of(store->db, "PRAGMA busy_timeout"), 0);
	ck_assert_int_eq(number_of(store->db, "PRAGMA user_version"), migrate_latest());
	store->unguarded--;
}
END_TEST

START_TEST(a_second_start_adds_nothing)
{
	char before[LEDGER_HASH_HEX + 1];
	char after[LEDGER_HASH_HEX + 1];
	int64_t seq;

	ck_ok(ledger_head(store, before, &seq));
	reopen();
	ck_ok(ledger_head(store, after, &seq));
	ck_assert_str_eq(before, after);
	ck_assert_int_eq(verify_folder().count, 0);
}
END_TEST

/* Another process holds the lock: a child takes it, as another kaigi would. */
START_TEST(a_held_lock_is_busy_and_a_reader_needs_none)
{
	struct store *other = NULL;
	int ready[2];
	char byte;
	pid_t child;
	int status;

	store_close(store);
	store = NULL;
	ck_assert_int_eq(pipe(ready), 0);
	child = fork();
	if (child == 0) {
		struct store *held;
		struct store_options options = { .folder = folder, .council = "kawasaki" };
		struct kg_error err;

		if (store_open(&options, &held, &err) != KG_OK ||
		    write(ready[1], "x", 1) != 1) {
			_exit(1);
		}
		(void)pause();
		_exit(0);
	}
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	ck_assert_int_eq(open_at(folder, "kawasaki", false, &other), KG_BUSY);
	ck_assert_int_eq(verify_folder().count, 0);
	ck_assert_int_eq(kill(child, SIGKILL), 0);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_ok(open_at(folder, "kawasaki", false, &store));
	(void)close(ready[0]);
	(void)close(ready[1]);
}
END_TEST

START_TEST(another_council_is_foreign)
{
	struct store *other = NULL;

	store_close(store);
	store = NULL;
	ck_assert_int_eq(open_at(folder, "yokohama", false, &other), KG_FOREIGN);
	ck_assert_int_eq(open_at(folder, "yokohama", true, &other), KG_FOREIGN);
	ck_ok(open_at(folder, "kawasaki", false, &other));
	store_close(other);
}
END_TEST

START_TEST(a_newer_database_is_refused_untouched)
{
	struct store *other = NULL;
	sqlite3 *db;

	store_close(store);
	store = NULL;
	db = open_plain();
	run_plain(db, "PRAGMA user_version = 9999");
	ck_assert_int_eq(open_at(folder, "kawasaki", false, &other), KG_NEWER);
	ck_assert_int_eq(open_at(folder, "kawasaki", true, &other), KG_NEWER);
	ck_assert_int_eq(number_of(db, "PRAGMA user_version"), 9999);
	(void)sqlite3_close(db);
}
END_TEST

START_TEST(a_database_that_is_not_ours_is_foreign)
{
	struct store *other = NULL;
	sqlite3 *db = open_plain();

	run_plain(db, "CREATE TABLE theirs (x)");
	(void)sqlite3_close(db);
	ck_assert_int_eq(open_at(folder, "kawasaki", false, &other), KG_FOREIGN);
}
END_TEST

START_TEST(the_key_must_be_there_private_and_the_same)
{
	struct store *other = NULL;
	char command[512];
	char kept[256];

	store_close(store);
	store = NULL;
	(void)snprintf(kept, sizeof(kept), "%s", path_of("kept"));
	ck_assert_int_eq(rename(path_of("kaigi.key"), kept), 0);
	ck_assert_int_eq(open_at(folder, "kawasaki", false, &other), KG_NOT_FOUND);
	ck_assert_int_ne(access(path_of("kaigi.key"), F_OK), 0);
	copy_file(kept, path_of("kaigi.key"));
	ck_assert_int_eq(chmod(path_of("kaigi.key"), 0640), 0);
	ck_assert_int_eq(open_at(folder, "kawasaki", false, &other), KG_DENIED);
	ck_assert_int_eq(chmod(path_of("kaigi.key"), 0600), 0);
	ck_ok(open_at(folder, "kawasaki", false, &other));
	store_close(other);
	(void)snprintf(command, sizeof(command), "openssl genpkey -algorithm ed25519 -out %s",
	    path_of("kaigi.key"));
	ck_assert_int_eq(system(command), 0);
	ck_assert_int_eq(chmod(path_of("kaigi.key"), 0600), 0);
	ck_assert_int_eq(open_at(folder, "kawasaki", false, &other), KG_FOREIGN);
}
END_TEST

START_TEST(a_reader_finds_nothing_in_an_empty_folder)
{
	struct store *other = NULL;

	ck_assert_int_eq(open_at(folder, "kawasaki", true, &other), KG_NOT_FOUND);
	ck_assert_int_ne(access(path_of("kaigi.db"), F_OK), 0);
}
END_TEST

START_TEST(a_reader_can_write_nothing)
{
	struct store *reader;
	int64_t id;

	ck_ok(open_at(folder, "kawasaki", true, &reader));
	ck_assert_int_eq(timer_set(reader, "k", "m", "", at(1)), KG_DENIED);
	ck_assert_int_eq(workspace_ensure(reader, "new", 1, &id), KG_NOT_FOUND);
	store_close(reader);
}
END_TEST

/* A file of schema 1, as the first kaigi left it, comes up to today's. */
START_TEST(a_version_one_file_is_brought_up)
{
	struct findings findings;
	sqlite3 *db = open_plain();

	ck_assert_int_eq(store_migrations[0].number, 1);
	run_plain(db, (const char *)store_migrations[0].sql);
	run_plain(db, "INSERT INTO meta VALUES ('council', 'kawasaki')");
	run_plain(db, "PRAGMA user_version = 1");
	(void)sqlite3_close(db);
	ck_assert_int_eq(open_at(folder, "yokohama", false, &store), KG_FOREIGN);
	db = open_plain();
	ck_assert_int_eq(number_of(db, "PRAGMA user_version"), 1);
	run_plain(db, "DELETE FROM meta");
	(void)sqlite3_close(db);
	ck_ok(open_at(folder, "kawasaki", false, &store));
	ck_assert_int_eq(
	    number_of(store->db, "SELECT count(*) FROM meta WHERE key = 'rebuild'"), 0);
	story_tell();
	findings = verify_folder();
	ck_assert_msg(findings.count == 0, "%s", findings.text);
}
END_TEST

/* A kill between migration and rebuild leaves a mark; the next start makes the records anew. */
START_TEST(a_marked_database_is_rebuilt_at_the_start)
{
	struct findings findings;
	sqlite3 *db;

	story_tell();
	store_close(store);
	store = NULL;
	db = open_plain();
	run_plain(
	    db, "UPDATE person SET name = '別人'; INSERT INTO meta VALUES ('rebuild', '1')");
	(void)sqlite3_close(db);
	ck_assert_int_gt(verify_folder().count, 0);
	ck_ok(open_at(folder, "kawasaki", false, &store));
	findings = verify_folder();
	ck_assert_msg(findings.count == 0, "%s", findings.text);
}
END_TEST

START_TEST(left_over_files_are_swept)
{
	FILE *file;

	store_close(store);
	store = NULL;
	file = fopen(path_of("files/.new-left"), "we");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(fclose(file), 0);
	ck_ok(open_at(folder, "kawasaki", false, &store));
	ck_assert_int_ne(access(path_of("files/.new-left"), F_OK), 0);
}
END_TEST

void open_cases(Suite *suite)
{
	TCase *opened = tcase_create("open");
	TCase *bare = tcase_create("bare folder");

	tcase_add_checked_fixture(opened, store_setup, teardown);
	tcase_add_test(opened, a_fresh_folder_gets_private_files_and_entry_one);
	tcase_add_test(opened, the_pragmas_hold);
	tcase_add_test(opened, a_second_start_adds_nothing);
	tcase_add_test(opened, a_held_lock_is_busy_and_a_reader_needs_none);
	tcase_add_test(opened, another_council_is_foreign);
	tcase_add_test(opened, a_newer_database_is_refused_untouched);
	tcase_add_test(opened, the_key_must_be_there_private_and_the_same);
	tcase_add_test(opened, a_reader_can_write_nothing);
	tcase_add_test(opened, a_marked_database_is_rebuilt_at_the_start);
	tcase_add_test(opened, left_over_files_are_swept);
	suite_add_tcase(suite, opened);
	tcase_add_checked_fixture(bare, folder_setup, teardown);
	tcase_add_test(bare, a_database_that_is_not_ours_is_foreign);
	tcase_add_test(bare, a_reader_finds_nothing_in_an_empty_folder);
	tcase_add_test(bare, a_version_one_file_is_brought_up);
	suite_add_tcase(suite, bare);
}
