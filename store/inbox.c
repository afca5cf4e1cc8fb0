/* Every event that came in, once. Two keys refuse a repeat: the network's event id and the
 * event's facts. */

#include "store/inbox.h"

#include "store/stmt.h"

STMT(inbox_by_event,
    "SELECT id FROM inbox WHERE workspace = :workspace AND event_id = :event_id");
STMT(inbox_by_facts, "SELECT id FROM inbox WHERE workspace = :workspace AND facts = :facts");
STMT(inbox_insert, "INSERT INTO inbox (workspace, event_id, facts, kind, payload, happened_at, "
                   "received_at) VALUES "
                   "(:workspace, :event_id, :facts, :kind, :payload, :happened_at, "
                   ":received_at) RETURNING id");
STMT(inbox_update_reply, "UPDATE inbox SET reply = :reply WHERE id = :id RETURNING id");
STMT(inbox_select_reply, "SELECT reply FROM inbox WHERE id = :id");
STMT(inbox_select_said, "SELECT payload FROM inbox WHERE workspace = :workspace AND facts >= "
                        ":from AND facts < :to ORDER BY facts LIMIT 1");
STMT(inbox_update_parked, "UPDATE inbox SET parked = :why WHERE id = :id RETURNING id");
STMT(inbox_count_parked, "SELECT count(*) FROM inbox WHERE parked IS NOT NULL");

static enum kg_status find(struct store *store, struct stmt_def *def, const char *name,
    const struct inbox_event *event, const char *value, int64_t *out_id)
{
	KG_AUTO_STMT struct stmt *stmt = NULL;
	enum kg_status st;

	if (value == NULL) {
		return KG_NOT_FOUND;
	}
	stmt = stmt_use(store, def);
	stmt_int(stmt, "workspace", event->workspace);
	stmt_text(stmt, name, value);
	st = stmt_step(stmt);
	if (st == KG_OK) {
		*out_id = stmt_column_int(stmt, 0);
	}
	return st;
}

static enum kg_status insert(
    struct store *store, const struct inbox_event *event, int64_t *out_id)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &inbox_insert);
	enum kg_status st;

	stmt_int(stmt, "workspace", event->workspace);
	stmt_text(stmt, "event_id", event->event_id);
	stmt_text(stmt, "facts", event->facts);
	stmt_text(stmt, "kind", event->kind);
	stmt_blob(
	    stmt, "payload", event->payload != NULL ? event->payload : "", event->payload_size);
	stmt_int(stmt, "happened_at", event->when.ms);
	stmt_int(stmt, "received_at", event->now.ms);
	st = stmt_step(stmt);
	if (st != KG_OK) {
		return st;
	}
	*out_id = stmt_column_int(stmt, 0);
	return stmt_run(stmt);
}

enum kg_status inbox_take(struct store *store, const struct inbox_event *event, int64_t *out_id)
{
	enum kg_status st =
	    find(store, &inbox_by_event, "event_id", event, event->event_id, out_id);

	if (st == KG_NOT_FOUND) {
		st = find(store, &inbox_by_facts, "facts", event, event->facts, out_id);
	}
	if (st == KG_NOT_FOUND) {
		return insert(store, event, out_id);
	}
	return st == KG_OK ? KG_CONFLICT : st;
}

/* RETURNING tells whether the row was there; the step after it ends the write. */
static enum kg_status run_one(struct stmt *stmt)
{
	enum kg_status st = stmt_step(stmt);

	return st == KG_OK ? stmt_run(stmt) : st;
}

enum kg_status inbox_set_reply(struct store *store, int64_t id, const char *reply, size_t size)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &inbox_update_reply);

	stmt_blob(stmt, "reply", reply, size);
	stmt_int(stmt, "id", id);
	return run_one(stmt);
}

enum kg_status inbox_reply(
    struct store *store, int64_t id, struct arena *arena, char **out, size_t *out_size)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &inbox_select_reply);
	const char *bytes;
	enum kg_status st;
	size_t size;

	stmt_int(stmt, "id", id);
	st = stmt_step(stmt);
	if (st != KG_OK) {
		return st;
	}
	bytes = stmt_column_blob(stmt, 0, &size);
	*out = bytes != NULL ? arena_strndup(arena, bytes, size) : NULL;
	*out_size = size;
	return KG_OK;
}

enum kg_status inbox_said(struct store *store, int64_t workspace, const char *facts,
    struct arena *arena, char **out, size_t *out_size)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &inbox_select_said);
	const char *bytes;
	enum kg_status st;

	stmt_int(stmt, "workspace", workspace);
	stmt_text(stmt, "from", facts);
	stmt_text(stmt, "to", arena_printf(arena, "%s~", facts));
	st = stmt_step(stmt);
	if (st != KG_OK) {
		return st;
	}
	bytes = stmt_column_blob(stmt, 0, out_size);
	*out = arena_strndup(arena, bytes, *out_size);
	return KG_OK;
}

enum kg_status inbox_park(struct store *store, int64_t id, const char *why)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &inbox_update_parked);

	stmt_text(stmt, "why", why);
	stmt_int(stmt, "id", id);
	return run_one(stmt);
}

enum kg_status inbox_parked(struct store *store, int *out_count)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &inbox_count_parked);
	enum kg_status st = stmt_step(stmt);

	if (st == KG_OK) {
		*out_count = (int)stmt_column_int(stmt, 0);
	}
	return st;
}
