/* Keeps true: whatever a file holds, the runner gets whole statements or one fault with its
 * line. */

#include "grammar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

enum shape { ALONE, ACTOR, BLOCK };
enum { MAX_STATEMENTS = 2000, MAX_WORDS = 64, MAX_TEXT = 1 << 20 };

static const struct {
	const char *text;
	enum verb verb;
	enum shape shape;
} verbs[] = {
#define X(code, text, shape) { text, code, shape },
	VERB_LIST(X)
#undef X
};

static const struct {
	const char *open;
	const char *close;
} quotes[] = { { "「", "」" }, { "“", "”" }, { "\"", "\"" } };

struct reader {
	const char *path;
	int line;
	const char *next;
	struct arena *arena;
	struct kg_error *err;
};

static enum kg_status fault(struct reader *reader, const char *what, const char *where)
{
	kg_error_set(reader->err, "%s:%d: %s: %s", reader->path, reader->line, what, where);
	return KG_INVALID;
}

static bool starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* {X×N} is X written N times. */
static const char *draw_out(struct arena *arena, const char *text)
{
	struct buf out;
	const char *made;

	buf_init(&out, MAX_TEXT);
	while (*text != '\0') {
		const char *cross = *text == '{' ? strstr(text, "×") : NULL;
		char *end = NULL;
		long times = cross != NULL ? strtol(cross + strlen("×"), &end, 10) : 0;

		if (cross == NULL || end == NULL || *end != '}' || times <= 0 ||
		    times > 100000) {
			buf_putc(&out, *text++);
			continue;
		}
		for (long i = 0; i < times; i++) {
			buf_add(&out, text + 1, (size_t)(cross - text - 1));
		}
		text = end + 1;
	}
	made = arena_strndup(arena, out.bytes, out.size);
	buf_finish(&out);
	return made;
}

static size_t quote_at(const char *text)
{
	for (size_t i = 0; i < sizeof(quotes) / sizeof(quotes[0]); i++) {
		if (starts(text, quotes[i].open)) {
			return i;
		}
	}
	return sizeof(quotes) / sizeof(quotes[0]);
}

/* A quotation, without its quotes; \n is a line break and \" a quote. NULL: it never ends. */
static const char *take_quoted(const char *text, size_t quote, struct buf *out)
{
	text += strlen(quotes[quote].open);
	while (*text != '\0' && !starts(text, quotes[quote].close)) {
		if (starts(text, "\\n")) {
			buf_putc(out, '\n');
			text += 2;
		} else if (starts(text, "\\\"")) {
			buf_putc(out, '"');
			text += 2;
		} else {
			buf_putc(out, *text++);
		}
	}
	return *text == '\0' ? NULL : text + strlen(quotes[quote].close);
}

static enum kg_status take_word(
    struct reader *reader, const char **text, const char **out_word, bool *out_pair)
{
	struct buf word;
	const char *at = *text;
	bool quoted_first = quote_at(at) < sizeof(quotes) / sizeof(quotes[0]);

	*out_pair = false;
	buf_init(&word, MAX_TEXT);
	while (at != NULL && *at != '\0' && *at != ' ' && *at != '\t') {
		size_t quote = quote_at(at);

		if (quote < sizeof(quotes) / sizeof(quotes[0])) {
			at = take_quoted(at, quote, &word);
			continue;
		}
		if (*at == '=' && !quoted_first && word.size > 0) {
			*out_pair = true;
		}
		buf_putc(&word, *at++);
	}
	if (at == NULL) {
		buf_finish(&word);
		return fault(reader, "a quotation never ends", *text);
	}
	*text = at;
	*out_word = arena_strndup(reader->arena, word.bytes, word.size);
	buf_finish(&word);
	return KG_OK;
}

static enum kg_status take_words(struct reader *reader, struct statement *out)
{
	const char *text = out->rest;
	const char *words[MAX_WORDS];
	struct pair pairs[MAX_WORDS];

	while (*text != '\0') {
		const char *word;
		bool pair;

		text += strspn(text, " \t");
		if (*text == '\0') {
			break;
		}
		if (out->word_count == MAX_WORDS || out->pair_count == MAX_WORDS) {
			return fault(reader, "too many words", out->source);
		}
		if (take_word(reader, &text, &word, &pair) != KG_OK) {
			return KG_INVALID;
		}
		if (pair) {
			size_t key = strcspn(word, "=");

			pairs[out->pair_count++] =
			    (struct pair){ arena_strndup(reader->arena, word, key),
				    word + key + 1 };
		} else {
			words[out->word_count++] = word;
		}
	}
	out->words = arena_alloc(reader->arena, (out->word_count + 1) * sizeof(*words));
	out->pairs = arena_alloc(reader->arena, (out->pair_count + 1) * sizeof(*pairs));
	memcpy(out->words, words, out->word_count * sizeof(*words));
	memcpy(out->pairs, pairs, out->pair_count * sizeof(*pairs));
	return KG_OK;
}

static char *next_line(struct reader *reader)
{
	size_t size;
	char *line;

	if (*reader->next == '\0') {
		return NULL;
	}
	size = strcspn(reader->next, "\n");
	line = arena_strndup(reader->arena, reader->next, size);
	reader->next += size + (reader->next[size] == '\n' ? 1 : 0);
	reader->line++;
	return line;
}

static int find_verb(const char *word, size_t size, bool with_actor)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strlen(verbs[i].text) == size && strncmp(verbs[i].text, word, size) == 0 &&
		    (verbs[i].shape == ACTOR) == with_actor) {
			return (int)i;
		}
	}
	return -1;
}

static enum kg_status take_block(struct reader *reader, struct statement *out)
{
	struct buf block;
	char *line;

	buf_init(&block, MAX_TEXT);
	for (line = next_line(reader); line != NULL && strcmp(line, "end") != 0;
	     line = next_line(reader)) {
		buf_printf(&block, "%s\n", line);
	}
	out->block = arena_strndup(reader->arena, block.bytes, block.size);
	buf_finish(&block);
	return line != NULL ? KG_OK : fault(reader, "no `end`", out->source);
}

static enum kg_status take_statement(
    struct reader *reader, const char *line, struct statement *out)
{
	size_t first = strcspn(line, " \t");
	int verb = find_verb(line, first, false);
	const char *rest = line + first;

	*out = (struct statement){ .line = reader->line, .source = line };
	if (verb < 0) {
		size_t second;

		out->actor = arena_strndup(reader->arena, line, first);
		rest += strspn(rest, " \t");
		second = strcspn(rest, " \t");
		verb = find_verb(rest, second, true);
		rest += second;
	}
	if (verb < 0) {
		return fault(reader, "no such statement", line);
	}
	out->verb = verbs[verb].verb;
	rest += strspn(rest, " \t");
	out->rest = draw_out(reader->arena, rest);
	if (out->verb != VERB_RUNS && out->verb != VERB_FAULT && out->verb != VERB_ACT &&
	    take_words(reader, out) != KG_OK) {
		return KG_INVALID;
	}
	return verbs[verb].shape == BLOCK ? take_block(reader, out) : KG_OK;
}

enum kg_status grammar_parse(const char *path, const char *text, struct arena *arena,
    struct scenario *out, struct kg_error *err)
{
	struct reader reader = { .path = path, .next = text, .arena = arena, .err = err };
	char *line;

	*out = (struct scenario){ .path = path, .arena = arena };
	out->statements = arena_alloc(arena, MAX_STATEMENTS * sizeof(*out->statements));
	for (line = next_line(&reader); line != NULL; line = next_line(&reader)) {
		line += strspn(line, " \t");
		if (*line == '\0' || *line == '#') {
			continue;
		}
		if (out->count == MAX_STATEMENTS) {
			return fault(&reader, "too many statements", line);
		}
		if (take_statement(&reader, line, &out->statements[out->count]) != KG_OK) {
			return KG_INVALID;
		}
		out->count++;
	}
	return out->count > 0 ? KG_OK : fault(&reader, "no statement", "");
}

const char *statement_pair(const struct statement *statement, const char *key)
{
	for (size_t i = 0; i < statement->pair_count; i++) {
		if (strcmp(statement->pairs[i].key, key) == 0) {
			return statement->pairs[i].value;
		}
	}
	return NULL;
}

const char *statement_word(const struct statement *statement, size_t index)
{
	return index < statement->word_count ? statement->words[index] : "";
}
