#ifndef KAIGI_CONFIG_YAML_H
#define KAIGI_CONFIG_YAML_H

/*
 * A strict reader for the small YAML that people write by hand: maps, lists, texts. Every value
 * keeps its place, every fault is reported with it, and one fault does not hide the next: what
 * can still be read is read. Refused: anchors, aliases, tags, several documents, keys twice,
 * invisible characters, more than 1 MB, 12 levels or a few thousand items. Numbers, dates and
 * booleans have one spelling each.
 *
 * Texts of the values live as long as the file; decoded structs live in the arena that was
 * given.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "base/status.h"
#include "config/problems.h"

enum {
	YAML_FILE_MAX = 1024 * 1024,
	YAML_DEPTH_MAX = 12,
	YAML_TEXT_MAX = 2000,  /* code points */
	YAML_ITEMS_MAX = 5000, /* of one list */
	YAML_KEYS_MAX = 200,   /* of one map */
};

enum yaml_kind { YAML_KIND_TEXT, YAML_KIND_LIST, YAML_KIND_MAP, YAML_KIND_BROKEN };

struct yaml_value {
	enum yaml_kind kind;
	bool quoted; /* a text in quotes or a block */
	bool cut;    /* a syntax fault ended it early: what is missing is not reported */
	size_t line;
	size_t column;
	const char *text; /* of a text */
	const char *key;  /* within a map */
	size_t key_line;
	size_t key_column;
	struct yaml_value *child; /* first one of a list or map */
	struct yaml_value *last;
	size_t count; /* of children */
	struct yaml_value *next;
};

struct yaml_file {
	const char *name; /* borrowed */
	struct problems *problems;
	struct yaml_value *root; /* NULL when nothing could be read */
	bool in_doubt; /* indentation had to be guessed: only faults of values are reported */
	const char *bytes; /* as they are in the file */
	size_t size;
	struct arena arena;
};

enum yaml_type {
	YAML_TEXT,    /* const char *: one line, no blanks at the ends */
	YAML_ID,      /* const char *: [a-z0-9] and - _ . within */
	YAML_INTEGER, /* int */
	YAML_BOOLEAN, /* bool: true, false */
	YAML_DATE,    /* struct kg_date: 2026-04-01 */
	YAML_TIME,    /* struct kg_time: 2026-04-01 or 2026-04-01T08:30, Japan */
	YAML_CHOICE,  /* int or an enum of that size */
	YAML_MAP,     /* the schema's struct, embedded */
	YAML_MAPS,    /* pointer to the schema's structs, and a size_t */
	YAML_TEXTS,   /* const char **, NULL-terminated */
	YAML_DATES,   /* struct kg_date *, and a size_t */
};

struct yaml_choice {
	const char *word; /* NULL ends the table */
	int value;
};

struct yaml_field {
	const char *key; /* NULL ends the table */
	enum yaml_type type;
	bool required; /* for lists: and not empty */
	size_t offset;
	size_t count_offset; /* of the size_t of MAPS and DATES */
	int min;             /* INTEGER */
	int max;             /* INTEGER; code points of a TEXT, 0 for YAML_TEXT_MAX */
	const struct yaml_choice *choices;
	const struct yaml_schema *schema; /* MAP, MAPS */
};

struct yaml_schema {
	size_t size;
	const struct yaml_field *fields;
};

/* KG_INVALID when there is nothing to decode (a fault was added); else what is readable is in
 * `out`. */
KG_MUST_CHECK enum kg_status yaml_file_load(
    const char *path, struct problems *problems, struct yaml_file *out);
KG_MUST_CHECK enum kg_status yaml_file_parse(const char *name, const char *bytes, size_t size,
    struct problems *problems, struct yaml_file *out);
void yaml_file_finish(struct yaml_file *file);

/* Reads a whole file of at most `max` bytes; the bytes are NUL-terminated. Faults go to
 * `problems`. */
KG_MUST_CHECK enum kg_status yaml_read_bytes(const char *path, size_t max,
    struct problems *problems, struct arena *arena, const char **out_bytes, size_t *out_size);

/* Fills the struct `out` (zeroed by the caller). Texts are never NULL afterwards, faulty ones
 * are "". */
void yaml_decode(struct yaml_file *file, const struct yaml_value *map,
    const struct yaml_schema *schema, struct arena *arena, void *out);

/* The value of a key, the nth item of a list; NULL when there is none or `value` is NULL. */
const struct yaml_value *yaml_get(const struct yaml_value *map, const char *key);
const struct yaml_value *yaml_item(const struct yaml_value *list, size_t index);
/* list[index].key: for cross-checks of decoded lists. Falls back to the item, then to the list.
 */
const struct yaml_value *yaml_at(
    const struct yaml_value *root, const char *list, size_t index, const char *key);

/* A fault at a value; NULL is the beginning of the file. */
void yaml_fault(struct yaml_file *file, const struct yaml_value *value, const char *ja,
    const char *en, ...) KG_PRINTF(3, 5) KG_PRINTF(4, 5);
void yaml_fault_key(struct yaml_file *file, const struct yaml_value *value, const char *ja,
    const char *en, ...) KG_PRINTF(3, 5) KG_PRINTF(4, 5);

/* What the file says, fit for a message: short, visible, and never a token. */
const char *yaml_quote(struct yaml_file *file, const char *text);

#endif
