/*
 * Does the server still know what it told us? After a database was put back to an earlier copy
 * it does not, and whatever we would send then would build on what nobody there remembers.
 *
 * A witness is the newest event taken of a room, with the server's time. That it answers 404 is
 * no proof: retention purges events, a server hides what we may not see any more. But whoever
 * purges takes the oldest first, and a copy put back has lost the newest. So the proof is: the
 * witness is gone while something older that a purge would have taken before it, an event that
 * is no state, is still to be had in the same room. Two rooms of which nothing at all is known
 * any more prove it too (a single one may have been deleted). Rooms that tell us nothing prove
 * nothing, and the next witness is asked; the newest one that is there ends the asking, for
 * what is older than it says nothing new.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "bot/matrix_parts.h"

enum { WORD_SIZE = 512, WITNESSES = 32, PAGES_MAX = 10, GONE_MAX = 2, LIST_CAP = 64 * 1024 };

struct matrix_witness {
	struct matrix *matrix;
	struct matrix_call *call;
	char *list;       /* the lines as they were */
	const char *line; /* the one that is asked */
	char room[WORD_SIZE];
	char event[WORD_SIZE];
	int64_t at;
	int pages;
	int missing;
	int gone; /* rooms of which the server knows nothing */
	void (*on_done)(void *user, enum witness_word word);
	void *user;
};

/* ---- the list: lines "ROOM EVENT TIME", the youngest first, one a room; the settings' rooms
 * stay however many direct ones are newer ---- */

static const char *next_line(const char *line)
{
	line += strcspn(line, "\n");
	return *line == '\n' ? line + 1 : line;
}

static bool is_word(const char *text)
{
	return text && *text && strlen(text) < 500 && !strpbrk(text, " \n");
}

static bool read_line(
    const char *line, char room[WORD_SIZE], char event[WORD_SIZE], int64_t *out)
{
	/* A line of our own making. NOLINTNEXTLINE(cert-err34-c) */
	return sscanf(line, "%511s %511s %" SCNd64, room, event, out) == 3;
}

static void add_line(struct buf *list, const char *room, const char *event, int64_t at)
{
	buf_printf(list, "%s%s %s %" PRId64, list->size > 0 ? "\n" : "", room, event, at);
}

bool matrix_witness_note(struct matrix *matrix, const char *room, const json_t *event)
{
	const char *id = json_string_value(json_object_get(event, "event_id"));
	const json_t *when = json_object_get(event, "origin_server_ts");
	int64_t at = json_integer_value(when);
	struct buf list = { .size = 0 };
	bool is_in = false;
	int count = 0;

	if (!is_word(id) || !is_word(room) || !json_is_integer(when)) {
		return false;
	}
	buf_init(&list, (size_t)LIST_CAP);
	for (const char *line = matrix->newest; *line; line = next_line(line)) {
		char other[WORD_SIZE];
		char its[WORD_SIZE];
		int64_t then;
		const struct matrix_room *known;
		if (!read_line(line, other, its, &then) || strcmp(other, room) == 0) {
			continue;
		}
		if (!is_in && then <= at) {
			add_line(&list, room, id, at);
			is_in = true;
		}
		known = matrix_room_find(matrix, other);
		if (++count < WITNESSES || (known && known->configured)) {
			add_line(&list, other, its, then);
		}
	}
	if (!is_in) {
		add_line(&list, room, id, at);
	}
	free(matrix->newest);
	matrix->newest = buf_take(&list, NULL);
	return true;
}

void matrix_witness_drop(struct matrix *matrix, const char *room)
{
	struct buf list = { .size = 0 };

	buf_init(&list, (size_t)LIST_CAP);
	for (const char *line = matrix->newest; *line; line = next_line(line)) {
		char other[WORD_SIZE];
		char its[WORD_SIZE];
		int64_t then;
		if (read_line(line, other, its, &then) && strcmp(other, room) != 0) {
			add_line(&list, other, its, then);
		}
	}
	free(matrix->newest);
	matrix->newest = buf_take(&list, NULL);
}

bool matrix_newest(
    struct matrix *matrix, struct arena *arena, const char **out_room, const char **out_event)
{
	char room[WORD_SIZE];
	char event[WORD_SIZE];
	int64_t at;

	if (!read_line(matrix->newest, room, event, &at)) {
		return false;
	}
	*out_room = arena_strdup(arena, room);
	*out_event = arena_strdup(arena, event);
	return true;
}

/* ---- asking ---- */

static void ask_event(struct matrix_witness *witness);

static void done(struct matrix_witness *witness, enum witness_word word)
{
	void (*on_done)(void *user, enum witness_word word) = witness->on_done;
	void *user = witness->user;

	if (witness->missing > 0 && word == WITNESS_FINE) {
		log_warning("workspace=%s matrix=witness missing=%d", witness->matrix->name,
		    witness->missing);
	}
	matrix_witness_cancel(witness);
	on_done(user, word);
}

static void next_witness(struct matrix_witness *witness)
{
	witness->line = next_line(witness->line);
	ask_event(witness);
}

/* True: it has been seen to. */
static bool is_no_answer(struct matrix_witness *witness, const struct matrix_result *result)
{
	if (result->verdict == MATRIX_CANCELLED) {
		return true;
	}
	if (matrix_note(witness->matrix, "witness", result)) {
		done(witness, WITNESS_OVER);
		return true;
	}
	if (result->verdict != MATRIX_OK && result->verdict != MATRIX_ERROR) {
		done(witness, WITNESS_NO_ANSWER);
		return true;
	}
	return false;
}

static bool has_older(const struct matrix_witness *witness, const json_t *chunk)
{
	for (size_t i = 0; i < json_array_size(chunk); i++) {
		const json_t *event = json_array_get(chunk, i);
		const json_t *at = json_object_get(event, "origin_server_ts");

		if (json_is_integer(at) && json_integer_value(at) < witness->at &&
		    !json_object_get(event, "state_key")) {
			return true;
		}
	}
	return false;
}

static void ask_page(struct matrix_witness *witness, const char *from);

static void on_page(void *user, const struct matrix_result *result)
{
	struct matrix_witness *witness = user;
	const char *end = json_string_value(json_object_get(result->json, "end"));

	witness->call = NULL;
	if (is_no_answer(witness, result)) {
		return;
	}
	/* NOLINTNEXTLINE(bugprone-branch-clone): the order tells */
	if (result->verdict == MATRIX_OK &&
	    has_older(witness, json_object_get(result->json, "chunk"))) {
		done(witness, WITNESS_FORGOTTEN);
	} else if (result->verdict == MATRIX_OK && end && ++witness->pages < PAGES_MAX) {
		ask_page(witness, end);
	} else if (result->verdict == MATRIX_ERROR && ++witness->gone >= GONE_MAX) {
		done(witness, WITNESS_FORGOTTEN);
	} else {
		next_witness(witness);
	}
}

static void ask_page(struct matrix_witness *witness, const char *from)
{
	struct arena arena KG_AUTO_ARENA = { 0 };
	struct matrix_request request = { .method = "GET",
		.timeout_ms = MATRIX_CALL_MS,
		.on_result = on_page,
		.user = witness };

	request.path =
	    from ? matrix_path(&arena,
	               "_matrix/client/v3/rooms/%/messages?dir=b&limit=100&from=%",
	               witness->room, from, NULL)
	         : matrix_path(&arena, "_matrix/client/v3/rooms/%/messages?dir=b&limit=100",
	               witness->room, NULL);
	witness->call = matrix_call(&witness->matrix->api, &request);
}

static void on_event(void *user, const struct matrix_result *result)
{
	struct matrix_witness *witness = user;

	witness->call = NULL;
	if (is_no_answer(witness, result)) {
		return;
	}
	if (result->verdict == MATRIX_OK) {
		done(witness, WITNESS_FINE);
	} else if (result->status == 404) {
		witness->missing++;
		witness->pages = 0;
		ask_page(witness, NULL);
	} else {
		next_witness(witness);
	}
}

/* Steps to the next line that can be read. False: there is none. */
static bool find_line(struct matrix_witness *witness)
{
	/* NOLINTNEXTLINE(cert-err34-c): as above */
	while (*witness->line && sscanf(witness->line, "%511s %511s %" SCNd64, witness->room,
	                             witness->event, &witness->at) != 3) {
		witness->line = next_line(witness->line);
	}
	return *witness->line != '\0';
}

static void ask_event(struct matrix_witness *witness)
{
	struct arena arena KG_AUTO_ARENA = { 0 };
	struct matrix_request request = { .method = "GET",
		.timeout_ms = MATRIX_CALL_MS,
		.on_result = on_event,
		.user = witness };

	if (!find_line(witness)) {
		done(witness, WITNESS_FINE); /* nobody proves anything */
		return;
	}
	request.path = matrix_path(
	    &arena, "_matrix/client/v3/rooms/%/event/%", witness->room, witness->event, NULL);
	witness->call = matrix_call(&witness->matrix->api, &request);
}

struct matrix_witness *matrix_witness_ask(
    struct matrix *matrix, void (*on_done)(void *user, enum witness_word word), void *user)
{
	struct matrix_witness *witness = mem_alloc(sizeof(*witness));

	witness->matrix = matrix;
	witness->list = mem_strdup(matrix->newest);
	witness->line = witness->list;
	witness->on_done = on_done;
	witness->user = user;
	if (!find_line(witness)) {
		matrix_witness_cancel(witness);
		return NULL;
	}
	ask_event(witness);
	return witness;
}

void matrix_witness_cancel(struct matrix_witness *witness)
{
	if (witness) {
		matrix_call_cancel(witness->call);
		free(witness->list);
		free(witness);
	}
}
