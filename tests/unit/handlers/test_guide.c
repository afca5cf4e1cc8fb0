/* Replies, forms, buttons and late commands where a workspace answers by messages only. */

#include "room.h"

#include <stdlib.h>
#include <string.h>

#define DRAFTS "SELECT count(*) FROM circular"

static struct circular draft(const char *number, struct arena *arena)
{
	struct circular c;

	ck_ok(circular_load(room_store, number, arena, &c));
	return c;
}

/* Up to the last look, everything valid. */
static void fill_in(void)
{
	room_commands(CLERK, "持ち回り");
	ck_says(CLERK, "(1/9 件名)");
	(void)room_says(CLERK, "停止後の対応の件");
	ck_says(CLERK, "(2/9 審議事項(要綱第4条))");
	(void)room_says(CLERK, "7");
	ck_says(CLERK, "(3/9 第8号とする理由(第8号のときのみ))");
	(void)room_says(CLERK, "なし");
	ck_says(CLERK, "(4/9 会議を開催するいとまがない理由)");
	(void)room_says(CLERK, "急ぐため");
	ck_says(CLERK, "(5/9 審議事項(本文))");
	(void)room_says(CLERK, "一行目\n二行目");
	ck_says(CLERK, "(6/9 期限)");
	(void)room_says(CLERK, "4月14日(火)17:00");
	ck_says(CLERK, "(7/9 資料)");
	(void)room_says(CLERK, "「なし」");
	ck_says(CLERK, "(8/9 特に重要な事案)");
	(void)room_says(CLERK, "無し");
	ck_says(CLERK, "(9/9 確認)");
}

START_TEST(a_form_is_a_talk_and_its_end_is_the_form)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct circular c;

	fill_in();
	ck_says(CLERK, "1 件名:停止後の対応の件");
	ck_says(CLERK, "2 審議事項(要綱第4条):第7号");
	ck_says(CLERK, "7 資料:(なし)");
	ck_assert_int_eq(room_number(DRAFTS), 0);
	(void)room_says(CLERK, "送信");
	ck_says(CLERK, "起案を受け付けました");
	c = draft("回R8-001", &arena);
	ck_assert_str_eq(c.title, "停止後の対応の件");
	ck_assert_int_eq(c.class, 7);
	ck_assert_str_eq(c.text, "一行目\n二行目");
	ck_assert_str_eq(c.asked_deadline, "4月14日(火)17:00");
	ck_assert_int_eq(room_number("SELECT count(*) FROM guide"), 0);
	ck_assert_int_eq(
	    room_number("SELECT count(*) FROM timer WHERE kind = 'guide.remind'"), 0);
	/* Said again, it is said to nobody. */
	(void)room_says(CLERK, "送信");
	ck_says(CLERK, "メッセージを受け取りました");
	ck_assert_int_eq(room_number(DRAFTS), 1);
}
END_TEST

START_TEST(what_is_prefilled_is_shown_and_kept)
{
	KG_AUTO_ARENA struct arena arena = { 0 };

	room_commands(CLERK, "持ち回り 件名=様式の件 号=3");
	ck_says(CLERK, "・審議事項(要綱第4条):第3号");
	ck_says(CLERK, "様式の件");
	ck_says(CLERK, "そのまま");
	(void)room_says(CLERK, "そのまま");
	ck_says(CLERK, "第3号");
	(void)room_says(CLERK, "確認");
	ck_says(CLERK, "送る前に、あと会議を開催するいとまがない理由が必要です。");
	(void)room_says(CLERK, "そのまま"); /* nothing stands there */
	ck_says(CLERK, "会議を開催するいとまがない理由をご記入ください。");
	(void)room_says(CLERK, "なし");
	ck_says(CLERK, "会議を開催するいとまがない理由をご記入ください。");
	(void)room_says(CLERK, " ");
	ck_says(CLERK, "会議を開催するいとまがない理由をご記入ください。");
	(void)room_says(CLERK, "急ぐため");
	ck_says(CLERK, "(5/9 審議事項(本文))");
	(void)room_says(CLERK, "本文。");
	ck_says(CLERK, "(9/9 確認)");
	(void)room_says(CLERK, "起案する"); /* the form's own word */
	ck_says(CLERK, "起案を受け付けました");
	ck_assert_str_eq(draft("回R8-001", &arena).title, "様式の件");
}
END_TEST

START_TEST(one_goes_back_and_changes_single_answers)
{
	KG_AUTO_ARENA struct arena arena = { 0 };

	room_commands(CLERK, "持ち回り");
	(void)room_says(CLERK, "戻る");
	ck_says(CLERK, "最初の質問です。");
	(void)room_says(CLERK, "誤った件名");
	(void)room_says(CLERK, "第9号");
	ck_says(CLERK, "1から8までの番号");
	(void)room_says(CLERK, "戻る");
	ck_says(CLERK, "いまの内容:\n誤った件名");
	(void)room_says(CLERK, "正しい件名");
	ck_says(CLERK, "(2/9 ");
	(void)room_says(CLERK, "③");
	(void)room_says(CLERK, "なし");
	(void)room_says(CLERK, "急ぐため");
	(void)room_says(CLERK, "本文。");
	(void)room_says(CLERK, "確認");
	ck_says(CLERK, "8 特に重要な事案:(なし)");
	(void)room_says(CLERK, "10");
	ck_says(CLERK, "又は直す項目の番号で");
	(void)room_says(CLERK, "8");
	(void)room_says(CLERK, "1");
	ck_says(CLERK, "8 特に重要な事案:特に重要な事案として扱う");
	(void)room_says(CLERK, "戻る");
	ck_says(CLERK, "(8/9 特に重要な事案)");
	(void)room_says(CLERK, "なし");
	(void)room_says(CLERK, "送信");
	ck_assert_str_eq(draft("回R8-001", &arena).title, "正しい件名");
	ck_assert_int_eq(draft("回R8-001", &arena).class, 3);
	ck_assert(!draft("回R8-001", &arena).important);
}
END_TEST

START_TEST(dropped_is_dropped)
{
	fill_in();
	(void)room_says(CLERK, "中止");
	ck_says(CLERK, "取りやめました。何も送っていません。");
	ck_assert_int_eq(room_number("SELECT count(*) FROM guide"), 0);
	ck_assert_int_eq(room_number("SELECT count(*) FROM dialogue"), 0);
	(void)room_says(CLERK, "送信");
	ck_assert_int_eq(room_number(DRAFTS), 0);
}
END_TEST

START_TEST(faulty_answers_are_asked_again_and_the_others_kept)
{
	KG_AUTO_ARENA struct arena arena = { 0 };

	fill_in();
	(void)room_says(CLERK, "6");
	(void)room_says(CLERK, "2月30日");
	(void)room_says(CLERK, "2");
	(void)room_says(CLERK, "8");
	(void)room_says(CLERK, "送信");
	ck_says(CLERK, "第8号(その他)とする理由");
	ck_says(CLERK, "(3/9 ");
	(void)room_says(CLERK, "どれにも当たらないため");
	ck_says(CLERK, "その日付はありません");
	ck_says(CLERK, "いまの内容:\n2月30日");
	/* A faulty one is not waved through. */
	(void)room_says(CLERK, "確認");
	ck_says(CLERK, "(6/9 期限)");
	(void)room_says(CLERK, "4月14日(火)17:00");
	ck_says(CLERK, "(9/9 確認)");
	(void)room_says(CLERK, "送信");
	ck_says(CLERK, "起案を受け付けました");
	ck_assert_str_eq(draft("回R8-001", &arena).class_reason, "どれにも当たらないため");
	ck_assert_str_eq(draft("回R8-001", &arena).reason, "急ぐため");
}
END_TEST

START_TEST(nothing_is_sent_before_the_last_look)
{
	room_commands(CLERK, "持ち回り 件名=急ぐ件 号=3 理由=急ぐため");
	(void)room_says(CLERK, "確認");
	(void)room_says(CLERK, "本文。");
	ck_says(CLERK, "(9/9 確認)");
	(void)room_says(CLERK, "戻る");
	(void)room_says(CLERK, "送信");
	ck_says(CLERK, "(9/9 確認)");
	ck_assert_int_eq(room_number(DRAFTS), 0);
	(void)room_says(CLERK, "送信");
	ck_assert_int_eq(room_number(DRAFTS), 1);
}
END_TEST

START_TEST(limits_are_said_at_once)
{
	char title[3 * 101 + 1] = "";

	for (int i = 0; i < 101; i++) {
		(void)strcat(title, "あ");
	}
	room_commands(CLERK, "持ち回り");
	(void)room_says(CLERK, title);
	ck_says(CLERK, "件名は100字以内でお願いいたします(いただいたのは101字です)。");
	ck_says(CLERK, "(1/9 件名)");
	title[300] = '\0';
	(void)room_says(CLERK, title);
	ck_says(CLERK, "(2/9 ");
}
END_TEST

START_TEST(files_and_words_in_the_wrong_place_lose_nothing)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct circular c;

	room_commands(CLERK, "持ち回り 件名=資料の件 号=5 理由=急ぐため");
	(void)room_says(CLERK, "確認");
	ck_says(CLERK, "(5/9 審議事項(本文))");
	room_posts_file(CLERK, "mxc://city/one", NULL);
	ck_says(CLERK, "いまお伺いしているのは「審議事項(本文)」です");
	(void)room_says(CLERK, "本文。");
	(void)room_says(CLERK, "7");
	(void)room_says(CLERK, "資料はありません");
	ck_says(CLERK, "リンク(https://…)でお願いいたします");
	ck_says(CLERK, "(7/9 資料)");
	room_posts_file(CLERK, "mxc://city/two", "別紙です");
	ck_says(CLERK, "7 資料:直前");
	(void)room_says(CLERK, "送信");
	ck_says(CLERK, "起案を受け付けました");
	c = draft("回R8-001", &arena);
	ck_assert_uint_eq(c.document_count, 1);
	ck_assert_str_eq(c.documents[0].source, "mxc://city/two");
	ck_assert_int_eq(room_number("SELECT count(*) FROM outbox WHERE verb = 6 AND "
	                             "conversation = '!direct-U0SHOMU'"),
	    1);
}
END_TEST

START_TEST(the_file_of_another_question_is_still_the_last_one)
{
	KG_AUTO_ARENA struct arena arena = { 0 };

	room_commands(CLERK, "持ち回り 件名=資料の件 号=5 理由=急ぐため");
	room_posts_file(CLERK, "mxc://city/one", NULL);
	(void)room_says(CLERK, "確認");
	(void)room_says(CLERK, "本文。");
	(void)room_says(CLERK, "7");
	(void)room_says(CLERK, "直前");
	(void)room_says(CLERK, "送信");
	ck_assert_str_eq(draft("回R8-001", &arena).documents[0].source, "mxc://city/one");
}
END_TEST

START_TEST(commands_in_between_run_and_the_question_stands)
{
	room_commands(CLERK, "持ち回り");
	(void)room_says(CLERK, "途中の件");
	room_commands(CLERK, "状況");
	ck_assert_ptr_nonnull(room_id_of(CLERK, "進行中の案件は"));
	ck_says(CLERK, "続きをお願いいたします。");
	ck_says(CLERK, "(2/9 ");
	(void)room_says(CLERK, "3");
	ck_says(CLERK, "(3/9 ");
	/* Also behind the command's sign, where it is no command. */
	room_commands(CLERK, "戻る");
	ck_says(CLERK, "(2/9 ");
}
END_TEST

START_TEST(a_second_form_goes_first_and_the_first_goes_on)
{
	KG_AUTO_ARENA struct arena arena = { 0 };

	room_commands(CLERK, "持ち回り");
	(void)room_says(CLERK, "先の件");
	room_commands(CLERK, "持ち回り 件名=後の件 号=3 理由=急ぐため");
	ck_says(CLERK, "いまの内容:\n後の件");
	(void)room_says(CLERK, "確認");
	(void)room_says(CLERK, "本文。");
	(void)room_says(CLERK, "送信");
	ck_assert_str_eq(draft("回R8-001", &arena).title, "後の件");
	ck_says(CLERK, "続きをお願いいたします。");
	ck_says(CLERK, "(2/9 ");
	(void)room_says(CLERK, "戻る");
	ck_says(CLERK, "いまの内容:\n先の件");
}
END_TEST

START_TEST(nobody_answers_for_somebody_else)
{
	room_commands(CLERK, "持ち回り");
	(void)room_says(REVIEWER, "別の方の言葉");
	ck_says(REVIEWER, "メッセージを受け取りました");
	ck_says(CLERK, "(1/9 件名)");
	(void)room_says(CLERK, "件名");
	(void)room_says(CLERK, "戻る");
	ck_says(CLERK, "いまの内容:\n件名");
}
END_TEST

START_TEST(a_restart_between_any_two_questions_loses_nothing)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	static const char *const answers[] = { "再起動の件", "3", "なし", "急ぐため", "本文。",
		"明日 17時", "なし", "なし", "送信" };

	room_commands(CLERK, "持ち回り");
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		room_restart();
		(void)room_says(CLERK, answers[i]);
	}
	ck_assert_str_eq(draft("回R8-001", &arena).title, "再起動の件");
	ck_assert_str_eq(draft("回R8-001", &arena).text, "本文。");
}
END_TEST

START_TEST(left_alone_it_is_reminded_once_and_dropped)
{
	room_commands(CLERK, "持ち回り");
	(void)room_says(CLERK, "途中の件");
	room_at(11, 8, 59);
	ck_assert_int_eq(room_count(CLERK, "ご記入が途中です"), 0);
	room_at(11, 9, 1);
	ck_assert_int_eq(room_count(CLERK, "ご記入が途中です"), 1);
	ck_says(CLERK, "(2/9 ");
	room_restart();
	room_at(12, 8, 59);
	ck_assert_int_eq(room_number("SELECT count(*) FROM guide"), 1);
	room_at(12, 9, 2);
	ck_assert_int_eq(room_count(CLERK, "ご記入が途中です"), 1);
	ck_says(CLERK, "いったん取りやめました。何も送っていません。");
	ck_assert_int_eq(room_number("SELECT count(*) FROM guide"), 0);
	(void)room_says(CLERK, "3");
	ck_says(CLERK, "メッセージを受け取りました");
}
END_TEST

START_TEST(an_answer_after_the_reminder_begins_a_new_day)
{
	room_commands(CLERK, "持ち回り");
	room_at(11, 9, 1);
	(void)room_says(CLERK, "途中の件");
	room_at(12, 9, 0);
	ck_says(CLERK, "(2/9 ");
	ck_assert_int_eq(room_count(CLERK, "ご記入が途中です"), 1);
	room_at(12, 9, 2);
	ck_assert_int_eq(room_count(CLERK, "ご記入が途中です"), 2);
}
END_TEST

START_TEST(an_edited_answer_changes_nothing_and_says_so)
{
	char id[32];

	room_commands(CLERK, "持ち回り");
	(void)strcpy(id, room_says(CLERK, "はじめの件名"));
	(void)room_says(CLERK, "3");
	room_edits(CLERK, id, "あとの件名");
	ck_assert_int_eq(room_count(CLERK, "編集後の内容は、ご回答には反映されません"), 1);
	ck_says(CLERK, "(3/9 ");
	room_edits(CLERK, id, "もっとあとの件名");
	ck_assert_int_eq(room_count(CLERK, "編集後の内容は、ご回答には反映されません"), 1);
	(void)room_says(CLERK, "戻る");
	(void)room_says(CLERK, "戻る");
	ck_says(CLERK, "いまの内容:\nはじめの件名");
}
END_TEST

/* Buttons. */

static void put_up(void)
{
	room_commands(CLERK,
	    "持ち回り 件名=押す件 号=3 理由=急ぐため 本文=「本文。」 期限=「4月14日(火)17:00」");
	ck_says(CLERK, "起案を受け付けました");
	ck_says(REVIEWER, "庶務内確認をお願いいたします");
}

START_TEST(a_number_in_reply_presses_a_button)
{
	put_up();
	(void)room_replies(REVIEWER, room_newest_id(REVIEWER), "1");
	ck_assert_int_eq(room_count(REVIEWER, "確認済として記録しました"), 1);
	ck_says(CHAIR, "持ち回りに付してよろしいか");
	(void)room_replies(CHAIR, room_newest_id(CHAIR), "付議");
	ck_assert_int_eq(room_number("SELECT count(*) FROM circular WHERE state = 'open'"), 1);
	/* What is not there any more is not pressed. */
	(void)room_replies(REVIEWER, room_id_of(REVIEWER, "庶務内確認をお願い"), "1");
	ck_says(REVIEWER, "いまお選びいただくものはありません");
	ck_assert_int_eq(room_count(REVIEWER, "確認済として記録しました"), 1);
}
END_TEST

START_TEST(alone_it_means_the_only_one_that_waits)
{
	put_up();
	(void)room_says(REVIEWER, "3");
	ck_says(REVIEWER, "その番号の選択肢はありません");
	ck_says(REVIEWER, "1 確認\n2 差戻し");
	(void)room_says(REVIEWER, "おはようございます");
	ck_says(REVIEWER, "メッセージを受け取りました");
	(void)room_says(REVIEWER, "1");
	ck_says(REVIEWER, "確認済として記録しました");
	(void)room_says(REVIEWER, "1");
	ck_says(REVIEWER, "メッセージを受け取りました");
}
END_TEST

START_TEST(where_two_wait_it_is_asked_which)
{
	put_up();
	room_commands(CLERK,
	    "持ち回り 件名=別の件 号=3 理由=急ぐため 本文=「別の本文。」 期限=「4月14日(火)17:00」");
	(void)room_says(REVIEWER, "1");
	ck_says(REVIEWER, "お選びいただくものが複数あります");
	ck_says(REVIEWER, "回R8-001");
	ck_says(REVIEWER, "回R8-002");
	ck_assert_int_eq(
	    room_number("SELECT count(*) FROM circular WHERE state = 'review'"), 2);
	(void)room_replies(REVIEWER, room_id_of(REVIEWER, "押す件"), "確認");
	(void)room_says(REVIEWER, "確認");
	ck_assert_int_eq(
	    room_number("SELECT count(*) FROM circular WHERE state = 'confirm'"), 2);
}
END_TEST

START_TEST(a_number_as_a_mark_presses_and_opens_a_form)
{
	put_up();
	room_marks(REVIEWER, room_newest_id(REVIEWER), "2⃣");
	ck_says(REVIEWER, "(1/2 理由)");
	(void)room_says(REVIEWER, "資料を補うため");
	ck_says(REVIEWER, "(2/2 確認)");
	(void)room_says(REVIEWER, "送信");
	ck_assert_int_eq(
	    room_number("SELECT count(*) FROM circular WHERE outcome = 'returned'"), 1);
}
END_TEST

START_TEST(a_mark_picks_an_option)
{
	room_commands(CLERK, "持ち回り 件名=印の件");
	(void)room_says(CLERK, "そのまま");
	room_marks(CLERK, room_newest_id(CLERK), "4⃣");
	(void)room_says(CLERK, "戻る");
	ck_says(CLERK, "いまの内容:\n第4号");
}
END_TEST

START_TEST(an_outsider_does_not_press)
{
	put_up();
	(void)room_replies(REVIEWER, room_newest_id(REVIEWER), "おねがいします");
	ck_says(REVIEWER, "1 確認\n2 差戻し");
	/* He is in that room for whatever reason, and answers there. */
	room_answers_elsewhere(CLERK, REVIEWER, room_id_of(REVIEWER, "庶務内確認"), "1");
	ck_says(CLERK, "お送りしたご本人からお願いいたします");
	ck_assert_int_eq(
	    room_number("SELECT count(*) FROM circular WHERE state = 'review'"), 1);
}
END_TEST

/* Late commands. */

static struct kg_time hours_ago(int hours)
{
	return kg_time_add(room_now, -(int64_t)hours * KG_HOUR);
}

static const char draft_typed[] =
    "持ち回り 件名=遅れた件 号=3 理由=急ぐため 本文=「本文。」 期限=「4月14日(火)17:00」";

START_TEST(an_old_command_is_asked_about)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct kg_time typed = hours_ago(13);

	room_commands_late(CLERK, draft_typed, typed);
	ck_says(CLERK, "4月9日(木) 20:00 にお送りいただいたご指示です");
	ck_says(CLERK, "遅れた件");
	ck_says(CLERK, "既定値");
	ck_assert_int_eq(room_number(DRAFTS), 0);
	(void)room_says(CLERK, "実行する");
	ck_says(CLERK, "起案を受け付けました");
	ck_assert_int_eq(draft("回R8-001", &arena).drafted.ms, typed.ms);
	/* Once. */
	(void)room_replies(CLERK, room_id_of(CLERK, "実行する"), "1");
	ck_says(CLERK, "すでに処理されています");
	ck_assert_int_eq(room_number(DRAFTS), 1);
}
END_TEST

START_TEST(an_old_command_can_be_cancelled)
{
	room_commands_late(CLERK, draft_typed, hours_ago(100));
	(void)room_says(CLERK, "2");
	ck_says(CLERK, "取り消しました。何も実行していません。");
	ck_assert_int_eq(room_number(DRAFTS), 0);
}
END_TEST

START_TEST(a_young_command_runs_with_its_own_time)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct kg_time typed = hours_ago(11);

	room_commands_late(CLERK, draft_typed, typed);
	ck_says(CLERK, "起案を受け付けました");
	ck_assert_int_eq(draft("回R8-001", &arena).drafted.ms, typed.ms);
}
END_TEST

START_TEST(a_late_deadline_is_looked_at_now)
{
	/* It was tomorrow's noon when it was typed; now it has passed. */
	room_at(13, 9, 0);
	room_commands_late(CLERK,
	    "持ち回り 件名=遅れた件 号=3 理由=急ぐため 本文=「本文。」 期限=「明日 8時」",
	    hours_ago(11));
	ck_says(CLERK, "期限は、いまから60分以上あとに");
	ck_assert_int_eq(room_number(DRAFTS), 0);
}
END_TEST

START_TEST(an_edited_command_runs_nothing)
{
	room_commands(CLERK, "状況");
	ck_says(CLERK, "進行中の案件は");
	room_edits_command(CLERK, "$typed-1", draft_typed);
	room_edits_command(CLERK, "$typed-1", draft_typed);
	ck_assert_int_eq(room_number(DRAFTS), 0);
	ck_assert_int_eq(room_count(CLERK, "編集後の内容"), 0);
	ck_assert_int_eq(room_count(CLERK, "編集された操作は、実行されません"), 1);
	room_edits(CLERK, "$other", "ただの言葉");
	ck_assert_int_eq(room_count(CLERK, "編集された操作は、実行されません"), 1);
}
END_TEST

START_TEST(an_answer_typed_as_text_is_not_taken_for_one)
{
	(void)room_says(CLERK, "⭕️");
	ck_says(CLERK, "文字でのご回答は、数えておりません");
	(void)room_says(CLERK, "承認");
	ck_assert_int_eq(room_count(CLERK, "文字でのご回答は、数えておりません"), 2);
	(void)room_says(CLERK, "こんにちは");
	ck_says(CLERK, "メッセージを受け取りました");
}
END_TEST

/* What turns the order of letters is no part of a title that stands in sentences. */
START_TEST(a_title_reads_in_one_direction)
{
	room_commands(CLERK,
	    "持ち回り 件名=「見積\u202efdp.exe」 号=3 理由=急ぐため 本文=「本文。」 期限=「明日 17時」");
	ck_says(CLERK, "件名:見積fdp.exe(第4条第3号)");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("guide");
	TCase *cases = tcase_create("guide");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(cases, room_setup, room_teardown);
	tcase_set_timeout(cases, 60);
	tcase_add_test(cases, a_form_is_a_talk_and_its_end_is_the_form);
	tcase_add_test(cases, what_is_prefilled_is_shown_and_kept);
	tcase_add_test(cases, one_goes_back_and_changes_single_answers);
	tcase_add_test(cases, dropped_is_dropped);
	tcase_add_test(cases, faulty_answers_are_asked_again_and_the_others_kept);
	tcase_add_test(cases, nothing_is_sent_before_the_last_look);
	tcase_add_test(cases, limits_are_said_at_once);
	tcase_add_test(cases, files_and_words_in_the_wrong_place_lose_nothing);
	tcase_add_test(cases, the_file_of_another_question_is_still_the_last_one);
	tcase_add_test(cases, commands_in_between_run_and_the_question_stands);
	tcase_add_test(cases, a_second_form_goes_first_and_the_first_goes_on);
	tcase_add_test(cases, nobody_answers_for_somebody_else);
	tcase_add_test(cases, a_restart_between_any_two_questions_loses_nothing);
	tcase_add_test(cases, left_alone_it_is_reminded_once_and_dropped);
	tcase_add_test(cases, an_answer_after_the_reminder_begins_a_new_day);
	tcase_add_test(cases, an_edited_answer_changes_nothing_and_says_so);
	tcase_add_test(cases, a_number_in_reply_presses_a_button);
	tcase_add_test(cases, alone_it_means_the_only_one_that_waits);
	tcase_add_test(cases, where_two_wait_it_is_asked_which);
	tcase_add_test(cases, a_number_as_a_mark_presses_and_opens_a_form);
	tcase_add_test(cases, a_mark_picks_an_option);
	tcase_add_test(cases, an_outsider_does_not_press);
	tcase_add_test(cases, an_old_command_is_asked_about);
	tcase_add_test(cases, an_old_command_can_be_cancelled);
	tcase_add_test(cases, a_young_command_runs_with_its_own_time);
	tcase_add_test(cases, a_late_deadline_is_looked_at_now);
	tcase_add_test(cases, an_edited_command_runs_nothing);
	tcase_add_test(cases, an_answer_typed_as_text_is_not_taken_for_one);
	tcase_add_test(cases, a_title_reads_in_one_direction);
	suite_add_tcase(suite, cases);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
