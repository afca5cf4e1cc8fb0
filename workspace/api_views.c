/* views.* */

#include <string.h>

#include "workspace/api.h"
#include "workspace/jx.h"
#include "workspace/view.h"

static const char *check_trigger(
    struct api_call *call, const char **out_user, const char **out_view)
{
	const char *trigger = api_text(call, "trigger_id");

	return view_take_trigger(trigger, out_user, out_view);
}

static const char *check_external(const json_t *given, const json_t *self)
{
	const json_t *other = view_find_external(jx_text(given, "external_id"));

	return other != NULL && other != self ? "duplicate_external_id" : NULL;
}

static const char *open_view(struct api_call *call)
{
	const json_t *given = api_json(call, "view");
	const char *user = NULL;
	const char *from = NULL;
	const char *error = view_check(given, "modal", call->messages);

	if (error == NULL) {
		error = check_external(given, NULL);
	}
	if (error == NULL) {
		error = check_trigger(call, &user, &from);
	}
	if (error == NULL) {
		jx_set(call->answer, "view", view_render(view_open(user, given)));
	}
	return error;
}

static const char *push_view(struct api_call *call)
{
	const json_t *given = api_json(call, "view");
	const char *user = NULL;
	const char *from = NULL;
	json_t *view = NULL;
	const char *error = view_check(given, "modal", call->messages);

	if (error == NULL) {
		error = check_external(given, NULL);
	}
	if (error == NULL) {
		error = check_trigger(call, &user, &from);
	}
	if (error == NULL && (from == NULL || view_find(from) == NULL)) {
		error = "not_found";
	}
	if (error == NULL) {
		error = view_push(user, given, &view);
	}
	if (error == NULL) {
		jx_set(call->answer, "view", view_render(view));
	}
	return error;
}

static const char *update(struct api_call *call)
{
	const json_t *given = api_json(call, "view");
	const char *hash = api_text(call, "hash");
	const char *id = api_text(call, "view_id");
	json_t *view =
	    id != NULL ? view_find(id) : view_find_external(api_text(call, "external_id"));
	const char *error = view_check(given, "modal", call->messages);

	if (error != NULL) {
		return error;
	}
	if (view == NULL) {
		return "not_found";
	}
	if (hash != NULL && !jx_same(view, "hash", hash)) {
		return "hash_conflict";
	}
	error = check_external(given, view);
	if (error != NULL) {
		return error;
	}
	view_update(view, given);
	jx_set(call->answer, "view", view_render(view));
	return NULL;
}

static const char *publish(struct api_call *call)
{
	const json_t *given = api_json(call, "view");
	const char *user = api_text(call, "user_id");
	const char *hash = api_text(call, "hash");
	const json_t *old = view_home(user);
	const char *error;

	if (!jx_true(model_manifest(), "home")) {
		return "not_enabled";
	}
	error = view_check(given, "home", call->messages);
	if (error == NULL && model_user(user) == NULL) {
		api_complain(call, "[ERROR] invalid user [json-pointer:/user_id]");
		error = "invalid_arguments";
	}
	if (error == NULL && hash != NULL && !jx_same(old, "hash", hash)) {
		error = "hash_conflict";
	}
	if (error == NULL) {
		error = check_external(given, old);
	}
	if (error == NULL) {
		jx_set(call->answer, "view", view_render(view_publish(user, given)));
	}
	return error;
}

const struct api_method api_views[] = {
	{ .name = "views.open",
	    .tier = API_TIER_4,
	    .args = { { "view", API_JSON, true, NULL },
	        { "trigger_id", API_TEXT, true, NULL } },
	    .run = open_view },
	{ .name = "views.push",
	    .tier = API_TIER_4,
	    .args = { { "view", API_JSON, true, NULL },
	        { "trigger_id", API_TEXT, true, NULL } },
	    .run = push_view },
	{ .name = "views.update",
	    .tier = API_TIER_4,
	    .args = { { "view", API_JSON, true, NULL }, { "view_id", API_TEXT, false, NULL },
	        { "external_id", API_TEXT, false, NULL }, { "hash", API_TEXT, false, NULL } },
	    .run = update },
	{ .name = "views.publish",
	    .tier = API_TIER_4,
	    .args = { { "user_id", API_TEXT, true, NULL }, { "view", API_JSON, true, NULL },
	        { "hash", API_TEXT, false, NULL } },
	    .run = publish },
	{ .name = NULL },
};
