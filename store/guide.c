/* Forms in messages: one row per open form, the newest of an account on top. */

#include "store/guide.h"

#include "store/stmt.h"

#define COLUMNS "token, workspace, account, step, answers, posting, asked, reminded"

STMT(guide_insert,
    "INSERT INTO guide (token, workspace, account, step, answers, posting, asked, reminded) "
    "VALUES (:token, :workspace, :account, :step, :answers, :posting, :asked, :reminded)");
STMT(guide_select_top,
    "SELECT " COLUMNS " FROM guide WHERE workspace = :workspace AND account = "
    ":account ORDER BY id DESC LIMIT 1");
STMT(guide_select, "SELECT " COLUMNS " FROM guide WHERE token = :token");
STMT(guide_update, "UPDATE guide SET step = :step, answers = :answers, posting = :posting, "
                   "asked = :asked, reminded = :reminded WHERE token = :token RETURNING token");
STMT(guide_delete, "DELETE FROM guide WHERE token = :token");

static void bind_state(struct stmt *stmt, const struct guide *guide)
{
	stmt_text(stmt, "token", guide->token);
	stmt_int(stmt, "step", guide->step);
	stmt_blob(stmt, "answers", guide->answers_size > 0 ? guide->answers : "",
	    guide->answers_size);
	stmt_int(stmt, "posting", guide->posting);
	stmt_int(stmt, "asked", guide->asked.ms);
	stmt_int(stmt, "reminded", guide->reminded ? 1 : 0);
}

enum kg_status guide_open(struct store *store, const struct guide *guide)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &guide_insert);

	bind_state(stmt, guide);
	stmt_int(stmt, "workspace", guide->workspace);
	stmt_text(stmt, "account", guide->account);
	return stmt_run(stmt);
}

static enum kg_status read_row(struct stmt *stmt, struct arena *arena, struct guide *out)
{
	enum kg_status st = stmt_step(stmt);
	const char *answers;

	if (st != KG_OK) {
		return st;
	}
	*out = (struct guide){
		.token = stmt_column_text(stmt, 0, arena),
		.workspace = stmt_column_int(stmt, 1),
		.account = stmt_column_text(stmt, 2, arena),
		.step = stmt_column_int(stmt, 3),
		.posting = stmt_column_int(stmt, 5),
		.asked = { stmt_column_int(stmt, 6) },
		.reminded = stmt_column_int(stmt, 7) != 0,
	};
	answers = stmt_column_blob(stmt, 4, &out->answers_size);
	out->answers =
	    arena_strndup(arena, out->answers_size > 0 ? answers : "", out->answers_size);
	return KG_OK;
}

enum kg_status guide_current(struct store *store, int64_t workspace, const char *account,
    struct arena *arena, struct guide *out)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &guide_select_top);

	stmt_int(stmt, "workspace", workspace);
	stmt_text(stmt, "account", account);
	return read_row(stmt, arena, out);
}

enum kg_status guide_load(
    struct store *store, const char *token, struct arena *arena, struct guide *out)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &guide_select);

	stmt_text(stmt, "token", token);
	return read_row(stmt, arena, out);
}

enum kg_status guide_save(struct store *store, const struct guide *guide)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &guide_update);
	enum kg_status st;

	bind_state(stmt, guide);
	st = stmt_step(stmt);
	return st == KG_OK ? stmt_run(stmt) : st;
}

enum kg_status guide_close(struct store *store, const char *token)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &guide_delete);

	stmt_text(stmt, "token", token);
	return stmt_run(stmt);
}
