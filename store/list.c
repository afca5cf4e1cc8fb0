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
