/*
 * Envelopes → events. Who a person is and in which workspace is taken from ids alone. For an
 * edited or deleted message the outer object has neither user nor text: they are in `message`
 * and `previous_message`.
 */

#include "bot/slack_decode.h"

#include <ctype.h>
#include <jansson.h>
#include <string.h>

#include "bot/slack_emoji.h"
#include "bot/slack_text.h"

struct decoding {
	const struct slack_identity *self;
	struct arena *arena;
	struct slack_frame *frame;
};

static const char *text_of(const struct decoding *d, const json_t *object, const char *key)
{
	return arena_strdup(d->arena, json_string_value(json_object_get(object, key)));
}

static const char *borrow(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static bool is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

struct kg_time slack_time(const char *ts)
{
	int64_t seconds = 0;
	int64_t ms = 0;
	int digits = 0;

	if (!ts || !isdigit((unsigned char)*ts)) {
		return (struct kg_time){ 0 };
	}
	for (; isdigit((unsigned char)*ts); ts++) {
		if (++digits > 12) {
			return (struct kg_time){ 0 };
		}
		seconds = seconds * 10 + (*ts - '0');
	}
	if (*ts == '.') {
		ts++;
		for (int i = 0; i < 3; i++) {
			ms = ms * 10 + (isdigit((unsigned char)*ts) ? *ts++ - '0' : 0);
		}
	}
	return (struct kg_time){ seconds * 1000 + ms };
}

/* Whole seconds; 0 for what is none, or is no time that slack_time would take either. */
static int64_t ms_of(const json_t *seconds)
{
	json_int_t value = json_integer_value(seconds);

	return value > 0 && value < INT64_C(1000000000000) ? value * 1000 : 0;
}

static bool is_foreign_team(const struct decoding *d, const char *team)
{
	return d->self->team && team[0] != '\0' && !is(team, d->self->team);
}

static bool is_me(const struct decoding *d, const char *user)
{
	return d->self->user && is(user, d->self->user);
}

static struct event *begin(struct decoding *d, enum event_kind kind)
{
	d->frame->kind = SLACK_FRAME_EVENT;
	d->frame->event.kind = kind;
	return &d->frame->event;
}

static void decode_mark(struct decoding *d, const json_t *inner, bool added)
{
	const json_t *item = json_object_get(inner, "item");
	const char *user = borrow(inner, "user");
	const char *name = borrow(inner, "reaction");
	struct event *event;

	if (!is(borrow(item, "type"), "message") || user[0] == '\0' || name[0] == '\0' ||
	    is_me(d, user)) {
		return;
	}
	event = begin(d, EVENT_MARK);
	event->channel = text_of(d, item, "channel");
	event->message = text_of(d, item, "ts");
	event->user = text_of(d, inner, "user");
	event->mark = slack_emoji_mark(d->arena, name);
	event->added = added;
	event->from_bot = is_foreign_team(d, borrow(inner, "user_team"));
	event->when = slack_time(borrow(inner, "event_ts"));
}

static void decode_files(struct decoding *d, const json_t *list, struct event *event)
{
	size_t count = json_array_size(list);

	if (count == 0) {
		return;
	}
	event->files = arena_alloc(d->arena, count * sizeof(*event->files));
	for (size_t i = 0; i < count; i++) {
		const json_t *file = json_array_get(list, i);
		const json_t *size = json_object_get(file, "size");
		struct event_file *out = &event->files[event->file_count];
		if (borrow(file, "id")[0] == '\0') {
			continue;
		}
		out->id = text_of(d, file, "id");
		out->name = text_of(d, file, "name");
		out->type = text_of(d, file, "mimetype");
		out->size = json_is_integer(size) ? json_integer_value(size) : -1;
		out->external = json_is_true(json_object_get(file, "is_external")) ||
		                is(borrow(file, "mode"), "external");
		event->file_count++;
	}
}

static bool is_ours(const struct decoding *d, const json_t *message)
{
	return is_me(d, borrow(message, "user")) ||
	       (d->self->bot && is(borrow(message, "bot_id"), d->self->bot));
}

static bool is_by_bot(const struct decoding *d, const json_t *message)
{
	const char *user = borrow(message, "user");

	return user[0] == '\0' || is(user, "USLACKBOT") ||
	       borrow(message, "bot_id")[0] != '\0' ||
	       is_foreign_team(d, borrow(message, "user_team")) ||
	       is_foreign_team(d, borrow(message, "source_team")) ||
	       is_foreign_team(d, borrow(message, "team"));
}

static void take_thread(struct decoding *d, const json_t *message, struct event *event)
{
	const char *thread = borrow(message, "thread_ts");

	if (thread[0] != '\0' && !is(thread, borrow(message, "ts"))) {
		event->thread = arena_strdup(d->arena, thread);
	}
}

static void decode_posted(struct decoding *d, const json_t *inner)
{
	struct event *event;

	if (is_ours(d, inner) || borrow(inner, "ts")[0] == '\0') {
		return;
	}
	event = begin(d, EVENT_MESSAGE);
	event->channel = text_of(d, inner, "channel");
	event->message = text_of(d, inner, "ts");
	event->user = text_of(d, inner, "user");
	event->text = slack_text_plain(d->arena, borrow(inner, "text"));
	event->direct = is(borrow(inner, "channel_type"), "im");
	event->from_bot = is_by_bot(d, inner);
	event->when = slack_time(borrow(inner, "ts"));
	take_thread(d, inner, event);
	decode_files(d, json_object_get(inner, "files"), event);
}

static void decode_deleted(struct decoding *d, const json_t *inner, const char *ts)
{
	struct event *event;

	if (ts[0] == '\0') {
		return;
	}
	event = begin(d, EVENT_DELETED);
	event->channel = text_of(d, inner, "channel");
	event->message = arena_strdup(d->arena, ts);
	event->when = slack_time(borrow(inner, "event_ts"));
}

static void decode_changed(struct decoding *d, const json_t *inner)
{
	const json_t *message = json_object_get(inner, "message");
	const json_t *before = json_object_get(inner, "previous_message");
	struct event *event;

	/* A message with replies is not deleted but made a tombstone. */
	if (is(borrow(message, "subtype"), "tombstone")) {
		decode_deleted(d, inner, borrow(message, "ts"));
		return;
	}
	/* Our own chat.update, or an unfurled link. */
	if (is_ours(d, message) || is(borrow(message, "text"), borrow(before, "text"))) {
		return;
	}
	event = begin(d, EVENT_CHANGED);
	event->channel = text_of(d, inner, "channel");
	event->message = text_of(d, message, "ts");
	event->user = text_of(d, message, "user");
	event->text = slack_text_plain(d->arena, borrow(message, "text"));
	event->direct = is(borrow(inner, "channel_type"), "im");
	event->from_bot = is_by_bot(d, message);
	event->when = slack_time(borrow(inner, "event_ts"));
	take_thread(d, message, event);
}

static void decode_message(struct decoding *d, const json_t *inner)
{
	const char *subtype = borrow(inner, "subtype");

	if (subtype[0] == '\0' || is(subtype, "file_share") ||
	    is(subtype, "thread_broadcast")) {
		decode_posted(d, inner);
	} else if (is(subtype, "message_changed")) {
		decode_changed(d, inner);
	} else if (is(subtype, "message_deleted")) {
		const json_t *before = json_object_get(inner, "previous_message");
		/* The tombstone was told of before, when it was made. */
		if (!is(borrow(before, "subtype"), "tombstone")) {
			const char *ts = borrow(inner, "deleted_ts");
			decode_deleted(d, inner, ts[0] ? ts : borrow(before, "ts"));
		}
	}
}

static void decode_channel(struct decoding *d, const json_t *inner, const char *action)
{
	const json_t *channel = json_object_get(inner, "channel");
	struct event *event = begin(d, EVENT_CHANNEL);

	event->action = action;
	event->channel =
	    json_is_object(channel) ? text_of(d, channel, "id") : text_of(d, inner, "channel");
	event->user = text_of(d, inner, "user");
	event->from_bot = is_me(d, borrow(inner, "user"));
	event->when = slack_time(borrow(inner, "event_ts"));
	if (is(action, "renamed")) {
		event->text = text_of(d, channel, "name");
	} else if (is(action, "moved")) {
		event->channel = text_of(d, inner, "old_channel_id");
		event->text = text_of(d, inner, "new_channel_id");
	}
	if (!event->channel) {
		d->frame->kind = SLACK_FRAME_IGNORED;
	}
}

static void decode_account(struct decoding *d, const json_t *inner)
{
	const json_t *user = json_object_get(inner, "user");
	struct event *event;

	if (borrow(user, "id")[0] == '\0' || is_me(d, borrow(user, "id"))) {
		return;
	}
	event = begin(d, EVENT_ACCOUNT);
	event->user = text_of(d, user, "id");
	event->when = slack_time(borrow(inner, "event_ts"));
	if (json_is_true(json_object_get(user, "deleted"))) {
		event->action = "deactivated";
	} else if (json_is_true(json_object_get(user, "is_restricted")) ||
	           json_is_true(json_object_get(user, "is_ultra_restricted"))) {
		event->action = "guest";
	} else {
		event->action = "reactivated";
	}
	event->from_bot = is_foreign_team(d, borrow(user, "team_id"));
}

static void decode_revoked(struct decoding *d, const json_t *inner, const char *type)
{
	const json_t *bots = json_object_get(json_object_get(inner, "tokens"), "bot");
	struct event *event;

	/* tokens_revoked names users; somebody else's token is none of ours. */
	if (is(type, "tokens_revoked") && json_array_size(bots) == 0) {
		return;
	}
	event = begin(d, EVENT_LINK);
	event->action = "revoked";
	event->when = slack_time(borrow(inner, "event_ts"));
	d->frame->kind = SLACK_FRAME_REVOKED;
	d->frame->reason = arena_strdup(d->arena, type);
}

/* The network's copy of a file changed or went; ours did not. */
static void decode_file(struct decoding *d, const json_t *inner, const char *action)
{
	struct event *event;

	if (borrow(inner, "file_id")[0] == '\0') {
		return;
	}
	event = begin(d, EVENT_FILE);
	event->action = action;
	event->files = arena_alloc(d->arena, sizeof(*event->files));
	event->files[0] = (struct event_file){ .id = text_of(d, inner, "file_id"), .size = -1 };
	event->file_count = 1;
	event->when = slack_time(borrow(inner, "event_ts"));
}

static void decode_inner(struct decoding *d, const json_t *inner)
{
	static const struct {
		const char *type;
		const char *action;
	} channels[] = {
		{ "channel_rename", "renamed" },
		{ "group_rename", "renamed" },
		{ "channel_archive", "archived" },
		{ "group_archive", "archived" },
		{ "channel_unarchive", "unarchived" },
		{ "group_unarchive", "unarchived" },
		{ "channel_deleted", "deleted" },
		{ "group_deleted", "deleted" },
		{ "channel_shared", "shared" },
		{ "channel_unshared", "unshared" },
		{ "member_joined_channel", "joined" },
		{ "member_left_channel", "left" },
		{ "channel_id_changed", "moved" },
	};
	const char *type = borrow(inner, "type");

	if (is(type, "reaction_added") || is(type, "reaction_removed")) {
		decode_mark(d, inner, is(type, "reaction_added"));
	} else if (is(type, "message")) {
		decode_message(d, inner);
	} else if (is(type, "file_change") || is(type, "file_deleted")) {
		decode_file(d, inner, is(type, "file_change") ? "changed" : "removed");
	} else if (is(type, "user_change")) {
		decode_account(d, inner);
	} else if (is(type, "app_uninstalled") || is(type, "tokens_revoked")) {
		decode_revoked(d, inner, type);
	} else if (is(type, "channel_left") || is(type, "group_left")) {
		/* We were taken out, and the event does not say whom. */
		decode_channel(d, inner, "left");
		d->frame->event.user = arena_strdup(d->arena, d->self->user);
		d->frame->event.from_bot = true;
	} else {
		for (size_t i = 0; i < sizeof(channels) / sizeof(channels[0]); i++) {
			if (is(type, channels[i].type)) {
				decode_channel(d, inner, channels[i].action);
			}
		}
	}
}

static void decode_events(struct decoding *d, const json_t *payload)
{
	const json_t *inner = json_object_get(payload, "event");
	const json_t *at = json_object_get(payload, "event_time");

	d->frame->source = SLACK_FROM_EVENTS;
	if (!json_is_object(inner)) {
		/* app_rate_limited has no inner event. */
		d->frame->kind = SLACK_FRAME_LIMITED;
		return;
	}
	decode_inner(d, inner);
	d->frame->event.id = text_of(d, payload, "event_id");
	if (!kg_time_is_set(d->frame->event.when)) {
		d->frame->event.when = (struct kg_time){ ms_of(at) };
	}
}

static void take_trigger(struct decoding *d, const json_t *payload, struct event *event)
{
	d->frame->trigger = text_of(d, payload, "trigger_id");
	event->id = d->frame->trigger
	                ? arena_printf(d->arena, "trigger.%s", d->frame->trigger)
	                : arena_printf(d->arena, "envelope.%s", d->frame->envelope);
	event->response = text_of(d, payload, "response_url");
}

static void decode_command(struct decoding *d, const json_t *payload)
{
	struct event *event = begin(d, EVENT_COMMAND);

	d->frame->source = SLACK_FROM_COMMAND;
	event->channel = text_of(d, payload, "channel_id");
	event->user = text_of(d, payload, "user_id");
	event->text = slack_text_plain(d->arena, borrow(payload, "text"));
	event->direct = is(borrow(payload, "channel_name"), "directmessage");
	take_trigger(d, payload, event);
}

static void take_actor(struct decoding *d, const json_t *payload, struct event *event)
{
	const json_t *user = json_object_get(payload, "user");

	event->user = text_of(d, user, "id");
	event->from_bot = is_foreign_team(d, borrow(user, "team_id"));
	take_trigger(d, payload, event);
}

static void decode_button(struct decoding *d, const json_t *payload)
{
	const json_t *act = json_array_get(json_object_get(payload, "actions"), 0);
	const json_t *container = json_object_get(payload, "container");
	const char *action = borrow(act, "action_id");
	const char *ts = borrow(container, "message_ts");
	struct event *event;

	if (!is(borrow(act, "type"), "button")) {
		return;
	}
	event = begin(d, EVENT_BUTTON);
	d->frame->source = SLACK_FROM_BUTTON;
	take_actor(d, payload, event);
	event->action = arena_strndup(d->arena, action, strcspn(action, "#"));
	event->text = arena_strdup(d->arena, borrow(act, "value"));
	event->channel = text_of(d, json_object_get(payload, "channel"), "id");
	event->message = ts[0] ? arena_strdup(d->arena, ts) : NULL;
	event->thread = text_of(d, container, "thread_ts");
	event->when = slack_time(borrow(act, "action_ts"));
}

static const char *value_of(struct decoding *d, const json_t *state)
{
	static const char *const plain[] = { "value", "selected_date", "selected_time",
		"selected_user", "selected_conversation" };
	const json_t *option = json_object_get(state, "selected_option");
	const json_t *options = json_object_get(state, "selected_options");
	struct buf list;
	const char *value;
	size_t i;
	const json_t *one;

	for (i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
		if (json_is_string(json_object_get(state, plain[i]))) {
			return text_of(d, state, plain[i]);
		}
	}
	if (json_is_object(option)) {
		return arena_strdup(d->arena, borrow(option, "value"));
	}
	buf_init(&list, 64UL * 1024);
	json_array_foreach(options, i, one)
	{
		buf_printf(&list, "%s%s", i > 0 ? "\n" : "", borrow(one, "value"));
	}
	value = arena_strdup(d->arena, list.bytes);
	buf_finish(&list);
	return value;
}

static void decode_form(struct decoding *d, const json_t *payload)
{
	const json_t *view = json_object_get(payload, "view");
	json_t *values = json_object_get(json_object_get(view, "state"), "values");
	struct event *event = begin(d, EVENT_FORM);
	const char *key;
	json_t *block;

	d->frame->source = SLACK_FROM_FORM;
	take_actor(d, payload, event);
	event->token = text_of(d, view, "private_metadata");
	event->action = text_of(d, view, "callback_id");
	event->answers =
	    arena_alloc(d->arena, (json_object_size(values) + 1) * sizeof(*event->answers));
	json_object_foreach(values, key, block)
	{
		void *first = json_object_iter(block);
		struct answer *answer = &event->answers[event->answer_count];
		if (!first) {
			continue;
		}
		answer->key = arena_strdup(d->arena, key);
		answer->value = value_of(d, json_object_iter_value(first));
		event->answer_count++;
	}
}

static void decode_shortcut(struct decoding *d, const json_t *payload)
{
	struct event *event = begin(d, EVENT_BUTTON);
	const json_t *message = json_object_get(payload, "message");

	d->frame->source = SLACK_FROM_SHORTCUT;
	take_actor(d, payload, event);
	event->action = arena_printf(d->arena, "shortcut.%s", borrow(payload, "callback_id"));
	event->channel = text_of(d, json_object_get(payload, "channel"), "id");
	event->message = text_of(d, payload, "message_ts");
	event->text = slack_text_plain(d->arena, borrow(message, "text"));
	event->when = slack_time(borrow(payload, "action_ts"));
	decode_files(d, json_object_get(message, "files"), event);
}

static bool is_strange(const struct decoding *d, const json_t *payload)
{
	const json_t *team = json_object_get(payload, "team");
	const char *team_id =
	    json_is_object(team) ? borrow(team, "id") : borrow(payload, "team_id");
	const char *app = borrow(payload, "api_app_id");

	/* An event in a shared channel names the other team first; we are in `authorizations`.
	 */
	const json_t *authorization =
	    json_array_get(json_object_get(payload, "authorizations"), 0);
	if (json_is_object(authorization)) {
		team_id = borrow(authorization, "team_id");
	}
	return is_foreign_team(d, team_id) ||
	       (d->self->app && app[0] != '\0' && !is(app, d->self->app));
}

static void decode_interactive(struct decoding *d, const json_t *payload)
{
	const char *type = borrow(payload, "type");

	if (is(type, "block_actions")) {
		decode_button(d, payload);
	} else if (is(type, "view_submission")) {
		decode_form(d, payload);
	} else if (is(type, "shortcut") || is(type, "message_action")) {
		decode_shortcut(d, payload);
	}
}

static void decode_envelope(struct decoding *d, const json_t *root, const char *type)
{
	const json_t *payload = json_object_get(root, "payload");

	d->frame->envelope = text_of(d, root, "envelope_id");
	if (!d->frame->envelope) {
		return;
	}
	d->frame->kind = SLACK_FRAME_IGNORED;
	if (!json_is_object(payload)) {
		return;
	}
	if (is_strange(d, payload)) {
		d->frame->kind = SLACK_FRAME_STRANGE;
	} else if (is(type, "events_api")) {
		decode_events(d, payload);
	} else if (is(type, "slash_commands")) {
		decode_command(d, payload);
	} else if (is(type, "interactive")) {
		decode_interactive(d, payload);
	}
}

void slack_decode(const char *text, size_t size, const struct slack_identity *self,
    struct arena *arena, struct slack_frame *out)
{
	struct decoding d = { .self = self, .arena = arena, .frame = out };
	json_auto_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
	const char *type = borrow(root, "type");

	*out = (struct slack_frame){ .kind = SLACK_FRAME_JUNK };
	if (is(type, "hello")) {
		const json_t *debug = json_object_get(root, "debug_info");
		const json_t *lives = json_object_get(debug, "approximate_connection_time");
		out->kind = SLACK_FRAME_HELLO;
		out->connections =
		    (int)json_integer_value(json_object_get(root, "num_connections"));
		out->lives_ms = ms_of(lives);
		out->app = text_of(&d, json_object_get(root, "connection_info"), "app_id");
	} else if (is(type, "disconnect")) {
		out->kind = SLACK_FRAME_DISCONNECT;
		out->reason = arena_strdup(arena, borrow(root, "reason"));
	} else if (json_is_object(root)) {
		decode_envelope(&d, root, type);
	}
}
