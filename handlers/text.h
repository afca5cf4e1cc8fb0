#ifndef KAIGI_HANDLERS_TEXT_H
#define KAIGI_HANDLERS_TEXT_H

/*
 * People's text, shown and compared. What is stored and hashed is never touched: everything
 * here makes a copy for the eye or for a comparison. Lengths are code points.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"

enum {
	TEXT_TITLE_MAX = 100,
	TEXT_REASON_MAX = 1000,
	TEXT_OPINION_MAX = 1000,
	TEXT_BODY_INLINE_MAX = 1500, /* a longer body becomes a file */
	TEXT_BODY_MAX = 50000,
	TEXT_NAME_MAX = 80, /* of a file, as shown */
};

/* One line for the eye: controls, bidi controls, zero-width and line breaks become blanks or
 * go; ends trimmed. */
const char *text_clean(const char *text, struct arena *arena);
/* The same but LF stays, and CR LF and CR become LF. */
const char *text_clean_lines(const char *text, struct arena *arena);
/* A file's name for the eye: text_clean, path separators and leading dots gone, ".." gone, at
 * most TEXT_NAME_MAX with the extension kept; 「(無題)」 for nothing left. */
const char *text_clean_name(const char *name, struct arena *arena);

/* At most `points` code points, the last of them … when something was cut. ZWJ and variation
 * sequences are not split. */
const char *text_truncate(const char *text, size_t points, struct arena *arena);
bool text_fits(const char *text, size_t points);
bool text_is_blank(const char *text); /* nothing visible in it */

/* For commands only: NFKC, dashes and tildes to - and ~, variation selectors gone, lower-case
 * ASCII. */
const char *text_normal(const char *text, struct arena *arena);
/* Equal titles: text_normal with all blanks and invisible characters gone. */
bool text_same_title(const char *left, const char *right);
/* What text_same_title compares, for a column with an index. */
const char *text_title_key(const char *text, struct arena *arena);

/* "1" from １, 一, 第一号, 1号, 第1号: an article 4 class. 0 when it is none. */
int text_class_number(const char *text);

#endif
