/*
 * What is done to rooms beside the outbox, each tried again for a while: joining where we are
 * asked in, the one word into a room that can't be read, and a look round before the first
 * poll. Invitations are followed into the settings' rooms, into a room that takes the place of
 * one, and into a talk between two with somebody of our own server; others stay unanswered.
 */

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "bot/matrix_adapter.h"
#include "handlers/words.h"
#include "store/files.h"

enum {
	CALL_MS = 60 * 1000,
	TRIES = 12,
	LOOK_TRIES = 5,
	WAIT_MAX_MS = 300 * 1000,
	ROOMS_MAX = 500
};

#define SAID "jp.kaigi.said"

struct matrix_visit {
	struct matrix_visit *next;
	struct matrix *matrix;
	struct arena arena;
	struct matrix_call *call;
	struct loop_timer *timer;
	const char *room;
	int tries;
	int tries_max;
	void (*step)(struct matrix_visit *visit); /* what a retry does again */
	void (*give_up)(struct matrix_visit *visit, const char *error);
	bool is_join;
	/* a look round */
	json_t *rooms;
	size_t at;
	void (*on_ready)(struct matrix *matrix);
};

static const char *text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

static void free_visit(struct matrix_visit *visit)
{
	struct matrix_visit **link = &visit->matrix->visits;

	while (*link != visit) {
		link = &(*link)->next;
	}
	*link = visit->next;
	matrix_room_open_cancel(visit->matrix, visit);
	matrix_call_cancel(visit->call);
	loop_timer_destroy(visit->timer);
	json_decref(visit->rooms);
	arena_finish(&visit->arena);
	free(visit);
}

void matrix_visits_cancel(struct matrix *matrix)
{
	while (matrix->visits) {
		free_visit(matrix->visits);
	}
}

static void on_timer(void *user)
{
	struct matrix_visit *visit = user;

	visit->step(visit);
}

static struct matrix_visit *begin(struct matrix *matrix, const char *room)
{
	struct matrix_visit *visit = mem_alloc(sizeof(*visit));

	visit->matrix = matrix;
	visit->next = matrix->visits;
	matrix->visits = visit;
	visit->room = arena_strdup(&visit->arena, room);
	visit->tries_max = TRIES;
	visit->timer = loop_timer_create(matrix->loop, on_timer, visit);
	return visit;
}

static void call(struct matrix_visit *visit, const char *method, const char *path,
    const json_t *body, void (*on_result)(void *user, const struct matrix_result *result))
{
	struct matrix_request request = { .method = method,
		.path = path,
		.body = body,
		.timeout_ms = CALL_MS,
		.on_result = on_result,
		.user = visit };

	visit->call = matrix_call(&visit->matrix->api, &request);
}

static void again(struct matrix_visit *visit, int64_t wait, const char *error)
{
	if (++visit->tries >= visit->tries_max) {
		visit->give_up(visit, error);
		return;
	}
	if (wait <= 0) {
		wait = (int64_t)1000 << (visit->tries > 9 ? 9 : visit->tries - 1);
	}
	loop_timer_start(visit->timer, (uint64_t)(wait > WAIT_MAX_MS ? WAIT_MAX_MS : wait));
}

/* Answers that need no thought. True: nothing more is to be done now. */
static bool ended(struct matrix_visit *visit, const struct matrix_result *result)
{
	visit->call = NULL;
	switch (result->verdict) {
	case MATRIX_CANCELLED:
		free_visit(visit);
		return true;
	case MATRIX_LIMITED:
	case MATRIX_NOT_SENT:
	case MATRIX_AMBIGUOUS:
		again(visit, result->retry_after_ms, result->error);
		return true;
	case MATRIX_ERROR:
		if (matrix_note(visit->matrix, "room", result)) {
			again(visit, matrix_hold_ms(visit->matrix), result->error);
			return true;
		}
		return false;
	case MATRIX_OK:
		return false;
	}
	KG_UNREACHABLE();
}

/* ---- joining ---- */

static void not_joined(struct matrix_visit *visit, const char *error)
{
	matrix_alarm(visit->matrix, "matrix=not_joined room=%s error=%s", visit->room, error);
	free_visit(visit);
}

static void on_look(void *user, const struct matrix_result *result)
{
	struct matrix_visit *visit = user;

	if (ended(visit, result)) {
		return;
	}
	for (size_t i = 0; i < json_array_size(result->json); i++) {
		matrix_room_state(visit->matrix, visit->room, json_array_get(result->json, i));
	}
	free_visit(visit);
}

static void look(struct matrix_visit *visit)
{
	call(visit, "GET",
	    matrix_path(&visit->arena, "_matrix/client/v3/rooms/%/state", visit->room, NULL),
	    NULL, on_look);
}

static void on_joined(void *user, const struct matrix_result *result)
{
	struct matrix_visit *visit = user;

	if (ended(visit, result)) {
		return;
	}
	if (result->verdict == MATRIX_ERROR) {
		again(visit, 0, result->error); /* 403 straight after an invitation passes */
		return;
	}
	log_info("workspace=%s matrix=joined room=%s", visit->matrix->name, visit->room);
	visit->tries = 0;
	visit->step = look;
	look(visit);
}

static void join(struct matrix_visit *visit)
{
	const char *room = visit->room;
	json_t *body = json_object();

	call(visit, "POST", matrix_path(&visit->arena, "_matrix/client/v3/join/%", room, NULL),
	    body, on_joined);
	json_decref(body);
}

void matrix_visit_join(struct matrix *matrix, const char *room)
{
	struct matrix_visit *visit;

	for (visit = matrix->visits; visit; visit = visit->next) {
		if (visit->is_join && strcmp(visit->room, room) == 0) {
			visit->tries = 0; /* asked in anew */
			if (!visit->call) {
				loop_timer_start(visit->timer, 0);
			}
			return;
		}
	}
	visit = begin(matrix, room);
	visit->is_join = true;
	visit->step = join;
	visit->give_up = not_joined;
	join(visit);
}

/* ---- invitations ---- */

struct invitation {
	const char *from;
	bool is_direct;
	bool has_name;
	bool is_encrypted;
};

static struct invitation read_invitation(const struct matrix *matrix, const json_t *state)
{
	struct invitation out = { .from = "" };

	for (size_t i = 0; i < json_array_size(state); i++) {
		const json_t *event = json_array_get(state, i);
		const json_t *content = json_object_get(event, "content");
		const char *type = text_of(event, "type");

		if (strcmp(type, "m.room.member") == 0 &&
		    strcmp(text_of(event, "state_key"), matrix->user) == 0 &&
		    strcmp(text_of(content, "membership"), "invite") == 0) {
			out.from = text_of(event, "sender");
			out.is_direct = json_is_true(json_object_get(content, "is_direct"));
		} else if (strcmp(type, "m.room.name") == 0 ||
		           strcmp(type, "m.room.canonical_alias") == 0) {
			out.has_name = true;
		} else if (strcmp(type, "m.room.encryption") == 0) {
			out.is_encrypted = true;
		}
	}
	return out;
}

void matrix_room_invited(struct matrix *matrix, const char *id, const json_t *invite_state)
{
	struct invitation invitation = read_invitation(matrix, invite_state);
	struct matrix_room *room = matrix_room_find(matrix, id);
	const char *colon = strchr(invitation.from, ':');
	bool is_local = colon && strcmp(colon + 1, matrix->server) == 0;

	if (matrix->stopping) {
		return;
	}
	if (room && (room->configured || room->awaited)) {
		matrix_visit_join(matrix, id);
	} else if (is_local && (invitation.is_direct || !invitation.has_name)) {
		room = matrix_room_know(matrix, id);
		room->encrypted = invitation.is_encrypted;
		if (!room->account) {
			room->account = mem_strdup(invitation.from);
		}
		matrix_visit_join(matrix, id);
	} else {
		log_info("workspace=%s matrix=invitation_left room=%s from=%s", matrix->name,
		    id, invitation.from);
	}
}

/* ---- the one word ---- */

static void word_lost(struct matrix_visit *visit, const char *error)
{
	log_info("workspace=%s matrix=word_lost room=%s error=%s", visit->matrix->name,
	    visit->room, error);
	free_visit(visit);
}

static const char *said_path(struct matrix_visit *visit)
{
	return matrix_path(&visit->arena, "_matrix/client/v3/user/%/rooms/%/account_data/" SAID,
	    visit->matrix->user, visit->room, NULL);
}

static void on_noted(void *user, const struct matrix_result *result)
{
	struct matrix_visit *visit = user;

	if (!ended(visit, result)) {
		free_visit(visit);
	}
}

static void note_said(struct matrix_visit *visit)
{
	json_t *body = json_pack("{s:b}", "encrypted", 1);

	call(visit, "PUT", said_path(visit), body, on_noted);
	json_decref(body);
}

static void on_word_said(void *user, const struct matrix_result *result)
{
	struct matrix_visit *visit = user;

	if (ended(visit, result)) {
		return;
	}
	if (result->verdict == MATRIX_ERROR) {
		word_lost(visit, result->error);
		return;
	}
	visit->tries = 0;
	visit->step = note_said;
	note_said(visit);
}

/* `way`: the id of the room to go to; NULL: none. */
static json_t *word_content(struct matrix_visit *visit, const char *way)
{
	enum language language = visit->matrix->language;
	const char *link = way ? arena_printf(&visit->arena, "https://matrix.to/#/%s",
	                             matrix_path(&visit->arena, "%", way, NULL))
	                       : NULL;
	const char *plain;

	if (!link) {
		plain = tr(language,
		    TR_NOOP(
		        "この部屋は暗号化されているため、表決には使えません。暗号化されていない部屋を庶務がご用意します。"));
	} else {
		plain = arena_printf(&visit->arena,
		    tr(language,
		        TR_NOOP(
		            "この部屋は暗号化されているため、kaigi には内容が読めません。恐れ入りますが、次の部屋でお知らせください:%s")),
		    link);
	}
	return json_pack(
	    "{s:s, s:s, s:{}}", "msgtype", "m.notice", "body", plain, "m.mentions");
}

static void send_word(struct matrix_visit *visit, const char *way)
{
	json_t *body = word_content(visit, way);
	char hash[SHA256_HEX + 1];

	sha256_hex(visit->room, strlen(visit->room), hash);
	call(visit, "PUT",
	    matrix_path(&visit->arena, "_matrix/client/v3/rooms/%/send/m.room.message/%",
	        visit->room, arena_printf(&visit->arena, "word-%s", hash), NULL),
	    body, on_word_said);
	json_decref(body);
}

static void on_way(void *user, struct matrix_room *room, const struct matrix_result *result)
{
	struct matrix_visit *visit = user;

	if (room) {
		send_word(visit, room->id);
	} else if (result->verdict == MATRIX_ERROR) {
		word_lost(visit, result->error);
	} else {
		again(visit, result->retry_after_ms, result->error);
	}
}

static void on_said(void *user, const struct matrix_result *result)
{
	struct matrix_visit *visit = user;
	const struct matrix_room *room;

	if (ended(visit, result)) {
		return;
	}
	room = matrix_room_find(visit->matrix, visit->room);
	if (result->verdict == MATRIX_OK || !room) {
		free_visit(visit); /* said in an earlier life */
	} else if (room->account) {
		matrix_room_open(visit->matrix, room->account, on_way, visit);
	} else {
		send_word(visit, NULL);
	}
}

static void ask_said(struct matrix_visit *visit)
{
	call(visit, "GET", said_path(visit), NULL, on_said);
}

void matrix_visit_word(struct matrix *matrix, struct matrix_room *room)
{
	struct matrix_visit *visit;

	if (room->warned || matrix->stopping) {
		return;
	}
	room->warned = true;
	visit = begin(matrix, room->id);
	visit->step = ask_said;
	visit->give_up = word_lost;
	ask_said(visit);
}

/* ---- a look round before the first poll ---- */

static void next_room(struct matrix_visit *visit);

static void finish_round(struct matrix_visit *visit)
{
	struct matrix *matrix = visit->matrix;
	void (*on_ready)(struct matrix *) = visit->on_ready;

	free_visit(visit);
	on_ready(matrix);
}

static void give_up_round(struct matrix_visit *visit, const char *error)
{
	log_info("workspace=%s matrix=look_round error=%s", visit->matrix->name, error);
	finish_round(visit);
}

static void on_invitations(void *user, const struct matrix_result *result)
{
	struct matrix_visit *visit = user;
	json_t *invites;
	const char *id;
	json_t *part;

	if (ended(visit, result)) {
		return;
	}
	invites = json_object_get(json_object_get(result->json, "rooms"), "invite");
	json_object_foreach(invites, id, part)
	{
		matrix_room_invited(visit->matrix, id,
		    json_object_get(json_object_get(part, "invite_state"), "events"));
	}
	finish_round(visit);
}

/*
 * Without a position, and with no room let through that there is: what is left are the
 * invitations. (An empty list would leave those out too.) Synapse gives the same answer for two
 * minutes to whoever asks in the same words, so no two are.
 */
static void ask_invitations(struct matrix_visit *visit)
{
	const char *filter = arena_printf(&visit->arena,
	    "{\"presence\":{\"not_types\":[\"*\"]},\"account_data\":{\"not_types\":[\"*\"]},"
	    "\"room\":{\"rooms\":[\"!%lld:none.invalid\"]}}",
	    (long long)clock_monotonic_ms());

	call(visit, "GET",
	    matrix_path(&visit->arena,
	        "_matrix/client/v3/sync?timeout=0&set_presence=offline&filter=%", filter, NULL),
	    NULL, on_invitations);
}

/* Two people, we one of them: what is said there is said to us alone. */
static void see_pair(struct matrix *matrix, struct matrix_room *room, const json_t *state)
{
	const char *other = NULL;
	size_t others = 0;

	for (size_t i = 0; i < json_array_size(state); i++) {
		const json_t *event = json_array_get(state, i);
		const char *membership =
		    text_of(json_object_get(event, "content"), "membership");
		const char *who = text_of(event, "state_key");

		if (strcmp(text_of(event, "type"), "m.room.member") == 0 &&
		    strcmp(who, matrix->user) != 0 &&
		    (strcmp(membership, "join") == 0 || strcmp(membership, "invite") == 0)) {
			other = who;
			others++;
		}
	}
	if (others == 1 && !room->account) {
		room->account = mem_strdup(other);
	}
}

static void on_room_state(void *user, const struct matrix_result *result)
{
	struct matrix_visit *visit = user;
	struct matrix *matrix = visit->matrix;
	const char *id = json_string_value(json_array_get(visit->rooms, visit->at));
	struct matrix_room *room;

	if (ended(visit, result)) {
		return;
	}
	room = matrix_room_know(matrix, id);
	if (!room->configured) {
		see_pair(matrix, room, result->json);
	}
	for (size_t i = 0; i < json_array_size(result->json); i++) {
		matrix_room_state(matrix, id, json_array_get(result->json, i));
	}
	visit->tries = 0;
	visit->at++;
	next_room(visit);
}

static void next_room(struct matrix_visit *visit)
{
	size_t count = json_array_size(visit->rooms);

	for (; visit->at < count && visit->at < ROOMS_MAX; visit->at++) {
		const char *id = json_string_value(json_array_get(visit->rooms, visit->at));
		const struct matrix_room *room =
		    id ? matrix_room_find(visit->matrix, id) : NULL;

		if (room && !room->ours) {
			visit->step = next_room;
			call(visit, "GET",
			    matrix_path(
			        &visit->arena, "_matrix/client/v3/rooms/%/state", id, NULL),
			    NULL, on_room_state);
			return;
		}
	}
	visit->step = ask_invitations;
	ask_invitations(visit);
}

/* In a room of the settings that we are not in: perhaps we were asked in. */
static void try_missing(struct matrix *matrix)
{
	for (struct matrix_room *room = matrix->rooms; room; room = room->next) {
		if (room->configured && !room->joined && !room->replaced_by) {
			matrix_visit_join(matrix, room->id);
		}
	}
}

static void on_rooms(void *user, const struct matrix_result *result)
{
	struct matrix_visit *visit = user;
	json_t *list;

	if (ended(visit, result)) {
		return;
	}
	list = json_object_get(result->json, "joined_rooms");
	visit->rooms = json_is_array(list) ? json_incref(list) : json_array();
	for (size_t i = 0; i < json_array_size(visit->rooms); i++) {
		const char *id = json_string_value(json_array_get(visit->rooms, i));
		if (id) {
			struct matrix_room *room = matrix_room_know(visit->matrix, id);
			room->joined = true;
			room->in = true;
		}
	}
	try_missing(visit->matrix);
	visit->tries = 0;
	next_room(visit);
}

static void ask_rooms(struct matrix_visit *visit)
{
	call(visit, "GET", "_matrix/client/v3/joined_rooms", NULL, on_rooms);
}

void matrix_rooms_start(struct matrix *matrix, void (*on_ready)(struct matrix *matrix))
{
	struct matrix_visit *visit = begin(matrix, "");

	visit->tries_max = LOOK_TRIES;
	visit->on_ready = on_ready;
	visit->give_up = give_up_round;
	visit->step = ask_rooms;
	ask_rooms(visit);
}
