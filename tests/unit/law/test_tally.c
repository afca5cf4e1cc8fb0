/* The ballot's law: every row of tally.tsv, and what rows can't say. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handlers/tally.h"
#include "law.h"

enum { SEATS = 9, ROWS_LEAST = 60, COLUMNS = 7 };

static const char *const seat_ids[SEATS] = { "chair", "vice", "m1", "m2", "m3", "m4", "m5",
	"m6", "m7" };
static const char *const persons[SEATS] = { "p-chair", "p-vice", "p1", "p2", "p3", "p4", "p5",
	"p6", "p7" };

static void set_answer(struct tally_seat *seat, char code)
{
	static const struct {
		char code;
		enum ballot_answer answer;
		bool provisional;
	} codes[] = {
		{ 'o', ANSWER_APPROVE, false },
		{ 'K', ANSWER_APPROVE, false },
		{ 'x', ANSWER_REJECT, false },
		{ 'X', ANSWER_REJECT, false },
		{ 'y', ANSWER_REJECT, true },
		{ 'h', ANSWER_MEETING, false },
		{ 'g', ANSWER_MEETING, true },
		{ 's', ANSWER_SEEN, false },
	};

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		if (codes[i].code == code) {
			seat->answer = codes[i].answer;
			seat->provisional = codes[i].provisional;
			return;
		}
	}
	ck_assert_msg(strchr("-_ak", code) != NULL, "seat code %c", code);
}

static void set_seats(struct tally_seat seats[SEATS], const char *codes)
{
	ck_assert_uint_eq(strlen(codes), SEATS);
	for (size_t i = 0; i < SEATS; i++) {
		seats[i] = (struct tally_seat){
			.seat = seat_ids[i],
			.role = i == 0 ? ROLE_CHAIR : (i == 1 ? ROLE_VICE : ROLE_MEMBER),
			.person = codes[i] == '_' ? NULL : persons[i],
			.kouetsu = codes[i] == 'k' || codes[i] == 'K' || codes[i] == 'X',
			.absent = codes[i] == 'a' || codes[i] == 'k',
		};
		set_answer(&seats[i], codes[i]);
	}
}

static size_t seat_named(const char *id, size_t size)
{
	for (size_t i = 0; i < SEATS; i++) {
		if (strlen(seat_ids[i]) == size && strncmp(seat_ids[i], id, size) == 0) {
			return i;
		}
	}
	ck_assert_msg(false, "no seat %s", id);
	return SEATS;
}

static void set_flag(
    struct tally_input *input, struct tally_seat seats[SEATS], const char *flag)
{
	if (strcmp(flag, "final") == 0) {
		input->final_by = "p-chair";
	} else if (strcmp(flag, "afinal") == 0) {
		input->final_by = "p-vice";
	} else if (strcmp(flag, "acting") == 0) {
		input->acting = "p-vice";
		input->chair_away = true;
	} else if (strcmp(flag, "away") == 0) {
		input->chair_away = true;
	} else if (strcmp(flag, "cont") == 0) {
		input->continued = true;
	} else if (strcmp(flag, "over") == 0) {
		input->now = kg_time_add(input->deadline, 1);
	} else if (strcmp(flag, "min") == 0) {
		input->minimum_until = kg_time_add(input->now, 1);
	} else if (strncmp(flag, "same=", 5) == 0) {
		const char *colon = strchr(flag, ':');

		ck_assert_ptr_nonnull(colon);
		seats[seat_named(colon + 1, strlen(colon + 1))].person =
		    persons[seat_named(flag + 5, (size_t)(colon - flag - 5))];
	} else {
		ck_assert_msg(strcmp(flag, "-") == 0, "flag %s", flag);
	}
}

static void set_flags(struct tally_input *input, struct tally_seat seats[SEATS], char *flags)
{
	char *rest = NULL;

	for (char *flag = strtok_r(flags, ",", &rest); flag != NULL;
	     flag = strtok_r(NULL, ",", &rest)) {
		set_flag(input, seats, flag);
	}
}

static const char *state_name(enum tally_state state)
{
	static const char *const names[] = { "collecting", "paused", "ask", "decides",
		"waiting", "closable" };

	return names[state];
}

static unsigned choices_of(const char *letters)
{
	static const char known[] = "ACRMFWEK";
	static const unsigned bits[] = { CHOICE_APPROVE, CHOICE_CONTINUE, CHOICE_RETURN,
		CHOICE_REFER, CHOICE_FAIL, CHOICE_WITHDRAW, CHOICE_EXTEND, CHOICE_KOUETSU };
	unsigned choices = 0;

	for (; *letters != '\0' && *letters != '-'; letters++) {
		const char *found = strchr(known, *letters);

		ck_assert_ptr_nonnull(found);
		choices |= bits[found - known];
	}
	return choices;
}

static enum tally_rule rule_of(char letter)
{
	return letter == 'u'   ? RULE_UNANIMOUS_CHAIR_LAST
	       : letter == 'm' ? RULE_MAJORITY_CHAIR_LAST
	                       : RULE_CHAIR_DECIDES_AFTER_ALL_SEEN;
}

static void check_counts(const struct tally *tally, const char *expected, const char *row)
{
	char counts[96];

	(void)snprintf(counts, sizeof(counts), "%d %d %d %d %d %d %d", tally->denominator,
	    tally->approve, tally->reject, tally->meeting, tally->pending, tally->kouetsu,
	    tally->vacant);
	ck_assert_msg(strcmp(counts, expected) == 0, "%s: counts are %s", row, counts);
	ck_assert_msg(tally->denominator ==
	                  tally->approve + tally->reject + tally->meeting + tally->pending,
	    "%s: counts don't add up", row);
}

static void check_row(const char *line)
{
	KG_AUTO_FREE char *row = mem_strdup(line);
	char *column[COLUMNS] = { 0 };
	char *rest = NULL;
	struct tally_seat seats[SEATS];
	struct tally_input input = { .seats = seats, .seat_count = SEATS };
	struct tally tally;

	for (size_t i = 0; i < COLUMNS; i++) {
		column[i] = strtok_r(i == 0 ? row : NULL, "\t\n", &rest);
		ck_assert_msg(column[i] != NULL, "short row: %s", line);
	}
	input.rule = rule_of(column[0][0]);
	input.now = at(2026, 12, 1, 12, 0);
	input.deadline = at(2026, 12, 1, 17, 0);
	set_seats(seats, column[1]);
	set_flags(&input, seats, column[2]);
	tally = tally_count(&input);
	check_counts(&tally, column[4], line);
	ck_assert_msg(strcmp(state_name(tally.state), column[3]) == 0, "%s: state is %s", line,
	    state_name(tally.state));
	ck_assert_msg(
	    tally.choices == choices_of(column[5]), "%s: choices are %x", line, tally.choices);
}

START_TEST(every_row)
{
	FILE *file = fopen(LAW_DATA "/tally.tsv", "r");
	char line[512];
	int rows = 0;

	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof(line), file) != NULL) {
		if (line[0] != '#') {
			check_row(line);
			rows++;
		}
	}
	(void)fclose(file);
	ck_assert_int_ge(rows, ROWS_LEAST);
}
END_TEST

static struct tally_input plain(struct tally_seat seats[SEATS], const char *codes)
{
	set_seats(seats, codes);
	return (struct tally_input){
		.rule = RULE_UNANIMOUS_CHAIR_LAST,
		.seats = seats,
		.seat_count = SEATS,
		.now = at(2026, 12, 1, 12, 0),
		.deadline = at(2026, 12, 1, 17, 0),
	};
}

START_TEST(the_deadline_itself_counts)
{
	struct tally_seat seats[SEATS];
	struct tally_input input = plain(seats, "-oooooooo");

	input.now = input.deadline;
	ck_assert_int_eq(tally_count(&input).state, TALLY_ASK_CHAIR);
	input.now.ms++;
	ck_assert_int_eq(tally_count(&input).state, TALLY_CHAIR_DECIDES);
}
END_TEST

START_TEST(minimum_time_ends_exactly)
{
	struct tally_seat seats[SEATS];
	struct tally_input input = plain(seats, "-oooooooo");

	input.final_by = "p-chair";
	input.minimum_until = input.now;
	ck_assert_int_eq(tally_count(&input).state, TALLY_CLOSABLE);
	input.minimum_until.ms++;
	ck_assert_int_eq(tally_count(&input).state, TALLY_WAITING);
}
END_TEST

START_TEST(who_is_still_pending)
{
	struct tally_seat seats[SEATS];
	struct tally_input input = plain(seats, "--oxyhs_k");
	static const bool expected[SEATS] = { false, true, false, false, true, false, true,
		false, false };

	for (size_t i = 0; i < SEATS; i++) {
		ck_assert_msg(
		    tally_is_pending(&input, &seats[i]) == expected[i], "seat %s", seat_ids[i]);
	}
	input = plain(seats, "-oooooooo"); /* now the chair is asked */
	ck_assert(tally_is_pending(&input, &seats[0]));
	input.acting = "p-vice";
	ck_assert(!tally_is_pending(&input, &seats[0]));
	ck_assert(tally_is_pending(&input, &seats[1]));
}
END_TEST

START_TEST(who_may_be_kouetsu)
{
	struct tally_seat seats[SEATS];
	struct tally_input input = plain(seats, "aaoao-a_k");
	static const bool expected[SEATS] = { false, true, false, true, false, false, true,
		false, false };

	seats[2].absent = true; /* absent, but has answered */
	for (size_t i = 0; i < SEATS; i++) {
		ck_assert_msg(tally_may_kouetsu(&input, &seats[i]) == expected[i], "seat %s",
		    seat_ids[i]);
	}
	input.acting = "p-vice"; /* who acts for the chair is no longer marked */
	ck_assert(!tally_may_kouetsu(&input, &seats[1]));
}
END_TEST

START_TEST(seen_and_chair)
{
	struct tally_seat seats[SEATS];
	struct tally_input input = plain(seats, "-osxyhg--");
	struct tally tally;

	seats[7].seen = true; /* a mark taken back was a mark */
	tally = tally_count(&input);
	ck_assert_int_eq(tally.seen, 7);
	ck_assert_int_eq(tally.provisional, 2);
	ck_assert_int_eq(tally.others_pending, 5);
	ck_assert_str_eq(tally.chair, "p-chair");
	input.chair_away = true;
	tally = tally_count(&input);
	ck_assert_ptr_null(tally.chair);
	ck_assert(tally.chair_missing);
	ck_assert_uint_eq(tally.choices, 0);
}
END_TEST

START_TEST(rule_names)
{
	static const char *const names[] = { "unanimous_chair_last", "majority_chair_last",
		"chair_decides_after_all_seen" };
	enum tally_rule rule;

	for (int i = 0; i < 3; i++) {
		ck_assert(tally_rule_parse(names[i], &rule));
		ck_assert_int_eq((int)rule, i);
		ck_assert_str_eq(tally_rule_name(rule), names[i]);
	}
	ck_assert(!tally_rule_parse("majority", &rule));
	ck_assert(!tally_rule_parse("", &rule));
}
END_TEST

Suite *suite_tally(void)
{
	Suite *suite = suite_create("tally");
	TCase *tests = tcase_create("tally");

	tcase_add_test(tests, every_row);
	tcase_add_test(tests, the_deadline_itself_counts);
	tcase_add_test(tests, minimum_time_ends_exactly);
	tcase_add_test(tests, who_is_still_pending);
	tcase_add_test(tests, who_may_be_kouetsu);
	tcase_add_test(tests, seen_and_chair);
	tcase_add_test(tests, rule_names);
	suite_add_tcase(suite, tests);
	return suite;
}
