/*
 * The charter's YAML: schema, then what no schema can say. Posts and classes must stand in the
 * text file word for word, every rule of config/rule.h must have a default, and the procedures
 * that the programs cite must be there; a charter that passes can be used without further
 * checks.
 */
#include "config/charter.h"

#include <stddef.h>
#include <string.h>

#include "base/utf8.h"
#include "config/digest.h"
#include "config/rule.h"
#include "config/yaml.h"

enum { TEXT_FILE_MAX = 1024 * 1024 };

static const struct yaml_choice roles[] = {
	{ "chair", ROLE_CHAIR },
	{ "vice", ROLE_VICE },
	{ "member", ROLE_MEMBER },
	{ NULL, 0 },
};

static const struct yaml_choice answers[] = {
	{ "approve", ANSWER_APPROVE },
	{ "reject", ANSWER_REJECT },
	{ "meeting", ANSWER_MEETING },
	{ "seen", ANSWER_SEEN },
	{ NULL, 0 },
};

static const struct yaml_field text2_fields[] = {
	{ .key = "ja",
	    .type = YAML_TEXT,
	    .required = true,
	    .offset = offsetof(struct text2, ja) },
	{ .key = "en",
	    .type = YAML_TEXT,
	    .required = true,
	    .offset = offsetof(struct text2, en) },
	{ .key = NULL },
};
static const struct yaml_schema text2_schema = { sizeof(struct text2), text2_fields };

#define SEAT(name) .offset = offsetof(struct charter_seat, name)
static const struct yaml_field seat_fields[] = {
	{ .key = "id", .type = YAML_ID, .required = true, SEAT(id) },
	{ .key = "role", .type = YAML_CHOICE, .required = true, SEAT(role), .choices = roles },
	{ .key = "title",
	    .type = YAML_MAP,
	    .required = true,
	    SEAT(title),
	    .schema = &text2_schema },
	{ .key = "post",
	    .type = YAML_MAP,
	    .required = true,
	    SEAT(post),
	    .schema = &text2_schema },
	{ .key = "article", .type = YAML_TEXT, .required = true, SEAT(article) },
	{ .key = "order",
	    .type = YAML_INTEGER,
	    .required = true,
	    SEAT(order),
	    .min = 1,
	    .max = 99 },
	{ .key = "same_as", .type = YAML_TEXT, SEAT(same_as) },
	{ .key = NULL },
};
static const struct yaml_schema seat_schema = { sizeof(struct charter_seat), seat_fields };

#define BODY(name) .offset = offsetof(struct charter_body, name)
static const struct yaml_field body_fields[] = {
	{ .key = "id", .type = YAML_ID, .required = true, BODY(id) },
	{ .key = "name",
	    .type = YAML_MAP,
	    .required = true,
	    BODY(name),
	    .schema = &text2_schema },
	{ .key = "seats",
	    .type = YAML_MAPS,
	    .required = true,
	    BODY(seats),
	    .schema = &seat_schema,
	    .count_offset = offsetof(struct charter_body, seat_count) },
	{ .key = NULL },
};
static const struct yaml_schema body_schema = { sizeof(struct charter_body), body_fields };

#define CLASS(name) .offset = offsetof(struct charter_class, name)
static const struct yaml_field class_fields[] = {
	{ .key = "number",
	    .type = YAML_INTEGER,
	    .required = true,
	    CLASS(number),
	    .min = 1,
	    .max = 99 },
	{ .key = "text",
	    .type = YAML_MAP,
	    .required = true,
	    CLASS(text),
	    .schema = &text2_schema },
	{ .key = "note", .type = YAML_MAP, CLASS(note), .schema = &text2_schema },
	{ .key = "needs_reason", .type = YAML_BOOLEAN, CLASS(needs_reason) },
	{ .key = NULL },
};
static const struct yaml_schema class_schema = { sizeof(struct charter_class), class_fields };

#define MARK(name) .offset = offsetof(struct charter_mark, name)
static const struct yaml_field mark_fields[] = {
	{ .key = "answer",
	    .type = YAML_CHOICE,
	    .required = true,
	    MARK(answer),
	    .choices = answers },
	{ .key = "mark", .type = YAML_TEXT, .required = true, MARK(mark), .max = 16 },
	{ .key = "aliases", .type = YAML_TEXTS, MARK(aliases) },
	{ .key = "label",
	    .type = YAML_MAP,
	    .required = true,
	    MARK(label),
	    .schema = &text2_schema },
	{ .key = NULL },
};
static const struct yaml_schema mark_schema = { sizeof(struct charter_mark), mark_fields };

#define DEFAULT(name) .offset = offsetof(struct charter_default, name)
static const struct yaml_field default_fields[] = {
	{ .key = "key", .type = YAML_TEXT, .required = true, DEFAULT(key) },
	{ .key = "value", .type = YAML_TEXT, .required = true, DEFAULT(value) },
	{ .key = "text",
	    .type = YAML_MAP,
	    .required = true,
	    DEFAULT(text),
	    .schema = &text2_schema },
	{ .key = NULL },
};
static const struct yaml_schema default_schema = { sizeof(struct charter_default),
	default_fields };

#define PROCEDURE(name) .offset = offsetof(struct charter_procedure, name)
static const struct yaml_field procedure_fields[] = {
	{ .key = "id", .type = YAML_ID, .required = true, PROCEDURE(id) },
	{ .key = "article", .type = YAML_TEXT, .required = true, PROCEDURE(article) },
	{ .key = "citation",
	    .type = YAML_MAP,
	    .required = true,
	    PROCEDURE(citation),
	    .schema = &text2_schema },
	{ .key = NULL },
};
static const struct yaml_schema procedure_schema = { sizeof(struct charter_procedure),
	procedure_fields };

#define CHARTER(name) .offset = offsetof(struct charter, name)
#define CHARTER_COUNT(name) .count_offset = offsetof(struct charter, name)
static const struct yaml_field charter_fields[] = {
	{ .key = "version", .type = YAML_TEXT, .required = true, CHARTER(version), .max = 40 },
	{ .key = "in_force", .type = YAML_DATE, .required = true, CHARTER(in_force) },
	{ .key = "amended",
	    .type = YAML_DATES,
	    .required = true,
	    CHARTER(amended),
	    CHARTER_COUNT(amended_count) },
	{ .key = "title",
	    .type = YAML_MAP,
	    .required = true,
	    CHARTER(title),
	    .schema = &text2_schema },
	{ .key = "text_file", .type = YAML_TEXT, .required = true, CHARTER(text_file) },
	{ .key = "bodies",
	    .type = YAML_MAPS,
	    .required = true,
	    CHARTER(bodies),
	    CHARTER_COUNT(body_count),
	    .schema = &body_schema },
	{ .key = "classes",
	    .type = YAML_MAPS,
	    .required = true,
	    CHARTER(classes),
	    CHARTER_COUNT(class_count),
	    .schema = &class_schema },
	{ .key = "marks",
	    .type = YAML_MAPS,
	    .required = true,
	    CHARTER(marks),
	    CHARTER_COUNT(mark_count),
	    .schema = &mark_schema },
	{ .key = "defaults",
	    .type = YAML_MAPS,
	    .required = true,
	    CHARTER(defaults),
	    CHARTER_COUNT(default_count),
	    .schema = &default_schema },
	{ .key = "procedures",
	    .type = YAML_MAPS,
	    .required = true,
	    CHARTER(procedures),
	    CHARTER_COUNT(procedure_count),
	    .schema = &procedure_schema },
	{ .key = NULL },
};
static const struct yaml_schema charter_schema = { sizeof(struct charter), charter_fields };

/* What the programs cite; each must have its article. */
static const char *const cited[] = { "compose", "convene", "deputise", "especially_important",
	"committee_convene", "committee_deputise", "report", "approve_report", "predeliberate",
	"items", "incident", "circulate", "secretariat", "delegate" };

static void fault_twice(
    struct yaml_file *file, const struct yaml_value *value, const char *what)
{
	yaml_fault(file, value, "「%s」が2回あります。", "'%s' stands here twice",
	    yaml_quote(file, what));
}

/* --- bodies --- */

static size_t count_role(const struct charter_body *body, enum seat_role role)
{
	size_t count = 0;

	for (size_t i = 0; i < body->seat_count; i++) {
		count += body->seats[i].role == role ? 1 : 0;
	}
	return count;
}

static void check_seat(struct yaml_file *file, const struct charter *charter,
    const struct charter_body *body, size_t index)
{
	const struct charter_seat *seat = &body->seats[index];
	const struct yaml_value *map = yaml_item(
	    yaml_get(
	        yaml_at(file->root, "bodies", (size_t)(body - charter->bodies), ""), "seats"),
	    index);

	if (map != NULL) {
		body->seats[index].at = (struct charter_place){ map->line, map->column };
	}
	if (*seat->id != '\0' && charter_seat(charter, seat->id) != seat) {
		fault_twice(file, yaml_get(map, "id"), seat->id);
	}
	for (size_t i = 0; i < index; i++) {
		if (seat->order > 0 && body->seats[i].order == seat->order) {
			yaml_fault(file, yaml_get(map, "order"), "席次%dが2回あります。",
			    "order %d stands here twice", seat->order);
		}
	}
	if (*seat->same_as != '\0' && (charter_seat(charter, seat->same_as) == NULL ||
	                                  strcmp(body->id, "council") == 0)) {
		yaml_fault(file, yaml_get(map, "same_as"),
		    "管理会議に「%s」という席はありません。", "the council has no seat '%s'",
		    yaml_quote(file, seat->same_as));
	}
}

static void check_bodies(struct yaml_file *file, const struct charter *charter)
{
	for (size_t i = 0; i < charter->body_count; i++) {
		const struct charter_body *body = &charter->bodies[i];

		if (*body->id != '\0' && charter_body(charter, body->id) != body) {
			fault_twice(file, yaml_at(file->root, "bodies", i, "id"), body->id);
		}
		if (body->seat_count > 0 && count_role(body, ROLE_CHAIR) != 1) {
			yaml_fault(file, yaml_at(file->root, "bodies", i, "seats"),
			    "role: chair の席はちょうど一つ必要です。",
			    "there must be exactly one seat with role: chair");
		}
		if (count_role(body, ROLE_VICE) > 1) {
			yaml_fault(file, yaml_at(file->root, "bodies", i, "seats"),
			    "role: vice の席は一つまでです。",
			    "at most one seat with role: vice");
		}
		for (size_t j = 0; j < body->seat_count; j++) {
			check_seat(file, charter, body, j);
		}
	}
	if (charter->body_count > 0 && !file->root->cut &&
	    charter_body(charter, "council") == NULL) {
		yaml_fault(file, yaml_get(file->root, "bodies"),
		    "id: council の会議体がありません。", "there is no body with id: council");
	}
}

/* --- classes, marks, defaults, procedures --- */

static void check_classes(struct yaml_file *file, const struct charter *charter)
{
	for (size_t i = 0; i < charter->class_count; i++) {
		const struct charter_class *class = &charter->classes[i];

		if (class->number > 0 && charter_class(charter, class->number) != class) {
			yaml_fault(file, yaml_at(file->root, "classes", i, "number"),
			    "第%d号が2回あります。", "class %d stands here twice",
			    class->number);
		}
	}
}

/* A mark that stands for two answers would make a tap mean something else than what is printed.
 */
static void check_mark(struct yaml_file *file, const struct charter *charter, size_t index,
    const char *mark, const struct yaml_value *value)
{
	struct charter others = { .marks = charter->marks, .mark_count = index };

	if (*mark != '\0' && charter_answer(&others, mark) != ANSWER_NONE) {
		yaml_fault(file, value, "「%s」は別の回答の印に使われています。",
		    "'%s' is a mark of another answer", yaml_quote(file, mark));
	}
}

static void check_marks(struct yaml_file *file, const struct charter *charter)
{
	bool has[ANSWER_SEEN + 1] = { false };

	for (size_t i = 0; i < charter->mark_count; i++) {
		const struct charter_mark *mark = &charter->marks[i];
		const struct yaml_value *aliases = yaml_at(file->root, "marks", i, "aliases");

		if (mark->answer != ANSWER_NONE && has[mark->answer]) {
			yaml_fault(file, yaml_at(file->root, "marks", i, "answer"),
			    "同じ回答の印が2回あります。",
			    "the marks of this answer stand here twice");
		}
		has[mark->answer] = true;
		check_mark(
		    file, charter, i, mark->mark, yaml_at(file->root, "marks", i, "mark"));
		for (size_t j = 0; mark->aliases[j] != NULL; j++) {
			check_mark(file, charter, i, mark->aliases[j], yaml_item(aliases, j));
		}
	}
	for (const struct yaml_choice *answer = answers; answer->word != NULL; answer++) {
		if (charter->mark_count > 0 && !has[answer->value] && !file->root->cut) {
			yaml_fault(file, yaml_get(file->root, "marks"), "%s の印がありません。",
			    "there is no mark for %s", answer->word);
		}
	}
}

static void check_default(
    struct yaml_file *file, const struct charter_default *given, size_t index)
{
	const struct rule_info *rule = rule_find(given->key);
	const char *best = rule_nearest(given->key);
	struct buf allowed KG_AUTO_BUF;

	buf_init(&allowed, 1024);
	if (rule == NULL) {
		yaml_fault(file, yaml_at(file->root, "defaults", index, "key"),
		    "「%s」という議長決定の項目はありません。", "no such rule: '%s'",
		    yaml_quote(file, given->key));
		if (best != NULL) {
			problems_hint(
			    file->problems, "「%s」のことですか", "did you mean '%s'?", best);
		}
		return;
	}
	if (*given->value != '\0' && !rule_accepts(rule, given->value)) {
		rule_explain(rule, file->problems->language, &allowed);
		yaml_fault(file, yaml_at(file->root, "defaults", index, "value"),
		    "「%s」は %s の値として使えません。", "'%s' is no value of %s",
		    yaml_quote(file, given->value), rule->key);
		problems_hint(file->problems, "書ける値: %s", "possible: %s", allowed.bytes);
	}
}

static void check_defaults(struct yaml_file *file, const struct charter *charter)
{
	for (size_t i = 0; i < charter->default_count; i++) {
		const struct charter_default *given = &charter->defaults[i];

		if (*given->key == '\0') {
			continue;
		}
		check_default(file, given, i);
		for (size_t j = 0; j < i; j++) {
			if (strcmp(charter->defaults[j].key, given->key) == 0) {
				fault_twice(file, yaml_at(file->root, "defaults", i, "key"),
				    given->key);
			}
		}
	}
	for (size_t i = 0; i < rule_count() && charter->default_count > 0; i++) {
		const char *key = rule_at(i)->key;

		if (*charter_default(charter, key) == '\0' && !file->root->cut &&
		    !file->in_doubt) {
			yaml_fault(file, yaml_get(file->root, "defaults"),
			    "既定値「%s」がありません。", "the default '%s' is missing", key);
		}
	}
}

static void check_procedures(struct yaml_file *file, const struct charter *charter)
{
	for (size_t i = 0; i < charter->procedure_count; i++) {
		const struct charter_procedure *given = &charter->procedures[i];

		if (*given->id != '\0' && charter_procedure(charter, given->id) != given) {
			fault_twice(
			    file, yaml_at(file->root, "procedures", i, "id"), given->id);
		}
	}
	for (size_t i = 0; i < sizeof(cited) / sizeof(cited[0]); i++) {
		if (charter->procedure_count > 0 &&
		    charter_procedure(charter, cited[i]) == NULL && !file->root->cut &&
		    !file->in_doubt) {
			yaml_fault(file, yaml_get(file->root, "procedures"),
			    "手続「%s」の条項がありません。",
			    "the article of the procedure '%s' is missing", cited[i]);
		}
	}
}

static void check_dates(struct yaml_file *file, const struct charter *charter)
{
	const struct yaml_value *amended = yaml_get(file->root, "amended");

	for (size_t i = 1; i < charter->amended_count; i++) {
		if (charter->amended[i].day != 0 &&
		    charter->amended[i].day <= charter->amended[i - 1].day) {
			yaml_fault(file, yaml_item(amended, i),
			    "施行日は古い順に書いてください。", "the dates must be in order");
		}
	}
	if (charter->amended_count > 0 && charter->in_force.day != 0 &&
	    charter->amended[charter->amended_count - 1].day != 0 &&
	    charter->amended[charter->amended_count - 1].day != charter->in_force.day) {
		yaml_fault(file, yaml_get(file->root, "in_force"),
		    "in_force と amended の最後の日が違います。",
		    "in_force is not the last date of amended");
	}
}

/* --- the text --- */

/* The text without white space: its lines are broken in the middle of posts. */
static char *squeeze(struct arena *arena, const char *text, size_t size)
{
	char *out = arena_alloc(arena, size + 1);
	size_t used = 0;

	for (size_t i = 0; i < size; i++) {
		if (strchr(" \t\r\n", text[i]) == NULL) {
			out[used++] = text[i];
		}
	}
	return out;
}

static void expect_in_text(struct yaml_file *file, const char *text, const char *wording,
    const struct yaml_value *value)
{
	const char *squeezed = squeeze(&file->arena, wording, strlen(wording));

	if (*wording != '\0' && strstr(text, squeezed) == NULL) {
		yaml_fault(file, value, "「%s」は要綱の本文に見当たりません。",
		    "'%s' is not in the charter's text", yaml_quote(file, wording));
		problems_hint(file->problems, "本文のとおり、括弧も含めて書いてください",
		    "word it as the text does, brackets included");
	}
}

static void check_wording(
    struct yaml_file *file, const struct charter *charter, const char *text)
{
	for (size_t i = 0; i < charter->body_count; i++) {
		const struct yaml_value *body = yaml_at(file->root, "bodies", i, "");

		for (size_t j = 0; j < charter->bodies[i].seat_count; j++) {
			expect_in_text(file, text, charter->bodies[i].seats[j].post.ja,
			    yaml_get(yaml_at(body, "seats", j, "post"), "ja"));
		}
	}
	for (size_t i = 0; i < charter->class_count; i++) {
		expect_in_text(file, text, charter->classes[i].text.ja,
		    yaml_get(yaml_at(file->root, "classes", i, "text"), "ja"));
	}
}

static void check_text(struct yaml_file *file, struct charter *charter)
{
	const char *slash = strrchr(file->name, '/');
	int folder = slash == NULL ? 0 : (int)(slash - file->name) + 1;
	const struct yaml_value *value = yaml_get(file->root, "text_file");
	const char *bytes;
	const char *path;
	size_t size;

	if (*charter->text_file == '\0') {
		return;
	}
	if (strchr(charter->text_file, '/') != NULL) {
		yaml_fault(file, value, "本文のファイルは同じフォルダに置いてください。",
		    "the text file must lie in the same folder");
		return;
	}
	path = arena_printf(&file->arena, "%.*s%s", folder, file->name, charter->text_file);
	if (yaml_read_bytes(path, TEXT_FILE_MAX, file->problems, &file->arena, &bytes, &size) !=
	    KG_OK) {
		return;
	}
	if (!utf8_is_valid(bytes, size)) {
		yaml_fault(file, value, "本文のファイルがUTF-8ではありません。",
		    "the text file is not UTF-8");
		return;
	}
	charter->text_sha256 = digest_hex(&charter->arena, bytes, size);
	check_wording(file, charter, squeeze(&file->arena, bytes, size));
}

static struct charter_place place_of(const struct yaml_file *file, const char *key)
{
	const struct yaml_value *value = yaml_get(file->root, key);

	return value == NULL ? (struct charter_place){ 0 }
	                     : (struct charter_place){ value->line, value->column };
}

enum kg_status charter_load(const char *path, struct problems *problems, struct charter *out)
{
	struct yaml_file file;
	size_t before = problems->count + problems->dropped;
	enum kg_status st = yaml_file_load(path, problems, &file);

	if (st == KG_OK) {
		yaml_decode(&file, file.root, &charter_schema, &out->arena, out);
		out->data_sha256 = digest_hex(&out->arena, file.bytes, file.size);
		out->file = path;
		out->version_at = place_of(&file, "version");
		out->in_force_at = place_of(&file, "in_force");
		out->amended_at = place_of(&file, "amended");
		check_dates(&file, out);
		check_bodies(&file, out);
		check_classes(&file, out);
		check_marks(&file, out);
		check_defaults(&file, out);
		check_procedures(&file, out);
		check_text(&file, out);
	}
	yaml_file_finish(&file);
	return problems->count + problems->dropped > before ? KG_INVALID : st;
}
