#include "bot/matrix_frame.h"

#include <stdlib.h>
#include <string.h>

#include "base/status.h"

enum { WAIT_LEAST_MS = 2 * 1000, WAIT_FORGOTTEN_MS = 5 * 60 * 1000 };

static const char *text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

static const json_t *id_of(const json_t *root)
{
	const json_t *id = json_object_get(root, "id");

	if (json_is_integer(id)) {
		return json_integer_value(id) == 0 ? NULL : id;
	}
	return json_string_length(id) > 0 ? id : NULL;
}

static enum matrix_frame_kind kind_of(const struct matrix_frame *frame)
{
	const char *command = frame->command;
	bool plain = *command == '\0';

	if (strcmp(command, "response") == 0 || strcmp(command, "error") == 0) {
		return MATRIX_FRAME_ANSWER;
	}
	if (plain || strcmp(command, "transaction") == 0) {
		if (frame->events || *frame->txn != '\0') {
			return MATRIX_FRAME_TRANSACTION;
		}
		return plain && !frame->id ? MATRIX_FRAME_HELLO : MATRIX_FRAME_REQUEST;
	}
	return strcmp(command, "connect") == 0 ? MATRIX_FRAME_HELLO : MATRIX_FRAME_REQUEST;
}

void matrix_frame_decode(const char *text, size_t size, struct matrix_frame *out)
{
	*out = (struct matrix_frame){ .kind = MATRIX_FRAME_JUNK, .command = "", .txn = "" };
	/* One event with a NUL in it must not take its transaction along. */
	out->root = json_loadb(text, size, JSON_ALLOW_NUL, NULL);
	if (!json_is_object(out->root)) {
		json_decref(out->root);
		out->root = NULL;
		return;
	}
	out->id = id_of(out->root);
	out->command = text_of(out->root, "command");
	out->txn = text_of(out->root, "txn_id");
	out->events = json_object_get(out->root, "events");
	if (!json_is_array(out->events)) {
		out->events = NULL;
	}
	out->number = json_integer_value(out->id);
	out->failed = strcmp(out->command, "error") == 0;
	out->kind = kind_of(out);
}

void matrix_frame_finish(struct matrix_frame *frame)
{
	json_decref(frame->root);
	*frame = (struct matrix_frame){ .kind = MATRIX_FRAME_JUNK, .command = "", .txn = "" };
}

static char *dump(json_t *frame)
{
	char *text = json_dumps(frame, JSON_COMPACT);

	json_decref(frame);
	KG_ASSERT(text != NULL);
	return text;
}

char *matrix_frame_done(const json_t *id, const char *txn)
{
	return dump(json_pack("{s:o, s:s, s:{s:s}}", "id", json_deep_copy(id), "command",
	    "response", "data", "txn_id", txn));
}

char *matrix_frame_refuse(const json_t *id, const char *code, const char *message)
{
	return dump(json_pack("{s:o, s:s, s:{s:s, s:s}}", "id", json_deep_copy(id), "command",
	    "error", "data", "code", code, "message", message));
}

char *matrix_frame_ping(json_int_t number, json_int_t ms)
{
	return dump(json_pack(
	    "{s:I, s:s, s:{s:I}}", "id", number, "command", "ping", "data", "timestamp", ms));
}

uint32_t matrix_frame_wait(uint32_t previous_ms, int64_t since_last_ms)
{
	if (previous_ms == 0 || since_last_ms >= WAIT_FORGOTTEN_MS) {
		return WAIT_LEAST_MS;
	}
	return previous_ms >= MATRIX_FRAME_WAIT_MOST_MS / 2 ? MATRIX_FRAME_WAIT_MOST_MS
	                                                    : previous_ms * 2;
}
