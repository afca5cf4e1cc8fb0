/* One network does not answer: the other goes on, closing waits, the chair may choose. */
#include <check.h>
#include <string.h>

#include "suites.h"
#include "world.h"

#define CHAIR "@chair:city"
#define FINAL "他の構成員の回答がそろいました"
#define OFFER "一方の連絡網を確かめずに"
#define NOTE "連絡網「slack」には"
#define RESOLUTIONS "SELECT count(*) FROM resolution"
#define CLOSING "SELECT count(*) FROM circular WHERE state = 'closing'"

static struct world *world;

static void setup(void)
{
	world = world_create();
	world_open(world);
}

static void teardown(void)
{
	world_destroy(world);
}

static void chair_seals(void)
{
	(void)world_mark(world, CITY, CHAIR, "⭕", world_find(world, CITY, CHAIR, FINAL));
}

/* All have answered; Slack breaks; the chair seals in Matrix. */
static void close_without_slack(void)
{
	world_all_approve(world, "");
	world_away(world, SLACK);
	chair_seals();
	world_is(world, 1, CLOSING);
}

START_TEST(both_are_read_before_it_closes)
{
	world_all_approve(world, "");
	chair_seals();
	world_wait(world, 1);
	world_is(world, 1, RESOLUTIONS);
	ck_assert_uint_eq(world_count(world, CITY, "!council", "議決となりました"), 2);
	ck_assert_uint_eq(world_count(world, SLACK, "C-COUNCIL", "議決となりました"), 2);
	ck_assert_uint_eq(world_count(world, CITY, NULL, NOTE), 0);
}
END_TEST

START_TEST(closing_waits_for_the_one_that_is_away)
{
	close_without_slack();
	world_wait(world, 58);
	world_is(world, 0, RESOLUTIONS);
	ck_assert_uint_eq(world_count(world, CITY, CHAIR, OFFER), 0);
	world_back(world, SLACK);
	world_wait(world, 2);
	world_is(world, 1, RESOLUTIONS);
	ck_assert_uint_eq(world_count(world, CITY, CHAIR, OFFER), 0);
	world_is(world, 0, "SELECT count(*) FROM circular_unchecked");
	ck_assert_uint_eq(world_count(world, CITY, NULL, NOTE), 0);
}
END_TEST

START_TEST(what_is_found_when_it_is_back_counts)
{
	world_all_approve(world, "");
	world_away(world, SLACK);
	(void)world_mark_hidden(world, SLACK, "U0M3", "x",
	    world_find(world, SLACK, "C-COUNCIL", "持ち回りでお諮りします"));
	chair_seals();
	world_wait(world, 70);
	world_back(world, SLACK);
	world_wait(world, 2);
	world_is(world, 0, RESOLUTIONS);
	world_is(world, 0, CLOSING);
}
END_TEST

START_TEST(the_chair_may_not_choose_too_early)
{
	close_without_slack();
	world_wait(world, 50);
	world_press(world, CITY, CHAIR, "choice.unchecked");
	world_is(world, 0, RESOLUTIONS);
	world_is(world, 0, "SELECT count(*) FROM circular_unchecked");
	ck_assert_uint_eq(world_count(world, CITY, NULL, "待っている状態ではありません"), 1);
}
END_TEST

START_TEST(nobody_else_may_choose)
{
	close_without_slack();
	world_wait(world, 61);
	world_press(world, CITY, "@m7:city", "choice.unchecked");
	world_say(world, CITY, "@m7:city", "未確認終了 回R8-001");
	world_is(world, 0, RESOLUTIONS);
}
END_TEST

START_TEST(the_chair_is_offered_it_once_and_it_closes_with_a_note)
{
	close_without_slack();
	world_wait(world, 61);
	ck_assert_uint_eq(world_count(world, CITY, CHAIR, OFFER), 1);
	ck_assert_uint_eq(world_count(world, CITY, CHAIR, "60分を超えて"), 1);
	world_wait(world, 61);
	ck_assert_uint_eq(world_count(world, CITY, CHAIR, OFFER), 1);
	world_is(world, 0, RESOLUTIONS);
	world_press(world, CITY, CHAIR, "choice.unchecked");
	world_is(world, 1, RESOLUTIONS);
	world_is(world, 1,
	    "SELECT count(*) FROM circular_unchecked WHERE workspace = 'slack' AND person = "
	    "'chair' AND capacity = '議長'");
	world_is(world, 1,
	    "SELECT count(*) FROM ledger_value WHERE name = 'unchecked' AND value = 'slack'");
	ck_assert_uint_eq(world_count(world, CITY, "!council", NOTE), 1);
	ck_assert_uint_eq(world_count(world, CITY, CHAIR, OFFER), 0);
	ck_assert_uint_ge(world_count(world, CITY, CHAIR, NOTE), 1);
	/* It is told there too, once it is back. */
	world_back(world, SLACK);
	world_wait(world, 2);
	ck_assert_uint_eq(world_count(world, SLACK, "C-COUNCIL", NOTE), 1);
	world_say(world, SLACK, "U0SHOMU", "経緯 回R8-001");
	ck_assert_uint_eq(world_count(world, SLACK, "reply", "連絡網を確かめずに進行"), 1);
}
END_TEST

START_TEST(by_command_too)
{
	close_without_slack();
	world_wait(world, 61);
	world_say(world, CITY, CHAIR, "未確認終了 回R8-001");
	world_is(world, 1, RESOLUTIONS);
}
END_TEST

START_TEST(what_lay_there_is_recorded_and_not_counted)
{
	world_all_approve(world, "");
	world_away(world, SLACK);
	(void)world_mark_hidden(world, SLACK, "U0M3", "x",
	    world_find(world, SLACK, "C-COUNCIL", "持ち回りでお諮りします"));
	chair_seals();
	world_wait(world, 61);
	world_press(world, CITY, CHAIR, "choice.unchecked");
	world_is(world, 1, RESOLUTIONS);
	world_back(world, SLACK);
	world_wait(world, 3);
	world_is(world, 1,
	    "SELECT count(*) FROM circular_step WHERE step = 'late' AND person = 'shirakawa' AND "
	    "text LIKE '終了後%'");
	world_is(world, 0, "SELECT count(*) FROM seal WHERE answer = 'reject'");
	ck_assert_uint_eq(world_count(world, SLACK, "@U0M3", "結果は変わりません"), 1);
}
END_TEST

START_TEST(with_all_of_them_away_nothing_is_offered)
{
	close_without_slack();
	world_away(world, CITY);
	world_wait(world, 120);
	world_back(world, CITY);
	world_wait(world, 1);
	/* Slack has been away long enough, and Matrix is read again. */
	world_is(world, 0, RESOLUTIONS);
	ck_assert_uint_eq(world_count(world, CITY, CHAIR, OFFER), 1);
}
END_TEST

START_TEST(our_own_absence_is_no_networks)
{
	close_without_slack();
	world_wait(world, 50);
	world_restart(world);
	world_back(world, CITY);
	world_wait(world, 30);
	ck_assert_uint_eq(world_count(world, CITY, CHAIR, OFFER), 0);
	world_wait(world, 31);
	ck_assert_uint_eq(world_count(world, CITY, CHAIR, OFFER), 1);
}
END_TEST

START_TEST(after_the_deadline_the_chair_is_asked_likewise)
{
	world_all_approve(world, "m3");
	world_away(world, SLACK);
	world_wait(world, 4 * 24 * 60 + 7 * 60); /* Tuesday 17:00 is over */
	ck_assert_uint_eq(
	    world_count(world, CITY, CHAIR, "期限(4月14日(火)17:00)を過ぎました"), 0);
	ck_assert_uint_eq(world_count(world, CITY, CHAIR, OFFER), 1);
	world_press(world, CITY, CHAIR, "choice.unchecked");
	ck_assert_uint_eq(world_count(world, CITY, CHAIR, "を過ぎました"), 1);
	world_is(world, 0, RESOLUTIONS);
	world_is(world, 1, "SELECT count(*) FROM circular_unchecked");
	/* Back before the chair has decided: nothing was ended without it. */
	world_back(world, SLACK);
	world_wait(world, 1);
	world_is(world, 0, "SELECT count(*) FROM circular_unchecked");
}
END_TEST

#define NOMINATION(person, whose, from)                                                        \
	"persons: [{ id: vice, name: vice }, { id: aoyagi, name: aoyagi }, { id: kurusu, "     \
	"name: kurusu }, { id: shirakawa, name: shirakawa }, { id: komori, name: komori }]\n"  \
	"tenures:\n  - { office: vice_chief, person: " person ", whose: " whose                \
	", document: 指名書, from: " from " }\n"

/* The file names no seats: what is on record is asked. */
START_TEST(a_file_nominates_only_as_the_charter_allows)
{
	const char *const nominated = "SELECT count(*) FROM tenure WHERE office = 'vice_chief'";

	world_import(world, NOMINATION("kurusu", "aoyagi", "2026-04-02"));
	world_rest(world);
	world_is(world, 0, nominated);
	world_import(world, NOMINATION("komori", "vice", "2026-04-02"));
	world_rest(world);
	world_is(world, 0, nominated);
	world_import(world, NOMINATION("kurusu", "vice", "2026-04-02"));
	world_rest(world);
	world_is(world, 1, nominated);
	world_is(world, 1,
	    "SELECT count(*) FROM tenure WHERE office = 'vice_chief' AND person = 'kurusu' AND "
	    "whose = 'vice' AND document = '指名書' AND to_ms = 0");
	world_import(world, NOMINATION("shirakawa", "vice", "2026-04-09"));
	world_rest(world);
	world_is(world, 1, nominated);
}
END_TEST

Suite *suite_away(void)
{
	const TTest *const tests[] = { both_are_read_before_it_closes,
		closing_waits_for_the_one_that_is_away, what_is_found_when_it_is_back_counts,
		the_chair_may_not_choose_too_early, nobody_else_may_choose,
		the_chair_is_offered_it_once_and_it_closes_with_a_note, by_command_too,
		what_lay_there_is_recorded_and_not_counted,
		with_all_of_them_away_nothing_is_offered, our_own_absence_is_no_networks,
		after_the_deadline_the_chair_is_asked_likewise,
		a_file_nominates_only_as_the_charter_allows };
	Suite *suite = suite_create("away");
	TCase *all = tcase_create("all");

	tcase_add_checked_fixture(all, setup, teardown);
	tcase_set_timeout(all, 60);
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		tcase_add_test(all, tests[i]);
	}
	suite_add_tcase(suite, all);
	return suite;
}
