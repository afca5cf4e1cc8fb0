/*
 * One pass over the lines. Block texts (`key: |`) are left alone but for invisible characters:
 * Japanese paragraphs begin with a wide space. Every repair keeps the columns, except for the
 * space behind a colon, which is remembered as a shift.
 */
#include "config/yaml_scan.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "config/secret.h"

enum {
	WIDE_SPACE = 0x3000,
	WIDE_COLON = 0xFF1A,
	WIDE_HYPHEN = 0xFF0D,
	WIDE_HASH = 0xFF03,
	TAB_WIDTH = 2, /* a guess, good enough to go on reading */
};

struct line {
	struct yaml_file *file;
	struct yaml_scan *scan;
	const char *at; /* not yet copied */
	size_t number;
	size_t column; /* of `at`, in the file */
	size_t depth;  /* columns of indentation, as mended */
	long ahead;    /* how many columns the mended line is ahead */
};

struct scan_state {
	struct yaml_file *file;
	struct yaml_scan *scan;
	size_t number;
	bool in_block;
	size_t block_parent; /* a block text's lines stand deeper than this */
	size_t last_depth;   /* of the line before that had content */
	bool last_opens;     /* it ended in a colon: this one may stand deeper */
};

void yaml_scan_finish(struct yaml_scan *scan)
{
	buf_finish(&scan->text);
	free(scan->shifts);
	*scan = (struct yaml_scan){ 0 };
}

/* The shifts stand in the order of lines; there may be one for every line of a long file. */
size_t yaml_scan_column(const struct yaml_scan *scan, size_t line, size_t column)
{
	long place = (long)column;
	size_t low = 0;
	size_t high = scan->shift_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (scan->shifts[middle].line < line) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	for (; low < scan->shift_count && scan->shifts[low].line == line; low++) {
		place -= column > scan->shifts[low].column ? scan->shifts[low].more : 0;
	}
	return place < 1 ? 1 : (size_t)place;
}

/* From here on the mended line is ahead of the file's by `more` columns more. */
static void add_shift(struct line *line, size_t mended_column, long more)
{
	struct yaml_scan *scan = line->scan;

	if (more == 0) {
		return;
	}
	if (scan->shift_count == scan->shift_room) {
		scan->shift_room = scan->shift_room == 0 ? 8 : scan->shift_room * 2;
		scan->shifts =
		    mem_realloc(scan->shifts, scan->shift_room * sizeof(*scan->shifts));
	}
	scan->shifts[scan->shift_count++] =
	    (struct yaml_shift){ .line = line->number, .column = mended_column, .more = more };
	line->ahead += more;
}

static bool is_invisible(uint32_t point)
{
	return (point < 0x20 && point != '\t') || (point >= 0x7F && point <= 0x9F) ||
	       (point >= 0x200B && point <= 0x200F && point != 0x200D) ||
	       (point >= 0x2028 && point <= 0x202E) || (point >= 0x2060 && point <= 0x2069) ||
	       point == 0xFEFF || point == 0xFFFE || point == 0xFFFF;
}

/* Copies one code point of the line; an invisible one is reported and becomes a question mark.
 */
static uint32_t copy_point(struct line *line)
{
	const char *start = line->at;
	uint32_t point = utf8_next(&line->at);

	if (is_invisible(point)) {
		problems_add(line->file->problems, line->file->name, line->number, line->column,
		    "見えない文字(U+%04X)があります。", "an invisible character (U+%04X)",
		    (unsigned)point);
		problems_hint(line->file->problems, "この文字を消してください", "remove it");
		buf_putc(&line->scan->text, '?');
	} else {
		buf_add(&line->scan->text, start, (size_t)(line->at - start));
	}
	line->column++;
	return point;
}

static void report_indent(const struct line *line, uint32_t point)
{
	struct problems *problems = line->file->problems;

	if (point == '\t') {
		problems_add(problems, line->file->name, line->number, line->column,
		    "字下げにタブが使われています。", "a tab is used as indentation");
	} else {
		problems_add(problems, line->file->name, line->number, line->column,
		    "字下げに全角の空白が使われています。",
		    "a wide (ideographic) space is used as indentation");
	}
	problems_hint(
	    problems, "半角の空白で字下げしてください", "indent with ordinary spaces");
	line->file->in_doubt = true;
}

/* True when nothing but a comment or blanks stands behind the indentation. */
static bool is_empty(const char *at)
{
	while (*at != '\0') {
		uint32_t point = utf8_next(&at);

		if (point == '#') {
			return true;
		}
		if (point != ' ' && point != '\t' && point != WIDE_SPACE) {
			return false;
		}
	}
	return true;
}

/* A guess at the depth that was meant: no deeper than the line before, unless that one opened
 * something. */
static size_t guess_depth(const struct scan_state *state, size_t depth)
{
	return !state->last_opens && depth > state->last_depth ? state->last_depth : depth;
}

static void mend_indent(const struct scan_state *state, struct line *line)
{
	size_t raw = 0;
	bool is_guessed = false;

	while (*line->at != '\0') {
		const char *next = line->at;
		uint32_t point = utf8_next(&next);

		if (point != ' ' && point != '\t' && point != WIDE_SPACE) {
			break;
		}
		if (point != ' ' && !is_guessed) {
			report_indent(line, point);
			is_guessed = true;
		}
		line->depth += point == ' ' ? 1 : TAB_WIDTH;
		raw++;
		line->at = next;
		line->column++;
	}
	line->depth = is_guessed ? guess_depth(state, line->depth) : line->depth;
	for (size_t i = 0; i < line->depth; i++) {
		buf_putc(&line->scan->text, ' ');
	}
	add_shift(line, line->depth, (long)line->depth - (long)raw);
}

/* A wide hyphen or number sign at the start of a line's content. */
static void mend_sign(struct line *line)
{
	const char *next = line->at;
	uint32_t point = utf8_next(&next);
	char plain = point == WIDE_HYPHEN ? '-' : '#';

	if (point != WIDE_HYPHEN && point != WIDE_HASH) {
		return;
	}
	problems_add(line->file->problems, line->file->name, line->number, line->column,
	    "行頭の「%s」が全角です。", "the '%s' at the start of the line is a wide character",
	    point == WIDE_HYPHEN ? "－" : "＃");
	problems_hint(
	    line->file->problems, "半角の %c にしてください", "use an ordinary %c", plain);
	buf_putc(&line->scan->text, plain);
	line->at = next;
	line->column++;
}

static void copy_list_signs(struct line *line)
{
	while (line->at[0] == '-' && (line->at[1] == ' ' || line->at[1] == '\0')) {
		line->depth++;
		(void)copy_point(line);
		while (*line->at == ' ') {
			line->depth++;
			(void)copy_point(line);
		}
	}
}

static bool is_key_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '-';
}

static void report_colon(const struct line *line, bool wide)
{
	struct problems *problems = line->file->problems;

	if (wide) {
		problems_add(problems, line->file->name, line->number, line->column,
		    "「：」が全角です。", "the colon is a wide character");
		problems_hint(problems, "半角のコロンと空白「: 」にしてください",
		    "use an ordinary colon and a space");
	} else {
		problems_add(problems, line->file->name, line->number, line->column,
		    "「:」の後に空白がありません。", "no space behind the colon");
		problems_hint(problems, "「key: value」のように空白を一つ入れてください",
		    "write 'key: value'");
	}
}

/* `key：value` and `key:value` become `key: value`. */
static void mend_colon(struct line *line)
{
	const char *next;
	bool wide;

	while (is_key_char(*line->at)) {
		(void)copy_point(line);
	}
	while (*line->at == ' ') {
		(void)copy_point(line);
	}
	next = line->at;
	wide = utf8_next(&next) == WIDE_COLON;
	if (!wide && (*line->at != ':' || strchr(" \t/:", line->at[1]) != NULL)) {
		return; /* strchr finds the line's end as well */
	}
	report_colon(line, wide);
	line->at = next;
	buf_putc(&line->scan->text, ':');
	if (*line->at != ' ' && *line->at != '\0') {
		add_shift(line, (size_t)((long)line->column + line->ahead) + 1, 1);
		buf_putc(&line->scan->text, ' ');
	}
	line->column++;
}

/* True when the line ends in `|`, `>`, `|-` … behind a key or a list sign. */
static bool opens_block(const char *text)
{
	const char *mark = NULL;

	for (const char *at = text; *at != '\0'; at++) {
		if ((*at == '|' || *at == '>') && (at == text || at[-1] == ' ')) {
			mark = at;
		} else if (*at == '#' && at > text && at[-1] == ' ') {
			break;
		} else if (mark != NULL && strchr("+-123456789 ", *at) == NULL) {
			mark = NULL;
		}
	}
	return mark != NULL;
}

static void find_tokens(const struct line *line)
{
	const char *at = line->at;
	size_t column = line->column;

	while (*at != '\0') {
		if (secret_starts_token(line->at, at)) {
			problems_add(line->file->problems, line->file->name, line->number,
			    column, "トークンらしき文字列が書かれています(表示しません)。",
			    "this looks like a token (not shown)");
			problems_hint(line->file->problems,
			    "ほかから読めないファイルに移し、このトークンは再発行してください",
			    "move it to a file that others cannot read, and have it issued "
			    "anew");
			return;
		}
		(void)utf8_next(&at);
		column++;
	}
}

/* A value follows on deeper lines: the text ends in a colon, blanks and a comment aside. */
static bool opens_deeper(const char *text)
{
	const char *comment = strstr(text, " #");
	size_t size = comment == NULL ? strlen(text) : (size_t)(comment - text);

	while (size > 0 && (text[size - 1] == ' ' || text[size - 1] == '\t')) {
		size--;
	}
	return size > 0 && (text[size - 1] == ':' || text[size - 1] == '-');
}

static void scan_structure(struct scan_state *state, struct line *line)
{
	const char *content;

	mend_indent(state, line);
	mend_sign(line);
	copy_list_signs(line);
	content = line->at;
	mend_colon(line);
	while (*line->at != '\0') {
		(void)copy_point(line);
	}
	state->last_depth = line->depth;
	state->last_opens = opens_deeper(content);
	if (opens_block(content)) {
		state->in_block = true;
		state->block_parent = line->depth;
	}
}

static size_t leading_spaces(const char *at)
{
	return strspn(at, " ");
}

static void scan_line(struct scan_state *state, const char *text)
{
	struct line line = { .file = state->file,
		.scan = state->scan,
		.at = text,
		.number = state->number,
		.column = 1 };
	bool is_marker = strncmp(text, "---", 3) == 0 || strncmp(text, "...", 3) == 0;

	find_tokens(&line);
	if (state->in_block && *text != '\0' && leading_spaces(text) <= state->block_parent) {
		state->in_block = leading_spaces(text) == strlen(text);
	}
	if (!state->in_block && !is_marker && *text != '%' && !is_empty(text)) {
		scan_structure(state, &line);
		return;
	}
	/* A comment behind tabs is harmless, but not to the parser. */
	while (!state->in_block && (*line.at == '\t' || strncmp(line.at, "\u3000", 3) == 0)) {
		(void)utf8_next(&line.at);
		line.column++;
		buf_putc(&state->scan->text, ' ');
	}
	while (*line.at != '\0') {
		(void)copy_point(&line);
	}
}

/* The first place where the bytes are no UTF-8; columns count the code points before it. */
static void report_bytes(struct yaml_file *file, const char *bytes, size_t size)
{
	size_t line = 1;
	size_t start = 0;
	size_t good = 0;
	size_t column = 1;

	for (size_t i = 0; i < size; i++) {
		size_t end = i + 1;

		/* Only a lead byte takes what follows with it. */
		for (size_t n = 0; n < 3 && (unsigned char)bytes[i] >= 0xC0 && end < size;
		     n++) {
			end += ((unsigned char)bytes[end] & 0xC0) == 0x80 ? 1 : 0;
		}
		if (!utf8_is_valid(bytes + i, end - i)) {
			break;
		}
		good = end;
		column++;
		if (bytes[i] == '\n') {
			line++;
			start = end;
			column = 1;
		}
		i = end - 1;
	}
	KG_ASSERT(start <= good);
	if (size >= 2 &&
	    (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0)) {
		problems_add(file->problems, file->name, 1, 1, "UTF-16で保存されています。",
		    "saved as UTF-16");
	} else if (good < size && bytes[good] == '\0') {
		problems_add(file->problems, file->name, line, column,
		    "文字ではないデータ(NUL)があります。", "not a text: there is a NUL byte");
	} else {
		problems_add(file->problems, file->name, line, column,
		    "UTF-8ではない文字があります(Shift_JISで保存されていませんか)。",
		    "not UTF-8 (is it saved as Shift_JIS?)");
	}
	problems_hint(file->problems, "文字コードをUTF-8にして保存し直してください",
	    "save it again as UTF-8");
}

enum kg_status yaml_scan_text(
    struct yaml_file *file, const char *bytes, size_t size, struct yaml_scan *out)
{
	struct scan_state state = { .file = file, .scan = out };
	const char *end = bytes + size;

	*out = (struct yaml_scan){ 0 };
	buf_init(&out->text, (size_t)YAML_FILE_MAX * 3);
	if (!utf8_is_valid(bytes, size)) {
		report_bytes(file, bytes, size);
		return KG_INVALID;
	}
	if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
		bytes += 3;
	}
	while (bytes < end) {
		size_t length = strcspn(bytes, "\r\n");
		KG_AUTO_FREE char *text = mem_strndup(bytes, length);

		state.number++;
		scan_line(&state, text);
		buf_putc(&out->text, '\n');
		bytes += length;
		bytes += bytes < end && bytes[0] == '\r' && bytes[1] == '\n' ? 2 : 1;
	}
	return KG_OK;
}
