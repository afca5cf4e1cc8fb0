/* Open forms, what has been told once, and the last file of a person: rows that are no records.
 */

#include "store/dialogue.h"

#include "store/stmt.h"

STMT(dialogue_insert,
    "INSERT INTO dialogue (token, workspace, account, kind, matter, form, context, opened) "
    "VALUES "
    "(:token, :workspace, :account, :kind, :matter, :form, :context, :opened)");
STMT(dialogue_select, "SELECT workspace, account, kind, matter, form, context, opened FROM "
                      "dialogue WHERE token = :token");
STMT(dialogue_update, "UPDATE dialogue SET form = :form, context = :context WHERE token = "
                      ":token RETURNING token");
STMT(dialogue_delete, "DELETE FROM dialogue WHERE token = :token");
STMT(told_insert,
    "INSERT INTO told (key, at) VALUES (:key, :at) ON CONFLICT DO NOTHING RETURNING key");
STMT(told_select, "SELECT 1 FROM told WHERE key = :key");
STMT(told_delete, "DELETE FROM told WHERE key = :key");
STMT(seen_file_upsert,
    "INSERT INTO seen_file (workspace, channel, user, id, name, type, size, at) VALUES "
    "(:workspace, :channel, :user, :id, :name, :type, :size, :at) "
    "ON CONFLICT (workspace, channel, user) DO UPDATE SET id = excluded.id, name = "
    "excluded.name, "
    "type = excluded.type, size = excluded.size, at = excluded.at WHERE excluded.at >= "
    "seen_file.at");
STMT(seen_file_select, "SELECT id, name, type, size, at FROM seen_file "
                       "WHERE workspace = :workspace AND channel = :channel AND user = :user");

static const char *or_empty(const char *text)
{
	return text != NULL ? text : "";
}

enum kg_status dialogue_open(struct store *store, struct dialogue *dialogue)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &dialogue_insert);

	random_key(dialogue->token);
	stmt_text(stmt, "token", dialogue->token);
	stmt_int(stmt, "workspace", dialogue->workspace);
	stmt_text(stmt, "account", dialogue->account);
	stmt_text(stmt, "kind", dialogue->kind);
	stmt_text(stmt, "matter", or_empty(dialogue->matter));
	stmt_blob(stmt, "form", or_empty(dialogue->form), dialogue->form_size);
	stmt_text(stmt, "context", or_empty(dialogue->context));
	stmt_int(stmt, "opened", dialogue->opened.ms);
	return stmt_run(stmt);
}

enum kg_status dialogue_load(
    struct store *store, const char *token, struct arena *arena, struct dialogue *out)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &dialogue_select);
	enum kg_status st;
	const char *form;

	stmt_text(stmt, "token", token);
	st = stmt_step(stmt);
	if (st != KG_OK) {
		return st;
	}
	*out = (struct dialogue){
		.workspace = stmt_column_int(stmt, 0),
		.account = stmt_column_text(stmt, 1, arena),
		.kind = stmt_column_text(stmt, 2, arena),
		.matter = stmt_column_text(stmt, 3, arena),
		.context = stmt_column_text(stmt, 5, arena),
		.opened = { stmt_column_int(stmt, 6) },
	};
	for (int i = 0; i < RANDOM_KEY_HEX; i++) {
		out->token[i] = token[i]; /* as long as the one it was found by */
	}
	form = stmt_column_blob(stmt, 4, &out->form_size);
	out->form = arena_strndup(arena, form, out->form_size);
	return KG_OK;
}

enum kg_status dialogue_save(struct store *store, const struct dialogue *dialogue)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &dialogue_update);
	enum kg_status st;

	stmt_text(stmt, "token", dialogue->token);
	stmt_blob(stmt, "form", or_empty(dialogue->form), dialogue->form_size);
	stmt_text(stmt, "context", or_empty(dialogue->context));
	st = stmt_step(stmt);
	return st == KG_OK ? stmt_run(stmt) : st;
}

enum kg_status dialogue_close(struct store *store, const char *token)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &dialogue_delete);

	stmt_text(stmt, "token", token);
	return stmt_run(stmt);
}

enum kg_status told_once(struct store *store, const char *key, struct kg_time at)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &told_insert);
	enum kg_status st;

	stmt_text(stmt, "key", key);
	stmt_int(stmt, "at", at.ms);
	st = stmt_step(stmt);
	if (st == KG_NOT_FOUND) {
		return KG_CONFLICT;
	}
	return st == KG_OK ? stmt_run(stmt) : st;
}

bool told_before(struct store *store, const char *key)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &told_select);

	stmt_text(stmt, ":key", key);
	return stmt_step(stmt) == KG_OK;
}

enum kg_status told_forget(struct store *store, const char *key)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &told_delete);

	stmt_text(stmt, "key", key);
	return stmt_run(stmt);
}

enum kg_status seen_file_put(struct store *store, int64_t workspace, const char *channel,
    const char *user, const struct seen_file *file)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &seen_file_upsert);

	stmt_int(stmt, "workspace", workspace);
	stmt_text(stmt, "channel", channel);
	stmt_text(stmt, "user", user);
	stmt_text(stmt, "id", file->id);
	stmt_text(stmt, "name", or_empty(file->name));
	stmt_text(stmt, "type", or_empty(file->type));
	stmt_int(stmt, "size", file->size);
	stmt_int(stmt, "at", file->at.ms);
	return stmt_run(stmt);
}

enum kg_status seen_file_last(struct store *store, int64_t workspace, const char *channel,
    const char *user, struct arena *arena, struct seen_file *out)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &seen_file_select);
	enum kg_status st;

	stmt_int(stmt, "workspace", workspace);
	stmt_text(stmt, "channel", channel);
	stmt_text(stmt, "user", user);
	st = stmt_step(stmt);
	if (st == KG_OK) {
		*out = (struct seen_file){
			.id = stmt_column_text(stmt, 0, arena),
			.name = stmt_column_text(stmt, 1, arena),
			.type = stmt_column_text(stmt, 2, arena),
			.size = stmt_column_int(stmt, 3),
			.at = { stmt_column_int(stmt, 4) },
		};
	}
	return st;
}
