/* The law of convening: every row of convene.tsv, the last day of a notice, what marks and
 * words say of one's attendance. */
#include <stdio.h>
#include <string.h>

#include "handlers/convene_law.h"
#include "law.h"

enum { COLUMNS = 8 };

static bool has(const char *list, const char *flag)
{
	const char *at = strstr(list, flag);
	size_t size = strlen(flag);

	return at != NULL && (at == list || at[-1] == ',') &&
	       (at[size] == '\0' || at[size] == ',');
}

static const char *word_name(enum convene_word word)
{
	static const char *const names[] = { [CONVENE_LAWFUL] = "lawful",
		[CONVENE_NOT_CHAIR] = "not-chair",
		[CONVENE_NOT_CHIEF] = "not-chief",
		[CONVENE_NOT_READY] = "not-ready",
		[CONVENE_OVER] = "over",
		[CONVENE_PAST] = "past",
		[CONVENE_TAKEN] = "taken",
		[CONVENE_SHORT] = "short",
		[CONVENE_UNHEARD] = "unheard" };

	return names[word];
}

static void check_row(int line, char *const *c)
{
	struct convene_case given = { .committee = strcmp(c[0], "committee") == 0,
		.is_convener = strcmp(c[1], "head") == 0,
		.stage = strcmp(c[2], "draft") == 0   ? CONVENE_STAGE_DRAFT
		         : strcmp(c[2], "ready") == 0 ? CONVENE_STAGE_READY
		                                      : CONVENE_STAGE_OVER,
		.past = has(c[3], "past"),
		.taken = has(c[3], "taken"),
		.is_short = has(c[3], "short"),
		.unheard = has(c[3], "unheard"),
		.has_reason = has(c[4], "reason"),
		.has_override = has(c[4], "override") };
	enum convene_word word = convene_may(&given);
	const char *article = convene_article(word);

	ck_assert_msg(
	    strcmp(word_name(word), c[5]) == 0, "convene.tsv:%d is %s", line, word_name(word));
	ck_assert_msg(
	    strcmp(article == NULL ? "-" : article, c[6]) == 0, "convene.tsv:%d article", line);
}

START_TEST(rows)
{
	FILE *file = fopen(LAW_DATA "/convene.tsv", "r");
	char text[512];
	int line = 0;
	int count = 0;

	ck_assert(file != NULL);
	while (fgets(text, sizeof(text), file) != NULL) {
		char *columns[COLUMNS];
		char *rest = text;
		int k = 0;

		line++;
		if (text[0] == '#' || text[0] == '\n') {
			continue;
		}
		while (k < COLUMNS && (columns[k] = strsep(&rest, "\t\n")) != NULL) {
			k++;
		}
		ck_assert_msg(k == COLUMNS, "convene.tsv:%d has %d columns", line, k);
		check_row(line, columns);
		count++;
	}
	(void)fclose(file);
	ck_assert_int_ge(count, 21);
}
END_TEST

static struct kg_date day(int year, int month, int of)
{
	struct kg_date date;

	ck_assert(kg_date_make(year, month, of, &date));
	return date;
}

/* By hand, from a calendar of 2026: 9/21 to 9/23 are holidays, the city rests from 12/29 to
 * 1/3. */
START_TEST(last_days)
{
	static const struct {
		int meeting[3];
		int days;
		int latest[3];
	} table[] = {
		{ { 2026, 12, 9 }, 5, { 2026, 12, 2 } },
		{ { 2026, 12, 8 }, 5, { 2026, 12, 1 } },
		{ { 2026, 12, 5 }, 5, { 2026, 11, 30 } }, /* on a Saturday */
		{ { 2026, 9, 24 }, 5, { 2026, 9, 14 } },
		{ { 2027, 1, 5 }, 5, { 2026, 12, 23 } },
		{ { 2026, 12, 9 }, 1, { 2026, 12, 8 } },
		{ { 2026, 12, 9 }, 0, { 2026, 12, 9 } },
		{ { 2026, 12, 5 }, 0, { 2026, 12, 5 } },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const int *m = table[i].meeting;
		const int *l = table[i].latest;
		struct kg_date meeting = day(m[0], m[1], m[2]);
		struct kg_date latest = day(l[0], l[1], l[2]);
		struct kg_date after = { latest.day + 1 };

		ck_assert_msg(
		    convene_latest(meeting, table[i].days).day == latest.day, "row %zu", i);
		ck_assert(!convene_is_short(latest, meeting, table[i].days));
		ck_assert(convene_is_short(after, meeting, table[i].days));
	}
}
END_TEST

START_TEST(answers)
{
	ck_assert_int_eq(convene_answer_of_mark("⭕"), CONVENE_ATTEND);
	ck_assert_int_eq(convene_answer_of_mark("🙆"), CONVENE_ATTEND);
	ck_assert_int_eq(convene_answer_of_mark("❌"), CONVENE_ABSENT);
	ck_assert_int_eq(convene_answer_of_mark("🙅"), CONVENE_ABSENT);
	ck_assert_int_eq(convene_answer_of_mark("🔺"), CONVENE_UNSURE);
	ck_assert_int_eq(convene_answer_of_mark("🤔"), CONVENE_UNSURE);
	ck_assert_int_eq(convene_answer_of_mark("👀"), CONVENE_SILENT);
	ck_assert_int_eq(convene_answer_of_mark("✅"), CONVENE_SILENT);
	ck_assert_int_eq(convene_answer_of_word("出席します"), CONVENE_ATTEND);
	ck_assert_int_eq(convene_answer_of_word("欠"), CONVENE_ABSENT);
	ck_assert_int_eq(convene_answer_of_word("△"), CONVENE_UNSURE);
	ck_assert_int_eq(convene_answer_of_word("出席できるか確認します"), CONVENE_SILENT);
}
END_TEST

Suite *suite_convene(void)
{
	Suite *suite = suite_create("convene");
	TCase *tcase = tcase_create("convene");

	tcase_add_test(tcase, rows);
	tcase_add_test(tcase, last_days);
	tcase_add_test(tcase, answers);
	suite_add_tcase(suite, tcase);
	return suite;
}
