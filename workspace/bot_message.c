#include "workspace/bot_message.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "workspace/blocks.h"
#include "workspace/jx.h"
#include "workspace/model.h"
#include "workspace/text.h"

enum {
	TEXT_MAX = 40000,
	ATTACHMENTS_MAX = 100,
	METADATA_MAX = 16384,
	BLOCKS_BYTES_MAX = 400000
};

static const char *add_blocks(const json_t *args, json_t *messages, json_t *message)
{
	const json_t *given = json_object_get(args, "blocks");
	json_t *ignored = messages == NULL ? json_array() : NULL;
	KG_AUTO_FREE char *text = NULL;
	bool valid;
	json_t *blocks;

	if (given == NULL || json_is_null(given) ||
	    (json_is_string(given) && *json_string_value(given) == '\0')) {
		json_decref(ignored);
		return NULL;
	}
	if (!json_is_array(given)) {
		json_decref(ignored);
		return "invalid_blocks_format";
	}
	text = jx_dump(given);
	valid = blocks_check(given, BLOCKS_MESSAGE, messages != NULL ? messages : ignored);
	json_decref(ignored);
	if (strlen(text) > BLOCKS_BYTES_MAX) {
		return "msg_blocks_too_long";
	}
	if (!valid) {
		return "invalid_blocks";
	}
	blocks = json_deep_copy(given);
	blocks_normalize(blocks);
	if (json_array_size(blocks) == 0) {
		json_decref(blocks);
		return NULL;
	}
	jx_set(message, "blocks", blocks);
	return NULL;
}

static const char *add_metadata(const json_t *args, json_t *message)
{
	const json_t *metadata = json_object_get(args, "metadata");
	KG_AUTO_FREE char *text = NULL;

	if (metadata == NULL || json_is_null(metadata) ||
	    (json_is_string(metadata) && *json_string_value(metadata) == '\0')) {
		return NULL;
	}
	if (!json_is_object(metadata)) {
		return "invalid_metadata_format";
	}
	if (json_object_size(metadata) == 0) {
		return NULL;
	}
	if (jx_text(metadata, "event_type") == NULL ||
	    !json_is_object(json_object_get(metadata, "event_payload"))) {
		return "invalid_metadata_schema";
	}
	text = jx_dump(metadata);
	if (strlen(text) > METADATA_MAX) {
		return "metadata_too_large";
	}
	jx_set(message, "metadata", json_deep_copy(metadata));
	return NULL;
}

static const char *add_attachments(const json_t *args, json_t *message)
{
	const json_t *attachments = json_object_get(args, "attachments");

	if (json_array_size(attachments) > ATTACHMENTS_MAX) {
		return "too_many_attachments";
	}
	if (json_array_size(attachments) > 0) {
		jx_set(message, "attachments", json_deep_copy(attachments));
	}
	return NULL;
}

static void add_author(json_t *message)
{
	const json_t *app = model_app();
	const char *bot_id = jx_text_or(app, "bot_id", "");

	jx_set_text(message, "user", model_bot());
	jx_set_text(message, "bot_id", bot_id);
	jx_set_text(message, "app_id", jx_text_or(app, "id", ""));
	jx_set(message, "bot_profile",
	    jx_pack("{ss ss ss sb ss}", "id", bot_id, "app_id", jx_text_or(app, "id", ""),
	        "name", jx_text_or(app, "name", ""), "deleted", 0, "team_id", model_team_id()));
}

const char *bot_message_make(const json_t *args, json_t *messages, json_t **out_message)
{
	const char *text = jx_text_or(args, "text", jx_text_or(args, "markdown_text", ""));
	json_t *message = json_object();
	KG_AUTO_FREE char *normal = text_normalize(text, TEXT_MAX);
	const char *error;

	jx_set_text(message, "text", normal);
	add_author(message);
	error = add_blocks(args, messages, message);
	if (error == NULL) {
		error = add_metadata(args, message);
	}
	if (error == NULL) {
		error = add_attachments(args, message);
	}
	if (error == NULL && *text == '\0' && json_object_get(message, "blocks") == NULL &&
	    json_object_get(message, "attachments") == NULL) {
		error = "no_text";
	}
	if (error != NULL) {
		json_decref(message);
		return error;
	}
	*out_message = message;
	return NULL;
}
