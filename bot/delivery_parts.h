#ifndef KAIGI_BOT_DELIVERY_PARTS_H
#define KAIGI_BOT_DELIVERY_PARTS_H

/* What delivery.c, delivery_pump.c and delivery_verdict.c share. Nobody else includes this. */

#include "bot/delivery.h"
#include "bot/pace.h"

enum {
	ADAPTERS_MAX = 16,
	FLIGHTS_MAX = 16,
	ROWS_A_PUMP = 200,
	READS_MAX = 8, /* of one row at once, when marks keep coming in between */
	PAGE_LOOK_MS = 10 * KG_SECOND,
	PAGE_AGAIN_MS = 3 * KG_SECOND,
	BACKOFF_MAX_MS = 5 * KG_MINUTE,
	NETWORK_HOLD_MS = KG_SECOND,
};

struct flight { /* a row between its COMMIT and its verdict's */
	int64_t row;
	int64_t workspace;
	char *conversation;
	int64_t posting;
	enum outbox_verb verb;
	char *channel; /* OUTBOX_READ: where its marks lie */
	char *message;
	bool is_stale; /* OUTBOX_READ: a live mark came in between */
};

struct again { /* a row that failed and will be tried again */
	int64_t row;
	int64_t ambiguous_since; /* monotonic; 0: it is not */
};

struct delivery {
	struct delivery_options options;
	struct pace *pace;
	struct adapter *adapters[ADAPTERS_MAX];
	size_t adapter_count;
	struct flight flights[FLIGHTS_MAX];
	size_t flight_count;
	struct again *again;
	size_t again_count;
	size_t again_room;
	uint64_t seen_commits;
	int64_t wake_at;         /* monotonic */
	struct kg_time next_due; /* of the outbox; 0: none */
	bool is_wanted;
	bool is_stopped;
};

struct flight *flight_find(struct delivery *delivery, int64_t row);
void flight_add(
    struct delivery *delivery, const struct outbox_row *row, const struct posting *posting);
void flight_drop(struct delivery *delivery, int64_t row);
bool flight_blocks(const struct delivery *delivery, const struct outbox_row *row);

struct again *again_find(struct delivery *delivery, int64_t row);
void again_note(struct delivery *delivery, int64_t row, bool is_ambiguous);
void again_drop(struct delivery *delivery, int64_t row);

/* Queues a verdict as a job. */
void verdict_push(struct delivery *delivery, int64_t row, const struct send_result *result);

#endif
