/*
 * Opening and closing. What it keeps true: one process writes a database; a database that is
 * newer, another council's or not ours is refused before anything in it changes; after
 * store_open every statement is prepared, the schema is today's, entry 1 holds the public half
 * of the key beside it.
 */

#include "store/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/apply.h"
#include "store/engine.h"

enum { APPLICATION_ID = 0x6B616967, READER_WAIT_MS = 2000 };

STMT(meta_get, "SELECT value FROM meta WHERE key = :key");
STMT(meta_put, "INSERT INTO meta (key, value) VALUES (:key, :value)");
STMT(meta_drop, "DELETE FROM meta WHERE key = :key");

static enum kg_status status_of_errno(void)
{
	return errno == ENOSPC || errno == EDQUOT ? KG_FULL
	       : errno == ENOENT                  ? KG_NOT_FOUND
	                                          : KG_IO;
}

static enum kg_status refuse_path(struct kg_error *err, const char *path)
{
	enum kg_status st = status_of_errno();

	kg_error_set(err, "%s: %s", path, kg_errno_text(errno));
	return st;
}

static enum kg_status make_folders(const struct store *store, struct kg_error *err)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	char *files = arena_printf(&arena, "%s/files", store->folder);

	if (mkdir(store->folder, 0700) != 0 && errno != EEXIST) {
		return refuse_path(err, store->folder);
	}
	if (mkdir(files, 0700) != 0 && errno != EEXIST) {
		return refuse_path(err, files);
	}
	return KG_OK;
}

static enum kg_status lock_folder(struct store *store, struct kg_error *err)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	char *path = arena_printf(&arena, "%s/kaigi.lock", store->folder);

	store->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (store->lock_fd < 0) {
		return refuse_path(err, path);
	}
	if (flock(store->lock_fd, LOCK_EX | LOCK_NB) == 0) {
		return KG_OK;
	}
	if (errno != EWOULDBLOCK) {
		return refuse_path(err, path);
	}
	kg_error_set(err, "%s is held: another kaigi runs on this folder", path);
	return KG_BUSY;
}

/* Files left over by a kill; nothing refers to them. Safe under the lock only. */
static void sweep_files(const struct store *store)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	char *path = arena_printf(&arena, "%s/files", store->folder);
	DIR *folder = opendir(path);
	struct dirent *entry;

	if (folder == NULL) {
		return;
	}
	while ((entry = readdir(folder)) != NULL) {
		if (strncmp(entry->d_name, ".new-", 5) == 0) {
			(void)unlinkat(dirfd(folder), entry->d_name, 0);
		}
	}
	(void)closedir(folder);
}

static enum kg_status refuse_sqlite(
    struct store *store, int rc, const char *what, struct kg_error *err)
{
	enum kg_status st = stmt_status(store, rc);

	kg_error_set(err, "%s: %s", what, sqlite3_errmsg(store->db));
	log_error("store open=%s code=%d error=\"%s\"", what, rc, sqlite3_errmsg(store->db));
	return st == KG_OK ? KG_IO : st;
}

static enum kg_status open_database(struct store *store, struct kg_error *err)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	char *path = arena_printf(&arena, "%s/kaigi.db", store->folder);
	int fd;
	int rc;

	/* The WAL and its shared memory take the mode of the database. */
	fd = open(
	    path, store->read_only ? O_RDONLY | O_CLOEXEC : O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0) {
		return refuse_path(err, path);
	}
	(void)close(fd);
	rc = sqlite3_open_v2(path, &store->db,
	    SQLITE_OPEN_NOMUTEX |
	        (store->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE),
	    NULL);
	return rc == SQLITE_OK ? KG_OK : refuse_sqlite(store, rc, path, err);
}

static enum kg_status pragma_int(
    struct store *store, const char *sql, int64_t *out, struct kg_error *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL);

	if (rc == SQLITE_OK) {
		rc = sqlite3_step(stmt);
	}
	if (rc == SQLITE_ROW) {
		*out = sqlite3_column_int64(stmt, 0);
		rc = SQLITE_OK;
	}
	(void)sqlite3_finalize(stmt);
	return rc == SQLITE_OK ? KG_OK : refuse_sqlite(store, rc, sql, err);
}

static enum kg_status configure(struct store *store, struct kg_error *err)
{
	static const char pragmas[] =
	    "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
	    "PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON;"
	    "PRAGMA cell_size_check = ON; PRAGMA recursive_triggers = ON;";
	int rc;

	(void)sqlite3_extended_result_codes(store->db, 1);
	(void)sqlite3_busy_timeout(store->db, store->read_only ? READER_WAIT_MS : 0);
	(void)sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	(void)sqlite3_db_config(store->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	(void)sqlite3_db_config(store->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	rc = sqlite3_exec(store->db, pragmas, NULL, NULL, NULL);
	return rc == SQLITE_OK ? KG_OK : refuse_sqlite(store, rc, "pragmas", err);
}

/* KG_FOREIGN: some other program's database. KG_NEWER. Reads only. */
static enum kg_status check_origin(struct store *store, struct kg_error *err)
{
	int64_t version = 0;
	int64_t application = 0;
	int64_t tables = 0;
	enum kg_status st = pragma_int(store, "PRAGMA user_version", &version, err);

	if (st == KG_OK) {
		st = pragma_int(store, "PRAGMA application_id", &application, err);
	}
	if (st == KG_OK) {
		st = pragma_int(store, "SELECT count(*) FROM sqlite_schema", &tables, err);
	}
	if (st != KG_OK) {
		return st;
	}
	if (tables > 0 && application != APPLICATION_ID) {
		kg_error_set(err, "%s/kaigi.db is not kaigi's", store->folder);
		return KG_FOREIGN;
	}
	if (version > migrate_latest()) {
		kg_error_set(err,
		    "%s/kaigi.db was written by a newer kaigi (schema %lld, this one knows %d)",
		    store->folder, (long long)version, migrate_latest());
		return KG_NEWER;
	}
	if (store->read_only && version < migrate_latest()) {
		kg_error_set(err,
		    "%s/kaigi.db has schema %lld of %d: start kaigi once, it brings it up to "
		    "date",
		    store->folder, (long long)version, migrate_latest());
		return KG_INVALID;
	}
	return KG_OK;
}

/* Before the statements are prepared, thus by hand: a foreign database must not be migrated. */
static enum kg_status check_council(
    struct store *store, const char *council, struct kg_error *err)
{
	sqlite3_stmt *stmt = NULL;
	int64_t has_meta = 0;
	enum kg_status st = pragma_int(
	    store, "SELECT count(*) FROM sqlite_schema WHERE name = 'meta'", &has_meta, err);
	int rc;

	if (st != KG_OK || has_meta == 0 || council == NULL) {
		return st;
	}
	rc = sqlite3_prepare_v2(
	    store->db, "SELECT value FROM meta WHERE key = 'council'", -1, &stmt, NULL);
	if (rc == SQLITE_OK) {
		rc = sqlite3_step(stmt);
	}
	if (rc == SQLITE_ROW &&
	    strcmp((const char *)sqlite3_column_text(stmt, 0), council) != 0) {
		kg_error_set(err,
		    "%s/kaigi.db belongs to the council \"%s\", the settings say \"%s\"",
		    store->folder, (const char *)sqlite3_column_text(stmt, 0), council);
		st = KG_FOREIGN;
	} else if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
		st = refuse_sqlite(store, rc, "meta", err);
	}
	(void)sqlite3_finalize(stmt);
	return st;
}

static enum kg_status use_wal(struct store *store, struct kg_error *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(store->db, "PRAGMA journal_mode = WAL", -1, &stmt, NULL);
	enum kg_status st = KG_OK;

	if (rc == SQLITE_OK) {
		rc = sqlite3_step(stmt);
	}
	if (rc != SQLITE_ROW) {
		st = refuse_sqlite(store, rc, "journal_mode", err);
	} else if (strcmp((const char *)sqlite3_column_text(stmt, 0), "wal") != 0) {
		kg_error_set(err, "%s: the file system can't hold a WAL", store->folder);
		st = KG_IO;
	}
	(void)sqlite3_finalize(stmt);
	return st;
}

static enum kg_status prepare(struct store *store, struct kg_error *err)
{
	enum kg_status st;

	guard_install(store);
	st = store->read_only ? KG_OK : migrate_run(store, err);
	if (st == KG_OK) {
		st = stmt_prepare_all(store, err);
	}
	if (st == KG_OK) {
		st = apply_prepare(store, err);
	}
	return st;
}

static enum kg_status append_key(struct store *store, const char *council)
{
	KG_AUTO_FREE char *pem = key_public_pem(store->key);
	const struct ledger_field fields[] = { { "public_key", pem }, { "council", council } };
	const struct ledger_entry entry = {
		.kind = "key",
		.version = 1,
		.at = clock_now(),
		.cause = "first start",
		.fields = fields,
		.field_count = 2,
	};
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &meta_put);
	enum kg_status st;

	stmt_text(stmt, "key", "council");
	stmt_text(stmt, "value", council);
	st = stmt_run(stmt);
	return st == KG_OK ? ledger_append(store, &entry, NULL) : st;
}

static enum kg_status first_start(
    struct store *store, const char *council, struct kg_error *err)
{
	enum kg_status st = tx_begin(store);

	if (st == KG_OK) {
		st = append_key(store, council);
	}
	if (st == KG_OK) {
		st = tx_commit(store);
	}
	tx_rollback(store);
	if (st != KG_OK) {
		kg_error_set(err, "the first entry can't be written: %s", kg_status_text(st));
	}
	return st;
}

static enum kg_status check_key(struct store *store, struct kg_error *err)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	KG_AUTO_FREE char *pem = key_public_pem(store->key);
	char *known = ledger_value(store, 1, "public_key", &arena);

	if (known == NULL || strcmp(known, pem) != 0) {
		kg_error_set(err,
		    "%s/kaigi.key is not the key that this database was begun with",
		    store->folder);
		return KG_FOREIGN;
	}
	return KG_OK;
}

static enum kg_status drop_rebuild_mark(struct store *store)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &meta_drop);

	stmt_text(stmt, "key", "rebuild");
	return stmt_run(stmt);
}

static bool has_rebuild_mark(struct store *store)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &meta_get);

	stmt_text(stmt, "key", "rebuild");
	return stmt_step(stmt) == KG_OK;
}

/* A migration may have changed record tables: they are made anew by today's rules. */
static enum kg_status rebuild_if_marked(struct store *store, struct kg_error *err)
{
	enum kg_status st;

	if (!has_rebuild_mark(store)) {
		return KG_OK;
	}
	st = tx_begin(store);
	if (st == KG_OK) {
		st = apply_all(store);
	}
	if (st == KG_OK) {
		st = drop_rebuild_mark(store);
	}
	if (st == KG_OK) {
		st = tx_commit(store);
	}
	tx_rollback(store);
	if (st != KG_OK) {
		kg_error_set(err, "the records can't be made anew: %s", kg_status_text(st));
	}
	return st;
}

static enum kg_status start_ledger(
    struct store *store, const char *council, struct kg_error *err)
{
	char hash[LEDGER_HASH_HEX + 1];
	int64_t seq = 0;
	enum kg_status st = ledger_head(store, hash, &seq);

	if (st != KG_OK && st != KG_NOT_FOUND) {
		kg_error_set(err, "the ledger can't be read: %s", kg_status_text(st));
		return st;
	}
	st = key_load(store->folder, seq == 0, &store->key, err);
	if (st != KG_OK) {
		return st;
	}
	st = rebuild_if_marked(store, err);
	if (st != KG_OK) {
		return st;
	}
	return seq == 0 ? first_start(store, council, err) : check_key(store, err);
}

static enum kg_status open_all(struct store *store, const char *council, struct kg_error *err)
{
	enum kg_status st = KG_OK;

	if (!store->read_only) {
		st = make_folders(store, err);
		if (st == KG_OK) {
			st = lock_folder(store, err);
		}
	}
	if (st == KG_OK) {
		st = open_database(store, err);
	}
	if (st == KG_OK) {
		st = configure(store, err);
	}
	if (st == KG_OK) {
		st = check_origin(store, err);
	}
	if (st == KG_OK) {
		st = check_council(store, council, err);
	}
	if (st == KG_OK && !store->read_only) {
		sweep_files(store);
		st = use_wal(store, err);
	}
	if (st == KG_OK) {
		st = prepare(store, err);
	}
	if (st == KG_OK && !store->read_only) {
		st = start_ledger(store, council, err);
	}
	return st;
}

enum kg_status store_open(
    const struct store_options *options, struct store **out, struct kg_error *err)
{
	struct store *store = mem_alloc(sizeof(*store));
	enum kg_status st;

	KG_ASSERT(options->read_only || options->council != NULL);
	store->folder = mem_strdup(options->folder);
	store->lock_fd = -1;
	store->read_only = options->read_only;
	st = open_all(store, options->council, err);
	if (st != KG_OK) {
		store_close(store);
		return st;
	}
	*out = store;
	return KG_OK;
}

enum kg_status store_open_memory(struct store **out, struct kg_error *err)
{
	struct store *store = mem_alloc(sizeof(*store));
	enum kg_status st = KG_OK;
	int rc;

	store->folder = mem_strdup("");
	store->lock_fd = -1;
	rc = sqlite3_open_v2(":memory:", &store->db,
	    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
	if (rc != SQLITE_OK) {
		st = refuse_sqlite(store, rc, "memory", err);
	}
	if (st == KG_OK) {
		st = configure(store, err);
	}
	if (st == KG_OK) {
		st = prepare(store, err);
	}
	if (st != KG_OK) {
		store_close(store);
		return st;
	}
	*out = store;
	return KG_OK;
}

void store_close(struct store *store)
{
	int rc;

	if (store == NULL) {
		return;
	}
	if (store->db != NULL) {
		tx_rollback(store);
		apply_finalize(store);
		stmt_finalize_all(store);
		rc = sqlite3_close(store->db);
		KG_ASSERT(rc == SQLITE_OK);
	}
	EVP_PKEY_free(store->key);
	if (store->lock_fd >= 0) {
		(void)close(store->lock_fd);
	}
	arena_finish(&store->names);
	free(store->interned);
	free(store->folder);
	free(store);
}

const char *store_folder(const struct store *store)
{
	return store->folder;
}

uint64_t store_commits(const struct store *store)
{
	return store->commits;
}
