#ifndef KAIGI_BASE_BUF_H
#define KAIGI_BASE_BUF_H

/*
 * A growing byte string with a cap. It is always NUL-terminated and never NULL; what would pass
 * the cap is dropped and the overflow flag stays set, so that callers check once, at the end.
 */

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

struct buf {
	char *bytes; /* borrowed by readers until the next change */
	size_t size; /* bytes, without the NUL */
	size_t room;
	size_t cap;
	bool overflow;
};

void buf_init(struct buf *buf, size_t cap);
void buf_finish(struct buf *buf); /* a zeroed buf is fine */
void buf_clear(struct buf *buf);  /* keeps the room, clears the flag */
void buf_add(struct buf *buf, const void *bytes, size_t size);
void buf_puts(struct buf *buf, const char *text);
void buf_putc(struct buf *buf, char c);
void buf_printf(struct buf *buf, const char *format, ...) KG_PRINTF(2, 3);
void buf_vprintf(struct buf *buf, const char *format, va_list args) KG_PRINTF(2, 0);
void buf_hex(struct buf *buf, const void *bytes, size_t size); /* lower case */
void buf_drop(struct buf *buf, size_t size);                   /* from the front */

/* Moves the bytes out (free them with free) and leaves the buf empty. */
char *buf_take(struct buf *buf, size_t *out_size);

#define KG_AUTO_BUF __attribute__((cleanup(buf_finish)))

#endif
