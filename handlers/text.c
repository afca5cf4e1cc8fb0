/* Copies for the eye and for comparison; what people typed is never changed in place. */
#include "handlers/text.h"

#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <uninorm.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "handlers/numerals.h"

enum { ZWJ = 0x200D, ELLIPSIS = 0x2026, EXTENSION_MAX = 10, COPY_MAX = 1 << 22 };

static bool is_between(uint32_t c, uint32_t first, uint32_t last)
{
	return c >= first && c <= last;
}

static bool is_variation(uint32_t c)
{
	return is_between(c, 0xFE00, 0xFE0F) || is_between(c, 0xE0100, 0xE01EF);
}

static bool is_break(uint32_t c)
{
	return is_between(c, '\t', '\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/* Draws nothing, or turns the order of what stands around it. ZWJ is not among them: it makes
 * emoji. */
static bool is_invisible(uint32_t c)
{
	return c < 0x20 || is_between(c, 0x7F, 0x9F) || c == 0xAD || c == 0x34F || c == 0x61C ||
	       c == 0x115F || c == 0x1160 || is_between(c, 0x17B4, 0x17B5) ||
	       is_between(c, 0x180B, 0x180F) || c == 0x200B || c == 0x200C ||
	       is_between(c, 0x200E, 0x200F) || is_between(c, 0x202A, 0x202E) ||
	       is_between(c, 0x2060, 0x206F) || c == 0x3164 || c == 0xFEFF || c == 0xFFA0 ||
	       is_between(c, 0xFFF9, 0xFFFB) || is_between(c, 0xE0000, 0xE007F);
}

static bool is_blank(uint32_t c)
{
	return c == ' ' || c == 0xA0 || c == 0x3000 || c == 0x1680 ||
	       is_between(c, 0x2000, 0x200A) || c == 0x202F || c == 0x205F || is_break(c);
}

static void put(struct buf *out, uint32_t c)
{
	char bytes[4];

	buf_add(out, bytes, utf8_put(c, bytes));
}

static const char *finish_trimmed(struct buf *out, struct arena *arena)
{
	size_t from = 0;

	while (out->size > 0 && strchr(" \n", out->bytes[out->size - 1]) != NULL) {
		out->size--;
	}
	while (from < out->size && strchr(" \n", out->bytes[from]) != NULL) {
		from++;
	}
	return arena_strndup(arena, out->bytes + from, out->size - from);
}

static const char *clean(const char *text, bool keep_lines, struct arena *arena)
{
	KG_AUTO_BUF struct buf out = { 0 };
	uint32_t last = 0;
	uint32_t c;

	buf_init(&out, COPY_MAX);
	while ((c = utf8_next(&text)) != 0) {
		if (c == '\n' && last == '\r') {
			last = c;
			continue; /* CR LF is one break */
		}
		last = c;
		if (is_break(c)) {
			put(&out, keep_lines && c != '\t' ? '\n' : ' ');
		} else if (!is_invisible(c)) {
			put(&out, c);
		}
	}
	return finish_trimmed(&out, arena);
}

const char *text_clean(const char *text, struct arena *arena)
{
	return clean(text, false, arena);
}

const char *text_clean_lines(const char *text, struct arena *arena)
{
	return clean(text, true, arena);
}

/* A combining sign belongs to what stands before it: no cut in between. */
static bool is_attached(uint32_t c)
{
	return c == ZWJ || is_variation(c) || is_between(c, 0x1F3FB, 0x1F3FF) || c == 0x3099 ||
	       c == 0x309A || c == 0x20E3 || uc_is_general_category(c, UC_MARK);
}

const char *text_truncate(const char *text, size_t points, struct arena *arena)
{
	const char *p = text;
	size_t cut = 0;
	uint32_t last = 0;

	if (text_fits(text, points) || points == 0) {
		return arena_strndup(arena, text, points == 0 ? 0 : strlen(text));
	}
	for (size_t taken = 0; taken < points; taken++) {
		const char *at = p;
		uint32_t c = utf8_next(&p);

		if (!is_attached(c) && last != ZWJ) {
			cut = (size_t)(at - text); /* `taken` whole points stand before it */
		}
		last = c;
	}
	return arena_printf(arena, "%.*s…", (int)cut, text);
}

bool text_fits(const char *text, size_t points)
{
	return text[utf8_prefix(text, points)] == '\0';
}

bool text_is_blank(const char *text)
{
	uint32_t c;

	while ((c = utf8_next(&text)) != 0) {
		if (!is_blank(c) && !is_invisible(c) && !is_variation(c) && c != ZWJ &&
		    c != 0x2800) {
			return false;
		}
	}
	return true;
}

/* The components of a path but for empty ones, . and .., joined by _; runs of dots become one.
 */
static void put_components(const char *name, struct buf *out)
{
	while (*name != '\0') {
		size_t size = strcspn(name, "/\\");
		size_t from = strspn(name, ". ");

		if (from < size) {
			if (out->size > 0) {
				buf_putc(out, '_');
			}
			for (size_t i = from; i < size; i++) {
				if (name[i] != '.' || name[i - 1] != '.') {
					buf_putc(out, name[i]);
				}
			}
		}
		name += size + (name[size] != '\0');
	}
}

const char *text_clean_name(const char *name, struct arena *arena)
{
	KG_AUTO_BUF struct buf out = { 0 };
	const char *cleaned = text_clean(name, arena);
	const char *dot;

	buf_init(&out, COPY_MAX);
	put_components(cleaned, &out);
	cleaned = finish_trimmed(&out, arena);
	if (text_is_blank(cleaned)) {
		return "(無題)";
	}
	dot = strrchr(cleaned, '.');
	if (text_fits(cleaned, TEXT_NAME_MAX)) {
		return cleaned;
	}
	if (dot == NULL || dot == cleaned || !text_fits(dot, EXTENSION_MAX)) {
		return text_truncate(cleaned, TEXT_NAME_MAX, arena);
	}
	cleaned = arena_strndup(arena, cleaned, (size_t)(dot - cleaned));
	return arena_printf(
	    arena, "%s%s", text_truncate(cleaned, TEXT_NAME_MAX - utf8_count(dot), arena), dot);
}

static uint32_t fold_point(uint32_t c)
{
	if (is_between(c, 0x2010, 0x2015) || c == 0x2212 || c == 0x2500 || c == 0x2043 ||
	    c == 0xAD) {
		return '-';
	}
	if (c == 0x301C || c == 0x223C || c == 0x223E || c == 0x2053 || c == 0x2E2F ||
	    c == 0x3030) {
		return '~';
	}
	return is_between(c, 'A', 'Z') ? c - 'A' + 'a' : c;
}

const char *text_normal(const char *text, struct arena *arena)
{
	KG_AUTO_BUF struct buf out = { 0 };
	KG_AUTO_FREE uint8_t *folded = NULL;
	size_t size = 0;
	const char *p;
	uint32_t c;

	folded =
	    u8_normalize(UNINORM_NFKC, (const uint8_t *)text, strlen(text) + 1, NULL, &size);
	buf_init(&out, COPY_MAX);
	p = folded != NULL ? (const char *)folded : text;
	while ((c = utf8_next(&p)) != 0) {
		if (is_break(c)) {
			put(&out, ' ');
		} else if (!is_variation(c) && (!is_invisible(c) || c == 0xAD)) {
			put(&out, fold_point(c));
		}
	}
	return arena_strndup(arena, out.bytes, out.size);
}

const char *text_title_key(const char *text, struct arena *arena)
{
	KG_AUTO_BUF struct buf out = { 0 };
	const char *p = text_normal(text, arena);
	uint32_t c;

	buf_init(&out, COPY_MAX);
	while ((c = utf8_next(&p)) != 0) {
		if (!is_blank(c) && c != ZWJ) {
			put(&out, c);
		}
	}
	return arena_strndup(arena, out.bytes, out.size);
}

bool text_same_title(const char *left, const char *right)
{
	KG_AUTO_ARENA struct arena arena = { 0 };

	return strcmp(text_title_key(left, &arena), text_title_key(right, &arena)) == 0;
}

int text_class_number(const char *text)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	const char *p = numerals_fold(text_title_key(text, &arena), &arena);
	static const char article[] = "第4条";
	static const char ordinal[] = "第";
	char *end;
	long number;

	if (strncmp(p, article, strlen(article)) == 0) {
		p += strlen(article);
	}
	if (strncmp(p, ordinal, strlen(ordinal)) == 0) {
		p += strlen(ordinal);
	}
	if (*p < '0' || *p > '9') {
		return 0;
	}
	number = strtol(p, &end, 10);
	if (*end != '\0' && strcmp(end, "号") != 0) {
		return 0;
	}
	return number > 0 && number < 100 ? (int)number : 0;
}
