/*
 * Prepared statements, all made at open from the sections that STMT fills. It keeps three
 * rules: a write needs an open transaction; after SQLite has given a transaction up nothing is
 * written any more until it is rolled back (else the rest of it would commit statement by
 * statement); one statement is in use once at a time.
 */

#include "store/engine.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"

/* The linker names the two ends of a section so. NOLINTBEGIN(bugprone-reserved-identifier) */
extern struct stmt_def __start_kaigi_stmts[];
extern struct stmt_def __stop_kaigi_stmts[];
extern struct stmt_def __start_kaigi_guarded[];
extern struct stmt_def __stop_kaigi_guarded[];
/* NOLINTEND(bugprone-reserved-identifier) */

/* A full disk shows as an I/O error where SQLite grows the shared memory of its WAL or syncs.
 */
static bool is_full(struct store *store)
{
	int error = sqlite3_system_errno(store->db);

	return sqlite3_extended_errcode(store->db) == SQLITE_IOERR_SHMSIZE || error == ENOSPC ||
	       error == EDQUOT;
}

static enum kg_status failure(struct store *store, int rc)
{
	switch (rc & 0xFF) {
	case SQLITE_CONSTRAINT:
	case SQLITE_MISMATCH:
		return KG_CONFLICT;
	case SQLITE_FULL:
		return KG_FULL;
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		return is_full(store) ? KG_FULL : KG_IO;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return KG_BUSY;
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return KG_DENIED;
	case SQLITE_ERROR:
	case SQLITE_TOOBIG:
		return KG_INVALID;
	case SQLITE_NOMEM:
		kg_die(__FILE__, __LINE__, "SQLite is out of memory");
	case SQLITE_MISUSE:
	case SQLITE_RANGE:
		kg_die(__FILE__, __LINE__, "SQLite was misused");
	default:
		return KG_IO;
	}
}

enum kg_status stmt_status(struct store *store, int rc)
{
	int code = rc & 0xFF;

	if (code == SQLITE_OK || code == SQLITE_ROW) {
		return KG_OK;
	}
	return code == SQLITE_DONE ? KG_NOT_FOUND : failure(store, rc);
}

/* Uniqueness is asked for on purpose; anything else says that something is wrong. */
static enum kg_status fail(struct store *store, const char *name, int rc)
{
	enum kg_status st = failure(store, rc);
	int extended = sqlite3_extended_errcode(store->db);

	if (extended != SQLITE_CONSTRAINT_UNIQUE && extended != SQLITE_CONSTRAINT_PRIMARYKEY) {
		log_error("store statement=%s code=%d error=\"%s\"", name, extended,
		    sqlite3_errmsg(store->db));
	}
	if (store->in_tx && st != KG_CONFLICT && st != KG_INVALID) {
		return tx_break(store, st);
	}
	return st;
}

enum kg_status stmt_prepare(struct store *store, const char *name, const char *sql,
    sqlite3_stmt **out, struct kg_error *err)
{
	int rc = sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);

	if (rc != SQLITE_OK) {
		log_error("store prepare=%s error=\"%s\"", name, sqlite3_errmsg(store->db));
		kg_error_set(err, "statement %s: %s", name, sqlite3_errmsg(store->db));
		return failure(store, rc);
	}
	KG_ASSERT(*out != NULL);
	return KG_OK;
}

#ifndef NDEBUG
/* Tables that grow for ever: a statement that walks one whole is a mistake, unless by an index
 * of open rows. */
static bool is_bad_plan(const char *detail)
{
	static const char *const growing[] = { "ledger", "ledger_value", "inbox", "outbox",
		"posting", "told", NULL };
	char table[64] = "";

	if (sscanf(detail, "SCAN %63s", table) != 1 || strstr(detail, "_open") != NULL) {
		return false;
	}
	for (const char *const *name = growing; *name != NULL; name++) {
		if (strcmp(*name, table) == 0) {
			return true;
		}
	}
	return false;
}

static void check_plan(struct store *store, const struct stmt *stmt)
{
	char *sql = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", sqlite3_sql(stmt->handle));
	sqlite3_stmt *plan = NULL;

	KG_ASSERT(sql != NULL);
	if (sqlite3_prepare_v2(store->db, sql, -1, &plan, NULL) == SQLITE_OK) {
		while (sqlite3_step(plan) == SQLITE_ROW) {
			const char *detail = (const char *)sqlite3_column_text(plan, 3);

			if (detail != NULL && is_bad_plan(detail)) {
				log_error("store statement=%s plan=\"%s\"", stmt->name, detail);
				kg_die(__FILE__, __LINE__, "a statement walks a growing table");
			}
		}
	}
	(void)sqlite3_finalize(plan);
	sqlite3_free(sql);
}
#else
static void check_plan(struct store *store, const struct stmt *stmt)
{
	(void)store;
	(void)stmt;
}
#endif

static enum kg_status prepare_one(
    struct store *store, struct stmt_def *def, bool is_guarded, struct kg_error *err)
{
	struct stmt *stmt = &store->stmts[store->stmt_count];
	enum kg_status st;

	*stmt = (struct stmt){ .store = store, .name = def->name, .is_guarded = is_guarded };
	def->index = (int)store->stmt_count;
	store->unguarded += is_guarded;
	st = stmt_prepare(store, def->name, def->sql, &stmt->handle, err);
	if (st == KG_OK) {
		stmt->is_write = !sqlite3_stmt_readonly(stmt->handle);
		if (!store->read_only) { /* verify must be able to say that an index is missing
			                  */
			check_plan(store, stmt);
		}
	}
	store->unguarded -= is_guarded;
	store->stmt_count++;
	return st;
}

enum kg_status stmt_prepare_all(struct store *store, struct kg_error *err)
{
	size_t count = (size_t)(__stop_kaigi_stmts - __start_kaigi_stmts) +
	               (size_t)(__stop_kaigi_guarded - __start_kaigi_guarded);
	enum kg_status st = KG_OK;

	store->stmts = mem_alloc(count * sizeof(*store->stmts));
	for (struct stmt_def *def = __start_kaigi_stmts;
	     def < __stop_kaigi_stmts && st == KG_OK; def++) {
		st = prepare_one(store, def, false, err);
	}
	for (struct stmt_def *def = __start_kaigi_guarded;
	     def < __stop_kaigi_guarded && st == KG_OK; def++) {
		st = prepare_one(store, def, true, err);
	}
	return st;
}

void stmt_finalize_all(struct store *store)
{
	for (size_t i = 0; i < store->stmt_count; i++) {
		(void)sqlite3_finalize(store->stmts[i].handle);
	}
	mem_free_scope(&store->stmts);
	store->stmts = NULL;
	store->stmt_count = 0;
}

struct stmt *stmt_use(struct store *store, struct stmt_def *def)
{
	struct stmt *stmt;

	KG_ASSERT(def->index >= 0 && (size_t)def->index < store->stmt_count);
	stmt = &store->stmts[def->index];
	if (stmt->is_used) {
		kg_die(__FILE__, __LINE__, stmt->name);
	}
	stmt->is_used = true;
	return stmt;
}

static int place_of(struct stmt *stmt, const char *name)
{
	char full[64];
	int size = snprintf(full, sizeof(full), ":%s", name[0] == ':' ? name + 1 : name);
	int place = 0;

	if (size > 0 && (size_t)size < sizeof(full)) {
		place = sqlite3_bind_parameter_index(stmt->handle, full);
	}
	if (place == 0) {
		log_error("store statement=%s parameter=%s unknown", stmt->name, name);
		kg_die(__FILE__, __LINE__, "no such parameter");
	}
	return place;
}

static void check_bind(int rc)
{
	KG_ASSERT(rc == SQLITE_OK);
}

void stmt_text(struct stmt *stmt, const char *name, const char *value)
{
	check_bind(
	    sqlite3_bind_text(stmt->handle, place_of(stmt, name), value, -1, SQLITE_TRANSIENT));
}

void stmt_blob(struct stmt *stmt, const char *name, const void *bytes, size_t size)
{
	int place = place_of(stmt, name);

	if (bytes == NULL) {
		check_bind(sqlite3_bind_null(stmt->handle, place));
		return;
	}
	check_bind(sqlite3_bind_blob64(stmt->handle, place, bytes, size, SQLITE_TRANSIENT));
}

void stmt_int(struct stmt *stmt, const char *name, int64_t value)
{
	check_bind(sqlite3_bind_int64(stmt->handle, place_of(stmt, name), value));
}

/* KG_OK: the write may go on. */
static enum kg_status check_tx(struct store *store)
{
	KG_ASSERT(store->in_tx);
	if (store->broken == KG_OK && sqlite3_get_autocommit(store->db) != 0) {
		return tx_break(store, KG_IO);
	}
	return store->broken;
}

enum kg_status stmt_step(struct stmt *stmt)
{
	struct store *store = stmt->store;
	enum kg_status st;
	int rc;

	if (stmt->is_write && !store->read_only) {
		st = check_tx(store);
		if (st != KG_OK) {
			return st;
		}
	}
	store->unguarded += stmt->is_guarded;
	rc = sqlite3_step(stmt->handle);
	store->unguarded -= stmt->is_guarded;
	if (rc == SQLITE_ROW) {
		return KG_OK;
	}
	return rc == SQLITE_DONE ? KG_NOT_FOUND : fail(store, stmt->name, rc);
}

enum kg_status stmt_run(struct stmt *stmt)
{
	enum kg_status st;

	do {
		st = stmt_step(stmt);
	} while (st == KG_OK);
	return st == KG_NOT_FOUND ? KG_OK : st;
}

enum kg_status stmt_step_write(struct store *store, sqlite3_stmt *handle, const char *name)
{
	enum kg_status st = check_tx(store);
	int rc;

	if (st != KG_OK) {
		return st;
	}
	store->unguarded++;
	do {
		rc = sqlite3_step(handle);
	} while (rc == SQLITE_ROW);
	store->unguarded--;
	return rc == SQLITE_DONE ? KG_OK : fail(store, name, rc);
}

int stmt_changes(struct store *store)
{
	return sqlite3_changes(store->db);
}

char *stmt_column_text(struct stmt *stmt, int column, struct arena *arena)
{
	const char *text;

	KG_ASSERT(column >= 0 && column < sqlite3_column_count(stmt->handle));
	text = (const char *)sqlite3_column_text(stmt->handle, column);
	if (text == NULL) {
		return NULL;
	}
	return arena_strndup(arena, text, (size_t)sqlite3_column_bytes(stmt->handle, column));
}

int64_t stmt_column_int(struct stmt *stmt, int column)
{
	KG_ASSERT(column >= 0 && column < sqlite3_column_count(stmt->handle));
	return sqlite3_column_int64(stmt->handle, column);
}

const void *stmt_column_blob(struct stmt *stmt, int column, size_t *out_size)
{
	const void *bytes;

	KG_ASSERT(column >= 0 && column < sqlite3_column_count(stmt->handle));
	bytes = sqlite3_column_blob(stmt->handle, column);
	*out_size = (size_t)sqlite3_column_bytes(stmt->handle, column);
	return bytes;
}

void stmt_done(struct stmt **stmt)
{
	struct stmt *used = *stmt;

	if (used == NULL) {
		return;
	}
	(void)sqlite3_reset(used->handle);
	(void)sqlite3_clear_bindings(used->handle);
	used->is_used = false;
	*stmt = NULL;
}
