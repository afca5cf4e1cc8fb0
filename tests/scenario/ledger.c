/* Keeps true: only what is listed here is written, so a new field of the ledger's is compared
 * when somebody has said that it is the same on every network. */

#include "ledger.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

/* What is about how a network was reached is left out: its screens, accounts, postings. */
static const char sql[] =
    "SELECT l.kind || coalesce((SELECT group_concat(' ' || v.name || '=' || v.value, '') FROM ("
    "  SELECT name, value FROM ledger_value WHERE seq = l.seq AND name IN ('seat', 'seats',"
    "  'circular', 'number', 'round', 'version', 'answer', 'outcome', 'route', 'tally', 'class',"
    "  'important', 'person', 'capacity', 'put_capacity', 'state', 'step', 'kind', 'mark',"
    "  'choice', 'body', 'title', 'office', 'body', 'key', 'reason', 'text', 'count', 'item',"
    "  'report', 'way', 'resolution', 'rule', 'approve', 'reject', 'meeting', 'late')"
    "  ORDER BY position) v), '') FROM ledger l "
    "WHERE l.kind NOT IN ('head', 'account.state', 'circular.posted', 'workspace') "
    "AND l.kind NOT LIKE 'channel.%' AND l.kind NOT LIKE 'roster.%' ORDER BY l.seq";

bool ledger_write(struct world *world, const char *name)
{
	char path[700];
	sqlite3 *db = NULL;
	sqlite3_stmt *stmt = NULL;
	FILE *file;
	int got = SQLITE_ERROR;

	if (world->places->ledgers == NULL) {
		return true;
	}
	(void)snprintf(path, sizeof(path), "%s/%s.txt", world->places->ledgers, name);
	file = fopen(path, "we");
	if (file == NULL) {
		return world_fail(world, "%s: %s", path, strerror(errno));
	}
	(void)snprintf(path, sizeof(path), "file:%s/state/kaigi.db?mode=ro", world->dir);
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL) ==
	        SQLITE_OK &&
	    sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK) {
		while ((got = sqlite3_step(stmt)) == SQLITE_ROW) {
			(void)fprintf(file, "%s\n", (const char *)sqlite3_column_text(stmt, 0));
		}
	}
	if (got != SQLITE_DONE) {
		(void)world_fail(world, "the ledger can't be read: %s", sqlite3_errmsg(db));
	}
	(void)sqlite3_finalize(stmt);
	(void)sqlite3_close(db);
	return fclose(file) == 0 && got == SQLITE_DONE;
}
