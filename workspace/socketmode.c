/* Sockets and tickets; the envelopes are envelope.c's. */

#include "workspace/socketmode.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/random.h"
#include "workspace/envelope.h"
#include "workspace/fault.h"
#include "workspace/journal.h"
#include "workspace/jx.h"
#include "workspace/model.h"
#include "workspace/push.h"
#include "workspace/server.h"

enum {
	LINKS_MAX = 10,
	TICKETS_MAX = 64,
	TICKET_MS = 60000,
	LIFE_S = 18060, /* what real Slack has been seen to say */
	DEBUG_LIFE_S = 360,
	WARNING_MS = 10000,
	PING_MS = 5000,
	CLOSE_NORMAL = 1000,
};

struct link {
	struct link *next;
	uint64_t socket;
	int number; /* for the journal: 1, 2, 3 … */
	bool ready; /* said hello and not asked to leave */
	struct server_timer *warning;
	struct server_timer *end;
	struct server_timer *ping;
};

struct ticket {
	char text[RANDOM_KEY_HEX + 1];
	int64_t until_ms;
};

static struct link *links; /* oldest first */
static struct ticket tickets[TICKETS_MAX];
static int next_ticket;
static int next_number = 1;
static int ghosts;

char *socketmode_new_ticket(bool secure)
{
	struct ticket *ticket = &tickets[next_ticket++ % TICKETS_MAX];
	const char *base = server_base(secure);
	struct buf url;

	random_key(ticket->text);
	ticket->until_ms = clock_monotonic_ms() + TICKET_MS;
	buf_init(&url, 1024);
	buf_printf(&url, "ws%s/link/?ticket=%s&app_id=%s", base + strlen("http"), ticket->text,
	    jx_text_or(model_app(), "id", ""));
	return buf_take(&url, NULL);
}

static struct ticket *find_ticket(const char *text)
{
	for (int i = 0; text != NULL && i < TICKETS_MAX; i++) {
		if (tickets[i].until_ms > clock_monotonic_ms() &&
		    strcmp(tickets[i].text, text) == 0) {
			return &tickets[i];
		}
	}
	return NULL;
}

int socketmode_upgrade(const json_t *query)
{
	struct ticket *ticket = find_ticket(jx_text(query, "ticket"));
	json_t *fault;
	int status;

	if (ticket == NULL) {
		return 401;
	}
	ticket->until_ms = 0;
	fault = fault_take("refuse_upgrade", NULL);
	status = fault == NULL ? 0 : (int)jx_int(fault, "status", 409);
	json_decref(fault);
	return status;
}

int socketmode_sockets(void)
{
	int count = 0;

	for (const struct link *link = links; link != NULL; link = link->next) {
		count++;
	}
	return count;
}

static void tell_pages(void)
{
	push_send("socket", jx_pack("{si}", "sockets", socketmode_sockets()));
}

static void send_json(struct link *link, json_t *frame)
{
	char *text = jx_dump(frame);

	server_send(link->socket, text, strlen(text));
	free(text);
	json_decref(frame);
}

static void disconnect(struct link *link, const char *reason)
{
	link->ready = false;
	journal_add("disconnect", jx_pack("{si ss}", "socket", link->number, "reason", reason));
	send_json(link, jx_pack("{ss ss s{ss}}", "type", "disconnect", "reason", reason,
	                    "debug_info", "host", "applink-1"));
}

static void say_warning(void *arg)
{
	struct link *link = arg;

	link->warning = NULL;
	disconnect(link, "warning");
}

static void end_life(void *arg)
{
	struct link *link = arg;

	link->end = NULL;
	if (link->ready) {
		disconnect(link, "refresh_requested");
	}
	server_close(link->socket, CLOSE_NORMAL);
}

static void ping(void *arg)
{
	struct link *link = arg;
	char body[64];

	(void)snprintf(body, sizeof(body), "Ping from applink-%d", link->number);
	server_ping(link->socket, body);
	link->ping = server_after(PING_MS, ping, link);
}

static void say_hello(struct link *link, int life_s)
{
	json_t *fault = fault_take("no_hello", NULL);

	link->ready = true;
	if (fault != NULL) {
		json_decref(fault);
		return;
	}
	send_json(link, jx_pack("{ss si s{ss} s{ss si si ss}}", "type", "hello",
	                    "num_connections", socketmode_sockets() + ghosts, "connection_info",
	                    "app_id", jx_text_or(model_app(), "id", ""), "debug_info", "host",
	                    "applink-1", "build_number", 118, "approximate_connection_time",
	                    life_s, "started", "2026-04-01 00:00:00.000"));
}

void socketmode_opened(uint64_t socket, const json_t *query)
{
	struct link *link = mem_alloc(sizeof(*link));
	struct link **at = &links;
	int life_s = jx_true(query, "debug_reconnects") ? DEBUG_LIFE_S : LIFE_S;
	bool too_many = socketmode_sockets() >= LINKS_MAX;

	while (*at != NULL) {
		at = &(*at)->next;
	}
	*at = link;
	link->socket = socket;
	link->number = next_number++;
	journal_add("open", jx_pack("{si}", "socket", link->number));
	if (too_many) {
		disconnect(link, "too_many_websockets");
		server_close(socket, CLOSE_NORMAL);
		return;
	}
	if (!jx_same(model_app(), "state", "on")) {
		disconnect(link, "link_disabled");
		server_close(socket, CLOSE_NORMAL);
		return;
	}
	say_hello(link, life_s);
	link->warning = server_after((int64_t)life_s * 1000 - WARNING_MS, say_warning, link);
	link->end = server_after((int64_t)life_s * 1000, end_life, link);
	link->ping = server_after(PING_MS, ping, link);
	tell_pages();
}

static struct link *find_link(uint64_t socket)
{
	for (struct link *link = links; link != NULL; link = link->next) {
		if (link->socket == socket) {
			return link;
		}
	}
	return NULL;
}

void socketmode_closed(uint64_t socket)
{
	struct link *link = find_link(socket);

	if (link == NULL) {
		return;
	}
	for (struct link **at = &links; *at != NULL; at = &(*at)->next) {
		if (*at == link) {
			*at = link->next;
			break;
		}
	}
	journal_add("close", jx_pack("{si}", "socket", link->number));
	envelope_socket_closed(link->number);
	server_cancel(link->warning);
	server_cancel(link->end);
	server_cancel(link->ping);
	free(link);
	tell_pages();
}

bool socketmode_received(uint64_t socket, const char *text, size_t size)
{
	const struct link *link = find_link(socket);
	json_t *frame;
	const char *id;

	if (link == NULL) {
		return false;
	}
	frame = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
	id = jx_text(frame, "envelope_id");
	if (id != NULL) {
		envelope_acked(id, link->number, json_object_get(frame, "payload"));
	} else {
		journal_add(
		    "strange", jx_pack("{si si}", "socket", link->number, "size", (int)size));
	}
	json_decref(frame);
	return true;
}

/* Envelopes go round the sockets; a ghost, when there is one, takes its turn and swallows. */
int socketmode_pick(uint64_t *out_socket)
{
	static int turn;
	int count = 0;
	struct link *ready[LINKS_MAX + 1];

	for (struct link *link = links; link != NULL && count <= LINKS_MAX; link = link->next) {
		if (link->ready && server_is_open(link->socket)) {
			ready[count++] = link;
		}
	}
	if (count + ghosts == 0) {
		return 0;
	}
	turn = (turn + 1) % (count + ghosts);
	if (turn >= count) {
		*out_socket = 0;
		return -1;
	}
	*out_socket = ready[turn]->socket;
	return ready[turn]->number;
}

void socketmode_ghosts(int count)
{
	ghosts = count > 0 ? count : 0;
}

static void close_later(void *arg)
{
	uint64_t *socket = arg;

	server_close(*socket, CLOSE_NORMAL);
	free(socket);
}

static void end_link(struct link *link, const char *then, int64_t ms)
{
	uint64_t *socket;

	if (strcmp(then, "no_close") == 0) {
		return;
	}
	if (strcmp(then, "reset") == 0) {
		server_reset(link->socket);
		return;
	}
	if (strcmp(then, "half_open") == 0) {
		link->ready = true; /* the server does not know */
		server_freeze(link->socket);
		return;
	}
	socket = mem_alloc(sizeof(*socket));
	*socket = link->socket;
	(void)server_after(ms, close_later, socket);
}

static void disturb_one(struct link *link, const json_t *order)
{
	const char *fault = jx_text_or(order, "fault", "");
	const char *reason = jx_text_or(order, "reason", "warning");
	const char *then = jx_text_or(order, "then", jx_text_or(order, "name", "close"));

	if (strcmp(fault, "disconnect") == 0) {
		disconnect(link, reason);
		end_link(link, then,
		    jx_int(order, "ms", strcmp(reason, "warning") == 0 ? WARNING_MS : 0));
		return;
	}
	link->ready = false;
	end_link(link, strcmp(fault, "close") == 0 ? "close" : fault, jx_int(order, "ms", 0));
}

void socketmode_disturb(const json_t *order)
{
	const char *which = jx_text_or(order, "which", "oldest");
	struct link *link = links;

	if (strcmp(which, "all") == 0) {
		while (link != NULL) {
			struct link *next = link->next;

			disturb_one(link, order);
			link = next;
		}
		return;
	}
	/* A link that is being closed already does not count as the oldest. */
	while (strcmp(which, "oldest") == 0 && link != NULL && link->next != NULL &&
	       !link->ready) {
		link = link->next;
	}
	while (strcmp(which, "newest") == 0 && link != NULL && link->next != NULL) {
		link = link->next;
	}
	if (link != NULL) {
		disturb_one(link, order);
	}
}

void socketmode_disable(void)
{
	json_t *order = jx_pack("{ss ss ss si}", "fault", "disconnect", "reason",
	    "link_disabled", "which", "all", "ms", 100);

	socketmode_disturb(order);
	json_decref(order);
}

void socketmode_hang_up(void)
{
	for (const struct link *link = links; link != NULL; link = link->next) {
		server_close(link->socket, CLOSE_NORMAL);
	}
}

void socketmode_finish(void)
{
	envelope_finish();
	while (links != NULL) {
		struct link *next = links->next;

		free(links);
		links = next;
	}
}
