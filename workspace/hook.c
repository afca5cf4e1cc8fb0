#include "workspace/hook.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/random.h"
#include "workspace/bot_message.h"
#include "workspace/change.h"
#include "workspace/journal.h"
#include "workspace/jx.h"
#include "workspace/model.h"

enum { HOOKS = 1024, USES = 5, LIFE_MS = 30 * 60 * 1000 };

struct hook {
	char key[RANDOM_KEY_HEX + 1];
	char user[MODEL_ID_SIZE];
	char channel[MODEL_ID_SIZE];
	char ts[MODEL_TS_SIZE];
	int uses;
	int64_t until_ms;
};

static struct hook hooks[HOOKS];
static int next_hook;

const char *hook_new(const struct hook_origin *origin, bool secure)
{
	static char url[256];
	struct hook *hook = &hooks[next_hook++ % HOOKS];

	*hook = (struct hook){ .until_ms = clock_monotonic_ms() + LIFE_MS };
	random_key(hook->key);
	(void)snprintf(hook->user, sizeof(hook->user), "%s", origin->user);
	(void)snprintf(hook->channel, sizeof(hook->channel), "%s", origin->channel);
	(void)snprintf(hook->ts, sizeof(hook->ts), "%s", origin->ts != NULL ? origin->ts : "");
	(void)snprintf(url, sizeof(url), "%s/hooks/%s/%s/%d/%s", server_base(secure),
	    origin->kind, model_team_id(), next_hook, hook->key);
	return url;
}

const char *hook_answer(const json_t *payload, const char *user, const char *channel_id)
{
	struct channel *channel = model_channel(channel_id);
	json_t *message = NULL;
	const char *error;

	if (channel == NULL) {
		return "channel_not_found";
	}
	error = bot_message_make(payload, NULL, &message);
	if (error != NULL) {
		return error;
	}
	if (jx_same(payload, "response_type", "in_channel")) {
		jx_set_text(message, "thread_ts", jx_text(payload, "thread_ts"));
		(void)change_post(channel, message);
	} else {
		(void)change_ephemeral(channel, user, message);
	}
	return NULL;
}

static const char *replace(const struct hook *hook, const json_t *payload, bool remove)
{
	struct channel *channel = model_channel(hook->channel);
	json_t *record = change_find_ephemeral(hook->channel, hook->ts);
	json_t *original = channel != NULL ? model_message(channel, hook->ts) : NULL;
	json_t *message = NULL;
	json_t *fields;
	const char *error = remove ? NULL : bot_message_make(payload, NULL, &message);

	if (error != NULL) {
		return error;
	}
	if (record != NULL) {
		change_edit_ephemeral(record, message);
		return NULL;
	}
	if (original == NULL || !jx_same(original, "user", model_bot())) {
		json_decref(message);
		return "message_not_found";
	}
	if (remove) {
		change_delete(channel, original);
		return NULL;
	}
	fields = jx_pack("{sO}", "text", json_object_get(message, "text"));
	jx_set(fields, "blocks",
	    json_object_get(message, "blocks") != NULL
	        ? json_incref(json_object_get(message, "blocks"))
	        : json_null());
	change_edit(channel, original, model_bot(), fields);
	json_decref(fields);
	json_decref(message);
	return NULL;
}

static void answer(const struct server_request *request, int status, const char *error)
{
	json_t *body;

	journal_add("hook",
	    jx_pack("{sb ss}", "ok", error == NULL, "error", error != NULL ? error : ""));
	if (error == NULL) {
		server_answer(request->id, &(struct server_answer){ .status = 200,
		                               .type = "text/html",
		                               .body = "ok",
		                               .size = strlen("ok") });
		return;
	}
	body = jx_pack("{sb ss}", "ok", 0, "error", error);
	server_answer_json(request->id, status, body);
	json_decref(body);
}

void hook_handle(const struct server_request *request)
{
	const char *key = strrchr(request->path, '/') + 1;
	struct hook *hook = NULL;
	json_t *payload;
	const char *error;

	for (int i = 0; i < HOOKS; i++) {
		if (hooks[i].key[0] != '\0' && strcmp(hooks[i].key, key) == 0) {
			hook = &hooks[i];
		}
	}
	if (hook == NULL || clock_monotonic_ms() > hook->until_ms) {
		answer(request, 404, hook == NULL ? "invalid_url" : "expired_url");
		return;
	}
	if (hook->uses >= USES) {
		answer(request, 404, "used_url");
		return;
	}
	payload = json_loadb(request->body, request->size, 0, NULL);
	if (!json_is_object(payload)) {
		json_decref(payload);
		answer(request, 400, "invalid_payload");
		return;
	}
	hook->uses++;
	if (hook->ts[0] != '\0' &&
	    (jx_true(payload, "replace_original") || jx_true(payload, "delete_original"))) {
		error = replace(hook, payload, jx_true(payload, "delete_original"));
	} else {
		error = hook_answer(payload, hook->user, hook->channel);
	}
	json_decref(payload);
	answer(request, 400, error);
}
