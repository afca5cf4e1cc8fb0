/*
 * whoami says who we are: only our own messages are witnesses. An empty page that names a next
 * one is not the end.
 */
#include "bot/chat_room.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bot/matrix_call.h"

enum { PAGES_MAX = 5000, TIMEOUT_MS = 30000 };

struct reading {
	struct matrix_api api;
	struct chat_room_options options;
	char *room;
	char *self;
	int pages;
	int messages;
};

static void finish(struct reading *reading, const char *error)
{
	reading->options.on_done(reading->options.user, error, reading->messages);
	mem_wipe(reading->api.token, strlen(reading->api.token));
	free(reading->api.token);
	free(reading->api.base);
	free(reading->room);
	free(reading->self);
	free(reading);
}

static void ask(struct reading *reading, const char *path,
    void (*on_result)(void *user, const struct matrix_result *result))
{
	struct matrix_request request = {
		.method = "GET",
		.path = path,
		.timeout_ms = TIMEOUT_MS,
		.on_result = on_result,
		.user = reading,
	};

	(void)matrix_call(&reading->api, &request);
}

static void scan_event(struct reading *reading, const json_t *event)
{
	const char *sender = json_string_value(json_object_get(event, "sender"));
	const char *id = json_string_value(json_object_get(event, "event_id"));
	const json_t *content = json_object_get(event, "content");
	const json_t *edited = json_object_get(content, "m.new_content");
	const char *body = json_string_value(
	    json_object_get(json_is_object(edited) ? edited : content, "body"));

	reading->messages++;
	if (sender != NULL && id != NULL && body != NULL &&
	    strcmp(sender, reading->self) == 0) {
		chat_witness_scan(
		    body, id, reading->options.found, reading->options.found_user);
	}
}

static void on_page(void *user, const struct matrix_result *result);

static void ask_page(struct reading *reading, const char *from)
{
	struct arena arena KG_AUTO_ARENA = { 0 };
	const char *filter = "{\"types\":[\"m.room.message\"]}";

	if (reading->pages++ == PAGES_MAX) {
		finish(reading, "too many pages");
		return;
	}
	ask(reading,
	    *from == '\0'
	        ? matrix_path(&arena,
	              "_matrix/client/v3/rooms/%/messages?dir=b&limit=100&filter=%",
	              reading->room, filter, NULL)
	        : matrix_path(&arena,
	              "_matrix/client/v3/rooms/%/messages?dir=b&limit=100&filter=%&from=%",
	              reading->room, filter, from, NULL),
	    on_page);
}

static void on_page(void *user, const struct matrix_result *result)
{
	struct reading *reading = user;
	const json_t *chunk = json_object_get(result->json, "chunk");
	const char *end = json_string_value(json_object_get(result->json, "end"));

	if (result->verdict != MATRIX_OK || !json_is_array(chunk)) {
		finish(
		    reading, result->verdict == MATRIX_OK ? "not understood" : result->error);
		return;
	}
	for (size_t i = 0; i < json_array_size(chunk); i++) {
		scan_event(reading, json_array_get(chunk, i));
	}
	if (end == NULL) {
		finish(reading, "");
	} else {
		ask_page(reading, end);
	}
}

static void on_whoami(void *user, const struct matrix_result *result)
{
	struct reading *reading = user;
	const char *self = json_string_value(json_object_get(result->json, "user_id"));

	if (result->verdict != MATRIX_OK || self == NULL) {
		finish(
		    reading, result->verdict == MATRIX_OK ? "not understood" : result->error);
		return;
	}
	reading->self = mem_strdup(self);
	ask_page(reading, "");
}

void chat_room_read(const struct chat_room_options *options)
{
	struct reading *reading = mem_alloc(sizeof(*reading));

	reading->options = *options;
	reading->room = mem_strdup(options->room);
	reading->api = (struct matrix_api){
		.http = options->http,
		.base = mem_strdup(options->api),
		.token = mem_strdup(options->token),
	};
	ask(reading, "_matrix/client/v3/account/whoami", on_whoami);
}
