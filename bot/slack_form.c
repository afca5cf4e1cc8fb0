#include "bot/slack_form.h"

#include <stdlib.h>
#include <string.h>

#include "base/status.h"

static void encode(struct buf *form, const char *text)
{
	static const char plain[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
	static const char hex[] = "0123456789ABCDEF";

	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		if (strchr(plain, c)) {
			buf_putc(form, (char)c);
		} else {
			buf_putc(form, '%');
			buf_putc(form, hex[c >> 4]);
			buf_putc(form, hex[c & 15]);
		}
	}
}

void slack_form_add(struct buf *form, const char *name, const char *value)
{
	if (!value) {
		return;
	}
	if (form->size > 0) {
		buf_putc(form, '&');
	}
	encode(form, name);
	buf_putc(form, '=');
	encode(form, value);
}

void slack_form_flag(struct buf *form, const char *name, bool value)
{
	slack_form_add(form, name, value ? "true" : "false");
}

void slack_form_json(struct buf *form, const char *name, const json_t *value)
{
	char *text = json_dumps(value, JSON_COMPACT);

	KG_ASSERT(text != NULL);
	slack_form_add(form, name, text);
	free(text);
}
