/* What is in flight and what will be tried again. Both lists are memory only: a start makes
 * them anew. */
#include "bot/delivery_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/outbox.h"

struct flight *flight_find(struct delivery *delivery, int64_t row)
{
	for (size_t i = 0; i < delivery->flight_count; i++) {
		if (delivery->flights[i].row == row) {
			return &delivery->flights[i];
		}
	}
	return NULL;
}

static char *dup_or_null(const char *text)
{
	return text == NULL ? NULL : mem_strdup(text);
}

void flight_add(
    struct delivery *delivery, const struct outbox_row *row, const struct posting *posting)
{
	bool is_reading = row->verb == OUTBOX_READ && posting != NULL;

	KG_ASSERT(delivery->flight_count < FLIGHTS_MAX);
	delivery->flights[delivery->flight_count++] = (struct flight){
		.row = row->id,
		.workspace = row->workspace,
		.conversation = mem_strdup(row->conversation == NULL ? "" : row->conversation),
		.posting = row->posting,
		.verb = row->verb,
		.channel = is_reading ? dup_or_null(posting->channel) : NULL,
		.message = is_reading ? dup_or_null(posting->message) : NULL,
	};
}

static void flight_finish(struct flight *flight)
{
	free(flight->conversation);
	free(flight->channel);
	free(flight->message);
}

void flight_drop(struct delivery *delivery, int64_t row)
{
	struct flight *flight = flight_find(delivery, row);

	if (flight != NULL) {
		flight_finish(flight);
		*flight = delivery->flights[--delivery->flight_count];
	}
}

bool flight_blocks(const struct delivery *delivery, const struct outbox_row *row)
{
	const char *conversation = row->conversation == NULL ? "" : row->conversation;

	for (size_t i = 0; i < delivery->flight_count; i++) {
		const struct flight *flight = &delivery->flights[i];

		if (flight->row == row->id ||
		    (row->posting != 0 && flight->posting == row->posting) ||
		    (conversation[0] != '\0' && flight->workspace == row->workspace &&
		        strcmp(flight->conversation, conversation) == 0)) {
			return true;
		}
	}
	return false;
}

struct again *again_find(struct delivery *delivery, int64_t row)
{
	for (size_t i = 0; i < delivery->again_count; i++) {
		if (delivery->again[i].row == row) {
			return &delivery->again[i];
		}
	}
	return NULL;
}

void again_note(struct delivery *delivery, int64_t row, bool is_ambiguous)
{
	struct again *again = again_find(delivery, row);

	if (again == NULL) {
		if (delivery->again_count == delivery->again_room) {
			delivery->again_room =
			    delivery->again_room == 0 ? 16 : delivery->again_room * 2;
			delivery->again = mem_realloc(
			    delivery->again, delivery->again_room * sizeof(*delivery->again));
		}
		again = &delivery->again[delivery->again_count++];
		*again = (struct again){ .row = row };
	}
	if (!is_ambiguous) {
		again->ambiguous_since = 0;
	} else if (again->ambiguous_since == 0) {
		again->ambiguous_since = clock_monotonic_ms();
	}
}

void again_drop(struct delivery *delivery, int64_t row)
{
	struct again *again = again_find(delivery, row);

	if (again != NULL) {
		*again = delivery->again[--delivery->again_count];
	}
}

static bool is_same(const char *left, const char *right)
{
	return left != NULL && right != NULL && strcmp(left, right) == 0;
}

bool delivery_admit(void *user, const struct event *event)
{
	struct delivery *delivery = user;
	bool fresh = true;

	for (size_t i = 0; i < delivery->flight_count; i++) {
		struct flight *flight = &delivery->flights[i];

		if (flight->verb != OUTBOX_READ || flight->workspace != event->workspace ||
		    !is_same(flight->channel, event->channel) ||
		    !is_same(flight->message, event->message)) {
			continue;
		}
		if (event->kind == EVENT_MARK) {
			flight->is_stale = true;
		} else if (flight->is_stale) {
			fresh = false;
		}
	}
	return fresh;
}

struct delivery *delivery_create(const struct delivery_options *options)
{
	struct delivery *delivery = mem_alloc(sizeof(*delivery));

	delivery->options = *options;
	delivery->pace = pace_create(options->is_unpaced);
	delivery->is_wanted = true;
	return delivery;
}

void delivery_destroy(struct delivery *delivery)
{
	if (delivery == NULL) {
		return;
	}
	for (size_t i = 0; i < delivery->flight_count; i++) {
		flight_finish(&delivery->flights[i]);
	}
	free(delivery->again);
	pace_destroy(delivery->pace);
	free(delivery);
}

void delivery_add(struct delivery *delivery, struct adapter *adapter)
{
	KG_ASSERT(delivery->adapter_count < ADAPTERS_MAX);
	delivery->adapters[delivery->adapter_count++] = adapter;
}

void delivery_stop(struct delivery *delivery)
{
	delivery->is_stopped = true;
}

void delivery_link_up(struct delivery *delivery, int64_t workspace)
{
	pace_release_network(delivery->pace, workspace);
	delivery->is_wanted = true;
}

int64_t delivery_wait_ms(const struct delivery *delivery)
{
	int64_t wait = delivery->wake_at - clock_monotonic_ms();

	if (delivery->is_stopped || dispatch_is_full(delivery->options.dispatch)) {
		return INT64_MAX;
	}
	if (delivery->is_wanted) {
		return 0;
	}
	if (kg_time_is_set(delivery->next_due) &&
	    delivery->next_due.ms - clock_now().ms < wait) {
		wait = delivery->next_due.ms - clock_now().ms;
	}
	return wait < 0 ? 0 : wait;
}

bool delivery_is_quiet(struct delivery *delivery)
{
	int waiting = 0;

	if (delivery->flight_count > 0 || delivery->again_count > 0 || delivery->is_wanted) {
		return false;
	}
	return outbox_waiting(delivery->options.store, clock_now(), &waiting) == KG_OK &&
	       waiting == 0;
}

size_t delivery_flying(const struct delivery *delivery)
{
	return delivery->flight_count;
}
