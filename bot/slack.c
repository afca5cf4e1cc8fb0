/*
 * Start, the sockets, stop. slack_link decides about connections; here its effects are done and
 * what happens to sockets is told to it. Nothing else opens or closes one.
 */

#include "bot/slack.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/random.h"
#include "bot/fault.h"
#include "bot/slack_adapter.h"

enum {
	MESSAGE_CAP = 4 * 1024 * 1024,
	SILENCE_MS = 40 * 1000,
	PING_MS = 10 * 1000,
	STOP_MS = 900, /* what is in flight may end */
};

static void feed(
    struct slack *slack, int slot, enum link_input input, const struct link_detail *detail);
static void arm(struct slack *slack);

struct slack *slack_of(struct adapter *adapter)
{
	return (struct slack *)(void *)adapter;
}

static void tell_link(struct slack *slack, const char *action)
{
	struct event event = { .kind = EVENT_LINK, .action = action };

	event.workspace = slack->adapter.workspace;
	event.when = clock_now();
	log_info("workspace=%s slack=link state=%s", slack->name, action);
	slack->adapter.events->on_event(slack->adapter.user, &slack->adapter, &event, NULL);
	loop_wake(slack->loop);
}

/* ---- apps.connections.open ---- */

static void forget_url(struct slack_socket *socket)
{
	if (socket->url) {
		mem_wipe(socket->url, strlen(socket->url));
	}
	free(socket->url);
	socket->url = NULL;
}

static void alarm_open(struct slack *slack, const char *error)
{
	const struct link_error *known = slack_link_error(error);

	if (known->fault == LINK_FAULT_SLOW) {
		slack->link_fault = known->name;
		slack_alarm(slack, "slack=open error=%s retry_s=%d hint=\"%s\"", error,
		    LINK_SLOW_MS / 1000, known->hint);
	} else {
		log_warning("workspace=%s slack=open error=%s", slack->name, error);
	}
}

static void on_asked(void *user, const struct slack_result *result)
{
	struct slack_socket *socket = user;
	struct slack *slack = socket->slack;
	const char *url = json_string_value(json_object_get(result->json, "url"));
	struct link_detail detail = { .delay_ms = result->retry_after_ms };
	enum link_input input = LINK_DENIED;

	socket->asking = NULL;
	if (result->verdict == CALL_CANCELLED) {
		return;
	}
	if (result->verdict == CALL_OK && url) {
		forget_url(socket);
		socket->url = mem_strdup(url);
		input = LINK_GRANTED;
	} else if (result->verdict == CALL_ERROR) {
		enum link_fault fault = slack_link_error(result->error)->fault;
		input = fault == LINK_FAULT_FATAL  ? LINK_BANNED
		        : fault == LINK_FAULT_SLOW ? LINK_BARRED
		                                   : LINK_DENIED;
	}
	if (input != LINK_GRANTED) {
		alarm_open(slack, result->error);
	}
	feed(slack, socket->slot, input, &detail);
	if (input == LINK_BANNED) {
		slack_fatal(slack, result->error);
	}
}

static void ask(struct slack_socket *socket)
{
	struct slack_request request = { .method = "apps.connections.open",
		.token = socket->slack->app_token,
		.on_result = on_asked,
		.user = socket };

	socket->asking = slack_call(&socket->slack->api, &request);
}

/* ---- frames ---- */

static void take_hello(struct slack_socket *socket, const struct slack_frame *frame)
{
	struct slack *slack = socket->slack;
	struct link_detail detail = { .connections = frame->connections,
		.lives_ms = frame->lives_ms };

	if (frame->app && !slack->app) {
		slack->app = mem_strdup(frame->app);
		slack->self.app = slack->app;
	}
	log_info("workspace=%s slack=hello slot=%d num_connections=%d lives_s=%lld",
	    slack->name, socket->slot, frame->connections, (long long)(frame->lives_ms / 1000));
	feed(slack, socket->slot, LINK_HELLO, &detail);
}

static void take_disconnect(struct slack_socket *socket, const char *reason)
{
	enum link_input input = LINK_REFRESH;

	log_info("workspace=%s slack=disconnect slot=%d reason=%s", socket->slack->name,
	    socket->slot, reason);
	if (strcmp(reason, "link_disabled") == 0) {
		input = LINK_DISABLED;
	} else if (strcmp(reason, "too_many_websockets") == 0) {
		input = LINK_CROWDED;
	}
	feed(socket->slack, socket->slot, input, NULL);
}

static void on_revoked(void *user)
{
	struct slack *slack = user;

	slack_fatal(slack, slack->link_fault);
}

static void take_event(struct slack_socket *socket, struct slack_frame *frame)
{
	struct slack *slack = socket->slack;
	struct event *event = &frame->event;

	event->workspace = slack->adapter.workspace;
	if (!kg_time_is_set(event->when)) {
		event->when = clock_now();
	}
	fault_point("event_in");
	slack->adapter.events->on_event(slack->adapter.user, &slack->adapter, event,
	    slack_ack_create(slack, socket->slot, frame));
	if (frame->kind == SLACK_FRAME_REVOKED && !slack->stopping) {
		slack->link_fault = slack_link_error(frame->reason)->name;
		/* The event has to be stored before the end. */
		loop_timer_start(slack->start_timer, 300);
	}
}

static void on_message(void *user, const char *text, size_t size)
{
	struct slack_socket *socket = user;
	struct slack *slack = socket->slack;
	struct arena arena KG_AUTO_ARENA = { 0 };
	struct slack_frame frame;

	slack_decode(text, size, &slack->self, &arena, &frame);
	switch (frame.kind) {
	case SLACK_FRAME_JUNK:
		log_warning(
		    "workspace=%s slack=frame error=unknown size=%zu", slack->name, size);
		break;
	case SLACK_FRAME_HELLO:
		take_hello(socket, &frame);
		break;
	case SLACK_FRAME_DISCONNECT:
		take_disconnect(socket, frame.reason);
		break;
	case SLACK_FRAME_LIMITED:
		slack_alarm(
		    slack, "slack=app_rate_limited hint=\"Slack drops events: read back\"");
		slack_ack_bare(slack, socket->slot, frame.envelope);
		tell_link(slack, "foreign"); /* nothing closes before it was read back */
		break;
	case SLACK_FRAME_STRANGE:
		slack_alarm(slack, "slack=strange hint=\"an envelope of another workspace or "
		                   "app: are the two tokens of one app?\"");
		slack_ack_bare(slack, socket->slot, frame.envelope);
		break;
	case SLACK_FRAME_IGNORED:
		slack_ack_bare(slack, socket->slot, frame.envelope);
		break;
	case SLACK_FRAME_REVOKED:
	case SLACK_FRAME_EVENT:
		take_event(socket, &frame);
		break;
	}
}

static void on_open(void *user)
{
	struct slack_socket *socket = user;

	feed(socket->slack, socket->slot, LINK_OPENED, NULL);
}

static void on_closed(void *user, const struct websocket_end *end)
{
	struct slack_socket *socket = user;
	struct slack *slack = socket->slack;
	struct link_detail detail = { .delay_ms =
		                          end->retry_after_ms > 0 ? end->retry_after_ms : 0 };

	socket->websocket = NULL;
	socket->serial = 0;
	log_info("workspace=%s slack=closed slot=%d state=%s how=%d code=%d http=%d why=\"%s\"",
	    slack->name, socket->slot,
	    slack_link_state_name(slack->link.slots[socket->slot].state), (int)end->how,
	    end->code, end->http_status, end->why);
	/* 409: several instances start together; 408, 429: not now. */
	if (end->how == WEBSOCKET_REFUSED && detail.delay_ms == 0) {
		detail.delay_ms = end->http_status == 429 ? 30 * 1000 : 10 * 1000;
	}
	feed(slack, socket->slot, LINK_LOST, &detail);
}

static void dial(struct slack_socket *socket)
{
	struct slack *slack = socket->slack;
	struct websocket_options options = { .url = socket->url,
		.ready_ms = LINK_HELLO_MS,
		.silence_ms = SILENCE_MS,
		.ping_ms = PING_MS,
		.cap = MESSAGE_CAP,
		.on_open = on_open,
		.on_message = on_message,
		.on_closed = on_closed,
		.user = socket };

	socket->serial = ++slack->serial;
	socket->websocket = websocket_open(slack->pool, &options);
	forget_url(socket);
}

/* ---- the link's effects ---- */

static void do_effect(struct slack *slack, const struct link_effect *effect)
{
	struct slack_socket *socket =
	    effect->slot >= 0 ? &slack->sockets[effect->slot] : &slack->sockets[0];

	switch (effect->kind) {
	case LINK_DO_ASK:
		ask(socket);
		break;
	case LINK_DO_CANCEL:
		log_warning("workspace=%s slack=open error=no_answer", slack->name);
		slack_call_cancel(socket->asking);
		socket->asking = NULL;
		break;
	case LINK_DO_DIAL:
		dial(socket);
		break;
	case LINK_DO_READY:
		if (socket->websocket) {
			websocket_ready(socket->websocket);
		}
		break;
	case LINK_DO_CLOSE:
		if (socket->websocket) {
			websocket_close(socket->websocket, 1000);
		}
		break;
	case LINK_DO_KILL:
		if (socket->websocket) {
			websocket_kill(socket->websocket);
		}
		break;
	case LINK_SAY_UP:
	case LINK_SAY_DOWN:
		if (!slack->stopping) {
			tell_link(slack, effect->kind == LINK_SAY_UP ? "up" : "down");
		}
		break;
	case LINK_SAY_FOREIGN:
		slack_alarm(slack,
		    "slack=foreign connections=%d hint=\"somebody else takes a share of the "
		    "events: another kaigi, or a connection that Slack has not given up yet\"",
		    effect->number);
		tell_link(slack, "foreign");
		break;
	case LINK_SAY_DISABLED:
		/* A refused open was alarmed with its own word. */
		if (!slack->link_fault) {
			alarm_open(slack, "link_disabled");
		}
		slack->link_fault = NULL;
		break;
	case LINK_SAY_CROWDED:
		slack_alarm(slack, "slack=too_many_websockets hint=\"more than ten connections "
		                   "of this app: stop the others\"");
		break;
	case LINK_SAY_FATAL:
		break; /* whoever fed it tells */
	case LINK_SAY_STOPPED:
		slack->link_stopped = true;
		if (slack->stopping) {
			loop_timer_start(slack->end_timer, 0);
		}
		break;
	}
}

static void do_effects(struct slack *slack, const struct link_effects *effects)
{
	for (size_t i = 0; i < effects->count; i++) {
		do_effect(slack, &effects->items[i]);
	}
	arm(slack);
}

static void feed(
    struct slack *slack, int slot, enum link_input input, const struct link_detail *detail)
{
	struct link_effects effects = { .count = 0 };

	slack_link_input(&slack->link, clock_monotonic_ms(), slot, input, detail, &effects);
	do_effects(slack, &effects);
}

static void on_link_timer(void *user)
{
	struct slack *slack = user;
	struct link_effects effects = { .count = 0 };

	slack_link_tick(&slack->link, clock_monotonic_ms(), &effects);
	do_effects(slack, &effects);
}

static void arm(struct slack *slack)
{
	int64_t now = clock_monotonic_ms();
	int64_t due = slack_link_due(&slack->link, now);

	if (!slack->linked || due == INT64_MAX || slack->closed) {
		loop_timer_stop(slack->link_timer);
	} else {
		loop_timer_start(slack->link_timer, (uint64_t)(due - now) + 1);
	}
}

/* ---- start ---- */

static char *copy_field(const json_t *json, const char *key)
{
	const char *text = json_string_value(json_object_get(json, key));

	return text && *text ? mem_strdup(text) : NULL;
}

static void on_clock(void *user, int64_t skew_ms)
{
	struct slack *slack = user;

	slack->skew_ms = skew_ms;
	slack->skew_at = clock_monotonic_ms();
}

static void on_tested(void *user, const struct slack_result *result)
{
	static const uint64_t waits[] = { 1000, 2000, 5000, 10000, 30000 };
	struct slack *slack = user;

	if (result->verdict == CALL_CANCELLED || slack_note(slack, "auth.test", result)) {
		return;
	}
	if (result->verdict != CALL_OK) {
		uint64_t wait = waits[slack->start_tries < 4 ? slack->start_tries : 4];
		slack->start_tries++;
		log_warning("workspace=%s slack=start error=%s retry_ms=%llu", slack->name,
		    result->error, (unsigned long long)wait);
		loop_timer_start(slack->start_timer, (int64_t)wait < result->retry_after_ms
		                                         ? (uint64_t)result->retry_after_ms
		                                         : wait);
		return;
	}
	slack->team = copy_field(result->json, "team_id");
	slack->site = copy_field(result->json, "url");
	slack->user = copy_field(result->json, "user_id");
	slack->bot = copy_field(result->json, "bot_id");
	slack->self = (struct slack_identity){
		.team = slack->team, .user = slack->user, .bot = slack->bot
	};
	log_info("workspace=%s slack=start team=%s user=%s", slack->name,
	    slack->team ? slack->team : "?", slack->user ? slack->user : "?");
	slack->starting = false;
	slack->linked = true;
	on_link_timer(slack);
}

static void on_start_timer(void *user)
{
	struct slack *slack = user;
	struct slack_request request = { .method = "auth.test",
		.token = slack->bot_token,
		.on_result = on_tested,
		.user = slack };

	if (slack->linked) {
		on_revoked(slack);
	} else if (!slack->stopping) {
		slack_call(&slack->api, &request);
	}
}

static enum kg_status start(struct adapter *adapter)
{
	struct slack *slack = slack_of(adapter);
	struct websocket_pool_options options = { .loop = slack->loop,
		.proxy = slack->proxy,
		.no_proxy = slack->no_proxy,
		.ca_file = slack->ca_file };
	struct kg_error err = { "" };
	enum kg_status status = websocket_pool_create(&options, &err, &slack->pool);

	if (status != KG_OK) {
		log_error("workspace=%s slack=start error=\"%s\"", slack->name, err.text);
		return status;
	}
	slack->starting = true;
	loop_timer_start(slack->start_timer, 0);
	return KG_OK;
}

/* ---- stop ---- */

static void finish_stop(struct slack *slack)
{
	slack->closed = true;
	slack_ops_cancel(slack);
	slack_call_cancel_all(&slack->api);
	while (slack->acks) {
		slack_drop(&slack->adapter, slack->acks);
	}
	for (int i = 0; i < LINK_SLOTS; i++) {
		forget_url(&slack->sockets[i]);
	}
	if (slack->pool) {
		websocket_pool_stop(slack->pool);
	}
	loop_timer_destroy(slack->link_timer);
	loop_timer_destroy(slack->start_timer);
	loop_timer_destroy(slack->end_timer);
	slack->adapter.events->on_closed(slack->adapter.user, &slack->adapter);
}

static void on_end_timer(void *user)
{
	struct slack *slack = user;

	if (slack->closed) {
		return;
	}
	/* Calls in flight get the whole time, sockets are closed by then. */
	if (loop_timer_is_running(slack->start_timer) &&
	    (!slack->link_stopped || slack->api.calls)) {
		loop_timer_start(slack->end_timer, 20);
		return;
	}
	finish_stop(slack);
}

static void on_stop_deadline(void *user)
{
	(void)user; /* that it no longer runs is the sign */
}

static void stop(struct adapter *adapter)
{
	struct slack *slack = slack_of(adapter);
	struct link_effects effects = { .count = 0 };

	if (slack->stopping) {
		return;
	}
	slack->stopping = true;
	loop_timer_destroy(slack->start_timer);
	slack->start_timer = loop_timer_create(slack->loop, on_stop_deadline, slack);
	loop_timer_start(slack->start_timer, STOP_MS);
	slack_link_stop(&slack->link, clock_monotonic_ms(), &effects);
	do_effects(slack, &effects);
	loop_timer_start(slack->end_timer, 0);
}

static void flush(struct adapter *adapter)
{
	struct slack *slack = slack_of(adapter);

	for (int i = 0; i < LINK_SLOTS; i++) {
		if (slack->sockets[i].websocket) {
			websocket_flush(slack->sockets[i].websocket);
		}
	}
}

/* Slack forgets nothing that it told us. */
static enum kg_status resume(struct adapter *adapter)
{
	(void)adapter;
	return KG_NOT_FOUND;
}

static void free_secret(char *secret)
{
	mem_wipe(secret, strlen(secret));
	free(secret);
}

static void destroy(struct adapter *adapter)
{
	struct slack *slack;

	if (!adapter) {
		return;
	}
	slack = slack_of(adapter);
	KG_ASSERT(slack->closed);
	websocket_pool_destroy(slack->pool);
	free_secret(slack->bot_token);
	free_secret(slack->app_token);
	free_secret(slack->proxy);
	free(slack->no_proxy);
	free(slack->ca_file);
	free(slack->files);
	free(slack->team);
	free(slack->site);
	free(slack->user);
	free(slack->bot);
	free(slack->app);
	free(slack->name);
	free(slack->api.base);
	free(slack);
}

static const struct adapter_impl impl = {
	.name = "slack",
	.start = start,
	.send = slack_send,
	.acknowledge = slack_acknowledge,
	.refuse = slack_refuse,
	.drop = slack_drop,
	.flush = flush,
	.post_alarm = slack_post_alarm,
	.resume = resume,
	.stop = stop,
	.destroy = destroy,
};

static char *copy(const char *text)
{
	return mem_strdup(text ? text : "");
}

struct adapter *slack_create(const struct slack_options *options)
{
	struct slack *slack = mem_alloc(sizeof(*slack));
	uint64_t seed;

	slack->name = copy(options->name);
	slack->adapter = (struct adapter){ .impl = &impl,
		.events = options->events,
		.user = options->user,
		.workspace = options->workspace,
		.name = slack->name };
	slack->loop = options->loop;
	slack->http = options->http;
	slack->api = (struct slack_api){ .http = options->http,
		.base = copy(options->api),
		.on_clock = on_clock,
		.user = slack };
	slack->bot_token = copy(options->bot_token);
	slack->app_token = copy(options->app_token);
	slack->proxy = copy(options->proxy);
	slack->no_proxy = copy(options->no_proxy);
	slack->ca_file = copy(options->ca_file);
	slack->files = copy(options->files);
	slack->language = options->language;
	random_bytes(&seed, sizeof(seed));
	slack_link_init(&slack->link, seed);
	for (int i = 0; i < LINK_SLOTS; i++) {
		slack->sockets[i].slack = slack;
		slack->sockets[i].slot = i;
	}
	slack->link_timer = loop_timer_create(slack->loop, on_link_timer, slack);
	slack->start_timer = loop_timer_create(slack->loop, on_start_timer, slack);
	slack->end_timer = loop_timer_create(slack->loop, on_end_timer, slack);
	return &slack->adapter;
}
