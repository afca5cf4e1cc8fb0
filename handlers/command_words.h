#ifndef KAIGI_HANDLERS_COMMAND_WORDS_H
#define KAIGI_HANDLERS_COMMAND_WORDS_H

/* The tables behind commands.h: ask there. Private to law. */

#include <stddef.h>

#include "handlers/commands.h"
#include "handlers/words.h"

struct command_key {
	const char *key;
	const char *const *spellings; /* the first is the one that people are offered */
};

extern const struct command_word command_words[];
extern const size_t command_word_count;
extern const struct command_key command_keys[];
extern const size_t command_key_count;

#endif
