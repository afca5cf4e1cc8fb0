#ifndef KAIGI_STORE_INBOX_H
#define KAIGI_STORE_INBOX_H

/* Every event that came in, once: refused again by (workspace, event id) and by its facts. */

#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/status.h"
#include "base/time.h"

struct store;

struct inbox_event {
	int64_t workspace;
	const char *event_id; /* NULL: none */
	const char *facts;    /* "kind|channel|message|user|mark|time": NULL: no second key */
	const char *kind;
	const char *payload; /* packed event */
	size_t payload_size;
	struct kg_time when;
	struct kg_time now;
};

/* KG_CONFLICT: seen before; *out_id is then the first one's row. */
KG_MUST_CHECK enum kg_status inbox_take(
    struct store *store, const struct inbox_event *event, int64_t *out_id);
KG_MUST_CHECK enum kg_status inbox_set_reply(
    struct store *store, int64_t id, const char *reply, size_t size);
/* The packed reply of a row into the arena; *out NULL when it has none. */
KG_MUST_CHECK enum kg_status inbox_reply(
    struct store *store, int64_t id, struct arena *arena, char **out, size_t *out_size);
/* The first event whose facts begin so: "message|channel|message|"; KG_NOT_FOUND: none came. */
KG_MUST_CHECK enum kg_status inbox_said(struct store *store, int64_t workspace,
    const char *facts, struct arena *arena, char **out, size_t *out_size);
KG_MUST_CHECK enum kg_status inbox_park(struct store *store, int64_t id, const char *why);
KG_MUST_CHECK enum kg_status inbox_parked(struct store *store, int *out_count);

#endif
