/*
 * Our own direct rooms: one for each account, however often and at once it is asked for, also
 * when the answer to its making was lost. Its alias is its key. A room is written to only when
 * we made it and the account is in it or invited.
 */

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "bot/matrix_adapter.h"
#include "handlers/words.h"
#include "store/files.h"

enum { CALL_MS = 60 * 1000, ALIAS_HEX = 12 };

struct waiter {
	struct waiter *next;
	void (*on_room)(
	    void *user, struct matrix_room *room, const struct matrix_result *result);
	void *user;
};

struct matrix_opening {
	struct matrix_opening *next;
	struct matrix *matrix;
	struct arena arena;
	struct matrix_call *call;
	struct waiter *waiters;
	const char *account;
	const char *alias_name; /* without "#" and server */
	const char *room;       /* being looked at */
	bool remade; /* the alias was taken off a room that is none of ours any more */
	bool is_new; /* the store has to learn it */
};

static void free_opening(struct matrix_opening *opening)
{
	struct matrix_opening **link = &opening->matrix->openings;

	while (*link != opening) {
		link = &(*link)->next;
	}
	*link = opening->next;
	matrix_call_cancel(opening->call);
	while (opening->waiters) {
		struct waiter *next = opening->waiters->next;
		free(opening->waiters);
		opening->waiters = next;
	}
	arena_finish(&opening->arena);
	free(opening);
}

void matrix_openings_cancel(struct matrix *matrix)
{
	while (matrix->openings) {
		free_opening(matrix->openings);
	}
}

static void finish(struct matrix_opening *opening, struct matrix_room *room,
    const struct matrix_result *result)
{
	struct waiter *waiters = opening->waiters;

	opening->waiters = NULL;
	free_opening(opening);
	while (waiters) {
		struct waiter *one = waiters;
		waiters = one->next;
		one->on_room(one->user, room, result);
		free(one);
	}
}

/* An end that is no answer of the server's. */
static void finish_word(
    struct matrix_opening *opening, enum matrix_verdict verdict, const char *error)
{
	json_t *empty = json_object();
	struct matrix_result result = { .verdict = verdict, .json = empty, .error = error };

	finish(opening, NULL, &result);
	json_decref(empty);
}

/* Answers that need no thought. True: the opening has ended. */
static bool ended(struct matrix_opening *opening, const struct matrix_result *result)
{
	opening->call = NULL;
	if (result->verdict == MATRIX_CANCELLED) {
		free_opening(opening);
		return true;
	}
	if (result->verdict == MATRIX_ERROR && matrix_note(opening->matrix, "room", result)) {
		finish_word(opening, MATRIX_NOT_SENT, "account");
		return true;
	}
	if (result->verdict != MATRIX_OK && result->verdict != MATRIX_ERROR) {
		finish(opening, NULL, result);
		return true;
	}
	return false;
}

static void call(struct matrix_opening *opening, const char *method, const char *path,
    const json_t *body, void (*on_result)(void *user, const struct matrix_result *result))
{
	struct matrix_request request = { .method = method,
		.path = path,
		.body = body,
		.timeout_ms = CALL_MS,
		.on_result = on_result,
		.user = opening };

	opening->call = matrix_call(&opening->matrix->api, &request);
}

static const char *alias_path(struct matrix_opening *opening)
{
	return matrix_path(&opening->arena, "_matrix/client/v3/directory/room/%",
	    arena_printf(
	        &opening->arena, "#%s:%s", opening->alias_name, opening->matrix->server),
	    NULL);
}

static void make(struct matrix_opening *opening);
static void look(struct matrix_opening *opening);

/* ---- done ---- */

static struct matrix_room *adopt(struct matrix_opening *opening)
{
	struct matrix *matrix = opening->matrix;
	struct matrix_room *room = matrix_room_know(matrix, opening->room);

	if (!room->account) {
		room->account = mem_strdup(opening->account);
	}
	room->ours = true;
	room->joined = true;
	room->member_known = true;
	room->member = true;
	if (opening->is_new) {
		matrix->adapter.events->on_direct(
		    matrix->adapter.user, &matrix->adapter, opening->account, room->id);
	}
	return room;
}

static void done(struct matrix_opening *opening, const struct matrix_result *result)
{
	finish(opening, adopt(opening), result);
}

/* ---- the account is asked in ---- */

static void on_invited(void *user, const struct matrix_result *result)
{
	struct matrix_opening *opening = user;

	if (ended(opening, result)) {
		return;
	}
	if (result->verdict == MATRIX_OK) {
		done(opening, result);
	} else {
		finish(opening, NULL, result);
	}
}

static void invite(struct matrix_opening *opening)
{
	json_t *body = json_pack("{s:s}", "user_id", opening->account);

	call(opening, "POST",
	    matrix_path(
	        &opening->arena, "_matrix/client/v3/rooms/%/invite", opening->room, NULL),
	    body, on_invited);
	json_decref(body);
}

/* ---- is it ours, and who is there? ---- */

static const char *text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

struct view {
	bool ours;
	bool encrypted;
	const char *membership; /* of the account */
};

static void see(const struct matrix_opening *opening, const json_t *event, struct view *view)
{
	const char *type = text_of(event, "type");
	const json_t *content = json_object_get(event, "content");

	if (strcmp(type, "m.room.create") == 0) {
		view->ours = strcmp(text_of(event, "sender"), opening->matrix->user) == 0;
	} else if (strcmp(type, "m.room.encryption") == 0) {
		view->encrypted = true;
	} else if (strcmp(type, "m.room.member") == 0 &&
	           strcmp(text_of(event, "state_key"), opening->account) == 0) {
		view->membership = text_of(content, "membership");
	}
}

static void on_alias_deleted(void *user, const struct matrix_result *result)
{
	struct matrix_opening *opening = user;

	if (ended(opening, result)) {
		return;
	}
	if (result->verdict == MATRIX_ERROR && result->status != 404) {
		matrix_alarm(opening->matrix, "matrix=direct_alias_taken alias=%s error=%s",
		    opening->alias_name, result->error);
		finish(opening, NULL, result);
	} else {
		make(opening);
	}
}

/* The room behind the alias is none that we can write to: the alias is for a new one. */
static void leave_it(struct matrix_opening *opening)
{
	struct matrix_room *room = matrix_room_find(opening->matrix, opening->room);

	if (room && room->ours) {
		matrix_room_forget(opening->matrix, room);
	}
	if (opening->remade) {
		finish_word(opening, MATRIX_AMBIGUOUS, "room_lost");
		return;
	}
	opening->remade = true;
	call(opening, "DELETE", alias_path(opening), NULL, on_alias_deleted);
}

static void on_state(void *user, const struct matrix_result *result)
{
	struct matrix_opening *opening = user;
	struct view view = { .membership = "" };

	if (ended(opening, result)) {
		return;
	}
	for (size_t i = 0; i < json_array_size(result->json); i++) {
		see(opening, json_array_get(result->json, i), &view);
	}
	if (result->verdict == MATRIX_ERROR || !view.ours) {
		leave_it(opening);
		return;
	}
	if (view.encrypted) {
		matrix_alarm(opening->matrix, "matrix=direct_encrypted room=%s", opening->room);
	}
	if (strcmp(view.membership, "join") == 0 || strcmp(view.membership, "invite") == 0) {
		done(opening, result);
	} else {
		invite(opening);
	}
}

static void look(struct matrix_opening *opening)
{
	call(opening, "GET",
	    matrix_path(
	        &opening->arena, "_matrix/client/v3/rooms/%/state", opening->room, NULL),
	    NULL, on_state);
}

/* ---- made, or made before ---- */

static bool take_room(struct matrix_opening *opening, const struct matrix_result *result)
{
	const char *room = text_of(result->json, "room_id");

	opening->room = arena_strdup(&opening->arena, room);
	return *room != '\0';
}

static void on_found(void *user, const struct matrix_result *result)
{
	struct matrix_opening *opening = user;

	if (ended(opening, result)) {
		return;
	}
	if (result->verdict == MATRIX_OK && take_room(opening, result)) {
		look(opening);
	} else {
		finish_word(
		    opening, MATRIX_AMBIGUOUS, "no_room"); /* again from the beginning */
	}
}

static void on_made(void *user, const struct matrix_result *result)
{
	struct matrix_opening *opening = user;

	if (ended(opening, result)) {
		return;
	}
	opening->is_new = true;
	if (result->verdict == MATRIX_OK && take_room(opening, result)) {
		done(opening, result);
	} else if (strcmp(result->error, "M_ROOM_IN_USE") == 0) {
		call(opening, "GET", alias_path(opening), NULL, on_found);
	} else if (result->verdict == MATRIX_OK) {
		finish_word(opening, MATRIX_AMBIGUOUS, "no_room");
	} else {
		finish(opening, NULL, result);
	}
}

static bool is_local(const struct matrix *matrix, const char *account)
{
	const char *colon = strchr(account, ':');

	return colon && strcmp(colon + 1, matrix->server) == 0;
}

/* Nobody but us may change it; nobody has to accept anything but the invitation. */
static json_t *room_body(const struct matrix_opening *opening)
{
	const struct matrix *matrix = opening->matrix;
	json_t *body = json_pack(
	    "{s:s, s:s, s:b, s:[s], s:s, s:s, s:s, s:{s:i, s:i, s:i, s:i}}", "preset",
	    "private_chat", "room_version", "11", "is_direct", 1, "invite", opening->account,
	    "room_alias_name", opening->alias_name, "name",
	    tr(matrix->language, TR_NOOP("kaigi(会議)からのお知らせ")), "topic",
	    tr(matrix->language, TR_NOOP("管理会議のお知らせとお伺いを、ここでお届けします。")),
	    "power_level_content_override", "users_default", 0, "state_default", 50, "redact",
	    50, "invite", 50);
	json_t *guests = json_pack("[{s:s, s:s, s:{s:s}}]", "type", "m.room.guest_access",
	    "state_key", "", "content", "guest_access", "forbidden");

	json_object_set_new(body, "initial_state", guests);
	if (is_local(matrix, opening->account)) {
		json_object_set_new(
		    body, "creation_content", json_pack("{s:b}", "m.federate", 0));
	}
	return body;
}

static void make(struct matrix_opening *opening)
{
	json_t *body = room_body(opening);

	call(opening, "POST", "_matrix/client/v3/createRoom", body, on_made);
	json_decref(body);
}

/* ---- asked for ---- */

/* Synapse takes an invitation for a name that nobody has; but such a one has no profile. */
static void on_profile(void *user, const struct matrix_result *result)
{
	struct matrix_opening *opening = user;

	if (ended(opening, result)) {
		return;
	}
	if (result->verdict == MATRIX_ERROR && result->status == 404 &&
	    is_local(opening->matrix, opening->account)) {
		finish_word(opening, MATRIX_ERROR, "no_such_account");
	} else if (opening->room) {
		look(opening);
	} else {
		make(opening);
	}
}

static const char *alias_of(struct matrix_opening *opening)
{
	const struct matrix *matrix = opening->matrix;
	const char *user = matrix->user + (matrix->user[0] == '@');
	char hash[SHA256_HEX + 1];

	sha256_hex(opening->account, strlen(opening->account), hash);
	return arena_printf(&opening->arena, "%.*s_dm_%.*s", (int)strcspn(user, ":"), user,
	    (int)ALIAS_HEX, hash);
}

static struct matrix_opening *find(struct matrix *matrix, const char *account)
{
	for (struct matrix_opening *one = matrix->openings; one; one = one->next) {
		if (strcmp(one->account, account) == 0) {
			return one;
		}
	}
	return NULL;
}

static struct matrix_opening *begin(struct matrix *matrix, const char *account)
{
	struct matrix_opening *opening = mem_alloc(sizeof(*opening));

	opening->matrix = matrix;
	opening->next = matrix->openings;
	matrix->openings = opening;
	opening->account = arena_strdup(&opening->arena, account);
	opening->alias_name = alias_of(opening);
	return opening;
}

static void wait_for(struct matrix_opening *opening,
    void (*on_room)(void *user, struct matrix_room *room, const struct matrix_result *result),
    void *user)
{
	struct waiter *waiter = mem_alloc(sizeof(*waiter));
	struct waiter **link = &opening->waiters;

	waiter->on_room = on_room;
	waiter->user = user;
	while (*link) {
		link = &(*link)->next;
	}
	*link = waiter;
}

void matrix_room_open(struct matrix *matrix, const char *account,
    void (*on_room)(void *user, struct matrix_room *room, const struct matrix_result *result),
    void *user)
{
	struct matrix_opening *opening = find(matrix, account);
	struct matrix_room *room = matrix_room_direct(matrix, account);

	if (opening) {
		wait_for(opening, on_room, user);
		return;
	}
	if (room && room->member_known && room->member) {
		json_t *empty = json_object();
		struct matrix_result result = {
			.verdict = MATRIX_OK, .json = empty, .error = ""
		};

		on_room(user, room, &result);
		json_decref(empty);
		return;
	}
	opening = begin(matrix, account);
	wait_for(opening, on_room, user);
	opening->room = room ? arena_strdup(&opening->arena, room->id) : NULL;
	call(opening, "GET",
	    matrix_path(&opening->arena, "_matrix/client/v3/profile/%", opening->account, NULL),
	    NULL, on_profile);
}

void matrix_room_open_cancel(struct matrix *matrix, void *user)
{
	for (struct matrix_opening *one = matrix->openings; one; one = one->next) {
		struct waiter **link = &one->waiters;

		while (*link) {
			struct waiter *waiter = *link;
			if (waiter->user == user) {
				*link = waiter->next;
				free(waiter);
			} else {
				link = &waiter->next;
			}
		}
	}
}
