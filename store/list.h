#ifndef KAIGI_STORE_LIST_H
#define KAIGI_STORE_LIST_H

/* Reads all rows of a statement into an array in the arena. */

#include <stddef.h>

#include "base/mem.h"
#include "base/status.h"

struct stmt;

typedef void list_read_row(struct stmt *stmt, struct arena *arena, void *out);

KG_MUST_CHECK enum kg_status list_read(struct stmt *stmt, struct arena *arena,
    list_read_row *row, size_t size, void *out_array, size_t *out_count);

#define LIST_READ(stmt, arena, row, out, out_count)                                            \
	list_read(stmt, arena, row, sizeof(**(out)), (void *)(out), out_count)

#endif
