/*
 * The appservice transport between a loop, a websocket and a /sync that do as told: what is
 * said to the proxy and when, what waits for the catch-up, and what each end leads to.
 */

#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "bot/matrix_adapter.h"
#include "bot/websocket.h"

/* ---- everything around it ---- */

struct loop_timer {
	void (*on_timer)(void *user);
	void *user;
	uint64_t ms;
	bool runs;
};

struct websocket {
	struct websocket_options options;
};

struct told {
	char lines[256][400];
	size_t count;
};

static struct loop_timer *timers[16]; /* in the order of creation: dial beat catch_up release */
static size_t timer_count;
static struct websocket *socket_now;
static int opened;
static bool killed;
static bool ready;
static int64_t now_ms;
static struct told sent;  /* frames to the proxy */
static struct told taken; /* events handed on, in order */
static struct told alarms;
static struct told kept;
static struct ack *acks[8];
static size_t ack_count;
static int catch_ups;
static struct matrix_room rooms[4]; /* the first is ours from the beginning */
static size_t room_count;

enum { DIAL, BEAT, CATCH_UP, RELEASE };

static void tell(struct told *told, const char *text)
{
	ck_assert_uint_lt(told->count, sizeof(told->lines) / sizeof(told->lines[0]));
	(void)snprintf(told->lines[told->count++], sizeof(told->lines[0]), "%s", text);
}

static void expect(struct told *told, const char *wanted)
{
	struct buf all;

	buf_init(&all, 65536);
	for (size_t i = 0; i < told->count; i++) {
		buf_printf(&all, "%s%s", i ? "|" : "", told->lines[i]);
	}
	ck_assert_str_eq(all.bytes, wanted);
	buf_finish(&all);
	told->count = 0;
}

int64_t __wrap_clock_monotonic_ms(void); /* NOLINT */
int64_t __wrap_clock_monotonic_ms(void)  /* NOLINT */
{
	return now_ms;
}

struct kg_time __wrap_clock_now(void); /* NOLINT */
struct kg_time __wrap_clock_now(void)  /* NOLINT */
{
	return (struct kg_time){ 1775779200000 };
}

struct loop_timer *loop_timer_create(
    struct loop *loop, void (*on_timer)(void *user), void *user)
{
	struct loop_timer *timer = mem_alloc(sizeof(*timer));

	(void)loop;
	timer->on_timer = on_timer;
	timer->user = user;
	timers[timer_count++] = timer;
	return timer;
}

void loop_timer_start(struct loop_timer *timer, uint64_t ms)
{
	timer->ms = ms;
	timer->runs = true;
}

void loop_timer_stop(struct loop_timer *timer)
{
	timer->runs = false;
}

void loop_timer_destroy(struct loop_timer *timer)
{
	free(timer);
}

void loop_wake(struct loop *loop)
{
	(void)loop;
}

enum kg_status websocket_pool_create(const struct websocket_pool_options *options,
    struct kg_error *err, struct websocket_pool **out)
{
	(void)options;
	(void)err;
	*out = (struct websocket_pool *)&opened;
	return KG_OK;
}

void websocket_pool_stop(struct websocket_pool *pool)
{
	(void)pool;
	free(socket_now);
	socket_now = NULL;
}

void websocket_pool_destroy(struct websocket_pool *pool)
{
	(void)pool;
}

struct websocket *websocket_open(
    struct websocket_pool *pool, const struct websocket_options *options)
{
	(void)pool;
	ck_assert_ptr_null(socket_now);
	ck_assert_str_eq(options->url, "wss://p.test/x/_matrix/client/unstable/fi.mau.as_sync");
	ck_assert_str_eq(options->bearer, "as-secret");
	ck_assert_str_eq(options->headers, "x-mautrix-websocket-version: 3");
	ck_assert_uint_eq(options->cap, 50UL * 1024 * 1024);
	opened++;
	killed = false;
	ready = false;
	socket_now = mem_alloc(sizeof(*socket_now));
	socket_now->options = *options;
	return socket_now;
}

void websocket_ready(struct websocket *socket)
{
	(void)socket;
	ready = true;
}

void websocket_send(struct websocket *socket, const char *text, size_t size)
{
	ck_assert_ptr_eq(socket, socket_now);
	ck_assert_uint_eq(size, strlen(text));
	tell(&sent, text);
}

void websocket_flush(struct websocket *socket)
{
	(void)socket;
}

void websocket_kill(struct websocket *socket)
{
	(void)socket;
	killed = true;
}

void matrix_sync_now(struct matrix *matrix)
{
	(void)matrix;
	catch_ups++;
}

void matrix_sync_take(struct matrix *matrix, const char *id, const json_t *event)
{
	char line[200];
	const char *event_id = json_string_value(json_object_get(event, "event_id"));

	(void)matrix;
	(void)snprintf(line, sizeof(line), "%s %s", id, event_id);
	tell(&taken, line);
}

struct matrix_room *matrix_room_find(struct matrix *matrix, const char *id)
{
	(void)matrix;
	for (size_t i = 0; i < room_count; i++) {
		if (strcmp(rooms[i].id, id) == 0) {
			return &rooms[i];
		}
	}
	return NULL;
}

struct matrix_room *matrix_room_know(struct matrix *matrix, const char *id)
{
	struct matrix_room *found = matrix_room_find(matrix, id);

	if (!found) {
		ck_assert_uint_lt(room_count, sizeof(rooms) / sizeof(rooms[0]));
		found = &rooms[room_count++];
		*found = (struct matrix_room){ .id = mem_strdup(id) };
	}
	return found;
}

void matrix_room_invited(struct matrix *matrix, const char *id, const json_t *invite_state)
{
	char line[200];

	(void)matrix;
	(void)snprintf(line, sizeof(line), "invited %s %zu", id, json_array_size(invite_state));
	tell(&taken, line);
}

void matrix_alarm(struct matrix *matrix, const char *format, ...)
{
	char line[400];
	va_list args;

	(void)matrix;
	va_start(args, format);
	(void)vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	*(strstr(line, " hint=") ? strstr(line, " hint=") : line + strlen(line)) = '\0';
	tell(&alarms, line);
}

static void on_keep(
    void *user, struct adapter *adapter, const char *name, const char *value, struct ack *ack)
{
	char line[100];

	(void)user;
	(void)adapter;
	(void)snprintf(line, sizeof(line), "%s=%s", name, value);
	tell(&kept, line);
	acks[ack_count++] = ack;
}

/* ---- the world ---- */

static const struct adapter_events events = { .on_keep = on_keep };
static struct matrix matrix;
static char name[] = "matrix";
static char user[] = "@kaigi:c.test";
static char address[] = "wss://p.test/x/";
static char bearer[] = "as-secret";

static void setup(void)
{
	memset(&matrix, 0, sizeof(matrix));
	matrix.adapter.events = &events;
	matrix.name = name;
	matrix.user = user;
	matrix.websocket = address;
	matrix.websocket_token = bearer;
	matrix.state = MATRIX_SYNCING;
	timer_count = 0;
	ack_count = 0;
	opened = 0;
	catch_ups = 0;
	now_ms = 1000000;
	room_count = 0;
	matrix_room_know(&matrix, "!r:c.test")->joined = true;
	sent.count = taken.count = alarms.count = kept.count = 0;
	matrix_as_create(&matrix);
	ck_assert_ptr_nonnull(matrix.as);
	matrix_as_start(&matrix);
	matrix_as_start(&matrix);
}

static void teardown(void)
{
	matrix_as_stop(&matrix);
	matrix_as_stop(&matrix);
	matrix_as_destroy(&matrix);
	ck_assert_ptr_null(matrix.as);
	for (size_t i = 0; i < room_count; i++) {
		free(rooms[i].id);
	}
}

static void fire(size_t which)
{
	ck_assert_msg(timers[which]->runs, "timer %zu rests", which);
	timers[which]->runs = false;
	timers[which]->on_timer(timers[which]->user);
}

static void hear(const char *text)
{
	socket_now->options.on_message(socket_now->options.user, text, strlen(text));
}

static void end(enum websocket_how how, int code, int http_status)
{
	struct websocket_end end = { .how = how,
		.code = code,
		.http_status = http_status,
		.retry_after_ms = -1,
		.why = "test" };
	struct websocket *socket = socket_now;

	socket_now = NULL;
	socket->options.on_closed(socket->options.user, &end);
	free(socket);
}

static void dial(void)
{
	fire(DIAL);
	socket_now->options.on_open(socket_now->options.user);
	sent.count = 0;
}

/* Connected, greeted, caught up. */
static void link_up(void)
{
	dial();
	hear("{\"status\":\"connected\"}");
	matrix_as_caught_up(&matrix);
	fire(RELEASE);
}

#define NEW "1775779200000"
#define SAID(id, room, at)                                                                     \
	"{\"type\":\"m.room.message\",\"room_id\":\"" room "\",\"origin_server_ts\":" at       \
	",\"event_id\":\"" id "\"}"
#define MESSAGE(id) SAID(id, "!r:c.test", NEW)

/* ---- promises ---- */

START_TEST(it_is_live_with_the_first_frame_and_catches_up_then)
{
	dial();
	ck_assert(!matrix_as_is_live(&matrix));
	ck_assert_int_eq(catch_ups, 0);
	hear("no JSON");
	ck_assert(!ready);
	hear("{\"status\":\"connected\"}");
	ck_assert(ready);
	ck_assert(matrix_as_is_live(&matrix));
	ck_assert_int_eq(catch_ups, 1);
	ck_assert_uint_eq(timers[CATCH_UP]->ms, 300000);
	fire(CATCH_UP);
	ck_assert_int_eq(catch_ups, 2);
	ck_assert(timers[CATCH_UP]->runs);
	/* A frame that can't be read may have been events. */
	hear("{\"txn_id\":");
	ck_assert_int_eq(catch_ups, 3);
}
END_TEST

START_TEST(a_transaction_is_answered_only_when_its_commit_comes_back)
{
	link_up();
	hear("{\"id\":7,\"txn_id\":\"t1\",\"events\":[" MESSAGE("$a") "," MESSAGE("$b") "]}");
	expect(&taken, "!r:c.test $a|!r:c.test $b");
	expect(&kept, "as_txn=t1");
	expect(&sent, "");
	ck_assert_uint_eq(ack_count, 1);
	acks[0]->on_done(acks[0], true);
	expect(&sent, "{\"id\":7,\"command\":\"response\",\"data\":{\"txn_id\":\"t1\"}}");
}
END_TEST

START_TEST(what_was_not_stored_is_refused)
{
	link_up();
	hear("{\"id\":8,\"txn_id\":\"t2\",\"events\":[" MESSAGE("$a") "]}");
	acks[0]->on_done(acks[0], false);
	expect(&sent,
	    "{\"id\":8,\"command\":\"error\",\"data\":{\"code\":\"FI.MAU.NOT_STORED\","
	    "\"message\":\"not taken\"}}");
}
END_TEST

START_TEST(without_an_id_nothing_is_answered)
{
	link_up();
	hear("{\"status\":\"ok\",\"txn_id\":\"t3\",\"events\":[" MESSAGE("$a") "]}");
	expect(&taken, "!r:c.test $a");
	expect(&kept, "");
	expect(&sent, "");
}
END_TEST

START_TEST(a_transaction_id_that_came_before_is_no_reason_to_leave_events_out)
{
	link_up();
	hear("{\"txn_id\":\"1\",\"events\":[" MESSAGE("$a") "]}");
	hear("{\"txn_id\":\"1\",\"events\":[" MESSAGE("$b") "]}");
	expect(&taken, "!r:c.test $a|!r:c.test $b");
}
END_TEST

START_TEST(an_answer_does_not_ride_on_another_connection)
{
	link_up();
	hear("{\"id\":7,\"txn_id\":\"t1\",\"events\":[]}");
	end(WEBSOCKET_DROPPED, 1006, 0);
	dial();
	acks[0]->on_done(acks[0], true);
	expect(&sent, "");
}
END_TEST

START_TEST(what_comes_before_the_catch_up_waits_behind_it)
{
	dial();
	hear("{\"status\":\"connected\"}");
	hear("{\"txn_id\":\"1\",\"events\":[" MESSAGE("$a") "]}");
	expect(&taken, "");
	matrix_as_caught_up(&matrix);
	hear("{\"txn_id\":\"2\",\"events\":[" MESSAGE("$b") "]}");
	expect(&taken, ""); /* not inside anybody's call, and not past the first */
	fire(RELEASE);
	expect(&taken, "!r:c.test $a|!r:c.test $b");
	hear("{\"txn_id\":\"3\",\"events\":[" MESSAGE("$c") "]}");
	expect(&taken, "!r:c.test $c");
}
END_TEST

START_TEST(what_was_held_falls_with_the_connection)
{
	dial();
	hear("{\"txn_id\":\"1\",\"events\":[" MESSAGE("$a") "]}");
	end(WEBSOCKET_CLOSED, 1012, 0);
	matrix_as_caught_up(&matrix);
	link_up();
	expect(&taken, "");
}
END_TEST

#define ELSEWHERE(id) SAID(id, "!x:c.test", NEW)

START_TEST(too_much_to_hold_ends_the_connection)
{
	static const char frame[] = "{\"txn_id\":\"1\",\"events\":[]}";
	enum { SIZE = 33 * 1024 * 1024 };
	char *padded = mem_alloc(SIZE);

	memset(padded, ' ', SIZE);
	memcpy(padded, frame, sizeof(frame) - 1);
	dial();
	socket_now->options.on_message(socket_now->options.user, padded, SIZE);
	ck_assert(!killed);
	socket_now->options.on_message(socket_now->options.user, padded, SIZE);
	ck_assert(killed);
	free(padded);
}
END_TEST

START_TEST(rooms_of_others_are_none_of_our_business)
{
	link_up();
	catch_ups = 0;
	hear("{\"txn_id\":\"1\",\"events\":[{\"type\":\"m.room.message\"},7," MESSAGE(
	    "$c") "]}");
	expect(&taken, "!r:c.test $c");
	rooms[0].joined = false;
	hear("{\"txn_id\":\"2\",\"events\":[" MESSAGE("$d") "]}");
	expect(&taken, "");
	ck_assert_int_eq(catch_ups, 0);
	/* One that we never heard of may still be ours: /sync is asked, once. */
	hear("{\"txn_id\":\"3\",\"events\":[" ELSEWHERE("$e") "," ELSEWHERE("$f") "]}");
	hear("{\"txn_id\":\"4\",\"events\":[" ELSEWHERE("$g") "]}");
	expect(&taken, "");
	ck_assert_int_eq(catch_ups, 1);
}
END_TEST

#define MEMBER(who, what, more)                                                                \
	"{\"type\":\"m.room.member\",\"origin_server_ts\":" NEW                                \
	",\"room_id\":\"!n:c.test\",\"event_id\":\"$m\",\"state_key\":"                        \
	"\"" who "\",\"content\":{\"membership\":\"" what "\"}" more "}"

START_TEST(what_is_older_than_the_connection_is_left_to_sync)
{
	link_up();
	hear("{\"id\":1,\"txn_id\":\"1\",\"events\":[" SAID("$a", "!r:c.test",
	    "1775778599999") "," SAID("$b", "!r:c.test", "1775778600000") "," SAID("$c",
	    "!r:c.test",
	    "0") ",{\"type\":\"m.room.member\",\"room_id\":\"!r:c.test\",\"state_key\":"
	         "\"@kaigi:c.test\",\"content\":{\"membership\":\"invite\"}}]}");
	expect(&taken, "!r:c.test $b");
	expect(&kept, "as_txn=1");
}
END_TEST

START_TEST(our_own_membership_is_seen_in_every_room)
{
	link_up();
	hear("{\"txn_id\":\"1\",\"events\":[" MEMBER(
	    "@kaigi:c.test", "invite", ",\"unsigned\":{\"invite_room_state\":[{},{}]}") "]}");
	hear("{\"txn_id\":\"2\",\"events\":[" MEMBER("@kaigi:c.test", "join", "") "]}");
	hear("{\"txn_id\":\"3\",\"events\":[" MEMBER("@kaigi:c.test", "ban", "") "]}");
	hear("{\"txn_id\":\"4\",\"events\":[" MEMBER("@chair:c.test", "invite", "") "]}");
	expect(&taken, "invited !n:c.test 2|!n:c.test $m|!n:c.test $m");
}
END_TEST

START_TEST(a_server_that_forgot_is_not_heard)
{
	link_up();
	matrix.state = MATRIX_HALTED;
	hear("{\"id\":9,\"txn_id\":\"1\",\"events\":[" MESSAGE("$a") "]}");
	expect(&taken, "");
	expect(&kept, "");
	expect(&sent,
	    "{\"id\":9,\"command\":\"error\",\"data\":{\"code\":\"FI.MAU.HALTED\",\"message\":"
	    "\"not taken\"}}");
}
END_TEST

START_TEST(unknown_commands_are_refused_when_they_want_an_answer)
{
	link_up();
	hear("{\"command\":\"syncproxy_error\",\"data\":{}}");
	expect(&sent, "");
	hear("{\"id\":3,\"command\":\"http_proxy\",\"data\":{}}");
	expect(&sent, "{\"id\":3,\"command\":\"error\",\"data\":{\"code\":\"M_UNRECOGNIZED\","
	              "\"message\":\"not taken\"}}");
}
END_TEST

START_TEST(a_ping_that_is_not_answered_within_ten_seconds_ends_it)
{
	fire(DIAL);
	socket_now->options.on_open(socket_now->options.user);
	ck_assert_uint_eq(sent.count, 1);
	ck_assert_ptr_nonnull(strstr(sent.lines[0], "{\"id\":1,\"command\":\"ping\""));
	ck_assert_uint_eq(timers[BEAT]->ms, 10000);
	hear("{\"id\":1,\"command\":\"response\",\"data\":{\"timestamp\":5}}");
	ck_assert(matrix_as_is_live(&matrix));
	ck_assert_uint_eq(timers[BEAT]->ms, 30000);
	fire(BEAT);
	ck_assert_ptr_nonnull(strstr(sent.lines[1], "{\"id\":2,\"command\":\"ping\""));
	hear("{\"id\":1,\"command\":\"response\"}"); /* not this one's */
	ck_assert(!killed);
	ck_assert_uint_eq(timers[BEAT]->ms, 10000);
	fire(BEAT);
	ck_assert(killed);
}
END_TEST

START_TEST(who_was_replaced_does_not_fight)
{
	link_up();
	catch_ups = 0;
	end(WEBSOCKET_CLOSED, 4001, 0);
	ck_assert(!matrix_as_is_live(&matrix));
	ck_assert_int_eq(catch_ups, 1); /* the long poll goes on */
	ck_assert(!timers[DIAL]->runs);
	expect(&alarms, "matrix=websocket state=replaced code=4001");
	ck_assert_int_eq(opened, 1);
}
END_TEST

START_TEST(unanswered_transactions_are_alarmed_and_it_connects_again)
{
	link_up();
	end(WEBSOCKET_CLOSED, 4002, 0);
	expect(&alarms, "matrix=websocket state=unanswered code=4002");
	ck_assert(timers[DIAL]->runs);
}
END_TEST

START_TEST(a_refused_token_is_said_once_and_tried_now_and_then)
{
	fire(DIAL);
	end(WEBSOCKET_REFUSED, 1006, 403);
	expect(&alarms, "matrix=websocket state=refused status=403");
	ck_assert_uint_eq(timers[DIAL]->ms, 120000);
	ck_assert_int_eq(catch_ups, 0); /* /sync was never interrupted */
	fire(DIAL);
	end(WEBSOCKET_REFUSED, 1006, 401);
	expect(&alarms, "");
	link_up();
	end(WEBSOCKET_CLOSED, 1001, 0);
	fire(DIAL);
	end(WEBSOCKET_REFUSED, 1006, 403);
	expect(&alarms, "matrix=websocket state=refused status=403");
}
END_TEST

START_TEST(waits_before_a_new_connection_grow_and_shrink)
{
	static const uint64_t waits[] = { 2000, 4000, 8000, 16000, 32000, 64000, 120000,
		120000 };

	fire(DIAL);
	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		end(WEBSOCKET_FAILED, 1006, 0);
		ck_assert_uint_eq(timers[DIAL]->ms, waits[i]);
		now_ms += 1000;
		fire(DIAL);
	}
	now_ms += 300000;
	end(WEBSOCKET_CLOSED, 1012, 0);
	ck_assert_uint_eq(timers[DIAL]->ms, 2000);
	expect(&alarms, "");
}
END_TEST

START_TEST(without_a_setting_there_is_none)
{
	struct matrix other = { .websocket = (char[]){ "" } };

	matrix_as_create(&other);
	matrix_as_start(&other);
	ck_assert(!matrix_as_is_live(&other));
	matrix_as_caught_up(&other);
	matrix_as_flush(&other);
	matrix_as_stop(&other);
	matrix_as_destroy(&other);
	ck_assert_ptr_null(other.as);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("matrix_as");
	TCase *promises = tcase_create("promises");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(promises, setup, teardown);
	tcase_add_test(promises, it_is_live_with_the_first_frame_and_catches_up_then);
	tcase_add_test(promises, a_transaction_is_answered_only_when_its_commit_comes_back);
	tcase_add_test(promises, what_was_not_stored_is_refused);
	tcase_add_test(promises, without_an_id_nothing_is_answered);
	tcase_add_test(
	    promises, a_transaction_id_that_came_before_is_no_reason_to_leave_events_out);
	tcase_add_test(promises, an_answer_does_not_ride_on_another_connection);
	tcase_add_test(promises, what_comes_before_the_catch_up_waits_behind_it);
	tcase_add_test(promises, what_was_held_falls_with_the_connection);
	tcase_add_test(promises, too_much_to_hold_ends_the_connection);
	tcase_add_test(promises, rooms_of_others_are_none_of_our_business);
	tcase_add_test(promises, what_is_older_than_the_connection_is_left_to_sync);
	tcase_add_test(promises, our_own_membership_is_seen_in_every_room);
	tcase_add_test(promises, a_server_that_forgot_is_not_heard);
	tcase_add_test(promises, unknown_commands_are_refused_when_they_want_an_answer);
	tcase_add_test(promises, a_ping_that_is_not_answered_within_ten_seconds_ends_it);
	tcase_add_test(promises, who_was_replaced_does_not_fight);
	tcase_add_test(promises, unanswered_transactions_are_alarmed_and_it_connects_again);
	tcase_add_test(promises, a_refused_token_is_said_once_and_tried_now_and_then);
	tcase_add_test(promises, waits_before_a_new_connection_grow_and_shrink);
	tcase_add_test(promises, without_a_setting_there_is_none);
	suite_add_tcase(suite, promises);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
