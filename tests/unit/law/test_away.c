/* When the chair may go on without a network: every row of away.tsv. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handlers/away.h"
#include "law.h"

enum { NETWORKS = 4, ROWS_LEAST = 20, BASE_MS = 1000 };

static struct kg_time minute(long value)
{
	return (struct kg_time){ BASE_MS + value * KG_MINUTE };
}

static size_t read_networks(char *text, struct away_network out[NETWORKS])
{
	size_t count = 0;
	char *save = NULL;

	for (char *word = strtok_r(text, " ", &save); word != NULL;
	     word = strtok_r(NULL, " ", &save)) {
		ck_assert_uint_lt(count, NETWORKS);
		ck_assert(word[0] == 'r' || word[0] == 'u');
		out[count] = (struct away_network){ .unread = word[0] == 'u' };
		if (word[1] != '-') {
			out[count].down = minute(strtol(word + 1, NULL, 10));
		}
		count++;
	}
	return count;
}

static void check_row(char *line)
{
	static const char *const states[] = {
		[AWAY_NONE] = "none", [AWAY_WAIT] = "wait", [AWAY_OFFER] = "offer"
	};
	struct away_network networks[NETWORKS];
	char *save = NULL;
	const char *now = strtok_r(line, "\t", &save);
	const char *rule = strtok_r(NULL, "\t", &save);
	char *list = strtok_r(NULL, "\t", &save);
	const char *state = strtok_r(NULL, "\t", &save);
	const char *look = strtok_r(NULL, "\t", &save);
	const char *why = strtok_r(NULL, "\t", &save);
	struct away got;
	size_t count;

	ck_assert_ptr_nonnull(why);
	count = read_networks(list, networks);
	got = away_decide(
	    networks, count, (int)strtol(rule, NULL, 10), minute(strtol(now, NULL, 10)));
	ck_assert_msg(strcmp(states[got.state], state) == 0, "%s: %s", why, states[got.state]);
	if (look[0] == '-') {
		ck_assert_msg(!kg_time_is_set(got.look), "%s: looks again", why);
	} else {
		ck_assert_msg(
		    got.look.ms == minute(strtol(look, NULL, 10)).ms, "%s: looks then", why);
	}
}

START_TEST(every_row_of_the_law)
{
	char line[400];
	int rows = 0;
	FILE *file = fopen(LAW_DATA "/away.tsv", "r");

	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof(line), file) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] != '#' && line[0] != '\0') {
			check_row(line);
			rows++;
		}
	}
	(void)fclose(file);
	ck_assert_int_ge(rows, ROWS_LEAST);
}
END_TEST

Suite *suite_away(void)
{
	Suite *suite = suite_create("away");
	TCase *rows = tcase_create("rows");

	tcase_add_test(rows, every_row_of_the_law);
	suite_add_tcase(suite, rows);
	return suite;
}
