/*
 * Outbox rows → calls → verdicts. A row's key is its transaction id, the same at every try, so
 * a repeat within a day makes nothing twice; a row whose first try was left in doubt is looked
 * for first, because the server forgets such ids in time. An edit is drawn anew at every try:
 * its id names what is drawn too, else the server would answer with the older edit.
 */

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bot/matrix_decode.h"
#include "bot/matrix_encode.h"
#include "bot/matrix_op.h"
#include "store/files.h"

/* Not sent: the room that we have for this account is none any more. */
static bool room_is_lost(const struct matrix_op *op, const struct matrix_result *result)
{
	return op->account && !op->reopened && result->verdict == MATRIX_ERROR &&
	       (result->status == 403 || result->status == 404);
}

/* ---- say, hint, a file's message ---- */

static void find_room(struct matrix_op *op);

static void take_event_id(struct matrix_op *op, const struct matrix_result *result)
{
	const char *id = json_string_value(json_object_get(result->json, "event_id"));

	op->found = arena_strdup(&op->arena, id);
}

static void on_posted(void *user, const struct matrix_result *result)
{
	struct matrix_op *op = user;
	struct send_result ambiguous = { .verdict = SEND_AMBIGUOUS, .error = result->error };

	if (matrix_op_ended(op, "send", result)) {
		return;
	}
	if (room_is_lost(op, result)) {
		struct matrix_room *room = matrix_room_find(op->matrix, op->room);

		op->reopened = true;
		if (room) {
			matrix_room_forget(op->matrix, room);
		}
		op->room = NULL;
		find_room(op);
		return;
	}
	if (result->verdict == MATRIX_ERROR && result->status == 400 && op->thread) {
		op->thread = NULL; /* no root of a thread: an edit, or part of another one */
		json_object_del(op->content, "m.relates_to");
		matrix_op_post(op);
		return;
	}
	if (result->verdict == MATRIX_ERROR) {
		matrix_op_refuse_error(op, result);
		return;
	}
	take_event_id(op, result);
	if (result->verdict == MATRIX_OK && op->found) {
		matrix_op_done(op);
	} else if (op->row.verb == OUTBOX_HINT) {
		matrix_op_retry(op, 0, result->error); /* the same id: not twice */
	} else {
		matrix_op_finish(op, &ambiguous);
	}
}

void matrix_op_post(struct matrix_op *op)
{
	if (op->thread && op->thread_room && op->room &&
	    strcmp(op->thread_room, op->room) == 0) {
		matrix_encode_thread(op->content, op->thread);
	}
	matrix_op_call(op, "PUT",
	    matrix_path(&op->arena, "_matrix/client/v3/rooms/%/send/m.room.message/%", op->room,
	        op->row.key, NULL),
	    op->content, on_posted);
}

static void say(struct matrix_op *op)
{
	if (!op->content) {
		matrix_op_refuse(op, "too_large");
	} else if (op->row.ambiguous) {
		matrix_op_look_up(op, matrix_op_done, matrix_op_post);
	} else {
		matrix_op_post(op);
	}
}

/* ---- show ---- */

static void on_put(void *user, const struct matrix_result *result)
{
	struct matrix_op *op = user;

	if (matrix_op_ended_plain(op, "send", result)) {
		return;
	}
	if (result->verdict == MATRIX_ERROR &&
	    strcmp(result->error, "M_DUPLICATE_ANNOTATION") != 0) {
		matrix_op_refuse_error(op, result);
	} else {
		matrix_op_done(op);
	}
}

static const char *edit_id(struct matrix_op *op)
{
	char *text = json_dumps(op->content, JSON_COMPACT | JSON_SORT_KEYS);
	char hash[SHA256_HEX + 1];

	sha256_hex(text, strlen(text), hash);
	free(text);
	return arena_printf(&op->arena, "%s.%.16s", op->row.key, hash);
}

static void show(struct matrix_op *op)
{
	const char *id;

	if (!op->content) {
		matrix_op_refuse(op, "too_large");
		return;
	}
	op->content = matrix_encode_edit(op->content, op->message);
	id = edit_id(op);
	json_object_set_new(op->content, "kaigi.key", json_string(id));
	matrix_op_call(op, "PUT",
	    matrix_path(&op->arena, "_matrix/client/v3/rooms/%/send/m.room.message/%", op->room,
	        id, NULL),
	    op->content, on_put);
}

/* ---- the bot's own marks, pins ---- */

static void seed(struct matrix_op *op)
{
	const char *mark = op->row.mark ? op->row.mark : "";

	if (!*mark) {
		matrix_op_refuse(op, "no_such_mark");
		return;
	}
	op->content = json_pack("{s:{s:s, s:s, s:s}}", "m.relates_to", "rel_type",
	    "m.annotation", "event_id", op->message, "key", matrix_seed_key(&op->arena, mark));
	matrix_op_call(op, "PUT",
	    matrix_path(&op->arena, "_matrix/client/v3/rooms/%/send/m.reaction/%", op->room,
	        op->row.key, NULL),
	    op->content, on_put);
}

static void on_pinned(void *user, const struct matrix_result *result)
{
	struct matrix_op *op = user;

	if (matrix_op_ended_plain(op, "pin", result)) {
		return;
	}
	if (result->verdict == MATRIX_ERROR) {
		matrix_room_denied(op->matrix, op->room, "pin");
		matrix_op_refuse(op, result->error);
	} else {
		matrix_op_done(op);
	}
}

static bool has_string(const json_t *list, const char *text)
{
	size_t i;
	const json_t *one;

	json_array_foreach(list, i, one)
	{
		const char *value = json_string_value(one);
		if (value && strcmp(value, text) == 0) {
			return true;
		}
	}
	return false;
}

static const char *pins_path(struct matrix_op *op)
{
	return matrix_path(
	    &op->arena, "_matrix/client/v3/rooms/%/state/m.room.pinned_events", op->room, NULL);
}

/* The list is written whole: what people pinned stays in it. */
static void on_pins(void *user, const struct matrix_result *result)
{
	struct matrix_op *op = user;
	json_t *pinned = json_object_get(result->json, "pinned");
	json_t *list;

	if (matrix_op_ended_plain(op, "pins", result)) {
		return;
	}
	if (result->verdict == MATRIX_ERROR && result->status != 404) {
		matrix_op_refuse_error(op, result);
		return;
	}
	if (result->verdict == MATRIX_OK && has_string(pinned, op->message)) {
		matrix_op_done(op);
		return;
	}
	list = json_array();
	if (json_is_array(pinned)) {
		(void)json_array_extend(list, pinned);
	}
	json_array_append_new(list, json_string(op->message));
	op->content = json_pack("{s:o}", "pinned", list);
	matrix_op_call(op, "PUT", pins_path(op), op->content, on_pinned);
}

/* ---- where it goes ---- */

static void run_verb(struct matrix_op *op)
{
	switch (op->row.verb) {
	case OUTBOX_SAY:
	case OUTBOX_HINT:
		say(op);
		break;
	case OUTBOX_SHOW:
		show(op);
		break;
	case OUTBOX_SEED:
		seed(op);
		break;
	case OUTBOX_UNSEED:
		matrix_unseed_start(op);
		break;
	case OUTBOX_READ:
		matrix_read_start(op);
		break;
	case OUTBOX_FETCH:
		matrix_fetch_start(op);
		break;
	case OUTBOX_UPLOAD:
		matrix_upload_start(op);
		break;
	case OUTBOX_PIN:
		matrix_op_call(op, "GET", pins_path(op), NULL, on_pins);
		break;
	case OUTBOX_QUIET:
	case OUTBOX_WAIT:
		matrix_op_done(op);
		break;
	}
}

static void on_room(void *user, struct matrix_room *room, const struct matrix_result *result)
{
	struct matrix_op *op = user;

	op->is_opening = false;
	if (room) {
		op->room = arena_strdup(&op->arena, room->id);
		run_verb(op);
	} else if (result->verdict == MATRIX_LIMITED) {
		/* Rooms and invitations have a limit of their own: nobody else waits for it. */
		matrix_op_retry(op, result->retry_after_ms, result->error);
	} else if (result->verdict == MATRIX_NOT_SENT) {
		matrix_op_retry_network(op, 0, result->error);
	} else if (result->verdict == MATRIX_ERROR) {
		matrix_op_refuse_foreign(op, result->error);
	} else {
		matrix_op_retry(op, 0, result->error);
	}
}

static void find_room(struct matrix_op *op)
{
	op->is_opening = true;
	matrix_room_open(op->matrix, op->account, on_room, op);
}

static bool needs_message(enum outbox_verb verb)
{
	return verb == OUTBOX_SHOW || verb == OUTBOX_SEED || verb == OUTBOX_UNSEED ||
	       verb == OUTBOX_READ || verb == OUTBOX_PIN;
}

static void first_step(struct matrix_op *op)
{
	uint32_t hold = matrix_hold_ms(op->matrix);
	int64_t wait = matrix_op_must_yield(op);

	if (op->row.verb == OUTBOX_QUIET) {
		matrix_op_done(op); /* a server tells nobody of another one's push rules */
	} else if (hold > 0) {
		matrix_op_retry_network(op, hold, "away");
	} else if (wait > 0) {
		matrix_op_retry(op, wait, "yielded");
	} else if (needs_message(op->row.verb) && (!op->message || !op->room)) {
		matrix_op_refuse(op, "no_posting");
	} else if (!op->room && op->account) {
		find_room(op);
	} else {
		run_verb(op);
	}
}

static void on_op_timer(void *user)
{
	struct matrix_op *op = user;

	op->next_step(op);
}

/* ---- the copy of what delivery lent ---- */

static void copy_row(struct matrix_op *op, const struct outbox_row *row)
{
	struct arena *arena = &op->arena;

	op->row = *row;
	op->row.conversation = arena_strdup(arena, row->conversation);
	op->row.account = arena_strdup(arena, row->account);
	op->row.mark = arena_strdup(arena, row->mark);
	op->row.detail = arena_strdup(arena, row->detail);
	op->row.body = row->body ? arena_strndup(arena, row->body, row->body_size) : NULL;
}

static bool is_live(const struct posting *posting)
{
	return posting && posting->message && *posting->message && posting->channel;
}

static void copy_place(struct matrix_op *op, const struct send *send)
{
	struct arena *arena = &op->arena;
	const char *conversation = op->row.conversation;

	if (is_live(send->posting)) {
		op->message = arena_strdup(arena, send->posting->message);
		op->room = arena_strdup(arena, send->posting->channel);
		op->since = kg_time_is_set(send->posting->read_at) ? send->posting->read_at
		                                                   : send->posting->live_at;
	}
	if (op->row.verb == OUTBOX_UPLOAD && op->message) {
		op->thread = op->message;
		op->thread_room = op->room;
	}
	if (is_live(send->thread)) {
		op->thread = arena_strdup(arena, send->thread->message);
		op->thread_room = arena_strdup(arena, send->thread->channel);
	}
	if (op->row.verb == OUTBOX_HINT && op->row.account) {
		op->account = op->row.account;
		op->room = NULL;
	} else if (!op->room && conversation && conversation[0] == '@') {
		op->account = conversation + 1;
	} else if (!op->room && conversation) {
		op->room = arena_strdup(arena, matrix_room_now(op->matrix, conversation));
	}
}

/* A direct room that the store knows and we don't: it was ours before. */
static void learn_direct(struct matrix_op *op, const char *direct)
{
	struct matrix_room *room;

	if (op->account && direct && *direct && op->row.verb != OUTBOX_HINT &&
	    !matrix_room_direct(op->matrix, op->account) &&
	    !matrix_room_find(op->matrix, direct)) {
		room = matrix_room_know(op->matrix, direct);
		room->account = mem_strdup(op->account);
		room->ours = true;
	}
}

static void copy_known(struct matrix_op *op, const struct send *send)
{
	op->known_count = send->known_count;
	op->known = arena_alloc(&op->arena, (send->known_count + 1) * sizeof(*op->known));
	for (size_t i = 0; i < send->known_count; i++) {
		const struct reaction *one = &send->known[i];

		op->known[i] = (struct reaction){
			.event = arena_strdup(&op->arena, one->event),
			.user = arena_strdup(&op->arena, one->user),
			.mark = arena_strdup(&op->arena, one->mark),
			.removed_by = arena_strdup(&op->arena, one->removed_by),
		};
	}
}

static void draw_card(struct matrix_op *op, const struct send *send)
{
	struct matrix_wording wording = { .key = op->row.key,
		.loud = op->row.verb == OUTBOX_SAY && op->row.priority <= PRIORITY_ASK,
		.account = op->account,
		.language = op->matrix->language };

	if (send->card) {
		op->content = matrix_encode_card(send->card, &wording);
	}
}

enum kg_status matrix_send(struct adapter *adapter, const struct send *send)
{
	struct matrix *matrix = matrix_of(adapter);
	struct matrix_op *op;

	if (matrix->stopping || !matrix->user) {
		return KG_BUSY;
	}
	op = mem_alloc(sizeof(*op));
	op->matrix = matrix;
	op->next = matrix->ops;
	op->link = &matrix->ops;
	if (matrix->ops) {
		matrix->ops->link = &op->next;
	}
	matrix->ops = op;
	copy_row(op, send->row);
	copy_place(op, send);
	learn_direct(op, send->direct);
	copy_known(op, send);
	draw_card(op, send);
	op->timer = loop_timer_create(matrix->loop, on_op_timer, op);
	op->next_step = first_step;
	/* Verdicts are upcalls: never from inside this call. */
	loop_timer_start(op->timer, 0);
	return KG_OK;
}
