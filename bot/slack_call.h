#ifndef KAIGI_BOT_SLACK_CALL_H
#define KAIGI_BOT_SLACK_CALL_H

/* One call of Slack's Web API, and what its answer says about whether it was done. */

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

struct http;
struct slack_call;

struct slack_api {
	struct http *http;
	char *base; /* with a trailing slash; owned by whoever filled it */
	struct slack_call *calls;
	/* Server's clock less ours, by the Date header; told after each answer. May be NULL. */
	void (*on_clock)(void *user, int64_t skew_ms);
	/* A method is exhausted. May be NULL. */
	void *user;
};

enum call_verdict {
	CALL_OK,        /* ok:true */
	CALL_ERROR,     /* ok:false with a definite error: not done */
	CALL_LIMITED,   /* 429: not done, see retry_after_ms */
	CALL_NOT_SENT,  /* nothing reached Slack: not done */
	CALL_AMBIGUOUS, /* may have been done */
	CALL_CANCELLED,
};

struct slack_result { /* borrowed for the call */
	enum call_verdict verdict;
	const json_t *json; /* never NULL */
	const char *error;  /* Slack's word, or ours; never NULL, never a token */
	int64_t retry_after_ms;
	int64_t date_ms;
	const char *scopes;
};

struct slack_request {
	const char *method; /* "chat.postMessage" */
	const char *token;
	const char *form; /* encoded; NULL: empty */
	bool once;        /* what must not happen twice */
	uint32_t timeout_ms;
	void (*on_result)(void *user, const struct slack_result *result); /* once, later */
	void *user;
};

struct slack_call *slack_call(struct slack_api *api, const struct slack_request *request);
void slack_call_cancel(struct slack_call *call); /* no on_result follows; NULL is fine */
/* Every call under way is answered CALL_CANCELLED. */
void slack_call_cancel_all(struct slack_api *api);

/* POSTs JSON to an address that Slack gave (response_url). */
struct slack_call *slack_call_hook(struct slack_api *api, const char *url, const json_t *body,
    void (*on_result)(void *user, const struct slack_result *result), void *user);

#endif
