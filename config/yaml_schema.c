/*
 * Values into structs, by tables: every key of a map must be in the table, every required one
 * in the map.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "config/nearest.h"
#include "config/yaml_scalar.h"

static void decode_map(struct yaml_decoder *decoder, const struct yaml_value *map,
    const struct yaml_schema *schema, char *out);

const struct yaml_value *yaml_get(const struct yaml_value *map, const char *key)
{
	if (map == NULL || map->kind != YAML_KIND_MAP) {
		return NULL;
	}
	for (const struct yaml_value *child = map->child; child != NULL; child = child->next) {
		if (strcmp(child->key, key) == 0) {
			return child;
		}
	}
	return NULL;
}

const struct yaml_value *yaml_item(const struct yaml_value *list, size_t index)
{
	const struct yaml_value *child =
	    list == NULL || list->kind != YAML_KIND_LIST ? NULL : list->child;

	while (child != NULL && index > 0) {
		child = child->next;
		index--;
	}
	return child;
}

const struct yaml_value *yaml_at(
    const struct yaml_value *root, const char *list, size_t index, const char *key)
{
	const struct yaml_value *items = yaml_get(root, list);
	const struct yaml_value *item = yaml_item(items, index);
	const struct yaml_value *value = yaml_get(item, key);

	if (value != NULL) {
		return value;
	}
	return item != NULL ? item : items;
}

static void add_fault(struct yaml_file *file, size_t line, size_t column, const char *ja,
    const char *en, va_list args) KG_PRINTF(4, 0) KG_PRINTF(5, 0);

static void add_fault(struct yaml_file *file, size_t line, size_t column, const char *ja,
    const char *en, va_list args)
{
	char text[1024];
	bool japanese = file->problems->language == LANGUAGE_JA;
	int size = japanese ? vsnprintf(text, sizeof(text), ja, args)
	                    : vsnprintf(text, sizeof(text), en, args);

	KG_ASSERT(size >= 0);
	problems_add(file->problems, file->name, line, column, "%s", "%s", text);
}

void yaml_fault(
    struct yaml_file *file, const struct yaml_value *value, const char *ja, const char *en, ...)
{
	va_list args;

	va_start(args, en);
	add_fault(file, value == NULL ? 1 : value->line, value == NULL ? 1 : value->column, ja,
	    en, args);
	va_end(args);
}

void yaml_fault_key(
    struct yaml_file *file, const struct yaml_value *value, const char *ja, const char *en, ...)
{
	va_list args;

	va_start(args, en);
	add_fault(file, value->key == NULL ? value->line : value->key_line,
	    value->key == NULL ? value->column : value->key_column, ja, en, args);
	va_end(args);
}

static bool expect_list(struct yaml_decoder *decoder, const struct yaml_value *value,
    const struct yaml_field *field)
{
	if (value->kind == YAML_KIND_BROKEN) {
		return false;
	}
	if (yaml_is_nothing(value)) {
		yaml_fault_nothing(decoder, value, !field->required);
		return false;
	}
	if (value->kind != YAML_KIND_LIST) {
		yaml_fault(decoder->file, value, "「%s」は一覧(行頭に「- 」)で書いてください。",
		    "'%s' must be a list (lines that begin with '- ')", field->key);
		return false;
	}
	if (field->required && value->child == NULL && !value->cut) {
		yaml_fault(decoder->file, value, "「%s」が一つもありません。",
		    "there is nothing in '%s'", field->key);
		return false;
	}
	return true;
}

static void decode_maps(struct yaml_decoder *decoder, const struct yaml_value *list,
    const struct yaml_field *field, char *out)
{
	size_t count = list->count;
	char *items = arena_alloc(decoder->arena, count * field->schema->size);
	size_t index = 0;

	for (const struct yaml_value *item = list->child; item != NULL; item = item->next) {
		decode_map(decoder, item, field->schema, items + index * field->schema->size);
		index++;
	}
	memcpy(out + field->offset, &items,
	    sizeof(items)); /* NOLINT(bugprone-sizeof-expression) */
	memcpy(out + field->count_offset, &count, sizeof(count));
}

static void decode_texts(struct yaml_decoder *decoder, const struct yaml_value *list,
    const struct yaml_field *field, char *out)
{
	struct yaml_field one = { .key = field->key, .type = YAML_TEXT, .required = true };
	const char **texts = arena_alloc(decoder->arena, (list->count + 1) * sizeof(*texts));
	size_t index = 0;

	for (const struct yaml_value *item = list->child; item != NULL; item = item->next) {
		texts[index] = "";
		yaml_decode_scalar(decoder, item, &one, (char *)&texts[index]);
		index++;
	}
	memcpy(out + field->offset, &texts,
	    sizeof(texts)); /* NOLINT(bugprone-sizeof-expression) */
}

static void decode_dates(struct yaml_decoder *decoder, const struct yaml_value *list,
    const struct yaml_field *field, char *out)
{
	struct yaml_field one = { .key = field->key, .type = YAML_DATE };
	size_t count = list->count;
	struct kg_date *dates = arena_alloc(decoder->arena, count * sizeof(*dates));
	size_t index = 0;

	for (const struct yaml_value *item = list->child; item != NULL; item = item->next) {
		yaml_decode_scalar(decoder, item, &one, (char *)&dates[index]);
		index++;
	}
	memcpy(out + field->offset, &dates,
	    sizeof(dates)); /* NOLINT(bugprone-sizeof-expression) */
	memcpy(out + field->count_offset, &count, sizeof(count));
}

static void decode_list(struct yaml_decoder *decoder, const struct yaml_value *value,
    const struct yaml_field *field, char *out)
{
	if (!expect_list(decoder, value, field)) {
		return;
	}
	if (field->type == YAML_MAPS) {
		decode_maps(decoder, value, field, out);
	} else if (field->type == YAML_TEXTS) {
		decode_texts(decoder, value, field, out);
	} else {
		decode_dates(decoder, value, field, out);
	}
}

static void decode_value(struct yaml_decoder *decoder, const struct yaml_value *value,
    const struct yaml_field *field, char *out)
{
	char *place = out + field->offset;

	if (field->type == YAML_MAP) {
		decode_map(decoder, value, field->schema, place);
		return;
	}
	if (field->type == YAML_MAPS || field->type == YAML_TEXTS ||
	    field->type == YAML_DATES) {
		decode_list(decoder, value, field, out);
		return;
	}
	yaml_decode_scalar(decoder, value, field, place);
}

static const struct yaml_field *find_field(const struct yaml_schema *schema, const char *key)
{
	for (const struct yaml_field *field = schema->fields; field->key != NULL; field++) {
		if (strcmp(field->key, key) == 0) {
			return field;
		}
	}
	return NULL;
}

/* The key that was probably meant; what stands behind a colon within the key is not looked at.
 */
static const char *suggest(
    struct yaml_file *file, const char *key, const struct yaml_field *fields)
{
	const char *wide = strstr(key, "\uFF1A");
	size_t size = wide == NULL ? strcspn(key, ":") : (size_t)(wide - key);
	const char *word = arena_strndup(&file->arena, key, size);
	size_t distance = NEAREST_REACH + 1;
	const char *best = NULL;

	for (const struct yaml_field *field = fields; field->key != NULL; field++) {
		nearest_offer(word, field->key, &distance, &best);
	}
	return best;
}

static void fault_unknown(struct yaml_decoder *decoder, const struct yaml_value *value,
    const struct yaml_field *fields)
{
	struct problems *problems = decoder->file->problems;
	const char *best = suggest(decoder->file, value->key, fields);

	yaml_fault_key(decoder->file, value, "「%s」というキーはありません。",
	    "no such key: '%s'", yaml_quote(decoder->file, value->key));
	if (strcmp(value->key, "<<") == 0) {
		problems_hint(problems, "「<<」による取込みは使えません",
		    "merging with << is not possible");
	} else if (strstr(value->key, "\uFF1A") != NULL || strchr(value->key, ':') != NULL) {
		problems_hint(problems,
		    "コロンは半角で、後に空白を入れてください(例: key: value)",
		    "use an ordinary colon and a space behind it: key: value");
	} else if (best != NULL) {
		problems_hint(problems, "「%s」のことですか", "did you mean '%s'?", best);
	} else {
		problems_hint(problems, "このキーを消してください", "remove it");
	}
}

/* A misspelt key is one fault, not an unknown one and a missing one. */
static bool is_misspelt(struct yaml_decoder *decoder, const struct yaml_value *map,
    const struct yaml_schema *schema, const char *key)
{
	for (const struct yaml_value *value = map->child; value != NULL; value = value->next) {
		const char *best;

		if (find_field(schema, value->key) != NULL) {
			continue;
		}
		best = suggest(decoder->file, value->key, schema->fields);
		if (best != NULL && strcmp(best, key) == 0) {
			return true;
		}
	}
	return false;
}

static void fault_missing(
    struct yaml_decoder *decoder, const struct yaml_value *map, const struct yaml_field *field)
{
	yaml_fault(decoder->file, map, "「%s」がありません。", "'%s' is missing", field->key);
	problems_hint(decoder->file->problems, "「%s: …」の行を加えてください",
	    "add a line '%s: …'", field->key);
}

/* Texts that are not in the file are "", lists of texts are empty. */
static void set_empty(struct yaml_decoder *decoder, const struct yaml_schema *schema, char *out)
{
	static const char *const empty = "";

	for (const struct yaml_field *field = schema->fields; field->key != NULL; field++) {
		if (field->type == YAML_TEXT || field->type == YAML_ID) {
			/* NOLINTNEXTLINE(bugprone-sizeof-expression) */
			memcpy(out + field->offset, &empty, sizeof(empty));
		} else if (field->type == YAML_TEXTS) {
			const char **none = arena_alloc(decoder->arena, sizeof(*none));

			memcpy(out + field->offset, &none, sizeof(none));
		} else if (field->type == YAML_MAP) {
			set_empty(decoder, field->schema, out + field->offset);
		}
	}
}

static void decode_map(struct yaml_decoder *decoder, const struct yaml_value *map,
    const struct yaml_schema *schema, char *out)
{
	set_empty(decoder, schema, out);
	if (map->kind == YAML_KIND_BROKEN) {
		return;
	}
	if (map->kind != YAML_KIND_MAP) {
		if (!decoder->file->in_doubt) {
			yaml_fault(decoder->file, map,
			    "ここには「キー: 値」の組を書いてください。",
			    "pairs of 'key: value' belong here");
			problems_hint(decoder->file->problems, "必要なキー: %s など",
			    "for example the key %s", schema->fields[0].key);
		}
		return;
	}
	for (const struct yaml_value *value = map->child; value != NULL; value = value->next) {
		const struct yaml_field *field = find_field(schema, value->key);

		if (field != NULL) {
			decode_value(decoder, value, field, out);
		} else if (!decoder->file->in_doubt) {
			fault_unknown(decoder, value, schema->fields);
		}
	}
	for (const struct yaml_field *field = schema->fields; field->key != NULL; field++) {
		if (field->required && !map->cut && !decoder->file->in_doubt &&
		    yaml_get(map, field->key) == NULL &&
		    !is_misspelt(decoder, map, schema, field->key)) {
			fault_missing(decoder, map, field);
		}
	}
}

void yaml_decode(struct yaml_file *file, const struct yaml_value *map,
    const struct yaml_schema *schema, struct arena *arena, void *out)
{
	struct yaml_decoder decoder = { .file = file, .arena = arena };

	decode_map(&decoder, map, schema, out);
}
