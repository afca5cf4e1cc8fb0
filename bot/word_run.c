/*
 * `kaigi run`: puts loop, store, dispatch, delivery and adapters together and takes them apart
 * again. Nothing is asked of a network before the store is open and ours. The end: adapters
 * finish, what is queued is run, then everything closes; uv_loop_close must find nothing left.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "bot/alarm.h"
#include "bot/alerts_setup.h"
#include "bot/delivery.h"
#include "bot/dispatch.h"
#include "bot/exit.h"
#include "bot/http.h"
#include "bot/idle.h"
#include "bot/local.h"
#include "bot/loop.h"
#include "bot/matrix_setup.h"
#include "bot/notify.h"
#include "bot/setup.h"
#include "bot/slack.h"
#include "store/store.h"

enum {
	NETWORKS_MAX = 8,
	END_MS = 1500,     /* adapters have 1 s of their own */
	GUARD_SECONDS = 5, /* a handle that never closes must not keep a dead process */
	SLEEP_MS = 30 * KG_SECOND,
	SKEW_LOOK_MS = 10 * KG_MINUTE,
	STATE_SIZE = 160,
	KILLED_TWICE = 130,
};

struct world {
	const struct words *words;
	struct setup setup;
	struct secret proxy;
	struct store *store;
	struct loop *loop;
	struct http *http;
	struct dispatch *dispatch;
	struct delivery *delivery;
	struct alarm_desk *alarm;
	struct idle *idle;
	struct adapter *adapters[NETWORKS_MAX + 2]; /* the door for alerts, the local one */
	size_t adapter_count;
	size_t closed_count;
	struct loop_timer *tick;
	struct loop_timer *end_timer;
	struct loop_timer *skew_timer;
	struct http_call *skew_call;
	int64_t idle_at;
	int64_t watchdog_at;
	bool must_end; /* asked for from inside somebody's call: done at the turn's end */
	bool is_ending;
	bool is_over;
	int exit_code;
};

/* --- the end --- */

static void finish_loop(struct world *world)
{
	if (world->is_over) {
		return;
	}
	dispatch_drain(world->dispatch);
	world->is_over = true;
	loop_timer_stop(world->tick);
	loop_timer_stop(world->end_timer);
	loop_timer_stop(world->skew_timer);
	http_stop(world->http);
	loop_timer_destroy(world->tick);
	loop_timer_destroy(world->end_timer);
	loop_timer_destroy(world->skew_timer);
	loop_end(world->loop);
}

static void on_end_timer(void *user)
{
	log_warning("event=adapters_slow closed=%zu", ((struct world *)user)->closed_count);
	finish_loop(user);
}

static void end(struct world *world, int exit_code)
{
	if (world->is_ending) {
		return;
	}
	world->is_ending = true;
	world->exit_code = exit_code;
	log_info("event=stopping exit=%d", exit_code);
	notify_say("STOPPING=1");
	(void)alarm(GUARD_SECONDS);
	delivery_stop(world->delivery);
	alarm_unbind(world->alarm);
	if (world->skew_call != NULL) {
		http_cancel(world->skew_call);
		world->skew_call = NULL;
	}
	loop_timer_start(world->end_timer, END_MS);
	for (size_t i = 0; i < world->adapter_count; i++) {
		world->adapters[i]->impl->stop(world->adapters[i]);
	}
}

static void on_signal(void *user, int signum)
{
	struct world *world = user;

	if (world->is_ending) {
		_exit(KILLED_TWICE);
	}
	log_info("event=signal number=%d", signum);
	end(world, EXIT_FINE);
}

/* --- upcalls of the adapters --- */

static void on_event(void *user, struct adapter *adapter, struct event *event, struct ack *ack)
{
	struct world *world = user;

	if (event->kind == EVENT_LINK && event->action != NULL) {
		log_info("event=link network=%s state=%s", adapter->name, event->action);
		if (strcmp(event->action, "up") == 0) {
			delivery_link_up(world->delivery, adapter->workspace);
		}
	}
	dispatch_event(world->dispatch, adapter, event, ack);
}

static void on_sent(
    void *user, struct adapter *adapter, int64_t outbox, const struct send_result *result)
{
	(void)adapter;
	delivery_sent(((struct world *)user)->delivery, outbox, result);
}

static void on_direct(
    void *user, struct adapter *adapter, const char *account, const char *channel)
{
	delivery_direct(((struct world *)user)->delivery, adapter->workspace, account, channel);
}

static void on_keep(
    void *user, struct adapter *adapter, const char *name, const char *value, struct ack *ack)
{
	dispatch_keep(((struct world *)user)->dispatch, adapter, name, value, ack);
}

static void on_alarm(void *user, struct adapter *adapter, const char *line)
{
	(void)adapter;
	alarm_raise(((struct world *)user)->alarm, line);
}

/* Whoever asks is in the middle of something: the end begins when the turn is over. */
static void end_soon(struct world *world, int exit_code)
{
	if (!world->must_end && !world->is_ending) {
		world->must_end = true;
		world->exit_code = exit_code;
		loop_wake(world->loop);
	}
}

static void on_fatal(void *user, struct adapter *adapter, int exit_code, const char *line)
{
	(void)adapter;
	alarm_raise(((struct world *)user)->alarm, line);
	end_soon(user, exit_code);
}

static void on_closed(void *user, struct adapter *adapter)
{
	struct world *world = user;

	(void)adapter;
	world->closed_count++;
	if (world->is_ending && world->closed_count == world->adapter_count) {
		finish_loop(world);
	}
}

static const struct adapter_events adapter_events = {
	.on_event = on_event,
	.on_sent = on_sent,
	.on_direct = on_direct,
	.on_keep = on_keep,
	.on_alarm = on_alarm,
	.on_fatal = on_fatal,
	.on_closed = on_closed,
};

/* --- the turn --- */

static void on_wake(void *user)
{
	struct world *world = user;

	if (!world->is_over) {
		loop_wake(world->loop);
	}
}

static void on_dispatch_end(void *user, int exit_code)
{
	end_soon(user, exit_code);
}

static void on_dispatch_alarm(void *user, const char *line)
{
	alarm_raise(((struct world *)user)->alarm, line);
}

static void look_idle(struct world *world, int64_t now)
{
	char state[STATE_SIZE];
	bool is_idle;

	if (world->idle == NULL || now < world->idle_at) {
		return;
	}
	world->idle_at = now + IDLE_LOOK_MS;
	is_idle = dispatch_is_idle(world->dispatch) && delivery_is_quiet(world->delivery);
	(void)snprintf(state, sizeof(state), "idle=%d queued=%zu flying=%zu full=%d",
	    (int)is_idle, dispatch_queued(world->dispatch), delivery_flying(world->delivery),
	    (int)dispatch_is_full(world->dispatch));
	idle_look(world->idle, is_idle, state);
}

static int64_t least(int64_t left, int64_t right)
{
	return left < right ? left : right;
}

static int64_t feed_watchdog(struct world *world, int64_t now)
{
	int64_t interval = notify_watchdog_ms();

	if (interval == 0) {
		return SLEEP_MS;
	}
	if (now >= world->watchdog_at) {
		notify_say("WATCHDOG=1");
		world->watchdog_at = now + interval;
	}
	return world->watchdog_at - now;
}

static void on_turn(void *user)
{
	struct world *world = user;
	int64_t now = clock_monotonic_ms();
	int64_t wait;

	if (world->is_over) {
		return;
	}
	dispatch_turn(world->dispatch);
	delivery_pump(world->delivery);
	look_idle(world, now);
	if (world->must_end && !world->is_ending) {
		end(world, world->exit_code);
	}
	wait = least(feed_watchdog(world, now), SLEEP_MS);
	wait = least(wait, dispatch_wait_ms(world->dispatch));
	wait = least(wait, delivery_wait_ms(world->delivery));
	if (clock_is_test()) {
		wait = least(wait, IDLE_LOOK_MS);
	}
	loop_timer_start(world->tick, (uint64_t)(wait < 1 ? 1 : wait));
}

static void on_tick(void *user)
{
	on_wake(user);
}

/* --- the server's clock --- */

static void on_skew_answer(void *user, const struct http_answer *answer)
{
	struct world *world = user;

	world->skew_call = NULL;
	if (answer->date_ms != 0) {
		dispatch_clock_skew(world->dispatch, answer->date_ms - clock_now().ms);
	}
}

static void on_skew_timer(void *user)
{
	struct world *world = user;
	struct http_request request = {
		.url = world->setup.settings.workspaces[0].api,
		.on_answer = on_skew_answer,
		.user = world,
	};

	loop_timer_start(world->skew_timer, SKEW_LOOK_MS);
	if (world->skew_call == NULL) {
		world->skew_call = http_send(world->http, &request);
	}
}

/* --- the beginning --- */

static void bind_alarm(struct world *world, struct adapter *adapter)
{
	const struct settings *settings = &world->setup.settings;
	size_t size = strlen(adapter->name);

	if (strncmp(settings->alarm_channel, adapter->name, size) == 0 &&
	    settings->alarm_channel[size] == ':') {
		alarm_bind(world->alarm, adapter, settings->alarm_channel + size + 1,
		    settings->language, adapter->impl->post_alarm);
	}
}

static void add_adapter(struct world *world, struct adapter *adapter)
{
	world->adapters[world->adapter_count++] = adapter;
	delivery_add(world->delivery, adapter);
	bind_alarm(world, adapter);
}

static int add_slack(struct world *world, size_t index, int64_t workspace)
{
	const struct settings *settings = &world->setup.settings;
	struct tokens tokens = { .bot = { NULL, 0 } };
	struct slack_options options = {
		.loop = world->loop,
		.http = world->http,
		.api = settings->workspaces[index].api,
		.proxy = world->proxy.bytes,
		.no_proxy = settings->no_proxy,
		.ca_file = settings->ca_file,
		.files = settings->state,
		.events = &adapter_events,
		.user = world,
		.workspace = workspace,
		.name = settings->workspaces[index].name,
		.language = settings->language,
	};
	int code = setup_tokens(settings, index, &tokens);

	if (code == EXIT_FINE) {
		options.bot_token = tokens.bot.bytes;
		options.app_token = tokens.app.bytes;
		add_adapter(world, slack_create(&options));
	}
	tokens_finish(&tokens);
	return code;
}

static int add_matrix(struct world *world, size_t index, int64_t workspace)
{
	struct matrix_place place = {
		.loop = world->loop,
		.http = world->http,
		.store = world->store,
		.settings = &world->setup.settings,
		.index = index,
		.workspace = workspace,
		.proxy = world->proxy.bytes,
		.events = &adapter_events,
		.user = world,
	};
	struct adapter *adapter = NULL;
	int code = matrix_setup(&place, &adapter);

	if (code == EXIT_FINE) {
		add_adapter(world, adapter);
	}
	return code;
}

static int add_network(struct world *world, size_t index, int64_t workspace)
{
	switch (world->setup.settings.workspaces[index].kind) {
	case WORKSPACE_SLACK:
		return add_slack(world, index, workspace);
	case WORKSPACE_MATRIX:
		return add_matrix(world, index, workspace);
	}
	KG_UNREACHABLE();
}

static enum kg_status on_resume(void *user, const char *name)
{
	struct world *world = user;

	for (size_t i = 0; i < world->adapter_count; i++) {
		struct adapter *adapter = world->adapters[i];
		if (adapter->workspace != 0 && strcmp(adapter->name, name) == 0) {
			return adapter->impl->resume(adapter);
		}
	}
	return KG_INVALID;
}

static int ensure_workspaces(struct world *world, int64_t ids[NETWORKS_MAX])
{
	const struct settings *settings = &world->setup.settings;
	enum kg_status status = tx_begin(world->store);

	for (size_t i = 0; i < settings->workspace_count && status == KG_OK; i++) {
		status = workspace_ensure(world->store, settings->workspaces[i].name,
		    (int)settings->workspaces[i].kind, &ids[i]);
	}
	if (status == KG_OK) {
		status = tx_commit(world->store);
	} else {
		tx_rollback(world->store);
	}
	if (status != KG_OK) {
		log_error("event=workspaces status=\"%s\"", kg_status_text(status));
		return EXIT_AGAIN;
	}
	return EXIT_FINE;
}

static int add_alerts(struct world *world)
{
	struct alerts_place place = {
		.loop = world->loop,
		.settings = &world->setup.settings.alerts,
		.events = &adapter_events,
		.user = world,
	};
	struct adapter *adapter = NULL;
	int code = alerts_setup(&place, &adapter);

	if (code == EXIT_FINE) {
		world->adapters[world->adapter_count++] = adapter;
	}
	return code;
}

static int add_networks(struct world *world)
{
	const struct settings *settings = &world->setup.settings;
	struct local_options local = {
		.loop = world->loop,
		.folder = settings->state,
		.events = &adapter_events,
		.on_resume = on_resume,
		.user = world,
	};
	int64_t ids[NETWORKS_MAX] = { 0 };
	int code = EXIT_FINE;

	if (settings->workspace_count > NETWORKS_MAX) {
		log_error("event=start error=\"more than %d workspaces\"", NETWORKS_MAX);
		return EXIT_FAULTS;
	}
	code = ensure_workspaces(world, ids);
	for (size_t i = 0; i < settings->workspace_count && code == EXIT_FINE; i++) {
		code = add_network(world, i, ids[i]);
	}
	if (code == EXIT_FINE && settings->alerts.port != 0) {
		code = add_alerts(world);
	}
	if (code == EXIT_FINE) {
		world->adapters[world->adapter_count++] = local_create(&local);
	}
	return code;
}

static int make_http(struct world *world)
{
	struct kg_error err = { "" };
	struct http_options options = {
		.loop = world->loop,
		.no_proxy = world->setup.settings.no_proxy,
		.ca_file = world->setup.settings.ca_file,
	};
	int code = setup_proxy(&world->setup.settings, &world->proxy);

	if (code != EXIT_FINE) {
		return code;
	}
	options.proxy = world->proxy.bytes;
	if (http_create(&options, &err, &world->http) != KG_OK) {
		(void)fprintf(stderr, "kaigi: %s\n", err.text);
		return EXIT_FAULTS;
	}
	return EXIT_FINE;
}

static void make_road(struct world *world)
{
	struct dispatch_door door = {
		.take = handlers_take,
		.render = handlers_render,
		.full = handlers_full,
		.parked = handlers_parked,
		.tell_parked = handlers_tell_parked,
	};
	struct dispatch_options options = {
		.store = world->store,
		.charter = world->setup.charters.list,
		.settings = &world->setup.settings,
		.clocks = &world->setup.clocks,
		.door = door,
		.wake = on_wake,
		.end = on_dispatch_end,
		.alarm = on_dispatch_alarm,
		.user = world,
	};
	struct delivery_options delivery = {
		.store = world->store,
		.door = door,
		.is_unpaced = world->setup.is_loopback && clock_is_test(),
	};

	world->dispatch = dispatch_create(&options);
	delivery.dispatch = world->dispatch;
	world->delivery = delivery_create(&delivery);
	dispatch_on_marks(world->dispatch, delivery_admit, world->delivery);
}

static int start_adapters(struct world *world)
{
	for (size_t i = 0; i < world->adapter_count; i++) {
		if (world->adapters[i]->impl->start(world->adapters[i]) != KG_OK) {
			log_error("event=start network=%s", world->adapters[i]->name);
			return EXIT_AGAIN;
		}
	}
	return EXIT_FINE;
}

static int begin(struct world *world)
{
	int code;

	world->tick = loop_timer_create(world->loop, on_tick, world);
	world->end_timer = loop_timer_create(world->loop, on_end_timer, world);
	world->skew_timer = loop_timer_create(world->loop, on_skew_timer, world);
	make_road(world);
	code = make_http(world);
	if (code == EXIT_FINE) {
		code = add_networks(world);
	}
	if (code != EXIT_FINE) {
		return code;
	}
	if (dispatch_start(world->dispatch) != KG_OK) {
		log_error("event=start error=\"the state can't be written\"");
		return EXIT_AGAIN;
	}
	loop_on_signal(world->loop, on_signal, world);
	loop_on_turn(world->loop, on_turn, world);
	return start_adapters(world);
}

/* After a start that failed half-way: the same road out, without waiting for anybody. */
static void give_up(struct world *world, int code)
{
	world->is_ending = true;
	world->exit_code = code;
	for (size_t i = 0; i < world->adapter_count; i++) {
		world->adapters[i]->impl->stop(world->adapters[i]);
	}
	(void)alarm(GUARD_SECONDS);
	if (world->adapter_count == 0) {
		world->is_over = true;
		if (world->http != NULL) {
			http_stop(world->http);
		}
		loop_timer_destroy(world->tick);
		loop_timer_destroy(world->end_timer);
		loop_timer_destroy(world->skew_timer);
		loop_end(world->loop);
	} else {
		loop_timer_start(world->end_timer, END_MS);
	}
}

static void take_apart(struct world *world)
{
	dispatch_destroy(world->dispatch);
	loop_run(world->loop); /* connections that were just dropped close */
	delivery_destroy(world->delivery);
	for (size_t i = 0; i < world->adapter_count; i++) {
		world->adapters[i]->impl->destroy(world->adapters[i]);
	}
	http_destroy(world->http);
	KG_ASSERT(loop_destroy(world->loop) == 0);
	alarm_destroy(world->alarm);
	idle_destroy(world->idle);
	secret_finish(&world->proxy);
	store_close(world->store);
	setup_finish(&world->setup);
}

int word_run(const struct words *words)
{
	struct world world = { .words = words };
	int code;

	setup_harden();
	code = setup_load(words, &world.setup);
	if (code == EXIT_FINE) {
		code = setup_open_store(&world.setup, false, &world.store);
	}
	if (code != EXIT_FINE) {
		setup_finish(&world.setup);
		return code;
	}
	world.loop = loop_create();
	world.alarm = alarm_create();
	if (clock_is_test()) {
		world.idle = idle_create(getenv("KAIGI_TEST_CLOCK"));
	}
	code = begin(&world);
	if (code == EXIT_FINE) {
		log_info("event=started council=%s version=" KAIGI_VERSION,
		    world.setup.settings.council);
		notify_say("READY=1");
		if (!clock_is_test()) {
			loop_timer_start(world.skew_timer, KG_SECOND);
		}
		loop_wake(world.loop);
	} else {
		give_up(&world, code);
	}
	loop_run(world.loop);
	take_apart(&world);
	log_info("event=stopped exit=%d", world.exit_code);
	return world.exit_code;
}
