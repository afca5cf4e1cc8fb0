#ifndef KAIGI_BOT_WEBSOCKET_PARTS_H
#define KAIGI_BOT_WEBSOCKET_PARTS_H

/* What websocket.c (connections) and websocket_pool.c (context, TLS, proxy) share. */

#include <uv.h>

#include <libwebsockets.h>

#include "base/buf.h"
#include "bot/proxy.h"
#include "bot/websocket.h"

enum {
	WEBSOCKET_CLOSE_MS = 1000,
	WEBSOCKET_HOST_ROOM = 256,
	WEBSOCKET_HEADER_ROOM = 256,
	WEBSOCKET_QUEUE_CAP = 8 * 1024 * 1024,
};

struct websocket_pool {
	struct loop *loop;
	struct lws_context *context;
	struct lws_vhost *direct;
	struct lws_vhost *proxied;
	struct proxy proxy;
	char *ca_file;
	struct websocket *sockets;
	bool stopping;
	void *foreign_loops[1];
};

struct frame {
	struct frame *next;
	size_t size;
	unsigned char bytes[]; /* LWS_PRE, then the text */
};

struct websocket {
	struct websocket_pool *pool;
	struct websocket *next;
	struct lws *wsi;
	struct loop_resolving *resolving;
	struct loop_timer *ready; /* watchdog: dial to hello */
	struct loop_timer *silence;
	struct loop_timer *ping;
	struct loop_timer *kill; /* close not answered, or kill at once */
	struct loop_timer *bye;  /* sends the close frame */
	struct loop_timer *tell; /* delivers on_closed */
	struct websocket_options options;
	bool is_tls;
	bool open;
	bool closing;
	bool ended;
	bool want_ping;
	bool overflow;
	int close_code;
	char host[WEBSOCKET_HOST_ROOM];
	bool host_is_numeric;
	int port;
	char *path;
	char *bearer; /* "Bearer …"; NULL: none */
	char *headers;
	struct frame *first;
	struct frame **last;
	size_t queued;
	struct buf message;
	struct websocket_end end;
	char why[160];
};

/* The one callback of every connection. */
int websocket_on_lws(
    struct lws *wsi, enum lws_callback_reasons reason, void *session, void *in, size_t size);
void websocket_prepare_tls(struct lws *wsi, void *context);
/* Ends without a word to its owner. */
void websocket_discard(struct websocket *socket);

#endif
