#include "store/list.h"
#include "store/people.h"
#include "store/stmt.h"

STMT(sql_recorded,
    "SELECT e.office, e.person, e.title, e.kind, coalesce((SELECT name FROM person_name n WHERE "
    "n.person = e.person AND n.at_ms <= :known ORDER BY n.entry DESC LIMIT 1), '') FROM "
    "tenure_entry e WHERE e.office = :office AND e.entry = (SELECT max(entry) FROM tenure_entry "
    "WHERE id = e.id AND at_ms <= :known) AND e.void = 0 AND e.from_ms <= :at AND (e.to_ms = 0 OR "
    "e.to_ms > :at) ORDER BY e.from_ms, e.person");
STMT(sql_first_record, "SELECT min(at_ms) FROM tenure_entry");

static void read_recorded(struct stmt *s, struct arena *arena, void *out)
{
	*(struct recorded *)out = (struct recorded){
		.office = stmt_column_text(s, 0, arena),
		.person = stmt_column_text(s, 1, arena),
		.title = stmt_column_text(s, 2, arena),
		.kind = stmt_column_text(s, 3, arena),
		.name = stmt_column_text(s, 4, arena),
	};
}

enum kg_status holders_recorded(struct store *store, const struct recorded_when *when,
    struct arena *arena, struct recorded **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_recorded);

	stmt_text(s, ":office", when->office);
	stmt_int(s, ":at", when->at.ms);
	stmt_int(s, ":known", when->known.ms);
	return LIST_READ(s, arena, read_recorded, out, out_count);
}

enum kg_status roster_first_record(struct store *store, struct kg_time *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_first_record);
	enum kg_status st = stmt_step(s);

	*out = (struct kg_time){ st == KG_OK ? stmt_column_int(s, 0) : 0 };
	return st == KG_NOT_FOUND ? KG_OK : st;
}
