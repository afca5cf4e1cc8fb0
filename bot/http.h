#ifndef KAIGI_BOT_HTTP_H
#define KAIGI_BOT_HTTP_H

/*
 * HTTP on the loop: libcurl's multi interface through uv_poll. TLS is verified always.
 * Redirects are never followed here. Names are resolved by the loop and handed to curl. An
 * answer says whether the request can have reached the server: what is "never sent" may be sent
 * again without a look.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct loop;
struct http;
struct http_call;

struct http_options {
	struct loop *loop;
	const char *proxy; /* "" or NULL: HTTPS_PROXY of the environment, but never for loopback
	                      hosts */
	const char *no_proxy; /* "" or NULL: NO_PROXY of the environment */
	const char *ca_file;  /* "" or NULL: the system's */
};

/* Strings are copied. KG_INVALID: proxy address; KG_NOT_FOUND: ca_file can't be read. */
KG_MUST_CHECK enum kg_status http_create(
    const struct http_options *options, struct kg_error *err, struct http **out);
void http_stop(
    struct http *http); /* calls running are answered HTTP_CANCELLED; then handles close */
void http_destroy(struct http *http); /* after loop_run; NULL is fine */

enum http_outcome {
	HTTP_ANSWERED,   /* status and body are here */
	HTTP_NEVER_SENT, /* name, connection, proxy or TLS: nothing of the request left */
	HTTP_AMBIGUOUS,  /* sent, no whole answer */
	HTTP_REFUSED,    /* the answer passed the cap, or on_body refused it */
	HTTP_CANCELLED,
};

struct http_answer { /* borrowed for the call */
	enum http_outcome outcome;
	int status;
	const char *body; /* NUL-terminated; "" when streamed */
	size_t size;
	int64_t length;           /* bytes of the body that came */
	int64_t retry_after_ms;   /* -1: none given */
	int64_t date_ms;          /* the Date header, ms UTC; 0: none */
	const char *content_type; /* "" none */
	const char *location;     /* "" none */
	const char *scopes;       /* x-oauth-scopes; "" none */
	const char *error;        /* for the log; never a token; "" none */
};

struct http_request {       /* borrowed for the call: everything is copied */
	const char *method; /* NULL: GET, or POST when there is a body */
	const char *url;
	const char *content_type; /* of the body */
	const char *bearer;       /* token; NULL: none */
	const char *body;
	size_t body_size;
	const char *body_file; /* path of a file to send as the body instead; NULL: none */
	size_t cap;            /* most bytes of an answer kept; 0: 4 MiB */
	uint32_t timeout_ms;   /* whole; 0: 30 s */
	bool once;             /* never sent twice by curl itself: takes a fresh connection */
	/* Streams the body of a 2xx answer; false refuses the rest. NULL: collected in
	 * answer.body. */
	bool (*on_body)(void *user, const char *bytes, size_t size);
	void (*on_answer)(void *user,
	    const struct http_answer *answer); /* once; never from inside http_send */
	void *user;
};

struct http_call *http_send(struct http *http, const struct http_request *request);
void http_cancel(struct http_call *call); /* no on_answer follows; not from inside on_body */

/* The address of `url`'s host, for policies: lower case, no port, no brackets. False: not an
 * http(s) address. */
bool http_url_host(const char *url, char *out_host, size_t room, bool *out_is_tls);

#endif
