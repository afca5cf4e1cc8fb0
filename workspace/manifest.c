#include "workspace/manifest.h"

#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "workspace/jx.h"

enum { DEPTH_MAX = 32 };

/* Plain scalars become numbers or truth values as YAML's core schema has them; quoted ones stay
 * text. */
static json_t *scalar(const yaml_node_t *node)
{
	const char *text = (const char *)node->data.scalar.value;

	if (node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE) {
		if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0) {
			return json_boolean(text[0] == 't');
		}
		if (strcmp(text, "null") == 0 || strcmp(text, "~") == 0 || *text == '\0') {
			return json_null();
		}
	}
	return json_stringn(text, node->data.scalar.length);
}

static json_t *convert(yaml_document_t *document, int index, int depth)
{
	const yaml_node_t *node = yaml_document_get_node(document, index);
	json_t *value;

	if (node == NULL || depth > DEPTH_MAX) {
		return json_null();
	}
	if (node->type == YAML_SEQUENCE_NODE) {
		value = json_array();
		for (const yaml_node_item_t *item = node->data.sequence.items.start;
		     item < node->data.sequence.items.top; item++) {
			jx_push(value, convert(document, *item, depth + 1));
		}
		return value;
	}
	if (node->type == YAML_MAPPING_NODE) {
		value = json_object();
		for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
		     pair < node->data.mapping.pairs.top; pair++) {
			const yaml_node_t *key = yaml_document_get_node(document, pair->key);

			if (key != NULL && key->type == YAML_SCALAR_NODE) {
				jx_set(value, (const char *)key->data.scalar.value,
				    convert(document, pair->value, depth + 1));
			}
		}
		return value;
	}
	return scalar(node);
}

static json_t *load(const char *path, struct kg_error *err)
{
	yaml_parser_t parser;
	yaml_document_t document;
	json_t *root = NULL;
	FILE *file = fopen(path, "re");

	if (file == NULL) {
		kg_error_set(err, "%s: cannot be read", path);
		return NULL;
	}
	if (yaml_parser_initialize(&parser) != 1) {
		kg_die(__FILE__, __LINE__, "yaml_parser_initialize");
	}
	yaml_parser_set_input_file(&parser, file);
	if (yaml_parser_load(&parser, &document) == 1) {
		const yaml_node_t *top = yaml_document_get_root_node(&document);

		root = top != NULL ? convert(&document, 1, 0) : json_object();
		yaml_document_delete(&document);
	} else {
		kg_error_set(err, "%s:%zu:%zu: %s", path, parser.problem_mark.line + 1,
		    parser.problem_mark.column + 1,
		    parser.problem != NULL ? parser.problem : "");
	}
	yaml_parser_delete(&parser);
	(void)fclose(file);
	return root;
}

static json_t *list(const json_t *from, const char *key)
{
	json_t *value = json_object_get(from, key);

	return json_is_array(value) ? json_deep_copy(value) : json_array();
}

/* JSON is YAML, so one reader does for both. */
enum kg_status manifest_read(const char *path, json_t **out_manifest, struct kg_error *err)
{
	json_t *root = path != NULL ? load(path, err) : json_object();
	const json_t *features = json_object_get(root, "features");
	const json_t *settings = json_object_get(root, "settings");
	const json_t *home = json_object_get(features, "app_home");
	const json_t *scopes = json_object_get(json_object_get(root, "oauth_config"), "scopes");
	json_t *manifest;

	if (root == NULL) {
		return KG_INVALID;
	}
	manifest = json_object();
	jx_set(manifest, "commands", list(features, "slash_commands"));
	jx_set(manifest, "shortcuts", list(features, "shortcuts"));
	jx_set(manifest, "scopes", list(scopes, "bot"));
	jx_set(manifest, "events",
	    list(json_object_get(settings, "event_subscriptions"), "bot_events"));
	jx_set_bool(manifest, "home", jx_true(home, "home_tab_enabled"));
	jx_set_bool(manifest, "messages", jx_true(home, "messages_tab_enabled"));
	jx_set_bool(manifest, "interactive",
	    jx_true(json_object_get(settings, "interactivity"), "is_enabled"));
	jx_set_bool(manifest, "socket_mode", jx_true(settings, "socket_mode_enabled"));
	json_decref(root);
	*out_manifest = manifest;
	return KG_OK;
}
