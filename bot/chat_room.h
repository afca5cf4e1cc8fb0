#ifndef KAIGI_BOT_CHAT_ROOM_H
#define KAIGI_BOT_CHAT_ROOM_H

/* A Matrix room's own messages from the newest to the oldest, for `kaigi verify --chat`. */

#include "bot/chat_witness.h"

struct http;

struct chat_room_options { /* strings are copied; http stays the caller's */
	struct http *http;
	const char *api;
	const char *token;
	const char *room;
	chat_witness *found;
	void *found_user;
	void (*on_done)(void *user, const char *error, int messages); /* "" none; once, last */
	void *user;
};

void chat_room_read(const struct chat_room_options *options);

#endif
