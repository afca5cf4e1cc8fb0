/* The law of 職務代理: every row of acting.tsv. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handlers/acting_law.h"
#include "law.h"

enum { COLUMNS = 7, MINUTES = 30 };

static const char *const words[] = {
	[ACTING_ACCIDENT] = "accident",
	[ACTING_UNREACHABLE] = "unreachable",
	[ACTING_VACANCY] = "vacancy",
	[ACTING_SECOND] = "second",
	[ACTING_ACTING_CHAIR] = "acting-chair",
	[ACTING_NO_REASON] = "no-reason",
	[ACTING_NO_PERIOD] = "no-period",
	[ACTING_PAST] = "past",
	[ACTING_TWO] = "two",
	[ACTING_WHO] = "who",
	[ACTING_NO_DEPUTY] = "no-deputy",
	[ACTING_BOTH] = "both",
	[ACTING_VACANT] = "vacant",
	[ACTING_NOT_AWAY] = "not-away",
	[ACTING_NOT_TRIED] = "not-tried",
	[ACTING_REACHED] = "reached",
	[ACTING_TOO_SOON] = "too-soon",
	[ACTING_NOT_TODAY] = "not-today",
};

static bool has(const char *list, const char *word)
{
	size_t size = strlen(word);

	for (const char *p = list; p != NULL; p = strchr(p, ',')) {
		p += *p == ',';
		if (strncmp(p, word, size) == 0 && (p[size] == ',' || p[size] == '\0')) {
			return true;
		}
	}
	return false;
}

static enum acting_who who_of(const char *word)
{
	return strcmp(word, "head") == 0     ? ACTING_HEAD
	       : strcmp(word, "deputy") == 0 ? ACTING_DEPUTY
	       : strcmp(word, "office") == 0 ? ACTING_OFFICE
	                                     : ACTING_OTHER;
}

static void check_row(char *const *c, int line)
{
	struct acting_case law = {
		.committee = strcmp(c[0], "k") == 0,
		.who = who_of(c[1]),
		.has_reason = has(c[2], "reason"),
		.has_period = has(c[2], "period"),
		.past = has(c[2], "past"),
		.overlaps = has(c[2], "two"),
		.head_vacant = has(c[2], "vacant"),
		.head_away = has(c[2], "away"),
		.deputy_vacant = has(c[2], "dvacant"),
		.deputy_away = has(c[2], "daway"),
		.named = has(c[2], "named"),
		.incident = has(c[2], "inc"),
		.due_today = has(c[2], "today"),
		.reached = has(c[2], "reached"),
		.acts_as_chair = has(c[2], "chair"),
		.tried_minutes = c[3][0] == '-' ? -1 : (int)strtol(c[3], NULL, 10),
		.minutes = MINUTES,
		.vacancy = has(c[4], "vac=a")   ? VACANCY_ALWAYS
		           : has(c[4], "vac=n") ? VACANCY_NEVER
		                                : VACANCY_INCIDENT_ONLY,
		.second = has(c[4], "second"),
		.chair_accident = has(c[4], "kacc"),
	};
	enum acting_word word = acting_may(&law);

	ck_assert_msg(strcmp(words[word], c[5]) == 0, "acting.tsv:%d: %s, not %s (%s)", line,
	    words[word], c[5], c[6]);
	ck_assert_int_eq(acting_basis(word)[0] != '\0', acting_is_lawful(word));
}

START_TEST(rows)
{
	FILE *file = fopen(LAW_DATA "/acting.tsv", "r");
	char text[512];
	int line = 0;
	int count = 0;

	ck_assert(file != NULL);
	while (fgets(text, sizeof(text), file) != NULL) {
		char *columns[COLUMNS];
		char *rest = text;
		int k = 0;

		line++;
		if (text[0] == '#') {
			continue;
		}
		while (k < COLUMNS && (columns[k] = strsep(&rest, "\t\n")) != NULL) {
			k++;
		}
		ck_assert_msg(k == COLUMNS, "acting.tsv:%d has %d columns", line, k);
		check_row(columns, line);
		count++;
	}
	(void)fclose(file);
	ck_assert_int_ge(count, 38);
}
END_TEST

Suite *suite_acting(void)
{
	Suite *suite = suite_create("acting");
	TCase *tcase = tcase_create("acting");

	tcase_add_test(tcase, rows);
	suite_add_tcase(suite, tcase);
	return suite;
}
