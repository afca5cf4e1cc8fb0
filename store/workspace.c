/* Workspaces by name. A workspace is a record: which network an account's id belongs to decides
 * who votes. */

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "store/engine.h"

STMT(workspace_find, "SELECT id, kind FROM workspace WHERE name = :name");
STMT(workspace_name_of, "SELECT name FROM workspace WHERE id = :id");
STMT(workspace_last, "SELECT coalesce(max(id), 0) FROM workspace");

static enum kg_status find(struct store *store, const char *name, int kind, int64_t *out_id)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &workspace_find);
	enum kg_status st;

	stmt_text(stmt, "name", name);
	st = stmt_step(stmt);
	if (st != KG_OK) {
		return st;
	}
	if (stmt_column_int(stmt, 1) != kind) {
		return KG_CONFLICT;
	}
	*out_id = stmt_column_int(stmt, 0);
	return KG_OK;
}

static enum kg_status append(struct store *store, const char *name, int kind, int64_t *out_id)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &workspace_last);
	enum kg_status st = stmt_step(stmt);
	int64_t id;

	if (st != KG_OK) {
		return st;
	}
	id = stmt_column_int(stmt, 0) + 1;
	stmt_done(&stmt);
	const struct ledger_field fields[] = {
		{ "id", arena_printf(&arena, "%" PRId64, id) },
		{ "name", name },
		{ "kind", arena_printf(&arena, "%d", kind) },
	};
	const struct ledger_entry entry = {
		.kind = "workspace",
		.version = 1,
		.at = clock_now(),
		.cause = "settings",
		.fields = fields,
		.field_count = sizeof(fields) / sizeof(fields[0]),
	};
	st = ledger_append(store, &entry, NULL);
	if (st == KG_OK) {
		*out_id = id;
	}
	return st;
}

enum kg_status workspace_ensure(
    struct store *store, const char *name, int kind, int64_t *out_id)
{
	enum kg_status st = find(store, name, kind, out_id);
	bool is_own = !store->in_tx;

	if (st != KG_NOT_FOUND || store->read_only) {
		return st;
	}
	if (!is_own) {
		return append(store, name, kind, out_id);
	}
	st = tx_begin(store);
	if (st != KG_OK) {
		return st;
	}
	st = append(store, name, kind, out_id);
	if (st != KG_OK) {
		tx_rollback(store);
		return st;
	}
	return tx_commit(store);
}

/* By the text, not by the id: a rollback may give the id to another name. */
static const char *intern(struct store *store, const char *name)
{
	for (size_t i = 0; i < store->interned_count; i++) {
		if (strcmp(store->interned[i], name) == 0) {
			return store->interned[i];
		}
	}
	store->interned = mem_realloc(
	    store->interned, (store->interned_count + 1) * sizeof(*store->interned));
	store->interned[store->interned_count] = arena_strdup(&store->names, name);
	return store->interned[store->interned_count++];
}

const char *workspace_name(struct store *store, int64_t id)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &workspace_name_of);

	stmt_int(stmt, "id", id);
	return stmt_step(stmt) == KG_OK ? intern(store, stmt_column_text(stmt, 0, &arena)) : "";
}
