/* files.* */

#include <stdlib.h>
#include <string.h>

#include "workspace/api.h"
#include "workspace/change.h"
#include "workspace/fault.h"
#include "workspace/files.h"
#include "workspace/jx.h"
#include "workspace/render.h"
#include "workspace/text.h"

enum { ALT_MAX = 1000, LENGTH_MAX = 1024 * 1024 * 1024, COUNT_DEFAULT = 100 };

static const char *get_upload_url(struct api_call *call)
{
	int64_t length = jx_int(call->args, "length", 0);
	const char *alt = api_text(call, "alt_txt");
	const char *id;
	char url[256];

	if (length <= 0 || length > LENGTH_MAX) {
		api_complain(call, "[ERROR] must be greater than 0 [json-pointer:/length]");
		return "invalid_arguments";
	}
	if (alt != NULL && text_length(alt) > ALT_MAX) {
		return "alt_txt_too_large";
	}
	id = files_expect(api_text(call, "filename"), call->secure, url, sizeof(url));
	jx_set_text(call->answer, "upload_url", url);
	jx_set_text(call->answer, "file_id", id);
	return NULL;
}

static const char *find_share_target(struct api_call *call, struct channel **out_channel)
{
	const char *id = api_text(call, "channel_id");

	if (id == NULL) {
		return NULL;
	}
	jx_set_text(call->args, "channel", id);
	return api_member_channel(call, false, out_channel);
}

/* Nothing is finished if one of them cannot be. */
static const char *collect(struct api_call *call, json_t *ids, json_t *shown)
{
	const json_t *files = api_json(call, "files");

	if (!json_is_array(files) || json_array_size(files) == 0) {
		api_complain(call, "[ERROR] must be a list of files [json-pointer:/files]");
		return "invalid_arguments";
	}
	for (size_t i = 0; i < json_array_size(files); i++) {
		const json_t *given = json_array_get(files, i);
		json_t *file = files_finish(jx_text(given, "id"));
		json_t *object;

		if (file == NULL) {
			return "file_not_found";
		}
		jx_set_text(
		    file, "title", jx_text_or(given, "title", jx_text_or(file, "name", "")));
		model_save_file(jx_text(file, "id"));
		jx_push(ids, json_incref(json_object_get(file, "id")));
		object = render_file(file);
		jx_set(object, "shares", NULL);
		jx_push(shown, object);
	}
	return NULL;
}

static const char *complete(struct api_call *call)
{
	struct channel *channel = NULL;
	json_t *ids = json_array();
	json_t *shown = json_array();
	const char *error = find_share_target(call, &channel);
	json_t *message;
	char *text;

	if (error == NULL && channel != NULL && jx_true(channel->document, "is_archived")) {
		error = "posting_to_channel_denied";
	}
	if (error == NULL) {
		error = collect(call, ids, shown);
	}
	if (error == NULL && channel != NULL) {
		text = text_normalize(jx_text_or(call->args, "initial_comment", ""), 40000);
		message = jx_pack("{ss ss ss ss sO}", "user", model_bot(), "bot_id",
		    jx_text_or(model_app(), "bot_id", ""), "app_id",
		    jx_text_or(model_app(), "id", ""), "text", text, "_files", ids);
		free(text);
		jx_set_text(message, "thread_ts", api_text(call, "thread_ts"));
		(void)change_post(channel, message);
	}
	if (error == NULL) {
		jx_share(call->answer, "files", shown);
	}
	json_decref(ids);
	json_decref(shown);
	return error;
}

static const char *find_file(struct api_call *call, json_t **out_file)
{
	json_t *file = model_file(api_text(call, "file"));

	if (file == NULL || !files_bot_sees(file)) {
		return "file_not_found";
	}
	*out_file = file;
	return jx_true(file, "_deleted") ? "file_deleted" : NULL;
}

static const char *info(struct api_call *call)
{
	json_t *file = NULL;
	const char *error = find_file(call, &file);
	json_t *order;

	if (error != NULL) {
		return error;
	}
	order = fault_take("file_stub", NULL);
	if (order != NULL) {
		jx_set(call->answer, "file",
		    jx_pack("{ss ss ss si ss}", "id", jx_text(file, "id"), "mode",
		        "file_access", "file_access", "check_file_info", "created", 0, "user",
		        ""));
		json_decref(order);
	} else {
		jx_set(call->answer, "file", render_file(file));
	}
	jx_set(call->answer, "comments", json_array());
	return NULL;
}

static bool is_wanted(struct api_call *call, const json_t *file)
{
	const char *channel = api_text(call, "channel");
	const char *user = api_text(call, "user");

	return files_bot_sees(file) && !jx_true(file, "_deleted") &&
	       (user == NULL || jx_same(file, "user", user)) &&
	       (channel == NULL || jx_find(json_object_get(file, "channels"), channel) >= 0 ||
	           jx_find(json_object_get(file, "groups"), channel) >= 0 ||
	           jx_find(json_object_get(file, "ims"), channel) >= 0);
}

static const char *list(struct api_call *call)
{
	int64_t count = jx_int(call->args, "count", COUNT_DEFAULT);
	int64_t page = jx_int(call->args, "page", 1);
	int64_t total = 0;
	json_t *files = json_array();
	const char *id;
	json_t *file;

	count = count < 1 ? COUNT_DEFAULT : count;
	page = page < 1 ? 1 : page;
	json_object_foreach(model_files(), id, file)
	{
		if (is_wanted(call, file)) {
			if (total >= (page - 1) * count && total < page * count) {
				jx_push(files, render_file(file));
			}
			total++;
		}
	}
	jx_set(call->answer, "files", files);
	jx_set(call->answer, "paging",
	    jx_pack("{sI sI sI sI}", "count", (json_int_t)count, "total", (json_int_t)total,
	        "page", (json_int_t)page, "pages", (json_int_t)((total + count - 1) / count)));
	return NULL;
}

static const char *delete_file(struct api_call *call)
{
	json_t *file = NULL;
	const char *error = find_file(call, &file);

	if (error != NULL) {
		return error;
	}
	if (!jx_same(file, "user", model_bot())) {
		return "cant_delete_file";
	}
	change_delete_file(file);
	return NULL;
}

const struct api_method api_files[] = {
	{ .name = "files.getUploadURLExternal",
	    .scopes = "files:write",
	    .tier = API_TIER_4,
	    .flags = API_FORM_ONLY,
	    .args = { { "filename", API_TEXT, true, "missing_argument" },
	        { "length", API_INT, true, "missing_argument" },
	        { "alt_txt", API_TEXT, false, NULL } },
	    .run = get_upload_url },
	{ .name = "files.completeUploadExternal",
	    .scopes = "files:write",
	    .tier = API_TIER_4,
	    .args = { { "files", API_JSON, true, NULL },
	        { "channel_id", API_TEXT, false, NULL }, { "thread_ts", API_TEXT, false, NULL },
	        { "initial_comment", API_TEXT, false, NULL } },
	    .run = complete },
	{ .name = "files.info",
	    .scopes = "files:read",
	    .tier = API_TIER_4,
	    .flags = API_FORM_ONLY,
	    .args = { { "file", API_TEXT, true, NULL } },
	    .run = info },
	{ .name = "files.list",
	    .scopes = "files:read",
	    .tier = API_TIER_3,
	    .flags = API_FORM_ONLY,
	    .args = { { "channel", API_TEXT, false, NULL }, { "user", API_TEXT, false, NULL },
	        { "count", API_INT, false, NULL }, { "page", API_INT, false, NULL } },
	    .run = list },
	{ .name = "files.delete",
	    .scopes = "files:write",
	    .tier = API_TIER_3,
	    .args = { { "file", API_TEXT, true, NULL } },
	    .run = delete_file },
	{ .name = NULL },
};
