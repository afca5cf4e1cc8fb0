/*
 * The authorizer. SQLite asks it while a statement is prepared: writes to ledger and record
 * tables, and every change of the schema, pass only while the engine itself has lifted the
 * guard. So a handler's statement that would write a record never comes into being: the start
 * fails.
 */

#include <string.h>

#include "store/apply.h"
#include "store/engine.h"

static const char *const ledger_tables[] = { "ledger", "ledger_value", "ledger_head", NULL };

static bool is_in(const char *const *list, const char *name)
{
	for (; *list != NULL; list++) {
		if (sqlite3_stricmp(*list, name) == 0) {
			return true;
		}
	}
	return false;
}

bool guard_is_guarded_table(const char *table)
{
	return table == NULL || sqlite3_strnicmp(table, "sqlite_", 7) == 0 ||
	       is_in(ledger_tables, table) || is_in(apply_engine_tables, table) ||
	       is_in(apply_tables, table);
}

static int authorize(void *user, int action, const char *first, const char *second,
    const char *database, const char *trigger)
{
	const struct store *store = user;

	(void)second;
	(void)database;
	(void)trigger;
	if (store->unguarded > 0) {
		return SQLITE_OK;
	}
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_FUNCTION:
	case SQLITE_RECURSIVE:
	case SQLITE_TRANSACTION:
		return SQLITE_OK;
	case SQLITE_INSERT:
	case SQLITE_UPDATE:
	case SQLITE_DELETE:
		return guard_is_guarded_table(first) ? SQLITE_DENY : SQLITE_OK;
	default:
		return SQLITE_DENY;
	}
}

void guard_install(struct store *store)
{
	int rc = sqlite3_set_authorizer(store->db, authorize, store);

	KG_ASSERT(rc == SQLITE_OK);
}
