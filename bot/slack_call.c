/*
 * The verdict is taken from the HTTP layer first, the status next, the body last: proxies
 * answer 429 and 5xx without JSON, and internal_error and its like say themselves that part of
 * the call may have been done.
 */

#include "bot/slack_call.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "bot/http.h"

struct slack_call {
	struct slack_api *api;
	struct slack_call *next;
	struct http_call *http;
	char method[64];
	bool is_hook;
	void (*on_result)(void *user, const struct slack_result *result);
	void *user;
};

static void unlink_call(struct slack_call *call)
{
	struct slack_call **link = &call->api->calls;

	while (*link != call) {
		link = &(*link)->next;
	}
	*link = call->next;
}

static void finish(struct slack_call *call, struct slack_result *result)
{
	unlink_call(call);
	if (result->verdict != CALL_OK) {
		log_debug("slack=call method=%s verdict=%d error=%s", call->method,
		    (int)result->verdict, result->error);
	}
	call->on_result(call->user, result);
	free(call);
}

static bool is_ambiguous_error(const char *error)
{
	static const char *const names[] = { "internal_error", "fatal_error", "request_timeout",
		"service_unavailable", "update_failed", "team_is_offline" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(error, names[i]) == 0) {
			return true;
		}
	}
	return false;
}

static void judge_body(
    const struct http_answer *answer, json_t *json, struct slack_result *result)
{
	const json_t *ok = json_object_get(json, "ok");
	const char *error = json_string_value(json_object_get(json, "error"));

	if (!json_is_boolean(ok)) {
		result->verdict = CALL_AMBIGUOUS;
		result->error = "not_json";
		return;
	}
	if (json_is_true(ok)) {
		result->verdict = CALL_OK;
		return;
	}
	result->error = error ? error : "unknown_error";
	if (strcmp(result->error, "ratelimited") == 0 ||
	    strcmp(result->error, "rate_limited") == 0) {
		result->verdict = CALL_LIMITED;
		result->retry_after_ms =
		    answer->retry_after_ms >= 0 ? answer->retry_after_ms : 1000;
	} else if (is_ambiguous_error(result->error)) {
		result->verdict = CALL_AMBIGUOUS;
	} else {
		result->verdict = CALL_ERROR;
	}
}

static void judge(const struct http_answer *answer, json_t *json, char *room, size_t size,
    struct slack_result *result)
{
	result->error = answer->error;
	if (answer->outcome == HTTP_NEVER_SENT) {
		result->verdict = CALL_NOT_SENT;
	} else if (answer->outcome == HTTP_CANCELLED) {
		result->verdict = CALL_CANCELLED;
	} else if (answer->outcome != HTTP_ANSWERED) {
		result->verdict = CALL_AMBIGUOUS;
	} else if (answer->status == 429) {
		result->verdict = CALL_LIMITED;
		result->error = "ratelimited";
		result->retry_after_ms =
		    answer->retry_after_ms > 0 ? answer->retry_after_ms : 1000;
	} else if (answer->status == 200) {
		judge_body(answer, json, result);
	} else {
		/* Below 500 somebody refused before Slack did anything: a proxy, a firewall. */
		(void)snprintf(room, size, "http_%d", answer->status);
		result->verdict = answer->status >= 500 ? CALL_AMBIGUOUS : CALL_NOT_SENT;
		result->error = room;
	}
}

static void on_answer(void *user, const struct http_answer *answer)
{
	struct slack_call *call = user;
	struct slack_api *api = call->api;
	struct slack_result result = { .scopes = answer->scopes, .date_ms = answer->date_ms };
	char room[32];
	json_t *json = NULL;

	if (answer->outcome == HTTP_ANSWERED && answer->date_ms != 0 && api->on_clock &&
	    !call->is_hook) {
		/* Date has whole seconds: the middle of the second is the best guess. */
		api->on_clock(api->user, answer->date_ms + 500 - clock_now().ms);
	}
	if (answer->outcome == HTTP_ANSWERED && !call->is_hook) {
		json = json_loadb(answer->body, answer->size, JSON_REJECT_DUPLICATES, NULL);
	}
	if (!json_is_object(json)) {
		json_decref(json);
		json = json_object();
	}
	result.json = json;
	if (call->is_hook && answer->outcome == HTTP_ANSWERED && answer->status == 200) {
		result.verdict = CALL_OK;
		result.error = "";
	} else {
		judge(answer, json, room, sizeof(room), &result);
	}
	finish(call, &result);
	json_decref(json);
}

static struct slack_call *create_call(struct slack_api *api, const char *method,
    void (*on_result)(void *user, const struct slack_result *result), void *user)
{
	struct slack_call *call = mem_alloc(sizeof(*call));

	call->api = api;
	call->next = api->calls;
	api->calls = call;
	(void)snprintf(call->method, sizeof(call->method), "%s", method);
	call->on_result = on_result;
	call->user = user;
	return call;
}

struct slack_call *slack_call(struct slack_api *api, const struct slack_request *request)
{
	struct slack_call *call =
	    create_call(api, request->method, request->on_result, request->user);
	struct buf url;
	const char *form = request->form ? request->form : "";
	struct http_request http = {
		.method = "POST",
		.content_type = "application/x-www-form-urlencoded",
		.bearer = request->token,
		.body = form,
		.body_size = strlen(form),
		.timeout_ms = request->timeout_ms,
		.once = request->once,
		.on_answer = on_answer,
		.user = call,
	};

	buf_init(&url, 4096);
	buf_printf(&url, "%s%s", api->base, request->method);
	http.url = url.bytes;
	call->http = http_send(api->http, &http);
	buf_finish(&url);
	return call;
}

struct slack_call *slack_call_hook(struct slack_api *api, const char *url, const json_t *body,
    void (*on_result)(void *user, const struct slack_result *result), void *user)
{
	struct slack_call *call = create_call(api, "response_url", on_result, user);
	char *text = json_dumps(body, JSON_COMPACT);
	struct http_request http = {
		.method = "POST",
		.url = url,
		.content_type = "application/json; charset=utf-8",
		.body = text,
		.body_size = text ? strlen(text) : 0,
		.once = true,
		.timeout_ms = 10000,
		.on_answer = on_answer,
		.user = call,
	};

	KG_ASSERT(text != NULL);
	call->is_hook = true;
	call->http = http_send(api->http, &http);
	free(text);
	return call;
}

void slack_call_cancel(struct slack_call *call)
{
	if (call) {
		unlink_call(call);
		http_cancel(call->http);
		free(call);
	}
}

void slack_call_cancel_all(struct slack_api *api)
{
	json_t *empty = json_object();

	while (api->calls) {
		struct slack_call *call = api->calls;
		struct slack_result result = { .verdict = CALL_CANCELLED,
			.json = empty,
			.error = "stopped",
			.scopes = "" };
		http_cancel(call->http);
		finish(call, &result);
	}
	json_decref(empty);
}
