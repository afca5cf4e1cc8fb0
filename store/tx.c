/*
 * The one transaction that may be open. SQLite sometimes rolls back by itself (full disk, I/O
 * error); then the rest of the transaction must not slip out in autocommit, so it is marked
 * broken and can only be rolled back.
 */

#include "base/log.h"
#include "store/engine.h"

enum kg_status tx_break(struct store *store, enum kg_status why)
{
	if (store->in_tx && store->broken == KG_OK) {
		store->broken = why;
	}
	return store->in_tx ? store->broken : why;
}

bool tx_is_open(const struct store *store)
{
	return store->in_tx && store->broken == KG_OK && sqlite3_get_autocommit(store->db) == 0;
}

enum kg_status tx_begin(struct store *store)
{
	int rc;

	KG_ASSERT(!store->in_tx);
	rc = sqlite3_exec(store->db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
	if (rc != SQLITE_OK) {
		log_error("store begin code=%d error=\"%s\"", rc, sqlite3_errmsg(store->db));
		return stmt_status(store, rc);
	}
	store->in_tx = true;
	store->broken = KG_OK;
	return KG_OK;
}

void tx_rollback(struct store *store)
{
	if (!store->in_tx) {
		return;
	}
	if (sqlite3_get_autocommit(store->db) == 0) {
		int rc = sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);

		if (rc != SQLITE_OK) {
			log_error("store rollback code=%d error=\"%s\"", rc,
			    sqlite3_errmsg(store->db));
		}
		KG_ASSERT(sqlite3_get_autocommit(store->db) != 0);
	}
	store->in_tx = false;
	store->broken = KG_OK;
}

enum kg_status tx_commit(struct store *store)
{
	enum kg_status st;
	int rc;

	KG_ASSERT(store->in_tx);
	if (!tx_is_open(store)) {
		st = store->broken != KG_OK ? store->broken : KG_IO;
		tx_rollback(store);
		return st;
	}
	rc = sqlite3_exec(store->db, "COMMIT", NULL, NULL, NULL);
	if (rc != SQLITE_OK) {
		log_error("store commit code=%d error=\"%s\"", rc, sqlite3_errmsg(store->db));
		st = stmt_status(store, rc);
		tx_rollback(store);
		return st;
	}
	store->in_tx = false;
	store->commits++;
	return KG_OK;
}
