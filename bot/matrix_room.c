/*
 * Which rooms there are and what becomes of them: encryption, power, a room that takes
 * another's place, our being put out. Room ids are opaque.
 */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "bot/matrix_adapter.h"

enum { MOVES_MAX = 16, STATE_DEFAULT = 50, REDACT_DEFAULT = 50 };

/* ---- the list ---- */

struct matrix_room *matrix_room_find(struct matrix *matrix, const char *id)
{
	for (struct matrix_room *room = matrix->rooms; room; room = room->next) {
		if (strcmp(room->id, id) == 0) {
			return room;
		}
	}
	return NULL;
}

struct matrix_room *matrix_room_know(struct matrix *matrix, const char *id)
{
	struct matrix_room *room = matrix_room_find(matrix, id);

	if (!room) {
		room = mem_alloc(sizeof(*room));
		room->id = mem_strdup(id);
		room->next = matrix->rooms;
		matrix->rooms = room;
	}
	return room;
}

struct matrix_room *matrix_room_direct(struct matrix *matrix, const char *account)
{
	for (struct matrix_room *room = matrix->rooms; room; room = room->next) {
		if (room->ours && room->account && strcmp(room->account, account) == 0) {
			return room;
		}
	}
	return NULL;
}

void matrix_room_forget(struct matrix *matrix, struct matrix_room *room)
{
	(void)matrix;
	free(room->account);
	room->account = NULL;
	room->ours = false;
	room->member_known = false;
	room->member = false;
}

void matrix_rooms_load(struct matrix *matrix, const struct matrix_options *options)
{
	matrix->gone = options->gone ? mem_strdup(options->gone) : NULL;
	for (size_t i = 0; i < options->channel_count; i++) {
		matrix_room_know(matrix, options->channels[i])->configured = true;
	}
	for (size_t i = 0; i < options->moved_count; i++) {
		struct matrix_room *old = matrix_room_know(matrix, options->moved[i].old_id);

		free(old->replaced_by);
		old->replaced_by = mem_strdup(options->moved[i].new_id);
		matrix_room_know(matrix, old->replaced_by)->configured = true;
	}
	for (size_t i = 0; i < options->direct_count; i++) {
		struct matrix_room *room =
		    matrix_room_know(matrix, options->directs[i].channel);

		if (!room->account && !room->configured) {
			room->account = mem_strdup(options->directs[i].account);
			room->ours = true;
		}
	}
}

void matrix_rooms_stop(struct matrix *matrix)
{
	matrix_visits_cancel(matrix);
	matrix_openings_cancel(matrix);
}

void matrix_rooms_free(struct matrix *matrix)
{
	matrix_rooms_stop(matrix);
	while (matrix->rooms) {
		struct matrix_room *room = matrix->rooms;

		matrix->rooms = room->next;
		free(room->id);
		free(room->account);
		free(room->replaced_by);
		free(room->version);
		free(room->lacks);
		free(room);
	}
	free(matrix->gone);
	matrix->gone = NULL;
}

const char *matrix_room_now(struct matrix *matrix, const char *id)
{
	for (int moves = 0; moves < MOVES_MAX; moves++) {
		const struct matrix_room *room = matrix_room_find(matrix, id);
		const struct matrix_room *next =
		    room && room->replaced_by ? matrix_room_find(matrix, room->replaced_by)
		                              : NULL;

		if (!next || next->awaited) {
			return id;
		}
		id = next->id;
	}
	return id;
}

/* ---- told ---- */

static const char *text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

static void tell(struct matrix *matrix, const struct matrix_room *room, const char *action,
    const char *text, const json_t *source)
{
	struct arena arena KG_AUTO_ARENA = { 0 };
	const json_t *at = json_object_get(source, "origin_server_ts");
	const char *id = text_of(source, "event_id");
	struct event event = { .kind = EVENT_CHANNEL,
		.workspace = matrix->adapter.workspace,
		.channel = room->id,
		.action = action,
		.text = text,
		.user = matrix->user,
		.from_bot = true,
		.when = json_is_integer(at)
		            ? clock_shift((struct kg_time){ json_integer_value(at) })
		            : clock_now() };

	if (matrix->stopping) {
		return;
	}
	if (*id) {
		event.id = arena_printf(&arena, "%s:%s", action, id);
	}
	matrix->adapter.events->on_event(matrix->adapter.user, &matrix->adapter, &event, NULL);
}

/* ---- power ---- */

static bool has_word(const char *words, const char *word)
{
	const char *found = words ? strstr(words, word) : NULL;

	return found != NULL;
}

void matrix_room_denied(struct matrix *matrix, const char *id, const char *what)
{
	struct matrix_room *room = matrix_room_know(matrix, id);

	if (has_word(room->lacks, what)) {
		return;
	}
	free(room->lacks);
	room->lacks = mem_strdup(what);
	room->may_speak = room->may_speak && !has_word(what, "send");
	matrix_alarm(matrix, "matrix=power room=%s lacks=%s", id, what);
}

static json_int_t number_of(const json_t *object, const char *name, json_int_t otherwise)
{
	const json_t *value = json_object_get(object, name);

	return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

/* Once when the room is first seen, and whenever it comes back. Of no event: what was refused
 * while we were down is heard of at the start. */
static void say_if_allowed(struct matrix *matrix, struct matrix_room *room)
{
	bool before = room->may_speak;

	room->may_speak = !has_word(room->lacks, "send");
	if (room->may_speak && !before) {
		tell(matrix, room, "allowed", NULL, NULL);
	}
}

static void see_power(struct matrix *matrix, struct matrix_room *room, const json_t *content)
{
	const json_t *events = json_object_get(content, "events");
	json_int_t own = number_of(json_object_get(content, "users"), matrix->user,
	    number_of(content, "users_default", 0));
	json_int_t plain = number_of(content, "events_default", 0);
	json_int_t state = number_of(content, "state_default", STATE_DEFAULT);
	KG_AUTO_BUF struct buf lacks = { 0 };

	if (!room->configured) {
		return;
	}
	buf_init(&lacks, 128);
	if (!room->creator) {
		buf_puts(
		    &lacks, number_of(events, "m.room.message", plain) > own ? "send," : "");
		buf_puts(&lacks, number_of(events, "m.reaction", plain) > own ? "react," : "");
		buf_puts(&lacks,
		    number_of(events, "m.room.pinned_events", state) > own ? "pin," : "");
		buf_puts(&lacks,
		    number_of(content, "redact", REDACT_DEFAULT) > own ? "redact," : "");
	}
	if (lacks.size > 0 && (!room->lacks || strcmp(room->lacks, lacks.bytes) != 0)) {
		matrix_alarm(matrix, "matrix=power room=%s lacks=%.*s", room->id,
		    (int)lacks.size - 1, lacks.bytes);
	}
	free(room->lacks);
	room->lacks = lacks.size > 0 ? mem_strdup(lacks.bytes) : NULL;
	say_if_allowed(matrix, room);
}

/* From version 12 on, who made a room may do everything, and stands in no list. */
static void see_creation(struct matrix *matrix, struct matrix_room *room, const json_t *event)
{
	const json_t *content = json_object_get(event, "content");
	const json_t *others = json_object_get(content, "additional_creators");

	free(room->version);
	room->version = mem_strdup(text_of(content, "room_version"));
	if (strtol(room->version, NULL, 10) < 12) {
		return;
	}
	room->creator = strcmp(text_of(event, "sender"), matrix->user) == 0;
	for (size_t i = 0; i < json_array_size(others); i++) {
		const char *one = json_string_value(json_array_get(others, i));
		room->creator = room->creator || (one && strcmp(one, matrix->user) == 0);
	}
}

/* ---- a room takes another's place ---- */

static void follow(struct matrix *matrix, struct matrix_room *room, const json_t *content)
{
	const char *id = text_of(content, "replacement_room");
	struct matrix_room *next;

	if (!*id || !room->configured || strcmp(id, room->id) == 0 ||
	    (room->replaced_by && strcmp(room->replaced_by, id) == 0 &&
	        !matrix_room_know(matrix, id)->awaited)) {
		return;
	}
	log_info("workspace=%s matrix=tombstone room=%s next=%s", matrix->name, room->id, id);
	next = matrix_room_know(matrix, id);
	free(room->replaced_by);
	room->replaced_by = mem_strdup(id);
	next->configured = true;
	if (!next->in) {
		next->awaited = true;
		matrix_visit_join(matrix, id);
	}
}

static struct matrix_room *room_before(struct matrix *matrix, const char *id)
{
	for (struct matrix_room *room = matrix->rooms; room; room = room->next) {
		if (room->replaced_by && strcmp(room->replaced_by, id) == 0) {
			return room;
		}
	}
	return NULL;
}

static void keep_move(struct matrix *matrix, const struct matrix_room *first, const char *now)
{
	struct arena arena KG_AUTO_ARENA = { 0 };

	matrix->adapter.events->on_keep(matrix->adapter.user, &matrix->adapter,
	    arena_printf(&arena, "moved:%s", first->id), now, NULL);
}

/* The new room is ours to speak in: what goes to the old one goes here from now on. The note
 * is kept under the settings' own id. */
static void arrive(struct matrix *matrix, struct matrix_room *room, const json_t *event)
{
	struct matrix_room *old = room_before(matrix, room->id);
	struct matrix_room *first = old;

	room->awaited = false;
	for (int moves = 0; first && moves < MOVES_MAX; moves++) {
		struct matrix_room *before = room_before(matrix, first->id);
		if (!before) {
			break;
		}
		first = before;
	}
	if (old) {
		keep_move(matrix, first, room->id);
		tell(matrix, old, "moved", room->id, event);
	}
}

/* ---- members ---- */

static void see_own_membership(
    struct matrix *matrix, struct matrix_room *room, const json_t *event)
{
	const char *membership = text_of(json_object_get(event, "content"), "membership");

	if (strcmp(membership, "join") == 0) {
		room->joined = true;
		if (room->awaited) {
			arrive(matrix, room, event);
		}
		if (room->configured && !room->in) {
			tell(matrix, room, "joined", NULL, event);
		}
		room->in = true;
	} else if (strcmp(membership, "leave") == 0 || strcmp(membership, "ban") == 0) {
		matrix_room_left(matrix, room->id, event);
	}
}

/* In the settings' rooms and our own direct ones; a kick is another's deed and means nothing.
 */
static void see_account(
    struct matrix *matrix, const struct matrix_room *room, const json_t *event)
{
	const char *who = text_of(event, "state_key");
	const char *membership = text_of(json_object_get(event, "content"), "membership");

	if (!room->configured && !room->ours) {
		return;
	}
	if (strcmp(membership, "join") == 0) {
		matrix_account_came(matrix, who, event);
	} else if (strcmp(membership, "leave") == 0 &&
	           strcmp(text_of(event, "sender"), who) == 0) {
		matrix_account_left(matrix, who, event);
	}
}

static void see_member(struct matrix *matrix, struct matrix_room *room, const json_t *event)
{
	const char *who = text_of(event, "state_key");
	const char *membership = text_of(json_object_get(event, "content"), "membership");
	bool is_here = strcmp(membership, "join") == 0 || strcmp(membership, "invite") == 0;

	if (strcmp(who, matrix->user) == 0) {
		see_own_membership(matrix, room, event);
	} else if (room->account && strcmp(who, room->account) == 0) {
		room->member_known = true;
		room->member = is_here;
		see_account(matrix, room, event);
	} else if (room->account && !room->ours && is_here) {
		free(room->account); /* a third one: not a word between two any more */
		room->account = NULL;
	} else {
		see_account(matrix, room, event);
	}
}

void matrix_room_left(struct matrix *matrix, const char *id, const json_t *event)
{
	struct matrix_room *room = matrix_room_know(matrix, id);
	bool was_in = room->in || room->joined;

	room->in = false;
	room->joined = false;
	if (room->ours) {
		matrix_room_forget(matrix, room);
	}
	if (room->configured && was_in && !room->replaced_by) {
		matrix_alarm(matrix, "matrix=left room=%s", id);
		tell(matrix, room, "left", NULL, event);
	}
}

/* ---- encryption ---- */

static void see_encryption(struct matrix *matrix, struct matrix_room *room, const json_t *event)
{
	bool was = room->encrypted;

	room->encrypted = true;
	if (was || !room->configured) {
		return;
	}
	matrix_alarm(matrix, "matrix=encrypted room=%s", room->id);
	tell(matrix, room, "encrypted", NULL, event);
	matrix_visit_word(matrix, room);
}

/* Somebody speaks where we can't read. */
static void see_secret(struct matrix *matrix, struct matrix_room *room, const json_t *event)
{
	if (!room->encrypted) {
		see_encryption(matrix, room, event);
	}
	if (room->account && !room->ours &&
	    strcmp(text_of(event, "sender"), room->account) == 0) {
		matrix_visit_word(matrix, room);
	}
}

/* ---- one event ---- */

void matrix_room_state(struct matrix *matrix, const char *id, const json_t *event)
{
	const char *type = text_of(event, "type");
	const char *key = json_string_value(json_object_get(event, "state_key"));
	const json_t *content = json_object_get(event, "content");
	struct matrix_room *room = matrix_room_know(matrix, id);

	if (strcmp(type, "m.room.encrypted") == 0) {
		see_secret(matrix, room, event);
	} else if (!key) { /* NOLINT(bugprone-branch-clone): a member's key is his id */
		return;
	} else if (strcmp(type, "m.room.member") == 0) {
		see_member(matrix, room, event);
	} else if (*key) {
		return;
	} else if (strcmp(type, "m.room.encryption") == 0) {
		see_encryption(matrix, room, event);
	} else if (strcmp(type, "m.room.create") == 0) {
		see_creation(matrix, room, event);
	} else if (strcmp(type, "m.room.power_levels") == 0) {
		see_power(matrix, room, content);
	} else if (strcmp(type, "m.room.tombstone") == 0) {
		follow(matrix, room, content);
	} else if (strcmp(type, "m.room.name") == 0 && room->configured) {
		tell(matrix, room, "renamed", text_of(content, "name"), event);
	}
}
