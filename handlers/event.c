/* Events and replies, packed for the inbox. */
#include "handlers/event.h"

#include <string.h>

#include "handlers/pack.h"

enum { PACKED_MAX = 1 << 24 };

static const char *const kind_names[] = {
#define X(code, text) [code] = (text),
	EVENT_KIND_LIST(X)
#undef X
};

enum { KIND_LAST = sizeof(kind_names) / sizeof(kind_names[0]) - 1 };

const char *event_kind_name(enum event_kind kind)
{
	return kind_names[kind];
}

static void pack_texts(const struct event *event, struct buf *out)
{
	pack_text(out, event->id);
	pack_text(out, event->channel);
	pack_text(out, event->message);
	pack_text(out, event->thread);
	pack_text(out, event->user);
	pack_text(out, event->text);
	pack_text(out, event->mark);
	pack_text(out, event->action);
	pack_text(out, event->token);
	pack_text(out, event->response);
	pack_text(out, event->actor);
}

static void pack_numbers(const struct event *event, struct buf *out)
{
	pack_number(out, event->added ? 1 : 0);
	pack_number(out, event->direct ? 1 : 0);
	pack_number(out, event->from_bot ? 1 : 0);
	pack_number(out, event->outbox);
	pack_number(out, event->timer);
	pack_number(out, event->since.ms);
	pack_number(out, event->when.ms);
	pack_number(out, event->now.ms);
}

static void pack_file(const struct event_file *file, struct buf *out)
{
	pack_text(out, file->id);
	pack_text(out, file->name);
	pack_text(out, file->type);
	pack_number(out, file->size);
	pack_text(out, file->sha256);
	pack_number(out, file->external ? 1 : 0);
}

void event_pack(const struct event *event, struct buf *out)
{
	pack_head(out, "event2");
	pack_number(out, event->kind);
	pack_number(out, event->workspace);
	pack_texts(event, out);
	pack_numbers(event, out);
	pack_number(out, (int64_t)event->file_count);
	for (size_t i = 0; i < event->file_count; i++) {
		pack_file(&event->files[i], out);
	}
	pack_number(out, (int64_t)event->mark_count);
	for (size_t i = 0; i < event->mark_count; i++) {
		pack_needed(out, event->marks[i].user);
		pack_needed(out, event->marks[i].mark);
		pack_text(out, event->marks[i].id);
		pack_text(out, event->marks[i].removed_by);
	}
	pack_number(out, (int64_t)event->answer_count);
	for (size_t i = 0; i < event->answer_count; i++) {
		pack_needed(out, event->answers[i].key);
		pack_needed(out, event->answers[i].value);
	}
}

static bool read_flag(struct pack_reader *reader)
{
	return pack_read_number(reader, 0, 1) != 0;
}

static struct kg_time read_time(struct pack_reader *reader)
{
	return (struct kg_time){ pack_read_number(reader, INT64_MIN, INT64_MAX) };
}

static void unpack_texts(struct pack_reader *reader, struct event *event)
{
	event->id = pack_read_text(reader);
	event->channel = pack_read_text(reader);
	event->message = pack_read_text(reader);
	event->thread = pack_read_text(reader);
	event->user = pack_read_text(reader);
	event->text = pack_read_text(reader);
	event->mark = pack_read_text(reader);
	event->action = pack_read_text(reader);
	event->token = pack_read_text(reader);
	event->response = pack_read_text(reader);
	event->actor = pack_read_text(reader);
}

static void unpack_numbers(struct pack_reader *reader, struct event *event)
{
	event->added = read_flag(reader);
	event->direct = read_flag(reader);
	event->from_bot = read_flag(reader);
	event->outbox = pack_read_number(reader, INT64_MIN, INT64_MAX);
	event->timer = pack_read_number(reader, INT64_MIN, INT64_MAX);
	event->since = read_time(reader);
	event->when = read_time(reader);
	event->now = read_time(reader);
}

static void unpack_files(struct pack_reader *reader, struct event *event)
{
	void *items;

	event->file_count = pack_read_count(reader, sizeof(*event->files), &items);
	event->files = items;
	for (size_t i = 0; i < event->file_count && !reader->is_bad; i++) {
		struct event_file *file = &event->files[i];

		file->id = pack_read_text(reader);
		file->name = pack_read_text(reader);
		file->type = pack_read_text(reader);
		file->size = pack_read_number(reader, -1, INT64_MAX);
		file->sha256 = pack_read_text(reader);
		file->external = read_flag(reader);
	}
}

static void unpack_marks(struct pack_reader *reader, struct event *event)
{
	void *items;

	event->mark_count = pack_read_count(reader, sizeof(*event->marks), &items);
	event->marks = items;
	for (size_t i = 0; i < event->mark_count && !reader->is_bad; i++) {
		event->marks[i].user = pack_read_needed(reader);
		event->marks[i].mark = pack_read_needed(reader);
		event->marks[i].id = pack_read_text(reader);
		event->marks[i].removed_by = pack_read_text(reader);
	}
}

static void unpack_answers(struct pack_reader *reader, struct event *event)
{
	void *items;

	event->answer_count = pack_read_count(reader, sizeof(*event->answers), &items);
	event->answers = items;
	for (size_t i = 0; i < event->answer_count && !reader->is_bad; i++) {
		event->answers[i].key = pack_read_needed(reader);
		event->answers[i].value = pack_read_needed(reader);
	}
}

enum kg_status event_unpack(
    const char *bytes, size_t size, struct arena *arena, struct event *out)
{
	struct pack_reader reader = { .p = bytes, .end = bytes + size, .arena = arena };

	*out = (struct event){ 0 };
	pack_open(&reader, "event2");
	out->kind = (enum event_kind)pack_read_number(&reader, 0, KIND_LAST);
	out->workspace = pack_read_number(&reader, INT64_MIN, INT64_MAX);
	unpack_texts(&reader, out);
	unpack_numbers(&reader, out);
	unpack_files(&reader, out);
	unpack_marks(&reader, out);
	unpack_answers(&reader, out);
	return pack_close(&reader);
}

/* A card or form within a reply is one text: its own packed bytes. */
static void pack_inner(const struct reply *reply, struct buf *out)
{
	KG_AUTO_BUF struct buf inner = { 0 };

	buf_init(&inner, PACKED_MAX);
	if (reply->kind == REPLY_TEXT) {
		card_pack(reply->card, &inner);
	} else {
		form_pack(reply->form, &inner);
	}
	pack_text(out, inner.bytes);
	out->overflow = out->overflow || inner.overflow;
}

void reply_pack(const struct reply *reply, struct buf *out)
{
	pack_head(out, "reply1");
	pack_number(out, reply->kind);
	switch (reply->kind) {
	case REPLY_NONE:
		break;
	case REPLY_TEXT:
	case REPLY_FORM:
		pack_inner(reply, out);
		break;
	case REPLY_FAULTS:
		pack_number(out, (int64_t)reply->fault_count);
		for (size_t i = 0; i < reply->fault_count; i++) {
			pack_text(out, reply->faults[i].key);
			pack_needed(out, reply->faults[i].text);
		}
		break;
	}
}

static void unpack_inner(struct pack_reader *reader, struct reply *reply)
{
	const char *inner = pack_read_needed(reader);
	enum kg_status status;

	if (reply->kind == REPLY_TEXT) {
		reply->card = arena_alloc(reader->arena, sizeof(*reply->card));
		status = card_unpack(inner, strlen(inner), reader->arena, reply->card);
	} else {
		reply->form = arena_alloc(reader->arena, sizeof(*reply->form));
		status = form_unpack(inner, strlen(inner), reader->arena, reply->form);
	}
	reader->is_bad = reader->is_bad || status != KG_OK;
}

static void unpack_faults(struct pack_reader *reader, struct reply *reply)
{
	void *items;

	reply->fault_count = pack_read_count(reader, sizeof(*reply->faults), &items);
	reply->faults = items;
	for (size_t i = 0; i < reply->fault_count && !reader->is_bad; i++) {
		reply->faults[i].key = pack_read_text(reader);
		reply->faults[i].text = pack_read_needed(reader);
	}
}

enum kg_status reply_unpack(
    const char *bytes, size_t size, struct arena *arena, struct reply *out)
{
	struct pack_reader reader = { .p = bytes, .end = bytes + size, .arena = arena };

	*out = (struct reply){ 0 };
	pack_open(&reader, "reply1");
	out->kind = (enum reply_kind)pack_read_number(&reader, REPLY_NONE, REPLY_FAULTS);
	switch (out->kind) {
	case REPLY_NONE:
		break;
	case REPLY_TEXT:
	case REPLY_FORM:
		unpack_inner(&reader, out);
		break;
	case REPLY_FAULTS:
		unpack_faults(&reader, out);
		break;
	}
	return pack_close(&reader);
}
