#ifndef KAIGI_STORE_ITEMS_H
#define KAIGI_STORE_ITEMS_H

/* 審議事項 as values, read from the records. Everything lies in the caller's arena. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/status.h"
#include "base/time.h"
#include "store/circulars.h"

struct store;

enum item_state {
	ITEM_REGISTERED,   /* 受付 */
	ITEM_DELIBERATING, /* 審議中: a circulation or a committee's report is under way */
	ITEM_WAITING,      /* 付議待ち: for a meeting of the council */
	ITEM_RESOLVED,
	ITEM_RECEIVED, /* 報告を受けた */
	ITEM_WITHDRAWN,
};

struct item_flag { /* 特に重要, set or cleared */
	bool important;
	bool provisional;
	const char *person;
	const char *capacity;
	const char *reason;
	const char *rule_source;
	struct kg_time at;
};

struct item_way {
	const char *matter; /* 回R8-001, 報R8-001 */
	int version;
	const char *outcome; /* "" under way */
	const char *resolution;
	struct kg_time at;
	struct kg_time ended;
};

struct item {
	const char *number;
	int year, ordinal;
	enum item_state state;
	int version;
	const char *title;
	int class;
	const char *class_reason;
	const char *text;
	const char *text_sha256;
	bool important;
	bool provisional; /* by the 幹事長; the chair has not confirmed it */
	const char *incident;
	const char *opinion_record;
	const char *drafter;
	const char *charter_version;
	struct kg_time registered;
	const char *resolution;

	struct circular_document *documents; /* of the present version */
	size_t document_count;
	struct item_flag *flags;
	size_t flag_count;
	struct item_way *ways;
	size_t way_count;
};

KG_MUST_CHECK enum kg_status item_load(
    struct store *store, const char *number, struct arena *arena, struct item *out);
/* Numbers of those not resolved, received or withdrawn, oldest first; `ended`: the others,
 * newest first. */
KG_MUST_CHECK enum kg_status item_numbers(struct store *store, bool ended, int limit,
    struct arena *arena, char ***out, size_t *out_count);
KG_MUST_CHECK enum kg_status item_next(struct store *store, int year, int *out);
KG_MUST_CHECK enum kg_status item_steps(struct store *store, const char *number,
    struct arena *arena, struct record_step **out, size_t *out_count);
/* Of any version of its, in order. */
KG_MUST_CHECK enum kg_status item_documents(struct store *store, const char *number,
    int version, struct arena *arena, struct circular_document **out, size_t *out_count);
/* The item that a circulation is about; KG_NOT_FOUND: none. */
KG_MUST_CHECK enum kg_status item_of_matter(
    struct store *store, const char *matter, struct arena *arena, char **out);

#endif
