#ifndef KAIGI_BOT_MATRIX_H
#define KAIGI_BOT_MATRIX_H

/*
 * The Matrix adapter: the client-server API on libcurl behind bot/adapter.h. /sync is a long
 * poll; its events and the position behind them are handed on together, and the next poll waits
 * until they are committed. A row's key is its transaction id, always under one and the same
 * device. It keeps no truth: what it must find again goes out by on_keep and comes back in the
 * options.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "bot/adapter.h"
#include "config/charter.h"
#include "store/network.h"

struct loop;
struct http;

/* Kept as "moved:OLD" = NEW when a room of the settings was replaced (tombstone). */
struct matrix_moved {
	const char *old_id;
	const char *new_id;
};

struct matrix_options { /* strings are copied */
	struct loop *loop;
	struct http *http;
	const char *api;   /* "https://matrix.example.jp/" */
	const char *token; /* static; "" or NULL: the one kept in token_path, else a login */
	const char *user;  /* for the login: "@kaigi:example.jp"; "" none */
	const char *password;
	const char
	    *token_path; /* a private file that keeps what a login gave: token LF device */
	const char *websocket; /* fi.mau.as_sync; "" or NULL: none */
	const char *websocket_token;
	const char *proxy; /* as in http_options; for the websocket */
	const char *no_proxy;
	const char *ca_file;
	const char *files; /* the folder in which files/ lies */
	/* What was kept: NULL or "" when nothing was. */
	const char *position; /* keep "sync": next_batch */
	const char *newest;   /* keep "newest": the witnesses, see matrix_witness.c */
	const char *gone;     /* keep "gone": accounts in none of the rooms */
	const struct direct_room *directs;
	size_t direct_count;
	const char *const
	    *channels; /* rooms of the settings: invitations into them are followed */
	size_t channel_count;
	const struct matrix_moved *moved; /* of those channels */
	size_t moved_count;
	const struct adapter_events *events;
	void *user_data;
	int64_t workspace;
	const char *name;
	enum language language;
};

/* Never NULL. Talks to nobody before adapter->impl->start. Its destroy comes after loop_run. */
struct adapter *matrix_create(const struct matrix_options *options);

#endif
