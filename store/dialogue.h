#ifndef KAIGI_STORE_DIALOGUE_H
#define KAIGI_STORE_DIALOGUE_H

/* What is going on with one person and is no record: open forms, and what has been told once
 * already. */

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/random.h"
#include "base/status.h"
#include "base/time.h"

struct store;

struct dialogue {
	char token[RANDOM_KEY_HEX + 1]; /* out of dialogue_open */
	int64_t workspace;
	const char *account;
	const char *kind;   /* the form's */
	const char *matter; /* "" or a number */
	const char *form;   /* packed form as shown last */
	size_t form_size;
	const char *context; /* opaque to the store: the handler's own */
	struct kg_time opened;
};

KG_MUST_CHECK enum kg_status dialogue_open(struct store *store, struct dialogue *dialogue);
KG_MUST_CHECK enum kg_status dialogue_load(
    struct store *store, const char *token, struct arena *arena, struct dialogue *out);
KG_MUST_CHECK enum kg_status dialogue_save(
    struct store *store, const struct dialogue *dialogue); /* form, context */
KG_MUST_CHECK enum kg_status dialogue_close(struct store *store, const char *token);

/* KG_OK the first time a key is told, KG_CONFLICT ever after. */
KG_MUST_CHECK enum kg_status told_once(struct store *store, const char *key, struct kg_time at);
bool told_before(struct store *store, const char *key); /* false too when it can't be read */
KG_MUST_CHECK enum kg_status told_forget(struct store *store, const char *key);

/* The last files a person put into a conversation (資料=直前). */
struct seen_file {
	const char *id, *name, *type;
	int64_t size;
	struct kg_time at;
};
KG_MUST_CHECK enum kg_status seen_file_put(struct store *store, int64_t workspace,
    const char *channel, const char *user, const struct seen_file *file);
KG_MUST_CHECK enum kg_status seen_file_last(struct store *store, int64_t workspace,
    const char *channel, const char *user, struct arena *arena, struct seen_file *out);

#endif
