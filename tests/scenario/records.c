/* Keeps true: nothing is asked through kaigi's own code, and nothing is written. */

#include "records.h"

#include <ctype.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "instant.h"

static sqlite3 *open_database(struct world *world)
{
	char path[700];
	sqlite3 *db = NULL;

	(void)snprintf(path, sizeof(path), "file:%s/state/kaigi.db?mode=ro", world->dir);
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL) !=
	    SQLITE_OK) {
		(void)world_fail(world, "%s: %s", path, sqlite3_errmsg(db));
		(void)sqlite3_close(db);
		return NULL;
	}
	(void)sqlite3_busy_timeout(db, 5000);
	return db;
}

/* One number; -1 with a fault when the question is wrong. */
static int64_t ask(
    struct world *world, const char *sql, const char *const *values, size_t count)
{
	sqlite3 *db = open_database(world);
	sqlite3_stmt *stmt = NULL;
	int64_t answer = -1;

	if (db == NULL) {
		return -1;
	}
	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK) {
		(void)world_fail(world, "%s: %s", sql, sqlite3_errmsg(db));
		(void)sqlite3_close(db);
		return -1;
	}
	for (size_t i = 0; i < count; i++) {
		(void)sqlite3_bind_text(stmt, (int)i + 1, values[i], -1, SQLITE_STATIC);
	}
	if (sqlite3_step(stmt) == SQLITE_ROW) {
		answer = sqlite3_column_type(stmt, 0) == SQLITE_NULL
		             ? 0
		             : sqlite3_column_int64(stmt, 0);
	}
	(void)sqlite3_finalize(stmt);
	(void)sqlite3_close(db);
	return answer;
}

bool records_next_due(struct world *world, int64_t *out_ms)
{
	*out_ms = ask(world,
	    "SELECT min(due) FROM (SELECT min(due) AS due FROM timer UNION ALL "
	    "SELECT min(due) FROM outbox WHERE state = 0 AND due > 0)",
	    NULL, 0);
	return *out_ms > 0;
}

static const char *number_column(const char *table)
{
	if (strcmp(table, "circular") == 0 || strcmp(table, "resolution") == 0 ||
	    strcmp(table, "item") == 0 || strcmp(table, "report") == 0 ||
	    strcmp(table, "ruling") == 0 || strcmp(table, "inquiry") == 0 ||
	    strcmp(table, "incident") == 0) {
		return "number";
	}
	if (strncmp(table, "incident_", 9) == 0) {
		return "incident";
	}
	if (strncmp(table, "item_", 5) == 0) {
		return "item";
	}
	if (strncmp(table, "inquiry_", 8) == 0) {
		return "inquiry";
	}
	if (strncmp(table, "report_", 7) == 0) {
		return "report";
	}
	if (strncmp(table, "ruling_", 7) == 0 || strcmp(table, "rule") == 0) {
		return "ruling";
	}
	if (strncmp(table, "resolution_", 11) == 0) {
		return "resolution";
	}
	if (strcmp(table, "meeting") == 0 || strcmp(table, "action") == 0 ||
	    strcmp(table, "poll") == 0) {
		return "number";
	}
	if (strncmp(table, "meeting_", 8) == 0) {
		return "meeting";
	}
	if (strncmp(table, "poll_", 5) == 0) {
		return "poll";
	}
	if (strncmp(table, "action_", 7) == 0) {
		return "action";
	}
	return "circular";
}

/* 委員3 is seat m3: the charter's own key. */
static const char *seat_key(const char *word, char out[16])
{
	if (strcmp(word, "議長") == 0) {
		return "chair";
	}
	if (strcmp(word, "副議長") == 0) {
		return "vice";
	}
	if (strncmp(word, "委員", strlen("委員")) == 0) {
		(void)snprintf(out, 16, "m%s", word + strlen("委員"));
		return out;
	}
	return word;
}

static bool is_name(const char *text)
{
	return *text != '\0' &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyz_0123456789") == strlen(text);
}

/* COLUMN=VALUE must equal, COLUMN~=VALUE must hold it; a value of a _ms column is a civil time.
 */
static int64_t matching(
    struct world *world, const struct statement *statement, size_t number_at)
{
	const char *table = statement_word(statement, 0);
	const char *number = statement_word(statement, number_at);
	const char *values[40];
	static char times[40][32];
	static char seat[16];
	size_t count = 0;
	struct buf sql;
	int64_t answer;

	buf_init(&sql, 8192);
	buf_printf(&sql, "SELECT count(*) FROM %s WHERE 1", is_name(table) ? table : "nothing");
	if (*number != '\0') {
		buf_printf(&sql, " AND %s = ?", number_column(table));
		values[count++] = number;
	}
	for (size_t i = 0; i < statement->pair_count && count < 38; i++) {
		const char *key = statement->pairs[i].key;
		const char *value = statement->pairs[i].value;
		size_t size = strlen(key);
		bool part = size > 1 && key[size - 1] == '~';
		bool time = size > 3 && strcmp(key + size - 3, "_ms") == 0 &&
		            strchr(value, ':') != NULL;
		int64_t ms;

		if (time && instant_parse(value, &ms)) {
			(void)snprintf(times[i], sizeof(times[i]), "%" PRId64, ms / 60000);
			buf_printf(&sql, " AND CAST(%s / 60000 AS TEXT) = ?", key);
			values[count++] = times[i];
			continue;
		}
		buf_printf(&sql,
		    part ? " AND instr(%.*s, ?) > 0" : " AND CAST(%.*s AS TEXT) = ?",
		    (int)(part ? size - 1 : size), key);
		values[count++] = strcmp(key, "seat") == 0 ? seat_key(value, seat) : value;
	}
	answer = ask(world, sql.bytes, values, count);
	buf_finish(&sql);
	return answer;
}

bool records_has(struct world *world, const struct statement *statement)
{
	int64_t count = matching(world, statement, 1);

	return count > 0 || (count < 0 ? false : world_fail(world, "there is no such record"));
}

bool records_count(struct world *world, const struct statement *statement)
{
	int64_t wanted = strtoll(statement_word(statement, 1), NULL, 10);
	int64_t count = matching(world, statement, 2);

	return count == wanted ||
	       (count < 0 ? false
	                  : world_fail(
	                        world, "there are %" PRId64 ", not %" PRId64, count, wanted));
}

bool records_ledger(struct world *world, const struct statement *statement)
{
	const char *kind = statement_word(statement, 0);
	int64_t wanted = strtoll(statement_word(statement, 1), NULL, 10);
	int64_t count = ask(world, "SELECT count(*) FROM ledger WHERE kind = ?", &kind, 1);

	return count == wanted ||
	       (count < 0 ? false
	                  : world_fail(
	                        world, "there are %" PRId64 ", not %" PRId64, count, wanted));
}

/* The kept file that the statement's first words find. */
static bool find_kept(struct world *world, const struct statement *statement, const char *sql,
    int words, char out_path[900])
{
	sqlite3 *db = open_database(world);
	sqlite3_stmt *stmt = NULL;
	bool found = false;

	if (db != NULL && sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK) {
		for (int i = 1; i <= words; i++) {
			(void)sqlite3_bind_text(stmt, i,
			    statement_word(statement, (size_t)i - 1), -1, SQLITE_STATIC);
		}
		found = sqlite3_step(stmt) == SQLITE_ROW;
		if (found) {
			(void)snprintf(out_path, 900, "%s/state/files/%s", world->dir,
			    (const char *)sqlite3_column_text(stmt, 0));
		}
	}
	(void)sqlite3_finalize(stmt);
	(void)sqlite3_close(db);
	return found || world_fail(world, "there is no such file");
}

bool records_file(struct world *world, const struct statement *statement)
{
	char path[900];
	char *text;
	bool held;

	if (!find_kept(world, statement,
	        "SELECT CAST(body AS TEXT) FROM outbox WHERE detail = ? ORDER BY id DESC", 1,
	        path)) {
		return false;
	}
	text = world_read(path);
	held = text != NULL && strstr(text, statement_word(statement, 1)) != NULL;
	free(text);
	return held || world_fail(world, "%s does not hold it", path);
}

static bool same_page(struct world *world, const char *is, const char *should)
{
	size_t line = 1;

	for (size_t i = 0; is[i] != '\0' || should[i] != '\0'; i++) {
		if (is[i] != should[i]) {
			while (i > 0 && should[i - 1] != '\n' && is[i - 1] == should[i - 1]) {
				i--;
			}
			return world_fail(world, "line %zu is\n%.300s\nnot\n%.300s", line,
			    is + i, should + i);
		}
		line += is[i] == '\n' ? 1 : 0;
	}
	return true;
}

bool records_page(struct world *world, const struct statement *statement)
{
	char path[900];
	char wanted[900];
	char *is;
	char *should;
	bool same;

	if (!find_kept(world, statement,
	        "SELECT sha256 FROM meeting_minutes WHERE meeting = ? AND version = ?", 2,
	        path)) {
		return false;
	}
	(void)snprintf(wanted, sizeof(wanted), "%s/tests/scenario/pages/%s",
	    world->places->source, statement_word(statement, 2));
	is = world_read(path);
	should = world_read(wanted);
	same = is == NULL || should == NULL
	           ? world_fail(world, "%s or %s can't be read", path, wanted)
	           : same_page(world, is, should);
	free(is);
	free(should);
	return same;
}

static bool draw_register(struct world *world, struct buf *out)
{
	static const char sql[] =
	    "SELECT r.number || ' ' || r.route || ' ' || r.matter || ' ' || "
	    "coalesce((SELECT i.number FROM item i WHERE i.resolution = r.number), '-') || "
	    "' ' || strftime('%Y-%m-%d', r.decided_ms / 1000 + 9 * 3600, 'unixepoch') || ' ' "
	    "|| r.title FROM resolution r ORDER BY r.year, r.ordinal";
	sqlite3 *db = open_database(world);
	sqlite3_stmt *stmt = NULL;
	bool fine = db != NULL && sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK;

	while (fine && sqlite3_step(stmt) == SQLITE_ROW) {
		buf_printf(out, "%s\n", (const char *)sqlite3_column_text(stmt, 0));
	}
	if (!fine && db != NULL) {
		(void)world_fail(world, "%s", sqlite3_errmsg(db));
	}
	(void)sqlite3_finalize(stmt);
	(void)sqlite3_close(db);
	return fine;
}

bool records_register(struct world *world, const struct statement *statement)
{
	struct buf is_so;
	bool same;

	buf_init(&is_so, 1 << 16);
	same = draw_register(world, &is_so) &&
	       (strcmp(is_so.bytes, statement->block) == 0 ||
	           world_fail(world, "the register is:\n%s", is_so.bytes));
	buf_finish(&is_so);
	return same;
}
