/* Reading and writing, as people do it. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "workspace/act.h"
#include "workspace/change.h"
#include "workspace/jx.h"
#include "workspace/render.h"
#include "workspace/text.h"

enum { HISTORY_DEFAULT = 50, HISTORY_MAX = 500, TYPED_MAX = 40000 };

void act_history(const struct act *act)
{
	const struct channel *channel = act_channel(act, false);
	const char *thread_ts = jx_text(act->fields, "thread_ts");
	const char *before = jx_text(act->fields, "before");
	int64_t limit = jx_int(act->fields, "limit", HISTORY_DEFAULT);
	json_t *newest_first = json_array();
	json_t *messages = json_array();
	bool more = false;

	limit = limit < 1 ? 1 : limit > HISTORY_MAX ? HISTORY_MAX : limit;
	for (size_t i = channel != NULL ? channel->count : 0; i > 0 && !more; i--) {
		const json_t *message = channel->messages[i - 1];
		const char *ts = jx_text(message, "ts");
		const char *in_thread = jx_text(message, "thread_ts");
		bool is_reply = in_thread != NULL && strcmp(in_thread, ts) != 0;
		bool wanted =
		    thread_ts != NULL
		        ? strcmp(ts, thread_ts) == 0 || jx_same(message, "thread_ts", thread_ts)
		        : !is_reply || jx_same(message, "subtype", "thread_broadcast");

		if (!wanted || (before != NULL && strcmp(ts, before) >= 0)) {
			continue;
		}
		more = (int64_t)json_array_size(newest_first) == limit;
		if (!more) {
			jx_push(newest_first, render_message(message, RENDER_PAGE));
		}
	}
	for (size_t i = json_array_size(newest_first); i > 0; i--) {
		jx_push(messages, json_incref(json_array_get(newest_first, i - 1)));
	}
	json_decref(newest_first);
	if (channel == NULL) {
		json_decref(messages);
		return;
	}
	act_answer(act, jx_pack("{so sb}", "messages", messages, "more", (int)more));
}

void act_open_dm(const struct act *act)
{
	json_t *users = json_deep_copy(json_object_get(act->fields, "users"));
	struct channel *channel;

	if (!json_is_array(users)) {
		json_decref(users);
		act_fail(act, "users_list_not_supplied");
		return;
	}
	for (size_t i = 0; i < json_array_size(users); i++) {
		if (model_user(json_string_value(json_array_get(users, i))) == NULL) {
			json_decref(users);
			act_fail(act, "user_not_found");
			return;
		}
	}
	if (jx_find(users, act->as) < 0) {
		jx_push(users, json_string(act->as));
	}
	channel = change_open_direct(users);
	json_decref(users);
	act_answer(act, jx_pack("{so}", "channel", render_channel(channel, RENDER_PAGE)));
}

static void new_client_id(char out[MODEL_ID_SIZE])
{
	(void)model_random_id("m-", out);
}

void act_post(const struct act *act)
{
	struct channel *channel = act_channel(act, true);
	const json_t *files = json_object_get(act->fields, "files");
	const char *text = jx_text_or(act->fields, "text", "");
	const char *thread_ts = jx_text(act->fields, "thread_ts");
	KG_AUTO_FREE char *normal = text_normalize(text, TYPED_MAX);
	char id[MODEL_ID_SIZE];
	json_t *message;

	if (channel == NULL) {
		return;
	}
	if (*text == '\0' && json_array_size(files) == 0) {
		act_fail(act, "no_text");
		return;
	}
	if (thread_ts != NULL && model_message(channel, thread_ts) == NULL) {
		act_fail(act, "thread_not_found");
		return;
	}
	for (size_t i = 0; i < json_array_size(files); i++) {
		if (model_file(json_string_value(json_array_get(files, i))) == NULL) {
			act_fail(act, "file_not_found");
			return;
		}
	}
	new_client_id(id);
	message = jx_pack("{ss ss ss}", "user", act->as, "text", normal, "client_msg_id", id);
	jx_set_text(message, "team", jx_text(model_user(act->as), "team_id"));
	jx_set_text(message, "thread_ts", thread_ts);
	if (json_array_size(files) > 0) {
		jx_set(message, "_files", json_deep_copy(files));
	}
	message = change_post(channel, message);
	act_answer(act, jx_pack("{ss}", "ts", jx_text(message, "ts")));
}

/* The person's message, or NULL after answering why not. */
static json_t *own_message(const struct act *act, const struct channel *channel)
{
	json_t *message =
	    channel != NULL ? model_message(channel, jx_text(act->fields, "ts")) : NULL;
	const json_t *user = model_user(act->as);

	if (channel == NULL) {
		return NULL;
	}
	if (message == NULL || jx_same(message, "subtype", "tombstone")) {
		act_fail(act, "message_not_found");
		return NULL;
	}
	if (!jx_same(message, "user", act->as) && !jx_true(user, "is_admin") &&
	    !jx_true(act->fields, "force")) {
		act_fail(act, "not_yours");
		return NULL;
	}
	return message;
}

void act_edit(const struct act *act)
{
	struct channel *channel = act_channel(act, true);
	json_t *message = own_message(act, channel);
	KG_AUTO_FREE char *normal =
	    text_normalize(jx_text_or(act->fields, "text", ""), TYPED_MAX);
	json_t *fields;

	if (message == NULL) {
		return;
	}
	fields = jx_pack("{ss}", "text", normal);
	change_edit(channel, message, act->as, fields);
	json_decref(fields);
	act_done(act, NULL);
}

void act_delete(const struct act *act)
{
	struct channel *channel = act_channel(act, true);
	json_t *message = own_message(act, channel);

	if (message != NULL) {
		change_delete(channel, message);
		act_done(act, NULL);
	}
}

static void change_mark(
    const struct act *act, const char *(*change)(struct channel *channel, json_t *message,
                               const char *user, const char *name))
{
	struct channel *channel = act_channel(act, true);
	json_t *message =
	    channel != NULL ? model_message(channel, jx_text(act->fields, "ts")) : NULL;
	const char *name = jx_text_or(act->fields, "name", "");

	if (channel == NULL) {
		return;
	}
	if (message == NULL || jx_same(message, "subtype", "tombstone")) {
		act_fail(act, "message_not_found");
		return;
	}
	act_done(act, change(channel, message, act->as, name));
}

void act_react(const struct act *act)
{
	change_mark(act, change_react);
}

void act_unreact(const struct act *act)
{
	change_mark(act, change_unreact);
}

void act_ephemerals(const struct act *act)
{
	act_answer(act, jx_pack("{so}", "messages",
	                    change_ephemerals(act->as, jx_text(act->fields, "channel"))));
}
