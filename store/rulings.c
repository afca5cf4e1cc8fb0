#include "store/rulings.h"

#include "store/list.h"
#include "store/stmt.h"

STMT(sql_ruling,
    "SELECT number, body, state, whole, document, from_ms, reason, sha256, file_sha256, "
    "drafter, reviewer, drafted_ms, charter_version, determined_by, capacity, determined_ms "
    "FROM ruling WHERE number = :number");
STMT(sql_clauses, "SELECT position, key, value, text FROM ruling_clause WHERE ruling = "
                  ":number ORDER BY position");
STMT(sql_next, "SELECT coalesce(max(ordinal), 0) + 1 FROM ruling WHERE year = :year");
STMT(sql_open, "SELECT number FROM ruling WHERE state IN ('drafted', 'review', 'asked') ORDER "
               "BY year, ordinal LIMIT :limit");
STMT(sql_all, "SELECT number FROM ruling ORDER BY year DESC, ordinal DESC LIMIT :limit");
STMT(sql_steps, "SELECT entry, 0, step, person, capacity, text, at_ms FROM ruling_step WHERE "
                "ruling = :number ORDER BY entry");
STMT(sql_open_for, "SELECT r.number FROM ruling_clause c JOIN ruling r ON r.number = c.ruling "
                   "WHERE c.key = :key AND r.state IN ('drafted', 'review', 'asked') LIMIT 1");
STMT(sql_documents, "SELECT document FROM rule WHERE document <> '' UNION SELECT document FROM "
                    "ruling WHERE document <> '' AND state NOT IN ('returned', 'withdrawn')");
STMT(sql_history, "SELECT key, value, document, from_ms, ruling, person, capacity, replaces, "
                  "entry FROM rule WHERE key = :key ORDER BY from_ms");
STMT(sql_row_at, "SELECT key, value, document, from_ms, ruling, person, capacity, replaces, "
                 "entry FROM rule WHERE key = :key AND from_ms <= :at ORDER BY from_ms DESC "
                 "LIMIT 1");

static enum ruling_state state_of(const char *text)
{
	static const char *const names[] = {
		[RULING_DRAFTED] = "drafted",
		[RULING_REVIEW] = "review",
		[RULING_ASKED] = "asked",
		[RULING_DETERMINED] = "determined",
		[RULING_RETURNED] = "returned",
		[RULING_WITHDRAWN] = "withdrawn",
	};

	return (enum ruling_state)LIST_WORD(names, text);
}

static void read_ruling(struct stmt *s, struct arena *arena, struct ruling *out)
{
	*out = (struct ruling){
		.number = stmt_column_text(s, 0, arena),
		.body = stmt_column_text(s, 1, arena),
		.state = state_of(stmt_column_text(s, 2, arena)),
		.whole = stmt_column_int(s, 3) != 0,
		.document = stmt_column_text(s, 4, arena),
		.from = { stmt_column_int(s, 5) },
		.reason = stmt_column_text(s, 6, arena),
		.sha256 = stmt_column_text(s, 7, arena),
		.file_sha256 = stmt_column_text(s, 8, arena),
		.drafter = stmt_column_text(s, 9, arena),
		.reviewer = stmt_column_text(s, 10, arena),
		.drafted = { stmt_column_int(s, 11) },
		.charter_version = stmt_column_text(s, 12, arena),
		.determined_by = stmt_column_text(s, 13, arena),
		.capacity = stmt_column_text(s, 14, arena),
		.determined = { stmt_column_int(s, 15) },
	};
}

static void read_clause(struct stmt *s, struct arena *arena, void *out)
{
	*(struct ruling_clause *)out = (struct ruling_clause){
		.position = (int)stmt_column_int(s, 0),
		.key = stmt_column_text(s, 1, arena),
		.value = stmt_column_text(s, 2, arena),
		.text = stmt_column_text(s, 3, arena),
	};
}

static void read_rule(struct stmt *s, struct arena *arena, void *out)
{
	*(struct rule_row *)out = (struct rule_row){
		.key = stmt_column_text(s, 0, arena),
		.value = stmt_column_text(s, 1, arena),
		.document = stmt_column_text(s, 2, arena),
		.from = { stmt_column_int(s, 3) },
		.ruling = stmt_column_text(s, 4, arena),
		.person = stmt_column_text(s, 5, arena),
		.capacity = stmt_column_text(s, 6, arena),
		.replaces = stmt_column_int(s, 7),
		.entry = stmt_column_int(s, 8),
	};
}

enum kg_status ruling_load(
    struct store *store, const char *number, struct arena *arena, struct ruling *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_ruling);
	KG_AUTO_STMT struct stmt *clauses = stmt_use(store, &sql_clauses);
	enum kg_status st;

	*out = (struct ruling){ 0 };
	stmt_text(s, ":number", number);
	stmt_text(clauses, ":number", number);
	st = stmt_step(s);
	if (st != KG_OK) {
		return st;
	}
	read_ruling(s, arena, out);
	return LIST_READ(clauses, arena, read_clause, &out->clauses, &out->clause_count);
}

enum kg_status ruling_next(struct store *store, int year, int *out)
{
	return list_next(store, &sql_next, year, out);
}

enum kg_status ruling_numbers(struct store *store, bool open, int limit, struct arena *arena,
    char ***out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, open ? &sql_open : &sql_all);

	stmt_int(s, ":limit", limit);
	return list_texts(s, arena, out, out_count);
}

enum kg_status ruling_steps(struct store *store, const char *number, struct arena *arena,
    struct record_step **out, size_t *out_count)
{
	return list_steps(store, &sql_steps, number, arena, out, out_count);
}

enum kg_status ruling_open_for(
    struct store *store, const char *key, struct arena *arena, char **out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_open_for);

	stmt_text(s, ":key", key);
	return list_one_text(s, arena, out);
}

enum kg_status ruling_documents(
    struct store *store, struct arena *arena, char ***out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_documents);

	return list_texts(s, arena, out, out_count);
}

enum kg_status rule_history(struct store *store, const char *key, struct arena *arena,
    struct rule_row **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_history);

	stmt_text(s, ":key", key);
	return LIST_READ(s, arena, read_rule, out, out_count);
}

enum kg_status rule_row_at(struct store *store, const char *key, struct kg_time at,
    struct arena *arena, struct rule_row *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_row_at);
	enum kg_status st;

	stmt_text(s, ":key", key);
	stmt_int(s, ":at", at.ms);
	st = stmt_step(s);
	if (st == KG_OK) {
		read_rule(s, arena, out);
	}
	return st;
}
