/* Reads entries back as they were written, and holds the formats that writing and verifying
 * share. */

#include <openssl/evp.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "store/engine.h"

STMT(ledger_after, "SELECT seq, at, version, kind, cause, bytes, hash FROM ledger "
                   "WHERE seq > :after ORDER BY seq LIMIT 1");
STMT(ledger_value_count, "SELECT count(*) FROM ledger_value WHERE seq = :seq");
STMT(ledger_values,
    "SELECT position, name, salt, value FROM ledger_value WHERE seq = :seq ORDER BY position");

static char *column_text(struct stmt *stmt, int column, struct arena *arena, bool *has_nul)
{
	size_t size;
	const void *bytes = stmt_column_blob(stmt, column, &size);

	if (bytes == NULL) {
		/* an empty text has no bytes either */
		return stmt_column_text(stmt, column, arena);
	}
	if (memchr(bytes, 0, size) != NULL) {
		*has_nul = true;
	}
	return arena_strndup(arena, bytes, size);
}

static enum kg_status read_values(
    struct store *store, struct arena *arena, struct ledger_row *row)
{
	KG_AUTO_STMT struct stmt *count = stmt_use(store, &ledger_value_count);
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &ledger_values);
	enum kg_status st;

	stmt_int(count, "seq", row->seq);
	st = stmt_step(count);
	if (st != KG_OK) {
		return st;
	}
	row->values =
	    arena_alloc(arena, (size_t)stmt_column_int(count, 0) * sizeof(*row->values));
	stmt_int(stmt, "seq", row->seq);
	while ((st = stmt_step(stmt)) == KG_OK) {
		struct ledger_value_row *value = &row->values[row->value_count++];
		const void *salt;

		value->position = stmt_column_int(stmt, 0);
		value->name = column_text(stmt, 1, arena, &row->has_nul);
		salt = stmt_column_blob(stmt, 2, &value->salt_size);
		value->salt = arena_alloc(arena, value->salt_size + 1);
		if (value->salt_size > 0) {
			memcpy(value->salt, salt, value->salt_size);
		}
		value->value = column_text(stmt, 3, arena, &row->has_nul);
	}
	return st == KG_NOT_FOUND ? KG_OK : st;
}

enum kg_status ledger_read_next(
    struct store *store, int64_t after, struct arena *arena, struct ledger_row *out)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &ledger_after);
	struct ledger_row row = { 0 };
	enum kg_status st;

	stmt_int(stmt, "after", after);
	st = stmt_step(stmt);
	if (st != KG_OK) {
		return st;
	}
	row.seq = stmt_column_int(stmt, 0);
	row.at = stmt_column_int(stmt, 1);
	row.version = stmt_column_int(stmt, 2);
	row.kind = column_text(stmt, 3, arena, &row.has_nul);
	row.cause = column_text(stmt, 4, arena, &row.has_nul);
	row.bytes = column_text(stmt, 5, arena, &row.has_nul);
	row.hash = column_text(stmt, 6, arena, &row.has_nul);
	st = read_values(store, arena, &row);
	if (st == KG_OK) {
		*out = row;
	}
	return st;
}

struct ledger_entry ledger_read_entry(const struct ledger_row *row, struct arena *arena)
{
	struct ledger_field *fields = arena_alloc(arena, row->value_count * sizeof(*fields));

	for (size_t i = 0; i < row->value_count; i++) {
		const struct ledger_value_row *value = &row->values[i];

		fields[i] = (struct ledger_field){
			.name = value->name,
			.value = value->value != NULL ? value->value : LEDGER_DISPOSED,
		};
	}
	return (struct ledger_entry){
		.kind = row->kind,
		.version = (int)row->version,
		.at = { row->at },
		.cause = row->cause,
		.fields = fields,
		.field_count = row->value_count,
	};
}

static void finish_hex(EVP_MD_CTX *ctx, char out[LEDGER_HASH_HEX + 1])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char hash[LEDGER_HASH_HEX / 2];
	unsigned int size = 0;

	KG_ASSERT(EVP_DigestFinal_ex(ctx, hash, &size) == 1 && size == sizeof(hash));
	EVP_MD_CTX_free(ctx);
	for (size_t i = 0; i < sizeof(hash); i++) {
		out[2 * i] = digits[hash[i] >> 4];
		out[2 * i + 1] = digits[hash[i] & 15];
	}
	out[LEDGER_HASH_HEX] = '\0';
}

static EVP_MD_CTX *start(void)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	KG_ASSERT(ctx != NULL && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1);
	return ctx;
}

void ledger_leaf_hex(
    const void *salt, size_t salt_size, const char *value, char out[LEDGER_HASH_HEX + 1])
{
	EVP_MD_CTX *ctx = start();

	KG_ASSERT(EVP_DigestUpdate(ctx, salt, salt_size) == 1);
	KG_ASSERT(EVP_DigestUpdate(ctx, value, strlen(value)) == 1);
	finish_hex(ctx, out);
}

void ledger_chain_hex(
    const char *previous, const char *bytes, size_t size, char out[LEDGER_HASH_HEX + 1])
{
	EVP_MD_CTX *ctx = start();

	KG_ASSERT(EVP_DigestUpdate(ctx, previous, strlen(previous)) == 1);
	KG_ASSERT(EVP_DigestUpdate(ctx, "\n", 1) == 1);
	KG_ASSERT(EVP_DigestUpdate(ctx, bytes, size) == 1);
	finish_hex(ctx, out);
}

char *ledger_head_text(struct arena *arena, int64_t seq, int64_t at, const char *hash)
{
	return arena_printf(arena, "head %lld %lld %s\n", (long long)seq, (long long)at, hash);
}
