#ifndef KAIGI_STORE_RULINGS_H
#define KAIGI_STORE_RULINGS_H

/* What was proposed and determined under article 8, as values. All lies in the caller's arena.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/status.h"
#include "base/time.h"
#include "store/list.h"

struct store;

enum ruling_state {
	RULING_DRAFTED,
	RULING_REVIEW, /* 庶務内確認中 */
	RULING_ASKED,  /* the chair (the 幹事長) is asked */
	RULING_DETERMINED,
	RULING_RETURNED,
	RULING_WITHDRAWN,
};

struct ruling_clause {
	int position;
	const char *key; /* "committee." before it: the committee's own */
	const char *value;
	const char *text;
};

struct ruling {
	const char *number;
	const char *body; /* "council", "committee" */
	enum ruling_state state;
	bool whole;
	const char *document; /* "" until one is given */
	struct kg_time from;  /* not set: from its determination */
	const char *reason;
	const char *sha256;
	const char *file_sha256; /* "" without a document */
	const char *drafter;
	const char *reviewer;
	struct kg_time drafted;
	const char *charter_version;
	const char *determined_by;
	const char *capacity;
	struct kg_time determined;
	struct ruling_clause *clauses;
	size_t clause_count;
};

struct rule_row { /* one determined rule */
	const char *key;
	const char *value;
	const char *document;
	struct kg_time from;
	const char *ruling; /* "": from an imported file */
	const char *person;
	const char *capacity;
	int64_t replaces; /* 0: a default */
	int64_t entry;
};

KG_MUST_CHECK enum kg_status ruling_load(
    struct store *store, const char *number, struct arena *arena, struct ruling *out);
KG_MUST_CHECK enum kg_status ruling_next(struct store *store, int year, int *out);
/* Under way: oldest first. Otherwise all, newest first. */
KG_MUST_CHECK enum kg_status ruling_numbers(struct store *store, bool open, int limit,
    struct arena *arena, char ***out, size_t *out_count);
KG_MUST_CHECK enum kg_status ruling_steps(struct store *store, const char *number,
    struct arena *arena, struct record_step **out, size_t *out_count);
/* The proposal under way that has a clause for the key; KG_NOT_FOUND: none. */
KG_MUST_CHECK enum kg_status ruling_open_for(
    struct store *store, const char *key, struct arena *arena, char **out);
/* Every document number that was given or asked for. */
KG_MUST_CHECK enum kg_status ruling_documents(
    struct store *store, struct arena *arena, char ***out, size_t *out_count);

/* All that was determined for a key, by the day from which it holds. */
KG_MUST_CHECK enum kg_status rule_history(struct store *store, const char *key,
    struct arena *arena, struct rule_row **out, size_t *out_count);
/* What holds at an instant; KG_NOT_FOUND: nothing, a default holds. */
KG_MUST_CHECK enum kg_status rule_row_at(struct store *store, const char *key,
    struct kg_time at, struct arena *arena, struct rule_row *out);

#endif
