#ifndef KAIGI_HANDLERS_PACK_H
#define KAIGI_HANDLERS_PACK_H

/*
 * How cards, forms, events and replies lie in the store: a kind and a version ("card1;"), then
 * numbers "42;" and texts "5:hello;" (NULL: "-;") in a fixed order. A reader takes any bytes:
 * what is not exactly as written, or not UTF-8, or has bytes left over, is KG_INVALID; it never
 * allocates more than the input can hold.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/mem.h"

void pack_text(struct buf *out, const char *text);
void pack_needed(struct buf *out, const char *text); /* NULL becomes "" */
void pack_number(struct buf *out, int64_t number);

struct pack_reader {
	const char *p;
	const char *end;
	struct arena *arena;
	bool is_bad; /* once set, everything read is zero, NULL or "" */
};

void pack_head(struct buf *out, const char *kind);
void pack_open(struct pack_reader *reader, const char *kind);

const char *pack_read_text(struct pack_reader *reader);   /* in the arena; may be NULL */
const char *pack_read_needed(struct pack_reader *reader); /* never NULL; NULL packed is bad */
int64_t pack_read_number(struct pack_reader *reader, int64_t min, int64_t max);
/* An array's length; `out_items` is zeroed memory for that many items of `size` bytes, NULL for
 * none. */
size_t pack_read_count(struct pack_reader *reader, size_t size, void **out_items);

/* KG_OK when everything was read, and nothing else is there. */
KG_MUST_CHECK enum kg_status pack_close(const struct pack_reader *reader);

#endif
