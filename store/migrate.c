/*
 * Numbered migrations, embedded. Each runs in a transaction of its own together with the new
 * user_version, so that a start that was killed in between goes on where it was. Records are
 * made anew after a migration.
 */

#include "store/engine.h"

#include <stdio.h>

#include "base/log.h"

int migrate_latest(void)
{
	int latest = 0;

	for (const struct migration *m = store_migrations; m->number != 0; m++) {
		KG_ASSERT(m->number == latest + 1);
		latest = m->number;
	}
	return latest;
}

enum kg_status migrate_version(struct store *store, int *out_version)
{
	sqlite3_stmt *stmt = NULL;
	int rc;

	store->unguarded++;
	rc = sqlite3_prepare_v2(store->db, "PRAGMA user_version", -1, &stmt, NULL);
	store->unguarded--;
	if (rc == SQLITE_OK) {
		rc = sqlite3_step(stmt);
	}
	if (rc == SQLITE_ROW) {
		*out_version = sqlite3_column_int(stmt, 0);
		(void)sqlite3_finalize(stmt);
		return KG_OK;
	}
	(void)sqlite3_finalize(stmt);
	return stmt_status(store, rc) == KG_NOT_FOUND ? KG_IO : stmt_status(store, rc);
}

static enum kg_status run_text(
    struct store *store, const char *sql, const char *name, struct kg_error *err)
{
	char *message = NULL;
	int rc;

	store->unguarded++;
	rc = sqlite3_exec(store->db, sql, NULL, NULL, &message);
	store->unguarded--;
	if (rc == SQLITE_OK) {
		return KG_OK;
	}
	log_error("store migration=%s error=\"%s\"", name, message != NULL ? message : "?");
	kg_error_set(err, "migration %s: %s", name, message != NULL ? message : "?");
	sqlite3_free(message);
	return tx_break(store, stmt_status(store, rc));
}

static enum kg_status run_one(
    struct store *store, const struct migration *migration, struct kg_error *err)
{
	char tail[160];
	enum kg_status st = tx_begin(store);

	if (st != KG_OK) {
		kg_error_set(err, "migration %s: %s", migration->name, kg_status_text(st));
		return st;
	}
	(void)snprintf(tail, sizeof(tail),
	    "INSERT OR REPLACE INTO meta (key, value) VALUES ('rebuild', '1'); PRAGMA "
	    "user_version = %d",
	    migration->number);
	st = run_text(store, (const char *)migration->sql, migration->name, err);
	if (st == KG_OK) {
		st = run_text(store, tail, migration->name, err);
	}
	if (st != KG_OK) {
		tx_rollback(store);
		return st;
	}
	st = tx_commit(store);
	if (st != KG_OK) {
		kg_error_set(err, "migration %s: %s", migration->name, kg_status_text(st));
	}
	return st;
}

enum kg_status migrate_run(struct store *store, struct kg_error *err)
{
	int version = 0;
	enum kg_status st = migrate_version(store, &version);

	for (const struct migration *m = store_migrations; m->number != 0 && st == KG_OK; m++) {
		if (m->number > version) {
			st = run_one(store, m, err);
		}
	}
	return st;
}
