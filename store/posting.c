/* Postings: our messages, known before they are sent; direct channels; and channels that move.
 */

#include "store/outbox.h"

#include "store/list.h"
#include "store/network.h"
#include "store/stmt.h"

#define COLUMNS                                                                                \
	"id, workspace, conversation, channel, message, kind, matter, round, person, state, "  \
	"live_at, read_at"

STMT(posting_insert, "INSERT INTO posting (workspace, conversation, channel, message, kind, "
                     "matter, round, person, "
                     "state, live_at, read_at) VALUES (:workspace, :conversation, :channel, "
                     ":message, :kind, :matter, "
                     ":round, :person, :state, :live_at, :read_at) RETURNING id");
STMT(posting_by_message,
    "SELECT " COLUMNS " FROM posting "
    "WHERE workspace = :workspace AND channel = :channel AND message = :message");
STMT(posting_by_id, "SELECT " COLUMNS " FROM posting WHERE id = :id");
STMT(posting_count_of, "SELECT count(*) FROM posting WHERE matter = :matter");
STMT(posting_of_matter, "SELECT " COLUMNS " FROM posting WHERE matter = :matter "
                        "AND (:kind IS NULL OR kind = :kind) ORDER BY round DESC, id");
STMT(posting_newest,
    "SELECT " COLUMNS " FROM posting WHERE workspace = :workspace AND "
    "conversation = :conversation AND state = 1 ORDER BY id DESC LIMIT :limit");
/* An old posting that was still on its way stays old. */
STMT(posting_live, "UPDATE posting SET channel = :channel, message = :message, live_at = :at, "
                   "state = CASE state WHEN 3 THEN 3 ELSE 1 END WHERE id = :id RETURNING id");
STMT(posting_state_set, "UPDATE posting SET state = :state WHERE id = :id RETURNING id");
STMT(posting_read_set, "UPDATE posting SET read_at = :at WHERE id = :id RETURNING id");
STMT(direct_select,
    "SELECT channel FROM direct WHERE workspace = :workspace AND account = :account");
STMT(direct_upsert,
    "INSERT INTO direct (workspace, account, channel) VALUES (:workspace, :account, :channel) "
    "ON CONFLICT (workspace, account) DO UPDATE SET channel = excluded.channel");
STMT(moved_posting_channel, "UPDATE posting SET channel = :new WHERE workspace = :workspace "
                            "AND channel = :old AND message IS NOT NULL");
STMT(moved_posting_conversation, "UPDATE posting SET conversation = :new WHERE workspace = "
                                 ":workspace AND conversation = :old");
STMT(moved_outbox, "UPDATE outbox SET conversation = :new WHERE workspace = :workspace "
                   "AND conversation = :old AND state < 2");
STMT(moved_direct,
    "UPDATE direct SET channel = :new WHERE workspace = :workspace AND channel = :old");
STMT(moved_seen_file, "UPDATE OR REPLACE seen_file SET channel = :new WHERE workspace = "
                      ":workspace AND channel = :old");

_Static_assert(
    POSTING_PLANNED == 0 && POSTING_LIVE == 1 && POSTING_GONE == 2 && POSTING_OLD == 3,
    "the numbers in the statements here and in outbox*.c");

static const char *or_empty(const char *text)
{
	return text != NULL ? text : "";
}

static struct posting read_row(struct stmt *stmt, struct arena *arena)
{
	int64_t state = stmt_column_int(stmt, 9);

	KG_ASSERT(state >= POSTING_PLANNED && state <= POSTING_OLD);
	return (struct posting){
		.id = stmt_column_int(stmt, 0),
		.workspace = stmt_column_int(stmt, 1),
		.conversation = stmt_column_text(stmt, 2, arena),
		.channel = stmt_column_text(stmt, 3, arena),
		.message = stmt_column_text(stmt, 4, arena),
		.kind = stmt_column_text(stmt, 5, arena),
		.matter = stmt_column_text(stmt, 6, arena),
		.round = (int)stmt_column_int(stmt, 7),
		.person = stmt_column_text(stmt, 8, arena),
		.state = (enum posting_state)state,
		.live_at = { stmt_column_int(stmt, 10) },
		.read_at = { stmt_column_int(stmt, 11) },
	};
}

/* Steps a write that returns its row: KG_NOT_FOUND when there is none. */
static enum kg_status run_one(struct stmt *stmt)
{
	enum kg_status st = stmt_step(stmt);

	return st == KG_OK ? stmt_run(stmt) : st;
}

enum kg_status posting_add(struct store *store, struct posting *posting)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &posting_insert);
	enum kg_status st;

	stmt_int(stmt, "workspace", posting->workspace);
	stmt_text(stmt, "conversation", posting->conversation);
	stmt_text(stmt, "channel", posting->channel);
	stmt_text(stmt, "message", posting->message);
	stmt_text(stmt, "kind", posting->kind);
	stmt_text(stmt, "matter", or_empty(posting->matter));
	stmt_int(stmt, "round", posting->round);
	stmt_text(stmt, "person", or_empty(posting->person));
	stmt_int(stmt, "state", posting->state);
	stmt_int(stmt, "live_at", posting->live_at.ms);
	stmt_int(stmt, "read_at", posting->read_at.ms);
	st = stmt_step(stmt);
	if (st != KG_OK) {
		return st;
	}
	posting->id = stmt_column_int(stmt, 0);
	return stmt_run(stmt);
}

static enum kg_status load(struct stmt *stmt, struct arena *arena, struct posting *out)
{
	enum kg_status st = stmt_step(stmt);

	if (st == KG_OK) {
		*out = read_row(stmt, arena);
	}
	return st;
}

enum kg_status posting_find(struct store *store, int64_t workspace, const char *channel,
    const char *message, struct arena *arena, struct posting *out)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &posting_by_message);

	stmt_int(stmt, "workspace", workspace);
	stmt_text(stmt, "channel", channel);
	stmt_text(stmt, "message", message);
	return load(stmt, arena, out);
}

enum kg_status posting_load(
    struct store *store, int64_t id, struct arena *arena, struct posting *out)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &posting_by_id);

	stmt_int(stmt, "id", id);
	return load(stmt, arena, out);
}

enum kg_status posting_list(struct store *store, const char *matter, const char *kind,
    struct arena *arena, struct posting **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *count = stmt_use(store, &posting_count_of);
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &posting_of_matter);
	struct posting *list;
	size_t used = 0;
	enum kg_status st;

	stmt_text(count, "matter", matter);
	st = stmt_step(count);
	if (st != KG_OK) {
		return st;
	}
	list = arena_alloc(arena, (size_t)stmt_column_int(count, 0) * sizeof(*list));
	stmt_text(stmt, "matter", matter);
	stmt_text(stmt, "kind", kind);
	while ((st = stmt_step(stmt)) == KG_OK) {
		list[used++] = read_row(stmt, arena);
	}
	if (st != KG_NOT_FOUND) {
		return st;
	}
	*out = list;
	*out_count = used;
	return KG_OK;
}

enum kg_status posting_recent(struct store *store, const struct posting *where, int limit,
    struct arena *arena, struct posting **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &posting_newest);
	struct posting *list = arena_alloc(arena, ((size_t)limit + 1) * sizeof(*list));
	enum kg_status st;

	*out = list;
	*out_count = 0;
	stmt_int(stmt, "workspace", where->workspace);
	stmt_text(stmt, "conversation", where->conversation);
	stmt_int(stmt, "limit", limit);
	while ((st = stmt_step(stmt)) == KG_OK) {
		list[(*out_count)++] = read_row(stmt, arena);
	}
	return st == KG_NOT_FOUND ? KG_OK : st;
}

enum kg_status posting_set_live(struct store *store, int64_t id, const char *channel,
    const char *message, struct kg_time at)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &posting_live);

	stmt_int(stmt, "id", id);
	stmt_text(stmt, "channel", channel);
	stmt_text(stmt, "message", message);
	stmt_int(stmt, "at", at.ms);
	return run_one(stmt);
}

enum kg_status posting_set_state(struct store *store, int64_t id, enum posting_state state)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &posting_state_set);

	stmt_int(stmt, "id", id);
	stmt_int(stmt, "state", state);
	return run_one(stmt);
}

enum kg_status posting_set_read(struct store *store, int64_t id, struct kg_time at)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &posting_read_set);

	stmt_int(stmt, "id", id);
	stmt_int(stmt, "at", at.ms);
	return run_one(stmt);
}

enum kg_status direct_get(struct store *store, int64_t workspace, const char *account,
    struct arena *arena, char **out_channel)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &direct_select);

	stmt_int(stmt, "workspace", workspace);
	stmt_text(stmt, "account", account);
	return list_one_text(stmt, arena, out_channel);
}

enum kg_status direct_set(
    struct store *store, int64_t workspace, const char *account, const char *channel)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &direct_upsert);

	stmt_int(stmt, "workspace", workspace);
	stmt_text(stmt, "account", account);
	stmt_text(stmt, "channel", channel);
	return stmt_run(stmt);
}

static enum kg_status run_moves(struct store *store, int64_t workspace, const char *old_id,
    const char *new_id, bool with_messages)
{
	static struct stmt_def *const defs[] = { &moved_posting_channel,
		&moved_posting_conversation, &moved_outbox, &moved_direct, &moved_seen_file };
	enum kg_status st = channel_note_moved(store, workspace, old_id, new_id);

	for (size_t i = with_messages ? 0 : 1;
	     i < sizeof(defs) / sizeof(defs[0]) && st == KG_OK; i++) {
		KG_AUTO_STMT struct stmt *stmt = stmt_use(store, defs[i]);

		stmt_int(stmt, "workspace", workspace);
		stmt_text(stmt, "old", old_id);
		stmt_text(stmt, "new", new_id);
		st = stmt_run(stmt);
	}
	return st;
}

enum kg_status channel_moved(
    struct store *store, int64_t workspace, const char *old_id, const char *new_id)
{
	return run_moves(store, workspace, old_id, new_id, true);
}

enum kg_status channel_replaced(
    struct store *store, int64_t workspace, const char *old_id, const char *new_id)
{
	return run_moves(store, workspace, old_id, new_id, false);
}
