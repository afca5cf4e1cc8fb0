/* Commands as typed. The cursor runs over the raw bytes; only verb, number and keys are
 * normalised copies. */
#include "handlers/grammar.h"

#include <stdbool.h>
#include <string.h>
#include <unictype.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "handlers/commands.h"
#include "handlers/number.h"
#include "handlers/text.h"

enum { KEY_MAX = 20, WORD_MAX = 64 };

struct parser {
	struct arena *arena;
	struct command *command;
	size_t room;
	struct buf text;
	enum grammar_fault fault;
};

struct quote {
	uint32_t open;
	uint32_t close;
	bool nests;
};

static const struct quote quotes[] = {
	{ 0x300C, 0x300D, true }, /* 「」 */
	{ 0x300E, 0x300F, true }, /* 『』 */
	{ 0xFF62, 0xFF63, true }, /* ｢｣ */
	{ 0x201C, 0x201D, false },
	{ 0x201D, 0x201D, false }, /* some IMEs open with the closing one */
	{ 0x2018, 0x2019, false },
	{ '"', '"', false },
	{ '\'', '\'', false },
	{ 0xFF02, 0xFF02, false }, /* full width */
	{ 0xFF07, 0xFF07, false },
};

static bool is_blank(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x3000 || c == 0xA0 ||
	       (c >= 0x2000 && c <= 0x200A) || c == 0x202F;
}

static bool is_equals(uint32_t c)
{
	return c == '=' || c == 0xFF1D;
}

static const char *skip_blanks(const char *p)
{
	const char *next = p;

	while (is_blank(utf8_next(&next))) {
		p = next;
	}
	return p;
}

static const char *skip_word(const char *p)
{
	const char *next = p;
	uint32_t c;

	while ((c = utf8_next(&next)) != 0 && !is_blank(c)) {
		p = next;
	}
	return p;
}

static bool is_key_point(uint32_t c)
{
	return c == '_' || c == 0x30FC || uc_is_alnum(c);
}

/* Behind the = of a key at p, or NULL when no key stands here. */
static const char *key_end(const char *p)
{
	const char *next = p;
	uint32_t c = utf8_next(&next);

	if (!is_key_point(c) || (c >= '0' && c <= '9')) {
		return NULL;
	}
	for (size_t points = 0; points < KEY_MAX && is_key_point(c); points++) {
		c = utf8_next(&next);
	}
	return is_equals(c) ? next : NULL;
}

static const struct quote *quote_at(const char *p)
{
	uint32_t c = utf8_next(&p);

	for (size_t i = 0; i < sizeof(quotes) / sizeof(quotes[0]); i++) {
		if (quotes[i].open == c) {
			return &quotes[i];
		}
	}
	return NULL;
}

/* Behind the closing quote; NULL: not closed. */
static const char *quote_end(const char *p, const struct quote *quote)
{
	size_t depth = 1;
	uint32_t c;

	(void)utf8_next(&p);
	while ((c = utf8_next(&p)) != 0) {
		if (c == quote->close) {
			depth--;
		} else if (c == quote->open && quote->nests) {
			depth++;
		}
		if (depth == 0) {
			return p;
		}
	}
	return NULL;
}

static const char *point_before(const char *p)
{
	do {
		p--;
	} while (((unsigned char)*p & 0xC0) == 0x80);
	return p;
}

/* Up to the next key behind a blank, or the end; *out_end is without the blanks before it. */
static const char *loose_end(const char *p, const char **out_end)
{
	*out_end = p;
	while (*p != '\0') {
		const char *word = skip_blanks(p);

		if ((word > p && key_end(word) != NULL) || *word == '\0') {
			return word;
		}
		p = skip_word(word);
		*out_end = p;
	}
	return p;
}

/* Reads a value or text at p. False, with the fault set, for a quote that is not closed. */
static bool read_value(
    struct parser *parser, const char **p, const char **out_value, size_t *out_size)
{
	const struct quote *quote = quote_at(*p);
	const char *end;

	if (quote != NULL) {
		const char *open_end = *p;
		const char *next;

		(void)utf8_next(&open_end);
		end = quote_end(*p, quote);
		if (end == NULL) {
			parser->fault = GRAMMAR_QUOTE;
			return false;
		}
		next = end;
		if (*end == '\0' || is_blank(utf8_next(&next))) {
			*out_value = open_end;
			*out_size = (size_t)(point_before(end) - open_end);
			*p = skip_blanks(end);
			return true;
		}
	}
	*out_value = *p;
	*p = loose_end(*p, &end);
	*out_size = (size_t)(end - *out_value);
	return true;
}

static void add_pair(struct parser *parser, const char *key, const char *value)
{
	struct command *command = parser->command;

	if (command->pair_count == parser->room) {
		size_t room = parser->room > 0 ? parser->room * 2 : 8;
		struct command_pair *pairs = arena_alloc(parser->arena, room * sizeof(*pairs));

		if (command->pair_count > 0) {
			memcpy(pairs, command->pairs, command->pair_count * sizeof(*pairs));
		}
		command->pairs = pairs;
		parser->room = room;
	}
	command->pairs[command->pair_count++] =
	    (struct command_pair){ .key = key, .value = value };
}

static bool read_pair(struct parser *parser, const char **p, const char *behind)
{
	const char *key = text_title_key(
	    arena_strndup(parser->arena, *p, (size_t)(behind - *p)), parser->arena);
	const char *value = "";
	size_t size = 0;

	*p = skip_blanks(behind);
	if (key_end(*p) == NULL && !read_value(parser, p, &value, &size)) {
		return false;
	}
	key = arena_strndup(parser->arena, key, strlen(key) - 1); /* without the = */
	add_pair(parser, key, arena_strndup(parser->arena, value, size));
	return true;
}

static bool read_text(struct parser *parser, const char **p)
{
	const char *value;
	size_t size;

	if (!read_value(parser, p, &value, &size)) {
		return false;
	}
	if (parser->text.size > 0) {
		buf_putc(&parser->text, ' ');
	}
	buf_add(&parser->text, value, size);
	return true;
}

static bool read_rest(struct parser *parser, const char *p)
{
	while (*p != '\0') {
		const char *behind = key_end(p);

		if (behind != NULL ? !read_pair(parser, &p, behind) : !read_text(parser, &p)) {
			return false;
		}
	}
	return true;
}

static const char *read_number(struct parser *parser, const char *p)
{
	const char *end = skip_word(p);
	const char *word = arena_strndup(parser->arena, p, (size_t)(end - p));
	struct number number;

	if (!number_parse(word, &number)) {
		return p;
	}
	parser->command->number = text_title_key(word, parser->arena);
	return skip_blanks(end);
}

enum kg_status grammar_parse(
    const char *text, struct arena *arena, struct command *out, enum grammar_fault *out_fault)
{
	struct parser parser = { .arena = arena, .command = out };
	size_t size = strlen(text);
	const char *end;

	*out = (struct command){ .verb = "" };
	*out_fault = GRAMMAR_FINE;
	if (size > GRAMMAR_MAX || !utf8_is_valid(text, size)) {
		*out_fault = size > GRAMMAR_MAX ? GRAMMAR_LONG : GRAMMAR_BYTES;
		return KG_INVALID;
	}
	buf_init(&parser.text, GRAMMAR_MAX);
	text = skip_blanks(text);
	end = skip_word(text);
	out->verb = text_title_key(arena_strndup(arena, text, (size_t)(end - text)), arena);
	if (read_rest(&parser, read_number(&parser, skip_blanks(end))) &&
	    parser.text.size > 0) {
		out->text = arena_strndup(arena, parser.text.bytes, parser.text.size);
	}
	buf_finish(&parser.text);
	*out_fault = parser.fault;
	return parser.fault == GRAMMAR_FINE ? KG_OK : KG_INVALID;
}

const char *command_value(const struct command *command, const char *key)
{
	for (size_t i = command->pair_count; i > 0; i--) {
		const char *canonical = commands_key(command->pairs[i - 1].key);

		if (canonical != NULL && strcmp(canonical, key) == 0) {
			return command->pairs[i - 1].value;
		}
	}
	return NULL;
}

const char *command_text(const struct command *command, const char *key)
{
	const char *value = command_value(command, key);

	return value == NULL ? "" : value;
}

static size_t points_of(const char *text, uint32_t out[WORD_MAX])
{
	size_t count = 0;
	uint32_t c;

	while ((c = utf8_next(&text)) != 0) {
		if (count == WORD_MAX) {
			return WORD_MAX + 1;
		}
		out[count++] = c;
	}
	return count;
}

static size_t least(size_t left, size_t right)
{
	return left < right ? left : right;
}

size_t grammar_distance(const char *left, const char *right)
{
	uint32_t a[WORD_MAX];
	uint32_t b[WORD_MAX];
	size_t rows[3][WORD_MAX + 1];
	size_t a_count = points_of(left, a);
	size_t b_count = points_of(right, b);

	if (a_count > WORD_MAX || b_count > WORD_MAX) {
		return WORD_MAX;
	}
	for (size_t j = 0; j <= b_count; j++) {
		rows[0][j] = j;
	}
	for (size_t i = 1; i <= a_count; i++) {
		size_t *row = rows[i % 3];
		const size_t *above = rows[(i - 1) % 3];

		row[0] = i;
		for (size_t j = 1; j <= b_count; j++) {
			row[j] = least(above[j], row[j - 1]) + 1;
			row[j] = least(row[j], above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
				row[j] = least(row[j], rows[(i - 2) % 3][j - 2] + 1);
			}
		}
	}
	return rows[a_count % 3][b_count];
}
