/* Which mark is which. The networks' names for one picture are one mark; the charter says what
 * it means. */
#include "handlers/ballot.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "handlers/text.h"

enum { SKIN_FIRST = 0x1F3FB, SKIN_LAST = 0x1F3FF, MARK_MAX = 400 };

static const struct {
	const char *name;
	const char *mark;
} names[] = {
	{ "o", "⭕" },
	{ "x", "❌" },
	{ "raising_hand", "🙋" },
	{ "woman-raising-hand", "🙋" },
	{ "man-raising-hand", "🙋" },
	{ "eyes", "👀" },
	{ "white_check_mark", "✅" },
	{ "heavy_check_mark", "✔" },
	{ "ballot_box_with_check", "☑" },
	{ "+1", "👍" },
	{ "thumbsup", "👍" },
	{ "-1", "👎" },
	{ "thumbsdown", "👎" },
	{ "ok", "🆗" },
	{ "ok_hand", "👌" },
	{ "pray", "🙏" },
	{ "bow", "🙇" },
	{ "woman-bowing", "🙇" },
	{ "man-bowing", "🙇" },
	{ "ok_woman", "🙆" },
	{ "woman-gesturing-ok", "🙆" },
	{ "man-gesturing-ok", "🙆" },
	{ "no_good", "🙅" },
	{ "woman-gesturing-no", "🙅" },
	{ "man-gesturing-no", "🙅" },
	{ "negative_squared_cross_mark", "❎" },
	{ "heavy_multiplication_x", "✖" },
	{ "hand", "✋" },
	{ "raised_hand", "✋" },
	{ "small_red_triangle", "🔺" },
	{ "thinking_face", "🤔" },
};

/* A person's picture with a sex sign (🙋 ZWJ ♀) is the picture. */
static size_t without_sex(const char *text)
{
	static const char *const signs[] = { "\u200D♀", "\u200D♂" };

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		size_t size = strlen(signs[i]);
		size_t length = strlen(text);

		if (length > size && strcmp(text + length - size, signs[i]) == 0) {
			return length - size;
		}
	}
	return strlen(text);
}

static const char *bare(const char *mark, struct arena *arena)
{
	KG_AUTO_BUF struct buf out = { 0 };
	const char *p = mark;

	buf_init(&out, MARK_MAX);
	while (*p != '\0') {
		const char *at = p;
		uint32_t c = utf8_next(&p);

		if (c < SKIN_FIRST || c > SKIN_LAST) {
			buf_add(&out, at, (size_t)(p - at));
		}
	}
	return arena_strndup(arena, out.bytes, without_sex(out.bytes));
}

const char *ballot_mark(const char *mark, struct arena *arena)
{
	const char *name = bare(text_clean(text_normal(mark, arena), arena), arena);
	const char *tone;
	size_t size;

	name += *name == ':' ? 1 : 0;
	tone = strstr(name, "::");
	size = tone != NULL ? (size_t)(tone - name) : strlen(name);
	if (size > 1 && name[size - 1] == ':') {
		size--;
	}
	name = arena_strndup(arena, name, size);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i].name, name) == 0) {
			return names[i].mark;
		}
	}
	return name;
}

static bool is_mark(const char *wanted, const char *canonical, struct arena *arena)
{
	return strcmp(ballot_mark(wanted, arena), canonical) == 0;
}

enum ballot_answer ballot_answer(const struct charter *charter, const char *mark)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	const char *canonical = ballot_mark(mark, &arena);

	for (size_t i = 0; i < charter->mark_count; i++) {
		const struct charter_mark *entry = &charter->marks[i];

		if (is_mark(entry->mark, canonical, &arena)) {
			return entry->answer;
		}
		for (const char **alias = entry->aliases; alias != NULL && *alias != NULL;
		     alias++) {
			if (is_mark(*alias, canonical, &arena)) {
				return entry->answer;
			}
		}
	}
	return ANSWER_NONE;
}

struct ballot_reading ballot_read(
    const struct charter *charter, const char *const *marks, size_t count)
{
	struct ballot_reading reading = { .answer = ANSWER_NONE };

	for (size_t i = 0; i < count; i++) {
		enum ballot_answer answer = ballot_answer(charter, marks[i]);

		reading.seen = reading.seen || answer != ANSWER_NONE;
		if (answer == ANSWER_NONE || answer == ANSWER_SEEN) {
			continue;
		}
		if (reading.answer != ANSWER_NONE && reading.answer != answer) {
			reading.contradicting = true;
		}
		reading.answer = answer;
	}
	if (reading.contradicting) {
		reading.answer = ANSWER_NONE;
	}
	return reading;
}
