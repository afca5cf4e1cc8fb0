#include "store/polls.h"

#include "store/list.h"
#include "store/stmt.h"

STMT(sql_poll, "SELECT number, body, title, items, state, reply_by_ms, drafter, chosen, at_ms "
               "FROM poll WHERE number = :number");
STMT(sql_candidates, "SELECT position, starts_ms, ends_ms FROM poll_candidate WHERE poll = "
                     ":number ORDER BY position");
STMT(sql_answers, "SELECT a.position, a.person, a.answer FROM poll_answer a WHERE a.poll = "
                  ":number AND a.entry = (SELECT max(entry) FROM poll_answer x WHERE x.poll = "
                  "a.poll AND x.position = a.position AND x.person = a.person) ORDER BY "
                  "a.entry");
STMT(sql_next, "SELECT coalesce(max(ordinal), 0) + 1 FROM poll WHERE year = :year");
STMT(sql_open, "SELECT number FROM poll WHERE state IN ('head', 'open') ORDER BY reply_by_ms, "
               "number");

static enum poll_state state_of(const char *text)
{
	static const char *const names[] = {
		[POLL_HEAD] = "head",
		[POLL_OPEN] = "open",
		[POLL_CHOSEN] = "chosen",
		[POLL_WITHDRAWN] = "withdrawn",
	};

	return (enum poll_state)LIST_WORD(names, text);
}

static void read_candidate(struct stmt *s, struct arena *arena, void *out)
{
	(void)arena;
	*(struct poll_candidate *)out = (struct poll_candidate){
		.position = (int)stmt_column_int(s, 0),
		.starts = { stmt_column_int(s, 1) },
		.ends = { stmt_column_int(s, 2) },
	};
}

static void read_answer(struct stmt *s, struct arena *arena, void *out)
{
	*(struct poll_answer *)out = (struct poll_answer){
		.position = (int)stmt_column_int(s, 0),
		.person = stmt_column_text(s, 1, arena),
		.answer = stmt_column_text(s, 2, arena),
	};
}

enum kg_status poll_load(
    struct store *store, const char *number, struct arena *arena, struct poll *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_poll);
	KG_AUTO_STMT struct stmt *candidates = stmt_use(store, &sql_candidates);
	KG_AUTO_STMT struct stmt *answers = stmt_use(store, &sql_answers);
	enum kg_status st;

	stmt_text(s, ":number", number);
	st = stmt_step(s);
	if (st != KG_OK) {
		return st;
	}
	*out = (struct poll){
		.number = stmt_column_text(s, 0, arena),
		.body = stmt_column_text(s, 1, arena),
		.title = stmt_column_text(s, 2, arena),
		.items = stmt_column_text(s, 3, arena),
		.state = state_of(stmt_column_text(s, 4, arena)),
		.reply_by = { stmt_column_int(s, 5) },
		.drafter = stmt_column_text(s, 6, arena),
		.chosen = (int)stmt_column_int(s, 7),
		.at = { stmt_column_int(s, 8) },
	};
	stmt_text(candidates, ":number", number);
	st = LIST_READ(
	    candidates, arena, read_candidate, &out->candidates, &out->candidate_count);
	stmt_text(answers, ":number", number);
	return st == KG_OK
	           ? LIST_READ(answers, arena, read_answer, &out->answers, &out->answer_count)
	           : st;
}

enum kg_status poll_next(struct store *store, int year, int *out)
{
	return list_next(store, &sql_next, year, out);
}

enum kg_status poll_numbers(
    struct store *store, struct arena *arena, char ***out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_open);

	return list_texts(s, arena, out, out_count);
}
