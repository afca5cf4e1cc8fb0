/* Marks that are events of their own, beside marks that are facts: one council in two networks.
 */
#include <check.h>
#include <string.h>

#include "suites.h"
#include "world.h"

#define CARD "持ち回りでお諮りします"
#define SEALS "SELECT count(*) FROM seal WHERE answer = "
#define LEDGER "SELECT count(*) FROM ledger WHERE kind = "
#define M7 "@m7:city"
#define MODERATOR "@moderator:city"
#define STANDS_WORD "ご回答はそのまま有効です"

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

static size_t city_card(void)
{
	return world_find(world, CITY, "!council", CARD);
}

static size_t slack_card(void)
{
	return world_find(world, SLACK, "C-COUNCIL", CARD);
}

START_TEST(one_card_lies_in_each_channel)
{
	ck_assert_uint_eq(world_count(world, CITY, "!council", CARD), 1);
	ck_assert_uint_eq(world_count(world, SLACK, "C-COUNCIL", CARD), 1);
	ck_assert_uint_eq(world_count(world, CITY, M7, CARD), 1);
}
END_TEST

START_TEST(matrix_is_seeded_on_the_channels_card_alone)
{
	ck_assert_uint_eq(world->nets[CITY].seeds, 3);
	ck_assert_uint_eq(world->nets[CITY].dm_seeds, 0);
	ck_assert_uint_ge(world->nets[SLACK].dm_seeds, 3);
}
END_TEST

START_TEST(three_colours_of_skin_are_one_mark)
{
	size_t card = city_card();
	size_t light = world_mark(world, CITY, M7, "🙋🏻", card);
	size_t dark = world_mark(world, CITY, M7, "🙋🏿", card);
	size_t plain = world_mark(world, CITY, M7, "🙋", card);

	world_is(world, 1, SEALS "'meeting'");
	world_is(world, 1, "SELECT count(*) FROM mark");
	world_redact(world, dark, M7);
	world_redact(world, light, M7);
	world_is(world, 1, SEALS "'meeting'");
	world_redact(world, plain, M7);
	world_is(world, 0, SEALS "'meeting'");
	world_is(world, 0, "SELECT count(*) FROM mark");
}
END_TEST

START_TEST(two_of_one_instant_are_two_events)
{
	size_t card = city_card(); /* two colours of skin, as the adapter hands them in */
	size_t first = world_mark(world, CITY, M7, "🙋", card);

	(void)world_mark_at_once(world, CITY, M7, "🙋", card);
	world_is(world, 2, "SELECT count(*) FROM reaction WHERE user = '@m7:city'");
	world_redact(world, first, M7);
	world_is(world, 1, SEALS "'meeting'");
}
END_TEST

START_TEST(a_variation_selector_is_no_difference)
{
	size_t card = city_card();
	size_t first = world_mark(world, CITY, M7, "⭕", card);

	(void)world_mark(world, CITY, M7, "⭕\uFE0F", card);
	world_is(world, 1, "SELECT count(*) FROM mark");
	world_redact(world, first, M7);
	world_is(world, 1, SEALS "'approve'");
}
END_TEST

START_TEST(a_younger_mark_does_not_overtake_the_removal_of_an_older_one)
{
	size_t card = city_card();
	size_t first = world_mark(world, CITY, M7, "⭕", card);

	world_redact(world, first, M7);
	world_is(world, 0, SEALS "'approve'");
	(void)world_mark(world, CITY, M7, "⭕", card);
	world_is(world, 1, SEALS "'approve'");
}
END_TEST

START_TEST(a_removal_that_comes_first_is_kept)
{
	size_t card = city_card();
	size_t hidden = world_mark_hidden(world, CITY, M7, "⭕", card);

	world_redact(world, hidden, M7);
	world_is(world, 1, "SELECT count(*) FROM reaction WHERE message = ''");
	world_unhide(world, CITY, hidden);
	world_is(world, 0, "SELECT count(*) FROM reaction WHERE message = ''");
	world_is(world, 0, SEALS "'approve'");
}
END_TEST

START_TEST(a_moderator_withdraws_nothing)
{
	size_t mark = world_mark(world, CITY, M7, "⭕", city_card());

	world_redact(world, mark, MODERATOR);
	world_is(world, 1, SEALS "'approve'");
	world_is(world, 1, LEDGER "'mark.removed_by_other'");
	world_is(world, 1,
	    "SELECT count(*) FROM circular_step WHERE step = 'removed_by_other' AND person = "
	    "'yamazaki' AND text LIKE '%⭕%@moderator:city%'");
	ck_assert_uint_eq(world_count(world, CITY, M7, STANDS_WORD), 1);
	ck_assert_uint_eq(world_count(world, CITY, M7, "承認 回R8-001 取消"), 1);
	ck_assert_uint_eq(world_count(world, CITY, "@chair:city", "回答は有効のまま扱い"), 1);
	/* Missed by every reading from now on. */
	world_reread(world, CITY);
	world_wait(world, 5);
	world_reread(world, CITY);
	world_is(world, 1, SEALS "'approve'");
	world_is(world, 1, LEDGER "'mark.removed_by_other'");
	ck_assert_uint_eq(world_count(world, CITY, M7, STANDS_WORD), 1);
	world_say(world, SLACK, "U0SHOMU", "経緯 回R8-001");
	ck_assert_uint_eq(world_count(world, SLACK, "reply", "本人以外による印の消去"), 1);
	ck_assert_uint_eq(world_count(world, SLACK, "reply", MODERATOR), 1);
}
END_TEST

START_TEST(a_moderators_removal_that_was_not_heard_is_found)
{
	size_t mark = world_mark(world, CITY, M7, "⭕", city_card());

	world_redact_hidden(world, mark, MODERATOR);
	world_reread(world, CITY);
	world_is(world, 1, SEALS "'approve'");
	world_is(world, 1, LEDGER "'mark.removed_by_other'");
}
END_TEST

START_TEST(what_the_server_lost_was_taken_back_by_nobody)
{
	size_t mark = world_mark(world, CITY, M7, "⭕", city_card());

	world_lose(world, mark);
	world_reread(world, CITY);
	world_is(world, 1, SEALS "'approve'");
	ck_assert_uint_eq(world_count(world, CITY, M7, "どなたかは確かめられません"), 1);
}
END_TEST

START_TEST(his_own_removal_that_was_not_heard_is_found)
{
	size_t mark = world_mark(world, CITY, M7, "⭕", city_card());

	world_redact_hidden(world, mark, M7);
	world_reread(world, CITY);
	world_is(world, 0, SEALS "'approve'");
	world_is(world, 0, LEDGER "'mark.removed_by_other'");
}
END_TEST

START_TEST(a_mark_that_was_not_heard_is_found)
{
	size_t mark = world_mark_hidden(world, CITY, M7, "⭕", city_card());

	world_is(world, 0, SEALS "'approve'");
	world_reread(world, CITY);
	world_is(world, 1, SEALS "'approve'");
	world_redact(world, mark, M7);
	world_is(world, 0, SEALS "'approve'");
}
END_TEST

START_TEST(what_a_moderator_removed_is_withdrawn_by_command)
{
	size_t mark = world_mark(world, CITY, M7, "⭕", city_card());

	world_redact(world, mark, MODERATOR);
	world_say(world, CITY, M7, "承認 回R8-001 取消");
	world_is(world, 0, SEALS "'approve'");
	world_is(world, 0, "SELECT count(*) FROM mark");
}
END_TEST

START_TEST(what_a_moderator_removed_is_replaced_by_another_mark)
{
	size_t mark = world_mark(world, CITY, M7, "⭕", city_card());

	world_redact(world, mark, MODERATOR);
	(void)world_mark(world, CITY, M7, "❌", city_card());
	world_is(world, 0, SEALS "'approve'");
	world_is(world, 1, SEALS "'reject'");
	ck_assert_uint_eq(world_count(world, CITY, M7, "異なる回答の印"), 0);
}
END_TEST

START_TEST(a_moderator_does_not_settle_a_contradiction)
{
	size_t yes = world_mark(world, CITY, M7, "⭕", city_card());

	(void)world_mark(world, CITY, M7, "❌", city_card());
	world_is(world, 0, "SELECT count(*) FROM seal");
	world_redact(world, yes, MODERATOR);
	world_is(world, 0, "SELECT count(*) FROM seal");
}
END_TEST

START_TEST(put_on_again_it_can_be_taken_off_again)
{
	size_t card = city_card();
	size_t mark = world_mark(world, CITY, M7, "⭕", card);

	world_redact(world, mark, MODERATOR);
	mark = world_mark(world, CITY, M7, "⭕", card);
	world_is(world, 1, "SELECT count(*) FROM mark WHERE off_by = ''");
	world_redact(world, mark, M7);
	world_is(world, 0, SEALS "'approve'");
}
END_TEST

START_TEST(put_on_again_unheard_it_is_back_too)
{
	size_t card = city_card();
	size_t mark = world_mark(world, CITY, M7, "⭕", card);

	world_redact(world, mark, MODERATOR);
	(void)world_mark_hidden(world, CITY, M7, "⭕", card);
	world_reread(world, CITY);
	world_is(world, 1, "SELECT count(*) FROM mark WHERE off_by = ''");
	world_is(world, 1, SEALS "'approve'");
}
END_TEST

START_TEST(a_deleted_card_withdraws_nothing)
{
	size_t card = city_card();

	(void)world_mark(world, CITY, M7, "⭕", card);
	world_delete(world, CITY, card, MODERATOR);
	world_is(world, 1, SEALS "'approve'");
	ck_assert_uint_eq(world_count(world, CITY, "!council", CARD), 1);
	(void)world_mark(world, CITY, "@m1:city", "⭕", city_card());
	world_is(world, 2, SEALS "'approve'");
	world_say(world, CITY, M7, "承認 回R8-001 取消");
	world_is(world, 1, SEALS "'approve'");
}
END_TEST

START_TEST(all_that_vanished_at_once_comes_again_once)
{
	struct net *city = &world->nets[CITY];

	world_all_approve(world, "m2 m3");
	for (size_t i = 0; i < city->message_count; i++) {
		city->messages[i].gone = true;
	}
	world_reread(world, CITY);
	world_wait(world, 5);
	world_is(world, 6, SEALS "'approve'");
	ck_assert_uint_eq(world_count(world, CITY, "!council", CARD), 1);
	ck_assert_uint_eq(world_count(world, CITY, M7, CARD), 1);
	ck_assert_uint_eq(world_count(world, CITY, "@m1:city", CARD), 1);
	ck_assert_uint_eq(world_count(world, CITY, "@chair:city", CARD), 1);
}
END_TEST

START_TEST(many_readings_of_one_card_are_one)
{
	size_t before = world->nets[CITY].reads;

	world_away(world, CITY);
	for (int i = 0; i < 20; i++) {
		world_reread(world, CITY);
	}
	world_is(world, 1,
	    "SELECT count(*) <= 8 FROM outbox WHERE verb = 5 AND state < 2 AND workspace = 2");
	world_back(world, CITY);
	world_wait(world, 5);
	ck_assert_uint_le(world->nets[CITY].reads - before, 16);
}
END_TEST

START_TEST(impostors_are_other_ids)
{
	static const char *const others[] = { "@m7:other", "@М7:city", "@m7:city.example",
		"@M7:city", "@m7_:city", "U0M6", "@moderator:city" };
	size_t card = city_card();

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		(void)world_mark(world, CITY, others[i], "⭕", card);
	}
	world_is(world, 0, "SELECT count(*) FROM mark");
	world_is(world, 0, "SELECT count(*) FROM seal");
}
END_TEST

START_TEST(custom_keys_are_no_answers)
{
	size_t card = city_card();

	(void)world_mark(world, CITY, M7, "mxc://city/abcdef", card);
	(void)world_mark(world, CITY, M7, "🎉", card);
	(void)world_mark(world, CITY, M7, "承認", card);
	(void)world_mark(world, CITY, M7, ":承認:", card);
	(void)world_mark(world, CITY, M7, "o", card);
	(void)world_mark(world, CITY, M7, "x", card);
	(void)world_mark(world, CITY, M7, "raising_hand", card);
	world_is(world, 0, "SELECT count(*) FROM seal");
	world_is(world, 0, "SELECT count(*) FROM seen");
	/* The card, and one word that these are none, however many there are. */
	ck_assert_uint_eq(world_count(world, CITY, M7, ""), 2);
	ck_assert_uint_eq(world_count(world, CITY, M7, "回答の印ではない"), 1);
}
END_TEST

START_TEST(marks_in_both_networks_are_one_ballot)
{
	size_t slack = world_mark(world, SLACK, "U0M1", "o", slack_card());
	size_t city = world_mark(world, CITY, "@m1:city", "⭕", city_card());

	world_is(world, 1, SEALS "'approve'");
	ck_assert_uint_eq(world_count(world, SLACK, "C-COUNCIL", "承認1・"), 1);
	ck_assert_uint_eq(world_count(world, CITY, "!council", "承認1・"), 1);
	world_unmark(world, slack);
	world_is(world, 1, SEALS "'approve'");
	world_redact(world, city, "@m1:city");
	world_is(world, 0, SEALS "'approve'");
}
END_TEST

START_TEST(a_contradiction_is_told_in_both)
{
	(void)world_mark(world, SLACK, "U0M1", "o", slack_card());
	(void)world_mark(world, CITY, "@m1:city", "❌", city_card());
	world_is(world, 0, "SELECT count(*) FROM seal");
	ck_assert_uint_eq(world_count(world, SLACK, "@U0M1", "異なる回答の印"), 1);
	ck_assert_uint_eq(world_count(world, CITY, "@m1:city", "異なる回答の印"), 1);
}
END_TEST

START_TEST(typed_here_it_is_taken_back_there)
{
	world_say(world, SLACK, "U0M1", "承認 回R8-001");
	world_is(world, 1, SEALS "'approve'");
	world_say(world, CITY, "@m1:city", "承認 回R8-001 取消");
	world_is(world, 0, SEALS "'approve'");
	world_is(world, 0, "SELECT count(*) FROM mark");
}
END_TEST

START_TEST(an_encrypted_council_decides_nothing)
{
	world_all_approve(world, "");
	world_channel(world, CITY, "!council", "encrypted", NULL);
	ck_assert_uint_eq(world_count(world, SLACK, "@U0SHOMU", "暗号化が有効になりました"), 1);
	ck_assert_uint_eq(world_count(world, CITY, "@chair:city", "確定を見合わせています"), 1);
	(void)world_mark(world, CITY, "@chair:city", "⭕",
	    world_find(world, CITY, "@chair:city", "他の構成員の回答がそろいました"));
	world_wait(world, 5);
	world_is(world, 0, "SELECT count(*) FROM resolution");
	world_is(world, 1, "SELECT count(*) FROM circular WHERE state = 'closing'");
}
END_TEST

START_TEST(an_encrypted_council_begins_nothing)
{
	world_channel(world, CITY, "!council", "encrypted", NULL);
	world_say(world, SLACK, "U0SHOMU",
	    "持ち回り 件名=別の件 号=7 理由=本日中に定める必要があるため "
	    "期限=4月14日(火)17:00 本文=別の本文。");
	(void)world_mark(world, SLACK, "U0REVIEW", "o",
	    world_find(world, SLACK, "@U0REVIEW", "回R8-002】庶務内確認"));
	(void)world_mark(world, CITY, "@chair:city", "⭕",
	    world_find(world, CITY, "@chair:city", "回R8-002】議長"));
	world_is(world, 1,
	    "SELECT count(*) FROM circular WHERE number = '回R8-002' AND state = 'confirm'");
	ck_assert_uint_eq(
	    world_count(world, SLACK, "@U0SHOMU", "暗号化していないチャンネルを設定に"), 1);
	/* A room without encryption takes its place. */
	world_channel(world, CITY, "!council", "moved", "!plain");
	world_is(world, 1,
	    "SELECT count(*) FROM circular WHERE number = '回R8-002' AND state = 'open'");
	ck_assert_uint_eq(world_count(world, CITY, "!plain", "回R8-002】"), 1);
}
END_TEST

START_TEST(a_room_that_was_replaced_is_followed)
{
	(void)world_mark(world, CITY, M7, "⭕", city_card());
	world_channel(world, CITY, "!council", "moved", "!next");
	ck_assert_uint_eq(world_count(world, CITY, "!next", CARD), 1);
	world_is(world, 1, SEALS "'approve'");
	(void)world_mark(world, CITY, "@m1:city", "⭕", world_find(world, CITY, "!next", CARD));
	world_is(world, 2, SEALS "'approve'");
	/* And once more; the settings still name the first. */
	world_channel(world, CITY, "!next", "moved", "!third");
	ck_assert_uint_eq(world_count(world, CITY, "!third", CARD), 1);
	world_all_approve(world, "m1 m7");
	(void)world_mark(world, CITY, "@chair:city", "⭕",
	    world_find(world, CITY, "@chair:city", "他の構成員の回答がそろいました"));
	world_wait(world, 2);
	world_is(world, 1, "SELECT count(*) FROM resolution");
	ck_assert_uint_eq(world_count(world, CITY, "!third", "管理会議の議決となりました"), 2);
}
END_TEST

Suite *suite_marks(void)
{
	const TTest *const tests[] = { one_card_lies_in_each_channel,
		matrix_is_seeded_on_the_channels_card_alone, three_colours_of_skin_are_one_mark,
		two_of_one_instant_are_two_events, a_variation_selector_is_no_difference,
		a_younger_mark_does_not_overtake_the_removal_of_an_older_one,
		a_removal_that_comes_first_is_kept, a_moderator_withdraws_nothing,
		a_moderators_removal_that_was_not_heard_is_found,
		what_the_server_lost_was_taken_back_by_nobody,
		his_own_removal_that_was_not_heard_is_found, a_mark_that_was_not_heard_is_found,
		what_a_moderator_removed_is_withdrawn_by_command,
		what_a_moderator_removed_is_replaced_by_another_mark,
		a_moderator_does_not_settle_a_contradiction,
		put_on_again_it_can_be_taken_off_again, put_on_again_unheard_it_is_back_too,
		a_deleted_card_withdraws_nothing, all_that_vanished_at_once_comes_again_once,
		many_readings_of_one_card_are_one, impostors_are_other_ids,
		custom_keys_are_no_answers, marks_in_both_networks_are_one_ballot,
		a_contradiction_is_told_in_both, typed_here_it_is_taken_back_there,
		an_encrypted_council_decides_nothing, an_encrypted_council_begins_nothing,
		a_room_that_was_replaced_is_followed };
	Suite *suite = suite_create("marks");
	TCase *all = tcase_create("all");

	tcase_add_checked_fixture(all, setup, teardown);
	tcase_set_timeout(all, 30);
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		tcase_add_test(all, tests[i]);
	}
	suite_add_tcase(suite, all);
	return suite;
}
