/*
 * Compares two databases of the same schema: the schema's own text (a trigger taken away is a
 * difference), then every record table, row by row in the order of its key, as two sorted lists
 * are merged.
 */

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "store/apply.h"
#include "store/engine.h"

enum { MAX_ROW = 1024 };

struct side {
	sqlite3_stmt *stmt;
	bool has_row;
};

struct pair {
	const char *table;
	int key_columns; /* the first columns of the query */
	struct side actual;
	struct side expected;
	struct verify_sink *sink;
};

static int rank(int type)
{
	return type == SQLITE_NULL ? 0 : type == SQLITE_TEXT ? 2 : type == SQLITE_BLOB ? 3 : 1;
}

/* SQLite's own order of values under BINARY. */
static int compare(sqlite3_stmt *a, sqlite3_stmt *b, int column)
{
	int type = sqlite3_column_type(a, column);
	int other = sqlite3_column_type(b, column);
	int size;
	int other_size;
	int order;

	if (rank(type) != rank(other)) {
		return rank(type) - rank(other);
	}
	if (type == SQLITE_NULL) {
		return 0;
	}
	if (rank(type) == 1) {
		int64_t x = sqlite3_column_int64(a, column);
		int64_t y = sqlite3_column_int64(b, column);

		return (x > y) - (x < y);
	}
	size = sqlite3_column_bytes(a, column);
	other_size = sqlite3_column_bytes(b, column);
	order = size > 0 && other_size > 0
	            ? memcmp(sqlite3_column_blob(a, column), sqlite3_column_blob(b, column),
	                  (size_t)(size < other_size ? size : other_size))
	            : 0;
	return order != 0 ? order : size - other_size;
}

static int compare_keys(const struct pair *pair)
{
	int order = 0;

	for (int i = 0; i < pair->key_columns && order == 0; i++) {
		order = compare(pair->actual.stmt, pair->expected.stmt, i);
	}
	return order;
}

static void name_row(const struct pair *pair, sqlite3_stmt *stmt, struct buf *out)
{
	buf_init(out, MAX_ROW);
	buf_puts(out, pair->table);
	for (int i = 0; i < pair->key_columns; i++) {
		const char *text = (const char *)sqlite3_column_text(stmt, i);

		buf_printf(out, " %s=%.200s", sqlite3_column_name(stmt, i),
		    text != NULL ? text : "NULL");
	}
}

static void compare_row(const struct pair *pair)
{
	for (int i = pair->key_columns; i < sqlite3_column_count(pair->actual.stmt); i++) {
		KG_AUTO_BUF struct buf name = { 0 };

		if (compare(pair->actual.stmt, pair->expected.stmt, i) == 0) {
			continue;
		}
		name_row(pair, pair->actual.stmt, &name);
		verify_differs(pair->sink, name.bytes, "%s: the ledger gives another value",
		    sqlite3_column_name(pair->actual.stmt, i));
	}
}

static void report_row(const struct pair *pair, sqlite3_stmt *stmt, const char *what)
{
	KG_AUTO_BUF struct buf name = { 0 };

	name_row(pair, stmt, &name);
	verify_differs(pair->sink, name.bytes, "%s", what);
}

static void step(const struct pair *pair, struct side *side)
{
	int rc = sqlite3_step(side->stmt);

	side->has_row = rc == SQLITE_ROW;
	if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
		verify_differs(pair->sink, pair->table, "can't be read (code %d)", rc);
	}
}

static void merge(struct pair *pair)
{
	step(pair, &pair->actual);
	step(pair, &pair->expected);
	while (pair->actual.has_row || pair->expected.has_row) {
		int order = !pair->actual.has_row     ? 1
		            : !pair->expected.has_row ? -1
		                                      : compare_keys(pair);

		if (order == 0) {
			compare_row(pair);
		} else if (order < 0) {
			report_row(
			    pair, pair->actual.stmt, "added: the ledger knows no such row");
		} else {
			report_row(
			    pair, pair->expected.stmt, "missing: the ledger gives this row");
		}
		if (order <= 0) {
			step(pair, &pair->actual);
		}
		if (order >= 0) {
			step(pair, &pair->expected);
		}
	}
}

static void compare_query(
    struct store *actual, struct store *expected, const char *sql, struct pair *pair)
{
	if (stmt_prepare(actual, pair->table, sql, &pair->actual.stmt, NULL) != KG_OK ||
	    stmt_prepare(expected, pair->table, sql, &pair->expected.stmt, NULL) != KG_OK) {
		verify_differs(pair->sink, pair->table, "the table can't be read");
	} else if (sqlite3_column_count(pair->actual.stmt) !=
	           sqlite3_column_count(pair->expected.stmt)) {
		verify_differs(pair->sink, pair->table, "the table has other columns");
	} else {
		merge(pair);
	}
	(void)sqlite3_finalize(pair->actual.stmt);
	(void)sqlite3_finalize(pair->expected.stmt);
}

/* Appends the quoted columns for which `is_key` holds; returns how many. */
static int add_columns(struct store *store, const char *table, bool is_key, struct buf *out)
{
	sqlite3_stmt *stmt = NULL;
	int count = 0;

	if (stmt_prepare(store, "columns",
	        "SELECT name FROM pragma_table_info(?) WHERE (pk > 0) = ? ORDER BY pk, cid",
	        &stmt, NULL) != KG_OK) {
		return 0;
	}
	(void)sqlite3_bind_text(stmt, 1, table, -1, SQLITE_STATIC);
	(void)sqlite3_bind_int(stmt, 2, is_key);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		char *quoted = sqlite3_mprintf("\"%w\"", sqlite3_column_text(stmt, 0));

		KG_ASSERT(quoted != NULL);
		buf_printf(out, "%s%s", out->size > 0 ? ", " : "", quoted);
		sqlite3_free(quoted);
		count++;
	}
	(void)sqlite3_finalize(stmt);
	return count;
}

static void compare_table(
    struct store *actual, struct store *expected, const char *table, struct verify_sink *sink)
{
	struct pair pair = { .table = table, .sink = sink };
	KG_AUTO_BUF struct buf columns;
	KG_AUTO_BUF struct buf sql;

	buf_init(&columns, 65536);
	buf_init(&sql, 131072);
	pair.key_columns = add_columns(expected, table, true, &columns);
	if (pair.key_columns == 0) {
		buf_puts(&columns, "rowid");
		pair.key_columns = 1;
	}
	(void)add_columns(expected, table, false, &columns);
	buf_printf(&sql, "SELECT %s FROM \"%s\" ORDER BY ", columns.bytes, table);
	for (int i = 1; i <= pair.key_columns; i++) {
		buf_printf(&sql, "%s%d", i > 1 ? ", " : "", i);
	}
	compare_query(actual, expected, sql.bytes, &pair);
}

void verify_records(struct store *actual, struct store *expected, struct verify_sink *sink)
{
	struct pair schema = { .table = "schema", .key_columns = 2, .sink = sink };

	compare_query(actual, expected,
	    "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE "
	    "'sqlite_stat%' "
	    "ORDER BY type, name",
	    &schema);
	for (const char *const *table = apply_tables; *table != NULL; table++) {
		compare_table(actual, expected, *table, sink);
	}
	for (const char *const *table = apply_engine_tables; *table != NULL; table++) {
		compare_table(actual, expected, *table, sink);
	}
}
