/* Arguments: out of the query and the body, then by the method's table. */

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "workspace/api.h"
#include "workspace/jx.h"

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
			buf_putc(out, (char)(from[i] == '+' ? ' ' : from[i]));
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
const char *api_read_args(const struct server_request *request, struct api_call *call)
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
		if ((call->method->flags & API_FORM_ONLY) != 0) {
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

static bool is_truth(const char *text)
{
	static const char *const words[] = { "true", "false", "1", "0", "" };

	for (size_t i = 0; text != NULL && i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(text, words[i]) == 0) {
			return true;
		}
	}
	return false;
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
		return json_is_boolean(value) || json_is_integer(value) || is_truth(text);
	case API_JSON:
		if (text != NULL) {
			parsed = json_loads(text, 0, NULL);
			if (parsed != NULL) {
				jx_set(call->args, arg->name, parsed);
			}
		}
		return true; /* each method has its own name for a bad one */
	}
	KG_UNREACHABLE();
}

const char *api_check_args(struct api_call *call)
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
