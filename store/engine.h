#ifndef KAIGI_STORE_ENGINE_H
#define KAIGI_STORE_ENGINE_H

/* What the files of the engine share among themselves. Nothing outside store/ (and its tests)
 * includes this. */

#include <openssl/evp.h>
#include <sqlite3.h>
#include <stdbool.h>

#include "store/ledger.h"
#include "store/stmt.h"
#include "store/store.h"

struct stmt {
	struct store *store;
	const char *name;
	sqlite3_stmt *handle;
	bool is_write;
	bool is_guarded; /* may write ledger or record tables */
	bool is_used;
};

struct store {
	sqlite3 *db;
	char *folder;
	int lock_fd;
	bool read_only;
	EVP_PKEY *key; /* NULL when read_only */

	struct stmt *stmts;
	size_t stmt_count;
	sqlite3_stmt **apply; /* every text of every rule, in the order of the rules */
	size_t apply_count;
	int unguarded; /* above 0: the authorizer lets ledger, record and schema writes pass */

	bool in_tx;
	enum kg_status broken; /* why the open transaction can no longer commit */
	uint64_t commits;

	struct arena names; /* interned workspace names */
	const char **interned;
	size_t interned_count;
};

/* As STMT, for the ledger's and the apply engine's own writes. */
#define STMT_GUARDED(id, text)                                                                 \
	static struct stmt_def id                                                              \
	    __attribute__((section("kaigi_guarded"), used, aligned(8))) = { #id, text, -1 }

/* store/stmt.c */
enum kg_status stmt_status(struct store *store, int rc);
KG_MUST_CHECK enum kg_status stmt_prepare_all(struct store *store, struct kg_error *err);
void stmt_finalize_all(struct store *store);
KG_MUST_CHECK enum kg_status stmt_prepare(struct store *store, const char *name,
    const char *sql, sqlite3_stmt **out, struct kg_error *err);
/* Steps a statement that only writes; keeps the rules of the open transaction. */
KG_MUST_CHECK enum kg_status stmt_step_write(
    struct store *store, sqlite3_stmt *handle, const char *name);
int stmt_changes(struct store *store);

/* store/tx.c: from here on the open transaction can only be rolled back. */
enum kg_status tx_break(struct store *store, enum kg_status why);

/* store/guard.c */
void guard_install(struct store *store);
bool guard_is_guarded_table(const char *table);

/* store/migrate.c */
struct migration {
	int number;
	const char *name;
	const unsigned char *sql; /* NUL-terminated */
};
extern const struct migration store_migrations[]; /* ends with number 0 */
int migrate_latest(void);
KG_MUST_CHECK enum kg_status migrate_version(struct store *store, int *out_version);
KG_MUST_CHECK enum kg_status migrate_run(struct store *store, struct kg_error *err);

/* store/key.c */
KG_MUST_CHECK enum kg_status key_load(
    const char *folder, bool may_make, EVP_PKEY **out, struct kg_error *err);
char *key_public_pem(EVP_PKEY *key);            /* malloc'd */
EVP_PKEY *key_from_public_pem(const char *pem); /* NULL: not one */

enum { KEY_SIGNATURE = 64 };
void key_sign(EVP_PKEY *key, const char *text, unsigned char out[KEY_SIGNATURE]);
bool key_verify(EVP_PKEY *key, const char *text, const void *signature, size_t size);

/* store/apply.c */
struct apply_input {
	int64_t seq;
	const struct ledger_entry *entry;
	const char *hash;
};
extern const char
    *const apply_engine_tables[]; /* the engine's own record tables, to be emptied last */
KG_MUST_CHECK enum kg_status apply_prepare(struct store *store, struct kg_error *err);
void apply_finalize(struct store *store);
bool apply_knows(const char *kind, int version);
KG_MUST_CHECK enum kg_status apply_run(struct store *store, const struct apply_input *input);
/* Empties the record tables and applies every entry again, in the open transaction. */
KG_MUST_CHECK enum kg_status apply_all(struct store *store);

/* store/ledger_read.c: entries one by one, with their values. */
struct ledger_row {
	int64_t seq, at;
	int64_t version;
	char *kind, *cause, *bytes, *hash;
	bool has_nul; /* a text goes on behind a NUL: nothing that we wrote */
	struct ledger_value_row {
		int64_t position;
		char *name;
		char *value; /* NULL: disposed of */
		unsigned char *salt;
		size_t salt_size;
	} * values;
	size_t value_count;
};
/* The first entry after `after`; KG_NOT_FOUND at the end. */
KG_MUST_CHECK enum kg_status ledger_read_next(
    struct store *store, int64_t after, struct arena *arena, struct ledger_row *out);
/* The row as apply takes it; what was disposed of reads LEDGER_DISPOSED. Borrowed from the
 * arena. */
struct ledger_entry ledger_read_entry(const struct ledger_row *row, struct arena *arena);
#define LEDGER_DISPOSED "〔廃棄済〕"
#define LEDGER_FIRST "0000000000000000000000000000000000000000000000000000000000000000"

enum { LEDGER_SALT = 16 };
/* Formats shared by ledger.c and ledger_verify.c. */
void ledger_leaf_hex(
    const void *salt, size_t salt_size, const char *value, char out[LEDGER_HASH_HEX + 1]);
void ledger_chain_hex(
    const char *previous, const char *bytes, size_t size, char out[LEDGER_HASH_HEX + 1]);
char *ledger_head_text(struct arena *arena, int64_t seq, int64_t at, const char *hash);

/* store/verify_records.c: tables and schema against `expected`, row by row; the differences go
 * to `report`. */
struct verify_sink {
	verify_report *report;
	void *user;
	int count;
};
void verify_differs(struct verify_sink *sink, const char *row, const char *format, ...)
    KG_PRINTF(3, 4);
void verify_records(struct store *actual, struct store *expected, struct verify_sink *sink);

/* store/store.c: a database in memory with today's schema and apply statements, for verify. */
KG_MUST_CHECK enum kg_status store_open_memory(struct store **out, struct kg_error *err);

#endif
