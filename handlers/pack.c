/* The packed form. One spelling for each value: what unpacks, packs to the same bytes again. */
#include "handlers/pack.h"

#include <inttypes.h>
#include <string.h>

#include "base/utf8.h"

enum { DIGITS_MAX = 19 };

void pack_text(struct buf *out, const char *text)
{
	if (text == NULL) {
		buf_puts(out, "-;");
		return;
	}
	buf_printf(out, "%zu:", strlen(text));
	buf_puts(out, text);
	buf_putc(out, ';');
}

void pack_needed(struct buf *out, const char *text)
{
	pack_text(out, text != NULL ? text : "");
}

void pack_number(struct buf *out, int64_t number)
{
	buf_printf(out, "%" PRId64 ";", number);
}

void pack_head(struct buf *out, const char *kind)
{
	buf_puts(out, kind);
	buf_putc(out, ';');
}

static void spoil(struct pack_reader *reader)
{
	reader->is_bad = true;
	reader->p = reader->end;
}

static bool take(struct pack_reader *reader, const char *bytes, size_t size)
{
	if ((size_t)(reader->end - reader->p) < size || memcmp(reader->p, bytes, size) != 0) {
		return false;
	}
	reader->p += size;
	return true;
}

void pack_open(struct pack_reader *reader, const char *kind)
{
	if (!take(reader, kind, strlen(kind)) || !take(reader, ";", 1)) {
		spoil(reader);
	}
}

/* Digits without leading zeros, then `stop`. */
static bool take_digits(struct pack_reader *reader, char stop, uint64_t *out)
{
	const char *start = reader->p;
	uint64_t value = 0;

	while (reader->p < reader->end && *reader->p >= '0' && *reader->p <= '9') {
		if (reader->p - start >= DIGITS_MAX) {
			return false;
		}
		value = value * 10 + (uint64_t)(*reader->p++ - '0');
	}
	if (reader->p == start || (*start == '0' && reader->p - start > 1)) {
		return false;
	}
	*out = value;
	return take(reader, &stop, 1);
}

const char *pack_read_text(struct pack_reader *reader)
{
	uint64_t size = 0;
	const char *text;

	if (reader->is_bad || take(reader, "-;", 2)) {
		return NULL;
	}
	if (!take_digits(reader, ':', &size) || size >= (uint64_t)(reader->end - reader->p) ||
	    reader->p[size] != ';' || !utf8_is_valid(reader->p, (size_t)size)) {
		spoil(reader);
		return NULL;
	}
	text = arena_strndup(reader->arena, reader->p, (size_t)size);
	reader->p += size + 1;
	return text;
}

const char *pack_read_needed(struct pack_reader *reader)
{
	const char *text = pack_read_text(reader);

	if (text == NULL) {
		spoil(reader);
		return "";
	}
	return text;
}

int64_t pack_read_number(struct pack_reader *reader, int64_t min, int64_t max)
{
	uint64_t digits = 0;
	int64_t value;
	bool negative;

	if (reader->is_bad) {
		return 0;
	}
	negative = take(reader, "-", 1);
	if (!take_digits(reader, ';', &digits) || digits > INT64_MAX ||
	    (negative && digits == 0)) {
		spoil(reader);
		return 0;
	}
	value = negative ? -(int64_t)digits : (int64_t)digits;
	if (value < min || value > max) {
		spoil(reader);
		return 0;
	}
	return value;
}

size_t pack_read_count(struct pack_reader *reader, size_t size, void **out_items)
{
	/* Every item takes two bytes at least, so a short input can't ask for much memory. */
	int64_t count = pack_read_number(reader, 0, (reader->end - reader->p) / 2);

	*out_items = NULL;
	if (count == 0 || reader->is_bad) {
		return 0;
	}
	*out_items = arena_alloc(reader->arena, (size_t)count * size);
	return (size_t)count;
}

enum kg_status pack_close(const struct pack_reader *reader)
{
	return !reader->is_bad && reader->p == reader->end ? KG_OK : KG_INVALID;
}
