#ifndef KAIGI_HANDLERS_FORM_H
#define KAIGI_HANDLERS_FORM_H

/*
 * A form as neither network knows it: Slack shows a modal, Matrix asks one question at a time.
 * Its state is a row of the store (see store/dialogue.h); the network carries the row's token
 * and nothing else.
 */

#include <stdbool.h>
#include <stddef.h>

#include "handlers/card.h"

enum field_type {
	FIELD_TEXT,
	FIELD_LONG_TEXT,
	FIELD_CHOICE,
	FIELD_CHECKS,
	FIELD_FILES, /* a text: addresses, or 直前 for the file posted last; where there are
	                messages only, posting a file answers it too */
};

struct field_option {
	const char *value; /* at most 75 bytes */
	const char *label; /* at most 75 characters */
};

struct field {
	const char *key; /* [a-z_]+ */
	enum field_type type;
	const char *label; /* at most 48 characters */
	const char *hint;  /* NULL: none */
	const char *value; /* prefilled; checks: values parted by LF; NULL: empty */
	size_t limit;      /* characters; 0: 3000 */
	bool required;
	struct field_option *options;
	size_t option_count;
};

struct form {
	const char *token; /* 32 hex digits */
	const char *kind;  /* "circulate.new", "circulate.reason": who takes the answers */
	const char *title; /* at most 24 characters */
	const char *submit;
	const char *intro; /* plain text above the fields; NULL: none */
	struct field *fields;
	size_t field_count;
};

struct answer { /* what EVENT_FORM brings back */
	const char *key;
	const char *value; /* "" when left empty; checks: values parted by LF */
};

struct fault { /* one field's fault, or the form's (key NULL) */
	const char *key;
	const char *text;
};

void form_pack(const struct form *form, struct buf *out);
KG_MUST_CHECK enum kg_status form_unpack(
    const char *bytes, size_t size, struct arena *arena, struct form *out);

#endif
