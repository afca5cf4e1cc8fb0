/* Timers as rows: one per (kind, matter, detail), taken in the order of their due times. */

#include "store/timer.h"

#include "store/stmt.h"

STMT(timer_upsert,
    "INSERT INTO timer (kind, matter, detail, due) VALUES (:kind, :matter, :detail, :due) "
    "ON CONFLICT (kind, matter, detail) DO UPDATE SET due = excluded.due");
STMT(timer_delete_matter,
    "DELETE FROM timer WHERE matter = :matter AND (:kind IS NULL OR kind = :kind)");
STMT(timer_delete, "DELETE FROM timer WHERE id = :id RETURNING id");
STMT(timer_nearest, "SELECT id, kind, matter, detail, due FROM timer ORDER BY due, id LIMIT 1");

enum kg_status timer_set(struct store *store, const char *kind, const char *matter,
    const char *detail, struct kg_time due)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &timer_upsert);

	stmt_text(stmt, "kind", kind);
	stmt_text(stmt, "matter", matter);
	stmt_text(stmt, "detail", detail != NULL ? detail : "");
	stmt_int(stmt, "due", due.ms);
	return stmt_run(stmt);
}

enum kg_status timer_clear(struct store *store, const char *kind, const char *matter)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &timer_delete_matter);

	stmt_text(stmt, "kind", kind);
	stmt_text(stmt, "matter", matter);
	return stmt_run(stmt);
}

enum kg_status timer_done(struct store *store, int64_t id)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &timer_delete);
	enum kg_status st;

	stmt_int(stmt, "id", id);
	st = stmt_step(stmt);
	return st == KG_OK ? stmt_run(stmt) : st;
}

enum kg_status timer_next(struct store *store, struct arena *arena, struct timer *out)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &timer_nearest);
	enum kg_status st = stmt_step(stmt);

	if (st == KG_OK) {
		*out = (struct timer){
			.id = stmt_column_int(stmt, 0),
			.kind = stmt_column_text(stmt, 1, arena),
			.matter = stmt_column_text(stmt, 2, arena),
			.detail = stmt_column_text(stmt, 3, arena),
			.due = { stmt_column_int(stmt, 4) },
		};
	}
	return st;
}
