/* What an answer in the direct room means: the few words, a number, a choice, a text within its
 * limits. What was typed is kept as typed. */

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "handlers/guide_parts.h"
#include "handlers/text.h"

enum { LIMIT = 3000 };

static const char *key_of(const char *text, struct arena *arena)
{
	char *key = arena_strdup(arena, text_title_key(text, arena));
	size_t size = strlen(key);
	size_t mark = strlen("「");

	if (size > 2 * mark && strncmp(key, "「", mark) == 0 &&
	    strcmp(key + size - mark, "」") == 0) {
		key[size - mark] = '\0'; /* as it stands in the question */
		return key + mark;
	}
	return key;
}

bool guide_is_same(const char *left, const char *right)
{
	KG_AUTO_ARENA struct arena arena = { 0 };

	return strcmp(key_of(left, &arena), key_of(right, &arena)) == 0;
}

enum guide_word guide_word_of(const char *text)
{
	static const struct {
		enum guide_word word;
		const char *spellings[5];
	} words[] = {
		{ GUIDE_KEEP, { "そのまま", "このまま", "keep" } },
		{ GUIDE_NONE, { "なし", "無し", "空欄", "none" } },
		{ GUIDE_BACK, { "戻る", "もどる", "戻す", "back" } },
		{ GUIDE_DROP, { "中止", "取りやめ", "取り止め", "cancel" } },
		{ GUIDE_CHECK, { "確認", "確認する", "check" } },
		{ GUIDE_SEND, { "送信", "送信する", "送る", "send" } },
	};
	KG_AUTO_ARENA struct arena arena = { 0 };
	const char *key;

	if (!text_fits(text, 20)) {
		return GUIDE_OTHER;
	}
	key = key_of(text, &arena);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		for (size_t k = 0; k < 5 && words[i].spellings[k] != NULL; k++) {
			if (strcmp(words[i].spellings[k], key) == 0) {
				return words[i].word;
			}
		}
	}
	return GUIDE_OTHER;
}

/* The number at *p, which moves behind it with what may close it; 0: none. */
static int take_number(const char **p)
{
	static const char *const ends[] = { "\xe2\x83\xa3", "番", ".", ")" };
	size_t digits = strspn(*p, "0123456789");
	int number;

	if (strncmp(*p, "🔟", strlen("🔟")) == 0) {
		*p += strlen("🔟");
		return 10;
	}
	if (digits == 0 || digits > 3) {
		return 0;
	}
	number = (int)strtol(*p, NULL, 10);
	*p += digits;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		if (strncmp(*p, ends[i], strlen(ends[i])) == 0) {
			*p += strlen(ends[i]);
			break;
		}
	}
	return number;
}

int guide_number_of(const char *text)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	const char *p;
	int number;

	if (!text_fits(text, 12)) {
		return 0;
	}
	p = key_of(text, &arena);
	number = take_number(&p);
	return *p == '\0' ? number : 0;
}

/* By label or value, whole; else by how exactly one label begins. */
static const struct field_option *option_named(const struct field *field, const char *text)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	const char *key = key_of(text, &arena);
	const struct field_option *near = NULL;
	size_t count = 0;

	KG_ASSERT(key != NULL);
	for (size_t i = 0; i < field->option_count; i++) {
		const char *label = key_of(field->options[i].label, &arena);

		if (strcmp(label, key) == 0 ||
		    strcmp(key_of(field->options[i].value, &arena), key) == 0) {
			return &field->options[i];
		}
		if (*key != '\0' && strncmp(label, key, strlen(key)) == 0) {
			near = &field->options[i];
			count++;
		}
	}
	return count == 1 ? near : NULL;
}

static const struct field_option *option_of(const struct field *field, const char *text)
{
	int number = guide_number_of(text);

	if (number > 0) {
		return (size_t)number <= field->option_count ? &field->options[number - 1]
		                                             : NULL;
	}
	return option_named(field, text);
}

static const char *read_choice(const struct field *field, const char *text, enum language l,
    struct arena *arena, const char **out_fault)
{
	const struct field_option *option = option_of(field, text);

	if (option == NULL) {
		*out_fault = arena_printf(arena,
		    tr(l, "1から%zuまでの番号か、選択肢の言葉でお選びください。"),
		    field->option_count);
		return NULL;
	}
	return option->value;
}

/* 1,3 · 1、3 · 1 3 · labels, one a part. */
static const char *read_checks(const struct field *field, const char *text, enum language l,
    struct arena *arena, const char **out_fault)
{
	static const char blanks[] = " \t\r\n,";
	char *copy = arena_strdup(arena, text_normal(text, arena));
	const char *value = "";
	char *part;
	char *rest = NULL;

	if (option_of(field, text) != NULL) {
		return option_of(field, text)->value; /* a label may hold blanks */
	}
	for (char *p = copy; (p = strstr(p, "、")) != NULL;) {
		p[0] = ',';
		p[1] = p[2] = ' ';
	}
	for (part = strtok_r(copy, blanks, &rest); part != NULL;
	     part = strtok_r(NULL, blanks, &rest)) {
		const char *one = read_choice(field, part, l, arena, out_fault);

		if (one == NULL) {
			return NULL;
		}
		value = arena_printf(arena, "%s%s%s", value, *value == '\0' ? "" : "\n", one);
	}
	return value;
}

static const char *read_files(
    const char *text, enum language l, struct arena *arena, const char **out_fault)
{
	static const char blanks[] = " \t\r\n,";
	const char *p = text;

	while (*(p += strspn(p, blanks)) != '\0') {
		size_t size = strcspn(p, blanks);
		bool last = size == strlen("直前") && strncmp(p, "直前", size) == 0;

		if (!last && strncmp(p, "https://", 8) != 0 && strncmp(p, "http://", 7) != 0) {
			*out_fault = tr(l,
			    "資料は、ファイルをここに投稿していただくか、リンク(https://…)でお願いいたします。ない場合は「なし」とご返信ください。");
			return NULL;
		}
		p += size;
	}
	return arena_strdup(arena, text);
}

/* A field of one line: breaks become blanks. */
static const char *one_line(const char *text, struct arena *arena)
{
	char *line = arena_strdup(arena, text);

	for (char *p = line; *p != '\0'; p++) {
		if (*p == '\n' || *p == '\r') {
			*p = ' ';
		}
	}
	return line;
}

const char *guide_read(const struct field *field, const char *text, enum language l,
    struct arena *arena, const char **out_fault)
{
	size_t limit = field->limit > 0 ? field->limit : LIMIT;
	const char *value = NULL;

	switch (field->type) {
	case FIELD_CHOICE:
		return read_choice(field, text, l, arena, out_fault);
	case FIELD_CHECKS:
		return read_checks(field, text, l, arena, out_fault);
	case FIELD_FILES:
		value = read_files(text, l, arena, out_fault);
		break;
	case FIELD_TEXT:
		value = one_line(text, arena);
		break;
	case FIELD_LONG_TEXT:
		value = arena_strdup(arena, text);
		break;
	}
	if (value != NULL && !text_fits(value, limit)) {
		*out_fault = arena_printf(arena,
		    tr(l,
		        "%sは%zu字以内でお願いいたします(いただいたのは%zu字です)。短くして、もう一度お送りください。"),
		    field->label, limit, utf8_count(value));
		return NULL;
	}
	return value;
}
