/*
 * Duties, days and changed facts of the shipped clocks against clocks.tsv, which was written by
 * hand; and that the numbers come from the file: a changed one changes the clock.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "handlers/clock_law.h"

enum { CELLS = 5, NAMES_MAX = 64, FACTS_MAX = 64, LINE_SIZE = 1024, LEAD = 1, NINE = 9 * 60 };

static const struct clock_terms terms = { .lead_days = LEAD, .warn_minute = NINE };

static struct clocks clocks;
static struct arena arena;
static char *bytes;
static size_t byte_count;

static void parse(const char *text, size_t size, struct clocks *out)
{
	struct problems problems;

	problems_init(&problems, LANGUAGE_EN);
	if (clocks_parse("clocks", text, size, &problems, out) != KG_OK) {
		problems_print(&problems, stderr);
		ck_abort_msg("the clocks have faults");
	}
	problems_finish(&problems);
}

static void read_clocks(void)
{
	FILE *file = fopen(CLOCKS_FILE, "rb");
	enum { ROOM = 256 * 1024 };

	ck_assert_ptr_nonnull(file);
	bytes = mem_alloc(ROOM);
	byte_count = fread(bytes, 1, ROOM - 1, file);
	(void)fclose(file);
	parse(bytes, byte_count, &clocks);
	ck_assert_uint_lt(clocks.fact_count, FACTS_MAX);
}

static void forget_clocks(void)
{
	clocks_finish(&clocks);
	arena_finish(&arena);
	arena = (struct arena){ 0 };
	free(bytes);
}

static size_t fact(const char *id, size_t size)
{
	for (size_t i = 0; i < clocks.fact_count; i++) {
		if (strlen(clocks.facts[i].id) == size &&
		    strncmp(clocks.facts[i].id, id, size) == 0) {
			return i;
		}
	}
	ck_abort_msg("no such fact: %s", id);
}

static struct clock_value value_of(const char *word)
{
	if (strncmp(word, "unknown", 7) == 0) {
		return (struct clock_value){ false, 0 };
	}
	if (strncmp(word, "yes", 3) == 0 || strncmp(word, "no", 2) == 0) {
		return (struct clock_value){ true, *word == 'y' };
	}
	return (struct clock_value){ true, (int)strtol(word, NULL, 10) };
}

/* Everything is no, but there is a leak of personal information about one person. */
static struct clock_value *facts_of(const char *words)
{
	struct clock_value *values = arena_alloc(&arena, FACTS_MAX * sizeof(*values));

	for (size_t i = 0; i < clocks.fact_count; i++) {
		values[i] = (struct clock_value){ true, 0 };
	}
	values[fact("personal", 8)].number = 1;
	values[fact("breach", 6)].number = 1;
	values[fact("people", 6)].number = 1;
	values[fact("severity", 8)].number = 1;
	while (*words != '\0') {
		size_t size = strcspn(words, "=");

		values[fact(words, size)] = value_of(words + size + 1);
		words += strcspn(words, " ");
		words += strspn(words, " ");
	}
	return values;
}

static struct kg_time when(const char *text)
{
	int year = 0;
	int month = 0;
	int day = 0;
	int hour = 0;
	int minute = 0;
	struct kg_date date = { 0 };

	/* NOLINTNEXTLINE(cert-err34-c) */
	ck_assert_int_ge(
	    sscanf(text, "%d-%d-%d %d:%d", &year, &month, &day, &hour, &minute), 3);
	ck_assert(kg_date_make(year, month, day, &date));
	return kg_time_at(date, hour, minute);
}

static const char *day_text(struct kg_date date)
{
	struct kg_civil c = kg_civil_of_date(date);

	return arena_printf(&arena, "%04d-%02d-%02d", c.year, c.month, c.day);
}

static struct clock_version version_of(const char *words, const char *known)
{
	struct clock_version version = { .at = when(known), .values = facts_of(words) };

	for (size_t i = 0; i < CLOCK_STARTS; i++) {
		version.starts[i] = when(known);
	}
	return version;
}

static size_t duties_of(
    const struct clock_version *versions, size_t count, struct clock_duty **out)
{
	struct clock_case c = {
		.clocks = &clocks, .versions = versions, .version_count = count, .terms = terms
	};
	size_t duties;

	clock_law_duties(&c, &arena, out, &duties);
	return duties;
}

/* --- the truth table --- */

static int by_name(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static const char *sorted(const char **names, size_t count)
{
	struct buf text KG_AUTO_BUF;

	qsort(names, count, sizeof(*names), by_name);
	buf_init(&text, LINE_SIZE * 4);
	for (size_t i = 0; i < count; i++) {
		buf_printf(&text, "%s ", names[i]);
	}
	return arena_strdup(&arena, text.bytes);
}

/* "A?30,M30" as the filings that it means. */
static const char *meant_by(const char *cell)
{
	const char *names[NAMES_MAX];
	size_t count = 0;

	while (*cell != '\0' && *cell != '-') {
		const char *law = *cell == 'A' ? "appi" : *cell == 'H' ? "appi26" : "mynumber";
		bool is_open = cell[1] == '?';
		const char *days = cell + (is_open ? 2 : 1);
		const char *sign = is_open ? "?" : "";

		names[count++] = arena_printf(&arena, "%sppc-%s-flash:5", sign, law);
		names[count++] = arena_printf(&arena, "%sppc-%s-final:%.2s", sign, law, days);
		names[count++] = arena_printf(&arena, "%sppc-%s-person:0", sign, law);
		cell = days + 2;
		cell += *cell == ',' ? 1 : 0;
	}
	return sorted(names, count);
}

static const char *sign_of(enum clock_state state)
{
	ck_assert(state == CLOCK_OPEN || state == CLOCK_OWED);
	return state == CLOCK_OPEN ? "?" : "";
}

/* Of the commission and the people themselves, or of all the others. */
static const char *found(const struct clock_value *values, bool of_commission)
{
	struct clock_version version = version_of("", "2026-12-01 08:40");
	const char *names[NAMES_MAX];
	struct clock_duty *duties;
	size_t count = 0;
	size_t n;

	version.values = values;
	n = duties_of(&version, 1, &duties);
	ck_assert_str_eq(duties[0].filing, "internal-ciso");
	ck_assert_str_eq(duties[1].filing, "internal-chair");
	for (size_t i = 2; i < n; i++) {
		const struct clock_outcome *o = &duties[i].now;

		if ((strncmp(duties[i].filing, "ppc-", 4) == 0) != of_commission) {
			continue;
		}
		names[count++] =
		    of_commission
		        ? arena_printf(&arena, "%s%s:%d", sign_of(o->state), duties[i].filing,
		              o->row->amount)
		        : arena_printf(&arena, "%s%s", sign_of(o->state), duties[i].filing);
		ck_assert_uint_eq(duties[i].before_count, 0);
	}
	return sorted(names, count);
}

static const char *words_sorted(char *words)
{
	const char *names[NAMES_MAX];
	size_t count = 0;
	char *rest = NULL;

	for (char *w = strtok_r(words, " ", &rest); w != NULL; w = strtok_r(NULL, " ", &rest)) {
		names[count++] = w;
	}
	return sorted(names, count);
}

static void check_duties(char **fields)
{
	static const struct clock_value people[CELLS] = { { false, 0 }, { true, 0 },
		{ true, 1 }, { true, 100 }, { true, 101 } };

	for (size_t i = 0; i < CELLS; i++) {
		struct clock_value *values = facts_of(fields[1]);

		values[fact("people", 6)] = people[i];
		ck_assert_msg(strcmp(found(values, true), meant_by(fields[2 + i])) == 0,
		    "%s, people %zu: %s instead of %s", fields[1], i, found(values, true),
		    meant_by(fields[2 + i]));
	}
}

static void check_others(char **fields)
{
	const char *got = found(facts_of(fields[1]), false);
	const char *want = words_sorted(fields[2]);

	ck_assert_msg(strcmp(got, want) == 0, "%s: %s instead of %s", fields[1], got, want);
}

static const struct clock_row *row_of(const char *id)
{
	for (size_t i = 0; i < clocks.row_count; i++) {
		if (strcmp(clocks.rows[i].id, id) == 0) {
			return &clocks.rows[i];
		}
	}
	ck_abort_msg("no such row: %s", id);
}

static void check_days(char **fields)
{
	struct clock_due due = clock_law_due(row_of(fields[1]), when(fields[2]), &terms);
	const char *internal = due.has_internal ? day_text(due.internal) : "-";

	ck_assert(due.is_set && due.is_day);
	ck_assert_msg(
	    strcmp(day_text(due.date), fields[3]) == 0 && strcmp(internal, fields[4]) == 0,
	    "%s from %s: %s, internal %s", fields[1], fields[2], day_text(due.date), internal);
	/* The last day counts to its end. */
	ck_assert(!clock_law_is_past(&due, kg_time_add(when(fields[3]), KG_DAY - 1)));
	ck_assert(clock_law_is_past(&due, kg_time_add(when(fields[3]), KG_DAY)));
}

static int check_rows(const char *kind, void (*check)(char **fields))
{
	FILE *file = fopen(LAW_DATA "/clocks.tsv", "r");
	char line[LINE_SIZE];
	int count = 0;

	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof(line), file) != NULL) {
		char none[1] = "";
		char *fields[CELLS + 2] = { none, none, none, none, none, none, none };
		char *p = line;

		line[strcspn(line, "\n")] = '\0';
		for (size_t i = 0; i < CELLS + 2 && p != NULL; i++) {
			fields[i] = strsep(&p, "\t");
		}
		if (strcmp(fields[0], kind) == 0) {
			check(fields);
			count++;
		}
	}
	(void)fclose(file);
	return count;
}

START_TEST(the_truth_table_holds)
{
	ck_assert_int_eq(check_rows("duties", check_duties), 42);
}
END_TEST

START_TEST(everybody_else_is_told_as_the_table_says)
{
	ck_assert_int_eq(check_rows("others", check_others), 28);
}
END_TEST

START_TEST(days_are_counted_as_on_the_wall)
{
	ck_assert_int_eq(check_rows("days", check_days), 22);
}
END_TEST

START_TEST(city_hospitals_report_from_1001_people)
{
	struct clock_value *values = facts_of("hospital=yes people=1000");

	ck_assert_str_eq(found(values, true), "");
	values[fact("people", 6)].number = 1001;
	ck_assert_str_eq(found(values, true), meant_by("H30"));
}
END_TEST

/* --- changed facts --- */

static const struct clock_duty *look_for(
    const struct clock_duty *duties, size_t count, const char *filing)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(duties[i].filing, filing) == 0) {
			return &duties[i];
		}
	}
	return NULL;
}

static const struct clock_duty *find(
    const struct clock_duty *duties, size_t count, const char *filing)
{
	const struct clock_duty *duty = look_for(duties, count, filing);

	if (duty == NULL) {
		ck_abort_msg("no duty %s", filing);
	}
	return duty;
}

START_TEST(a_known_time_moved_back_keeps_the_old_date_and_is_past)
{
	struct clock_version versions[] = {
		version_of("sensitive=yes", "2026-12-01 08:40"),
		version_of("sensitive=yes", "2026-11-24 09:00"),
	};
	struct clock_duty *duties;
	size_t count = duties_of(versions, 2, &duties);
	const struct clock_duty *flash = find(duties, count, "ppc-appi-flash");

	ck_assert_str_eq(day_text(flash->now.due.date), "2026-11-28");
	ck_assert_uint_eq(flash->before_count, 1);
	ck_assert_str_eq(day_text(flash->before[0].due.date), "2026-12-05");
	ck_assert(clock_law_is_past(&flash->now.due, when("2026-12-01 08:40")));
	ck_assert(clock_law_is_shortened(flash));
}
END_TEST

START_TEST(a_wrongful_purpose_withdrawn_shortens_60_to_30)
{
	struct clock_version versions[] = {
		version_of("sensitive=yes malicious=yes", "2026-12-01 08:40"),
		version_of("sensitive=yes malicious=no", "2026-12-01 08:40"),
	};
	struct clock_duty *duties;
	size_t count = duties_of(versions, 2, &duties);
	const struct clock_duty *final = find(duties, count, "ppc-appi-final");

	ck_assert_str_eq(final->now.row->id, "ppc-appi-final");
	ck_assert_int_eq(final->now.state, CLOCK_OWED);
	ck_assert_str_eq(day_text(final->now.due.date), "2026-12-30");
	ck_assert_str_eq(day_text(final->before[0].due.date), "2027-01-29");
	ck_assert(clock_law_is_shortened(final));
	ck_assert(!clock_law_is_shortened(find(duties, count, "ppc-appi-flash")));
}
END_TEST

START_TEST(a_hundred_people_instead_of_101_end_no_clock)
{
	struct clock_version versions[] = {
		version_of("people=101", "2026-12-01 08:40"),
		version_of("people=100", "2026-12-01 08:40"),
	};
	struct clock_duty *duties;
	size_t count = duties_of(versions, 2, &duties);
	const struct clock_duty *flash = find(duties, count, "ppc-appi-flash");

	ck_assert_ptr_nonnull(flash);
	ck_assert_int_eq(flash->now.state, CLOCK_LAPSED);
	ck_assert_str_eq(day_text(flash->now.due.date), "2026-12-05");
	ck_assert_uint_eq(flash->before_count, 1);
	ck_assert_int_eq(flash->before[0].state, CLOCK_OWED);
	ck_assert_ptr_null(look_for(duties, count, "ppc-mynumber-flash"));
}
END_TEST

static enum clock_state decided(
    const struct clock_version *versions, size_t count, size_t version)
{
	struct clock_decision decision = { "ppc-appi-flash", version };
	struct clock_case c = { .clocks = &clocks,
		.versions = versions,
		.version_count = count,
		.decisions = &decision,
		.decision_count = 1,
		.terms = terms };
	struct clock_duty *duties;
	size_t n;

	clock_law_duties(&c, &arena, &duties, &n);
	ck_assert_int_eq(
	    find(duties, n, "ppc-appi-final")->now.state == CLOCK_RULED_OUT, false);
	return find(duties, n, "ppc-appi-flash")->now.state;
}

START_TEST(a_decision_holds_until_a_fact_that_matters_changes)
{
	struct clock_version versions[] = {
		version_of("people=101", "2026-12-01 08:40"),
		version_of("people=101 press=yes", "2026-12-01 08:40"),
		version_of("people=102 press=yes", "2026-12-01 08:40"),
	};

	ck_assert_int_eq(decided(versions, 1, 0), CLOCK_RULED_OUT);
	ck_assert_int_eq(decided(versions, 2, 0), CLOCK_RULED_OUT); /* the press is no matter */
	ck_assert_int_eq(decided(versions, 3, 0), CLOCK_OWED);
	ck_assert_int_eq(decided(versions, 3, 2), CLOCK_RULED_OUT);
}
END_TEST

START_TEST(a_decision_reopens_when_the_known_time_changes)
{
	struct clock_version versions[] = {
		version_of("people=101", "2026-12-01 08:40"),
		version_of("people=101", "2026-11-30 08:40"),
	};

	ck_assert_int_eq(decided(versions, 2, 0), CLOCK_OWED);
}
END_TEST

START_TEST(a_clock_without_its_start_waits)
{
	struct clock_version version = version_of("press=yes", "2026-12-01 08:40");
	struct clock_duty *duties;
	const struct clock_duty *pref;
	struct kg_time *warns;
	size_t warn_count;
	size_t count;

	version.starts[CLOCK_RECOGNISED] = (struct kg_time){ 0 };
	count = duties_of(&version, 1, &duties);
	pref = find(duties, count, "pref");
	ck_assert_int_eq(pref->now.state, CLOCK_OWED);
	ck_assert(!pref->now.due.is_set);
	clock_law_warns(pref->now.row, &pref->now.due, &terms, &arena, &warns, &warn_count);
	ck_assert_uint_eq(warn_count, 0);
}
END_TEST

/* --- warnings --- */

static void check_warns(const char *id, const char *start, const char *const *expected)
{
	const struct clock_row *row = row_of(id);
	struct clock_due due = clock_law_due(row, when(start), &terms);
	struct kg_time *warns;
	size_t count;
	size_t n = 0;

	clock_law_warns(row, &due, &terms, &arena, &warns, &count);
	for (; expected[n] != NULL; n++) {
		ck_assert_uint_lt(n, count);
		ck_assert_int_eq(warns[n].ms, when(expected[n]).ms);
	}
	ck_assert_uint_eq(count, n);
}

START_TEST(warnings_come_after_a_day_on_the_third_and_on_the_last)
{
	check_warns("ppc-appi-flash", "2026-12-01 08:40",
	    (const char *const[]){
	        "2026-12-02 08:40", "2026-12-03 09:00", "2026-12-05 09:00", NULL });
}
END_TEST

START_TEST(warnings_before_the_final_report)
{
	check_warns("ppc-appi-final", "2026-12-01 08:40",
	    (const char *const[]){ "2026-12-16 09:00", "2026-12-23 09:00", "2026-12-27 09:00",
	        "2026-12-29 09:00", NULL });
	check_warns("internal-ciso", "2026-12-01 08:40",
	    (const char *const[]){ "2026-12-01 09:10", NULL });
}
END_TEST

/* --- the file rules --- */

static void replace(const char *old, const char *new, struct buf *out)
{
	const char *p = strstr(bytes, old);

	ck_assert_ptr_nonnull(p);
	buf_init(out, 256 * 1024);
	buf_add(out, bytes, (size_t)(p - bytes));
	buf_puts(out, new);
	buf_puts(out, p + strlen(old));
}

START_TEST(a_five_turned_into_a_four_changes_the_clock)
{
	struct buf text KG_AUTO_BUF;

	replace("    amount: 5\n", "    amount: 4\n", &text);
	/* A warning on the fifth day would be behind it. */
	ck_assert_ptr_nonnull(strstr(text.bytes, ", \"day 5\""));
	memcpy(strstr(text.bytes, ", \"day 5\""), "         ", 9);
	clocks_finish(&clocks);
	parse(text.bytes, text.size, &clocks);
	ck_assert_str_eq(
	    day_text(
	        clock_law_due(row_of("ppc-appi-flash"), when("2026-12-01 08:40"), &terms).date),
	    "2026-12-04");
	ck_assert_str_eq(day_text(clock_law_due(
	                     row_of("ppc-mynumber-flash"), when("2026-12-01 08:40"), &terms)
	                              .date),
	    "2026-12-05");
}
END_TEST

START_TEST(a_row_added_is_a_clock_and_may_roll_on)
{
	struct buf text KG_AUTO_BUF;

	replace("\nclocks:\n",
	    "\nclocks:\n  - { id: fire, kind: report, regime: policy, reporter: city,\n"
	    "      addressee: { ja: 消防局, en: Fire department }, title: { ja: 連絡, en: Notice },\n"
	    "      basis: { ja: 例, en: example }, when: always, start: known, unit: days,\n"
	    "      amount: 2, day_one: next_day, closed_days: rolls_on, limit: guide,\n"
	    "      mandatory: false, confidence: low }\n",
	    &text);
	clocks_finish(&clocks);
	parse(text.bytes, text.size, &clocks);
	/* Thursday; the second day behind it is a Saturday; Monday it is. */
	ck_assert_str_eq(
	    day_text(clock_law_due(row_of("fire"), when("2026-12-03 23:59"), &terms).date),
	    "2026-12-07");
	ck_assert_str_eq(
	    day_text(clock_law_due(row_of("fire"), when("2026-12-01 00:00"), &terms).date),
	    "2026-12-03");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("clocks");
	TCase *tcase = tcase_create("clocks");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, read_clocks, forget_clocks);
	tcase_add_test(tcase, the_truth_table_holds);
	tcase_add_test(tcase, everybody_else_is_told_as_the_table_says);
	tcase_add_test(tcase, days_are_counted_as_on_the_wall);
	tcase_add_test(tcase, city_hospitals_report_from_1001_people);
	tcase_add_test(tcase, a_known_time_moved_back_keeps_the_old_date_and_is_past);
	tcase_add_test(tcase, a_wrongful_purpose_withdrawn_shortens_60_to_30);
	tcase_add_test(tcase, a_hundred_people_instead_of_101_end_no_clock);
	tcase_add_test(tcase, a_decision_holds_until_a_fact_that_matters_changes);
	tcase_add_test(tcase, a_decision_reopens_when_the_known_time_changes);
	tcase_add_test(tcase, a_clock_without_its_start_waits);
	tcase_add_test(tcase, warnings_come_after_a_day_on_the_third_and_on_the_last);
	tcase_add_test(tcase, warnings_before_the_final_report);
	tcase_add_test(tcase, a_five_turned_into_a_four_changes_the_clock);
	tcase_add_test(tcase, a_row_added_is_a_clock_and_may_roll_on);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
