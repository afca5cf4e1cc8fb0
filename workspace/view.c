#include "workspace/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "workspace/blocks.h"
#include "workspace/form.h"
#include "workspace/jx.h"
#include "workspace/model.h"
#include "workspace/push.h"
#include "workspace/store.h"

enum { TRIGGERS = 256, TRIGGER_MS = 3000, STACK_MAX = 3, VIEW_BYTES_MAX = 250 * 1024 };

struct trigger {
	char text[64];
	char user[MODEL_ID_SIZE];
	char view_id[MODEL_ID_SIZE];
	int64_t until_ms;
	bool used;
};

static struct trigger triggers[TRIGGERS];
static int next_trigger;
static json_t *views;  /* object: id → view */
static json_t *stacks; /* object: user → array of ids, bottom first */
static json_t *homes;  /* object: user → id */

const char *view_new_trigger(const char *user, const char *view_id, char out[64])
{
	struct trigger *trigger = &triggers[next_trigger++ % TRIGGERS];
	char key[MODEL_ID_SIZE];

	(void)snprintf(trigger->text, sizeof(trigger->text), "%d.%lld.%s", next_trigger,
	    (long long)(model_now().ms / KG_SECOND), model_random_id("", key));
	(void)snprintf(trigger->user, sizeof(trigger->user), "%s", user);
	(void)snprintf(
	    trigger->view_id, sizeof(trigger->view_id), "%s", view_id != NULL ? view_id : "");
	trigger->until_ms = clock_monotonic_ms() + TRIGGER_MS;
	trigger->used = false;
	memcpy(out, trigger->text, sizeof(trigger->text));
	return out;
}

const char *view_take_trigger(const char *text, const char **out_user, const char **out_view_id)
{
	for (int i = 0; i < TRIGGERS; i++) {
		struct trigger *trigger = &triggers[i];

		if (trigger->text[0] == '\0' || strcmp(trigger->text, text) != 0) {
			continue;
		}
		if (trigger->used) {
			return "exchanged_trigger_id";
		}
		if (clock_monotonic_ms() > trigger->until_ms) {
			return "expired_trigger_id";
		}
		trigger->used = true;
		*out_user = trigger->user;
		*out_view_id = trigger->view_id[0] != '\0' ? trigger->view_id : NULL;
		return NULL;
	}
	return "invalid_trigger_id";
}

const char *view_check(const json_t *given, const char *type, json_t *messages)
{
	KG_AUTO_FREE char *text = NULL;

	if (!json_is_object(given)) {
		jx_push(messages,
		    json_string("[ERROR] must be a valid view object [json-pointer:/view]"));
		return "invalid_arguments";
	}
	text = jx_dump(given);
	if (strlen(text) > VIEW_BYTES_MAX) {
		return "view_too_large";
	}
	if (!jx_same(given, "type", type)) {
		jx_push(messages,
		    json_string(
		        "[ERROR] unsupported type for this method [json-pointer:/view/type]"));
		return "invalid_arguments";
	}
	return blocks_check_view(given, messages) ? NULL : "invalid_arguments";
}

json_t *view_find(const char *id)
{
	return id == NULL ? NULL : json_object_get(views, id);
}

json_t *view_find_external(const char *external_id)
{
	const char *id;
	json_t *view;

	json_object_foreach(views, id, view)
	{
		if (external_id != NULL && *external_id != '\0' &&
		    jx_same(view, "external_id", external_id)) {
			return view;
		}
	}
	return NULL;
}

const char *view_user(const json_t *view)
{
	return jx_text_or(view, "_user", "");
}

json_t *view_render(const json_t *view)
{
	json_t *copy = json_copy((json_t *)(uintptr_t)view);

	jx_set(copy, "_user", NULL);
	return copy;
}

/* hash, and the fields that the app gives; the rest was set when the view was made. */
static void take_fields(json_t *view, const json_t *given)
{
	char hash[MODEL_ID_SIZE];
	char key[MODEL_ID_SIZE];
	json_t *blocks = json_object_get(given, "blocks");

	for (const char *const *name = (const char *const[]){ "callback_id", "private_metadata",
	         "external_id", NULL };
	     *name != NULL; name++) {
		jx_set_text(view, *name, jx_text_or(given, *name, ""));
	}
	for (const char *const *name =
	         (const char *const[]){ "title", "submit", "close", NULL };
	     *name != NULL; name++) {
		json_t *text = json_object_get(given, *name);

		jx_set(view, *name, text != NULL ? json_deep_copy(text) : json_null());
	}
	for (const char *const *name = (const char *const[]){ "clear_on_close",
	         "notify_on_close", "submit_disabled", NULL };
	     *name != NULL; name++) {
		jx_set_bool(view, *name, jx_true(given, *name));
	}
	blocks = json_deep_copy(blocks);
	blocks_normalize(blocks);
	jx_set(view, "blocks", blocks);
	(void)snprintf(hash, sizeof(hash), "%lld.%.8s", (long long)(model_now().ms / KG_SECOND),
	    model_random_id("", key));
	jx_set_text(view, "hash", hash);
	json_decref(view_fill(view, NULL));
}

static json_t *make(const char *user, const json_t *given, const json_t *below)
{
	char id[MODEL_ID_SIZE];
	json_t *view = json_object();
	const char *below_id = jx_text(below, "id");

	jx_set_text(view, "id", model_random_id("V", id));
	jx_set_text(view, "_user", user);
	jx_set_text(view, "team_id", model_team_id());
	jx_set_text(view, "type", jx_text_or(given, "type", "modal"));
	jx_set_text(view, "root_view_id", jx_text_or(below, "root_view_id", id));
	jx_set(
	    view, "previous_view_id", below_id != NULL ? json_string(below_id) : json_null());
	jx_set_text(view, "app_id", jx_text_or(model_app(), "id", ""));
	jx_set_text(view, "app_installed_team_id", model_team_id());
	jx_set_text(view, "bot_id", jx_text_or(model_app(), "bot_id", ""));
	take_fields(view, given);
	jx_set(views, id, view);
	return view;
}

static json_t *stack_of(const char *user)
{
	json_t *stack = json_object_get(stacks, user);

	if (stack == NULL) {
		stack = json_array();
		jx_set(stacks, user, stack);
	}
	return stack;
}

static void push_view(const json_t *view)
{
	push_send(
	    "view", jx_pack("{ss so}", "user", view_user(view), "view", view_render(view)));
}

json_t *view_open(const char *user, const json_t *given)
{
	json_t *view;

	view_clear(user);
	view = make(user, given, NULL);
	jx_push(stack_of(user), json_incref(json_object_get(view, "id")));
	push_view(view);
	return view;
}

const char *view_push(const char *user, const json_t *given, json_t **out_view)
{
	json_t *stack = stack_of(user);
	json_t *view;

	if (json_array_size(stack) >= STACK_MAX) {
		return "push_limit_reached";
	}
	view = make(user, given, view_top(user));
	jx_push(stack, json_incref(json_object_get(view, "id")));
	push_view(view);
	*out_view = view;
	return NULL;
}

static void push_home(const json_t *view)
{
	push_send(
	    "home", jx_pack("{ss so}", "user", view_user(view), "view", view_render(view)));
	store_put("home", view_user(view), view);
}

void view_update(json_t *view, const json_t *given)
{
	take_fields(view, given);
	if (jx_same(view, "type", "home")) {
		push_home(view);
	} else {
		push_view(view);
	}
}

json_t *view_publish(const char *user, const json_t *given)
{
	json_t *view = view_home(user);

	if (view != NULL) {
		view_update(view, given);
		return view;
	}
	view = make(user, given, NULL);
	jx_share(homes, user, json_object_get(view, "id"));
	push_home(view);
	return view;
}

/* Pages drop the view named and all above it. */
static void drop_from(const char *owner, size_t place)
{
	json_t *stack = stack_of(owner);
	char id[MODEL_ID_SIZE];
	char user[MODEL_ID_SIZE]; /* the owner's name may be a view's that goes */

	if (place >= json_array_size(stack)) {
		return;
	}
	(void)snprintf(user, sizeof(user), "%s", owner);
	(void)snprintf(id, sizeof(id), "%s", json_string_value(json_array_get(stack, place)));
	while (json_array_size(stack) > place) {
		size_t last = json_array_size(stack) - 1;

		jx_set(views, json_string_value(json_array_get(stack, last)), NULL);
		(void)json_array_remove(stack, last);
	}
	push_send("view", jx_pack("{ss sn ss}", "user", user, "view", "view_id", id));
}

void view_close(const json_t *view)
{
	char user[MODEL_ID_SIZE];
	int place;

	(void)snprintf(user, sizeof(user), "%s", view_user(view));
	place = jx_find(stack_of(user), jx_text(view, "id"));
	if (place >= 0) {
		drop_from(user, (size_t)place);
	}
}

void view_clear(const char *user)
{
	drop_from(user, 0);
}

json_t *view_top(const char *user)
{
	const json_t *stack = stack_of(user);
	size_t size = json_array_size(stack);

	return size == 0 ? NULL : view_find(json_string_value(json_array_get(stack, size - 1)));
}

json_t *view_home(const char *user)
{
	return view_find(jx_text(homes, user));
}

json_t *view_stack(const char *user)
{
	const json_t *stack = stack_of(user);
	json_t *list = json_array();

	for (size_t i = 0; i < json_array_size(stack); i++) {
		jx_push(
		    list, view_render(view_find(json_string_value(json_array_get(stack, i)))));
	}
	return list;
}

json_t *view_fill(json_t *view, const json_t *values)
{
	json_t *errors = json_object();
	const json_t *old = json_object_get(json_object_get(view, "state"), "values");
	json_t *state = form_values(json_object_get(view, "blocks"), old, values, errors);

	jx_set(view, "state", jx_pack("{so}", "values", state));
	return errors;
}

static void load_home(const char *user, json_t *view)
{
	jx_share(views, jx_text_or(view, "id", ""), view);
	jx_share(homes, user, json_object_get(view, "id"));
}

void view_start(void)
{
	views = json_object();
	stacks = json_object();
	homes = json_object();
	store_each("home", load_home);
}

void view_finish(void)
{
	json_decref(views);
	json_decref(stacks);
	json_decref(homes);
	views = stacks = homes = NULL;
}
