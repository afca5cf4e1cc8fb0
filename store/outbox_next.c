/*
 * What may be sent now, what has fallen, and when to look again. A conversation's messages keep
 * their order: a row stands behind every older unfinished row there of the same or a better
 * priority that is in flight, held for another attempt, or due. A row whose posting is not live
 * yet holds nobody, else it could hold that very posting. Reading marks, fetching files,
 * waiting and asking are no messages: they stand outside the order.
 */

#include "store/list.h"
#include "store/outbox_rows.h"

/* States: 0 waiting, 1 in flight. Verbs: 5 read, 6 fetch, 9 wait, 10 quiet. Posting states: 1
 * live, 2 gone, 3 old. */
#define IN_ORDER(row) row ".verb NOT IN (5, 6, 9, 10)"
#define IS_LIVE(row, column)                                                                   \
	"(" row "." column " = 0 OR EXISTS (SELECT 1 FROM posting p WHERE p.id = " row         \
	"." column " AND p.message IS NOT NULL AND p.state IN (1, 3)))"
#define IS_GONE(row, column)                                                                   \
	"(" row "." column " <> 0 AND NOT EXISTS (SELECT 1 FROM posting p WHERE p.id = " row   \
	"." column " AND p.state <> 2))"
#define IS_READY(row) IS_LIVE(row, "waits_for") " AND " IS_LIVE(row, "thread")
#define IS_EXPIRED(row) "(" row ".expires <> 0 AND " row ".expires < :now)"
#define OLDER_HOLDS                                                                            \
	"EXISTS (SELECT 1 FROM outbox q WHERE q.workspace = r.workspace "                      \
	"AND q.conversation = r.conversation AND q.id < r.id AND q.state < 2 "                 \
	"AND q.priority <= r.priority AND " IN_ORDER("q") " AND (q.state = 1 OR (" IS_READY(   \
	    "q")

#define HAS_FALLEN(row)                                                                        \
	"(" IS_EXPIRED(row) " OR " IS_GONE(row, "waits_for") " OR " IS_GONE(row, "thread") ")"

/* What has fallen stands behind nobody: its verdict is due at once. */
/* clang-format off */
STMT(outbox_sendable,
	"SELECT " OUTBOX_COLUMNS ", " IS_EXPIRED("r") ", " HAS_FALLEN("r")
	" FROM outbox r INDEXED BY outbox_open WHERE r.state < 2 AND r.state = 0 AND (" HAS_FALLEN("r")
	" OR (r.due <= :now AND " IS_READY("r") " AND NOT (" IN_ORDER("r") " AND " OLDER_HOLDS
	" AND (q.attempts > 0 OR q.due <= :now) AND NOT " IS_EXPIRED("q") ")))))) ORDER BY r.priority, r.id LIMIT :limit");
/* clang-format on */

/* An older row that falls due later than this one does not hold it now, but is itself counted.
 */
/* clang-format off */
STMT(outbox_earliest,
	"SELECT t FROM (SELECT min(r.due) AS t FROM outbox r INDEXED BY outbox_open "
	"WHERE r.state < 2 AND r.state = 0 AND " IS_READY("r") " AND NOT (" IN_ORDER("r") " AND " OLDER_HOLDS
	" AND (q.attempts > 0 OR q.due <= r.due)))))"
	" UNION ALL SELECT min(r.expires) + 1 FROM outbox r INDEXED BY outbox_open "
	"WHERE r.state < 2 AND r.state = 0 AND r.expires <> 0"
	" UNION ALL SELECT 0 FROM outbox r INDEXED BY outbox_open "
	"WHERE r.state < 2 AND r.state = 0 AND (" IS_GONE("r", "waits_for") " OR " IS_GONE("r", "thread")
	")) WHERE t IS NOT NULL ORDER BY t LIMIT 1");
/* clang-format on */

_Static_assert(OUTBOX_READ == 5 && OUTBOX_FETCH == 6 && OUTBOX_WAIT == 9 && OUTBOX_QUIET == 10,
    "the verbs in IN_ORDER");

enum kg_status outbox_next(struct store *store, struct kg_time now, int limit,
    struct arena *arena, struct outbox_row **out_rows, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &outbox_sendable);
	struct outbox_row *rows;
	size_t count = 0;
	enum kg_status st;

	KG_ASSERT(limit > 0);
	rows = arena_alloc(arena, (size_t)limit * sizeof(*rows));
	stmt_int(stmt, "now", now.ms);
	stmt_int(stmt, "limit", limit);
	while ((st = stmt_step(stmt)) == KG_OK) {
		struct outbox_row *row = &rows[count++];

		*row = outbox_read_row(stmt, arena);
		if (stmt_column_int(stmt, 18) != 0) {
			row->why = stmt_column_int(stmt, 17) != 0 ? "expired"
			                                          : "waited for a gone message";
		}
	}
	if (st != KG_NOT_FOUND) {
		return st;
	}
	*out_rows = rows;
	*out_count = count;
	return KG_OK;
}

enum kg_status outbox_due(struct store *store, struct kg_time *out)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &outbox_earliest);

	return list_one_int(stmt, &out->ms);
}
