/*
 * The verdict is taken from the HTTP layer first, the status next, the body last: proxies
 * answer 429 and 5xx without JSON. What a person typed may hold anything that JSON allows; a
 * NUL in it must not cost us the answer.
 */

#include "bot/matrix_call.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "bot/http.h"

enum { ANSWER_CAP = 64 * 1024 * 1024, PATH_CAP = 16 * 1024, LIMITED_MS = 5000 };

struct matrix_call {
	struct matrix_api *api;
	struct matrix_call *next;
	struct http_call *http;
	char method[8];
	void (*on_result)(void *user, const struct matrix_result *result);
	void *user;
};

static void unlink_call(struct matrix_call *call)
{
	struct matrix_call **link = &call->api->calls;

	while (*link != call) {
		link = &(*link)->next;
	}
	*link = call->next;
}

static void finish(struct matrix_call *call, const struct matrix_result *result)
{
	unlink_call(call);
	if (result->verdict != MATRIX_OK) {
		log_debug("matrix=call method=%s verdict=%d status=%d error=%s", call->method,
		    (int)result->verdict, result->status, result->error);
	}
	call->on_result(call->user, result);
	free(call);
}

/* ---- the verdict ---- */

static int64_t wait_of(const struct http_answer *answer, const json_t *json)
{
	const json_t *ms = json_object_get(json, "retry_after_ms");

	if (json_is_number(ms) && json_number_value(ms) > 0 && json_number_value(ms) < 1e12) {
		return (int64_t)json_number_value(ms);
	}
	return answer->retry_after_ms > 0 ? answer->retry_after_ms : LIMITED_MS;
}

static void judge_status(const struct http_answer *answer, bool is_json, char *room,
    size_t size, struct matrix_result *result)
{
	const char *errcode = json_string_value(json_object_get(result->json, "errcode"));

	(void)snprintf(room, size, "http_%d", answer->status);
	result->error = errcode && *errcode ? errcode : room;
	if (answer->status == 429 || strcmp(result->error, "M_LIMIT_EXCEEDED") == 0) {
		result->verdict = MATRIX_LIMITED;
		result->retry_after_ms = wait_of(answer, result->json);
	} else if (answer->status >= 200 && answer->status < 300) {
		result->verdict = is_json ? MATRIX_OK : MATRIX_AMBIGUOUS;
		result->error = is_json ? "" : "not_json";
	} else if (answer->status >= 500 || answer->status == 408) {
		result->verdict = MATRIX_AMBIGUOUS;
	} else if (errcode && *errcode) {
		result->verdict = MATRIX_ERROR;
	} else {
		/* Somebody refused before the homeserver did anything: a proxy, a firewall. */
		result->verdict = MATRIX_NOT_SENT;
	}
}

static void judge(const struct http_answer *answer, bool is_json, char *room, size_t size,
    struct matrix_result *result)
{
	result->error = answer->error;
	if (answer->outcome == HTTP_NEVER_SENT) {
		result->verdict = MATRIX_NOT_SENT;
	} else if (answer->outcome == HTTP_CANCELLED) {
		result->verdict = MATRIX_CANCELLED;
	} else if (answer->outcome != HTTP_ANSWERED) {
		result->verdict = MATRIX_AMBIGUOUS;
	} else {
		result->status = answer->status;
		judge_status(answer, is_json, room, size, result);
	}
}

static void on_answer(void *user, const struct http_answer *answer)
{
	struct matrix_call *call = user;
	struct matrix_api *api = call->api;
	struct matrix_result result = { .verdict = MATRIX_AMBIGUOUS };
	char room[32];
	json_t *json = NULL;
	bool is_json;

	if (answer->outcome == HTTP_ANSWERED && answer->date_ms != 0 && api->on_clock) {
		/* Whole seconds: the middle is the best guess. The server knows no test clock.
		 */
		struct kg_time date = clock_shift((struct kg_time){ answer->date_ms + 500 });
		api->on_clock(api->user, date.ms - clock_now().ms);
	}
	if (answer->outcome == HTTP_ANSWERED) {
		json = json_loadb(answer->body, answer->size, JSON_ALLOW_NUL, NULL);
	}
	is_json = json_is_object(json) || json_is_array(json);
	if (!is_json) {
		json_decref(json);
		json = json_object();
	}
	result.json = json;
	judge(answer, is_json, room, sizeof(room), &result);
	finish(call, &result);
	json_decref(json);
}

/* ---- calls ---- */

struct matrix_call *matrix_call(struct matrix_api *api, const struct matrix_request *request)
{
	struct matrix_call *call = mem_alloc(sizeof(*call));
	bool has_body = strcmp(request->method, "GET") != 0;
	char *text = request->body ? json_dumps(request->body, JSON_COMPACT) : NULL;
	const char *body = text ? text : "{}";
	struct buf url;
	struct http_request http = {
		.method = request->method,
		.content_type = has_body ? "application/json" : NULL,
		.bearer = request->bare ? NULL : api->token,
		.body = has_body ? body : NULL,
		.body_size = has_body ? strlen(body) : 0,
		.cap = ANSWER_CAP,
		.timeout_ms = request->timeout_ms,
		.on_answer = on_answer,
		.user = call,
	};

	KG_ASSERT(!request->body || text != NULL);
	call->api = api;
	call->next = api->calls;
	api->calls = call;
	(void)snprintf(call->method, sizeof(call->method), "%s", request->method);
	call->on_result = request->on_result;
	call->user = request->user;
	buf_init(&url, (size_t)PATH_CAP);
	buf_printf(&url, "%s%s", api->base, request->path);
	http.url = url.bytes;
	call->http = http_send(api->http, &http);
	buf_finish(&url);
	if (text) {
		mem_wipe(text, strlen(text)); /* a login's has a password */
	}
	free(text);
	return call;
}

void matrix_call_cancel(struct matrix_call *call)
{
	if (call) {
		unlink_call(call);
		http_cancel(call->http);
		free(call);
	}
}

void matrix_call_cancel_all(struct matrix_api *api)
{
	json_t *empty = json_object();

	while (api->calls) {
		struct matrix_call *call = api->calls;
		struct matrix_result result = {
			.verdict = MATRIX_CANCELLED, .json = empty, .error = "stopped"
		};
		http_cancel(call->http);
		finish(call, &result);
	}
	json_decref(empty);
}

/* ---- paths ---- */

static void add_encoded(struct buf *out, const char *text)
{
	for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
		if ((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
		    (*c >= '0' && *c <= '9') || strchr("-._~", *c) != NULL) {
			buf_putc(out, (char)*c);
		} else {
			buf_printf(out, "%%%02X", *c);
		}
	}
}

char *matrix_path(struct arena *arena, const char *pattern, ...)
{
	KG_AUTO_BUF struct buf out = { .size = 0 };
	va_list args;

	buf_init(&out, (size_t)PATH_CAP);
	/* NOLINTBEGIN(clang-analyzer-valist.Uninitialized): LLVM 14 does not see va_start here
	 */
	va_start(args, pattern);
	for (const char *c = pattern; *c; c++) {
		if (*c == '%') {
			const char *arg = va_arg(args, const char *);
			KG_ASSERT(arg != NULL);
			add_encoded(&out, arg);
		} else {
			buf_putc(&out, *c);
		}
	}
	KG_ASSERT(va_arg(args, const char *) == NULL);
	va_end(args);
	/* NOLINTEND(clang-analyzer-valist.Uninitialized) */
	return arena_strndup(arena, out.bytes, out.size);
}
