/* The minutes of a meeting, made again from a rebuilt database: the same bytes, or the file
 * would not come back under its hash. */

#include <check.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "store/files.h"
#include "store/store.h"
#include "suites.h"
#include "world.h"

#define SHOMU SLACK, "U0SHOMU"

static struct world *world;

static void setup(void)
{
	world = world_create();
}

static void teardown(void)
{
	world_destroy(world);
}

static void hold_a_meeting(void)
{
	world_say(world, SHOMU,
	    "審議事項 件名=基準の一部改正について 号=3 本文=別紙のとおり改正する。");
	world_say(world, SHOMU,
	    "会議記録 会議体=管理会議 回=第1回 日時=「4月9日 14:00」 終了=15:00 場所=第2会議室 議題=審R8-001");
	world_say(world, SHOMU, "出席者 招R8-001 全員");
	world_say(world, SHOMU, "発言 招R8-001 席=委員3 議案=1 本文=<経過措置>が必要である。");
	world_say(world, SHOMU, "異議なし 招R8-001 議案=1");
	world_say(world, SHOMU, "閉会 招R8-001");
	world_rest(world);
	world_is(world, 1, "SELECT count(*) FROM meeting_minutes WHERE version = 1");
}

static char *kept(void)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *stmt = NULL;
	char path[256];
	char *file;

	(void)snprintf(path, sizeof(path), "%s/kaigi.db", world->folder);
	ck_assert_int_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	ck_assert_int_eq(
	    sqlite3_prepare_v2(db, "SELECT sha256 FROM meeting_minutes", -1, &stmt, NULL),
	    SQLITE_OK);
	ck_assert_int_eq(sqlite3_step(stmt), SQLITE_ROW);
	file = file_path(world->store, (const char *)sqlite3_column_text(stmt, 0));
	(void)sqlite3_finalize(stmt);
	(void)sqlite3_close(db);
	return file;
}

START_TEST(rebuilt)
{
	char *file;

	hold_a_meeting();
	file = kept();
	ck_assert_int_eq(access(file, R_OK), 0);
	ck_assert_int_eq(unlink(file), 0);
	ck_assert_int_eq(store_rebuild(world->store), KG_OK);
	world_say(world, SLACK, "U0M5", "議事録 招R8-001 版=1");
	world_rest(world);
	ck_assert_int_eq(access(file, R_OK), 0);
	ck_assert_uint_eq(world_count(world, SLACK, NULL, "一致しません"), 0);
	ck_assert_uint_gt(world_count(world, SLACK, NULL, "の議事録(第1版)をお送り"), 0);
	free(file);
}
END_TEST

/* Another process zone changes no byte: the page made anew in each is the page of Japan. */
START_TEST(elsewhere)
{
	static const char *const zones[] = { "UTC", "America/New_York", "Pacific/Chatham" };
	char *file;

	hold_a_meeting();
	file = kept();
	ck_assert_int_eq(setenv("TZ", zones[_i], 1), 0);
	tzset();
	ck_assert_int_eq(unlink(file), 0);
	world_say(world, SLACK, "U0M5", "議事録 招R8-001 版=1");
	world_rest(world);
	ck_assert_int_eq(unsetenv("TZ"), 0);
	tzset();
	ck_assert_int_eq(access(file, R_OK), 0);
	ck_assert_uint_eq(world_count(world, SLACK, NULL, "一致しません"), 0);
	ck_assert_uint_gt(world_count(world, SLACK, NULL, "の議事録(第1版)をお送り"), 0);
	free(file);
}
END_TEST

Suite *suite_minutes(void)
{
	Suite *suite = suite_create("minutes");
	TCase *tc = tcase_create("rebuilt");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, rebuilt);
	tcase_add_loop_test(tc, elsewhere, 0, 3);
	suite_add_tcase(suite, tc);
	return suite;
}
