#include "workspace/jx.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/status.h"

const char *jx_text(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

const char *jx_text_or(const json_t *object, const char *key, const char *other)
{
	const char *text = jx_text(object, key);

	return text != NULL ? text : other;
}

int64_t jx_int(const json_t *object, const char *key, int64_t other)
{
	const json_t *value = json_object_get(object, key);
	const char *text = json_string_value(value);
	char *end = NULL;
	int64_t number;

	if (json_is_integer(value)) {
		return json_integer_value(value);
	}
	if (json_is_real(value)) {
		double real = json_real_value(value);

		return real > -1e15 && real < 1e15 ? (int64_t)real : other;
	}
	if (text == NULL || *text == '\0') {
		return other;
	}
	number = strtoll(text, &end, 10);
	return *end == '\0' ? number : other;
}

bool jx_true(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	const char *text = json_string_value(value);

	if (text != NULL) {
		return strcmp(text, "true") == 0 || strcmp(text, "1") == 0;
	}
	return json_is_true(value) ||
	       (json_is_integer(value) && json_integer_value(value) != 0);
}

bool jx_same(const json_t *object, const char *key, const char *text)
{
	const char *value = jx_text(object, key);

	return value != NULL && text != NULL && strcmp(value, text) == 0;
}

void jx_set(json_t *object, const char *key, json_t *value)
{
	if (value == NULL) {
		(void)json_object_del(object, key);
		return;
	}
	KG_ASSERT(json_object_set_new(object, key, value) == 0);
}

/* A text that was cut in the middle of a character must not end the process. */
json_t *jx_string(const char *text)
{
	json_t *value = json_string(text);
	char *plain;

	if (value != NULL) {
		return value;
	}
	plain = mem_strdup(text);
	for (char *c = plain; *c != '\0'; c++) {
		if ((unsigned char)*c >= 0x80) {
			*c = '?';
		}
	}
	value = json_string(plain);
	free(plain);
	return value;
}

void jx_set_text(json_t *object, const char *key, const char *text)
{
	jx_set(object, key, text == NULL ? NULL : jx_string(text));
}

void jx_set_bool(json_t *object, const char *key, bool value)
{
	jx_set(object, key, json_boolean(value));
}

void jx_set_int(json_t *object, const char *key, int64_t value)
{
	jx_set(object, key, json_integer(value));
}

void jx_share(json_t *object, const char *key, json_t *value)
{
	jx_set(object, key, json_incref(value));
}

void jx_push(json_t *array, json_t *value)
{
	KG_ASSERT(json_array_append_new(array, value) == 0);
}

int jx_find(const json_t *array, const char *text)
{
	for (size_t i = 0; text != NULL && i < json_array_size(array); i++) {
		const char *value = json_string_value(json_array_get(array, i));

		if (value != NULL && strcmp(value, text) == 0) {
			return (int)i;
		}
	}
	return -1;
}

bool jx_remove(json_t *array, const char *text)
{
	int at = jx_find(array, text);

	return at >= 0 && json_array_remove(array, (size_t)at) == 0;
}

json_t *jx_find_object(const json_t *array, const char *key, const char *text)
{
	for (size_t i = 0; i < json_array_size(array); i++) {
		json_t *object = json_array_get(array, i);

		if (jx_same(object, key, text)) {
			return object;
		}
	}
	return NULL;
}

json_t *jx_pack(const char *format, ...)
{
	json_error_t err;
	json_t *value;
	va_list args;

	va_start(args, format);
	value = json_vpack_ex(&err, 0, format, args);
	va_end(args);
	if (value == NULL) {
		kg_die(__FILE__, __LINE__, err.text);
	}
	return value;
}

char *jx_dump(const json_t *value)
{
	char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);

	if (text == NULL) {
		kg_die(__FILE__, __LINE__, "json_dumps");
	}
	return text;
}

json_t *jx_split(const char *text, char separator)
{
	json_t *parts = json_array();

	while (text != NULL && *text != '\0') {
		const char *end = strchr(text, separator);
		size_t size = end != NULL ? (size_t)(end - text) : strlen(text);
		const char *next = end != NULL ? end + 1 : NULL;

		while (size > 0 && *text == ' ') {
			text++;
			size--;
		}
		while (size > 0 && text[size - 1] == ' ') {
			size--;
		}
		if (size > 0) {
			jx_push(parts, json_stringn(text, size));
		}
		text = next;
	}
	return parts;
}

void jx_drop_scope(json_t **value)
{
	json_decref(*value);
}
