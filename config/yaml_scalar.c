/*
 * Each type has one spelling, so that what a person meant and what is read cannot differ:
 * 10,000 and 010 and 1e3 and 5人 are faults, not numbers.
 */
#include "config/yaml_scalar.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/time.h"
#include "base/utf8.h"

_Static_assert(sizeof(enum language) == sizeof(int), "choices are stored as int");

bool yaml_is_nothing(const struct yaml_value *value)
{
	return value->kind == YAML_KIND_TEXT && !value->quoted &&
	       (*value->text == '\0' || strcmp(value->text, "~") == 0 ||
	           strcmp(value->text, "null") == 0);
}

void yaml_fault_nothing(
    struct yaml_decoder *decoder, const struct yaml_value *value, bool is_list)
{
	yaml_fault(decoder->file, value, "「%s」の値がありません。", "'%s' has no value",
	    value->key == NULL ? "-" : yaml_quote(decoder->file, value->key));
	if (is_list) {
		problems_hint(decoder->file->problems, "一つもないときは [] と書いてください",
		    "write [] when there are none");
	}
}

static bool expect_text(struct yaml_decoder *decoder, const struct yaml_value *value)
{
	if (value->kind == YAML_KIND_BROKEN || value->cut) {
		return false; /* said already */
	}
	if (value->kind != YAML_KIND_TEXT) {
		yaml_fault(decoder->file, value, "一つの値を書くところに、一覧や表があります。",
		    "a single value belongs here, not a list or a map");
		return false;
	}
	return true;
}

/* --- numbers and booleans --- */

static bool has_points_above(const char *text, uint32_t limit)
{
	while (*text != '\0') {
		if (utf8_next(&text) >= limit) {
			return true;
		}
	}
	return false;
}

static void hint_integer(struct yaml_decoder *decoder, const char *text)
{
	struct problems *problems = decoder->file->problems;

	if (strchr(text, ',') != NULL || strchr(text, '_') != NULL) {
		problems_hint(problems, "桁区切りを付けずに書いてください(例: 10000)",
		    "no separators, like 10000");
	} else if (text[0] == '0' && text[1] >= '0' && text[1] <= '9') {
		problems_hint(
		    problems, "先頭の 0 を取ってください(例: 8)", "no leading zero, like 8");
	} else if (has_points_above(text, 0x80)) {
		problems_hint(problems, "半角の数字だけで、単位を付けずに書いてください(例: 5)",
		    "ordinary digits alone, without a unit, like 5");
	} else {
		problems_hint(problems, "0、5、10000 のような整数で書いてください",
		    "a whole number, like 0, 5 or 10000");
	}
}

/* [-]digits without a leading zero; nothing else. */
static bool parse_integer(const char *text, int64_t *out)
{
	const char *at = text + (*text == '-' ? 1 : 0);
	int64_t number = 0;

	if (*at < '0' || *at > '9' || (at[0] == '0' && (at[1] != '\0' || at > text))) {
		return false;
	}
	for (; *at >= '0' && *at <= '9'; at++) {
		if (number > INT32_MAX) {
			return false;
		}
		number = number * 10 + (*at - '0');
	}
	*out = *text == '-' ? -number : number;
	return *at == '\0';
}

static void decode_integer(struct yaml_decoder *decoder, const struct yaml_value *value,
    const struct yaml_field *field, char *out)
{
	int64_t number;
	int kept;

	if (value->quoted || !parse_integer(value->text, &number)) {
		yaml_fault(decoder->file, value, "「%s」は整数ではありません。",
		    "'%s' is not a whole number", yaml_quote(decoder->file, value->text));
		if (value->quoted && parse_integer(value->text, &number)) {
			problems_hint(decoder->file->problems, "引用符を外してください",
			    "remove the quotes");
		} else {
			hint_integer(decoder, value->text);
		}
		return;
	}
	if (number < field->min || number > field->max) {
		yaml_fault(decoder->file, value, "「%s」は範囲の外です。",
		    "'%s' is out of range", yaml_quote(decoder->file, value->text));
		problems_hint(decoder->file->problems, "%d から %d までで書いてください",
		    "from %d to %d", field->min, field->max);
		return;
	}
	kept = (int)number;
	memcpy(out, &kept, sizeof(kept));
}

static void decode_boolean(
    struct yaml_decoder *decoder, const struct yaml_value *value, char *out)
{
	bool is_true = strcmp(value->text, "true") == 0;

	if (value->quoted || (!is_true && strcmp(value->text, "false") != 0)) {
		yaml_fault(decoder->file, value, "「%s」は true でも false でもありません。",
		    "'%s' is neither true nor false", yaml_quote(decoder->file, value->text));
		problems_hint(decoder->file->problems,
		    "true(はい)か false(いいえ)を小文字で、引用符なしで書いてください",
		    "write true or false, in small letters, without quotes");
		return;
	}
	memcpy(out, &is_true, sizeof(is_true));
}

static void hint_choices(struct yaml_decoder *decoder, const struct yaml_choice *choices)
{
	struct buf list KG_AUTO_BUF;

	buf_init(&list, 1024);
	for (; choices->word != NULL; choices++) {
		buf_puts(&list, list.size == 0 ? "" : ", ");
		buf_puts(&list, choices->word);
	}
	problems_hint(decoder->file->problems, "書ける値: %s", "one of: %s", list.bytes);
}

static void decode_choice(struct yaml_decoder *decoder, const struct yaml_value *value,
    const struct yaml_field *field, char *out)
{
	for (const struct yaml_choice *choice = field->choices; choice->word != NULL;
	     choice++) {
		if (strcmp(choice->word, value->text) == 0) {
			memcpy(out, &choice->value, sizeof(choice->value));
			return;
		}
	}
	yaml_fault(decoder->file, value, "「%s」は選べません。", "'%s' is not possible here",
	    yaml_quote(decoder->file, value->text));
	hint_choices(decoder, field->choices);
}

/* --- dates and times --- */

static bool read_digits(const char **at, int count, int *out)
{
	int number = 0;

	for (int i = 0; i < count; i++) {
		if (**at < '0' || **at > '9') {
			return false;
		}
		number = number * 10 + (**at - '0');
		(*at)++;
	}
	*out = number;
	return true;
}

static bool read_sign(const char **at, char sign)
{
	if (**at != sign) {
		return false;
	}
	(*at)++;
	return true;
}

enum when { WHEN_OK, WHEN_SPELLING, WHEN_NO_DAY };

static enum when read_date(const char **at, struct kg_date *out)
{
	int year;
	int month;
	int day;

	if (!read_digits(at, 4, &year) || !read_sign(at, '-') || !read_digits(at, 2, &month) ||
	    !read_sign(at, '-') || !read_digits(at, 2, &day)) {
		return WHEN_SPELLING;
	}
	return kg_date_make(year, month, day, out) ? WHEN_OK : WHEN_NO_DAY;
}

static enum when read_clock(const char *at, int *out_hour, int *out_minute)
{
	if (!read_sign(&at, 'T') || !read_digits(&at, 2, out_hour) || !read_sign(&at, ':') ||
	    !read_digits(&at, 2, out_minute) || *at != '\0') {
		return WHEN_SPELLING;
	}
	return *out_hour < 24 && *out_minute < 60 ? WHEN_OK : WHEN_NO_DAY;
}

static void fault_when(struct yaml_decoder *decoder, const struct yaml_value *value,
    enum when when, bool with_clock)
{
	const char *shown = yaml_quote(decoder->file, value->text);

	if (when == WHEN_NO_DAY) {
		yaml_fault(decoder->file, value, "「%s」という日時はありません。",
		    "there is no such time: '%s'", shown);
	} else {
		yaml_fault(decoder->file, value, "「%s」は日付として読めません。",
		    "'%s' cannot be read as a date", shown);
	}
	if (with_clock) {
		problems_hint(decoder->file->problems,
		    "2026-04-01 か 2026-04-01T08:30(日本時間)の形で書いてください",
		    "write 2026-04-01 or 2026-04-01T08:30 (Japan time)");
	} else {
		problems_hint(decoder->file->problems, "2026-04-01 の形で書いてください",
		    "write it like 2026-04-01");
	}
}

static void decode_date(struct yaml_decoder *decoder, const struct yaml_value *value, char *out)
{
	const char *at = value->text;
	struct kg_date date = { 0 };
	enum when when = read_date(&at, &date);

	if (when == WHEN_OK && *at != '\0') {
		when = WHEN_SPELLING;
	}
	if (when != WHEN_OK) {
		fault_when(decoder, value, when, false);
		return;
	}
	memcpy(out, &date, sizeof(date));
}

static void decode_time(struct yaml_decoder *decoder, const struct yaml_value *value, char *out)
{
	const char *at = value->text;
	struct kg_date date = { 0 };
	struct kg_time time;
	int hour = 0;
	int minute = 0;
	enum when when = read_date(&at, &date);

	if (when == WHEN_OK && *at != '\0') {
		when = read_clock(at, &hour, &minute);
	}
	if (when != WHEN_OK) {
		fault_when(decoder, value, when, true);
		return;
	}
	time = kg_time_at(date, hour, minute);
	memcpy(out, &time, sizeof(time));
}

/* --- texts --- */

static bool has_blank_ends(const char *text)
{
	const char *end = text + strlen(text);

	return *text == ' ' || strncmp(text, "\u3000", 3) == 0 ||
	       (end > text && (end[-1] == ' ' || end[-1] == '\t')) ||
	       (end - text >= 3 && strcmp(end - 3, "\u3000") == 0);
}

static bool is_id(const char *text)
{
	size_t size = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-_");

	return size > 0 && text[size] == '\0' && size <= 64 && *text != '-' && *text != '_';
}

static void check_text(struct yaml_decoder *decoder, const struct yaml_value *value,
    const struct yaml_field *field)
{
	struct problems *problems = decoder->file->problems;
	size_t max = field->max > 0 ? (size_t)field->max : YAML_TEXT_MAX;

	if (strpbrk(value->text, "\r\n") != NULL) {
		yaml_fault(decoder->file, value, "改行は書けません。", "no line breaks here");
		problems_hint(problems, "1行で書いてください", "write it on one line");
	} else if (has_blank_ends(value->text)) {
		yaml_fault(decoder->file, value, "「%s」の前か後に空白があります。",
		    "'%s' has blanks at an end", yaml_quote(decoder->file, value->text));
		problems_hint(problems, "空白を取ってください", "remove them");
	} else if (utf8_count(value->text) > max) {
		yaml_fault(decoder->file, value, "長すぎます(%zu字まで)。",
		    "too long (%zu characters at most)", max);
	} else if (field->type == YAML_ID && !is_id(value->text)) {
		yaml_fault(decoder->file, value, "「%s」は識別子として使えません。",
		    "'%s' is not usable as a key", yaml_quote(decoder->file, value->text));
		problems_hint(problems, "半角の英小文字・数字・「-」「_」で書いてください",
		    "small letters, digits, - and _");
	}
}

static void decode_text(struct yaml_decoder *decoder, const struct yaml_value *value,
    const struct yaml_field *field, char *out)
{
	const char *text;

	if (yaml_is_nothing(value) || *value->text == '\0') {
		if (field->required) {
			yaml_fault_nothing(decoder, value, false);
		}
		return;
	}
	check_text(decoder, value, field);
	text = arena_strdup(decoder->arena, value->text);
	memcpy(out, &text, sizeof(text));
}

void yaml_decode_scalar(struct yaml_decoder *decoder, const struct yaml_value *value,
    const struct yaml_field *field, char *out)
{
	if (!expect_text(decoder, value)) {
		return;
	}
	if (field->type == YAML_TEXT || field->type == YAML_ID) {
		decode_text(decoder, value, field, out);
	} else if (yaml_is_nothing(value)) {
		yaml_fault_nothing(decoder, value, false);
	} else if (field->type == YAML_INTEGER) {
		decode_integer(decoder, value, field, out);
	} else if (field->type == YAML_BOOLEAN) {
		decode_boolean(decoder, value, out);
	} else if (field->type == YAML_CHOICE) {
		decode_choice(decoder, value, field, out);
	} else if (field->type == YAML_DATE) {
		decode_date(decoder, value, out);
	} else {
		decode_time(decoder, value, out);
	}
}
