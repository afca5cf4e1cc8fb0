/*
 * A command is what stands at the very beginning, never what is quoted or stands further down.
 * HTML is looked at for one thing only: whether it begins with a link to us.
 */
#include "bot/matrix_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/utf8.h"

enum { NAME_MAX_BYTES = 512, WIDE_FIRST = 0xFF01, WIDE_LAST = 0xFF5E, WIDE_SHIFT = 0xFEE0 };

/* ---- the quotation before a reply ---- */

static const char *behind_line(const char *text)
{
	const char *end = strchr(text, '\n');

	return end == NULL ? text + strlen(text) : end + 1;
}

static const char *behind_quotation(const char *text)
{
	if (strncmp(text, "> <@", 4) != 0 && strncmp(text, "> * <@", 6) != 0) {
		return text;
	}
	while (*text == '>') {
		text = behind_line(text);
	}
	return *text == '\n' ? text + 1 : text;
}

const char *matrix_text_plain(struct arena *arena, const char *body, size_t size, bool is_reply)
{
	char *text = arena_alloc(arena, size + 1);
	size_t used = 0;

	for (size_t i = 0; i < size; i++) {
		if (body[i] != '\0') {
			text[used++] = body[i];
		}
	}
	return is_reply ? behind_quotation(text) : text;
}

/* ---- letters ---- */

/* The next code point in half width and lower case. */
static uint32_t next_plain(const char **text)
{
	uint32_t c = utf8_next(text);

	if (c >= WIDE_FIRST && c <= WIDE_LAST) {
		c -= WIDE_SHIFT;
	}
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

static bool is_blank(uint32_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0xA0 || c == 0x3000 ||
	       c == 0x200B || c == 0xFEFF;
}

static const char *skip(const char *text, const char *also)
{
	while (*text != '\0') {
		const char *at = text;
		uint32_t c = next_plain(&text);

		if (!is_blank(c) && (c >= 0x80 || c == 0 || strchr(also, (int)c) == NULL) &&
		    !(c == 0x3001 && *also != '\0')) {
			return at;
		}
	}
	return text;
}

/* Behind `word` (lower case) when the text begins with it, else NULL. */
static const char *behind(const char *text, const char *word)
{
	for (; *word != '\0'; word++) {
		if (*text == '\0' || next_plain(&text) != (uint32_t)(unsigned char)*word) {
			return NULL;
		}
	}
	return text;
}

/* "!kaigis" is another word; "!kaigi状況" is ours. */
static bool ends_word(const char *text)
{
	uint32_t c = *text == '\0' ? 0 : next_plain(&text);

	return c >= 0x80 || c == 0 || (isalnum((int)c) == 0 && c != '_' && c != '-');
}

static const char *behind_prefix(const char *text)
{
	static const char *const prefixes[] = { "!kaigi", "/kaigi", "//kaigi" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		const char *rest = behind(text, prefixes[i]);

		if (rest != NULL && ends_word(rest)) {
			return skip(rest, "");
		}
	}
	return NULL;
}

/* ---- mentions ---- */

static int hex_of(char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void add_decoded(struct buf *out, const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		int high = text[i] == '%' && i + 2 < size ? hex_of(text[i + 1]) : -1;
		int low = high >= 0 ? hex_of(text[i + 2]) : -1;

		if (low >= 0 && high * 16 + low != 0) {
			buf_putc(out, (char)(high * 16 + low));
			i += 2;
		} else {
			buf_putc(out, text[i]);
		}
	}
}

const char *matrix_text_person(struct arena *arena, const char *address)
{
	static const char *const schemes[] = { "https://matrix.to/#/", "http://matrix.to/#/",
		"matrix:u/" };
	KG_AUTO_BUF struct buf id = { .size = 0 };

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		size_t size = strlen(schemes[i]);

		if (strncasecmp(address, schemes[i], size) != 0) {
			continue;
		}
		buf_init(&id, NAME_MAX_BYTES);
		buf_puts(&id, schemes[i][0] == 'm' ? "@" : "");
		add_decoded(&id, address + size, strcspn(address + size, "?/"));
		return id.size > 1 && id.bytes[0] == '@' && utf8_is_valid(id.bytes, id.size)
		           ? arena_strndup(arena, id.bytes, id.size)
		           : NULL;
	}
	return NULL;
}

/* HTML's text: the few entities that clients write. */
static void add_unescaped(struct buf *out, const char *text, size_t size)
{
	static const struct {
		const char *name;
		const char *c;
	} entities[] = { { "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" },
		{ "&#39;", "'" }, { "&#x27;", "'" }, { "&nbsp;", "\u00A0" } };

	for (size_t i = 0; i < size;) {
		size_t taken = 0;

		for (size_t e = 0; e < sizeof(entities) / sizeof(entities[0]) && taken == 0;
		     e++) {
			size_t length = strlen(entities[e].name);

			if (size - i >= length &&
			    memcmp(text + i, entities[e].name, length) == 0) {
				buf_puts(out, entities[e].c);
				taken = length;
			}
		}
		if (taken == 0) {
			buf_putc(out, text[i]);
			taken = 1;
		}
		i += taken;
	}
}

/* The first <a …> when nothing but other tags and blanks stand before it; else NULL. */
static const char *leading_link(const char *html)
{
	for (;;) {
		html = skip(html, "");
		if (*html != '<') {
			return NULL;
		}
		if (strncasecmp(html, "<a ", 3) == 0) {
			return html;
		}
		if (strncasecmp(html, "<mx-reply", 9) == 0) {
			const char *end = strstr(html, "</mx-reply>");

			html = end == NULL ? html : end;
		}
		html = strchr(html, '>');
		if (html == NULL) {
			return NULL;
		}
		html++;
	}
}

static const char *link_person(struct arena *arena, const char *link, const char *link_end)
{
	KG_AUTO_BUF struct buf address = { .size = 0 };
	const char *at = strstr(link, "href=");
	char quote = '\0';

	if (at == NULL || at > link_end || (at[5] != '"' && at[5] != '\'')) {
		return NULL;
	}
	quote = at[5];
	at += 6;
	buf_init(&address, 4UL * NAME_MAX_BYTES);
	for (const char *end = at; *end != '\0'; end++) {
		if (*end == quote) {
			add_unescaped(&address, at, (size_t)(end - at));
			return matrix_text_person(arena, address.bytes);
		}
	}
	return NULL;
}

/* What the link to `user` at the beginning of `html` shows, or NULL. */
static const char *pill(struct arena *arena, const char *html, const char *user)
{
	KG_AUTO_BUF struct buf name = { .size = 0 };
	const char *link = html == NULL ? NULL : leading_link(html);
	const char *open = link == NULL ? NULL : strchr(link, '>');
	const char *close = open == NULL ? NULL : strstr(open, "</a>");
	const char *who = close == NULL ? NULL : link_person(arena, link, open);

	if (who == NULL || strcmp(who, user) != 0) {
		return NULL;
	}
	buf_init(&name, NAME_MAX_BYTES);
	for (const char *at = open + 1; at < close;) {
		size_t size = strcspn(at, "<");

		size = at + size > close ? (size_t)(close - at) : size;
		add_unescaped(&name, at, size);
		at += size;
		if (*at == '<' && at < close) {
			at += strcspn(at, ">");
			at += *at == '>' ? 1 : 0;
		}
	}
	return name.size == 0 ? NULL : arena_strndup(arena, name.bytes, name.size);
}

/* "[会議](https://matrix.to/#/@kaigi:example.jp)", as some clients write a link in plain text.
 */
static const char *behind_markdown(struct arena *arena, const char *body, const char *user)
{
	const char *middle = *body == '[' ? strstr(body, "](") : NULL;
	const char *end = middle == NULL ? NULL : strchr(middle, ')');
	const char *who =
	    end == NULL ? NULL
	                : matrix_text_person(arena,
	                      arena_strndup(arena, middle + 2, (size_t)(end - middle) - 2));

	return who != NULL && strcmp(who, user) == 0 ? end + 1 : NULL;
}

/* Typed by hand: "@kaigi:example.jp", "@kaigi", "kaigi:". */
static const char *behind_typed(struct arena *arena, const char *body, const char *user)
{
	const char *id = arena_strdup(arena, user);
	const char *local = arena_strndup(arena, user + 1, strcspn(user + 1, ":"));
	const char *rest = strncasecmp(body, id, strlen(id)) == 0 ? body + strlen(id) : NULL;
	bool has_at = *body == '@';

	if (rest != NULL && ends_word(rest) && *rest != '.') {
		return rest;
	}
	rest = *local == '\0' ? NULL : behind(has_at ? body + 1 : body, local);
	if (rest == NULL || !ends_word(rest)) {
		return NULL;
	}
	if (has_at) { /* "@kaigi:other.example" is somebody else */
		return *rest == ':' && (isalnum((unsigned char)rest[1]) != 0 || rest[1] == '[')
		           ? NULL
		           : rest;
	}
	return skip(rest, "") != skip(rest, ":,") ? rest : NULL;
}

static const char *behind_mention(
    struct arena *arena, const char *body, const char *html, const char *user)
{
	const char *shown = pill(arena, html, user);
	const char *rest = NULL;

	if (shown != NULL && strncmp(body, shown, strlen(shown)) == 0) {
		rest = body + strlen(shown);
	} else if (shown != NULL && *body == '@' &&
	           strncmp(body + 1, shown, strlen(shown)) == 0) {
		rest = body + 1 + strlen(shown);
	}
	rest = rest != NULL ? rest : behind_markdown(arena, body, user);
	rest = rest != NULL ? rest : behind_typed(arena, body, user);
	return rest == NULL ? NULL : skip(rest, ":,");
}

const char *matrix_text_command(
    const char *body, const char *html, const char *user, bool is_reply)
{
	KG_AUTO_ARENA struct arena arena = { NULL };
	const char *start = skip(body, "");
	const char *text = behind_prefix(start);
	const char *rest;

	if (text != NULL || user == NULL || *user != '@') {
		return text;
	}
	rest = behind_mention(&arena, start, html, user);
	if (rest == NULL) {
		return NULL;
	}
	text = behind_prefix(rest);
	if (text == NULL && !is_reply) {
		text = rest;
	}
	return text;
}
