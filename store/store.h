#ifndef KAIGI_STORE_STORE_H
#define KAIGI_STORE_STORE_H

/*
 * One SQLite database per council: WAL, synchronous=FULL, foreign keys, STRICT tables, numbered
 * migrations embedded in the binary. Records are written by store/apply alone: an authorizer
 * denies it to all others.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "base/time.h"

struct store;

struct store_options {
	const char *folder;  /* kaigi.db, kaigi.key, kaigi.lock, files/ lie in it */
	const char *council; /* bound at the first start; KG_FOREIGN: another's */
	bool read_only;      /* verify, export, doctor: no lock, no migration, no key needed */
};

/*
 * KG_BUSY: another process holds the lock. KG_NOT_FOUND: nothing there to read, or the signing
 * key is missing. KG_DENIED: others may read the key. KG_NEWER: a newer kaigi wrote it.
 * KG_FOREIGN. KG_FULL. KG_IO. `err` gets a sentence for the operator. Creates folder contents
 * 0600/0700. Makes the Ed25519 key and entry 1 (kind "key") at the first start.
 */
KG_MUST_CHECK enum kg_status store_open(
    const struct store_options *options, struct store **out, struct kg_error *err);
void store_close(struct store *store); /* NULL is fine; asserts that sqlite3_close says OK */

/* BEGIN IMMEDIATE. Everything that writes runs inside. A failed commit has rolled back. */
KG_MUST_CHECK enum kg_status tx_begin(struct store *store);
KG_MUST_CHECK enum kg_status tx_commit(struct store *store);
void tx_rollback(struct store *store);      /* fine when none is open */
bool tx_is_open(const struct store *store); /* SQLite may have rolled back by itself */

const char *store_folder(const struct store *store);
uint64_t store_commits(
    const struct store *store); /* committed since the start, for kill tests */

/* Empties the record tables and applies every ledger entry again, in a transaction of its own.
 */
KG_MUST_CHECK enum kg_status store_rebuild(struct store *store);

/*
 * Workspaces by name: made once (an entry of kind "workspace"), never renumbered. Opens a
 * transaction of its own when none is open. KG_CONFLICT: the name is there with another kind.
 */
KG_MUST_CHECK enum kg_status workspace_ensure(
    struct store *store, const char *name, int kind, int64_t *out_id);
const char *workspace_name(
    struct store *store, int64_t id); /* borrowed until close; "" unknown */

#endif
