#ifndef KAIGI_HANDLERS_GRAMMAR_H
#define KAIGI_HANDLERS_GRAMMAR_H

/*
 * A command's text: `verb [number] [key=value …] [text]`. Verb, number and keys are normalised
 * (NFKC, lower case); values and text keep their bytes. Blanks are also 　, ＝ is =. A value
 * ends before the next `key=` (so 期限=12/1 17:00 needs no quotes); 「」 『』 “” "" '' around
 * it are taken off, and then what follows without a key is the text. A quote that is not closed
 * is a fault.
 */

#include <stddef.h>

#include "base/mem.h"

struct command_pair {
	const char *key;   /* as typed, normalised; see commands_key for the canonical one */
	const char *value; /* raw bytes, without quotes and blanks at the ends; may be "" */
};

struct command {
	const char *verb;   /* "" when the text is empty */
	const char *number; /* as typed; number_parse takes it; NULL: none */
	struct command_pair *pairs;
	size_t pair_count;
	const char *text; /* raw; NULL: none */
};

enum grammar_fault {
	GRAMMAR_FINE,
	GRAMMAR_QUOTE /* not closed */,
	GRAMMAR_LONG /* over GRAMMAR_MAX */,
	GRAMMAR_BYTES /* not UTF-8 */
};

/* KG_INVALID: see out_fault. */
KG_MUST_CHECK enum kg_status grammar_parse(
    const char *text, struct arena *arena, struct command *out, enum grammar_fault *out_fault);

/* The value of the last pair whose key is canonically `key` (commands_key), or NULL. */
const char *command_value(const struct command *command, const char *key);
/* The same; "" when it was not given. */
const char *command_text(const struct command *command, const char *key);

enum { GRAMMAR_REACH = 2, GRAMMAR_MAX = 65536 };

/* Damerau-Levenshtein on code points, GRAMMAR_REACH + 1 or more: too far. */
size_t grammar_distance(const char *left, const char *right);

#endif
