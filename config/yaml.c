/*
 * From bytes to a tree of values with places. libyaml reads events; a syntax fault ends the
 * section it is in, and reading goes on at the next line that begins with a key, so that one
 * slip does not hide others.
 */
#include "config/yaml.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <yaml.h>

#include "base/utf8.h"
#include "config/secret.h"
#include "config/yaml_scan.h"

enum { QUOTE_POINTS = 40 };

struct builder {
	struct yaml_file *file;
	const struct yaml_scan *scan;
	yaml_parser_t parser;
	size_t line; /* lines before the text that the parser got */
	struct yaml_value *stack[YAML_DEPTH_MAX];
	struct yaml_value *
	    keys[YAML_DEPTH_MAX]; /* of the map at that depth: a key that waits for its value */
	size_t depth;
	struct yaml_value *closed; /* the last one that ended: perhaps too early */
	size_t documents;
	bool stopped; /* a fault after which nothing may be read */
};

const char *yaml_quote(struct yaml_file *file, const char *text)
{
	size_t size = utf8_prefix(text, QUOTE_POINTS);
	char *shown;

	if (secret_looks_like(text)) {
		return file->problems->language == LANGUAGE_JA ? "(表示しません)"
		                                               : "(not shown)";
	}
	shown = arena_printf(
	    &file->arena, "%.*s%s", (int)size, text, text[size] == '\0' ? "" : "…");
	for (char *at = shown; *at != '\0'; at++) {
		if ((unsigned char)*at < 0x20) {
			*at = ' ';
		}
	}
	return shown;
}

static void add_at(struct builder *builder, yaml_mark_t mark, const char *ja, const char *en)
{
	size_t line = builder->line + mark.line + 1;

	problems_add(builder->file->problems, builder->file->name, line,
	    yaml_scan_column(builder->scan, line, mark.column + 1), "%s", "%s",
	    builder->file->problems->language == LANGUAGE_JA ? ja : en);
}

static struct yaml_value *new_value(
    struct builder *builder, enum yaml_kind kind, const yaml_event_t *event)
{
	struct yaml_value *value = arena_alloc(&builder->file->arena, sizeof(*value));

	value->kind = kind;
	value->line = builder->line + event->start_mark.line + 1;
	value->column =
	    yaml_scan_column(builder->scan, value->line, event->start_mark.column + 1);
	return value;
}

static void report_twice(
    struct builder *builder, const struct yaml_value *key, const struct yaml_value *first)
{
	struct yaml_file *file = builder->file;

	if (file->in_doubt) {
		return;
	}
	problems_add(file->problems, file->name, key->line, key->column,
	    "「%s」が2回あります(最初は%zu行目)。",
	    "'%s' stands here twice (first in line %zu)", yaml_quote(file, key->text),
	    first->key_line);
	problems_hint(file->problems, "どちらかを消してください", "remove one of them");
}

static void add_child(
    struct builder *builder, struct yaml_value *parent, struct yaml_value *value)
{
	size_t max = parent->kind == YAML_KIND_LIST ? YAML_ITEMS_MAX : YAML_KEYS_MAX;

	if (parent->count == max) {
		yaml_fault(builder->file, value, "項目が多すぎます(%zu件まで)。",
		    "too many items (%zu at most)", max);
		builder->stopped = true;
		return;
	}
	parent->count++;
	if (parent->child == NULL) {
		parent->child = value;
	} else {
		parent->last->next = value;
	}
	parent->last = value;
}

static void add_to_map(
    struct builder *builder, struct yaml_value *map, struct yaml_value *value)
{
	struct yaml_value **key = &builder->keys[builder->depth - 1];

	if (*key == NULL) {
		if (value->kind == YAML_KIND_LIST || value->kind == YAML_KIND_MAP) {
			yaml_fault(builder->file, value, "キーに一覧や表は使えません。",
			    "a list or a map cannot be a key");
			problems_hint(builder->file->problems,
			    "{ } や [ ] を文字として書くときは \"\" で囲んでください",
			    "put \"\" around texts that begin with { or [");
			value->text = "";
			value->cut = true;
			map->cut = true;
		}
		*key = value;
		return;
	}
	value->key = (*key)->text == NULL ? "" : (*key)->text;
	value->key_line = (*key)->line;
	value->key_column = (*key)->column;
	if ((*key)->kind == YAML_KIND_TEXT) {
		const struct yaml_value *first = yaml_get(map, value->key);

		if (first != NULL) {
			report_twice(builder, *key, first);
		} else {
			add_child(builder, map, value);
		}
	}
	*key = NULL;
}

static void add_value(struct builder *builder, struct yaml_value *value)
{
	struct yaml_value *parent =
	    builder->depth == 0 ? NULL : builder->stack[builder->depth - 1];

	if (parent == NULL) {
		if (builder->file->root == NULL) {
			builder->file->root = value;
		}
	} else if (parent->kind == YAML_KIND_LIST) {
		add_child(builder, parent, value);
	} else {
		add_to_map(builder, parent, value);
	}
}

static void refuse_extras(
    struct builder *builder, const yaml_event_t *event, const void *anchor, const void *tag)
{
	if (anchor != NULL) {
		add_at(builder, event->start_mark, "アンカー(&…)は使えません。",
		    "anchors (&…) are not allowed");
		problems_hint(builder->file->problems,
		    "「&」で始まる文字列は \"\" で囲んでください",
		    "put \"\" around a text that begins with &");
	}
	if (tag != NULL) {
		add_at(builder, event->start_mark, "タグ(!…)は使えません。",
		    "tags (!…) are not allowed");
		problems_hint(builder->file->problems,
		    "「!」で始まる文字列は \"\" で囲んでください",
		    "put \"\" around a text that begins with !");
	}
}

static void open_value(struct builder *builder, struct yaml_value *value)
{
	struct yaml_value *root = builder->file->root;

	if (builder->depth == YAML_DEPTH_MAX) {
		yaml_fault(builder->file, value, "入れ子が深すぎます(%d段まで)。",
		    "nested too deeply (%d levels at most)", YAML_DEPTH_MAX);
		builder->stopped = true;
		return;
	}
	if (builder->depth == 0 && root != NULL && root->kind == YAML_KIND_MAP &&
	    value->kind == YAML_KIND_MAP) {
		value = root; /* reading went on after a syntax fault */
	} else {
		add_value(builder, value);
	}
	builder->stack[builder->depth] = value;
	builder->keys[builder->depth] = NULL;
	builder->depth++;
}

static void on_scalar(struct builder *builder, const yaml_event_t *event)
{
	struct yaml_value *value = new_value(builder, YAML_KIND_TEXT, event);
	const char *text = (const char *)event->data.scalar.value;

	refuse_extras(builder, event, event->data.scalar.anchor, event->data.scalar.tag);
	value->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	value->text = arena_strndup(&builder->file->arena, text, event->data.scalar.length);
	if (strlen(text) != event->data.scalar.length) {
		add_at(builder, event->start_mark, "文字ではないデータ(NUL)があります。",
		    "not a text: there is a NUL");
	}
	add_value(builder, value);
}

static void on_alias(struct builder *builder, const yaml_event_t *event)
{
	add_at(builder, event->start_mark, "エイリアス(*…)は使えません。",
	    "aliases (*…) are not allowed");
	problems_hint(builder->file->problems, "「*」で始まる文字列は \"\" で囲んでください",
	    "put \"\" around a text that begins with *");
	add_value(builder, new_value(builder, YAML_KIND_BROKEN, event));
}

static void on_document(struct builder *builder, const yaml_event_t *event)
{
	if (event->data.document_start.tag_directives.start !=
	    event->data.document_start.tag_directives.end) {
		add_at(builder, event->start_mark, "%TAGは使えません。", "%TAG is not allowed");
	}
	if (builder->documents++ > 0) {
		add_at(builder, event->start_mark,
		    "一つのファイルに文書が二つあります(「---」の行)。",
		    "a second document begins here (a line '---')");
		problems_hint(builder->file->problems,
		    "「---」の行を消すか、別のファイルに分けてください",
		    "remove the line '---', or make it a file of its own");
		builder->stopped = true;
	}
}

static void on_event(struct builder *builder, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		on_document(builder, event);
		break;
	case YAML_ALIAS_EVENT:
		on_alias(builder, event);
		break;
	case YAML_SCALAR_EVENT:
		on_scalar(builder, event);
		break;
	case YAML_SEQUENCE_START_EVENT:
		refuse_extras(builder, event, event->data.sequence_start.anchor,
		    event->data.sequence_start.tag);
		open_value(builder, new_value(builder, YAML_KIND_LIST, event));
		break;
	case YAML_MAPPING_START_EVENT:
		refuse_extras(builder, event, event->data.mapping_start.anchor,
		    event->data.mapping_start.tag);
		open_value(builder, new_value(builder, YAML_KIND_MAP, event));
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		builder->depth--;
		builder->closed = builder->stack[builder->depth];
		break;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		break;
	}
}

struct syntax_text {
	const char *problem; /* how libyaml's words begin */
	const char *ja;
	const char *en;
};

static const struct syntax_text syntax_texts[] = {
	{ "could not find expected ':'", "キーの後に「: 」がありません。",
	    "no ': ' behind the key" },
	{ "mapping values are not allowed",
	    "ここに「: 」は書けません(字下げが違うか、値の中に「: 」があります)。",
	    "no ': ' is possible here (wrong indentation, or ': ' within a value)" },
	{ "did not find expected key",
	    "字下げが前の行とそろっていないか、引用符の後に文字があります。",
	    "the indentation differs from the line before, or there is text behind a quote" },
	{ "did not find expected '-'", "一覧の項目は「- 」で始め、字下げをそろえてください。",
	    "items of a list begin with '- ' and stand below each other" },
	{ "block sequence entries are not allowed", "ここに「- 」は書けません。",
	    "no '- ' is possible here" },
	{ "did not find expected ',' or ']'", "「[」が「]」で閉じられていません。",
	    "a '[' is not closed by ']'" },
	{ "did not find expected ',' or '}'", "「{」が「}」で閉じられていません。",
	    "a '{' is not closed by '}'" },
	{ "found unexpected end of stream", "引用符が閉じられていません。",
	    "a quote is not closed" },
	{ "found unexpected document indicator", "引用符が閉じられていません。",
	    "a quote is not closed" },
	{ "found character that cannot start", "この文字で値を始めることはできません。",
	    "a value cannot begin with this character" },
	{ "found unknown escape", "\"\" の中の「\\」の使い方が違います。",
	    "an unknown escape behind '\\' within \"\"" },
};

/* A quote or a bracket that is not closed is a fault where it began, anything else where it was
 * found. */
static yaml_mark_t fault_mark(const yaml_parser_t *parser)
{
	const char *context = parser->context == NULL ? "" : parser->context;
	bool is_scanner = strncmp(context, "while scanning", 14) == 0 &&
	                  strncmp(parser->problem, "found unknown escape", 20) != 0;

	if (is_scanner || strncmp(context, "while parsing a flow", 20) == 0) {
		return parser->context_mark;
	}
	return parser->problem_mark;
}

static void report_syntax(struct builder *builder)
{
	const char *problem = builder->parser.problem == NULL ? "" : builder->parser.problem;
	yaml_mark_t mark = fault_mark(&builder->parser);
	struct problems *problems = builder->file->problems;

	for (size_t i = 0; i < sizeof(syntax_texts) / sizeof(syntax_texts[0]); i++) {
		const struct syntax_text *text = &syntax_texts[i];

		if (strncmp(problem, text->problem, strlen(text->problem)) == 0) {
			add_at(builder, mark, text->ja, text->en);
			problems_hint(problems,
			    "記号を含む値は \"\" で囲み、字下げは半角の空白でそろえてください",
			    "put \"\" around values with signs in them, and align with spaces");
			return;
		}
	}
	add_at(builder, mark, "YAMLの書き方が違います。", "this is not YAML");
	problems_hint(problems, "解析器の報告: %s", "the parser says: %s", problem);
}

/* Reads one stretch of text. False with *out_line (from 0) when a syntax fault ended it. */
static bool read_events(
    struct builder *builder, const char *text, size_t size, size_t *out_line)
{
	yaml_event_type_t type = YAML_NO_EVENT;

	KG_ASSERT(yaml_parser_initialize(&builder->parser) == 1);
	yaml_parser_set_encoding(&builder->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&builder->parser, (const unsigned char *)text, size);
	while (type != YAML_STREAM_END_EVENT && !builder->stopped) {
		yaml_event_t event;

		if (yaml_parser_parse(&builder->parser, &event) != 1) {
			if (!builder->file->in_doubt) {
				report_syntax(builder);
			}
			*out_line = fault_mark(&builder->parser).line;
			yaml_parser_delete(&builder->parser);
			return false;
		}
		type = event.type;
		on_event(builder, &event);
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&builder->parser);
	return true;
}

/* The open values were cut off; so was the root, as the faulty line may have held any of its
 * keys. */
static void cut_open_values(struct builder *builder)
{
	for (size_t i = 0; i < builder->depth; i++) {
		builder->stack[i]->cut = true;
	}
	if (builder->closed != NULL) {
		builder->closed->cut = true;
	}
	if (builder->file->root != NULL) {
		builder->file->root->cut = true;
	}
	builder->depth = 0;
}

/* Moves to the first line behind `line` that begins with a key. */
static const char *next_section(const char *text, size_t line, size_t *out_skipped)
{
	size_t skipped = 0;

	while (*text != '\0') {
		size_t key = strspn(text, "abcdefghijklmnopqrstuvwxyz_");

		if (skipped > line && key > 0 && text[key] == ':') {
			break;
		}
		text += strcspn(text, "\n");
		text += *text == '\n' ? 1 : 0;
		skipped++;
	}
	*out_skipped = skipped;
	return text;
}

static void build(struct yaml_file *file, const struct yaml_scan *scan)
{
	struct builder builder = { .file = file, .scan = scan };
	const char *text = scan->text.bytes;
	size_t line = 0;
	size_t skipped = 0;

	while (!read_events(&builder, text, strlen(text), &line)) {
		cut_open_values(&builder);
		text = next_section(text, line, &skipped);
		builder.line += skipped;
		builder.documents = 0;
		if (*text == '\0') {
			break;
		}
	}
	if (builder.stopped) {
		cut_open_values(&builder);
	}
}

static void report_open(struct problems *problems, const char *path, int error)
{
	if (error == ENOENT || error == ENOTDIR) {
		problems_add(problems, path, 0, 0, "ファイルがありません。", "no such file");
		problems_hint(problems, "ファイルの場所と名前をご確認ください",
		    "check the place and the name");
	} else if (error == EACCES || error == EPERM) {
		problems_add(problems, path, 0, 0, "ファイルを読む権限がありません。",
		    "not permitted to read the file");
	} else {
		problems_add(problems, path, 0, 0, "ファイルを読めません(errno %d)。",
		    "cannot be read (errno %d)", error);
	}
}

static void report_size(struct problems *problems, const char *path, size_t max)
{
	problems_add(problems, path, 0, 0, "ファイルが大きすぎます(%zu KBまで)。",
	    "the file is too big (%zu KB at most)", max / 1024);
}

enum kg_status yaml_read_bytes(const char *path, size_t max, struct problems *problems,
    struct arena *arena, const char **out_bytes, size_t *out_size)
{
	KG_AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat info;
	char *bytes;
	size_t size = 0;

	if (fd < 0 || fstat(fd, &info) != 0) {
		report_open(problems, path, errno);
		return KG_INVALID;
	}
	if (!S_ISREG(info.st_mode)) {
		problems_add(problems, path, 0, 0, "ファイルではありません。", "not a file");
		return KG_INVALID;
	}
	if (info.st_size < 0 || (size_t)info.st_size > max) {
		report_size(problems, path, max);
		return KG_INVALID;
	}
	bytes = arena_alloc(arena, (size_t)info.st_size + 1);
	while (size < (size_t)info.st_size) {
		ssize_t got = read(fd, bytes + size, (size_t)info.st_size - size);

		if (got < 0 && errno != EINTR) {
			report_open(problems, path, errno);
			return KG_INVALID;
		}
		if (got == 0) {
			break;
		}
		size += got > 0 ? (size_t)got : 0;
	}
	*out_bytes = bytes;
	*out_size = size;
	return KG_OK;
}

static void report_empty(struct yaml_file *file)
{
	problems_add(file->problems, file->name, 1, 1,
	    "中身がありません(空か、コメントだけのファイルです)。",
	    "there is nothing in it (an empty file, or comments only)");
	problems_hint(file->problems, "見本のファイルをもとに記入してください",
	    "start from the file that comes with kaigi");
}

/* `file->bytes` and the name are set. */
static enum kg_status parse(struct yaml_file *file)
{
	struct yaml_scan scan;
	size_t before = file->problems->count;
	enum kg_status st = yaml_scan_text(file, file->bytes, file->size, &scan);

	if (st == KG_OK) {
		build(file, &scan);
		if (file->root == NULL && file->problems->count == before) {
			report_empty(file);
		}
		if (file->root != NULL && file->root->kind != YAML_KIND_MAP) {
			yaml_fault(file, file->root,
			    "ファイルの先頭には「キー: 値」が必要です。",
			    "the file must begin with 'key: value'");
			file->root = NULL;
		}
	}
	yaml_scan_finish(&scan);
	return file->root == NULL ? KG_INVALID : KG_OK;
}

enum kg_status yaml_file_parse(const char *name, const char *bytes, size_t size,
    struct problems *problems, struct yaml_file *out)
{
	*out = (struct yaml_file){ .name = name, .problems = problems };
	if (size > YAML_FILE_MAX) {
		report_size(problems, name, YAML_FILE_MAX);
		return KG_INVALID;
	}
	out->bytes = arena_strndup(&out->arena, bytes, size);
	out->size = size;
	return parse(out);
}

enum kg_status yaml_file_load(
    const char *path, struct problems *problems, struct yaml_file *out)
{
	enum kg_status st;

	*out = (struct yaml_file){ .name = path, .problems = problems };
	st = yaml_read_bytes(
	    path, YAML_FILE_MAX, problems, &out->arena, &out->bytes, &out->size);
	return st == KG_OK ? parse(out) : st;
}

void yaml_file_finish(struct yaml_file *file)
{
	arena_finish(&file->arena);
	*file = (struct yaml_file){ 0 };
}
