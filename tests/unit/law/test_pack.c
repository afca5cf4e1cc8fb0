/* Packed cards, forms, events and replies: what goes in comes out, and any other bytes are
 * refused. */
#include <string.h>

#include "handlers/event.h"
#include "handlers/pack.h"
#include "law.h"

enum { CAP = 1 << 20 };

static struct arena arena;
static struct buf packed;

static void start(void)
{
	buf_init(&packed, CAP);
}

static void stop(void)
{
	buf_finish(&packed);
	arena_finish(&arena);
}

static void build_card(struct card *card)
{
	card_init(card, &arena);
	card_title(card, "【管理会議・持ち回り %s】", "回R8-001");
	card->summary = "要約";
	card_line(card, LINE_PLAIN, "件名:%s", "○○;5:の件");
	card_line(card, LINE_SEAT, "%s", "");
	card_run(card, RUN_PERSON, "U123", "委員3");
	card_run(card, RUN_TEXT, NULL, " 承認");
	card_run(card, RUN_LINK, "https://example.org/", "資料");
	card_line(card, LINE_QUOTE, "%s", "一行目\n二行目");
	card_line(card, LINE_RULE, "%s", "");
	card_button(card, BUTTON_PRIMARY, "reason", "回R8-001:1", "理由を記入");
	card_button(card, BUTTON_DANGER, "choice.fail", NULL,
	    "とても長いラベルはここで三十文字に切り詰められるはずなのですがどうでしょう");
}

START_TEST(cards)
{
	struct card card;
	struct card again;

	build_card(&card);
	card_pack(&card, &packed);
	ck_assert_int_eq(card_unpack(packed.bytes, packed.size, &arena, &again), KG_OK);
	ck_assert_str_eq(again.title, "【管理会議・持ち回り 回R8-001】");
	ck_assert_str_eq(again.summary, "要約");
	ck_assert_uint_eq(again.line_count, 4);
	ck_assert_str_eq(again.lines[0].runs[0].text, "件名:○○;5:の件");
	ck_assert_uint_eq(again.lines[1].run_count, 3);
	ck_assert_int_eq(again.lines[1].kind, LINE_SEAT);
	ck_assert_int_eq(again.lines[1].runs[0].kind, RUN_PERSON);
	ck_assert_str_eq(again.lines[1].runs[0].target, "U123");
	ck_assert_ptr_null(again.lines[1].runs[1].target);
	ck_assert_uint_eq(again.lines[3].run_count, 0);
	ck_assert_uint_eq(again.button_count, 2);
	ck_assert_int_eq(again.buttons[0].style, BUTTON_PRIMARY);
	ck_assert_str_eq(again.buttons[0].value, "回R8-001:1");
	ck_assert_str_eq(again.buttons[1].value, "");
	ck_assert_str_eq(again.buttons[1].label,
	    "とても長いラベルはここで三十文字に切り詰められるはずなので…");
}
END_TEST

START_TEST(plain_text)
{
	struct card card;

	build_card(&card);
	card_plain(&card, &packed);
	ck_assert_str_eq(packed.bytes,
	    "【管理会議・持ち回り 回R8-001】\n件名:○○;5:の件\n委員3 承認資料 (https://example.org/)\n"
	    "一行目\n二行目\n----\n[理由を記入]\n"
	    "[とても長いラベルはここで三十文字に切り詰められるはずなので…]\n");
}
END_TEST

START_TEST(many_lines)
{
	struct card card;
	struct card again;

	card_init(&card, &arena);
	for (int i = 0; i < 1000; i++) {
		card_line(&card, LINE_PLAIN, "%d", i);
	}
	card_pack(&card, &packed);
	ck_assert_int_eq(card_unpack(packed.bytes, packed.size, &arena, &again), KG_OK);
	ck_assert_uint_eq(again.line_count, 1000);
	ck_assert_str_eq(again.lines[0].runs[0].text, "0");
	ck_assert_str_eq(again.lines[999].runs[0].text, "999");
}
END_TEST

static struct field_option options[] = { { "1", "第1号" }, { "2", "第2号" } };
static struct field fields[] = {
	{ .key = "title", .type = FIELD_TEXT, .label = "件名", .limit = 100, .required = true },
	{ .key = "class",
	    .type = FIELD_CHOICE,
	    .label = "号",
	    .hint = "第4条",
	    .value = "2",
	    .options = options,
	    .option_count = 2 },
};
static struct form form = { .token = "0123456789abcdef0123456789abcdef",
	.kind = "circulate.new",
	.title = "持ち回り",
	.submit = "起案する",
	.fields = fields,
	.field_count = 2 };

START_TEST(forms)
{
	struct form again;

	form_pack(&form, &packed);
	ck_assert_int_eq(form_unpack(packed.bytes, packed.size, &arena, &again), KG_OK);
	ck_assert_str_eq(again.token, form.token);
	ck_assert_str_eq(again.kind, "circulate.new");
	ck_assert_ptr_null(again.intro);
	ck_assert_uint_eq(again.field_count, 2);
	ck_assert(again.fields[0].required);
	ck_assert(!again.fields[1].required);
	ck_assert_uint_eq(again.fields[0].limit, 100);
	ck_assert_ptr_null(again.fields[0].hint);
	ck_assert_str_eq(again.fields[1].hint, "第4条");
	ck_assert_int_eq(again.fields[1].type, FIELD_CHOICE);
	ck_assert_uint_eq(again.fields[1].option_count, 2);
	ck_assert_str_eq(again.fields[1].options[1].label, "第2号");
}
END_TEST

static struct event_file files[] = { { .id = "F1",
    .name = "../\u202Ex.pdf",
    .type = "application/pdf",
    .size = -1,
    .external = true } };
static struct event_mark event_marks[] = {
	{ "U1", "⭕", "$1", NULL },
	{ "U2", "❌", NULL, "@mod:x" },
};
static struct answer answers[] = { { "reason", "" }, { "title", "a\nb" } };
static struct event event = { .kind = EVENT_MARKS,
	.workspace = 2,
	.id = "Ev1",
	.channel = "C1",
	.message = "1.2",
	.text = "",
	.added = true,
	.from_bot = true,
	.outbox = 7,
	.timer = -1,
	.files = files,
	.file_count = 1,
	.marks = event_marks,
	.mark_count = 2,
	.answers = answers,
	.answer_count = 2,
	.since = { -5 },
	.when = { 1796000000000 },
	.now = { 1796000000001 } };

START_TEST(events)
{
	struct event again;

	event_pack(&event, &packed);
	ck_assert_int_eq(event_unpack(packed.bytes, packed.size, &arena, &again), KG_OK);
	ck_assert_int_eq(again.kind, EVENT_MARKS);
	ck_assert_int_eq(again.workspace, 2);
	ck_assert_str_eq(again.id, "Ev1");
	ck_assert_ptr_null(again.thread);
	ck_assert_str_eq(again.text, "");
	ck_assert(again.added && again.from_bot && !again.direct);
	ck_assert_int_eq(again.outbox, 7);
	ck_assert_int_eq(again.timer, -1);
	ck_assert_int_eq(again.since.ms, -5);
	ck_assert_int_eq(again.when.ms, 1796000000000);
	ck_assert_int_eq(again.now.ms, 1796000000001);
	ck_assert_str_eq(again.files[0].name, "../\u202Ex.pdf");
	ck_assert_int_eq(again.files[0].size, -1);
	ck_assert_ptr_null(again.files[0].sha256);
	ck_assert(again.files[0].external);
	ck_assert_str_eq(again.marks[1].mark, "❌");
	ck_assert_str_eq(again.answers[1].value, "a\nb");
	ck_assert_str_eq(event_kind_name(EVENT_LINK), "link");
	ck_assert_str_eq(event_kind_name(EVENT_COMMAND), "command");
}
END_TEST

START_TEST(every_reply)
{
	struct card card;
	struct fault faults[] = { { "deadline", "その日付はありません。" }, { NULL, "全体" } };
	struct reply replies[] = { { .kind = REPLY_NONE },
		{ .kind = REPLY_TEXT, .card = &card }, { .kind = REPLY_FORM, .form = &form },
		{ .kind = REPLY_FAULTS, .faults = faults, .fault_count = 2 } };
	struct reply again;

	build_card(&card);
	for (int i = 0; i < 4; i++) {
		buf_clear(&packed);
		reply_pack(&replies[i], &packed);
		ck_assert_int_eq(
		    reply_unpack(packed.bytes, packed.size, &arena, &again), KG_OK);
		ck_assert_int_eq(again.kind, replies[i].kind);
		if (i == 1) {
			ck_assert_str_eq(again.card->title, card.title);
		} else if (i == 2) {
			ck_assert_str_eq(again.form->kind, form.kind);
		} else if (i == 3) {
			ck_assert_uint_eq(again.fault_count, 2);
			ck_assert_ptr_null(again.faults[1].key);
			ck_assert_str_eq(again.faults[0].text, "その日付はありません。");
		}
	}
}
END_TEST

static void unpack_all(const char *bytes, size_t size, int *taken)
{
	KG_AUTO_ARENA struct arena scratch = { 0 };
	struct card card;
	struct form one_form;
	struct event one_event;
	struct reply reply;

	*taken = (card_unpack(bytes, size, &scratch, &card) == KG_OK) +
	         (form_unpack(bytes, size, &scratch, &one_form) == KG_OK) +
	         (event_unpack(bytes, size, &scratch, &one_event) == KG_OK) +
	         (reply_unpack(bytes, size, &scratch, &reply) == KG_OK);
}

START_TEST(every_cut_is_refused)
{
	struct card card;
	int taken;

	build_card(&card);
	card_pack(&card, &packed);
	for (size_t size = 0; size < packed.size; size++) {
		KG_AUTO_FREE char *cut = mem_alloc(size + 1);

		memcpy(cut, packed.bytes, size); /* its own block: reading past it is caught */
		unpack_all(cut, size, &taken);
		ck_assert_int_eq(taken, 0);
	}
	buf_putc(&packed, ';');
	unpack_all(packed.bytes, packed.size, &taken);
	ck_assert_int_eq(taken, 0);
}
END_TEST

START_TEST(any_changed_byte_is_survived)
{
	KG_AUTO_BUF struct buf again = { 0 };
	struct event other;

	buf_init(&again, CAP);
	event_pack(&event, &packed);
	for (size_t i = 0; i < packed.size; i++) {
		for (int flip = 1; flip < 256; flip <<= 1) {
			KG_AUTO_ARENA struct arena scratch = { 0 };

			packed.bytes[i] = (char)(packed.bytes[i] ^ flip);
			if (event_unpack(packed.bytes, packed.size, &scratch, &other) ==
			    KG_OK) {
				buf_clear(
				    &again); /* then it is the one spelling of what it says */
				event_pack(&other, &again);
				ck_assert_uint_eq(again.size, packed.size);
				ck_assert_mem_eq(again.bytes, packed.bytes, packed.size);
			}
			packed.bytes[i] = (char)(packed.bytes[i] ^ flip);
		}
	}
}
END_TEST

START_TEST(bad_bytes)
{
	static const char *const rows[] = { "", "card1", "card2;0:;-;0;0;", "card1;01:a;-;0;0;",
		"card1;-;-;0;0;", "card1;1:a;-;99999999999999999999;0;",
		"card1;1:a;-;1000000;0;", "card1;1:a;-;-0;0;", "card1;1:a;-;+1;0;",
		"card1;1:\xff;-;0;0;", "card1;1:a;-;1;9;0;0;", "card1;1:a;-;0;0;0;",
		"card1;18446744073709551615:a;-;0;0;", "reply1;7;", "reply1;1;5:card1;",
		"event2;99;" };
	int taken;

	unpack_all("card1;1:a;-;0;0;", strlen("card1;1:a;-;0;0;"), &taken);
	ck_assert_int_eq(taken, 1);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unpack_all(rows[i], strlen(rows[i]), &taken);
		ck_assert_msg(taken == 0, "%s was taken", rows[i]);
	}
	unpack_all("card1;1:\0;-;0;0;", 16, &taken); /* NUL within a text */
	ck_assert_int_eq(taken, 0);
}
END_TEST

Suite *suite_pack(void)
{
	Suite *suite = suite_create("pack");
	TCase *tests = tcase_create("pack");

	tcase_add_checked_fixture(tests, start, stop);
	tcase_add_test(tests, cards);
	tcase_add_test(tests, plain_text);
	tcase_add_test(tests, many_lines);
	tcase_add_test(tests, forms);
	tcase_add_test(tests, events);
	tcase_add_test(tests, every_reply);
	tcase_add_test(tests, every_cut_is_refused);
	tcase_add_test(tests, any_changed_byte_is_survived);
	tcase_add_test(tests, bad_bytes);
	suite_add_tcase(suite, tests);
	return suite;
}
