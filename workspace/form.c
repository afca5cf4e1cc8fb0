#include "workspace/form.h"

#include <stdio.h>
#include <string.h>

#include "workspace/jx.h"
#include "workspace/model.h"
#include "workspace/render.h"
#include "workspace/text.h"

enum shape { ONE, MANY, OPTION, OPTIONS, FILES };

static const struct rule {
	const char *type;
	const char *key;
	const char *initial;
	enum shape shape;
} rules[] = {
	{ "plain_text_input", "value", "initial_value", ONE },
	{ "email_text_input", "value", "initial_value", ONE },
	{ "url_text_input", "value", "initial_value", ONE },
	{ "number_input", "value", "initial_value", ONE },
	{ "rich_text_input", "rich_text_value", "initial_value", ONE },
	{ "datepicker", "selected_date", "initial_date", ONE },
	{ "timepicker", "selected_time", "initial_time", ONE },
	{ "datetimepicker", "selected_date_time", "initial_date_time", ONE },
	{ "radio_buttons", "selected_option", "initial_option", OPTION },
	{ "static_select", "selected_option", "initial_option", OPTION },
	{ "checkboxes", "selected_options", "initial_options", OPTIONS },
	{ "multi_static_select", "selected_options", "initial_options", OPTIONS },
	{ "users_select", "selected_user", "initial_user", ONE },
	{ "multi_users_select", "selected_users", "initial_users", MANY },
	{ "conversations_select", "selected_conversation", "initial_conversation", ONE },
	{ "multi_conversations_select", "selected_conversations", "initial_conversations",
	    MANY },
	{ "channels_select", "selected_channel", "initial_channel", ONE },
	{ "multi_channels_select", "selected_channels", "initial_channels", MANY },
	{ "file_input", "files", "initial_files", FILES },
};

static const struct rule *find_rule(const json_t *element)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		if (jx_same(element, "type", rules[i].type)) {
			return &rules[i];
		}
	}
	return NULL;
}

/* The element's own option object of that value. */
static json_t *find_option(const json_t *element, const json_t *wanted)
{
	const char *value =
	    json_is_string(wanted) ? json_string_value(wanted) : jx_text(wanted, "value");
	const json_t *groups = json_object_get(element, "option_groups");
	json_t *found = jx_find_object(json_object_get(element, "options"), "value", value);

	for (size_t i = 0; found == NULL && i < json_array_size(groups); i++) {
		found = jx_find_object(
		    json_object_get(json_array_get(groups, i), "options"), "value", value);
	}
	return found;
}

static json_t *settle_options(
    const json_t *element, const json_t *given, json_t *errors, const char *block_id)
{
	json_t *chosen = json_array();

	for (size_t i = 0; i < json_array_size(given); i++) {
		json_t *option = find_option(element, json_array_get(given, i));

		if (option == NULL) {
			jx_set_text(errors, block_id, "No such option.");
		} else {
			jx_push(chosen, json_incref(option));
		}
	}
	return chosen;
}

static json_t *settle_files(const json_t *given)
{
	json_t *files = json_array();

	for (size_t i = 0; i < json_array_size(given); i++) {
		const json_t *item = json_array_get(given, i);
		const char *id =
		    json_is_string(item) ? json_string_value(item) : jx_text(item, "id");
		json_t *file = model_file(id);

		if (file != NULL) {
			jx_set_bool(file, "_handed_in", true);
			model_save_file(id);
			jx_push(files, render_file(file));
		}
	}
	return files;
}

static json_t *settle(const struct rule *rule, const json_t *element, json_t *value,
    json_t *errors, const char *block_id)
{
	json_t *option;

	switch (rule->shape) {
	case ONE:
		if (value == NULL || json_is_null(value) ||
		    (json_is_string(value) && *json_string_value(value) == '\0')) {
			return json_null();
		}
		return json_incref(value);
	case MANY:
		return json_is_array(value) ? json_incref(value) : json_array();
	case OPTION:
		if (value == NULL || json_is_null(value)) {
			return json_null();
		}
		option = find_option(element, value);
		if (option == NULL) {
			jx_set_text(errors, block_id, "No such option.");
			return json_null();
		}
		return json_incref(option);
	case OPTIONS:
		return settle_options(element, value, errors, block_id);
	case FILES:
		return settle_files(value);
	}
	KG_UNREACHABLE();
}

static void check_value(
    const json_t *block, const json_t *element, const json_t *value, json_t *errors)
{
	const char *block_id = jx_text_or(block, "block_id", "");
	const char *text = json_string_value(value);
	int64_t least = jx_int(element, "min_length", 0);
	int64_t most = jx_int(element, "max_length", 3000);
	bool empty =
	    json_is_null(value) || (json_is_array(value) && json_array_size(value) == 0);
	char what[80];

	if (empty && jx_same(block, "type", "input") && !jx_true(block, "optional")) {
		jx_set_text(errors, block_id, "Please complete this required field.");
		return;
	}
	if (text == NULL || !jx_same(element, "type", "plain_text_input")) {
		return;
	}
	if ((int64_t)text_length(text) < least || (int64_t)text_length(text) > most) {
		(void)snprintf(what, sizeof(what), "Must be %lld to %lld characters.",
		    (long long)least, (long long)most);
		jx_set_text(errors, block_id, what);
	}
}

struct filling {
	const json_t *old;
	const json_t *given;
	json_t *errors;
	json_t *values;
};

static void fill_element(struct filling *filling, const json_t *block, const json_t *element)
{
	const struct rule *rule = find_rule(element);
	const char *block_id = jx_text_or(block, "block_id", "");
	const char *action_id = jx_text_or(element, "action_id", "");
	const json_t *given =
	    json_object_get(json_object_get(filling->given, block_id), action_id);
	const json_t *old = json_object_get(json_object_get(filling->old, block_id), action_id);
	json_t *value;
	json_t *slot;

	if (rule == NULL) {
		return;
	}
	value = given != NULL ? json_object_get(given, rule->key)
	        : old != NULL ? json_object_get(old, rule->key)
	                      : json_object_get(element, rule->initial);
	slot = jx_pack("{ss}", "type", rule->type);
	value = settle(rule, element, value, filling->errors, block_id);
	check_value(block, element, value, filling->errors);
	jx_set(slot, rule->key, value);
	if (jx_text(element, "timezone") != NULL) {
		jx_share(slot, "timezone", json_object_get(element, "timezone"));
	}
	if (json_object_get(filling->values, block_id) == NULL) {
		jx_set(filling->values, block_id, json_object());
	}
	jx_set(json_object_get(filling->values, block_id), action_id, slot);
}

json_t *form_values(
    const json_t *blocks, const json_t *old, const json_t *given, json_t *errors)
{
	struct filling filling = {
		.old = old, .given = given, .errors = errors, .values = json_object()
	};

	for (size_t i = 0; i < json_array_size(blocks); i++) {
		const json_t *block = json_array_get(blocks, i);
		const json_t *elements = json_object_get(block, "elements");

		fill_element(&filling, block, json_object_get(block, "element"));
		fill_element(&filling, block, json_object_get(block, "accessory"));
		for (size_t k = 0;
		     jx_same(block, "type", "actions") && k < json_array_size(elements); k++) {
			fill_element(&filling, block, json_array_get(elements, k));
		}
	}
	return filling.values;
}
