/*
 * Every file of bad/ against EXPECTED.tsv: the same faults, all of them and no others, at the
 * same places, in both languages. The table was written by hand.
 */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "config/clocks.h"
#include "config/roster.h"
#include "config/settings.h"
#include "sample.h"
#include "suites.h"

enum { ROW_MAX = 400 };

struct row {
	const char *loader;
	const char *file;
	size_t line;
	size_t column;
	const char *text;
};

static struct row rows[ROW_MAX];
static size_t row_count;
static char *table;

static const struct yaml_choice colors[] = {
	{ "red", COLOR_RED },
	{ "blue", COLOR_BLUE },
	{ NULL, 0 },
};

static const struct yaml_field item_fields[] = {
	{ .key = "id", .type = YAML_ID, .required = true, .offset = offsetof(struct item, id) },
	{ .key = "size",
	    .type = YAML_INTEGER,
	    .offset = offsetof(struct item, size),
	    .max = 9 },
	{ .key = NULL },
};
static const struct yaml_schema item_schema = { sizeof(struct item), item_fields };

static const struct yaml_field inner_fields[] = {
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
static const struct yaml_schema inner_schema = { sizeof(struct text2), inner_fields };

#define SAMPLE(name) .offset = offsetof(struct sample, name)
static const struct yaml_field sample_fields[] = {
	{ .key = "name", .type = YAML_TEXT, .required = true, SAMPLE(name), .max = 40 },
	{ .key = "key", .type = YAML_ID, SAMPLE(key) },
	{ .key = "count", .type = YAML_INTEGER, SAMPLE(count), .max = 100000 },
	{ .key = "enabled", .type = YAML_BOOLEAN, SAMPLE(enabled) },
	{ .key = "day", .type = YAML_DATE, SAMPLE(day) },
	{ .key = "start", .type = YAML_TIME, SAMPLE(start) },
	{ .key = "color", .type = YAML_CHOICE, SAMPLE(color), .choices = colors },
	{ .key = "tags", .type = YAML_TEXTS, SAMPLE(tags) },
	{ .key = "days",
	    .type = YAML_DATES,
	    SAMPLE(days),
	    .count_offset = offsetof(struct sample, day_count) },
	{ .key = "inner", .type = YAML_MAP, SAMPLE(inner), .schema = &inner_schema },
	{ .key = "items",
	    .type = YAML_MAPS,
	    SAMPLE(items),
	    .schema = &item_schema,
	    .count_offset = offsetof(struct sample, item_count) },
	{ .key = NULL },
};
const struct yaml_schema sample_schema = { sizeof(struct sample), sample_fields };

enum kg_status sample_load(
    const char *path, struct problems *problems, struct arena *arena, struct sample *out)
{
	struct yaml_file file;
	enum kg_status st = yaml_file_load(path, problems, &file);

	if (st == KG_OK) {
		yaml_decode(&file, file.root, &sample_schema, arena, out);
	}
	yaml_file_finish(&file);
	return problems->count > 0 ? KG_INVALID : st;
}

static void read_rows(void)
{
	size_t size;
	char *rest = NULL;

	table = read_whole(BAD_FOLDER "/EXPECTED.tsv", &size);
	row_count = 0;
	for (char *line = strtok_r(table, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest)) {
		struct row *row = &rows[row_count];
		char *fields = NULL;
		char *place;

		if (*line == '#') {
			continue;
		}
		ck_assert_uint_lt(row_count, ROW_MAX);
		row->loader = strtok_r(line, "\t", &fields);
		row->file = strtok_r(NULL, "\t", &fields);
		place = strtok_r(NULL, "\t", &fields);
		row->text = strtok_r(NULL, "\t", &fields);
		ck_assert_ptr_nonnull(row->text);
		row->line = strtoul(place, &place, 10);
		row->column = strtoul(place + 1, NULL, 10);
		row_count++;
	}
}

static void forget_rows(void)
{
	free(table);
	table = NULL;
}

static enum kg_status load(const char *loader, const char *path, const struct charter *charter,
    struct problems *problems)
{
	enum kg_status st;

	if (strcmp(loader, "sample") == 0) {
		struct arena arena = { 0 };
		struct sample sample = { 0 };

		st = sample_load(path, problems, &arena, &sample);
		arena_finish(&arena);
	} else if (strcmp(loader, "settings") == 0) {
		struct settings settings = { 0 };

		st = settings_load(path, problems, &settings);
		settings_finish(&settings);
	} else if (strcmp(loader, "clocks") == 0) {
		struct clocks clocks = { 0 };

		st = clocks_load(path, problems, &clocks);
		clocks_finish(&clocks);
	} else {
		struct roster roster = { 0 };

		ck_assert_str_eq(loader, "roster");
		st = roster_load(path, charter, problems, &roster);
		roster_finish(&roster);
	}
	return st;
}

static void load_charter(struct charter *out)
{
	struct problems problems;

	problems_init(&problems, LANGUAGE_EN);
	ck_assert_int_eq(charter_load(SHIPPED_FOLDER "/charter.yaml", &problems, out), KG_OK);
	problems_finish(&problems);
}

static bool has_secret(const char *text)
{
	static const char *const secrets[] = { "1234567890", "xapp-1", "a2FpZ2k", "himitsu",
		"T000" };

	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
		if (text != NULL && strstr(text, secrets[i]) != NULL) {
			return true;
		}
	}
	return false;
}

static bool is_japanese(const char *text)
{
	while (*text != '\0') {
		uint32_t point = utf8_next(&text);

		if (point >= 0x3041 && point <= 0x30FE) {
			return true;
		}
	}
	return false;
}

static void print_got(const struct problems *problems)
{
	problems_print(problems, stderr);
}

/* Rows [first, first + count) are those of one file. */
static void compare(const struct problems *problems, size_t first, size_t count)
{
	if (problems->count != count) {
		print_got(problems);
	}
	ck_assert_msg(problems->count == count, "%s: %zu faults, expected %zu",
	    rows[first].file, problems->count, count);
	for (size_t i = 0; i < count; i++) {
		const struct problem *got = &problems->list[i];
		const struct row *row = &rows[first + i];
		char text[2048];

		(void)snprintf(text, sizeof(text), "%s%s%s%s", got->text,
		    got->hint == NULL ? "" : " (", got->hint == NULL ? "" : got->hint,
		    got->hint == NULL ? "" : ")");
		ck_assert_msg(got->line == row->line && got->column == row->column,
		    "%s: fault %zu at %zu:%zu, expected %zu:%zu: %s", row->file, i + 1,
		    got->line, got->column, row->line, row->column, text);
		ck_assert_msg(!has_secret(got->text) && !has_secret(got->hint), "%s: %s",
		    row->file, text);
		if (problems->language == LANGUAGE_EN) {
			ck_assert_msg(strstr(text, row->text) != NULL,
			    "%s: fault %zu is '%s', expected '%s'", row->file, i + 1, text,
			    row->text);
			ck_assert_msg(
			    !is_japanese(got->text) || strchr(got->text, '\'') != NULL,
			    "%s: not English: %s", row->file, got->text);
		} else {
			ck_assert_msg(is_japanese(got->text) &&
			                  (got->hint == NULL || is_japanese(got->hint)),
			    "%s: not Japanese: %s", row->file, text);
		}
	}
}

static void run_language(enum language language)
{
	struct charter charter = { 0 };
	size_t count;

	load_charter(&charter);
	for (size_t first = 0; first < row_count; first += count) {
		struct problems problems;
		char path[512];
		enum kg_status st;

		count = 0;
		while (first + count < row_count &&
		       strcmp(rows[first + count].file, rows[first].file) == 0) {
			count++;
		}
		problems_init(&problems, language);
		(void)snprintf(path, sizeof(path), BAD_FOLDER "/%s", rows[first].file);
		st = load(rows[first].loader, path, &charter, &problems);
		ck_assert_msg(st == KG_INVALID, "%s: accepted", rows[first].file);
		compare(&problems, first, count);
		problems_finish(&problems);
	}
	charter_finish(&charter);
}

START_TEST(each_trap_is_reported_at_its_place_in_english)
{
	run_language(LANGUAGE_EN);
}
END_TEST

START_TEST(each_trap_is_reported_at_its_place_in_japanese)
{
	run_language(LANGUAGE_JA);
}
END_TEST

START_TEST(every_bad_file_is_in_the_table)
{
	DIR *entries = opendir(BAD_FOLDER);
	struct dirent *entry;

	ck_assert_ptr_nonnull(entries);
	while ((entry = readdir(entries)) != NULL) {
		bool is_known = strstr(entry->d_name, ".yaml") == NULL;

		for (size_t i = 0; i < row_count; i++) {
			is_known = is_known || strcmp(rows[i].file, entry->d_name) == 0;
		}
		ck_assert_msg(is_known, "%s is not in EXPECTED.tsv", entry->d_name);
	}
	(void)closedir(entries);
}
END_TEST

START_TEST(one_file_with_25_faults_reports_25)
{
	struct charter charter = { 0 };
	struct roster roster = { 0 };
	struct problems problems;

	load_charter(&charter);
	problems_init(&problems, LANGUAGE_JA);
	ck_assert_int_eq(
	    roster_load(BAD_FOLDER "/twenty-five.yaml", &charter, &problems, &roster),
	    KG_INVALID);
	if (problems.count != 25) {
		problems_print(&problems, stderr);
	}
	ck_assert_uint_eq(problems.count, 25);
	roster_finish(&roster);
	problems_finish(&problems);
	charter_finish(&charter);
}
END_TEST

START_TEST(a_file_of_more_than_a_megabyte_is_refused)
{
	static char bytes[1024 * 1024 + 1];
	struct problems problems;
	struct yaml_file file;
	const char *path;

	memset(bytes, '#', sizeof(bytes));
	path = scratch_write("big.yaml", bytes, sizeof(bytes));
	problems_init(&problems, LANGUAGE_EN);
	ck_assert_int_eq(yaml_file_load(path, &problems, &file), KG_INVALID);
	yaml_file_finish(&file);
	ck_assert_int_eq(
	    yaml_file_parse("big", bytes, sizeof(bytes), &problems, &file), KG_INVALID);
	yaml_file_finish(&file);
	ck_assert_uint_eq(problems.count, 2);
	ck_assert_str_eq(problems.list[0].text, "the file is too big (1024 KB at most)");
	problems_finish(&problems);
}
END_TEST

/* What would take a walk over all pairs is cut short: a megabyte of keys or items is read in no
 * time. */
START_TEST(too_many_keys_and_items_are_refused)
{
	static const char *const ends[] = { ": 1\n", ":1\n", "}\n" };

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct charter charter = { 0 };
		struct roster roster = { 0 };
		struct problems problems;
		struct buf text KG_AUTO_BUF;

		buf_init(&text, 1024 * 1024);
		buf_puts(&text, i == 2 ? "persons:\n" : "");
		for (size_t j = 0; j < 40000; j++) {
			buf_printf(&text, "%sk%zu%s", i == 2 ? "- {id: " : "", j, ends[i]);
		}
		problems_init(&problems, LANGUAGE_EN);
		ck_assert(!text.overflow);
		ck_assert_int_eq(
		    roster_parse("x", text.bytes, text.size, &charter, &problems, &roster),
		    KG_INVALID);
		ck_assert_uint_gt(problems.count, 0);
		roster_finish(&roster);
		problems_finish(&problems);
	}
}
END_TEST

START_TEST(a_missing_file_and_a_folder_are_faults_of_the_whole_file)
{
	struct problems problems;
	struct yaml_file file;

	problems_init(&problems, LANGUAGE_EN);
	ck_assert_int_eq(yaml_file_load(BAD_FOLDER "/none.yaml", &problems, &file), KG_INVALID);
	yaml_file_finish(&file);
	ck_assert_int_eq(yaml_file_load(BAD_FOLDER, &problems, &file), KG_INVALID);
	yaml_file_finish(&file);
	ck_assert_uint_eq(problems.count, 2);
	ck_assert_str_eq(problems.list[0].text, "no such file");
	ck_assert_uint_eq(problems.list[0].line, 0);
	ck_assert_str_eq(problems.list[1].text, "not a file");
	problems_finish(&problems);
}
END_TEST

/* Each prefix, and each file with one byte changed: no crash, and never a fault without a
 * place. */
START_TEST(broken_bytes_are_faults_and_nothing_worse)
{
	size_t size;
	char *bytes = read_whole(BAD_FOLDER "/twenty-five.yaml", &size);

	for (size_t i = 0; i < size; i += 3) {
		struct charter charter = { 0 };
		struct roster roster = { 0 };
		struct problems problems;
		char kept = bytes[i];

		problems_init(&problems, LANGUAGE_JA);
		bytes[i] = (char)("\t:{[\"'&*!|>-#,\xE3\x80 \n"[i / 3 % 18]);
		ck_assert_int_eq(
		    roster_parse("x", bytes, size, &charter, &problems, &roster), KG_INVALID);
		ck_assert_uint_gt(problems.count, 0);
		ck_assert_uint_gt(problems.list[0].line, 0);
		roster_finish(&roster);
		problems_finish(&problems);
		problems_init(&problems, LANGUAGE_EN);
		roster = (struct roster){ 0 };
		if (roster_parse("x", bytes, i, &charter, &problems, &roster) == KG_OK) {
			ck_assert_uint_eq(problems.count, 0);
		}
		roster_finish(&roster);
		problems_finish(&problems);
		bytes[i] = kept;
	}
	free(bytes);
}
END_TEST

TCase *case_bad(void)
{
	TCase *tcase = tcase_create("bad");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, read_rows, forget_rows);
	tcase_add_checked_fixture(tcase, NULL, scratch_remove);
	tcase_add_test(tcase, each_trap_is_reported_at_its_place_in_english);
	tcase_add_test(tcase, each_trap_is_reported_at_its_place_in_japanese);
	tcase_add_test(tcase, every_bad_file_is_in_the_table);
	tcase_add_test(tcase, one_file_with_25_faults_reports_25);
	tcase_add_test(tcase, a_file_of_more_than_a_megabyte_is_refused);
	tcase_add_test(tcase, too_many_keys_and_items_are_refused);
	tcase_add_test(tcase, a_missing_file_and_a_folder_are_faults_of_the_whole_file);
	tcase_add_test(tcase, broken_bytes_are_faults_and_nothing_worse);
	return tcase;
}
