/* users.*, team.*, dnd.*, usergroups.*, emoji.* */

#include <string.h>

#include "workspace/api.h"
#include "workspace/jx.h"
#include "workspace/render.h"

enum { USERS_DEFAULT = 1000, DND_USERS_MAX = 50 };

static const char *user_info(struct api_call *call)
{
	const json_t *user = model_user(api_text(call, "user"));

	if (user == NULL) {
		return "user_not_found";
	}
	jx_set(call->answer, "user", render_user(user, RENDER_APP));
	return NULL;
}

static const char *user_list(struct api_call *call)
{
	json_t *users = json_array();
	const char *id;
	const json_t *user;

	json_object_foreach(model_users(), id, user)
	{
		jx_push(users, render_user(user, RENDER_APP));
	}
	jx_set_int(call->answer, "cache_ts", model_now().ms / KG_SECOND);
	return api_page(call, "members", users, USERS_DEFAULT);
}

static const char *team_info(struct api_call *call)
{
	const char *wanted = api_text(call, "team");

	if (wanted != NULL && strcmp(wanted, model_team_id()) != 0) {
		return "team_not_found";
	}
	jx_set(call->answer, "team",
	    jx_pack("{ss ss ss ss sb}", "id", model_team_id(), "name",
	        jx_text_or(model_team(), "name", ""), "domain",
	        jx_text_or(model_team(), "domain", ""), "email_domain", "", "is_verified", 0));
	return NULL;
}

static const char *dnd_info(struct api_call *call)
{
	const char *id = api_text(call, "user");
	json_t *user = model_user(id != NULL ? id : model_bot());

	if (user == NULL) {
		return "user_not_found";
	}
	(void)json_object_update(call->answer, json_object_get(user, "dnd"));
	return NULL;
}

static const char *dnd_team_info(struct api_call *call)
{
	json_t *ids = jx_split(api_text(call, "users"), ',');
	json_t *users = json_object();
	size_t count = json_array_size(ids);

	for (size_t i = 0; i < count && i < DND_USERS_MAX; i++) {
		const char *id = json_string_value(json_array_get(ids, i));
		const json_t *user = model_user(id);

		if (user != NULL) {
			jx_set(users, id, json_deep_copy(json_object_get(user, "dnd")));
		}
	}
	json_decref(ids);
	jx_set(call->answer, "users", users);
	return NULL;
}

/* The stand-in is a free plan: it has no user groups. */
static const char *usergroup_users(struct api_call *call)
{
	(void)call;
	return "plan_upgrade_required";
}

static const char *emoji_list(struct api_call *call)
{
	char ts[MODEL_TS_SIZE];

	jx_share(call->answer, "emoji", model_emoji());
	jx_set_text(call->answer, "cache_ts", model_next_ts(ts));
	return NULL;
}

const struct api_method api_people[] = {
	{ .name = "users.info",
	    .scopes = "users:read",
	    .tier = API_TIER_4,
	    .flags = API_FORM_ONLY,
	    .args = { { "user", API_TEXT, true, NULL } },
	    .run = user_info },
	{ .name = "users.list",
	    .scopes = "users:read",
	    .tier = API_TIER_2,
	    .flags = API_FORM_ONLY,
	    .args = { { "limit", API_INT, false, NULL }, { "cursor", API_TEXT, false, NULL } },
	    .run = user_list },
	{ .name = "team.info",
	    .scopes = "team:read",
	    .tier = API_TIER_3,
	    .args = { { "team", API_TEXT, false, NULL } },
	    .run = team_info },
	{ .name = "dnd.info",
	    .scopes = "dnd:read",
	    .tier = API_TIER_3,
	    .flags = API_FORM_ONLY,
	    .args = { { "user", API_TEXT, false, NULL } },
	    .run = dnd_info },
	{ .name = "dnd.teamInfo",
	    .scopes = "dnd:read",
	    .tier = API_TIER_2,
	    .flags = API_FORM_ONLY,
	    .args = { { "users", API_TEXT, true, "no_users_provided" } },
	    .run = dnd_team_info },
	{ .name = "usergroups.users.list",
	    .scopes = "usergroups:read",
	    .tier = API_TIER_2,
	    .flags = API_FORM_ONLY,
	    .args = { { "usergroup", API_TEXT, true, NULL } },
	    .run = usergroup_users },
	{ .name = "emoji.list",
	    .scopes = "emoji:read",
	    .tier = API_TIER_2,
	    .flags = API_FORM_ONLY,
	    .run = emoji_list },
	{ .name = NULL },
};
