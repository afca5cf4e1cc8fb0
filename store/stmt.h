#ifndef KAIGI_STORE_STMT_H
#define KAIGI_STORE_STMT_H

/*
 * Prepared statements. Every SQL text of the program is declared with STMT at file scope;
 * store_open prepares them all, so a typo is a start-up failure. Parameters are bound by name;
 * an unknown name aborts.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/status.h"

struct store;

struct stmt_def {
	const char *name;
	const char *sql;
	int index; /* set at open */
};

/* Declares a statement in the section that store_open walks. */
#define STMT(id, text)                                                                         \
	static struct stmt_def id                                                              \
	    __attribute__((section("kaigi_stmts"), used, aligned(8))) = { #id, text, -1 }

struct stmt; /* a statement in use, reset when its scope ends */

struct stmt *stmt_use(struct store *store, struct stmt_def *def);
void stmt_text(
    struct stmt *stmt, const char *name, const char *value); /* NULL binds NULL; copied */
void stmt_blob(struct stmt *stmt, const char *name, const void *bytes, size_t size);
void stmt_int(struct stmt *stmt, const char *name, int64_t value);

/* KG_OK: a row is there. KG_NOT_FOUND: no (more) row. KG_CONFLICT: a constraint. KG_FULL,
 * KG_IO. */
KG_MUST_CHECK enum kg_status stmt_step(struct stmt *stmt);
/* For writes: steps until done; KG_OK then. */
KG_MUST_CHECK enum kg_status stmt_run(struct stmt *stmt);

/* Columns of the row, from 0; texts are copied into the arena (NULL stays NULL). */
char *stmt_column_text(struct stmt *stmt, int column, struct arena *arena);
int64_t stmt_column_int(struct stmt *stmt, int column);
const void *stmt_column_blob(
    struct stmt *stmt, int column, size_t *out_size); /* until the next step */

void stmt_done(struct stmt **stmt); /* resets; for KG_AUTO_STMT */
#define KG_AUTO_STMT __attribute__((cleanup(stmt_done)))

#endif
