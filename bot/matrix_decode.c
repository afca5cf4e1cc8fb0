/*
 * Events as servers and clients of all ages write them. Who did something is its sender, never
 * a name; an edit is no new message; what was redacted before we saw it did not happen.
 */
#include "bot/matrix_decode.h"

#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "bot/matrix_text.h"

enum { ID_MAX = 255, MARK_MAX = 100 };
#define WHEN_MAX INT64_C(253402300799999) /* the end of the year 9999 */

struct decoding {
	const json_t *event;
	const json_t *content;
	const struct matrix_identity *self;
	struct arena *arena;
	struct event *out;
};

static bool is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* "" for what is missing, no text, or has a NUL in it. */
static const char *borrow(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	const char *text = json_string_value(value);

	return text == NULL || strlen(text) != json_string_length(value) ? "" : text;
}

/* An id that begins with `sigil`, else NULL. */
static const char *id_of(
    const struct decoding *d, const json_t *object, const char *key, char sigil)
{
	const char *id = borrow(object, key);

	return *id == sigil && id[1] != '\0' && strlen(id) <= ID_MAX
	           ? arena_strdup(d->arena, id)
	           : NULL;
}

const char *matrix_mark(struct arena *arena, const char *key)
{
	char *mark = arena_alloc(arena, strlen(key) + 1);
	size_t used = 0;

	for (const char *p = key; *p != '\0';) {
		const char *at = p;
		uint32_t c = utf8_next(&p);
		size_t size = (size_t)(p - at);
		bool is_dress = c == 0xFE0E || c == 0xFE0F || (c >= 0x1F3FB && c <= 0x1F3FF);

		if (is_dress) {
			continue;
		}
		if (used + size > MARK_MAX) {
			break;
		}
		memcpy(mark + used, at, size);
		used += size;
	}
	return mark;
}

static struct kg_time when_of(const json_t *event)
{
	json_int_t ms = json_integer_value(json_object_get(event, "origin_server_ts"));

	return ms > 0 && ms <= WHEN_MAX ? clock_shift((struct kg_time){ ms })
	                                : (struct kg_time){ 0 };
}

/* ---- messages ---- */

/* The thread's root, else the message that is answered, else NULL. */
static const char *thread_of(const struct decoding *d, const json_t *relation)
{
	if (is(borrow(relation, "rel_type"), "m.thread")) {
		return id_of(d, relation, "event_id", '$');
	}
	return id_of(d, json_object_get(relation, "m.in_reply_to"), "event_id", '$');
}

static const char *text_of(const struct decoding *d, const json_t *content, bool is_reply)
{
	const json_t *body = json_object_get(content, "body");

	return json_is_string(body) ? matrix_text_plain(d->arena, json_string_value(body),
	                                  json_string_length(body), is_reply)
	                            : NULL;
}

static bool is_file(const char *msgtype)
{
	return is(msgtype, "m.file") || is(msgtype, "m.image") || is(msgtype, "m.audio") ||
	       is(msgtype, "m.video");
}

static enum matrix_decoded decode_text(struct decoding *d, const json_t *relation)
{
	bool is_reply = json_is_object(json_object_get(relation, "m.in_reply_to"));
	const char *text = text_of(d, d->content, is_reply);
	const char *html = borrow(d->content, "formatted_body");
	const char *command = text == NULL ? NULL
	                                   : matrix_text_command(text, html, d->self->user,
	                                         thread_of(d, relation) != NULL);

	if (text == NULL) {
		return MATRIX_IGNORED;
	}
	d->out->kind = command != NULL ? EVENT_COMMAND : EVENT_MESSAGE;
	d->out->text = command != NULL ? command : text;
	return MATRIX_EVENT;
}

/* Encrypted bytes in a room that is not: nobody could read them, nor we. */
static enum matrix_decoded decode_file(struct decoding *d, const json_t *relation)
{
	const json_t *info = json_object_get(d->content, "info");
	const json_t *sealed = json_object_get(d->content, "file");
	const json_t *size = json_object_get(info, "size");
	const char *url = borrow(json_is_object(sealed) ? sealed : d->content, "url");
	bool is_reply = json_is_object(json_object_get(relation, "m.in_reply_to"));
	const char *body = text_of(d, d->content, is_reply);
	const char *name = borrow(d->content, "filename");
	struct event_file *file;

	if (*url == '\0') {
		return MATRIX_IGNORED;
	}
	d->out->kind = EVENT_MESSAGE;
	if (*name != '\0' && body != NULL && !is(name, body)) {
		d->out->text = body;
	}
	if (*name == '\0') {
		name = body != NULL ? body : "";
	}
	file = arena_alloc(d->arena, sizeof(*file));
	file->id = arena_strdup(d->arena, url);
	file->name = arena_strdup(d->arena, name);
	file->type = arena_strdup(d->arena, borrow(info, "mimetype"));
	file->size = json_is_integer(size) && json_integer_value(size) >= 0
	                 ? json_integer_value(size)
	                 : -1;
	file->external = json_is_object(sealed) || strncmp(url, "mxc://", 6) != 0;
	d->out->files = file;
	d->out->file_count = 1;
	return MATRIX_EVENT;
}

/* Somebody said something that says nothing to us: a sticker, /me, a place on a map. */
static enum matrix_decoded decode_wordless(struct decoding *d)
{
	d->out->kind = EVENT_MESSAGE;
	d->out->action = "wordless";
	d->out->message = d->out->id;
	return MATRIX_EVENT;
}

static enum matrix_decoded decode_edit(struct decoding *d, const json_t *relation)
{
	const json_t *content = json_object_get(d->content, "m.new_content");
	const char *msgtype = borrow(content, "msgtype");

	d->out->kind = EVENT_CHANGED;
	d->out->message = id_of(d, relation, "event_id", '$');
	d->out->text = text_of(d, content, false);
	if (d->out->text != NULL &&
	    matrix_text_command(d->out->text, borrow(content, "formatted_body"), d->self->user,
	        false) != NULL) {
		d->out->action = "command";
	}
	return d->out->message != NULL && d->out->text != NULL &&
	               (is(msgtype, "m.text") || is_file(msgtype))
	           ? MATRIX_EVENT
	           : MATRIX_IGNORED;
}

static enum matrix_decoded decode_message(struct decoding *d)
{
	const json_t *relation = json_object_get(d->content, "m.relates_to");
	const char *msgtype = borrow(d->content, "msgtype");

	if (is(borrow(relation, "rel_type"), "m.replace")) {
		return decode_edit(d, relation);
	}
	d->out->message = d->out->id;
	d->out->thread = thread_of(d, relation);
	if (is(msgtype, "m.text")) {
		return decode_text(d, relation);
	}
	if (is(msgtype, "m.emote") || is(msgtype, "m.location")) {
		return decode_wordless(d);
	}
	return is_file(msgtype) ? decode_file(d, relation) : MATRIX_IGNORED;
}

/* ---- marks, and what is taken away ---- */

static enum matrix_decoded decode_reaction(struct decoding *d)
{
	const json_t *relation = json_object_get(d->content, "m.relates_to");

	d->out->kind = EVENT_MARK;
	d->out->added = true;
	d->out->message = id_of(d, relation, "event_id", '$');
	d->out->mark = matrix_mark(d->arena, borrow(relation, "key"));
	return is(borrow(relation, "rel_type"), "m.annotation") && d->out->message != NULL &&
	               *d->out->mark != '\0'
	           ? MATRIX_EVENT
	           : MATRIX_IGNORED;
}

static enum matrix_decoded decode_redaction(struct decoding *d)
{
	d->out->kind = EVENT_DELETED;
	d->out->message = id_of(d, d->content, "redacts", '$'); /* room version 11 on */
	if (d->out->message == NULL) {
		d->out->message = id_of(d, d->event, "redacts", '$');
	}
	return d->out->message != NULL ? MATRIX_EVENT : MATRIX_IGNORED;
}

static bool is_known_state(const char *type)
{
	static const char *const types[] = { "m.room.member", "m.room.encryption",
		"m.room.tombstone", "m.room.name", "m.room.power_levels", "m.room.create",
		"m.room.canonical_alias", "m.room.history_visibility", "m.room.join_rules",
		"m.room.pinned_events" };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (is(types[i], type)) {
			return true;
		}
	}
	return false;
}

static enum matrix_decoded decode_said(struct decoding *d, const char *type)
{
	const json_t *over =
	    json_object_get(json_object_get(d->event, "unsigned"), "redacted_because");

	if (d->self->user != NULL && is(d->out->user, d->self->user)) {
		return MATRIX_IGNORED;
	}
	if (is(type, "m.room.redaction")) {
		return decode_redaction(d);
	}
	if (json_is_object(over)) {
		return MATRIX_IGNORED;
	}
	if (is(type, "m.room.message")) {
		return decode_message(d);
	}
	if (is(type, "m.reaction")) {
		return decode_reaction(d);
	}
	if (is(type, "m.sticker")) {
		return decode_wordless(d);
	}
	return is(type, "m.room.encrypted") && json_object_size(d->content) > 0
	           ? MATRIX_ENCRYPTED
	           : MATRIX_IGNORED;
}

enum matrix_decoded matrix_decode(const json_t *event, const char *room,
    const struct matrix_identity *self, struct arena *arena, struct event *out)
{
	struct decoding d = {
		.event = event,
		.content = json_object_get(event, "content"),
		.self = self,
		.arena = arena,
		.out = out,
	};
	const char *type = borrow(event, "type");

	*out = (struct event){ 0 };
	out->id = id_of(&d, event, "event_id", '$');
	out->user = id_of(&d, event, "sender", '@');
	if (*type == '\0' || out->id == NULL || out->user == NULL) {
		return MATRIX_JUNK;
	}
	out->channel = arena_strdup(arena, room);
	out->when = when_of(event);
	if (json_is_string(json_object_get(event, "state_key"))) {
		return is_known_state(type) ? MATRIX_STATE : MATRIX_IGNORED;
	}
	return decode_said(&d, type);
}
