#ifndef KAIGI_CONFIG_RULE_H
#define KAIGI_CONFIG_RULE_H

/*
 * What the chair may determine under article 8: the keys that kaigi knows, and what their
 * values may be. A value is kept as the text that was determined (9:00 and 09:00 are the same
 * time of day).
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "config/charter.h"

enum rule_type {
	RULE_CHOICE, /* one of the words */
	RULE_NUMBER, /* a whole number */
	RULE_CLOCK,  /* a time of day: 9:00, 17:15 */
};

struct rule_info {
	const char *key;
	enum rule_type type;
	int min; /* NUMBER */
	int max;
	struct text2 unit;   /* NUMBER: 日, 分 */
	const char *choices; /* CHOICE: words with a blank between */
	struct text2 labels; /* CHOICE: what people call each word, in their order, | between */
	struct text2 subject; /* what it is about, in a few words */
};

size_t rule_count(void);
const struct rule_info *rule_at(size_t index);
const struct rule_info *rule_find(const char *key); /* NULL: unknown */
const char *rule_nearest(const char *key);          /* NULL: none is near */

bool rule_accepts(const struct rule_info *rule, const char *value);
/* What a value may be, for people: 「1から30までの整数(日)」. */
void rule_explain(const struct rule_info *rule, enum language language, struct buf *out);

/* An accepted value as people say it: 過半数, 5執務日, 17:15. */
void rule_add_word(
    const struct rule_info *rule, const char *value, enum language language, struct buf *out);

/* The steering committee may have a value of its own: how it meets, decides and keeps minutes.
 */
bool rule_is_committees(const struct rule_info *rule);

/* Of an accepted value: the number, or the minutes since midnight. */
int rule_number(const struct rule_info *rule, const char *value);

#endif
