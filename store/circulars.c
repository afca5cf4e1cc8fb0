#include "store/circulars.h"

#include <string.h>

#include "store/list.h"
#include "store/stmt.h"

STMT(sql_circular,
    "SELECT number, year, ordinal, state, version, round, title, class, "
    "class_reason, text, text_sha256, "
    "reason, important, opinion_record, incident, drafter, reviewer, "
    "drafted_ms, asked_deadline, deadline_ms, "
    "put_by, put_capacity, put_ms, override_reason, opened_ms, minimum_ms, "
    "rule, rule_source, rule_entry, "
    "charter_version, went_on_ms, asked_chair_ms, closing_ms, overdue_ms, "
    "closed_ms, outcome, outcome_by, "
    "outcome_reason, resolution, seats_kept, reseated FROM circular WHERE number = :number");
STMT(sql_documents, "SELECT version, position, kind, name, source, sha256, size, state, note "
                    "FROM circular_document "
                    "WHERE circular = :number AND version = :version ORDER BY position");
STMT(sql_seats, "SELECT seat, role, title, person, kouetsu FROM circular_seat "
                "WHERE circular = :number AND round = :round ORDER BY position");
STMT(sql_seals,
    "SELECT s.seat, s.person, s.capacity, s.title, s.answer, s.provisional, s.reason, '', "
    "s.at_ms, "
    "s.confirmed_ms, s.entry, s.means, s.entered_by, s.confirmed_by FROM seal s JOIN circular_seat c USING (circular, round, seat) "
    "WHERE s.circular = :number AND s.round = :round ORDER BY c.position");
STMT(sql_marks,
    "SELECT posting, workspace, account, mark, person, posting_kind, from_ms, at_ms, "
    "off_by, off_ms FROM mark "
    "WHERE circular = :number AND round = :round ORDER BY at_ms, entry");
STMT(sql_opinions,
    "SELECT person, text, at_ms, round FROM opinion WHERE circular = :number ORDER BY entry");
STMT(sql_unchecked, "SELECT workspace, since_ms, person, capacity, at_ms FROM "
                    "circular_unchecked WHERE circular = :number AND round = :round "
                    "ORDER BY workspace");
STMT(sql_history,
    "SELECT seat, person, capacity, title, answer, provisional, reason, note, at_ms, 0, "
    "entry, means, entered_by, confirmed_by FROM seal_history WHERE circular = :number ORDER BY entry");
STMT(sql_steps, "SELECT entry, round, step, person, capacity, text, at_ms FROM circular_step "
                "WHERE circular = :number ORDER BY entry");
STMT(sql_open_numbers, "SELECT number FROM circular WHERE state <> 'closed' ORDER BY "
                       "deadline_ms, number LIMIT :limit OFFSET :offset");
STMT(sql_closed_numbers, "SELECT number FROM circular WHERE state = 'closed' ORDER BY "
                         "closed_ms DESC, number LIMIT :limit OFFSET :offset");
STMT(sql_next, "SELECT coalesce(max(ordinal), 0) + 1 FROM circular WHERE year = :year");
STMT(sql_seen,
    "SELECT at_ms FROM seen WHERE circular = :number AND round = :round AND person = :person");
STMT(sql_of_file, "SELECT d.version, d.position, d.kind, d.name, d.source, d.sha256, d.size, "
                  "d.state, d.note, d.circular "
                  "FROM circular_document d JOIN circular c ON c.number = d.circular AND "
                  "c.version = d.version "
                  "WHERE d.source = :source AND d.kind = 'file' ORDER BY d.state = 'waiting' "
                  "DESC, d.entry DESC LIMIT 1");

static enum circular_state state_of(const char *text)
{
	static const char *const names[] = {
		[CIRCULAR_COLLECTING] = "collecting",
		[CIRCULAR_REVIEW] = "review",
		[CIRCULAR_CONFIRM] = "confirm",
		[CIRCULAR_OPEN] = "open",
		[CIRCULAR_CLOSING] = "closing",
		[CIRCULAR_CLOSED] = "closed",
	};

	return (enum circular_state)LIST_WORD(names, text);
}

/* Columns are read in the order of sql_circular; the cursor keeps both lists in step. */
struct cursor {
	struct stmt *stmt;
	struct arena *arena;
	int column;
};

static const char *next_text(struct cursor *c)
{
	return stmt_column_text(c->stmt, c->column++, c->arena);
}

static int64_t next_int(struct cursor *c)
{
	return stmt_column_int(c->stmt, c->column++);
}

static struct kg_time next_time(struct cursor *c)
{
	return (struct kg_time){ next_int(c) };
}

static void read_circular(struct stmt *s, struct arena *arena, struct circular *out)
{
	struct cursor c = { s, arena, 0 };

	out->number = next_text(&c);
	out->year = (int)next_int(&c);
	out->ordinal = (int)next_int(&c);
	out->state = state_of(next_text(&c));
	out->version = (int)next_int(&c);
	out->round = (int)next_int(&c);
	out->title = next_text(&c);
	out->class = (int)next_int(&c);
	out->class_reason = next_text(&c);
	out->text = next_text(&c);
	out->text_sha256 = next_text(&c);
	out->reason = next_text(&c);
	out->important = next_int(&c) != 0;
	out->opinion_record = next_text(&c);
	out->incident = next_text(&c);
	out->drafter = next_text(&c);
	out->reviewer = next_text(&c);
	out->drafted = next_time(&c);
	out->asked_deadline = next_text(&c);
	out->deadline = next_time(&c);
	out->put_by = next_text(&c);
	out->put_capacity = next_text(&c);
	out->put = next_time(&c);
	out->override_reason = next_text(&c);
	out->opened = next_time(&c);
	out->minimum = next_time(&c);
	out->rule = next_text(&c);
	out->rule_source = next_text(&c);
	out->rule_entry = next_int(&c);
	out->charter_version = next_text(&c);
	out->went_on = next_time(&c);
	out->asked_chair = next_time(&c);
	out->closing = next_time(&c);
	out->overdue = next_time(&c);
	out->closed = next_time(&c);
	out->outcome = next_text(&c);
	out->outcome_by = next_text(&c);
	out->outcome_reason = next_text(&c);
	out->resolution = next_text(&c);
	out->seats_kept = next_text(&c);
	out->reseated = (int)next_int(&c);
}

void circular_read_document(struct stmt *s, struct arena *arena, void *out)
{
	*(struct circular_document *)out = (struct circular_document){
		.version = (int)stmt_column_int(s, 0),
		.position = (int)stmt_column_int(s, 1),
		.kind = stmt_column_text(s, 2, arena),
		.name = stmt_column_text(s, 3, arena),
		.source = stmt_column_text(s, 4, arena),
		.sha256 = stmt_column_text(s, 5, arena),
		.size = stmt_column_int(s, 6),
		.state = stmt_column_text(s, 7, arena),
		.note = stmt_column_text(s, 8, arena),
	};
}

static void read_seat(struct stmt *s, struct arena *arena, void *out)
{
	*(struct circular_seat *)out = (struct circular_seat){
		.seat = stmt_column_text(s, 0, arena),
		.role = stmt_column_text(s, 1, arena),
		.title = stmt_column_text(s, 2, arena),
		.person = stmt_column_text(s, 3, arena),
		.kouetsu = stmt_column_int(s, 4) != 0,
	};
}

static void read_seal(struct stmt *s, struct arena *arena, void *out)
{
	*(struct circular_seal *)out = (struct circular_seal){
		.seat = stmt_column_text(s, 0, arena),
		.person = stmt_column_text(s, 1, arena),
		.capacity = stmt_column_text(s, 2, arena),
		.title = stmt_column_text(s, 3, arena),
		.answer = stmt_column_text(s, 4, arena),
		.provisional = stmt_column_int(s, 5) != 0,
		.reason = stmt_column_text(s, 6, arena),
		.note = stmt_column_text(s, 7, arena),
		.at = { stmt_column_int(s, 8) },
		.confirmed = { stmt_column_int(s, 9) },
		.entry = stmt_column_int(s, 10),
		.means = stmt_column_text(s, 11, arena),
		.entered_by = stmt_column_text(s, 12, arena),
		.confirmed_by = stmt_column_text(s, 13, arena),
	};
}

static void read_mark(struct stmt *s, struct arena *arena, void *out)
{
	*(struct circular_mark *)out = (struct circular_mark){
		.posting = stmt_column_int(s, 0),
		.workspace = stmt_column_text(s, 1, arena),
		.account = stmt_column_text(s, 2, arena),
		.mark = stmt_column_text(s, 3, arena),
		.person = stmt_column_text(s, 4, arena),
		.posting_kind = stmt_column_text(s, 5, arena),
		.from = { stmt_column_int(s, 6) },
		.at = { stmt_column_int(s, 7) },
		.off_by = stmt_column_text(s, 8, arena),
		.off = { stmt_column_int(s, 9) },
	};
}

static void read_unchecked(struct stmt *s, struct arena *arena, void *out)
{
	*(struct circular_unchecked *)out = (struct circular_unchecked){
		.workspace = stmt_column_text(s, 0, arena),
		.since = { stmt_column_int(s, 1) },
		.person = stmt_column_text(s, 2, arena),
		.capacity = stmt_column_text(s, 3, arena),
		.at = { stmt_column_int(s, 4) },
	};
}

static void read_opinion(struct stmt *s, struct arena *arena, void *out)
{
	*(struct circular_opinion *)out = (struct circular_opinion){
		.person = stmt_column_text(s, 0, arena),
		.text = stmt_column_text(s, 1, arena),
		.at = { stmt_column_int(s, 2) },
		.round = (int)stmt_column_int(s, 3),
	};
}

/* One of the lists that hang on a circular, by its number and (when the statement has it) its
 * version or round. */
struct part {
	struct stmt_def *def;
	const char *parameter; /* ":version", ":round" or NULL */
	list_read_row *row;
	size_t size;
	void *list; /* where the list's address goes */
	size_t *count;
};

static enum kg_status read_part(struct store *store, const struct circular *circular,
    struct arena *arena, const struct part *part)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, part->def);

	stmt_text(s, ":number", circular->number);
	if (part->parameter != NULL) {
		stmt_int(s, part->parameter,
		    strcmp(part->parameter, ":version") == 0 ? circular->version
		                                             : circular->round);
	}
	return list_read(s, arena, part->row, part->size, part->list, part->count);
}

#define PART(statement, name, read, which)                                                     \
	read_part(store, out, arena,                                                           \
	    &(struct part){ .def = &(statement),                                               \
	        .parameter = (name),                                                           \
	        .row = (read),                                                                 \
	        .size = sizeof(*out->which##s),                                                \
	        .list = (void *)&out->which##s,                                                \
	        .count = &out->which##_count })

enum kg_status circular_load(
    struct store *store, const char *number, struct arena *arena, struct circular *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_circular);
	enum kg_status st;

	*out = (struct circular){ 0 };
	stmt_text(s, ":number", number);
	st = stmt_step(s);
	if (st != KG_OK) {
		return st;
	}
	read_circular(s, arena, out);
	st = PART(sql_documents, ":version", circular_read_document, document);
	if (st == KG_OK) {
		st = PART(sql_seats, ":round", read_seat, seat);
	}
	if (st == KG_OK) {
		st = PART(sql_seals, ":round", read_seal, seal);
	}
	if (st == KG_OK) {
		st = PART(sql_marks, ":round", read_mark, mark);
	}
	if (st == KG_OK) {
		st = PART(sql_unchecked, ":round", read_unchecked, unchecked_network);
	}
	if (st == KG_OK) {
		st = PART(sql_opinions, NULL, read_opinion, opinion);
	}
	return st;
}

enum kg_status circular_numbers(struct store *store, bool closed, int offset, int limit,
    struct arena *arena, char ***out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s =
	    stmt_use(store, closed ? &sql_closed_numbers : &sql_open_numbers);

	stmt_int(s, ":limit", limit);
	stmt_int(s, ":offset", offset);
	return list_texts(s, arena, out, out_count);
}

enum kg_status circular_next(struct store *store, int year, int *out)
{
	return list_next(store, &sql_next, year, out);
}

enum kg_status circular_history(struct store *store, const char *number, struct arena *arena,
    struct circular_seal **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_history);

	stmt_text(s, ":number", number);
	return LIST_READ(s, arena, read_seal, out, out_count);
}

enum kg_status circular_steps(struct store *store, const char *number, struct arena *arena,
    struct record_step **out, size_t *out_count)
{
	return list_steps(store, &sql_steps, number, arena, out, out_count);
}

enum kg_status circular_seen(
    struct store *store, const char *number, int round, const char *person, struct kg_time *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_seen);

	stmt_text(s, ":number", number);
	stmt_int(s, ":round", round);
	stmt_text(s, ":person", person);
	return list_one_int(s, &out->ms);
}

enum kg_status circular_of_file(struct store *store, const char *source, struct arena *arena,
    char **out_number, struct circular_document *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_of_file);
	enum kg_status st;

	stmt_text(s, ":source", source);
	st = stmt_step(s);
	if (st == KG_OK) {
		circular_read_document(s, arena, out);
		*out_number = stmt_column_text(s, 9, arena);
	}
	return st;
}
