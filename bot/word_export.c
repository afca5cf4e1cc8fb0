/*
 * `kaigi export [FOLDER]`: records for people. A folder gets a CSV a table (UTF-8 with a mark,
 * so that spreadsheets read it) and the sealed texts' names; without one JSON lines go to
 * stdout. Reads only, in one transaction. What people may not see yet (内示) and private
 * numbers are left out; the ledger comes without its values.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "bot/exit.h"
#include "bot/setup.h"
#include "store/apply.h"
#include "store/store.h"

enum { SQL_SIZE = 512, TIME_SIZE = 128, CELL_MAX = 1 << 20 };

struct exporting {
	sqlite3 *db;
	const char *folder; /* NULL: JSON lines to stdout */
	int64_t now;
	int rows;
};

static bool ends_with(const char *text, const char *end)
{
	size_t size = strlen(text);
	size_t end_size = strlen(end);

	return size >= end_size && strcmp(text + size - end_size, end) == 0;
}

static bool is_time(const char *column)
{
	return ends_with(column, "_ms") || strcmp(column, "at") == 0;
}

static bool is_private(const char *column)
{
	return strcmp(column, "phone") == 0;
}

static void write_time(int64_t ms, char out[TIME_SIZE])
{
	struct kg_civil civil = kg_civil_of((struct kg_time){ ms });

	if (ms == 0) {
		out[0] = '\0';
		return;
	}
	(void)snprintf(out, TIME_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d.%03d+09:00", civil.year,
	    civil.month, civil.day, civil.hour, civil.minute, civil.second, civil.ms);
}

/* --- JSON lines --- */

static json_t *json_cell(sqlite3_stmt *row, int column)
{
	char text[TIME_SIZE];

	switch (sqlite3_column_type(row, column)) {
	case SQLITE_INTEGER:
		if (!is_time(sqlite3_column_name(row, column))) {
			return json_integer(sqlite3_column_int64(row, column));
		}
		write_time(sqlite3_column_int64(row, column), text);
		return json_string(text);
	case SQLITE_TEXT:
		return json_string((const char *)sqlite3_column_text(row, column));
	default:
		return json_null();
	}
}

static bool print_json(const char *table, sqlite3_stmt *row)
{
	json_t *line = json_pack("{s:s}", "table", table);
	int rc;

	for (int i = 0; i < sqlite3_column_count(row); i++) {
		if (!is_private(sqlite3_column_name(row, i))) {
			(void)json_object_set_new(
			    line, sqlite3_column_name(row, i), json_cell(row, i));
		}
	}
	rc = json_dumpf(line, stdout, JSON_COMPACT);
	json_decref(line);
	return rc == 0 && putchar('\n') != EOF;
}

/* --- CSV --- */

/* A cell that begins like a formula would be run by a spreadsheet: an apostrophe keeps it a
 * text. */
static void csv_text(struct buf *line, const char *text)
{
	buf_putc(line, '"');
	if (strchr("=+-@\t", text[0]) != NULL && text[0] != '\0') {
		buf_putc(line, '\'');
	}
	for (; *text != '\0'; text++) {
		if (*text == '"') {
			buf_putc(line, '"');
		}
		buf_putc(line, *text);
	}
	buf_putc(line, '"');
}

static void csv_cell(struct buf *line, sqlite3_stmt *row, int column)
{
	char text[TIME_SIZE];

	switch (sqlite3_column_type(row, column)) {
	case SQLITE_INTEGER:
		if (is_time(sqlite3_column_name(row, column))) {
			write_time(sqlite3_column_int64(row, column), text);
			buf_puts(line, text);
		} else {
			buf_printf(
			    line, "%" PRId64, (int64_t)sqlite3_column_int64(row, column));
		}
		return;
	case SQLITE_TEXT:
		csv_text(line, (const char *)sqlite3_column_text(row, column));
		return;
	default:
		return;
	}
}

static bool print_csv(FILE *file, sqlite3_stmt *row, bool is_head)
{
	KG_AUTO_BUF struct buf line = { .size = 0 };
	bool is_first = true;

	buf_init(&line, CELL_MAX);
	for (int i = 0; i < sqlite3_column_count(row); i++) {
		if (is_private(sqlite3_column_name(row, i))) {
			continue;
		}
		buf_puts(&line, is_first ? "" : ",");
		is_first = false;
		if (is_head) {
			buf_puts(&line, sqlite3_column_name(row, i));
		} else {
			csv_cell(&line, row, i);
		}
	}
	buf_puts(&line, "\r\n");
	return !line.overflow && fwrite(line.bytes, 1, line.size, file) == line.size;
}

static FILE *open_csv(const struct exporting *exporting, const char *table)
{
	KG_AUTO_ARENA struct arena arena = { NULL };
	char *path = arena_printf(&arena, "%s/%s.csv", exporting->folder, table);
	FILE *file = fopen(path, "we");

	if (file == NULL) {
		(void)fprintf(stderr, "kaigi: %s: %s\n", path, kg_errno_text(errno));
	} else {
		(void)fputs("\xEF\xBB\xBF", file);
	}
	return file;
}

/* --- tables --- */

static bool print_rows(struct exporting *exporting, const char *table, sqlite3_stmt *rows)
{
	FILE *file = exporting->folder == NULL ? stdout : open_csv(exporting, table);
	bool is_fine = file != NULL;
	int rc = SQLITE_DONE;

	if (is_fine && exporting->folder != NULL) {
		is_fine = print_csv(file, rows, true);
	}
	while (is_fine && (rc = sqlite3_step(rows)) == SQLITE_ROW) {
		is_fine = exporting->folder == NULL ? print_json(table, rows)
		                                    : print_csv(file, rows, false);
		exporting->rows++;
	}
	if (file != NULL && exporting->folder != NULL && fclose(file) != 0) {
		is_fine = false;
	}
	return is_fine && rc == SQLITE_DONE;
}

static bool print_table(struct exporting *exporting, const char *table, const char *sql)
{
	sqlite3_stmt *rows = NULL;
	int now;
	bool is_fine = sqlite3_prepare_v2(exporting->db, sql, -1, &rows, NULL) == SQLITE_OK;

	if (is_fine) {
		now = sqlite3_bind_parameter_index(rows, ":now");
		if (now > 0) {
			(void)sqlite3_bind_int64(rows, now, exporting->now);
		}
		is_fine = print_rows(exporting, table, rows);
	}
	if (!is_fine) {
		(void)fprintf(stderr, "kaigi: %s: %s\n", table, sqlite3_errmsg(exporting->db));
	}
	(void)sqlite3_finalize(rows);
	return is_fine;
}

/* 内示: neither the tenure nor who is to have it, until it is published. */
#define KNOWN(person)                                                                            \
	" WHERE NOT EXISTS (SELECT 1 FROM tenure t WHERE t.person = " person                     \
	" AND t.published_ms > :now) OR EXISTS (SELECT 1 FROM tenure t WHERE t.person = " person \
	" AND t.published_ms <= :now)"

static const char *only_published(const char *table)
{
	static const char *const tables[][2] = {
		{ "tenure", " WHERE published_ms <= :now" },
		{ "tenure_entry", " WHERE published_ms <= :now" },
		{ "person", KNOWN("person.id") },
		{ "person_name", KNOWN("person_name.person") },
		{ "account", KNOWN("account.person") },
	};

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		if (strcmp(tables[i][0], table) == 0) {
			return tables[i][1];
		}
	}
	return "";
}

static bool print_all(struct exporting *exporting)
{
	char sql[SQL_SIZE];

	for (const char *const *table = apply_tables; *table != NULL; table++) {
		(void)snprintf(
		    sql, sizeof(sql), "SELECT * FROM \"%s\"%s", *table, only_published(*table));
		if (!print_table(exporting, *table, sql)) {
			return false;
		}
	}
	return print_table(exporting, "ledger",
	           "SELECT seq, at, kind, version, cause, hash FROM ledger ORDER BY seq") &&
	       print_table(exporting, "ledger_head",
	           "SELECT seq, at, hash, hex(signature) AS signature FROM ledger_head ORDER "
	           "BY seq");
}

static int export_to(struct exporting *exporting, const struct setup *setup)
{
	KG_AUTO_ARENA struct arena arena = { NULL };
	char *path = arena_printf(&arena, "%s/kaigi.db", setup->settings.state);
	bool is_fine;

	if (exporting->folder != NULL && mkdir(exporting->folder, 0700) != 0 &&
	    errno != EEXIST) {
		(void)fprintf(
		    stderr, "kaigi: %s: %s\n", exporting->folder, kg_errno_text(errno));
		return EXIT_AGAIN;
	}
	is_fine =
	    sqlite3_open_v2(path, &exporting->db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
	    sqlite3_exec(exporting->db, "BEGIN", NULL, NULL, NULL) == SQLITE_OK;
	exporting->now = clock_now().ms;
	is_fine = is_fine && print_all(exporting) && fflush(stdout) == 0;
	(void)sqlite3_close(exporting->db);
	return is_fine ? EXIT_FINE : EXIT_AGAIN;
}

int word_export(const struct words *words)
{
	struct setup setup = { .is_loopback = false };
	struct exporting exporting = { .folder = words->path };
	struct store *store = NULL;
	int code;

	setup_harden();
	code = setup_load(words, &setup);
	if (code == EXIT_FINE) {
		code = setup_open_store(&setup, true, &store);
	}
	if (code == EXIT_FINE) {
		store_close(store); /* it is ours and readable */
		code = export_to(&exporting, &setup);
	}
	if (code == EXIT_FINE && exporting.folder != NULL) {
		(void)printf(words->language == LANGUAGE_JA ? "%s に%d行を書き出しました。\n"
		                                            : "%s: %d rows.\n",
		    exporting.folder, exporting.rows);
	}
	setup_finish(&setup);
	return code;
}
