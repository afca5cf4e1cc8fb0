#include "store/inquiries.h"

#include "store/list.h"
#include "store/stmt.h"

STMT(sql_inquiry, "SELECT number, kind, state, body, item, title, text, text_sha256, "
                  "deadline_ms, drafter, reviewer, opened_ms, closed_ms, deliberated_by, "
                  "deliberated_capacity FROM inquiry WHERE number = :number");
STMT(sql_documents, "SELECT 1, position, kind, name, source, sha256, size, state, '' FROM "
                    "inquiry_document WHERE inquiry = :number ORDER BY position");
/* In time the newest stands; who gave none in time, his newest late one. */
STMT(sql_persons,
    "SELECT p.person, p.title, a.entry IS NOT NULL, coalesce(a.late, 0), coalesce(a.text, ''), "
    "coalesce(a.at_ms, 0) FROM inquiry_person p LEFT JOIN inquiry_answer a ON a.entry = "
    "coalesce((SELECT max(entry) FROM inquiry_answer x WHERE x.inquiry = p.inquiry AND "
    "x.person = p.person AND x.late = 0), (SELECT max(entry) FROM inquiry_answer x WHERE "
    "x.inquiry = p.inquiry AND x.person = p.person)) WHERE p.inquiry = :number ORDER BY "
    "p.position");
STMT(sql_next, "SELECT coalesce(max(ordinal), 0) + 1 FROM inquiry WHERE year = :year");
STMT(sql_open, "SELECT number FROM inquiry WHERE state NOT IN ('closed', 'withdrawn') ORDER "
               "BY deadline_ms, number LIMIT 200");
STMT(sql_steps, "SELECT entry, 0, step, person, capacity, text, at_ms FROM inquiry_step WHERE "
                "inquiry = :number ORDER BY entry");

static void read_person(struct stmt *s, struct arena *arena, void *out)
{
	*(struct inquiry_person *)out = (struct inquiry_person){
		.person = stmt_column_text(s, 0, arena),
		.title = stmt_column_text(s, 1, arena),
		.answered = stmt_column_int(s, 2) != 0,
		.late = stmt_column_int(s, 3) != 0,
		.text = stmt_column_text(s, 4, arena),
		.at = { stmt_column_int(s, 5) },
	};
}

static void read_inquiry(struct stmt *s, struct arena *arena, struct inquiry *out)
{
	*out = (struct inquiry){
		.number = stmt_column_text(s, 0, arena),
		.kind = stmt_column_text(s, 1, arena),
		.state = stmt_column_text(s, 2, arena),
		.body = stmt_column_text(s, 3, arena),
		.item = stmt_column_text(s, 4, arena),
		.title = stmt_column_text(s, 5, arena),
		.text = stmt_column_text(s, 6, arena),
		.text_sha256 = stmt_column_text(s, 7, arena),
		.deadline = { stmt_column_int(s, 8) },
		.drafter = stmt_column_text(s, 9, arena),
		.reviewer = stmt_column_text(s, 10, arena),
		.opened = { stmt_column_int(s, 11) },
		.closed = { stmt_column_int(s, 12) },
		.deliberated_by = stmt_column_text(s, 13, arena),
		.deliberated_capacity = stmt_column_text(s, 14, arena),
	};
}

static enum kg_status read_documents(
    struct store *store, const char *number, struct arena *arena, struct inquiry *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_documents);

	stmt_text(s, ":number", number);
	return LIST_READ(
	    s, arena, circular_read_document, &out->documents, &out->document_count);
}

static enum kg_status read_persons(
    struct store *store, const char *number, struct arena *arena, struct inquiry *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_persons);

	stmt_text(s, ":number", number);
	return LIST_READ(s, arena, read_person, &out->persons, &out->person_count);
}

enum kg_status inquiry_load(
    struct store *store, const char *number, struct arena *arena, struct inquiry *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_inquiry);
	enum kg_status st;

	stmt_text(s, ":number", number);
	st = stmt_step(s);
	if (st != KG_OK) {
		return st;
	}
	read_inquiry(s, arena, out);
	st = read_documents(store, number, arena, out);
	return st == KG_OK ? read_persons(store, number, arena, out) : st;
}

enum kg_status inquiry_next(struct store *store, int year, int *out)
{
	return list_next(store, &sql_next, year, out);
}

enum kg_status inquiry_open_numbers(
    struct store *store, struct arena *arena, char ***out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_open);

	return list_texts(s, arena, out, out_count);
}

enum kg_status inquiry_steps(struct store *store, const char *number, struct arena *arena,
    struct record_step **out, size_t *out_count)
{
	return list_steps(store, &sql_steps, number, arena, out, out_count);
}
