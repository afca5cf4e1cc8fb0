/*
 * A limited timeline left events out: they are read page by page from where we stood to where
 * the timeline begins. An empty page that names an end is not the last one. A page that does
 * not come is asked for again; one that the server denies ends the reading, and the caller
 * hears that it is not whole.
 */

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "bot/matrix_parts.h"

enum { PAGES_MAX = 200, TRIES_MAX = 6 };

struct matrix_gap {
	struct matrix *matrix;
	struct matrix_call *call;
	struct loop_timer *timer;
	char *room;
	char *from;
	char *to;
	json_t *events;
	int pages;
	int tries;
	void (*on_done)(void *user, const json_t *events, bool is_whole);
	void *user;
};

static void done(struct matrix_gap *gap, bool has_events, bool is_whole)
{
	void (*on_done)(void *user, const json_t *events, bool is_whole) = gap->on_done;
	void *user = gap->user;
	json_t *events = has_events ? json_incref(gap->events) : NULL;

	log_info("workspace=%s matrix=gap events=%zu pages=%d whole=%d answered=%d",
	    gap->matrix->name, json_array_size(gap->events), gap->pages, (int)is_whole,
	    (int)has_events);
	matrix_gap_cancel(gap);
	on_done(user, events, is_whole);
	json_decref(events);
}

static void ask_page(struct matrix_gap *gap);

static void on_timer(void *user)
{
	ask_page(user);
}

static void take_page(struct matrix_gap *gap, const json_t *json)
{
	json_t *chunk = json_object_get(json, "chunk");
	const char *end = json_string_value(json_object_get(json, "end"));

	gap->tries = 0;
	gap->pages++;
	if (json_is_array(chunk)) {
		(void)json_array_extend(gap->events, chunk);
	}
	if (!end || strcmp(end, gap->from) == 0 || strcmp(end, gap->to) == 0) {
		done(gap, true, true);
		return;
	}
	if (gap->pages >= PAGES_MAX) {
		done(gap, true, false);
		return;
	}
	free(gap->from);
	gap->from = mem_strdup(end);
	ask_page(gap);
}

static void on_page(void *user, const struct matrix_result *result)
{
	struct matrix_gap *gap = user;
	uint64_t wait;

	gap->call = NULL;
	if (result->verdict == MATRIX_CANCELLED) {
		return;
	}
	if (matrix_note(gap->matrix, "messages", result)) { /* NOLINT(bugprone-branch-clone) */
		done(gap, false, false);
	} else if (result->verdict == MATRIX_OK) {
		take_page(gap, result->json);
	} else if (result->verdict == MATRIX_ERROR) {
		log_warning(
		    "workspace=%s matrix=messages error=%s", gap->matrix->name, result->error);
		done(gap, true, false);
	} else if (++gap->tries >=
	           TRIES_MAX) { /* NOLINT(bugprone-branch-clone): a step in order */
		done(gap, false, false);
	} else {
		wait = matrix_backoff(gap->tries);
		if (result->verdict == MATRIX_LIMITED &&
		    wait < (uint64_t)result->retry_after_ms) {
			wait = matrix_jitter((uint64_t)result->retry_after_ms);
		}
		loop_timer_start(gap->timer, wait);
	}
}

static void ask_page(struct matrix_gap *gap)
{
	struct arena arena KG_AUTO_ARENA = { 0 };
	struct matrix_request request = {
		.method = "GET", .timeout_ms = MATRIX_CALL_MS, .on_result = on_page, .user = gap
	};

	request.path = matrix_path(&arena,
	    "_matrix/client/v3/rooms/%/messages?dir=f&limit=100&from=%&to=%", gap->room,
	    gap->from, gap->to, NULL);
	gap->call = matrix_call(&gap->matrix->api, &request);
}

struct matrix_gap *matrix_gap_fill(struct matrix *matrix, const char *room, const char *from,
    const char *to, void (*on_done)(void *user, const json_t *events, bool is_whole),
    void *user)
{
	struct matrix_gap *gap = mem_alloc(sizeof(*gap));

	gap->matrix = matrix;
	gap->timer = loop_timer_create(matrix->loop, on_timer, gap);
	gap->room = mem_strdup(room);
	gap->from = mem_strdup(from);
	gap->to = mem_strdup(to);
	gap->events = json_array();
	gap->on_done = on_done;
	gap->user = user;
	ask_page(gap);
	return gap;
}

void matrix_gap_cancel(struct matrix_gap *gap)
{
	if (gap) {
		matrix_call_cancel(gap->call);
		loop_timer_destroy(gap->timer);
		json_decref(gap->events);
		free(gap->room);
		free(gap->from);
		free(gap->to);
		free(gap);
	}
}
