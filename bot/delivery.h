#ifndef KAIGI_BOT_DELIVERY_H
#define KAIGI_BOT_DELIVERY_H

/*
 * Takes outbox rows to the networks: one in flight per conversation and posting, best first,
 * paced. A row is marked in flight and committed before it leaves; its verdict comes back
 * through dispatch like any event.
 */

#include <stdbool.h>
#include <stdint.h>

#include "bot/adapter.h"
#include "bot/dispatch.h"

struct delivery;

struct delivery_options { /* borrowed until delivery_destroy */
	struct dispatch *dispatch;
	struct store *store;
	struct dispatch_door door;
	bool is_unpaced; /* rehearsals on a test clock */
};

struct delivery *delivery_create(const struct delivery_options *options);
void delivery_destroy(struct delivery *delivery); /* NULL is fine */

/* Rows of the adapter's workspace go through it from now on. */
void delivery_add(struct delivery *delivery, struct adapter *adapter);

/* After each turn: sends what may go. */
void delivery_pump(struct delivery *delivery);
void delivery_stop(
    struct delivery *delivery); /* nothing leaves any more; verdicts are still taken */

/* For adapter_events. Strings are copied. */
void delivery_sent(struct delivery *delivery, int64_t outbox, const struct send_result *result);
void delivery_direct(
    struct delivery *delivery, int64_t workspace, const char *account, const char *channel);
/* The link is there again: what was held for the network goes now. */
void delivery_link_up(struct delivery *delivery, int64_t workspace);

/* For dispatch_on_marks; `delivery` is the user. */
bool delivery_admit(void *delivery, const struct event *event);

int64_t delivery_wait_ms(const struct delivery *delivery); /* until a pump makes sense */
bool delivery_is_quiet(
    struct delivery *delivery); /* nothing in flight, due or to be tried again */
size_t delivery_flying(const struct delivery *delivery);

/*
 * When a failed attempt goes again: the server's word, else attempts squared in seconds with a
 * fifth of jitter, 5 minutes at most. `jitter` is any number.
 */
int64_t delivery_backoff_ms(int attempts, uint32_t retry_after_ms, uint32_t jitter);

#endif
