#include "base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK_SIZE = 16384, ALIGNMENT = 16 };

struct arena_block {
	struct arena_block *next;
	size_t used;
	size_t size;
	_Alignas(16) unsigned char bytes[];
};

static void *check(void *pointer)
{
	if (pointer == NULL) {
		kg_die(__FILE__, __LINE__, "out of memory");
	}
	return pointer;
}

void *mem_alloc(size_t size)
{
	return check(calloc(1, size > 0 ? size : 1));
}

void *mem_realloc(void *old, size_t size)
{
	return check(realloc(old, size > 0 ? size : 1));
}

char *mem_strdup(const char *text)
{
	return check(strdup(text));
}

char *mem_strndup(const char *text, size_t size)
{
	return check(strndup(text, size));
}

void mem_wipe(void *secret, size_t size)
{
	memset(secret, 0, size);
	__asm__ __volatile__("" : : "r"(secret) : "memory");
}

static struct arena_block *grow(struct arena *arena, size_t need)
{
	size_t size = need > BLOCK_SIZE ? need : BLOCK_SIZE;
	struct arena_block *block = check(malloc(sizeof(*block) + size));

	block->next = arena->blocks;
	block->used = 0;
	block->size = size;
	arena->blocks = block;
	return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	size_t need = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	struct arena_block *block = arena->blocks;
	void *place;

	if (need < size) {
		kg_die(__FILE__, __LINE__, "size overflow");
	}
	if (block == NULL || block->size - block->used < need) {
		block = grow(arena, need);
	}
	place = block->bytes + block->used;
	block->used += need;
	memset(place, 0, size);
	return place;
}

char *arena_strdup(struct arena *arena, const char *text)
{
	return text == NULL ? NULL : arena_strndup(arena, text, strlen(text));
}

char *arena_strndup(struct arena *arena, const char *text, size_t size)
{
	char *copy = arena_alloc(arena, size + 1);

	if (size > 0) {
		memcpy(copy, text, size);
	}
	return copy;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	va_list again;
	char *text;
	int size;

	va_start(args, format);
	va_copy(again, args);
	size = vsnprintf(NULL, 0, format, args);
	va_end(args);
	KG_ASSERT(size >= 0);
	text = arena_alloc(arena, (size_t)size + 1);
	(void)vsnprintf(text, (size_t)size + 1, format, again);
	va_end(again);
	return text;
}

void arena_finish(struct arena *arena)
{
	struct arena_block *block = arena->blocks;

	while (block != NULL) {
		struct arena_block *next = block->next;

		free(block);
		block = next;
	}
	arena->blocks = NULL;
}

void mem_free_scope(void *pointer_to_pointer)
{
	void *pointer;

	memcpy(&pointer, pointer_to_pointer, sizeof(pointer));
	free(pointer);
}

void mem_close_scope(const int *fd)
{
	if (*fd >= 0) {
		(void)close(*fd);
	}
}
