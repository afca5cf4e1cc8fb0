/* Rows about networks that are no records: adapters' notes, reactions by their own ids, direct
 * rooms. */

#include "store/network.h"

#include <string.h>

#include "store/list.h"
#include "store/stmt.h"

STMT(keep_select, "SELECT value FROM keep WHERE workspace = :workspace AND name = :name");
STMT(keep_upsert,
    "INSERT INTO keep (workspace, name, value) VALUES (:workspace, :name, :value) "
    "ON CONFLICT (workspace, name) DO UPDATE SET value = excluded.value");
STMT(keep_delete, "DELETE FROM keep WHERE workspace = :workspace AND name = :name");
/* One that was taken off before we heard of it has waited here without its message. */
STMT(reaction_insert,
    "INSERT INTO reaction (workspace, event, channel, message, user, mark, at, removed_by) "
    "VALUES (:workspace, :event, :channel, :message, :user, :mark, :at, :by) ON CONFLICT DO "
    "UPDATE SET channel = excluded.channel, message = excluded.message, user = excluded.user, "
    "mark = excluded.mark, at = excluded.at WHERE reaction.message = ''");
STMT(reaction_select,
    "SELECT event, channel, message, user, mark, at, removed_by FROM reaction "
    "WHERE workspace = :workspace AND event = :event");
STMT(reaction_off,
    "UPDATE reaction SET removed_by = :by WHERE workspace = :workspace AND event = "
    ":event AND removed_by = '' RETURNING event");
STMT(reaction_of_message,
    "SELECT event, channel, message, user, mark, at, removed_by FROM reaction WHERE workspace = "
    ":workspace AND channel = :channel AND message = :message ORDER BY at, event");
STMT(reaction_total, "SELECT count(*) FROM reaction WHERE workspace = :workspace AND channel = "
                     ":channel AND message = :message");
STMT(direct_all, "SELECT account, channel FROM direct WHERE workspace = :workspace");
STMT(direct_total, "SELECT count(*) FROM direct WHERE workspace = :workspace");
STMT(workspace_kind, "SELECT kind FROM workspace WHERE id = :id");

enum kg_status keep_get(
    struct store *store, int64_t workspace, const char *name, struct arena *arena, char **out)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &keep_select);

	stmt_int(stmt, "workspace", workspace);
	stmt_text(stmt, "name", name);
	return list_one_text(stmt, arena, out);
}

enum kg_status keep_set(
    struct store *store, int64_t workspace, const char *name, const char *value)
{
	KG_AUTO_STMT struct stmt *stmt =
	    stmt_use(store, value == NULL ? &keep_delete : &keep_upsert);

	stmt_int(stmt, "workspace", workspace);
	stmt_text(stmt, "name", name);
	if (value != NULL) {
		stmt_text(stmt, "value", value);
	}
	return stmt_run(stmt);
}

enum kg_status reaction_put(
    struct store *store, int64_t workspace, const struct reaction *reaction)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &reaction_insert);

	stmt_int(stmt, "workspace", workspace);
	stmt_text(stmt, "event", reaction->event);
	stmt_text(stmt, "channel", reaction->channel);
	stmt_text(stmt, "message", reaction->message);
	stmt_text(stmt, "user", reaction->user);
	stmt_text(stmt, "mark", reaction->mark);
	stmt_int(stmt, "at", reaction->at.ms);
	stmt_text(stmt, "by", reaction->removed_by == NULL ? "" : reaction->removed_by);
	return stmt_run(stmt);
}

static struct reaction read_row(struct stmt *stmt, struct arena *arena)
{
	return (struct reaction){
		.event = stmt_column_text(stmt, 0, arena),
		.channel = stmt_column_text(stmt, 1, arena),
		.message = stmt_column_text(stmt, 2, arena),
		.user = stmt_column_text(stmt, 3, arena),
		.mark = stmt_column_text(stmt, 4, arena),
		.at = { stmt_column_int(stmt, 5) },
		.removed_by = stmt_column_text(stmt, 6, arena),
	};
}

enum kg_status reaction_get(struct store *store, int64_t workspace, const char *event,
    struct arena *arena, struct reaction *out)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &reaction_select);
	enum kg_status st;

	stmt_int(stmt, "workspace", workspace);
	stmt_text(stmt, "event", event);
	st = stmt_step(stmt);
	if (st == KG_OK) {
		*out = read_row(stmt, arena);
	}
	return st;
}

enum kg_status reaction_remove(
    struct store *store, int64_t workspace, const char *event, const char *removed_by)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct reaction found;
	enum kg_status st = reaction_get(store, workspace, event, &arena, &found);
	KG_AUTO_STMT struct stmt *stmt = NULL;

	if (st != KG_OK) {
		return st;
	}
	stmt = stmt_use(store, &reaction_off);
	stmt_int(stmt, "workspace", workspace);
	stmt_text(stmt, "event", event);
	stmt_text(stmt, "by", removed_by);
	st = stmt_step(stmt);
	if (st == KG_NOT_FOUND) {
		return KG_CONFLICT;
	}
	return st == KG_OK ? stmt_run(stmt) : st;
}

enum kg_status reaction_list(struct store *store, int64_t workspace, const char *channel,
    const char *message, struct arena *arena, struct reaction **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *total = stmt_use(store, &reaction_total);
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &reaction_of_message);
	enum kg_status st;
	size_t room;

	stmt_int(total, "workspace", workspace);
	stmt_text(total, "channel", channel);
	stmt_text(total, "message", message);
	st = stmt_step(total);
	if (st != KG_OK) {
		return st;
	}
	room = (size_t)stmt_column_int(total, 0);
	*out = arena_alloc(arena, (room + 1) * sizeof(**out));
	*out_count = 0;
	stmt_int(stmt, "workspace", workspace);
	stmt_text(stmt, "channel", channel);
	stmt_text(stmt, "message", message);
	while ((st = stmt_step(stmt)) == KG_OK && *out_count < room) {
		(*out)[(*out_count)++] = read_row(stmt, arena);
	}
	return st == KG_NOT_FOUND ? KG_OK : st;
}

static const char *moved_key(struct arena *arena, const char *channel)
{
	return arena_printf(arena, "moved:%s", channel);
}

enum kg_status channel_note_moved(
    struct store *store, int64_t workspace, const char *old_id, const char *new_id)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	enum kg_status st;

	if (strcmp(old_id, new_id) == 0) {
		return KG_OK;
	}
	/* Back in a channel that was left: it leads nowhere else any more. */
	st = keep_set(store, workspace, moved_key(&arena, new_id), NULL);
	return st == KG_OK ? keep_set(store, workspace, moved_key(&arena, old_id), new_id) : st;
}

enum kg_status channel_now(struct store *store, int64_t workspace, const char *channel,
    struct arena *arena, const char **out)
{
	enum { MOVES_MAX = 32 };

	*out = channel;
	for (int i = 0; i < MOVES_MAX; i++) {
		char *next;
		enum kg_status st =
		    keep_get(store, workspace, moved_key(arena, *out), arena, &next);

		if (st != KG_OK) {
			return st == KG_NOT_FOUND ? KG_OK : st;
		}
		*out = next;
	}
	return KG_OK;
}

enum kg_status direct_list(struct store *store, int64_t workspace, struct arena *arena,
    struct direct_room **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *total = stmt_use(store, &direct_total);
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &direct_all);
	enum kg_status st;
	size_t room;

	stmt_int(total, "workspace", workspace);
	st = stmt_step(total);
	if (st != KG_OK) {
		return st;
	}
	room = (size_t)stmt_column_int(total, 0);
	*out = arena_alloc(arena, (room + 1) * sizeof(**out));
	*out_count = 0;
	stmt_int(stmt, "workspace", workspace);
	while ((st = stmt_step(stmt)) == KG_OK && *out_count < room) {
		(*out)[(*out_count)++] = (struct direct_room){
			.account = stmt_column_text(stmt, 0, arena),
			.channel = stmt_column_text(stmt, 1, arena),
		};
	}
	return st == KG_NOT_FOUND ? KG_OK : st;
}

enum kg_status workspace_kind_of(struct store *store, int64_t workspace, int *out_kind)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &workspace_kind);
	enum kg_status st;

	stmt_int(stmt, "id", workspace);
	st = stmt_step(stmt);
	if (st == KG_OK) {
		*out_kind = (int)stmt_column_int(stmt, 0);
	}
	return st;
}
