#include "workspace/blocks.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/random.h"
#include "base/status.h"
#include "workspace/jx.h"
#include "workspace/text.h"

enum {
	MESSAGE_BLOCKS = 50,
	VIEW_BLOCKS = 100,
	ACTIONS_MAX = 25,
	CONTEXT_MAX = 10,
	FIELDS_MAX = 10,
	OPTIONS_MAX = 100,
	CHOICES_MAX = 10,
	OVERFLOW_MAX = 5,
	PATH_MAX_SIZE = 200,
};

/* Where an element may stand. */
enum { IN_SECTION = 1, IN_ACTIONS = 2, IN_INPUT = 4, IN_CONTEXT = 8 };

static const struct element_rule {
	const char *type;
	int places;
	int options; /* most; 0: has none */
} element_rules[] = {
	{ "button", IN_SECTION | IN_ACTIONS, 0 },
	{ "plain_text_input", IN_INPUT | IN_ACTIONS, 0 },
	{ "email_text_input", IN_INPUT, 0 },
	{ "url_text_input", IN_INPUT, 0 },
	{ "number_input", IN_INPUT, 0 },
	{ "rich_text_input", IN_INPUT | IN_ACTIONS, 0 },
	{ "datepicker", IN_SECTION | IN_ACTIONS | IN_INPUT, 0 },
	{ "timepicker", IN_SECTION | IN_ACTIONS | IN_INPUT, 0 },
	{ "datetimepicker", IN_ACTIONS | IN_INPUT, 0 },
	{ "radio_buttons", IN_SECTION | IN_ACTIONS | IN_INPUT, CHOICES_MAX },
	{ "checkboxes", IN_SECTION | IN_ACTIONS | IN_INPUT, CHOICES_MAX },
	{ "static_select", IN_SECTION | IN_ACTIONS | IN_INPUT, OPTIONS_MAX },
	{ "multi_static_select", IN_SECTION | IN_ACTIONS | IN_INPUT, OPTIONS_MAX },
	{ "users_select", IN_SECTION | IN_ACTIONS | IN_INPUT, 0 },
	{ "multi_users_select", IN_SECTION | IN_ACTIONS | IN_INPUT, 0 },
	{ "conversations_select", IN_SECTION | IN_ACTIONS | IN_INPUT, 0 },
	{ "multi_conversations_select", IN_SECTION | IN_ACTIONS | IN_INPUT, 0 },
	{ "channels_select", IN_SECTION | IN_ACTIONS | IN_INPUT, 0 },
	{ "multi_channels_select", IN_SECTION | IN_ACTIONS | IN_INPUT, 0 },
	{ "overflow", IN_SECTION | IN_ACTIONS, OVERFLOW_MAX },
	{ "image", IN_SECTION | IN_CONTEXT, 0 },
	{ "file_input", IN_INPUT, 0 },
};

/* One check: the place so far and where complaints go. */
struct check {
	json_t *messages;
	const char *path;
};

static void complain(const struct check *check, const char *format, ...) KG_PRINTF(2, 3);

static void complain(const struct check *check, const char *format, ...)
{
	char what[160];
	char line[400];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	(void)snprintf(line, sizeof(line), "[ERROR] %s [json-pointer:%s]", what, check->path);
	jx_push(check->messages, jx_string(line));
}

static struct check inside(const struct check *outer, char room[PATH_MAX_SIZE], const char *key)
{
	(void)snprintf(room, PATH_MAX_SIZE, "%.150s/%.40s", outer->path, key);
	return (struct check){ .messages = outer->messages, .path = room };
}

static struct check inside_at(const struct check *outer, char room[PATH_MAX_SIZE], size_t place)
{
	char key[24];

	(void)snprintf(key, sizeof(key), "%zu", place);
	return inside(outer, room, key);
}

static void check_limit(
    const struct check *outer, const json_t *object, const char *key, size_t min, size_t max)
{
	char room[PATH_MAX_SIZE];
	struct check check = inside(outer, room, key);
	const json_t *value = json_object_get(object, key);
	const char *text = json_string_value(value);

	if (value == NULL || json_is_null(value)) {
		if (min > 0) {
			complain(outer, "missing required field: %s", key);
		}
		return;
	}
	if (text == NULL) {
		complain(&check, "must be a string");
	} else if (text_length(text) > max) {
		complain(&check, "must be less than %zu characters", max + 1);
	} else if (text_length(text) < min) {
		complain(&check, "must be more than %zu characters", min - 1);
	}
}

enum text_kinds { ONLY_PLAIN, ANY_TEXT };

static void check_text(const struct check *outer, const json_t *object, const char *key,
    enum text_kinds kinds, size_t max)
{
	char room[PATH_MAX_SIZE];
	struct check check = inside(outer, room, key);
	const json_t *text = json_object_get(object, key);
	bool plain = jx_same(text, "type", "plain_text");
	bool mrkdwn = jx_same(text, "type", "mrkdwn");

	if (!json_is_object(text)) {
		complain(outer, "missing required field: %s", key);
		return;
	}
	if (!plain && !(mrkdwn && kinds == ANY_TEXT)) {
		complain(&check, "unsupported type: %s", jx_text_or(text, "type", "(none)"));
	}
	if (mrkdwn && json_object_get(text, "emoji") != NULL) {
		complain(&check, "no more than one of the fields is allowed: emoji");
	}
	check_limit(&check, text, "text", 1, max);
}

static void check_optional_text(const struct check *outer, const json_t *object,
    const char *key, enum text_kinds kinds, size_t max)
{
	if (json_object_get(object, key) != NULL) {
		check_text(outer, object, key, kinds, max);
	}
}

static void check_option_list(const struct check *outer, const json_t *element, size_t max)
{
	bool rich =
	    jx_same(element, "type", "radio_buttons") || jx_same(element, "type", "checkboxes");
	const json_t *options = json_object_get(element, "options");
	const json_t *option;
	size_t i;

	if (json_array_size(json_object_get(element, "option_groups")) > 0) {
		return;
	}
	if (json_array_size(options) < 1) {
		complain(outer, "missing required field: options");
	}
	if (json_array_size(options) > max) {
		complain(outer, "no more than %zu items allowed in options", max);
	}
	json_array_foreach((json_t *)(uintptr_t)options, i, option)
	{
		char room[PATH_MAX_SIZE];
		struct check check = inside_at(outer, room, i);

		check_text(&check, option, "text", rich ? ANY_TEXT : ONLY_PLAIN, 75);
		check_limit(&check, option, "value", 1, 150);
		check_optional_text(
		    &check, option, "description", rich ? ANY_TEXT : ONLY_PLAIN, 75);
	}
}

static void check_confirm(const struct check *outer, const json_t *element)
{
	char room[PATH_MAX_SIZE];
	struct check check = inside(outer, room, "confirm");
	const json_t *confirm = json_object_get(element, "confirm");

	if (confirm == NULL) {
		return;
	}
	check_text(&check, confirm, "title", ONLY_PLAIN, 100);
	check_text(&check, confirm, "text", ANY_TEXT, 300);
	check_text(&check, confirm, "confirm", ONLY_PLAIN, 30);
	check_text(&check, confirm, "deny", ONLY_PLAIN, 30);
}

static void check_range(
    const struct check *check, const json_t *element, const char *key, int64_t min, int64_t max)
{
	int64_t value = jx_int(element, key, min);

	if (value < min || value > max) {
		complain(check, "%s must be between %lld and %lld", key, (long long)min,
		    (long long)max);
	}
}

static const struct element_rule *find_rule(const char *type)
{
	for (size_t i = 0; i < sizeof(element_rules) / sizeof(element_rules[0]); i++) {
		if (strcmp(element_rules[i].type, type) == 0) {
			return &element_rules[i];
		}
	}
	return NULL;
}

static void check_element(const struct check *check, const json_t *element, int place)
{
	const char *type = jx_text_or(element, "type", "(none)");
	const struct element_rule *rule = find_rule(type);

	if (rule == NULL || (rule->places & place) == 0) {
		complain(check, "unsupported type: %s", type);
		return;
	}
	check_limit(check, element, "action_id", 0, 255);
	check_optional_text(check, element, "placeholder", ONLY_PLAIN, 150);
	check_confirm(check, element);
	if (rule->options > 0) {
		check_option_list(check, element, (size_t)rule->options);
	}
	if (strcmp(type, "button") == 0) {
		check_text(check, element, "text", ONLY_PLAIN, 75);
		check_limit(check, element, "value", 0, 2000);
		check_limit(check, element, "url", 0, 3000);
		check_limit(check, element, "accessibility_label", 0, 75);
		if (json_object_get(element, "style") != NULL &&
		    !jx_same(element, "style", "primary") &&
		    !jx_same(element, "style", "danger")) {
			complain(check, "style must be primary or danger");
		}
	} else if (strcmp(type, "plain_text_input") == 0) {
		check_range(check, element, "min_length", 0, 3000);
		check_range(check, element, "max_length", 1, 3000);
		check_limit(check, element, "initial_value", 0, 3000);
	} else if (strcmp(type, "file_input") == 0) {
		check_range(check, element, "max_files", 1, 10);
	} else if (strcmp(type, "image") == 0) {
		check_limit(check, element, "alt_text", 1, 2000);
	}
}

static void check_elements(
    const struct check *outer, const json_t *block, int place, size_t min, size_t max)
{
	char room[PATH_MAX_SIZE];
	struct check list = inside(outer, room, "elements");
	const json_t *elements = json_object_get(block, "elements");
	const json_t *element;
	size_t i;

	if (json_array_size(elements) < min || json_array_size(elements) > max) {
		complain(&list, "must have between %zu and %zu items", min, max);
	}
	json_array_foreach((json_t *)(uintptr_t)elements, i, element)
	{
		char inner[PATH_MAX_SIZE];
		struct check check = inside_at(&list, inner, i);

		if (place == IN_CONTEXT && !jx_same(element, "type", "image")) {
			json_t *holder = jx_pack("{sO}", "text", element);

			check_text(&check, holder, "text", ANY_TEXT, 2000);
			json_decref(holder);
		} else {
			check_element(&check, element, place);
		}
	}
}

static void check_section(const struct check *check, const json_t *block)
{
	const json_t *fields = json_object_get(block, "fields");
	const json_t *accessory = json_object_get(block, "accessory");
	char room[PATH_MAX_SIZE];
	size_t i;
	const json_t *field;

	if (fields == NULL || json_object_get(block, "text") != NULL) {
		check_text(check, block, "text", ANY_TEXT, 3000);
	}
	if (json_array_size(fields) > FIELDS_MAX) {
		complain(check, "no more than %d items allowed in fields", FIELDS_MAX);
	}
	json_array_foreach((json_t *)(uintptr_t)fields, i, field)
	{
		json_t *holder = jx_pack("{sO}", "fields", field);

		check_text(check, holder, "fields", ANY_TEXT, 2000);
		json_decref(holder);
	}
	if (accessory != NULL) {
		struct check inner = inside(check, room, "accessory");

		check_element(&inner, accessory, IN_SECTION);
	}
}

static void check_input(
    const struct check *check, const json_t *block, enum blocks_surface surface)
{
	char room[PATH_MAX_SIZE];
	struct check inner = inside(check, room, "element");
	const json_t *element = json_object_get(block, "element");

	check_text(check, block, "label", ONLY_PLAIN, 2000);
	check_optional_text(check, block, "hint", ONLY_PLAIN, 2000);
	if (!json_is_object(element)) {
		complain(check, "missing required field: element");
		return;
	}
	check_element(&inner, element, IN_INPUT);
	if (jx_same(element, "type", "file_input") &&
	    (jx_true(block, "dispatch_action") || surface == BLOCKS_MESSAGE)) {
		complain(&inner, "unsupported type: file_input");
	}
}

static void check_block(
    const struct check *check, const json_t *block, enum blocks_surface surface)
{
	const char *type = jx_text_or(block, "type", "(none)");

	check_limit(check, block, "block_id", 0, 255);
	if (strcmp(type, "section") == 0) {
		check_section(check, block);
	} else if (strcmp(type, "header") == 0) {
		check_text(check, block, "text", ONLY_PLAIN, 150);
	} else if (strcmp(type, "actions") == 0) {
		check_elements(check, block, IN_ACTIONS, 1, ACTIONS_MAX);
	} else if (strcmp(type, "context") == 0) {
		check_elements(check, block, IN_CONTEXT, 1, CONTEXT_MAX);
	} else if (strcmp(type, "input") == 0) {
		check_input(check, block, surface);
	} else if (strcmp(type, "image") == 0) {
		check_limit(check, block, "alt_text", 1, 2000);
	} else if (strcmp(type, "markdown") == 0) {
		check_limit(check, block, "text", 1, 12000);
	} else if (strcmp(type, "divider") != 0 && strcmp(type, "rich_text") != 0 &&
	           strcmp(type, "file") != 0 && strcmp(type, "video") != 0 &&
	           strcmp(type, "table") != 0) {
		complain(check, "unsupported type: %s", type);
	}
}

static void check_list(
    const struct check *outer, const json_t *blocks, enum blocks_surface surface)
{
	json_t *ids = json_object();
	size_t max = surface == BLOCKS_MESSAGE ? MESSAGE_BLOCKS : VIEW_BLOCKS;
	const json_t *block;
	size_t i;

	if (!json_is_array(blocks)) {
		complain(outer, "must be an array");
	}
	if (json_array_size(blocks) > max) {
		complain(outer, "no more than %zu items allowed", max);
	}
	json_array_foreach((json_t *)(uintptr_t)blocks, i, block)
	{
		char room[PATH_MAX_SIZE];
		struct check check = inside_at(outer, room, i);
		const char *id = jx_text(block, "block_id");

		if (!json_is_object(block)) {
			complain(&check, "must be an object");
			continue;
		}
		check_block(&check, block, surface);
		if (id != NULL && json_object_get(ids, id) != NULL) {
			complain(&check, "block_id already exists: %.80s", id);
		} else if (id != NULL) {
			jx_set_bool(ids, id, true);
		}
	}
	json_decref(ids);
}

bool blocks_check(const json_t *blocks, enum blocks_surface surface, json_t *messages)
{
	struct check check = { .messages = messages, .path = "/blocks" };
	size_t before = json_array_size(messages);

	check_list(&check, blocks, surface);
	return json_array_size(messages) == before;
}

bool blocks_check_view(const json_t *view, json_t *messages)
{
	struct check check = { .messages = messages, .path = "/view" };
	struct check list = { .messages = messages, .path = "/view/blocks" };
	size_t before = json_array_size(messages);
	bool modal = jx_same(view, "type", "modal");
	const json_t *blocks = json_object_get(view, "blocks");

	if (!modal && !jx_same(view, "type", "home")) {
		complain(&check, "unsupported type: %s", jx_text_or(view, "type", "(none)"));
	}
	check_limit(&check, view, "private_metadata", 0, 3000);
	check_limit(&check, view, "callback_id", 0, 255);
	check_limit(&check, view, "external_id", 0, 255);
	check_list(&list, blocks, modal ? BLOCKS_MODAL : BLOCKS_HOME);
	if (modal) {
		check_text(&check, view, "title", ONLY_PLAIN, 24);
		check_optional_text(&check, view, "submit", ONLY_PLAIN, 24);
		check_optional_text(&check, view, "close", ONLY_PLAIN, 24);
	}
	if (modal && json_object_get(view, "submit") == NULL &&
	    jx_find_object(blocks, "type", "input") != NULL) {
		complain(&check, "missing required field: submit");
	}
	return json_array_size(messages) == before;
}

static void fill_text(json_t *text)
{
	if (jx_same(text, "type", "plain_text") && json_object_get(text, "emoji") == NULL) {
		jx_set_bool(text, "emoji", true);
	}
	if (jx_same(text, "type", "mrkdwn") && json_object_get(text, "verbatim") == NULL) {
		jx_set_bool(text, "verbatim", false);
	}
}

static void fill(json_t *value, bool element)
{
	const char *key;
	json_t *inner;
	size_t i;

	if (json_is_array(value)) {
		json_array_foreach(value, i, inner)
		{
			fill(inner, element);
		}
		return;
	}
	if (!json_is_object(value) || jx_same(value, "type", "rich_text")) {
		return;
	}
	fill_text(value);
	if (element && find_rule(jx_text_or(value, "type", "")) != NULL &&
	    !jx_same(value, "type", "image") && jx_text(value, "action_id") == NULL) {
		char random[RANDOM_KEY_HEX + 1];

		random_key(random);
		random[5] = '\0';
		jx_set_text(value, "action_id", random);
	}
	json_object_foreach(value, key, inner)
	{
		fill(inner, strcmp(key, "elements") == 0 || strcmp(key, "element") == 0 ||
		                strcmp(key, "accessory") == 0);
	}
}

void blocks_normalize(json_t *blocks)
{
	json_t *block;
	size_t i;

	json_array_foreach(blocks, i, block)
	{
		const char *id = jx_text(block, "block_id");

		if (id == NULL || *id == '\0') {
			char random[RANDOM_KEY_HEX + 1];

			random_key(random);
			random[5] = '\0';
			jx_set_text(block, "block_id", random);
		}
		fill(block, false);
	}
}
