/* conversations.*: reading */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "workspace/api.h"
#include "workspace/jx.h"
#include "workspace/render.h"

enum { HISTORY_MAX = 999, HISTORY_DEFAULT = 100, MEMBERS_DEFAULT = 100 };

struct range {
	const char *oldest; /* never NULL */
	const char *latest;
	bool inclusive;
	size_t limit;
};

static bool is_loose_ts(const char *text)
{
	size_t seconds = strspn(text, "0123456789");

	return seconds > 0 && seconds <= 12 &&
	       (text[seconds] == '\0' ||
	           (text[seconds] == '.' &&
	               text[seconds + 1 + strspn(text + seconds + 1, "0123456789")] == '\0'));
}

static const char *read_range(struct api_call *call, struct range *out)
{
	const char *cursor = api_text(call, "cursor");
	int64_t limit = jx_int(call->args, "limit", HISTORY_DEFAULT);

	*out = (struct range){
		.oldest = api_text(call, "oldest"),
		.latest = api_text(call, "latest"),
		.inclusive = jx_true(call->args, "inclusive"),
		.limit = limit < 1             ? HISTORY_DEFAULT
		         : limit > HISTORY_MAX ? HISTORY_MAX
		                               : (size_t)limit,
	};
	if (out->oldest != NULL && !is_loose_ts(out->oldest)) {
		return "invalid_ts_oldest";
	}
	if (out->latest != NULL && !is_loose_ts(out->latest)) {
		return "invalid_ts_latest";
	}
	if (cursor != NULL && (strncmp(cursor, "ts:", 3) != 0 || !api_is_ts(cursor + 3))) {
		return "invalid_cursor";
	}
	out->oldest = out->oldest != NULL ? out->oldest : "0";
	out->latest = out->latest != NULL ? out->latest : "9999999999.999999";
	return NULL;
}

/* Microseconds: "1764000000" and "1764000000.0" come as well as whole stamps. */
static int64_t micros(const char *ts)
{
	char *end = NULL;
	int64_t value = strtoll(ts, &end, 10);
	const char *digit = *end == '.' ? end + 1 : end;

	for (int i = 0; i < 6; i++) {
		value = value * 10 + (*digit != '\0' ? *digit++ - '0' : 0);
	}
	return value;
}

static bool is_inside(const struct range *range, const char *ts)
{
	int64_t at = micros(ts);
	int64_t oldest = micros(range->oldest);
	int64_t latest = micros(range->latest);

	return range->inclusive ? at >= oldest && at <= latest : at > oldest && at < latest;
}

static void set_cursor(struct api_call *call, bool more, const char *ts)
{
	char cursor[MODEL_TS_SIZE + 4] = "";

	jx_set_bool(call->answer, "has_more", more);
	if (more) {
		(void)snprintf(cursor, sizeof(cursor), "ts:%s", ts);
		jx_set(
		    call->answer, "response_metadata", jx_pack("{ss}", "next_cursor", cursor));
	}
}

static const char *open_readable(struct api_call *call, struct channel **out_channel)
{
	const char *error = api_channel(call, out_channel);

	if (error == NULL) {
		error = api_need_kind(call, *out_channel, "history");
	}
	if (error == NULL && !model_is_member(*out_channel, model_bot())) {
		error = "not_in_channel";
	}
	return error;
}

static enum render_for shape(const struct api_call *call)
{
	return jx_true(call->args, "include_all_metadata") ? RENDER_APP_METADATA : RENDER_APP;
}

/* Newest first; replies only when they were broadcast too. */
static const char *history(struct api_call *call)
{
	struct channel *channel = NULL;
	struct range range = { 0 };
	const char *error = open_readable(call, &channel);
	const char *cursor = api_text(call, "cursor");
	json_t *messages;
	const char *last = "";
	bool more = false;

	if (error == NULL) {
		error = read_range(call, &range);
	}
	if (error != NULL) {
		return error;
	}
	messages = json_array();
	for (size_t i = channel->count; i > 0 && !more; i--) {
		const json_t *message = channel->messages[i - 1];
		const char *ts = jx_text(message, "ts");
		const char *thread_ts = jx_text(message, "thread_ts");

		if (!is_inside(&range, ts) || (cursor != NULL && strcmp(ts, cursor + 3) >= 0) ||
		    (thread_ts != NULL && strcmp(thread_ts, ts) != 0 &&
		        !jx_same(message, "subtype", "thread_broadcast"))) {
			continue;
		}
		more = json_array_size(messages) == range.limit;
		if (!more) {
			jx_push(messages, render_message(message, shape(call)));
			last = ts;
		}
	}
	jx_set(call->answer, "messages", messages);
	jx_set_int(call->answer, "pin_count",
	    (int64_t)json_array_size(json_object_get(channel->document, "_pins")));
	set_cursor(call, more, last);
	return NULL;
}

/* The parent, then its replies, oldest first. */
static const char *replies(struct api_call *call)
{
	struct channel *channel = NULL;
	struct range range = { 0 };
	const char *error = open_readable(call, &channel);
	const char *cursor = api_text(call, "cursor");
	const json_t *parent;
	const char *thread_ts;
	const char *last = "";
	json_t *messages;
	bool more = false;

	if (error == NULL) {
		error = read_range(call, &range);
	}
	if (error != NULL) {
		return error;
	}
	parent = model_message(channel, api_text(call, "ts"));
	if (parent == NULL) {
		return "thread_not_found";
	}
	thread_ts = jx_text_or(parent, "thread_ts", jx_text(parent, "ts"));
	messages = json_array();
	for (size_t i = model_place(channel, thread_ts); i < channel->count && !more; i++) {
		const json_t *message = channel->messages[i];
		const char *ts = jx_text(message, "ts");
		bool is_parent = strcmp(ts, thread_ts) == 0;

		if ((!is_parent && !jx_same(message, "thread_ts", thread_ts)) ||
		    (!is_parent && !is_inside(&range, ts)) ||
		    (cursor != NULL && strcmp(ts, cursor + 3) <= 0)) {
			continue;
		}
		more = json_array_size(messages) == range.limit;
		if (!more) {
			jx_push(messages, render_message(message, shape(call)));
			last = ts;
		}
	}
	jx_set(call->answer, "messages", messages);
	set_cursor(call, more, last);
	return NULL;
}

static const char *info(struct api_call *call)
{
	struct channel *channel = NULL;
	const char *error = api_channel(call, &channel);

	if (error == NULL) {
		error = api_need_kind(call, channel, "read");
	}
	if (error == NULL) {
		jx_set(call->answer, "channel", render_channel(channel, RENDER_APP));
	}
	return error;
}

static const char *members(struct api_call *call)
{
	struct channel *channel = NULL;
	const char *error = api_channel(call, &channel);

	if (error == NULL) {
		error = api_need_kind(call, channel, "read");
	}
	if (error != NULL) {
		return error;
	}
	return api_page(call, "members",
	    json_copy(json_object_get(channel->document, "members")), MEMBERS_DEFAULT);
}

static const char *kind_word(const struct channel *channel)
{
	const char *kind = model_kind(channel);

	return strcmp(kind, "channel") == 0 ? "public_channel"
	       : strcmp(kind, "group") == 0 ? "private_channel"
	                                    : kind;
}

static const char *scope_to_list(const char *type)
{
	return strcmp(type, "public_channel") == 0    ? "channels:read"
	       : strcmp(type, "private_channel") == 0 ? "groups:read"
	       : strcmp(type, "im") == 0              ? "im:read"
	       : strcmp(type, "mpim") == 0            ? "mpim:read"
	                                              : NULL;
}

static const char *list_some(struct api_call *call, bool mine_only)
{
	const char *types = api_text(call, "types");
	json_t *wanted = jx_split(types != NULL ? types : "public_channel", ',');
	json_t *channels = json_array();
	struct channel *channel;
	const char *error = NULL;

	for (size_t i = 0; i < json_array_size(wanted) && error == NULL; i++) {
		const char *type = json_string_value(json_array_get(wanted, i));
		const char *scope = scope_to_list(type);

		error = scope == NULL ? "invalid_types" : api_need(call, scope);
	}
	for (size_t i = 0; error == NULL && (channel = model_channel_at(i)) != NULL; i++) {
		bool member = model_is_member(channel, model_bot());

		if (jx_find(wanted, kind_word(channel)) < 0 ||
		    (!member && (mine_only || jx_true(channel->document, "is_private"))) ||
		    (jx_true(call->args, "exclude_archived") &&
		        jx_true(channel->document, "is_archived"))) {
			continue;
		}
		jx_push(channels, render_channel(channel, RENDER_APP));
	}
	json_decref(wanted);
	if (error != NULL) {
		json_decref(channels);
		return error;
	}
	return api_page(call, "channels", channels, MEMBERS_DEFAULT);
}

static const char *list(struct api_call *call)
{
	return list_some(call, false);
}

static const char *list_mine(struct api_call *call)
{
	return list_some(call, true);
}

#define HISTORY_SCOPES "channels:history|groups:history|im:history|mpim:history"
#define READ_SCOPES "channels:read|groups:read|im:read|mpim:read"
#define RANGE_ARGS                                                                             \
	{ "oldest", API_TEXT, false, NULL }, { "latest", API_TEXT, false, NULL },              \
	    { "inclusive", API_BOOL, false, NULL }, { "limit", API_INT, false, NULL },         \
	    { "cursor", API_TEXT, false, NULL },                                               \
	{                                                                                      \
		"include_all_metadata", API_BOOL, false, NULL                                  \
	}

const struct api_method api_conversations[] = {
	{ .name = "conversations.history",
	    .scopes = HISTORY_SCOPES,
	    .tier = API_TIER_3,
	    .args = { { "channel", API_TEXT, true, NULL }, RANGE_ARGS },
	    .run = history },
	{ .name = "conversations.replies",
	    .scopes = HISTORY_SCOPES,
	    .tier = API_TIER_3,
	    .flags = API_FORM_ONLY,
	    .args = { { "channel", API_TEXT, true, NULL }, { "ts", API_TEXT, true, NULL },
	        RANGE_ARGS },
	    .run = replies },
	{ .name = "conversations.info",
	    .scopes = READ_SCOPES,
	    .tier = API_TIER_3,
	    .flags = API_FORM_ONLY,
	    .args = { { "channel", API_TEXT, true, NULL } },
	    .run = info },
	{ .name = "conversations.members",
	    .scopes = READ_SCOPES,
	    .tier = API_TIER_4,
	    .flags = API_FORM_ONLY,
	    .args = { { "channel", API_TEXT, true, NULL },
	        { "limit", API_INT, false, "invalid_limit" },
	        { "cursor", API_TEXT, false, NULL } },
	    .run = members },
	{ .name = "conversations.list",
	    .scopes = READ_SCOPES,
	    .tier = API_TIER_2,
	    .flags = API_FORM_ONLY,
	    .args = { { "types", API_TEXT, false, NULL },
	        { "limit", API_INT, false, "invalid_limit" },
	        { "cursor", API_TEXT, false, NULL },
	        { "exclude_archived", API_BOOL, false, NULL } },
	    .run = list },
	{ .name = "users.conversations",
	    .scopes = READ_SCOPES,
	    .tier = API_TIER_3,
	    .flags = API_FORM_ONLY,
	    .args = { { "types", API_TEXT, false, NULL },
	        { "limit", API_INT, false, "invalid_limit" },
	        { "cursor", API_TEXT, false, NULL },
	        { "exclude_archived", API_BOOL, false, NULL } },
	    .run = list_mine },
	{ .name = NULL },
};
