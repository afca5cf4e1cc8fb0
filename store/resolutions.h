#ifndef KAIGI_STORE_RESOLUTIONS_H
#define KAIGI_STORE_RESOLUTIONS_H

/* The register of resolutions: one sequence a fiscal year, whatever the route. Everything
 * lies in the caller's arena. */

#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/status.h"
#include "base/time.h"

struct store;

struct resolution {
	int year, ordinal;
	const char *number;
	const char *route;
	int class;
	const char *title;
	const char *matter;
	const char *text_sha256;
	const char *charter_version;
	const char *rule;
	const char *rule_source;
	const char *tally;
	struct kg_time decided;
	int64_t entry;
};

/* The next free ordinal of a fiscal year. */
KG_MUST_CHECK enum kg_status resolution_next(struct store *store, int year, int *out);
KG_MUST_CHECK enum kg_status resolution_load(
    struct store *store, const char *number, struct arena *arena, struct resolution *out);
/* Of a fiscal year, in the order of their numbers. */
KG_MUST_CHECK enum kg_status resolution_list(struct store *store, int year, struct arena *arena,
    struct resolution **out, size_t *out_count);
/* Made outside a meeting and told to none yet, oldest first: the next agenda's 報告事項. */
KG_MUST_CHECK enum kg_status resolution_unreported(
    struct store *store, struct arena *arena, struct resolution **out, size_t *out_count);

struct resolution_rule {
	const char *key;
	const char *value;
	const char *source; /* 議長決定's document, or 既定値 */
	int64_t rule_entry; /* 0: a default */
};

KG_MUST_CHECK enum kg_status resolution_rules(struct store *store, const char *number,
    struct arena *arena, struct resolution_rule **out, size_t *out_count);

#endif
