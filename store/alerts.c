#include "store/alerts.h"

#include "store/stmt.h"

#define COLUMNS                                                                                \
	"SELECT source, incident, title, count, first_ms, last_ms, resolved_ms FROM alert_group "

STMT(sql_group, COLUMNS "WHERE source = :source AND fingerprint = :fingerprint");
STMT(sql_groups, COLUMNS "WHERE incident = :incident ORDER BY first_ms, source, fingerprint");

static void read_group(struct stmt *s, struct arena *arena, void *out)
{
	*(struct alert_group *)out = (struct alert_group){
		.source = stmt_column_text(s, 0, arena),
		.incident = stmt_column_text(s, 1, arena),
		.title = stmt_column_text(s, 2, arena),
		.count = stmt_column_int(s, 3),
		.first = { stmt_column_int(s, 4) },
		.last = { stmt_column_int(s, 5) },
		.resolved = { stmt_column_int(s, 6) },
	};
}

enum kg_status alert_group_load(struct store *store, const char *source,
    const char *fingerprint, struct arena *arena, struct alert_group *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_group);
	enum kg_status st;

	stmt_text(s, ":source", source);
	stmt_text(s, ":fingerprint", fingerprint);
	st = stmt_step(s);
	if (st == KG_OK) {
		read_group(s, arena, out);
	}
	return st;
}

enum kg_status alert_group_list(struct store *store, const char *incident, struct arena *arena,
    struct alert_group **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_groups);

	stmt_text(s, ":incident", incident);
	return list_read(s, arena, read_group, sizeof(**out), (void *)out, out_count);
}
