#include "workspace/store.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "workspace/jx.h"

static const char schema[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
    "CREATE TABLE IF NOT EXISTS document (kind TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT "
    "NULL,"
    " PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS message (channel TEXT NOT NULL, ts TEXT NOT NULL, json TEXT "
    "NOT NULL,"
    " PRIMARY KEY (channel, ts)) STRICT, WITHOUT ROWID;"
    "PRAGMA user_version = 1;";

enum statement { PUT, DROP, PUT_MESSAGE, DROP_MESSAGE, GET, STATEMENTS };

static const char *const texts[STATEMENTS] = {
	[PUT] = "INSERT OR REPLACE INTO document (kind, id, json) VALUES (?1, ?2, ?3)",
	[DROP] = "DELETE FROM document WHERE kind = ?1 AND id = ?2",
	[PUT_MESSAGE] =
	    "INSERT OR REPLACE INTO message (channel, ts, json) VALUES (?1, ?2, ?3)",
	[DROP_MESSAGE] = "DELETE FROM message WHERE channel = ?1 AND ts = ?2",
	[GET] = "SELECT json FROM document WHERE kind = ?1 AND id = ?2",
};

static sqlite3 *db;
static sqlite3_stmt *statements[STATEMENTS];
static bool writing;

enum kg_status store_open(const char *directory, struct kg_error *err)
{
	char path[4096];

	(void)snprintf(path, sizeof(path), "%s/workspace.db", directory);
	if (sqlite3_open(path, &db) != SQLITE_OK ||
	    sqlite3_exec(db, schema, NULL, NULL, NULL) != SQLITE_OK) {
		kg_error_set(err, "%s: %s", path, sqlite3_errmsg(db));
		return sqlite3_errcode(db) == SQLITE_BUSY ? KG_BUSY : KG_IO;
	}
	for (int i = 0; i < STATEMENTS; i++) {
		if (sqlite3_prepare_v2(db, texts[i], -1, &statements[i], NULL) != SQLITE_OK) {
			kg_error_set(err, "%s: %s", path, sqlite3_errmsg(db));
			return KG_IO;
		}
	}
	return KG_OK;
}

KG_NORETURN static void give_up(const char *sql)
{
	log_error("event=store_failed sql=\"%s\" error=\"%s\"", sql, sqlite3_errmsg(db));
	exit(EXIT_FAILURE); /* NOLINT(concurrency-mt-unsafe): the only thread */
}

static void execute(const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
		give_up(sql);
	}
}

static void write_row(enum statement which, const char *a, const char *b, const char *c)
{
	sqlite3_stmt *statement = statements[which];

	if (!writing) {
		execute("BEGIN IMMEDIATE");
		writing = true;
	}
	(void)sqlite3_bind_text(statement, 1, a, -1, SQLITE_STATIC);
	(void)sqlite3_bind_text(statement, 2, b, -1, SQLITE_STATIC);
	if (c != NULL) {
		(void)sqlite3_bind_text(statement, 3, c, -1, SQLITE_STATIC);
	}
	if (sqlite3_step(statement) != SQLITE_DONE) {
		give_up(sqlite3_sql(statement));
	}
	(void)sqlite3_reset(statement);
	(void)sqlite3_clear_bindings(statement);
}

void store_commit(void)
{
	if (writing) {
		execute("COMMIT");
		writing = false;
	}
}

void store_close(void)
{
	if (db == NULL) {
		return;
	}
	store_commit();
	for (int i = 0; i < STATEMENTS; i++) {
		(void)sqlite3_finalize(statements[i]);
	}
	if (sqlite3_close(db) != SQLITE_OK) {
		log_error("event=store_close_failed");
	}
	db = NULL;
}

static void put(enum statement which, const char *a, const char *b, const json_t *value)
{
	char *text = jx_dump(value);

	write_row(which, a, b, text);
	free(text);
}

void store_put(const char *kind, const char *id, const json_t *document)
{
	put(PUT, kind, id, document);
}

void store_drop(const char *kind, const char *id)
{
	write_row(DROP, kind, id, NULL);
}

void store_put_message(const char *channel, const char *ts, const json_t *message)
{
	put(PUT_MESSAGE, channel, ts, message);
}

void store_drop_message(const char *channel, const char *ts)
{
	write_row(DROP_MESSAGE, channel, ts, NULL);
}

static void each_row(
    const char *sql, const char *kind, void (*each)(const char *key, json_t *document))
{
	sqlite3_stmt *statement = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK) {
		kg_die(__FILE__, __LINE__, sqlite3_errmsg(db));
	}
	if (kind != NULL) {
		(void)sqlite3_bind_text(statement, 1, kind, -1, SQLITE_STATIC);
	}
	while (sqlite3_step(statement) == SQLITE_ROW) {
		const char *text = (const char *)sqlite3_column_text(statement, 1);
		json_t *document = json_loads(text, 0, NULL);

		if (document != NULL) {
			each((const char *)sqlite3_column_text(statement, 0), document);
			json_decref(document);
		}
	}
	(void)sqlite3_finalize(statement);
}

void store_each(const char *kind, void (*each)(const char *id, json_t *document))
{
	each_row("SELECT id, json FROM document WHERE kind = ?1 ORDER BY id", kind, each);
}

void store_each_message(void (*each)(const char *channel, json_t *message))
{
	each_row("SELECT channel, json FROM message ORDER BY channel, ts", NULL, each);
}

json_t *store_get(const char *kind, const char *id)
{
	sqlite3_stmt *statement = statements[GET];
	json_t *document = NULL;

	(void)sqlite3_bind_text(statement, 1, kind, -1, SQLITE_STATIC);
	(void)sqlite3_bind_text(statement, 2, id, -1, SQLITE_STATIC);
	if (sqlite3_step(statement) == SQLITE_ROW) {
		document = json_loads((const char *)sqlite3_column_text(statement, 0), 0, NULL);
	}
	(void)sqlite3_reset(statement);
	(void)sqlite3_clear_bindings(statement);
	return document;
}
