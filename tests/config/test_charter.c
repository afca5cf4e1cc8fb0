/*
 * The shipped charter by values written by hand, and one change at a time: what a person may
 * get wrong in it, with the place where it must be reported.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "config/charter.h"
#include "config/rule.h"
#include "suites.h"

static struct problems problems;
static struct charter charter;

static void set_up(void)
{
	problems_init(&problems, LANGUAGE_EN);
	charter = (struct charter){ 0 };
}

static void tear_down(void)
{
	charter_finish(&charter);
	problems_finish(&problems);
	scratch_remove();
}

static void load_shipped(void)
{
	enum kg_status st = charter_load(SHIPPED_FOLDER "/charter.yaml", &problems, &charter);

	problems_print(&problems, stderr);
	ck_assert_int_eq(st, KG_OK);
}

START_TEST(the_council_has_nine_seats_as_worded)
{
	/* clang-format off */
	static const char *const posts[] = {
		"情報監理者",
		"総務企画局デジタル化施策推進室長",
		"総務企画局総務部庶務課長",
		"総務企画局コンプライアンス推進・行政情報管理部担当課長",
		"総務企画局コンプライアンス推進・行政情報管理部行政情報課長",
		"総務企画局コンプライアンス推進・行政情報管理部行政情報課担当課長(情報公開担当)",
		"総務企画局デジタル化施策推進室担当課長〔デジタル改革〕",
		"総務企画局デジタル化施策推進室担当課長〔情報システム調整〕",
		"総務企画局デジタル化施策推進室担当課長〔情報通信基盤〕",
	};
	/* clang-format on */
	static const char *const ids[] = { "chair", "vice", "m1", "m2", "m3", "m4", "m5", "m6",
		"m7" };
	const struct charter_body *council;

	load_shipped();
	council = charter_body(&charter, "council");
	ck_assert_uint_eq(council->seat_count, 9);
	ck_assert_str_eq(council->name.ja, "管理会議");
	for (size_t i = 0; i < 9; i++) {
		ck_assert_str_eq(council->seats[i].id, ids[i]);
		ck_assert_str_eq(council->seats[i].post.ja, posts[i]);
		ck_assert_int_eq(council->seats[i].order, (int)i + 1);
		ck_assert_int_eq(council->seats[i].role,
		    i == 0 ? ROLE_CHAIR : (i == 1 ? ROLE_VICE : ROLE_MEMBER));
		ck_assert_str_eq(council->seats[i].same_as, "");
		ck_assert_str_ne(council->seats[i].post.en, "");
	}
	ck_assert_str_eq(charter_seat(&charter, "vice")->title.ja, "副議長");
	ck_assert_str_eq(charter_seat(&charter, "m4")->article, "2(4)(4)");
	ck_assert_ptr_null(charter_seat(&charter, "m8"));
}
END_TEST

START_TEST(the_committee_is_the_council_without_its_chair)
{
	const struct charter_body *committee;

	load_shipped();
	committee = charter_body(&charter, "committee");
	ck_assert_uint_eq(committee->seat_count, 8);
	ck_assert_str_eq(committee->seats[0].same_as, "vice");
	ck_assert_str_eq(committee->seats[0].title.ja, "幹事長");
	for (size_t i = 0; i < 8; i++) {
		const struct charter_seat *same =
		    charter_seat(&charter, committee->seats[i].same_as);

		ck_assert_ptr_nonnull(same);
		ck_assert_str_eq(committee->seats[i].post.ja, same->post.ja);
		ck_assert_str_eq(committee->seats[i].post.en, same->post.en);
	}
}
END_TEST

START_TEST(article_4_has_eight_classes)
{
	load_shipped();
	ck_assert_uint_eq(charter.class_count, 8);
	for (int i = 1; i <= 8; i++) {
		ck_assert_ptr_nonnull(charter_class(&charter, i));
		ck_assert(charter_class(&charter, i)->needs_reason == (i == 8));
		ck_assert((*charter_class(&charter, i)->note.ja != '\0') == (i == 6));
	}
	ck_assert_str_eq(
	    charter_class(&charter, 7)->text.ja, "情報セキュリティ事故に関すること");
	ck_assert_ptr_nonnull(strstr(charter_class(&charter, 6)->text.ja, "第27条"));
	ck_assert_ptr_null(charter_class(&charter, 9));
}
END_TEST

START_TEST(the_version_is_that_of_the_last_amendment)
{
	static const int days[] = { 15431, 16161, 16436, 16526, 16892, 17987, 19083, 19448 };

	load_shipped();
	ck_assert_str_eq(charter.version, "R5.4.1");
	ck_assert_int_eq(charter.in_force.day, 19448);
	ck_assert_uint_eq(charter.amended_count, 8);
	for (size_t i = 0; i < 8; i++) {
		ck_assert_int_eq(charter.amended[i].day, days[i]);
	}
	ck_assert_str_eq(charter.text_sha256,
	    "80daa01f798a197f0fac2c558fd10a70299eb36aa8a8602135c1faefded2c1ba");
	ck_assert_uint_eq(strlen(charter.data_sha256), 64);
	ck_assert_str_ne(charter.data_sha256, charter.text_sha256);
}
END_TEST

START_TEST(procedures_cite_their_articles)
{
	load_shipped();
	ck_assert_str_eq(charter_procedure(&charter, "circulate")->citation.ja, "要綱第6条");
	ck_assert_str_eq(charter_procedure(&charter, "approve_report")->article, "3-3(5)");
	ck_assert_str_eq(
	    charter_procedure(&charter, "approve_report")->citation.ja, "要綱第3条の3第5項");
	ck_assert_str_eq(
	    charter_procedure(&charter, "deputise")->citation.ja, "要綱第3条第2項");
	ck_assert_str_eq(
	    charter_procedure(&charter, "delegate")->citation.en, "Guidelines, Article 8");
	ck_assert_ptr_null(charter_procedure(&charter, "adjourn"));
}
END_TEST

START_TEST(defaults_are_those_of_the_practice)
{
	static const char *const expected[][2] = {
		{ "circulation_rule", "unanimous_chair_last" },
		{ "circulation_deadline_days", "2" },
		{ "circulation_deadline_incident_hours", "4" },
		{ "circulation_minimum_minutes", "60" },
		{ "circulation_minimum_incident_minutes", "0" },
		{ "network_away_minutes", "60" },
		{ "review", "on" },
		{ "reminder_hour", "9:00" },
		{ "reminder_before_hours", "2" },
		{ "quiet_from", "20:00" },
		{ "quiet_to", "07:30" },
		{ "day_end", "17:15" },
		{ "dual_post_votes", "1" },
		{ "acting_chair_own_report", "refuse" },
		{ "chair_unreachable_minutes", "30" },
		{ "deemed_consent", "off" },
		{ "kouetsu", "allowed_not_counted" },
		{ "hold_action", "pause" },
		{ "retention_years", "10" },
		{ "unheard_of", "" },
	};

	load_shipped();
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		ck_assert_str_eq(charter_default(&charter, expected[i][0]), expected[i][1]);
	}
	ck_assert_uint_eq(charter.default_count, rule_count());
}
END_TEST

START_TEST(marks_mean_what_is_printed_and_thumbs_mean_seen)
{
	static const struct {
		const char *mark;
		enum ballot_answer answer;
	} expected[] = {
		{ "⭕", ANSWER_APPROVE },
		{ "⭕\uFE0F", ANSWER_APPROVE },
		{ "o", ANSWER_APPROVE },
		{ "承認", ANSWER_APPROVE },
		{ ":決裁:", ANSWER_APPROVE },
		{ "shonin", ANSWER_APPROVE },
		{ "❌", ANSWER_REJECT },
		{ "✖\uFE0F", ANSWER_REJECT },
		{ "x", ANSWER_REJECT },
		{ "否認", ANSWER_REJECT },
		{ "🙋", ANSWER_MEETING },
		{ "🙋\U0001F3FD", ANSWER_MEETING },
		{ "🙋\U0001F3FD\u200D♀\uFE0F", ANSWER_MEETING },
		{ "✋\U0001F3FB", ANSWER_MEETING },
		{ "raising_hand", ANSWER_MEETING },
		{ "✅", ANSWER_SEEN },
		{ "👍\U0001F3FF", ANSWER_SEEN },
		{ "+1", ANSWER_SEEN },
		{ "white_check_mark", ANSWER_SEEN },
		{ "☑\uFE0F", ANSWER_SEEN },
		{ "🙇\U0001F3FC\u200D♂\uFE0F", ANSWER_SEEN },
		{ "確認", ANSWER_SEEN },
		{ "👀", ANSWER_SEEN },
		{ "🙆", ANSWER_NONE },
		{ "🙅", ANSWER_NONE },
		{ "🔺", ANSWER_NONE },
		{ "🙌", ANSWER_NONE },
		{ "⭕⭕", ANSWER_NONE },
		{ "oo", ANSWER_NONE },
		{ "承認します", ANSWER_NONE },
		{ "", ANSWER_NONE },
		{ ":", ANSWER_NONE },
	};

	load_shipped();
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		ck_assert_msg(charter_answer(&charter, expected[i].mark) == expected[i].answer,
		    "mark %zu: %s", i, expected[i].mark);
	}
	ck_assert_str_eq(charter.marks[0].mark, "⭕");
	ck_assert_str_eq(charter.marks[1].mark, "❌");
	ck_assert_str_eq(charter.marks[2].mark, "🙋");
	ck_assert_str_eq(charter.marks[3].mark, "👀");
	ck_assert_str_eq(charter.marks[2].label.ja, "会議の開催を希望");
}
END_TEST

/* The charter's file with one text replaced; the line is counted from where the text stood. */
struct change {
	const char *find;
	const char *put;
	size_t lines_below; /* of the fault, from the line in which `find` begins */
	size_t column;
	const char *text;
};

static const struct change changes[] = {
	{ "order: 2\n", "order: 1\n", 0, 16, "order 1 stands here twice" },
	{ "order: 9\n", "order: 0\n", 0, 16, "'0' is out of range" },
	{ "order: 3\n", "order: 3番\n", 0, 16, "'3番' is not a whole number" },
	{ "- id: m2\n", "- id: m1\n", 0, 13, "'m1' stands here twice" },
	{ "role: vice\n", "role: voice\n", 0, 15, "'voice' is not possible here" },
	{ "role: vice\n", "role: chair\n", 0, 0, "exactly one seat with role: chair" },
	{ "same_as: m3\n", "same_as: m9\n", 0, 18, "the council has no seat 'm9'" },
	{ "ja: 総務企画局総務部庶務課長", "ja: 総務企画局総務部庶務室長", 0, 15,
	    "'総務企画局総務部庶務室長' is not in the charter's text" },
	{ "〔デジタル改革〕", "(デジタル改革)", 0, 15, "is not in the charter's text" },
	{ "ja: 情報セキュリティ監査に関すること", "ja: 情報セキュリティの監査", 0, 11,
	    "is not in the charter's text" },
	{ "- number: 8\n", "- number: 7\n", 0, 13, "class 7 stands here twice" },
	{ "needs_reason: true", "needs_reason: はい", 0, 19,
	    "'はい' is neither true nor false" },
	{ "mark: ❌", "mark: ⭕", 0, 11, "'⭕' is a mark of another answer" },
	{ "\"👍\"", "\"o\"", 0, 9, "'o' is a mark of another answer" },
	{ "answer: meeting", "answer: reject", 0, 13,
	    "the marks of this answer stand here twice" },
	{ "key: quorum\n", "key: quorun\n", 0, 10,
	    "no such rule: 'quorun' (did you mean 'quorum'?)" },
	{ "value: unanimous_chair_last", "value: all", 0, 12,
	    "'all' is no value of circulation_rule" },
	{ "value: \"17:15\"", "value: \"17時15分\"", 0, 12,
	    "'17時15分' is no value of day_end" },
	{ "key: tie\n", "key: quorum\n", 0, 10, "'quorum' stands here twice" },
	{ "id: circulate,", "id: circular,", 0, 0, "the procedure 'circulate' is missing" },
	{ "id: items,", "id: convene,", 0, 11, "'convene' stands here twice" },
	{ "in_force: 2023-04-01", "in_force: 2023-04-02", 0, 11,
	    "not the last date of amended" },
	{ "- 2014-04-01", "- 2011-04-01", 0, 5, "the dates must be in order" },
	{ "charter.ja.txt", "../charter.ja.txt", 0, 12, "must lie in the same folder" },
	{ "version: R5.4.1\n", "", 0, 1, "'version' is missing" },
};

static void put_text_beside(void)
{
	size_t size;
	char *text = read_whole(SHIPPED_FOLDER "/charter.ja.txt", &size);

	(void)scratch_write("charter.ja.txt", text, size);
	free(text);
}

/* Whether some fault is the expected one; a column of 0 is the place of the list that lacks
 * something. */
static bool has_fault(const struct change *change, size_t line)
{
	for (size_t i = 0; i < problems.count; i++) {
		const struct problem *got = &problems.list[i];
		char text[2048];

		(void)snprintf(text, sizeof(text), "%s (%s)", got->text,
		    got->hint == NULL ? "" : got->hint);
		if (strstr(text, change->text) != NULL &&
		    (change->column == 0 ||
		        (got->line == line && got->column == change->column))) {
			return true;
		}
	}
	return false;
}

START_TEST(each_slip_in_the_charter_is_reported_at_its_place)
{
	const struct change *change = &changes[_i];
	size_t size;
	char *text = read_whole(SHIPPED_FOLDER "/charter.yaml", &size);
	const char *place = strstr(text, change->find);
	size_t line = 1 + change->lines_below;
	struct buf changed KG_AUTO_BUF;

	ck_assert_msg(place != NULL, "%s", change->find);
	for (const char *at = text; at < place; at++) {
		line += *at == '\n' ? 1 : 0;
	}
	buf_init(&changed, 1024 * 1024);
	buf_add(&changed, text, (size_t)(place - text));
	buf_puts(&changed, change->put);
	buf_puts(&changed, place + strlen(change->find));
	put_text_beside();
	ck_assert_int_eq(
	    charter_load(scratch_write("charter.yaml", changed.bytes, changed.size), &problems,
	        &charter),
	    KG_INVALID);
	if (!has_fault(change, line)) {
		problems_print(&problems, stderr);
	}
	ck_assert_msg(has_fault(change, line), "expected at %zu:%zu: %s", line, change->column,
	    change->text);
	ck_assert_uint_le(problems.count, 3);
	free(text);
}
END_TEST

START_TEST(a_missing_text_file_is_a_fault_of_that_file)
{
	size_t size;
	char *text = read_whole(SHIPPED_FOLDER "/charter.yaml", &size);

	ck_assert_int_eq(
	    charter_load(scratch_write("charter.yaml", text, size), &problems, &charter),
	    KG_INVALID);
	ck_assert_uint_eq(problems.count, 1);
	ck_assert_ptr_nonnull(strstr(problems.list[0].file, "charter.ja.txt"));
	ck_assert_uint_eq(problems.list[0].line, 0);
	free(text);
}
END_TEST

START_TEST(one_byte_more_changes_the_data_hash_alone)
{
	size_t size;
	char *text = read_whole(SHIPPED_FOLDER "/charter.yaml", &size);
	struct charter other = { 0 };

	load_shipped();
	put_text_beside();
	text[size] = '\n';
	ck_assert_int_eq(
	    charter_load(scratch_write("charter.yaml", text, size + 1), &problems, &other),
	    KG_OK);
	ck_assert_str_ne(other.data_sha256, charter.data_sha256);
	ck_assert_str_eq(other.text_sha256, charter.text_sha256);
	charter_finish(&other);
	free(text);
}
END_TEST

TCase *case_charter(void)
{
	TCase *tcase = tcase_create("charter");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, the_council_has_nine_seats_as_worded);
	tcase_add_test(tcase, the_committee_is_the_council_without_its_chair);
	tcase_add_test(tcase, article_4_has_eight_classes);
	tcase_add_test(tcase, the_version_is_that_of_the_last_amendment);
	tcase_add_test(tcase, procedures_cite_their_articles);
	tcase_add_test(tcase, defaults_are_those_of_the_practice);
	tcase_add_test(tcase, marks_mean_what_is_printed_and_thumbs_mean_seen);
	tcase_add_loop_test(tcase, each_slip_in_the_charter_is_reported_at_its_place, 0,
	    (int)(sizeof(changes) / sizeof(changes[0])));
	tcase_add_test(tcase, a_missing_text_file_is_a_fault_of_that_file);
	tcase_add_test(tcase, one_byte_more_changes_the_data_hash_alone);
	return tcase;
}
