#include "store/pages.h"

#include "store/stmt.h"

#define PAGE_COLUMNS                                                                            \
	"incident, person, office, why, stead, asked_ms, sent, failed, quiet_ms, answered_ms, " \
	"means"

STMT(sql_page,
    "SELECT " PAGE_COLUMNS " FROM incident_page WHERE incident = :number AND person = :person");
STMT(sql_pages, "SELECT " PAGE_COLUMNS
                " FROM incident_page WHERE incident = :number ORDER BY asked_ms, rowid");
STMT(sql_pages_open, "SELECT " PAGE_COLUMNS
                     " FROM incident_page WHERE answered_ms = 0 ORDER BY asked_ms, rowid");
STMT(sql_page_calls,
    "SELECT member, result, called_ms, caller FROM incident_page_call WHERE incident = "
    ":number ORDER BY entry");
STMT(sql_page_intake, "SELECT count(*) FROM incident_step WHERE incident = :number AND step = "
                      "'paged'");

static void read_page(struct stmt *s, struct arena *arena, void *out)
{
	*(struct page *)out = (struct page){
		.incident = stmt_column_text(s, 0, arena),
		.person = stmt_column_text(s, 1, arena),
		.office = stmt_column_text(s, 2, arena),
		.why = stmt_column_text(s, 3, arena),
		.stead = stmt_column_text(s, 4, arena),
		.asked = { stmt_column_int(s, 5) },
		.sent = (int)stmt_column_int(s, 6),
		.failed = stmt_column_text(s, 7, arena),
		.quiet = { stmt_column_int(s, 8) },
		.answered = { stmt_column_int(s, 9) },
		.means = stmt_column_text(s, 10, arena),
	};
}

static void read_call(struct stmt *s, struct arena *arena, void *out)
{
	*(struct page_call *)out = (struct page_call){
		.member = stmt_column_text(s, 0, arena),
		.result = stmt_column_text(s, 1, arena),
		.called = { stmt_column_int(s, 2) },
		.caller = stmt_column_text(s, 3, arena),
	};
}

enum kg_status page_load(struct store *store, const char *incident, const char *person,
    struct arena *arena, struct page *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_page);
	enum kg_status st;

	stmt_text(s, ":number", incident);
	stmt_text(s, ":person", person);
	st = stmt_step(s);
	if (st == KG_OK) {
		read_page(s, arena, out);
	}
	return st;
}

enum kg_status page_list(struct store *store, const char *incident, struct arena *arena,
    struct page **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_pages);

	stmt_text(s, ":number", incident);
	return LIST_READ(s, arena, read_page, out, out_count);
}

enum kg_status page_open(
    struct store *store, struct arena *arena, struct page **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_pages_open);

	return LIST_READ(s, arena, read_page, out, out_count);
}

enum kg_status page_calls(struct store *store, const char *incident, struct arena *arena,
    struct page_call **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_page_calls);

	stmt_text(s, ":number", incident);
	return LIST_READ(s, arena, read_call, out, out_count);
}

enum kg_status page_intake_count(struct store *store, const char *incident, int *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_page_intake);
	int64_t count = 0;
	enum kg_status st;

	stmt_text(s, ":number", incident);
	st = list_one_int(s, &count);
	*out = (int)count;
	return st;
}
