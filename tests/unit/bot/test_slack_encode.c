/* Cards and forms out: whole blocks by hand. And which proxy a host is reached through. */

#include <check.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "bot/proxy.h"
#include "bot/slack_encode.h"

static struct arena arena;

static void finish(void)
{
	arena_finish(&arena);
}

static void same(const char *got, const char *wanted)
{
	if (!got || !wanted) {
		ck_assert_msg(got == wanted, "got %s, wanted %s", got ? got : "NULL",
		    wanted ? wanted : "NULL");
	} else {
		ck_assert_str_eq(got, wanted);
	}
}

static json_t *wanted_json(const char *text)
{
	json_t *json = json_loads(text, 0, NULL);

	ck_assert_msg(json != NULL, "%s", text);
	return json;
}

static void same_json(json_t *got, const char *text)
{
	json_t *wanted = wanted_json(text);
	char *dump = json_dumps(got, JSON_COMPACT);

	ck_assert_msg(json_equal(got, wanted), "got %s", dump);
	free(dump);
	json_decref(got);
	json_decref(wanted);
}

START_TEST(a_card_is_drawn)
{
	struct card card;

	card_init(&card, &arena);
	card_title(&card, "回R8-001 *件名* <b>");
	card_line(&card, LINE_PLAIN, "%s", "期限 :o: <!channel>");
	card_run(&card, RUN_BOLD, NULL, "太い");
	card_line(&card, LINE_SEAT, "%s", "議長 ");
	card_run(&card, RUN_PERSON, "U0CHAIR", "桜庭");
	card_line(&card, LINE_QUOTE, "%s", "本文\n二行目");
	card_line(&card, LINE_RULE, "%s", "");
	card_line(&card, LINE_NOTE, "%s", "小さく");
	card_run(&card, RUN_LINK, "https://a.jp", "link");
	card_button(&card, BUTTON_PRIMARY, "reason", "r1", "理由");
	card_button(&card, BUTTON_DANGER, "reason", "r2", "取下げ");
	same_json(slack_encode_blocks(&card),
	    "[{\"type\":\"header\",\"text\":{\"type\":\"plain_text\",\"text\":\"回R8-001 *件名* <b>\",\"emoji\":false}},"
	    "{\"type\":\"rich_text\",\"elements\":["
	    "{\"type\":\"rich_text_section\",\"elements\":["
	    "{\"type\":\"text\",\"text\":\"期限 :o: <!channel>\"},"
	    "{\"type\":\"text\",\"text\":\"太い\",\"style\":{\"bold\":true}},"
	    "{\"type\":\"text\",\"text\":\"\\n\"},"
	    "{\"type\":\"text\",\"text\":\"議長 \"},{\"type\":\"user\",\"user_id\":\"U0CHAIR\"}]},"
	    "{\"type\":\"rich_text_quote\",\"elements\":[{\"type\":\"text\",\"text\":\"本文\\n二行目\"}]}]},"
	    "{\"type\":\"divider\"},"
	    "{\"type\":\"context\",\"elements\":[{\"type\":\"plain_text\",\"text\":\"小さくlink\",\"emoji\":false}]},"
	    "{\"type\":\"actions\",\"elements\":["
	    "{\"type\":\"button\",\"action_id\":\"reason\",\"text\":{\"type\":\"plain_text\",\"text\":\"理由\",\"emoji\":false},\"value\":\"r1\",\"style\":\"primary\"},"
	    "{\"type\":\"button\",\"action_id\":\"reason#1\",\"text\":{\"type\":\"plain_text\",\"text\":\"取下げ\",\"emoji\":false},\"value\":\"r2\",\"style\":\"danger\"}]}]");
	{
		struct buf text;
		buf_init(&text, 8192);
		slack_encode_text(&card, &text);
		same(text.bytes, "回R8-001 *件名* &lt;b&gt;");
		buf_finish(&text);
	}
	card_init(&card, &arena);
	card_line(&card, LINE_PLAIN, "%s", "");
	card_run(&card, RUN_MESSAGE, "C0COUNCIL 1764000000.000100", "開く");
	same_json(slack_encode_blocks(
	              slack_encode_links(&card, "https://kawasaki.slack.com/", &arena)),
	    "[{\"type\":\"rich_text\",\"elements\":[{\"type\":\"rich_text_section\",\"elements\":["
	    "{\"type\":\"link\",\"url\":\"https://kawasaki.slack.com/archives/C0COUNCIL/p1764000000000100\","
	    "\"text\":\"開く\"}]}]}]");
	ck_assert_ptr_eq(slack_encode_links(&card, NULL, &arena), &card);
	same_json(slack_encode_metadata("k"),
	    "{\"event_type\":\"kaigi_out\",\"event_payload\":{\"key\":\"k\"}}");
	finish();
}
END_TEST

static size_t rich_length(const json_t *blocks)
{
	char *dump = json_dumps(blocks, JSON_COMPACT);
	size_t length = utf8_count(dump);

	free(dump);
	return length;
}

START_TEST(limits_are_counted_in_characters)
{
	struct card card;
	struct buf text;
	json_t *blocks;
	char *big = mem_alloc(4 * 20001);

	for (size_t i = 0; i < 20000; i++) {
		memcpy(big + 4 * i, "𠮷", 4);
	}
	card_init(&card, &arena);
	card_title(&card, "%.*s", 4 * 200, big);
	card_line(&card, LINE_QUOTE, "%s", big);
	for (int i = 0; i < 120; i++) {
		card_line(&card, i % 2 ? LINE_NOTE : LINE_PLAIN, "line %d", i);
	}
	card_button(&card, BUTTON_PLAIN, "reason", "r1", "理由");
	blocks = slack_encode_blocks(&card);
	ck_assert_uint_le(json_array_size(blocks), SLACK_BLOCKS_MAX);
	ck_assert_str_eq(json_string_value(json_object_get(
	                     json_array_get(blocks, json_array_size(blocks) - 1), "type")),
	    "actions");
	/* A title longer than a header holds is whole, as text. */
	ck_assert_str_eq(
	    json_string_value(json_object_get(json_array_get(blocks, 0), "type")), "section");
	ck_assert_uint_eq(utf8_count(json_string_value(json_object_get(
	                      json_object_get(json_array_get(blocks, 0), "text"), "text"))),
	    200);
	ck_assert_uint_lt(rich_length(blocks), SLACK_RICH_MAX + 3000);
	json_decref(blocks);
	card_init(&card, &arena);
	card_title(&card, "%.*s", 4 * SLACK_HEADER_MAX, big);
	blocks = slack_encode_blocks(&card);
	ck_assert_str_eq(
	    json_string_value(json_object_get(json_array_get(blocks, 0), "type")), "header");
	json_decref(blocks);
	/* Many blocks without much text: 50 at most, the buttons stay. */
	card_init(&card, &arena);
	card_title(&card, "t");
	for (int i = 0; i < 120; i++) {
		card_line(&card, i % 2 ? LINE_NOTE : LINE_PLAIN, "line %d", i);
	}
	card_button(&card, BUTTON_PLAIN, "reason", "r1", "理由");
	blocks = slack_encode_blocks(&card);
	ck_assert_uint_eq(json_array_size(blocks), SLACK_BLOCKS_MAX);
	json_decref(blocks);
	buf_init(&text, 1 << 20);
	card_init(&card, &arena);
	memset(big, '&', 20000);
	big[20000] = '\0';
	card_title(&card, "%s", big);
	slack_encode_text(&card, &text);
	ck_assert_uint_le(utf8_count(text.bytes), SLACK_FALLBACK_MAX);
	ck_assert_uint_eq(text.size % 5, 0); /* no half "&amp;" */
	buf_finish(&text);
	free(big);
	finish();
}
END_TEST

START_TEST(a_form_is_a_modal)
{
	struct field_option options[] = { { "6", "第6条" }, { "3", "第3条" } };
	struct field fields[] = {
		{ .key = "title",
		    .label = "件名",
		    .hint = "短く",
		    .value = "前",
		    .limit = 100,
		    .required = true },
		{ .key = "body", .type = FIELD_LONG_TEXT, .label = "本文", .limit = 50000 },
		{ .key = "item",
		    .type = FIELD_CHOICE,
		    .label = "号",
		    .value = "3",
		    .options = options,
		    .option_count = 2 },
		{ .key = "ways",
		    .type = FIELD_CHECKS,
		    .label = "方",
		    .value = "6\n3",
		    .options = options,
		    .option_count = 2 },
	};
	struct form form = { .token = "abcd",
		.kind = "circulate.new",
		.title = "123456789012345678901234567890",
		.submit = "送る",
		.intro = "説明",
		.fields = fields,
		.field_count = 4 };

	same_json(slack_encode_view(&form),
	    "{\"type\":\"modal\",\"callback_id\":\"circulate.new\",\"private_metadata\":\"abcd\","
	    "\"title\":{\"type\":\"plain_text\",\"text\":\"12345678901234567890123…\",\"emoji\":false},"
	    "\"submit\":{\"type\":\"plain_text\",\"text\":\"送る\",\"emoji\":false},"
	    "\"blocks\":[{\"type\":\"section\",\"text\":{\"type\":\"plain_text\",\"text\":\"説明\",\"emoji\":false}},"
	    "{\"type\":\"input\",\"block_id\":\"title\",\"optional\":false,\"label\":{\"type\":\"plain_text\",\"text\":\"件名\",\"emoji\":false},"
	    "\"hint\":{\"type\":\"plain_text\",\"text\":\"短く\",\"emoji\":false},"
	    "\"element\":{\"type\":\"plain_text_input\",\"action_id\":\"value\",\"multiline\":false,\"max_length\":100,\"initial_value\":\"前\"}},"
	    "{\"type\":\"input\",\"block_id\":\"body\",\"optional\":true,\"label\":{\"type\":\"plain_text\",\"text\":\"本文\",\"emoji\":false},"
	    "\"element\":{\"type\":\"plain_text_input\",\"action_id\":\"value\",\"multiline\":true,\"max_length\":3000}},"
	    "{\"type\":\"input\",\"block_id\":\"item\",\"optional\":true,\"label\":{\"type\":\"plain_text\",\"text\":\"号\",\"emoji\":false},"
	    "\"element\":{\"type\":\"static_select\",\"action_id\":\"value\",\"options\":["
	    "{\"text\":{\"type\":\"plain_text\",\"text\":\"第6条\",\"emoji\":false},\"value\":\"6\"},"
	    "{\"text\":{\"type\":\"plain_text\",\"text\":\"第3条\",\"emoji\":false},\"value\":\"3\"}],"
	    "\"initial_option\":{\"text\":{\"type\":\"plain_text\",\"text\":\"第3条\",\"emoji\":false},\"value\":\"3\"}}},"
	    "{\"type\":\"input\",\"block_id\":\"ways\",\"optional\":true,\"label\":{\"type\":\"plain_text\",\"text\":\"方\",\"emoji\":false},"
	    "\"element\":{\"type\":\"checkboxes\",\"action_id\":\"value\",\"options\":["
	    "{\"text\":{\"type\":\"plain_text\",\"text\":\"第6条\",\"emoji\":false},\"value\":\"6\"},"
	    "{\"text\":{\"type\":\"plain_text\",\"text\":\"第3条\",\"emoji\":false},\"value\":\"3\"}],"
	    "\"initial_options\":["
	    "{\"text\":{\"type\":\"plain_text\",\"text\":\"第6条\",\"emoji\":false},\"value\":\"6\"},"
	    "{\"text\":{\"type\":\"plain_text\",\"text\":\"第3条\",\"emoji\":false},\"value\":\"3\"}]}}]}");
	{
		struct fault faults[] = { { "title", "短い" }, { NULL, "全体" },
			{ "body", "空" } };
		same_json(slack_encode_faults(faults, 3, "title"),
		    "{\"response_action\":\"errors\",\"errors\":{\"title\":\"短い / 全体\",\"body\":\"空\"}}");
	}
	finish();
}
END_TEST

START_TEST(proxies)
{
	struct proxy proxy;
	struct kg_error err = { "" };

	ck_assert_int_eq(proxy_init(&proxy, "http://bot:p%40ss@proxy.city.jp:8080/",
	                     "localhost,.city.jp, 10.0.0.1", &err),
	    KG_OK);
	same(proxy.host, "proxy.city.jp");
	same(proxy.user, "bot");
	same(proxy.password, "p@ss");
	ck_assert_int_eq(proxy.port, 8080);
	ck_assert(proxy_is_used(&proxy, "slack.com"));
	ck_assert(proxy_is_used(&proxy, "127.0.0.1"));
	ck_assert(proxy_is_used(&proxy, "notcity.jp"));
	ck_assert(!proxy_is_used(&proxy, "localhost"));
	ck_assert(!proxy_is_used(&proxy, "x.city.jp") && !proxy_is_used(&proxy, "CITY.jp"));
	ck_assert(!proxy_is_used(&proxy, "10.0.0.1"));
	proxy_finish(&proxy);
	ck_assert_int_eq(proxy_init(&proxy, "[::1]:3128", "*", &err), KG_OK);
	same(proxy.host, "::1");
	ck_assert(!proxy_is_used(&proxy, "slack.com"));
	proxy_finish(&proxy);
	setenv("HTTPS_PROXY", "http://env:3129", 1);
	setenv("NO_PROXY", "a.jp", 1);
	ck_assert_int_eq(proxy_init(&proxy, "", NULL, &err), KG_OK);
	same(proxy.host, "env");
	ck_assert(proxy_is_used(&proxy, "b.jp") && !proxy_is_used(&proxy, "a.jp"));
	ck_assert(!proxy_is_used(&proxy, "127.0.0.1") && !proxy_is_used(&proxy, "::1"));
	proxy_finish(&proxy);
	{
		static const char *const bad[] = { "https://p:1", "socks5://p", "http://p:x",
			"http://:80", "http://p:99999", "http://[::1" };
		for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
			ck_assert_msg(
			    proxy_init(&proxy, bad[i], "", &err) == KG_INVALID, "%s", bad[i]);
		}
		ck_assert_int_eq(proxy_init(&proxy, "ftp://u:secret@p", "", &err), KG_INVALID);
		ck_assert(strstr(err.text, "secret") == NULL);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("slack_encode");
	TCase *tests = tcase_create("encode");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, a_card_is_drawn);
	tcase_add_test(tests, limits_are_counted_in_characters);
	tcase_add_test(tests, a_form_is_a_modal);
	tcase_add_test(tests, proxies);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
