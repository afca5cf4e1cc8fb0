#include "workspace/events.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "workspace/jx.h"
#include "workspace/socketmode.h"

/* An event's scope; for those of channels %s stands for the kind's first word. */
static const struct {
	const char *event;
	const char *scope;
} scopes[] = {
	{ "message", "%s:history" },
	{ "app_mention", "app_mentions:read" },
	{ "reaction_added", "reactions:read" },
	{ "reaction_removed", "reactions:read" },
	{ "member_joined_channel", "%s:read" },
	{ "member_left_channel", "%s:read" },
	{ "channel_rename", "channels:read" },
	{ "channel_archive", "channels:read" },
	{ "channel_unarchive", "channels:read" },
	{ "channel_deleted", "channels:read" },
	{ "channel_left", "channels:read" },
	{ "group_rename", "groups:read" },
	{ "group_archive", "groups:read" },
	{ "group_unarchive", "groups:read" },
	{ "group_deleted", "groups:read" },
	{ "group_left", "groups:read" },
	{ "channel_shared", "%s:read" },
	{ "channel_unshared", "%s:read" },
	{ "file_shared", "files:read" },
	{ "file_change", "files:read" },
	{ "file_deleted", "files:read" },
	{ "user_change", "users:read" },
	{ "team_join", "users:read" },
	{ "emoji_changed", "emoji:read" },
	{ "dnd_updated_user", "dnd:read" },
};

static const char *scope_word(const struct channel *channel)
{
	const char *kind = channel != NULL ? model_kind(channel) : "channel";

	return strcmp(kind, "channel") == 0 ? "channels"
	       : strcmp(kind, "group") == 0 ? "groups"
	                                    : kind;
}

static bool has_scope(const char *name, const struct channel *channel)
{
	char scope[64];

	for (size_t i = 0; i < sizeof(scopes) / sizeof(scopes[0]); i++) {
		if (strcmp(scopes[i].event, name) != 0) {
			continue;
		}
		if (strncmp(scopes[i].scope, "%s", 2) != 0) {
			return model_app_has_scope(scopes[i].scope);
		}
		(void)snprintf(scope, sizeof(scope), "%s%s", scope_word(channel),
		    scopes[i].scope + strlen("%s"));
		return model_app_has_scope(scope);
	}
	return true;
}

static bool is_subscribed(const char *name, const struct channel *channel)
{
	const json_t *events = json_object_get(model_manifest(), "events");
	char full[64];

	if (strcmp(name, "message") != 0) {
		return jx_find(events, name) >= 0;
	}
	(void)snprintf(full, sizeof(full), "message.%s", scope_word(channel));
	return jx_find(events, full) >= 0;
}

static json_t *wrap(const struct channel *channel, json_t *event)
{
	char id[MODEL_ID_SIZE];
	const char *ts = jx_text_or(event, "event_ts", "0");
	json_t *payload = json_object();

	jx_set_text(payload, "token", "legacy");
	jx_set_text(payload, "team_id", model_team_id());
	jx_set_text(payload, "context_team_id", model_team_id());
	jx_set(payload, "context_enterprise_id", json_null());
	jx_set_text(payload, "api_app_id", jx_text_or(model_app(), "id", ""));
	jx_set(payload, "event", event);
	jx_set_text(payload, "type", "event_callback");
	jx_set_text(payload, "event_id", model_random_id("Ev", id));
	jx_set_int(payload, "event_time", (int64_t)strtoll(ts, NULL, 10));
	jx_set(payload, "authorizations",
	    jx_pack("[{sn ss ss sb sb}]", "enterprise_id", "team_id", model_team_id(),
	        "user_id", model_bot(), "is_bot", 1, "is_enterprise_install", 0));
	jx_set_bool(payload, "is_ext_shared_channel",
	    channel != NULL && jx_true(channel->document, "is_ext_shared"));
	jx_set_text(payload, "event_context", model_random_id("4-", id));
	return payload;
}

void events_send_anyway(const char *name, const struct channel *channel, json_t *event)
{
	char ts[MODEL_TS_SIZE];

	/* An app that was uninstalled still gets to hear that. */
	if (!is_subscribed(name, channel) || !has_scope(name, channel) ||
	    (jx_same(model_app(), "state", "uninstalled") &&
	        strcmp(name, "app_uninstalled") != 0 && strcmp(name, "tokens_revoked") != 0)) {
		json_decref(event);
		return;
	}
	jx_set_text(event, "type", name);
	if (jx_text(event, "event_ts") == NULL) {
		jx_set_text(event, "event_ts", model_next_ts(ts));
	}
	socketmode_send_event(wrap(channel, event));
}

void events_send(const char *name, const struct channel *channel, json_t *event)
{
	if (channel != NULL && !model_is_member(channel, model_bot())) {
		json_decref(event);
		return;
	}
	events_send_anyway(name, channel, event);
}
