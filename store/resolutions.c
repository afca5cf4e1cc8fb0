#include "store/resolutions.h"

#include "store/list.h"
#include "store/stmt.h"

#define COLUMNS                                                                                \
	"SELECT year, ordinal, number, route, class, title, matter, text_sha256, "             \
	"charter_version, rule, rule_source, tally, decided_ms, entry FROM resolution "

STMT(sql_resolution, COLUMNS "WHERE number = :number");
STMT(sql_next, "SELECT coalesce(max(ordinal), 0) + 1 FROM resolution WHERE year = :year");
STMT(sql_list, COLUMNS "WHERE year = :year ORDER BY ordinal");
STMT(sql_unreported, COLUMNS "WHERE route <> '3' AND number NOT IN (SELECT resolution FROM "
                             "resolution_reported) ORDER BY year, ordinal");
STMT(sql_rules, "SELECT key, value, source, rule_entry FROM resolution_rule WHERE resolution = "
                ":number ORDER BY key");

static void read_resolution(struct stmt *s, struct arena *arena, void *out)
{
	*(struct resolution *)out = (struct resolution){
		.year = (int)stmt_column_int(s, 0),
		.ordinal = (int)stmt_column_int(s, 1),
		.number = stmt_column_text(s, 2, arena),
		.route = stmt_column_text(s, 3, arena),
		.class = (int)stmt_column_int(s, 4),
		.title = stmt_column_text(s, 5, arena),
		.matter = stmt_column_text(s, 6, arena),
		.text_sha256 = stmt_column_text(s, 7, arena),
		.charter_version = stmt_column_text(s, 8, arena),
		.rule = stmt_column_text(s, 9, arena),
		.rule_source = stmt_column_text(s, 10, arena),
		.tally = stmt_column_text(s, 11, arena),
		.decided = { stmt_column_int(s, 12) },
		.entry = stmt_column_int(s, 13),
	};
}

static void read_rule(struct stmt *s, struct arena *arena, void *out)
{
	*(struct resolution_rule *)out = (struct resolution_rule){
		.key = stmt_column_text(s, 0, arena),
		.value = stmt_column_text(s, 1, arena),
		.source = stmt_column_text(s, 2, arena),
		.rule_entry = stmt_column_int(s, 3),
	};
}

enum kg_status resolution_next(struct store *store, int year, int *out)
{
	return list_next(store, &sql_next, year, out);
}

enum kg_status resolution_load(
    struct store *store, const char *number, struct arena *arena, struct resolution *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_resolution);
	enum kg_status st;

	stmt_text(s, ":number", number);
	st = stmt_step(s);
	if (st == KG_OK) {
		read_resolution(s, arena, out);
	}
	return st;
}

enum kg_status resolution_list(struct store *store, int year, struct arena *arena,
    struct resolution **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_list);

	stmt_int(s, ":year", year);
	return LIST_READ(s, arena, read_resolution, out, out_count);
}

enum kg_status resolution_unreported(
    struct store *store, struct arena *arena, struct resolution **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_unreported);

	return LIST_READ(s, arena, read_resolution, out, out_count);
}

enum kg_status resolution_rules(struct store *store, const char *number, struct arena *arena,
    struct resolution_rule **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_rules);

	stmt_text(s, ":number", number);
	return LIST_READ(s, arena, read_rule, out, out_count);
}
