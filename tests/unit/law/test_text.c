/* Text for the eye and for comparison, and the words in two languages. */
#include "handlers/text.h"

#include <string.h>

#include "base/utf8.h"
#include "handlers/words.h"
#include "law.h"

START_TEST(cleaned)
{
	KG_AUTO_ARENA struct arena arena = { 0 };

	ck_assert_str_eq(text_clean(" a\tb\r\nc ", &arena), "a b c");
	ck_assert_str_eq(text_clean("x\u202Efdp.exe", &arena), "xfdp.exe");
	ck_assert_str_eq(text_clean("a\u200Bb\uFEFFc\u2066d\u2069", &arena), "abcd");
	ck_assert_str_eq(text_clean("\x01\x1b[31mred\x7f", &arena), "[31mred");
	ck_assert_str_eq(text_clean("𠮷野家 👩‍💻 辻󠄀", &arena),
	    "𠮷野家 👩‍💻 辻󠄀");
	ck_assert_str_eq(text_clean("①㈱神", &arena), "①㈱神"); /* nothing is normalised */
	ck_assert_str_eq(text_clean_lines("a\r\nb\rc\n\u202Ed\n", &arena), "a\nb\nc\nd");
	ck_assert_str_eq(text_clean("", &arena), "");
}
END_TEST

START_TEST(file_names)
{
	static const struct {
		const char *name;
		const char *shown;
	} rows[] = {
		{ "資料.pdf", "資料.pdf" },
		{ "../../etc/passwd", "etc_passwd" },
		{ "..\\..\\secret.xlsx", "secret.xlsx" },
		{ "a/../b.pdf", "a_b.pdf" },
		{ "....pdf", "pdf" },
		{ "a..pdf", "a.pdf" },
		{ "invoice\u202Efdp.exe", "invoicefdp.exe" },
		{ ".htaccess", "htaccess" },
		{ "..", "(無題)" },
		{ "", "(無題)" },
		{ "\u200B", "(無題)" },
		{ "a\nb.txt", "a b.txt" },
		{ "𠮷.pdf", "𠮷.pdf" },
	};
	KG_AUTO_ARENA struct arena arena = { 0 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ck_assert_str_eq(text_clean_name(rows[i].name, &arena), rows[i].shown);
	}
}
END_TEST

START_TEST(long_file_names_keep_their_extension)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	char name[400] = { 0 };
	const char *shown;

	for (int i = 0; i < 100; i++) {
		strcat(name, "あ");
	}
	strcat(name, ".xlsx");
	shown = text_clean_name(name, &arena);
	ck_assert_uint_eq(utf8_count(shown), TEXT_NAME_MAX);
	ck_assert_str_eq(shown + strlen(shown) - strlen("….xlsx"), "….xlsx");
}
END_TEST

START_TEST(truncated)
{
	KG_AUTO_ARENA struct arena arena = { 0 };

	ck_assert_str_eq(text_truncate("会議", 2, &arena), "会議");
	ck_assert_str_eq(text_truncate("会議室", 2, &arena), "会…");
	ck_assert_str_eq(text_truncate("abc", 1, &arena), "…");
	ck_assert_str_eq(text_truncate("abc", 0, &arena), "");
	ck_assert_str_eq(text_truncate("", 5, &arena), "");
	ck_assert_str_eq(text_truncate("ab👩‍💻cd", 4, &arena), "ab…");
	ck_assert_str_eq(text_truncate("ab👩‍💻cd", 6, &arena), "ab👩‍💻…");
	ck_assert_str_eq(text_truncate("a🙋🏽bc", 3, &arena), "a…");
	ck_assert_str_eq(text_truncate("か\u3099きく", 2, &arena), "…");
	ck_assert_str_eq(text_truncate("辻󠄀本太郎", 3, &arena), "辻󠄀…");
	ck_assert(text_fits("会議", 2));
	ck_assert(!text_fits("会議室", 2));
	ck_assert(text_fits("", 0));
}
END_TEST

START_TEST(blank)
{
	ck_assert(text_is_blank(""));
	ck_assert(text_is_blank(" \t\n　\u200B\u2060\u00A0\u3164"));
	ck_assert(!text_is_blank("　。"));
}
END_TEST

START_TEST(titles)
{
	KG_AUTO_ARENA struct arena arena = { 0 };

	ck_assert(text_same_title("○○システム　の停止", "○○ｼｽﾃﾑの停止 "));
	ck_assert(text_same_title("ＡＢＣ－１", "abc-1"));
	ck_assert(text_same_title("A–B", "a−b"));
	ck_assert(text_same_title("10〜12時", "10～12時"));
	ck_assert(text_same_title("基\u200B準", "基準"));
	ck_assert(!text_same_title("第1回", "第2回"));
	ck_assert(!text_same_title("", "a"));
	ck_assert_str_eq(text_title_key("㈱ Ａ①", &arena), "(株)a1");
	ck_assert_str_eq(text_normal("ＫＥＹ＝「値」", &arena), "key=「値」");
}
END_TEST

START_TEST(classes)
{
	ck_assert_int_eq(text_class_number("7"), 7);
	ck_assert_int_eq(text_class_number("７"), 7);
	ck_assert_int_eq(text_class_number("⑦"), 7);
	ck_assert_int_eq(text_class_number("七"), 7);
	ck_assert_int_eq(text_class_number("第7号"), 7);
	ck_assert_int_eq(text_class_number("第七号"), 7);
	ck_assert_int_eq(text_class_number("7号"), 7);
	ck_assert_int_eq(text_class_number("第4条第7号"), 7);
	ck_assert_int_eq(text_class_number("第4条 第 7 号"), 7);
	ck_assert_int_eq(text_class_number("0"), 0);
	ck_assert_int_eq(text_class_number(""), 0);
	ck_assert_int_eq(text_class_number("7a"), 0);
	ck_assert_int_eq(text_class_number("-7"), 0);
	ck_assert_int_eq(text_class_number("99999999999999999999"), 0);
}
END_TEST

START_TEST(two_languages)
{
	const char *ja = "日時をご記入ください。例:12月1日(火) 17:00";

	ck_assert_ptr_eq(tr(LANGUAGE_JA, ja), ja);
	ck_assert_str_eq(
	    tr(LANGUAGE_EN, ja), "Please give a date and time, e.g. Tue 1 Dec 17:00.");
	ck_assert_str_eq(tr(LANGUAGE_EN, "状況"), "status");
	ck_assert_str_eq(tr(LANGUAGE_EN, "no such text"), "no such text");
	ck_assert_str_eq(tr(LANGUAGE_EN, ""), ""); /* never the catalogue's header */
	ck_assert_uint_gt(words_count(), 80);
}
END_TEST

Suite *suite_text(void)
{
	Suite *suite = suite_create("text");
	TCase *tests = tcase_create("text");

	tcase_add_test(tests, cleaned);
	tcase_add_test(tests, file_names);
	tcase_add_test(tests, long_file_names_keep_their_extension);
	tcase_add_test(tests, truncated);
	tcase_add_test(tests, blank);
	tcase_add_test(tests, titles);
	tcase_add_test(tests, classes);
	tcase_add_test(tests, two_languages);
	suite_add_tcase(suite, tests);
	return suite;
}
