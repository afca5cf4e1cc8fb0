/*
 * What one poll brought, handed on in the server's order: rooms first, then what limited
 * timelines left out, then the timelines. Nothing from before we last came into a room is ever
 * handed on, and nothing at all when the batch is the first one: what was said before we were
 * there is history.
 */

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "bot/fault.h"
#include "bot/matrix_decode.h"
#include "bot/matrix_parts.h"

struct matrix_batch {
	struct matrix *matrix;
	bool is_first;
	bool had_gap;
	json_t *rooms;
	json_t *left_out;     /* room: the array of what its timeline left out */
	const char *gap_room; /* the key of the room that is being read */
	struct matrix_gap *gap;
	void (*on_done)(void *user, bool is_taken, bool had_gap);
	void *user;
};

static const char *text_of(const json_t *json, const char *key)
{
	return json_string_value(json_object_get(json, key));
}

/* ---- one event ---- */

void matrix_sync_take(struct matrix *matrix, const char *room, const json_t *event)
{
	struct arena arena KG_AUTO_ARENA = { 0 };
	struct matrix_identity self = { .user = matrix->user };
	struct event out = { .kind = EVENT_MESSAGE };
	const struct matrix_room *known;

	switch (matrix_decode(event, room, &self, &arena, &out)) {
	case MATRIX_IGNORED:
		return;
	case MATRIX_JUNK:
		log_debug("workspace=%s matrix=junk", matrix->name);
		return;
	case MATRIX_STATE:
	case MATRIX_ENCRYPTED:
		matrix_room_state(matrix, room, event);
		return;
	case MATRIX_EVENT:
		break;
	}
	known = matrix_room_find(matrix, room);
	out.workspace = matrix->adapter.workspace;
	out.direct =
	    known && known->account && out.user && strcmp(known->account, out.user) == 0;
	if (!kg_time_is_set(out.when)) {
		out.when = clock_now();
	}
	fault_point("event_in");
	matrix->adapter.events->on_event(matrix->adapter.user, &matrix->adapter, &out, NULL);
}

/* ---- timelines ---- */

static bool is_own_member(const struct matrix *matrix, const json_t *event)
{
	const char *type = text_of(event, "type");
	const char *who = text_of(event, "state_key");

	return type && strcmp(type, "m.room.member") == 0 && who &&
	       strcmp(who, matrix->user) == 0;
}

/* We came in, and did not merely change a name or picture. */
static bool is_own_join(const struct matrix *matrix, const json_t *event)
{
	const json_t *before =
	    json_object_get(json_object_get(event, "unsigned"), "prev_content");
	const char *now = text_of(json_object_get(event, "content"), "membership");
	const char *then = text_of(before, "membership");

	return is_own_member(matrix, event) && now && strcmp(now, "join") == 0 &&
	       !(then && strcmp(then, "join") == 0);
}

static bool has_event(const json_t *events, const char *id)
{
	for (size_t i = 0; id && i < json_array_size(events); i++) {
		const char *other = text_of(json_array_get(events, i), "event_id");
		if (other && strcmp(other, id) == 0) {
			return true;
		}
	}
	return false;
}

/* What was left out, then the timeline; nothing twice. `out_start`: where we came in. */
static json_t *whole_timeline(
    const struct matrix *matrix, const json_t *left_out, json_t *timeline, size_t *out_start)
{
	json_t *all = json_array();

	*out_start = 0;
	for (size_t i = 0; i < json_array_size(left_out); i++) {
		json_t *event = json_array_get(left_out, i);
		if (!has_event(timeline, text_of(event, "event_id"))) {
			(void)json_array_append(all, event);
		}
	}
	if (json_is_array(timeline)) {
		(void)json_array_extend(all, timeline);
	}
	for (size_t i = 0; i < json_array_size(all); i++) {
		if (is_own_join(matrix, json_array_get(all, i))) {
			*out_start = i;
		}
	}
	return all;
}

static void take_states(struct matrix *matrix, const char *room, const json_t *events)
{
	for (size_t i = 0; i < json_array_size(events); i++) {
		const json_t *event = json_array_get(events, i);
		if (json_object_get(event, "state_key")) {
			matrix_room_state(matrix, room, event);
		}
	}
}

static void take_joined(struct matrix_batch *batch, const char *room, const json_t *part)
{
	struct matrix *matrix = batch->matrix;
	json_t *timeline = json_object_get(json_object_get(part, "timeline"), "events");
	size_t start = 0;
	json_t *all =
	    whole_timeline(matrix, json_object_get(batch->left_out, room), timeline, &start);
	size_t count = json_array_size(all);

	for (size_t i = 0; i < count; i++) {
		const json_t *event = json_array_get(all, i);
		if (i >= start && !batch->is_first) {
			matrix_sync_take(matrix, room, event);
		} else if (json_object_get(event, "state_key")) {
			matrix_room_state(matrix, room, event);
		}
	}
	if (count > 0) {
		(void)matrix_witness_note(matrix, room, json_array_get(all, count - 1));
	}
	json_decref(all);
}

/* ---- rooms ---- */

/* Which rooms there are, and what they are, before anything that was said in them. */
static void take_rooms(struct matrix_batch *batch)
{
	struct matrix *matrix = batch->matrix;
	const char *room;
	json_t *part;

	json_object_foreach(json_object_get(batch->rooms, "invite"), room, part)
	{
		matrix_room_invited(matrix, room,
		    json_object_get(json_object_get(part, "invite_state"), "events"));
	}
	json_object_foreach(json_object_get(batch->rooms, "join"), room, part)
	{
		matrix_room_know(matrix, room)->joined = true;
		take_states(
		    matrix, room, json_object_get(json_object_get(part, "state"), "events"));
	}
}

static const json_t *own_leave(const struct matrix *matrix, const json_t *part)
{
	static const char *const places[] = { "timeline", "state" };

	for (size_t p = 0; p < 2; p++) {
		const json_t *events =
		    json_object_get(json_object_get(part, places[p]), "events");
		for (size_t i = json_array_size(events); i > 0; i--) {
			if (is_own_member(matrix, json_array_get(events, i - 1))) {
				return json_array_get(events, i - 1);
			}
		}
	}
	return NULL;
}

/* What was still said before we had to go counts; then the room is gone. */
static void take_left(struct matrix_batch *batch)
{
	struct matrix *matrix = batch->matrix;
	const char *room;
	json_t *part;

	json_object_foreach(json_object_get(batch->rooms, "leave"), room, part)
	{
		json_t *events = json_object_get(json_object_get(part, "timeline"), "events");
		size_t start = 0;
		json_t *all = whole_timeline(matrix, NULL, events, &start);
		for (size_t i = start; i < json_array_size(all) && !batch->is_first; i++) {
			const json_t *event = json_array_get(all, i);
			if (!json_object_get(event, "state_key")) {
				matrix_sync_take(matrix, room, event);
			}
		}
		json_decref(all);
		matrix_room_left(matrix, room, own_leave(matrix, part));
		matrix_witness_drop(matrix, room);
	}
}

/* ---- the whole ---- */

static void finish(struct matrix_batch *batch, bool is_taken)
{
	void (*on_done)(void *user, bool is_taken, bool had_gap) = batch->on_done;
	void *user = batch->user;
	bool had_gap = batch->had_gap;

	matrix_batch_cancel(batch);
	on_done(user, is_taken, had_gap);
}

static void hand_on(struct matrix_batch *batch)
{
	const char *room;
	json_t *part;

	take_rooms(batch);
	json_object_foreach(json_object_get(batch->rooms, "join"), room, part)
	{
		take_joined(batch, room, part);
	}
	take_left(batch);
	finish(batch, true);
}

static void on_gap(void *user, const json_t *events, bool is_whole)
{
	struct matrix_batch *batch = user;

	batch->gap = NULL;
	if (!events) {
		finish(batch, false);
		return;
	}
	batch->had_gap = batch->had_gap || !is_whole || json_array_size(events) > 0;
	if (!is_whole) {
		matrix_alarm(batch->matrix,
		    "matrix=gap room=%s hint=\"events of an outage could not all be read; the "
		    "marks on open cards are read back\"",
		    batch->gap_room);
	}
	(void)json_object_set_new(batch->left_out, batch->gap_room, json_deep_copy(events));
	matrix_batch_run(batch);
}

/* One room after the other; then all is there. */
void matrix_batch_run(struct matrix_batch *batch)
{
	const char *room;
	json_t *part;

	json_object_foreach(json_object_get(batch->rooms, "join"), room, part)
	{
		const json_t *timeline = json_object_get(part, "timeline");
		const char *to = text_of(timeline, "prev_batch");
		if (batch->is_first || !to || json_object_get(batch->left_out, room) ||
		    !json_is_true(json_object_get(timeline, "limited"))) {
			continue;
		}
		batch->gap_room = room;
		batch->gap = matrix_gap_fill(
		    batch->matrix, room, batch->matrix->position, to, on_gap, batch);
		return;
	}
	hand_on(batch);
}

struct matrix_batch *matrix_batch_create(struct matrix *matrix, const json_t *answer,
    void (*on_done)(void *user, bool is_taken, bool had_gap), void *user)
{
	struct matrix_batch *batch = mem_alloc(sizeof(*batch));

	batch->matrix = matrix;
	batch->is_first = matrix->position == NULL;
	batch->rooms = json_incref(json_object_get(answer, "rooms"));
	batch->left_out = json_object();
	batch->on_done = on_done;
	batch->user = user;
	return batch;
}

void matrix_batch_cancel(struct matrix_batch *batch)
{
	if (batch) {
		matrix_gap_cancel(batch->gap);
		json_decref(batch->rooms);
		json_decref(batch->left_out);
		free(batch);
	}
}
