/* The two pretended servers: what they hold, and what they answer. */
#include "net.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"

void net_copy(char out[WORD], const char *text)
{
	(void)snprintf(out, WORD, "%s", text == NULL ? "" : text);
}

static struct net *net_of(struct adapter *adapter)
{
	return adapter->user;
}

static char *card_text(const struct card *card)
{
	struct buf out = { .size = 0 };
	size_t size;

	buf_init(&out, 1024UL * 1024);
	buf_printf(&out, "%s", card->title);
	for (size_t i = 0; i < card->line_count; i++) {
		buf_printf(&out, "\n");
		for (size_t r = 0; r < card->lines[i].run_count; r++) {
			buf_printf(&out, "%s", card->lines[i].runs[r].text);
		}
	}
	for (size_t i = 0; i < card->button_count; i++) {
		buf_printf(&out, "\n[%s %s %s]", card->buttons[i].label,
		    card->buttons[i].action, card->buttons[i].value);
	}
	return buf_take(&out, &size);
}

static struct message *message_named(struct net *net, const char *id)
{
	for (size_t i = 0; i < net->message_count; i++) {
		if (strcmp(net->messages[i].id, id) == 0) {
			return &net->messages[i];
		}
	}
	ck_abort_msg("no message %s", id);
	return NULL;
}

static void sent(struct net *net, int64_t row, const struct send_result *result)
{
	delivery_sent(net->world->delivery, row, result);
}

static void net_say(struct net *net, const struct send *send)
{
	struct message *m = &net->messages[net->message_count++];
	const char *to = send->row->conversation;

	to += to[0] == '@' && to[1] == '@'; /* "@" and an account; Matrix's have one too */

	ck_assert_uint_lt(net->message_count, MESSAGES_MAX);
	(void)snprintf(m->id, sizeof(m->id), "%cm%d", net->adapter.name[0], net->world->next++);
	net_copy(m->channel, to);
	m->text = card_text(send->card);
	sent(net, send->row->id,
	    &(struct send_result){
	        .verdict = SEND_OK, .channel = m->channel, .message = m->id });
}

static void net_show(struct net *net, const struct send *send)
{
	struct message *m = message_named(net, send->posting->message);

	free(m->text);
	m->text = card_text(send->card);
	sent(net, send->row->id, &(struct send_result){ .verdict = SEND_OK });
}

static bool is_matrix(const struct net *net)
{
	return net == &net->world->nets[CITY];
}

void net_hand_in(struct net *net, const struct event *event)
{
	struct event full = *event;

	full.workspace = net->workspace;
	full.when = kg_time_is_set(event->when) ? event->when : clock_now();
	dispatch_event(net->world->dispatch, &net->adapter, &full, NULL);
}

static void net_read(struct net *net, const struct send *send)
{
	struct message *m = message_named(net, send->posting->message);
	struct event_mark marks[PUTS_MAX];
	size_t count = 0;

	net->reads++;
	if (m->gone) {
		net_hand_in(
		    net, &(struct event){
		             .kind = EVENT_DELETED, .channel = m->channel, .message = m->id });
		sent(net, send->row->id,
		    &(struct send_result){ .verdict = SEND_REFUSED, .error = "gone" });
		return;
	}
	for (size_t i = 0; i < net->put_count; i++) {
		struct put *put = &net->puts[i];
		bool off = put->removed_by[0] != '\0' || put->is_lost;

		if (&net->messages[put->message] != m || (off && !is_matrix(net))) {
			continue;
		}
		marks[count++] = (struct event_mark){ .user = put->user,
			.mark = put->mark,
			.id = is_matrix(net) ? put->id : NULL,
			.removed_by = off ? put->removed_by : NULL };
	}
	net_hand_in(net, &(struct event){ .kind = EVENT_MARKS,
	                     .channel = m->channel,
	                     .message = m->id,
	                     .marks = marks,
	                     .mark_count = count });
	sent(net, send->row->id, &(struct send_result){ .verdict = SEND_OK });
}

static enum kg_status net_send(struct adapter *adapter, const struct send *send)
{
	struct net *net = net_of(adapter);

	if (net->is_away) {
		sent(net, send->row->id,
		    &(struct send_result){ .verdict = SEND_RETRY, .retry_after_ms = 30000 });
		return KG_OK;
	}
	switch (send->row->verb) {
	case OUTBOX_SAY:
		net_say(net, send);
		return KG_OK;
	case OUTBOX_SHOW:
		net_show(net, send);
		return KG_OK;
	case OUTBOX_READ:
		net_read(net, send);
		return KG_OK;
	case OUTBOX_SEED:
		net->seeds++;
		net->dm_seeds += send->row->conversation[0] == '@';
		break;
	case OUTBOX_HINT:
		net->hints++;
		break;
	case OUTBOX_UNSEED:
	case OUTBOX_FETCH:
	case OUTBOX_UPLOAD:
	case OUTBOX_PIN:
	case OUTBOX_WAIT:
	case OUTBOX_QUIET:
		break;
	}
	sent(net, send->row->id, &(struct send_result){ .verdict = SEND_OK });
	return KG_OK;
}

static enum kg_status net_start(struct adapter *adapter)
{
	(void)adapter;
	return KG_OK;
}

static void net_answer(struct adapter *adapter, struct ack *ack, const struct reply *reply)
{
	struct net *net = net_of(adapter);

	free(ack);
	net->forms += reply->kind == REPLY_FORM;
	if (reply->kind == REPLY_FORM) {
		net_copy(net->token, reply->form->token);
	}
	net->faults += reply->kind == REPLY_FAULTS;
	if (reply->kind == REPLY_TEXT) {
		struct message *m = &net->messages[net->message_count++];

		net_copy(m->id, "");
		net_copy(m->channel, "reply");
		m->text = card_text(reply->card);
	}
}

static void net_drop(struct adapter *adapter, struct ack *ack)
{
	(void)adapter;
	free(ack);
}

static void net_nothing(struct adapter *adapter)
{
	(void)adapter;
}

static void net_alarm(struct adapter *adapter, const char *channel, const char *text)
{
	(void)adapter;
	(void)channel;
	(void)text;
}

static enum kg_status net_resume(struct adapter *adapter)
{
	(void)adapter;
	return KG_NOT_FOUND;
}

const struct adapter_impl net_impl = {
	.name = "pretended",
	.start = net_start,
	.send = net_send,
	.acknowledge = net_answer,
	.refuse = net_answer,
	.drop = net_drop,
	.flush = net_nothing,
	.post_alarm = net_alarm,
	.resume = net_resume,
	.stop = net_nothing,
	.destroy = net_nothing,
};
