/* Messages and reactions. */

#include "workspace/change.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "workspace/events.h"
#include "workspace/jx.h"
#include "workspace/push.h"
#include "workspace/render.h"
#include "workspace/text.h"

enum { EMOJI_PER_MESSAGE = 50, EMOJI_PER_PERSON = 23, EPHEMERALS_KEPT = 2000 };

static json_t *ephemerals; /* array of {user, channel, message} */

static void push_message(const char *what, const struct channel *channel, const json_t *message)
{
	push_send(what, jx_pack("{ss so}", "channel", channel->id, "message",
	                    render_message(message, RENDER_PAGE)));
}

static void add_place(json_t *event, const struct channel *channel)
{
	jx_set_text(event, "channel", channel->id);
	jx_set_text(event, "channel_type", model_kind(channel));
}

static void tell_posted(struct channel *channel, const json_t *message)
{
	json_t *event = render_message(message, RENDER_APP);
	const json_t *files = json_object_get(message, "_files");
	const char *text = jx_text_or(message, "text", "");

	add_place(event, channel);
	jx_share(event, "event_ts", json_object_get(message, "ts"));
	if (json_array_size(files) > 0 && jx_text(event, "subtype") == NULL) {
		jx_set_text(event, "subtype", "file_share");
		jx_set_bool(event, "upload", false);
	}
	jx_set(event, "reactions", NULL);
	events_send("message", channel, event);
	if (jx_text(message, "subtype") == NULL && text_mentions(text, model_bot()) &&
	    strcmp(model_kind(channel), "im") != 0) {
		event = render_message(message, RENDER_APP);
		jx_set_text(event, "channel", channel->id);
		jx_share(event, "event_ts", json_object_get(message, "ts"));
		events_send("app_mention", channel, event);
	}
}

/* The parent counts its replies; a parent that is gone is not missed. */
static void count_reply(struct channel *channel, const char *thread_ts)
{
	json_t *parent = model_message(channel, thread_ts);
	json_t *users = json_array();
	int64_t count = 0;
	const char *latest = NULL;

	for (size_t i = model_place(channel, thread_ts); parent != NULL && i < channel->count;
	     i++) {
		const json_t *reply = channel->messages[i];

		if (reply == parent || !jx_same(reply, "thread_ts", thread_ts)) {
			continue;
		}
		count++;
		latest = jx_text(reply, "ts");
		if (jx_text(reply, "user") != NULL &&
		    jx_find(users, jx_text(reply, "user")) < 0) {
			jx_push(users, json_string(jx_text(reply, "user")));
		}
	}
	if (parent == NULL) {
		json_decref(users);
		return;
	}
	jx_set_text(parent, "thread_ts", count > 0 ? thread_ts : NULL);
	jx_set_int(parent, "reply_count", count);
	jx_set_int(parent, "reply_users_count", (int64_t)json_array_size(users));
	jx_set(parent, "reply_users", users);
	jx_set_text(parent, "latest_reply", latest);
	if (count == 0) {
		for (const char *const *key = (const char *const[]){ "reply_count",
		         "reply_users_count", "reply_users", NULL };
		     *key != NULL; key++) {
			jx_set(parent, *key, NULL);
		}
	}
	model_save_message(channel, parent);
	push_message("changed", channel, parent);
}

static void share_files(struct channel *channel, const json_t *message)
{
	const json_t *files = json_object_get(message, "_files");
	const char *kind = model_kind(channel);
	const char *list = strcmp(kind, "channel") == 0 ? "channels"
	                   : strcmp(kind, "im") == 0    ? "ims"
	                                                : "groups";

	for (size_t i = 0; i < json_array_size(files); i++) {
		const char *id = json_string_value(json_array_get(files, i));
		json_t *file = model_file(id);
		json_t *shares = json_object_get(file, "shares");
		json_t *side = json_object_get(
		    shares, strcmp(kind, "channel") == 0 ? "public" : "private");

		if (file == NULL) {
			continue;
		}
		if (jx_find(json_object_get(file, list), channel->id) < 0) {
			jx_push(json_object_get(file, list), json_string(channel->id));
		}
		if (json_object_get(side, channel->id) == NULL) {
			jx_set(side, channel->id, json_array());
		}
		jx_push(json_object_get(side, channel->id),
		    jx_pack("{ss ss}", "ts", jx_text(message, "ts"), "channel_name",
		        jx_text_or(channel->document, "name", "")));
		model_save_file(id);
		events_send("file_shared", channel,
		    jx_pack("{ss ss ss s{ss}}", "file_id", id, "user_id",
		        jx_text_or(file, "user", ""), "channel_id", channel->id, "file", "id",
		        id));
	}
}

json_t *change_post(struct channel *channel, json_t *message)
{
	char ts[MODEL_TS_SIZE];
	const char *thread_ts = jx_text(message, "thread_ts");
	const json_t *parent = model_message(channel, thread_ts);

	jx_set_text(message, "type", "message");
	jx_set_text(message, "ts", model_next_ts(ts));
	if (jx_text(message, "team") == NULL) {
		jx_set_text(message, "team", model_team_id());
	}
	if (parent != NULL && jx_text(parent, "user") != NULL) {
		jx_share(message, "parent_user_id", json_object_get(parent, "user"));
	}
	message = model_add_message(channel, message);
	share_files(channel, message);
	push_message("message", channel, message);
	if (thread_ts != NULL) {
		count_reply(channel, thread_ts);
	}
	tell_posted(channel, message);
	return message;
}

static void tell_changed(struct channel *channel, const json_t *message, json_t *previous)
{
	char ts[MODEL_TS_SIZE];
	json_t *event = jx_pack(
	    "{ss sb ss}", "subtype", "message_changed", "hidden", 1, "ts", model_next_ts(ts));

	add_place(event, channel);
	jx_set(event, "message", render_message(message, RENDER_APP));
	jx_set(event, "previous_message", previous);
	jx_set_text(event, "event_ts", ts);
	events_send("message", channel, event);
}

void change_edit(
    struct channel *channel, json_t *message, const char *editor, const json_t *fields)
{
	json_t *previous = render_message(message, RENDER_APP);
	char ts[MODEL_TS_SIZE];
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)fields, key, value)
	{
		jx_set(message, key, json_is_null(value) ? NULL : json_incref(value));
	}
	if (editor != NULL) {
		jx_set(message, "edited",
		    jx_pack("{ss ss}", "user", editor, "ts", model_next_ts(ts)));
	}
	model_save_message(channel, message);
	push_message("changed", channel, message);
	tell_changed(channel, message, previous);
}

static void tell_deleted(struct channel *channel, const char *deleted_ts, json_t *previous)
{
	char ts[MODEL_TS_SIZE];
	json_t *event = jx_pack("{ss sb ss ss so}", "subtype", "message_deleted", "hidden", 1,
	    "ts", model_next_ts(ts), "deleted_ts", deleted_ts, "previous_message", previous);

	add_place(event, channel);
	jx_set_text(event, "event_ts", ts);
	events_send("message", channel, event);
}

/* A parent with replies stays behind as a tombstone. */
static void bury(struct channel *channel, json_t *message)
{
	json_t *previous = render_message(message, RENDER_APP);

	for (const char *const *key = (const char *const[]){ "blocks", "_files", "files",
	         "attachments", "reactions", "metadata", "bot_id", "app_id", "edited",
	         "client_msg_id", "bot_profile", NULL };
	     *key != NULL; key++) {
		jx_set(message, *key, NULL);
	}
	jx_set_text(message, "subtype", "tombstone");
	jx_set_bool(message, "hidden", true);
	jx_set_text(message, "user", "USLACKBOT");
	jx_set_text(message, "text", "This message was deleted.");
	model_save_message(channel, message);
	push_message("changed", channel, message);
	tell_changed(channel, message, previous);
}

void change_delete(struct channel *channel, json_t *message)
{
	json_t *previous = render_message(message, RENDER_APP);
	char ts[MODEL_TS_SIZE];
	char thread_ts[MODEL_TS_SIZE] = "";
	json_t *parent;

	(void)snprintf(ts, sizeof(ts), "%s", jx_text(message, "ts"));
	(void)snprintf(
	    thread_ts, sizeof(thread_ts), "%s", jx_text_or(message, "thread_ts", ""));
	if (jx_int(message, "reply_count", 0) > 0) {
		json_decref(previous);
		bury(channel, message);
		return;
	}
	push_message("deleted", channel, message);
	model_remove_message(channel, ts);
	tell_deleted(channel, ts, previous);
	if (*thread_ts == '\0' || strcmp(thread_ts, ts) == 0) {
		return;
	}
	count_reply(channel, thread_ts);
	parent = model_message(channel, thread_ts);
	if (jx_same(parent, "subtype", "tombstone") && jx_int(parent, "reply_count", 0) == 0) {
		change_delete(channel, parent);
	}
}

/* One emoji, one pile: the short names that mean the same go by Slack's first name. */
static const char *canonical(const char *name, char *room, size_t size)
{
	static const char *const aliases[][2] = { { "thumbsup", "+1" }, { "thumbsdown", "-1" },
		{ "raised_hand", "hand" } };
	const char *tone = strstr(name, "::");
	size_t stem = tone != NULL ? (size_t)(tone - name) : strlen(name);

	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
		if (strlen(aliases[i][0]) == stem && strncmp(aliases[i][0], name, stem) == 0) {
			(void)snprintf(room, size, "%s%s", aliases[i][1], name + stem);
			return room;
		}
	}
	return name;
}

static bool is_emoji_name(const char *name)
{
	const char *tone = strstr(name, "::skin-tone-");
	size_t stem = tone != NULL ? (size_t)(tone - name) : strlen(name);

	if (tone != NULL && (tone[12] < '2' || tone[12] > '6' || tone[13] != '\0')) {
		return false;
	}
	/* Custom names may be in any script, but not with spaces, colons or capitals. */
	for (size_t i = 0; i < stem; i++) {
		unsigned char c = (unsigned char)name[i];

		if (c < 0x80 &&
		    strchr("abcdefghijklmnopqrstuvwxyz0123456789_-+'.", c) == NULL) {
			return false;
		}
	}
	return stem > 0 && stem <= 100;
}

static void tell_reaction(struct channel *channel, const json_t *message,
    const char *event_name, const char *user, const char *name)
{
	json_t *event = jx_pack("{ss ss s{ss ss ss}}", "user", user, "reaction", name, "item",
	    "type", "message", "channel", channel->id, "ts", jx_text(message, "ts"));
	json_t *reactions = json_object_get(message, "reactions");

	if (jx_text(message, "user") != NULL) {
		jx_share(event, "item_user", json_object_get(message, "user"));
	}
	push_send("reaction",
	    jx_pack("{ss ss so}", "channel", channel->id, "ts", jx_text(message, "ts"),
	        "reactions", reactions != NULL ? json_deep_copy(reactions) : json_array()));
	events_send(event_name, channel, event);
}

static int count_of_person(const json_t *reactions, const char *user)
{
	int count = 0;

	for (size_t i = 0; i < json_array_size(reactions); i++) {
		count +=
		    jx_find(json_object_get(json_array_get(reactions, i), "users"), user) >= 0;
	}
	return count;
}

const char *change_react(
    struct channel *channel, json_t *message, const char *user, const char *name)
{
	json_t *reactions = json_object_get(message, "reactions");
	json_t *reaction;
	char room[128];

	if (!is_emoji_name(name)) {
		return "invalid_name";
	}
	name = canonical(name, room, sizeof(room));
	reaction = jx_find_object(reactions, "name", name);
	if (reaction != NULL && jx_find(json_object_get(reaction, "users"), user) >= 0) {
		return "already_reacted";
	}
	if (count_of_person(reactions, user) >= EMOJI_PER_PERSON) {
		return "too_many_reactions";
	}
	if (reaction == NULL && json_array_size(reactions) >= EMOJI_PER_MESSAGE) {
		return "too_many_emoji";
	}
	if (reactions == NULL) {
		reactions = json_array();
		jx_set(message, "reactions", reactions);
	}
	if (reaction == NULL) {
		reaction = jx_pack("{ss s[] si}", "name", name, "users", "count", 0);
		jx_push(reactions, reaction);
	}
	jx_push(json_object_get(reaction, "users"), json_string(user));
	jx_set_int(
	    reaction, "count", (int64_t)json_array_size(json_object_get(reaction, "users")));
	model_save_message(channel, message);
	tell_reaction(channel, message, "reaction_added", user, name);
	return NULL;
}

const char *change_unreact(
    struct channel *channel, json_t *message, const char *user, const char *name)
{
	json_t *reactions = json_object_get(message, "reactions");
	json_t *reaction;
	char room[128];

	if (!is_emoji_name(name)) {
		return "invalid_name";
	}
	name = canonical(name, room, sizeof(room));
	reaction = jx_find_object(reactions, "name", name);
	if (reaction == NULL || !jx_remove(json_object_get(reaction, "users"), user)) {
		return "no_reaction";
	}
	jx_set_int(
	    reaction, "count", (int64_t)json_array_size(json_object_get(reaction, "users")));
	(void)snprintf(room, sizeof(room), "%s", jx_text(reaction, "name"));
	for (size_t i = 0; i < json_array_size(reactions); i++) {
		if (json_array_get(reactions, i) == reaction &&
		    jx_int(reaction, "count", 0) == 0) {
			(void)json_array_remove(reactions, i);
			break;
		}
	}
	if (json_array_size(reactions) == 0) {
		jx_set(message, "reactions", NULL);
	}
	model_save_message(channel, message);
	tell_reaction(channel, message, "reaction_removed", user, room);
	return NULL;
}

static void push_ephemeral(const json_t *record)
{
	push_send("ephemeral", json_deep_copy(record));
}

const char *change_ephemeral(struct channel *channel, const char *user, json_t *message)
{
	char ts[MODEL_TS_SIZE];
	json_t *record =
	    jx_pack("{ss ss so}", "user", user, "channel", channel->id, "message", message);

	jx_set_text(message, "type", "message");
	jx_set_text(message, "ts", model_next_ts(ts));
	jx_set_bool(message, "is_ephemeral", true);
	if (ephemerals == NULL) {
		ephemerals = json_array();
	}
	if (json_array_size(ephemerals) >= EPHEMERALS_KEPT) {
		(void)json_array_remove(ephemerals, 0);
	}
	jx_push(ephemerals, record);
	push_ephemeral(record);
	return jx_text(message, "ts");
}

json_t *change_find_ephemeral(const char *channel, const char *ts)
{
	for (size_t i = 0; i < json_array_size(ephemerals); i++) {
		json_t *record = json_array_get(ephemerals, i);

		if (jx_same(record, "channel", channel) &&
		    jx_same(json_object_get(record, "message"), "ts", ts)) {
			return record;
		}
	}
	return NULL;
}

void change_edit_ephemeral(json_t *record, json_t *message)
{
	const json_t *old = json_object_get(record, "message");

	if (message != NULL) {
		jx_share(message, "ts", json_object_get(old, "ts"));
		jx_set_text(message, "type", "message");
		jx_set_bool(message, "is_ephemeral", true);
		jx_set(record, "message", message);
		push_ephemeral(record);
		return;
	}
	push_send(
	    "ephemeral", jx_pack("{ss ss ss sn}", "user", jx_text(record, "user"), "channel",
	                     jx_text(record, "channel"), "ts", jx_text(old, "ts"), "message"));
	for (size_t i = 0; i < json_array_size(ephemerals); i++) {
		if (json_array_get(ephemerals, i) == record) {
			(void)json_array_remove(ephemerals, i);
			return;
		}
	}
}

json_t *change_ephemerals(const char *user, const char *channel)
{
	json_t *list = json_array();

	for (size_t i = 0; i < json_array_size(ephemerals); i++) {
		const json_t *record = json_array_get(ephemerals, i);

		if (jx_same(record, "user", user) &&
		    (channel == NULL || jx_same(record, "channel", channel))) {
			json_t *message = json_copy(json_object_get(record, "message"));

			jx_share(message, "channel", json_object_get(record, "channel"));
			jx_push(list, message);
		}
	}
	return list;
}

void change_finish(void)
{
	json_decref(ephemerals);
	ephemerals = NULL;
}
