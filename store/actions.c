#include "store/actions.h"

#include "store/list.h"
#include "store/stmt.h"

#define COLUMNS                                                                                \
	"a.number, a.matter, a.position, a.text, t.owner, t.owner_name, t.due_ms, a.state, "   \
	"a.note, a.person, a.at_ms, a.ended_by, a.ended_ms FROM action a JOIN action_term t "  \
	"ON t.action = a.number AND t.entry = (SELECT max(entry) FROM action_term x WHERE "    \
	"x.action = a.number"

STMT(sql_action, "SELECT " COLUMNS ") WHERE a.number = :number");
STMT(sql_open, "SELECT " COLUMNS ") WHERE a.state = 'open' ORDER BY t.due_ms = 0, t.due_ms, "
               "a.year, a.ordinal");
STMT(sql_of, "SELECT " COLUMNS " AND x.entry <= :upto) WHERE a.matter = :matter ORDER BY "
             "a.year, a.ordinal");
STMT(sql_next, "SELECT coalesce(max(ordinal), 0) + 1 FROM action WHERE year = :year");

static enum action_state state_of(const char *text)
{
	static const char *const names[] = {
		[ACTION_OPEN] = "open",
		[ACTION_DONE] = "done",
		[ACTION_DROPPED] = "dropped",
	};

	return (enum action_state)LIST_WORD(names, text);
}

static void read_action(struct stmt *s, struct arena *arena, void *out)
{
	*(struct action *)out = (struct action){
		.number = stmt_column_text(s, 0, arena),
		.matter = stmt_column_text(s, 1, arena),
		.position = (int)stmt_column_int(s, 2),
		.text = stmt_column_text(s, 3, arena),
		.owner = stmt_column_text(s, 4, arena),
		.owner_name = stmt_column_text(s, 5, arena),
		.due = { stmt_column_int(s, 6) },
		.state = state_of(stmt_column_text(s, 7, arena)),
		.note = stmt_column_text(s, 8, arena),
		.person = stmt_column_text(s, 9, arena),
		.at = { stmt_column_int(s, 10) },
		.ended_by = stmt_column_text(s, 11, arena),
		.ended = { stmt_column_int(s, 12) },
	};
}

enum kg_status action_load(
    struct store *store, const char *number, struct arena *arena, struct action *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_action);
	enum kg_status st;

	stmt_text(s, ":number", number);
	st = stmt_step(s);
	if (st == KG_OK) {
		read_action(s, arena, out);
	}
	return st;
}

enum kg_status action_next(struct store *store, int year, int *out)
{
	return list_next(store, &sql_next, year, out);
}

enum kg_status actions_open(
    struct store *store, struct arena *arena, struct action **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_open);

	return LIST_READ(s, arena, read_action, out, out_count);
}

enum kg_status actions_of(struct store *store, const char *matter, int64_t upto,
    struct arena *arena, struct action **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_of);

	stmt_text(s, ":matter", matter);
	stmt_int(s, ":upto", upto == 0 ? INT64_MAX : upto);
	return LIST_READ(s, arena, read_action, out, out_count);
}
