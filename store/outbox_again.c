/*
 * What a channel refused while we were shut out of it, to be said once more when we may speak
 * there again. A row that was said again keeps its verdict and says so: it is never taken
 * twice.
 */

#include <string.h>

#include "store/list.h"
#include "store/outbox_rows.h"

#define AGAIN "said again"
/* The words of Matrix (forbidden) and of Slack for being shut out; `outbox_is_shut_out`. */
#define SHUT_OUT "('forbidden', 'not_in_channel', 'channel_not_found', 'is_archived')"

/* States: 3 refused. Verbs: 0 say. Posting states: 2 gone. */
/* clang-format off */
STMT(outbox_refused_there,
	"SELECT " OUTBOX_COLUMNS " FROM outbox r JOIN posting p ON p.id = r.posting "
	"WHERE r.workspace = :workspace AND r.conversation = :conversation AND r.state = 3 "
	"AND r.verb = 0 AND r.why IN " SHUT_OUT " AND p.state = 2 "
	"AND (r.expires = 0 OR r.expires > :now) ORDER BY r.id");
/* What fell with it gave no other reason than its being gone. */
STMT(outbox_fell_with,
	"SELECT " OUTBOX_COLUMNS " FROM outbox r WHERE r.state = 3 "
	"AND ((r.verb = 0 AND r.posting = :posting AND r.why IN " SHUT_OUT ") OR "
	"((r.posting = :posting OR r.thread = :posting OR r.waits_for = :posting) "
	"AND r.why = 'waited for a gone message')) ORDER BY r.id");
/* clang-format on */
STMT(outbox_set_again, "UPDATE outbox SET why = '" AGAIN "' WHERE id = :id RETURNING id");

_Static_assert(OUTBOX_SAY == 0 && POSTING_GONE == 2, "the numbers in the statements here");

bool outbox_is_shut_out(const char *why)
{
	static const char *const words[] = { "forbidden", "not_in_channel", "channel_not_found",
		"is_archived" };

	for (size_t i = 0; why != NULL && i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i], why) == 0) {
			return true;
		}
	}
	return false;
}

static void read_row(struct stmt *stmt, struct arena *arena, void *out)
{
	*(struct outbox_row *)out = outbox_read_row(stmt, arena);
}

enum kg_status outbox_shut_out(struct store *store, int64_t workspace, const char *conversation,
    struct kg_time now, struct arena *arena, struct outbox_row **out_rows, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &outbox_refused_there);

	stmt_int(stmt, "workspace", workspace);
	stmt_text(stmt, "conversation", conversation);
	stmt_int(stmt, "now", now.ms);
	return LIST_READ(stmt, arena, read_row, out_rows, out_count);
}

static enum kg_status set_again(struct store *store, int64_t id)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &outbox_set_again);
	enum kg_status st;

	stmt_int(stmt, "id", id);
	st = stmt_step(stmt);
	return st == KG_OK ? stmt_run(stmt) : st;
}

static enum kg_status fallen(struct store *store, int64_t posting, struct arena *arena,
    struct outbox_row **out_rows, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &outbox_fell_with);

	stmt_int(stmt, "posting", posting);
	return LIST_READ(stmt, arena, read_row, out_rows, out_count);
}

static enum kg_status add_again(struct store *store, struct outbox_row *row)
{
	enum kg_status st = set_again(store, row->id);

	if (st == KG_OK && row->verb == OUTBOX_SAY && row->posting != 0) {
		st = posting_set_state(store, row->posting, POSTING_PLANNED);
	}
	row->due.ms = 0;
	return st == KG_OK ? outbox_add(store, row) : st;
}

enum kg_status outbox_say_again(struct store *store, int64_t posting)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct outbox_row *rows;
	size_t count;
	enum kg_status st = fallen(store, posting, &arena, &rows, &count);

	for (size_t i = 0; st == KG_OK && i < count; i++) {
		st = add_again(store, &rows[i]);
	}
	return st;
}
