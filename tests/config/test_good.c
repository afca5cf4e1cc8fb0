/* What is right is read right: the shipped files by values written by hand, and odd but lawful
 * YAML. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "config/nearest.h"
#include "config/roster.h"
#include "config/rule.h"
#include "config/settings.h"
#include "sample.h"
#include "suites.h"

static struct problems problems;
static struct charter charter;

static void set_up(void)
{
	problems_init(&problems, LANGUAGE_JA);
	charter = (struct charter){ 0 };
	ck_assert_int_eq(
	    charter_load(SHIPPED_FOLDER "/charter.yaml", &problems, &charter), KG_OK);
}

static void tear_down(void)
{
	charter_finish(&charter);
	problems_finish(&problems);
	scratch_remove();
}

/* 2026-04-01T00:00+09:00 is 2026-03-31T15:00Z. */
static const int64_t april_first = 1774969200000;

static void load_text(const char *text, size_t size, struct arena *arena, struct sample *out)
{
	const char *path = scratch_write("sample.yaml", text, size);

	if (sample_load(path, &problems, arena, out) != KG_OK) {
		problems_print(&problems, stderr);
	}
	ck_assert_uint_eq(problems.count, 0);
}

START_TEST(every_type_is_read)
{
	static const char text[] = "name: 見本 # 覚え書き\n"
	                           "key: a-1_b\n"
	                           "count: 42\n"
	                           "enabled: true\n"
	                           "day: 2024-02-29\n"
	                           "start: 2026-04-01T08:30\n"
	                           "color: blue\n"
	                           "tags: [甲, \"乙: 丙\", '丁 # 戊']\n"
	                           "days: [2026-04-01, 1970-01-01]\n"
	                           "inner:\n  ja: |-\n    全角:コロン\n  en: \"a\\u3042\"\n"
	                           "items:\n- id: x\n  size: 9\n- {id: y}\n";
	struct arena arena = { 0 };
	struct sample sample = { 0 };

	load_text(text, sizeof(text) - 1, &arena, &sample);
	ck_assert_str_eq(sample.name, "見本");
	ck_assert_str_eq(sample.key, "a-1_b");
	ck_assert_int_eq(sample.count, 42);
	ck_assert(sample.enabled);
	ck_assert_int_eq(sample.day.day, 19782);
	ck_assert_int_eq(sample.start.ms, april_first + 30600000);
	ck_assert_int_eq(sample.color, COLOR_BLUE);
	ck_assert_str_eq(sample.tags[0], "甲");
	ck_assert_str_eq(sample.tags[1], "乙: 丙");
	ck_assert_str_eq(sample.tags[2], "丁 # 戊");
	ck_assert_ptr_null(sample.tags[3]);
	ck_assert_uint_eq(sample.day_count, 2);
	ck_assert_int_eq(sample.days[1].day, 0);
	ck_assert_str_eq(sample.inner.ja, "全角:コロン");
	ck_assert_str_eq(sample.inner.en, "aあ");
	ck_assert_uint_eq(sample.item_count, 2);
	ck_assert_int_eq(sample.items[0].size, 9);
	ck_assert_str_eq(sample.items[1].id, "y");
	ck_assert_int_eq(sample.items[1].size, 0);
	arena_finish(&arena);
}
END_TEST

START_TEST(a_byte_order_mark_and_windows_line_ends_are_accepted)
{
	static const char text[] = "\xEF\xBB\xBF# 見本\r\n---\r\nname: 見本\r\n\r\ncount: 5\r\n"
	                           "inner:\r\n  ja: 甲\r\n  en: a\r\n";
	struct arena arena = { 0 };
	struct sample sample = { 0 };

	load_text(text, sizeof(text) - 1, &arena, &sample);
	ck_assert_str_eq(sample.name, "見本");
	ck_assert_int_eq(sample.count, 5);
	ck_assert_str_eq(sample.inner.en, "a");
	arena_finish(&arena);
}
END_TEST

START_TEST(optional_fields_left_out_are_empty_and_never_null)
{
	static const char text[] =
	    "name: 見本\nkey:\n\t# a comment behind a tab\n　# 全角の後の注記\n";
	struct arena arena = { 0 };
	struct sample sample = { 0 };

	load_text(text, sizeof(text) - 1, &arena, &sample);
	ck_assert_str_eq(sample.key, "");
	ck_assert_str_eq(sample.inner.ja, "");
	ck_assert_ptr_null(sample.tags[0]);
	ck_assert_uint_eq(sample.item_count, 0);
	arena_finish(&arena);
}
END_TEST

START_TEST(japanese_punctuation_in_values_is_left_alone)
{
	static const char text[] =
	    "name: 日時：12月1日（火）14：00\ntags:\n  - \"：\"\n  - 件名：見本\n";
	struct arena arena = { 0 };
	struct sample sample = { 0 };

	load_text(text, sizeof(text) - 1, &arena, &sample);
	ck_assert_str_eq(sample.name, "日時：12月1日（火）14：00");
	ck_assert_str_eq(sample.tags[1], "件名：見本");
	arena_finish(&arena);
}
END_TEST

START_TEST(the_shipped_roster_has_every_seat_and_office_once)
{
	static const char *const held[] = { "chair", "vice", "m1", "m2", "m3", "m4", "m5", "m6",
		"m7", "ciso", "deputy_ciso", "secretariat", "secretariat", "reviewer",
		"employee", "guest", "auditor" };
	struct roster roster = { 0 };

	ck_assert_int_eq(
	    roster_load(SHIPPED_FOLDER "/roster.yaml", &charter, &problems, &roster), KG_OK);
	ck_assert(roster.fictitious);
	ck_assert_uint_eq(roster.person_count, 16);
	ck_assert_uint_eq(roster.tenure_count, sizeof(held) / sizeof(held[0]));
	for (size_t i = 0; i < roster.tenure_count; i++) {
		ck_assert_str_eq(roster.tenures[i].office, held[i]);
		ck_assert_int_eq(roster.tenures[i].from.ms, april_first);
		ck_assert_int_eq(roster.tenures[i].to.ms, 0);
		ck_assert_int_eq(roster.tenures[i].published.ms, 0);
	}
	for (size_t i = 0; i < roster.person_count; i++) {
		ck_assert_uint_eq(roster.persons[i].account_count, 1);
		ck_assert_str_eq(roster.persons[i].accounts[0].workspace, "slack");
		ck_assert_str_eq(roster.persons[i].language, "ja");
	}
	ck_assert_str_eq(roster.persons[0].accounts[0].account, "U0CHAIR");
	ck_assert_str_eq(roster.persons[7].name, "𠮷田 香織");
	ck_assert_uint_eq(roster.absence_count + roster.acting_count + roster.rule_count, 0);
	roster_finish(&roster);
}
END_TEST

START_TEST(a_roster_with_a_hand_over_absence_acting_and_rules_is_read)
{
	static const char text[] =
	    "persons:\n"
	    "  - {id: a, name: 甲 (架空), language: en, phone: 044-200-0000}\n"
	    "  - {id: b, name: 乙 (架空)}\n"
	    "tenures:\n"
	    "  - {office: vice, person: a, from: 2026-04-01, to: 2027-04-01}\n"
	    "  - {office: vice, person: b, from: 2027-04-01, published: 2027-03-25T10:00}\n"
	    "  - {office: m1, person: b, from: 2026-04-01, to: 2027-04-01, title: 庶務課長 事務取扱}\n"
	    "absences:\n"
	    "  - {person: a, from: 2026-12-01T09:00, to: 2026-12-01T17:00, reason: "
	    "航空機搭乗中}\n"
	    "acting:\n"
	    "  - {body: council, person: a, from: 2027-03-30, to: 2027-04-01, reason: "
	    "議長の出張}\n"
	    "  - {body: council, person: b, from: 2027-04-01, reason: 議長の出張}\n"
	    "rules:\n"
	    "  - {key: circulation_rule, value: majority_chair_last, document: 8川総デ第1号, "
	    "from: 2026-06-01}\n"
	    "  - {key: quiet_to, value: 7:30, document: 8川総デ第1号, from: 2026-06-01}\n";
	struct roster roster = { 0 };
	enum kg_status st =
	    roster_parse("名簿", text, sizeof(text) - 1, &charter, &problems, &roster);

	problems_print(&problems, stderr);
	ck_assert_int_eq(st, KG_OK);
	ck_assert(!roster.fictitious);
	ck_assert_str_eq(roster.persons[0].language, "en");
	ck_assert_str_eq(roster.persons[0].phone, "044-200-0000");
	ck_assert_str_eq(roster.persons[1].phone, "");
	ck_assert_int_eq(roster.tenures[0].to.ms, roster.tenures[1].from.ms);
	ck_assert_str_eq(roster.tenures[2].title, "庶務課長 事務取扱");
	ck_assert_str_eq(roster.tenures[0].title, "");
	ck_assert_int_eq(roster.absences[0].to.ms - roster.absences[0].from.ms, 8 * KG_HOUR);
	ck_assert_uint_eq(roster.acting_count, 2);
	ck_assert_int_eq(roster.actings[1].to.ms, 0);
	ck_assert_str_eq(roster.rules[0].document, "8川総デ第1号");
	ck_assert_str_eq(roster.rules[1].value, "7:30");
	roster_finish(&roster);
}
END_TEST

START_TEST(the_shipped_settings_are_read_with_paths_beside_the_file)
{
	struct settings settings = { 0 };

	ck_assert_int_eq(
	    settings_load(SHIPPED_FOLDER "/settings.yaml", &problems, &settings), KG_OK);
	ck_assert_str_eq(settings.council, "kawasaki-infosec");
	ck_assert_str_eq(settings.state, "/var/lib/kaigi/kawasaki");
	ck_assert_str_eq(settings.charter, SHIPPED_FOLDER "/charter.yaml");
	ck_assert_str_eq(settings.roster, SHIPPED_FOLDER "/roster.yaml");
	ck_assert_int_eq(settings.language, LANGUAGE_JA);
	ck_assert_str_eq(settings.proxy, "");
	ck_assert_str_eq(settings.ca_file, "");
	ck_assert_str_eq(settings.alarm_channel, "slack:C0ALARM");
	ck_assert_uint_eq(settings.workspace_count, 1);
	ck_assert_str_eq(settings.workspaces[0].api, "https://slack.com/api/");
	ck_assert_str_eq(settings.workspaces[0].token_file, SHIPPED_FOLDER "/slack-bot-token");
	ck_assert_uint_eq(settings.workspaces[0].channel_count, 4);
	ck_assert_str_eq(settings.workspaces[0].channels[0].role, "council");
	ck_assert_str_eq(settings.workspaces[0].channels[0].channel, "C0COUNCIL");
	settings_finish(&settings);
}
END_TEST

START_TEST(settings_for_a_stand_in_behind_a_proxy_and_a_matrix_room_are_read)
{
	static const char text[] =
	    "council: mihon\nstate: ./state\ncharter: /etc/charter.yaml\n"
	    "language: en\nproxy: http://[::1]:3128\nno_proxy: localhost\n"
	    "ca_file: ca.pem\nworkspaces:\n"
	    "  - name: slack\n    kind: slack\n    api: http://127.0.0.1:8080/api/\n"
	    "    token_file: /run/a\n    app_token_file: /run/b\n"
	    "    channels: [{role: council, channel: C1, language: en}]\n"
	    "  - name: city\n    kind: matrix\n    api: https://matrix.example.jp/\n"
	    "    token_file: matrix-token\n"
	    "    channels: [{role: council, channel: \"!abc:example.jp\"}]\n";
	const char *path = scratch_write("settings.yaml", text, sizeof(text) - 1);
	struct settings settings = { 0 };
	char expected[256];

	ck_assert_int_eq(settings_load(path, &problems, &settings), KG_OK);
	ck_assert_int_eq(settings.language, LANGUAGE_EN);
	(void)snprintf(expected, sizeof(expected), "%s/./state", scratch_folder());
	ck_assert_str_eq(settings.state, expected);
	ck_assert_str_eq(settings.charter, "/etc/charter.yaml");
	ck_assert_str_eq(settings.proxy, "http://[::1]:3128");
	ck_assert_str_eq(settings.workspaces[0].token_file, "/run/a");
	ck_assert_int_eq(settings.workspaces[0].channels[0].language, LANGUAGE_EN);
	ck_assert_int_eq(settings.workspaces[1].kind, WORKSPACE_MATRIX);
	ck_assert_str_eq(settings.workspaces[1].app_token_file, "");
	(void)snprintf(expected, sizeof(expected), "%s/matrix-token", scratch_folder());
	ck_assert_str_eq(settings.workspaces[1].token_file, expected);
	settings_finish(&settings);
}
END_TEST

START_TEST(a_matrix_workspace_with_a_password_and_a_websocket_is_read)
{
	static const char text[] =
	    "council: mihon\nstate: state\ncharter: charter.yaml\nworkspaces:\n"
	    "  - name: city\n    kind: matrix\n    api: http://127.0.0.1:8008/\n"
	    "    user: \"@kaigi:example.jp\"\n    password_file: secrets/password\n"
	    "    websocket: ws://127.0.0.1:29331\n"
	    "    websocket_token_file: /run/as-token\n"
	    "    channels: [{role: council, channel: \"!mUkM8kZ3wQv\"}]\n"
	    "  - name: county\n    kind: matrix\n    api: https://matrix.example.jp/\n"
	    "    token_file: token\n    user: \"@kaigi:example.jp\"\n"
	    "    channels: [{role: council, channel: \"!b:example.jp\"}]\n";
	const char *path = scratch_write("settings.yaml", text, sizeof(text) - 1);
	struct settings settings = { 0 };
	char expected[256];

	ck_assert_int_eq(settings_load(path, &problems, &settings), KG_OK);
	ck_assert_str_eq(settings.workspaces[0].user, "@kaigi:example.jp");
	ck_assert_str_eq(settings.workspaces[0].token_file, "");
	(void)snprintf(expected, sizeof(expected), "%s/secrets/password", scratch_folder());
	ck_assert_str_eq(settings.workspaces[0].password_file, expected);
	ck_assert_str_eq(settings.workspaces[0].websocket, "ws://127.0.0.1:29331");
	ck_assert_str_eq(settings.workspaces[0].websocket_token_file, "/run/as-token");
	ck_assert_str_eq(settings.workspaces[0].channels[0].channel, "!mUkM8kZ3wQv");
	ck_assert_str_eq(settings.workspaces[1].websocket, "");
	ck_assert_str_eq(settings.workspaces[1].websocket_token_file, "");
	ck_assert_str_eq(settings.workspaces[1].password_file, "");
	settings_finish(&settings);
}
END_TEST

START_TEST(check_passes_the_shipped_files_and_names_faults_of_all_of_them)
{
	static const char bad_settings[] =
	    "council: Mihon\nstate: state\ncharter: charter.yaml\nroster: "
	    "roster.yaml\nworkspaces: []\n";
	static const char bad_charter[] = "version: 5人\n";
	static const char bad_roster[] = "persons: いない\n";
	const char *path;

	ck_assert_int_eq(config_check(SHIPPED_FOLDER "/settings.yaml", &problems), KG_OK);
	ck_assert_uint_eq(problems.count, 0);
	ck_assert_int_eq(
	    config_check(SHIPPED_FOLDER "/settings-matrix.yaml", &problems), KG_OK);
	ck_assert_uint_eq(problems.count, 0);
	(void)scratch_write("charter.yaml", bad_charter, sizeof(bad_charter) - 1);
	(void)scratch_write("roster.yaml", bad_roster, sizeof(bad_roster) - 1);
	path = scratch_write("settings.yaml", bad_settings, sizeof(bad_settings) - 1);
	ck_assert_int_eq(config_check(path, &problems), KG_INVALID);
	ck_assert_uint_eq(problems.count, 2 + 9 + 1);
	ck_assert_ptr_nonnull(strstr(problems.list[0].file, "settings.yaml"));
	ck_assert_uint_eq(problems.list[0].line, 1);
	ck_assert_ptr_nonnull(strstr(problems.list[2].file, "charter.yaml"));
	ck_assert_ptr_nonnull(strstr(problems.list[11].file, "roster.yaml"));
	ck_assert_uint_eq(problems.list[11].column, 10);
}
END_TEST

START_TEST(check_finds_accounts_in_workspaces_that_the_settings_do_not_have)
{
	static const char settings[] = "council: mihon\nstate: state\ncharter: " SHIPPED_FOLDER
	                               "/charter.yaml\nroster: roster.yaml\n"
	                               "workspaces:\n  - name: slack\n    kind: slack\n    "
	                               "token_file: a\n    app_token_file: b\n"
	                               "    channels: [{role: council, channel: C1}]\n";
	static const char roster[] =
	    "persons:\n  - {id: a, name: 甲 (架空), accounts: [{workspace: slack, account: "
	    "U1}]}\n"
	    "  - {id: b, name: 乙 (架空), accounts: [{workspace: slak, account: U1}]}\n";
	const char *path;

	(void)scratch_write("roster.yaml", roster, sizeof(roster) - 1);
	path = scratch_write("settings.yaml", settings, sizeof(settings) - 1);
	ck_assert_int_eq(config_check(path, &problems), KG_INVALID);
	ck_assert_uint_eq(problems.count, 1);
	ck_assert_ptr_nonnull(strstr(problems.list[0].text, "slak"));
	ck_assert_ptr_nonnull(strstr(problems.list[0].file, "roster.yaml"));
}
END_TEST

START_TEST(check_finds_accounts_that_are_none_of_their_network)
{
	static const char settings[] =
	    "council: mihon\nstate: state\ncharter: " SHIPPED_FOLDER
	    "/charter.yaml\nroster: roster.yaml\nworkspaces:\n"
	    "  - name: slack\n    kind: slack\n    token_file: a\n    app_token_file: b\n"
	    "    channels: [{role: council, channel: C1}]\n"
	    "  - name: city\n    kind: matrix\n    api: https://matrix.example.jp/\n"
	    "    token_file: c\n    channels: [{role: council, channel: \"!a\"}]\n";
	/* The second person's first letter is U+0430, Cyrillic. */
	static const char roster[] =
	    "persons:\n"
	    "  - {id: a, name: 甲 (架空), accounts: [{workspace: city, account: "
	    "\"@aoki:example.jp\"}]}\n"
	    "  - {id: b, name: 乙 (架空), accounts: [{workspace: city, account: "
	    "\"@\xD0\xB0oki:example.jp\"}]}\n"
	    "  - {id: c, name: 丙 (架空), accounts: [{workspace: city, account: U1}]}\n"
	    "  - {id: d, name: 丁 (架空), accounts: [{workspace: slack, account: "
	    "\"@d:example.jp\"}]}\n"
	    "  - {id: e, name: 戊 (架空), accounts: [{workspace: city, account: "
	    "\"@:example.jp\"}]}\n";
	const char *path;

	(void)scratch_write("roster.yaml", roster, sizeof(roster) - 1);
	path = scratch_write("settings.yaml", settings, sizeof(settings) - 1);
	ck_assert_int_eq(config_check(path, &problems), KG_INVALID);
	ck_assert_uint_eq(problems.count, 4);
	ck_assert_ptr_nonnull(strstr(problems.list[0].text, "b の「city」"));
	ck_assert_ptr_nonnull(strstr(problems.list[0].hint, "キリル文字"));
	ck_assert_ptr_nonnull(strstr(problems.list[1].text, "c の「city」"));
	ck_assert_ptr_nonnull(strstr(problems.list[1].hint, "@user:example.jp"));
	ck_assert_ptr_nonnull(strstr(problems.list[2].text, "Slack"));
	ck_assert_ptr_nonnull(strstr(problems.list[3].text, "e の「city」"));
}
END_TEST

START_TEST(a_successor_may_stand_before_the_predecessor)
{
	static const char text[] =
	    "persons:\n  - {id: a, name: 甲 (架空)}\n  - {id: b, name: 乙 (架空)}\n"
	    "tenures:\n  - {office: chair, person: b, from: 2027-04-01}\n"
	    "  - {office: chair, person: a, from: 2026-04-01, to: 2027-04-01}\n";
	struct roster roster = { 0 };

	ck_assert_int_eq(
	    roster_parse("名簿", text, sizeof(text) - 1, &charter, &problems, &roster), KG_OK);
	roster_finish(&roster);
}
END_TEST

START_TEST(rules_take_their_values_and_no_others)
{
	const struct rule_info *days = rule_find("circulation_deadline_days");
	const struct rule_info *clock = rule_find("quiet_to");
	const struct rule_info *choice = rule_find("circulation_rule");

	ck_assert(rule_accepts(days, "0") && rule_accepts(days, "30"));
	ck_assert(!rule_accepts(days, "31") && !rule_accepts(days, "-1") &&
	          !rule_accepts(days, "2.0"));
	ck_assert(
	    !rule_accepts(days, "") && !rule_accepts(days, "02") && !rule_accepts(days, "2日"));
	ck_assert_int_eq(rule_number(days, "12"), 12);
	ck_assert_int_eq(rule_number(clock, "07:30"), 450);
	ck_assert_int_eq(rule_number(clock, "7:30"), 450);
	ck_assert_int_eq(rule_number(clock, "23:59"), 1439);
	ck_assert_int_eq(rule_number(clock, "0:00"), 0);
	ck_assert(!rule_accepts(clock, "24:00") && !rule_accepts(clock, "7:60"));
	ck_assert(!rule_accepts(clock, "7:5") && !rule_accepts(clock, "7") &&
	          !rule_accepts(clock, ":30"));
	ck_assert(!rule_accepts(clock, "7:300") && !rule_accepts(clock, "007:30"));
	ck_assert(rule_accepts(choice, "chair_decides_after_all_seen"));
	ck_assert(!rule_accepts(choice, "majority") && !rule_accepts(choice, ""));
	ck_assert(!rule_accepts(choice, "unanimous_chair_last majority_chair_last"));
	ck_assert_ptr_null(rule_find("circulation"));
	ck_assert_str_eq(rule_nearest("quorun"), "quorum");
	ck_assert_ptr_null(rule_nearest("weather"));
}
END_TEST

START_TEST(distances_are_counted_in_single_slips)
{
	ck_assert_uint_eq(nearest_distance("chair", "chair"), 0);
	ck_assert_uint_eq(nearest_distance("chiar", "chair"), 1);
	ck_assert_uint_eq(nearest_distance("chai", "chair"), 1);
	ck_assert_uint_eq(nearest_distance("kitten", "sitting"), 3);
	ck_assert_uint_eq(nearest_distance("", "abc"), 3);
	ck_assert_uint_eq(nearest_distance("ca", "abc"), 3);
}
END_TEST

START_TEST(problems_stay_in_the_order_of_file_and_place_and_are_capped)
{
	problems_add(&problems, "b", 9, 1, "い%d", "a%d", 1);
	problems_add(&problems, "a", 5, 1, "い%d", "a%d", 2);
	problems_add(&problems, "b", 2, 7, "い%d", "a%d", 3);
	problems_hint(&problems, "助言%d", "hint %d", 3);
	problems_add(&problems, "b", 2, 7, "い%d", "a%d", 4);
	problems_add(&problems, "b", 2, 3, "い%d", "a%d", 5);
	ck_assert_str_eq(problems.list[0].text, "い5");
	ck_assert_str_eq(problems.list[1].text, "い3");
	ck_assert_str_eq(problems.list[1].hint, "助言3");
	ck_assert_str_eq(problems.list[2].text, "い4");
	ck_assert_ptr_null(problems.list[2].hint);
	ck_assert_str_eq(problems.list[3].text, "い1");
	ck_assert_str_eq(problems.list[4].file, "a");
	for (int i = 0; i < PROBLEMS_MAX; i++) {
		problems_add(&problems, "a", 1, 1, "い", "a");
	}
	ck_assert_uint_eq(problems.count, PROBLEMS_MAX);
	ck_assert_uint_eq(problems.dropped, 5);
}
END_TEST

START_TEST(a_problem_prints_as_file_line_column_text_and_hint)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	problems_add(
	    &problems, "名簿.yaml", 12, 7, "「%s」は整数ではありません。", "%s", "5人");
	problems_hint(&problems, "半角の数字で書いてください", "digits");
	problems_add(&problems, "なし.yaml", 0, 0, "ファイルがありません。", "no such file");
	problems_print(&problems, out);
	ck_assert_int_eq(fclose(out), 0);
	ck_assert_str_eq(text,
	    "名簿.yaml:12:7: 「5人」は整数ではありません。(半角の数字で書いてください)\n"
	    "なし.yaml: ファイルがありません。\n");
	free(text);
}
END_TEST

TCase *case_good(void)
{
	TCase *tcase = tcase_create("good");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, every_type_is_read);
	tcase_add_test(tcase, a_byte_order_mark_and_windows_line_ends_are_accepted);
	tcase_add_test(tcase, optional_fields_left_out_are_empty_and_never_null);
	tcase_add_test(tcase, japanese_punctuation_in_values_is_left_alone);
	tcase_add_test(tcase, the_shipped_roster_has_every_seat_and_office_once);
	tcase_add_test(tcase, a_roster_with_a_hand_over_absence_acting_and_rules_is_read);
	tcase_add_test(tcase, the_shipped_settings_are_read_with_paths_beside_the_file);
	tcase_add_test(
	    tcase, settings_for_a_stand_in_behind_a_proxy_and_a_matrix_room_are_read);
	tcase_add_test(tcase, check_passes_the_shipped_files_and_names_faults_of_all_of_them);
	tcase_add_test(tcase, check_finds_accounts_in_workspaces_that_the_settings_do_not_have);
	tcase_add_test(tcase, a_matrix_workspace_with_a_password_and_a_websocket_is_read);
	tcase_add_test(tcase, check_finds_accounts_that_are_none_of_their_network);
	tcase_add_test(tcase, a_successor_may_stand_before_the_predecessor);
	tcase_add_test(tcase, rules_take_their_values_and_no_others);
	tcase_add_test(tcase, distances_are_counted_in_single_slips);
	tcase_add_test(tcase, problems_stay_in_the_order_of_file_and_place_and_are_capped);
	tcase_add_test(tcase, a_problem_prints_as_file_line_column_text_and_hint);
	return tcase;
}
