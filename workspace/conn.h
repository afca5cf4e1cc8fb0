#ifndef KAIGI_WORKSPACE_CONN_H
#define KAIGI_WORKSPACE_CONN_H

/* One connection, shared by server.c (websockets, life) and http.c (requests, answers) alone.
 */

#include <libwebsockets.h>
#include <stdio.h>

#include "base/buf.h"
#include "workspace/server.h"

struct frame {
	struct frame *next;
	bool ping;
	size_t size;
	unsigned char bytes[]; /* LWS_PRE, then size bytes */
};

struct outgoing {
	bool ready;
	bool headers_sent;
	int status;
	char *type;
	char *body;
	size_t size;
	size_t sent;
	FILE *file;
	json_t *headers;
};

struct conn {
	struct conn *next;
	struct lws *wsi;
	uint64_t id; /* changes with every HTTP request; stays for a websocket */
	bool secure;
	/* HTTP */
	char *method;
	char *path;
	json_t *query;
	char *authorization;
	char *content_type;
	char *origin;
	char *host;
	struct buf body;
	FILE *upload;
	char upload_path[4096];
	int64_t uploaded;
	bool too_big;
	bool dispatched;
	struct outgoing answer;
	/* websocket */
	bool is_socket;
	struct frame *first;
	struct frame **last;
	struct buf incoming;
	int close_code;
	bool reset;
	bool frozen;
};

extern const struct server_options *conn_options;

/* Callbacks of http.c; a result other than 0 closes the connection. */
int http_begin(struct conn *conn, struct lws *wsi);
int http_body(struct conn *conn, const void *bytes, size_t size);
int http_body_end(struct conn *conn);
int http_writable(struct conn *conn);
void http_clear(struct conn *conn);
json_t *http_read_query(struct lws *wsi);                              /* new reference */
char *http_copy_header(struct lws *wsi, enum lws_token_indexes token); /* NULL when absent */

struct conn *conn_find(uint64_t id);
uint64_t conn_new_id(void);
void conn_cut(struct conn *conn); /* makes the coming close a reset */

#endif
