#include "lib.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct store *store;
char folder[64];

void folder_setup(void)
{
	(void)snprintf(folder, sizeof(folder), "/tmp/kaigi-store-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

enum kg_status open_at(
    const char *path, const char *council, bool read_only, struct store **out)
{
	struct kg_error err = { { 0 } };
	struct store_options options = {
		.folder = path, .council = council, .read_only = read_only
	};
	enum kg_status st = store_open(&options, out, &err);

	/* Whoever is refused is told why. */
	ck_assert_int_eq(st != KG_OK, err.text[0] != '\0');
	return st;
}

void store_setup(void)
{
	folder_setup();
	ck_ok(open_at(folder, "kawasaki", false, &store));
}

void reopen(void)
{
	store_close(store);
	store = NULL;
	ck_ok(open_at(folder, "kawasaki", false, &store));
}

static void remove_all(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	ck_assert_ptr_nonnull(dir);
	while ((entry = readdir(dir)) != NULL) {
		char inner[512];

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
			continue;
		}
		(void)snprintf(inner, sizeof(inner), "%s/%s", path, entry->d_name);
		if (entry->d_type == DT_DIR) {
			remove_all(inner);
		} else {
			ck_assert_int_eq(unlink(inner), 0);
		}
	}
	(void)closedir(dir);
	ck_assert_int_eq(rmdir(path), 0);
}

void teardown(void)
{
	store_close(store);
	store = NULL;
	ck_assert_int_eq(sqlite3_memory_used(), 0);
	remove_all(folder);
}

char *path_of(const char *name)
{
	static char path[256];

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

void copy_file(const char *from, const char *to)
{
	static char bytes[8 * 1024 * 1024];
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ssize_t size = read(in, bytes, sizeof(bytes));

	ck_assert_int_gt(size, 0);
	ck_assert_int_lt(size, sizeof(bytes));
	ck_assert_int_eq(write(out, bytes, (size_t)size), size);
	(void)close(in);
	(void)close(out);
}

sqlite3 *open_plain(void)
{
	sqlite3 *db;

	ck_assert_int_eq(sqlite3_open(path_of("kaigi.db"), &db), SQLITE_OK);
	return db;
}

void run_plain(sqlite3 *db, const char *sql)
{
	char *error = NULL;

	(void)sqlite3_exec(db, sql, NULL, NULL, &error);
	if (error != NULL) {
		ck_abort_msg("%s: %s", sql, error);
	}
}

static sqlite3_stmt *first_row(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt;

	ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK, "%s: %s", sql,
	    sqlite3_errmsg(db));
	ck_assert_msg(sqlite3_step(stmt) == SQLITE_ROW, "%s: no row", sql);
	return stmt;
}

int64_t number_of(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt = first_row(db, sql);
	int64_t number = sqlite3_column_int64(stmt, 0);

	(void)sqlite3_finalize(stmt);
	return number;
}

char *text_of(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt = first_row(db, sql);
	const char *text = (const char *)sqlite3_column_text(stmt, 0);
	char *copy = mem_strdup(text != NULL ? text : "");

	(void)sqlite3_finalize(stmt);
	return copy;
}

struct kg_time at(int64_t seconds)
{
	return (struct kg_time){ 1775800000000 + seconds * 1000 };
}

enum kg_status append(const char *kind, ...)
{
	struct ledger_field fields[32];
	struct ledger_entry entry = {
		.kind = kind, .version = 1, .at = at(0), .cause = "inbox:1", .fields = fields
	};
	va_list args;
	const char *name;

	va_start(args, kind);
	while ((name = va_arg(args, const char *)) != NULL) {
		ck_assert_int_lt((int)entry.field_count, 32);
		fields[entry.field_count++] =
		    (struct ledger_field){ name, va_arg(args, const char *) };
	}
	va_end(args);
	return ledger_append(store, &entry, NULL);
}

static void note(void *user, const char *row, const char *what)
{
	struct findings *findings = user;
	size_t used = strlen(findings->text);

	(void)snprintf(
	    findings->text + used, sizeof(findings->text) - used, "%s: %s\n", row, what);
}

struct findings verify_folder(void)
{
	struct findings findings = { 0 };
	struct store *reader;

	ck_ok(open_at(folder, NULL, true, &reader));
	ck_ok(ledger_verify(reader, note, &findings, &findings.count));
	store_close(reader);
	return findings;
}

bool found(const struct findings *findings, const char *start_of_line)
{
	const char *line = findings->text;

	while (line != NULL && *line != '\0') {
		if (strncmp(line, start_of_line, strlen(start_of_line)) == 0) {
			return true;
		}
		line = strchr(line, '\n');
		line = line != NULL ? line + 1 : NULL;
	}
	return false;
}
