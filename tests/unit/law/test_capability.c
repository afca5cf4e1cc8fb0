/* The table of capabilities, cell by cell, against tests/capabilities.tsv. */
#include <stdio.h>
#include <string.h>

#include "handlers/capability.h"
#include "handlers/commands.h"
#include "law.h"

enum { BEFORE_CELLS = 5, COLUMNS = BEFORE_CELLS + CAPACITIES };

static enum capability named(const char *name)
{
	for (int c = CAN_NOTHING + 1; c < CAPABILITIES; c++) {
		ck_assert_msg(capability_name((enum capability)c) != NULL, "%d has no row", c);
		if (strcmp(capability_name((enum capability)c), name) == 0) {
			return (enum capability)c;
		}
	}
	ck_abort_msg("the law has no row %s", name);
}

static void check_row(char *const *columns, bool *seen)
{
	static const char *const refusals[] = {
		[REFUSED_WORD] = "word", [REFUSED_SAID] = "said", [REFUSED_UNSEEN] = "unseen"
	};
	enum capability c = named(columns[0]);

	ck_assert_msg(!seen[c], "%s stands twice", columns[0]);
	seen[c] = true;
	ck_assert_str_eq(columns[4], refusals[capability_refusal(c)]);
	for (int k = 0; k < CAPACITIES; k++) {
		static const char signs[] = { [MAY_NOT] = '-', [MAY_OWN] = 'o', [MAY] = 'y' };
		char is = signs[capability_of(c, 1U << k)];

		ck_assert_msg(columns[BEFORE_CELLS + k][0] == is, "%s, capacity %d: %c, not %s",
		    columns[0], k, is, columns[BEFORE_CELLS + k]);
	}
}

START_TEST(every_cell)
{
	FILE *file = fopen(TESTS "/capabilities.tsv", "r");
	bool seen[CAPABILITIES] = { false };
	bool is_head = true;
	char text[1024];

	ck_assert(file != NULL);
	while (fgets(text, sizeof(text), file) != NULL) {
		char *columns[COLUMNS];
		char *rest = text;
		int k = 0;

		if (text[0] == '#') {
			continue;
		}
		while (k < COLUMNS && (columns[k] = strsep(&rest, "\t\n")) != NULL) {
			k++;
		}
		ck_assert_msg(k == COLUMNS, "%s has %d columns", columns[0], k);
		if (!is_head) {
			check_row(columns, seen);
		}
		is_head = false;
	}
	(void)fclose(file);
	for (int c = CAN_NOTHING + 1; c < CAPABILITIES; c++) {
		ck_assert_msg(seen[c], "%s is not in capabilities.tsv",
		    capability_name((enum capability)c));
	}
}
END_TEST

START_TEST(every_word_has_its_row)
{
	size_t count;
	const struct command_word *words = commands_list(&count);

	for (size_t i = 0; i < count; i++) {
		ck_assert_msg(words[i].capability != CAN_NOTHING, "%s", words[i].name);
		for (size_t k = 0; k < i; k++) {
			ck_assert_int_ne(words[i].capability, words[k].capability);
		}
	}
}
END_TEST

START_TEST(several_capacities_add_up)
{
	unsigned vice = capability_capacity("vice");

	ck_assert_int_eq(capability_of(CAN_REFER, vice), MAY_NOT);
	ck_assert_int_eq(capability_of(CAN_REFER, vice | AS_ACTING_CHAIR), MAY);
	ck_assert_int_eq(capability_of(CAN_ABSENCE, AS_MEMBER | AS_SECRETARIAT), MAY);
	ck_assert_int_eq(capability_of(CAN_HELP, 0), MAY_NOT);
	ck_assert_uint_eq(capability_capacity("mayor"), 0);
	ck_assert_uint_eq(capability_capacity("m4"), AS_MEMBER | AS_DISCLOSURE);
}
END_TEST

START_TEST(at_two_instants)
{
	ck_assert_uint_eq(capability_both(AS_CHAIR, AS_CHAIR), AS_CHAIR);
	ck_assert_uint_eq(capability_both(AS_CHAIR, AS_CHAIR_AWAY), AS_CHAIR_AWAY);
	ck_assert_uint_eq(
	    capability_both(AS_VICE | AS_ACTING_CHAIR, AS_VICE_AWAY), AS_VICE_AWAY);
	ck_assert_uint_eq(capability_both(AS_MEMBER, AS_FORMER), AS_FORMER);
}
END_TEST

Suite *suite_capability(void)
{
	Suite *suite = suite_create("capability");
	TCase *tests = tcase_create("capability");

	tcase_add_test(tests, every_cell);
	tcase_add_test(tests, every_word_has_its_row);
	tcase_add_test(tests, several_capacities_add_up);
	tcase_add_test(tests, at_two_instants);
	suite_add_tcase(suite, tests);
	return suite;
}
