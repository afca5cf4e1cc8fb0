#ifndef KAIGI_CONFIG_PROBLEMS_H
#define KAIGI_CONFIG_PROBLEMS_H

/*
 * Every fault in every file of one run, in the order of file and line: people mend all of them at once.
 * The text is in the language chosen when the list was made; a problem never quotes a secret.
 */

#include <stddef.h>
#include <stdio.h>

#include "base/mem.h"

enum language { LANGUAGE_JA, LANGUAGE_EN };

struct problem {
	const char *file;
	size_t line;   /* from 1 */
	size_t column; /* from 1, in code points */
	const char *text;
	const char *hint; /* may be NULL */
};

struct problems {
	enum language language;
	struct problem *list;
	size_t count;
	size_t room;
	struct arena arena; /* owns the texts */
};

void problems_init(struct problems *problems, enum language language);
void problems_finish(struct problems *problems);

/* Both texts are printf formats over the same arguments; the one of the list's language is kept. */
void problems_add(struct problems *problems, const char *file, size_t line, size_t column,
    const char *ja, const char *en, ...);
void problems_hint(struct problems *problems, const char *ja, const char *en, ...); /* to the last one */
void problems_print(const struct problems *problems, FILE *out); /* file:line:column: text (hint) */

#endif
