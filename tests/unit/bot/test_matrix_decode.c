/* Room events in: shapes as Synapse hands them out from Element, matrix-js-sdk and matrix-nio;
 * expected values by hand. */

#include <check.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "bot/matrix_decode.h"
#include "bot/matrix_text.h"

#define ROOM "!council:example.jp"

static struct arena arena;
static struct event event;
static const struct matrix_identity self = { .user = "@kaigi:example.jp" };

static enum matrix_decoded decode(const char *text)
{
	json_t *json = json_loads(text, JSON_ALLOW_NUL, NULL);
	enum matrix_decoded got;

	ck_assert_msg(json != NULL, "not JSON: %s", text);
	got = matrix_decode(json, ROOM, &self, &arena, &event);
	json_decref(json);
	return got;
}

#define FROM(sender, type, content)                                                            \
	"{\"type\":\"" type "\",\"sender\":\"" sender "\",\"event_id\":\"$e1\","               \
	"\"origin_server_ts\":1764000000123,\"unsigned\":{\"age\":5},\"content\":" content "}"
#define AOKI(type, content) FROM("@aoki:example.jp", type, content)
#define TEXT(body) AOKI("m.room.message", "{\"msgtype\":\"m.text\",\"body\":\"" body "\"}")

static void finish(void)
{
	arena_finish(&arena);
}

static void same(const char *got, const char *wanted)
{
	if (got == NULL || wanted == NULL) {
		ck_assert_msg(got == wanted, "got %s, wanted %s", got != NULL ? got : "NULL",
		    wanted != NULL ? wanted : "NULL");
	} else {
		ck_assert_str_eq(got, wanted);
	}
}

START_TEST(a_plain_message)
{
	ck_assert_int_eq(decode(TEXT("よろしくお願いします。")), MATRIX_EVENT);
	ck_assert_int_eq(event.kind, EVENT_MESSAGE);
	same(event.id, "$e1");
	same(event.message, "$e1");
	same(event.channel, ROOM);
	same(event.user, "@aoki:example.jp");
	same(event.text, "よろしくお願いします。");
	same(event.thread, NULL);
	ck_assert_int_eq(event.when.ms, INT64_C(1764000000123));
	ck_assert(!event.from_bot && !event.direct);
}
END_TEST

START_TEST(what_is_no_event)
{
	static const char *const junk[] = {
		"[]", "{}", "{\"type\":\"m.room.message\"}",
		"{\"type\":\"m.room.message\",\"event_id\":\"$e\",\"sender\":7}",
		"{\"type\":\"m.room.message\",\"event_id\":\"e\",\"sender\":\"@a:b\"}",
		"{\"type\":3,\"event_id\":\"$e\",\"sender\":\"@a:b\"}",
		"{\"type\":\"m.room.message\",\"event_id\":\"$e\",\"sender\":\"@a\\u0000:b\"}"
	};
	static const char *const ignored[] = { AOKI("m.room.message", "7"),
		AOKI("m.room.message", "{}"), AOKI("m.reaction", "[]"),
		AOKI("m.room.message", "{\"msgtype\":\"m.text\"}"),
		AOKI("m.room.message", "{\"msgtype\":\"m.text\",\"body\":[\"!kaigi\"]}"),
		AOKI("m.room.redaction", "{}"),
		AOKI("jp.example.else", "{\"body\":\"!kaigi\"}"),
		AOKI("m.room.message", "{\"msgtype\":\"m.notice\",\"body\":\"!kaigi 状況\"}") };

	for (size_t i = 0; i < sizeof(junk) / sizeof(junk[0]); i++) {
		ck_assert_msg(decode(junk[i]) == MATRIX_JUNK, "%s", junk[i]);
	}
	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++) {
		ck_assert_msg(decode(ignored[i]) == MATRIX_IGNORED, "%s", ignored[i]);
	}
}
END_TEST

START_TEST(what_has_no_words_runs_nothing)
{
	static const char *const list[] = { AOKI("m.sticker", "{\"body\":\"!kaigi\"}"),
		AOKI("m.room.message", "{\"msgtype\":\"m.location\",\"body\":\"!kaigi\"}"),
		AOKI("m.room.message", "{\"msgtype\":\"m.emote\",\"body\":\"!kaigi 状況\"}") };

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		ck_assert_msg(decode(list[i]) == MATRIX_EVENT, "%s", list[i]);
		ck_assert_int_eq(event.kind, EVENT_MESSAGE);
		same(event.action, "wordless");
		ck_assert_ptr_null(event.text);
	}
}
END_TEST

START_TEST(ids_that_are_too_long_are_none)
{
	char text[1024];
	char id[300];

	memset(id, 'x', sizeof(id));
	id[0] = '$';
	id[256] = '\0';
	(void)snprintf(text, sizeof(text),
	    "{\"type\":\"m.room.message\",\"event_id\":\"%s\",\"sender\":\"@a:b\"}", id);
	ck_assert_int_eq(decode(text), MATRIX_JUNK);
}
END_TEST

START_TEST(our_own_words_are_no_event)
{
	ck_assert_int_eq(decode(FROM("@kaigi:example.jp", "m.room.message",
	                     "{\"msgtype\":\"m.text\",\"body\":\"!kaigi 状況\"}")),
	    MATRIX_IGNORED);
	ck_assert_int_eq(
	    decode(FROM("@kaigi:example.jp", "m.reaction",
	        "{\"m.relates_to\":{\"rel_type\":\"m.annotation\",\"event_id\":\"$m\",\"key\":"
	        "\"⭕\"}}")),
	    MATRIX_IGNORED);
	ck_assert_int_eq(
	    decode(FROM("@kaigi:example.jp", "m.room.redaction", "{\"redacts\":\"$m\"}")),
	    MATRIX_IGNORED);
	/* the same name on another server is somebody else */
	ck_assert_int_eq(decode(FROM("@kaigi:example.com", "m.room.message",
	                     "{\"msgtype\":\"m.text\",\"body\":\"x\"}")),
	    MATRIX_EVENT);
	ck_assert_int_eq(decode(FROM("@Kaigi:example.jp", "m.room.message",
	                     "{\"msgtype\":\"m.text\",\"body\":\"x\"}")),
	    MATRIX_EVENT);
}
END_TEST

START_TEST(a_notice_runs_no_command)
{
	ck_assert_int_eq(decode(AOKI("m.room.message",
	                     "{\"msgtype\":\"m.notice\",\"body\":\"!kaigi 状況\"}")),
	    MATRIX_IGNORED);
}
END_TEST

static const struct {
	const char *body;
	const char *command; /* NULL: a message */
} written[] = {
	{ "!kaigi 状況", "状況" },
	{ "!kaigi", "" },
	{ "!KAIGI help", "help" },
	{ "  !kaigi　状況", "状況" },
	{ "!kaigi状況", "状況" },
	{ "!kaigi 起案 件名=“新しい規程” 期限=12/1", "起案 件名=“新しい規程” 期限=12/1" },
	{ "/kaigi 状況", "状況" },
	{ "//kaigi 状況", "状況" },
	{ "！ｋａｉｇｉ 状況", "状況" },
	{ "！kaigi\u3000状況", "状況" },
	{ "／ｋａｉｇｉ 状況", "状況" },
	{ "!kaigi\\n状況", "状況" },
	{ "!kaigi 否認 回R8-001 一行目\\n二行目", "否認 回R8-001 一行目\n二行目" },
	{ "@kaigi:example.jp 状況", "状況" },
	{ "@kaigi:example.jp: 状況", "状況" },
	{ "@kaigi 状況", "状況" },
	{ "@Kaigi, 状況", "状況" },
	{ "kaigi: 状況", "状況" },
	{ "Kaigi：状況", "状況" },
	{ "kaigi: !kaigi 状況", "状況" },
	{ "[会議](https://matrix.to/#/@kaigi:example.jp): 状況", "状況" },
	{ "[会議](https://matrix.to/#/%40kaigi%3Aexample.jp) 状況", "状況" },
	{ "!kaigisha 状況", NULL },
	{ "!kaigi-2 状況", NULL },
	{ "!!kaigi 状況", NULL },
	{ "///kaigi 状況", NULL },
	{ "! kaigi 状況", NULL },
	{ "kaigi 状況", NULL },
	{ "次は !kaigi 状況 です", NULL },
	{ "よろしく\\n!kaigi 状況", NULL },
	{ "> !kaigi 状況", NULL },
	{ "@kaigi:example.com 状況", NULL },
	{ "@kaigi:example.jp.example.com 状況", NULL },
	{ "@kaigis 状況", NULL },
	{ "[会議](https://matrix.to/#/@kaigi:example.com) 状況", NULL },
	{ "", NULL },
};

START_TEST(commands_as_clients_send_them)
{
	char text[1024];

	(void)snprintf(text, sizeof(text),
	    "{\"type\":\"m.room.message\",\"sender\":\"@aoki:example.jp\",\"event_id\":\"$e1\","
	    "\"content\":{\"msgtype\":\"m.text\",\"body\":\"%s\"}}",
	    written[_i].body);
	ck_assert_int_eq(decode(text), MATRIX_EVENT);
	ck_assert_msg(
	    event.kind == (written[_i].command == NULL ? EVENT_MESSAGE : EVENT_COMMAND), "%s",
	    written[_i].body);
	if (written[_i].command != NULL) {
		same(event.text, written[_i].command);
		same(event.message, "$e1");
	}
	finish();
}
END_TEST

#define PILL(body, html)                                                                       \
	AOKI("m.room.message",                                                                 \
	    "{\"msgtype\":\"m.text\",\"format\":\"org.matrix.custom.html\",\"body\":\"" body   \
	    "\",\"formatted_body\":\"" html                                                    \
	    "\",\"m.mentions\":{\"user_ids\":[\"@kaigi:example.jp\"]}}")

START_TEST(a_pill_before_the_command)
{
	/* Element Web */
	ck_assert_int_eq(decode(PILL("会議 <A&B>: 状況",
	                     "<a href=\\\"https://matrix.to/#/@kaigi:example.jp\\\">会議 "
	                     "&lt;A&amp;B&gt;</a>: 状況")),
	    MATRIX_EVENT);
	ck_assert_int_eq(event.kind, EVENT_COMMAND);
	same(event.text, "状況");
	/* Element X, within a paragraph, with an @ in the body alone */
	(void)decode(PILL("@会議 状況",
	    "<p><a "
	    "href='https://matrix.to/#/%40kaigi%3Aexample.jp'><span>会議</span></a> "
	    "状況</p>"));
	ck_assert_int_eq(event.kind, EVENT_COMMAND);
	same(event.text, "状況");
	/* somebody else's pill under the same name */
	(void)decode(PILL("会議: 状況",
	    "<a href=\\\"https://matrix.to/#/@kaigi:example.com\\\">会議</a>: 状況"));
	ck_assert_int_eq(event.kind, EVENT_MESSAGE);
	/* not at the beginning */
	(void)decode(PILL("次は 会議 状況",
	    "次は <a href=\\\"https://matrix.to/#/@kaigi:example.jp\\\">会議</a> 状況"));
	ck_assert_int_eq(event.kind, EVENT_MESSAGE);
	/* a link that says one thing and shows another */
	(void)decode(PILL(
	    "青木 状況", "<a href=\\\"https://matrix.to/#/@aoki:example.jp\\\">会議</a> 状況"));
	ck_assert_int_eq(event.kind, EVENT_MESSAGE);
	/* broken HTML */
	(void)decode(PILL("会議: 状況", "<a href=\\\"https://matrix.to/#/@kaigi:example.jp"));
	ck_assert_int_eq(event.kind, EVENT_MESSAGE);
	finish();
}
END_TEST

START_TEST(replies_and_threads)
{
	ck_assert_int_eq(
	    decode(AOKI("m.room.message",
	        "{\"msgtype\":\"m.text\",\"body\":\"> <@kaigi:example.jp> !kaigi 状況\\n> "
	        "続き\\n\\n資料の3ページが気になります\",\"m.relates_to\":{\"m.in_reply_to\":{"
	        "\"event_id\":\"$card\"}}}")),
	    MATRIX_EVENT);
	ck_assert_int_eq(event.kind, EVENT_MESSAGE);
	same(event.text, "資料の3ページが気になります");
	same(event.thread, "$card");
	/* a quotation that the person typed stays */
	(void)decode(AOKI("m.room.message",
	    "{\"msgtype\":\"m.text\",\"body\":\"> "
	    "第3条\\n異議があります\",\"m.relates_to\":{\"m.in_reply_to\":{\"event_id\":\"$"
	    "card\"}}}"));
	same(event.text, "> 第3条\n異議があります");
	/* and outside of a reply so does everything */
	(void)decode(TEXT("> <@kaigi:example.jp> 記\\n\\n以上"));
	same(event.text, "> <@kaigi:example.jp> 記\n\n以上");
	/* a thread, with the fallback for clients that know none */
	(void)decode(AOKI("m.room.message",
	    "{\"msgtype\":\"m.text\",\"body\":\"!kaigi 状況\",\"m.relates_to\":{\"rel_type\":"
	    "\"m.thread\",\"event_id\":\"$root\",\"is_falling_back\":true,\"m.in_reply_to\":{"
	    "\"event_id\":\"$last\"}}}"));
	ck_assert_int_eq(event.kind, EVENT_COMMAND);
	same(event.thread, "$root");
	same(event.text, "状況");
	/* people answer with a mention: that alone commands nothing */
	(void)decode(AOKI("m.room.message", "{\"msgtype\":\"m.text\",\"body\":\"kaigi: "
	                                    "反対です\",\"m.relates_to\":{\"rel_type\":"
	                                    "\"m.thread\",\"event_id\":\"$root\"}}"));
	ck_assert_int_eq(event.kind, EVENT_MESSAGE);
	same(event.text, "kaigi: 反対です");
	/* old fallback around a command */
	(void)decode(AOKI("m.room.message",
	    "{\"msgtype\":\"m.text\",\"body\":\"> <@b:example.jp> はい\\n\\n!kaigi 状況\","
	    "\"m.relates_to\":{\"m.in_reply_to\":{\"event_id\":\"$card\"}}}"));
	ck_assert_int_eq(event.kind, EVENT_COMMAND);
	same(event.text, "状況");
	finish();
}
END_TEST

START_TEST(an_edit_runs_no_command)
{
	ck_assert_int_eq(
	    decode(AOKI("m.room.message",
	        "{\"msgtype\":\"m.text\",\"body\":\"* !kaigi 状況\",\"m.new_content\":{"
	        "\"msgtype\":\"m.text\",\"body\":\"!kaigi "
	        "状況\"},\"m.relates_to\":{\"rel_type\":"
	        "\"m.replace\",\"event_id\":\"$old\"}}")),
	    MATRIX_EVENT);
	ck_assert_int_eq(event.kind, EVENT_CHANGED);
	same(event.id, "$e1");
	same(event.message, "$old");
	same(event.text, "!kaigi 状況");
	same(event.action, "command");
	/* without new content, or without what it changes */
	ck_assert_int_eq(
	    decode(AOKI("m.room.message",
	        "{\"msgtype\":\"m.text\",\"body\":\"!kaigi 状況\",\"m.relates_to\":{\"rel_type\":"
	        "\"m.replace\",\"event_id\":\"$old\"}}")),
	    MATRIX_IGNORED);
	ck_assert_int_eq(
	    decode(AOKI("m.room.message",
	        "{\"msgtype\":\"m.text\",\"body\":\"!kaigi "
	        "状況\",\"m.new_content\":{\"msgtype\":\"m.text\",\"body\":\"!kaigi 状況\"},\"m."
	        "relates_to\":{\"rel_type\":\"m.replace\"}}")),
	    MATRIX_IGNORED);
	finish();
}
END_TEST

START_TEST(files)
{
	ck_assert_int_eq(
	    decode(AOKI("m.room.message",
	        "{\"msgtype\":\"m.file\",\"body\":\"要綱.pdf\",\"url\":\"mxc://example.jp/abc\","
	        "\"info\":{\"mimetype\":\"application/pdf\",\"size\":1234}}")),
	    MATRIX_EVENT);
	ck_assert_int_eq(event.kind, EVENT_MESSAGE);
	ck_assert_uint_eq(event.file_count, 1);
	same(event.files[0].id, "mxc://example.jp/abc");
	same(event.files[0].name, "要綱.pdf");
	same(event.files[0].type, "application/pdf");
	ck_assert_int_eq(event.files[0].size, 1234);
	ck_assert(!event.files[0].external);
	same(event.text, NULL);
	/* with a caption */
	(void)decode(AOKI("m.room.message",
	    "{\"msgtype\":\"m.image\",\"body\":\"!kaigi "
	    "別紙です\",\"filename\":\"a.png\",\"url\":\"mxc://"
	    "example.jp/abc\",\"m.relates_to\":{\"rel_type\":\"m.thread\",\"event_id\":\"$r\"}}"));
	ck_assert_int_eq(event.kind, EVENT_MESSAGE);
	same(event.text, "!kaigi 別紙です");
	same(event.files[0].name, "a.png");
	ck_assert_int_eq(event.files[0].size, -1);
	same(event.thread, "$r");
	/* sealed, or elsewhere: never fetched */
	(void)decode(AOKI("m.room.message",
	    "{\"msgtype\":\"m.file\",\"body\":\"a\",\"file\":{\"url\":\"mxc://example.jp/"
	    "abc\"}}"));
	ck_assert(event.files[0].external);
	(void)decode(AOKI("m.room.message",
	    "{\"msgtype\":\"m.video\",\"body\":\"a\",\"url\":\"https://example.com/a\"}"));
	ck_assert(event.files[0].external);
	ck_assert_int_eq(
	    decode(AOKI("m.room.message", "{\"msgtype\":\"m.file\",\"body\":\"a\"}")),
	    MATRIX_IGNORED);
	finish();
}
END_TEST

#define REACTION(key)                                                                          \
	AOKI("m.reaction",                                                                     \
	    "{\"m.relates_to\":{\"rel_type\":\"m.annotation\",\"event_id\":\"$card\","         \
	    "\"key\":\"" key "\"}}")

START_TEST(a_mark)
{
	ck_assert_int_eq(decode(REACTION("👍")), MATRIX_EVENT);
	ck_assert_int_eq(event.kind, EVENT_MARK);
	ck_assert(event.added);
	same(event.id, "$e1");
	same(event.message, "$card");
	same(event.user, "@aoki:example.jp");
	same(event.mark, "👍");
	same(event.channel, ROOM);
	ck_assert_int_eq(decode(REACTION("mxc://example.jp/emote")), MATRIX_EVENT);
	same(event.mark, "mxc://example.jp/emote");
	ck_assert_int_eq(decode(REACTION("")), MATRIX_IGNORED);
	ck_assert_int_eq(decode(REACTION("\\ufe0f")), MATRIX_IGNORED);
	ck_assert_int_eq(decode(REACTION("\\u2b55\\u0000")), MATRIX_IGNORED);
	ck_assert_int_eq(
	    decode(AOKI("m.reaction",
	        "{\"m.relates_to\":{\"rel_type\":\"m.thread\",\"event_id\":\"$m\",\"key\":\"⭕\"}}")),
	    MATRIX_IGNORED);
	finish();
}
END_TEST

START_TEST(marks_of_one_picture_are_one)
{
	same(matrix_mark(&arena, "👍"), "👍");
	same(matrix_mark(&arena, "👍\uFE0F"), "👍");
	same(matrix_mark(&arena, "👍\uFE0E"), "👍");
	same(matrix_mark(&arena, "👍\U0001F3FD"), "👍");
	same(matrix_mark(&arena, "👍\U0001F3FB\uFE0F"), "👍");
	same(matrix_mark(&arena, "⭕\uFE0F"), "⭕");
	/* joined pictures stay joined */
	same(matrix_mark(&arena, "🙋\U0001F3FE\u200D♀\uFE0F"), "🙋\u200D♀");
	same(matrix_mark(&arena, "👨\u200D👩\u200D👧"), "👨\u200D👩\u200D👧");
	same(matrix_mark(&arena, "1\uFE0F\u20E3"), "1\u20E3");
	same(matrix_mark(&arena, "+1"), "+1");
	finish();
}
END_TEST

START_TEST(long_marks_are_cut_between_characters)
{
	char key[601];
	const char *mark;

	for (size_t i = 0; i < 200; i++) {
		memcpy(key + 3 * i, "⭕", 3);
	}
	key[600] = '\0';
	mark = matrix_mark(&arena, key);
	ck_assert_uint_eq(strlen(mark), 99);
	finish();
}
END_TEST

START_TEST(a_redaction_names_who_did_it_and_what)
{
	/* room version 11 on */
	ck_assert_int_eq(decode(FROM("@mod:example.jp", "m.room.redaction",
	                     "{\"redacts\":\"$gone\",\"reason\":\"x\"}")),
	    MATRIX_EVENT);
	ck_assert_int_eq(event.kind, EVENT_DELETED);
	same(event.message, "$gone");
	same(event.user, "@mod:example.jp");
	same(event.id, "$e1");
	/* before */
	ck_assert_int_eq(
	    decode("{\"type\":\"m.room.redaction\",\"sender\":\"@mod:example.jp\",\"event_id\":"
	           "\"$e1\",\"redacts\":\"$old\",\"content\":{}}"),
	    MATRIX_EVENT);
	same(event.message, "$old");
	finish();
}
END_TEST

#define REDACTED(type, content)                                                                \
	"{\"type\":\"" type "\",\"sender\":\"@aoki:example.jp\",\"event_id\":\"$e1\","         \
	"\"content\":" content ",\"unsigned\":{\"redacted_because\":{\"type\":"                \
	"\"m.room.redaction\",\"sender\":\"@mod:example.jp\"}}}"

START_TEST(what_was_redacted_before_we_saw_it_did_not_happen)
{
	ck_assert_int_eq(decode(REDACTED("m.reaction", "{}")), MATRIX_IGNORED);
	ck_assert_int_eq(decode(REDACTED("m.room.message", "{}")), MATRIX_IGNORED);
	ck_assert_int_eq(decode(REDACTED("m.room.encrypted", "{}")), MATRIX_IGNORED);
	/* even if a server left something in it */
	ck_assert_int_eq(decode(REDACTED("m.room.message",
	                     "{\"msgtype\":\"m.text\",\"body\":\"!kaigi 状況\"}")),
	    MATRIX_IGNORED);
	finish();
}
END_TEST

START_TEST(rooms_states_and_what_we_cannot_read)
{
	ck_assert_int_eq(
	    decode("{\"type\":\"m.room.member\",\"state_key\":\"@kaigi:example.jp\",\"sender\":"
	           "\"@kaigi:example.jp\",\"event_id\":\"$e1\",\"content\":{\"membership\":"
	           "\"join\"}}"),
	    MATRIX_STATE);
	ck_assert_int_eq(
	    decode(
	        "{\"type\":\"m.room.encryption\",\"state_key\":\"\",\"sender\":\"@a:b\","
	        "\"event_id\":\"$e1\",\"content\":{\"algorithm\":\"m.megolm.v1.aes-sha2\"}}"),
	    MATRIX_STATE);
	ck_assert_int_eq(decode("{\"type\":\"m.room.topic\",\"state_key\":\"\",\"sender\":\"@a:"
	                        "b\",\"event_id\":\"$e1\",\"content\":{}}"),
	    MATRIX_IGNORED);
	/* a state event that looks like a message */
	ck_assert_int_eq(
	    decode("{\"type\":\"m.room.message\",\"state_key\":\"\",\"sender\":\"@a:b\","
	           "\"event_id\":\"$e1\",\"content\":{\"msgtype\":\"m.text\",\"body\":"
	           "\"!kaigi\"}}"),
	    MATRIX_IGNORED);
	ck_assert_int_eq(
	    decode(AOKI("m.room.encrypted",
	        "{\"algorithm\":\"m.megolm.v1.aes-sha2\",\"ciphertext\":\"AwgAE\"}")),
	    MATRIX_ENCRYPTED);
	same(event.user, "@aoki:example.jp");
	same(event.channel, ROOM);
	finish();
}
END_TEST

START_TEST(times_and_bytes_that_nobody_means)
{
	(void)decode("{\"type\":\"m.room.message\",\"sender\":\"@a:b\",\"event_id\":\"$e\","
	             "\"origin_server_ts\":-5,\"content\":{\"msgtype\":\"m.text\",\"body\":"
	             "\"!ka\\u0000igi 状況\\u0000\"}}");
	ck_assert_int_eq(event.when.ms, 0);
	ck_assert_int_eq(event.kind, EVENT_COMMAND); /* a NUL is no letter */
	same(event.text, "状況");
	(void)decode("{\"type\":\"m.room.message\",\"sender\":\"@a:b\",\"event_id\":\"$e\","
	             "\"origin_server_ts\":9223372036854775807,\"content\":{\"msgtype\":\"m."
	             "text\",\"body\":\"x\"}}");
	ck_assert_int_eq(event.when.ms, 0);
	(void)decode("{\"type\":\"m.room.message\",\"sender\":\"@a:b\",\"event_id\":\"$e\","
	             "\"origin_server_ts\":\"1764000000123\",\"content\":{\"msgtype\":\"m."
	             "text\",\"body\":\"x\"}}");
	ck_assert_int_eq(event.when.ms, 0);
	finish();
}
END_TEST

START_TEST(addresses_of_people)
{
	same(matrix_text_person(&arena, "https://matrix.to/#/@a:b.jp"), "@a:b.jp");
	same(matrix_text_person(&arena, "https://matrix.to/#/%40a%3Ab.jp?via=b.jp"), "@a:b.jp");
	same(matrix_text_person(&arena, "matrix:u/a:b.jp?action=chat"), "@a:b.jp");
	same(matrix_text_person(&arena, "https://matrix.to/#/!room:b.jp"), NULL);
	same(matrix_text_person(&arena, "https://matrix.to.example.com/#/@a:b.jp"), NULL);
	same(matrix_text_person(&arena, "https://matrix.to/#/%40%FF"), NULL);
	same(matrix_text_person(&arena, "https://matrix.to/#/@"), NULL);
	finish();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("matrix_decode");
	TCase *tests = tcase_create("decode");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, a_plain_message);
	tcase_add_test(tests, what_is_no_event);
	tcase_add_test(tests, what_has_no_words_runs_nothing);
	tcase_add_test(tests, ids_that_are_too_long_are_none);
	tcase_add_test(tests, our_own_words_are_no_event);
	tcase_add_test(tests, a_notice_runs_no_command);
	tcase_add_loop_test(tests, commands_as_clients_send_them, 0,
	    (int)(sizeof(written) / sizeof(written[0])));
	tcase_add_test(tests, a_pill_before_the_command);
	tcase_add_test(tests, replies_and_threads);
	tcase_add_test(tests, an_edit_runs_no_command);
	tcase_add_test(tests, files);
	tcase_add_test(tests, a_mark);
	tcase_add_test(tests, marks_of_one_picture_are_one);
	tcase_add_test(tests, long_marks_are_cut_between_characters);
	tcase_add_test(tests, a_redaction_names_who_did_it_and_what);
	tcase_add_test(tests, what_was_redacted_before_we_saw_it_did_not_happen);
	tcase_add_test(tests, rooms_states_and_what_we_cannot_read);
	tcase_add_test(tests, times_and_bytes_that_nobody_means);
	tcase_add_test(tests, addresses_of_people);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
