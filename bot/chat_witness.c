/*
 * Slack: auth.test says who we are; conversations.history is walked page by page, oldest pages
 * last. For Matrix see chat_room.c.
 */
#include "bot/chat_witness.h"

#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "bot/chat_room.h"
#include "bot/exit.h"
#include "bot/http.h"
#include "bot/loop.h"
#include "bot/matrix_kept.h"
#include "store/ledger.h"

enum { NEAR = 32, PAGES_MAX = 2000, FORM_SIZE = 8192, URL_SIZE = 1024 };

struct reading {
	enum workspace_kind kind;
	const char *api;
	const char *token;
	const char *channel;
	struct loop *loop;
	struct http *http;
	chat_witness *found;
	void *user;
	char *bot_id;
	int pages;
	int messages;
	bool is_done;
	char error[sizeof(((struct kg_error *)0)->text)];
};

/* --- pure --- */

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static bool has_word_before(const char *text, const char *at)
{
	char near[NEAR + 1];
	size_t size = (size_t)(at - text) < NEAR ? (size_t)(at - text) : NEAR;

	memcpy(near, at - size, size);
	near[size] = '\0';
	return strstr(near, "記録") != NULL || strstr(near, "ecord") != NULL;
}

void chat_witness_scan(const char *text, const char *place, chat_witness *found, void *user)
{
	char digits[LEDGER_WITNESS_HEX + 1];
	const char *at = text;

	while (*at != '\0') {
		size_t size = 0;

		while (is_hex(at[size])) {
			size++;
		}
		if (size == LEDGER_WITNESS_HEX && has_word_before(text, at)) {
			memcpy(digits, at, LEDGER_WITNESS_HEX);
			digits[LEDGER_WITNESS_HEX] = '\0';
			found(user, digits, place);
		}
		at += size == 0 ? 1 : size;
	}
}

/* --- the network --- */

static void on_answer(void *user, const struct http_answer *answer);

static void finish(struct reading *reading, const char *error)
{
	if (reading->is_done) {
		return;
	}
	reading->is_done = true;
	(void)snprintf(reading->error, sizeof(reading->error), "%s", error);
	http_stop(reading->http);
	loop_end(reading->loop);
}

static void ask(struct reading *reading, const char *method, const char *form)
{
	char url[URL_SIZE];
	struct http_request request = {
		.method = "POST",
		.url = url,
		.content_type = "application/x-www-form-urlencoded",
		.bearer = reading->token,
		.body = form,
		.body_size = strlen(form),
		.on_answer = on_answer,
		.user = reading,
	};

	(void)snprintf(url, sizeof(url), "%s%s", reading->api, method);
	(void)http_send(reading->http, &request);
}

static void ask_page(struct reading *reading, const char *cursor)
{
	char form[FORM_SIZE];
	size_t used;

	if (reading->pages++ == PAGES_MAX) {
		finish(reading, "too many pages");
		return;
	}
	used = (size_t)snprintf(
	    form, sizeof(form), "channel=%s&limit=200&cursor=", reading->channel);
	for (const char *c = cursor; *c != '\0' && used + 4 < sizeof(form); c++) {
		used += (size_t)snprintf(form + used, sizeof(form) - used,
		    isalnum((unsigned char)*c) ? "%c" : "%%%02X", (unsigned char)*c);
	}
	ask(reading, "conversations.history", form);
}

static void scan_message(struct reading *reading, const json_t *message)
{
	const char *bot = json_string_value(json_object_get(message, "bot_id"));
	const char *stamp = json_string_value(json_object_get(message, "ts"));
	const char *text = json_string_value(json_object_get(message, "text"));
	const json_t *blocks = json_object_get(message, "blocks");
	char *drawn;

	reading->messages++;
	if (bot == NULL || strcmp(bot, reading->bot_id) != 0 || stamp == NULL) {
		return;
	}
	/* Drawn first: the text is only what notifications show. */
	drawn = blocks == NULL ? NULL : json_dumps(blocks, JSON_COMPACT);
	if (drawn != NULL && strstr(drawn, "記録") != NULL) {
		chat_witness_scan(drawn, stamp, reading->found, reading->user);
	} else if (text != NULL) {
		chat_witness_scan(text, stamp, reading->found, reading->user);
	}
	free(drawn);
}

static void take_page(struct reading *reading, const json_t *answer)
{
	const json_t *messages = json_object_get(answer, "messages");
	const json_t *meta = json_object_get(answer, "response_metadata");
	const char *cursor = json_string_value(json_object_get(meta, "next_cursor"));

	for (size_t i = 0; i < json_array_size(messages); i++) {
		scan_message(reading, json_array_get(messages, i));
	}
	if (cursor == NULL || cursor[0] == '\0') {
		finish(reading, "");
	} else {
		ask_page(reading, cursor);
	}
}

static void on_answer(void *user, const struct http_answer *answer)
{
	struct reading *reading = user;
	json_t *root = NULL;
	const char *bot;

	if (reading->is_done) {
		return;
	}
	if (answer->outcome != HTTP_ANSWERED || answer->status != 200) {
		finish(reading, answer->error[0] == '\0' ? "no answer" : answer->error);
		return;
	}
	root = json_loadb(answer->body, answer->size, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_true(json_object_get(root, "ok"))) {
		const char *error = json_string_value(json_object_get(root, "error"));

		finish(reading, error == NULL ? "not understood" : error);
	} else if (reading->bot_id == NULL) {
		bot = json_string_value(json_object_get(root, "bot_id"));
		reading->bot_id = mem_strdup(bot == NULL ? "" : bot);
		ask_page(reading, "");
	} else {
		take_page(reading, root);
	}
	json_decref(root);
}

static void on_room_read(void *user, const char *error, int messages)
{
	struct reading *reading = user;

	reading->messages = messages;
	finish(reading, error);
}

static void begin(struct reading *reading)
{
	struct chat_room_options options = {
		.http = reading->http,
		.api = reading->api,
		.token = reading->token,
		.room = reading->channel,
		.found = reading->found,
		.found_user = reading->user,
		.on_done = on_room_read,
		.user = reading,
	};

	if (reading->kind == WORKSPACE_MATRIX) {
		chat_room_read(&options);
	} else {
		ask(reading, "auth.test", "");
	}
}

static int walk(struct reading *reading, const struct setup *setup)
{
	struct kg_error err = { "" };
	struct secret proxy = { NULL, 0 };
	int code = setup_proxy(&setup->settings, &proxy);
	struct http_options options = {
		.no_proxy = setup->settings.no_proxy,
		.ca_file = setup->settings.ca_file,
	};

	if (code != EXIT_FINE) {
		return code;
	}
	reading->loop = loop_create();
	options.loop = reading->loop;
	options.proxy = proxy.bytes;
	if (http_create(&options, &err, &reading->http) == KG_OK) {
		begin(reading);
	} else {
		(void)snprintf(reading->error, sizeof(reading->error), "%s", err.text);
		loop_end(reading->loop);
	}
	loop_run(reading->loop);
	http_destroy(reading->http);
	KG_ASSERT(loop_destroy(reading->loop) == 0);
	secret_finish(&proxy);
	free(reading->bot_id);
	return reading->error[0] == '\0' ? EXIT_FINE : EXIT_AGAIN;
}

int chat_witnesses(const struct setup *setup, size_t workspace, const char *channel,
    chat_witness *found, void *user, int *out_messages)
{
	const struct settings_workspace *settings = &setup->settings.workspaces[workspace];
	struct arena arena KG_AUTO_ARENA = { 0 };
	struct tokens tokens = { .bot = { NULL, 0 } };
	struct reading reading = {
		.kind = settings->kind,
		.api = settings->api,
		.channel = channel,
		.found = found,
		.user = user,
	};
	int code = setup_tokens(&setup->settings, workspace, &tokens);

	if (code == EXIT_FINE) {
		reading.token =
		    tokens.bot.bytes != NULL
		        ? tokens.bot.bytes
		        : matrix_kept_token(&arena, &setup->settings, settings->name);
		code = walk(&reading, setup);
		if (code != EXIT_FINE) {
			(void)fprintf(stderr, "kaigi: %s: %s\n", channel, reading.error);
		}
	}
	*out_messages = reading.messages;
	tokens_finish(&tokens);
	return code;
}
