/* The minutes as a page: minutes.txt was written by hand; the printed form holds the same
 * words, escaped, and asks for nothing from outside. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handlers/minutes_law.h"
#include "law.h"

enum { PAGE = 1024 * 1024 };

static struct meeting_item items[] = {
	{ .position = 1,
	    .kind = "item",
	    .agenda = 3,
	    .title = "<基準>の一部改正について",
	    .class = 3,
	    .important = true },
	{ .position = 2, .kind = "report", .agenda = 1, .title = "持ち回りの議決" },
	{ .position = 3, .kind = "other", .title = "次回の日程" },
};
static struct meeting_seat seats[] = {
	{ "chair", "chair", "総務企画局長", "p1", "桜庭 誠一", "present", "", "" },
	{ "vice", "vice", "室長", "p2", "水無月 玲子", "proxy", "係長 架空 一郎", "" },
	{ "m1", "member", "庶務課長", "p3", "𠮷田 香織", "present", "", "14:20 から" },
	{ "m2", "member", "担当課長", "", "", "vacant", "", "" },
};
static struct meeting_vote votes[] = {
	{ .position = 1, .person = "p1", .title = "総務企画局長", .answer = "for" },
	{ .position = 1, .person = "p3", .title = "庶務課長", .answer = "against" },
};
static struct meeting_result results[] = {
	{ 1, "amended", "recorded", 1, 1, 0, "for", "第2条を改める", "時期尚早", "", "", "",
	    "令和8年度第5号", "", "", { 0 } },
	{ 2, "noted", "", 0, 0, 0, "", "", "", "", "", "", "", "", "", { 0 } },
};
static struct action actions[] = {
	{ .number = "宿R8-001", .text = "影響を調べる", .owner_name = "庶務課" },
};
static const struct minutes_document documents[] = { { 1, "案.pdf" } };
static const char *const staff[] = { "主任 星野 亮" };

static struct meeting meeting = { .number = "招R8-003",
	.body = "council",
	.session = 3,
	.session_year = 2026,
	.place = "本庁舎 第2会議室",
	.link = "https://example.invalid/room",
	.charter_version = "R5.4.1",
	.items = items,
	.item_count = 3 };

struct story {
	struct sitting sitting;
	struct meeting_line lines[6];
	struct record_step steps[6];
	struct meeting_guest guests[2];
	struct meeting_minutes versions[2];
	struct minutes_values values;
};

/* Also what must not be told: an opening that was corrected, a guest who was taken off. */
static void tell(struct story *s)
{
	struct meeting_line lines[] = {
		{ 11, 1, "statement", "副議長", "第1行\n第2行", "", "", "",
		    at(2026, 12, 8, 14, 10) },
		{ 12, 1, "info", "", "資料のとおり", "", "", "", at(2026, 12, 8, 14, 20) },
		{ 13, 1, "agreed", "", "原案のとおり", "", "", "", at(2026, 12, 8, 14, 55) },
		{ 14, 3, "topic", "", "次回", "", "", "", at(2026, 12, 8, 15, 10) },
		{ 15, 3, "action", "", "影響を調べる", "宿R8-001", "", "",
		    at(2026, 12, 8, 15, 10) },
	};
	struct record_step steps[] = {
		{ 1, 1, "convened", "", "", "", at(2026, 12, 1, 9, 0) },
		{ 2, 1, "opened", "", "", "", at(2026, 12, 8, 13, 0) },
		{ 3, 1, "suspended", "", "", "", at(2026, 12, 8, 14, 40) },
		{ 4, 1, "resumed", "", "", "", at(2026, 12, 8, 14, 50) },
		{ 5, 1, "opened", "", "", "", at(2026, 12, 8, 14, 0) },
		{ 6, 1, "closed", "", "", "", at(2026, 12, 8, 15, 30) },
	};
	struct meeting_guest guests[] = {
		{ .position = 1,
		    .name = "専門 花子",
		    .affiliation = "○○大学",
		    .purpose = "意見",
		    .in = at(2026, 12, 8, 14, 5),
		    .out = at(2026, 12, 8, 14, 30) },
		{ .position = 1,
		    .name = "別の 方",
		    .affiliation = "△△",
		    .purpose = "",
		    .withdrawn = true },
	};
	struct meeting_minutes versions[] = {
		{ .version = 1, .reason = "", .at = at(2026, 12, 8, 15, 30) },
		{ .version = 2, .reason = "発言者の職名", .at = at(2026, 12, 10, 9, 0) },
	};

	memcpy(s->lines, lines, sizeof(lines));
	memcpy(s->steps, steps, sizeof(steps));
	memcpy(s->guests, guests, sizeof(guests));
	memcpy(s->versions, versions, sizeof(versions));
	actions[0].due = at(2026, 12, 20, 17, 15);
	s->sitting = (struct sitting){ .seats = seats,
		.seat_count = 4,
		.results = results,
		.result_count = 2,
		.votes = votes,
		.vote_count = 2,
		.lines = s->lines,
		.line_count = 5,
		.steps = s->steps,
		.step_count = 6,
		.guests = s->guests,
		.guest_count = 2 };
	s->values = (struct minutes_values){ .meeting = &meeting,
		.sitting = &s->sitting,
		.version = 2,
		.opened = at(2026, 12, 8, 14, 0),
		.closed = at(2026, 12, 8, 15, 30),
		.presider = "p1",
		.presider_capacity = "議長",
		.staff = staff,
		.staff_count = 1,
		.actions = actions,
		.action_count = 1,
		.documents = documents,
		.document_count = 1,
		.versions = s->versions,
		.version_count = 2 };
}

static char *read_wanted(void)
{
	FILE *file = fopen(LAW_DATA "/minutes.txt", "r");
	char *text = calloc(1, PAGE);

	ck_assert(file != NULL && text != NULL);
	ck_assert(fread(text, 1, PAGE - 1, file) > 0);
	(void)fclose(file);
	return text;
}

static void write_page(const struct minutes_values *values, enum minutes_form form,
    enum language language, struct buf *out)
{
	KG_AUTO_ARENA struct arena arena = { 0 };

	buf_init(out, PAGE);
	minutes_write(values, form, language, &arena, out);
	ck_assert(!out->overflow);
}

START_TEST(test_text)
{
	KG_AUTO_BUF struct buf page;
	KG_AUTO_FREE char *wanted = read_wanted();
	struct story story;

	tell(&story);
	write_page(&story.values, MINUTES_TEXT, LANGUAGE_JA, &page);
	ck_assert_str_eq(page.bytes, wanted);
}
END_TEST

static size_t count(const char *text, const char *part)
{
	size_t found = 0;

	for (const char *p = text; (p = strstr(p, part)) != NULL; p += strlen(part)) {
		found++;
	}
	return found;
}

/* Every line of the text stands in the page, as HTML writes it. */
START_TEST(test_html)
{
	KG_AUTO_BUF struct buf page;
	struct story story;

	tell(&story);
	write_page(&story.values, MINUTES_HTML, LANGUAGE_JA, &page);
	ck_assert(strncmp(page.bytes, "<!DOCTYPE html>\n<html lang=\"ja\">", 32) == 0);
	ck_assert_uint_eq(count(page.bytes, "<h2>"), 16);
	ck_assert_uint_eq(count(page.bytes, "<基準>"), 0);
	ck_assert_uint_eq(count(page.bytes, "&lt;基準&gt;"), 5);
	ck_assert_uint_eq(count(page.bytes, "<p class=\"deep\">副議長:第1行<br>第2行</p>"), 1);
	ck_assert_uint_eq(count(page.bytes, "size: A4 portrait"), 1);
	ck_assert_uint_eq(count(page.bytes, "<script"), 0);
	ck_assert_uint_eq(count(page.bytes, "src="), 0);
	ck_assert_uint_eq(count(page.bytes, "href="), 0);
	ck_assert_uint_eq(count(page.bytes, "http"), 0);
	ck_assert_uint_eq(count(page.bytes, "url("), 0);
	ck_assert_uint_eq(count(page.bytes, "別の 方"), 0);
}
END_TEST

/* Nothing is left blank. */
START_TEST(test_nothing)
{
	KG_AUTO_BUF struct buf page;
	struct meeting bare = { .number = "招R8-001",
		.body = "committee",
		.session = 1,
		.session_year = 2026,
		.place = "",
		.link = "",
		.charter_version = "R5.4.1" };
	struct sitting sitting = { 0 };
	struct minutes_values values = { .meeting = &bare,
		.sitting = &sitting,
		.version = 1,
		.opened = at(2026, 4, 10, 12, 0),
		.closed = at(2026, 4, 11, 0, 30),
		.presider = "",
		.presider_capacity = "" };

	write_page(&values, MINUTES_TEXT, LANGUAGE_JA, &page);
	ck_assert(strstr(page.bytes, "令和8年度第1回情報セキュリティ管理会議幹事会") != NULL);
	ck_assert(
	    strstr(page.bytes,
	        " 令和8年4月10日(金)正午から令和8年4月11日(土)午前0時30分まで\n") != NULL);
	ck_assert(strstr(page.bytes, "8 幹事長\n なし\n") != NULL);
	ck_assert_uint_eq(count(page.bytes, "\n なし\n"), 11);
}
END_TEST

START_TEST(test_confirmed)
{
	KG_AUTO_BUF struct buf page;
	struct meeting_minutes confirmed = { .version = 2,
		.sha256 = "abcd",
		.confirmed_capacity = "議長職務代理者",
		.confirmed = at(2026, 12, 14, 9, 5) };
	struct story story;

	tell(&story);
	story.values.confirmed = &confirmed;
	story.values.confirmed_name = "室長";
	write_page(&story.values, MINUTES_TEXT, LANGUAGE_JA, &page);
	ck_assert(strstr(page.bytes,
	              "15 議長の確認\n 令和8年12月14日(月)午前9時5分 議長職務代理者 室長\n"
	              "  確認した第2版の SHA-256:abcd\n") != NULL);
	ck_assert(strstr(page.bytes, "未確認") == NULL);
}
END_TEST

START_TEST(test_english)
{
	KG_AUTO_BUF struct buf page;
	struct story story;

	tell(&story);
	write_page(&story.values, MINUTES_TEXT, LANGUAGE_EN, &page);
	ck_assert(strstr(page.bytes, "\n from 8 December 2026, 14:00 to 15:30\n") != NULL);
	ck_assert(strstr(page.bytes, "12 Results\n") != NULL);
}
END_TEST

Suite *suite_minutes(void)
{
	Suite *suite = suite_create("minutes");
	TCase *tc = tcase_create("page");

	tcase_add_test(tc, test_text);
	tcase_add_test(tc, test_html);
	tcase_add_test(tc, test_nothing);
	tcase_add_test(tc, test_confirmed);
	tcase_add_test(tc, test_english);
	suite_add_tcase(suite, tc);
	return suite;
}
