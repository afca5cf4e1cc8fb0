#ifndef KAIGI_WORKSPACE_SERVER_H
#define KAIGI_WORKSPACE_SERVER_H

/*
 * HTTP and websocket plumbing on libwebsockets' own loop. It knows nothing of Slack: requests
 * go to one handler, which answers now or later by the request's number; a number whose
 * connection is gone is ignored, so nobody holds pointers to connections.
 */

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

enum { SERVER_BODY_MAX = 4 * 1024 * 1024, SERVER_UPLOAD_MAX = 64 * 1024 * 1024 };

struct server_request {
	uint64_t id;        /* answer with this */
	const char *method; /* "GET", "POST", … */
	const char *path;
	json_t *query;             /* object of strings */
	const char *authorization; /* NULL when absent; so are the next three */
	const char *content_type;
	const char *origin;
	const char *host;
	const char *body; /* NUL-terminated; empty for uploads */
	size_t size;
	const char *body_path; /* uploads: a file that the handler may rename; else NULL */
	bool secure;           /* came over TLS */
};

struct server_answer {
	int status;
	const char *type;
	const char *body; /* copied */
	size_t size;
	const char *file_path; /* sent instead of body */
	int64_t file_limit;    /* send only so many of its bytes (a fault); 0: all */
	json_t *headers;       /* object of strings, borrowed; NULL: none */
	bool reset;            /* a fault: cut the connection instead */
};

/* What the layers above do; every slot is set. The websocket's number stays the same for its
 * life. */
struct server_handlers {
	void (*request)(const struct server_request *request);
	bool (*is_upload)(const char *path);
	/* Before an upgrade: 0 allows it, else the HTTP status that refuses it. */
	int (*upgrade)(const char *path, const json_t *query, const char *origin, bool secure);
	void (*opened)(uint64_t id, const char *path, const json_t *query, bool secure);
	void (*received)(uint64_t id, const char *text, size_t size);
	void (*ponged)(uint64_t id);
	void (*closed)(uint64_t id);
};

struct server_options {
	const char *directory; /* certificates, temporary uploads */
	const char *listen;
	int http_port; /* 0: choose */
	int https_port;
	const struct server_handlers *handlers;
};

KG_MUST_CHECK enum kg_status server_start(
    const struct server_options *options, struct kg_error *err);
void server_turn(void);   /* waits for something to happen and handles it */
void server_wake(void);   /* from a signal handler */
void server_finish(void); /* closes websockets with a close frame; at most half a second */
int server_port(bool secure);
const char *server_base(bool secure); /* "http://127.0.0.1:1234" */

void server_answer(uint64_t id, const struct server_answer *answer);
void server_answer_json(uint64_t id, int status, const json_t *body);

void server_send(uint64_t id, const char *text, size_t size);
void server_ping(uint64_t id, const char *body);
void server_close(uint64_t id, int code); /* after what is queued; with a close frame */
void server_reset(uint64_t id);           /* RST, no close frame */
void server_freeze(uint64_t id);          /* half-open: neither reads nor writes any more */
void server_cut_frozen(void);             /* resets all of those */
bool server_is_open(uint64_t id);

/* Timers in real time. The returned one is freed when it has run or was cancelled. */
struct server_timer;
struct server_timer *server_after(int64_t ms, void (*run)(void *arg), void *arg);
void server_cancel(struct server_timer *timer); /* NULL is fine */

#endif
