/*
 * The list stays sorted while it grows: files in the order in which they were first named,
 * faults of one file by line and column, equal places in the order of adding.
 */
#include "config/problems.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void problems_init(struct problems *problems, enum language language)
{
	*problems = (struct problems){ .language = language };
}

void problems_finish(struct problems *problems)
{
	free(problems->list);
	arena_finish(&problems->arena);
	*problems = (struct problems){ .language = problems->language };
}

/* The place behind which the new problem of `file` goes, and the file's name if it is known
 * already. */
static size_t find_place(const struct problems *problems, const char *file, size_t line,
    size_t column, const char **out_name)
{
	size_t place = problems->count;

	while (place > 0 && strcmp(problems->list[place - 1].file, file) != 0) {
		place--;
	}
	if (place == 0) {
		return problems->count;
	}
	*out_name = problems->list[place - 1].file;
	while (place > 0 && strcmp(problems->list[place - 1].file, file) == 0) {
		const struct problem *before = &problems->list[place - 1];

		if (before->line < line || (before->line == line && before->column <= column)) {
			break;
		}
		place--;
	}
	return place;
}

static const char *format_text(struct problems *problems, const char *format, va_list args)
    KG_PRINTF(2, 0);

static const char *format_text(struct problems *problems, const char *format, va_list args)
{
	char text[2048];
	int size = vsnprintf(text, sizeof(text), format, args);

	KG_ASSERT(size >= 0);
	return arena_strdup(&problems->arena, text);
}

void problems_add(struct problems *problems, const char *file, size_t line, size_t column,
    const char *ja, const char *en, ...)
{
	const char *name = NULL;
	size_t place;
	va_list args;

	if (problems->count >= PROBLEMS_MAX) {
		problems->dropped++;
		return;
	}
	place = find_place(problems, file, line, column, &name);
	if (problems->count == problems->room) {
		problems->room = problems->room == 0 ? 16 : problems->room * 2;
		problems->list =
		    mem_realloc(problems->list, problems->room * sizeof(*problems->list));
	}
	memmove(&problems->list[place + 1], &problems->list[place],
	    (problems->count - place) * sizeof(*problems->list));
	va_start(args, en);
	problems->list[place] = (struct problem){
		.file = name != NULL ? name : arena_strdup(&problems->arena, file),
		.line = line,
		.column = column,
		.text = problems->language == LANGUAGE_JA ? format_text(problems, ja, args)
		                                          : format_text(problems, en, args),
	};
	va_end(args);
	problems->last = place;
	problems->count++;
}

void problems_hint(struct problems *problems, const char *ja, const char *en, ...)
{
	va_list args;

	if (problems->count == 0 || problems->dropped > 0) {
		return;
	}
	va_start(args, en);
	problems->list[problems->last].hint = problems->language == LANGUAGE_JA
	                                          ? format_text(problems, ja, args)
	                                          : format_text(problems, en, args);
	va_end(args);
}

void problems_print(const struct problems *problems, FILE *out)
{
	bool japanese = problems->language == LANGUAGE_JA;

	for (size_t i = 0; i < problems->count; i++) {
		const struct problem *problem = &problems->list[i];

		if (problem->line == 0) {
			(void)fprintf(out, "%s: %s", problem->file, problem->text);
		} else {
			(void)fprintf(out, "%s:%zu:%zu: %s", problem->file, problem->line,
			    problem->column, problem->text);
		}
		if (problem->hint != NULL) {
			(void)fprintf(out, japanese ? "(%s)" : " (%s)", problem->hint);
		}
		(void)fputc('\n', out);
	}
	if (problems->dropped > 0) {
		(void)fprintf(out, japanese ? "ほかに%zu件あります。\n" : "and %zu more\n",
		    problems->dropped);
	}
}
