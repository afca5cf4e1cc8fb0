#ifndef KAIGI_BOT_WEBSOCKET_H
#define KAIGI_BOT_WEBSOCKET_H

/*
 * Websocket clients: libwebsockets on the loop as a foreign loop. TLS is verified always; a
 * name is resolved by the loop and the connection made to its address, with the right Host and
 * SNI. Every time-out is a uv timer of ours, because libwebsockets' own may not fire on a
 * foreign loop and its handshake time-out tells nobody.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct loop;
struct websocket;
struct websocket_pool;

struct websocket_pool_options {
	struct loop *loop;
	const char *proxy; /* as in http_options */
	const char *no_proxy;
	const char *ca_file;
};

KG_MUST_CHECK enum kg_status websocket_pool_create(const struct websocket_pool_options *options,
    struct kg_error *err, struct websocket_pool **out);
/* Drops every connection without a word to anybody, then closes handles. Idempotent. */
void websocket_pool_stop(struct websocket_pool *pool);
void websocket_pool_destroy(struct websocket_pool *pool); /* after loop_run; NULL is fine */

enum websocket_how {
	WEBSOCKET_CLOSED,  /* with a close frame; see code */
	WEBSOCKET_DROPPED, /* without one */
	WEBSOCKET_REFUSED, /* the upgrade was answered, but not with 101; see http_status */
	WEBSOCKET_FAILED,  /* name, connection, proxy or TLS */
	WEBSOCKET_SILENT,  /* no hello in time, or no frame at all for too long */
	WEBSOCKET_TOO_BIG, /* a message passed the cap */
};

struct websocket_end {
	enum websocket_how how;
	int code;               /* the peer's close code; 1006: none */
	int http_status;        /* REFUSED */
	int64_t retry_after_ms; /* REFUSED; -1: none given */
	const char *why;        /* for the log; borrowed for the call */
};

struct websocket_options {   /* strings are copied */
	const char *url;     /* ws:// or wss:// */
	const char *bearer;  /* Authorization of the upgrade; "" or NULL: none */
	const char *headers; /* further ones: "name: value" LF …; NULL: none */
	uint32_t ready_ms;   /* from here to websocket_ready */
	uint32_t silence_ms; /* without any inbound frame */
	uint32_t ping_ms;
	size_t cap; /* bytes of one message */
	/* Upcalls come from the loop, never from inside a call to this module. */
	void (*on_open)(void *user);
	void (*on_message)(void *user, const char *text,
	    size_t size); /* one whole text message, NUL behind it */
	void (*on_closed)(void *user,
	    const struct websocket_end *end); /* once and last; the handle is gone then */
	void *user;
};

struct websocket *websocket_open(
    struct websocket_pool *pool, const struct websocket_options *options);
void websocket_ready(struct websocket *socket); /* the hello came: the first watchdog rests */
/* Queues a text frame; websocket_flush writes what is queued. */
void websocket_send(struct websocket *socket, const char *text, size_t size);
void websocket_flush(struct websocket *socket);
void websocket_close(
    struct websocket *socket, int code);          /* close frame, at most 1 s for the answer */
void websocket_kill(struct websocket *socket);    /* on_closed follows soon, as DROPPED */
void websocket_abandon(struct websocket *socket); /* killed, and no upcall any more */

#endif
