/*
 * The only writer of records. Rules are data (store/apply_rules.c, store/apply_meetings.c, and
 * the engine's own here): every entry kind has the SQL that turns its fields into rows. So
 * "empty the tables and apply all" gives the same records again.
 */

#include "store/apply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "store/engine.h"

static const char *const no_sql[] = { NULL };
static const char *const workspace_sql[] = {
	"INSERT INTO workspace (id, name, kind) VALUES (:id, :name, :kind)",
	NULL,
};
static const char *const dispose_sql[] = {
	"INSERT INTO disposal (target_seq, target_name, ordered_by) "
	"VALUES (:target_seq, :target_name, :seq)",
	NULL,
};

static const struct apply_rule engine_rules[] = {
	{ "key", 1, no_sql },
	{ "head", 1, no_sql },
	{ "workspace", 1, workspace_sql },
	{ "disposal", 1, dispose_sql },
};

enum { ENGINE_RULES = sizeof(engine_rules) / sizeof(engine_rules[0]) };

const char *const apply_engine_tables[] = { "disposal", "workspace", NULL };

static const struct apply_rule *rule_at(size_t i)
{
	if (i < ENGINE_RULES) {
		return &engine_rules[i];
	}
	i -= ENGINE_RULES;
	return i < apply_rule_count ? &apply_rules[i]
	                            : &apply_meeting_rules[i - apply_rule_count];
}

static size_t rule_count(void)
{
	return ENGINE_RULES + apply_rule_count + apply_meeting_rule_count;
}

static size_t text_count(const struct apply_rule *rule)
{
	size_t count = 0;

	while (rule->sql[count] != NULL) {
		count++;
	}
	return count;
}

/* The rule and where its statements begin; NULL: unknown. */
static const struct apply_rule *find_rule(const char *kind, int version, size_t *out_first)
{
	size_t first = 0;

	for (size_t i = 0; i < rule_count(); i++) {
		const struct apply_rule *rule = rule_at(i);

		if (rule->version == version && strcmp(rule->kind, kind) == 0) {
			*out_first = first;
			return rule;
		}
		first += text_count(rule);
	}
	return NULL;
}

bool apply_knows(const char *kind, int version)
{
	size_t first;

	return find_rule(kind, version, &first) != NULL;
}

enum kg_status apply_prepare(struct store *store, struct kg_error *err)
{
	enum kg_status st = KG_OK;
	size_t total = 0;

	for (size_t i = 0; i < rule_count(); i++) {
		total += text_count(rule_at(i));
	}
	store->apply = mem_alloc(total * sizeof(sqlite3_stmt *));
	store->unguarded++;
	for (size_t i = 0; i < rule_count() && st == KG_OK; i++) {
		const struct apply_rule *rule = rule_at(i);

		for (size_t k = 0; rule->sql[k] != NULL && st == KG_OK; k++) {
			st = stmt_prepare(store, rule->kind, rule->sql[k],
			    &store->apply[store->apply_count++], err);
		}
	}
	store->unguarded--;
	return st;
}

void apply_finalize(struct store *store)
{
	for (size_t i = 0; i < store->apply_count; i++) {
		(void)sqlite3_finalize(store->apply[i]);
	}
	free(store->apply);
	store->apply = NULL;
	store->apply_count = 0;
}

static const char *field_value(const struct ledger_entry *entry, const char *name)
{
	for (size_t i = 0; i < entry->field_count; i++) {
		if (strcmp(entry->fields[i].name, name) == 0) {
			return entry->fields[i].value;
		}
	}
	return NULL;
}

static void bind_all(sqlite3_stmt *handle, const struct apply_input *input)
{
	int count = sqlite3_bind_parameter_count(handle);

	for (int i = 1; i <= count; i++) {
		const char *name = sqlite3_bind_parameter_name(handle, i);
		int rc;

		KG_ASSERT(name != NULL && name[0] == ':');
		name++;
		if (strcmp(name, "seq") == 0) {
			rc = sqlite3_bind_int64(handle, i, input->seq);
		} else if (strcmp(name, "at") == 0) {
			rc = sqlite3_bind_int64(handle, i, input->entry->at.ms);
		} else if (strcmp(name, "entry_hash") == 0) {
			rc = sqlite3_bind_text(handle, i, input->hash, -1, SQLITE_TRANSIENT);
		} else if (strcmp(name, "entry_cause") == 0) {
			rc = sqlite3_bind_text(
			    handle, i, input->entry->cause, -1, SQLITE_TRANSIENT);
		} else {
			rc = sqlite3_bind_text(
			    handle, i, field_value(input->entry, name), -1, SQLITE_TRANSIENT);
		}
		KG_ASSERT(rc == SQLITE_OK);
	}
}

enum kg_status apply_run(struct store *store, const struct apply_input *input)
{
	const struct ledger_entry *entry = input->entry;
	enum kg_status st = KG_OK;
	size_t first;
	const struct apply_rule *rule = find_rule(entry->kind, entry->version, &first);

	if (rule == NULL) {
		log_error(
		    "store apply kind=%s version=%d unknown", entry->kind, entry->version);
		kg_die(__FILE__, __LINE__, "no rule turns this entry into records");
	}
	for (size_t k = 0; rule->sql[k] != NULL && st == KG_OK; k++) {
		sqlite3_stmt *handle = store->apply[first + k];

		bind_all(handle, input);
		st = stmt_step_write(store, handle, entry->kind);
		(void)sqlite3_reset(handle);
		(void)sqlite3_clear_bindings(handle);
	}
	return st;
}

static enum kg_status empty_table(struct store *store, const char *table)
{
	char *sql = sqlite3_mprintf("DELETE FROM \"%w\"", table);
	sqlite3_stmt *handle = NULL;
	enum kg_status st;

	KG_ASSERT(sql != NULL);
	store->unguarded++;
	st = stmt_prepare(store, "empty", sql, &handle, NULL);
	if (st == KG_OK) {
		st = stmt_step_write(store, handle, table);
	}
	(void)sqlite3_finalize(handle);
	store->unguarded--;
	sqlite3_free(sql);
	return st;
}

static enum kg_status empty_tables(struct store *store, const char *const *tables)
{
	enum kg_status st = KG_OK;

	for (; *tables != NULL && st == KG_OK; tables++) {
		st = empty_table(store, *tables);
	}
	return st;
}

enum kg_status apply_all(struct store *store)
{
	enum kg_status st = empty_tables(store, apply_tables);
	int64_t seq = 0;

	if (st == KG_OK) {
		st = empty_tables(store, apply_engine_tables);
	}
	while (st == KG_OK) {
		KG_AUTO_ARENA struct arena arena = { 0 };
		struct ledger_row row;
		struct ledger_entry entry;

		st = ledger_read_next(store, seq, &arena, &row);
		if (st != KG_OK) {
			break;
		}
		seq = row.seq;
		entry = ledger_read_entry(&row, &arena);
		st = apply_run(store, &(struct apply_input){ row.seq, &entry, row.hash });
	}
	return st == KG_NOT_FOUND ? KG_OK : tx_break(store, st);
}

enum kg_status store_rebuild(struct store *store)
{
	enum kg_status st = tx_begin(store);

	if (st == KG_OK) {
		st = apply_all(store);
	}
	if (st != KG_OK) {
		tx_rollback(store);
		return st;
	}
	return tx_commit(store);
}
