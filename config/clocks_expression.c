/* A reader by recursive descent. It stops at the first fault of an expression: what follows
 * would be guesses. */
#include "config/clocks_expression.h"

#include <string.h>

#include "config/nearest.h"

enum { NUMBER_MAX = 9999999, NESTING_MAX = 12 };

struct reader {
	struct yaml_file *file;
	const struct yaml_value *value;
	const struct clocks *clocks;
	size_t known; /* conditions that may be named */
	const char *text;
	const char *at; /* the word that is looked at */
	size_t size;
	int nesting;
	bool is_faulty;
	struct clock_expression *out;
};

static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";

static void next(struct reader *reader)
{
	const char *p = reader->at + reader->size;

	p += strspn(p, " ");
	reader->at = p;
	reader->size = strspn(p, letters);
	if (reader->size == 0 && *p != '\0') {
		reader->size = (*p == '<' || *p == '>') && p[1] == '=' ? 2 : 1;
	}
}

static bool is_word(const struct reader *reader, const char *word)
{
	return reader->size == strlen(word) && strncmp(reader->at, word, reader->size) == 0;
}

static bool take(struct reader *reader, const char *word)
{
	if (reader->is_faulty || !is_word(reader, word)) {
		return false;
	}
	next(reader);
	return true;
}

/* The value as it would stand if it began at the word. Expressions are of one line; what is
 * before the word is ASCII, or the fault had been there. */
static struct yaml_value place(const struct reader *reader)
{
	struct yaml_value value = *reader->value;

	value.column += (size_t)(reader->at - reader->text) + (value.quoted ? 1 : 0);
	return value;
}

static void fault(struct reader *reader, const char *ja, const char *en)
{
	struct yaml_value value = place(reader);

	if (!reader->is_faulty) {
		yaml_fault(reader->file, &value, "%s", "%s",
		    reader->file->problems->language == LANGUAGE_JA ? ja : en);
		problems_hint(reader->file->problems,
		    "書き方の例: (sensitive or people > 100) and not surely hospital",
		    "for example: (sensitive or people > 100) and not surely hospital");
	}
	reader->is_faulty = true;
}

static void fault_unknown(struct reader *reader)
{
	struct yaml_value value = place(reader);
	const char *word = arena_strndup(&reader->file->arena, reader->at, reader->size);
	size_t distance = NEAREST_REACH + 1;
	const char *best = NULL;

	for (size_t i = 0; i < reader->clocks->fact_count; i++) {
		nearest_offer(word, reader->clocks->facts[i].id, &distance, &best);
	}
	for (size_t i = 0; i < reader->known; i++) {
		nearest_offer(word, reader->clocks->conditions[i].id, &distance, &best);
	}
	yaml_fault(reader->file, &value,
	    "「%s」という事実(facts)も、これより前の条件(conditions)もありません。",
	    "'%s' is neither one of the facts nor an earlier one of the conditions",
	    yaml_quote(reader->file, word));
	if (best != NULL) {
		problems_hint(
		    reader->file->problems, "「%s」のことですか", "did you mean '%s'?", best);
	}
	reader->is_faulty = true;
}

static void add(struct reader *reader, enum clock_op op, size_t index, int number)
{
	reader->out->steps[reader->out->count++] =
	    (struct clock_step){ .op = op, .index = index, .number = number };
}

static bool read_comparison(struct reader *reader, enum clock_op *out)
{
	static const struct {
		const char *sign;
		enum clock_op op;
	} signs[] = { { "<", CLOCK_LESS }, { "<=", CLOCK_AT_MOST }, { ">", CLOCK_MORE },
		{ ">=", CLOCK_AT_LEAST }, { "=", CLOCK_EQUAL } };

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		if (take(reader, signs[i].sign)) {
			*out = signs[i].op;
			return true;
		}
	}
	return false;
}

static int read_number(struct reader *reader)
{
	int number = 0;

	for (size_t i = 0; i < reader->size; i++) {
		if (reader->at[i] < '0' || reader->at[i] > '9' || number > NUMBER_MAX / 10) {
			fault(reader, "ここには 100 のような整数を書いてください。",
			    "a whole number like 100 belongs here");
			return 0;
		}
		number = number * 10 + (reader->at[i] - '0');
	}
	if (reader->size == 0) {
		fault(reader, "ここには 100 のような整数を書いてください。",
		    "a whole number like 100 belongs here");
		return 0;
	}
	next(reader);
	return number;
}

static void read_fact(struct reader *reader, size_t index)
{
	bool is_number = reader->clocks->facts[index].type == CLOCK_FACT_NUMBER;
	enum clock_op op = CLOCK_FACT;
	const char *word = reader->at;
	bool is_compared;
	int number;

	next(reader);
	is_compared = read_comparison(reader, &op);
	if (is_compared != is_number) {
		reader->at = word;
		fault(reader,
		    is_number ? "数の事実は、> 100 のように数と比べてください。"
		              : "はい・いいえの事実は、数と比べられません。",
		    is_number ? "a fact that is a number must be compared, like > 100"
		              : "a fact that is yes or no can't be compared with a number");
		return;
	}
	number = is_compared ? read_number(reader) : 0;
	add(reader, op, index, number);
}

static void read_name(struct reader *reader)
{
	const struct clocks *clocks = reader->clocks;

	for (size_t i = 0; i < clocks->fact_count; i++) {
		if (is_word(reader, clocks->facts[i].id)) {
			read_fact(reader, i);
			return;
		}
	}
	for (size_t i = 0; i < reader->known; i++) {
		if (is_word(reader, clocks->conditions[i].id)) {
			next(reader);
			add(reader, CLOCK_CONDITION, i, 0);
			return;
		}
	}
	fault_unknown(reader);
}

static void read_or(struct reader *reader);

static bool is_joint(const struct reader *reader)
{
	return is_word(reader, "and") || is_word(reader, "or");
}

static void read_one(struct reader *reader)
{
	if (reader->is_faulty) {
		return;
	}
	if (reader->size == 0) {
		fault(reader, "条件が途中で終わっています。", "the condition ends too early");
	} else if (take(reader, "(")) {
		read_or(reader);
		if (!reader->is_faulty && !take(reader, ")")) {
			fault(reader, "括弧「)」が閉じられていません。",
			    "a closing bracket is missing here");
		}
	} else if (take(reader, "always")) {
		add(reader, CLOCK_ALWAYS, 0, 0);
	} else if (strchr(letters, *reader->at) == NULL || is_joint(reader)) {
		fault(reader, "ここには事実か条件の名前を書いてください。",
		    "the name of a fact or condition belongs here");
	} else {
		read_name(reader);
	}
}

static void read_unary(struct reader *reader)
{
	if (reader->nesting == NESTING_MAX) {
		fault(
		    reader, "条件の入れ子が深すぎます。", "the condition is nested too deeply");
		return;
	}
	reader->nesting++;
	if (take(reader, "not")) {
		read_unary(reader);
		add(reader, CLOCK_NOT, 0, 0);
	} else if (take(reader, "surely")) {
		read_unary(reader);
		add(reader, CLOCK_SURELY, 0, 0);
	} else {
		read_one(reader);
	}
	reader->nesting--;
}

static void read_and(struct reader *reader)
{
	read_unary(reader);
	while (take(reader, "and")) {
		read_unary(reader);
		add(reader, CLOCK_AND, 0, 0);
	}
}

static void read_or(struct reader *reader)
{
	read_and(reader);
	while (take(reader, "or")) {
		read_and(reader);
		add(reader, CLOCK_OR, 0, 0);
	}
}

void clocks_read_expression(struct yaml_file *file, const struct yaml_value *value,
    struct clocks *clocks, size_t known, struct clock_expression *out)
{
	struct reader reader = {
		.file = file, .value = value, .clocks = clocks, .known = known, .out = out
	};

	*out = (struct clock_expression){ 0 };
	if (value == NULL || value->kind != YAML_KIND_TEXT || value->text[0] == '\0') {
		return; /* said already */
	}
	out->steps =
	    arena_alloc(&clocks->arena, (strlen(value->text) + 1) * sizeof(*out->steps));
	reader.text = value->text;
	reader.at = value->text;
	next(&reader);
	read_or(&reader);
	if (!reader.is_faulty && reader.size > 0) {
		fault(&reader, "ここには and か or が要ります。", "'and' or 'or' belongs here");
	}
	if (reader.is_faulty) {
		out->count = 0;
	}
}
