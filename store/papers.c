#include "store/papers.h"

#include "store/list.h"
#include "store/stmt.h"

#define COLUMNS                                                                                \
	"circular, ordinal, round, state, seat, person, answer, reason, means, received_ms, "  \
	"caller, callee, name, source, sha256, size, entered_by, entered_ms, confirmed_by, "   \
	"confirmed_capacity, confirmed_ms FROM paper WHERE circular = :number"

STMT(sql_paper, "SELECT " COLUMNS " AND ordinal = :ordinal");
STMT(sql_papers, "SELECT " COLUMNS " ORDER BY ordinal");
STMT(sql_routed, "SELECT 1 FROM paper_route WHERE circular = :number AND seat = :seat AND "
                 "person = :person");

static void read_paper(struct stmt *s, struct arena *arena, void *out)
{
	*(struct paper *)out = (struct paper){
		.circular = stmt_column_text(s, 0, arena),
		.ordinal = (int)stmt_column_int(s, 1),
		.round = (int)stmt_column_int(s, 2),
		.state = stmt_column_text(s, 3, arena),
		.seat = stmt_column_text(s, 4, arena),
		.person = stmt_column_text(s, 5, arena),
		.answer = stmt_column_text(s, 6, arena),
		.reason = stmt_column_text(s, 7, arena),
		.means = stmt_column_text(s, 8, arena),
		.received = { stmt_column_int(s, 9) },
		.caller = stmt_column_text(s, 10, arena),
		.callee = stmt_column_text(s, 11, arena),
		.name = stmt_column_text(s, 12, arena),
		.source = stmt_column_text(s, 13, arena),
		.sha256 = stmt_column_text(s, 14, arena),
		.size = stmt_column_int(s, 15),
		.entered_by = stmt_column_text(s, 16, arena),
		.entered = { stmt_column_int(s, 17) },
		.confirmed_by = stmt_column_text(s, 18, arena),
		.confirmed_capacity = stmt_column_text(s, 19, arena),
		.confirmed = { stmt_column_int(s, 20) },
	};
}

enum kg_status paper_load(struct store *store, const char *circular, int ordinal,
    struct arena *arena, struct paper *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_paper);
	enum kg_status st;

	stmt_text(s, ":number", circular);
	stmt_int(s, ":ordinal", ordinal);
	st = stmt_step(s);
	if (st == KG_OK) {
		read_paper(s, arena, out);
	}
	return st;
}

enum kg_status paper_list(struct store *store, const char *circular, struct arena *arena,
    struct paper **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_papers);

	stmt_text(s, ":number", circular);
	return LIST_READ(s, arena, read_paper, out, out_count);
}

enum kg_status paper_is_routed(
    struct store *store, const char *circular, const char *seat, const char *person, bool *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_routed);
	enum kg_status st;

	stmt_text(s, ":number", circular);
	stmt_text(s, ":seat", seat);
	stmt_text(s, ":person", person);
	st = stmt_step(s);
	*out = st == KG_OK;
	return st == KG_NOT_FOUND ? KG_OK : st;
}
