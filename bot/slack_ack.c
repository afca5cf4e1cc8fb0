/*
 * Answers to people. An acknowledgement goes out on the socket that brought the envelope, or
 * not at all. What can't ride on it follows: a form by views.open within its trigger's life, a
 * text by response_url, else as an ephemeral message, else as a direct one.
 */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "bot/slack_adapter.h"
#include "bot/slack_encode.h"
#include "bot/slack_form.h"

enum { TOLD_MS = 60 * 1000 };

struct ack *slack_ack_create(struct slack *slack, int slot, const struct slack_frame *frame)
{
	struct ack *ack = mem_alloc(sizeof(*ack));
	const struct event *event = &frame->event;
	struct arena *arena = &ack->arena;

	ack->slack = slack;
	ack->next = slack->acks;
	ack->link = &slack->acks;
	if (slack->acks) {
		slack->acks->link = &ack->next;
	}
	slack->acks = ack;
	ack->source = frame->source;
	ack->slot = slot;
	ack->serial = slack->sockets[slot].serial;
	ack->received = clock_monotonic_ms();
	ack->envelope = arena_strdup(arena, frame->envelope);
	ack->trigger = arena_strdup(arena, frame->trigger);
	ack->response = arena_strdup(arena, event->response);
	ack->user = arena_strdup(arena, event->user);
	ack->channel = arena_strdup(arena, event->channel);
	ack->message = arena_strdup(arena, event->message);
	ack->thread = arena_strdup(arena, event->thread);
	ack->direct = event->direct;
	if (event->answer_count > 0) {
		ack->first_field = arena_strdup(arena, event->answers[0].key);
	}
	return ack;
}

static bool is_alive(const struct slack *slack, int slot, uint32_t serial)
{
	return slack->sockets[slot].websocket && slack->sockets[slot].serial == serial;
}

/* Takes the payload's reference. False: the socket is gone. */
static bool send_ack(
    struct slack *slack, int slot, uint32_t serial, const char *envelope, json_t *payload)
{
	json_t *frame = json_pack("{s:s}", "envelope_id", envelope);
	char *text;

	if (payload) {
		json_object_set_new(frame, "payload", payload);
	}
	text = json_dumps(frame, JSON_COMPACT);
	json_decref(frame);
	KG_ASSERT(text != NULL);
	if (is_alive(slack, slot, serial)) {
		websocket_send(slack->sockets[slot].websocket, text, strlen(text));
		free(text);
		return true;
	}
	free(text);
	return false;
}

void slack_ack_bare(struct slack *slack, int slot, const char *envelope)
{
	struct slack_socket *socket = &slack->sockets[slot];

	if (send_ack(slack, slot, socket->serial, envelope, NULL)) {
		websocket_flush(socket->websocket);
	}
}

static void free_ack(struct ack *ack)
{
	*ack->link = ack->next;
	if (ack->next) {
		ack->next->link = ack->link;
	}
	arena_finish(&ack->arena);
	free(ack);
}

void slack_drop(struct adapter *adapter, struct ack *ack)
{
	(void)adapter;
	if (ack) {
		free_ack(ack);
	}
}

/* ---- what follows the acknowledgement ---- */

enum way { WAY_RESPONSE, WAY_EPHEMERAL, WAY_OPEN_DIRECT, WAY_DIRECT, WAY_NONE };

struct answer_call {
	struct slack *slack;
	struct arena arena;
	json_t *message; /* {text, blocks} */
	const char *user;
	const char *channel; /* NULL: none */
	const char *thread;
	const char *response;
	const char *trigger;
	const char *token; /* of a form: its button, should the form not open */
	enum way way;
};

static void try_answer(struct answer_call *answer);

static void free_answer(struct answer_call *answer)
{
	json_decref(answer->message);
	arena_finish(&answer->arena);
	free(answer);
}

static void on_answered(void *user, const struct slack_result *result)
{
	struct answer_call *answer = user;

	if (result->verdict == CALL_CANCELLED) {
		free_answer(answer);
		return;
	}
	if (slack_note(answer->slack, "answer", result)) {
		free_answer(answer);
		return;
	}
	if (answer->way == WAY_OPEN_DIRECT && result->verdict == CALL_OK) {
		const json_t *channel = json_object_get(result->json, "channel");
		answer->channel = arena_strdup(
		    &answer->arena, json_string_value(json_object_get(channel, "id")));
		answer->thread = NULL;
		answer->way = answer->channel ? WAY_DIRECT : WAY_NONE;
		try_answer(answer);
		return;
	}
	/* What may have been shown is not shown twice. */
	if (result->verdict == CALL_OK || result->verdict == CALL_AMBIGUOUS) {
		free_answer(answer);
		return;
	}
	log_info("workspace=%s slack=answer way=%d error=%s", answer->slack->name,
	    (int)answer->way, result->error);
	answer->way = answer->way == WAY_RESPONSE    ? WAY_EPHEMERAL
	              : answer->way == WAY_EPHEMERAL ? WAY_OPEN_DIRECT
	                                             : WAY_NONE;
	try_answer(answer);
}

static void call_form(struct answer_call *answer, const char *method, const struct buf *form)
{
	struct slack_request request = { .method = method,
		.token = answer->slack->bot_token,
		.form = form->bytes,
		.once = true,
		.timeout_ms = 10000,
		.on_result = on_answered,
		.user = answer };

	slack_call(&answer->slack->api, &request);
}

static void post_message(struct answer_call *answer, bool is_ephemeral)
{
	struct buf form;

	buf_init(&form, 512UL * 1024);
	slack_form_add(&form, "channel", answer->channel);
	if (is_ephemeral) {
		slack_form_add(&form, "user", answer->user);
	} else {
		slack_form_flag(&form, "unfurl_links", false);
		slack_form_flag(&form, "unfurl_media", false);
	}
	slack_form_add(&form, "thread_ts", answer->thread);
	slack_form_add(
	    &form, "text", json_string_value(json_object_get(answer->message, "text")));
	slack_form_json(&form, "blocks", json_object_get(answer->message, "blocks"));
	call_form(answer, is_ephemeral ? "chat.postEphemeral" : "chat.postMessage", &form);
	buf_finish(&form);
}

static void post_response(struct answer_call *answer)
{
	json_t *body = json_copy(answer->message);

	json_object_set_new(body, "response_type", json_string("ephemeral"));
	json_object_set_new(body, "replace_original", json_false());
	slack_call_hook(&answer->slack->api, answer->response, body, on_answered, answer);
	json_decref(body);
}

static void open_direct(struct answer_call *answer)
{
	struct buf form;

	buf_init(&form, 4096);
	slack_form_add(&form, "users", answer->user);
	call_form(answer, "conversations.open", &form);
	buf_finish(&form);
}

/* Steps over ways that lack what they need. */
static void try_answer(struct answer_call *answer)
{
	if (answer->way == WAY_RESPONSE && !answer->response) {
		answer->way = WAY_EPHEMERAL;
	}
	if (answer->way == WAY_EPHEMERAL && (!answer->channel || !answer->user)) {
		answer->way = WAY_OPEN_DIRECT;
	}
	if (answer->way == WAY_OPEN_DIRECT && !answer->user) {
		answer->way = WAY_NONE;
	}
	if (answer->slack->stopping) {
		answer->way = WAY_NONE;
	}
	switch (answer->way) {
	case WAY_RESPONSE:
		post_response(answer);
		break;
	case WAY_EPHEMERAL:
		post_message(answer, true);
		break;
	case WAY_OPEN_DIRECT:
		open_direct(answer);
		break;
	case WAY_DIRECT:
		post_message(answer, false);
		break;
	case WAY_NONE:
		log_warning(
		    "workspace=%s slack=answer error=undeliverable", answer->slack->name);
		free_answer(answer);
		break;
	}
}

static struct answer_call *create_answer(const struct ack *ack, json_t *message)
{
	struct answer_call *answer = mem_alloc(sizeof(*answer));

	answer->slack = ack->slack;
	answer->message = message;
	answer->user = arena_strdup(&answer->arena, ack->user);
	answer->channel = arena_strdup(&answer->arena, ack->channel);
	answer->thread = arena_strdup(&answer->arena, ack->thread);
	answer->response = arena_strdup(&answer->arena, ack->response);
	answer->trigger = arena_strdup(&answer->arena, ack->trigger);
	answer->way = WAY_RESPONSE;
	if (ack->direct && ack->source == SLACK_FROM_EVENTS) {
		answer->way = WAY_DIRECT; /* said in the direct conversation itself */
	}
	return answer;
}

static void answer_later(const struct ack *ack, const struct card *card)
{
	try_answer(create_answer(ack, slack_encode_message(card)));
}

/* ---- forms ---- */

static json_t *form_button(const struct slack *slack, struct arena *arena, const char *token)
{
	bool ja = slack->language == LANGUAGE_JA;
	struct card card;

	card_init(&card, arena);
	card_title(
	    &card, "%s", ja ? "入力画面を開けませんでした" : "The form could not be opened");
	card_line(&card, LINE_PLAIN, "%s",
	    ja ? "下のボタンから開いてください。" : "Please open it with the button below.");
	card_button(&card, BUTTON_PRIMARY, "form.open", token, ja ? "開く" : "Open");
	return slack_encode_message(&card);
}

static void offer_form(struct answer_call *answer)
{
	answer->message = form_button(answer->slack, &answer->arena, answer->token);
	try_answer(answer);
}

static void on_form_opened(void *user, const struct slack_result *result)
{
	struct answer_call *answer = user;
	const json_t *messages;
	size_t i;
	json_t *one;

	if (result->verdict == CALL_OK || result->verdict == CALL_CANCELLED ||
	    slack_note(answer->slack, "views.open", result)) {
		free_answer(answer);
		return;
	}
	log_warning("workspace=%s slack=form error=%s", answer->slack->name, result->error);
	messages =
	    json_object_get(json_object_get(result->json, "response_metadata"), "messages");
	json_array_foreach(messages, i, one)
	{
		log_warning("workspace=%s slack=form detail=\"%.200s\"", answer->slack->name,
		    json_is_string(one) ? json_string_value(one) : "");
	}
	offer_form(answer);
}

static void open_form(const struct ack *ack, const struct form *form)
{
	struct answer_call *answer = create_answer(ack, NULL);
	int64_t age = clock_monotonic_ms() - ack->received;
	struct slack_request request = { .method = "views.open",
		.token = ack->slack->bot_token,
		.timeout_ms = 5000,
		.once = false,
		.on_result = on_form_opened,
		.user = answer };
	struct buf body;
	json_t *view;

	answer->token = arena_strdup(&answer->arena, form->token);
	if (!ack->trigger || age > SLACK_OPEN_MS) {
		offer_form(answer);
		return;
	}
	view = slack_encode_view(form);
	buf_init(&body, 1024UL * 1024);
	slack_form_add(&body, "trigger_id", ack->trigger);
	slack_form_json(&body, "view", view);
	json_decref(view);
	request.form = body.bytes;
	slack_call(&ack->slack->api, &request);
	buf_finish(&body);
}

/* ---- the acknowledgement itself ---- */

static struct card *faults_card(
    struct arena *arena, const struct slack *slack, const struct reply *reply)
{
	struct card *card = arena_alloc(arena, sizeof(*card));

	card_init(card, arena);
	card_title(
	    card, "%s", slack->language == LANGUAGE_JA ? "ご確認ください" : "Please check");
	for (size_t i = 0; i < reply->fault_count; i++) {
		card_line(card, LINE_PLAIN, "%s", reply->faults[i].text);
	}
	return card;
}

/* Whether the reply rides on the ack: then its payload. */
static json_t *payload_of(
    const struct ack *ack, const struct reply *reply, const struct card *card)
{
	json_t *payload = NULL;

	if (ack->source == SLACK_FROM_COMMAND && card) {
		payload = slack_encode_message(card);
		json_object_set_new(payload, "response_type", json_string("ephemeral"));
	} else if (ack->source == SLACK_FROM_FORM && reply && reply->kind == REPLY_FAULTS) {
		payload =
		    slack_encode_faults(reply->faults, reply->fault_count, ack->first_field);
	} else if (ack->source == SLACK_FROM_FORM && reply && reply->kind == REPLY_FORM) {
		payload = json_pack("{s:s, s:o}", "response_action", "update", "view",
		    slack_encode_view(reply->form));
	} else if (ack->source == SLACK_FROM_FORM) {
		payload = json_pack("{s:s}", "response_action", "clear");
	}
	return payload;
}

void slack_acknowledge(struct adapter *adapter, struct ack *ack, const struct reply *reply)
{
	struct slack *slack = slack_of(adapter);
	enum reply_kind kind = reply ? reply->kind : REPLY_NONE;
	bool from_form = ack->source == SLACK_FROM_FORM;
	const struct card *card = kind == REPLY_TEXT ? reply->card : NULL;
	bool sent;

	if (kind == REPLY_FAULTS && !from_form) {
		card = faults_card(&ack->arena, slack, reply);
	}
	sent = send_ack(
	    slack, ack->slot, ack->serial, ack->envelope, payload_of(ack, reply, card));
	if (!sent && ack->source == SLACK_FROM_EVENTS) {
		/* Slack delivers it again, and the inbox has the reply kept for then. */
		free_ack(ack);
		return;
	}
	if (kind == REPLY_FORM && !from_form) {
		open_form(ack, reply->form);
	} else if (card && (ack->source != SLACK_FROM_COMMAND || !sent)) {
		answer_later(ack, card);
	}
	free_ack(ack);
}

/* ---- full disk ---- */

/* Once a minute and person. */
static bool may_tell(struct slack *slack, const char *user)
{
	int64_t now = clock_monotonic_ms();
	size_t oldest = 0;

	for (size_t i = 0; i < SLACK_TOLD; i++) {
		if (strcmp(slack->told[i].user, user) == 0 && slack->told[i].at != 0) {
			if (now - slack->told[i].at < TOLD_MS) {
				return false;
			}
			slack->told[i].at = now;
			return true;
		}
		if (slack->told[i].at < slack->told[oldest].at) {
			oldest = i;
		}
	}
	(void)snprintf(slack->told[oldest].user, sizeof(slack->told[oldest].user), "%s", user);
	slack->told[oldest].at = now;
	return true;
}

static const char *words_of(const struct card *card, struct buf *out)
{
	card_plain(card, out);
	return out->bytes;
}

void slack_refuse(struct adapter *adapter, struct ack *ack, const struct reply *reply)
{
	struct slack *slack = slack_of(adapter);
	const struct card *card =
	    reply && reply->kind == REPLY_TEXT && reply->card ? reply->card : NULL;

	switch (ack->source) {
	case SLACK_FROM_COMMAND:
		(void)send_ack(
		    slack, ack->slot, ack->serial, ack->envelope, payload_of(ack, NULL, card));
		break;
	case SLACK_FROM_FORM:
		if (card && ack->first_field) {
			/* The modal stays open with what was typed. */
			struct buf words;
			struct fault fault;
			buf_init(&words, SLACK_TEXT_MAX);
			fault = (struct fault){ .text = words_of(card, &words) };
			(void)send_ack(slack, ack->slot, ack->serial, ack->envelope,
			    slack_encode_faults(&fault, 1, ack->first_field));
			buf_finish(&words);
		}
		break;
	case SLACK_FROM_BUTTON:
	case SLACK_FROM_SHORTCUT:
		(void)send_ack(slack, ack->slot, ack->serial, ack->envelope, NULL);
		if (card && ack->user && may_tell(slack, ack->user)) {
			answer_later(ack, card);
		}
		break;
	case SLACK_FROM_EVENTS:
		/* No ack: Slack delivers again, and by then there may be room. */
		if (card && ack->user && may_tell(slack, ack->user)) {
			answer_later(ack, card);
		}
		break;
	}
	free_ack(ack);
}
