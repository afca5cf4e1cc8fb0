/* Marks as networks send them. The charter here has the marks of the shipped one. */
#include "handlers/ballot.h"

#include "law.h"

static const char *seen_aliases[] = { "✅", "☑", "👍", ":確認:", ":kakunin:", NULL };
static const char *approve_aliases[] = { ":承認:", ":shonin:", NULL };
static struct charter_mark marks[] = {
	{ .answer = ANSWER_APPROVE, .mark = "⭕", .aliases = approve_aliases },
	{ .answer = ANSWER_REJECT, .mark = "❌", .aliases = NULL },
	{ .answer = ANSWER_MEETING, .mark = "🙋", .aliases = NULL },
	{ .answer = ANSWER_SEEN, .mark = "👀", .aliases = seen_aliases },
};
static const struct charter charter = { .marks = marks, .mark_count = 4 };

START_TEST(one_mark_many_spellings)
{
	static const struct {
		const char *typed;
		const char *canonical;
	} rows[] = {
		{ "⭕", "⭕" },
		{ "⭕️", "⭕" },
		{ ":o:", "⭕" },
		{ "o", "⭕" },
		{ "x", "❌" },
		{ "❌︎", "❌" },
		{ "🙋🏽", "🙋" },
		{ "🙋🏻‍♀️", "🙋" },
		{ "🙋‍♂️", "🙋" },
		{ "raising_hand", "🙋" },
		{ "raising_hand::skin-tone-4", "🙋" },
		{ ":raising_hand::skin-tone-2:", "🙋" },
		{ "woman-raising-hand::skin-tone-6", "🙋" },
		{ "white_check_mark", "✅" },
		{ "+1", "👍" },
		{ "thumbsup::skin-tone-3", "👍" },
		{ "👍🏿", "👍" },
		{ ":承認:", "承認" },
		{ "ＳＨＯＮＩＮ", "shonin" },
		{ "☑️", "☑" },
		{ ":", "" },
		{ "", "" },
	};
	KG_AUTO_ARENA struct arena arena = { 0 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ck_assert_str_eq(ballot_mark(rows[i].typed, &arena), rows[i].canonical);
	}
}
END_TEST

START_TEST(what_marks_mean)
{
	ck_assert_int_eq(ballot_answer(&charter, "⭕️"), ANSWER_APPROVE);
	ck_assert_int_eq(ballot_answer(&charter, "o"), ANSWER_APPROVE);
	ck_assert_int_eq(ballot_answer(&charter, ":承認:"), ANSWER_APPROVE);
	ck_assert_int_eq(ballot_answer(&charter, "shonin"), ANSWER_APPROVE);
	ck_assert_int_eq(ballot_answer(&charter, "x"), ANSWER_REJECT);
	ck_assert_int_eq(ballot_answer(&charter, "raising_hand::skin-tone-2"), ANSWER_MEETING);
	ck_assert_int_eq(ballot_answer(&charter, "+1"), ANSWER_SEEN);
	ck_assert_int_eq(ballot_answer(&charter, "white_check_mark"), ANSWER_SEEN);
	ck_assert_int_eq(ballot_answer(&charter, "確認"), ANSWER_SEEN);
	ck_assert_int_eq(ballot_answer(&charter, "party_parrot"), ANSWER_NONE);
	ck_assert_int_eq(ballot_answer(&charter, "0"), ANSWER_NONE);
	ck_assert_int_eq(ballot_answer(&charter, ""), ANSWER_NONE);
}
END_TEST

static struct ballot_reading read_marks(const char *one, const char *two, const char *three)
{
	const char *set[] = { one, two, three };
	size_t count = one == NULL ? 0 : (two == NULL ? 1 : (three == NULL ? 2 : 3));

	return ballot_read(&charter, set, count);
}

START_TEST(whole_sets)
{
	struct ballot_reading reading = read_marks(NULL, NULL, NULL);

	ck_assert_int_eq(reading.answer, ANSWER_NONE);
	ck_assert(!reading.seen && !reading.contradicting);
	reading = read_marks("👀", NULL, NULL);
	ck_assert_int_eq(reading.answer, ANSWER_NONE);
	ck_assert(reading.seen && !reading.contradicting);
	reading = read_marks("👀", "⭕", NULL);
	ck_assert_int_eq(reading.answer, ANSWER_APPROVE);
	reading = read_marks("⭕", "o", ":承認:"); /* one seal, three spellings */
	ck_assert_int_eq(reading.answer, ANSWER_APPROVE);
	ck_assert(!reading.contradicting);
	reading = read_marks("⭕", "❌", NULL);
	ck_assert_int_eq(reading.answer, ANSWER_NONE);
	ck_assert(reading.contradicting && reading.seen);
	reading = read_marks("❌", "🙋", "❌"); /* the third does not heal it */
	ck_assert_int_eq(reading.answer, ANSWER_NONE);
	ck_assert(reading.contradicting);
	reading = read_marks("tada", "🙋", NULL);
	ck_assert_int_eq(reading.answer, ANSWER_MEETING);
	reading = read_marks("tada", NULL, NULL);
	ck_assert(!reading.seen);
}
END_TEST

Suite *suite_ballot(void)
{
	Suite *suite = suite_create("ballot");
	TCase *tests = tcase_create("ballot");

	tcase_add_test(tests, one_mark_many_spellings);
	tcase_add_test(tests, what_marks_mean);
	tcase_add_test(tests, whole_sets);
	suite_add_tcase(suite, tests);
	return suite;
}
