#include "store/ciso.h"

#include <string.h>

#include "store/stmt.h"

#define COLUMNS                                                                                \
	"SELECT incident, ordinal, state, known, done, asked, next_ms, sha256, person, "       \
	"capacity, at_ms FROM incident_ciso_report r WHERE "

STMT(sql_report, COLUMNS "incident = :incident AND ordinal = :ordinal");
STMT(sql_reports, COLUMNS "incident = :incident ORDER BY ordinal");
STMT(sql_waiting, COLUMNS
    "state = 'sent' AND NOT EXISTS (SELECT 1 FROM incident_ciso_to t WHERE t.incident = "
    "r.incident AND t.ordinal = r.ordinal AND t.received_ms > 0) ORDER BY entry");
STMT(sql_to, "SELECT person, office, received_ms, means, caller FROM incident_ciso_to WHERE "
             "incident = :incident AND ordinal = :ordinal ORDER BY office, person");

static void read_report(struct stmt *s, struct arena *arena, void *out)
{
	*(struct ciso_report *)out = (struct ciso_report){
		.incident = stmt_column_text(s, 0, arena),
		.ordinal = (int)stmt_column_int(s, 1),
		.is_sent = strcmp(stmt_column_text(s, 2, arena), "sent") == 0,
		.known = stmt_column_text(s, 3, arena),
		.done = stmt_column_text(s, 4, arena),
		.asked = stmt_column_text(s, 5, arena),
		.next = { stmt_column_int(s, 6) },
		.sha256 = stmt_column_text(s, 7, arena),
		.person = stmt_column_text(s, 8, arena),
		.capacity = stmt_column_text(s, 9, arena),
		.at = { stmt_column_int(s, 10) },
	};
}

static void read_to(struct stmt *s, struct arena *arena, void *out)
{
	*(struct ciso_to *)out = (struct ciso_to){
		.person = stmt_column_text(s, 0, arena),
		.office = stmt_column_text(s, 1, arena),
		.received = { stmt_column_int(s, 2) },
		.means = stmt_column_text(s, 3, arena),
		.caller = stmt_column_text(s, 4, arena),
	};
}

enum kg_status ciso_report_load(struct store *store, const char *incident, int ordinal,
    struct arena *arena, struct ciso_report *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_report);
	enum kg_status st;

	stmt_text(s, ":incident", incident);
	stmt_int(s, ":ordinal", ordinal);
	st = stmt_step(s);
	if (st == KG_OK) {
		read_report(s, arena, out);
	}
	return st;
}

enum kg_status ciso_report_list(struct store *store, const char *incident, struct arena *arena,
    struct ciso_report **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_reports);

	stmt_text(s, ":incident", incident);
	return LIST_READ(s, arena, read_report, out, out_count);
}

enum kg_status ciso_report_waiting(
    struct store *store, struct arena *arena, struct ciso_report **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_waiting);

	return LIST_READ(s, arena, read_report, out, out_count);
}

enum kg_status ciso_to_list(struct store *store, const char *incident, int ordinal,
    struct arena *arena, struct ciso_to **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_to);

	stmt_text(s, ":incident", incident);
	stmt_int(s, ":ordinal", ordinal);
	return LIST_READ(s, arena, read_to, out, out_count);
}
