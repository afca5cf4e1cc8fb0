#include "workspace/act.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "workspace/jx.h"
#include "workspace/push.h"
#include "workspace/render.h"
#include "workspace/server.h"
#include "workspace/socketmode.h"

/* Whether an act needs a living person behind it. */
enum who { ANYBODY, A_PERSON };

static const struct {
	const char *name;
	enum who who;
	void (*run)(const struct act *act);
} acts[] = {
	{ "hello", ANYBODY, act_hello },
	{ "history", A_PERSON, act_history },
	{ "open_dm", A_PERSON, act_open_dm },
	{ "post", A_PERSON, act_post },
	{ "edit", A_PERSON, act_edit },
	{ "delete", A_PERSON, act_delete },
	{ "react", A_PERSON, act_react },
	{ "unreact", A_PERSON, act_unreact },
	{ "command", A_PERSON, act_command },
	{ "button", A_PERSON, act_button },
	{ "submit", A_PERSON, act_submit },
	{ "close_view", A_PERSON, act_close_view },
	{ "shortcut", A_PERSON, act_shortcut },
	{ "home", A_PERSON, act_home },
	{ "views", A_PERSON, act_views },
	{ "ephemerals", A_PERSON, act_ephemerals },
	{ "channel", ANYBODY, act_channel_change },
	{ "person", ANYBODY, act_person },
	{ "file", ANYBODY, act_file },
	{ "app", ANYBODY, act_app },
};

void act_answer(const struct act *act, json_t *body)
{
	if (json_object_get(body, "ok") == NULL) {
		jx_set_bool(body, "ok", true);
	}
	if (act->re != NULL) {
		jx_share(body, "re", act->re);
	}
	if (act->is_socket) {
		char *text = jx_dump(body);

		server_send(act->to, text, strlen(text));
		free(text);
	} else {
		server_answer_json(act->to, 200, body);
	}
	json_decref(body);
}

void act_fail(const struct act *act, const char *error)
{
	act_answer(act, jx_pack("{sb ss}", "ok", 0, "error", error));
}

void act_done(const struct act *act, const char *error)
{
	if (error != NULL) {
		act_fail(act, error);
	} else {
		act_answer(act, json_object());
	}
}

struct act *act_keep(const struct act *act)
{
	struct act *kept = mem_alloc(sizeof(*kept));

	*kept = *act;
	kept->fields = NULL;
	kept->as = act->as != NULL ? mem_strdup(act->as) : NULL;
	kept->re = json_incref(act->re);
	return kept;
}

void act_free(struct act *kept)
{
	json_decref(kept->re);
	free((void *)(uintptr_t)kept->as);
	free(kept);
}

struct channel *act_channel(const struct act *act, bool must_be_member)
{
	struct channel *channel = model_channel(jx_text(act->fields, "channel"));
	bool member = channel != NULL && model_is_member(channel, act->as);
	const json_t *user = model_user(act->as);

	/* A guest sees only where he is; others may look into public channels. */
	if (channel == NULL || (!member && (jx_true(channel->document, "is_private") ||
	                                       jx_true(user, "is_restricted") ||
	                                       jx_true(user, "is_ultra_restricted")))) {
		act_fail(act, "channel_not_found");
		return NULL;
	}
	if (must_be_member && !member) {
		act_fail(act, "not_in_channel");
		return NULL;
	}
	if (must_be_member && jx_true(channel->document, "is_archived")) {
		act_fail(act, "is_archived");
		return NULL;
	}
	return channel;
}

static const char *check_person(const char *id)
{
	const json_t *user = model_user(id);

	if (user == NULL) {
		return "user_not_found";
	}
	if (jx_true(user, "deleted")) {
		return "user_disabled";
	}
	return strcmp(id, model_bot()) == 0 ? "is_bot" : NULL;
}

void act_run(uint64_t to, bool is_socket, const json_t *fields)
{
	const char *name = jx_text_or(fields, "do", "");
	struct act act = {
		.fields = fields,
		.as = jx_text(fields, "as"),
		.to = to,
		.is_socket = is_socket,
		.re = json_object_get(fields, "id"),
	};

	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
		if (strcmp(acts[i].name, name) != 0) {
			continue;
		}
		if (acts[i].who == A_PERSON && check_person(act.as) != NULL) {
			act_fail(&act, check_person(act.as));
		} else {
			acts[i].run(&act);
		}
		return;
	}
	act_fail(&act, "unknown_act");
}

void act_hello(const struct act *act)
{
	int64_t since = jx_int(act->fields, "since", -1);
	json_t *answer = json_object();
	json_t *users = json_array();
	json_t *channels = json_array();
	const char *id;
	const json_t *user;

	json_object_foreach(model_users(), id, user)
	{
		jx_push(users, render_user(user, RENDER_PAGE));
	}
	for (size_t i = 0; model_channel_at(i) != NULL; i++) {
		jx_push(channels, render_channel(model_channel_at(i), RENDER_PAGE));
	}
	jx_set(answer, "users", users);
	jx_set(answer, "channels", channels);
	jx_set(
	    answer, "commands", json_deep_copy(json_object_get(model_manifest(), "commands")));
	jx_set(answer, "shortcuts",
	    json_deep_copy(json_object_get(model_manifest(), "shortcuts")));
	jx_set(answer, "team", json_deep_copy(model_team()));
	jx_set(answer, "me", json_object());
	jx_set_int(answer, "sockets", socketmode_sockets());
	jx_set_int(answer, "seq", model_seq());
	if (act->is_socket) {
		/* The answer goes first; what was missed and what comes next follow it. */
		bool known = since >= 0 && push_knows(since);

		jx_set_bool(answer, "reset", !known);
		act_answer(act, answer);
		if (known) {
			push_replay(act->to, since);
		}
		push_join(act->to);
		return;
	}
	act_answer(act, answer);
}
