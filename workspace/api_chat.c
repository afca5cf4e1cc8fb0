/* chat.* */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "workspace/api.h"
#include "workspace/bot_message.h"
#include "workspace/change.h"
#include "workspace/jx.h"
#include "workspace/rate.h"
#include "workspace/render.h"
#include "workspace/text.h"

enum {
	UPDATE_TEXT_MAX = 4000,
	POSTS_PER_MINUTE = 60,
	POST_BURST = 5,
	TEAM_POSTS_PER_MINUTE = 300
};

/* By id, by "#name", or a person's id, which opens the direct channel. */
static const char *find_target(struct api_call *call, struct channel **out_channel)
{
	const char *wanted = api_text(call, "channel");
	struct channel *channel;
	json_t *users;

	if (model_user(wanted) != NULL) {
		if (api_need(call, "im:write") != NULL) {
			return "missing_scope";
		}
		if (jx_true(model_user(wanted), "deleted")) {
			return "channel_not_found";
		}
		users = jx_pack("[ss]", model_bot(), wanted);
		*out_channel = change_open_direct(users);
		json_decref(users);
		return NULL;
	}
	channel = model_channel_named(*wanted == '#' ? wanted + 1 : wanted);
	if (channel != NULL) {
		jx_set_text(call->args, "channel", channel->id);
	}
	return api_channel(call, out_channel);
}

static const char *check_postable(struct api_call *call, const struct channel *channel)
{
	if (jx_true(channel->document, "is_archived")) {
		return "is_archived";
	}
	if (!model_is_member(channel, model_bot()) &&
	    !model_app_has_scope("chat:write.public")) {
		return "not_in_channel";
	}
	if (jx_true(channel->document, "is_im") && !jx_true(model_manifest(), "messages")) {
		return "messages_tab_disabled";
	}
	(void)call;
	return NULL;
}

static const char *check_pace(struct api_call *call, const struct channel *channel)
{
	char key[64];

	(void)snprintf(key, sizeof(key), "post %s", channel->id);
	call->retry_after = rate_take(key, POSTS_PER_MINUTE, POST_BURST);
	if (call->retry_after == 0) {
		call->retry_after =
		    rate_take("post", TEAM_POSTS_PER_MINUTE, TEAM_POSTS_PER_MINUTE);
	}
	return call->retry_after > 0 ? "rate_limited" : NULL;
}

static const char *thread_of(
    struct api_call *call, const struct channel *channel, json_t *message)
{
	const char *thread_ts = api_text(call, "thread_ts");
	const json_t *parent = model_message(channel, thread_ts);

	if (thread_ts == NULL) {
		return NULL;
	}
	if (!api_is_ts(thread_ts)) {
		return "invalid_thread_ts";
	}
	/* Slack takes a thread that is not there without a word. A reply's ts stands for its
	 * thread. */
	jx_set_text(message, "thread_ts", jx_text_or(parent, "thread_ts", thread_ts));
	if (jx_true(call->args, "reply_broadcast")) {
		jx_set_text(message, "subtype", "thread_broadcast");
	}
	return NULL;
}

static const char *post_message(struct api_call *call)
{
	struct channel *channel = NULL;
	json_t *message = NULL;
	const char *error = find_target(call, &channel);

	if (error == NULL) {
		error = check_postable(call, channel);
	}
	if (error == NULL) {
		error = bot_message_make(call->args, call->messages, &message);
	}
	if (error == NULL) {
		error = thread_of(call, channel, message);
	}
	if (error == NULL) {
		error = check_pace(call, channel);
	}
	if (error != NULL) {
		json_decref(message);
		return error;
	}
	message = change_post(channel, message);
	jx_set_text(call->answer, "channel", channel->id);
	jx_share(call->answer, "ts", json_object_get(message, "ts"));
	jx_set(call->answer, "message", render_message(message, RENDER_APP_METADATA));
	return NULL;
}

static const char *own_message(struct api_call *call, const char *foreign,
    struct channel **out_channel, json_t **out_message)
{
	const char *error = api_channel(call, out_channel);

	if (error != NULL) {
		return error;
	}
	*out_message = model_message(*out_channel, api_text(call, "ts"));
	if (*out_message == NULL || jx_same(*out_message, "subtype", "tombstone")) {
		return "message_not_found";
	}
	return jx_same(*out_message, "user", model_bot()) ? NULL : foreign;
}

/* Text alone leaves blocks alone; an empty list of blocks takes them away. */
static json_t *updated_fields(struct api_call *call, const json_t *made)
{
	json_t *fields = json_object();

	if (api_has(call, "text")) {
		jx_share(fields, "text", json_object_get(made, "text"));
	}
	if (api_has(call, "blocks")) {
		json_t *blocks = json_object_get(made, "blocks");

		jx_set(fields, "blocks", blocks != NULL ? json_incref(blocks) : json_null());
	}
	for (const char *const *key = (const char *const[]){ "attachments", "metadata", NULL };
	     *key != NULL; key++) {
		if (api_has(call, *key)) {
			json_t *value = json_object_get(made, *key);

			jx_set(fields, *key, value != NULL ? json_incref(value) : json_null());
		}
	}
	return fields;
}

static const char *update(struct api_call *call)
{
	struct channel *channel = NULL;
	json_t *message = NULL;
	json_t *made = NULL;
	json_t *fields;
	const char *error = own_message(call, "cant_update_message", &channel, &message);

	if (error == NULL && jx_true(channel->document, "is_archived")) {
		error = "is_inactive";
	}
	if (error == NULL && api_text(call, "text") != NULL &&
	    text_length(api_text(call, "text")) > UPDATE_TEXT_MAX) {
		error = "msg_too_long";
	}
	if (error == NULL) {
		error = bot_message_make(call->args, call->messages, &made);
	}
	if (error != NULL) {
		return error;
	}
	fields = updated_fields(call, made);
	change_edit(channel, message, model_bot(), fields);
	json_decref(fields);
	json_decref(made);
	jx_set_text(call->answer, "channel", channel->id);
	jx_share(call->answer, "ts", json_object_get(message, "ts"));
	jx_share(call->answer, "text", json_object_get(message, "text"));
	jx_set(call->answer, "message", render_message(message, RENDER_APP_METADATA));
	return NULL;
}

static const char *delete_message(struct api_call *call)
{
	struct channel *channel = NULL;
	json_t *message = NULL;
	const char *error = own_message(call, "cant_delete_message", &channel, &message);

	if (error != NULL) {
		return error;
	}
	jx_set_text(call->answer, "channel", channel->id);
	jx_share(call->answer, "ts", json_object_get(message, "ts"));
	change_delete(channel, message);
	return NULL;
}

static const char *post_ephemeral(struct api_call *call)
{
	struct channel *channel = NULL;
	json_t *message = NULL;
	const char *user = api_text(call, "user");
	const char *error = api_member_channel(call, true, &channel);

	if (error == NULL && !model_is_member(channel, user)) {
		error = "user_not_in_channel";
	}
	if (error == NULL) {
		error = bot_message_make(call->args, call->messages, &message);
	}
	if (error != NULL) {
		return error;
	}
	jx_set_text(message, "thread_ts", api_text(call, "thread_ts"));
	jx_set_text(call->answer, "message_ts", change_ephemeral(channel, user, message));
	return NULL;
}

static const char *get_permalink(struct api_call *call)
{
	struct channel *channel = NULL;
	const char *ts = api_text(call, "message_ts");
	const char *error = api_channel(call, &channel);
	char digits[MODEL_TS_SIZE];
	char url[256];

	if (error != NULL) {
		return error;
	}
	if (model_message(channel, ts) == NULL) {
		return "message_not_found";
	}
	(void)snprintf(digits, sizeof(digits), "%.10s%.6s", ts, ts + strlen("1234567890."));
	(void)snprintf(url, sizeof(url), "https://%s.slack.com/archives/%s/p%s",
	    jx_text_or(model_team(), "domain", ""), channel->id, digits);
	jx_set_text(call->answer, "channel", channel->id);
	jx_set_text(call->answer, "permalink", url);
	return NULL;
}

#define MESSAGE_ARGS                                                                           \
	{ "text", API_TEXT, false, NULL }, { "blocks", API_JSON, false, NULL },                \
	    { "attachments", API_JSON, false, NULL }, { "metadata", API_JSON, false, NULL },   \
	{                                                                                      \
		"thread_ts", API_TEXT, false, NULL                                             \
	}

const struct api_method api_chat[] = {
	{ .name = "chat.postMessage",
	    .scopes = "chat:write",
	    .tier = API_TIER_SPECIAL,
	    .args = { { "channel", API_TEXT, true, NULL }, MESSAGE_ARGS,
	        { "reply_broadcast", API_BOOL, false, NULL } },
	    .run = post_message },
	{ .name = "chat.update",
	    .scopes = "chat:write",
	    .tier = API_TIER_3,
	    .args = { { "channel", API_TEXT, true, NULL }, { "ts", API_TEXT, true, NULL },
	        MESSAGE_ARGS },
	    .run = update },
	{ .name = "chat.delete",
	    .scopes = "chat:write",
	    .tier = API_TIER_3,
	    .args = { { "channel", API_TEXT, true, NULL }, { "ts", API_TEXT, true, NULL } },
	    .run = delete_message },
	{ .name = "chat.postEphemeral",
	    .scopes = "chat:write",
	    .tier = API_TIER_4,
	    .args = { { "channel", API_TEXT, true, NULL }, { "user", API_TEXT, true, NULL },
	        MESSAGE_ARGS },
	    .run = post_ephemeral },
	{ .name = "chat.getPermalink",
	    .scopes = "",
	    .tier = API_TIER_SPECIAL,
	    .flags = API_FORM_ONLY,
	    .args = { { "channel", API_TEXT, true, NULL },
	        { "message_ts", API_TEXT, true, NULL } },
	    .run = get_permalink },
	{ .name = NULL },
};
