/*
 * Outbox rows → calls → verdicts. A posting of text is the one thing that must not happen
 * twice: after an ambiguous answer it is looked up before it is posted again. Everything else
 * may be repeated and its "done already" counts as done.
 */

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "bot/slack_emoji.h"
#include "bot/slack_encode.h"
#include "bot/slack_form.h"
#include "bot/slack_op.h"

enum { SCOPE_RETRY_MS = 5 * 60 * 1000, COUNT_RETRY_MS = 3000 };

static void free_op(struct slack_op *op)
{
	*op->link = op->next;
	if (op->next) {
		op->next->link = op->link;
	}
	slack_call_cancel(op->call);
	slack_fetch_free(op->fetch);
	loop_timer_destroy(op->timer);
	json_decref(op->blocks);
	buf_finish(&op->form);
	arena_finish(&op->arena);
	free(op);
}

void slack_ops_cancel(struct slack *slack)
{
	while (slack->ops) {
		free_op(slack->ops);
	}
}

void slack_op_finish(struct slack_op *op, const struct send_result *result)
{
	struct slack *slack = op->slack;

	slack->adapter.events->on_sent(
	    slack->adapter.user, &slack->adapter, op->row.id, result);
	free_op(op);
	loop_wake(slack->loop);
}

void slack_op_refuse(struct slack_op *op, const char *error)
{
	struct send_result result = { .verdict = SEND_REFUSED, .error = error };

	slack_op_finish(op, &result);
}

void slack_op_retry(struct slack_op *op, int64_t ms, const char *error)
{
	struct send_result result = {
		.verdict = SEND_RETRY, .retry_after_ms = (uint32_t)ms, .error = error
	};

	slack_op_finish(op, &result);
}

static void done(struct slack_op *op)
{
	struct send_result result = {
		.verdict = SEND_OK, .channel = op->channel, .message = op->found, .error = ""
	};

	slack_op_finish(op, &result);
}

/* ---- held methods: a 429 counts for that method in that workspace ---- */

static int64_t held_until(const struct slack *slack, const char *method)
{
	for (size_t i = 0; i < SLACK_HELD_METHODS; i++) {
		if (strcmp(slack->held[i].method, method) == 0) {
			return slack->held[i].until;
		}
	}
	return 0;
}

static void hold_method(struct slack *slack, const char *method, int64_t until)
{
	size_t place = 0;

	for (size_t i = 0; i < SLACK_HELD_METHODS; i++) {
		if (strcmp(slack->held[i].method, method) == 0) {
			place = i;
			break;
		}
		if (slack->held[i].until < slack->held[place].until) {
			place = i;
		}
	}
	(void)snprintf(
	    slack->held[place].method, sizeof(slack->held[place].method), "%s", method);
	slack->held[place].until = until;
}

/* One channel's limit holds that channel; a second one within its time holds the method. */
static enum send_hold hold_post(struct slack *slack, const char *channel, int64_t until)
{
	int64_t now = clock_monotonic_ms();
	bool second =
	    slack->held_post.until > now && strcmp(slack->held_post.channel, channel) != 0;

	(void)snprintf(
	    slack->held_post.channel, sizeof(slack->held_post.channel), "%s", channel);
	slack->held_post.until = until;
	if (second) {
		hold_method(slack, "chat.postMessage", until);
		return HOLD_NETWORK;
	}
	return HOLD_CONVERSATION;
}

static bool is_post(const char *method)
{
	return strcmp(method, "chat.postMessage") == 0;
}

static void limited(struct slack_op *op, const char *method, int64_t retry_after_ms)
{
	struct send_result result = { .verdict = SEND_RETRY,
		.retry_after_ms = (uint32_t)retry_after_ms,
		.error = "ratelimited" };
	int64_t until = clock_monotonic_ms() + retry_after_ms;

	log_info("workspace=%s slack=limited method=%s retry_ms=%lld", op->slack->name, method,
	    (long long)retry_after_ms);
	if (is_post(method)) {
		result.hold = hold_post(op->slack, op->channel ? op->channel : "", until);
	} else {
		hold_method(op->slack, method, until);
	}
	slack_op_finish(op, &result);
}

bool slack_op_ended(struct slack_op *op, const char *method, const struct slack_result *result)
{
	struct send_result out = { .verdict = SEND_RETRY, .error = result->error };

	op->call = NULL;
	switch (result->verdict) {
	case CALL_CANCELLED:
		free_op(op);
		return true;
	case CALL_LIMITED:
		limited(op, method, result->retry_after_ms);
		return true;
	case CALL_NOT_SENT:
		out.hold = HOLD_NETWORK;
		slack_op_finish(op, &out);
		return true;
	case CALL_ERROR:
		if (slack_note(op->slack, method, result)) {
			out.hold = HOLD_NETWORK;
			slack_op_finish(op, &out);
			return true;
		}
		if (strcmp(result->error, "missing_scope") == 0) {
			slack_op_retry(op, SCOPE_RETRY_MS, result->error);
			return true;
		}
		return false;
	case CALL_OK:
	case CALL_AMBIGUOUS:
		return false;
	}
	return false;
}

void slack_op_call(struct slack_op *op, const char *method, bool once,
    void (*on_result)(void *user, const struct slack_result *result))
{
	struct slack_request request = { .method = method,
		.token = op->slack->bot_token,
		.form = op->form.bytes,
		.once = once,
		.on_result = on_result,
		.user = op };

	op->call = slack_call(&op->slack->api, &request);
	buf_clear(&op->form);
}

/* ---- verdicts of definite errors ---- */

static bool is_one_of(const char *error, const char *const *names)
{
	for (; *names; names++) {
		if (strcmp(error, *names) == 0) {
			return true;
		}
	}
	return false;
}

static bool is_foreign(const char *error)
{
	static const char *const names[] = { "is_archived", "not_in_channel",
		"channel_not_found", "user_disabled", "user_not_found", "user_not_visible",
		"messages_tab_disabled", "cannot_dm_bot", "access_denied", "is_inactive",
		"restricted_action", "restricted_action_read_only_channel", NULL };

	return is_one_of(error, names);
}

static void refuse_error(struct slack_op *op, const char *error)
{
	struct send_result result = {
		.verdict = SEND_REFUSED, .error = error, .foreign = is_foreign(error)
	};

	slack_op_finish(op, &result);
}

/* Repeating does no harm: ambiguous is "again", and `fine` errors are successes. */
static void finish_plain(struct slack_op *op, const char *method,
    const struct slack_result *result, const char *const *fine)
{
	if (slack_op_ended(op, method, result)) {
		return;
	}
	if (result->verdict == CALL_AMBIGUOUS) {
		slack_op_retry(op, 0, result->error);
	} else if (result->verdict == CALL_OK || is_one_of(result->error, fine)) {
		done(op);
	} else {
		refuse_error(op, result->error);
	}
}

/* ---- say ---- */

static void on_said(void *user, const struct slack_result *result)
{
	struct slack_op *op = user;
	struct send_result ambiguous = { .verdict = SEND_AMBIGUOUS, .error = result->error };
	const char *ts;

	if (slack_op_ended(op, "chat.postMessage", result)) {
		return;
	}
	if (result->verdict == CALL_ERROR) {
		refuse_error(op, result->error);
		return;
	}
	ts = json_string_value(json_object_get(result->json, "ts"));
	if (result->verdict == CALL_AMBIGUOUS || !ts) {
		slack_op_finish(op, &ambiguous);
		return;
	}
	op->found = arena_strdup(&op->arena, ts);
	if (json_is_string(json_object_get(result->json, "channel"))) {
		op->channel = arena_strdup(
		    &op->arena, json_string_value(json_object_get(result->json, "channel")));
	}
	done(op);
}

static void post(struct slack_op *op)
{
	json_t *metadata = slack_encode_metadata(op->row.key);

	slack_form_add(&op->form, "channel", op->channel);
	slack_form_add(&op->form, "text", op->text);
	slack_form_json(&op->form, "blocks", op->blocks);
	slack_form_json(&op->form, "metadata", metadata);
	slack_form_add(&op->form, "thread_ts", op->thread);
	slack_form_flag(&op->form, "unfurl_links", false);
	slack_form_flag(&op->form, "unfurl_media", false);
	json_decref(metadata);
	slack_op_call(op, "chat.postMessage", true, on_said);
}

static void say(struct slack_op *op)
{
	if (op->row.ambiguous) {
		slack_lookup(op, done, post);
	} else {
		post(op);
	}
}

/* ---- show, hint ---- */

static void on_shown(void *user, const struct slack_result *result)
{
	static const char *const none[] = { NULL };

	finish_plain(user, "chat.update", result, none);
}

static void show(struct slack_op *op)
{
	slack_form_add(&op->form, "channel", op->channel);
	slack_form_add(&op->form, "ts", op->message);
	slack_form_add(&op->form, "text", op->text);
	slack_form_json(&op->form, "blocks", op->blocks);
	slack_op_call(op, "chat.update", false, on_shown);
}

static void on_hinted(void *user, const struct slack_result *result)
{
	struct slack_op *op = user;
	struct send_result ambiguous = { .verdict = SEND_AMBIGUOUS, .error = result->error };

	if (slack_op_ended(op, "chat.postEphemeral", result)) {
		return;
	}
	if (result->verdict == CALL_AMBIGUOUS) {
		slack_op_finish(op, &ambiguous);
	} else if (result->verdict == CALL_OK) {
		done(op);
	} else {
		refuse_error(op, result->error);
	}
}

static void hint(struct slack_op *op)
{
	if (op->row.ambiguous) {
		slack_op_refuse(op, "once_at_most");
		return;
	}
	slack_form_add(&op->form, "channel", op->channel);
	slack_form_add(&op->form, "user", op->row.account);
	slack_form_add(&op->form, "thread_ts", op->thread);
	slack_form_add(&op->form, "text", op->text);
	slack_form_json(&op->form, "blocks", op->blocks);
	slack_op_call(op, "chat.postEphemeral", true, on_hinted);
}

/* ---- the bot's own marks, pins ---- */

static void on_seeded(void *user, const struct slack_result *result)
{
	static const char *const fine[] = { "already_reacted", "no_reaction", NULL };
	struct slack_op *op = user;

	finish_plain(op, op->row.verb == OUTBOX_SEED ? "reactions.add" : "reactions.remove",
	    result, fine);
}

static void seed(struct slack_op *op)
{
	bool add = op->row.verb == OUTBOX_SEED;
	char name[128];

	if (!slack_emoji_name(op->row.mark ? op->row.mark : "", name, sizeof(name))) {
		slack_op_refuse(op, "no_such_mark");
		return;
	}
	slack_form_add(&op->form, "channel", op->channel);
	slack_form_add(&op->form, "timestamp", op->message);
	slack_form_add(&op->form, "name", name);
	slack_op_call(op, add ? "reactions.add" : "reactions.remove", false, on_seeded);
}

static void on_pinned(void *user, const struct slack_result *result)
{
	static const char *const fine[] = { "already_pinned", NULL };

	finish_plain(user, "pins.add", result, fine);
}

static void pin(struct slack_op *op)
{
	slack_form_add(&op->form, "channel", op->channel);
	slack_form_add(&op->form, "timestamp", op->message);
	slack_op_call(op, "pins.add", false, on_pinned);
}

/* ---- read ---- */

static void send_event(struct slack_op *op, struct event *event)
{
	struct slack *slack = op->slack;

	event->workspace = slack->adapter.workspace;
	slack->adapter.events->on_event(slack->adapter.user, &slack->adapter, event, NULL);
}

static void add_marks(struct slack_op *op, struct event *event, const json_t *reaction)
{
	const json_t *users = json_object_get(reaction, "users");
	const char *mark =
	    slack_emoji_mark(&op->arena, json_string_value(json_object_get(reaction, "name")));
	size_t i;
	const json_t *one;

	json_array_foreach(users, i, one)
	{
		const char *user = json_string_value(one);
		if (!user || (op->slack->user && strcmp(user, op->slack->user) == 0)) {
			continue;
		}
		event->marks[event->mark_count++] =
		    (struct event_mark){ .user = arena_strdup(&op->arena, user), .mark = mark };
	}
}

/* Slack may list fewer people than it counts: then the set is no whole set. */
static bool take_marks(struct slack_op *op, const json_t *reactions, struct event *event)
{
	size_t total = 0;
	size_t i;
	const json_t *one;

	json_array_foreach(reactions, i, one)
	{
		size_t listed = json_array_size(json_object_get(one, "users"));
		if ((json_int_t)listed != json_integer_value(json_object_get(one, "count")) ||
		    !json_is_string(json_object_get(one, "name"))) {
			return false;
		}
		total += listed;
	}
	event->marks = arena_alloc(&op->arena, (total + 1) * sizeof(*event->marks));
	json_array_foreach(reactions, i, one)
	{
		add_marks(op, event, one);
	}
	return true;
}

static void on_read(void *user, const struct slack_result *result)
{
	struct slack_op *op = user;
	struct event event = {
		.kind = EVENT_MARKS, .channel = op->channel, .message = op->message
	};
	const json_t *message;

	if (slack_op_ended(op, "reactions.get", result)) {
		return;
	}
	if (result->verdict == CALL_AMBIGUOUS) {
		slack_op_retry(op, 0, result->error);
		return;
	}
	event.since = op->since;
	event.when = clock_now();
	if (result->verdict == CALL_ERROR && strcmp(result->error, "message_not_found") == 0) {
		event.kind = EVENT_DELETED;
		send_event(op, &event);
		done(op);
		return;
	}
	if (result->verdict == CALL_ERROR) {
		refuse_error(op, result->error);
		return;
	}
	message = json_object_get(result->json, "message");
	if (!take_marks(op, json_object_get(message, "reactions"), &event)) {
		slack_op_retry(op, COUNT_RETRY_MS, "users_truncated");
		return;
	}
	send_event(op, &event);
	done(op);
}

static void read_marks(struct slack_op *op)
{
	slack_form_add(&op->form, "channel", op->channel);
	slack_form_add(&op->form, "timestamp", op->message);
	slack_form_flag(&op->form, "full", true);
	slack_op_call(op, "reactions.get", false, on_read);
}

/* ---- where it goes ---- */

static void run_verb(struct slack_op *op)
{
	switch (op->row.verb) {
	case OUTBOX_SAY:
		say(op);
		break;
	case OUTBOX_SHOW:
		show(op);
		break;
	case OUTBOX_HINT:
		hint(op);
		break;
	case OUTBOX_SEED:
	case OUTBOX_UNSEED:
		seed(op);
		break;
	case OUTBOX_READ:
		read_marks(op);
		break;
	case OUTBOX_FETCH:
		slack_fetch_start(op);
		break;
	case OUTBOX_UPLOAD:
		slack_upload_start(op);
		break;
	case OUTBOX_PIN:
		pin(op);
		break;
	case OUTBOX_WAIT:
		done(op);
		break;
	case OUTBOX_QUIET:
		slack_quiet_start(op);
		break;
	}
}

static void on_direct_opened(void *user, const struct slack_result *result)
{
	struct slack_op *op = user;
	struct slack *slack = op->slack;
	const char *channel;

	if (slack_op_ended(op, "conversations.open", result)) {
		return;
	}
	if (result->verdict == CALL_AMBIGUOUS) {
		slack_op_retry(op, 0, result->error); /* opening twice gives the same channel */
		return;
	}
	if (result->verdict == CALL_ERROR) {
		refuse_error(op, result->error);
		return;
	}
	channel =
	    json_string_value(json_object_get(json_object_get(result->json, "channel"), "id"));
	if (!channel) {
		slack_op_retry(op, 0, "no_channel");
		return;
	}
	op->channel = arena_strdup(&op->arena, channel);
	slack->adapter.events->on_direct(
	    slack->adapter.user, &slack->adapter, op->account, op->channel);
	run_verb(op);
}

static const char *method_of(enum outbox_verb verb)
{
	switch (verb) {
	case OUTBOX_SAY:
		return "chat.postMessage";
	case OUTBOX_SHOW:
		return "chat.update";
	case OUTBOX_HINT:
		return "chat.postEphemeral";
	case OUTBOX_SEED:
		return "reactions.add";
	case OUTBOX_UNSEED:
		return "reactions.remove";
	case OUTBOX_READ:
		return "reactions.get";
	case OUTBOX_FETCH:
		return "files.info";
	case OUTBOX_UPLOAD:
		return "files.getUploadURLExternal";
	case OUTBOX_PIN:
		return "pins.add";
	case OUTBOX_WAIT:
		return "";
	case OUTBOX_QUIET:
		return "dnd.info";
	}
	KG_UNREACHABLE();
}

static bool needs_message(enum outbox_verb verb)
{
	return verb == OUTBOX_SHOW || verb == OUTBOX_SEED || verb == OUTBOX_UNSEED ||
	       verb == OUTBOX_READ || verb == OUTBOX_PIN;
}

static void first_step(struct slack_op *op)
{
	const char *method = method_of(op->row.verb);
	int64_t until = held_until(op->slack, method);
	int64_t now = clock_monotonic_ms();

	if (until > now) {
		struct send_result result = { .verdict = SEND_RETRY,
			.hold = is_post(method) ? HOLD_NETWORK : HOLD_NONE,
			.retry_after_ms = (uint32_t)(until - now),
			.error = "ratelimited" };
		slack_op_finish(op, &result);
	} else if (needs_message(op->row.verb) && (!op->message || !op->channel)) {
		slack_op_refuse(op, "no_posting");
	} else if (op->row.verb == OUTBOX_QUIET) {
		slack_quiet_start(op);
	} else if (!op->channel && op->account) {
		slack_form_add(&op->form, "users", op->account);
		slack_op_call(op, "conversations.open", false, on_direct_opened);
	} else {
		run_verb(op);
	}
}

static void on_op_timer(void *user)
{
	struct slack_op *op = user;

	op->next_step(op);
}

/* ---- the copy of what delivery lent ---- */

static void copy_row(struct slack_op *op, const struct outbox_row *row)
{
	struct arena *arena = &op->arena;

	op->row = *row;
	op->row.conversation = arena_strdup(arena, row->conversation);
	op->row.account = arena_strdup(arena, row->account);
	op->row.mark = arena_strdup(arena, row->mark);
	op->row.detail = arena_strdup(arena, row->detail);
	op->row.body = row->body ? arena_strndup(arena, row->body, row->body_size) : NULL;
}

static void copy_place(struct slack_op *op, const struct send *send)
{
	struct arena *arena = &op->arena;
	const char *conversation = op->row.conversation;

	if (send->posting && send->posting->message && *send->posting->message) {
		op->message = arena_strdup(arena, send->posting->message);
		op->channel = arena_strdup(arena, send->posting->channel);
		op->since = kg_time_is_set(send->posting->read_at) ? send->posting->read_at
		                                                   : send->posting->live_at;
	}
	if (op->row.verb == OUTBOX_UPLOAD && op->message) {
		op->thread = op->message;
	}
	if (send->thread && send->thread->message && *send->thread->message) {
		op->thread = arena_strdup(arena, send->thread->message);
		if (!op->channel) {
			op->channel = arena_strdup(arena, send->thread->channel);
		}
	}
	if (op->channel || !conversation) {
		return;
	}
	if (conversation[0] != '@') {
		op->channel = conversation;
	} else {
		op->account = conversation + 1;
		op->channel = arena_strdup(arena, send->direct);
	}
}

enum kg_status slack_send(struct adapter *adapter, const struct send *send)
{
	struct slack *slack = slack_of(adapter);
	struct slack_op *op;

	if (slack->stopping) {
		return KG_BUSY;
	}
	op = mem_alloc(sizeof(*op));
	op->slack = slack;
	op->next = slack->ops;
	op->link = &slack->ops;
	if (slack->ops) {
		slack->ops->link = &op->next;
	}
	slack->ops = op;
	buf_init(&op->form, 1024UL * 1024);
	copy_row(op, send->row);
	copy_place(op, send);
	if (send->card) {
		const struct card *card =
		    slack_encode_links(send->card, slack->site, &op->arena);
		struct buf text;
		buf_init(&text, 64UL * 1024);
		slack_encode_text(card, &text);
		op->text = arena_strndup(&op->arena, text.bytes, text.size);
		op->blocks = slack_encode_blocks(card);
		buf_finish(&text);
	}
	op->timer = loop_timer_create(slack->loop, on_op_timer, op);
	op->next_step = first_step;
	/* Verdicts are upcalls: never from inside this call. */
	loop_timer_start(op->timer, 0);
	return KG_OK;
}
