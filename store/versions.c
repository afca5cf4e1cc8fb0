#include "store/versions.h"

#include "store/stmt.h"

STMT(sql_begun, "SELECT 1 FROM charter_text WHERE version = :version AND began_ms > 0 LIMIT 1");

enum kg_status version_has_begun(struct store *store, const char *version, bool *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_begun);
	enum kg_status st;

	stmt_text(s, "version", version);
	st = stmt_step(s);
	*out = st == KG_OK;
	return st == KG_NOT_FOUND ? KG_OK : st;
}
