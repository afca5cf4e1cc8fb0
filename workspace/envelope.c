/*
 * An envelope is delivered to one socket and then waits for its ack. The states: waiting for
 * the ack, waiting for its next attempt, done. An un-acknowledged event is sent three more
 * times, under the same event_id.
 */

#include "workspace/envelope.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/random.h"
#include "workspace/fault.h"
#include "workspace/journal.h"
#include "workspace/jx.h"
#include "workspace/server.h"
#include "workspace/socketmode.h"

enum { ATTEMPTS = 4, REORDER_MS = 1000 };

struct envelope {
	struct envelope *next;
	char id[64];
	const char *type;
	json_t *payload;
	bool wants_payload;
	bool is_event;
	int attempt; /* 0 is the first */
	int socket_number;
	bool sent; /* to a real socket at the current attempt */
	struct server_timer *timer;
	socketmode_done *done;
	void *arg;
};

/* A frame that a fault holds back. */
struct held {
	uint64_t socket;
	char *text;
	struct held *next;
	struct server_timer *timer;
};

static struct envelope *envelopes;
static struct held *reordered;
static struct held *delayed; /* each by its own timer */

static void deliver(struct envelope *envelope);

static void new_id(char out[64])
{
	char key[RANDOM_KEY_HEX + 1];

	random_key(key);
	(void)snprintf(
	    out, 64, "%.8s-%.4s-%.4s-%.4s-%.12s", key, key + 8, key + 12, key + 16, key + 20);
}

static json_t *describe(const struct envelope *envelope)
{
	const json_t *event = json_object_get(envelope->payload, "event");
	json_t *entry = jx_pack("{ss ss si si}", "envelope_id", envelope->id, "type",
	    envelope->type, "attempt", envelope->attempt, "socket", envelope->socket_number);

	jx_set_text(entry, "event_id", jx_text(envelope->payload, "event_id"));
	jx_set_text(entry, "event", jx_text(event != NULL ? event : envelope->payload, "type"));
	jx_set_text(entry, "command", jx_text(envelope->payload, "command"));
	return entry;
}

static void drop(struct envelope *envelope)
{
	for (struct envelope **at = &envelopes; *at != NULL; at = &(*at)->next) {
		if (*at == envelope) {
			*at = envelope->next;
			break;
		}
	}
	server_cancel(envelope->timer);
	json_decref(envelope->payload);
	free(envelope);
}

static void try_again(void *arg)
{
	struct envelope *envelope = arg;

	envelope->timer = NULL;
	envelope->attempt++;
	deliver(envelope);
}

static void time_out(void *arg)
{
	struct envelope *envelope = arg;
	enum socketmode_outcome outcome =
	    envelope->socket_number == 0 ? SOCKETMODE_NO_SOCKET : SOCKETMODE_TIMED_OUT;

	envelope->timer = NULL;
	if (envelope->is_event && envelope->attempt + 1 < ATTEMPTS) {
		envelope->timer = server_after(
		    fault_retry_delay_ms(envelope->attempt + 1), try_again, envelope);
		return;
	}
	journal_add(
	    outcome == SOCKETMODE_NO_SOCKET ? "no_socket" : "given_up", describe(envelope));
	if (envelope->done != NULL) {
		envelope->done(envelope->arg, outcome, NULL);
	}
	drop(envelope);
}

static void release(void *arg)
{
	struct held *held = arg;

	for (struct held **link = &delayed; *link != NULL; link = &(*link)->next) {
		if (*link == held) {
			*link = held->next;
			break;
		}
	}
	server_send(held->socket, held->text, strlen(held->text));
	free(held->text);
	free(held);
}

/* After the next frame, or when none comes; the timer that runs this is gone already. */
static void release_reordered(void *arg)
{
	while (reordered != NULL) {
		struct held *held = reordered;

		reordered = held->next;
		if (held != arg) {
			server_cancel(held->timer);
		}
		release(held);
	}
}

static struct held *hold(uint64_t socket, const char *text)
{
	struct held *held = mem_alloc(sizeof(*held));

	held->socket = socket;
	held->text = mem_strdup(text);
	return held;
}

static bool take(const char *fault, json_t **out_order)
{
	json_decref(*out_order);
	*out_order = fault_take(fault, NULL);
	return *out_order != NULL;
}

/* Writes the frame as the armed faults will have it. */
static void write_frame(uint64_t socket, const char *text)
{
	JX_AUTO json_t *order = NULL;

	if (take("drop", &order)) {
		return;
	}
	if (take("half_open", &order)) {
		server_freeze(socket);
		return;
	}
	if (take("reset", &order)) {
		server_reset(socket);
		return;
	}
	if (take("delay", &order)) {
		struct held *held = hold(socket, text);

		held->next = delayed;
		delayed = held;
		(void)server_after(jx_int(order, "ms", 500), release, held);
		return;
	}
	if (take("reorder", &order)) {
		struct held *held = hold(socket, text);

		held->next = reordered;
		reordered = held;
		held->timer =
		    server_after(jx_int(order, "ms", REORDER_MS), release_reordered, held);
		return;
	}
	server_send(socket, text, strlen(text));
	if (take("duplicate", &order)) {
		server_send(socket, text, strlen(text));
	}
	release_reordered(NULL);
}

static char *frame_of(const struct envelope *envelope)
{
	json_t *frame = jx_pack("{ss ss sO sb}", "envelope_id", envelope->id, "type",
	    envelope->type, "payload", envelope->payload, "accepts_response_payload",
	    (int)envelope->wants_payload);
	char *text;

	if (envelope->is_event) {
		jx_set_int(frame, "retry_attempt", envelope->attempt);
		jx_set_text(frame, "retry_reason", envelope->attempt > 0 ? "timeout" : "");
	}
	text = jx_dump(frame);
	json_decref(frame);
	return text;
}

static void deliver(struct envelope *envelope)
{
	uint64_t socket = 0;

	envelope->socket_number = socketmode_pick(&socket);
	envelope->sent = socket != 0;
	if (socket != 0) {
		char *text = frame_of(envelope);

		journal_add("sent", describe(envelope));
		write_frame(socket, text);
		free(text);
	} else if (envelope->socket_number < 0) {
		journal_add("swallowed", describe(envelope));
	}
	/* A command with nobody to take it fails at once. */
	envelope->timer = server_after(
	    envelope->socket_number == 0 && !envelope->is_event ? 0 : fault_ack_window_ms(),
	    time_out, envelope);
}

static struct envelope *add(const char *type, json_t *payload)
{
	struct envelope *envelope = mem_alloc(sizeof(*envelope));
	struct envelope **at = &envelopes;

	while (*at != NULL) {
		at = &(*at)->next;
	}
	*at = envelope;
	new_id(envelope->id);
	envelope->type = type;
	envelope->payload = payload;
	return envelope;
}

static void send_event_once(json_t *payload)
{
	struct envelope *envelope = add("events_api", payload);

	envelope->is_event = true;
	deliver(envelope);
}

void socketmode_send_event(json_t *payload)
{
	json_t *burst = fault_take("burst", NULL);
	int64_t copies = burst != NULL ? jx_int(burst, "copies", 3) - 1 : 0;

	json_decref(burst);
	/* Slack has been seen to send one event many times under different ids and without a
	 * retry mark. */
	for (int64_t i = 0; i < copies; i++) {
		json_t *copy = json_deep_copy(payload);
		char key[RANDOM_KEY_HEX + 1];
		char id[RANDOM_KEY_HEX + 8];

		random_key(key);
		(void)snprintf(id, sizeof(id), "Ev%.16s", key);
		jx_set_text(copy, "event_id", id);
		send_event_once(copy);
	}
	send_event_once(payload);
}

void socketmode_send(
    const char *type, json_t *payload, bool wants_payload, socketmode_done *done, void *arg)
{
	struct envelope *envelope = add(type, payload);

	envelope->wants_payload = wants_payload;
	envelope->done = done;
	envelope->arg = arg;
	deliver(envelope);
}

void envelope_acked(const char *id, int socket_number, const json_t *payload)
{
	struct envelope *envelope = envelopes;

	while (envelope != NULL && strcmp(envelope->id, id) != 0) {
		envelope = envelope->next;
	}
	if (envelope == NULL) {
		/* Late, doubled or invented: a test wants to see it. */
		journal_add("ack_unknown",
		    jx_pack("{ss si}", "envelope_id", id, "socket", socket_number));
		return;
	}
	journal_add("ack", describe(envelope));
	if (envelope->done != NULL) {
		envelope->done(envelope->arg, SOCKETMODE_ACKED, payload);
	}
	drop(envelope);
}

void envelope_socket_closed(int socket_number)
{
	for (struct envelope *envelope = envelopes; envelope != NULL;
	     envelope = envelope->next) {
		if (envelope->socket_number == socket_number && envelope->sent) {
			journal_add("cut_off", describe(envelope));
		}
	}
}

int socketmode_pending(void)
{
	int count = 0;

	for (const struct envelope *envelope = envelopes; envelope != NULL;
	     envelope = envelope->next) {
		count++;
	}
	return count;
}

static void drop_held(struct held **list)
{
	while (*list != NULL) {
		struct held *held = *list;

		*list = held->next;
		free(held->text);
		free(held);
	}
}

void envelope_finish(void)
{
	while (envelopes != NULL) {
		struct envelope *next = envelopes->next;

		json_decref(envelopes->payload);
		free(envelopes);
		envelopes = next;
	}
	drop_held(&reordered);
	drop_held(&delayed);
}
