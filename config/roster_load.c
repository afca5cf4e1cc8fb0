/* The roster's YAML: schema, then the cross-checks of roster_check.c. */
#include "config/roster.h"

#include <stddef.h>

#include "config/roster_check.h"
#include "config/yaml.h"

#define ACCOUNT(name) .offset = offsetof(struct roster_account, name)
static const struct yaml_field account_fields[] = {
	{ .key = "workspace", .type = YAML_ID, .required = true, ACCOUNT(workspace) },
	{ .key = "account", .type = YAML_TEXT, .required = true, ACCOUNT(account), .max = 255 },
	{ .key = NULL },
};
static const struct yaml_schema account_schema = { sizeof(struct roster_account),
	account_fields };

#define PERSON(name) .offset = offsetof(struct roster_person, name)
static const struct yaml_field person_fields[] = {
	{ .key = "id", .type = YAML_ID, .required = true, PERSON(id) },
	{ .key = "name", .type = YAML_TEXT, .required = true, PERSON(name), .max = 80 },
	{ .key = "phone", .type = YAML_TEXT, PERSON(phone), .max = 40 },
	{ .key = "language", .type = YAML_TEXT, PERSON(language), .max = 2 },
	{ .key = "accounts",
	    .type = YAML_MAPS,
	    PERSON(accounts),
	    .schema = &account_schema,
	    .count_offset = offsetof(struct roster_person, account_count) },
	{ .key = NULL },
};
static const struct yaml_schema person_schema = { sizeof(struct roster_person), person_fields };

#define TENURE(name) .offset = offsetof(struct roster_tenure, name)
static const struct yaml_field tenure_fields[] = {
	{ .key = "office", .type = YAML_TEXT, .required = true, TENURE(office), .max = 64 },
	{ .key = "person", .type = YAML_TEXT, .required = true, TENURE(person), .max = 64 },
	{ .key = "title", .type = YAML_TEXT, TENURE(title), .max = 120 },
	{ .key = "from", .type = YAML_TIME, .required = true, TENURE(from) },
	{ .key = "to", .type = YAML_TIME, TENURE(to) },
	{ .key = "published", .type = YAML_TIME, TENURE(published) },
	{ .key = "document", .type = YAML_TEXT, TENURE(document), .max = 80 },
	{ .key = "whose", .type = YAML_TEXT, TENURE(whose), .max = 64 },
	{ .key = NULL },
};
static const struct yaml_schema tenure_schema = { sizeof(struct roster_tenure), tenure_fields };

#define ABSENCE(name) .offset = offsetof(struct roster_absence, name)
static const struct yaml_field absence_fields[] = {
	{ .key = "person", .type = YAML_TEXT, .required = true, ABSENCE(person), .max = 64 },
	{ .key = "from", .type = YAML_TIME, .required = true, ABSENCE(from) },
	{ .key = "to", .type = YAML_TIME, .required = true, ABSENCE(to) },
	{ .key = "reason", .type = YAML_TEXT, ABSENCE(reason), .max = 200 },
	{ .key = NULL },
};
static const struct yaml_schema absence_schema = { sizeof(struct roster_absence),
	absence_fields };

#define ACTING(name) .offset = offsetof(struct roster_acting, name)
static const struct yaml_field acting_fields[] = {
	{ .key = "body", .type = YAML_TEXT, .required = true, ACTING(body), .max = 64 },
	{ .key = "person", .type = YAML_TEXT, .required = true, ACTING(person), .max = 64 },
	{ .key = "from", .type = YAML_TIME, .required = true, ACTING(from) },
	{ .key = "to", .type = YAML_TIME, ACTING(to) },
	{ .key = "reason", .type = YAML_TEXT, .required = true, ACTING(reason), .max = 200 },
	{ .key = NULL },
};
static const struct yaml_schema acting_schema = { sizeof(struct roster_acting), acting_fields };

#define RULE(name) .offset = offsetof(struct roster_rule, name)
static const struct yaml_field rule_fields[] = {
	{ .key = "key", .type = YAML_TEXT, .required = true, RULE(key), .max = 64 },
	{ .key = "value", .type = YAML_TEXT, .required = true, RULE(value), .max = 200 },
	{ .key = "document", .type = YAML_TEXT, .required = true, RULE(document), .max = 80 },
	{ .key = "from", .type = YAML_TIME, .required = true, RULE(from) },
	{ .key = NULL },
};
static const struct yaml_schema rule_schema = { sizeof(struct roster_rule), rule_fields };

#define ROSTER(name) .offset = offsetof(struct roster, name)
#define ROSTER_COUNT(name) .count_offset = offsetof(struct roster, name)
static const struct yaml_field roster_fields[] = {
	{ .key = "fictitious", .type = YAML_BOOLEAN, ROSTER(fictitious) },
	{ .key = "persons",
	    .type = YAML_MAPS,
	    ROSTER(persons),
	    ROSTER_COUNT(person_count),
	    .schema = &person_schema },
	{ .key = "tenures",
	    .type = YAML_MAPS,
	    ROSTER(tenures),
	    ROSTER_COUNT(tenure_count),
	    .schema = &tenure_schema },
	{ .key = "absences",
	    .type = YAML_MAPS,
	    ROSTER(absences),
	    ROSTER_COUNT(absence_count),
	    .schema = &absence_schema },
	{ .key = "acting",
	    .type = YAML_MAPS,
	    ROSTER(actings),
	    ROSTER_COUNT(acting_count),
	    .schema = &acting_schema },
	{ .key = "rules",
	    .type = YAML_MAPS,
	    ROSTER(rules),
	    ROSTER_COUNT(rule_count),
	    .schema = &rule_schema },
	{ .key = NULL },
};
static const struct yaml_schema roster_schema = { sizeof(struct roster), roster_fields };

static void set_languages(struct roster *roster)
{
	for (size_t i = 0; i < roster->person_count; i++) {
		if (*roster->persons[i].language == '\0') {
			roster->persons[i].language = "ja";
		}
	}
}

static enum kg_status decode(struct yaml_file *file, enum kg_status st, size_t before,
    const struct charter *charter, struct roster *out)
{
	struct problems *problems = file->problems;

	if (st == KG_OK) {
		yaml_decode(file, file->root, &roster_schema, &out->arena, out);
		set_languages(out);
		roster_check(file, charter, out);
	}
	yaml_file_finish(file);
	return problems->count + problems->dropped > before ? KG_INVALID : st;
}

enum kg_status roster_load(const char *path, const struct charter *charter,
    struct problems *problems, struct roster *out)
{
	struct yaml_file file;
	size_t before = problems->count + problems->dropped;
	enum kg_status st = yaml_file_load(path, problems, &file);

	return decode(&file, st, before, charter, out);
}

enum kg_status roster_parse(const char *name, const char *bytes, size_t size,
    const struct charter *charter, struct problems *problems, struct roster *out)
{
	struct yaml_file file;
	size_t before = problems->count + problems->dropped;
	enum kg_status st = yaml_file_parse(name, bytes, size, problems, &file);

	return decode(&file, st, before, charter, out);
}

void roster_finish(struct roster *roster)
{
	arena_finish(&roster->arena);
	*roster = (struct roster){ 0 };
}
