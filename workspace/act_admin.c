/* What owners and chance do: channels, people, files, the app's installation. */

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "workspace/act.h"
#include "workspace/change.h"
#include "workspace/events.h"
#include "workspace/files.h"
#include "workspace/jx.h"
#include "workspace/push.h"
#include "workspace/render.h"
#include "workspace/seed.h"
#include "workspace/socketmode.h"

/* Who did it, where nobody is named. */
static const char *actor(const struct act *act)
{
	const char *id;
	const json_t *user;

	if (act->as != NULL && model_user(act->as) != NULL) {
		return act->as;
	}
	json_object_foreach(model_users(), id, user)
	{
		if (!jx_true(user, "is_bot")) {
			return id;
		}
	}
	return "USLACKBOT";
}

static void create_channel(const struct act *act)
{
	const char *name = jx_text(act->fields, "name");
	json_t *members = json_object_get(act->fields, "members");
	struct channel *channel;
	json_t *from;

	if (name == NULL || *name == '\0' || model_channel_named(name) != NULL) {
		act_fail(act,
		    name == NULL || *name == '\0' ? "invalid_name_required" : "name_taken");
		return;
	}
	members = json_is_array(members) ? json_deep_copy(members) : json_array();
	if (act->as != NULL && jx_find(members, act->as) < 0) {
		jx_push(members, json_string(act->as));
	}
	from = jx_pack("{ss sb so}", "name", name, "is_private",
	    (int)jx_true(act->fields, "private"), "members", members);
	channel = change_create(from, actor(act), "C");
	json_decref(from);
	act_answer(act, jx_pack("{so}", "channel", render_channel(channel, RENDER_PAGE)));
}

static const char *change_member(
    const struct act *act, struct channel *channel, const char *what)
{
	bool alone = strcmp(what, "join") == 0 || strcmp(what, "leave") == 0;
	bool out = strcmp(what, "kick") == 0 || strcmp(what, "leave") == 0;
	const char *user = alone ? act->as : jx_text(act->fields, "user");

	if (model_user(user) == NULL) {
		return "user_not_found";
	}
	if (out && !model_is_member(channel, user)) {
		return "not_in_channel";
	}
	if (out) {
		change_leave(channel, user, actor(act));
		return NULL;
	}
	if (model_is_member(channel, user)) {
		return "already_in_channel";
	}
	if (alone && jx_true(channel->document, "is_private")) {
		return "channel_not_found";
	}
	change_join(channel, user, alone ? NULL : actor(act));
	return NULL;
}

static const char *change_one(const struct act *act, struct channel *channel, const char *what)
{
	const char *name = jx_text_or(act->fields, "name", "");
	bool archived = jx_true(channel->document, "is_archived");

	if (strcmp(what, "rename") == 0) {
		if (*name == '\0') {
			return "invalid_name_required";
		}
		change_rename(channel, name, actor(act));
	} else if (strcmp(what, "archive") == 0 || strcmp(what, "unarchive") == 0) {
		if (archived == (*what == 'a')) {
			return archived ? "already_archived" : "not_archived";
		}
		change_archive(channel, !archived, actor(act));
	} else if (strcmp(what, "share") == 0 || strcmp(what, "unshare") == 0) {
		change_share(channel, *what == 's', jx_text(act->fields, "new_id"));
	} else if (strcmp(what, "topic") == 0) {
		change_topic(channel, name, actor(act));
	} else if (strcmp(what, "invite") == 0 || strcmp(what, "kick") == 0 ||
	           strcmp(what, "join") == 0 || strcmp(what, "leave") == 0) {
		return change_member(act, channel, what);
	} else {
		return "unknown_what";
	}
	return NULL;
}

void act_channel_change(const struct act *act)
{
	const char *what = jx_text_or(act->fields, "what", "");
	struct channel *channel = model_channel(jx_text(act->fields, "channel"));

	if (strcmp(what, "create") == 0) {
		create_channel(act);
	} else if (channel == NULL) {
		act_fail(act, "channel_not_found");
	} else {
		act_done(act, change_one(act, channel, what));
	}
}

static void create_person(const struct act *act)
{
	json_t *user = seed_make_user(act->fields);
	const char *given = jx_text(act->fields, "user");
	char id[MODEL_ID_SIZE];

	if (given != NULL && model_user(given) != NULL) {
		json_decref(user);
		act_fail(act, "name_taken");
		return;
	}
	jx_set_text(user, "id", given != NULL ? given : model_count_id("U", id));
	change_add_user(user);
	act_answer(act, jx_pack("{so}", "user", render_user(user, RENDER_PAGE)));
}

static void rename_person(json_t *user, const json_t *fields)
{
	json_t *profile = json_object_get(user, "profile");
	const char *display = jx_text(fields, "display_name");
	const char *name = jx_text(fields, "name");

	if (display != NULL) {
		jx_set_text(profile, "display_name", display);
		jx_set_text(profile, "display_name_normalized", display);
		jx_set_text(profile, "real_name", display);
		jx_set_text(user, "real_name", display);
	}
	if (name != NULL) {
		jx_set_text(user, "name", name);
	}
	if (jx_text(fields, "title") != NULL) {
		jx_set_text(profile, "title", jx_text(fields, "title"));
	}
}

static const char *change_person(json_t *user, const char *what, const json_t *fields)
{
	if (strcmp(what, "deactivate") == 0 || strcmp(what, "reactivate") == 0) {
		jx_set_bool(user, "deleted", *what == 'd');
	} else if (strcmp(what, "rename") == 0) {
		rename_person(user, fields);
	} else if (strcmp(what, "guest") == 0) {
		jx_set_bool(user, "is_restricted", !jx_true(user, "is_restricted"));
	} else if (strcmp(what, "dnd") == 0) {
		json_t *dnd = json_object_get(fields, "dnd");

		if (!json_is_object(dnd)) {
			return "invalid_arguments";
		}
		jx_set(user, "dnd", json_deep_copy(dnd));
		change_dnd(user);
		return NULL;
	} else {
		return "unknown_what";
	}
	change_user(user);
	return NULL;
}

void act_person(const struct act *act)
{
	const char *what = jx_text_or(act->fields, "what", "");
	const char *name = jx_text_or(act->fields, "name", "");
	json_t *user = model_user(jx_text(act->fields, "user"));

	if (strcmp(what, "create") == 0) {
		create_person(act);
	} else if (strcmp(what, "emoji_add") == 0 || strcmp(what, "emoji_remove") == 0) {
		change_emoji(name, what[6] == 'a' ? jx_text_or(act->fields, "value",
		                                        "https://emoji.invalid/e.png")
		                                  : NULL);
		act_done(act, NULL);
	} else if (user == NULL) {
		act_fail(act, "user_not_found");
	} else {
		act_done(act, change_person(user, what, act->fields));
	}
}

static const char *replace_file(json_t *file, const char *base64)
{
	size_t size = strlen(base64);
	KG_AUTO_FREE unsigned char *bytes = mem_alloc(size / 4 * 3 + 4);
	int decoded =
	    size > 0 ? EVP_DecodeBlock(bytes, (const unsigned char *)base64, (int)size) : 0;

	if (decoded < 0) {
		return "invalid_base64";
	}
	while (size > 0 && base64[size - 1] == '=' && decoded > 0) {
		size--;
		decoded--;
	}
	return files_replace(file, bytes, (size_t)decoded) ? NULL : "cannot_write";
}

void act_file(const struct act *act)
{
	const char *what = jx_text_or(act->fields, "what", "");
	json_t *file = model_file(jx_text(act->fields, "file"));

	if (file == NULL || jx_true(file, "_deleted")) {
		act_fail(act, "file_not_found");
	} else if (strcmp(what, "delete") == 0) {
		change_delete_file(file);
		act_done(act, NULL);
	} else if (strcmp(what, "replace") == 0) {
		act_done(act, replace_file(file, jx_text_or(act->fields, "bytes_base64", "")));
	} else if (strcmp(what, "external") == 0) {
		jx_set_text(file, "mode", "external");
		jx_set_bool(file, "is_external", true);
		jx_set_text(file, "external_type", "gdrive");
		change_file(file);
		act_done(act, NULL);
	} else {
		act_fail(act, "unknown_what");
	}
}

static void tell_revoked(void)
{
	events_send("tokens_revoked", NULL,
	    jx_pack("{s{s[] s[s]}}", "tokens", "oauth", "bot", model_bot()));
}

static void uninstall(void)
{
	jx_set_text(model_app(), "state", "uninstalled");
	tell_revoked();
	events_send("app_uninstalled", NULL, json_object());
	socketmode_hang_up();
}

static const char *change_scope(const char *scope, bool add)
{
	json_t *scopes = json_object_get(model_app(), "scopes");
	json_t *removed = json_object_get(model_app(), "_removed");

	if (scope == NULL) {
		return "invalid_arguments";
	}
	if (removed == NULL) {
		removed = json_array();
		jx_set(model_app(), "_removed", removed);
	}
	(void)jx_remove(scopes, scope);
	(void)jx_remove(removed, scope);
	jx_push(add ? scopes : removed, json_string(scope));
	return NULL;
}

void act_app(const struct act *act)
{
	const char *what = jx_text_or(act->fields, "what", "");
	const char *scope = jx_text(act->fields, "scope");
	json_t *app = model_app();
	const char *error = NULL;

	if (strcmp(what, "uninstall") == 0) {
		uninstall();
	} else if (strcmp(what, "revoke_bot") == 0) {
		jx_set_bool(app, "bot_revoked", true);
		tell_revoked();
	} else if (strcmp(what, "revoke_app") == 0) {
		jx_set_bool(app, "app_revoked", true);
		socketmode_hang_up();
	} else if (strcmp(what, "disable_socket_mode") == 0) {
		jx_set_text(app, "state", "disabled");
		socketmode_disable();
	} else if (strcmp(what, "enable") == 0) {
		jx_set_text(app, "state", "on");
		jx_set(app, "bot_revoked", NULL);
		jx_set(app, "app_revoked", NULL);
	} else if (strcmp(what, "scope_remove") == 0 || strcmp(what, "scope_add") == 0) {
		error = change_scope(scope, strcmp(what, "scope_add") == 0);
	} else {
		error = "unknown_what";
	}
	model_save_app();
	act_done(act, error);
}
