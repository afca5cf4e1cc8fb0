/*
 * Rows that must go out: adding, counting, verdicts. What may be sent next is asked in
 * store/outbox_next.c.
 *
 *   waiting ──begin──▶ in flight ──finish──▶ sent | refused        (finished rows stay)
 *      ▲                   │
 *      └──retry, recover───┘
 */

#include "store/outbox.h"
#include "base/clock.h"
#include "store/outbox_rows.h"

STMT(outbox_insert, "INSERT INTO outbox (key, workspace, conversation, account, posting, "
                    "thread, waits_for, verb, "
                    "priority, body, mark, detail, due, expires) VALUES (:key, :workspace, "
                    ":conversation, :account, "
                    ":posting, :thread, :waits_for, :verb, :priority, :body, :mark, :detail, "
                    ":due, :expires) RETURNING id");
STMT(outbox_open_of,
    "SELECT id FROM outbox WHERE posting = :posting AND verb = :verb AND state < 2");
STMT(outbox_show_waiting, "SELECT id FROM outbox WHERE posting = :posting AND verb = :verb AND "
                          "state = 0 AND state < 2");
STMT(outbox_set_flying, "UPDATE outbox SET state = 1, attempts = attempts + 1, begun_at = :now "
                        "WHERE id = :id AND state = 0 RETURNING id");
/* Doubt stays: a clear failure of the second sending says nothing about the first. */
STMT(outbox_set_waiting,
    "UPDATE outbox SET state = 0, due = :due, ambiguous = ambiguous OR :ambiguous "
    "WHERE id = :id AND state = 1 RETURNING id");
STMT(outbox_set_finished, "UPDATE outbox SET state = :state, why = :why, finished_at = :at "
                          "WHERE id = :id AND state < 2 RETURNING id");
STMT(outbox_by_id, "SELECT " OUTBOX_COLUMNS " FROM outbox r WHERE r.id = :id");
STMT(outbox_by_posting,
    "SELECT " OUTBOX_COLUMNS " FROM outbox r WHERE r.posting = :posting AND "
    "r.verb = :verb ORDER BY r.id LIMIT 1");
STMT(outbox_count, "SELECT count(*) FROM outbox WHERE state < 2 AND due <= :now");
STMT(outbox_doubt, "UPDATE outbox SET state = 0, ambiguous = 1 WHERE state < 2 AND state = 1");

_Static_assert(OUTBOX_SAY == 0 && OUTBOX_SHOW == 1 && OUTBOX_READ == 5 && OUTBOX_FETCH == 6 &&
                   OUTBOX_WAIT == 9 && OUTBOX_QUIET == 10,
    "verbs are stored as numbers: append only");

struct outbox_row outbox_read_row(struct stmt *stmt, struct arena *arena)
{
	int64_t verb = stmt_column_int(stmt, 8);
	int64_t priority = stmt_column_int(stmt, 9);
	struct outbox_row row;
	char *key = stmt_column_text(stmt, 1, arena);
	const char *body;

	KG_ASSERT(verb >= OUTBOX_SAY && verb <= OUTBOX_QUIET);
	KG_ASSERT(priority >= PRIORITY_PAGE && priority <= PRIORITY_SEED);
	row = (struct outbox_row){
		.id = stmt_column_int(stmt, 0),
		.workspace = stmt_column_int(stmt, 2),
		.conversation = stmt_column_text(stmt, 3, arena),
		.account = stmt_column_text(stmt, 4, arena),
		.posting = stmt_column_int(stmt, 5),
		.thread = stmt_column_int(stmt, 6),
		.waits_for = stmt_column_int(stmt, 7),
		.verb = (enum outbox_verb)verb,
		.priority = (enum outbox_priority)priority,
		.mark = stmt_column_text(stmt, 11, arena),
		.detail = stmt_column_text(stmt, 12, arena),
		.due = { stmt_column_int(stmt, 13) },
		.expires = { stmt_column_int(stmt, 14) },
		.attempts = (int)stmt_column_int(stmt, 15),
		.ambiguous = stmt_column_int(stmt, 16) != 0,
	};
	for (int i = 0; i < RANDOM_KEY_HEX && key[i] != '\0'; i++) {
		row.key[i] = key[i];
	}
	body = stmt_column_blob(stmt, 10, &row.body_size);
	row.body = body != NULL ? arena_strndup(arena, body, row.body_size) : NULL;
	return row;
}

STMT(outbox_read_waiting, "UPDATE outbox SET due = min(due, :now) WHERE posting = :posting AND "
                          "verb = :verb AND state = 0 AND state < 2 RETURNING id");

/* What acts on a message of ours needs it: nobody has to say so. */
static int64_t needed_posting(const struct outbox_row *row)
{
	if (row->waits_for != 0) {
		return row->waits_for;
	}
	switch (row->verb) {
	case OUTBOX_SHOW:
	case OUTBOX_SEED:
	case OUTBOX_UNSEED:
	case OUTBOX_READ:
	case OUTBOX_UPLOAD:
	case OUTBOX_PIN:
		return row->posting;
	case OUTBOX_SAY:
	case OUTBOX_HINT:
	case OUTBOX_FETCH:
	case OUTBOX_WAIT:
	case OUTBOX_QUIET:
		return 0;
	}
	KG_UNREACHABLE();
}

enum kg_status outbox_add(struct store *store, struct outbox_row *row)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &outbox_insert);
	enum kg_status st;

	random_key(row->key);
	stmt_text(stmt, "key", row->key);
	stmt_int(stmt, "workspace", row->workspace);
	stmt_text(stmt, "conversation", row->conversation != NULL ? row->conversation : "");
	stmt_text(stmt, "account", row->account);
	stmt_int(stmt, "posting", row->posting);
	stmt_int(stmt, "thread", row->thread);
	stmt_int(stmt, "waits_for", needed_posting(row));
	stmt_int(stmt, "verb", row->verb);
	stmt_int(stmt, "priority", row->priority);
	stmt_blob(stmt, "body", row->body, row->body_size);
	stmt_text(stmt, "mark", row->mark);
	stmt_text(stmt, "detail", row->detail);
	stmt_int(stmt, "due", row->due.ms);
	stmt_int(stmt, "expires", row->expires.ms);
	st = stmt_step(stmt);
	if (st != KG_OK) {
		return st;
	}
	row->id = stmt_column_int(stmt, 0);
	return stmt_run(stmt);
}

enum kg_status outbox_read(
    struct store *store, const struct posting *posting, struct kg_time now)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &outbox_read_waiting);
	struct outbox_row row = {
		.workspace = posting->workspace,
		.conversation = posting->conversation,
		.posting = posting->id,
		.verb = OUTBOX_READ,
		.priority = PRIORITY_ASK,
	};
	enum kg_status st;

	stmt_int(stmt, "posting", posting->id);
	stmt_int(stmt, "verb", OUTBOX_READ);
	stmt_int(stmt, "now", now.ms);
	st = stmt_step(stmt);
	if (st == KG_NOT_FOUND) {
		return outbox_add(store, &row);
	}
	return st == KG_OK ? stmt_run(stmt) : st;
}

static enum kg_status has_waiting_show(struct store *store, int64_t posting)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &outbox_show_waiting);

	stmt_int(stmt, "posting", posting);
	stmt_int(stmt, "verb", OUTBOX_SHOW);
	return stmt_step(stmt);
}

enum kg_status outbox_show(struct store *store, int64_t posting)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct posting shown;
	enum kg_status st = posting_load(store, posting, &arena, &shown);

	if (st != KG_OK || shown.state == POSTING_GONE) {
		return st;
	}
	st = has_waiting_show(store, posting);
	if (st != KG_NOT_FOUND) {
		return st;
	}
	return outbox_add(store, &(struct outbox_row){
	                             .workspace = shown.workspace,
	                             .conversation = shown.conversation,
	                             .posting = posting,
	                             .verb = OUTBOX_SHOW,
	                             .priority = PRIORITY_SHOW,
	                         });
}

/* Steps a write that returns its row: KG_NOT_FOUND when there is none. */
static enum kg_status run_one(struct stmt *stmt)
{
	enum kg_status st = stmt_step(stmt);

	return st == KG_OK ? stmt_run(stmt) : st;
}

enum kg_status outbox_is_reading(struct store *store, int64_t posting, bool *out)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &outbox_open_of);
	enum kg_status st;

	stmt_int(stmt, "posting", posting);
	stmt_int(stmt, "verb", OUTBOX_READ);
	st = stmt_step(stmt);
	*out = st == KG_OK;
	return st == KG_NOT_FOUND ? KG_OK : st;
}

enum kg_status outbox_begin(struct store *store, int64_t id, struct kg_time now)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &outbox_set_flying);

	stmt_int(stmt, "id", id);
	stmt_int(stmt, "now", now.ms);
	return run_one(stmt);
}

enum kg_status outbox_retry(struct store *store, int64_t id, struct kg_time due, bool ambiguous)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &outbox_set_waiting);

	stmt_int(stmt, "id", id);
	stmt_int(stmt, "due", due.ms);
	stmt_int(stmt, "ambiguous", ambiguous);
	return run_one(stmt);
}

enum kg_status outbox_finish(struct store *store, int64_t id, bool sent, const char *why)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &outbox_set_finished);

	stmt_int(stmt, "id", id);
	stmt_int(stmt, "state", sent ? 2 : 3);
	stmt_text(stmt, "why", why);
	stmt_int(stmt, "at", clock_now().ms);
	return run_one(stmt);
}

enum kg_status outbox_load(
    struct store *store, int64_t id, struct arena *arena, struct outbox_row *out)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &outbox_by_id);
	enum kg_status st;

	stmt_int(stmt, "id", id);
	st = stmt_step(stmt);
	if (st == KG_OK) {
		*out = outbox_read_row(stmt, arena);
	}
	return st;
}

enum kg_status outbox_said(
    struct store *store, int64_t posting, struct arena *arena, struct outbox_row *out)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &outbox_by_posting);
	enum kg_status st;

	stmt_int(stmt, "posting", posting);
	stmt_int(stmt, "verb", OUTBOX_SAY);
	st = stmt_step(stmt);
	if (st == KG_OK) {
		*out = outbox_read_row(stmt, arena);
	}
	return st;
}

enum kg_status outbox_waiting(struct store *store, struct kg_time now, int *out_count)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &outbox_count);
	enum kg_status st;

	stmt_int(stmt, "now", now.ms);
	st = stmt_step(stmt);
	if (st == KG_OK) {
		*out_count = (int)stmt_column_int(stmt, 0);
	}
	return st;
}

enum kg_status outbox_recover(struct store *store)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &outbox_doubt);

	return stmt_run(stmt);
}
