/* conversations.*: changing */

#include <string.h>

#include "workspace/api.h"
#include "workspace/change.h"
#include "workspace/jx.h"
#include "workspace/render.h"
#include "workspace/text.h"

enum { DIRECT_MAX = 8, NAME_MAX_POINTS = 80, TOPIC_MAX = 250 };

static bool is_direct(const struct channel *channel)
{
	return jx_true(channel->document, "is_im") || jx_true(channel->document, "is_mpim");
}

static const char *open_by_users(struct api_call *call)
{
	json_t *ids = jx_split(api_text(call, "users"), ',');
	size_t count = json_array_size(ids);
	const char *error = count == 0           ? "users_list_not_supplied"
	                    : count > DIRECT_MAX ? "too_many_users"
	                                         : NULL;
	struct channel *channel;

	for (size_t i = 0; error == NULL && i < count; i++) {
		const char *id = json_string_value(json_array_get(ids, i));
		const json_t *user = model_user(id);

		error = user == NULL                   ? "user_not_found"
		        : jx_true(user, "deleted")     ? "user_disabled"
		        : strcmp(id, model_bot()) == 0 ? "invalid_user_combination"
		                                       : NULL;
	}
	if (error == NULL) {
		error = api_need(call, count == 1 ? "im:write" : "mpim:write");
	}
	if (error == NULL) {
		jx_push(ids, json_string(model_bot()));
		channel = change_open_direct(ids);
		jx_set(call->answer, "channel",
		    jx_true(call->args, "return_im") ? render_channel(channel, RENDER_APP)
		                                     : jx_pack("{ss}", "id", channel->id));
	}
	json_decref(ids);
	return error;
}

static const char *open_channel(struct api_call *call)
{
	struct channel *channel = NULL;
	const char *error;

	if (api_text(call, "channel") == NULL) {
		return open_by_users(call);
	}
	error = api_channel(call, &channel);
	if (error == NULL && !is_direct(channel)) {
		error = "method_not_supported_for_channel_type";
	}
	if (error == NULL) {
		jx_set(call->answer, "channel", jx_pack("{ss}", "id", channel->id));
		jx_set_bool(call->answer, "no_op", true);
		jx_set_bool(call->answer, "already_open", true);
	}
	return error;
}

/* Slack wants lower case, digits, - and _, or letters of other scripts. */
static const char *check_name(const char *name)
{
	bool word = false;

	if (name == NULL) {
		return "invalid_name_required";
	}
	if (text_length(name) > NAME_MAX_POINTS) {
		return "invalid_name_maxlength";
	}
	for (const char *c = name; *c != '\0'; c++) {
		unsigned char byte = (unsigned char)*c;

		if (byte < 0x80 &&
		    strchr("abcdefghijklmnopqrstuvwxyz0123456789-_", *c) == NULL) {
			return "invalid_name_specials";
		}
		word = word || (*c != '-' && *c != '_');
	}
	if (!word) {
		return "invalid_name_punctuation";
	}
	return model_channel_named(name) != NULL ? "name_taken" : NULL;
}

static const char *create(struct api_call *call)
{
	const char *name = api_text(call, "name");
	bool is_private = jx_true(call->args, "is_private");
	const char *error = api_need(call, is_private ? "groups:write" : "channels:manage");
	struct channel *channel;
	json_t *from;

	if (error == NULL) {
		error = check_name(name);
	}
	if (error != NULL) {
		return error;
	}
	from = jx_pack("{ss sb s[s]}", "name", name, "is_private", (int)is_private, "members",
	    model_bot());
	channel = change_create(from, model_bot(), "C");
	json_decref(from);
	jx_set(call->answer, "channel", render_channel(channel, RENDER_APP));
	return NULL;
}

static const char *join(struct api_call *call)
{
	struct channel *channel = model_channel(api_text(call, "channel"));

	if (channel == NULL || strcmp(model_kind(channel), "group") == 0) {
		return "channel_not_found";
	}
	if (is_direct(channel)) {
		return "method_not_supported_for_channel_type";
	}
	if (jx_true(channel->document, "is_archived")) {
		return "is_archived";
	}
	if (model_is_member(channel, model_bot())) {
		jx_set_text(call->answer, "warning", "already_in_channel");
	} else {
		change_join(channel, model_bot(), NULL);
	}
	jx_set(call->answer, "channel", render_channel(channel, RENDER_APP));
	return NULL;
}

static const char *find_managed(struct api_call *call, bool alive, struct channel **out_channel)
{
	const char *error = api_member_channel(call, alive, out_channel);

	if (error != NULL) {
		return error;
	}
	if (is_direct(*out_channel)) {
		return "method_not_supported_for_channel_type";
	}
	return api_need_kind(call, *out_channel, "write");
}

static const char *check_invitee(const struct channel *channel, const char *id)
{
	const json_t *user = model_user(id);

	if (user == NULL || jx_true(user, "deleted")) {
		return "user_not_found";
	}
	if (strcmp(id, model_bot()) == 0) {
		return "cant_invite_self";
	}
	if (model_is_member(channel, id)) {
		return "already_in_channel";
	}
	return jx_same(user, "team_id", model_team_id()) ? NULL : "cant_invite";
}

/* With force the good ones get in; without it one bad one stops all. */
static const char *invite(struct api_call *call)
{
	struct channel *channel = NULL;
	const char *error = find_managed(call, true, &channel);
	bool force = jx_true(call->args, "force");
	json_t *ids;
	json_t *errors;

	if (error != NULL) {
		return error;
	}
	ids = jx_split(api_text(call, "users"), ',');
	errors = json_array();
	for (size_t i = 0; i < json_array_size(ids); i++) {
		const char *id = json_string_value(json_array_get(ids, i));
		const char *wrong = check_invitee(channel, id);

		if (wrong != NULL) {
			jx_push(
			    errors, jx_pack("{ss sb ss}", "user", id, "ok", 0, "error", wrong));
			error = error == NULL ? wrong : error;
		}
	}
	for (size_t i = 0; i < json_array_size(ids) && (error == NULL || force); i++) {
		const char *id = json_string_value(json_array_get(ids, i));

		if (check_invitee(channel, id) == NULL) {
			change_join(channel, id, model_bot());
		}
	}
	if (error != NULL) {
		jx_share(call->answer, "errors", errors);
	}
	jx_set(call->answer, "channel", render_channel(channel, RENDER_APP));
	json_decref(errors);
	json_decref(ids);
	return force ? NULL : error;
}

static const char *kick(struct api_call *call)
{
	struct channel *channel = NULL;
	const char *user = api_text(call, "user");
	const char *error = find_managed(call, true, &channel);

	if (error != NULL) {
		return error;
	}
	if (model_user(user) == NULL) {
		return "user_not_found";
	}
	if (strcmp(user, model_bot()) == 0) {
		return "cant_kick_self";
	}
	if (!model_is_member(channel, user)) {
		return "not_in_channel";
	}
	change_leave(channel, user, model_bot());
	return NULL;
}

static const char *leave(struct api_call *call)
{
	struct channel *channel = NULL;
	const char *error = api_channel(call, &channel);

	if (error != NULL) {
		return error;
	}
	if (is_direct(channel)) {
		return "method_not_supported_for_channel_type";
	}
	error = api_need_kind(call, channel, "write");
	if (error != NULL) {
		return error;
	}
	if (!model_is_member(channel, model_bot())) {
		jx_set_bool(call->answer, "not_in_channel", true);
		return NULL;
	}
	change_leave(channel, model_bot(), model_bot());
	return NULL;
}

static const char *rename_channel(struct api_call *call)
{
	struct channel *channel = NULL;
	const char *name = api_text(call, "name");
	const char *error = find_managed(call, true, &channel);

	if (error == NULL) {
		error = check_name(name);
	}
	if (error == NULL && !jx_same(channel->document, "creator", model_bot())) {
		error = "not_authorized";
	}
	if (error != NULL) {
		return error;
	}
	change_rename(channel, name, model_bot());
	jx_set(call->answer, "channel", render_channel(channel, RENDER_APP));
	return NULL;
}

static const char *archive(struct api_call *call)
{
	struct channel *channel = NULL;
	const char *error = find_managed(call, false, &channel);

	if (error != NULL) {
		return error;
	}
	if (jx_true(channel->document, "is_archived")) {
		return "already_archived";
	}
	if (jx_true(channel->document, "is_general")) {
		return "cant_archive_general";
	}
	change_archive(channel, true, model_bot());
	return NULL;
}

static const char *unarchive(struct api_call *call)
{
	struct channel *channel = NULL;
	const char *error = api_channel(call, &channel);

	if (error != NULL) {
		return error;
	}
	if (!jx_true(channel->document, "is_archived")) {
		return "not_archived";
	}
	error = api_need_kind(call, channel, "write");
	if (error != NULL) {
		return error;
	}
	change_archive(channel, false, model_bot());
	return NULL;
}

static const char *set_topic(struct api_call *call)
{
	struct channel *channel = NULL;
	const char *topic = jx_text_or(call->args, "topic", "");
	const char *error = api_member_channel(call, true, &channel);

	if (error == NULL) {
		error = api_need_kind(call, channel, "write");
	}
	if (error == NULL && text_length(topic) > TOPIC_MAX) {
		error = "too_long";
	}
	if (error != NULL) {
		return error;
	}
	change_topic(channel, topic, model_bot());
	jx_set(call->answer, "channel", render_channel(channel, RENDER_APP));
	return NULL;
}

#define WRITE_SCOPES "channels:manage|groups:write|im:write|mpim:write"
#define CHANNEL_ARG                                                                            \
	{                                                                                      \
		"channel", API_TEXT, true, NULL                                                \
	}

const struct api_method api_channels[] = {
	{ .name = "conversations.open",
	    .scopes = WRITE_SCOPES,
	    .tier = API_TIER_3,
	    .args = { { "channel", API_TEXT, false, NULL }, { "users", API_TEXT, false, NULL },
	        { "return_im", API_BOOL, false, NULL } },
	    .run = open_channel },
	{ .name = "conversations.create",
	    .scopes = WRITE_SCOPES,
	    .tier = API_TIER_2,
	    .args = { { "name", API_TEXT, true, "invalid_name_required" },
	        { "is_private", API_BOOL, false, NULL } },
	    .run = create },
	{ .name = "conversations.join",
	    .scopes = "channels:join",
	    .tier = API_TIER_3,
	    .args = { CHANNEL_ARG },
	    .run = join },
	{ .name = "conversations.invite",
	    .scopes = WRITE_SCOPES "|channels:write.invites|groups:write.invites",
	    .tier = API_TIER_3,
	    .args = { CHANNEL_ARG, { "users", API_TEXT, true, "no_user" },
	        { "force", API_BOOL, false, NULL } },
	    .run = invite },
	{ .name = "conversations.kick",
	    .scopes = "channels:manage|groups:write",
	    .tier = API_TIER_3,
	    .args = { CHANNEL_ARG, { "user", API_TEXT, true, "user_not_found" } },
	    .run = kick },
	{ .name = "conversations.leave",
	    .scopes = WRITE_SCOPES,
	    .tier = API_TIER_3,
	    .args = { CHANNEL_ARG },
	    .run = leave },
	{ .name = "conversations.rename",
	    .scopes = WRITE_SCOPES,
	    .tier = API_TIER_2,
	    .args = { CHANNEL_ARG, { "name", API_TEXT, true, "invalid_name_required" } },
	    .run = rename_channel },
	{ .name = "conversations.archive",
	    .scopes = WRITE_SCOPES,
	    .tier = API_TIER_2,
	    .args = { CHANNEL_ARG },
	    .run = archive },
	{ .name = "conversations.unarchive",
	    .scopes = WRITE_SCOPES,
	    .tier = API_TIER_2,
	    .args = { CHANNEL_ARG },
	    .run = unarchive },
	{ .name = "conversations.setTopic",
	    .scopes = WRITE_SCOPES "|channels:write.topic|groups:write.topic",
	    .tier = API_TIER_2,
	    .args = { CHANNEL_ARG, { "topic", API_TEXT, true, NULL } },
	    .run = set_topic },
	{ .name = NULL },
};
