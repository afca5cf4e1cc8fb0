#include "workspace/text.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "workspace/jx.h"
#include "workspace/model.h"

enum { TEXT_CAP = 1024 * 1024 };

size_t text_length(const char *text)
{
	return utf8_is_valid(text, strlen(text)) ? utf8_count(text) : SIZE_MAX;
}

static bool is_entity(const char *text)
{
	return strncmp(text, "&amp;", 5) == 0 || strncmp(text, "&lt;", 4) == 0 ||
	       strncmp(text, "&gt;", 4) == 0;
}

/* The length of a markup that begins with '<', or 0 when it is only a "less than". */
static size_t markup_length(const char *text)
{
	const char *end = strchr(text, '>');
	const char *inside = text + 1;
	bool known;

	if (end == NULL || memchr(inside, '<', (size_t)(end - inside)) != NULL ||
	    memchr(inside, '\n', (size_t)(end - inside)) != NULL) {
		return 0;
	}
	known =
	    ((*inside == '@' || *inside == '#') && isupper((unsigned char)inside[1]) != 0) ||
	    (*inside == '!' && isalpha((unsigned char)inside[1]) != 0) ||
	    strncmp(inside, "http://", 7) == 0 || strncmp(inside, "https://", 8) == 0 ||
	    strncmp(inside, "mailto:", 7) == 0 || strncmp(inside, "tel:", 4) == 0;
	return known ? (size_t)(end - text) + 1 : 0;
}

char *text_normalize(const char *text, size_t max_points)
{
	size_t size = utf8_prefix(text, max_points);
	KG_AUTO_FREE char *kept = mem_strndup(text, size);
	struct buf out;

	buf_init(&out, TEXT_CAP);
	for (const char *at = kept; *at != '\0'; at++) {
		size_t markup = *at == '<' ? markup_length(at) : 0;

		if (markup > 0) {
			buf_add(&out, at, markup);
			at += markup - 1;
		} else if (*at == '<') {
			buf_puts(&out, "&lt;");
		} else if (*at == '>') {
			buf_puts(&out, "&gt;");
		} else if (*at == '&' && !is_entity(at)) {
			buf_puts(&out, "&amp;");
		} else {
			buf_putc(&out, *at);
		}
	}
	return buf_take(&out, NULL);
}

char *text_unescape(const char *text)
{
	struct buf out;

	buf_init(&out, TEXT_CAP);
	while (*text != '\0') {
		if (strncmp(text, "&amp;", 5) == 0) {
			buf_putc(&out, '&');
			text += 5;
		} else if (strncmp(text, "&lt;", 4) == 0) {
			buf_putc(&out, '<');
			text += 4;
		} else if (strncmp(text, "&gt;", 4) == 0) {
			buf_putc(&out, '>');
			text += 4;
		} else {
			buf_putc(&out, *text++);
		}
	}
	return buf_take(&out, NULL);
}

/* The name behind <@ID> or <#ID>; "" for a private channel, as Slack has it; NULL: leave it
 * alone. */
static const char *name_of(char sigil, const char *id)
{
	const struct channel *channel;

	if (sigil == '@') {
		return jx_text(model_user(id), "name");
	}
	channel = model_channel(id);
	if (channel == NULL) {
		return NULL;
	}
	return jx_true(channel->document, "is_private")
	           ? ""
	           : jx_text_or(channel->document, "name", "");
}

char *text_name_mentions(const char *text)
{
	struct buf out;

	buf_init(&out, TEXT_CAP);
	while (*text != '\0') {
		size_t markup = *text == '<' ? markup_length(text) : 0;
		char id[MODEL_ID_SIZE] = "";
		const char *name = NULL;

		if (markup > 3 && markup < sizeof(id) && (text[1] == '@' || text[1] == '#') &&
		    memchr(text, '|', markup) == NULL) {
			memcpy(id, text + 2, markup - 3);
			id[markup - 3] = '\0';
			name = name_of(text[1], id);
		}
		if (name != NULL) {
			buf_printf(&out, "<%c%s|%s>", text[1], id, name);
			text += markup;
		} else {
			buf_putc(&out, *text++);
		}
	}
	return buf_take(&out, NULL);
}

bool text_mentions(const char *text, const char *user)
{
	char needle[MODEL_ID_SIZE + 4];
	const char *at;

	(void)snprintf(needle, sizeof(needle), "<@%s", user);
	for (at = strstr(text, needle); at != NULL; at = strstr(at + 1, needle)) {
		char next = at[strlen(needle)];

		if (next == '>' || next == '|') {
			return true;
		}
	}
	return false;
}
