#ifndef KAIGI_BOT_SLACK_ADAPTER_H
#define KAIGI_BOT_SLACK_ADAPTER_H

/*
 * What the files of the Slack adapter share: slack.c (start, sockets, stop), slack_ack.c
 * (answers to people), slack_send.c (outbox rows) with slack_lookup.c and slack_fetch.c.
 */

#include "bot/adapter.h"
#include "bot/loop.h"
#include "bot/slack.h"
#include "bot/slack_call.h"
#include "bot/slack_decode.h"
#include "bot/slack_link.h"
#include "bot/websocket.h"

enum { SLACK_HELD_METHODS = 16, SLACK_TOLD = 64, SLACK_OPEN_MS = 2500 };

struct slack;

struct slack_socket {
	struct slack *slack;
	int slot;
	uint32_t serial; /* of the present connection; an ack remembers it */
	struct websocket *websocket;
	struct slack_call *asking;
	char *url; /* single use; wiped once dialled */
};

struct slack {
	struct adapter adapter; /* first */
	struct loop *loop;
	struct http *http;
	struct websocket_pool *pool;
	struct slack_api api;
	char *bot_token;
	char *app_token;
	char *proxy;
	char *no_proxy;
	char *ca_file;
	char *files; /* state folder: files/ lies in it */
	char *team;
	char *site; /* "https://kawasaki.slack.com/": where its messages can be opened */
	char *user;
	char *bot;
	char *app;
	char *name;
	enum language language;
	struct slack_identity self; /* borrows the four above */
	struct slack_link link;
	struct slack_socket sockets[LINK_SLOTS];
	uint32_t serial;
	struct loop_timer *link_timer;
	struct loop_timer *start_timer; /* auth.test again; later: what stop waits for */
	struct loop_timer *end_timer;
	int start_tries;
	struct ack *acks;
	struct slack_op *ops;
	struct {
		char method[48];
		int64_t until; /* monotonic */
	} held[SLACK_HELD_METHODS];
	struct {
		char channel[64];
		int64_t until;
	} held_post; /* the channel that was refused last */
	struct {
		char user[32];
		int64_t at;
	} told[SLACK_TOLD]; /* "disk full" was said */
	int64_t skew_ms;
	int64_t skew_at;        /* monotonic; 0: never heard */
	const char *link_fault; /* the word alarmed last, so that it is said once */
	bool starting;
	bool linked; /* slack_link runs */
	bool stopping;
	bool link_stopped;
	bool closed;
	bool fatal;
};

/* Made per envelope that wants an acknowledgement. */
struct ack {
	struct slack *slack;
	struct ack *next;
	struct ack **link;
	struct arena arena;
	enum slack_source source;
	int slot;
	uint32_t serial;
	int64_t received; /* monotonic */
	const char *envelope;
	const char *trigger;
	const char *response;
	const char *user;
	const char *channel;
	const char *message;
	const char *thread;
	const char *first_field;
	bool direct;
};

struct slack *slack_of(struct adapter *adapter);

void slack_alarm(struct slack *slack, const char *format, ...) KG_PRINTF(2, 3);
/* Looks at an answer for words about us, not about the call: alarms, ends. True: the token is
 * dead. */
bool slack_note(struct slack *slack, const char *method, const struct slack_result *result);
void slack_fatal(struct slack *slack, const char *error);

/* slack_ack.c */
struct ack *slack_ack_create(struct slack *slack, int slot, const struct slack_frame *frame);
void slack_ack_bare(struct slack *slack, int slot, const char *envelope);
void slack_acknowledge(struct adapter *adapter, struct ack *ack, const struct reply *reply);
void slack_refuse(struct adapter *adapter, struct ack *ack, const struct reply *reply);
void slack_drop(struct adapter *adapter, struct ack *ack);

/* slack_send.c */
enum kg_status slack_send(struct adapter *adapter, const struct send *send);
void slack_ops_cancel(struct slack *slack); /* no on_sent: the rows stay in flight */

#endif
