#ifndef KAIGI_TESTS_CONFIG_SAMPLE_H
#define KAIGI_TESTS_CONFIG_SAMPLE_H

/* A schema with one field of each type, for the traps that have nothing to do with councils. */

#include "base/time.h"
#include "config/charter.h"
#include "config/yaml.h"

enum color { COLOR_RED, COLOR_BLUE };

struct item {
	const char *id;
	int size;
};

struct sample {
	const char *name;
	const char *key;
	int count;
	bool enabled;
	struct kg_date day;
	struct kg_time start;
	enum color color;
	const char **tags;
	struct kg_date *days;
	size_t day_count;
	struct text2 inner;
	struct item *items;
	size_t item_count;
};

extern const struct yaml_schema sample_schema;

enum kg_status sample_load(
    const char *path, struct problems *problems, struct arena *arena, struct sample *out);

#endif
