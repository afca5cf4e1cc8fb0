#include "store/list.h"

#include <string.h>

#include "store/stmt.h"

enum kg_status list_read(struct stmt *stmt, struct arena *arena, list_read_row *row,
    size_t size, void *out_array, size_t *out_count)
{
	size_t room = 8;
	size_t count = 0;
	char *rows = arena_alloc(arena, room * size);
	enum kg_status st;

	while ((st = stmt_step(stmt)) == KG_OK) {
		if (count == room) {
			char *more = arena_alloc(arena, 2 * room * size);

			memcpy(more, rows, room * size);
			rows = more;
			room *= 2;
		}
		row(stmt, arena, rows + count * size);
		count++;
	}
	if (st != KG_NOT_FOUND) {
		return st;
	}
	memcpy(out_array, &rows, sizeof(rows));
	*out_count = count;
	return KG_OK;
}

static void read_text(struct stmt *stmt, struct arena *arena, void *out)
{
	*(char **)out = stmt_column_text(stmt, 0, arena);
}

enum kg_status list_texts(
    struct stmt *stmt, struct arena *arena, char ***out, size_t *out_count)
{
	return LIST_READ(stmt, arena, read_text, out, out_count);
}

enum kg_status list_one_text(struct stmt *stmt, struct arena *arena, char **out)
{
	enum kg_status st = stmt_step(stmt);

	if (st == KG_OK) {
		*out = stmt_column_text(stmt, 0, arena);
	}
	return st;
}

enum kg_status list_one_int(struct stmt *stmt, int64_t *out)
{
	enum kg_status st = stmt_step(stmt);

	if (st == KG_OK) {
		*out = stmt_column_int(stmt, 0);
	}
	return st;
}

enum kg_status list_next(struct store *store, struct stmt_def *def, int year, int *out)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, def);
	int64_t next;
	enum kg_status st;

	stmt_int(stmt, ":year", year);
	st = list_one_int(stmt, &next);
	if (st == KG_OK) {
		*out = (int)next;
	}
	return st;
}

size_t list_word(const char *const *words, size_t count, const char *text)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(words[i], text) == 0) {
			return i;
		}
	}
	KG_UNREACHABLE();
}

void list_read_step(struct stmt *stmt, struct arena *arena, void *out)
{
	*(struct record_step *)out = (struct record_step){
		.entry = stmt_column_int(stmt, 0),
		.version = (int)stmt_column_int(stmt, 1),
		.step = stmt_column_text(stmt, 2, arena),
		.person = stmt_column_text(stmt, 3, arena),
		.capacity = stmt_column_text(stmt, 4, arena),
		.text = stmt_column_text(stmt, 5, arena),
		.at = { stmt_column_int(stmt, 6) },
	};
}

enum kg_status list_steps(struct store *store, struct stmt_def *def, const char *number,
    struct arena *arena, struct record_step **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, def);

	stmt_text(stmt, ":number", number);
	return LIST_READ(stmt, arena, list_read_step, out, out_count);
}
