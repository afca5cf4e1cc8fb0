/* Commands as people type them, and the tables of words and offices. */
#include "handlers/grammar.h"

#include <string.h>

#include "handlers/commands.h"
#include "law.h"

static struct arena arena;

static struct command parsed(const char *text)
{
	struct command command;
	enum grammar_fault fault;

	ck_assert_msg(grammar_parse(text, &arena, &command, &fault) == KG_OK, "%s: fault %d",
	    text, (int)fault);
	return command;
}

static void check_value(const char *text, const char *key, const char *value)
{
	struct command command = parsed(text);
	const char *found = command_value(&command, key);

	if (value == NULL) {
		ck_assert_msg(found == NULL, "%s: %s is %s", text, key, found);
		return;
	}
	ck_assert_msg(found != NULL && strcmp(found, value) == 0, "%s: %s is %s", text, key,
	    found != NULL ? found : "(none)");
}

START_TEST(verbs_and_numbers)
{
	struct command command = parsed("");

	ck_assert_str_eq(command.verb, "");
	ck_assert_ptr_null(command.number);
	ck_assert_ptr_null(command.text);
	command = parsed("　 ＨＥＬＰ　");
	ck_assert_str_eq(command.verb, "help");
	command = parsed("状況 回Ｒ８－１");
	ck_assert_str_eq(command.verb, "状況");
	ck_assert_str_eq(command.number, "回r8-1");
	ck_assert_ptr_null(command.text);
	command = parsed("経緯 令和8年度第5号");
	ck_assert_ptr_nonnull(command.number);
	command = parsed("ヘルプ 持ち回り");
	ck_assert_ptr_null(command.number);
	ck_assert_str_eq(command.text, "持ち回り");
	command = parsed("承認 回R8-001 ただし　周知を①徹底のこと ");
	ck_assert_str_eq(command.text, "ただし　周知を①徹底のこと"); /* raw bytes */
	command = parsed("不在 12/1 9:00-17:00 航空機搭乗中");
	ck_assert_str_eq(command.text, "12/1 9:00-17:00 航空機搭乗中");
	command = parsed("状況\n回R8-001");
	ck_assert_str_eq(command.number, "回r8-001");
}
END_TEST

START_TEST(values)
{
	const char *whole =
	    "持ち回り 件名=「停止後の 対応」 号=7 理由=いとまがない ため 期限=12月1日(火) 17:00 資料=https://example.org/?a=b 本文=\"x = y\"";

	check_value(whole, "title", "停止後の 対応");
	check_value(whole, "class", "7");
	check_value(whole, "reason", "いとまがない ため");
	check_value(whole, "deadline", "12月1日(火) 17:00");
	check_value(whole, "documents", "https://example.org/?a=b");
	check_value(whole, "body", "x = y");
	check_value(whole, "period", NULL);
	check_value("持ち回り　件名＝ＡＢ①", "title", "ＡＢ①"); /* values keep their bytes */
	check_value("circulate TITLE=Abc DEADLINE=tomorrow 17:00", "title", "Abc");
	check_value(
	    "circulate TITLE=Abc DEADLINE=tomorrow 17:00", "deadline", "tomorrow 17:00");
	check_value("持ち回り 件名=『甲「乙」丙』", "title", "甲「乙」丙");
	check_value("持ち回り 件名=「甲「乙」丙」 号=1", "title", "甲「乙」丙");
	check_value("持ち回り 件名=“甲 乙” 号=1", "title", "甲 乙");
	check_value("持ち回り 件名=”甲 乙” 号=1", "title", "甲 乙");
	check_value("持ち回り 件名='甲 乙' 号=1", "title", "甲 乙");
	check_value("持ち回り 件名=「甲」の件 号=1", "title", "「甲」の件");
	check_value("持ち回り 件名= 号=1", "title", "");
	check_value("持ち回り 件名=", "title", "");
	check_value("持ち回り 件名=「」", "title", "");
	check_value("持ち回り 件名= 甲", "title", "甲");
	check_value("持ち回り 件名=甲 件名=乙", "title", "乙");
	check_value("持ち回り 本文=一行目\n二行目\n期限=明日", "body", "一行目\n二行目");
	check_value("持ち回り 件名=it's", "title", "it's");
	check_value("持ち回り 本文=1=2 は誤り", "body", "1=2 は誤り");
	check_value("持ち回り 件名=\u202E甲", "title", "\u202E甲");
}
END_TEST

START_TEST(text_beside_values)
{
	struct command command = parsed("否認 回R8-001 理由=「不足」 よろしく お願いします");

	ck_assert_str_eq(command.text, "よろしく お願いします");
	ck_assert_uint_eq(command.pair_count, 1);
	command = parsed("不在 12/1 理由=出張");
	ck_assert_str_eq(command.text, "12/1");
	command = parsed("正誤 回R8-1 「ページの 2」");
	ck_assert_str_eq(command.text, "ページの 2");
	command = parsed("持ち回り 件明=甲 号=1"); /* a slip stays visible as a pair */
	ck_assert_uint_eq(command.pair_count, 2);
	ck_assert_str_eq(command.pairs[0].key, "件明");
	ck_assert_ptr_null(commands_key(command.pairs[0].key));
	ck_assert_str_eq(commands_key_nearest("件明"), "件名");
}
END_TEST

START_TEST(faults)
{
	static const char *const open[] = { "持ち回り 件名=「甲", "持ち回り 件名=\"甲 号=1",
		"持ち回り 件名=「甲「乙」", "承認 回R8-1 “甲" };
	struct command command;
	enum grammar_fault fault;
	char *big = mem_alloc(GRAMMAR_MAX + 2);

	for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++) {
		ck_assert_int_eq(grammar_parse(open[i], &arena, &command, &fault), KG_INVALID);
		ck_assert_int_eq(fault, GRAMMAR_QUOTE);
	}
	ck_assert_int_eq(grammar_parse("a \xff", &arena, &command, &fault), KG_INVALID);
	ck_assert_int_eq(fault, GRAMMAR_BYTES);
	memset(big, 'a', GRAMMAR_MAX + 1);
	ck_assert_int_eq(grammar_parse(big, &arena, &command, &fault), KG_INVALID);
	ck_assert_int_eq(fault, GRAMMAR_LONG);
	big[GRAMMAR_MAX] = '\0';
	ck_assert_int_eq(grammar_parse(big, &arena, &command, &fault), KG_OK);
	mem_wipe(big, GRAMMAR_MAX);
	ck_assert_int_eq(grammar_parse(big, &arena, &command, &fault), KG_OK);
	ck_assert_str_eq(command.verb, "");
	mem_free_scope(&big);
}
END_TEST

START_TEST(distances)
{
	ck_assert_uint_eq(grammar_distance("状況", "状況"), 0);
	ck_assert_uint_eq(grammar_distance("状態", "状況"), 1);
	ck_assert_uint_eq(grammar_distance("", "状況"), 2);
	ck_assert_uint_eq(grammar_distance("もちまわり", "もちわまり"), 1); /* swapped */
	ck_assert_uint_eq(grammar_distance("circlate", "circulate"), 1);
	ck_assert_uint_eq(grammar_distance("cirulcate", "circulate"), 2);
	ck_assert_uint_eq(grammar_distance("abc", "xyz"), 3);
	ck_assert_uint_gt(
	    grammar_distance(
	        "これは六十四文字を超える長い文これは六十四文字を超える長い文これは六十四文字を超える長い文これは六十四文字を超える長い文",
	        "状況"),
	    GRAMMAR_REACH);
}
END_TEST

START_TEST(every_spelling_finds_its_word)
{
	static const struct {
		const char *word;
		enum verb verb;
	} rows[] = {
		{ "持ち回り", VERB_CIRCULATE },
		{ "持回り", VERB_CIRCULATE },
		{ "もちまわり", VERB_CIRCULATE },
		{ "ﾓﾁﾏﾜﾘ", VERB_CIRCULATE },
		{ "mochimawari", VERB_CIRCULATE },
		{ "Circulate", VERB_CIRCULATE },
		{ "状況", VERB_STATUS },
		{ "status", VERB_STATUS },
		{ "ヘルプ", VERB_HELP },
		{ "ﾍﾙﾌﾟ", VERB_HELP },
		{ "？", VERB_HELP },
		{ "help", VERB_HELP },
		{ "経緯", VERB_HISTORY },
		{ "history", VERB_HISTORY },
		{ "取下げ", VERB_WITHDRAW },
		{ "取り下げ", VERB_WITHDRAW },
		{ "withdraw", VERB_WITHDRAW },
		{ "差し戻し", VERB_RETURN },
		{ "会議へ付議", VERB_REFER },
		{ "不成立", VERB_FAIL },
		{ "延長", VERB_EXTEND },
		{ "後閲", VERB_KOUETSU },
		{ "続行", VERB_CONTINUE },
		{ "再付議", VERB_RESEAT },
		{ "取下げ・再付議", VERB_RESEAT },
		{ "確認", VERB_REVIEW },
		{ "正誤表", VERB_ERRATA },
		{ "errata", VERB_ERRATA },
		{ "不在", VERB_ABSENCE },
		{ "名簿", VERB_ROSTER },
		{ "規則", VERB_RULES },
		{ "会議希望", VERB_MEETING },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct command_word *word = commands_find(rows[i].word);

		ck_assert_msg(word != NULL, "%s", rows[i].word);
		ck_assert_int_eq(word->verb, rows[i].verb);
	}
	ck_assert_ptr_null(commands_find("持ち"));
	ck_assert_ptr_null(commands_find(""));
}
END_TEST

START_TEST(the_table_is_whole)
{
	size_t count;
	const struct command_word *words = commands_list(&count);

	ck_assert_uint_eq(count, VERB_LANGUAGE); /* every verb but VERB_NONE */
	for (size_t i = 0; i < count; i++) {
		ck_assert_ptr_eq(commands_of(words[i].verb), &words[i]);
		ck_assert_ptr_eq(commands_find(words[i].name), &words[i]);
		ck_assert_uint_ne(words[i].capability, 0);
		ck_assert_ptr_nonnull(words[i].help);
		ck_assert_ptr_nonnull(words[i].usage);
		ck_assert_ptr_nonnull(words[i].examples[0]);
		for (const char *const *alias = words[i].aliases; *alias != NULL; alias++) {
			ck_assert_msg(commands_find(*alias) == &words[i], "%s", *alias);
		}
		for (const char *const *one = words[i].examples; *one != NULL; one++) {
			ck_assert_msg(
			    commands_find(parsed(*one).verb) == &words[i], "%s", *one);
		}
	}
	ck_assert_ptr_null(commands_of(VERB_NONE));
}
END_TEST

START_TEST(near_words)
{
	const char *spelling = NULL;

	ck_assert_int_eq(commands_nearest("もちわまり", &spelling)->verb, VERB_CIRCULATE);
	ck_assert_str_eq(spelling, "もちまわり");
	ck_assert_int_eq(commands_nearest("circulat", &spelling)->verb, VERB_CIRCULATE);
	ck_assert_int_eq(commands_nearest("状態", &spelling)->verb, VERB_STATUS);
	ck_assert_int_eq(commands_nearest("ヘルブ", &spelling)->verb, VERB_HELP);
	ck_assert_ptr_null(commands_nearest("天気予報", &spelling));
	ck_assert_ptr_null(commands_nearest("x", &spelling));
	ck_assert_ptr_null(commands_nearest("", &spelling));
	ck_assert_ptr_null(commands_key_nearest("天気"));
	ck_assert_str_eq(commands_key_nearest("deadlin"), "期限");
	ck_assert_str_eq(commands_key("締切"), "deadline");
	ck_assert_str_eq(commands_key("ＴＩＴＬＥ"), "title");
	ck_assert_ptr_null(commands_key(""));
}
END_TEST

static void finish_arena(void)
{
	arena_finish(&arena);
}

Suite *suite_grammar(void)
{
	Suite *suite = suite_create("grammar");
	TCase *tests = tcase_create("grammar");

	tcase_add_checked_fixture(tests, NULL, finish_arena);
	tcase_add_test(tests, verbs_and_numbers);
	tcase_add_test(tests, values);
	tcase_add_test(tests, text_beside_values);
	tcase_add_test(tests, faults);
	tcase_add_test(tests, distances);
	tcase_add_test(tests, every_spelling_finds_its_word);
	tcase_add_test(tests, the_table_is_whole);
	tcase_add_test(tests, near_words);
	suite_add_tcase(suite, tests);
	return suite;
}
