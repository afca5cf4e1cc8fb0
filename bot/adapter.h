#ifndef KAIGI_BOT_ADAPTER_H
#define KAIGI_BOT_ADAPTER_H

/*
 * A network behind one table of functions. Every slot is mandatory. An adapter keeps no truth:
 * it turns frames into events, rows into calls, and answers into verdicts. All calls are on the
 * loop's thread.
 */

#include <stdbool.h>
#include <stdint.h>

#include "handlers/event.h"
#include "store/network.h"
#include "store/outbox.h"

struct adapter;

/* Made by the adapter for each event that the network wants acknowledged; given back exactly
 * once. */
struct ack;

enum send_verdict {
	SEND_OK,
	SEND_RETRY,     /* certainly not done: again after retry_after_ms */
	SEND_REFUSED,   /* for good */
	SEND_AMBIGUOUS, /* may have been done: look it up before doing it again */
};

enum send_hold {
	HOLD_NONE,
	HOLD_CONVERSATION,
	HOLD_NETWORK
}; /* what must wait along with a RETRY */

struct send_result {
	enum send_verdict verdict;
	enum send_hold hold;
	uint32_t retry_after_ms; /* 0: delivery chooses */
	const char *channel;     /* SEND_OK of a say: where it lies; borrowed for the call */
	const char *message;
	const char *error; /* the network's word, for the log; never a token */
	bool foreign;      /* SEND_REFUSED: the conversation can't be used by us any more */
};

struct send { /* borrowed for the call; the adapter copies what it keeps */
	const struct outbox_row *row;
	const struct posting *posting; /* NULL: none */
	const struct posting *thread;  /* NULL: none */
	const struct card *card;       /* say, hint, show */
	const char *direct; /* known direct channel of an "@ACCOUNT" one; NULL: open it */
	/* OUTBOX_READ: the reactions of this posting that we hold, where a network's reactions
	 * are events of their own; the removed ones too. */
	const struct reaction *known;
	size_t known_count;
};

/* Upcalls; never made from inside an adapter_impl function. */
struct adapter_events {
	/* `event` is borrowed, filled but for `now`. `ack` may be NULL (nothing to
	 * acknowledge). */
	void (*on_event)(
	    void *user, struct adapter *adapter, struct event *event, struct ack *ack);
	void (*on_sent)(void *user, struct adapter *adapter, int64_t outbox,
	    const struct send_result *result);
	void (*on_direct)(
	    void *user, struct adapter *adapter, const char *account, const char *channel);
	/* The adapter's own note (store/network.h): stored behind everything given before, in
	 * the same transaction where it fits. `ack` comes back after its COMMIT; NULL: nobody
	 * waits. */
	void (*on_keep)(void *user, struct adapter *adapter, const char *name,
	    const char *value, struct ack *ack);
	/* Something an operator must know; `line` is one key=value line without secrets. */
	void (*on_alarm)(void *user, struct adapter *adapter, const char *line);
	/* Nothing will ever work again without an operator: the process ends with this code. */
	void (*on_fatal)(void *user, struct adapter *adapter, int exit_code, const char *line);
	void (*on_closed)(void *user, struct adapter *adapter); /* once, and last */
};

struct adapter_impl {
	const char *name;
	enum kg_status (*start)(struct adapter *adapter);
	enum kg_status (*send)(
	    struct adapter *adapter, const struct send *send); /* answer by on_sent, later */
	void (*acknowledge)(struct adapter *adapter, struct ack *ack,
	    const struct reply *reply); /* after COMMIT */
	void (*refuse)(struct adapter *adapter, struct ack *ack,
	    const struct reply *reply); /* disk full: say so; the network may deliver again */
	void (*drop)(struct adapter *adapter, struct ack *ack); /* no word to the network */
	void (*flush)(struct adapter *adapter); /* end of a turn: write the queued acks */
	/* A plain line into a channel, at once, no outbox: for alarms. Failures are logged
	 * only. */
	void (*post_alarm)(struct adapter *adapter, const char *channel, const char *text);
	/* The operator has looked at a network that forgot what it told us: go on from what it
	 * has. KG_NOT_FOUND: nothing was halted. */
	enum kg_status (*resume)(struct adapter *adapter);
	void (*stop)(struct adapter *adapter); /* idempotent; finishes what is in flight for 1 s
	                                          at most, then on_closed */
	void (*destroy)(struct adapter *adapter); /* after on_closed; NULL is fine */
};

struct adapter { /* first member of struct slack, struct matrix */
	const struct adapter_impl *impl;
	const struct adapter_events *events;
	void *user;
	int64_t workspace; /* row */
	const char *name;
};

#endif
