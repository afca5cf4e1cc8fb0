/*
 * Several versions of one charter: the shipped one and two that were invented for tests
 * (tests/charters). Which holds when, by days counted by hand; and one slip at a time between
 * them, with the place where it must be reported.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "config/charter.h"
#include "config/roster.h"
#include "config/settings.h"
#include "suites.h"

static struct problems problems;
static struct charters charters;

static void set_up(void)
{
	problems_init(&problems, LANGUAGE_EN);
	charters = (struct charters){ 0 };
}

static void tear_down(void)
{
	charters_finish(&charters);
	problems_finish(&problems);
	scratch_remove();
}

/* In an order that is not theirs. */
static void load_three(void)
{
	static const char *const paths[] = { CHARTERS_FOLDER "/r9-4.yaml",
		SHIPPED_FOLDER "/charter.yaml", CHARTERS_FOLDER "/r8-10.yaml", NULL };
	enum kg_status st = charters_load(paths, &problems, &charters);

	problems_print(&problems, stderr);
	ck_assert_int_eq(st, KG_OK);
	ck_assert_uint_eq(charters.count, 3);
}

START_TEST(each_day_has_its_version)
{
	/* Days since 1970: 2023-03-31, its morrow, 2026-09-30, 2026-10-01, 2027-03-31,
	 * 2027-04-01, 2030-01-01. */
	static const struct {
		int day;
		const char *version;
	} expected[] = { { 19447, "R5.4.1" }, { 19448, "R5.4.1" }, { 20726, "R5.4.1" },
		{ 20727, "R8.10.1" }, { 20908, "R8.10.1" }, { 20909, "R9.4.1" },
		{ 21915, "R9.4.1" } };

	load_three();
	for (size_t from = 0; from < charters.count; from++) {
		for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
			struct kg_date day = { expected[i].day };

			ck_assert_str_eq(charter_at(&charters.list[from], day)->version,
			    expected[i].version);
		}
	}
	ck_assert_ptr_eq(charter_version(charters.list, "R8.10.1"), &charters.list[1]);
	ck_assert_ptr_null(charter_version(charters.list, "R1.1.1"));
}
END_TEST

START_TEST(seats_are_known_over_the_versions)
{
	const struct charter *first;
	const struct charter *renamed;
	const struct charter *last;

	load_three();
	first = &charters.list[0];
	renamed = &charters.list[1];
	last = &charters.list[2];
	ck_assert(!charter_seats_differ(first, renamed, "council"));
	ck_assert(charter_seats_differ(renamed, last, "council"));
	ck_assert(charter_seats_differ(last, renamed, "committee"));
	ck_assert_str_eq(charter_seat_ever(renamed, "m2")->post.ja,
	    "総務企画局コンプライアンス推進部担当課長");
	ck_assert_str_eq(charter_seat_ever(last, "m7")->post.ja,
	    "総務企画局デジタル化施策推進室担当課長〔情報通信基盤〕");
	ck_assert_str_eq(charter_seat_ever(first, "m8")->post.ja, "総務企画局危機管理担当課長");
	ck_assert_ptr_null(charter_seat_ever(first, "m9"));
}
END_TEST

struct slip {
	const char *find; /* in r9-4.yaml */
	const char *put;
	const char *place; /* the fault lies in the line where this begins */
	size_t column;
	const char *text;
};

static const struct slip slips[] = {
	{ "in_force: 2027-04-01", "in_force: 2026-10-01", "in_force:", 11,
	    "comes into force on the same day" },
	{ "version: R9.4.1", "version: R5.4.1", "version:", 10, "has the same name" },
	{ "  - 2019-04-01\n", "", "  - 2012-04-01", 3,
	    "2019-04-01, of the version before, is not among this one's amended" },
	{ "  - 2019-04-01\n", "  - 2018-04-01\n  - 2019-04-01\n", "  - 2012-04-01", 3,
	    "2018-04-01 is not in the history of the version before" },
	{ "  - 2027-04-01\n", "  - 2027-01-01\n  - 2027-04-01\n", "  - 2012-04-01", 3,
	    "the version that came into force on 2027-01-01 is missing (add that version's file" },
	{ "id: k6\n", "id: k9\n", "      - id: k9", 9,
	    "the seat of this post has the id 'k6' in the version before (a seat that goes on" },
};

static bool has_fault(size_t line, size_t column, const char *text)
{
	for (size_t i = 0; i < problems.count; i++) {
		const struct problem *got = &problems.list[i];
		char whole[2048];

		(void)snprintf(whole, sizeof(whole), "%s (%s)", got->text,
		    got->hint == NULL ? "" : got->hint);
		if (strstr(whole, text) != NULL && got->line == line && got->column == column &&
		    strstr(got->file, "later.yaml") != NULL) {
			return true;
		}
	}
	return false;
}

static void copy_text(void)
{
	size_t size;
	char *text = read_whole(CHARTERS_FOLDER "/r9-4.ja.txt", &size);

	(void)scratch_write("r9-4.ja.txt", text, size);
	free(text);
}

/* Every `find` is put in wherever it stands; in_force goes with its last amendment. */
static char *with_slip(const struct slip *slip, const char *text)
{
	struct buf out;
	const char *place = strstr(text, slip->find);

	ck_assert_msg(place != NULL, "%s", slip->find);
	buf_init(&out, 1024 * 1024);
	buf_add(&out, text, (size_t)(place - text));
	buf_puts(&out, slip->put);
	buf_puts(&out, place + strlen(slip->find));
	return buf_take(&out, NULL);
}

static size_t line_of(const char *text, const char *what)
{
	size_t line = 1;
	const char *place = strstr(text, what);

	ck_assert_msg(place != NULL, "%s", what);
	for (const char *at = text; at < place; at++) {
		line += *at == '\n' ? 1 : 0;
	}
	return line;
}

static enum kg_status load_with(const char *text)
{
	char path[512];
	const char *paths[] = { SHIPPED_FOLDER "/charter.yaml", CHARTERS_FOLDER "/r8-10.yaml",
		path, NULL };

	copy_text();
	(void)snprintf(
	    path, sizeof(path), "%s", scratch_write("later.yaml", text, strlen(text)));
	return charters_load(paths, &problems, &charters);
}

START_TEST(each_slip_between_versions_is_reported_at_its_place)
{
	const struct slip *slip = &slips[_i];
	size_t size;
	char *text = read_whole(CHARTERS_FOLDER "/r9-4.yaml", &size);
	char *changed = with_slip(slip, text);
	size_t line;

	if (strcmp(slip->find, "in_force: 2027-04-01") == 0) {
		struct slip history = { .find = "  - 2027-04-01\n", .put = "" };
		char *both = with_slip(&history, changed);

		free(changed);
		changed = both;
	}
	line = line_of(changed, slip->place);
	ck_assert_int_eq(load_with(changed), KG_INVALID);
	if (!has_fault(line, slip->column, slip->text)) {
		problems_print(&problems, stderr);
	}
	ck_assert_msg(has_fault(line, slip->column, slip->text), "expected at %zu:%zu: %s",
	    line, slip->column, slip->text);
	free(changed);
	free(text);
}
END_TEST

/* A member's id for what was the vice-chair's seat: the tenure would go over to another role.
 */
START_TEST(an_id_does_not_change_its_role)
{
	static const char *const wanted = "'vice' is a seat with another role";
	struct slip role = { .find = "role: vice", .put = "role: member" };
	size_t size;
	char *text = read_whole(CHARTERS_FOLDER "/r9-4.yaml", &size);
	char *changed = with_slip(&role, text);

	ck_assert_int_eq(load_with(changed), KG_INVALID);
	ck_assert(has_fault(line_of(changed, "      - id: vice"), 9, wanted));
	ck_assert_uint_eq(problems.count, 1);
	free(changed);
	free(text);
}
END_TEST

/* The roster is read by the charter of its days. */
START_TEST(nobody_holds_a_seat_before_it_is_there)
{
	static const char early[] =
	    "persons:\n"
	    "  - { id: a, name: 甲, accounts: [] }\n"
	    "tenures:\n"
	    "  - { office: m8, person: a, from: 2027-03-31, to: 2027-04-01 }\n"
	    "  - { office: m8, person: a, from: 2027-04-01 }\n"
	    "  - { office: m7, person: a, from: 2026-04-01, to: 2026-05-01 }\n"
	    "  - { office: m7, person: a, from: 2027-04-01 }\n"
	    "absences: []\nacting: []\nrules: []\n";
	struct roster roster = { 0 };

	load_three();
	ck_assert_int_eq(
	    roster_parse("x", early, sizeof(early) - 1, charters.list, &problems, &roster),
	    KG_INVALID);
	problems_print(&problems, stderr);
	ck_assert_uint_eq(problems.count, 2);
	ck_assert_uint_eq(problems.list[0].line, 4);
	ck_assert_str_eq(
	    problems.list[0].text, "the charter of that day (R8.10.1) has no seat 'm8'");
	ck_assert_uint_eq(problems.list[1].line, 7);
	ck_assert_str_eq(
	    problems.list[1].text, "the charter of that day (R9.4.1) has no seat 'm7'");
	roster_finish(&roster);
}
END_TEST

static const char settings_rest[] = "workspaces:\n"
                                    "  - name: slack\n"
                                    "    kind: slack\n"
                                    "    token_file: a\n"
                                    "    app_token_file: b\n"
                                    "    channels: [{ role: council, channel: C0COUNCIL }]\n";

static enum kg_status load_settings(const char *lines, struct settings *out)
{
	char text[2048];
	int size =
	    snprintf(text, sizeof(text), "council: k\nstate: s\n%s%s", lines, settings_rest);

	return settings_load(scratch_write("s.yaml", text, (size_t)size), &problems, out);
}

START_TEST(settings_name_one_file_or_a_list)
{
	static const struct {
		const char *lines;
		size_t line, column;
		const char *text;
	} bad[] = {
		{ "charter: a.yaml\ncharters: [b.yaml]\n", 4, 1, "either charter or charters" },
		{ "", 1, 1, "'charter' is missing" },
		{ "charters: []\n", 3, 11, "there is no charter in the list" },
		{ "charters: [a.yaml, b.yaml, a.yaml]\n", 3, 28, "'a.yaml' stands here twice" },
	};
	struct settings settings = { 0 };

	ck_assert_int_eq(load_settings("charters: [a.yaml, /x/b.yaml]\n", &settings), KG_OK);
	ck_assert_ptr_nonnull(strstr(settings.charters[0], "/a.yaml"));
	ck_assert_str_eq(settings.charters[1], "/x/b.yaml");
	ck_assert_ptr_null(settings.charters[2]);
	settings_finish(&settings);
	ck_assert_int_eq(load_settings("charter: /y/a.yaml\n", &settings), KG_OK);
	ck_assert_str_eq(settings.charters[0], "/y/a.yaml");
	ck_assert_ptr_null(settings.charters[1]);
	settings_finish(&settings);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		problems_finish(&problems);
		problems_init(&problems, LANGUAGE_EN);
		ck_assert_int_eq(load_settings(bad[i].lines, &settings), KG_INVALID);
		problems_print(&problems, stderr);
		ck_assert_uint_eq(problems.count, 1);
		ck_assert_uint_eq(problems.list[0].line, bad[i].line);
		ck_assert_uint_eq(problems.list[0].column, bad[i].column);
		ck_assert_ptr_nonnull(strstr(problems.list[0].text, bad[i].text));
		settings_finish(&settings);
	}
}
END_TEST

TCase *case_charters(void)
{
	TCase *tcase = tcase_create("charters");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, each_day_has_its_version);
	tcase_add_test(tcase, seats_are_known_over_the_versions);
	tcase_add_loop_test(tcase, each_slip_between_versions_is_reported_at_its_place, 0,
	    (int)(sizeof(slips) / sizeof(slips[0])));
	tcase_add_test(tcase, an_id_does_not_change_its_role);
	tcase_add_test(tcase, nobody_holds_a_seat_before_it_is_there);
	tcase_add_test(tcase, settings_name_one_file_or_a_list);
	return tcase;
}
