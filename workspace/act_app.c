/* What people do to the app: commands, buttons, forms, shortcuts. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "workspace/act.h"
#include "workspace/change.h"
#include "workspace/events.h"
#include "workspace/hook.h"
#include "workspace/jx.h"
#include "workspace/render.h"
#include "workspace/socketmode.h"
#include "workspace/text.h"
#include "workspace/view.h"

enum { TYPED_MAX = 40000 };

/* What waits for the app's ack. */
struct waiting {
	struct act *act;
	char channel[MODEL_ID_SIZE];
	char view_id[MODEL_ID_SIZE];
	char command[64];
};

static struct waiting *wait_for(const struct act *act)
{
	struct waiting *waiting = mem_alloc(sizeof(*waiting));

	waiting->act = act_keep(act);
	return waiting;
}

static void stop_waiting(struct waiting *waiting)
{
	act_free(waiting->act);
	free(waiting);
}

static const char *outcome_error(enum socketmode_outcome outcome)
{
	switch (outcome) {
	case SOCKETMODE_ACKED:
		return NULL;
	case SOCKETMODE_TIMED_OUT:
		return "operation_timeout";
	case SOCKETMODE_NO_SOCKET:
		return "dispatch_failed";
	}
	KG_UNREACHABLE();
}

static void tell_failure(const struct waiting *waiting, const char *error)
{
	struct channel *channel = model_channel(waiting->channel);
	char text[160];
	json_t *message;

	if (channel == NULL) {
		return;
	}
	(void)snprintf(
	    text, sizeof(text), "%s failed with the error \"%s\"", waiting->command, error);
	message = jx_pack("{ss ss ss}", "user", "USLACKBOT", "text", text, "error", error);
	(void)change_ephemeral(channel, waiting->act->as, message);
}

static void command_done(void *arg, enum socketmode_outcome outcome, const json_t *payload)
{
	struct waiting *waiting = arg;
	const char *error = outcome_error(outcome);

	if (error == NULL &&
	    (jx_text(payload, "text") != NULL || json_object_get(payload, "blocks") != NULL)) {
		error = hook_answer(payload, waiting->act->as, waiting->channel);
	}
	if (error != NULL) {
		tell_failure(waiting, error);
	}
	stop_waiting(waiting);
}

static const json_t *find_command(const char *text, size_t *out_size)
{
	const json_t *commands = json_object_get(model_manifest(), "commands");

	*out_size = strcspn(text, " \n\t");
	for (size_t i = 0; i < json_array_size(commands); i++) {
		const json_t *command = json_array_get(commands, i);
		const char *name = jx_text_or(command, "command", "");

		if (strlen(name) == *out_size && strncmp(name, text, *out_size) == 0) {
			return command;
		}
	}
	return NULL;
}

static const char *channel_word(const struct channel *channel)
{
	const char *kind = model_kind(channel);

	return strcmp(kind, "im") == 0      ? "directmessage"
	       : strcmp(kind, "group") == 0 ? "privategroup"
	                                    : jx_text_or(channel->document, "name", "");
}

static json_t *command_payload(const struct act *act, const struct channel *channel,
    const json_t *command, const char *rest)
{
	KG_AUTO_FREE char *normal = text_normalize(rest, TYPED_MAX);
	KG_AUTO_FREE char *named = text_name_mentions(normal);
	char trigger[64];
	json_t *payload = json_object();

	jx_set_text(payload, "token", "legacy");
	jx_set_text(payload, "team_id", model_team_id());
	jx_set_text(payload, "team_domain", jx_text_or(model_team(), "domain", ""));
	jx_set_text(payload, "channel_id", channel->id);
	jx_set_text(payload, "channel_name", channel_word(channel));
	jx_set_text(payload, "user_id", act->as);
	jx_set_text(payload, "user_name", jx_text_or(model_user(act->as), "name", ""));
	jx_set_text(payload, "command", jx_text(command, "command"));
	jx_set_text(payload, "text", jx_true(command, "should_escape") ? named : rest);
	jx_set_text(payload, "api_app_id", jx_text_or(model_app(), "id", ""));
	jx_set_text(payload, "is_enterprise_install", "false");
	jx_set_text(payload, "response_url",
	    hook_new(
	        &(struct hook_origin){
	            .kind = "commands", .user = act->as, .channel = channel->id },
	        render_is_over_tls()));
	jx_set_text(payload, "trigger_id", view_new_trigger(act->as, NULL, trigger));
	return payload;
}

void act_command(const struct act *act)
{
	const struct channel *channel = act_channel(act, true);
	const char *text = jx_text_or(act->fields, "text", "");
	size_t size = 0;
	const json_t *command = find_command(text, &size);
	const char *rest = text + size;
	struct waiting *waiting;

	if (channel == NULL) {
		return;
	}
	if (command == NULL) {
		act_fail(act, "unknown_command");
		return;
	}
	/* People of other workspaces cannot run our commands. */
	if (!jx_same(model_user(act->as), "team_id", model_team_id())) {
		act_fail(act, "not_allowed");
		return;
	}
	rest += strspn(rest, " \n\t");
	waiting = wait_for(act);
	(void)snprintf(waiting->channel, sizeof(waiting->channel), "%s", channel->id);
	(void)snprintf(
	    waiting->command, sizeof(waiting->command), "%s", jx_text(command, "command"));
	act_done(act, NULL);
	socketmode_send("slash_commands", command_payload(act, channel, command, rest), true,
	    command_done, waiting);
}

/* What all interactive payloads share. */
static json_t *interactive(const struct act *act, const char *type, const char *view_id)
{
	const char *name = jx_text_or(model_user(act->as), "name", "");
	char trigger[64];
	json_t *payload = jx_pack("{ss ss ss ss s{ss ss} sn sb s{ss ss ss ss}}", "type", type,
	    "token", "legacy", "api_app_id", jx_text_or(model_app(), "id", ""), "trigger_id",
	    view_new_trigger(act->as, view_id, trigger), "team", "id", model_team_id(),
	    "domain", jx_text_or(model_team(), "domain", ""), "enterprise",
	    "is_enterprise_install", 0, "user", "id", act->as, "username", name, "name", name,
	    "team_id", jx_text_or(model_user(act->as), "team_id", model_team_id()));

	return payload;
}

static void plain_done(void *arg, enum socketmode_outcome outcome, const json_t *payload)
{
	struct waiting *waiting = arg;

	(void)payload;
	act_done(waiting->act, outcome_error(outcome));
	stop_waiting(waiting);
}

static json_t *find_element(const json_t *blocks, const char *block_id, const char *action_id)
{
	const json_t *block = jx_find_object(blocks, "block_id", block_id);
	json_t *accessory = json_object_get(block, "accessory");
	json_t *element = json_object_get(block, "element");

	if (jx_same(accessory, "action_id", action_id)) {
		return accessory;
	}
	if (jx_same(element, "action_id", action_id)) {
		return element;
	}
	return jx_find_object(json_object_get(block, "elements"), "action_id", action_id);
}

/* Where block_id was left out, the action_id must be enough. */
static const char *find_block_id(const json_t *blocks, const char *action_id)
{
	for (size_t i = 0; i < json_array_size(blocks); i++) {
		const char *id = jx_text(json_array_get(blocks, i), "block_id");

		if (find_element(blocks, id, action_id) != NULL) {
			return id;
		}
	}
	return NULL;
}

/* A select is pressed by its option's value, the element's own option is what the app gets. */
static void add_choice(json_t *action, const json_t *element, const json_t *given)
{
	const json_t *options = json_object_get(element, "options");
	const char *value = jx_text(given, "value");
	const char *key;
	json_t *part;

	json_object_foreach(json_object_get(given, "action"), key, part)
	{
		if (strncmp(key, "selected_", 9) == 0 || strcmp(key, "value") == 0) {
			jx_share(action, key, part);
		}
	}
	if (jx_same(element, "type", "button")) {
		jx_set_text(action, "value", jx_text(element, "value"));
	} else if (value != NULL && jx_find_object(options, "value", value) != NULL) {
		jx_share(action, "selected_option", jx_find_object(options, "value", value));
	}
}

static json_t *action_of(const json_t *element, const char *block_id, const json_t *given)
{
	char ts[MODEL_TS_SIZE];
	json_t *action = jx_pack("{ss ss ss ss}", "type", jx_text_or(element, "type", ""),
	    "action_id", jx_text_or(element, "action_id", ""), "block_id", block_id,
	    "action_ts", model_next_ts(ts));

	if (json_object_get(element, "text") != NULL) {
		jx_share(action, "text", json_object_get(element, "text"));
	}
	add_choice(action, element, given);
	return action;
}

static const char *add_message(
    const struct act *act, const struct channel *channel, json_t *payload)
{
	const char *ts = jx_text(act->fields, "ts");
	const json_t *record = change_find_ephemeral(channel->id, ts);
	const json_t *message =
	    record != NULL ? json_object_get(record, "message") : model_message(channel, ts);

	if (message == NULL || (record != NULL && !jx_same(record, "user", act->as))) {
		return "message_not_found";
	}
	jx_set(payload, "container",
	    jx_pack("{ss ss ss sb}", "type", "message", "message_ts", ts, "channel_id",
	        channel->id, "is_ephemeral", record != NULL));
	jx_set(payload, "channel",
	    jx_pack("{ss ss}", "id", channel->id, "name", channel_word(channel)));
	jx_set(payload, "message", render_message(message, RENDER_APP));
	jx_set(payload, "state", jx_pack("{s{}}", "values"));
	jx_set_text(payload, "response_url",
	    hook_new(
	        &(struct hook_origin){
	            .kind = "actions", .user = act->as, .channel = channel->id, .ts = ts },
	        render_is_over_tls()));
	return NULL;
}

static const char *add_view(const struct act *act, json_t *view, json_t *payload)
{
	const json_t *values = json_object_get(json_object_get(act->fields, "state"), "values");

	if (view == NULL || strcmp(view_user(view), act->as) != 0) {
		return "view_not_found";
	}
	json_decref(
	    view_fill(view, values != NULL ? values : json_object_get(act->fields, "values")));
	jx_set(payload, "container",
	    jx_pack("{ss ss}", "type", "view", "view_id", jx_text(view, "id")));
	jx_set(payload, "view", view_render(view));
	return NULL;
}

void act_button(const struct act *act)
{
	const char *view_id = jx_text(act->fields, "view_id");
	const char *action_id = jx_text(act->fields, "action_id");
	const struct channel *channel = NULL;
	const json_t *blocks;
	const json_t *element;
	const char *block_id;
	const char *error;
	json_t *payload;

	if (view_id == NULL && (channel = act_channel(act, true)) == NULL) {
		return;
	}
	payload = interactive(act, "block_actions", view_id);
	error = view_id != NULL ? add_view(act, view_find(view_id), payload)
	                        : add_message(act, channel, payload);
	blocks = json_object_get(
	    json_object_get(payload, view_id != NULL ? "view" : "message"), "blocks");
	block_id = jx_text_or(act->fields, "block_id", find_block_id(blocks, action_id));
	element = error == NULL ? find_element(blocks, block_id, action_id) : NULL;
	if (element == NULL) {
		json_decref(payload);
		act_fail(act, error != NULL ? error : "no_such_action");
		return;
	}
	jx_set(payload, "actions", jx_pack("[o]", action_of(element, block_id, act->fields)));
	socketmode_send("interactive", payload, false, plain_done, wait_for(act));
}

static bool are_blocks(const json_t *view, const json_t *errors)
{
	const char *block_id;
	json_t *text;

	json_object_foreach((json_t *)(uintptr_t)errors, block_id, text)
	{
		if (jx_find_object(json_object_get(view, "blocks"), "block_id", block_id) ==
		        NULL ||
		    !json_is_string(text)) {
			return false;
		}
	}
	return json_object_size(errors) > 0;
}

/* The app's word on a submitted form; an error name when it makes no sense. */
static const char *follow(json_t *view, const json_t *payload)
{
	const char *action = jx_text(payload, "response_action");
	const json_t *next = json_object_get(payload, "view");
	json_t *messages = json_array();
	json_t *pushed = NULL;
	const char *error = NULL;

	if (action == NULL) {
		view_close(view);
	} else if (strcmp(action, "clear") == 0) {
		view_clear(view_user(view));
	} else if (strcmp(action, "update") == 0 || strcmp(action, "push") == 0) {
		error = view_check(next, "modal", messages);
		if (error == NULL && *action == 'u') {
			view_update(view, next);
		} else if (error == NULL) {
			error = view_push(view_user(view), next, &pushed);
		}
	} else {
		error = "invalid_response_action";
	}
	json_decref(messages);
	return error != NULL ? "dispatch_failed" : NULL;
}

static void submit_done(void *arg, enum socketmode_outcome outcome, const json_t *payload)
{
	struct waiting *waiting = arg;
	json_t *view = view_find(waiting->view_id);
	json_t *errors = json_object_get(payload, "errors");
	const char *error = outcome_error(outcome);

	if (error == NULL && jx_same(payload, "response_action", "errors")) {
		if (are_blocks(view, errors)) {
			act_answer(waiting->act, jx_pack("{sb sO}", "ok", 0, "errors", errors));
			stop_waiting(waiting);
			return;
		}
		error = "dispatch_failed";
	}
	if (error == NULL && view != NULL) {
		error = follow(view, payload);
	}
	act_done(waiting->act, error);
	stop_waiting(waiting);
}

void act_submit(const struct act *act)
{
	json_t *view = view_find(jx_text(act->fields, "view_id"));
	struct waiting *waiting;
	json_t *errors;
	json_t *payload;

	if (view == NULL || strcmp(view_user(view), act->as) != 0 ||
	    jx_same(view, "type", "home")) {
		act_fail(act, "view_not_found");
		return;
	}
	errors = view_fill(view, json_object_get(act->fields, "values"));
	if (json_object_size(errors) > 0) {
		act_answer(
		    act, jx_pack("{sb so sb}", "ok", 0, "errors", errors, "by_client", 1));
		return;
	}
	json_decref(errors);
	payload = interactive(act, "view_submission", jx_text(view, "id"));
	jx_set(payload, "view", view_render(view));
	jx_set(payload, "response_urls", json_array());
	waiting = wait_for(act);
	(void)snprintf(waiting->view_id, sizeof(waiting->view_id), "%s", jx_text(view, "id"));
	socketmode_send("interactive", payload, true, submit_done, waiting);
}

void act_close_view(const struct act *act)
{
	json_t *view = view_find(jx_text(act->fields, "view_id"));
	bool all = jx_true(act->fields, "is_cleared");
	json_t *payload;

	if (view == NULL || strcmp(view_user(view), act->as) != 0) {
		act_fail(act, "view_not_found");
		return;
	}
	all = all || jx_true(view, "clear_on_close");
	if (jx_true(view, "notify_on_close")) {
		payload = interactive(act, "view_closed", NULL);
		jx_set(payload, "view", view_render(view));
		jx_set_bool(payload, "is_cleared", all);
		jx_set(payload, "trigger_id", NULL);
		socketmode_send("interactive", payload, false, NULL, NULL);
	}
	if (all) {
		view_clear(act->as);
	} else {
		view_close(view);
	}
	act_done(act, NULL);
}

static const char *add_subject(
    const struct act *act, const struct channel *channel, json_t *payload)
{
	const char *ts = jx_text(act->fields, "ts");
	const json_t *message = model_message(channel, ts);

	if (message == NULL) {
		return "message_not_found";
	}
	jx_set(payload, "channel",
	    jx_pack("{ss ss}", "id", channel->id, "name", channel_word(channel)));
	jx_set_text(payload, "message_ts", ts);
	jx_set(payload, "message", render_message(message, RENDER_APP));
	jx_set_text(payload, "response_url",
	    hook_new(
	        &(struct hook_origin){
	            .kind = "app", .user = act->as, .channel = channel->id, .ts = ts },
	        render_is_over_tls()));
	return NULL;
}

void act_shortcut(const struct act *act)
{
	const json_t *shortcut = jx_find_object(json_object_get(model_manifest(), "shortcuts"),
	    "callback_id", jx_text(act->fields, "callback_id"));
	bool about_message = jx_same(shortcut, "type", "message");
	const struct channel *channel = NULL;
	char ts[MODEL_TS_SIZE];
	const char *error = NULL;
	json_t *payload;

	if (shortcut == NULL) {
		act_fail(act, "unknown_shortcut");
		return;
	}
	if (about_message && (channel = act_channel(act, false)) == NULL) {
		return;
	}
	payload = interactive(act, about_message ? "message_action" : "shortcut", NULL);
	jx_set_text(payload, "callback_id", jx_text(shortcut, "callback_id"));
	jx_set_text(payload, "action_ts", model_next_ts(ts));
	if (about_message) {
		error = add_subject(act, channel, payload);
	}
	if (error != NULL) {
		json_decref(payload);
		act_fail(act, error);
		return;
	}
	socketmode_send("interactive", payload, false, plain_done, wait_for(act));
}

/* Opening the app's Home or Messages tab. */
void act_home(const struct act *act)
{
	json_t *users = jx_pack("[ss]", act->as, model_bot());
	const struct channel *channel = change_open_direct(users);
	const char *tab = jx_text_or(act->fields, "tab", "home");
	const json_t *view = view_home(act->as);
	json_t *event =
	    jx_pack("{ss ss ss}", "user", act->as, "channel", channel->id, "tab", tab);

	json_decref(users);
	if (view != NULL && strcmp(tab, "home") == 0) {
		jx_set(event, "view", view_render(view));
	}
	events_send("app_home_opened", NULL, event);
	act_answer(
	    act, jx_pack("{so}", "view", view != NULL ? view_render(view) : json_null()));
}

/* Home first, then the modals from the bottom up: the last one is what is on the screen. */
void act_views(const struct act *act)
{
	const json_t *home = view_home(act->as);
	json_t *views = home != NULL ? jx_pack("[o]", view_render(home)) : json_array();
	json_t *stack = view_stack(act->as);

	(void)json_array_extend(views, stack);
	json_decref(stack);
	act_answer(act, jx_pack("{so}", "views", views));
}
