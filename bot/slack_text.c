#include "bot/slack_text.h"

#include <stdbool.h>
#include <string.h>

void slack_text_escape(struct buf *out, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '&':
			buf_puts(out, "&amp;");
			break;
		case '<':
			buf_puts(out, "&lt;");
			break;
		case '>':
			buf_puts(out, "&gt;");
			break;
		default:
			buf_putc(out, *text);
			break;
		}
	}
}

static void unescape(struct buf *out, const char *text, size_t size)
{
	static const struct {
		const char *name;
		char c;
	} entities[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' } };

	for (size_t i = 0; i < size;) {
		bool found = false;
		for (size_t e = 0; e < 3 && text[i] == '&'; e++) {
			size_t length = strlen(entities[e].name);
			if (size - i >= length &&
			    memcmp(text + i, entities[e].name, length) == 0) {
				buf_putc(out, entities[e].c);
				i += length;
				found = true;
				break;
			}
		}
		if (!found) {
			buf_putc(out, text[i++]);
		}
	}
}

static bool ends_with(const char *text, size_t size, const char *end, size_t end_size)
{
	return size >= end_size && memcmp(text + size - end_size, end, end_size) == 0;
}

static void plain_link(
    struct buf *out, const char *url, size_t size, const char *label, size_t label_size)
{
	if (size >= 7 && memcmp(url, "mailto:", 7) == 0 && label_size > 0) {
		unescape(out, label, label_size);
	} else if (ends_with(url, size, label, label_size)) {
		/* no label, or "example.jp" typed and "http://example.jp" made of it */
		unescape(out, url, size);
	} else {
		unescape(out, label, label_size);
		buf_puts(out, " (");
		unescape(out, url, size);
		buf_putc(out, ')');
	}
}

/* What stands between < and >. */
static void plain_reference(struct buf *out, const char *body, size_t size)
{
	const char *bar = memchr(body, '|', size);
	size_t id = bar ? (size_t)(bar - body) : size;
	const char *label = bar ? bar + 1 : "";
	size_t label_size = bar ? size - id - 1 : 0;

	if (size > 0 && (body[0] == '@' || body[0] == '#')) {
		buf_putc(out, body[0]);
		if (label_size > 0 && (label[0] == '@' || label[0] == '#')) {
			label++;
			label_size--;
		}
		if (label_size > 0) {
			unescape(out, label, label_size);
		} else {
			unescape(out, body + 1, id - 1);
		}
	} else if (size > 0 && body[0] == '!') {
		if (label_size > 0) {
			unescape(out, label, label_size);
		} else {
			buf_putc(out, '@');
			unescape(out, body + 1, id - 1);
		}
	} else {
		plain_link(out, body, id, label, label_size);
	}
}

char *slack_text_plain(struct arena *arena, const char *text)
{
	struct buf out;
	char *plain;

	if (!text) {
		return NULL;
	}
	buf_init(&out, 4 * strlen(text) + 64);
	while (*text) {
		size_t size = strcspn(text, "<");
		const char *close;
		unescape(&out, text, size);
		text += size;
		if (*text != '<') {
			break;
		}
		close = strchr(text, '>');
		if (!close) {
			buf_puts(&out, text);
			break;
		}
		plain_reference(&out, text + 1, (size_t)(close - text) - 1);
		text = close + 1;
	}
	plain = arena_strndup(arena, out.bytes, out.size);
	buf_finish(&out);
	return plain;
}
