/* Finds a word or a key by what was typed, and the nearest where there is none. */
#include "handlers/commands.h"

#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "handlers/command_words.h"
#include "handlers/grammar.h"
#include "handlers/text.h"

const struct command_word *commands_list(size_t *out_count)
{
	*out_count = command_word_count;
	return command_words;
}

static bool is_among(const char *const *list, const char *word)
{
	for (; *list != NULL; list++) {
		if (strcmp(*list, word) == 0) {
			return true;
		}
	}
	return false;
}

const struct command_word *commands_find(const char *word)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	const char *normal = text_title_key(word, &arena);

	for (size_t i = 0; i < command_word_count; i++) {
		if (strcmp(command_words[i].name, normal) == 0 ||
		    is_among(command_words[i].aliases, normal)) {
			return &command_words[i];
		}
	}
	return NULL;
}

const struct command_word *commands_of(enum verb verb)
{
	for (size_t i = 0; i < command_word_count; i++) {
		if (command_words[i].verb == verb) {
			return &command_words[i];
		}
	}
	return NULL;
}

struct nearest {
	const char *word;
	size_t distance;
	const char *found;
};

/* True when this one is nearer than what there was. A word of which hardly a sign is right is
 * another word. */
static bool offer(struct nearest *nearest, const char *candidate)
{
	size_t distance = grammar_distance(nearest->word, candidate);

	if (distance >= nearest->distance || distance * 2 > utf8_count(candidate)) {
		return false;
	}
	nearest->distance = distance;
	nearest->found = candidate;
	return true;
}

const struct command_word *commands_nearest(const char *word, const char **out_spelling)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct nearest nearest = { .word = text_title_key(word, &arena),
		.distance = GRAMMAR_REACH + 1 };
	const struct command_word *found = NULL;

	for (size_t i = 0; i < command_word_count; i++) {
		if (offer(&nearest, command_words[i].name)) {
			found = &command_words[i];
		}
		for (const char *const *alias = command_words[i].aliases; *alias != NULL;
		     alias++) {
			if (offer(&nearest, *alias)) {
				found = &command_words[i];
			}
		}
	}
	*out_spelling = nearest.found;
	return found;
}

const char *commands_key(const char *key)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	const char *normal = text_title_key(key, &arena);

	for (size_t i = 0; i < command_key_count; i++) {
		if (is_among(command_keys[i].spellings, normal)) {
			return command_keys[i].key;
		}
	}
	return NULL;
}

const char *commands_key_nearest(const char *key)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct nearest nearest = { .word = text_title_key(key, &arena),
		.distance = GRAMMAR_REACH + 1 };
	const char *found = NULL;

	for (size_t i = 0; i < command_key_count; i++) {
		for (const char *const *spelling = command_keys[i].spellings; *spelling != NULL;
		     spelling++) {
			if (offer(&nearest, *spelling)) {
				found = command_keys[i].spellings[0];
			}
		}
	}
	return found;
}
