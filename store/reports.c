#include "store/reports.h"

#include "store/list.h"
#include "store/stmt.h"

STMT(sql_report, "SELECT number, year, ordinal, state, version, session, place, meeting, "
                 "incident, held_ms, due_ms, due_rule, due_source, overdue_ms, entered_by, "
                 "drafter, reviewer, reported_by, reported_capacity, reported_ms, sha256, "
                 "charter_version, closed_ms FROM report WHERE number = :number");
STMT(sql_lines,
    "SELECT l.position, l.item, l.item_version, l.title, l.class, l.item_sha256, l.important, "
    "l.result, l.amendment, l.dissent, l.opinion, l.sha256, coalesce(a.answer, ''), "
    "coalesce(a.version, 0), coalesce(a.person, ''), coalesce(a.capacity, ''), "
    "coalesce(a.reason, ''), coalesce(a.same_person, 0), coalesce(a.kouetsu, ''), "
    "coalesce(a.resolution, ''), coalesce(a.at_ms, 0) FROM report_line l LEFT JOIN "
    "report_answer a USING (report, position) WHERE l.report = :number AND l.version = "
    ":version ORDER BY l.position");
STMT(sql_steps, "SELECT entry, version, step, person, capacity, text, at_ms FROM report_step "
                "WHERE report = :number ORDER BY entry");
STMT(sql_open, "SELECT number FROM report WHERE state NOT IN ('answered', 'withdrawn') ORDER "
               "BY due_ms, number LIMIT :limit");
STMT(sql_ended, "SELECT number FROM report WHERE state IN ('answered', 'withdrawn') ORDER BY "
                "closed_ms DESC, number LIMIT :limit");
STMT(sql_next, "SELECT coalesce(max(ordinal), 0) + 1 FROM report WHERE year = :year");
STMT(sql_kouetsu, "SELECT DISTINCT report FROM report_answer WHERE kouetsu = 'due' ORDER BY "
                  "report");
STMT(sql_of_session, "SELECT number FROM report WHERE year = :year AND session = :session AND "
                     "state <> 'withdrawn'");

static enum report_state state_of(const char *text)
{
	static const char *const names[] = {
		[REPORT_DUE] = "due",
		[REPORT_REVIEW] = "review",
		[REPORT_READY] = "ready",
		[REPORT_REPORTED] = "reported",
		[REPORT_ANSWERED] = "answered",
		[REPORT_WITHDRAWN] = "withdrawn",
	};

	return (enum report_state)LIST_WORD(names, text);
}

static void read_report(struct stmt *s, struct arena *arena, struct report *out)
{
	*out = (struct report){
		.number = stmt_column_text(s, 0, arena),
		.year = (int)stmt_column_int(s, 1),
		.ordinal = (int)stmt_column_int(s, 2),
		.state = state_of(stmt_column_text(s, 3, arena)),
		.version = (int)stmt_column_int(s, 4),
		.session = stmt_column_text(s, 5, arena),
		.place = stmt_column_text(s, 6, arena),
		.meeting = stmt_column_text(s, 7, arena),
		.incident = stmt_column_text(s, 8, arena),
		.held = { stmt_column_int(s, 9) },
		.due = { stmt_column_int(s, 10) },
		.due_rule = stmt_column_text(s, 11, arena),
		.due_source = stmt_column_text(s, 12, arena),
		.overdue = { stmt_column_int(s, 13) },
		.entered_by = stmt_column_text(s, 14, arena),
		.drafter = stmt_column_text(s, 15, arena),
		.reviewer = stmt_column_text(s, 16, arena),
		.reported_by = stmt_column_text(s, 17, arena),
		.reported_capacity = stmt_column_text(s, 18, arena),
		.reported = { stmt_column_int(s, 19) },
		.sha256 = stmt_column_text(s, 20, arena),
		.charter_version = stmt_column_text(s, 21, arena),
		.closed = { stmt_column_int(s, 22) },
	};
}

static void read_line(struct stmt *s, struct arena *arena, void *out)
{
	*(struct report_line *)out = (struct report_line){
		.position = (int)stmt_column_int(s, 0),
		.item = stmt_column_text(s, 1, arena),
		.item_version = (int)stmt_column_int(s, 2),
		.title = stmt_column_text(s, 3, arena),
		.class = (int)stmt_column_int(s, 4),
		.item_sha256 = stmt_column_text(s, 5, arena),
		.important = stmt_column_int(s, 6) != 0,
		.result = stmt_column_text(s, 7, arena),
		.amendment = stmt_column_text(s, 8, arena),
		.dissent = stmt_column_text(s, 9, arena),
		.opinion = stmt_column_text(s, 10, arena),
		.sha256 = stmt_column_text(s, 11, arena),
		.answer = stmt_column_text(s, 12, arena),
		.answer_version = (int)stmt_column_int(s, 13),
		.answered_by = stmt_column_text(s, 14, arena),
		.answer_capacity = stmt_column_text(s, 15, arena),
		.answer_reason = stmt_column_text(s, 16, arena),
		.same_person = stmt_column_int(s, 17) != 0,
		.kouetsu = stmt_column_text(s, 18, arena),
		.resolution = stmt_column_text(s, 19, arena),
		.answered = { stmt_column_int(s, 20) },
	};
}

enum kg_status report_load(
    struct store *store, const char *number, struct arena *arena, struct report *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_report);
	KG_AUTO_STMT struct stmt *lines = stmt_use(store, &sql_lines);
	enum kg_status st;

	*out = (struct report){ 0 };
	stmt_text(s, ":number", number);
	st = stmt_step(s);
	if (st != KG_OK) {
		return st;
	}
	read_report(s, arena, out);
	stmt_text(lines, ":number", number);
	stmt_int(lines, ":version", out->version);
	return LIST_READ(lines, arena, read_line, &out->lines, &out->line_count);
}

enum kg_status report_numbers(struct store *store, bool ended, int limit, struct arena *arena,
    char ***out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, ended ? &sql_ended : &sql_open);

	stmt_int(s, ":limit", limit);
	return list_texts(s, arena, out, out_count);
}

enum kg_status report_next(struct store *store, int year, int *out)
{
	return list_next(store, &sql_next, year, out);
}

enum kg_status report_steps(struct store *store, const char *number, struct arena *arena,
    struct record_step **out, size_t *out_count)
{
	return list_steps(store, &sql_steps, number, arena, out, out_count);
}

enum kg_status report_kouetsu_due(
    struct store *store, struct arena *arena, char ***out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_kouetsu);

	return list_texts(s, arena, out, out_count);
}

enum kg_status report_of_session(
    struct store *store, int year, const char *session, struct arena *arena, char **out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_of_session);

	stmt_int(s, ":year", year);
	stmt_text(s, ":session", session);
	return list_one_text(s, arena, out);
}
