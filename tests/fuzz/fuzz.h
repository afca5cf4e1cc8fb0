#ifndef KAIGI_TESTS_FUZZ_H
#define KAIGI_TESTS_FUZZ_H

/*
 * The decoders, against what nobody would send: each target takes any bytes and must come back,
 * leaving nothing behind. What a decoder promises beyond that is asserted in its target.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"

#define FUZZ_TARGET_LIST(X)                                                                    \
	X(envelope) /* a frame of Socket Mode, and the event made of it, packed */             \
	X(text)     /* Slack's text form, emoji names, addresses */                            \
	X(frame)    /* the appservice websocket, and our answers to it */                      \
	X(matrix)   /* a room's event, packed; what was typed, in a card as HTML */            \
	X(yaml)     /* the reader alone */                                                     \
	X(charter)                                                                             \
	X(settings)                                                                            \
	X(roster)                                                                              \
	X(command) /* grammar, verbs, keys, numbers */                                         \
	X(dates)                                                                               \
	X(words)  /* people's text for the eye and for comparison */                           \
	X(pack)   /* events, cards, forms, replies as they lie in the store */                 \
	X(body)   /* the stand-in: form and JSON bodies of a call, each method's arguments */  \
	X(blocks) /* the stand-in: Block Kit, and the values of a form */                      \
	X(multipart) /* the stand-in: an upload */                                             \
	X(manifest)  /* the stand-in: the app's manifest */

#define X(name) void fuzz_##name(const uint8_t *data, size_t size);
FUZZ_TARGET_LIST(X)
#undef X

/* The bytes as a text of exactly their size, so that a reader that goes beyond it is caught;
 * free it. `fuzz_words_of` makes valid UTF-8 of them, as every text within the bot is. */
char *fuzz_text_of(const uint8_t *data, size_t size);
char *fuzz_words_of(const uint8_t *data, size_t size);

/* A file in memory with these bytes; the path stays until the next call. */
const char *fuzz_file_of(const uint8_t *data, size_t size);

#endif
