#ifndef KAIGI_STORE_GUIDE_H
#define KAIGI_STORE_GUIDE_H

/*
 * Forms that are gone through in messages, one question at a time: how far an account has come.
 * The form itself is the dialogue of the same token (store/dialogue.h). No records.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/status.h"
#include "base/time.h"

struct store;

struct guide {
	const char *token;
	int64_t workspace;
	const char *account;
	int64_t step;
	const char *answers; /* opaque */
	size_t answers_size;
	int64_t posting; /* the question asked last; 0: none yet */
	struct kg_time asked;
	bool reminded;
};

/* On top of what the account has open. KG_CONFLICT: the token has one already. */
KG_MUST_CHECK enum kg_status guide_open(struct store *store, const struct guide *guide);
/* The one that is asked now; KG_NOT_FOUND. */
KG_MUST_CHECK enum kg_status guide_current(struct store *store, int64_t workspace,
    const char *account, struct arena *arena, struct guide *out);
KG_MUST_CHECK enum kg_status guide_load(
    struct store *store, const char *token, struct arena *arena, struct guide *out);
/* step, answers, posting, asked, reminded. */
KG_MUST_CHECK enum kg_status guide_save(struct store *store, const struct guide *guide);
KG_MUST_CHECK enum kg_status guide_close(struct store *store, const char *token);

#endif
