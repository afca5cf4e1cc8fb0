#ifndef KAIGI_TESTS_GRAMMAR_H
#define KAIGI_TESTS_GRAMMAR_H

/*
 * A scenario file as statements, one a line. docs/scenarios.md has the words. Nothing here
 * acts; an unknown verb, an open quotation or a missing `end` is a fault of the file with its
 * line number.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "base/status.h"

enum verb {
#define VERB_LIST(X)                                                                           \
	X(VERB_AT, "at", ALONE)                                                                \
	X(VERB_PLAY, "play", ALONE)                                                            \
	X(VERB_ONLY, "only", ALONE)                                                            \
	X(VERB_ROSTER, "roster", BLOCK)                                                        \
	X(VERB_CHARTERS, "charters", ALONE)                                                    \
	X(VERB_IMPORT, "import", ALONE)                                                        \
	X(VERB_HURRY, "hurry", ALONE)                                                          \
	X(VERB_SETTLE, "settle", ALONE)                                                        \
	X(VERB_KILL, "kill", ALONE)                                                            \
	X(VERB_STOP, "stop", ALONE)                                                            \
	X(VERB_START, "start", ALONE)                                                          \
	X(VERB_NETWORK, "network", ALONE)                                                      \
	X(VERB_FAULT, "fault", ALONE)                                                          \
	X(VERB_ACT, "act", ALONE)                                                              \
	X(VERB_RECORD, "record", ALONE)                                                        \
	X(VERB_COUNT, "count", ALONE)                                                          \
	X(VERB_LEDGER, "ledger", ALONE)                                                        \
	X(VERB_VERIFY, "verify", ALONE)                                                        \
	X(VERB_EXPORT, "export", ALONE)                                                        \
	X(VERB_PAGE, "page", ALONE)                                                            \
	X(VERB_FILE, "file", ALONE)                                                            \
	X(VERB_LIST_SENT, "sent", BLOCK)                                                       \
	X(VERB_REGISTER, "register", BLOCK)                                                    \
	X(VERB_EXPECT, "expect", ALONE)                                                        \
	X(VERB_EXIT, "exits", ALONE)                                                           \
	X(VERB_CHANNEL, "channel", ALONE)                                                      \
	X(VERB_PERSON, "person", ALONE)                                                        \
	X(VERB_APP, "app", ALONE)                                                              \
	X(VERB_SEES, "sees", ALONE)                                                            \
	X(VERB_NEVER, "never", ALONE)                                                          \
	X(VERB_RUNS, "runs", ACTOR)                                                            \
	X(VERB_MARKS, "marks", ACTOR)                                                          \
	X(VERB_UNMARKS, "unmarks", ACTOR)                                                      \
	X(VERB_PRESSES, "presses", ACTOR)                                                      \
	X(VERB_ANSWERS, "answers", ACTOR)                                                      \
	X(VERB_CLOSES, "closes", ACTOR)                                                        \
	X(VERB_WRITES, "writes", ACTOR)                                                        \
	X(VERB_UPLOADS, "uploads", ACTOR)                                                      \
	X(VERB_REPLACES, "replaces", ACTOR)                                                    \
	X(VERB_DELETES, "deletes", ACTOR)                                                      \
	X(VERB_EDITS, "edits", ACTOR)
#define X(code, text, shape) code,
	VERB_LIST(X)
#undef X
};

struct pair {
	const char *key;
	const char *value;
};

struct statement {
	int line;
	const char *source; /* the line as written */
	const char *actor;  /* NULL: none */
	enum verb verb;
	const char *rest; /* behind the verb, {X×N} drawn out */
	const char **words;
	size_t word_count;
	struct pair *pairs; /* KEY=value words, taken out of `words` */
	size_t pair_count;
	const char *block; /* the lines up to `end`; NULL: none */
};

struct scenario {
	const char *path;
	struct statement *statements;
	size_t count;
	struct arena *arena;
};

/* KG_INVALID with `err` as "file:line: what". */
KG_MUST_CHECK enum kg_status grammar_parse(const char *path, const char *text,
    struct arena *arena, struct scenario *out, struct kg_error *err);

/* The value of a pair, NULL when there is none. */
const char *statement_pair(const struct statement *statement, const char *key);
/* The word at `index`, "" beyond the last. */
const char *statement_word(const struct statement *statement, size_t index);

#endif
