#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static char empty[1];

void buf_init(struct buf *buf, size_t cap)
{
	*buf = (struct buf){ .bytes = empty, .cap = cap };
}

void buf_finish(struct buf *buf)
{
	if (buf->room > 0) {
		free(buf->bytes);
	}
	*buf = (struct buf){ .bytes = empty };
}

void buf_clear(struct buf *buf)
{
	buf->size = 0;
	buf->overflow = false;
	if (buf->room > 0) {
		buf->bytes[0] = '\0';
	}
}

static bool make_room(struct buf *buf, size_t more)
{
	size_t need;
	size_t room = buf->room > 0 ? buf->room : 64;

	if (buf->overflow || more > buf->cap - buf->size) {
		buf->overflow = true;
		return false;
	}
	need = buf->size + more + 1;
	if (need <= buf->room) {
		return true;
	}
	while (room < need) {
		room *= 2;
	}
	buf->bytes = mem_realloc(buf->room > 0 ? buf->bytes : NULL, room);
	buf->room = room;
	return true;
}

void buf_add(struct buf *buf, const void *bytes, size_t size)
{
	if (size == 0 || !make_room(buf, size)) {
		return;
	}
	memcpy(buf->bytes + buf->size, bytes, size);
	buf->size += size;
	buf->bytes[buf->size] = '\0';
}

void buf_puts(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void buf_putc(struct buf *buf, char c)
{
	buf_add(buf, &c, 1);
}

void buf_vprintf(struct buf *buf, const char *format, va_list args)
{
	va_list again;
	int size;

	va_copy(again, args);
	size = vsnprintf(NULL, 0, format, args);
	if (size > 0 && make_room(buf, (size_t)size)) {
		(void)vsnprintf(buf->bytes + buf->size, (size_t)size + 1, format, again);
		buf->size += (size_t)size;
	}
	va_end(again);
}

void buf_printf(struct buf *buf, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	buf_vprintf(buf, format, args);
	va_end(args);
}

void buf_hex(struct buf *buf, const void *bytes, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *p = bytes;

	for (size_t i = 0; i < size; i++) {
		buf_putc(buf, digits[p[i] >> 4]);
		buf_putc(buf, digits[p[i] & 15]);
	}
}

void buf_drop(struct buf *buf, size_t size)
{
	if (size >= buf->size) {
		buf_clear(buf);
		return;
	}
	memmove(buf->bytes, buf->bytes + size, buf->size - size + 1);
	buf->size -= size;
}

char *buf_take(struct buf *buf, size_t *out_size)
{
	char *bytes = buf->room > 0 ? buf->bytes : mem_strdup("");

	if (out_size != NULL) {
		*out_size = buf->size;
	}
	*buf = (struct buf){ .bytes = empty, .cap = buf->cap };
	return bytes;
}
