#include "store/leave.h"

#include "store/list.h"
#include "store/stmt.h"

STMT(sql_absences, "SELECT id, person, from_ms, to_ms, reason, entered_by FROM absence WHERE "
                   "(to_ms = 0 OR to_ms > max(:at, from_ms)) AND (:person = '' OR person = "
                   ":person) ORDER BY from_ms, person");
#define ACTING_COLUMNS                                                                         \
	"SELECT id, body, person, from_ms, to_ms, reason, basis, source, declared_by, "        \
	"capacity, read_ms FROM acting "
STMT(sql_actings,
    ACTING_COLUMNS "WHERE (:body = '' OR body = :body) AND (to_ms = 0 OR to_ms > max(:at, "
                   "from_ms)) ORDER BY body DESC, from_ms");
STMT(sql_actings_unread, ACTING_COLUMNS "WHERE read_ms = 0 AND to_ms <> 0 AND to_ms <= :at AND "
                                        "to_ms > from_ms ORDER BY to_ms");
STMT(sql_acting_row, ACTING_COLUMNS "WHERE id = :id");
STMT(sql_attempts, "SELECT means, result, reached, person, at_ms FROM attempt WHERE body = "
                   ":body AND at_ms >= :since ORDER BY at_ms, entry");
#define BY_HIM                                                                                 \
	"WHERE person = :person AND capacity = :capacity AND at_ms >= :from AND at_ms < :to "
STMT(sql_deeds,
    "SELECT at_ms, matter, step, text FROM ("
    "SELECT entry, at_ms, circular AS matter, step, text FROM circular_step " BY_HIM
    "UNION ALL SELECT entry, at_ms, circular, answer, title FROM seal_history " BY_HIM
    "AND answer <> '' "
    "UNION ALL SELECT entry, at_ms, report, step, text FROM report_step " BY_HIM
    "UNION ALL SELECT entry, at_ms, item, step, text FROM item_step " BY_HIM
    "UNION ALL SELECT entry, at_ms, ruling, step, text FROM ruling_step " BY_HIM
    "UNION ALL SELECT entry, at_ms, meeting, step, text FROM meeting_step " BY_HIM
    "AND step IN ('convened', 'changed', 'postponed', 'cancelled', 'overridden', 'confirmed') "
    "UNION ALL SELECT entry, max(opened_ms, :from), number, 'presided', '' FROM meeting WHERE "
    "presider = :person AND presider_capacity = :capacity AND opened_ms > 0 AND opened_ms < "
    ":to AND (closed_ms = 0 OR closed_ms >= :from) "
    ") ORDER BY at_ms, entry");

static void read_absence(struct stmt *s, struct arena *arena, void *out)
{
	*(struct absence *)out = (struct absence){
		.id = stmt_column_text(s, 0, arena),
		.person = stmt_column_text(s, 1, arena),
		.from = { stmt_column_int(s, 2) },
		.to = { stmt_column_int(s, 3) },
		.reason = stmt_column_text(s, 4, arena),
		.entered_by = stmt_column_text(s, 5, arena),
	};
}

static void read_acting(struct stmt *s, struct arena *arena, void *out)
{
	*(struct acting *)out = (struct acting){
		.id = stmt_column_text(s, 0, arena),
		.body = stmt_column_text(s, 1, arena),
		.person = stmt_column_text(s, 2, arena),
		.from = { stmt_column_int(s, 3) },
		.to = { stmt_column_int(s, 4) },
		.reason = stmt_column_text(s, 5, arena),
		.basis = stmt_column_text(s, 6, arena),
		.source = stmt_column_text(s, 7, arena),
		.declared_by = stmt_column_text(s, 8, arena),
		.capacity = stmt_column_text(s, 9, arena),
		.read = { stmt_column_int(s, 10) },
	};
}

static void read_attempt(struct stmt *s, struct arena *arena, void *out)
{
	*(struct attempt *)out = (struct attempt){
		.means = stmt_column_text(s, 0, arena),
		.result = stmt_column_text(s, 1, arena),
		.reached = stmt_column_int(s, 2) != 0,
		.person = stmt_column_text(s, 3, arena),
		.at = { stmt_column_int(s, 4) },
	};
}

static void read_deed(struct stmt *s, struct arena *arena, void *out)
{
	*(struct deed *)out = (struct deed){
		.at = { stmt_column_int(s, 0) },
		.matter = stmt_column_text(s, 1, arena),
		.step = stmt_column_text(s, 2, arena),
		.text = stmt_column_text(s, 3, arena),
	};
}

enum kg_status absences_from(struct store *store, struct kg_time at, const char *person,
    struct arena *arena, struct absence **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_absences);

	stmt_int(s, ":at", at.ms);
	stmt_text(s, ":person", person == NULL ? "" : person);
	return LIST_READ(s, arena, read_absence, out, out_count);
}

enum kg_status actings_from(struct store *store, const char *body, struct kg_time at,
    struct arena *arena, struct acting **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_actings);

	stmt_text(s, ":body", body == NULL ? "" : body);
	stmt_int(s, ":at", at.ms);
	return LIST_READ(s, arena, read_acting, out, out_count);
}

enum kg_status actings_unread(struct store *store, struct kg_time at, struct arena *arena,
    struct acting **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_actings_unread);

	stmt_int(s, ":at", at.ms);
	return LIST_READ(s, arena, read_acting, out, out_count);
}

enum kg_status acting_load(
    struct store *store, const char *id, struct arena *arena, struct acting *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_acting_row);
	enum kg_status st;

	stmt_text(s, ":id", id);
	st = stmt_step(s);
	if (st == KG_OK) {
		read_acting(s, arena, out);
	}
	return st;
}

enum kg_status attempts_since(struct store *store, const char *body, struct kg_time since,
    struct arena *arena, struct attempt **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_attempts);

	stmt_text(s, ":body", body);
	stmt_int(s, ":since", since.ms);
	return LIST_READ(s, arena, read_attempt, out, out_count);
}

enum kg_status deeds_of(struct store *store, const struct acting *acting, const char *capacity,
    struct arena *arena, struct deed **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_deeds);

	stmt_text(s, ":person", acting->person);
	stmt_text(s, ":capacity", capacity);
	stmt_int(s, ":from", acting->from.ms);
	stmt_int(s, ":to", kg_time_is_set(acting->to) ? acting->to.ms : INT64_MAX);
	return LIST_READ(s, arena, read_deed, out, out_count);
}
