#include "workspace/api.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "workspace/fault.h"
#include "workspace/journal.h"
#include "workspace/jx.h"
#include "workspace/rate.h"
#include "workspace/render.h"
#include "workspace/socketmode.h"

static const char *test_auth(struct api_call *call);
static const char *open_connection(struct api_call *call);

static const struct api_method general[] = {
	{ .name = "api.test", .tier = API_TIER_4, .run = NULL },
	{ .name = "auth.test", .scopes = "", .tier = API_TIER_SPECIAL, .run = test_auth },
	{ .name = "apps.connections.open",
	    .scopes = "",
	    .tier = API_TIER_3,
	    .flags = API_APP_TOKEN | API_POST_ONLY,
	    .run = open_connection },
	{ .name = NULL },
};

static const struct api_method *const tables[] = { general, api_chat, api_items,
	api_conversations, api_channels, api_people, api_files, api_views, NULL };

static const struct api_method *find_method(const char *name)
{
	for (const struct api_method *const *table = tables; *table != NULL; table++) {
		for (const struct api_method *method = *table; method->name != NULL; method++) {
			if (strcmp(method->name, name) == 0) {
				return method;
			}
		}
	}
	return NULL;
}

static const char *test_auth(struct api_call *call)
{
	const json_t *app = model_app();
	char url[256];

	(void)snprintf(
	    url, sizeof(url), "https://%s.slack.com/", jx_text_or(model_team(), "domain", ""));
	jx_set_text(call->answer, "url", url);
	jx_set_text(call->answer, "team", jx_text_or(model_team(), "name", ""));
	jx_set_text(call->answer, "user", jx_text_or(model_user(model_bot()), "name", ""));
	jx_set_text(call->answer, "team_id", model_team_id());
	jx_set_text(call->answer, "user_id", model_bot());
	jx_set_text(call->answer, "bot_id", jx_text_or(app, "bot_id", ""));
	jx_set_bool(call->answer, "is_enterprise_install", false);
	return NULL;
}

static const char *open_connection(struct api_call *call)
{
	KG_AUTO_FREE char *url = NULL;

	if (jx_same(model_app(), "state", "disabled")) {
		return "access_denied";
	}
	url = socketmode_new_ticket(call->secure);
	jx_set_text(call->answer, "url", url);
	return NULL;
}

const char *api_text(const struct api_call *call, const char *name)
{
	const char *text = jx_text(call->args, name);

	return text != NULL && *text != '\0' ? text : NULL;
}

bool api_has(const struct api_call *call, const char *name)
{
	const json_t *value = json_object_get(call->args, name);

	return value != NULL && !json_is_null(value);
}

json_t *api_json(const struct api_call *call, const char *name)
{
	return json_object_get(call->args, name);
}

void api_complain(struct api_call *call, const char *format, ...)
{
	struct buf text;
	va_list args;

	buf_init(&text, 1024);
	va_start(args, format);
	buf_vprintf(&text, format, args);
	va_end(args);
	jx_push(call->messages, jx_string(text.bytes));
	buf_finish(&text);
}

const char *api_need(struct api_call *call, const char *scope)
{
	if (model_app_has_scope(scope)) {
		return NULL;
	}
	call->needed = scope;
	return "missing_scope";
}

const char *api_need_kind(
    struct api_call *call, const struct channel *channel, const char *verb)
{
	static char scope[64];
	const char *kind = model_kind(channel);
	const char *word = strcmp(kind, "channel") == 0 ? "channels"
	                   : strcmp(kind, "group") == 0 ? "groups"
	                                                : kind;

	if (strcmp(verb, "write") == 0 && strcmp(kind, "channel") == 0) {
		verb = "manage";
	}
	(void)snprintf(scope, sizeof(scope), "%s:%s", word, verb);
	return api_need(call, scope);
}

const char *api_channel(struct api_call *call, struct channel **out_channel)
{
	const char *id = api_text(call, "channel");
	struct channel *channel = model_channel(id);

	if (channel == NULL || (jx_true(channel->document, "is_private") &&
	                           !model_is_member(channel, model_bot()))) {
		return "channel_not_found";
	}
	*out_channel = channel;
	return NULL;
}

const char *api_member_channel(struct api_call *call, bool alive, struct channel **out_channel)
{
	const char *error = api_channel(call, out_channel);

	if (error != NULL) {
		return error;
	}
	if (alive && jx_true((*out_channel)->document, "is_archived")) {
		return "is_archived";
	}
	return model_is_member(*out_channel, model_bot()) ? NULL : "not_in_channel";
}

bool api_is_ts(const char *text)
{
	size_t seconds = text != NULL ? strspn(text, "0123456789") : 0;

	return seconds >= 1 && seconds <= 10 && text[seconds] == '.' &&
	       strspn(text + seconds + 1, "0123456789") == 6 && text[seconds + 7] == '\0';
}

const char *api_page(struct api_call *call, const char *key, json_t *all, int default_limit)
{
	const char *cursor = api_text(call, "cursor");
	int64_t limit = jx_int(call->args, "limit", 0);
	size_t from = 0;
	size_t total = json_array_size(all);
	json_t *page = json_array();
	char next[32] = "";

	if (cursor != NULL) {
		char *end = NULL;

		from = strncmp(cursor, "next:", 5) == 0 ? strtoul(cursor + 5, &end, 10)
		                                        : total + 1;
		if (from > total || end == NULL || *end != '\0') {
			json_decref(all);
			json_decref(page);
			return "invalid_cursor";
		}
	}
	limit = limit <= 0 ? default_limit : limit > 1000 ? 1000 : limit;
	for (size_t i = from; i < total && i < from + (size_t)limit; i++) {
		jx_push(page, json_incref(json_array_get(all, i)));
	}
	if (from + (size_t)limit < total) {
		(void)snprintf(next, sizeof(next), "next:%zu", from + (size_t)limit);
	}
	jx_set(call->answer, key, page);
	jx_set(call->answer, "response_metadata", jx_pack("{ss}", "next_cursor", next));
	json_decref(all);
	return NULL;
}

static const char *check_token(
    const struct server_request *request, const struct api_method *method, const json_t *args)
{
	const char *header = request->authorization;
	const json_t *app = model_app();
	const char *token = NULL;

	if (header != NULL && strncasecmp(header, "bearer ", 7) == 0) {
		token = header + 7;
	} else if ((method->flags & API_APP_TOKEN) == 0) {
		token = jx_text(args, "token");
	}
	if (token == NULL || *token == '\0') {
		return "not_authed";
	}
	if (jx_same(app, "app_token", token)) {
		if (jx_true(app, "app_revoked")) {
			return "token_revoked";
		}
		if (jx_same(app, "state", "uninstalled")) {
			return "account_inactive";
		}
		return (method->flags & API_APP_TOKEN) != 0 ||
		               strcmp(method->name, "auth.test") == 0
		           ? NULL
		           : "not_allowed_token_type";
	}
	if (!jx_same(app, "bot_token", token)) {
		return "invalid_auth";
	}
	if (jx_same(app, "state", "uninstalled")) {
		return "account_inactive";
	}
	if (jx_true(app, "bot_revoked")) {
		return "token_revoked";
	}
	return (method->flags & API_APP_TOKEN) != 0 ? "not_allowed_token_type" : NULL;
}

static const char *check_scopes(struct api_call *call)
{
	const char *scopes = call->method->scopes;
	json_t *any;
	bool held;

	if (scopes == NULL || *scopes == '\0') {
		return NULL;
	}
	any = jx_split(scopes, '|');
	held = false;
	for (size_t i = 0; i < json_array_size(any); i++) {
		held = held || model_app_has_scope(json_string_value(json_array_get(any, i)));
	}
	json_decref(any);
	call->needed = scopes;
	return held ? NULL : "missing_scope";
}

static const char *check_rate(struct api_call *call)
{
	static const double per_minute[] = { 1, 20, 50, 100, 600 };
	double limit = per_minute[call->method->tier];

	call->retry_after = rate_take(call->method->name, limit, limit);
	return call->retry_after > 0 ? "ratelimited" : NULL;
}

static char *join_scopes(void)
{
	const json_t *scopes = json_object_get(model_app(), "scopes");
	struct buf text;

	buf_init(&text, 4096);
	for (size_t i = 0; i < json_array_size(scopes); i++) {
		buf_printf(&text, "%s%s", i > 0 ? "," : "",
		    json_string_value(json_array_get(scopes, i)));
	}
	return buf_take(&text, NULL);
}

static void add_metadata(struct api_call *call)
{
	json_t *metadata = json_object_get(call->answer, "response_metadata");
	const char *warning = jx_text(call->answer, "warning");

	if (json_array_size(call->messages) == 0 && warning == NULL) {
		return;
	}
	if (metadata == NULL) {
		metadata = json_object();
		jx_set(call->answer, "response_metadata", metadata);
	}
	if (json_array_size(call->messages) > 0) {
		jx_share(metadata, "messages", call->messages);
	}
	if (warning != NULL) {
		jx_set(metadata, "warnings", jx_pack("[s]", warning));
	}
}

static void answer(
    const struct server_request *request, struct api_call *call, const char *error, bool reset)
{
	KG_AUTO_FREE char *scopes = join_scopes();
	KG_AUTO_FREE char *text = NULL;
	json_t *headers = jx_pack("{ss}", "x-oauth-scopes", scopes);
	bool limited = call->retry_after > 0;
	char seconds[16];

	jx_set_bool(call->answer, "ok", error == NULL);
	if (error != NULL) {
		jx_set_text(call->answer, "error", error);
	}
	if (error != NULL && strcmp(error, "missing_scope") == 0) {
		jx_set_text(call->answer, "needed", call->needed);
		jx_set_text(call->answer, "provided", scopes);
	}
	if (limited) {
		(void)snprintf(seconds, sizeof(seconds), "%d", call->retry_after);
		jx_set_text(headers, "retry-after", seconds);
	}
	add_metadata(call);
	text = jx_dump(call->answer);
	server_answer(request->id, &(struct server_answer){ .status = limited ? 429 : 200,
	                               .type = "application/json; charset=utf-8",
	                               .body = text,
	                               .size = strlen(text),
	                               .headers = headers,
	                               .reset = reset });
	json_decref(headers);
}

static void note(const struct api_call *call, const char *error)
{
	json_t *entry = jx_pack("{ss}", "method", call->method->name);

	for (const char *const *key =
	         (const char *const[]){ "channel", "ts", "timestamp", "user", "name", NULL };
	     *key != NULL; key++) {
		jx_set_text(entry, *key, jx_text(call->args, *key));
	}
	if (jx_text(entry, "ts") == NULL) {
		jx_set_text(entry, "ts", jx_text(call->answer, "ts"));
	}
	jx_set_bool(entry, "ok", error == NULL);
	jx_set_bool(entry, "secure", call->secure);
	jx_set_text(entry, "error", error);
	journal_add("api", entry);
}

static void answer_5xx(const struct server_request *request, int status, const char *body)
{
	server_answer(request->id,
	    &(struct server_answer){
	        .status = status, .type = "text/html", .body = body, .size = strlen(body) });
}

/* Refusals before the effect. True: answered (or never to be). */
static bool fail_before(const struct server_request *request, struct api_call *call)
{
	const char *name = call->method->name;
	json_t *order = fault_take("hang", name);
	bool failed = true;

	if (order != NULL) {
		note(call, "(hang)");
	} else if ((order = fault_take("status_429", name)) != NULL) {
		call->retry_after = (int)jx_int(order, "retry_after", 1);
		note(call, "ratelimited");
		if (jx_same(order, "name", "no_json")) {
			char seconds[16];
			json_t *headers;

			(void)snprintf(seconds, sizeof(seconds), "%d", call->retry_after);
			headers = jx_pack("{ss}", "retry-after", seconds);
			server_answer(request->id, &(struct server_answer){ .status = 429,
			                               .type = "text/plain",
			                               .body = "slow down",
			                               .size = 9,
			                               .headers = headers });
			json_decref(headers);
		} else {
			answer(request, call, "ratelimited", false);
		}
	} else if ((order = fault_take("status_5xx", name)) != NULL) {
		note(call, "(5xx)");
		answer_5xx(
		    request, (int)jx_int(order, "status", 503), "<h1>Service unavailable</h1>");
	} else if ((order = fault_take_call("error", name, call->args)) != NULL) {
		note(call, jx_text_or(order, "name", "internal_error"));
		answer(request, call, jx_text_or(order, "name", "internal_error"), false);
	} else {
		failed = false;
	}
	json_decref(order);
	return failed;
}

/* The effect is there, but the answer is lost. True: so it was done. */
static bool fail_after(const struct server_request *request, struct api_call *call)
{
	json_t *order = fault_take("after_effect", call->method->name);
	const char *how;

	if (order == NULL) {
		return false;
	}
	how = jx_text_or(order, "name", "5xx");
	if (strcmp(how, "reset") == 0) {
		answer(request, call, NULL, true);
	} else if (strcmp(how, "5xx") == 0) {
		answer_5xx(request, (int)jx_int(order, "status", 500), "<h1>Oops</h1>");
	} else if (strcmp(how, "hang") != 0) {
		answer(request, call, how, false);
	}
	json_decref(order);
	return true;
}

/* "error" is what reading the arguments found. */
static const char *run(
    const struct server_request *request, struct api_call *call, const char *error)
{
	const struct api_method *method = call->method;

	if ((method->flags & API_POST_ONLY) != 0 && strcmp(request->method, "POST") != 0) {
		return "insecure_request";
	}
	if (method->run == NULL) {
		return jx_text(call->args, "error");
	}
	if (error == NULL || request->authorization == NULL) {
		const char *denied = check_token(request, method, call->args);

		if (denied != NULL) {
			return denied;
		}
	}
	if (error == NULL) {
		error = check_scopes(call);
	}
	if (error == NULL) {
		error = check_rate(call);
	}
	if (error == NULL) {
		error = api_check_args(call);
	}
	return error != NULL ? error : method->run(call);
}

void api_handle(const struct server_request *request)
{
	const char *name = request->path + strlen("/api/");
	struct api_call call = {
		.method = find_method(name),
		.answer = json_object(),
		.messages = json_array(),
		.secure = request->secure,
	};
	const char *error;

	if (call.method == NULL) {
		static const struct api_method unknown = { .name = "unknown" };
		json_t *entry = jx_pack("{sb ss}", "ok", 0, "error", "unknown_method");

		jx_set_text(entry, "method", name);
		journal_add("api", entry);
		call.method = &unknown;
		call.args = json_object();
		jx_set_text(call.answer, "req_method", name);
		answer(request, &call, "unknown_method", false);
	} else {
		error = api_read_args(request, &call);
		if (!fail_before(request, &call)) {
			render_over_tls(request->secure);
			error = run(request, &call, error);
			note(&call, error);
			if (error != NULL || !fail_after(request, &call)) {
				answer(request, &call, error, false);
			}
		}
	}
	json_decref(call.args);
	json_decref(call.answer);
	json_decref(call.messages);
}
