#ifndef KAIGI_BOT_MATRIX_CALL_H
#define KAIGI_BOT_MATRIX_CALL_H

/* One call of the client-server API, and what its answer says about whether it was done. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

struct http;
struct matrix_call;

struct matrix_api {
	struct http *http;
	char *base;  /* with a trailing slash; owned by whoever filled it */
	char *token; /* likewise; NULL: none yet */
	struct matrix_call *calls;
	void (*on_clock)(void *user, int64_t skew_ms); /* by the Date header; may be NULL */
	void *user;
};

enum matrix_verdict {
	MATRIX_OK,        /* 2xx */
	MATRIX_ERROR,     /* 4xx with a definite errcode: not done */
	MATRIX_LIMITED,   /* 429: not done, see retry_after_ms */
	MATRIX_NOT_SENT,  /* nothing reached the server */
	MATRIX_AMBIGUOUS, /* may have been done: 5xx, cut off, no JSON */
	MATRIX_CANCELLED,
};

struct matrix_result { /* borrowed for the call */
	enum matrix_verdict verdict;
	int status;             /* HTTP; 0: none */
	const json_t *json;     /* never NULL; an object, or an array (/state) */
	const char *error;      /* errcode, or our word; never NULL, never a token */
	int64_t retry_after_ms; /* LIMITED: the body's number, else the header's, else 5 s */
};

struct matrix_request {
	const char *method; /* "GET", "PUT", "POST" */
	const char *path;   /* "_matrix/client/v3/…", made by matrix_path; copied */
	const json_t *body; /* NULL: none (PUT and POST send {}); borrowed for the call */
	bool bare;          /* without the token */
	uint32_t timeout_ms;
	void (*on_result)(void *user, const struct matrix_result *result); /* once, later */
	void *user;
};

struct matrix_call *matrix_call(struct matrix_api *api, const struct matrix_request *request);
void matrix_call_cancel(struct matrix_call *call);   /* no on_result follows; NULL is fine */
void matrix_call_cancel_all(struct matrix_api *api); /* each is answered MATRIX_CANCELLED */

/*
 * "_matrix/client/v3/rooms/%/send/%/%": each % is the next argument, percent-encoded whole.
 * Terminated with NULL. Into the arena.
 */
struct arena;
char *matrix_path(struct arena *arena, const char *pattern, ...);

#endif
