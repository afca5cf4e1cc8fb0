#ifndef KAIGI_STORE_LIST_H
#define KAIGI_STORE_LIST_H

/* What the record kinds read alike: all rows of a statement into an array in the arena, the
 * first column of its first row, a word as one of an enum, the steps of a matter's story. */

#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/status.h"
#include "base/time.h"

struct stmt;
struct stmt_def;
struct store;

typedef void list_read_row(struct stmt *stmt, struct arena *arena, void *out);

KG_MUST_CHECK enum kg_status list_read(struct stmt *stmt, struct arena *arena,
    list_read_row *row, size_t size, void *out_array, size_t *out_count);

#define LIST_READ(stmt, arena, row, out, out_count)                                            \
	list_read(stmt, arena, row, sizeof(**(out)), (void *)(out), out_count)

/* Rows of a single text, such as numbers. */
KG_MUST_CHECK enum kg_status list_texts(
    struct stmt *stmt, struct arena *arena, char ***out, size_t *out_count);

/* The first column of the first row; KG_NOT_FOUND: there is no row, `out` is left alone. */
KG_MUST_CHECK enum kg_status list_one_text(struct stmt *stmt, struct arena *arena, char **out);
KG_MUST_CHECK enum kg_status list_one_int(struct stmt *stmt, int64_t *out);

/* A statement's one number for a `:year`: the next free ordinal of a fiscal year. */
KG_MUST_CHECK enum kg_status list_next(
    struct store *store, struct stmt_def *def, int year, int *out);

/* Where `text` stands among the words that a column may hold; another one aborts. */
size_t list_word(const char *const *words, size_t count, const char *text);

#define LIST_WORD(words, text) list_word(words, sizeof(words) / sizeof((words)[0]), text)

/* What happened to a matter, as its story tells it. */
struct record_step {
	int64_t entry;
	int version; /* of a report; the round of a circulation; 0: its kind counts none */
	const char *step;
	const char *person;
	const char *capacity;
	const char *text;
	struct kg_time at;
};

/* A row whose columns are the struct's members in their order. */
void list_read_step(struct stmt *stmt, struct arena *arena, void *out);
/* Those of `:number`; the statement's columns are the struct's members in their order. */
KG_MUST_CHECK enum kg_status list_steps(struct store *store, struct stmt_def *def,
    const char *number, struct arena *arena, struct record_step **out, size_t *out_count);

#endif
