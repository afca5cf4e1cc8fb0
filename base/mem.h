#ifndef KAIGI_BASE_MEM_H
#define KAIGI_BASE_MEM_H

/*
 * Memory: no allocation here ever returns NULL. Running out of memory ends the process, and the
 * ledger makes that harmless: what was not committed was not acknowledged either.
 */

#include <stddef.h>

#include "base/status.h"

void *mem_alloc(size_t size) __attribute__((returns_nonnull)); /* zeroed */
void *mem_realloc(void *old, size_t size) __attribute__((returns_nonnull));
char *mem_strdup(const char *text) __attribute__((returns_nonnull));
char *mem_strndup(const char *text, size_t size) __attribute__((returns_nonnull));

/* Overwrites a secret in a way that the compiler may not remove. */
void mem_wipe(void *secret, size_t size);

/*
 * An arena owns everything that one event or one card needs; it is freed at once. Zero is an
 * empty arena. Pointers live until arena_finish or arena_reset.
 */
struct arena {
	struct arena_block *blocks;
};

void *arena_alloc(struct arena *arena, size_t size)
    __attribute__((returns_nonnull));                      /* zeroed */
char *arena_strdup(struct arena *arena, const char *text); /* NULL stays NULL */
char *arena_strndup(struct arena *arena, const char *text, size_t size);
char *arena_printf(struct arena *arena, const char *format, ...) KG_PRINTF(2, 3);
void arena_finish(struct arena *arena);

/* Scope macros: the variable must be initialised where it is declared. */
void mem_free_scope(void *pointer_to_pointer);
void mem_close_scope(const int *fd);
#define KG_AUTO_FREE __attribute__((cleanup(mem_free_scope)))
#define KG_AUTO_CLOSE __attribute__((cleanup(mem_close_scope)))
#define KG_AUTO_ARENA __attribute__((cleanup(arena_finish)))

#endif
