#ifndef KAIGI_STORE_LEDGER_H
#define KAIGI_STORE_LEDGER_H

/*
 * The ledger: what happened, in order, for ever. An entry's stored bytes are lines: "seq N",
 * "at MS", "kind K", "version V", "cause C", then "field NAME sha256(salt || value)" in the
 * order given; its hash is SHA-256(previous hash as 64 hex digits, LF, bytes). Values and
 * 16-byte salts lie beside it. Rows never change; a value may be disposed of (NULL) by a
 * recorded order.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/status.h"
#include "base/time.h"

struct store;

enum { LEDGER_HASH_HEX = 64, LEDGER_WITNESS_HEX = 20 };

struct ledger_field {
	const char *name;
	const char *value; /* NULL: the field is left out */
};

struct ledger_entry {
	const char *kind;
	int version; /* of the kind's fields, from 1 */
	struct kg_time at;
	const char *cause; /* inbox event, timer or import: "inbox:12", "timer:3" */
	const struct ledger_field *fields;
	size_t field_count;
};

/*
 * Appends inside the caller's transaction, then applies it to the records in the same
 * transaction. KG_INVALID: a value is not UTF-8; nothing is written. After any other failure
 * the transaction can only be rolled back.
 */
KG_MUST_CHECK enum kg_status ledger_append(
    struct store *store, const struct ledger_entry *entry, int64_t *out_seq);

/* The head: 64 hex digits and NUL, and its sequence; KG_NOT_FOUND when empty. */
KG_MUST_CHECK enum kg_status ledger_head(
    struct store *store, char out_hash[LEDGER_HASH_HEX + 1], int64_t *out_seq);

/*
 * Signs the ledger: appends an entry of kind "head" and signs its hash, so that a signature
 * taken away is missed. Nothing happens when the newest entry is a signed head already. Signed
 * is the text "head SEQ AT HASH\n".
 */
KG_MUST_CHECK enum kg_status ledger_sign(struct store *store, struct kg_time at);

/* One value of one entry, from the arena; NULL when absent or disposed of. */
char *ledger_value(struct store *store, int64_t seq, const char *name, struct arena *arena);

/*
 * Disposes of one value by an order, which becomes an entry of kind "disposal"; value and salt
 * go, the leaf stays, and the records are made anew without it. KG_NOT_FOUND: no such value.
 * KG_CONFLICT: a record can't be without it.
 */
struct ledger_disposal {
	int64_t seq;
	const char *name;
	const char *reason;
	const char *ordered_by;
	const char *cause;
	struct kg_time at;
};
KG_MUST_CHECK enum kg_status ledger_dispose(
    struct store *store, const struct ledger_disposal *order);

/*
 * Calls back for each difference found; walks chain, leaves, signatures, and the records
 * against a rebuild in memory. The number of differences in *out_count; a lawful disposal is
 * told (廃棄済) but not counted. Reads only, one snapshot, while the bot writes.
 */
typedef void verify_report(void *user, const char *row, const char *what);
KG_MUST_CHECK enum kg_status ledger_verify(
    struct store *store, verify_report *report, void *user, int *out_count);

#endif
