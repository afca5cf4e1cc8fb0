/*
 * Verifies a database as an auditor would: every entry's lines from its columns, values and
 * salts; the chain; the signed heads; and all records against a database made anew in memory by
 * the same rules. It reads one snapshot and changes nothing, and it goes on after a difference,
 * so that all of them are named.
 */

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/apply.h"
#include "store/engine.h"

enum { HEADER_LINES = 5, MAX_TEXT = 2 * 1024 * 1024 };

struct disposed { /* a value that is not there; an order must be */
	int64_t seq;
	char *name;
};

struct verify {
	struct store *store;
	struct store *expected;
	struct verify_sink sink;
	struct arena arena;
	struct disposed *disposed;
	size_t disposed_count;
	EVP_PKEY *key;
	char *council;
	char computed[LEDGER_HASH_HEX + 1]; /* of the entry before */
	char stored[LEDGER_HASH_HEX + 1];
	int64_t seq;
};

void verify_differs(struct verify_sink *sink, const char *row, const char *format, ...)
{
	KG_AUTO_BUF struct buf text;
	va_list args;

	buf_init(&text, MAX_TEXT);
	va_start(args, format);
	buf_vprintf(&text, format, args);
	va_end(args);
	sink->report(sink->user, row, text.bytes);
	sink->count++;
}

static const char *row_of(struct arena *arena, const char *table, int64_t seq)
{
	return arena_printf(arena, "%s %" PRId64, table, seq);
}

/* One line of `text` and moves on; "" at the end. */
static char *take_line(char **text)
{
	char *line = *text;
	char *end = strchr(line, '\n');

	if (end == NULL) {
		*text = line + strlen(line);
		return line;
	}
	*end = '\0';
	*text = end + 1;
	return line;
}

/* The leaf that the sealed bytes hold for a value that is gone; "" when they hold none. */
static char *sealed_leaf(const struct ledger_row *row, const char *name, struct arena *arena)
{
	char *start = arena_printf(arena, "\nfield %s ", name);
	const char *found = strstr(row->bytes, start);

	if (found == NULL) {
		return arena_strdup(arena, "");
	}
	found += strlen(start);
	return arena_strndup(arena, found, strcspn(found, "\n"));
}

/* The bytes as the columns beside them say they should be. */
static char *expected_bytes(const struct ledger_row *row, struct arena *arena)
{
	KG_AUTO_BUF struct buf bytes;

	buf_init(&bytes, MAX_TEXT);
	buf_printf(&bytes,
	    "seq %" PRId64 "\nat %" PRId64 "\nkind %s\nversion %" PRId64 "\ncause %s\n",
	    row->seq, row->at, row->kind, row->version, row->cause);
	for (size_t i = 0; i < row->value_count; i++) {
		const struct ledger_value_row *value = &row->values[i];
		char leaf[LEDGER_HASH_HEX + 1];

		if (value->value == NULL) {
			buf_printf(&bytes, "field %s %s\n", value->name,
			    sealed_leaf(row, value->name, arena));
			continue;
		}
		ledger_leaf_hex(value->salt, value->salt_size, value->value, leaf);
		buf_printf(&bytes, "field %s %s\n", value->name, leaf);
	}
	return arena_strdup(arena, bytes.bytes);
}

static void compare_lines(
    struct verify *verify, const struct ledger_row *row, struct arena *arena)
{
	static const char *const columns[HEADER_LINES] = { "seq", "at", "kind", "version",
		"cause" };
	char *expected = expected_bytes(row, arena);
	char *sealed = arena_strdup(arena, row->bytes);

	if (strcmp(expected, sealed) == 0) {
		return;
	}
	for (int i = 0; *expected != '\0' || *sealed != '\0'; i++) {
		const char *now = take_line(&expected);
		const char *then = take_line(&sealed);

		if (strcmp(now, then) == 0) {
			continue;
		}
		if (i < HEADER_LINES) {
			verify_differs(&verify->sink, row_of(arena, "ledger", row->seq),
			    "%s: the column says \"%s\", sealed is \"%s\"", columns[i], now,
			    then);
		} else {
			verify_differs(&verify->sink,
			    arena_printf(arena, "ledger_value %" PRId64 " %d", row->seq,
			        i - HEADER_LINES),
			    "name, salt or value: they give \"%s\", sealed is \"%s\"", now,
			    then);
		}
	}
}

static void check_values(
    struct verify *verify, const struct ledger_row *row, struct arena *arena)
{
	for (size_t i = 0; i < row->value_count; i++) {
		const struct ledger_value_row *value = &row->values[i];
		char *name = arena_printf(
		    arena, "ledger_value %" PRId64 " %" PRId64, row->seq, value->position);

		if (value->position != (int64_t)i) {
			verify_differs(&verify->sink, name, "position: should be %zu", i);
		}
		if (value->salt_size != (value->value != NULL ? (size_t)LEDGER_SALT : 0)) {
			verify_differs(
			    &verify->sink, name, "salt: has %zu bytes", value->salt_size);
		}
		if (value->value == NULL) {
			verify->disposed = mem_realloc(verify->disposed,
			    (verify->disposed_count + 1) * sizeof(*verify->disposed));
			verify->disposed[verify->disposed_count++] =
			    (struct disposed){ row->seq,
				    arena_strdup(&verify->arena, value->name) };
		}
	}
}

static void check_chain(
    struct verify *verify, const struct ledger_row *row, struct arena *arena)
{
	const char *name = row_of(arena, "ledger", row->seq);
	char by_computed[LEDGER_HASH_HEX + 1];
	char by_stored[LEDGER_HASH_HEX + 1];

	for (int64_t seq = verify->seq + 1; seq < row->seq && seq < verify->seq + 100; seq++) {
		verify_differs(&verify->sink, row_of(arena, "ledger", seq), "missing");
	}
	if (row->has_nul) {
		verify_differs(&verify->sink, name, "a text of this entry holds a NUL");
	}
	ledger_chain_hex(verify->computed, row->bytes, strlen(row->bytes), by_computed);
	ledger_chain_hex(verify->stored, row->bytes, strlen(row->bytes), by_stored);
	/* The entry before has been named when its two hashes differ: once is enough. */
	if (strcmp(by_computed, row->hash) != 0 && strcmp(by_stored, row->hash) != 0) {
		verify_differs(&verify->sink, name,
		    "hash: is \"%s\", bytes and the entry before give \"%s\"", row->hash,
		    by_computed);
	}
	memcpy(verify->computed, by_computed, sizeof(by_computed));
	(void)memset(verify->stored, 0, sizeof(verify->stored));
	memcpy(verify->stored, row->hash, strnlen(row->hash, LEDGER_HASH_HEX));
	verify->seq = row->seq;
}

static const char *value_of(const struct ledger_row *row, const char *name)
{
	for (size_t i = 0; i < row->value_count; i++) {
		if (strcmp(row->values[i].name, name) == 0) {
			return row->values[i].value;
		}
	}
	return NULL;
}

static void take_key(struct verify *verify, const struct ledger_row *row)
{
	const char *pem = value_of(row, "public_key");
	const char *council = value_of(row, "council");

	if (pem != NULL) {
		verify->key = key_from_public_pem(pem);
	}
	verify->council = arena_strdup(&verify->arena, council);
}

/* The entry's own row too: rules may read the ledger. Its children are not needed there. */
static enum kg_status copy_row(struct store *expected, const struct ledger_row *row)
{
	static const char sql[] =
	    "INSERT INTO ledger (seq, at, kind, version, cause, bytes, hash) "
	    "VALUES (?, ?, ?, ?, ?, ?, ?)";
	sqlite3_stmt *stmt = NULL;
	enum kg_status st;

	expected->unguarded++;
	st = stmt_prepare(expected, "copy", sql, &stmt, NULL);
	expected->unguarded--;
	if (st != KG_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, row->seq);
	(void)sqlite3_bind_int64(stmt, 2, row->at);
	(void)sqlite3_bind_text(stmt, 3, row->kind, -1, SQLITE_STATIC);
	(void)sqlite3_bind_int64(stmt, 4, row->version);
	(void)sqlite3_bind_text(stmt, 5, row->cause, -1, SQLITE_STATIC);
	(void)sqlite3_bind_text(stmt, 6, row->bytes, -1, SQLITE_STATIC);
	(void)sqlite3_bind_text(stmt, 7, row->hash, -1, SQLITE_STATIC);
	st = stmt_step_write(expected, stmt, "copy");
	(void)sqlite3_finalize(stmt);
	return st;
}

static void apply_row(struct verify *verify, const struct ledger_row *row, struct arena *arena)
{
	struct ledger_entry entry = ledger_read_entry(row, arena);
	const char *name = row_of(arena, "ledger", row->seq);

	if (row->version != entry.version || !apply_knows(row->kind, entry.version)) {
		verify_differs(&verify->sink, name,
		    "kind: no rule knows \"%s\" version %" PRId64, row->kind, row->version);
		return;
	}
	if (copy_row(verify->expected, row) != KG_OK ||
	    apply_run(verify->expected, &(struct apply_input){ row->seq, &entry, row->hash }) !=
	        KG_OK) {
		verify_differs(&verify->sink, name, "can't be applied to the records");
	}
}

static enum kg_status walk_entries(struct verify *verify)
{
	enum kg_status st = KG_OK;
	int64_t after = INT64_MIN;

	while (st == KG_OK) {
		KG_AUTO_ARENA struct arena arena = { 0 };
		struct ledger_row row;

		st = ledger_read_next(verify->store, after, &arena, &row);
		if (st != KG_OK) {
			break;
		}
		after = row.seq;
		check_chain(verify, &row, &arena);
		compare_lines(verify, &row, &arena);
		check_values(verify, &row, &arena);
		apply_row(verify, &row, &arena);
		if (row.seq == 1) {
			take_key(verify, &row);
		}
	}
	return st == KG_NOT_FOUND ? KG_OK : st;
}

/* Calls for each row of a query; statements of verify alone walk whole tables, so they are made
 * here. */
typedef void on_row(struct verify *verify, sqlite3_stmt *stmt);

static enum kg_status each_row(
    struct verify *verify, struct store *store, const char *sql, on_row *call)
{
	sqlite3_stmt *stmt = NULL;
	enum kg_status st = stmt_prepare(store, "verify", sql, &stmt, NULL);
	int rc = SQLITE_DONE;

	if (st == KG_OK) {
		while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
			call(verify, stmt);
		}
	}
	(void)sqlite3_finalize(stmt);
	return st == KG_OK && rc != SQLITE_DONE ? stmt_status(store, rc) : st;
}

static void on_damage(struct verify *verify, sqlite3_stmt *stmt)
{
	const char *text = (const char *)sqlite3_column_text(stmt, 0);

	if (text != NULL && strcmp(text, "ok") != 0) {
		verify_differs(&verify->sink, "database", "%s", text);
	}
}

static void on_stray_value(struct verify *verify, sqlite3_stmt *stmt)
{
	KG_AUTO_ARENA struct arena arena = { 0 };

	verify_differs(&verify->sink,
	    arena_printf(&arena, "ledger_value %lld %lld",
	        (long long)sqlite3_column_int64(stmt, 0),
	        (long long)sqlite3_column_int64(stmt, 1)),
	    "belongs to no entry");
}

static void on_unsigned_head(struct verify *verify, sqlite3_stmt *stmt)
{
	KG_AUTO_ARENA struct arena arena = { 0 };

	verify_differs(&verify->sink,
	    row_of(&arena, "ledger_head", sqlite3_column_int64(stmt, 0)),
	    "missing: the ledger says that this head was signed");
}

static void on_head(struct verify *verify, sqlite3_stmt *stmt)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	int64_t seq = sqlite3_column_int64(stmt, 0);
	const char *name = row_of(&arena, "ledger_head", seq);
	const char *hash = (const char *)sqlite3_column_text(stmt, 2);
	const char *chain = (const char *)sqlite3_column_text(stmt, 4);
	const char *kind = (const char *)sqlite3_column_text(stmt, 5);
	char *text = ledger_head_text(&arena, seq, sqlite3_column_int64(stmt, 1), hash);

	if (chain == NULL) {
		verify_differs(&verify->sink, name, "seq: there is no such entry");
	} else if (strcmp(chain, hash) != 0 ||
	           sqlite3_column_bytes(stmt, 2) != (int)LEDGER_HASH_HEX) {
		verify_differs(&verify->sink, name, "hash: is not that of the entry");
	} else if (strcmp(kind, "head") != 0) {
		verify_differs(
		    &verify->sink, name, "seq: that entry says nothing of a signature");
	}
	if (verify->key == NULL) {
		verify_differs(
		    &verify->sink, name, "signature: entry 1 holds no key to check it with");
	} else if (!key_verify(verify->key, text, sqlite3_column_blob(stmt, 3),
	               (size_t)sqlite3_column_bytes(stmt, 3))) {
		verify_differs(&verify->sink, name, "signature: wrong for seq, at and hash");
	}
}

static void on_council(struct verify *verify, sqlite3_stmt *stmt)
{
	const char *text = (const char *)sqlite3_column_text(stmt, 0);

	if (text == NULL || verify->council == NULL || strcmp(text, verify->council) != 0) {
		verify_differs(&verify->sink, "meta council", "value: entry 1 says \"%s\"",
		    verify->council != NULL ? verify->council : "");
	}
}

static enum kg_status check_rows(struct verify *verify)
{
	static const struct {
		const char *sql;
		on_row *call;
	} checks[] = {
		{ "PRAGMA integrity_check(100)", on_damage },
		{ "SELECT seq, position FROM ledger_value WHERE seq NOT IN (SELECT seq FROM "
		  "ledger)",
		    on_stray_value },
		{ "SELECT seq FROM ledger WHERE kind = 'head' AND seq NOT IN (SELECT seq FROM "
		  "ledger_head)",
		    on_unsigned_head },
		{ "SELECT h.seq, h.at, h.hash, h.signature, l.hash, l.kind FROM ledger_head h "
		  "LEFT JOIN ledger l ON l.seq = h.seq ORDER BY h.seq",
		    on_head },
		{ "SELECT max(value) FROM meta WHERE key = 'council'", on_council },
	};
	enum kg_status st = KG_OK;

	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]) && st == KG_OK; i++) {
		st = each_row(verify, verify->store, checks[i].sql, checks[i].call);
	}
	return st;
}

static enum kg_status ordered_by(
    struct verify *verify, const struct disposed *gone, int64_t *out_seq)
{
	static const char sql[] =
	    "SELECT ordered_by FROM disposal WHERE target_seq = ? AND target_name = ?";
	sqlite3_stmt *stmt = NULL;
	enum kg_status st = stmt_prepare(verify->expected, "order", sql, &stmt, NULL);
	int rc = SQLITE_DONE;

	if (st == KG_OK) {
		(void)sqlite3_bind_int64(stmt, 1, gone->seq);
		(void)sqlite3_bind_text(stmt, 2, gone->name, -1, SQLITE_STATIC);
		rc = sqlite3_step(stmt);
		if (rc == SQLITE_ROW) {
			*out_seq = sqlite3_column_int64(stmt, 0);
		}
		st = stmt_status(verify->expected, rc);
	}
	(void)sqlite3_finalize(stmt);
	return st;
}

static enum kg_status check_disposed(struct verify *verify)
{
	for (size_t i = 0; i < verify->disposed_count; i++) {
		KG_AUTO_ARENA struct arena arena = { 0 };
		const struct disposed *gone = &verify->disposed[i];
		char *name =
		    arena_printf(&arena, "ledger_value %" PRId64 " %s", gone->seq, gone->name);
		int64_t order = 0;
		enum kg_status st = ordered_by(verify, gone, &order);

		if (st == KG_NOT_FOUND) {
			verify_differs(
			    &verify->sink, name, "value: missing, and no order disposes of it");
		} else if (st != KG_OK) {
			return st;
		} else {
			verify->sink.report(verify->sink.user, name,
			    arena_printf(&arena,
			        "廃棄済 (disposed of by the order in entry %" PRId64 ")",
			        order));
		}
	}
	return KG_OK;
}

/* Whoever rewrote the whole chain with a key of his own is betrayed by the key file, when it is
 * at hand. */
static void check_key_file(struct verify *verify)
{
	EVP_PKEY *key = NULL;
	struct kg_error err = { { 0 } };

	if (verify->store->folder[0] == '\0' ||
	    key_load(verify->store->folder, false, &key, &err) != KG_OK) {
		return;
	}
	if (verify->key == NULL || EVP_PKEY_eq(verify->key, key) != 1) {
		verify_differs(
		    &verify->sink, "ledger 1", "public_key: is not that of kaigi.key");
	}
	EVP_PKEY_free(key);
}

static enum kg_status run(struct verify *verify)
{
	enum kg_status st = tx_begin(verify->expected);

	if (st == KG_OK) {
		st = walk_entries(verify);
	}
	if (st == KG_OK && verify->seq < 1) {
		verify_differs(&verify->sink, "ledger 1", "missing");
	}
	if (st == KG_OK) {
		check_key_file(verify);
		st = check_rows(verify);
	}
	if (st == KG_OK) {
		st = check_disposed(verify);
	}
	if (st == KG_OK) {
		verify_records(verify->store, verify->expected, &verify->sink);
	}
	return st;
}

enum kg_status ledger_verify(
    struct store *store, verify_report *report, void *user, int *out_count)
{
	struct verify verify = {
		.store = store,
		.sink = { .report = report, .user = user },
		.computed = LEDGER_FIRST,
		.stored = LEDGER_FIRST,
	};
	bool is_own = sqlite3_get_autocommit(store->db) != 0;
	enum kg_status st = store_open_memory(&verify.expected, NULL);

	if (st != KG_OK) {
		return st;
	}
	store->unguarded++;
	verify.expected->unguarded++;
	if (is_own && sqlite3_exec(store->db, "BEGIN", NULL, NULL, NULL) != SQLITE_OK) {
		st = KG_IO;
	}
	if (st == KG_OK) {
		st = run(&verify);
	}
	if (is_own && sqlite3_get_autocommit(store->db) == 0) {
		(void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	}
	verify.expected->unguarded--;
	store->unguarded--;
	EVP_PKEY_free(verify.key);
	mem_free_scope(&verify.disposed);
	arena_finish(&verify.arena);
	store_close(verify.expected);
	if (st == KG_OK) {
		*out_count = verify.sink.count;
	}
	return st;
}
