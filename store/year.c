#include "store/year.h"

#include "store/list.h"
#include "store/stmt.h"

STMT(sql_answers, "SELECT s.at_ms - c.opened_ms FROM seal s JOIN circular c ON c.number = "
                  "s.circular AND c.round = s.round WHERE s.provisional = 0 AND c.opened_ms "
                  ">= :from AND c.opened_ms < :to ORDER BY 1");
STMT(sql_circulations, "SELECT count(*) FROM circular WHERE opened_ms >= :from AND opened_ms < "
                       ":to");
STMT(sql_late, "SELECT number FROM report WHERE year = :year AND state <> 'withdrawn' AND "
               "(reported_ms > due_ms OR (reported_ms = 0 AND due_ms < :now)) ORDER BY "
               "ordinal");

static void read_ms(struct stmt *s, struct arena *arena, void *out)
{
	(void)arena;
	*(int64_t *)out = stmt_column_int(s, 0);
}

enum kg_status year_answers(struct store *store, struct year_span span, struct arena *arena,
    int64_t **out_ms, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_answers);

	stmt_int(s, ":from", span.from.ms);
	stmt_int(s, ":to", span.to.ms);
	return LIST_READ(s, arena, read_ms, out_ms, out_count);
}

enum kg_status year_circulations(struct store *store, struct year_span span, int *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_circulations);
	int64_t count;
	enum kg_status st;

	stmt_int(s, ":from", span.from.ms);
	stmt_int(s, ":to", span.to.ms);
	st = list_one_int(s, &count);
	*out = st == KG_OK ? (int)count : 0;
	return st;
}

enum kg_status year_late_reports(struct store *store, int year, struct kg_time now,
    struct arena *arena, char ***out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_late);

	stmt_int(s, ":year", year);
	stmt_int(s, ":now", now.ms);
	return list_texts(s, arena, out, out_count);
}
