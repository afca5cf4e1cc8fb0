/* The files that people write. */
#include <stdlib.h>

#include "config/charter.h"
#include "config/roster.h"
#include "config/settings.h"
#include "config/yaml.h"
#include "tests/fuzz/fuzz.h"

/* Every fault has a place; printing them must not break either. */
static void check_problems(struct problems *problems, enum kg_status status)
{
	static FILE *nowhere;

	if (nowhere == NULL) {
		nowhere = fopen("/dev/null", "we");
		KG_ASSERT(nowhere != NULL);
	}
	KG_ASSERT((status == KG_OK) == (problems->count == 0));
	problems_print(problems, nowhere);
	problems_finish(problems);
}

static enum language language_by(size_t size)
{
	return size % 2 == 0 ? LANGUAGE_JA : LANGUAGE_EN;
}

static void walk(struct yaml_file *file, const struct yaml_value *value, size_t depth)
{
	KG_ASSERT(depth <= YAML_DEPTH_MAX + 1);
	for (; value != NULL; value = value->next) {
		KG_ASSERT(value->line > 0);
		if (value->kind == YAML_KIND_TEXT) {
			(void)yaml_quote(file, value->text);
		}
		walk(file, value->child, depth + 1);
	}
}

void fuzz_yaml(const uint8_t *data, size_t size)
{
	struct problems problems;
	struct yaml_file file;

	problems_init(&problems, language_by(size));
	if (yaml_file_parse("a.yaml", (const char *)data, size, &problems, &file) == KG_OK) {
		walk(&file, file.root, 0);
	}
	yaml_file_finish(&file);
	problems_finish(&problems);
}

void fuzz_charter(const uint8_t *data, size_t size)
{
	struct charter charter = { .bodies = NULL };
	struct problems problems;

	problems_init(&problems, language_by(size));
	check_problems(&problems, charter_load(fuzz_file_of(data, size), &problems, &charter));
	charter_finish(&charter);
}

void fuzz_settings(const uint8_t *data, size_t size)
{
	struct settings settings = { .council = NULL };
	struct problems problems;

	problems_init(&problems, language_by(size));
	check_problems(
	    &problems, settings_load(fuzz_file_of(data, size), &problems, &settings));
	settings_finish(&settings);
}

static const struct charter *shipped_charter(void)
{
	static struct charter charter;
	static bool loaded;

	if (!loaded) {
		struct problems problems;

		problems_init(&problems, LANGUAGE_EN);
		KG_ASSERT(charter_load(SOURCE_FOLDER "/config/kawasaki/charter.yaml", &problems,
		              &charter) == KG_OK);
		problems_finish(&problems);
		loaded = true;
	}
	return &charter;
}

void fuzz_roster(const uint8_t *data, size_t size)
{
	struct roster roster = { .person_count = 0 };
	struct problems problems;

	problems_init(&problems, language_by(size));
	check_problems(&problems, roster_parse("roster.yaml", (const char *)data, size,
	                              shipped_charter(), &problems, &roster));
	roster_finish(&roster);
}
