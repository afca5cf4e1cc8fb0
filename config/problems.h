#ifndef KAIGI_CONFIG_PROBLEMS_H
#define KAIGI_CONFIG_PROBLEMS_H

/*
 * Every fault in every file of one run, in the order of file and line: people mend all of them
 * at once. The text is in the language chosen when the list was made; a problem never quotes a
 * secret.
 */

#include <stddef.h>
#include <stdio.h>

#include "base/mem.h"

enum language { LANGUAGE_JA, LANGUAGE_EN };

struct problem {
	const char *file;
	size_t line;   /* from 1; 0: the file as a whole (it cannot be opened) */
	size_t column; /* from 1, in code points */
	const char *text;
	const char *hint; /* may be NULL */
};

struct problems {
	enum language language;
	struct problem *list;
	size_t count;
	size_t room;
	size_t last;        /* where the newest one stands: the list is kept in order */
	size_t dropped;     /* beyond PROBLEMS_MAX: counted, not kept */
	struct arena arena; /* owns the texts */
};

enum { PROBLEMS_MAX = 1000 };

void problems_init(struct problems *problems, enum language language);
void problems_finish(struct problems *problems);

/* Both texts are printf formats over the same arguments; the one of the list's language is
 * kept. */
void problems_add(struct problems *problems, const char *file, size_t line, size_t column,
    const char *ja, const char *en, ...) KG_PRINTF(5, 7) KG_PRINTF(6, 7);

/* Adds a hint to the problem that was added last. */
void problems_hint(struct problems *problems, const char *ja, const char *en, ...)
    KG_PRINTF(2, 4) KG_PRINTF(3, 4);

void problems_print(
    const struct problems *problems, FILE *out); /* file:line:column: text (hint) */

#endif
