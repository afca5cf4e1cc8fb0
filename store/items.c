#include "store/items.h"

#include "store/list.h"
#include "store/stmt.h"

STMT(sql_item,
    "SELECT number, year, ordinal, state, version, title, class, class_reason, text, "
    "text_sha256, important, provisional, incident, opinion_record, drafter, "
    "charter_version, registered_ms, resolution FROM item WHERE number = :number");
STMT(sql_documents, "SELECT version, position, kind, name, source, sha256, size, state, note "
                    "FROM item_document WHERE item = :number AND version = :version ORDER BY "
                    "position");
STMT(sql_flags, "SELECT important, provisional, person, capacity, reason, rule_source, at_ms "
                "FROM item_flag WHERE item = :number ORDER BY entry");
STMT(sql_ways, "SELECT matter, version, outcome, resolution, at_ms, ended_ms FROM item_way "
               "WHERE item = :number ORDER BY at_ms, matter");
STMT(sql_steps,
    "SELECT entry, 0, step, person, capacity, text, at_ms FROM item_step WHERE item = "
    ":number ORDER BY entry");
STMT(sql_open, "SELECT number FROM item WHERE state IN ('registered', 'deliberating', "
               "'waiting') ORDER BY year, ordinal LIMIT :limit");
STMT(sql_ended, "SELECT number FROM item WHERE state NOT IN ('registered', 'deliberating', "
                "'waiting') ORDER BY year DESC, ordinal DESC LIMIT :limit");
STMT(sql_next, "SELECT coalesce(max(ordinal), 0) + 1 FROM item WHERE year = :year");
STMT(sql_of_matter, "SELECT item FROM item_way WHERE matter = :matter ORDER BY entry LIMIT 1");

static enum item_state state_of(const char *text)
{
	static const char *const names[] = {
		[ITEM_REGISTERED] = "registered",
		[ITEM_DELIBERATING] = "deliberating",
		[ITEM_WAITING] = "waiting",
		[ITEM_RESOLVED] = "resolved",
		[ITEM_RECEIVED] = "received",
		[ITEM_WITHDRAWN] = "withdrawn",
	};

	return (enum item_state)LIST_WORD(names, text);
}

static void read_item(struct stmt *s, struct arena *arena, struct item *out)
{
	*out = (struct item){
		.number = stmt_column_text(s, 0, arena),
		.year = (int)stmt_column_int(s, 1),
		.ordinal = (int)stmt_column_int(s, 2),
		.state = state_of(stmt_column_text(s, 3, arena)),
		.version = (int)stmt_column_int(s, 4),
		.title = stmt_column_text(s, 5, arena),
		.class = (int)stmt_column_int(s, 6),
		.class_reason = stmt_column_text(s, 7, arena),
		.text = stmt_column_text(s, 8, arena),
		.text_sha256 = stmt_column_text(s, 9, arena),
		.important = stmt_column_int(s, 10) != 0,
		.provisional = stmt_column_int(s, 11) != 0,
		.incident = stmt_column_text(s, 12, arena),
		.opinion_record = stmt_column_text(s, 13, arena),
		.drafter = stmt_column_text(s, 14, arena),
		.charter_version = stmt_column_text(s, 15, arena),
		.registered = { stmt_column_int(s, 16) },
		.resolution = stmt_column_text(s, 17, arena),
	};
}

static void read_flag(struct stmt *s, struct arena *arena, void *out)
{
	*(struct item_flag *)out = (struct item_flag){
		.important = stmt_column_int(s, 0) != 0,
		.provisional = stmt_column_int(s, 1) != 0,
		.person = stmt_column_text(s, 2, arena),
		.capacity = stmt_column_text(s, 3, arena),
		.reason = stmt_column_text(s, 4, arena),
		.rule_source = stmt_column_text(s, 5, arena),
		.at = { stmt_column_int(s, 6) },
	};
}

static void read_way(struct stmt *s, struct arena *arena, void *out)
{
	*(struct item_way *)out = (struct item_way){
		.matter = stmt_column_text(s, 0, arena),
		.version = (int)stmt_column_int(s, 1),
		.outcome = stmt_column_text(s, 2, arena),
		.resolution = stmt_column_text(s, 3, arena),
		.at = { stmt_column_int(s, 4) },
		.ended = { stmt_column_int(s, 5) },
	};
}

static enum kg_status load_parts(struct store *store, struct arena *arena, struct item *out)
{
	KG_AUTO_STMT struct stmt *documents = stmt_use(store, &sql_documents);
	KG_AUTO_STMT struct stmt *flags = stmt_use(store, &sql_flags);
	KG_AUTO_STMT struct stmt *ways = stmt_use(store, &sql_ways);
	enum kg_status st;

	stmt_text(documents, ":number", out->number);
	stmt_int(documents, ":version", out->version);
	stmt_text(flags, ":number", out->number);
	stmt_text(ways, ":number", out->number);
	st = LIST_READ(
	    documents, arena, circular_read_document, &out->documents, &out->document_count);
	if (st == KG_OK) {
		st = LIST_READ(flags, arena, read_flag, &out->flags, &out->flag_count);
	}
	return st == KG_OK ? LIST_READ(ways, arena, read_way, &out->ways, &out->way_count) : st;
}

enum kg_status item_load(
    struct store *store, const char *number, struct arena *arena, struct item *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_item);
	enum kg_status st;

	*out = (struct item){ 0 };
	stmt_text(s, ":number", number);
	st = stmt_step(s);
	if (st != KG_OK) {
		return st;
	}
	read_item(s, arena, out);
	return load_parts(store, arena, out);
}

enum kg_status item_numbers(struct store *store, bool ended, int limit, struct arena *arena,
    char ***out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, ended ? &sql_ended : &sql_open);

	stmt_int(s, ":limit", limit);
	return list_texts(s, arena, out, out_count);
}

enum kg_status item_next(struct store *store, int year, int *out)
{
	return list_next(store, &sql_next, year, out);
}

enum kg_status item_steps(struct store *store, const char *number, struct arena *arena,
    struct record_step **out, size_t *out_count)
{
	return list_steps(store, &sql_steps, number, arena, out, out_count);
}

enum kg_status item_of_matter(
    struct store *store, const char *matter, struct arena *arena, char **out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_of_matter);

	stmt_text(s, ":matter", matter);
	return list_one_text(s, arena, out);
}

enum kg_status item_documents(struct store *store, const char *number, int version,
    struct arena *arena, struct circular_document **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_documents);

	stmt_text(s, ":number", number);
	stmt_int(s, ":version", version);
	return LIST_READ(s, arena, circular_read_document, out, out_count);
}
