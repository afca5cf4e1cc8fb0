/* Cards out: the content of m.room.message, compared by hand-written values. */

#include <check.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "bot/matrix_encode.h"

static struct arena arena;
static struct card card;
static json_t *content;
static const struct matrix_wording quiet = { .language = LANGUAGE_JA };
static const struct matrix_wording loud = { .loud = true, .language = LANGUAGE_JA };

static void begin(const char *title)
{
	card_init(&card, &arena);
	card_title(&card, "%s", title);
}

static void encode(const struct matrix_wording *wording)
{
	content = matrix_encode_card(&card, wording);
	ck_assert_ptr_nonnull(content);
}

static const char *at(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "(none)";
}

static void finish(void)
{
	json_decref(content);
	content = NULL;
	arena_finish(&arena);
}

START_TEST(a_card_stands_twice)
{
	begin("【持ち回り】令和8年度第1号");
	card_line(&card, LINE_PLAIN, "%s", "件名:");
	card_run(&card, RUN_BOLD, NULL, "新しい規程");
	card_line(&card, LINE_PLAIN, "%s", "資料:");
	card_run(&card, RUN_LINK, "https://example.jp/a", "資料1");
	card_line(&card, LINE_QUOTE, "%s", "一行目\n二行目");
	card_line(&card, LINE_RULE, "%s", "");
	card_line(&card, LINE_SEAT, "%s", "議長:");
	card_run(&card, RUN_PERSON, "@aoki:example.jp", "青木");
	card_line(&card, LINE_NOTE, "%s", "記録:");
	card_run(&card, RUN_CODE, NULL, "0123456789abcdef0123");
	encode(&quiet);
	ck_assert_str_eq(at(content, "msgtype"), "m.notice");
	ck_assert_str_eq(at(content, "body"), "【持ち回り】令和8年度第1号\n"
	                                      "件名:新しい規程\n"
	                                      "資料:資料1 (https://example.jp/a)\n"
	                                      "> 一行目\n> 二行目\n"
	                                      "----\n"
	                                      "議長:青木\n"
	                                      "記録:0123456789abcdef0123");
	ck_assert_str_eq(at(content, "format"), "org.matrix.custom.html");
	ck_assert_str_eq(at(content, "formatted_body"),
	    "<p><strong>【持ち回り】令和8年度第1号</strong></p>"
	    "<p>件名:<strong>新しい規程</strong><br>"
	    "資料:<a href=\"https://example.jp/a\">資料1</a></p>"
	    "<blockquote>一行目<br>二行目</blockquote>"
	    "<hr>"
	    "<p>議長:<a href=\"https://matrix.to/#/@aoki:example.jp\">青木</a><br>"
	    "<span "
	    "data-mx-color=\"#737373\">記録:<code>0123456789abcdef0123</code></span></p>");
	ck_assert_uint_eq(json_object_size(json_object_get(content, "m.mentions")), 0);
	ck_assert(json_is_object(json_object_get(content, "m.mentions")));
	ck_assert_ptr_null(json_object_get(content, "kaigi.key"));
	ck_assert_ptr_null(json_object_get(content, "m.relates_to"));
	finish();
}
END_TEST

START_TEST(what_was_typed_is_no_html)
{
	const char *html;

	begin("<script>alert(1)</script>");
	card_line(&card, LINE_QUOTE, "%s", "<img src=x onerror=\"y\"> & 'z'");
	card_run(&card, RUN_BOLD, NULL, "</blockquote><b>");
	card_run(&card, RUN_CODE, NULL, "<&>");
	card_run(&card, RUN_PERSON, "@a\"<b>:example.jp", "<i>青木</i>");
	card_run(&card, RUN_LINK, "https://example.jp/?a=\"><b>", "<u>");
	card_run(&card, RUN_CHANNEL, "!r\"<b>", "<u>");
	card_button(&card, BUTTON_PLAIN, "a", "", "<b>押す</b>");
	encode(&quiet);
	html = at(content, "formatted_body");
	ck_assert_str_eq(html,
	    "<p><strong>&lt;script&gt;alert(1)&lt;/script&gt;</strong></p>"
	    "<blockquote>&lt;img src=x onerror=&quot;y&quot;&gt; &amp; &#39;z&#39;"
	    "<strong>&lt;/blockquote&gt;&lt;b&gt;</strong><code>&lt;&amp;&gt;</code>"
	    "<a href=\"https://matrix.to/#/@a%22%3Cb%3E:example.jp\">&lt;i&gt;青木&lt;/i&gt;</a>"
	    "<a href=\"https://example.jp/?a=&quot;&gt;&lt;b&gt;\">&lt;u&gt;</a>"
	    "<a href=\"https://matrix.to/#/!r%22%3Cb%3E\">&lt;u&gt;</a></blockquote>"
	    "<p>1 &lt;b&gt;押す&lt;/b&gt;</p>"
	    "<p>番号をご返信いただくか、番号の印(1️⃣ など)を付けてください。</p>");
	ck_assert(strncmp(at(content, "body"), "<script>alert(1)</script>\n", 26) == 0);
	finish();
}
END_TEST

START_TEST(only_the_web_is_linked)
{
	begin("t");
	card_line(&card, LINE_PLAIN, "%s", "");
	card_run(&card, RUN_LINK, "javascript:alert(1)", "押す");
	card_run(&card, RUN_LINK, "file:///etc/passwd", "");
	card_run(&card, RUN_LINK, "http://example.jp/", "");
	encode(&quiet);
	ck_assert_str_eq(at(content, "formatted_body"),
	    "<p><strong>t</strong></p><p>押すfile:///etc/passwd"
	    "<a href=\"http://example.jp/\">http://example.jp/</a></p>");
	ck_assert_str_eq(at(content, "body"), "t\n押すfile:///etc/passwdhttp://example.jp/");
	finish();
}
END_TEST

START_TEST(loud_calls_the_persons_and_the_addressee_once)
{
	struct matrix_wording wording = loud;
	const json_t *users;

	wording.account = "@aoki:example.jp";
	wording.key = "k1";
	begin("ご審議のお願い");
	card_line(&card, LINE_PLAIN, "%s", "");
	card_run(&card, RUN_PERSON, "@ito:example.jp", "伊藤");
	card_run(&card, RUN_PERSON, "@aoki:example.jp", "青木");
	card_run(&card, RUN_PERSON, NULL, "宇野");
	encode(&wording);
	ck_assert_str_eq(at(content, "msgtype"), "m.text");
	users = json_object_get(json_object_get(content, "m.mentions"), "user_ids");
	ck_assert_uint_eq(json_array_size(users), 2);
	ck_assert_str_eq(json_string_value(json_array_get(users, 0)), "@aoki:example.jp");
	ck_assert_str_eq(json_string_value(json_array_get(users, 1)), "@ito:example.jp");
	ck_assert_str_eq(at(content, "kaigi.key"), "k1");
	ck_assert_str_eq(at(content, "body"), "ご審議のお願い\n伊藤青木宇野");
	json_decref(content);
	wording.loud = false;
	encode(&wording);
	ck_assert_uint_eq(json_object_size(json_object_get(content, "m.mentions")), 0);
	finish();
}
END_TEST

START_TEST(a_person_without_an_account_here_is_a_text)
{
	begin("t");
	card_line(&card, LINE_SEAT, "%s", "");
	card_run(&card, RUN_PERSON, NULL, "宇野");
	card_run(&card, RUN_PERSON, "U0SLACK", "江口");
	card_run(&card, RUN_CHANNEL, "C0SLACK", "管理会議");
	encode(&quiet);
	ck_assert_str_eq(
	    at(content, "formatted_body"), "<p><strong>t</strong></p><p>宇野江口管理会議</p>");
	finish();
}
END_TEST

START_TEST(buttons_are_numbered_and_explained)
{
	begin("どうしますか");
	card_button(&card, BUTTON_PRIMARY, "choice.extend", "1", "続行");
	card_button(&card, BUTTON_DANGER, "choice.drop", "1", "廃案");
	encode(&quiet);
	ck_assert_str_eq(at(content, "body"),
	    "どうしますか\n1 続行\n2 廃案\n"
	    "番号をご返信いただくか、番号の印(1️⃣ など)を付けてください。");
	ck_assert_str_eq(at(content, "formatted_body"),
	    "<p><strong>どうしますか</strong></p><p>1 続行<br>2 廃案</p>"
	    "<p>番号をご返信いただくか、番号の印(1️⃣ など)を付けてください。</p>");
	json_decref(content);
	encode(&(struct matrix_wording){ .language = LANGUAGE_EN });
	ck_assert_ptr_nonnull(strstr(at(content, "body"), "Please answer with the number"));
	finish();
}
END_TEST

START_TEST(our_own_commands_are_spelt_as_here)
{
	begin("/kaigi 持ち回り");
	card_line(&card, LINE_NOTE, "%s", "取り下げる場合は「/kaigi 取下げ 回R8-001」です。");
	card_line(&card, LINE_PLAIN, "%s", "書き方:");
	card_run(&card, RUN_CODE, NULL, " /kaigi 状況");
	card_line(&card, LINE_PLAIN, "%s", "例:/kaigi 経緯 1、/kaigi 経緯 2");
	card_line(&card, LINE_NOTE, "%s", "To withdraw it: “/kaigi withdraw 1”. Or so.");
	card_line(
	    &card, LINE_NOTE, "%s", "A number, e.g. /kaigi history 1 or /kaigi history 2.");
	card_line(&card, LINE_PLAIN, "%s", "Subject: /kaigi status, abolished");
	card_line(&card, LINE_PLAIN, "%s", "件名:「/kaigi 状況」の廃止");
	card_line(&card, LINE_PLAIN, "%s", "https://example.jp/kaigi です");
	card_line(&card, LINE_QUOTE, "%s", "「/kaigi 承認」と打つ");
	card_line(&card, LINE_SEAT, "%s", "「/kaigi 承認」と打つ");
	encode(&quiet);
	ck_assert_str_eq(at(content, "body"),
	    "!kaigi 持ち回り\n"
	    "取り下げる場合は「!kaigi 取下げ 回R8-001」です。\n"
	    "書き方: !kaigi 状況\n"
	    "例:!kaigi 経緯 1、!kaigi 経緯 2\n"
	    "To withdraw it: “!kaigi withdraw 1”. Or so.\n"
	    "A number, e.g. !kaigi history 1 or !kaigi history 2.\n"
	    "Subject: /kaigi status, abolished\n"
	    "件名:「/kaigi 状況」の廃止\n"
	    "https://example.jp/kaigi です\n"
	    "> 「/kaigi 承認」と打つ\n"
	    "「/kaigi 承認」と打つ");
	ck_assert_ptr_nonnull(strstr(at(content, "formatted_body"), "「!kaigi 取下げ"));
	finish();
}
END_TEST

static void begin_big(size_t size, char c)
{
	char *text = mem_alloc(size + 1);

	memset(text, c, size);
	begin("長い");
	card_line(&card, LINE_QUOTE, "%s", text);
	free(text);
}

START_TEST(too_long_is_refused)
{
	begin_big(MATRIX_BODY_MAX, 'a');
	ck_assert_ptr_null(matrix_encode_card(&card, &quiet));
	begin_big(MATRIX_BODY_MAX - 100, 'a');
	encode(&quiet);
	ck_assert_ptr_nonnull(json_object_get(content, "formatted_body"));
	json_decref(content);
	/* escaped it is five times as long: then the body goes alone */
	begin_big(MATRIX_BODY_MAX - 100, '&');
	encode(&quiet);
	ck_assert_ptr_null(json_object_get(content, "formatted_body"));
	ck_assert_ptr_null(json_object_get(content, "format"));
	ck_assert_uint_gt(strlen(at(content, "body")), MATRIX_BODY_MAX - 100);
	finish();
}
END_TEST

START_TEST(an_edit_holds_the_new_content_and_calls_nobody)
{
	struct matrix_wording wording = loud;
	const json_t *now;
	const json_t *relation;

	wording.account = "@aoki:example.jp";
	wording.key = "k2";
	begin("改");
	encode(&wording);
	content = matrix_encode_edit(content, "$old");
	now = json_object_get(content, "m.new_content");
	relation = json_object_get(content, "m.relates_to");
	ck_assert_str_eq(at(relation, "rel_type"), "m.replace");
	ck_assert_str_eq(at(relation, "event_id"), "$old");
	ck_assert_str_eq(at(content, "body"), "* 改");
	ck_assert_str_eq(at(content, "formatted_body"), "* <p><strong>改</strong></p>");
	ck_assert_str_eq(at(content, "msgtype"), "m.text");
	ck_assert_str_eq(at(content, "kaigi.key"), "k2");
	ck_assert_uint_eq(json_object_size(json_object_get(content, "m.mentions")), 0);
	ck_assert_str_eq(at(now, "body"), "改");
	ck_assert_str_eq(at(now, "msgtype"), "m.text");
	ck_assert_uint_eq(
	    json_array_size(json_object_get(json_object_get(now, "m.mentions"), "user_ids")),
	    1);
	ck_assert_ptr_null(json_object_get(now, "kaigi.key"));
	ck_assert_ptr_null(json_object_get(now, "m.relates_to"));
	finish();
}
END_TEST

START_TEST(the_biggest_edit_fits_into_an_event)
{
	begin_big(MATRIX_BODY_MAX - 100, 'a');
	encode(&quiet);
	content = matrix_encode_edit(content, "$old");
	ck_assert_str_eq(at(content, "body"), "* 長い");
	ck_assert_ptr_null(json_object_get(content, "formatted_body"));
	ck_assert_uint_lt(json_dumpb(content, NULL, 0, JSON_COMPACT), 60000);
	ck_assert_uint_gt(
	    strlen(at(json_object_get(content, "m.new_content"), "formatted_body")), 19000);
	finish();
}
END_TEST

START_TEST(a_thread_is_joined_at_its_root)
{
	const json_t *relation;

	begin("返信");
	encode(&quiet);
	matrix_encode_thread(content, "$root");
	relation = json_object_get(content, "m.relates_to");
	ck_assert_str_eq(at(relation, "rel_type"), "m.thread");
	ck_assert_str_eq(at(relation, "event_id"), "$root");
	ck_assert(json_is_true(json_object_get(relation, "is_falling_back")));
	ck_assert_str_eq(at(json_object_get(relation, "m.in_reply_to"), "event_id"), "$root");
	finish();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("matrix_encode");
	TCase *tests = tcase_create("encode");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, a_card_stands_twice);
	tcase_add_test(tests, what_was_typed_is_no_html);
	tcase_add_test(tests, only_the_web_is_linked);
	tcase_add_test(tests, loud_calls_the_persons_and_the_addressee_once);
	tcase_add_test(tests, a_person_without_an_account_here_is_a_text);
	tcase_add_test(tests, buttons_are_numbered_and_explained);
	tcase_add_test(tests, our_own_commands_are_spelt_as_here);
	tcase_add_test(tests, too_long_is_refused);
	tcase_add_test(tests, an_edit_holds_the_new_content_and_calls_nobody);
	tcase_add_test(tests, the_biggest_edit_fits_into_an_event);
	tcase_add_test(tests, a_thread_is_joined_at_its_root);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
