#include "room.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "config/roster.h"
#include "store/engine.h"
#include "store/people.h"
#include "store/timer.h"

enum { SAID_MAX = 400 };

struct said {
	char *conversation;
	char *text;
	char id[32];
};

struct kg_time room_now;
struct store *room_store;

static char folder[64];
static struct charter charter;
static struct settings_channel channels[] = { { "council", "!council", LANGUAGE_JA } };
static struct settings_workspace workspaces[] = {
	{ .name = "city", .kind = WORKSPACE_MATRIX, .channels = channels, .channel_count = 1 },
};
static struct settings settings = { .council = "kawasaki",
	.language = LANGUAGE_JA,
	.workspaces = workspaces,
	.workspace_count = 1 };
static struct said said[SAID_MAX];
static size_t said_count;
static int64_t workspace;
static int serial;

static struct kg_time instant(int day, int hour, int minute)
{
	struct kg_date date;

	ck_assert(kg_date_make(2026, 4, day, &date));
	return kg_time_at(date, hour, minute);
}

static void open_store(void)
{
	struct store_options options = { .folder = folder, .council = "kawasaki" };
	struct kg_error err = { { 0 } };

	ck_assert_msg(store_open(&options, &room_store, &err) == KG_OK, "%s", err.text);
}

static const char *room_of(const char *user)
{
	static char name[64];

	(void)snprintf(name, sizeof(name), "!direct-%s", user);
	return name;
}

static char *text_of(const struct card *card)
{
	struct buf out;
	size_t size;

	buf_init(&out, 1024UL * 1024);
	card_plain(card, &out);
	return buf_take(&out, &size);
}

static void deliver_row(const struct outbox_row *row, struct arena *arena)
{
	struct said *one = &said[said_count];
	struct card card;
	const char *channel =
	    row->conversation[0] == '@' ? room_of(row->conversation + 1) : row->conversation;

	ck_ok(outbox_begin(room_store, row->id, room_now));
	ck_ok(outbox_finish(room_store, row->id, row->verb == OUTBOX_SAY, ""));
	if (row->verb != OUTBOX_SAY) {
		return;
	}
	ck_assert_uint_lt(said_count, SAID_MAX);
	said_count++;
	ck_ok(card_unpack(row->body, row->body_size, arena, &card));
	one->conversation = mem_strdup(row->conversation);
	one->text = text_of(&card);
	(void)snprintf(one->id, sizeof(one->id), "$said-%d", ++serial);
	ck_ok(posting_set_live(room_store, row->posting, channel, one->id, room_now));
}

/* Everything that waits goes out, in order. */
static void deliver(void)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct outbox_row *rows;
	size_t count;

	ck_ok(tx_begin(room_store));
	do {
		ck_ok(outbox_next(room_store, room_now, 20, &arena, &rows, &count));
		for (size_t i = 0; i < count; i++) {
			deliver_row(&rows[i], &arena);
		}
	} while (count > 0);
	ck_ok(tx_commit(room_store));
}

static void take(struct event *event)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct desk desk = { .store = room_store,
		.charter = &charter,
		.settings = &settings,
		.arena = &arena,
		.cause = "inbox:1",
		.now = room_now };
	struct reply reply;

	event->now = room_now;
	event->when = event->when.ms == 0 ? room_now : event->when;
	ck_ok(tx_begin(room_store));
	ck_ok(handlers_take(&desk, event, &reply));
	ck_ok(tx_commit(room_store));
	/* A workspace that answers by messages has no other way to be answered. */
	ck_assert(event->user == NULL || reply.kind == REPLY_NONE);
	deliver();
	room_now.ms += 1000;
}

/* The shipped roster with its accounts in our workspace. */
static char *roster_text(void)
{
	FILE *file = fopen(SHIPPED "/roster.yaml", "r");
	struct buf out;
	char line[1024];
	size_t size;

	ck_assert_ptr_nonnull(file);
	buf_init(&out, 1024UL * 1024);
	while (fgets(line, sizeof(line), file) != NULL) {
		char *at = strstr(line, "workspace: slack");

		if (at == NULL) {
			buf_puts(&out, line);
			continue;
		}
		buf_add(&out, line, (size_t)(at - line));
		buf_printf(&out, "workspace: city%s", at + strlen("workspace: slack"));
	}
	(void)fclose(file);
	return buf_take(&out, &size);
}

static void import_roster(void)
{
	char *text = roster_text();
	struct event event = { .kind = EVENT_IMPORT, .action = "roster.yaml", .text = text };

	take(&event);
	free(text);
}

void room_alerts(const char *id, const char *group, const char *state, const char *title)
{
	struct answer answers[] = { { "group", group }, { "state", state }, { "title", title },
		{ "count", "1" } };
	struct event event = { .kind = EVENT_ALERT,
		.id = id,
		.action = "mon",
		.answers = answers,
		.answer_count = 4 };

	take(&event);
}

void room_setup(void)
{
	struct event start = { .kind = EVENT_START };
	struct problems problems;

	(void)snprintf(folder, sizeof(folder), "/tmp/kaigi-room-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	problems_init(&problems, LANGUAGE_JA);
	charter = (struct charter){ .version = NULL };
	ck_ok(charter_load(SHIPPED "/charter.yaml", &problems, &charter));
	problems_finish(&problems);
	open_store();
	room_now = instant(10, 9, 0);
	ck_ok(tx_begin(room_store));
	ck_ok(workspace_ensure(room_store, "city", WORKSPACE_MATRIX, &workspace));
	ck_ok(tx_commit(room_store));
	take(&start);
	import_roster();
}

void room_teardown(void)
{
	char command[128];

	store_close(room_store);
	charter_finish(&charter);
	for (size_t i = 0; i < said_count; i++) {
		free(said[i].conversation);
		free(said[i].text);
	}
	said_count = 0;
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	ck_assert_int_eq(system(command), 0); /* NOLINT(cert-env33-c) */
}

void room_restart(void)
{
	store_close(room_store);
	open_store();
}

void room_at(int day, int hour, int minute)
{
	struct kg_time until = instant(day, hour, minute);
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct timer timer;

	while (timer_next(room_store, &arena, &timer) == KG_OK && timer.due.ms <= until.ms) {
		struct event event = { .kind = EVENT_TIMER,
			.action = timer.kind,
			.text = timer.matter,
			.token = timer.detail,
			.when = timer.due };

		ck_ok(tx_begin(room_store));
		ck_ok(timer_done(room_store, timer.id));
		ck_ok(tx_commit(room_store));
		room_now.ms = timer.due.ms > room_now.ms ? timer.due.ms : room_now.ms;
		take(&event);
	}
	room_now = until;
}

static struct event of(enum event_kind kind, const char *user, const char *text)
{
	static char ids[8][32];
	char *id = ids[++serial % 8];

	(void)snprintf(id, sizeof(ids[0]), "$typed-%d", serial);
	return (struct event){ .kind = kind,
		.workspace = workspace,
		.channel = room_of(user),
		.message = id,
		.user = user,
		.text = text,
		.direct = true };
}

const char *room_says(const char *user, const char *text)
{
	struct event event = of(EVENT_MESSAGE, user, text);
	const char *id = event.message;

	take(&event);
	return id;
}

const char *room_replies(const char *user, const char *to_message, const char *text)
{
	struct event event = of(EVENT_MESSAGE, user, text);
	const char *id = event.message;

	event.thread = to_message;
	take(&event);
	return id;
}

void room_answers_elsewhere(
    const char *user, const char *whose, const char *to_message, const char *text)
{
	struct event event = of(EVENT_MESSAGE, user, text);
	char room[64];

	(void)snprintf(room, sizeof(room), "!direct-%s", whose);
	event.channel = room;
	event.thread = to_message;
	event.direct = false;
	take(&event);
}

void room_posts_file(const char *user, const char *id, const char *text)
{
	struct event event = of(EVENT_MESSAGE, user, text);
	struct event_file file = {
		.id = id, .name = "別紙.pdf", .type = "application/pdf", .size = 9
	};

	event.files = &file;
	event.file_count = 1;
	take(&event);
}

void room_commands(const char *user, const char *text)
{
	struct event event = of(EVENT_COMMAND, user, text);

	take(&event);
}

void room_commands_late(const char *user, const char *text, struct kg_time typed)
{
	struct event event = of(EVENT_COMMAND, user, text);

	event.when = typed;
	take(&event);
}

void room_edits(const char *user, const char *message, const char *text)
{
	struct event event = of(EVENT_CHANGED, user, text);

	event.message = message;
	take(&event);
}

void room_edits_command(const char *user, const char *message, const char *text)
{
	struct event event = of(EVENT_CHANGED, user, text);

	event.message = message;
	event.action = "command";
	take(&event);
}

void room_marks(const char *user, const char *message, const char *mark)
{
	struct event event = of(EVENT_MARK, user, NULL);
	static char id[32];

	(void)snprintf(id, sizeof(id), "$mark-%d", ++serial);
	event.id = id;
	event.message = message;
	event.mark = mark;
	event.added = true;
	take(&event);
}

static const struct said *newest(const char *user, const char *text)
{
	for (size_t i = said_count; i > 0; i--) {
		const struct said *one = &said[i - 1];

		if (one->conversation[0] == '@' && strcmp(one->conversation + 1, user) == 0 &&
		    (text == NULL || strstr(one->text, text) != NULL)) {
			return one;
		}
	}
	return NULL;
}

const char *room_newest(const char *user)
{
	const struct said *one = newest(user, NULL);

	return one == NULL ? "" : one->text;
}

const char *room_newest_id(const char *user)
{
	const struct said *one = newest(user, NULL);

	return one == NULL ? NULL : one->id;
}

const char *room_id_of(const char *user, const char *text)
{
	const struct said *one = newest(user, text);

	return one == NULL ? NULL : one->id;
}

int room_count(const char *user, const char *text)
{
	int count = 0;

	for (size_t i = 0; i < said_count; i++) {
		count += said[i].conversation[0] == '@' &&
		         strcmp(said[i].conversation + 1, user) == 0 &&
		         strstr(said[i].text, text) != NULL;
	}
	return count;
}

int64_t room_number(const char *sql)
{
	sqlite3_stmt *stmt;
	int64_t number;

	ck_assert_int_eq(sqlite3_prepare_v2(room_store->db, sql, -1, &stmt, NULL), SQLITE_OK);
	ck_assert_int_eq(sqlite3_step(stmt), SQLITE_ROW);
	number = sqlite3_column_int64(stmt, 0);
	(void)sqlite3_finalize(stmt);
	return number;
}
