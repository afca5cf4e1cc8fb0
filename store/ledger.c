/* Writes the ledger: append, sign, dispose. store/ledger.h says how an entry's bytes and hash
 * are made. */

#include "store/ledger.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/random.h"
#include "base/utf8.h"
#include "store/engine.h"

enum { MAX_BYTES = 1024 * 1024, HEAD_VERSION = 1, DISPOSAL_VERSION = 1 };

STMT(ledger_newest,
    "SELECT seq, hash, kind FROM ledger WHERE seq = (SELECT max(seq) FROM ledger)");
STMT(ledger_one_value, "SELECT value FROM ledger_value WHERE seq = :seq AND name = :name");
STMT(ledger_kind, "SELECT kind FROM ledger WHERE seq = :seq");
STMT_GUARDED(ledger_insert, "INSERT INTO ledger (seq, at, kind, version, cause, bytes, hash) "
                            "VALUES (:seq, :at, :kind, :version, :cause, :bytes, :hash)");
STMT_GUARDED(ledger_value_insert, "INSERT INTO ledger_value (seq, position, name, salt, value) "
                                  "VALUES (:seq, :position, :name, :salt, :value)");
STMT_GUARDED(ledger_head_insert,
    "INSERT INTO ledger_head (seq, at, hash, signature) VALUES (:seq, :at, :hash, :signature)");
STMT_GUARDED(ledger_value_dispose,
    "UPDATE ledger_value SET value = NULL, salt = x'' WHERE seq = :seq AND name = :name");

struct leaf {
	unsigned char salt[LEDGER_SALT];
	char hex[LEDGER_HASH_HEX + 1];
};

static bool is_word(const char *text)
{
	if (*text == '\0') {
		return false;
	}
	for (; *text != '\0'; text++) {
		if (*text == '\n' || *text == ' ') {
			return false;
		}
	}
	return true;
}

static enum kg_status check_entry(const struct ledger_entry *entry)
{
	KG_ASSERT(is_word(entry->kind) && entry->version >= 1);
	KG_ASSERT(apply_knows(entry->kind, entry->version));
	KG_ASSERT(entry->cause != NULL && strchr(entry->cause, '\n') == NULL);
	for (size_t i = 0; i < entry->field_count; i++) {
		const struct ledger_field *field = &entry->fields[i];

		KG_ASSERT(is_word(field->name));
		if (field->value != NULL &&
		    !utf8_is_valid(field->value, strlen(field->value))) {
			return KG_INVALID;
		}
	}
	return KG_OK;
}

static enum kg_status newest(struct store *store, struct arena *arena, int64_t *out_seq,
    char **out_hash, char **out_kind)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &ledger_newest);
	enum kg_status st = stmt_step(stmt);

	if (st == KG_OK) {
		*out_seq = stmt_column_int(stmt, 0);
		*out_hash = stmt_column_text(stmt, 1, arena);
		*out_kind = stmt_column_text(stmt, 2, arena);
	}
	return st;
}

enum kg_status ledger_head(
    struct store *store, char out_hash[LEDGER_HASH_HEX + 1], int64_t *out_seq)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	char *hash;
	char *kind;
	enum kg_status st = newest(store, &arena, out_seq, &hash, &kind);

	if (st == KG_OK) {
		KG_ASSERT(strlen(hash) == LEDGER_HASH_HEX);
		memcpy(out_hash, hash, LEDGER_HASH_HEX + 1);
	}
	return st;
}

static void write_bytes(
    struct buf *bytes, const struct ledger_entry *entry, int64_t seq, struct leaf *leaves)
{
	buf_printf(bytes, "seq %" PRId64 "\nat %" PRId64 "\nkind %s\nversion %d\ncause %s\n",
	    seq, entry->at.ms, entry->kind, entry->version, entry->cause);
	for (size_t i = 0; i < entry->field_count; i++) {
		const struct ledger_field *field = &entry->fields[i];

		if (field->value == NULL) {
			continue;
		}
		random_bytes(leaves[i].salt, sizeof(leaves[i].salt));
		ledger_leaf_hex(
		    leaves[i].salt, sizeof(leaves[i].salt), field->value, leaves[i].hex);
		buf_printf(bytes, "field %s %s\n", field->name, leaves[i].hex);
	}
	KG_ASSERT(!bytes->overflow);
}

static enum kg_status insert_entry(struct store *store, const struct ledger_entry *entry,
    int64_t seq, const char *bytes, const char *hash)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &ledger_insert);

	stmt_int(stmt, "seq", seq);
	stmt_int(stmt, "at", entry->at.ms);
	stmt_text(stmt, "kind", entry->kind);
	stmt_int(stmt, "version", entry->version);
	stmt_text(stmt, "cause", entry->cause);
	stmt_text(stmt, "bytes", bytes);
	stmt_text(stmt, "hash", hash);
	return stmt_run(stmt);
}

static enum kg_status insert_values(struct store *store, const struct ledger_entry *entry,
    int64_t seq, const struct leaf *leaves)
{
	enum kg_status st = KG_OK;
	int64_t position = 0;

	for (size_t i = 0; i < entry->field_count && st == KG_OK; i++) {
		KG_AUTO_STMT struct stmt *stmt = NULL;

		if (entry->fields[i].value == NULL) {
			continue;
		}
		stmt = stmt_use(store, &ledger_value_insert);
		stmt_int(stmt, "seq", seq);
		stmt_int(stmt, "position", position++);
		stmt_text(stmt, "name", entry->fields[i].name);
		stmt_blob(stmt, "salt", leaves[i].salt, sizeof(leaves[i].salt));
		stmt_text(stmt, "value", entry->fields[i].value);
		st = stmt_run(stmt);
	}
	return st;
}

enum kg_status ledger_append(
    struct store *store, const struct ledger_entry *entry, int64_t *out_seq)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	KG_AUTO_BUF struct buf bytes = { 0 };
	struct leaf *leaves = arena_alloc(&arena, entry->field_count * sizeof(*leaves));
	char hash[LEDGER_HASH_HEX + 1];
	char *previous;
	char *kind;
	int64_t seq = 0;
	enum kg_status st = check_entry(entry);

	if (st != KG_OK) {
		return st;
	}
	st = newest(store, &arena, &seq, &previous, &kind);
	if (st != KG_OK && st != KG_NOT_FOUND) {
		return tx_break(store, st);
	}
	buf_init(&bytes, MAX_BYTES);
	write_bytes(&bytes, entry, seq + 1, leaves);
	ledger_chain_hex(seq == 0 ? LEDGER_FIRST : previous, bytes.bytes, bytes.size, hash);
	st = insert_entry(store, entry, seq + 1, bytes.bytes, hash);
	if (st == KG_OK) {
		st = insert_values(store, entry, seq + 1, leaves);
	}
	if (st == KG_OK) {
		st = apply_run(store, &(struct apply_input){ seq + 1, entry, hash });
	}
	if (st != KG_OK) {
		return tx_break(store, st);
	}
	if (out_seq != NULL) {
		*out_seq = seq + 1;
	}
	return KG_OK;
}

static enum kg_status insert_head(
    struct store *store, int64_t seq, struct kg_time at, const char *hash)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &ledger_head_insert);
	unsigned char signature[KEY_SIGNATURE];

	key_sign(store->key, ledger_head_text(&arena, seq, at.ms, hash), signature);
	stmt_int(stmt, "seq", seq);
	stmt_int(stmt, "at", at.ms);
	stmt_text(stmt, "hash", hash);
	stmt_blob(stmt, "signature", signature, sizeof(signature));
	return stmt_run(stmt);
}

enum kg_status ledger_sign(struct store *store, struct kg_time at)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct ledger_entry entry = {
		.kind = "head", .version = HEAD_VERSION, .at = at, .cause = "sign"
	};
	char head[LEDGER_HASH_HEX + 1];
	char *hash;
	char *kind;
	int64_t seq;
	enum kg_status st = newest(store, &arena, &seq, &hash, &kind);

	KG_ASSERT(store->key != NULL);
	if (st == KG_OK && strcmp(kind, "head") == 0) {
		return KG_OK;
	}
	st = ledger_append(store, &entry, &seq);
	if (st == KG_OK) {
		st = ledger_head(store, head, &seq);
	}
	if (st == KG_OK) {
		st = insert_head(store, seq, at, head);
	}
	return st == KG_OK ? KG_OK : tx_break(store, st);
}

char *ledger_value(struct store *store, int64_t seq, const char *name, struct arena *arena)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &ledger_one_value);

	stmt_int(stmt, "seq", seq);
	stmt_text(stmt, "name", name);
	return stmt_step(stmt) == KG_OK ? stmt_column_text(stmt, 0, arena) : NULL;
}

/* The engine's own entries carry the chain's meaning: key, signatures, orders, workspaces stay
 * whole. */
static enum kg_status check_disposable(struct store *store, const struct ledger_disposal *order)
{
	static const char *const kept[] = { "key", "head", "disposal", "workspace" };
	KG_AUTO_ARENA struct arena arena = { 0 };
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &ledger_kind);
	enum kg_status st;
	char *kind;

	stmt_int(stmt, "seq", order->seq);
	st = stmt_step(stmt);
	if (st != KG_OK) {
		return st;
	}
	kind = stmt_column_text(stmt, 0, &arena);
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		if (strcmp(kind, kept[i]) == 0) {
			return KG_INVALID;
		}
	}
	return ledger_value(store, order->seq, order->name, &arena) != NULL ? KG_OK
	                                                                    : KG_NOT_FOUND;
}

static enum kg_status empty_value(struct store *store, const struct ledger_disposal *order)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &ledger_value_dispose);

	stmt_int(stmt, "seq", order->seq);
	stmt_text(stmt, "name", order->name);
	return stmt_run(stmt);
}

enum kg_status ledger_dispose(struct store *store, const struct ledger_disposal *order)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	const struct ledger_field fields[] = {
		{ "target_seq", arena_printf(&arena, "%" PRId64, order->seq) },
		{ "target_name", order->name },
		{ "reason", order->reason },
		{ "ordered_by", order->ordered_by },
	};
	const struct ledger_entry entry = {
		.kind = "disposal",
		.version = DISPOSAL_VERSION,
		.at = order->at,
		.cause = order->cause,
		.fields = fields,
		.field_count = sizeof(fields) / sizeof(fields[0]),
	};
	enum kg_status st = check_disposable(store, order);

	if (st != KG_OK) {
		return st;
	}
	st = ledger_append(store, &entry, NULL);
	if (st == KG_OK) {
		st = empty_value(store, order);
	}
	if (st == KG_OK) {
		st = apply_all(store);
	}
	return st == KG_OK ? KG_OK : tx_break(store, st);
}
