/* reactions.*, pins.*, bookmarks.* */

#include <string.h>

#include "workspace/api.h"
#include "workspace/change.h"
#include "workspace/jx.h"
#include "workspace/render.h"

enum { PINS_MAX = 100 };

static const char *find_item(
    struct api_call *call, struct channel **out_channel, json_t **out_message)
{
	const char *ts = api_text(call, "timestamp");
	const char *error;

	if (ts == NULL || api_text(call, "channel") == NULL) {
		return "no_item_specified";
	}
	if (!api_is_ts(ts)) {
		return "bad_timestamp";
	}
	error = api_channel(call, out_channel);
	if (error != NULL) {
		return error;
	}
	*out_message = model_message(*out_channel, ts);
	return *out_message != NULL ? NULL : "message_not_found";
}

static const char *find_changeable(
    struct api_call *call, struct channel **out_channel, json_t **out_message)
{
	const char *error = find_item(call, out_channel, out_message);

	if (error != NULL) {
		return error;
	}
	if (jx_true((*out_channel)->document, "is_archived")) {
		return "is_archived";
	}
	if (!model_is_member(*out_channel, model_bot())) {
		return "no_access";
	}
	return jx_same(*out_message, "subtype", "tombstone") ? "not_reactable" : NULL;
}

static const char *add(struct api_call *call)
{
	struct channel *channel = NULL;
	json_t *message = NULL;
	const char *error = find_changeable(call, &channel, &message);

	return error != NULL
	           ? error
	           : change_react(channel, message, model_bot(), api_text(call, "name"));
}

static const char *remove_reaction(struct api_call *call)
{
	struct channel *channel = NULL;
	json_t *message = NULL;
	const char *error = find_changeable(call, &channel, &message);

	return error != NULL
	           ? error
	           : change_unreact(channel, message, model_bot(), api_text(call, "name"));
}

static const char *get(struct api_call *call)
{
	struct channel *channel = NULL;
	json_t *message = NULL;
	const char *error = find_item(call, &channel, &message);

	if (error != NULL) {
		return error;
	}
	jx_set_text(call->answer, "type", "message");
	jx_set_text(call->answer, "channel", channel->id);
	jx_set(call->answer, "message", render_message(message, RENDER_APP));
	return NULL;
}

static const char *pin(struct api_call *call)
{
	struct channel *channel = NULL;
	json_t *message = NULL;
	const char *error = find_item(call, &channel, &message);
	json_t *pins;

	if (error == NULL && !model_is_member(channel, model_bot())) {
		error = "not_in_channel";
	}
	if (error != NULL) {
		return error;
	}
	pins = json_object_get(channel->document, "_pins");
	if (pins == NULL) {
		pins = json_array();
		jx_set(channel->document, "_pins", pins);
	}
	if (jx_find(pins, jx_text(message, "ts")) >= 0) {
		return "already_pinned";
	}
	if (json_array_size(pins) >= PINS_MAX) {
		return "too_many_pins";
	}
	jx_push(pins, json_incref(json_object_get(message, "ts")));
	jx_set(message, "pinned_to", jx_pack("[s]", channel->id));
	model_save_message(channel, message);
	model_save_channel(channel);
	return NULL;
}

static const char *unpin(struct api_call *call)
{
	struct channel *channel = NULL;
	json_t *message = NULL;
	const char *error = find_item(call, &channel, &message);

	if (error != NULL) {
		return error;
	}
	if (!jx_remove(json_object_get(channel->document, "_pins"), jx_text(message, "ts"))) {
		return "no_pin";
	}
	jx_set(message, "pinned_to", NULL);
	model_save_message(channel, message);
	model_save_channel(channel);
	return NULL;
}

static const char *add_bookmark(struct api_call *call)
{
	struct channel *channel = model_channel(api_text(call, "channel_id"));
	const char *type = api_text(call, "type");
	const char *link = api_text(call, "link");
	char id[MODEL_ID_SIZE];
	json_t *bookmarks;
	json_t *bookmark;

	if (channel == NULL || !model_is_member(channel, model_bot())) {
		return "channel_not_found";
	}
	if (strcmp(type, "link") != 0) {
		return "invalid_bookmark_type";
	}
	if (link == NULL ||
	    (strncmp(link, "http://", 7) != 0 && strncmp(link, "https://", 8) != 0)) {
		return "invalid_link";
	}
	bookmarks = json_object_get(channel->document, "_bookmarks");
	if (bookmarks == NULL) {
		bookmarks = json_array();
		jx_set(channel->document, "_bookmarks", bookmarks);
	}
	if (json_array_size(bookmarks) >= PINS_MAX) {
		return "too_many_bookmarks";
	}
	bookmark = jx_pack("{ss ss ss ss ss}", "id", model_count_id("Bk", id), "channel_id",
	    channel->id, "title", api_text(call, "title"), "link", link, "type", "link");
	jx_push(bookmarks, bookmark);
	model_save_channel(channel);
	jx_share(call->answer, "bookmark", bookmark);
	return NULL;
}

#define ITEM_ARGS                                                                              \
	{ "channel", API_TEXT, false, NULL },                                                  \
	{                                                                                      \
		"timestamp", API_TEXT, false, NULL                                             \
	}

const struct api_method api_items[] = {
	{ .name = "reactions.add",
	    .scopes = "reactions:write",
	    .tier = API_TIER_3,
	    .args = { { "name", API_TEXT, true, "invalid_name" }, ITEM_ARGS },
	    .run = add },
	{ .name = "reactions.remove",
	    .scopes = "reactions:write",
	    .tier = API_TIER_2,
	    .args = { { "name", API_TEXT, true, "invalid_name" }, ITEM_ARGS },
	    .run = remove_reaction },
	{ .name = "reactions.get",
	    .scopes = "reactions:read",
	    .tier = API_TIER_3,
	    .flags = API_FORM_ONLY,
	    .args = { ITEM_ARGS, { "full", API_BOOL, false, NULL } },
	    .run = get },
	{ .name = "pins.add",
	    .scopes = "pins:write",
	    .tier = API_TIER_2,
	    .args = { ITEM_ARGS },
	    .run = pin },
	{ .name = "pins.remove",
	    .scopes = "pins:write",
	    .tier = API_TIER_2,
	    .args = { ITEM_ARGS },
	    .run = unpin },
	{ .name = "bookmarks.add",
	    .scopes = "bookmarks:write",
	    .tier = API_TIER_2,
	    .args = { { "channel_id", API_TEXT, true, NULL }, { "title", API_TEXT, true, NULL },
	        { "type", API_TEXT, true, NULL }, { "link", API_TEXT, false, NULL } },
	    .run = add_bookmark },
	{ .name = NULL },
};
