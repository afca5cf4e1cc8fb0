/* Frames in, texts and marks: expected values by hand from Slack's documented shapes. */

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "bot/slack_decode.h"
#include "bot/slack_emoji.h"
#include "bot/slack_form.h"
#include "bot/slack_text.h"

static struct arena arena;
static struct slack_frame frame;
static struct event *event;

static const struct slack_identity self = {
	.team = "T0CITY", .user = "U0BOT", .bot = "B0BOT", .app = "A0BOT"
};

static void decode(const char *text)
{
	slack_decode(text, strlen(text), &self, &arena, &frame);
	event = &frame.event;
}

#define WRAP(inner)                                                                            \
	"{\"envelope_id\":\"e1\",\"type\":\"events_api\",\"payload\":{\"team_id\":\"T0CITY\"," \
	"\"api_app_id\":\"A0BOT\",\"type\":\"event_callback\",\"event_id\":\"Ev1\","           \
	"\"event_time\":1764000000,\"event\":" inner "}}"

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

START_TEST(hello_and_disconnect)
{
	decode(
	    "{\"type\":\"hello\",\"num_connections\":2,\"connection_info\":{\"app_id\":\"A0BOT\"},"
	    "\"debug_info\":{\"approximate_connection_time\":18060}}");
	ck_assert_int_eq(frame.kind, SLACK_FRAME_HELLO);
	ck_assert_int_eq(frame.connections, 2);
	ck_assert_int_eq(frame.lives_ms, 18060000);
	same(frame.app, "A0BOT");
	decode("{\"type\":\"disconnect\",\"reason\":\"warning\",\"debug_info\":{}}");
	ck_assert_int_eq(frame.kind, SLACK_FRAME_DISCONNECT);
	same(frame.reason, "warning");
	finish();
}
END_TEST

START_TEST(junk_is_junk)
{
	static const char *const junk[] = { "", "[]", "null", "{", "{\"type\":\"events_api\"}",
		"{\"type\":1,\"envelope_id\":2}", "\"hello\"",
		"{\"type\":\"hello\",\"type\":\"hello\"}" };

	for (size_t i = 0; i < sizeof(junk) / sizeof(junk[0]); i++) {
		decode(junk[i]);
		ck_assert_msg(frame.kind == SLACK_FRAME_JUNK, "%s", junk[i]);
	}
	/* An envelope we don't know is acknowledged all the same. */
	decode("{\"type\":\"new_thing\",\"envelope_id\":\"e9\",\"payload\":{\"x\":1}}");
	ck_assert_int_eq(frame.kind, SLACK_FRAME_IGNORED);
	same(frame.envelope, "e9");
	finish();
}
END_TEST

START_TEST(a_mark)
{
	decode(WRAP(
	    "{\"type\":\"reaction_added\",\"user\":\"U0KIM\",\"reaction\":\"raising_hand::skin-tone-4\","
	    "\"item\":{\"type\":\"message\",\"channel\":\"C0ISC\",\"ts\":\"1764000001.000100\"},"
	    "\"event_ts\":\"1764000009.000200\"}"));
	ck_assert_int_eq(frame.kind, SLACK_FRAME_EVENT);
	ck_assert_int_eq(frame.source, SLACK_FROM_EVENTS);
	ck_assert_int_eq(event->kind, EVENT_MARK);
	same(event->id, "Ev1");
	same(event->channel, "C0ISC");
	same(event->message, "1764000001.000100");
	same(event->user, "U0KIM");
	same(event->mark, "🙋");
	ck_assert(event->added && !event->from_bot);
	ck_assert_int_eq(event->when.ms, 1764000009000);
	decode(WRAP(
	    "{\"type\":\"reaction_removed\",\"user\":\"U0KIM\",\"reaction\":\"council_seal\","
	    "\"item\":{\"type\":\"message\",\"channel\":\"C0ISC\",\"ts\":\"1.2\"},\"event_ts\":\"1764000011.5\"}"));
	ck_assert(!event->added);
	same(event->mark, ":council_seal:");
	ck_assert_int_eq(event->when.ms, 1764000011500);
	finish();
}
END_TEST

START_TEST(marks_that_count_for_nothing)
{
	/* Our own, on a file, without a person. */
	decode(WRAP(
	    "{\"type\":\"reaction_added\",\"user\":\"U0BOT\",\"reaction\":\"o\",\"item\":{\"type\":\"message\",\"channel\":\"C\",\"ts\":\"1.0\"}}"));
	ck_assert_int_eq(frame.kind, SLACK_FRAME_IGNORED);
	decode(WRAP(
	    "{\"type\":\"reaction_added\",\"user\":\"U0KIM\",\"reaction\":\"o\",\"item\":{\"type\":\"file\",\"file\":\"F\"}}"));
	ck_assert_int_eq(frame.kind, SLACK_FRAME_IGNORED);
	decode(WRAP(
	    "{\"type\":\"reaction_added\",\"reaction\":\"o\",\"item\":{\"type\":\"message\",\"channel\":\"C\",\"ts\":\"1.0\"}}"));
	ck_assert_int_eq(frame.kind, SLACK_FRAME_IGNORED);
	/* Of another workspace: told, and named as such. */
	decode(WRAP(
	    "{\"type\":\"reaction_added\",\"user\":\"U0EXT\",\"user_team\":\"T0OTHER\",\"reaction\":\"o\",\"item\":{\"type\":\"message\",\"channel\":\"C\",\"ts\":\"1.0\"}}"));
	ck_assert_int_eq(frame.kind, SLACK_FRAME_EVENT);
	ck_assert(event->from_bot);
	finish();
}
END_TEST

START_TEST(a_message)
{
	decode(WRAP(
	    "{\"type\":\"message\",\"subtype\":\"file_share\",\"channel\":\"D0KIM\",\"channel_type\":\"im\",\"user\":\"U0KIM\","
	    "\"text\":\"a &amp; b &amp;lt; <@U0BOT> <https://a.jp/x|a.jp/x>\",\"ts\":\"1764000020.000100\",\"thread_ts\":\"1764000001.000100\","
	    "\"files\":[{\"id\":\"F1\",\"name\":\"mail.log\",\"mimetype\":\"text/plain\",\"size\":5120,\"is_external\":false},"
	    "{\"id\":\"F2\",\"mode\":\"external\",\"is_external\":true}]}"));
	ck_assert_int_eq(event->kind, EVENT_MESSAGE);
	same(event->text, "a & b &lt; @U0BOT https://a.jp/x");
	same(event->thread, "1764000001.000100");
	ck_assert(event->direct && !event->from_bot);
	ck_assert_uint_eq(event->file_count, 2);
	same(event->files[0].id, "F1");
	ck_assert_int_eq(event->files[0].size, 5120);
	ck_assert(!event->files[0].external && event->files[1].external);
	ck_assert_int_eq(event->files[1].size, -1);
	finish();
}
END_TEST

START_TEST(messages_that_are_not_people_s)
{
	static const char *const ignored[] = {
		WRAP(
		    "{\"type\":\"message\",\"channel\":\"C\",\"user\":\"U0BOT\",\"text\":\"x\",\"ts\":\"1.0\"}"),
		WRAP(
		    "{\"type\":\"message\",\"channel\":\"C\",\"bot_id\":\"B0BOT\",\"text\":\"x\",\"ts\":\"1.0\"}"),
		WRAP(
		    "{\"type\":\"message\",\"subtype\":\"channel_join\",\"channel\":\"C\",\"user\":\"U0KIM\",\"ts\":\"1.0\"}"),
		WRAP(
		    "{\"type\":\"message\",\"subtype\":\"bot_message\",\"channel\":\"C\",\"text\":\"x\",\"ts\":\"1.0\"}"),
		WRAP(
		    "{\"type\":\"app_mention\",\"channel\":\"C\",\"user\":\"U0KIM\",\"text\":\"x\",\"ts\":\"1.0\"}"),
		WRAP("{\"type\":\"file_shared\",\"file_id\":\"F1\"}"),
		WRAP("{\"type\":\"never_heard_of\"}"),
		WRAP("{}"),
	};

	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++) {
		decode(ignored[i]);
		ck_assert_msg(frame.kind == SLACK_FRAME_IGNORED, "%zu", i);
		same(frame.envelope, "e1");
	}
	decode(WRAP(
	    "{\"type\":\"message\",\"channel\":\"C\",\"user\":\"U9\",\"bot_id\":\"B9\",\"text\":\"x\",\"ts\":\"1.0\"}"));
	ck_assert(frame.kind == SLACK_FRAME_EVENT && event->from_bot);
	decode(WRAP(
	    "{\"type\":\"message\",\"channel\":\"C\",\"user\":\"U9\",\"team\":\"T0OTHER\",\"text\":\"x\",\"ts\":\"1.0\"}"));
	ck_assert(frame.kind == SLACK_FRAME_EVENT && event->from_bot);
	finish();
}
END_TEST

START_TEST(edits_and_deletions)
{
	decode(WRAP(
	    "{\"type\":\"message\",\"subtype\":\"message_changed\",\"channel\":\"C0ISC\",\"ts\":\"1764000030.0\",\"event_ts\":\"1764000030.1\","
	    "\"message\":{\"user\":\"U0KIM\",\"text\":\"new\",\"ts\":\"1764000020.000100\"},"
	    "\"previous_message\":{\"user\":\"U0KIM\",\"text\":\"old\",\"ts\":\"1764000020.000100\"}}"));
	ck_assert_int_eq(event->kind, EVENT_CHANGED);
	same(event->message, "1764000020.000100");
	same(event->text, "new");
	same(event->user, "U0KIM");
	/* Only a link was unfurled; our own update. */
	decode(WRAP(
	    "{\"type\":\"message\",\"subtype\":\"message_changed\",\"channel\":\"C\",\"message\":{\"user\":\"U0KIM\",\"text\":\"same\",\"ts\":\"1.0\"},"
	    "\"previous_message\":{\"user\":\"U0KIM\",\"text\":\"same\",\"ts\":\"1.0\"}}"));
	ck_assert_int_eq(frame.kind, SLACK_FRAME_IGNORED);
	decode(WRAP(
	    "{\"type\":\"message\",\"subtype\":\"message_changed\",\"channel\":\"C\",\"message\":{\"bot_id\":\"B0BOT\",\"text\":\"b\",\"ts\":\"1.0\"},"
	    "\"previous_message\":{\"bot_id\":\"B0BOT\",\"text\":\"a\",\"ts\":\"1.0\"}}"));
	ck_assert_int_eq(frame.kind, SLACK_FRAME_IGNORED);
	/* Our card, with replies, deleted by somebody. */
	decode(WRAP(
	    "{\"type\":\"message\",\"subtype\":\"message_changed\",\"channel\":\"C0ISC\",\"event_ts\":\"1764000091.0\","
	    "\"message\":{\"subtype\":\"tombstone\",\"user\":\"USLACKBOT\",\"text\":\"This message was deleted.\",\"ts\":\"1764000001.000100\"},"
	    "\"previous_message\":{\"user\":\"U0BOT\",\"bot_id\":\"B0BOT\",\"text\":\"card\",\"ts\":\"1764000001.000100\"}}"));
	ck_assert_int_eq(event->kind, EVENT_DELETED);
	same(event->message, "1764000001.000100");
	decode(WRAP(
	    "{\"type\":\"message\",\"subtype\":\"message_deleted\",\"channel\":\"C0ISC\",\"ts\":\"9.0\",\"deleted_ts\":\"1764000020.000100\","
	    "\"previous_message\":{\"user\":\"U0KIM\",\"text\":\"x\",\"ts\":\"1764000020.000100\"},\"event_ts\":\"1764000090.0\"}"));
	ck_assert_int_eq(event->kind, EVENT_DELETED);
	same(event->message, "1764000020.000100");
	ck_assert_int_eq(event->when.ms, 1764000090000);
	decode(WRAP(
	    "{\"type\":\"message\",\"subtype\":\"message_deleted\",\"channel\":\"C\",\"deleted_ts\":\"1.0\",\"previous_message\":{\"subtype\":\"tombstone\",\"ts\":\"1.0\"}}"));
	ck_assert_int_eq(frame.kind, SLACK_FRAME_IGNORED);
	finish();
}
END_TEST

START_TEST(channels_and_accounts)
{
	static const struct {
		const char *text;
		const char *action;
		const char *channel;
		const char *word;
		const char *user;
	} rows[] = {
		{ WRAP(
		      "{\"type\":\"channel_rename\",\"channel\":{\"id\":\"C1\",\"name\":\"new\"}}"),
		    "renamed", "C1", "new", NULL },
		{ WRAP("{\"type\":\"group_archive\",\"channel\":\"G1\",\"user\":\"U1\"}"),
		    "archived", "G1", NULL, "U1" },
		{ WRAP("{\"type\":\"channel_unarchive\",\"channel\":\"C1\"}"), "unarchived",
		    "C1", NULL, NULL },
		{ WRAP("{\"type\":\"channel_deleted\",\"channel\":\"C1\"}"), "deleted", "C1",
		    NULL, NULL },
		{ WRAP("{\"type\":\"channel_left\",\"channel\":\"C1\",\"actor_id\":\"U1\"}"),
		    "left", "C1", NULL, "U0BOT" },
		{ WRAP(
		      "{\"type\":\"member_joined_channel\",\"channel\":\"C1\",\"user\":\"U2\"}"),
		    "joined", "C1", NULL, "U2" },
		{ WRAP("{\"type\":\"member_left_channel\",\"channel\":\"C1\",\"user\":\"U2\"}"),
		    "left", "C1", NULL, "U2" },
		{ WRAP(
		      "{\"type\":\"channel_shared\",\"channel\":\"C1\",\"connected_team_id\":\"T9\"}"),
		    "shared", "C1", NULL, NULL },
		{ WRAP("{\"type\":\"channel_unshared\",\"channel\":\"C1\"}"), "unshared", "C1",
		    NULL, NULL },
		{ WRAP(
		      "{\"type\":\"channel_id_changed\",\"old_channel_id\":\"G1\",\"new_channel_id\":\"C9\"}"),
		    "moved", "G1", "C9", NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		decode(rows[i].text);
		ck_assert_msg(
		    frame.kind == SLACK_FRAME_EVENT && event->kind == EVENT_CHANNEL, "%zu", i);
		same(event->action, rows[i].action);
		same(event->channel, rows[i].channel);
		same(event->text, rows[i].word);
		same(event->user, rows[i].user);
	}
	decode(WRAP("{\"type\":\"user_change\",\"user\":{\"id\":\"U3\",\"deleted\":true}}"));
	ck_assert_int_eq(event->kind, EVENT_ACCOUNT);
	same(event->action, "deactivated");
	decode(WRAP(
	    "{\"type\":\"user_change\",\"user\":{\"id\":\"U3\",\"is_ultra_restricted\":true}}"));
	same(event->action, "guest");
	decode(WRAP("{\"type\":\"user_change\",\"user\":{\"id\":\"U3\"}}"));
	same(event->action, "reactivated");
	decode(WRAP(
	    "{\"type\":\"file_deleted\",\"file_id\":\"F1\",\"event_ts\":\"1764000001.0\"}"));
	ck_assert_int_eq(event->kind, EVENT_FILE);
	same(event->action, "removed");
	same(event->files[0].id, "F1");
	same(event->text, NULL);
	decode(WRAP("{\"type\":\"app_uninstalled\"}"));
	ck_assert_int_eq(frame.kind, SLACK_FRAME_REVOKED);
	same(event->action, "revoked");
	decode(
	    WRAP("{\"type\":\"tokens_revoked\",\"tokens\":{\"oauth\":[\"U3\"],\"bot\":[]}}"));
	ck_assert_int_eq(frame.kind, SLACK_FRAME_IGNORED);
	finish();
}
END_TEST

START_TEST(what_is_not_meant_for_us)
{
	decode(
	    "{\"envelope_id\":\"e1\",\"type\":\"events_api\",\"payload\":{\"type\":\"app_rate_limited\",\"team_id\":\"T0CITY\",\"api_app_id\":\"A0BOT\"}}");
	ck_assert_int_eq(frame.kind, SLACK_FRAME_LIMITED);
	decode(
	    "{\"envelope_id\":\"e1\",\"type\":\"slash_commands\",\"payload\":{\"team_id\":\"T0OTHER\",\"api_app_id\":\"A0BOT\",\"text\":\"x\"}}");
	ck_assert_int_eq(frame.kind, SLACK_FRAME_STRANGE);
	decode(
	    "{\"envelope_id\":\"e1\",\"type\":\"slash_commands\",\"payload\":{\"team_id\":\"T0CITY\",\"api_app_id\":\"A0OTHER\",\"text\":\"x\"}}");
	ck_assert_int_eq(frame.kind, SLACK_FRAME_STRANGE);
	/* A shared channel's event may name the other team first. */
	decode(
	    "{\"envelope_id\":\"e1\",\"type\":\"events_api\",\"payload\":{\"team_id\":\"T0OTHER\",\"api_app_id\":\"A0BOT\",\"event_id\":\"Ev2\","
	    "\"authorizations\":[{\"team_id\":\"T0CITY\",\"user_id\":\"U0BOT\"}],\"event\":{\"type\":\"reaction_added\",\"user\":\"U1\",\"reaction\":\"o\",\"item\":{\"type\":\"message\",\"channel\":\"C\",\"ts\":\"1.0\"}}}}");
	ck_assert_int_eq(frame.kind, SLACK_FRAME_EVENT);
	finish();
}
END_TEST

START_TEST(commands_buttons_forms_shortcuts)
{
	decode(
	    "{\"envelope_id\":\"e2\",\"type\":\"slash_commands\",\"payload\":{\"team_id\":\"T0CITY\",\"channel_id\":\"C0ISC\",\"user_id\":\"U0KIM\","
	    "\"command\":\"/kaigi\",\"text\":\"持ち回り 件名=「A &amp; B」\",\"api_app_id\":\"A0BOT\",\"is_enterprise_install\":\"false\","
	    "\"response_url\":\"https://hooks.slack.com/commands/x\",\"trigger_id\":\"1.2.abc\"}}");
	ck_assert_int_eq(event->kind, EVENT_COMMAND);
	ck_assert_int_eq(frame.source, SLACK_FROM_COMMAND);
	same(event->text, "持ち回り 件名=「A & B」");
	same(event->id, "trigger.1.2.abc");
	same(event->response, "https://hooks.slack.com/commands/x");
	same(frame.trigger, "1.2.abc");

	decode(
	    "{\"envelope_id\":\"e3\",\"type\":\"interactive\",\"payload\":{\"type\":\"block_actions\",\"api_app_id\":\"A0BOT\",\"trigger_id\":\"t3\",\"team\":{\"id\":\"T0CITY\"},"
	    "\"user\":{\"id\":\"U0KIM\",\"team_id\":\"T0CITY\"},\"container\":{\"type\":\"message\",\"message_ts\":\"1764000001.000100\",\"channel_id\":\"C0ISC\"},"
	    "\"channel\":{\"id\":\"C0ISC\"},\"actions\":[{\"type\":\"button\",\"action_id\":\"choice.extend#1\",\"value\":\"r42\",\"action_ts\":\"1764000070.1\"}]}}");
	ck_assert_int_eq(event->kind, EVENT_BUTTON);
	same(event->action, "choice.extend");
	same(event->text, "r42");
	same(event->message, "1764000001.000100");
	ck_assert_int_eq(event->when.ms, 1764000070100);

	decode(
	    "{\"envelope_id\":\"e4\",\"type\":\"interactive\",\"payload\":{\"type\":\"view_submission\",\"api_app_id\":\"A0BOT\",\"trigger_id\":\"t4\",\"team\":null,"
	    "\"user\":{\"id\":\"U0KIM\"},\"view\":{\"callback_id\":\"circulate.new\",\"private_metadata\":\"abc\",\"state\":{\"values\":{"
	    "\"title\":{\"value\":{\"type\":\"plain_text_input\",\"value\":\"件名\"}},"
	    "\"empty\":{\"value\":{\"type\":\"plain_text_input\",\"value\":null}},"
	    "\"item\":{\"value\":{\"type\":\"static_select\",\"selected_option\":{\"value\":\"6\"}}},"
	    "\"none\":{\"value\":{\"type\":\"static_select\",\"selected_option\":null}},"
	    "\"seats\":{\"value\":{\"type\":\"checkboxes\",\"selected_options\":[{\"value\":\"a\"},{\"value\":\"b\"}]}}}}}}}");
	ck_assert_int_eq(event->kind, EVENT_FORM);
	same(event->token, "abc");
	ck_assert_uint_eq(event->answer_count, 5);
	for (size_t i = 0; i < event->answer_count; i++) {
		const char *key = event->answers[i].key;
		same(event->answers[i].value, strcmp(key, "title") == 0   ? "件名"
		                              : strcmp(key, "item") == 0  ? "6"
		                              : strcmp(key, "seats") == 0 ? "a\nb"
		                                                          : "");
	}

	decode(
	    "{\"envelope_id\":\"e5\",\"type\":\"interactive\",\"payload\":{\"type\":\"message_action\",\"callback_id\":\"inc\",\"trigger_id\":\"t5\",\"team\":{\"id\":\"T0CITY\"},"
	    "\"user\":{\"id\":\"U0KIM\"},\"channel\":{\"id\":\"C0ISC\"},\"message_ts\":\"7.0\",\"message\":{\"text\":\"x\"}}}");
	ck_assert_int_eq(frame.source, SLACK_FROM_SHORTCUT);
	same(event->action, "shortcut.inc");
	same(event->message, "7.0");
	decode(
	    "{\"envelope_id\":\"e6\",\"type\":\"interactive\",\"payload\":{\"type\":\"view_closed\",\"team\":{\"id\":\"T0CITY\"}}}");
	ck_assert_int_eq(frame.kind, SLACK_FRAME_IGNORED);
	finish();
}
END_TEST

START_TEST(text_comes_and_goes)
{
	static const struct {
		const char *from;
		const char *to;
	} rows[] = {
		{ "a &lt;b&gt; &amp;amp;", "a <b> &amp;" },
		{ "<@U1|kim> <@U1>", "@kim @U1" },
		{ "<#C1|isc> <#C1|> <#C1>", "#isc #C1 #C1" },
		{ "<!here> <!subteam^S1|@grp> <!date^1^{date}|4月1日>", "@here @grp 4月1日" },
		{ "<https://a.jp> <https://a.jp/x?a=1&amp;b=2|ここ> <mailto:a@b.jp|a@b.jp>",
		    "https://a.jp ここ (https://a.jp/x?a=1&b=2) a@b.jp" },
		{ "<http://a.jp|a.jp> 5 < 6", "http://a.jp 5 < 6" },
		{ "<", "<" },
		{ "&", "&" },
		{ "&lt", "&lt" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		same(slack_text_plain(&arena, rows[i].from), rows[i].to);
	}
	ck_assert(slack_text_plain(&arena, NULL) == NULL);
	{
		struct buf out;
		buf_init(&out, 1024);
		slack_text_escape(&out, "<!channel> & *x* &lt;");
		same(out.bytes, "&lt;!channel&gt; &amp; *x* &amp;lt;");
		buf_finish(&out);
		buf_init(&out, 1024);
		slack_form_add(&out, "a b", "&=会+");
		slack_form_flag(&out, "f", true);
		slack_form_add(&out, "none", NULL);
		same(out.bytes, "a%20b=%26%3D%E4%BC%9A%2B&f=true");
		buf_finish(&out);
	}
	finish();
}
END_TEST

START_TEST(names_of_marks)
{
	static const struct {
		const char *name;
		const char *mark;
		const char *back;
	} rows[] = {
		{ "o", "⭕", "o" },
		{ "x", "❌", "x" },
		{ "raising_hand", "🙋", "raising_hand" },
		{ "eyes", "👀", "eyes" },
		{ "+1", "👍", "+1" },
		{ "thumbsup", "👍", "+1" },
		{ "thumbsup::skin-tone-6", "👍", "+1" },
		{ "white_check_mark", "✅", "white_check_mark" },
		{ "hand", "✋", "hand" },
		{ "raised_hand", "✋", "hand" },
		{ "heavy_check_mark", "✔", "heavy_check_mark" },
		{ "100", "💯", "100" },
		{ "zzz", "💤", "zzz" },
		{ "seal_of_ours", ":seal_of_ours:", "seal_of_ours" },
		{ "", "::", NULL },
	};
	char name[128];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		same(slack_emoji_mark(&arena, rows[i].name), rows[i].mark);
		ck_assert_msg(slack_emoji_name(rows[i].mark, name, sizeof(name)) ==
		                  (rows[i].back != NULL),
		    "%s", rows[i].mark);
		if (rows[i].back) {
			same(name, rows[i].back);
		}
	}
	ck_assert(slack_emoji_name("⭕️", name, sizeof(name)));
	same(name, "o");
	ck_assert(!slack_emoji_name("会", name, sizeof(name)));
	ck_assert(!slack_emoji_name("", name, sizeof(name)));
	ck_assert(!slack_emoji_name("🙋", name, 4));
	finish();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("slack_decode");
	TCase *tests = tcase_create("decode");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, hello_and_disconnect);
	tcase_add_test(tests, junk_is_junk);
	tcase_add_test(tests, a_mark);
	tcase_add_test(tests, marks_that_count_for_nothing);
	tcase_add_test(tests, a_message);
	tcase_add_test(tests, messages_that_are_not_people_s);
	tcase_add_test(tests, edits_and_deletions);
	tcase_add_test(tests, channels_and_accounts);
	tcase_add_test(tests, what_is_not_meant_for_us);
	tcase_add_test(tests, commands_buttons_forms_shortcuts);
	tcase_add_test(tests, text_comes_and_goes);
	tcase_add_test(tests, names_of_marks);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
