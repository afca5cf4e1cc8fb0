#ifndef KAIGI_WORKSPACE_API_H
#define KAIGI_WORKSPACE_API_H

/*
 * The Web API: one table of methods. What all share (tokens, scopes, rates, types of arguments,
 * faults) is done by api.c from the table; a handler gets a call whose arguments are there and
 * of their type.
 */

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "workspace/model.h"
#include "workspace/server.h"

enum api_type { API_TEXT, API_INT, API_BOOL, API_JSON };
enum api_tier { API_TIER_1, API_TIER_2, API_TIER_3, API_TIER_4, API_TIER_SPECIAL };

enum {
	API_FORM_ONLY = 1, /* a JSON body's arguments are not seen */
	API_APP_TOKEN = 2, /* takes the app-level token, in the header alone */
	API_POST_ONLY = 4,
};

struct api_arg {
	const char *name;
	enum api_type type;
	bool required;
	const char *error; /* of a required one missing, of another of the wrong type */
};

struct api_call {
	const struct api_method *method;
	json_t *args;       /* object; borrowed by handlers */
	json_t *answer;     /* object to fill; "ok" is set by api.c */
	json_t *messages;   /* array of "[ERROR] …" for response_metadata */
	const char *needed; /* the scope behind missing_scope */
	int retry_after;    /* behind ratelimited */
	bool secure;
};

struct api_method {
	const char *name;
	const char *scopes; /* any of these, parted by '|'; "": none */
	enum api_tier tier;
	unsigned flags;
	struct api_arg args[12];
	const char *(*run)(struct api_call *call); /* an error name, or NULL */
};

enum { API_ARGS_MAX = 12 };

/* Answers a request to /api/…. */
void api_handle(const struct server_request *request);

/* api_args.c's two steps for api.c: what came, and whether it is there and of its type. Error
 * names or NULL. */
const char *api_read_args(const struct server_request *request, struct api_call *call);
const char *api_check_args(struct api_call *call);

/* Form fields as an object of strings; NULL when it is not UTF-8. */
json_t *api_parse_form(const char *body, size_t size);

/* For handlers. */
const char *api_text(
    const struct api_call *call, const char *name); /* NULL when absent or empty */
bool api_has(const struct api_call *call, const char *name);
json_t *api_json(
    const struct api_call *call, const char *name); /* borrowed; strings were parsed */
void api_complain(struct api_call *call, const char *format, ...) KG_PRINTF(2, 3);
const char *api_need(struct api_call *call, const char *scope); /* missing_scope or NULL */
/* "channels:history", "groups:…", "im:…", "mpim:…" by the channel's kind. */
const char *api_need_kind(
    struct api_call *call, const struct channel *channel, const char *verb);
/* The channel that "channel" names, if the bot may know of it; the error name otherwise. */
const char *api_channel(struct api_call *call, struct channel **out_channel);
/* The same, and the bot must be in it and it must not be archived when asked for. */
const char *api_member_channel(struct api_call *call, bool alive, struct channel **out_channel);
bool api_is_ts(const char *text);
/* One page of an array by limit and cursor; sets response_metadata.next_cursor. Takes all. */
const char *api_page(struct api_call *call, const char *key, json_t *all, int default_limit);

extern const struct api_method api_chat[], api_items[], api_conversations[], api_channels[],
    api_people[], api_files[], api_views[];

#endif
