/* Rules by their names and values as people type them. Nothing is guessed: what is near is only
 * named. */

#include <string.h>

#include "base/utf8.h"
#include "config/rule.h"
#include "handlers/numerals.h"
#include "handlers/ruling.h"
#include "handlers/text.h"

bool ruling_is_committees(const char *key)
{
	return strncmp(key, COMMITTEES_OWN, strlen(COMMITTEES_OWN)) == 0;
}

const struct rule_info *ruling_info(const char *key)
{
	return rule_find(ruling_is_committees(key) ? key + strlen(COMMITTEES_OWN) : key);
}

static bool is_named(struct act *act, const char *plain, const char *name)
{
	return strcmp(text_title_key(name, act->desk->arena), plain) == 0;
}

const struct rule_info *ruling_rule_named(struct act *act, const char *typed)
{
	const char *plain = text_title_key(typed, act->desk->arena);

	for (size_t i = 0; i < rule_count(); i++) {
		const struct rule_info *rule = rule_at(i);

		if (is_named(act, plain, rule->key) || is_named(act, plain, rule->subject.ja) ||
		    is_named(act, plain, rule->subject.en)) {
			return rule;
		}
	}
	return NULL;
}

/* Few signs differ, or one holds the other. */
static size_t distance_to(struct act *act, const char *plain, const char *name)
{
	const char *key = text_title_key(name, act->desk->arena);
	size_t distance = grammar_distance(plain, key);

	if (distance <= GRAMMAR_REACH && distance * 2 <= utf8_count(key)) {
		return distance;
	}
	if (utf8_count(plain) >= 2 &&
	    (strstr(key, plain) != NULL || strstr(plain, key) != NULL)) {
		return GRAMMAR_REACH + 1;
	}
	return SIZE_MAX;
}

const char *ruling_nearest(struct act *act, const char *typed)
{
	const char *plain = text_title_key(typed, act->desk->arena);
	size_t least = SIZE_MAX;
	const char *found = NULL;

	for (size_t i = 0; i < rule_count(); i++) {
		const struct rule_info *rule = rule_at(i);
		size_t by_name = distance_to(act, plain, rule->subject.ja);
		size_t by_key = distance_to(act, plain, rule->key);
		size_t distance = by_name < by_key ? by_name : by_key;

		if (distance < least) {
			least = distance;
			found = rule->subject.ja;
		}
	}
	return found;
}

static bool is_prefix_label(const char *label, const char *plain)
{
	size_t size = strcspn(label, "(");

	return size > 0 && strlen(plain) == size && strncmp(label, plain, size) == 0;
}

static const char *choice_of(struct act *act, const struct rule_info *rule, const char *plain)
{
	struct arena *arena = act->desk->arena;
	const char *at = rule->choices;

	while (*at != '\0') {
		size_t size = strcspn(at, " ");
		const char *word = arena_strndup(arena, at, size);
		const char *ja =
		    text_title_key(ruling_value_word(act, rule, word, LANGUAGE_JA), arena);
		const char *en =
		    text_title_key(ruling_value_word(act, rule, word, LANGUAGE_EN), arena);

		if (strcmp(plain, word) == 0 || strcmp(plain, ja) == 0 ||
		    strcmp(plain, en) == 0 || is_prefix_label(ja, plain)) {
			return word;
		}
		at += size + (at[size] == ' ' ? 1 : 0);
	}
	return NULL;
}

static const char *number_of(struct act *act, const struct rule_info *rule, const char *plain)
{
	const char *folded = numerals_fold(plain, act->desk->arena);
	size_t digits = strspn(folded, "0123456789");
	const char *unit = folded + digits;
	const char *value = arena_strndup(act->desk->arena, folded, digits);
	bool fits = *unit == '\0' || strcmp(unit, rule->unit.ja) == 0 ||
	            strcmp(unit, text_title_key(rule->unit.en, act->desk->arena)) == 0 ||
	            (strcmp(unit, "日") == 0 && strcmp(rule->unit.ja, "執務日") == 0);

	return digits > 0 && fits ? value : NULL;
}

/* 9:00, 9時, 9時半, 17時15分. */
static const char *clock_of(struct act *act, const char *plain)
{
	const char *folded = numerals_fold(plain, act->desk->arena);
	size_t hour = strspn(folded, "0123456789");
	const char *rest = folded + hour;
	const char *minutes = rest + strlen("時");
	size_t digits;

	if (*rest == ':') {
		return folded;
	}
	if (hour == 0 || strncmp(rest, "時", strlen("時")) != 0) {
		return NULL;
	}
	digits = strspn(minutes, "0123456789");
	if (*minutes == '\0' || strcmp(minutes, "半") == 0) {
		return arena_printf(act->desk->arena, "%.*s:%s", (int)hour, folded,
		    *minutes == '\0' ? "00" : "30");
	}
	if (digits == 0 || digits > 2 || strcmp(minutes + digits, "分") != 0) {
		return NULL;
	}
	return arena_printf(act->desk->arena, "%.*s:%s%.*s", (int)hour, folded,
	    digits == 1 ? "0" : "", (int)digits, minutes);
}

const char *ruling_value(struct act *act, const struct rule_info *rule, const char *typed)
{
	const char *plain = text_title_key(typed, act->desk->arena);
	const char *value = NULL;

	switch (rule->type) {
	case RULE_CHOICE:
		value = choice_of(act, rule, plain);
		break;
	case RULE_NUMBER:
		value = number_of(act, rule, plain);
		break;
	case RULE_CLOCK:
		value = clock_of(act, plain);
		break;
	}
	return value != NULL && rule_accepts(rule, value) ? value : NULL;
}

const char *ruling_value_word(
    struct act *act, const struct rule_info *rule, const char *value, enum language l)
{
	KG_AUTO_BUF struct buf out;

	buf_init(&out, 1024);
	rule_add_word(rule, value, l, &out);
	return arena_strndup(act->desk->arena, out.bytes, out.size);
}

const char *ruling_values(struct act *act, const struct rule_info *rule, enum language l)
{
	KG_AUTO_BUF struct buf out;

	buf_init(&out, 4096);
	if (rule->type != RULE_CHOICE) {
		rule_explain(rule, l, &out);
		return arena_strndup(act->desk->arena, out.bytes, out.size);
	}
	for (const char *at = rule->choices; *at != '\0';) {
		size_t size = strcspn(at, " ");
		const char *word = arena_strndup(act->desk->arena, at, size);

		buf_puts(&out, at == rule->choices ? "" : (l == LANGUAGE_JA ? "、" : ", "));
		buf_puts(&out, ruling_value_word(act, rule, word, l));
		at += size + (at[size] == ' ' ? 1 : 0);
	}
	buf_puts(&out, l == LANGUAGE_JA ? " のいずれか" : "");
	return arena_strndup(act->desk->arena, out.bytes, out.size);
}
