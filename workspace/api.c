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
	jx_push(call->messages, json_string(text.bytes));
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

static int hex_value(char c)
{
	const char *digits = "0123456789abcdef";
	const char *at =
	    c == '\0' ? NULL : strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);

	return at != NULL ? (int)(at - digits) : -1;
}

static void decode(const char *from, size_t size, struct buf *out)
{
	buf_clear(out);
	for (size_t i = 0; i < size; i++) {
		if (from[i] == '%' && i + 2 < size && hex_value(from[i + 1]) >= 0 &&
		    hex_value(from[i + 2]) >= 0) {
			buf_putc(
			    out, (char)(hex_value(from[i + 1]) * 16 + hex_value(from[i + 2])));
			i += 2;
		} else {
			buf_putc(out, from[i] == '+' ? ' ' : from[i]);
		}
	}
}

json_t *api_parse_form(const char *body, size_t size)
{
	json_t *args = json_object();
	KG_AUTO_BUF struct buf name;
	KG_AUTO_BUF struct buf value;
	const char *end = body + size;
	bool valid = true;

	buf_init(&name, SERVER_BODY_MAX);
	buf_init(&value, SERVER_BODY_MAX);
	while (body < end && valid) {
		const char *stop = memchr(body, '&', (size_t)(end - body));
		const char *equals;

		stop = stop != NULL ? stop : end;
		equals = memchr(body, '=', (size_t)(stop - body));
		decode(body, (size_t)((equals != NULL ? equals : stop) - body), &name);
		buf_clear(&value);
		if (equals != NULL) {
			decode(equals + 1, (size_t)(stop - equals - 1), &value);
		}
		valid = utf8_is_valid(name.bytes, name.size) &&
		        utf8_is_valid(value.bytes, value.size);
		if (valid && name.size > 0) {
			jx_set(args, name.bytes, json_string(value.bytes));
		}
		body = stop + 1;
	}
	if (!valid) {
		json_decref(args);
		return NULL;
	}
	return args;
}

static bool has_type(const char *content_type, const char *wanted)
{
	return content_type != NULL && strncasecmp(content_type, wanted, strlen(wanted)) == 0;
}

/* Query, then body; the body's error name if it cannot be read. */
static const char *read_args(const struct server_request *request,
    const struct api_method *method, struct api_call *call)
{
	const char *type = request->content_type;
	const char *charset = type != NULL ? strcasestr(type, "charset=") : NULL;
	json_t *body;

	call->args = json_copy(request->query);
	if (request->size == 0) {
		return NULL;
	}
	if (type == NULL) {
		return "missing_post_type";
	}
	if (charset != NULL && strncasecmp(charset + 8, "utf-8", 5) != 0 &&
	    strncasecmp(charset + 8, "\"utf-8\"", 7) != 0 &&
	    strncasecmp(charset + 8, "iso-8859-1", 10) != 0) {
		return "invalid_charset";
	}
	if (has_type(type, "application/json")) {
		body = json_loadb(request->body, request->size, 0, NULL);
		if (!json_is_object(body)) {
			json_decref(body);
			return "invalid_json";
		}
		if (charset == NULL) {
			jx_set_text(call->answer, "warning", "missing_charset");
		}
		if ((method->flags & API_FORM_ONLY) != 0) {
			json_decref(body);
			return NULL;
		}
	} else if (has_type(type, "application/x-www-form-urlencoded")) {
		body = api_parse_form(request->body, request->size);
		if (body == NULL) {
			return "invalid_form_data";
		}
	} else {
		return "invalid_post_type";
	}
	(void)json_object_update(call->args, body);
	json_decref(body);
	return NULL;
}

/* A number where a text is wanted is taken as its digits, as Slack does; a list or object is
 * not. */
static bool settle_type(struct api_call *call, const struct api_arg *arg)
{
	json_t *value = json_object_get(call->args, arg->name);
	const char *text = json_string_value(value);
	char digits[64];
	json_t *parsed;

	switch (arg->type) {
	case API_TEXT:
		if (json_is_integer(value) || json_is_real(value)) {
			(void)snprintf(digits, sizeof(digits),
			    json_is_integer(value) ? "%.0f" : "%.6f", json_number_value(value));
			jx_set_text(call->args, arg->name, digits);
			return true;
		}
		return text != NULL || json_is_boolean(value);
	case API_INT:
		return jx_int(call->args, arg->name, INT64_MIN) != INT64_MIN ||
		       (text != NULL && *text == '\0');
	case API_BOOL:
		return json_is_boolean(value) || json_is_integer(value) ||
		       (text != NULL && strcmp(text, "true") * strcmp(text, "false") *
		                                strcmp(text, "1") * strcmp(text, "0") *
		                                strcmp(text, "") ==
		                            0);
	case API_JSON:
		if (text != NULL) {
			parsed = json_loads(text, JSON_ALLOW_NUL, NULL);
			if (parsed != NULL) {
				jx_set(call->args, arg->name, parsed);
			}
		}
		return true; /* each method has its own name for a bad one */
	}
	KG_UNREACHABLE();
}

static const char *check_args(struct api_call *call)
{
	static const char *const type_names[] = { "string", "integer", "boolean", "object" };
	const char *error = NULL;

	for (int i = 0; i < API_ARGS_MAX && call->method->args[i].name != NULL; i++) {
		const struct api_arg *arg = &call->method->args[i];
		const json_t *value = json_object_get(call->args, arg->name);
		const char *text = json_string_value(value);

		if (value == NULL || json_is_null(value) ||
		    (arg->required && text != NULL && *text == '\0')) {
			if (arg->required && arg->error != NULL && error == NULL) {
				error = arg->error;
			} else if (arg->required && arg->error == NULL) {
				api_complain(
				    call, "[ERROR] missing required field: %s", arg->name);
			}
			continue;
		}
		if (settle_type(call, arg)) {
			continue;
		}
		if (!arg->required && arg->error != NULL) {
			error = arg->error;
		} else {
			api_complain(call, "[ERROR] must be a %s [json-pointer:/%s]",
			    type_names[arg->type], arg->name);
		}
	}
	return json_array_size(call->messages) > 0 ? "invalid_arguments" : error;
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
	} else if ((order = fault_take("error", name)) != NULL) {
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

static const char *run(const struct server_request *request, struct api_call *call)
{
	const struct api_method *method = call->method;
	const char *error = read_args(request, method, call);

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
		error = check_args(call);
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
	} else if (!fail_before(request, &call)) {
		render_over_tls(request->secure);
		error = run(request, &call);
		note(&call, error);
		if (error != NULL || !fail_after(request, &call)) {
			answer(request, &call, error, false);
		}
	}
	json_decref(call.args);
	json_decref(call.answer);
	json_decref(call.messages);
}
