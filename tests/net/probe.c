/*
 * The Slack adapter with nothing behind it, for tests over real sockets: events are printed as
 * JSON lines, answered by rules that a test knows, and outbox rows come from lines on stdin.
 *
 * Environment: PROBE_API, PROBE_BOT_TOKEN, PROBE_APP_TOKEN, PROBE_FILES; PROBE_PROXY, PROBE_CA
 * may be unset. stdin: VERB ID KEY CHANNEL|@USER MESSAGE|- ARGUMENT… ; "stop"; "doctor CHANNEL
 * USER"; "alarm CHANNEL WORDS".
 */

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "bot/fault.h"
#include "bot/http.h"
#include "bot/loop.h"
#include "bot/slack.h"

struct waiting {
	struct waiting *next;
	struct ack *ack;
	struct arena arena;
	struct reply reply;
	bool drop;
};

struct probe {
	struct loop *loop;
	struct http *http;
	struct adapter *slack;
	uv_pipe_t input;
	struct buf line;
	struct waiting *first;
	struct waiting **last;
	bool refusing;
	bool holding;
	bool ended;
	int exit_code;
};

static void print(json_t *json)
{
	char *text = json_dumps(json, JSON_COMPACT);

	puts(text ? text : "null");
	(void)fflush(stdout);
	free(text);
	json_decref(json);
}

static void put(json_t *json, const char *key, const char *value)
{
	if (value) {
		json_object_set_new(json, key, json_string(value));
	}
}

static void print_event(const struct event *event)
{
	json_t *json = json_pack("{s:s}", "event", event_kind_name(event->kind));
	json_t *list = json_object();

	put(json, "id", event->id);
	put(json, "channel", event->channel);
	put(json, "message", event->message);
	put(json, "thread", event->thread);
	put(json, "user", event->user);
	put(json, "text", event->text);
	put(json, "mark", event->mark);
	put(json, "action", event->action);
	put(json, "token", event->token);
	json_object_set_new(json, "added", json_boolean(event->added));
	json_object_set_new(json, "direct", json_boolean(event->direct));
	json_object_set_new(json, "from_bot", json_boolean(event->from_bot));
	json_object_set_new(json, "when", json_integer(event->when.ms));
	for (size_t i = 0; i < event->answer_count; i++) {
		put(list, event->answers[i].key, event->answers[i].value);
	}
	for (size_t i = 0; i < event->mark_count; i++) {
		put(list, event->marks[i].user, event->marks[i].mark);
	}
	for (size_t i = 0; i < event->file_count; i++) {
		put(list, "file", event->files[i].id);
		put(list, "sha256", event->files[i].sha256);
	}
	json_object_set_new(json, "list", list);
	print(json);
}

static void make_form(struct waiting *waiting)
{
	struct arena *arena = &waiting->arena;
	struct form *form = arena_alloc(arena, sizeof(*form));
	struct field *fields = arena_alloc(arena, 2 * sizeof(*fields));
	struct field_option *options = arena_alloc(arena, 2 * sizeof(*options));

	options[0] = (struct field_option){ .value = "6", .label = "第6条" };
	options[1] = (struct field_option){ .value = "3", .label = "第3条" };
	fields[0] =
	    (struct field){ .key = "title", .label = "件名", .limit = 100, .required = true };
	fields[1] = (struct field){ .key = "item",
		.type = FIELD_CHOICE,
		.label = "号",
		.value = "6",
		.options = options,
		.option_count = 2 };
	*form = (struct form){ .token = "0123456789abcdef0123456789abcdef",
		.kind = "probe",
		.title = "持ち回り",
		.submit = "送る",
		.fields = fields,
		.field_count = 2 };
	waiting->reply.kind = REPLY_FORM;
	waiting->reply.form = form;
}

static void make_text(struct waiting *waiting, const char *text)
{
	struct card *card = arena_alloc(&waiting->arena, sizeof(*card));

	card_init(card, &waiting->arena);
	card_title(card, "probe");
	card_line(card, LINE_PLAIN, "%s", text);
	waiting->reply.kind = REPLY_TEXT;
	waiting->reply.card = card;
}

static void make_faults(struct waiting *waiting)
{
	struct fault *fault = arena_alloc(&waiting->arena, sizeof(*fault));

	*fault = (struct fault){ .key = "title", .text = "件名が短すぎます" };
	waiting->reply.kind = REPLY_FAULTS;
	waiting->reply.faults = fault;
	waiting->reply.fault_count = 1;
}

static void decide(struct waiting *waiting, const struct event *event)
{
	const char *text = event->text ? event->text : "";

	if (strcmp(text, "drop") == 0) {
		waiting->drop = true;
	} else if (strncmp(text, "say ", 4) == 0) {
		make_text(waiting, text + 4);
	} else if (strcmp(text, "form") == 0 ||
	           (event->action && strcmp(event->action, "form.open") == 0)) {
		make_form(waiting);
	} else if (event->kind == EVENT_BUTTON) {
		make_text(waiting, "pressed");
	} else if (event->kind == EVENT_FORM) {
		if (event->answer_count > 0 && strcmp(event->answers[0].value, "bad") == 0) {
			make_faults(waiting);
		} else {
			make_text(waiting, "taken");
		}
	}
}

static void on_event(void *user, struct adapter *adapter, struct event *event, struct ack *ack)
{
	struct probe *probe = user;
	struct waiting *waiting;

	(void)adapter;
	print_event(event);
	if (!ack) {
		return;
	}
	waiting = mem_alloc(sizeof(*waiting));
	waiting->ack = ack;
	decide(waiting, event);
	*probe->last = waiting;
	probe->last = &waiting->next;
	loop_wake(probe->loop);
}

static void on_turn(void *user)
{
	struct probe *probe = user;

	while (probe->first && !probe->holding) {
		struct waiting *waiting = probe->first;
		const struct adapter_impl *impl = probe->slack->impl;
		probe->first = waiting->next;
		if (!probe->first) {
			probe->last = &probe->first;
		}
		if (waiting->drop) {
			impl->drop(probe->slack, waiting->ack);
		} else if (probe->refusing) {
			make_text(waiting, "disk full");
			impl->refuse(probe->slack, waiting->ack, &waiting->reply);
		} else {
			impl->acknowledge(probe->slack, waiting->ack, &waiting->reply);
		}
		arena_finish(&waiting->arena);
		free(waiting);
	}
	if (!probe->ended) {
		probe->slack->impl->flush(probe->slack);
	}
}

static void on_sent(
    void *user, struct adapter *adapter, int64_t outbox, const struct send_result *result)
{
	static const char *const names[] = { "ok", "retry", "refused", "ambiguous" };
	json_t *json = json_pack("{s:I, s:s, s:i, s:i}", "sent", (json_int_t)outbox, "verdict",
	    names[result->verdict], "hold", (int)result->hold, "retry_after_ms",
	    (int)result->retry_after_ms);

	(void)user;
	(void)adapter;
	put(json, "channel", result->channel);
	put(json, "message", result->message);
	put(json, "error", result->error);
	json_object_set_new(json, "foreign", json_boolean(result->foreign));
	print(json);
}

static void on_direct(
    void *user, struct adapter *adapter, const char *account, const char *channel)
{
	(void)user;
	(void)adapter;
	print(json_pack("{s:s, s:s}", "direct", account, "channel", channel));
}

static void on_alarm(void *user, struct adapter *adapter, const char *line)
{
	(void)user;
	(void)adapter;
	print(json_pack("{s:s}", "alarm", line));
}

static void stop(struct probe *probe)
{
	probe->slack->impl->stop(probe->slack);
}

static void on_fatal(void *user, struct adapter *adapter, int exit_code, const char *line)
{
	struct probe *probe = user;

	(void)adapter;
	print(json_pack("{s:s, s:i}", "fatal", line, "exit", exit_code));
	probe->exit_code = exit_code;
	stop(probe);
}

static void on_closed(void *user, struct adapter *adapter)
{
	struct probe *probe = user;

	(void)adapter;
	probe->ended = true;
	http_stop(probe->http);
	uv_close((uv_handle_t *)&probe->input, NULL);
	loop_end(probe->loop);
}

static const struct adapter_events events = {
	.on_event = on_event,
	.on_sent = on_sent,
	.on_direct = on_direct,
	.on_alarm = on_alarm,
	.on_fatal = on_fatal,
	.on_closed = on_closed,
};

static void on_finding(void *user, enum finding_level level, const char *topic,
    const char *subject, const char *what)
{
	(void)user;
	print(json_pack("{s:s, s:i, s:s, s:s}", "finding", topic, "level", (int)level,
	    "subject", subject, "what", what));
}

static void on_done(void *user)
{
	(void)user;
	print(json_pack("{s:b}", "done", 1));
}

static void run_doctor(struct probe *probe, const char *channel, const char *account)
{
	struct slack_doctor_options options = { .loop = probe->loop,
		.http = probe->http,
		.api = getenv("PROBE_API"),
		.bot_token = getenv("PROBE_BOT_TOKEN"),
		.app_token = getenv("PROBE_APP_TOKEN"),
		.channels = &channel,
		.channel_count = 1,
		.accounts = &account,
		.account_count = 1 };

	slack_doctor(&options, on_finding, on_done, probe);
}

static bool verb_of(const char *word, enum outbox_verb *out)
{
	static const struct {
		const char *word;
		enum outbox_verb verb;
	} words[] = { { "say", OUTBOX_SAY }, { "show", OUTBOX_SHOW }, { "hint", OUTBOX_HINT },
		{ "seed", OUTBOX_SEED }, { "unseed", OUTBOX_UNSEED }, { "read", OUTBOX_READ },
		{ "fetch", OUTBOX_FETCH }, { "upload", OUTBOX_UPLOAD }, { "pin", OUTBOX_PIN } };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].word, word) == 0) {
			*out = words[i].verb;
			return true;
		}
	}
	return false;
}

/* VERB ID KEY PLACE MESSAGE ARGUMENT; a key that ends in "!" is an ambiguous row. */
static void send_row(struct probe *probe, char **words, size_t count)
{
	struct arena arena KG_AUTO_ARENA = { 0 };
	struct outbox_row row = { .verb = OUTBOX_SAY };
	struct posting posting = { 0 };
	struct card card;
	struct send send = { .row = &row };
	size_t key_size;

	if (count < 6 || !verb_of(words[0], &row.verb)) {
		return;
	}
	row.id = strtol(words[1], NULL, 10);
	key_size = strlen(words[2]);
	row.ambiguous = key_size > 0 && words[2][key_size - 1] == '!';
	key_size -= row.ambiguous ? 1 : 0;
	if (key_size >= sizeof(row.key)) {
		return;
	}
	memcpy(row.key, words[2], key_size);
	row.key[key_size] = '\0';
	row.conversation = words[3];
	if (strcmp(words[4], "-") != 0) {
		posting = (struct posting){ .channel = words[3], .message = words[4] };
		send.posting = &posting;
	}
	row.mark = words[5];
	row.account = words[4];
	if (row.verb == OUTBOX_HINT) {
		send.posting = NULL;
	}
	row.body = words[5];
	row.body_size = strlen(words[5]);
	row.detail = row.verb == OUTBOX_UPLOAD ? "資料.txt" : "handle";
	card_init(&card, &arena);
	card_title(&card, "回R8-001 %s", words[5]);
	card_line(&card, LINE_PLAIN, "%s <b>*bold*</b> & <!channel>", words[5]);
	card_run(&card, RUN_PERSON, "U0CHAIR", "議長");
	card_line(&card, LINE_NOTE, "note %s", words[5]);
	card_button(&card, BUTTON_PRIMARY, "reason", "r1", "理由");
	card_button(&card, BUTTON_PLAIN, "reason", "r2", "理由2");
	send.card = row.verb == OUTBOX_SAY || row.verb == OUTBOX_SHOW || row.verb == OUTBOX_HINT
	                ? &card
	                : NULL;
	if (probe->slack->impl->send(probe->slack, &send) != KG_OK) {
		print(json_pack("{s:I, s:s}", "sent", (json_int_t)row.id, "verdict", "busy"));
	}
}

static void take_line(struct probe *probe, char *line)
{
	char *words[6] = { 0 };
	size_t count = 0;

	while (count < 6 && *line) {
		size_t size = count < 5 ? strcspn(line, " ") : strlen(line);
		words[count++] = line;
		line += size;
		if (*line) {
			*line++ = '\0';
		}
	}
	if (count == 0) {
		return;
	}
	if (strcmp(words[0], "stop") == 0) {
		stop(probe);
	} else if (strcmp(words[0], "refuse") == 0) {
		probe->refusing = count > 1;
	} else if (strcmp(words[0], "hold") == 0) {
		probe->holding = count > 1;
		loop_wake(probe->loop);
	} else if (strcmp(words[0], "alarm") == 0 && count > 2) {
		slack_post_alarm(probe->slack, words[1], words[2]);
	} else if (strcmp(words[0], "doctor") == 0 && count > 2) {
		run_doctor(probe, words[1], words[2]);
	} else {
		send_row(probe, words, count);
	}
}

static void on_alloc(uv_handle_t *handle, size_t wanted, uv_buf_t *out)
{
	(void)handle;
	*out = uv_buf_init(mem_alloc(wanted), (unsigned int)wanted);
}

static void on_input(uv_stream_t *stream, ssize_t size, const uv_buf_t *bytes)
{
	struct probe *probe = stream->data;

	for (ssize_t i = 0; i < size; i++) {
		if (bytes->base[i] == '\n') {
			take_line(probe, probe->line.bytes);
			buf_clear(&probe->line);
		} else {
			buf_putc(&probe->line, bytes->base[i]);
		}
	}
	free(bytes->base);
	if (size < 0) {
		stop(probe);
	}
}

static void on_signal(void *user, int signum)
{
	(void)signum;
	stop(user);
}

int main(void)
{
	struct probe probe = { 0 };
	struct kg_error err = { "" };
	struct http_options http = { .proxy = getenv("PROBE_PROXY"),
		.ca_file = getenv("PROBE_CA") };
	struct slack_options options = { .api = getenv("PROBE_API"),
		.bot_token = getenv("PROBE_BOT_TOKEN"),
		.app_token = getenv("PROBE_APP_TOKEN"),
		.proxy = getenv("PROBE_PROXY"),
		.ca_file = getenv("PROBE_CA"),
		.files = getenv("PROBE_FILES"),
		.events = &events,
		.user = &probe,
		.workspace = 1,
		.name = "probe" };

	if (clock_init(NULL) != KG_OK) {
		return 70;
	}
	log_set_level(getenv("PROBE_DEBUG") ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO);
	fault_init(true);
	probe.last = &probe.first;
	probe.loop = loop_create();
	http.loop = options.loop = probe.loop;
	if (http_create(&http, &err, &probe.http) != KG_OK) {
		(void)fprintf(stderr, "%s\n", err.text);
		return 78;
	}
	options.http = probe.http;
	probe.slack = slack_create(&options);
	loop_on_turn(probe.loop, on_turn, &probe);
	loop_on_signal(probe.loop, on_signal, &probe);
	buf_init(&probe.line, 64 * 1024);
	uv_pipe_init(loop_uv(probe.loop), &probe.input, 0);
	probe.input.data = &probe;
	if (uv_pipe_open(&probe.input, STDIN_FILENO) != 0 ||
	    probe.slack->impl->start(probe.slack) != KG_OK) {
		return 70;
	}
	uv_read_start((uv_stream_t *)&probe.input, on_alloc, on_input);
	loop_run(probe.loop);
	probe.slack->impl->destroy(probe.slack);
	http_destroy(probe.http);
	buf_finish(&probe.line);
	if (loop_destroy(probe.loop) != 0) {
		return 99; /* a handle was leaked */
	}
	return probe.exit_code;
}
