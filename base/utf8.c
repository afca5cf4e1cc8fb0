#include "base/utf8.h"

#include <string.h>

/* Returns the length of the sequence at p (at most n bytes long), or 0. */
static size_t sequence(const unsigned char *p, size_t n, uint32_t *out)
{
	uint32_t point;
	size_t length;

	if (p[0] < 0x80) {
		*out = p[0];
		return 1;
	}
	if (p[0] >= 0xC2 && p[0] <= 0xDF) {
		length = 2;
		point = p[0] & 0x1FU;
	} else if ((p[0] & 0xF0) == 0xE0) {
		length = 3;
		point = p[0] & 0x0FU;
	} else if (p[0] >= 0xF0 && p[0] <= 0xF4) {
		length = 4;
		point = p[0] & 0x07U;
	} else {
		return 0;
	}
	if (length > n) {
		return 0;
	}
	for (size_t i = 1; i < length; i++) {
		if ((p[i] & 0xC0) != 0x80) {
			return 0;
		}
		point = point << 6 | (p[i] & 0x3FU);
	}
	if ((length == 3 && point < 0x800) || (length == 4 && point < 0x10000) ||
	    point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) {
		return 0;
	}
	*out = point;
	return length;
}

bool utf8_is_valid(const char *bytes, size_t size)
{
	const unsigned char *p = (const unsigned char *)bytes;
	uint32_t point;

	while (size > 0) {
		size_t length = sequence(p, size, &point);

		if (length == 0 || point == 0) {
			return false;
		}
		p += length;
		size -= length;
	}
	return true;
}

uint32_t utf8_next(const char **text)
{
	const unsigned char *p = (const unsigned char *)*text;
	uint32_t point = 0;
	size_t length;

	if (*p == 0) {
		return 0;
	}
	length = sequence(p, strnlen(*text, 4), &point);
	*text += length > 0 ? length : 1;
	return length > 0 ? point : 0xFFFD;
}

size_t utf8_count(const char *text)
{
	size_t count = 0;

	while (utf8_next(&text) != 0) {
		count++;
	}
	return count;
}

size_t utf8_prefix(const char *text, size_t points)
{
	const char *p = text;

	while (points > 0 && utf8_next(&p) != 0) {
		points--;
	}
	return (size_t)(p - text);
}

size_t utf8_put(uint32_t c, char out[4])
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}
