#ifndef KAIGI_HANDLERS_WORDS_H
#define KAIGI_HANDLERS_WORDS_H

/*
 * Every word a person reads. The Japanese text is the key; English comes from
 * handlers/words/en.po, compiled into the program. Formats keep their printf checks, and the
 * build fails when a text has no English.
 */

#include "config/problems.h"

/* Static text. A Japanese text without English comes back as it is. Never NULL. */
const char *tr(enum language language, const char *ja)
    __attribute__((format_arg(2), returns_nonnull));

/* Marks a text of a table, to be handed to tr() later; xgettext finds it. */
#define TR_NOOP(ja) ja

/* How many texts have English: for tests. */
unsigned words_count(void);

#endif
