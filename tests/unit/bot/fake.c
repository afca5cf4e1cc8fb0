/* Built with --wrap=tx_commit,clock_now,clock_monotonic_ms: the real ones are reached as
 * __real_…. */
#include "fake.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "store/store.h"

int64_t fake_now;
static int64_t monotonic;
static enum kg_status commit_status;
static int commit_failures;

struct kg_time __wrap_clock_now(void);
int64_t __wrap_clock_monotonic_ms(void);
enum kg_status __real_tx_commit(struct store *store);
enum kg_status __wrap_tx_commit(struct store *store);

struct kg_time __wrap_clock_now(void)
{
	return (struct kg_time){ fake_now };
}

int64_t __wrap_clock_monotonic_ms(void)
{
	return monotonic;
}

enum kg_status __wrap_tx_commit(struct store *store)
{
	if (commit_failures > 0) {
		commit_failures--;
		tx_rollback(store);
		return commit_status;
	}
	return __real_tx_commit(store);
}

void fake_fail_commits(enum kg_status status, int times)
{
	commit_status = status;
	commit_failures = times;
}

void fake_move(int64_t ms)
{
	fake_now += ms;
	monotonic += ms;
}

/* --- handlers --- */

static struct fake *current;

static void write_down(struct fake_call *call, const struct event *event)
{
	call->kind = event->kind;
	(void)snprintf(
	    call->text, sizeof(call->text), "%s", event->text == NULL ? "" : event->text);
	(void)snprintf(call->action, sizeof(call->action), "%s",
	    event->action == NULL ? "" : event->action);
	call->when = event->when;
	call->row = event->outbox;
}

static enum kg_status take(
    struct desk *desk, const struct event *event, struct reply *out_reply)
{
	struct fake *fake = current;
	struct card *card;

	if (fake->take_count < FAKE_MAX) {
		write_down(&fake->takes[fake->take_count], event);
	}
	fake->take_count++;
	if (fake->fail_text != NULL && event->text != NULL && fake->fail_times != 0 &&
	    strcmp(fake->fail_text, event->text) == 0) {
		fake->fail_times -= fake->fail_times > 0;
		return fake->fail_status;
	}
	if (fake->on_take != NULL) {
		fake->on_take(fake, desk, event);
	}
	if (event->kind == EVENT_FORM && fake->faulty_text != NULL &&
	    strcmp(fake->faulty_text, event->text) == 0) {
		out_reply->kind = REPLY_FAULTS;
		out_reply->faults = arena_alloc(desk->arena, sizeof(*out_reply->faults));
		out_reply->faults[0].text = "faults";
		out_reply->fault_count = 1;
	} else if (event->kind == EVENT_COMMAND || event->kind == EVENT_FORM) {
		card = arena_alloc(desk->arena, sizeof(*card));
		card_init(card, desk->arena);
		card_title(card, "reply %zu to %s", fake->take_count, event->text);
		out_reply->kind = REPLY_TEXT;
		out_reply->card = card;
	}
	return KG_OK;
}

static enum kg_status render(struct desk *desk, const struct posting *posting, struct card *out)
{
	card_init(out, desk->arena);
	card_title(out, "show of %s", posting->matter);
	return KG_OK;
}

static void full(struct desk *desk, enum language language, struct reply *out_reply)
{
	struct card *card = arena_alloc(desk->arena, sizeof(*card));

	(void)language;
	card_init(card, desk->arena);
	card_title(card, "full");
	out_reply->kind = REPLY_TEXT;
	out_reply->card = card;
}

/* --- the network --- */

static enum kg_status net_start(struct adapter *adapter)
{
	(void)adapter;
	return KG_OK;
}

static enum kg_status net_send(struct adapter *adapter, const struct send *send)
{
	struct fake *fake = adapter->user;
	struct fake_call *call;

	KG_ASSERT(fake->send_count < FAKE_MAX);
	call = &fake->sends[fake->send_count++];
	(void)snprintf(
	    call->text, sizeof(call->text), "%s", send->card == NULL ? "" : send->card->title);
	(void)snprintf(call->action, sizeof(call->action), "%s", send->row->key);
	call->row = send->row->id;
	call->ambiguous = send->row->ambiguous;
	call->when = (struct kg_time){ fake_now };
	return KG_OK;
}

static void note_ack(struct fake *fake, const struct reply *reply)
{
	KG_ASSERT(fake->ack_count < FAKE_MAX);
	if (fake->ack_count == 0) {
		fake->commits_at_ack = store_commits(fake->store);
	}
	(void)snprintf(fake->acks[fake->ack_count++], FAKE_TEXT, "%s",
	    reply->kind == REPLY_TEXT     ? reply->card->title
	    : reply->kind == REPLY_FAULTS ? reply->faults[0].text
	                                  : "");
}

static void net_acknowledge(struct adapter *adapter, struct ack *ack, const struct reply *reply)
{
	free(ack);
	note_ack(adapter->user, reply);
}

static void net_refuse(struct adapter *adapter, struct ack *ack, const struct reply *reply)
{
	struct fake *fake = adapter->user;

	free(ack);
	KG_ASSERT(reply->kind == REPLY_TEXT && strcmp(reply->card->title, "full") == 0);
	fake->refuse_count++;
}

static void net_drop(struct adapter *adapter, struct ack *ack)
{
	free(ack);
	((struct fake *)adapter->user)->drop_count++;
}

static void net_flush(struct adapter *adapter)
{
	((struct fake *)adapter->user)->flush_count++;
}

static void net_nothing(struct adapter *adapter)
{
	(void)adapter;
}

static void net_post_alarm(struct adapter *adapter, const char *channel, const char *text)
{
	(void)adapter;
	(void)channel;
	(void)text;
}

static enum kg_status net_resume(struct adapter *adapter)
{
	(void)adapter;
	return KG_NOT_FOUND;
}

static const struct adapter_impl net = {
	.name = "fake",
	.start = net_start,
	.send = net_send,
	.acknowledge = net_acknowledge,
	.refuse = net_refuse,
	.drop = net_drop,
	.flush = net_flush,
	.post_alarm = net_post_alarm,
	.resume = net_resume,
	.stop = net_nothing,
	.destroy = net_nothing,
};

/* --- the world --- */

static void on_wake(void *user)
{
	(void)user;
}

static void on_end(void *user, int exit_code)
{
	((struct fake *)user)->ended = exit_code;
}

static void on_alarm(void *user, const char *line)
{
	struct fake *fake = user;

	fake->alarm_count++;
	(void)snprintf(fake->alarm, sizeof(fake->alarm), "%s", line);
}

static void parked(struct desk *desk, enum language language, struct reply *out_reply)
{
	full(desk, language, out_reply);
	card_title(out_reply->card, "parked");
}

struct fake *fake_create(void)
{
	struct fake *fake = mem_alloc(sizeof(*fake));
	struct dispatch_door door = {
		.take = take, .render = render, .full = full, .parked = parked
	};
	struct store_options options = { .folder = fake->folder, .council = "test" };
	struct kg_error err = { "" };

	fake_now = 1780000000000; /* 2026-05-29 05:26:40 in Japan */
	monotonic = 1000000;
	commit_failures = 0;
	current = fake;
	fake->ended = -1;
	(void)snprintf(fake->folder, sizeof(fake->folder), "/tmp/kaigi-test-XXXXXX");
	KG_ASSERT(mkdtemp(fake->folder) != NULL);
	if (store_open(&options, &fake->store, &err) != KG_OK) {
		(void)fprintf(stderr, "%s\n", err.text);
		abort();
	}
	KG_ASSERT(tx_begin(fake->store) == KG_OK);
	KG_ASSERT(workspace_ensure(fake->store, "slack", 0, &fake->workspace) == KG_OK);
	KG_ASSERT(tx_commit(fake->store) == KG_OK);
	fake->adapter = (struct adapter){
		.impl = &net, .user = fake, .workspace = fake->workspace, .name = "slack"
	};
	fake->dispatch = dispatch_create(&(struct dispatch_options){
	    .store = fake->store,
	    .charter = &fake->charter,
	    .settings = &fake->settings,
	    .door = door,
	    .wake = on_wake,
	    .end = on_end,
	    .alarm = on_alarm,
	    .user = fake,
	});
	fake->delivery = delivery_create(&(struct delivery_options){
	    .dispatch = fake->dispatch, .store = fake->store, .door = door });
	dispatch_on_marks(fake->dispatch, delivery_admit, fake->delivery);
	delivery_add(fake->delivery, &fake->adapter);
	return fake;
}

void fake_destroy(struct fake *fake)
{
	char command[FAKE_TEXT + 16];

	dispatch_destroy(fake->dispatch);
	delivery_destroy(fake->delivery);
	store_close(fake->store);
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", fake->folder);
	KG_ASSERT(system(command) == 0); /* NOLINT(cert-env33-c): our own temporary folder */
	free(fake);
}

void fake_event(struct fake *fake, const char *id, const char *text)
{
	struct event event = {
		.kind = EVENT_COMMAND,
		.workspace = fake->workspace,
		.id = id,
		.channel = "C1",
		.user = "U1",
		.text = text,
		.when = { fake_now },
	};

	dispatch_event(fake->dispatch, &fake->adapter, &event, mem_alloc(1));
}

void fake_mark(struct fake *fake, const char *id, const char *mark, int64_t when_ms)
{
	struct event event = {
		.kind = EVENT_MARK,
		.workspace = fake->workspace,
		.id = id,
		.channel = "C",
		.message = "M",
		.user = "U1",
		.mark = mark,
		.added = true,
		.when = { when_ms },
	};

	dispatch_event(fake->dispatch, &fake->adapter, &event, mem_alloc(1));
}

void fake_turn(struct fake *fake)
{
	dispatch_turn(fake->dispatch);
	delivery_pump(fake->delivery);
}

int64_t fake_count(struct fake *fake, const char *sql)
{
	char path[FAKE_TEXT + 16];
	sqlite3 *db = NULL;
	sqlite3_stmt *stmt = NULL;
	int64_t count = -1;

	(void)snprintf(path, sizeof(path), "%s/kaigi.db", fake->folder);
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
	    sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK &&
	    sqlite3_step(stmt) == SQLITE_ROW) {
		count = sqlite3_column_int64(stmt, 0);
	}
	(void)sqlite3_finalize(stmt);
	(void)sqlite3_close(db);
	return count;
}
