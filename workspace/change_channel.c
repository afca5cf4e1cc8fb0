/* Channels, people, emoji and files. */

#include "workspace/change.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "workspace/events.h"
#include "workspace/jx.h"
#include "workspace/push.h"
#include "workspace/render.h"
#include "workspace/seed.h"

static void push_channel(const struct channel *channel)
{
	push_send("channel", jx_pack("{so}", "channel", render_channel(channel, RENDER_PAGE)));
}

static bool is_private(const struct channel *channel)
{
	return strcmp(model_kind(channel), "channel") != 0;
}

/* "<@U> has joined the channel" and its like; they are messages too. */
static void note(
    struct channel *channel, const char *subtype, const char *user, const char *text)
{
	json_t *message = jx_pack("{ss ss}", "subtype", subtype, "user", user);

	jx_set_text(message, "text", text);
	(void)change_post(channel, message);
}

struct channel *change_create(const json_t *from, const char *creator, const char *prefix)
{
	json_t *document = seed_make_channel(from, creator);
	struct channel *channel;
	char id[MODEL_ID_SIZE];

	jx_set_text(document, "id", model_count_id(prefix, id));
	channel = model_add_channel(document);
	push_channel(channel);
	return channel;
}

void change_join(struct channel *channel, const char *user, const char *inviter)
{
	json_t *event;
	char text[128];

	jx_push(json_object_get(channel->document, "members"), json_string(user));
	model_save_channel(channel);
	push_channel(channel);
	event = jx_pack("{ss ss ss ss}", "user", user, "channel", channel->id, "channel_type",
	    is_private(channel) ? "G" : "C", "team",
	    jx_text_or(model_user(user), "team_id", model_team_id()));
	if (inviter != NULL) {
		jx_set_text(event, "inviter", inviter);
	}
	events_send("member_joined_channel", channel, event);
	(void)snprintf(text, sizeof(text), "<@%s> has joined the channel", user);
	note(channel, "channel_join", user, text);
}

void change_leave(struct channel *channel, const char *user, const char *actor)
{
	char text[128];

	if (!jx_remove(json_object_get(channel->document, "members"), user)) {
		return;
	}
	model_save_channel(channel);
	push_channel(channel);
	if (strcmp(user, model_bot()) == 0) {
		events_send_anyway(is_private(channel) ? "group_left" : "channel_left", channel,
		    jx_pack("{ss ss}", "channel", channel->id, "actor_id", actor));
	} else {
		events_send("member_left_channel", channel,
		    jx_pack("{ss ss ss ss}", "user", user, "channel", channel->id,
		        "channel_type", is_private(channel) ? "G" : "C", "team",
		        jx_text_or(model_user(user), "team_id", model_team_id())));
	}
	(void)snprintf(text, sizeof(text), "<@%s> has left the channel", user);
	note(channel, "channel_leave", user, text);
}

void change_rename(struct channel *channel, const char *name, const char *actor)
{
	char text[256];
	const json_t *document = channel->document;

	jx_set_text(channel->document, "name", name);
	jx_set_text(channel->document, "name_normalized", name);
	model_save_channel(channel);
	push_channel(channel);
	events_send(is_private(channel) ? "group_rename" : "channel_rename", channel,
	    jx_pack("{s{ss ss ss sI sb sb}}", "channel", "id", channel->id, "name", name,
	        "name_normalized", name, "created", (json_int_t)jx_int(document, "created", 0),
	        "is_channel", !is_private(channel), "is_mpim", 0));
	(void)snprintf(text, sizeof(text), "has renamed the channel to \"%.200s\"", name);
	note(channel, "channel_name", actor, text);
}

void change_archive(struct channel *channel, bool archived, const char *actor)
{
	const char *name = is_private(channel)
	                       ? (archived ? "group_archive" : "group_unarchive")
	                       : (archived ? "channel_archive" : "channel_unarchive");
	json_t *event = jx_pack("{ss ss}", "channel", channel->id, "user", actor);

	if (archived) {
		note(channel, "channel_archive", actor, "archived the channel");
		jx_set_int(event, "is_moved", 0);
	}
	jx_set_bool(channel->document, "is_archived", archived);
	model_save_channel(channel);
	push_channel(channel);
	if (!archived && is_private(channel)) {
		jx_set_text(event, "actor_id", actor);
	}
	events_send(name, channel, event);
}

void change_share(struct channel *channel, bool shared, const char *new_id)
{
	json_t *event;

	jx_set_bool(channel->document, "is_ext_shared", shared);
	jx_set_bool(channel->document, "is_shared", shared);
	if (new_id != NULL && model_channel(new_id) == NULL) {
		event =
		    jx_pack("{ss ss}", "old_channel_id", channel->id, "new_channel_id", new_id);
		push_send(
		    "channel", jx_pack("{s{ss sb}}", "channel", "id", channel->id, "gone", 1));
		model_rename_channel_id(channel, new_id);
		events_send("channel_id_changed", channel, event);
	}
	model_save_channel(channel);
	push_channel(channel);
	events_send(shared ? "channel_shared" : "channel_unshared", channel,
	    jx_pack("{ss ss}", "channel", channel->id, "connected_team_id", "T0OTHER"));
}

void change_topic(struct channel *channel, const char *topic, const char *actor)
{
	char text[1200];

	jx_set(channel->document, "topic",
	    jx_pack("{ss ss sI}", "value", topic, "creator", actor, "last_set",
	        (json_int_t)(model_now().ms / KG_SECOND)));
	model_save_channel(channel);
	push_channel(channel);
	(void)snprintf(text, sizeof(text), "set the channel topic: %s", topic);
	note(channel, "channel_topic", actor, text);
}

static bool same_people(const json_t *a, const json_t *b)
{
	for (size_t i = 0; i < json_array_size(a); i++) {
		if (jx_find(b, json_string_value(json_array_get(a, i))) < 0) {
			return false;
		}
	}
	return json_array_size(a) == json_array_size(b);
}

struct channel *change_open_direct(const json_t *users)
{
	bool is_im = json_array_size(users) <= 2;
	struct channel *channel;
	json_t *from;

	for (size_t i = 0; (channel = model_channel_at(i)) != NULL; i++) {
		if ((jx_true(channel->document, "is_im") ||
		        jx_true(channel->document, "is_mpim")) &&
		    same_people(json_object_get(channel->document, "members"), users)) {
			return channel;
		}
	}
	from = jx_pack("{sb sb sO ss}", "is_im", is_im, "is_mpim", !is_im, "members", users,
	    "name", "mpdm");
	channel =
	    change_create(from, json_string_value(json_array_get(users, 0)), is_im ? "D" : "G");
	json_decref(from);
	return channel;
}

void change_user(json_t *user)
{
	char ts[MODEL_TS_SIZE];
	const char *id = jx_text(user, "id");
	int64_t now = model_now().ms / KG_SECOND;

	jx_set_int(user, "updated", now);
	model_save_user(id);
	push_send("user", jx_pack("{so}", "user", render_user(user, RENDER_PAGE)));
	events_send("user_change", NULL,
	    jx_pack("{so sI ss}", "user", render_user(user, RENDER_APP), "cache_ts",
	        (json_int_t)now, "event_ts", model_next_ts(ts)));
}

void change_add_user(json_t *user)
{
	const char *id = jx_text(user, "id");

	jx_set(model_users(), id, user);
	model_save_user(id);
	push_send("user", jx_pack("{so}", "user", render_user(user, RENDER_PAGE)));
	events_send("team_join", NULL, jx_pack("{so}", "user", render_user(user, RENDER_APP)));
}

void change_dnd(json_t *user)
{
	const char *id = jx_text(user, "id");

	model_save_user(id);
	push_send("user", jx_pack("{so}", "user", render_user(user, RENDER_PAGE)));
	events_send("dnd_updated_user", NULL,
	    jx_pack("{ss so}", "user", id, "dnd_status",
	        json_deep_copy(json_object_get(user, "dnd"))));
}

void change_emoji(const char *name, const char *value)
{
	json_t *event;

	if (value != NULL) {
		jx_set_text(model_emoji(), name, value);
		event = jx_pack("{ss ss ss}", "subtype", "add", "name", name, "value", value);
	} else {
		jx_set(model_emoji(), name, NULL);
		event = jx_pack("{ss s[s]}", "subtype", "remove", "names", name);
	}
	model_save_emoji();
	events_send("emoji_changed", NULL, event);
}

static bool bot_sees(const json_t *file)
{
	for (const char *const *list =
	         (const char *const[]){ "channels", "groups", "ims", NULL };
	     *list != NULL; list++) {
		const json_t *ids = json_object_get(file, *list);

		for (size_t i = 0; i < json_array_size(ids); i++) {
			const struct channel *channel =
			    model_channel(json_string_value(json_array_get(ids, i)));

			if (channel != NULL && model_is_member(channel, model_bot())) {
				return true;
			}
		}
	}
	return jx_same(file, "user", model_bot());
}

void change_file(json_t *file)
{
	const char *id = jx_text(file, "id");

	model_save_file(id);
	if (bot_sees(file)) {
		events_send("file_change", NULL,
		    jx_pack("{ss s{ss}}", "file_id", id, "file", "id", id));
	}
}

/* Messages keep a stub in the file's place. */
void change_delete_file(json_t *file)
{
	const char *id = jx_text(file, "id");
	json_t *channels = json_object_get(file, "channels");
	bool seen = bot_sees(file);

	jx_set_bool(file, "_deleted", true);
	jx_set_text(file, "mode", "tombstone");
	for (const char *const *key = (const char *const[]){ "name", "title", "mimetype",
	         "filetype", "pretty_type", "size", NULL };
	     *key != NULL; key++) {
		jx_set(file, *key, NULL);
	}
	model_save_file(id);
	if (seen) {
		events_send("file_deleted", NULL,
		    jx_pack("{ss sO}", "file_id", id, "channel_ids", channels));
	}
	for (size_t i = 0; model_channel_at(i) != NULL; i++) {
		struct channel *channel = model_channel_at(i);

		for (size_t k = 0; k < channel->count; k++) {
			const json_t *message = channel->messages[k];

			if (jx_find(json_object_get(message, "_files"), id) >= 0) {
				push_send("changed",
				    jx_pack("{ss so}", "channel", channel->id, "message",
				        render_message(message, RENDER_PAGE)));
			}
		}
	}
}
