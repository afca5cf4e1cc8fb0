/* What a room must be so that a council can decide in it. */
#include "bot/matrix_room_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WHAT_SIZE = 512, STATE_DEFAULT = 50, OURS_MAX = 100000 };

static const char *text_at(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "";
}

static const json_t *find_event(const json_t *state, const char *type)
{
	size_t index;
	const json_t *event;

	json_array_foreach(state, index, event)
	{
		if (strcmp(text_at(event, "type"), type) == 0 &&
		    strcmp(text_at(event, "state_key"), "") == 0) {
			return event;
		}
	}
	return NULL;
}

static const json_t *find_content(const json_t *state, const char *type)
{
	return json_object_get(find_event(state, type), "content");
}

static void tell(const struct matrix_room_check *check, enum finding_level level,
    const char *ja, const char *en)
{
	check->on_finding(check->user, level, check->is_ja ? ja : en);
}

json_t *matrix_room_members(const json_t *state)
{
	json_t *members = json_object();
	size_t index;
	const json_t *event;

	json_array_foreach(state, index, event)
	{
		if (strcmp(text_at(event, "type"), "m.room.member") == 0) {
			json_object_set_new(members, text_at(event, "state_key"),
			    json_string(
			        text_at(json_object_get(event, "content"), "membership")));
		}
	}
	return members;
}

/* ---- power ---- */

static int power_at(const json_t *object, const char *key, int otherwise)
{
	const json_t *value = json_object_get(object, key);

	if (json_is_string(value)) { /* old rooms */
		return (int)strtol(json_string_value(value), NULL, 10);
	}
	return json_is_integer(value) ? (int)json_integer_value(value) : otherwise;
}

/* From room version 12 on who made the room may do everything. */
static bool is_creator(const struct matrix_room_check *check)
{
	const json_t *create = find_event(check->state, "m.room.create");
	const json_t *content = json_object_get(create, "content");
	const json_t *more = json_object_get(content, "additional_creators");
	size_t index;
	const json_t *creator;

	if (strtol(text_at(content, "room_version"), NULL, 10) < 12) {
		return false;
	}
	json_array_foreach(more, index, creator)
	{
		const char *id = json_string_value(creator);

		if (id != NULL && strcmp(id, check->self) == 0) {
			return true;
		}
	}
	return strcmp(text_at(create, "sender"), check->self) == 0;
}

static void check_power(const struct matrix_room_check *check)
{
	const json_t *levels = find_content(check->state, "m.room.power_levels");
	const json_t *events = json_object_get(levels, "events");
	int ours = is_creator(check) ? OURS_MAX
	                             : power_at(json_object_get(levels, "users"), check->self,
	                                   power_at(levels, "users_default", 0));
	int usual = power_at(levels, "events_default", 0);
	int state = power_at(levels, "state_default", STATE_DEFAULT);

	if (levels == NULL) {
		return;
	}
	if (ours < power_at(events, "m.room.message", usual) ||
	    ours < power_at(events, "m.reaction", usual)) {
		tell(check, FINDING_FAULT, "kaigi に発言又はリアクションの権限がありません",
		    "kaigi may not write or react here");
	}
	if (ours < power_at(events, "m.room.pinned_events", state)) {
		tell(check, FINDING_WARNING,
		    "kaigi に固定(ピン留め)の権限がありません。案件のカードは固定されません",
		    "kaigi may not pin here: cards will not be pinned");
	}
}

/* ---- the rest ---- */

static void check_reach(const struct matrix_room_check *check)
{
	const json_t *create = find_content(check->state, "m.room.create");
	const char *history = text_at(
	    find_content(check->state, "m.room.history_visibility"), "history_visibility");

	if (!json_is_false(json_object_get(create, "m.federate"))) {
		tell(check, FINDING_WARNING,
		    "他のサーバーからも入れるルームです(m.federate が "
		    "false ではありません)。審議のルームは作り直すことをお勧めします",
		    "other servers can take part (m.federate is not false): better make the "
		    "room anew");
	}
	if (strcmp(history, "world_readable") == 0) {
		tell(check, FINDING_FAULT, "誰でも履歴を読めます(world_readable)",
		    "anybody can read its history (world_readable)");
	} else if (strcmp(history, "joined") == 0) {
		tell(check, FINDING_WARNING,
		    "あとから入った方は、それより前の案件を読めません(history_visibility が "
		    "joined)",
		    "who joins later can't read earlier matters (history_visibility is "
		    "joined)");
	}
	if (strcmp(text_at(find_content(check->state, "m.room.join_rules"), "join_rule"),
	        "public") == 0) {
		tell(check, FINDING_WARNING, "誰でも入れるルームです(join_rule が public)",
		    "anybody may join (join_rule is public)");
	}
}

void matrix_room_check(const struct matrix_room_check *check)
{
	const json_t *tombstone = find_content(check->state, "m.room.tombstone");
	char ja[WHAT_SIZE];
	char en[WHAT_SIZE];

	if (find_event(check->state, "m.room.encryption") != NULL) {
		tell(check, FINDING_FAULT,
		    "暗号化されています。kaigi は読めないため、表決には使えません。暗号化していないルームを作り、設定を改めてください",
		    "it is encrypted: kaigi can't read it, so it can't be used for ballots; "
		    "make a room without encryption and put that into the settings");
	}
	if (json_is_string(json_object_get(tombstone, "replacement_room"))) {
		const char *room = text_at(tombstone, "replacement_room");

		(void)snprintf(ja, sizeof(ja),
		    "新しいルーム %s に移っています。設定を改めてください", room);
		(void)snprintf(
		    en, sizeof(en), "it was replaced by %s: put that into the settings", room);
		tell(check, FINDING_FAULT, ja, en);
	}
	check_power(check);
	check_reach(check);
}
